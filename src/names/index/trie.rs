//! sorted rows of symbols → a trie whose nodes lie in the order of a depth-first walk, each with the place of the node after all
//! below it; it is read where it lies.

/// The bytes of a node: its symbol and, in the bit of [`END`], whether a row ends here; its depth; how many symbols come after it at
/// least and at most; how many nodes lie below it (three bytes).
const NODE: usize = 6;

/// A node is read as so many bytes, so as many as are too many lie after the last one.
const READ: usize = 8;

/// The bit of the first byte of a node at which a row ends.
const END: u8 = 1 << 6;

/// More nodes below one are not counted.
const MAX_BELOW: usize = (1 << 24) - 1;

/// Of so many nodes it is known how many rows end before them (`u32`).
const BLOCK: usize = 16;

/// No node is deeper.
pub(super) const MAX_DEPTH: usize = 48;

/// A number of symbols to come that is this or more.
pub(super) const MANY: u8 = 15;

/// A trie in the bytes of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie<'a> {
    pub(super) nodes: &'a [u8],
    /// How many rows end before each block of nodes.
    pub(super) ranks: &'a [u8],
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
    /// The node after all below it, if that is known.
    pub(super) next: Option<usize>,
}

impl Trie<'_> {
    /// A node by its number, if there are so many.
    #[inline(always)]
    pub(super) fn node(&self, at: usize) -> Option<Node> {
        let bytes = self.nodes.get(at * NODE..at * NODE + READ)?.first_chunk::<READ>()?;
        let [symbol, depth, lengths, a, b, c, ..] = *bytes;
        let below = u32::from_le_bytes([a, b, c, 0]) as usize;
        let next = (below < MAX_BELOW).then_some(at + below + 1);
        Some(Node { symbol: symbol & !END, depth, lengths, is_end: symbol & END != 0, next })
    }

    /// The number of the row that ends at a node.
    pub(super) fn row(&self, at: usize) -> u32 {
        let block = at / BLOCK;
        let before = self.ranks.get(4 * block..).and_then(|ranks| ranks.first_chunk());
        let before = before.map_or(0, |before| u32::from_le_bytes(*before));
        let ends = self.nodes.get(block * BLOCK * NODE..at * NODE).unwrap_or_default().chunks_exact(NODE);
        before + ends.filter(|node| node[0] & END != 0).count() as u32
    }

    /// Whether its parts fit together.
    pub(super) fn is_whole(&self) -> bool {
        let nodes = self.nodes.len().checked_sub(READ - NODE);
        nodes.is_some_and(|nodes| {
            nodes.is_multiple_of(NODE) && self.ranks.len() == 4 * (nodes / NODE).div_ceil(BLOCK)
        })
    }
}

/// A trie while it is made.
#[derive(Debug, Default)]
pub(super) struct TrieBuilder {
    pub(super) nodes: Vec<u8>,
    pub(super) ranks: Vec<u8>,
    rows: u32,
    /// The nodes of the last row: the number of each, and how many symbols come at least and at most.
    open: Vec<(usize, u8, u8)>,
}

impl TrieBuilder {
    /// The trie of rows of symbols, sorted and none twice or empty.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut trie = Self::default();
        let mut before: &[u8] = &[];
        for row in rows {
            let shared = row.iter().zip(before).take_while(|(a, b)| a == b).count();
            trie.close(shared);
            for (depth, symbol) in row.iter().enumerate().skip(shared) {
                let node = trie.nodes.len() / NODE;
                if node.is_multiple_of(BLOCK) {
                    trie.ranks.extend(trie.rows.to_le_bytes());
                }
                trie.open.push((node, MANY, 0));
                trie.nodes.extend([*symbol, depth as u8 + 1, 0, 0, 0, 0]);
            }
            if let Some((node, least, _)) = trie.open.last_mut() {
                *least = 0;
                trie.nodes[*node * NODE] |= END;
                trie.rows += 1;
            }
            before = row;
        }
        trie.close(0);
        trie.nodes.extend([0; READ - NODE]);
        trie
    }

    /// Finishes the nodes of the last row below a depth.
    fn close(&mut self, depth: usize) {
        let next = self.nodes.len() / NODE;
        while self.open.len() > depth
            && let Some((at, least, most)) = self.open.pop()
        {
            let node = &mut self.nodes[at * NODE..][..NODE];
            node[2] = least | most << 4;
            let below = (next - at - 1).min(MAX_BELOW) as u32;
            node[3..].copy_from_slice(&below.to_le_bytes()[..3]);
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
        let built = TrieBuilder::of(rows.into_iter());
        let trie = Trie { nodes: &built.nodes, ranks: &built.ranks };
        assert!(trie.is_whole());
        let node = |at| trie.node(at).unwrap();
        assert_eq!(node(0), Node { symbol: 1, depth: 1, lengths: 2 << 4, is_end: true, next: Some(4) });
        assert_eq!(node(1), Node { symbol: 2, depth: 2, lengths: 1 | 1 << 4, is_end: false, next: Some(3) });
        assert_eq!((node(4).lengths, node(4).next), (MANY | MANY << 4, Some(22)));
        assert_eq!(
            [0, 2, 3, 21].map(|at| (node(at).is_end, trie.row(at))),
            [(true, 0), (true, 1), (true, 2), (true, 3)]
        );
        assert!(trie.node(22).is_none() && (0..22).all(|at| node(at).next.is_some_and(|next| next > at)));
    }

    #[test]
    fn rows_are_counted_over_the_borders_of_blocks() {
        let rows: Vec<[u8; 2]> = (0..600u16).map(|number| [(number / 40) as u8, (number % 40) as u8]).collect();
        let built = TrieBuilder::of(rows.iter().map(|row| &row[..]));
        let trie = Trie { nodes: &built.nodes, ranks: &built.ranks };
        let ends = (0..).map_while(|at| trie.node(at).map(|node| (at, node))).filter(|(_, node)| node.is_end);
        let numbers: Vec<u32> = ends.map(|(at, _)| trie.row(at)).collect();
        assert_eq!(numbers, (0..600).collect::<Vec<u32>>());
    }
}
