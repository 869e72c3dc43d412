//! What the copies of each article are known by: its MinHash, its outlet, the words of its headline.
//!
//! Four parts of the file: the MinHashes (4 numbers of `u64` each); the outlets (`u32`); how many words of the headline are kept
//! of each article (`u8`) after, for each [`RANKED`] articles, how many there are before (`u32`); these words (`u16`).

use crate::ranking::{Headline, MIN_HASH_NUMBERS, MinHash};

/// The bytes of a MinHash.
const MIN_HASH: usize = 8 * MIN_HASH_NUMBERS;

/// The articles for which is known how many words are before.
const RANKED: usize = 64;

/// The parts of the file that hold the facts.
pub(super) const FACT_PARTS: usize = 4;

/// What the copies of an article are known by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::index::tantivy) struct CopyKey {
    pub(in crate::index::tantivy) min_hash: MinHash,
    pub(in crate::index::tantivy) outlet: u32,
    pub(in crate::index::tantivy) headline: Headline,
}

/// The facts of all articles of a segment while they are gathered, in pieces: one list of all would be copied as it grows.
#[derive(Debug, Default)]
pub(in crate::index::tantivy) struct Facts(Vec<Vec<CopyKey>>);

/// The articles of a piece.
const PIECE: usize = if cfg!(debug_assertions) { 32 } else { 4096 };

impl Facts {
    pub(in crate::index::tantivy) fn push(&mut self, key: CopyKey) {
        match self.0.last_mut().filter(|piece| piece.len() < PIECE) {
            Some(piece) => piece.push(key),
            None => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(key);
                self.0.push(piece);
            }
        }
    }

    pub(in crate::index::tantivy) fn len(&self) -> usize {
        self.keys().count()
    }

    /// The bytes of memory that they take.
    pub(in crate::index::tantivy) fn memory(&self) -> usize {
        self.0.len() * PIECE * size_of::<CopyKey>()
    }

    pub(super) fn min_hashes(&self) -> Vec<MinHash> {
        self.keys().map(|key| key.min_hash).collect()
    }

    fn keys(&self) -> impl Iterator<Item = &CopyKey> {
        self.0.iter().flatten()
    }

    /// The parts of the file.
    pub(super) fn parts(&self) -> [Vec<u8>; FACT_PARTS] {
        let [mut min_hashes, mut outlets, mut counts, mut words] = [const { Vec::new() }; FACT_PARTS];
        for (article, key) in self.keys().enumerate() {
            min_hashes.extend(key.min_hash.numbers().into_iter().flat_map(u64::to_le_bytes));
            outlets.extend(key.outlet.to_le_bytes());
            if article % RANKED == 0 {
                counts.extend((words.len() as u32 / 2).to_le_bytes());
            }
            let before = words.len();
            words.extend(key.headline.words().flat_map(u16::to_le_bytes));
            counts.push(((words.len() - before) / 2) as u8);
        }
        [min_hashes, outlets, counts, words]
    }
}

/// Whether parts of these lengths may hold the facts of so many articles.
pub(super) fn are_whole(lengths: [usize; FACT_PARTS], articles: usize) -> bool {
    let [min_hashes, outlets, counts, words] = lengths;
    min_hashes == articles * MIN_HASH
        && outlets == articles * 4
        && counts == articles + articles.div_ceil(RANKED) * 4
        && words.is_multiple_of(2)
}

/// The MinHash of an article.
pub(super) fn min_hash(min_hashes: &[u8], article: usize) -> MinHash {
    let numbers = min_hashes[MIN_HASH * article..MIN_HASH * (article + 1)].chunks_exact(8);
    MinHash::of_numbers(numbers.map(|number| u64::from_le_bytes(number.try_into().expect("eight bytes"))))
}

/// The words of the headline of an article.
pub(super) fn headline(counts: &[u8], words: &[u8], article: usize) -> Headline {
    let group = &counts[article / RANKED * (RANKED + 4)..];
    let (before, group) = group.split_at(4);
    let before = u32::from_le_bytes(before.try_into().expect("four bytes")) as usize;
    let between: usize = group[..article % RANKED].iter().map(|count| usize::from(*count)).sum();
    let start = 2 * (before + between);
    let here = &words[start..start + 2 * usize::from(group[article % RANKED])];
    Headline::of_words(here.chunks_exact(2).map(|word| u16::from_le_bytes([word[0], word[1]])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_as_they_were_written() {
        let key = |n: u32| CopyKey {
            min_hash: MinHash::of_numbers((0..4).map(|part| u64::from(n) << 20 | part)),
            outlet: n.wrapping_mul(77),
            headline: Headline::of_words((0..n % 17).map(|word| (n * 31 + word) as u16 | 1)),
        };
        for length in [0, 1, 63, 64, 65, 200] {
            let mut facts = Facts::default();
            (0..length).for_each(|n| facts.push(key(n)));
            let parts = facts.parts();
            assert!(are_whole(parts.each_ref().map(Vec::len), length as usize));
            for n in 0..length {
                assert_eq!(min_hash(&parts[0], n as usize), key(n).min_hash);
                assert_eq!(headline(&parts[2], &parts[3], n as usize), key(n).headline);
            }
        }
    }
}
