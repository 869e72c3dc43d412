//! bounds of a clause → what an article can score by it in one segment.

use crate::ranking::{MAX_SCORE, score_of_bound};

/// A word has no fewer than one in this number of the occurrences that it has beside a function word: its stem counts there for
/// itself, where the word alone counts it once.
const MAX_BESIDE: f32 = 2.5;

/// What the bounds of a clause stand for in a segment.
#[derive(Clone, Copy, Default)]
pub(super) struct Scale {
    /// By how much they may be too low.
    pub(super) drift: f32,
    pub(super) idf: f32,
    /// The inverse document frequencies of the clauses of a function word beside it, which are looked for in read articles alone.
    pub(super) beside: f32,
}

impl Scale {
    /// No article scores more by the clause and by those beside it. A word that stands n times as often has n·s/(1 + (n − 1)·s)
    /// of the highest score where it had the share s.
    #[inline]
    pub(super) fn score(self, bound: u8) -> f32 {
        let score = score_of_bound(bound) * self.drift;
        if self.beside == 0.0 {
            return score * self.idf;
        }
        let share = (score / MAX_SCORE).min(1.0);
        let beside = MAX_SCORE * MAX_BESIDE * share / (1.0 + (MAX_BESIDE - 1.0) * share);
        score * self.idf + beside * self.beside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_word_scores_no_more_than_its_clauses_can() {
        let scale = Scale { drift: 1.0, idf: 3.0, beside: 0.5 };
        for bound in 1..=255_u8 {
            let word = score_of_bound(bound);
            // A frequency that scores so much, and so many times as much of it, in a text of mean length.
            let frequency = 1.2 * word / (MAX_SCORE - word).max(1e-6);
            let beside = MAX_SCORE * MAX_BESIDE * frequency / (MAX_BESIDE * frequency + 1.2);
            let score = 3.0 * word + 0.5 * beside;
            assert!(scale.score(bound) >= score * 0.9999, "{bound}: {} {score}", scale.score(bound));
            assert!(scale.score(bound) <= 3.0 * word + 0.5 * MAX_SCORE * 1.001);
        }
    }
}
