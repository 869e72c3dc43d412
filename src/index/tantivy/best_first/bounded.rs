//! postings → the articles they are of, each with the bound of its score.

use tantivy::DocId;

use crate::error::Result;
use crate::index::tantivy::articles::{Articles, BLOCK, Heads};
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

/// So many postings are gathered at once, in memory that the processor has at hand. What is built to be tested has few.
const BATCH: usize = if cfg!(debug_assertions) { 8 } else { 512 };

/// The passages of most lengths are told apart by the words that the file of the articles has.
const LENGTHS: usize = 256;

/// Gathers the articles of postings that come in order.
pub(super) struct ArticlesOfPostings<'a> {
    segment: &'a Segment,
    measure: &'a BoundMeasure,
    scope: Scope,
    articles: &'a Articles,
    found: ReadClause,
}

/// What some articles in a row have, one place each. Whether a posting is the first of its article, or of the headline, nobody can
/// foresee: the processor chooses between numbers instead of ways.
struct Gathered {
    articles: [u32; BATCH + 1],
    /// The frequency in the article, its headline weighted; that of the headline alone; the score of the best passage.
    frequencies: [f32; BATCH + 1],
    titles: [f32; BATCH + 1],
    best: [f32; BATCH + 1],
}

/// Stands where no article is yet.
const NO_ARTICLE: u32 = u32::MAX;

impl<'a> ArticlesOfPostings<'a> {
    pub(super) fn new(segment: &'a Segment, measure: &'a BoundMeasure, scope: Scope) -> Result<Self> {
        Ok(Self { segment, measure, scope, articles: segment.articles()?, found: ReadClause::default() })
    }

    /// Adds a document, if it lives and is one of those that are asked for.
    #[inline]
    pub(super) fn push(&mut self, doc: DocId, frequency: f32) {
        if self.segment.is_alive(doc) && (self.scope == Scope::Anywhere || self.articles.is_head(doc)) {
            self.found.docs.push(doc);
            self.found.frequencies.push(frequency);
        }
    }

    /// The articles.
    pub(super) fn finish(self) -> ReadClause {
        let Self { measure, articles, mut found, .. } = self;
        let lengths: [f32; LENGTHS] = std::array::from_fn(|words| measure.passage_length(words as u32));
        let mut heads = Heads::new(articles);
        let none = [0.0; BATCH + 1];
        let mut gathered =
            Gathered { articles: [NO_ARTICLE; BATCH + 1], frequencies: none, titles: none, best: none };
        let mut last = 0;
        for (docs, frequencies) in found.docs.chunks(BATCH).zip(found.frequencies.chunks(BATCH)) {
            // The article that was begun is gone on with.
            gathered.go_on_with(last);
            let Gathered { articles: of, frequencies: sums, titles, best } = &mut gathered;
            let mut here = (of[0], sums[0], titles[0], best[0]);
            last = 0;
            for (doc, frequency) in docs.iter().zip(frequencies) {
                let (article, is_head) = heads.place(*doc);
                let is_new = article != here.0;
                last += usize::from(is_new);
                let (sum, title, highest) = if is_new { (0.0, 0.0, 0.0) } else { (here.1, here.2, here.3) };
                let weighted = if is_head { frequency * measure.title_weight } else { *frequency };
                let title = if is_head { weighted } else { title };
                let passage = saturated(frequency + title, lengths[articles.words(*doc) as usize % LENGTHS]);
                let passage = if is_head { 0.0 } else { passage };
                here = (article, sum + weighted, title, f32::max(highest, passage));
                (of[last], sums[last], titles[last], best[last]) = here;
                found.passages += u64::from(!is_head);
            }
            gathered.bounds(last, (articles, measure), (&mut found.articles, &mut found.bounds));
        }
        gathered.go_on_with(last);
        gathered.bounds(1, (articles, measure), (&mut found.articles, &mut found.bounds));
        found
    }
}

impl Gathered {
    /// Begins anew with the article at a place.
    fn go_on_with(&mut self, last: usize) {
        self.articles[0] = self.articles[last];
        self.frequencies[0] = self.frequencies[last];
        self.titles[0] = self.titles[last];
        self.best[0] = self.best[last];
    }

    /// Appends so many articles with their bounds.
    fn bounds(
        &self,
        count: usize,
        (articles, measure): (&Articles, &BoundMeasure),
        (found, bounds): (&mut Vec<u32>, &mut Vec<u8>),
    ) {
        // A word of the headline scores most in the shortest passage, whichever that is.
        let shortest = measure.passage_length(0);
        let first = usize::from(self.articles[0] == NO_ARTICLE).min(count);
        found.extend(&self.articles[first..count]);
        bounds.extend((first..count).map(|at| {
            let length = measure.article_length(articles.article_words(self.articles[at]));
            let in_title = saturated(self.titles[at], shortest);
            bound(saturated(self.frequencies[at], length), self.best[at].max(in_title))
        }));
    }
}
