//! sorted rows of symbols → a trie whose nodes lie in the order of a depth-first walk, each with the place of the node after all
//! below it; it is read where it lies.

/// The bytes of a node: its symbol, its depth, how many symbols come after it at least and at most, whether a row ends here,
/// and the number (`u32`) of the node after all below it.
const NODE: usize = 8;

/// No node is deeper.
pub(super) const MAX_DEPTH: usize = 48;

/// A number of symbols to come that is this or more.
pub(super) const MANY: u8 = 15;

/// What rows end at a node where none does.
const NO_END: u32 = u32::MAX;

/// A trie in the bytes of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie<'a> {
    pub(super) nodes: &'a [u8],
    /// The number of the row that ends at each node.
    pub(super) ends: &'a [u8],
}

/// A node of a trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) symbol: u8,
    /// How many symbols its rows have up to this one.
    pub(super) depth: u8,
    /// How many symbols come at least, and at most in the upper half of the bits, both up to [`MANY`].
    pub(super) lengths: u8,
    pub(super) is_end: bool,
    /// The node after all below it.
    pub(super) skip: u32,
}

impl Trie<'_> {
    /// A node by its number, if there are so many.
    #[inline]
    pub(super) fn node(&self, at: usize) -> Option<Node> {
        let [symbol, depth, lengths, is_end, skip @ ..] = self.nodes.get(at * NODE..)?.first_chunk::<NODE>()?;
        let (is_end, skip) = (*is_end != 0, u32::from_le_bytes(*skip));
        Some(Node { symbol: *symbol, depth: *depth, lengths: *lengths, is_end, skip })
    }

    /// The number of the row that ends at a node.
    pub(super) fn end(&self, at: usize) -> u32 {
        self.ends.get(4 * at..).and_then(|ends| ends.first_chunk()).map_or(NO_END, |end| u32::from_le_bytes(*end))
    }
}

/// A trie while it is made.
#[derive(Debug, Default)]
pub(super) struct TrieBuilder {
    pub(super) nodes: Vec<u8>,
    pub(super) ends: Vec<u8>,
    /// The nodes of the last row: the number of each, and how many symbols come at least and at most.
    open: Vec<(usize, u8, u8)>,
}

impl TrieBuilder {
    /// The trie of rows of symbols, sorted and none twice or empty, with their numbers.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (&'a [u8], u32)>) -> Self {
        let mut trie = Self::default();
        let mut before: &[u8] = &[];
        for (row, number) in rows {
            let shared = row.iter().zip(before).take_while(|(a, b)| a == b).count();
            trie.close(shared);
            for (depth, symbol) in row.iter().enumerate().skip(shared) {
                trie.open.push((trie.nodes.len() / NODE, MANY, 0));
                trie.nodes.extend([*symbol, depth as u8 + 1, 0, 0, 0, 0, 0, 0]);
                trie.ends.extend(NO_END.to_le_bytes());
            }
            if let Some((node, least, _)) = trie.open.last_mut() {
                *least = 0;
                trie.nodes[*node * NODE + 3] = 1;
                trie.ends[4 * *node..4 * *node + 4].copy_from_slice(&number.to_le_bytes());
            }
            before = row;
        }
        trie.close(0);
        trie
    }

    /// Finishes the nodes of the last row below a depth.
    fn close(&mut self, depth: usize) {
        let next = (self.nodes.len() / NODE) as u32;
        while self.open.len() > depth
            && let Some((node, least, most)) = self.open.pop()
        {
            let node = &mut self.nodes[node * NODE..][..NODE];
            node[2] = least | most << 4;
            node[4..].copy_from_slice(&next.to_le_bytes());
            if let Some((_, parent_least, parent_most)) = self.open.last_mut() {
                *parent_least = (least + 1).min(*parent_least);
                *parent_most = (most + 1).min(MANY).max(*parent_most);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trie_has_its_rows_and_their_lengths() {
        let rows: [&[u8]; 4] = [&[1], &[1, 2, 3], &[1, 4], &[5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]];
        let built = TrieBuilder::of(rows.into_iter().zip(10..));
        let trie = Trie { nodes: &built.nodes, ends: &built.ends };
        let node = |at| trie.node(at).unwrap();
        assert_eq!(node(0), Node { symbol: 1, depth: 1, lengths: 2 << 4, is_end: true, skip: 4 });
        assert_eq!(node(1), Node { symbol: 2, depth: 2, lengths: 1 | 1 << 4, is_end: false, skip: 3 });
        assert_eq!((node(4).lengths, node(4).skip), (MANY | MANY << 4, 22));
        assert_eq!([0, 1, 2, 3, 21].map(|at| trie.end(at)), [10, NO_END, 11, 12, 13]);
        assert!(trie.node(22).is_none() && (0..22).all(|at| node(at).skip as usize > at));
    }
}
