//! postings → the articles they are of, each with the bound of its score.

use tantivy::DocId;

use crate::error::Result;
use crate::index::tantivy::articles::BLOCK;
use crate::index::tantivy::postings::Places;
use crate::index::tantivy::segment::Segment;
use crate::query::plan::Scope;
use crate::ranking::{BoundMeasure, bound, saturated};

/// A clause whose postings were read, in the order of the documents and of the articles.
#[derive(Default)]
pub(super) struct ReadClause {
    pub(super) docs: Vec<DocId>,
    pub(super) frequencies: Vec<f32>,
    /// How many of the documents are no headlines.
    pub(super) passages: u64,
    pub(super) articles: Vec<u32>,
    pub(super) bounds: Vec<u8>,
}

impl ReadClause {
    /// The articles, each with its bound.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        self.articles.iter().copied().zip(self.bounds.iter().copied())
    }

    /// The articles of a block with their bounds.
    pub(super) fn block(&self, block: usize) -> (&[u32], &[u8]) {
        let here = block * BLOCK..self.articles.len().min((block + 1) * BLOCK);
        (&self.articles[here.clone()], &self.bounds[here])
    }
}

/// Gathers the articles of postings that come in order.
pub(super) struct ArticlesOfPostings<'a> {
    segment: &'a Segment,
    measure: &'a BoundMeasure,
    scope: Scope,
    places: Places<'a>,
    found: ReadClause,
    /// The frequency in the article that is gathered, its headline weighted; that of the headline alone; the score of its best
    /// passage.
    frequency: f32,
    title: f32,
    best: f32,
}

impl<'a> ArticlesOfPostings<'a> {
    pub(super) fn new(segment: &'a Segment, measure: &'a BoundMeasure, scope: Scope) -> Result<Self> {
        let places = Places::new(segment.articles()?);
        let found = ReadClause::default();
        Ok(Self { segment, measure, scope, places, found, frequency: 0.0, title: 0.0, best: 0.0 })
    }

    /// Adds a document, if it lives and is one of those that are asked for.
    #[inline]
    pub(super) fn push(&mut self, doc: DocId, frequency: f32) {
        let (article, ordinal) = self.places.place(doc);
        if !self.segment.is_alive(doc) || (self.scope == Scope::Title && ordinal > 0) {
            return;
        }
        if self.found.articles.last() != Some(&article) {
            self.end_article();
            self.found.articles.push(article);
        }
        if ordinal == 0 {
            self.title = frequency * self.measure.title_weight;
            self.frequency += self.title;
        } else {
            let words = self.places.articles().words(doc);
            self.frequency += frequency;
            self.best = self.best.max(saturated(frequency + self.title, self.measure.passage_length(words)));
            self.found.passages += 1;
        }
        self.found.docs.push(doc);
        self.found.frequencies.push(frequency);
    }

    fn end_article(&mut self) {
        let Some(article) = self.found.articles.last() else { return };
        let words = self.places.articles().article_words(*article);
        let whole = saturated(self.frequency, self.measure.article_length(words));
        // A word of the headline scores most in the shortest passage, whichever that is.
        let in_title = if self.title > 0.0 { saturated(self.title, self.measure.passage_length(0)) } else { 0.0 };
        self.found.bounds.push(bound(whole, self.best.max(in_title)));
        (self.frequency, self.title, self.best) = (0.0, 0.0, 0.0);
    }

    /// The articles.
    pub(super) fn finish(mut self) -> ReadClause {
        self.end_article();
        self.found
    }
}
