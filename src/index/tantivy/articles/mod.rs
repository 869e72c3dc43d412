//! The articles of a segment in a file of their own, read where it lies: which document begins each, in which articles a frequent
//! term stands and what it can score there, which articles may be copies of one another.
//!
//! The file, all numbers little-endian: the lists of articles (`lists.rs`); the directory of the lists, in the order of the terms'
//! postings (20 bytes each: where the postings begin `u64`, where the list begins `u64`, its articles `u32`); how many documents
//! in passages each has (`u32`, same order); the first document of each article (`u32`); the documents that begin an article as
//! bits (`u64`) and, for each eighth of these, how many began before (`u32`); the words of each article (`u16`) and of each document
//! (`u8`), the highest number for all above; the table of copies (`copies.rs`); what copies are known by (`facts.rs`); the
//! [`TRAILER`] bytes at the end: the lengths of the parts (`u64`), the means that the bounds are reckoned from, [`VERSION`].

mod copies;
mod facts;
mod lists;
mod write;

use std::ops::Range;
use tantivy::directory::OwnedBytes;
use tantivy::{DocId, SegmentReader, TERMINATED};

use self::facts::FACT_PARTS;
use super::columns::{Lazy, Numbers, passage_words};
use super::derived::Derived;
use crate::ranking::{BoundMeasure, MinHash, NOMINAL_TITLE_WEIGHT};

pub(super) use facts::{CopyKey, Facts};
pub(super) use lists::{ArticleList, BLOCK, Block, steps_to};
pub(super) use write::{all_facts, merged_facts, write_articles, write_articles_from};

/// How the file is laid out.
pub(super) const VERSION: u32 = 4;

/// A term in fewer documents has no list: its few postings are read instead. What is built to be tested has few documents.
pub(super) const MIN_DOCUMENTS: u32 = if cfg!(debug_assertions) { LISTED_FROM[1] } else { LISTED_FROM[0] };

/// The documents from which on a term can have a list.
pub(super) const LISTED_FROM: [u32; 2] = [1024, 4];

/// The parts of the file before its trailer.
const PARTS: usize = 9 + FACT_PARTS;

/// The bytes of the trailer: the parts, two means, the version.
const TRAILER: usize = 8 * PARTS + 4 + 4 + 4;

/// The bytes of an entry of the directory.
const ENTRY: usize = 20;

/// The documents for which is known how many articles began before.
const RANKED: usize = 512;

/// The articles of a segment.
pub(super) struct Articles {
    file: OwnedBytes,
    lists: Range<usize>,
    directory: Range<usize>,
    passages: Range<usize>,
    heads: Range<usize>,
    bits: Range<usize>,
    ranks: Range<usize>,
    article_words: Range<usize>,
    document_words: Range<usize>,
    copies: Range<usize>,
    facts: [Range<usize>; FACT_PARTS],
    /// The column with the words of each document.
    words: Lazy<Numbers>,
    /// What the bounds are reckoned from.
    measure: BoundMeasure,
}

/// The articles of a term.
#[derive(Clone, Copy)]
pub(super) struct TermArticles<'a> {
    /// The articles.
    pub(super) list: ArticleList<'a>,
    /// How many documents have the term and are no headline, also deleted ones.
    pub(super) passages: u32,
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[4 * at..4 * at + 4].try_into().expect("four bytes"))
}

fn long(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"))
}

/// The articles of a segment; nothing if the file is damaged.
pub(super) fn open_articles(reader: &SegmentReader) -> tantivy::Result<Option<Articles>> {
    Ok(Articles::read(Derived::Articles.open(reader)?, passage_words(reader.fast_fields())))
}

impl Articles {
    fn read(file: OwnedBytes, words: Lazy<Numbers>) -> Option<Self> {
        let trailer = &file[file.len().checked_sub(TRAILER)?..];
        let (lengths, rest) = trailer.split_at(8 * PARTS);
        if number(rest, 2) != VERSION {
            return None;
        }
        let mut at = 0_usize;
        let mut parts: [Range<usize>; PARTS] = Default::default();
        for (part, length) in parts.iter_mut().zip(lengths.chunks_exact(8)) {
            *part = at..at.checked_add(usize::try_from(long(length)).ok()?)?;
            at = part.end;
        }
        let mean = |at: usize| Some(f32::from_bits(number(rest, at))).filter(|mean| *mean >= 1.0);
        let (mean_passage, mean_article) = (mean(0)?, mean(1)?);
        let measure = BoundMeasure { mean_passage, mean_article, title_weight: NOMINAL_TITLE_WEIGHT };
        let [lists, directory, passages, heads, bits, ranks, article_words, document_words, copies, facts @ ..] =
            parts;
        let is_whole = at == file.len() - TRAILER
            && directory.len() % ENTRY == 0
            && passages.len() == directory.len() / ENTRY * 4
            && article_words.len() == heads.len() / 2
            && copies.len() == copies::table_length(heads.len() / 4)
            && facts::are_whole(facts.each_ref().map(Range::len), heads.len() / 4);
        is_whole.then_some(Self {
            file,
            lists,
            directory,
            passages,
            heads,
            bits,
            ranks,
            article_words,
            document_words,
            copies,
            facts,
            words,
            measure,
        })
    }

    /// What the bounds are reckoned from.
    pub(super) fn measure(&self) -> &BoundMeasure {
        &self.measure
    }

    /// How many articles there are, also deleted ones.
    pub(super) fn len(&self) -> u32 {
        (self.heads.len() / 4) as u32
    }

    /// The first document of an article.
    pub(super) fn head(&self, article: u32) -> DocId {
        number(&self.file[self.heads.clone()], article as usize)
    }

    /// The first document after those of an article that can have words.
    pub(super) fn end(&self, article: u32) -> DocId {
        if article + 1 == self.len() { TERMINATED } else { self.head(article + 1) }
    }

    /// Whether a document begins an article.
    pub(super) fn is_head(&self, document: DocId) -> bool {
        let byte = self.file[self.bits.clone()][document as usize / 8];
        byte >> (document % 8) & 1 == 1
    }

    /// The article that a document belongs to.
    pub(super) fn of_document(&self, document: DocId) -> u32 {
        Heads::new(self).place(document).0
    }

    /// The articles of the term whose postings begin there; nothing if it has no list.
    pub(super) fn of_term(&self, postings: usize) -> Option<TermArticles<'_>> {
        let directory = &self.file[self.directory.clone()];
        let entry = |at: usize| &directory[ENTRY * at..ENTRY * (at + 1)];
        let (mut low, mut high) = (0, directory.len() / ENTRY);
        while low < high {
            let middle = low.midpoint(high);
            if (long(entry(middle)) as usize) < postings { low = middle + 1 } else { high = middle }
        }
        if low == directory.len() / ENTRY || long(entry(low)) != postings as u64 {
            return None;
        }
        let found = entry(low);
        let lists = &self.file[self.lists.clone()];
        let list = ArticleList::read(&lists[long(&found[8..]) as usize..], number(&found[16..], 0))?;
        Some(TermArticles { list, passages: number(&self.file[self.passages.clone()], low) })
    }

    /// What the near-duplicates of an article are known by.
    pub(super) fn min_hash(&self, article: u32) -> MinHash {
        facts::min_hash(self.fact(0), article as usize)
    }

    fn fact(&self, part: usize) -> &[u8] {
        &self.file[self.facts[part].clone()]
    }

    /// What the copies of an article are known by.
    pub(super) fn copy_key(&self, article: u32) -> CopyKey {
        let headline = facts::headline(self.fact(2), self.fact(3), article as usize);
        CopyKey { min_hash: self.min_hash(article), outlet: number(self.fact(1), article as usize), headline }
    }

    /// Which of sixty-four documents begin an article, as bits.
    pub(super) fn heads_of(&self, word: usize) -> u64 {
        long(&self.file[self.bits.clone()][8 * word..])
    }

    /// The words of a document; nothing for one with so many that the file does not tell.
    pub(super) fn words_if_few(&self, document: DocId) -> Option<u32> {
        Some(self.words(document)).filter(|words| *words < u32::from(u8::MAX))
    }

    /// The words of a document, or fewer.
    pub(super) fn words(&self, document: DocId) -> u32 {
        u32::from(self.file[self.document_words.start + document as usize])
    }

    /// The position, in its article, of the first word of a document: those of all its documents are one row, in which the
    /// positions of a document's postings go on from here.
    pub(super) fn first_position(&self, article: u32, document: DocId) -> u32 {
        let documents = self.head(article)..document.min(self.document_words.len() as u32);
        let words =
            |document| self.words_if_few(document).unwrap_or_else(|| self.words.get().get_val(document) as u32);
        documents.map(words).sum()
    }

    /// The words of an article.
    pub(super) fn article_words(&self, article: u32) -> u32 {
        let at = self.article_words.start + 2 * article as usize;
        match u16::from_le_bytes([self.file[at], self.file[at + 1]]) {
            u16::MAX => self.first_position(article, self.end(article)),
            words => u32::from(words),
        }
    }

    /// Gives the articles that may be copies of one, in no order and some of them several times.
    pub(super) fn alike(&self, min_hash: &MinHash, visit: &mut dyn FnMut(u32)) {
        copies::alike(&self.file[self.copies.clone()], self.len() as usize, min_hash, visit);
    }
}

/// The articles of documents in order: the heads up to each are counted.
pub(super) struct Heads<'a> {
    bits: &'a [u8],
    ranks: &'a [u8],
    /// The sixty-four documents of the last one: which of them begin an article, which they are, and how many heads are before.
    here: u64,
    word: usize,
    before: u32,
}

impl<'a> Heads<'a> {
    pub(super) fn new(articles: &'a Articles) -> Self {
        let (bits, ranks) = (&articles.file[articles.bits.clone()], &articles.file[articles.ranks.clone()]);
        Self { bits, ranks, here: 0, word: usize::MAX, before: 0 }
    }

    /// The article of a document that is not before the last one, and whether it begins it.
    #[inline]
    pub(super) fn place(&mut self, document: DocId) -> (u32, bool) {
        let (word, bit) = (document as usize / 64, document % 64);
        if word != self.word {
            self.move_to(word);
        }
        let up_to = self.here & (u64::MAX >> (63 - bit));
        (self.before + up_to.count_ones() - 1, self.here >> bit & 1 == 1)
    }

    #[inline]
    fn move_to(&mut self, word: usize) {
        if self.word.checked_add(1) == Some(word) {
            self.before += self.here.count_ones();
        } else {
            let ranked = word / (RANKED / 64);
            let between = self.bits[ranked * (RANKED / 8)..8 * word].chunks_exact(8);
            let between: u32 = between.map(|word| long(word).count_ones()).sum();
            self.before = number(self.ranks, ranked) + between;
        }
        (self.word, self.here) = (word, long(&self.bits[8 * word..]));
    }
}
