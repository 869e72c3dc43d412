//! sorted rows of symbols → a trie whose nodes lie level by level, those below one node side by side; it is read where it lies.
//!
//! A walk reads a level from its beginning to its end: what it passes over costs it nothing but the head of the node, and the
//! nodes that it asks about are independent of each other, which is what a processor is fast at.

use std::collections::VecDeque;
use std::ops::Range;

/// In the first byte of a node's head, the bit that says whether a row ends here; the rest is its symbol. The second byte says how
/// many symbols come after it, at least in the lower half of its bits and at most in the upper one, both up to [`MANY`].
pub(super) const END: u8 = 1 << 6;

/// Of so many nodes it is known how many rows end before them.
const BLOCK: usize = 16;

/// No node is deeper.
pub(super) const MAX_DEPTH: usize = 48;

/// A number of symbols to come that is this or more.
pub(super) const MANY: u8 = 15;

/// A number as it lies in the file (`u32`).
type Number = [u8; 4];

/// A trie in the bytes of a file. Its first node is the root, which has no symbol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie<'a> {
    /// The heads of the nodes.
    pub(super) heads: &'a [[u8; 2]],
    /// The first node below each node, where those below the next one begin; one more for the end.
    below: &'a [Number],
    /// How many rows end before each block of nodes.
    ranks: &'a [Number],
}

/// A trie while it is made, by the parts that [`Trie::of`] reads.
#[derive(Debug, Default)]
pub(super) struct NewTrie {
    pub(super) heads: Vec<u8>,
    pub(super) below: Vec<u8>,
    pub(super) ranks: Vec<u8>,
}

impl<'a> Trie<'a> {
    /// The trie of these parts of a file.
    pub(super) fn of([heads, below, ranks]: [&'a [u8]; 3]) -> Self {
        Self { heads: heads.as_chunks().0, below: below.as_chunks().0, ranks: ranks.as_chunks().0 }
    }

    /// The nodes below one.
    #[inline]
    pub(super) fn below(&self, node: usize) -> Range<usize> {
        match self.below.get(node..node + 2) {
            Some([first, end]) => u32::from_le_bytes(*first) as usize..u32::from_le_bytes(*end) as usize,
            _ => 0..0,
        }
    }

    /// The number of the row that ends at a node, counted level by level.
    #[inline]
    pub(super) fn row(&self, node: usize) -> u32 {
        let block = node / BLOCK;
        let before = self.ranks.get(block).map_or(0, |before| u32::from_le_bytes(*before));
        let ends = self.heads.get(block * BLOCK..node).unwrap_or_default();
        before + ends.iter().map(|[symbol, _]| u32::from(symbol & END != 0)).sum::<u32>()
    }

    /// Whether its parts fit together.
    pub(super) fn is_whole(&self) -> bool {
        let nodes = self.heads.len();
        nodes > 0 && self.below.len() == nodes + 1 && self.ranks.len() == nodes.div_ceil(BLOCK)
    }
}

impl NewTrie {
    /// The trie of rows of symbols, sorted and none twice or empty.
    pub(super) fn of(rows: &[&[u8]]) -> Self {
        let mut trie = Self::default();
        // The rows below each node that is not written yet, and how deep it is.
        let mut waiting = VecDeque::from([(0..rows.len(), 0)]);
        let (mut node, mut ends) = (0, 0u32);
        while let Some((of_node, depth)) = waiting.pop_front() {
            node += 1;
            let is_end = depth > 0 && rows[of_node.start].len() == depth;
            if node % BLOCK == 1 {
                trie.ranks.extend(ends.to_le_bytes());
            }
            ends += u32::from(is_end);
            trie.heads.extend(head(&rows[of_node.clone()], depth, is_end));
            trie.below.extend(((node + waiting.len()) as u32).to_le_bytes());
            let mut rest = of_node.start + usize::from(is_end)..of_node.end;
            while let Some(row) = rows[rest.clone()].first() {
                let same = rows[rest.clone()].partition_point(|other| other[depth] == row[depth]);
                waiting.push_back((rest.start..rest.start + same, depth + 1));
                rest.start += same;
            }
        }
        trie.below.extend((node as u32).to_le_bytes());
        trie
    }
}

/// The head of a node of this depth with these rows.
fn head(rows: &[&[u8]], depth: usize, is_end: bool) -> [u8; 2] {
    let symbol = depth.checked_sub(1).map_or(0, |last| rows[0][last]);
    let to_come = |row: &&[u8]| (row.len() - depth).min(usize::from(MANY)) as u8;
    let (least, most) = (rows.iter().map(to_come).min(), rows.iter().map(to_come).max());
    [symbol | if is_end { END } else { 0 }, least.unwrap_or(0) | most.unwrap_or(0) << 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(built: &NewTrie) -> Trie<'_> {
        Trie::of([&built.heads, &built.below, &built.ranks])
    }

    #[test]
    fn a_trie_has_its_rows_and_their_lengths() {
        let rows: [&[u8]; 4] = [&[1], &[1, 2, 3], &[1, 4], &[5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]];
        let built = NewTrie::of(&rows);
        let trie = read(&built);
        assert!(trie.is_whole());
        assert_eq!(trie.below(0), 1..3);
        assert_eq!(trie.heads[1..3], [[1 | END, 2 << 4], [5, MANY | MANY << 4]]);
        assert_eq!((trie.below(1), trie.below(2)), (3..5, 5..6));
        assert_eq!(trie.heads[3..6], [[2, 1 | 1 << 4], [4 | END, 0], [6, MANY | MANY << 4]]);
        let depth = rows[3].len();
        let last = (0..depth).fold(0, |node, _| trie.below(node).end - 1);
        assert_eq!(trie.heads[last], [4 | END, 0]);
        assert!(trie.below(last).is_empty());
        assert_eq!([1, 4].map(|node| trie.row(node)), [0, 1]);
        assert_eq!(trie.row(last), 3);
    }

    #[test]
    fn rows_are_counted_over_the_borders_of_blocks() {
        let rows: Vec<[u8; 2]> = (0..20).flat_map(|a| (0..30).map(move |b| [a, b])).collect();
        let rows: Vec<&[u8]> = rows.iter().map(|row| &row[..]).collect();
        let built = NewTrie::of(&rows);
        let trie = read(&built);
        let ends = (0..trie.heads.len()).filter(|node| trie.heads[*node][0] & END != 0);
        let numbers: Vec<u32> = ends.map(|node| trie.row(node)).collect();
        assert_eq!(numbers, (0..600).collect::<Vec<u32>>());
    }

    #[test]
    fn a_trie_of_nothing_has_a_root() {
        let built = NewTrie::of(&[]);
        assert!(read(&built).is_whole() && read(&built).below(0).is_empty());
        assert!(!Trie::of([&[], &[], &[]]).is_whole());
    }
}
