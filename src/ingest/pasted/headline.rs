//! lines → which of them is the headline, by learned weights of what is known of each.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::boilerplate::{Effect, Rule};
use super::features;
use super::lines::{Line, is_wide};
use crate::ingest::facts::date;
use crate::ingest::steps;

/// How many lines above the first text are looked at.
const REACH: usize = 60;

/// How many lines below the first text are looked at, because a notice above the article may have been taken for it.
const INSIDE: usize = 12;

/// How many numbers are known of a line that can be the headline.
pub const FEATURES: usize = NAMES.len();

/// What these numbers are called in the table of weights, in their order.
pub(super) const NAMES: [&str; 15] = [
    "words_in_the_text",
    "share_of_words_in_the_text",
    "usual_width",
    "wide",
    "full_stop",
    "sentences",
    "in_a_longer_title",
    "repeated",
    "writer_follows",
    "date_follows",
    "texts_above",
    "lines_before_text",
    "lines_after_text",
    "signs_inside",
    "in_the_body",
];

/// The width of most headlines; what is wider is a sentence.
const USUAL: std::ops::RangeInclusive<f32> = 25.0..=110.0;

/// A line that is narrower is no headline for standing twice: so do the entries of menus.
const REPEATED_WIDTH: f32 = 15.0;

/// More words, and more lines of text above, than this say no more.
const MAX_WORDS: usize = 6;
const MAX_TEXTS: usize = 3;

/// A line of fewer words is the name of the writer, the section or the site.
const MIN_WORDS: usize = 4;

/// Writer and date stand in one of so many lines after a headline.
const FACTS_REACH: usize = 3;

/// A wider line is no line of facts for holding a date.
const FACTS_WIDTH: f32 = 90.0;

/// Where the article stands on a page whose headline is looked for.
pub(super) struct Place<'a> {
    pub(super) lines: &'a [Line],
    pub(super) rules: &'a [Option<&'static Rule>],
    /// Which lines are running text of the body.
    pub(super) texts: &'a [bool],
    /// The first line of the body.
    pub(super) start: usize,
}

/// The headline of a page: the line around its first text that is most like one.
pub(super) fn find(place: &Place, weights: &[f32; FEATURES]) -> Option<usize> {
    let rated = candidates(place).into_iter().map(|(i, features)| {
        let rating: f32 = features.iter().zip(weights).map(|(x, weight)| x * weight).sum();
        (i, rating)
    });
    rated.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}

/// The first line of running text.
pub(super) fn first_text(place: &Place) -> usize {
    place.texts.iter().position(|text| *text).unwrap_or(place.start)
}

/// The lines around the first text that can be the headline, with what is known of each.
pub(super) fn candidates(place: &Place) -> Vec<(usize, [f32; FEATURES])> {
    let Place { lines, rules, texts, .. } = *place;
    let text = first_text(place);
    let body: HashSet<String> =
        (text..lines.len()).filter(|i| texts[*i]).flat_map(|i| words(&lines[i].text)).collect();
    let around = text.saturating_sub(REACH)..(text + INSIDE).min(lines.len());
    let can_be = around.filter(|&i| can_be(&lines[i], rules[i]));
    can_be.map(|i| (i, features(place, i, text, &body))).collect()
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

/// What is known of a line, given the first text and the words of the body.
fn features(place: &Place, i: usize, text: usize, body: &HashSet<String>) -> [f32; FEATURES] {
    let Place { lines, texts, start, .. } = *place;
    let line = lines[i].text.as_str();
    let width = features::width(line);
    let words = words(line);
    let known = words.iter().filter(|word| body.contains(*word)).count();
    let others = || {
        steps::count(lines.len());
        lines.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other.text.as_str())
    };
    let below = || lines.iter().skip(i + 1).take(FACTS_REACH).map(|other| other.text.as_str());
    let has_date = |other: &str| features::width(other) < FACTS_WIDTH && DATE.is_match(other);
    let texts_above = texts[text..i.max(text)].iter().filter(|text| **text).count();
    let full_stop = line.ends_with(['.', '。', '۔', '।']) && !line.ends_with("..");
    [
        known.min(MAX_WORDS) as f32,
        known as f32 / words.len().max(1) as f32,
        f32::from(USUAL.contains(&width)),
        f32::from(width > *USUAL.end()),
        f32::from(full_stop),
        f32::from(line.contains(". ")),
        f32::from(others().any(|other| is_in_title(other, line))),
        f32::from(width >= REPEATED_WIDTH && others().any(|other| other == line)),
        f32::from(below().any(is_byline)),
        f32::from(below().any(has_date)),
        texts_above.min(MAX_TEXTS) as f32,
        text.saturating_sub(i) as f32 / 10.0,
        i.saturating_sub(text) as f32 / 10.0,
        f32::from([" »", " ›", " >", " /", " |"].iter().any(|sign| line.contains(sign))),
        f32::from(i > start),
    ]
}

/// A year, a time or a day in figures: what stands in a line of facts.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let date = r"(?:^|[^0-9])(?:(?:19|20)[0-9]{2}(?:[^0-9]|$)|[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?[0-9]{2})";
    Regex::new(date).expect("a test compiles the built-in pattern")
});

/// Whether a line is a headline with something more: the title of a page, with the name of the site or the way there.
fn is_in_title(line: &str, headline: &str) -> bool {
    if line.len() <= headline.len() {
        return false;
    }
    let sign = |c: char| matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '«' | '»' | '›' | '/' | ':' | '<' | '>');
    let before = line.strip_suffix(headline).map(str::trim_end);
    let after = line.strip_prefix(headline).map(str::trim_start);
    before.is_some_and(|rest| rest.ends_with(sign) && !rest.ends_with(':'))
        || after.is_some_and(|rest| rest.starts_with(sign))
}

/// Words of a line that say something, in lower case; of a script without spaces its pairs of letters.
fn words(text: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        if letters.iter().any(|c| is_wide(*c)) {
            words.extend(letters.windows(2).map(|pair| pair.iter().collect()));
        } else if letters.len() > 3 {
            words.insert(word.to_lowercase());
        }
    }
    words
}

/// Whether a line has so few words that it may be the name of the writer, the section or the site.
pub(super) fn is_short(line: &str) -> bool {
    line.split_whitespace().count() < MIN_WORDS && !line.chars().any(is_wide)
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
