//! tokens → numbers: how the tokens of articles travel to the index, each term written once for all articles that share a table.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::analysis::{Token, hash_of_term};

/// Distinct terms, numbered from 0 in the order in which they were seen.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTable {
    text: String,
    /// Where each term ends in the text.
    ends: Vec<u32>,
    hashes: Vec<u64>,
    /// Open addressing: the upper half of a term's hash, and its number plus 1; 0 where there is none. At most half full.
    slots: Vec<(u32, u32)>,
}

impl TermTable {
    /// The number of a term, which is new if it was not seen before.
    #[inline]
    pub(super) fn number(&mut self, term: &str) -> u32 {
        self.number_of((hash_of_term(term), term))
    }

    /// The number of a term with its hash.
    #[inline]
    pub(super) fn number_of(&mut self, (hash, term): (u64, &str)) -> u32 {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let last = self.slots.len() - 1;
        let tag = (hash >> 32) as u32;
        let mut slot = hash as usize & last;
        loop {
            match self.slots[slot] {
                (_, 0) => break,
                (known, number) if known == tag && self.term(number - 1) == term => return number - 1,
                _ => slot = (slot + 1) & last,
            }
        }
        let number = self.ends.len() as u32;
        self.text.push_str(term);
        self.ends.push(u32::try_from(self.text.len()).expect("a table is written long before it has 4 GB"));
        self.hashes.push(hash);
        self.slots[slot] = (tag, number + 1);
        number
    }

    fn grow(&mut self) {
        self.slots = vec![(0, 0); (self.slots.len() * 2).max(1024)];
        let last = self.slots.len() - 1;
        for (number, hash) in (1..).zip(&self.hashes) {
            let mut slot = *hash as usize & last;
            while self.slots[slot].1 != 0 {
                slot = (slot + 1) & last;
            }
            self.slots[slot] = ((hash >> 32) as u32, number);
        }
    }

    /// The term with this number.
    #[inline]
    pub(super) fn term(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.text[start as usize..self.ends[number as usize] as usize]
    }

    /// The term with this number and its hash.
    pub(super) fn hashed(&self, number: u32) -> (u64, &str) {
        (self.hashes[number as usize], self.term(number))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.hashes.capacity() * 8 + self.slots.capacity() * 8
    }
}

/// The terms of some articles.
#[derive(Debug, Default)]
pub(crate) struct ArticleTerms {
    pub(super) words: WordTable,
    pub(super) names: TermTable,
}

/// A table of words, whose numbers are noted where the analyser keeps the words.
#[derive(Debug)]
pub(super) struct WordTable {
    pub(super) terms: TermTable,
    /// A number that no other table has, and never 0.
    table: u32,
}

impl Default for WordTable {
    fn default() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let table = LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1).max(1);
        Self { terms: TermTable::default(), table }
    }
}

impl WordTable {
    /// The number of a token's term.
    #[inline]
    pub(super) fn number(&mut self, token: Token<'_>) -> u32 {
        if let Some(number) = token.memo.and_then(|memo| memo.number(self.table)) {
            return number;
        }
        let hash = if token.hash == 0 { hash_of_term(token.term) } else { token.hash };
        let number = self.terms.number_of((hash, token.term));
        token.memo.inspect(|memo| memo.note(self.table, number));
        number
    }
}

/// The tokens of a passage in order, each the number of its term in an `ArticleTerms`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenList {
    /// Twice the number, plus 1 where the token stands one position after the one before it and not at the same.
    tokens: Vec<u32>,
    /// How many positions they take.
    positions: u32,
}

impl TokenList {
    /// Stands for no term, where a position has none.
    pub(super) const NO_TERM: u32 = u32::MAX >> 1;

    /// Room for the tokens of a text with this many bytes.
    pub(super) fn for_bytes(bytes: usize) -> Self {
        Self { tokens: Vec::with_capacity(bytes / 3 + 4), positions: 0 }
    }

    /// Adds a term at a position; positions never go back.
    #[inline]
    pub(super) fn push(&mut self, number: u32, position: u32) {
        while self.positions < position {
            self.tokens.push(Self::NO_TERM << 1 | 1);
            self.positions += 1;
        }
        let is_next = self.positions == position;
        self.tokens.push(number << 1 | u32::from(is_next));
        self.positions += u32::from(is_next);
    }

    /// The tokens: each the number of its term, and whether it stands one position further.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, bool)> + '_ {
        self.tokens.iter().map(|token| (token >> 1, token & 1 == 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_has_one_number_and_comes_back_by_it() {
        let mut table = TermTable::default();
        let terms: Vec<String> = (0..5000).map(|n| format!("{}{n}", "a".repeat(n % 20))).collect();
        for _ in 0..2 {
            for (number, term) in (0..).zip(&terms) {
                assert_eq!(table.number(term), number);
            }
        }
        assert_eq!(table.len(), terms.len());
        assert!((0..).zip(&terms).all(|(number, term)| table.term(number) == term));
    }

    #[test]
    fn tokens_keep_their_positions() {
        let mut list = TokenList::default();
        for (number, position) in [(7, 0), (8, 0), (7, 1), (9, 4), (9, 4)] {
            list.push(number, position);
        }
        let gap = (TokenList::NO_TERM, true);
        let expected = [(7, true), (8, false), (7, true), gap, gap, (9, true), (9, false)];
        assert_eq!(list.iter().collect::<Vec<_>>(), expected);
    }
}
