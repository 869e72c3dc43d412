//! How many documents and passages have the forms of a name, as the file of a segment's names says: nobody reads the postings of
//! a frequent form to know it.
//!
//! The part of the file: how many bytes the terms take and how many the places take (`u64` each), then rows in order, numbers of
//! four bytes each. Of a term: its number and how many headlines have it, where some do. Of a place, all forms that are
//! counted together and are more than one: its first term, how many terms it has, how many documents have one whose capitals
//! speak, how many one whose capitals do not, and how many passages have any.

use std::io::{self, Write};
use std::ops::Range;

use super::forms::FormDocuments;

/// Terms and places with fewer documents are not written: their postings are read as fast.
pub const MIN_COUNTED: u32 = 8;

/// The numbers of a row of a term, and of a place.
const TERM: usize = 2;
const PLACE: usize = 5;

/// What is counted of a segment, in the order of its terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedForms {
    terms: Vec<[u32; TERM]>,
    places: Vec<[u32; PLACE]>,
}

/// What is counted of a place: how many terms it has, the documents and the passages that have one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedPlace {
    /// How many terms it has.
    pub terms: usize,
    /// How many documents have one.
    pub documents: FormDocuments,
    /// How many passages have one.
    pub passages: u64,
}

/// Where the rows lie in the bytes of a file.
#[derive(Debug)]
pub(super) struct CountRows {
    terms: Range<usize>,
    places: Range<usize>,
}

impl CountedForms {
    /// Adds a term after all before it: how many headlines have it.
    pub fn add_term(&mut self, number: u32, headlines: u32) {
        if headlines > 0 {
            self.terms.push([number, headlines]);
        }
    }

    /// Adds a place, given its first term.
    pub fn add_place(&mut self, first: u32, place: &CountedPlace) {
        let CountedPlace { terms, documents, passages } = *place;
        self.places.push([first, terms as u32, documents.named as u32, documents.unclear as u32, passages as u32]);
    }

    /// Writes the part of the file.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut places = self.places.clone();
        places.sort_unstable();
        let terms: Vec<u8> = self.terms.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        let places: Vec<u8> = places.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        for part in [&terms, &places] {
            out.write_all(&(part.len() as u64).to_le_bytes())?;
        }
        [terms, places].iter().try_for_each(|part| out.write_all(part))
    }
}

impl CountRows {
    /// Where the rows lie that begin at a place of a file; nothing if they are not whole.
    pub(super) fn read(file: &[u8], start: usize) -> Option<Self> {
        let length = |at: usize| {
            let bytes = file.get(at..)?.first_chunk()?;
            usize::try_from(u64::from_le_bytes(*bytes)).ok()
        };
        let terms = start + 16..(start + 16).checked_add(length(start)?)?;
        let places = terms.end..terms.end.checked_add(length(start + 8)?)?;
        let is_whole = places.end == file.len()
            && terms.len().is_multiple_of(4 * TERM)
            && places.len().is_multiple_of(4 * PLACE);
        is_whole.then_some(Self { terms, places })
    }

    /// How many headlines have a term that [`MIN_COUNTED`] documents have.
    pub(super) fn headlines(&self, file: &[u8], term: u32) -> u32 {
        find::<TERM>(&file[self.terms.clone()], term).map_or(0, |[_, headlines]| headlines)
    }

    /// What is counted of the place whose first term is this one, if it has several and [`MIN_COUNTED`] documents.
    pub(super) fn place(&self, file: &[u8], first: u32) -> Option<CountedPlace> {
        let [_, terms, named, unclear, passages] = find::<PLACE>(&file[self.places.clone()], first)?;
        let documents = FormDocuments { named: named.into(), unclear: unclear.into() };
        Some(CountedPlace { terms: terms as usize, documents, passages: passages.into() })
    }
}

/// The row that begins with a number.
fn find<const NUMBERS: usize>(rows: &[u8], number: u32) -> Option<[u32; NUMBERS]> {
    let row = |at: usize| -> [u32; NUMBERS] {
        let (numbers, _) = rows[4 * NUMBERS * at..].as_chunks::<4>();
        std::array::from_fn(|at| u32::from_le_bytes(numbers[at]))
    };
    let (mut low, mut high) = (0, rows.len() / (4 * NUMBERS));
    while low < high {
        let middle = usize::midpoint(low, high);
        let found = row(middle);
        match found[0].cmp(&number) {
            std::cmp::Ordering::Equal => return Some(found),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_found_and_nothing_else() {
        let mut counted = CountedForms::default();
        let documents = FormDocuments { named: 11, unclear: 2 };
        let place = CountedPlace { terms: 3, documents, passages: 12 };
        counted.add_place(40, &place);
        counted.add_place(7, &CountedPlace { terms: 2, ..place });
        (0..100).for_each(|number| counted.add_term(3 * number, number % 5));
        let mut file = vec![9; 5];
        counted.write(&mut file).unwrap();
        let rows = CountRows::read(&file, 5).unwrap();
        assert_eq!(rows.place(&file, 40), Some(place));
        assert_eq!(rows.place(&file, 7).map(|place| place.terms), Some(2));
        assert!([0, 8, 41].iter().all(|first| rows.place(&file, *first).is_none()));
        for number in 0..300 {
            let expected = if number % 3 == 0 { number / 3 % 5 } else { 0 };
            assert_eq!(rows.headlines(&file, number), expected, "{number}");
        }
        assert!((5..file.len()).all(|length| CountRows::read(&file[..length], 5).is_none()));
    }
}
