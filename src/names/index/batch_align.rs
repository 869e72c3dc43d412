//! The alignment of a name with sixteen others at once, a register of the processor for each cell of the rows.

use super::profile::QueryProfile;
use super::row::ROW;
use super::trie::MAX_DEPTH;
use crate::names::spelling::letters::Script;

/// How many names are compared at once.
pub const LANES: usize = 16;

/// No key of a name is longer; longer words are left out.
pub(super) const MAX_LETTERS: usize = MAX_DEPTH;

/// Up to sixteen names, by the codes of their letters.
#[derive(Debug)]
pub struct KeyBatch {
    /// By place in a name, the letter of each. What lies after the last one is of an earlier name.
    letters: [[u8; LANES]; MAX_LETTERS],
    lengths: [usize; LANES],
    /// Where each lies in its list.
    places: [usize; LANES],
    count: usize,
}

impl Default for KeyBatch {
    fn default() -> Self {
        Self { letters: [[0; LANES]; MAX_LETTERS], lengths: [0; LANES], places: [0; LANES], count: 0 }
    }
}

impl KeyBatch {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds one with its place in a list; there must be room for it.
    #[inline]
    pub fn push(&mut self, codes: &[u8], place: usize) {
        for (letters, code) in self.letters.iter_mut().zip(codes) {
            letters[self.count] = *code;
        }
        self.lengths[self.count] = codes.len().min(MAX_LETTERS);
        self.places[self.count] = place;
        self.count += 1;
    }

    /// The place of one in its list.
    pub(super) fn place(&self, lane: usize) -> usize {
        self.places[lane]
    }

    /// The codes of one, put together in `letters`.
    pub(super) fn codes<'a>(&self, lane: usize, letters: &'a mut [u8; MAX_LETTERS]) -> &'a [u8] {
        let length = self.lengths[lane];
        for (letter, of_place) in letters[..length].iter_mut().zip(&self.letters) {
            *letter = of_place[lane];
        }
        &letters[..length]
    }
}

impl QueryProfile {
    /// What names in a script cost, up to a limit; the most that a byte holds is that or more, and so is whatever is above the limit.
    pub fn costs(&self, script: Script, names: &KeyBatch, limit: u8) -> [u8; LANES] {
        let (letter_costs, length) = (self.letter_costs(script), self.length());
        let mut cells = self.start(letter_costs).cells().map(|cell| [cell; LANES]);
        let lengths = &names.lengths[..names.count];
        let mut costs: [u8; LANES] =
            std::array::from_fn(|lane| if names.lengths[lane] == 0 { cells[length][lane] } else { u8::MAX });
        for place in 0..lengths.iter().copied().max().unwrap_or(0) {
            // The cost of a shorter name was saved when it ended.
            let codes = names.letters[place].map(usize::from);
            let pairs = codes.map(|code| &letter_costs.pair[code]);
            let added = codes.map(|code| letter_costs.added[code]);
            let mut before = cells[0];
            cells[0] = sum(&cells[0], &added);
            let mut lowest = cells[0];
            for i in 1..=length.min(ROW - 1) {
                let pair = sum(&before, &pairs.map(|pair| pair[i]));
                let left_out = sum(&cells[i - 1], &[letter_costs.left_out[0][i]; LANES]);
                before = cells[i];
                cells[i] = least(&least(&pair, &left_out), &sum(&before, &added));
                lowest = least(&lowest, &cells[i]);
            }
            for lane in (0..lengths.len()).filter(|lane| lengths[*lane] == place + 1) {
                costs[lane] = cells[length][lane];
            }
            if lowest.iter().all(|cost| *cost > limit) {
                break;
            }
        }
        costs
    }
}

#[inline(always)]
fn sum(one: &[u8; LANES], other: &[u8; LANES]) -> [u8; LANES] {
    let mut sum = *one;
    for (cell, other) in sum.iter_mut().zip(other) {
        *cell = cell.saturating_add(*other);
    }
    sum
}

#[inline(always)]
fn least(one: &[u8; LANES], other: &[u8; LANES]) -> [u8; LANES] {
    let mut least = *one;
    for (cell, other) in least.iter_mut().zip(other) {
        *cell = (*cell).min(*other);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::super::profile::LIMIT;
    use super::*;
    use crate::names::spelling::letters::letters;

    #[test]
    fn sixteen_names_cost_what_each_alone_does() {
        let names = ["sarakeb", "s", "", "aleppo", "saraqibsaraqibsaraqib", "srqb", "sarqeb", "zaraqip"];
        let codes: Vec<Vec<u8>> = names
            .iter()
            .map(|name| {
                let mut codes = Vec::new();
                assert!(letters(Script::Latin, name, &mut codes));
                codes
            })
            .collect();
        for query in ["saraqib", "deiralzourgovernorate"] {
            let profile = QueryProfile::new(Script::Latin, query).unwrap();
            let mut batch = KeyBatch::default();
            // Those of an earlier batch leave nothing behind.
            (0..LANES).for_each(|_| batch.push(&codes[4], 0));
            batch.clear();
            (0..LANES - 1).for_each(|lane| batch.push(&codes[lane % codes.len()], lane));
            let costs = profile.costs(Script::Latin, &batch, LIMIT);
            for (lane, cost) in costs.into_iter().enumerate().take(batch.len()) {
                let alone = profile.letters_cost(Script::Latin, &codes[lane % codes.len()]);
                assert_eq!(
                    Some(cost).filter(|cost| *cost <= LIMIT),
                    alone,
                    "{query} {}",
                    names[lane % codes.len()]
                );
            }
        }
    }
}
