//! word → what it is on the line of a date: a month, a label, a word between the parts of a date.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::tokens::{Token, fold, tokens};
use crate::article::calendar::Month;
use crate::article::{iranian_month_names, month_names, weekday_names};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    published: BTreeMap<String, String>,
    updated: BTreeMap<String, String>,
    around: BTreeMap<String, String>,
    byline: BTreeMap<String, String>,
}

/// What a word of a date line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Month(Month),
    Published,
    Updated,
    Around,
    Byline,
}

pub(super) static WORDS: LazyLock<HashMap<String, Word>> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("../dates.toml")).expect("a test reads the built-in list");
    let mut words = HashMap::new();
    for word in weekday_names().flat_map(|(name, ..)| name.split_whitespace()) {
        words.insert(fold(word), Word::Around);
    }
    let groups = [
        (lists.around, Word::Around),
        (lists.byline, Word::Byline),
        (lists.updated, Word::Updated),
        (lists.published, Word::Published),
    ];
    for (languages, kind) in groups {
        for word in languages.values().flat_map(|list| list.split_whitespace()) {
            words.insert(fold(word), kind);
        }
    }
    for (name, month) in month_names() {
        words.insert(fold(name), Word::Month(Month::Common(month)));
    }
    for (name, month) in iranian_month_names() {
        words.insert(fold(name), Word::Month(Month::Iranian(month)));
    }
    words
});

/// Whether a word says what a date is that of.
pub(in crate::ingest) fn is_label(word: &str) -> bool {
    matches!(kind(word), Some(Word::Published | Word::Updated))
}

/// Whether a word can be a part of a date: a month, a day of the week, "on".
pub(in crate::ingest) fn is_part(word: &str) -> bool {
    matches!(kind(word), Some(Word::Month(_) | Word::Around))
}

fn kind(word: &str) -> Option<Word> {
    match tokens(word).first() {
        Some(Token::Word(word, _)) => WORDS.get(word).copied(),
        _ => None,
    }
}

/// The month that a word names.
pub(super) fn month(word: &str) -> Option<Month> {
    match WORDS.get(word) {
        Some(Word::Month(month)) => Some(*month),
        _ => None,
    }
}

/// The names of the months in the order of their letters.
static MONTHS: LazyLock<Vec<(&'static str, Month)>> = LazyLock::new(|| {
    let month = |(name, word): (&'static String, &Word)| match word {
        Word::Month(month) => Some((name.as_str(), *month)),
        _ => None,
    };
    let mut months: Vec<_> = WORDS.iter().filter_map(month).collect();
    months.sort_unstable_by_key(|(name, _)| *name);
    months
});

/// The letters that a shortened name of a month has at least, and a name that takes an ending.
const MIN_SHORT: usize = 3;
const MIN_STEM: usize = 5;

/// The letters that an ending has at most.
const MAX_ENDING: usize = 3;

/// The month that a word names between a day and a year, also shortened (`лют.`) or with an ending (`شوباتی`, `helmikuussa`).
pub(super) fn month_between(word: &str) -> Option<Month> {
    month(word).or_else(|| shortened(word)).or_else(|| {
        let ends = word.char_indices().rev().map(|(end, _)| end).take(MAX_ENDING);
        ends.map(|end| &word[..end]).filter(|name| name.chars().count() >= MIN_STEM).find_map(month)
    })
}

/// The month that all names have that begin so.
fn shortened(word: &str) -> Option<Month> {
    if word.chars().count() < MIN_SHORT {
        return None;
    }
    let from = MONTHS.partition_point(|(name, _)| *name < word);
    let mut longer = MONTHS[from..].iter().take_while(|(name, _)| name.starts_with(word)).map(|(_, month)| *month);
    let first = longer.next()?;
    longer.all(|month| month == first).then_some(first)
}

/// The months that share a name and are told apart by a number: كانون 2 is كانون الثاني, and so is ك2.
const NUMBERED: [(&str, [i8; 2]); 4] = [("كانون", [12, 1]), ("ك", [12, 1]), ("تشرين", [10, 11]), ("ت", [10, 11])];

/// The month of such a name and its number.
pub(super) fn numbered_month(word: &str, number: i8) -> Option<Month> {
    let (_, months) = NUMBERED.iter().find(|(name, _)| fold(name) == word)?;
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    months.get(at).map(|month| Month::Common(*month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_two_months() {
        for (name, number) in month_names() {
            assert_eq!(WORDS.get(&fold(name)), Some(&Word::Month(Month::Common(number))), "{name}");
        }
    }

    #[test]
    fn a_month_between_day_and_year_may_be_shortened_or_have_an_ending() {
        for (word, number) in
            [("лют", 2), ("верес", 9), ("helmik", 2), ("helmikuussa", 2), ("veebruaril", 2), ("شوباتی", 2)]
        {
            assert_eq!(month_between(&fold(word)), Some(Month::Common(number)), "{word}");
        }
        for word in ["ma", "ju", "jan", "marching", "mayor", "bridge"] {
            assert_eq!(month_between(word).is_some(), matches!(word, "jan" | "marching"), "{word}");
        }
    }
}
