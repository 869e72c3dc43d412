//! One row of the alignment of a name, letter after letter of whatever it is compared with: what a dictionary is walked
//! with.
//!
//! The similarity of two names is that of [`similarity`](super::spelling::costs::similarity): twice the score of their
//! best alignment, divided by the sum of the scores of each with itself. A row holds the best score of every beginning of
//! the query against the letters read so far. The rest of the query can add no more than its score with itself, to the
//! score as to the divisor, so the best that a row can still become is known, and branches that cannot reach the threshold
//! are left (Ristad and Yianilos 1998 for the scores; the bound is ours).

use super::spelling::costs::Costs;
use super::spelling::letters::{SCRIPTS, Script, letter, letters};

/// The most letters of a name that is walked for.
pub const MOST_LETTERS: usize = 24;

/// What a dictionary is asked for.
#[derive(Clone, Debug)]
pub struct Walk {
    script: Script,
    letters: Vec<u8>,
    /// The score of the letters from each one on with themselves, one list a script.
    rest: Vec<Vec<f32>>,
    /// What the similarity must reach, for each script.
    thresholds: [f32; SCRIPTS.len()],
}

/// The best scores of the beginnings of the query against the letters read so far.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    cells: [f32; MOST_LETTERS + 1],
    /// The score of the letters read with themselves.
    own: f32,
}

impl Walk {
    /// A walk for a folded name without blanks; `None` if it has a character of another kind, or too many.
    pub fn new(script: Script, name: &str) -> Option<Self> {
        let mut codes = Vec::new();
        if !letters(script, name, &mut codes) || codes.is_empty() || codes.len() > MOST_LETTERS {
            return None;
        }
        let rest = SCRIPTS.iter().map(|candidate| {
            let costs = Costs::between(script, *candidate);
            let mut rest = vec![0.0; codes.len() + 1];
            for i in (0..codes.len()).rev() {
                rest[i] = rest[i + 1] + costs.own_query[usize::from(codes[i])];
            }
            rest
        });
        let rest = rest.collect();
        let thresholds = SCRIPTS.map(|candidate| Costs::between(script, candidate).walk_threshold);
        Some(Self { script, letters: codes, rest, thresholds })
    }

    /// The same walk that accepts less similar names: those of `share` of the usual similarity.
    pub fn looser(mut self, share: f32) -> Self {
        self.thresholds.iter_mut().for_each(|t| *t *= share);
        self
    }

    /// The row before the first letter of a name in a script.
    pub fn start(&self, candidate: Script) -> Row {
        let costs = Costs::between(self.script, candidate);
        let mut cells = [f32::NEG_INFINITY; MOST_LETTERS + 1];
        cells[0] = 0.0;
        for (i, letter) in self.letters.iter().enumerate() {
            cells[i + 1] = cells[i] + costs.gap_query[usize::from(*letter)];
        }
        Row { cells, own: 0.0 }
    }

    /// The row after one more letter; `None` if the character is no letter of the script.
    #[inline]
    pub fn step(&self, candidate: Script, row: &Row, character: char) -> Option<Row> {
        let code = letter(candidate, character)?;
        let costs = Costs::between(self.script, candidate);
        let gap = costs.gap_candidate[usize::from(code)];
        let mut next = Row { cells: row.cells, own: row.own + costs.own_candidate[usize::from(code)] };
        next.cells[0] = row.cells[0] + gap;
        for (i, letter) in self.letters.iter().enumerate() {
            let pair = row.cells[i] + costs.pair[usize::from(*letter)][usize::from(code)];
            let added = row.cells[i + 1] + gap;
            let left_out = next.cells[i] + costs.gap_query[usize::from(*letter)];
            next.cells[i + 1] = pair.max(added).max(left_out);
        }
        Some(next)
    }

    /// The similarity of the query and the letters read.
    #[inline]
    pub fn similarity(&self, candidate: Script, row: &Row) -> f32 {
        let own = self.rest[candidate.number()][0] + row.own;
        if own > 0.0 { 2.0 * row.cells[self.letters.len()] / own } else { 0.0 }
    }

    /// Whether the letters read are similar enough.
    #[inline]
    pub fn accepts(&self, candidate: Script, row: &Row) -> bool {
        self.similarity(candidate, row) >= self.thresholds[candidate.number()]
    }

    /// Whether they can become similar enough by letters yet to come.
    #[inline]
    pub fn can_accept(&self, candidate: Script, row: &Row) -> bool {
        let (rest, threshold) = (&self.rest[candidate.number()], self.thresholds[candidate.number()]);
        let query = rest[0];
        // 2 (cell + rest) / (query + own + rest) >= threshold, without the division.
        let least = threshold * (query + row.own);
        let cells = row.cells[..=self.letters.len()].iter().zip(rest);
        cells.into_iter().any(|(cell, rest)| 2.0 * (cell + rest) - threshold * rest >= least)
    }

    /// The similarity of a whole name in a script, if it is high enough.
    pub fn judge(&self, candidate: Script, name: &str) -> Option<f32> {
        let mut row = self.start(candidate);
        for character in name.chars() {
            row = self.step(candidate, &row, character)?;
        }
        self.accepts(candidate, &row).then(|| self.similarity(candidate, &row))
    }
}
