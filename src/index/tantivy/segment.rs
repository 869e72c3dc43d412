//! One segment of the index, opened for asking: columns, postings, stored articles.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::directory::OwnedBytes;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use super::articles::{Articles, CopyKey, open_articles};
use super::bits::Bits;
use super::counts::{Counts, count, open_counts};
use super::damage::OrDamaged;
use super::fields::{self, Fields};
use super::name_index::open_names;
use crate::analysis::is_word;
use crate::error::{Error, Result};
use crate::names::index::NameIndex;
use crate::query::plan::Term;
use crate::ranking::{CopyFacts, MinHash, Statistics};
use crate::work::{Budget, Counter};

/// Blocks of stored articles kept unpacked: answers read neighbours.
const STORE_BLOCKS: usize = 16;

/// Takes a block of postings: documents and frequencies.
type PostingsVisit<'a> = dyn FnMut(&[DocId], &[u32]) -> Result<()> + 'a;

/// A segment with what every query needs of it.
pub(super) struct Segment {
    pub(super) reader: SegmentReader,
    pub(super) words: Arc<InvertedIndexReader>,
    pub(super) names: Arc<InvertedIndexReader>,
    pub(super) store: StoreReader,
    /// Nothing if its file is damaged.
    name_index: Option<NameIndex<OwnedBytes>>,
    /// What it held when it was written; nothing if the file is damaged.
    counts: Option<Counts>,
    /// Nothing if its file is damaged.
    articles: Option<Articles>,
    /// The articles that are not deleted, where some are, once that was asked.
    living: OnceLock<Option<Bits>>,
    place: Arc<dyn ColumnValues<u64>>,
    language: Arc<dyn ColumnValues<u64>>,
    passage_words: Arc<dyn ColumnValues<u64>>,
    earliest: Column<i64>,
    latest: Column<i64>,
    ids: Option<StrColumn>,
}

impl Segment {
    pub(super) fn open(reader: &SegmentReader, fields: &Fields) -> Result<Self> {
        let columns = reader.fast_fields();
        Ok(Self {
            words: reader.inverted_index(fields.words).or_damaged()?,
            names: reader.inverted_index(fields.names).or_damaged()?,
            store: reader.get_store_reader(STORE_BLOCKS).or_damaged()?,
            name_index: open_names(reader).or_damaged()?,
            counts: open_counts(reader).or_damaged()?,
            articles: open_articles(reader).or_damaged()?,
            living: OnceLock::new(),
            place: columns.column_first_or_default(fields::PLACE).or_damaged()?,
            language: columns.column_first_or_default(fields::PASSAGE_LANGUAGE).or_damaged()?,
            passage_words: columns.column_first_or_default(fields::PASSAGE_WORDS).or_damaged()?,
            earliest: columns.i64(fields::EARLIEST).or_damaged()?,
            latest: columns.i64(fields::LATEST).or_damaged()?,
            ids: columns.str(fields::ID).or_damaged()?,
            reader: reader.clone(),
        })
    }

    /// The names of the segment.
    pub(super) fn name_index(&self) -> Result<&NameIndex<OwnedBytes>> {
        let file = || self.reader.segment_id().uuid_string() + ".names";
        self.name_index.as_ref().ok_or_else(|| Error::damaged(Path::new(&file()), "its lists are not whole"))
    }

    /// The articles of the segment.
    pub(super) fn articles(&self) -> Result<&Articles> {
        let file = || self.reader.segment_id().uuid_string() + ".articles";
        self.articles.as_ref().ok_or_else(|| Error::damaged(Path::new(&file()), "its parts are not whole"))
    }

    /// The articles that are not deleted; nothing if all are left. A document that records a file is replaced whenever the file
    /// changes, which deletes no article.
    pub(super) fn living_articles(&self) -> Result<Option<&Bits>> {
        let articles = self.articles()?;
        let living = self.living.get_or_init(|| {
            let mut living = Bits::new(articles.len());
            if self.reader.has_deletes() {
                let heads = (0..articles.len()).filter(|article| self.is_alive(articles.head(*article)));
                heads.for_each(|article| living.add(article));
            }
            (self.reader.has_deletes() && living.len() < u64::from(articles.len())).then_some(living)
        });
        Ok(living.as_ref())
    }

    pub(super) fn is_alive(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc)
    }

    /// The number of a passage in its article; `None` for the record of a file.
    pub(super) fn ordinal(&self, doc: DocId) -> Option<u32> {
        (self.place.get_val(doc) as u32).checked_sub(1)
    }

    /// The language of every passage, as [`fields::language_number`] counts it.
    pub(super) fn languages(&self) -> &Arc<dyn ColumnValues<u64>> {
        &self.language
    }

    pub(super) fn passage_words(&self, doc: DocId) -> u32 {
        self.passage_words.get_val(doc) as u32
    }

    pub(super) fn article_words(&self, head: DocId) -> u32 {
        self.articles.as_ref().map_or(0, |articles| articles.article_words(articles.of_document(head)))
    }

    /// The first and last day of an article, in days since 1970.
    pub(super) fn days(&self, head: DocId) -> Option<(i32, i32)> {
        Some((self.earliest.first(head)? as i32, self.latest.first(head)? as i32))
    }

    /// What the near-duplicates of an article are known by.
    pub(super) fn min_hash(&self, head: DocId) -> MinHash {
        match &self.articles {
            Some(articles) => articles.min_hash(articles.of_document(head)),
            None => MinHash::default(),
        }
    }

    /// What tells whether an article copies another.
    pub(super) fn copy_facts(&self, head: DocId) -> CopyFacts {
        let key = self.articles.as_ref().map(|articles| articles.copy_key(articles.of_document(head)));
        let CopyKey { outlet, headline, .. } = key.unwrap_or_default();
        CopyFacts { days: self.days(head), outlet, headline }
    }

    /// The id of an article.
    pub(super) fn id(&self, head: DocId) -> Result<String> {
        let mut id = String::new();
        if let Some(column) = &self.ids
            && let Some(ord) = column.term_ords(head).next()
        {
            column.ord_to_str(ord, &mut id).or_damaged()?;
        }
        Ok(id)
    }

    /// A number in the order of the ids of the segment.
    pub(super) fn id_order(&self, head: DocId) -> u64 {
        self.ids.as_ref().and_then(|column| column.ords().first(head)).unwrap_or(0)
    }

    /// Adds the articles, passages and words that live in the segment: as its file says, or counted if some were deleted.
    pub(super) fn count(&self, statistics: &mut Statistics) {
        let is_whole = self.living_articles().is_ok_and(|living| living.is_none());
        let counted = self.counts.filter(|_| is_whole).unwrap_or_else(|| {
            let counted = count(&*self.place, &*self.passage_words, &|doc| self.is_alive(doc));
            let dated = self.heads().filter(|head| self.days(*head).is_some()).count() as u64;
            Counts { undated: counted.articles - dated, ..counted }
        });
        statistics.articles += counted.articles;
        statistics.undated += counted.undated;
        statistics.passages += counted.passages;
        statistics.words += counted.words;
    }

    /// The live heads of all articles.
    pub(super) fn heads(&self) -> impl Iterator<Item = DocId> + '_ {
        self.reader.doc_ids_alive().filter(|doc| self.ordinal(*doc) == Some(0))
    }

    /// In how many documents a term stands, also deleted ones; of a prefix, which is not looked up, in all.
    pub(super) fn documents_of(&self, term: &Term) -> Result<u64> {
        let term = match term {
            Term::Exact(term) | Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => term,
            Term::Prefix(_) => return Ok(u64::from(self.reader.max_doc())),
        };
        Ok(self.words.terms().get(term.as_bytes()).or_damaged()?.map_or(0, |info| u64::from(info.doc_freq)))
    }

    /// How many live passages and headlines hold a folded word.
    pub(super) fn documents_with(&self, word: &str) -> Result<u64> {
        let Some(info) = self.words.terms().get(word.as_bytes()).or_damaged()? else { return Ok(0) };
        if self.living_articles()?.is_none() {
            return Ok(u64::from(info.doc_freq));
        }
        let mut list = self.words.read_postings_from_terminfo(&info, IndexRecordOption::Basic).or_damaged()?;
        let mut live = 0;
        while list.doc() != TERMINATED {
            live += u64::from(self.is_alive(list.doc()));
            list.advance();
        }
        Ok(live)
    }

    /// Appends how often a folded word stands in the headline and in the text of each article, whose heads are in order.
    pub(super) fn word_frequencies(
        &self,
        word: &str,
        heads: impl Iterator<Item = DocId>,
        budget: &Budget,
        frequencies: &mut Vec<(u32, u32)>,
    ) -> Result<()> {
        let mut list = self.postings(word, IndexRecordOption::WithFreqs)?;
        let mut steps = budget.steps(Counter::Postings);
        for head in heads {
            let (mut title, mut text) = (0, 0);
            let Some(list) = &mut list else {
                frequencies.push((title, text));
                continue;
            };
            steps.step()?;
            let mut doc = if list.doc() < head { list.seek(head) } else { list.doc() };
            while doc != TERMINATED && self.ordinal(doc).is_some_and(|ordinal| doc - ordinal == head) {
                steps.step()?;
                let frequency = if doc == head { &mut title } else { &mut text };
                *frequency += list.term_freq();
                doc = list.advance();
            }
            frequencies.push((title, text));
        }
        Ok(())
    }

    /// The postings of a term, if the segment has it.
    pub(super) fn postings(&self, term: &str, option: IndexRecordOption) -> Result<Option<SegmentPostings>> {
        let Some(info) = self.words.terms().get(term.as_bytes()).or_damaged()? else { return Ok(None) };
        Ok(Some(self.words.read_postings_from_terminfo(&info, option).or_damaged()?))
    }

    /// Gives the postings of every folded word with a prefix with their frequencies, a block at a time.
    pub(super) fn prefix_blocks(&self, prefix: &str, budget: &Budget, visit: &mut PostingsVisit<'_>) -> Result<()> {
        let mut list: Option<BlockSegmentPostings> = None;
        self.prefix_words(prefix, budget, &mut |info| {
            let list = match &mut list {
                Some(list) => {
                    self.words.reset_block_postings_from_terminfo(info, list).or_damaged()?;
                    list
                }
                none => {
                    let option = IndexRecordOption::WithFreqs;
                    none.insert(self.words.read_block_postings_from_terminfo(info, option).or_damaged()?)
                }
            };
            while list.block_len() > 0 {
                visit(list.docs(), list.freqs())?;
                list.advance();
            }
            Ok(())
        })
    }

    /// Gives the postings with positions of every folded word with a prefix, one list at a time.
    pub(super) fn prefix_positions(
        &self,
        prefix: &str,
        budget: &Budget,
        visit: &mut dyn FnMut(SegmentPostings) -> Result<()>,
    ) -> Result<()> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        self.prefix_words(prefix, budget, &mut |info| {
            visit(self.words.read_postings_from_terminfo(info, option).or_damaged()?)
        })
    }

    /// Gives where the postings of every folded word with a prefix are.
    fn prefix_words(
        &self,
        prefix: &str,
        budget: &Budget,
        visit: &mut dyn FnMut(&TermInfo) -> Result<()>,
    ) -> Result<()> {
        let mut steps = budget.steps(Counter::PrefixWords);
        let mut words = self.words.terms().range().ge(prefix.as_bytes()).into_stream().or_damaged()?;
        while let Some((key, info)) = words.next() {
            steps.step()?;
            if !key.starts_with(prefix.as_bytes()) {
                break;
            }
            if std::str::from_utf8(key).is_ok_and(is_word) {
                visit(info)?;
            }
        }
        Ok(())
    }
}
