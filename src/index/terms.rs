//! tokens → numbers: how the tokens of articles travel to the index, each term written once for all articles that share a table.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use crate::analysis::{Memo, Noted, Token, hash_of_term};
use crate::memory::give_back;

/// About how many bytes of terms are numbered by one table.
const MAX_BYTES: usize = 16 << 20;

/// Distinct terms, numbered from 0 in the order in which they were seen.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTable {
    text: String,
    /// Where each term ends in the text.
    ends: Vec<u32>,
    hashes: Vec<u64>,
    /// Open addressing, at most three quarters full.
    slots: Vec<TermSlot>,
}

/// A term in a table; of an empty slot the number is 0.
#[derive(Clone, Copy, Debug, Default)]
struct TermSlot {
    /// The upper half of its hash.
    tag: u32,
    /// Its number plus 1.
    number: u32,
    /// Where it stands in the text: a look at its end alone would cost a line of the processor's cache more.
    start: u32,
    end: u32,
}

impl TermTable {
    /// The number of a term, which is new if it was not seen before.
    #[cfg(test)]
    pub(super) fn number(&mut self, term: &str) -> u32 {
        self.number_of((hash_of_term(term), term))
    }

    /// The number of a term with its hash.
    #[inline]
    pub(super) fn number_of(&mut self, (hash, term): (u64, &str)) -> u32 {
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let place = match self.find((hash, term)) {
            Ok(number) => return number,
            Err(place) => place,
        };
        let (number, start) = (self.ends.len() as u32, self.text.len() as u32);
        self.text.push_str(term);
        let end = u32::try_from(self.text.len()).expect("a table is written long before it has 4 GB");
        self.ends.push(end);
        self.hashes.push(hash);
        self.slots[place] = TermSlot { tag: (hash >> 32) as u32, number: number + 1, start, end };
        number
    }

    /// The number of a term that is there, or else the slot where it belongs.
    #[inline]
    fn find(&self, (hash, term): (u64, &str)) -> Result<u32, usize> {
        let Some(last) = self.slots.len().checked_sub(1) else { return Err(0) };
        let tag = (hash >> 32) as u32;
        let mut place = hash as usize & last;
        loop {
            let TermSlot { tag: known, number, start, end } = self.slots[place];
            if number == 0 {
                return Err(place);
            }
            if known == tag && self.text.as_bytes()[start as usize..end as usize] == *term.as_bytes() {
                return Ok(number - 1);
            }
            place = (place + 1) & last;
        }
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(1024);
        self.slots.clear();
        self.slots.resize(slots, TermSlot::default());
        let mut start = 0;
        for (number, (hash, end)) in (1..).zip(self.hashes.iter().zip(&self.ends)) {
            let mut place = *hash as usize & (slots - 1);
            while self.slots[place].number != 0 {
                place = (place + 1) & (slots - 1);
            }
            self.slots[place] = TermSlot { tag: (hash >> 32) as u32, number, start, end: *end };
            start = *end;
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

    /// The numbers of the terms that are wanted in the order of their bytes.
    pub(super) fn sorted(&self, is_wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        // Most are told apart by their first bytes, which lie beside their numbers.
        let first_bytes = |term: &str| {
            let mut first = [0; 8];
            let length = term.len().min(8);
            first[..length].copy_from_slice(&term.as_bytes()[..length]);
            u64::from_be_bytes(first)
        };
        let mut sorted: Vec<(u64, u32)> =
            (0..self.ends.len() as u32).filter(|n| is_wanted(*n)).map(|n| (first_bytes(self.term(n)), n)).collect();
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.term(a.1).cmp(self.term(b.1))));
        sorted.into_iter().map(|(_, number)| number).collect()
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.hashes.capacity() * 8 + self.slots.capacity() * 16
    }
}

impl Drop for TermTable {
    fn drop(&mut self) {
        give_back(&mut self.slots);
        give_back(&mut self.hashes);
        give_back(&mut self.ends);
        give_back(&mut std::mem::take(&mut self.text).into_bytes());
    }
}

/// The terms of articles: analysers add to them while others read those that they were given the numbers of.
#[derive(Debug)]
pub(crate) struct ArticleTerms {
    words: RwLock<TermTable>,
    names: RwLock<TermTable>,
    /// A number that no other table has, and never 0.
    table: u32,
}

impl Default for ArticleTerms {
    fn default() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let table = LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1).max(1);
        Self { words: RwLock::default(), names: RwLock::default(), table }
    }
}

impl ArticleTerms {
    /// The number of a token's term.
    #[inline]
    pub(super) fn word(&self, token: &Token<'_>) -> u32 {
        if let Some(number) = token.memo.and_then(|(memo, noted)| memo.number(self.table, noted)) {
            return number;
        }
        let hash = if token.hash == 0 { hash_of_term(token.term) } else { token.hash };
        let number = Self::number(&self.words, (hash, token.term));
        token.memo.inspect(|(memo, noted)| memo.note(self.table, *noted, number));
        number
    }

    /// The number of a term that is no word.
    pub(super) fn mark(&self, term: &str) -> u32 {
        Self::number(&self.words, (hash_of_term(term), term))
    }

    /// The number of a name term.
    #[inline]
    pub(super) fn name(&self, term: &str, memo: Option<&Memo>) -> u32 {
        if let Some(number) = memo.and_then(|memo| memo.number(self.table, Noted::Name)) {
            return number;
        }
        let number = Self::number(&self.names, (hash_of_term(term), term));
        memo.inspect(|memo| memo.note(self.table, Noted::Name, number));
        number
    }

    /// The words, as far as they were met.
    pub(super) fn words(&self) -> RwLockReadGuard<'_, TermTable> {
        self.words.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The name terms, as far as they were met.
    pub(super) fn names(&self) -> RwLockReadGuard<'_, TermTable> {
        self.names.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there are so many that others should begin anew.
    pub(crate) fn is_full(&self) -> bool {
        self.words().memory() + self.names().memory() > MAX_BYTES
    }

    fn number(table: &RwLock<TermTable>, term: (u64, &str)) -> u32 {
        // Whoever panicked with the lock has left out a term at most.
        let known = table.read().unwrap_or_else(PoisonError::into_inner).find(term);
        known.unwrap_or_else(|_| table.write().unwrap_or_else(PoisonError::into_inner).number_of(term))
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
        assert_eq!(table.ends.len(), terms.len());
        let sorted = table.sorted(|_| true);
        assert!(sorted.len() == terms.len() && sorted.is_sorted_by(|a, b| table.term(*a) < table.term(*b)));
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
