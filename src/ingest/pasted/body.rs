//! lines → where the article stands on a pasted page: the run of lines that reads most like text.
//!
//! Every line counts for or against its being text, by its form and the rules of boilerplate; the body is the run with the
//! greatest sum (Pasternack and Roth 2009, "Extracting article text from the web with maximum subsequence
//! segmentation", with lines for tokens and rules for the classifier).

use std::ops::Range;

use super::boilerplate::Effect;
use super::lines::{Form, Line, form};

/// No line counts for more than this, so that one long line does not bridge a whole menu.
const MAX_SCORE: f32 = 400.0;

/// A short line that is no sentence, such as an entry of a menu.
const SHORT: f32 = -15.0;

/// The same after a bullet.
const SHORT_ITEM: f32 = -35.0;

/// A line that a rule leaves out.
const BOILERPLATE: f32 = -40.0;

/// A line that heads what is not the article.
const SECTION: f32 = -120.0;

/// A line with a smaller share of function words is a list of names or links.
const RUNNING_TEXT: f32 = 0.16;

/// How much a line counts for being text.
pub(in crate::ingest) fn score(line: &Line, effect: Option<Effect>) -> f32 {
    match effect {
        Some(Effect::Line) => return BOILERPLATE,
        Some(Effect::Section) => return SECTION,
        Some(Effect::Caption) => return 0.0,
        None => {}
    }
    let Form { length, ends, function_words, wide, marks } = form(&line.text);
    let length = length as f32;
    let text = function_words >= RUNNING_TEXT;
    let short = if line.item { SHORT_ITEM } else { SHORT };
    if length >= 80.0 {
        return match (text, ends || marks >= 2) {
            (true, true) => length.min(MAX_SCORE),
            (true, false) if line.item => short,
            (true, false) => length.min(MAX_SCORE) / 3.0,
            // Names and numbers, or a language without a list of function words.
            (false, true) if ends => length.min(MAX_SCORE) / 2.0,
            (false, _) => short,
        };
    }
    match (text, ends) {
        (true, true) if line.item => length / 4.0,
        (true, true) => length / 2.0,
        (false, true) if length >= 20.0 => 0.0,
        _ if wide && !line.item && length >= 30.0 => length / 3.0,
        _ => short,
    }
}

/// The run of lines with the greatest sum; empty if no line counts for text.
pub(in crate::ingest) fn best_run(scores: &[f32]) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut start, mut sum) = (0, 0.0);
    for (i, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            (start, sum) = (i, 0.0);
        }
        sum += score;
        if sum > best_sum {
            (best, best_sum) = (start..i + 1, sum);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_run_bridges_a_small_loss_only() {
        assert_eq!(best_run(&[-1.0, 5.0, -2.0, 4.0, -9.0, 6.0]), 1..4);
        assert_eq!(best_run(&[-1.0, -2.0]), 0..0);
    }
}
