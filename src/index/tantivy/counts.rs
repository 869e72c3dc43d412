//! The columns of a segment → how many articles, passages and words it has, in a file: nobody counts them at every start.
//!
//! The file: [`VERSION`] (`u32`), then the articles, those without a date, the passages and the words (`u64` each), little-endian,
//! of the segment as it was written. What was deleted since is counted by whoever opens it, and taken off.

use std::io::Write as _;

use tantivy::columnar::ColumnValues;
use tantivy::{Segment, SegmentReader};

use super::derived::{Derived, write_file};
use super::fields;

/// How the file is laid out.
pub(super) const VERSION: u32 = 1;

/// How many documents are counted at once.
const COUNTED_AT_ONCE: usize = 1024;

/// What a segment has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) articles: u64,
    /// Articles without a date.
    pub(super) undated: u64,
    /// Passages, headlines not counted.
    pub(super) passages: u64,
    /// Words of all passages and headlines.
    pub(super) words: u64,
}

impl Counts {
    /// What is left without some of it.
    pub(super) fn less(self, other: &Self) -> Self {
        Self {
            articles: self.articles.saturating_sub(other.articles),
            undated: self.undated.saturating_sub(other.undated),
            passages: self.passages.saturating_sub(other.passages),
            words: self.words.saturating_sub(other.words),
        }
    }
}

/// What the file of a segment says; nothing if it is damaged.
pub(super) fn open_counts(reader: &SegmentReader) -> tantivy::Result<Option<Counts>> {
    let file = Derived::Counts.open(reader)?;
    Ok(read(&file))
}

fn read(file: &[u8]) -> Option<Counts> {
    let (version, numbers) = file.split_first_chunk::<4>()?;
    let mut number = numbers.chunks_exact(8).map(|eight| eight.try_into().map(u64::from_le_bytes).ok());
    let mut next = || number.next().flatten();
    let counts = Counts { articles: next()?, undated: next()?, passages: next()?, words: next()? };
    (u32::from_le_bytes(*version) == VERSION && numbers.len() == 32).then_some(counts)
}

/// Writes the file of a segment whose columns are written.
pub(super) fn write_counts(segment: &Segment, reader: &SegmentReader) -> tantivy::Result<()> {
    let columns = reader.fast_fields();
    let places = columns.column_first_or_default(fields::PLACE)?;
    let words = columns.column_first_or_default(fields::PASSAGE_WORDS)?;
    let Counts { articles, passages, words, .. } = count(&*places, &*words, &|_| true);
    let undated = articles - u64::from(columns.i64(fields::EARLIEST)?.values.num_vals());
    write_file(segment, Derived::Counts, &mut |out| {
        out.write_all(&VERSION.to_le_bytes())?;
        [articles, undated, passages, words].iter().try_for_each(|number| out.write_all(&number.to_le_bytes()))
    })
}

/// Counts the articles, passages and words of the documents that live, and nothing else. The columns are read in blocks.
pub(super) fn count(
    places: &dyn ColumnValues<u64>,
    words: &dyn ColumnValues<u64>,
    is_alive: &dyn Fn(u32) -> bool,
) -> Counts {
    let mut counts = Counts::default();
    let (mut place, mut word) = ([0; COUNTED_AT_ONCE], [0; COUNTED_AT_ONCE]);
    for start in (0..places.num_vals()).step_by(COUNTED_AT_ONCE) {
        let length = COUNTED_AT_ONCE.min((places.num_vals() - start) as usize);
        places.get_range(u64::from(start), &mut place[..length]);
        words.get_range(u64::from(start), &mut word[..length]);
        for (doc, (place, words)) in (start..).zip(place[..length].iter().zip(&word)) {
            if *place > 0 && is_alive(doc) {
                counts.words += words;
                counts.articles += u64::from(*place == 1);
                counts.passages += u64::from(*place > 1);
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_cut_off_or_of_another_version_says_nothing() {
        let mut file = VERSION.to_le_bytes().to_vec();
        file.extend([5u64, 1, 31, 900].iter().flat_map(|number| number.to_le_bytes()));
        assert_eq!(read(&file), Some(Counts { articles: 5, undated: 1, passages: 31, words: 900 }));
        assert!((0..file.len()).all(|length| read(&file[..length]).is_none()));
        file[0] ^= 1;
        assert!(read(&file).is_none());
    }
}
