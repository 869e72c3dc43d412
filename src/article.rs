//! Article, Block, PublishedDate, Day: the plain values that every stage speaks.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) mod calendar; // year, month and day of any calendar → day
mod date_names; // what months and days of the week are called
mod day; // one day of the common calendar
mod languages; // what a language is called
mod warnings; // what was read with a doubt

pub(crate) use date_names::{iranian_month_names, month_names, weekday_names};
pub use day::{Day, ParseDayError};
pub use warnings::{ReadingWarning, WarningKind};

/// The language of a text: an ISO 639-1 code in lower case (`en`, `ar`), or `und` where it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// The language with this code; region and case are dropped (`en-US` is `en`), and what is no code is `und`.
    pub fn new(code: &str) -> Self {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let known = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
        Self(if known { primary } else { "und".into() })
    }

    /// The language that is not known.
    pub fn undetermined() -> Self {
        Self("und".into())
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the language is known.
    pub fn is_known(&self) -> bool {
        self.0 != "und"
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
}

/// When an article was published, as far as it says: all days from `earliest` to `latest`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublishedDate {
    /// The first day it can have been.
    pub earliest: Day,
    /// The last day it can have been.
    pub latest: Day,
    /// How much of it the article says.
    pub precision: Precision,
}

impl PublishedDate {
    /// A date of which the day is known.
    pub fn day(day: Day) -> Self {
        Self { earliest: day, latest: day, precision: Precision::Day }
    }

    /// A date of which only month and year are known; `None` if there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Day::new(year, month, 1)?;
        Some(Self { earliest: first, latest: first.last_of_month(), precision: Precision::Month })
    }

    /// A date of which only the year is known; `None` if there is no such year.
    pub fn year(year: i16) -> Option<Self> {
        let first = Day::new(year, 1, 1)?;
        Some(Self { earliest: first, latest: first.last_of_year(), precision: Precision::Year })
    }
}

impl fmt::Display for PublishedDate {
    /// Prints as much as is known: `2020`, `2020-01` or `2020-01-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.earliest;
        match self.precision {
            Precision::Year => write!(f, "{:04}", d.year()),
            Precision::Month => write!(f, "{:04}-{:02}", d.year(), d.month()),
            Precision::Day => write!(f, "{d}"),
        }
    }
}

/// What a part of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The article's own headline.
    Headline,
    /// The line under a picture.
    Caption,
    /// A line that heads the paragraphs after it.
    Heading,
    /// Running text.
    Paragraph,
}

/// A part of an article as it was read, also one that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, without spaces around it.
    pub text: String,
    /// Its own language, where it is long and not in the article's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Why it is no part of the article: the reason of the rule that took it out; `None` for what stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// What decided on it, where its reader tells.
    #[serde(skip)]
    pub why: Option<Box<Why>>,
}

/// What decided whether a block is part of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Why {
    /// In words.
    pub because: String,
    /// The name of the rule of `boilerplate.toml`, if one took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The elements around it on a saved page: `nav > li`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// On a saved page, who takes it for the article's body: each extractor that was asked, and the page's own data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<Vote>,
}

/// Whether one of those that are asked takes a block for the article's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Vote {
    /// Who was asked.
    pub by: &'static str,
    /// What it said.
    pub wants: bool,
}

/// What an article's headline, date, outlet, writers or language was taken from, and what lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was decided: `title`, `date`, `updated`, `source`, `byline`, `language`.
    pub fact: &'static str,
    /// What won.
    #[serde(flatten)]
    pub won: Said,
    /// What said something else, in order.
    pub lost: Vec<Said>,
}

/// What a fact is by one of its sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The fact.
    pub value: String,
    /// Where it stands.
    pub from: String,
}

impl Said {
    /// A fact from a source.
    pub fn of(value: impl Into<String>, from: impl Into<String>) -> Self {
        Self { value: value.into(), from: from.into() }
    }
}

impl Decision {
    /// The decision for the first of several; the others lose if they differ, each value once.
    pub fn among(fact: &'static str, said: impl IntoIterator<Item = Said>) -> Option<Self> {
        let mut said = said.into_iter().filter(|said| !said.value.is_empty());
        let won = said.next()?;
        let mut seen = HashSet::from([won.value.clone()]);
        let lost = said.filter(|other| seen.insert(other.value.clone())).collect();
        Some(Self { fact, won, lost })
    }
}

impl Block {
    /// A block that stays in the article.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), language: None, left_out: None, why: None }
    }
}

/// One news article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The id that its source gave it, else its URL; `None` where it has neither, and its place stands in.
    pub id: Option<String>,
    /// The outlet, where it names itself.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<PublishedDate>,
    /// When it was last changed, where it says so beside its date of publication.
    #[serde(default)]
    pub updated: Option<PublishedDate>,
    /// The names of its writers, joined by `, `.
    #[serde(default)]
    pub byline: Option<String>,
    /// Its language.
    pub language: Language,
    /// The file it was read from; empty for an article from memory.
    pub path: String,
    /// Its number in a file of several, from 1.
    pub entry: Option<u32>,
    /// Headline, captions and body in reading order, with what was left out.
    pub blocks: Vec<Block>,
    /// What was not understood and did not keep the article out, such as a date.
    pub warnings: Vec<ReadingWarning>,
    /// What its facts were taken from, where its reader tells.
    #[serde(skip)]
    pub decisions: Vec<Decision>,
    /// The date as it was written, where the other dates of its file say what it means.
    #[serde(skip)]
    #[doc(hidden)]
    pub date_as_written: Option<String>,
}

/// What stands between two blocks of the full text.
#[doc(hidden)]
pub const BLOCK_SEPARATOR: &str = "\n\n";

impl Article {
    /// An article from memory: a headline and a text whose paragraphs are separated by empty lines, either may be empty.
    pub fn from_text(title: &str, text: &str) -> Self {
        let mut blocks = Vec::new();
        if !title.trim().is_empty() {
            blocks.push(Block::new(BlockKind::Headline, title.trim()));
        }
        blocks.extend(paragraphs(text).map(|p| Block::new(BlockKind::Paragraph, p)));
        Self {
            id: None,
            source: None,
            url: None,
            date: None,
            updated: None,
            byline: None,
            language: Language::undetermined(),
            path: String::new(),
            date_as_written: None,
            entry: None,
            blocks,
            warnings: Vec::new(),
            decisions: Vec::new(),
        }
    }

    /// Notes what was not understood.
    pub(crate) fn warn(&mut self, kind: WarningKind, messages: impl IntoIterator<Item = String>) {
        self.warnings.extend(messages.into_iter().map(|message| ReadingWarning { kind, message }));
    }

    /// The headline, or an empty text.
    pub fn title(&self) -> &str {
        self.kept().find(|b| b.kind == BlockKind::Headline).map_or("", |b| &b.text)
    }

    /// The blocks that are part of the article, in order.
    pub fn kept(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|b| b.left_out.is_none())
    }

    /// Headline, captions and body joined by [`BLOCK_SEPARATOR`]: the text that all byte offsets point into.
    pub fn full_text(&self) -> String {
        let texts: Vec<&str> = self.kept().map(|b| b.text.as_str()).collect();
        texts.join(BLOCK_SEPARATOR)
    }

    /// The body alone: its paragraphs and headings, without headline and captions.
    pub fn body(&self) -> String {
        let body = |b: &&Block| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading);
        let texts: Vec<&str> = self.kept().filter(body).map(|b| b.text.as_str()).collect();
        texts.join(BLOCK_SEPARATOR)
    }
}

/// The paragraphs of a text: what stands between empty lines, without spaces around it.
#[doc(hidden)]
pub fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = empty_line(rest).unwrap_or(rest.len());
        let (paragraph, after) = rest.split_at(end);
        rest = after;
        Some(paragraph.trim_end())
    })
}

/// The offset of the first line break that is followed by a line of spaces only.
fn empty_line(text: &str) -> Option<usize> {
    text.match_indices('\n').map(|(i, _)| i).find(|&i| {
        let next = &text[i + 1..];
        let line = next.split('\n').next().unwrap_or_default();
        line.trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vague_date_prints_what_is_known() {
        assert_eq!(PublishedDate::month(2020, 2).unwrap().to_string(), "2020-02");
        assert_eq!(PublishedDate::month(2020, 2).unwrap().latest.to_string(), "2020-02-29");
        assert_eq!(PublishedDate::year(2020).unwrap().to_string(), "2020");
    }

    #[test]
    fn paragraphs_are_parted_by_empty_lines() {
        let got: Vec<&str> = paragraphs(" a\nb \n \n\n c\n").collect();
        assert_eq!(got, ["a\nb", "c"]);
    }
}
