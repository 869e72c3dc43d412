//! [`StoredArticle`]: an article as every backend gives it, whole or with the passages that were asked for.

use serde::{Deserialize, Serialize};

use crate::analysis::{TermFinder, keyword};
use crate::article::{BlockKind, Day, Language, PublishedDate};
use crate::passage::quotes;
use crate::query::article_positions::PlacedPassage;
use crate::query::intervals::PassagePlace;
use crate::query::positions::PassagePositions;

/// An article as the index keeps it: whole, or with its headline and some of its passages.
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
    /// Headline first, then the rest in order, or those of them that were asked for.
    pub passages: Vec<StoredPassage>,
    /// The spaces between the passages and after the last, one after the other in the order of the text.
    #[serde(skip)]
    pub(crate) spaces: String,
}

/// A passage as the index keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredPassage {
    /// Its number in the article; the headline is 0.
    #[serde(skip)]
    pub ordinal: u32,
    /// Its text.
    #[serde(skip)]
    pub text: String,
    /// What it is.
    pub kind: BlockKind,
    /// Its language, where it is not the article's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Its first byte in [`StoredArticle::full_text`].
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
    /// The numbers of the words that begin a block, each with what the block is.
    #[serde(skip)]
    pub blocks: Vec<(u32, BlockKind)>,
}

impl StoredPassage {
    /// The passage at its place in the article, given where its terms stand.
    pub(crate) fn placed<'a>(&'a self, positions: &'a PassagePositions) -> PlacedPassage<'a> {
        let place = PassagePlace::new(self.ordinal, self.first_word, self.words);
        PlacedPassage { place, text: &self.text, positions }
    }
}

impl StoredArticle {
    /// The headline, or an empty text.
    pub fn title(&self) -> &str {
        self.passages.first().map_or("", |passage| &passage.text)
    }

    /// The passage with this number, if it was asked for.
    pub fn passage(&self, ordinal: u32) -> Option<&StoredPassage> {
        let whole = self.passages.get(ordinal as usize).filter(|passage| passage.ordinal == ordinal);
        whole.or_else(|| self.passages.iter().find(|passage| passage.ordinal == ordinal))
    }

    /// Where the terms of its passages stand, with the borders of sentences, blocks and quotations.
    pub(crate) fn positions(&self, finder: &mut TermFinder<'_>) -> Vec<PassagePositions> {
        let positions = self.passages.iter().map(|passage| {
            let text = passage.text.as_str();
            let mut positions = PassagePositions::of_terms(text, self.language_of(passage), finder);
            positions.add_borders(&passage.sentences, &passage.blocks, &quotes(text));
            positions
        });
        positions.collect()
    }

    /// The language of one of its passages.
    pub fn language_of<'a>(&'a self, passage: &'a StoredPassage) -> &'a Language {
        passage.language.as_ref().unwrap_or(&self.language)
    }

    /// Headline, captions and body of a whole article; what all offsets point into.
    pub fn full_text(&self) -> String {
        let mut spaces = self.spaces.as_str();
        let mut text = String::new();
        for passage in self.in_text_order() {
            let gap = (passage.start as usize).saturating_sub(text.len());
            let (before, after) = spaces.split_at_checked(gap).unwrap_or((spaces, ""));
            text.push_str(before);
            text.push_str(&passage.text);
            spaces = after;
        }
        text + spaces
    }

    /// The article with the texts of its passages out of its full text.
    pub(super) fn with_full_text(mut self, full_text: &str) -> Self {
        let part = |start: usize, end: usize| full_text.get(start..end).unwrap_or_default();
        for (ordinal, passage) in (0..).zip(&mut self.passages) {
            passage.ordinal = ordinal;
            passage.text = part(passage.start as usize, passage.end as usize).to_owned();
        }
        let (mut spaces, mut end) = (String::new(), 0);
        for passage in self.in_text_order() {
            spaces.push_str(part(end, passage.start as usize));
            end = end.max(passage.end as usize);
        }
        self.spaces = spaces + part(end, full_text.len());
        self
    }

    /// The passages in the order of the text: a headline may stand after a caption. One that is empty takes no place in it.
    fn in_text_order(&self) -> Vec<&StoredPassage> {
        let mut passages: Vec<&StoredPassage> = self.passages.iter().filter(|p| !p.text.is_empty()).collect();
        passages.sort_by_key(|passage| passage.start);
        passages
    }

    /// The article with its headline and these of its passages alone.
    pub(super) fn excerpt(&self, ordinals: &[u32]) -> Self {
        let is_wanted = |p: &&StoredPassage| p.ordinal == 0 || ordinals.contains(&p.ordinal);
        let passages = self.passages.iter().filter(is_wanted).cloned().collect();
        Self { passages, spaces: String::new(), ..self.clone() }
    }

    /// The bytes of the texts of its passages.
    pub(crate) fn text_bytes(&self) -> u64 {
        self.passages.iter().map(|passage| passage.text.len() as u64).sum()
    }

    /// The words of headline and passages.
    pub fn words(&self) -> u32 {
        self.passages.iter().map(|p| p.words).sum()
    }

    /// A number of its outlet, compared as the filter does; 0 without one.
    pub(super) fn outlet(&self) -> u32 {
        self.source.as_deref().map_or(0, |source| folded(fnv_1a(keyword(source).as_bytes())).max(1))
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

/// The day with this number, if the calendar has it.
pub(super) fn day_since_1970(days: i32) -> Option<Day> {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(Day::of)
}

/// The 64-bit FNV-1a hash (Fowler, Noll, Vo 1991).
pub(super) fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A hash in half as many bits.
fn folded(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;
    use crate::article::{Article, Block};
    use crate::index::analyse_article;
    use crate::schema::IndexSchema;

    #[test]
    fn a_full_text_comes_back_from_the_passages_and_what_stands_between_them() {
        let mut analyzer = Analyzer::new(&IndexSchema::built_in().stemmers);
        let long = "It rained on the quince trees. \n\tThen it stopped.  ".repeat(40);
        for (kinds, ends) in [
            (&[BlockKind::Headline, BlockKind::Caption, BlockKind::Paragraph][..], ""),
            (&[BlockKind::Caption, BlockKind::Paragraph, BlockKind::Headline], " \n"),
            (&[BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph], "\u{a0}"),
            (&[], ""),
        ] {
            let mut article = Article::from_text("", "");
            article.blocks = kinds.iter().map(|kind| Block::new(*kind, format!(" {long}{ends}"))).collect();
            let stored = analyse_article(&article, "1".into(), 20, &mut analyzer).article;
            let full_text = article.full_text();
            assert_eq!(stored.full_text(), full_text);
            for passage in &stored.passages {
                assert_eq!(full_text[passage.start as usize..passage.end as usize], passage.text);
            }
            let again = StoredArticle { spaces: String::new(), ..stored.clone() }.with_full_text(&full_text);
            assert_eq!(again, stored);
            assert_eq!(stored.excerpt(&[2]).passages.len(), 1 + usize::from(stored.passages.len() > 2));
        }
    }

    #[test]
    fn a_day_is_its_number() {
        for day in [Day::new(1969, 12, 31), Day::new(1970, 1, 1), Day::new(2024, 2, 29), Day::new(-9999, 1, 1)] {
            assert_eq!(day, day_since_1970(days_since_1970(day.unwrap())));
        }
        assert_eq!(day_since_1970(i32::MAX), None);
    }
}
