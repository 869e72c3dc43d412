//! The stored index on tantivy: opened states of it, and one writer.

mod added;
mod articles;
mod best_first;
mod bits;
mod cased;
mod columns;
mod counts;
mod cursor;
mod damage;
mod deletion;
mod derived;
mod directory;
mod documents;
mod facets;
#[cfg(test)]
mod faults;
mod fields;
mod filters;
mod inversion;
mod keywords;
mod layout;
mod living;
mod lock;
mod mending;
mod merging;
mod name_index;
mod names;
mod opening;
mod patterns;
mod parallel;
mod phrase_counts;
mod plugin;
mod position_list;
mod postings;
mod rebuild;
mod record;
mod row;
mod salvage;
mod segment;
mod sorted_tokens;
mod sums;
mod term_phrase;
mod under_way;
mod unions;
mod verify;
mod vint;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term as TantivyTerm};

use self::best_first::MatchingArticles;
use self::damage::OrDamaged;
use self::documents::{FILE_RECORD, read_file_record};
use self::fields::Fields;
use self::names::find_names;
use self::phrase_counts::PhraseCounts;
use self::record::{read_article, read_key, read_passage};
use self::row::StoredRow;
use self::segment::Segment;
use super::identity::indexable;
use super::{Backend, Phrase, StoredArticle, fetched, passage_words, requested_names};
use crate::analysis::{Analyzer, AnalyzerPool, PooledAnalyzer};
use crate::article::Language;
use crate::error::Result;
use crate::names::index::forms::NameForms;
use crate::names::request::{NameForm, NameRequest};
use crate::query::plan::{Clause, Plan, Slot};
use crate::ranking::{
    Address, ArticleFacts, BestFirst, BoundMeasure, CopyFacts, FacetCounts, MatchSource, Statistics, TopArticles,
    TopRequest, top_articles,
};
use crate::schema::IndexSchema;
use crate::work::Budget;

pub use self::added::{Replaced, Why};
pub use self::documents::FileRecord;
pub use self::lock::WriterLock;
pub use self::opening::{Commit, TantivyIndex, data_shape};
pub use self::rebuild::{OldIndex, Saved};
pub use self::salvage::{Losses, Salvage, Salvaged};
pub use self::writer::Writer;

/// One state of an index, unmoved by later commits.
pub struct Snapshot {
    segments: Vec<Arc<Segment>>,
    fields: Fields,
    schema: Arc<IndexSchema>,
    commit: Commit,
    /// The number of its commit.
    opstamp: u64,
    /// Shared by the states of an index.
    analyzers: Arc<AnalyzerPool>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("segments", &self.segments.len()).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// What its commit says.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// The number of its commit: it grows, and begins anew where the index does.
    pub fn opstamp(&self) -> u64 {
        self.opstamp
    }

    /// Whether it lies in the same files as another state: a merge moves it to others.
    pub fn lies_as(&self, other: &Self) -> bool {
        let files = |state: &Self| {
            let readers = state.segments.iter().map(|segment| &segment.reader);
            readers.map(|reader| (reader.segment_id(), reader.delete_opstamp())).collect::<BTreeSet<_>>()
        };
        files(self) == files(other)
    }

    /// The records of all files that were read.
    pub fn files(&self) -> Result<Vec<FileRecord>> {
        let term = TantivyTerm::from_field_text(self.fields.key, FILE_RECORD);
        let mut records = Vec::new();
        for segment in &self.segments {
            for doc in live_docs(segment, &term, self.fields.key)? {
                let document = StoredRow::read(&segment.store, doc).or_damaged()?;
                records.push(read_file_record(document.bytes(self.fields.file_record))?);
            }
        }
        Ok(records)
    }

    /// The live articles that came from a file.
    pub fn addresses_of_file(&self, path: &str) -> Result<Vec<Address>> {
        self.with_term(&TantivyTerm::from_field_text(self.fields.file, path), self.fields.file)
    }

    /// How many live articles came from a file.
    pub fn articles_of_file(&self, path: &str) -> Result<u64> {
        Ok(self.addresses_of_file(path)?.len() as u64)
    }

    /// The live articles whose documents have a term.
    fn with_term(&self, term: &TantivyTerm, field: tantivy::schema::Field) -> Result<Vec<Address>> {
        let mut found = Vec::new();
        for (number, segment) in (0..).zip(&self.segments) {
            let docs = live_docs(segment, term, field)?;
            let heads = docs.into_iter().filter(|doc| segment.ordinal(*doc) == Some(0));
            found.extend(heads.map(|entry| Address::new(number, entry)));
        }
        Ok(found)
    }

    /// What makes an article unique in the index.
    pub fn key(&self, address: Address) -> Result<String> {
        let head = StoredRow::read(&self.segment(address).store, address.number()).or_damaged()?;
        read_key(head.bytes(self.fields.article).unwrap_or_default())
    }

    /// An analyser for one piece of work.
    pub fn analyzer(&self) -> PooledAnalyzer<'_> {
        self.analyzers.take(|| Analyzer::new(&self.schema.stemmers))
    }

    /// A stored article.
    pub fn article(&self, address: Address) -> Result<StoredArticle> {
        self.stored(address, &mut |passages| (1..passages).collect())
    }

    /// A stored article with its headline and these of its passages alone.
    fn excerpt(&self, address: Address, ordinals: &[u32]) -> Result<StoredArticle> {
        self.stored(address, &mut |passages| {
            let mut ordinals: Vec<u32> = ordinals.iter().copied().filter(|n| (1..passages).contains(n)).collect();
            ordinals.sort_unstable();
            ordinals.dedup();
            ordinals
        })
    }

    /// A stored article with its headline and the passages that are chosen, given how many there are.
    fn stored(&self, address: Address, choose: &mut dyn FnMut(u32) -> Vec<u32>) -> Result<StoredArticle> {
        let store = &self.segment(address).store;
        stored(&self.fields, address.number(), &|doc| StoredRow::read(store, doc).or_damaged(), choose)
    }

    /// Of each segment the columns that were opened, and how many articles are known to be deleted.
    #[cfg(test)]
    pub fn work_of_start(&self) -> Vec<(Vec<&'static str>, usize)> {
        self.segments.iter().map(|segment| segment.work_of_start()).collect()
    }

    fn segment(&self, address: Address) -> &Segment {
        &self.segments[address.part() as usize]
    }
}

/// A stored article by its head, read from its documents, with its headline and the passages that are chosen.
fn stored(
    fields: &Fields,
    head: u32,
    row: &dyn Fn(u32) -> Result<StoredRow>,
    choose: &mut dyn FnMut(u32) -> Vec<u32>,
) -> Result<StoredArticle> {
    let mut first = row(head)?;
    let (mut article, passages) = read_article(first.bytes(fields.article).unwrap_or_default())?;
    article.passages.push(read_passage(first.take(fields.passage).unwrap_or_default(), 0)?);
    for ordinal in choose(passages) {
        let record = row(head.saturating_add(ordinal))?.take(fields.passage);
        article.passages.push(read_passage(record.unwrap_or_default(), ordinal)?);
    }
    Ok(article)
}

/// The live documents with a term of a keyword field.
fn live_docs(segment: &Segment, term: &TantivyTerm, field: tantivy::schema::Field) -> Result<Vec<u32>> {
    let index = segment.reader.inverted_index(field).or_damaged()?;
    let postings = index.read_postings(term, IndexRecordOption::Basic).or_damaged()?;
    let mut docs = Vec::new();
    if let Some(mut postings) = postings {
        while postings.doc() != TERMINATED {
            if segment.is_alive(postings.doc()) {
                docs.push(postings.doc());
            }
            postings.advance();
        }
    }
    Ok(docs)
}

impl MatchSource for Snapshot {
    fn best_first<'a>(
        &'a self,
        plan: &'a Plan,
        request: &TopRequest,
        budget: &'a Budget,
    ) -> Result<Option<Box<dyn BestFirst + 'a>>> {
        let measure = BoundMeasure::new(&request.statistics, request.weights.title);
        Ok(Some(Box::new(MatchingArticles::new(self, plan, &measure, (request.sort, budget))?)))
    }

    fn facts(&self, address: Address) -> Result<ArticleFacts> {
        let segment = self.segment(address);
        Ok(ArticleFacts { id: segment.id(address.number())?, days: segment.days(address.number()) })
    }

    fn copy_facts(&self, address: Address) -> Result<CopyFacts> {
        Ok(self.segment(address).copy_facts(address.number()))
    }

    fn words(&self, address: Address, passages: &[u32], visit: &mut dyn FnMut(&str)) -> Result<()> {
        passage_words(&self.excerpt(address, passages)?, passages, &mut self.analyzer(), visit);
        Ok(())
    }

    fn documents_with(&self, word: &str) -> Result<u64> {
        self.documents(word)
    }

    fn facets(&self, articles: &[Address], budget: &Budget) -> Result<FacetCounts> {
        facets::facets(self, articles, budget)
    }

    fn captions(&self, passages: &[(Address, u32)], budget: &Budget) -> Result<Vec<bool>> {
        facets::captions(self, passages, budget)
    }

    fn edited_words(&self, word: &str, edits: u8, budget: &Budget) -> Result<Vec<(String, u64)>> {
        let mut found = BTreeSet::new();
        for segment in &self.segments {
            segment.edited_words((word, edits), budget, &mut |word, _| {
                found.insert(word.to_owned());
                Ok(())
            })?;
        }
        let counted = found.into_iter().map(|word| self.documents(&word).map(|documents| (word, documents)));
        Ok(counted.collect::<Result<Vec<_>>>()?.into_iter().filter(|(_, documents)| *documents > 0).collect())
    }

    fn word_frequencies(&self, word: &str, articles: &[Address], budget: &Budget) -> Result<Vec<(u32, u32)>> {
        let mut frequencies = Vec::with_capacity(articles.len());
        for part in articles.chunk_by(|a, b| a.part() == b.part()) {
            let heads = part.iter().map(|address| address.number());
            self.segment(part[0]).word_frequencies(word, heads, budget, &mut frequencies)?;
        }
        Ok(frequencies)
    }
}

impl Backend for Snapshot {
    fn statistics(&self) -> Result<Statistics> {
        let mut statistics = Statistics::default();
        let mut languages: BTreeMap<Language, u64> = BTreeMap::new();
        for segment in &self.segments {
            segment.count(&mut statistics)?;
            let Some(field) = self.fields.keyword("language") else { continue };
            let index = segment.reader.inverted_index(field).or_damaged()?;
            let mut terms = index.terms().stream().or_damaged()?;
            while let Some((code, info)) = terms.next() {
                let count = segment.living_with(&index, info)?;
                if count > 0 {
                    *languages.entry(Language::new(std::str::from_utf8(code).unwrap_or("und"))).or_insert(0) +=
                        count;
                }
            }
        }
        statistics.languages = languages.into_iter().collect();
        Ok(statistics)
    }

    fn outlets(&self, asked: &str, budget: &Budget) -> Result<Vec<String>> {
        let mut found = BTreeSet::new();
        for segment in &self.segments {
            found.extend(keywords::outlets(segment, &self.fields, asked, budget)?);
        }
        Ok(found.into_iter().collect())
    }

    fn search(&self, plan: &Plan, request: &TopRequest, budget: &Budget) -> Result<TopArticles> {
        top_articles(self, plan, request, budget)
    }

    fn fetch(&self, wanted: &[(Address, Vec<u32>)], budget: &Budget) -> Result<Vec<StoredArticle>> {
        fetched(wanted, budget, |address, ordinals| self.excerpt(address, ordinals))
    }

    fn find(&self, id: Option<&str>) -> Result<Vec<Address>> {
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let address = |entry| Address::new(number as u32, entry);
            match id {
                Some(id) => {
                    let term = TantivyTerm::from_field_text(self.fields.id, &indexable(id));
                    found.extend(live_docs(segment, &term, self.fields.id)?.into_iter().map(address));
                }
                None => found.extend(segment.heads().map(address)),
            }
        }
        Ok(found)
    }

    fn documents(&self, word: &str) -> Result<u64> {
        self.segments.iter().map(|segment| segment.documents_with(word)).sum()
    }

    fn phrases(&self, slots: &[Slot], most: u64, budget: &Budget) -> Result<Vec<Phrase>> {
        let clause = Clause::of_slots(slots.to_vec());
        let mut counts = PhraseCounts::new(&clause, most, budget);
        for (number, segment) in (0..).zip(&self.segments) {
            counts.add(number, segment)?;
        }
        Ok(counts.finish())
    }

    fn names(&self, request: &NameRequest, budget: &Budget) -> Result<Vec<NameForm>> {
        let forms = requested_names(request, &mut self.analyzer(), budget, |lookup, accept| {
            let mut forms = NameForms::default();
            find_names(&self.segments, lookup, budget, accept, &mut forms)?;
            Ok(forms)
        });
        forms?.finish(|word| self.documents(word))
    }
}
