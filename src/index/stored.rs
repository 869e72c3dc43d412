//! [`StoredArticle`]: the form in which every backend keeps an article.

use serde::{Deserialize, Serialize};

use crate::analysis::keyword;
use crate::article::{BlockKind, Day, Language, PublishedDate};

/// An article as the index keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredArticle {
    /// The id given, else its URL, else its path under its root.
    pub id: String,
    /// The outlet.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<PublishedDate>,
    /// When it was last changed.
    #[serde(default)]
    pub updated: Option<PublishedDate>,
    /// The names of its writers.
    #[serde(default)]
    pub byline: Option<String>,
    /// Its language.
    pub language: Language,
    /// The file it came from.
    pub path: String,
    /// Its number in a file of several.
    pub entry: Option<u32>,
    /// FNV-1a of the full text: the same for equal texts.
    pub content_hash: u64,
    /// Headline first, then the rest in order.
    pub passages: Vec<StoredPassage>,
    /// Headline, captions and body; what all offsets point into.
    #[serde(skip)]
    pub full_text: String,
}

/// A passage as the index keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredPassage {
    /// What it is.
    pub kind: BlockKind,
    /// Its language, where it is not the article's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Its first byte in the full text.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// The number of its first block.
    pub paragraph: u32,
    /// The number of its first word in the article.
    pub first_word: u32,
    /// How many words it has.
    pub words: u32,
    /// The numbers, in the passage, of the words that begin its sentences.
    pub sentences: Vec<u32>,
}

impl StoredArticle {
    /// The headline, or an empty text.
    pub fn title(&self) -> &str {
        self.passages.first().map_or("", |p| &self.full_text[p.start as usize..p.end as usize])
    }

    /// The text of the passage with this number.
    pub fn text_of(&self, ordinal: u32) -> &str {
        let passage = &self.passages[ordinal as usize];
        &self.full_text[passage.start as usize..passage.end as usize]
    }

    /// The language of the passage with this number.
    pub fn language_of(&self, ordinal: u32) -> &Language {
        self.passages[ordinal as usize].language.as_ref().unwrap_or(&self.language)
    }

    /// The words of headline and passages.
    pub fn words(&self) -> u32 {
        self.passages.iter().map(|p| p.words).sum()
    }

    /// A number of its outlet, compared as the filter does; 0 without one.
    pub(super) fn outlet(&self) -> u64 {
        self.source.as_deref().map_or(0, |source| fnv_1a(keyword(source).as_bytes()))
    }

    /// The first and last day on which it can have been published, in days since 1970.
    pub fn days(&self) -> Option<(i32, i32)> {
        self.date.map(|d| (days_since_1970(d.earliest), days_since_1970(d.latest)))
    }
}

/// A day as the number of days since 1 January 1970.
pub(super) fn days_since_1970(day: Day) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    (day.date() - epoch).get_days()
}

/// The 64-bit FNV-1a hash (Fowler, Noll, Vo 1991).
pub(super) fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
