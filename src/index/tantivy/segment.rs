//! One segment of the index, opened for asking: columns, postings, stored articles.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use tantivy::directory::OwnedBytes;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term as TantivyTerm};

use super::articles::{Articles, CopyKey, open_articles};
use super::bits::Bits;
use super::columns::{Columns, Numbers};
use super::counts::{Counts, count, open_counts};
use super::damage::OrDamaged;
use super::documents::FILE_RECORD;
use super::fields::Fields;
use super::living::Living;
use super::name_index::open_names;
use super::position_list::{PositionFiles, PositionList};
use super::record::read_article;
use super::row::StoredRow;
use crate::error::{Error, Result};
use crate::names::index::NameIndex;
use crate::query::plan::Term;
use crate::ranking::{CopyFacts, MinHash, Statistics};
use crate::work::{Budget, Counter};

/// Blocks of stored articles kept unpacked: answers read neighbours.
const STORE_BLOCKS: usize = 16;

/// Up to so many records of files are looked at to tell whether these alone are deleted.
const MAX_RECORDS: u32 = 4096;

/// A segment with what every query needs of it.
pub(super) struct Segment {
    pub(super) reader: SegmentReader,
    pub(super) words: Arc<InvertedIndexReader>,
    pub(super) store: StoreReader,
    /// Nothing if its file is damaged.
    name_index: Option<NameIndex<OwnedBytes>>,
    /// What it held when it was written; nothing if the file is damaged.
    counts: Option<Counts>,
    /// Nothing if its file is damaged.
    articles: Option<Articles>,
    /// Which articles are left, where some are deleted, once that was asked.
    living: OnceLock<Option<Living>>,
    columns: Columns,
    /// The lists of its words, once positions were asked for.
    position_files: OnceLock<PositionFiles>,
    /// The fields of the words and of the names.
    words_field: Field,
    names_field: Field,
    /// The field of the keys of articles and records.
    key: Field,
    /// The field of what is known of an article.
    article: Field,
}

impl Segment {
    pub(super) fn open(reader: &SegmentReader, fields: &Fields) -> Result<Self> {
        Ok(Self {
            words: reader.inverted_index(fields.words).or_damaged()?,
            store: reader.get_store_reader(STORE_BLOCKS).or_damaged()?,
            name_index: open_names(reader).or_damaged()?,
            counts: open_counts(reader).or_damaged()?,
            articles: open_articles(reader).or_damaged()?,
            living: OnceLock::new(),
            columns: Columns::new(reader.fast_fields()),
            position_files: OnceLock::new(),
            words_field: fields.words,
            names_field: fields.names,
            key: fields.key,
            article: fields.article,
            reader: reader.clone(),
        })
    }

    /// What the names of its files begin with.
    pub(super) fn name(&self) -> String {
        self.reader.segment_id().uuid_string()
    }

    /// The terms of its names, which are opened when they are asked for.
    pub(super) fn names(&self) -> Result<Arc<InvertedIndexReader>> {
        self.reader.inverted_index(self.names_field).or_damaged()
    }

    /// The names of the segment.
    pub(super) fn name_index(&self) -> Result<&NameIndex<OwnedBytes>> {
        let file = || self.name() + ".names";
        self.name_index.as_ref().ok_or_else(|| Error::damaged(Path::new(&file()), "its lists are not whole"))
    }

    /// The articles of the segment.
    pub(super) fn articles(&self) -> Result<&Articles> {
        let file = || self.name() + ".articles";
        self.articles.as_ref().ok_or_else(|| Error::damaged(Path::new(&file()), "its parts are not whole"))
    }

    /// The articles that are not deleted; nothing if all are left. A document that records a file is replaced whenever the file
    /// changes, which deletes no article.
    pub(super) fn living_articles(&self) -> Result<Option<&Bits>> {
        Ok(self.living()?.map(|living| &living.articles))
    }

    fn living(&self) -> Result<Option<&Living>> {
        let articles = self.articles()?;
        if let Some(living) = self.living.get() {
            return Ok(living.as_ref());
        }
        let are_left = self.reader.num_deleted_docs() == 0 || self.are_deleted_records()?;
        let living = || if are_left { None } else { Living::of(&self.reader, articles) };
        Ok(self.living.get_or_init(living).as_ref())
    }

    /// Whether nothing but records of files is deleted, of which a start replaces few: then nobody looks at the other documents. It is
    /// not found out where files are many.
    fn are_deleted_records(&self) -> Result<bool> {
        let (deleted, mut records) = (self.reader.num_deleted_docs(), self.records()?);
        let is_told = |list: &SegmentPostings| (deleted..=MAX_RECORDS).contains(&list.doc_freq());
        let Some(list) = records.as_mut().filter(|list| is_told(list)) else { return Ok(false) };
        let mut gone = 0;
        while list.doc() != TERMINATED {
            gone += u32::from(!self.is_alive(list.doc()));
            list.advance();
        }
        Ok(gone == deleted)
    }

    /// The documents that record files, also deleted ones.
    fn records(&self) -> Result<Option<SegmentPostings>> {
        let index = self.reader.inverted_index(self.key).or_damaged()?;
        let record = TantivyTerm::from_field_text(self.key, FILE_RECORD);
        index.read_postings(&record, IndexRecordOption::Basic).or_damaged()
    }

    /// The heads of the articles that are deleted, in order.
    pub(super) fn deleted_heads(&self) -> Result<Vec<DocId>> {
        let articles = self.articles()?;
        let deleted = self.living()?.map_or(&[][..], |living| &living.deleted);
        Ok(deleted.iter().map(|article| articles.head(*article)).collect())
    }

    pub(super) fn is_alive(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc)
    }

    /// The number of a passage in its article; `None` for the record of a file.
    pub(super) fn ordinal(&self, doc: DocId) -> Option<u32> {
        (self.columns.place.get().get_val(doc) as u32).checked_sub(1)
    }

    /// The language of every passage, as [`fields::language_number`] counts it.
    pub(super) fn languages(&self) -> &Numbers {
        self.columns.language.get()
    }

    pub(super) fn passage_words(&self, doc: DocId) -> u32 {
        let known = self.articles.as_ref().and_then(|articles| articles.words_if_few(doc));
        known.unwrap_or_else(|| self.columns.passage_words.get().get_val(doc) as u32)
    }

    pub(super) fn article_words(&self, head: DocId) -> u32 {
        self.articles.as_ref().map_or(0, |articles| articles.article_words(articles.of_document(head)))
    }

    /// The first and last day of an article, in days since 1970.
    pub(super) fn days(&self, head: DocId) -> Option<(i32, i32)> {
        let earliest = self.columns.earliest.get().first(head)?;
        Some((earliest as i32, self.columns.latest.get().first(head)? as i32))
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
        if let Some(column) = self.columns.ids.get()
            && let Some(ord) = column.term_ords(head).next()
        {
            column.ord_to_str(ord, &mut id).or_damaged()?;
        }
        Ok(id)
    }

    /// The names of an article's writers, if it has some; of a damaged article nothing is known.
    pub(super) fn byline(&self, head: DocId) -> Option<String> {
        let row = StoredRow::read(&self.store, head).ok()?;
        let (article, _) = read_article(row.bytes(self.article)?).ok()?;
        article.byline
    }

    /// A number in the order of the ids of the segment.
    pub(super) fn id_order(&self, head: DocId) -> u64 {
        self.columns.ids.get().as_ref().and_then(|column| column.ords().first(head)).unwrap_or(0)
    }

    /// Adds the articles, passages and words that live in the segment: as its file says, less what was deleted since. Where a file
    /// is damaged, they are counted.
    pub(super) fn count(&self, statistics: &mut Statistics) -> Result<()> {
        let counted = match (self.counts, self.living()) {
            (Some(counts), Ok(None)) => counts,
            (Some(counts), Ok(Some(living))) => counts.less(&self.counts_of(&living.deleted)?),
            _ => {
                let (places, words) = (self.columns.place.get(), self.columns.passage_words.get());
                let counted = count(&**places, &**words, &|doc| self.is_alive(doc));
                let dated = self.heads().filter(|head| self.days(*head).is_some()).count() as u64;
                Counts { undated: counted.articles - dated, ..counted }
            }
        };
        statistics.articles += counted.articles;
        statistics.undated += counted.undated;
        statistics.passages += counted.passages;
        statistics.words += counted.words;
        Ok(())
    }

    /// What articles have, also deleted ones; they are in order.
    fn counts_of(&self, articles: &[u32]) -> Result<Counts> {
        let (all, mut counts) = (self.articles()?, Counts::default());
        let mut records = self.records()?;
        for article in articles {
            let (head, end) = (all.head(*article), all.end(*article).min(self.reader.max_doc()));
            let mut passages = u64::from(end.saturating_sub(head + 1));
            // The record of a file lies between articles.
            if let Some(records) = &mut records {
                let mut record = if records.doc() < head { records.seek(head) } else { records.doc() };
                while record < end {
                    passages = passages.saturating_sub(1);
                    record = records.advance();
                }
            }
            counts.articles += 1;
            counts.undated += u64::from(self.columns.earliest.get().first(head).is_none());
            counts.passages += passages;
            counts.words += u64::from(all.article_words(*article));
        }
        Ok(counts)
    }

    /// The columns that were opened, and how many articles are known to be deleted.
    #[cfg(test)]
    pub(super) fn work_of_start(&self) -> (Vec<&'static str>, usize) {
        let deleted = self.living.get().and_then(Option::as_ref).map_or(0, |living| living.deleted.len());
        (self.columns.opened(), deleted)
    }

    /// In how many of the living articles a term of a keyword field stands, of those that it was written with.
    pub(super) fn living_with(&self, index: &InvertedIndexReader, info: &TermInfo) -> Result<u64> {
        let deleted = self.deleted_heads()?;
        if deleted.is_empty() {
            return Ok(u64::from(info.doc_freq));
        }
        let mut list = index.read_postings_from_terminfo(info, IndexRecordOption::Basic).or_damaged()?;
        let mut gone = 0;
        for head in deleted {
            let here = if list.doc() < head { list.seek(head) } else { list.doc() };
            gone += u64::from(here == head);
        }
        Ok(u64::from(info.doc_freq).saturating_sub(gone))
    }

    /// The live heads of all articles.
    pub(super) fn heads(&self) -> impl Iterator<Item = DocId> + '_ {
        self.reader.doc_ids_alive().filter(|doc| self.ordinal(*doc) == Some(0))
    }

    /// In how many documents a term stands, also deleted ones; of a prefix, which is not looked up, in all.
    pub(super) fn documents_of(&self, term: &Term) -> Result<u64> {
        let term = match term {
            Term::Exact(term) | Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => term,
            Term::Prefix(_) | Term::Like(_) => return Ok(u64::from(self.reader.max_doc())),
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
        let (all, mut list) = (self.articles()?, self.postings(word, IndexRecordOption::WithFreqs)?);
        let mut steps = budget.steps(Counter::Postings);
        for head in heads {
            let (mut title, mut text) = (0, 0);
            let Some(list) = &mut list else {
                frequencies.push((title, text));
                continue;
            };
            steps.step()?;
            let end = all.end(all.of_document(head));
            let mut doc = if list.doc() < head { list.seek(head) } else { list.doc() };
            while doc < end {
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
    /// The documents of a word with its positions, also deleted ones; nothing if it has none.
    pub(super) fn positions(&self, term: &str) -> Result<Option<PositionList>> {
        let Some(info) = self.words.terms().get(term.as_bytes()).or_damaged()? else { return Ok(None) };
        let files = match self.position_files.get() {
            Some(files) => files,
            None => {
                let opened = PositionFiles::open(&self.reader, self.words_field).or_damaged()?;
                self.position_files.get_or_init(|| opened)
            }
        };
        Ok(Some(PositionList::open(&self.words, files, &info).or_damaged()?))
    }
}
