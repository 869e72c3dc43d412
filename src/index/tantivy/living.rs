//! deletions of a segment → which of its articles are left. Sixty-four documents are looked at at once, and then what was deleted:
//! a start does not go through the articles that are left.

use tantivy::{BitSet, SegmentReader};

use super::articles::Articles;
use super::bits::Bits;

/// The articles of a segment of which some are deleted.
pub(super) struct Living {
    /// Those that are left.
    pub(super) articles: Bits,
    /// The others, in order.
    pub(super) deleted: Vec<u32>,
}

impl Living {
    /// Nothing if all articles are left. A document that records a file is replaced whenever the file changes, which deletes no article.
    pub(super) fn of(reader: &SegmentReader, articles: &Articles) -> Option<Self> {
        let bits = reader.alive_bitset()?;
        let mut alive = BitSet::with_max_value_and_full(reader.max_doc());
        alive.intersect_update(bits.bitset());
        let mut deleted = Vec::new();
        for word in 0..reader.max_doc().div_ceil(64) {
            let dead = !u64::from_le_bytes(alive.tinyset(word).into_bytes());
            if dead == 0 {
                continue;
            }
            let mut heads = articles.heads_of(word as usize) & dead;
            while heads != 0 {
                deleted.push(articles.of_document(64 * word + heads.trailing_zeros()));
                heads &= heads - 1;
            }
        }
        if deleted.is_empty() {
            return None;
        }
        let mut left = Bits::full(articles.len());
        deleted.iter().for_each(|article| left.remove(*article));
        Some(Self { articles: left, deleted })
    }
}
