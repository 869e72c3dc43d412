//! `title:` and what stands after it → a word of the headline or a filter.

use super::date_signs::western_digit;
use super::date_words::ParseDateError;
use super::dates::DateRange;
use super::{Filter, Part, Text};
use crate::article::{Day, Language, calendar};

/// What may stand before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Caption,
    Heading,
    Quote,
    Text,
    Byline,
    /// How many words an article has.
    Words,
    Source,
    Language,
    Date,
    Url,
    /// From a day on.
    After,
    /// Up to the day before.
    Before,
    /// Up to a day.
    Until,
}

/// What other programs call the fields.
const OTHER_NAMES: [(&str, Field); 42] = [
    ("headline", Field::Title),
    ("intitle", Field::Title),
    ("hl", Field::Title),
    ("hd", Field::Title),
    ("ti", Field::Title),
    ("caption", Field::Caption),
    ("captions", Field::Caption),
    ("heading", Field::Heading),
    ("quote", Field::Quote),
    ("quotes", Field::Quote),
    ("byline", Field::Byline),
    ("author", Field::Byline),
    ("by", Field::Byline),
    ("au", Field::Byline),
    ("words", Field::Words),
    ("wc", Field::Words),
    ("length", Field::Words),
    ("wordcount", Field::Words),
    ("body", Field::Text),
    ("intext", Field::Text),
    ("content", Field::Text),
    ("fulltext", Field::Text),
    ("outlet", Field::Source),
    ("publisher", Field::Source),
    ("publication", Field::Source),
    ("pub", Field::Source),
    ("newspaper", Field::Source),
    ("lang", Field::Language),
    ("la", Field::Language),
    ("site", Field::Url),
    ("inurl", Field::Url),
    ("domain", Field::Url),
    ("host", Field::Url),
    ("published", Field::Date),
    ("pubdate", Field::Date),
    ("from", Field::After),
    ("after", Field::After),
    ("since", Field::After),
    ("before", Field::Before),
    ("until", Field::Until),
    ("to", Field::Until),
    ("year", Field::Date),
];

/// Whether a date may begin with this, as after `from:`.
fn begins_date(text: &str) -> bool {
    let word = text.trim_start_matches(['"', '“', '«']).split(char::is_whitespace).next().unwrap_or_default();
    let first = word.to_lowercase();
    let is_part =
        first.starts_with(['q', 'h']) && first.len() == 2 && first.ends_with(|c: char| c.is_ascii_digit());
    word.starts_with(char::is_numeric)
        || is_part
        || matches!(first.as_str(), "last" | "past" | "this")
        || !matches!(DateRange::read(word, Day::today()), Err(ParseDateError::NotADate))
}

impl Field {
    /// The names of the fields, those of `index_schema.toml`.
    pub(super) const NAMES: [&str; 6] = ["title", "text", "source", "language", "date", "url"];

    const FIELDS: [Self; 6] = [Self::Title, Self::Text, Self::Source, Self::Language, Self::Date, Self::Url];

    /// The field of this name, in this program or in others.
    pub(super) fn called(name: &str) -> Option<Self> {
        let own = Self::NAMES.iter().position(|n| n.eq_ignore_ascii_case(name)).map(|n| Self::FIELDS[n]);
        let other = || OTHER_NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, field)| *field);
        own.or_else(other)
    }

    /// The field that a word begins with, and its length with the colon, or the `=` of other programs: `hd=Idlib`.
    pub(super) fn before(word: &str) -> Option<(Self, usize)> {
        let at = word.find([':', '：', '='])?;
        let (name, rest) = word.split_at(at);
        let sign = rest.chars().next().map_or(0, char::len_utf8);
        // Letters and notes have these names before what is no date.
        let is_usual = ["from", "to"].iter().any(|n| n.eq_ignore_ascii_case(name));
        let is_meant = !is_usual || begins_date(&rest[sign..]);
        let is_meant = is_meant && (sign == rest.len() || !rest.starts_with('=') || !rest[sign..].starts_with('='));
        Some((Self::called(name).filter(|_| is_meant)?, at + sign))
    }

    /// The field that a word compares with a number or a date, and the length of its name: `words>800`, `date>=2020-02`.
    pub(super) fn compared(word: &str) -> Option<(Self, usize)> {
        let at = word.find(['<', '>', '=', '≥', '≤'])?;
        let (name, value) = word.split_at(at);
        let field = Self::called(name).filter(|field| matches!(field, Self::Words | Self::Date))?;
        let is_compared = value.trim_start_matches(['<', '>', '=', '≥', '≤']).starts_with(|c: char| c.is_numeric());
        is_compared.then_some((field, at))
    }

    /// Whether a word begins with the field's own name, which may have a space after its colon.
    pub(super) fn is_own_name(word: &str) -> bool {
        word.split([':', '：']).next().is_some_and(|name| Self::NAMES.iter().any(|n| n.eq_ignore_ascii_case(name)))
    }

    /// Whether its values are conditions on an article.
    pub(super) fn is_filter(self) -> bool {
        !matches!(self, Self::Title | Self::Caption | Self::Heading | Self::Quote | Self::Text)
    }

    /// The part of an article that it stands for.
    fn part(self) -> Option<Part> {
        match self {
            Self::Title => Some(Part::Headline),
            Self::Caption => Some(Part::Caption),
            Self::Heading => Some(Part::Heading),
            Self::Quote => Some(Part::Quotation),
            _ => None,
        }
    }

    /// Whether its values are dates.
    pub(super) fn is_date(self) -> bool {
        matches!(self, Self::Date | Self::After | Self::Before | Self::Until)
    }

    /// The name that it is written with.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Caption => "caption",
            Self::Heading => "heading",
            Self::Quote => "quote",
            Self::Byline => "byline",
            Self::Words => "words",
            Self::Text => "text",
            Self::Source => "source",
            Self::Language => "language",
            Self::Date => "date",
            Self::Url => "url",
            Self::After => "after",
            Self::Before => "before",
            Self::Until => "until",
        }
    }
}

/// What a field with a value is.
pub(super) enum Meaning {
    Text(Text),
    /// A filter, and what is said of it.
    Filter(Filter, Option<String>),
    /// Nothing, and why.
    Nothing(String),
}

/// Reads the value of a field.
pub(super) fn meaning(field: Field, value: Text) -> Meaning {
    let Text { text, exact, .. } = &value;
    let sign = if *exact { "=" } else { "" };
    match field {
        _ if !field.is_filter() => Meaning::Text(Text { part: field.part(), ..value }),
        Field::Source => Meaning::Filter(Filter::Source(format!("{sign}{text}")), None),
        Field::Url => Meaning::Filter(Filter::Url(text.clone()), None),
        Field::Byline => Meaning::Filter(Filter::Byline(text.clone()), None),
        Field::Words => words(text),
        Field::Language => language(text),
        _ if field.is_date() => date(field, text),
        _ => Meaning::Nothing(String::new()),
    }
}

/// What is said of a value that is no language, or several, and what becomes of it.
pub(crate) fn no_language(value: &str, then: &str) -> String {
    let each: Vec<&str> = value.split([',', ';', '|', '+']).map(str::trim).collect();
    let are_known = each.len() > 1 && each.iter().all(|one| Language::declared(one).is_some());
    let way = if are_known { format!("({})", each.join(" OR ")) } else { "fr".to_owned() };
    format!("`language:{value}` is no language and {then}: write a code or a name, `language:{way}`")
}

fn language(value: &str) -> Meaning {
    let unknown = value.eq_ignore_ascii_case("und").then(Language::undetermined);
    let Some(language) = Language::declared(value).or(unknown) else {
        return Meaning::Nothing(no_language(value, "is left out"));
    };
    let region = value.contains(['-', '_']);
    let said = || format!("`language:{value}` is searched as `language:{language}`: regions are not told apart");
    let said = region.then(said);
    Meaning::Filter(Filter::Language(language.as_str().to_owned()), said)
}

/// Reads a number of words: `>800`, `>=800`, `<300`, `<=300`, `300..800`, `800`.
fn words(value: &str) -> Meaning {
    let value = &value.replace('≥', ">=").replace('≤', "<=").replace(['-', '–'], "..");
    let number = |digits: &str| digits.trim().replace([',', '_'], "").parse::<u32>().ok();
    let sign = value.trim_start_matches(['>', '<', '=']);
    let sign = &value[..value.len() - sign.len()];
    let rest = &value[sign.len()..];
    let range = match (sign, rest.split_once("..")) {
        ("", Some((from, to))) => {
            let to = if to.is_empty() { Some(None) } else { number(to).map(Some) };
            number(if from.is_empty() { "0" } else { from }).zip(to)
        }
        (">", None) => number(rest).map(|number| (number.saturating_add(1), None)),
        (">=" | "=>", None) => number(rest).map(|number| (number, None)),
        ("<", None) => number(rest).map(|number| (0, Some(number.saturating_sub(1)))),
        ("<=" | "=<", None) => number(rest).map(|number| (0, Some(number))),
        ("" | "=", None) => number(rest).map(|number| (number, Some(number))),
        _ => None,
    };
    match range {
        Some((from, to)) if to.is_none_or(|to| from <= to) => Meaning::Filter(Filter::Words(from, to), None),
        _ => Meaning::Nothing(format!(
            "`words:{value}` is no number of words and is left out: write `words>800` or `words:300..800`"
        )),
    }
}

fn date(field: Field, value: &str) -> Meaning {
    let name = field.name();
    let range = match range(value) {
        Ok(range) => range,
        Err(why) => {
            let way = match (&why, field) {
                (ParseDateError::Ambiguous(day, _), _) => format!("{name}:{day}"),
                (_, Field::Date) => "date:2018-01..2020".to_owned(),
                _ => format!("{name}:2020-02"),
            };
            return Meaning::Nothing(format!("`{name}:{value}` {why} and is left out: write `{way}`"));
        }
    };
    if range.is_backwards() {
        let message = format!("`{name}:{value}` ends before it begins and is left out: swap the two dates");
        return Meaning::Nothing(message);
    }
    let range = match field {
        Field::After => DateRange { from: range.from, to: None },
        Field::Before => DateRange { from: None, to: range.from.and_then(|day| day.before()) },
        Field::Until => DateRange { from: None, to: range.to },
        _ => range,
    };
    if range.from.is_none() && range.to.is_none() {
        return Meaning::Nothing(format!(
            "`{name}:{value}` bounds nothing and is left out: write `date:2018-01..2020`"
        ));
    }
    // What is told from today, or in years of another calendar, is told as days.
    let western: String = value.chars().map(western_digit).collect();
    let numbers = western.split(|c: char| !c.is_numeric()).filter(|digits| digits.chars().count() > 3);
    let is_plain = |digits: &str| !digits.parse().is_ok_and(calendar::is_foreign);
    let said = !numbers.clone().all(is_plain) || numbers.count() == 0;
    let said = said.then(|| format!("`{name}:{value}` is read as `date:{range}`"));
    Meaning::Filter(Filter::Date(range), said)
}

/// A range in this program's form or in those of others: `>=2018`, `[2018 TO *]`.
fn range(value: &str) -> Result<DateRange, ParseDateError> {
    let today = Day::today();
    let value = value
        .replace('≥', ">=")
        .replace('≤', "<=")
        .trim_matches(['[', ']', '{', '}'])
        .trim_end_matches(',')
        .replace(" TO ", "..")
        .replace('*', "");
    let value =
        value.strip_prefix('=').filter(|value| !value.starts_with(['<', '>'])).map_or(value.as_str(), |v| v);
    let bounds = [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)];
    for (sign, is_from, has_bound) in bounds {
        let Some(date) = value.strip_prefix(sign) else { continue };
        let date = DateRange::read(date, today)?;
        return Ok(match (is_from, has_bound) {
            (true, true) => DateRange { from: date.from, to: None },
            (true, false) => DateRange { from: date.to.and_then(Day::after), to: None },
            (false, true) => DateRange { from: None, to: date.to },
            (false, false) => DateRange { from: None, to: date.from.and_then(Day::before) },
        });
    }
    DateRange::read(value, today)
}
