//! lines → which of them is the headline.

use std::collections::HashSet;

use super::date;
use super::furniture::{Effect, Rule};
use super::lines::Line;

/// How many lines above the body are looked at.
const REACH: usize = 60;

/// How many lines of the body are looked at, because a notice above the article may have been taken for its beginning.
const INSIDE: usize = 12;

/// The headline of a page whose body begins at `start`: the line above it, or the first of it, that is most like one.
pub(super) fn find(
    lines: &[Line],
    rules: &[Option<&Rule>],
    start: usize,
    words: &HashSet<String>,
) -> Option<usize> {
    let first = start.saturating_sub(REACH);
    let candidates = (first..(start + INSIDE).min(lines.len())).filter(|&i| can_be(&lines[i], rules[i]));
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

/// How much a line looks like the headline of the body: its words come back there, it stands near, and it is no sentence.
fn rate(lines: &[Line], i: usize, start: usize, body: &HashSet<String>) -> f32 {
    let line = &lines[i];
    let all = words(&line.text);
    let known = all.iter().filter(|w| body.contains(*w)).count() as f32;
    let length = line.text.chars().count();
    let mut rating = 3.0 * known / (all.len().max(1) as f32) + 0.4 * known.min(4.0);
    rating += match length {
        15..=110 => 1.0,
        111..=150 => -0.5,
        0..=14 => -1.0,
        _ => -3.0,
    };
    if line.item {
        rating -= 2.0;
    }
    if line.text.ends_with('.') && !line.text.ends_with("..") {
        rating -= 3.0;
    }
    if line.text.contains(". ") {
        rating -= 1.0;
    }
    // The same words again, alone or as the title of the page with the name of the site.
    let around = lines[..start].iter().enumerate();
    if length >= 15 && around.filter(|(j, _)| *j != i).any(|(_, l)| l.text.contains(&line.text)) {
        rating += 1.5;
    }
    rating - start.abs_diff(i) as f32 * if i > start { 0.2 } else { 0.06 }
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
