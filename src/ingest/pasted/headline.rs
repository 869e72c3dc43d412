//! lines → which of them is the headline.

use std::collections::HashSet;

use super::boilerplate::{Effect, Rule};
use super::lines::Line;
use crate::ingest::facts::date;

/// How many lines above the first text are looked at.
const REACH: usize = 60;

/// How many lines below the first text are looked at, because a notice above the article may have been taken for it.
const INSIDE: usize = 12;

/// The headline of a page whose first text stands at `start`: the line around it that is most like one.
pub(in crate::ingest) fn find(
    lines: &[Line],
    rules: &[Option<&Rule>],
    start: usize,
    texts: &[bool],
) -> Option<usize> {
    let body: HashSet<String> =
        (start..lines.len()).filter(|i| texts[*i]).flat_map(|i| words(&lines[i].text)).collect();
    let first = start.saturating_sub(REACH);
    let candidates = (first..(start + INSIDE).min(lines.len())).filter(|&i| can_be(&lines[i], rules[i]));
    let passed = |i: usize| texts[start..i.max(start)].iter().filter(|t| **t).count() as f32;
    let rated =
        candidates.map(|i| (i, rate(lines, i, &body, texts) - 1.2 * passed(i) - 0.03 * start.abs_diff(i) as f32));
    // Of equals the one nearest to the body.
    rated.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, rating)| *rating > 0.0).map(|(i, _)| i)
}

/// Whether a line can be a headline at all.
pub(in crate::ingest) fn can_be(line: &Line, rule: Option<&Rule>) -> bool {
    let length = line.text.chars().count();
    let letters = line.text.chars().filter(|c| c.is_alphabetic()).count();
    rule.is_none()
        && (4..=250).contains(&length)
        && letters * 2 >= length
        && date::date_line(&line.text).is_none()
        && !is_byline(&line.text)
}

/// How much a line looks like the headline of the body: its words come back there, and it is no sentence.
fn rate(lines: &[Line], i: usize, body: &HashSet<String>, texts: &[bool]) -> f32 {
    let line = &lines[i];
    let share = |text: &str| {
        let all = words(text);
        let known = all.iter().filter(|w| body.contains(*w)).count() as f32;
        (known, known / (all.len().max(1) as f32))
    };
    let (known, part) = share(&line.text);
    let length = line.text.chars().count();
    let mut rating = 3.0 * part + 0.4 * known.min(6.0);
    rating += match length {
        25..=110 => 1.0,
        15..=24 => -0.5,
        111..=150 => -2.5,
        0..=14 => -2.0,
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
    // A name alone is that of the writer, the section or the site.
    if line.text.split_whitespace().count() >= 4 {
        rating += 0.5;
    }
    let others = lines.iter().enumerate().filter(|(j, _)| *j != i);
    if length >= 15 && others.filter(|(_, l)| repeats(&l.text, &line.text)).count() > 0 {
        rating += 2.5;
    }
    // Writer and date stand under a headline, or a standfirst that is longer and tells more of the same.
    let below = lines.iter().skip(i + 1).take(3);
    if below.filter(|l| is_byline(&l.text) || date::date_line(&l.text).is_some()).count() > 0 {
        rating += 1.0;
    }
    let standfirst = lines
        .get(i + 1)
        .filter(|_| !texts[i + 1])
        .filter(|l| l.text.chars().count() > (length + 10).max(60) && !l.item);
    if standfirst.is_some_and(|l| share(&l.text).1 >= 0.5) {
        rating += 1.5;
    }
    rating
}

/// Whether a line is a headline again, alone or as the title of a page with the name of the site.
fn repeats(line: &str, headline: &str) -> bool {
    let sign = |c: char| matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '«' | '»' | ':' | '<' | '>');
    let before = line.strip_suffix(headline).map(str::trim_end);
    let after = line.strip_prefix(headline).map(str::trim_start);
    before.is_some_and(|rest| rest.is_empty() || (rest.ends_with(sign) && !rest.ends_with(':')))
        || after.is_some_and(|rest| rest.is_empty() || rest.starts_with(sign))
}

/// Words of a line that say something, in lower case.
pub(in crate::ingest) fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

/// Whether a line names the writer.
pub(in crate::ingest) fn is_byline(text: &str) -> bool {
    let lower = text.to_lowercase();
    let by = ["by ", "von ", "par ", "por ", "yazan ", "автор", "بقلم", "كتب ", "written by ", "posted by "];
    text.chars().count() < 80 && by.iter().any(|b| lower.starts_with(b))
}

/// Whether a rule makes the line a caption.
pub(in crate::ingest) fn is_caption(rule: Option<&Rule>) -> bool {
    rule.is_some_and(|r| r.effect == Effect::Caption)
}
