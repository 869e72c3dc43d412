//! what is known of the lines of a pasted page → the run of lines that is the article's body, by learned weights.
//!
//! A logistic regression says of every line how much likelier it is to be text of the article than not; the body is the run
//! of lines with the greatest sum of that (Pasternack and Roth 2009, as in [`super::body`]). The weights are learned by
//! `learn_lines` in bench/.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{body, features, headline};

/// What is added to the log odds of every line: the run rather takes a line too many than breaks at one.
const TOLERANCE: f32 = 0.3;

/// No line is surer than this, so that one does not bridge a whole menu.
const MAX_LOG_ODDS: f32 = 4.0;

/// A line of text counts by the root of its width; wider than this it counts for no more, narrower for no less.
const WIDTHS: [f32; 2] = [6.0, 360.0];

/// The learned weights of what is known of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The log odds of a line to be text of the article of which nothing speaks either way.
    pub intercept: f32,
    /// What each number of a line adds to that, in the order of `features::NAMES`.
    pub body: [f32; features::FEATURES],
    /// What each number adds to how much a line is like the headline, in the order of `headline::NAMES`.
    pub headline: [f32; headline::FEATURES],
}

/// The table of weights.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    intercept: f32,
    body: BTreeMap<String, f32>,
    headline: BTreeMap<String, f32>,
}

static BUILT_IN: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("weights.toml")).expect("a test reads the built-in weights"));

impl Weights {
    /// The weights that are shipped.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads what [`Weights::write`] wrote; nothing if a weight is missing or stands for nothing.
    pub fn read(text: &str) -> Option<Self> {
        let table: Table = toml::from_str(text).ok()?;
        let [body, headline] = [table.body, table.headline];
        Some(Self {
            intercept: table.intercept,
            body: named(&body, features::NAMES)?,
            headline: named(&headline, headline::NAMES)?,
        })
    }

    /// A weight a line, rounded to a thousandth.
    pub fn write(&self) -> String {
        let line = |(name, weight): (&str, f32)| format!("{name} = {weight:.3}\n");
        let body: String = features::NAMES.into_iter().zip(self.body).map(line).collect();
        let headline: String = headline::NAMES.into_iter().zip(self.headline).map(line).collect();
        format!("{}\n[body]\n{body}\n[headline]\n{headline}", line(("intercept", self.intercept)))
    }

    /// How much likelier a line is text of the article than not, as a natural logarithm.
    fn log_odds(&self, features: &[f32; features::FEATURES]) -> f32 {
        self.intercept + features.iter().zip(&self.body).map(|(x, weight)| x * weight).sum::<f32>()
    }
}

/// The weights of these names in their order, if the table has them and no others.
fn named<const N: usize>(table: &BTreeMap<String, f32>, names: [&str; N]) -> Option<[f32; N]> {
    let mut weights = [0.0; N];
    for (weight, name) in weights.iter_mut().zip(names) {
        *weight = *table.get(name)?;
    }
    (table.len() == N).then_some(weights)
}

/// The run of lines that is the body, given what is known of each line and its width; empty if none is like text.
pub(super) fn body(features: &[[f32; features::FEATURES]], widths: &[f32], weights: &Weights) -> Range<usize> {
    let score = |(features, width): (&[f32; features::FEATURES], &f32)| {
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
        assert!(include_str!("weights.toml").ends_with(&weights.write()));
    }
}
