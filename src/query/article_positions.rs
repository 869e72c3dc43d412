//! [`ArticlePositions`]: the passages of an article side by side, for patterns that reach over their borders.

use super::intervals::{Interval, PassagePlace, PatternText, passage_frequencies};
use super::plan::{Clause, Term};
use super::positions::{PassagePositions, written_letters};

/// A passage with its text, and where its terms stand in it.
#[derive(Clone, Copy, Debug)]
pub struct PlacedPassage<'a> {
    /// Where it stands.
    pub place: PassagePlace,
    /// Its text.
    pub text: &'a str,
    /// Its terms.
    pub positions: &'a PassagePositions,
}

/// Where the terms of an article stand.
#[derive(Debug)]
pub struct ArticlePositions<'a> {
    passages: Vec<PlacedPassage<'a>>,
    places: Vec<PassagePlace>,
}

impl<'a> ArticlePositions<'a> {
    /// The passages of an article, in order.
    pub fn new(passages: Vec<PlacedPassage<'a>>) -> Self {
        let places = passages.iter().map(|passage| passage.place).collect();
        Self { passages, places }
    }

    /// The intervals in which the pattern of a clause is found, in order.
    pub fn intervals(&self, clause: &Clause) -> Vec<Interval> {
        self.find(clause, false)
    }

    fn find(&self, clause: &Clause, counts: bool) -> Vec<Interval> {
        let mut here = Vec::new();
        let mut positions = |term: &Term, out: &mut Vec<u32>| {
            for passage in &self.passages {
                here.clear();
                passage.positions.positions(term, &mut here);
                out.extend(here.iter().map(|position| passage.place.start + position));
            }
        };
        let is_written = |start: u32, end: u32, written: &str| self.written(start, end) == written_letters(written);
        let (passages, positions, is_written) = (&self.places, &mut positions, &is_written);
        PatternText { passages, positions, is_written, counts }.intervals(clause)
    }

    /// The weighted frequency of a clause with a pattern in each passage in which it is found, by the passages' numbers.
    pub fn frequencies(&self, clause: &Clause) -> Vec<(u32, f32)> {
        passage_frequencies(&self.find(clause, true), &self.places)
    }

    /// The letters and digits of the words from one position to another.
    fn written(&self, start: u32, end: u32) -> String {
        let mut written = String::new();
        for PlacedPassage { place, text, positions } in &self.passages {
            let (from, to) = (start.max(place.start), end.min(place.end()));
            if from < to {
                written += &positions.written(text, from - place.start, to - place.start);
            }
        }
        written
    }
}
