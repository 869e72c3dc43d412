//! The facts and parts of a page → its headline, and where it stands.

use super::facts::{Facts, one_line};
use super::page::Part;
use crate::article::BlockKind;

/// A headline that is found by its beginning has at least this many letters.
const FEW_LETTERS: usize = 12;

/// The headline of a page and the part that shows it.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) part: Option<usize>,
}

/// The headline: what the data and the window's title say, as the page's own heading writes it where it is the same but
/// for marks and quotation marks, and without the outlet's name behind it.
pub(super) fn title(facts: &Facts, parts: &[Part], said: &str) -> Title {
    let said = one_line(said);
    let said = if said.is_empty() { facts.text("headline").unwrap_or_else(|| facts.window.clone()) } else { said };
    let headings = || parts.iter().enumerate().filter(|(_, p)| p.level == 1 && !p.place.menu && !p.place.hidden);
    let letters = letters(&said);
    let same = headings().find(|(_, p)| self::letters(&p.text) == letters);
    if let Some((i, part)) = same {
        return Title { text: one_line(&part.text), part: Some(i) };
    }
    if let Some((i, part)) = headings().find(|(_, part)| is_with_outlet(&said, &one_line(&part.text))) {
        return Title { text: one_line(&part.text), part: Some(i) };
    }
    // A page that says only its outlet's name has its headline in its one heading.
    let outlet = facts.meta(&super::facts::NAMES.site).unwrap_or_default();
    let only = only(parts);
    if let Some((i, part)) = only.filter(|_| said.is_empty() || self::letters(outlet) == letters) {
        return Title { text: one_line(&part.text), part: Some(i) };
    }
    let place = parts.iter().position(|p| p.kind == BlockKind::Heading && self::letters(&p.text) == letters);
    Title { text: said, part: place.or_else(|| headings().next().map(|(i, _)| i)) }
}

fn only(parts: &[Part]) -> Option<(usize, &Part)> {
    let mut headings = parts.iter().enumerate().filter(|(_, p)| p.level == 1);
    match (headings.next(), headings.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// Whether a title is a heading with the name of the outlet or a section before or behind it.
fn is_with_outlet(title: &str, heading: &str) -> bool {
    let sign = |c: char| matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '«' | '»' | '/' | ':' | '(' | ')');
    let parted = |rest: &str, before: bool| {
        let rest = rest.trim();
        if before { rest.ends_with(sign) } else { rest.starts_with(sign) }
    };
    heading.chars().count() >= FEW_LETTERS
        && heading.len() < title.len()
        && (title.strip_prefix(heading).is_some_and(|rest| parted(rest, false))
            || title
                .strip_suffix(heading)
                .is_some_and(|rest| parted(rest, true) && !rest.trim_end().ends_with(':')))
}

/// The letters and digits of a text in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
