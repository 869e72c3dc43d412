//! lines → which of them is the headline.

use std::collections::HashSet;

use super::date;
use super::furniture::{Effect, Rule};
use super::lines::{Line, ends_sentence};

/// How many lines above the body are looked at.
const REACH: usize = 60;

/// The headline of a page whose body begins at `start`: the line above it, or the first of it, that is most like one.
pub(super) fn find(
    lines: &[Line],
    rules: &[Option<&Rule>],
    start: usize,
    words: &HashSet<String>,
) -> Option<usize> {
    let first = start.saturating_sub(REACH);
    let candidates = (first..(start + 1).min(lines.len())).filter(|&i| can_be(&lines[i], rules[i]));
    let rated = candidates.map(|i| (i, rate(lines, i, start, words)));
    // Of equals the one nearest to the body.
    rated.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, rating)| *rating > 0.0).map(|(i, _)| i)
}

/// Whether a line can be a headline at all.
pub(super) fn can_be(line: &Line, rule: Option<&Rule>) -> bool {
    let length = line.text.chars().count();
    let letters = line.text.chars().filter(|c| c.is_alphabetic()).count();
    rule.is_none()
        && (4..=250).contains(&length)
        && letters * 2 >= length
        && date::date_line(&line.text).is_none()
        && !is_byline(&line.text)
}

/// How much a line looks like the headline of the body: its words come back there, and it stands near.
fn rate(lines: &[Line], i: usize, start: usize, body: &HashSet<String>) -> f32 {
    let line = &lines[i];
    let all = words(&line.text);
    let known = all.iter().filter(|w| body.contains(*w)).count() as f32;
    let share = known / (all.len().max(1) as f32);
    let length = line.text.chars().count() as f32;
    let mut rating = known.min(8.0) * share;
    rating += if (20.0..=140.0).contains(&length) { 1.0 } else { -1.0 };
    if line.item {
        rating -= 2.0;
    }
    if ends_sentence(&line.text) && line.text.trim_end().ends_with('.') {
        rating -= 3.0;
    }
    let distance = start.saturating_sub(i) as f32;
    rating -= distance * 0.08;
    let again = lines[..start].iter().enumerate().any(|(j, l)| j != i && l.text.starts_with(&line.text));
    if again && length >= 15.0 {
        rating += 1.5;
    }
    rating
}

/// Words of a line that say something, in lower case.
pub(super) fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

fn is_byline(text: &str) -> bool {
    let lower = text.to_lowercase();
    let by = ["by ", "von ", "par ", "por ", "yazan ", "автор", "بقلم", "كتب ", "written by ", "posted by "];
    text.chars().count() < 80 && by.iter().any(|b| lower.starts_with(b))
}

/// Whether a rule makes the line a caption.
pub(super) fn is_caption(rule: Option<&Rule>) -> bool {
    rule.is_some_and(|r| r.effect == Effect::Caption)
}
