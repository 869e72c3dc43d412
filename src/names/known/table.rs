//! Lists of strings as they lie in a file: written once by a program in `bench/`, read in place.
//!
//! A file begins with lines of text (what it is, its sources and their licences) up to the first empty line. Then come its
//! sections; all numbers are 32-bit, little-endian:
//!
//! ```text
//! strings   count, count + 1 offsets of bytes, the bytes as UTF-8
//! lists     count, count + 1 offsets of values, the values
//! ```

/// The head of a file, and its sections.
pub fn split_head(file: &[u8]) -> (&[u8], Sections<'_>) {
    let end = file.windows(2).position(|pair| pair == b"\n\n").map_or(file.len(), |at| at + 2);
    (&file[..end], Sections { rest: &file[end..] })
}

/// The sections of a file that are not read yet.
#[derive(Clone, Copy, Debug)]
pub struct Sections<'a> {
    rest: &'a [u8],
}

impl<'a> Sections<'a> {
    /// The next section as strings.
    pub fn strings(&mut self) -> Strings<'a> {
        let (offsets, length) = self.offsets();
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        Strings { offsets, text }
    }

    /// The next section as lists of numbers.
    pub fn lists(&mut self) -> Lists<'a> {
        let (offsets, length) = self.offsets();
        let (values, rest) = self.rest.split_at_checked(length * 4).unwrap_or((self.rest, &[]));
        self.rest = rest;
        Lists { offsets, values }
    }

    /// The offsets that a section begins with, and the last of them.
    fn offsets(&mut self) -> (&'a [u8], usize) {
        let count = number(self.rest, 0);
        let (offsets, rest) =
            self.rest.get(4..).unwrap_or_default().split_at_checked((count + 1) * 4).unwrap_or((&[0; 4], &[]));
        self.rest = rest;
        (offsets, number(offsets, offsets.len() / 4 - 1))
    }
}

/// The number at a place, counted in numbers.
fn number(bytes: &[u8], place: usize) -> usize {
    let four = bytes.chunks_exact(4).nth(place).and_then(|four| four.try_into().ok());
    four.map_or(0, u32::from_le_bytes) as usize
}

/// Strings by number.
#[derive(Clone, Copy, Debug)]
pub struct Strings<'a> {
    offsets: &'a [u8],
    text: &'a [u8],
}

impl<'a> Strings<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.offsets.len() / 4 - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The string with a number; empty for one that is not there.
    pub fn get(&self, number_of: usize) -> &'a str {
        std::str::from_utf8(self.bytes(number_of)).unwrap_or_default()
    }

    fn bytes(&self, number_of: usize) -> &'a [u8] {
        self.text.get(number(self.offsets, number_of)..number(self.offsets, number_of + 1)).unwrap_or_default()
    }

    /// The number of a string, where they are sorted by their bytes.
    pub fn find(&self, wanted: &str) -> Option<usize> {
        let at = self.partition(|bytes| bytes < wanted.as_bytes());
        (at < self.len() && self.bytes(at) == wanted.as_bytes()).then_some(at)
    }

    /// Whether a string begins with `start`, where they are sorted by their bytes.
    pub fn any_begins_with(&self, start: &str) -> bool {
        let at = self.partition(|bytes| bytes < start.as_bytes());
        at < self.len() && self.bytes(at).starts_with(start.as_bytes())
    }

    fn partition(&self, is_before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if is_before(self.bytes(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Lists of numbers by number.
#[derive(Clone, Copy, Debug)]
pub struct Lists<'a> {
    offsets: &'a [u8],
    values: &'a [u8],
}

impl<'a> Lists<'a> {
    /// The list with a number; empty for one that is not there.
    pub fn get(&self, number_of: usize) -> impl Iterator<Item = u32> + Clone + use<'a> {
        let (first, end) = (number(self.offsets, number_of), number(self.offsets, number_of + 1));
        let values = self.values;
        (first..end.max(first)).map(move |place| u32::try_from(number(values, place)).unwrap_or_default())
    }
}

/// Writes a file of such sections.
#[derive(Clone, Debug, Default)]
pub struct TableWriter {
    bytes: Vec<u8>,
}

impl TableWriter {
    /// A file that begins with these lines of text, none of them empty.
    pub fn new(head: &str) -> Self {
        let mut bytes = head.trim_end().as_bytes().to_vec();
        bytes.extend(b"\n\n");
        Self { bytes }
    }

    /// Adds a section of strings.
    pub fn strings<'s>(&mut self, strings: impl Iterator<Item = &'s str> + Clone) {
        self.offsets(strings.clone().map(str::len));
        strings.for_each(|string| self.bytes.extend(string.as_bytes()));
    }

    /// Adds a section of lists.
    pub fn lists(&mut self, lists: &[Vec<u32>]) {
        self.offsets(lists.iter().map(Vec::len));
        lists.iter().flatten().for_each(|value| self.number(*value as usize));
    }

    fn offsets(&mut self, lengths: impl Iterator<Item = usize> + Clone) {
        self.number(lengths.clone().count());
        let mut offset = 0;
        self.number(offset);
        for length in lengths {
            offset += length;
            self.number(offset);
        }
    }

    fn number(&mut self, value: usize) {
        self.bytes.extend(u32::try_from(value).expect("a table is far smaller than 4 GB").to_le_bytes());
    }

    /// The whole file.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut writer = TableWriter::new("a table\nof two sections\n");
        writer.strings(["", "aleppo", "حلب"].into_iter());
        writer.lists(&[vec![], vec![7, 8], vec![9]]);
        let file = writer.finish();
        let (head, mut sections) = split_head(&file);
        assert_eq!(head, b"a table\nof two sections\n\n");
        let (strings, lists) = (sections.strings(), sections.lists());
        assert_eq!((strings.len(), strings.get(1), strings.get(2), strings.get(3)), (3, "aleppo", "حلب", ""));
        assert_eq!((strings.find("aleppo"), strings.find("alepp"), strings.find("حلب")), (Some(1), None, Some(2)));
        assert!(strings.any_begins_with("alep") && !strings.any_begins_with("b"));
        assert_eq!((lists.get(1).collect::<Vec<_>>(), lists.get(3).count()), (vec![7, 8], 0));
        let (_, mut nothing) = split_head(b"a head alone");
        assert!(nothing.strings().is_empty());
    }
}
