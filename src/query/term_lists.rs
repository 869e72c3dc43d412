//! The terms of a text in order, each with its positions, in three pieces of memory: together a third of what a map of strings takes.

use std::cmp::Ordering;

/// Terms in order, each with its positions.
#[derive(Clone, Debug, Default)]
pub(super) struct TermLists {
    /// All terms, one after the other.
    text: String,
    positions: Vec<u32>,
    /// Where each term ends in the text, and its positions among all.
    ends: Vec<(u32, u32)>,
}

impl TermLists {
    fn starts(&self, number: usize) -> (usize, usize) {
        let before = number.checked_sub(1).map_or((0, 0), |number| self.ends[number]);
        (before.0 as usize, before.1 as usize)
    }

    fn term(&self, number: usize) -> &str {
        &self.text[self.starts(number).0..self.ends[number].0 as usize]
    }

    fn list(&self, number: usize) -> (&str, &[u32]) {
        (self.term(number), &self.positions[self.starts(number).1..self.ends[number].1 as usize])
    }

    /// The number of the first term that is not before this one.
    fn from(&self, term: &str) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.term(middle).cmp(term) {
                Ordering::Less => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// The positions of a term.
    pub(super) fn get(&self, term: &str) -> &[u32] {
        let number = self.from(term);
        let is_there = number < self.ends.len() && self.term(number) == term;
        if is_there { self.list(number).1 } else { &[] }
    }

    /// The terms that begin so, each with its positions.
    pub(super) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u32])> {
        let lists = (self.from(prefix)..self.ends.len()).map(|number| self.list(number));
        lists.take_while(move |(term, _)| term.starts_with(prefix))
    }
}

/// The terms of a text as they are read.
#[derive(Default)]
pub(super) struct TermBuffer {
    text: String,
    /// The bytes of each term in the text, and its position.
    terms: Vec<(u32, u32, u32)>,
}

impl TermBuffer {
    pub(super) fn push(&mut self, term: &str, position: u32) {
        let start = self.text.len() as u32;
        self.text.push_str(term);
        self.terms.push((start, self.text.len() as u32, position));
    }

    pub(super) fn lists(mut self) -> TermLists {
        let term = |(start, end, _): &(u32, u32, u32)| &self.text[*start as usize..*end as usize];
        // Positions stay as they came.
        self.terms.sort_by(|one, other| term(one).cmp(term(other)));
        let mut lists = TermLists::default();
        for same in self.terms.chunk_by(|one, other| term(one) == term(other)) {
            lists.text.push_str(term(&same[0]));
            lists.positions.extend(same.iter().map(|(.., position)| position));
            lists.ends.push((lists.text.len() as u32, lists.positions.len() as u32));
        }
        lists.text.shrink_to_fit();
        lists.positions.shrink_to_fit();
        lists.ends.shrink_to_fit();
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_whole_and_by_how_they_begin() {
        let mut buffer = TermBuffer::default();
        for (position, term) in (0..).zip(["bread", "in", "breadth", "bread", "اب", "in", "bre"]) {
            buffer.push(term, position);
        }
        let lists = buffer.lists();
        assert_eq!((lists.get("bread"), lists.get("in"), lists.get("اب")), (&[0, 3][..], &[1, 5][..], &[4][..]));
        assert!(lists.get("brea").is_empty() && lists.get("").is_empty() && lists.get("ي").is_empty());
        let begun: Vec<_> = lists.beginning("brea").collect();
        assert_eq!(begun, [("bread", &[0, 3][..]), ("breadth", &[2][..])]);
        assert_eq!(lists.beginning("").count(), 5);
        assert!(TermLists::default().get("in").is_empty());
    }
}
