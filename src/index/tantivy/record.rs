//! [`StoredArticle`] ↔ the bytes of its documents: what is known of the article on its head, each passage on its own document,
//! so that showing three passages reads three small documents.
//!
//! Both begin with [`VERSION`]. Numbers are LEB128 (seven bits a byte, the least first), texts stand after their length.
//! - An article: key, id, number of passages, language, path, hash of its text (8 bytes), spaces; then outlet, address, byline
//!   and entry, each after a 1 or as a 0, and the two dates, each after the number of its precision plus 1 or as a 0.
//! - A passage: one byte with the version, its kind ([`KIND_SHIFT`]) and whether a language of its own follows
//!   ([`HAS_LANGUAGE`]); start, paragraph, first word, words, how many sentences; for each of these the words from the last start
//!   on, times four, and in the two low bits whether a block begins there too ([`block_bits`]); the language; its text up to
//!   the end.

use crate::article::{BlockKind, Language, Precision, PublishedDate};
use crate::error::{Error, Result};
use crate::index::stored::{day_since_1970, days_since_1970};
use crate::index::{StoredArticle, StoredPassage};

/// How both are laid out; less than eight.
pub(super) const VERSION: u8 = 2;

/// In the first byte of a passage the number of its kind begins at this bit, and this bit says that its language follows.
const KIND_SHIFT: u32 = 3;
const HAS_LANGUAGE: u8 = 0x20;

/// The kinds of passages, each with the number that stands for it.
const KINDS: [BlockKind; 4] = [BlockKind::Headline, BlockKind::Caption, BlockKind::Heading, BlockKind::Paragraph];

/// How much of a date is known, each with the number that stands for it.
const PRECISIONS: [Precision; 3] = [Precision::Year, Precision::Month, Precision::Day];

/// What is known of an article, with its key.
pub(super) fn write_article(article: &StoredArticle, key: &str) -> Vec<u8> {
    let mut record = Bytes(vec![VERSION]);
    record.text(key);
    record.text(&article.id);
    record.number(article.passages.len() as u64);
    record.text(article.language.as_str());
    record.text(&article.path);
    record.0.extend(article.content_hash.to_le_bytes());
    record.text(&article.spaces);
    for text in [&article.source, &article.url, &article.byline] {
        record.optional(text.as_deref());
    }
    record.number(article.entry.map_or(0, |entry| u64::from(entry) + 1));
    for date in [article.date, article.updated] {
        record.date(date);
    }
    record.0
}

/// A passage with its text.
pub(super) fn write_passage(passage: &StoredPassage) -> Vec<u8> {
    let mut record = Bytes(Vec::with_capacity(passage.text.len() + 2 * passage.sentences.len() + 32));
    let kind = KINDS.iter().position(|kind| *kind == passage.kind).unwrap_or_default();
    let has_language = if passage.language.is_some() { HAS_LANGUAGE } else { 0 };
    record.0.push(VERSION | (kind as u8) << KIND_SHIFT | has_language);
    let StoredPassage { start, paragraph, first_word, words, .. } = passage;
    for number in [start, paragraph, first_word, words] {
        record.number(u64::from(*number));
    }
    record.number(passage.sentences.len() as u64);
    let mut last = 0;
    for sentence in &passage.sentences {
        let block = passage.blocks.iter().rev().find(|(word, _)| word == sentence);
        record.number(u64::from(sentence.saturating_sub(last)) << 2 | block_bits(block.map(|(_, kind)| *kind)));
        last = *sentence;
    }
    passage.language.iter().for_each(|language| record.text(language.as_str()));
    record.0.extend(passage.text.as_bytes());
    record.0
}

/// What begins at a sentence: no block, a paragraph, a heading, or a block that is of the kind of its passage.
fn block_bits(kind: Option<BlockKind>) -> u64 {
    match kind {
        None => 0,
        Some(BlockKind::Paragraph) => 1,
        Some(BlockKind::Heading) => 2,
        Some(_) => 3,
    }
}

/// The block that these bits stand for in a passage of a kind.
fn block_of_bits(bits: u64, passage: BlockKind) -> Option<BlockKind> {
    [None, Some(BlockKind::Paragraph), Some(BlockKind::Heading), Some(passage)][(bits & 3) as usize]
}

/// The article without its passages, and how many it has.
pub(super) fn read_article(record: &[u8]) -> Result<(StoredArticle, u32)> {
    article(&mut Rest(record)).ok_or_else(|| Error::broken("a stored article makes no sense"))
}

/// The key of an article.
pub(super) fn read_key(record: &[u8]) -> Result<String> {
    let mut rest = Rest(record);
    let key = rest.version().and_then(|()| rest.text());
    key.ok_or_else(|| Error::broken("an article's key makes no sense"))
}

/// The passage with this number.
pub(super) fn read_passage(record: Vec<u8>, ordinal: u32) -> Result<StoredPassage> {
    let mut rest = Rest(&record);
    let header = passage(&mut rest, ordinal);
    let length = rest.0.len();
    let mut text = record;
    text.drain(..text.len() - length);
    let read = header.and_then(|header| {
        let end = header.start.checked_add(u32::try_from(text.len()).ok()?)?;
        Some(StoredPassage { end, text: String::from_utf8(text).ok()?, ..header })
    });
    read.ok_or_else(|| Error::broken("a stored passage makes no sense"))
}

fn article(rest: &mut Rest<'_>) -> Option<(StoredArticle, u32)> {
    rest.version()?;
    rest.text()?;
    let id = rest.text()?;
    let passages = rest.small()?;
    let language = Language::new(&rest.text()?);
    let path = rest.text()?;
    let content_hash = u64::from_le_bytes(*rest.0.split_off(..8)?.first_chunk()?);
    let spaces = rest.text()?;
    let (source, url, byline) = (rest.optional()?, rest.optional()?, rest.optional()?);
    let entry = match rest.number()?.checked_sub(1) {
        Some(entry) => Some(u32::try_from(entry).ok()?),
        None => None,
    };
    let (date, updated) = (rest.date()?, rest.date()?);
    let facts = StoredArticle {
        id,
        source,
        url,
        date,
        updated,
        byline,
        language,
        path,
        entry,
        content_hash,
        passages: Vec::new(),
        spaces,
    };
    Some((facts, passages))
}

fn passage(rest: &mut Rest<'_>, ordinal: u32) -> Option<StoredPassage> {
    let first = rest.byte()?;
    if first & !(0x3 << KIND_SHIFT | HAS_LANGUAGE) != VERSION {
        return None;
    }
    let kind = *KINDS.get(usize::from(first >> KIND_SHIFT & 0x3))?;
    let (start, paragraph, first_word, words) = (rest.small()?, rest.small()?, rest.small()?, rest.small()?);
    let (mut sentences, mut blocks) = (Vec::new(), Vec::new());
    let mut last = 0_u32;
    for _ in 0..rest.small()? {
        let number = rest.number()?;
        last = last.checked_add(u32::try_from(number >> 2).ok()?)?;
        sentences.push(last);
        blocks.extend(block_of_bits(number, kind).map(|kind| (last, kind)));
    }
    let language = if first & HAS_LANGUAGE == 0 { None } else { Some(Language::new(&rest.text()?)) };
    let (end, text) = (start, String::new());
    Some(StoredPassage {
        ordinal,
        text,
        kind,
        language,
        start,
        end,
        paragraph,
        first_word,
        words,
        sentences,
        blocks,
    })
}

/// A record that is being written.
struct Bytes(Vec<u8>);

impl Bytes {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        text.into_iter().for_each(|text| self.text(text));
    }

    fn date(&mut self, date: Option<PublishedDate>) {
        let Some(PublishedDate { earliest, latest, precision }) = date else { return self.0.push(0) };
        let precision = PRECISIONS.iter().position(|known| *known == precision).unwrap_or_default();
        self.0.push(precision as u8 + 1);
        self.0.extend(days_since_1970(earliest).to_le_bytes());
        self.0.extend(days_since_1970(latest).to_le_bytes());
    }
}

/// What is left of a record that is being read; `None` where it ends too early or makes no sense.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn version(&mut self) -> Option<()> {
        (self.byte()? == VERSION).then_some(())
    }

    fn byte(&mut self) -> Option<u8> {
        self.0.split_off_first().copied()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        String::from_utf8(self.0.split_off(..length)?.to_vec()).ok()
    }

    fn optional(&mut self) -> Option<Option<String>> {
        match self.byte()? {
            0 => Some(None),
            1 => self.text().map(Some),
            _ => None,
        }
    }

    fn date(&mut self) -> Option<Option<PublishedDate>> {
        let Some(precision) = self.byte()?.checked_sub(1) else { return Some(None) };
        let precision = *PRECISIONS.get(usize::from(precision))?;
        let mut day = || {
            let days = self.0.split_off(..4)?.first_chunk()?;
            day_since_1970(i32::from_le_bytes(*days))
        };
        Some(Some(PublishedDate { earliest: day()?, latest: day()?, precision }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Day;

    fn stored() -> StoredArticle {
        let passage = |ordinal: u32, kind, text: &str| StoredPassage {
            ordinal,
            text: text.into(),
            kind,
            language: (ordinal > 0).then(|| Language::new("ar")),
            start: 300 * ordinal,
            end: 300 * ordinal + text.len() as u32,
            paragraph: ordinal,
            first_word: 7 * ordinal,
            words: 200,
            sentences: vec![0, 5, 5, 190],
            blocks: vec![(0, kind), (190, BlockKind::Paragraph)],
        };
        let date = |precision| {
            let (earliest, latest) = (Day::new(1969, 2, 3)?, Day::new(2024, 12, 31)?);
            Some(PublishedDate { earliest, latest, precision })
        };
        StoredArticle {
            id: "a-1".into(),
            source: Some(String::new()),
            url: None,
            date: date(Precision::Month),
            updated: date(Precision::Year),
            byline: Some("Anna Example".into()),
            language: Language::new("en"),
            path: "قصة.txt".into(),
            entry: Some(u32::MAX),
            content_hash: u64::MAX - 1,
            passages: vec![passage(0, BlockKind::Headline, ""), passage(1, BlockKind::Caption, "شمس")],
            spaces: " \n\n".into(),
        }
    }

    #[test]
    fn an_article_is_read_as_it_was_written() {
        let stored = stored();
        let record = write_article(&stored, "o\u{1f}a-1");
        assert_eq!(read_key(&record).unwrap(), "o\u{1f}a-1");
        let (mut read, passages) = read_article(&record).unwrap();
        assert_eq!(passages, 2);
        let records = stored.passages.iter().map(write_passage);
        read.passages =
            (0..).zip(records).map(|(ordinal, record)| read_passage(record, ordinal).unwrap()).collect();
        assert_eq!(read, stored);
        let bare = StoredArticle { source: None, date: None, updated: None, byline: None, entry: None, ..stored };
        let (read, _) = read_article(&write_article(&bare, "")).unwrap();
        assert_eq!(read, StoredArticle { passages: Vec::new(), ..bare });
    }

    #[test]
    fn what_is_cut_off_or_of_another_version_is_an_error() {
        let stored = stored();
        let article = write_article(&stored, "key");
        assert!((0..article.len()).all(|length| read_article(&article[..length]).is_err()));
        let passage = write_passage(&stored.passages[1]);
        let header = passage.len() - stored.passages[1].text.len();
        assert!((0..header).all(|length| read_passage(passage[..length].to_vec(), 1).is_err()));
        for record in [&article, &passage] {
            let mut other = record.clone();
            other[0] ^= 1;
            assert!(read_article(&other).is_err() && read_passage(other, 1).is_err());
        }
    }
}
