//! what is known of the lines of a pasted page → the run of lines that is the article's body, by learned weights.
//!
//! A logistic regression says of every line how much likelier it is to be text of the article than not; the body is the run
//! of lines with the greatest sum of that (Pasternack and Roth 2009, as in [`super::body`]). The weights are learned by
//! `learn_lines` in bench/.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::body;
use super::features::{FEATURES, NAMES};

/// What is added to the log odds of every line: the run rather takes a line too many than breaks at one.
const TOLERANCE: f32 = 0.3;

/// No line is surer than this, so that one does not bridge a whole menu.
const MAX_LOG_ODDS: f32 = 4.0;

/// A line of text counts by the root of its width; wider than this it counts for no more, narrower for no less.
const WIDTHS: [f32; 2] = [6.0, 360.0];

/// The name of the weight that every line has.
const INTERCEPT: &str = "intercept";

/// The learned weights of what is known of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The log odds of a line of which nothing speaks either way.
    pub intercept: f32,
    /// What each number of a line adds, in the order of [`NAMES`].
    pub weights: [f32; FEATURES],
}

static BUILT_IN: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("line_weights.toml")).expect("a test reads the built-in weights"));

impl Weights {
    /// The weights that are shipped.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads what [`Weights::write`] wrote; nothing if a weight is missing.
    pub fn read(text: &str) -> Option<Self> {
        let table: BTreeMap<String, f32> = toml::from_str(text).ok()?;
        let mut weights = [0.0; FEATURES];
        for (weight, name) in weights.iter_mut().zip(NAMES) {
            *weight = *table.get(name)?;
        }
        Some(Self { intercept: *table.get(INTERCEPT)?, weights })
    }

    /// A weight a line, rounded to a thousandth.
    pub fn write(&self) -> String {
        let named = std::iter::once((INTERCEPT, self.intercept)).chain(NAMES.into_iter().zip(self.weights));
        named.map(|(name, weight)| format!("{name} = {weight:.3}\n")).collect()
    }

    /// How much likelier a line is text of the article than not, as a natural logarithm.
    fn log_odds(&self, features: &[f32; FEATURES]) -> f32 {
        self.intercept + features.iter().zip(&self.weights).map(|(x, weight)| x * weight).sum::<f32>()
    }
}

/// The run of lines that is the body, given what is known of each line and its width; empty if none is like text.
pub(super) fn body(features: &[[f32; FEATURES]], widths: &[f32], weights: &Weights) -> Range<usize> {
    let score = |(features, width): (&[f32; FEATURES], &f32)| {
        let log_odds = (weights.log_odds(features) + TOLERANCE).clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS);
        log_odds * width.clamp(WIDTHS[0], WIDTHS[1]).sqrt()
    };
    let scores: Vec<f32> = features.iter().zip(widths).map(score).collect();
    body::best_run(&scores)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_weights_are_read_as_they_were_written() {
        let weights = Weights::built_in();
        assert_eq!(Weights::read(&weights.write()).as_ref(), Some(weights));
        let table = include_str!("line_weights.toml");
        let names: Vec<&str> = table.lines().filter_map(|l| Some(l.split_once(" = ")?.0)).collect();
        assert_eq!(names.len(), FEATURES + 1, "a weight has no feature");
        assert!(table.ends_with(&weights.write()));
    }
}
