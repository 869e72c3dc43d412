//! clause → the articles of a segment in which it is found, each with the bound of its score.

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::bits::Bits;
use crate::error::Result;
use crate::index::tantivy::articles::{Articles, BLOCK, MIN_DOCUMENTS, TermArticles};
use crate::index::tantivy::damage::OrDamaged;
use crate::index::tantivy::postings::{Posting, clause_postings};
use crate::index::tantivy::segment::Segment;
use crate::query::occurrences::WordCounter;
use crate::query::plan::{Clause, Scope, Term};
use crate::ranking::{BoundMeasure, bound, saturated};
use crate::work::{Budget, Counter};

/// The articles of a segment in which a clause is found.
pub(super) enum ClauseArticles<'a> {
    /// A frequent term's own list.
    Stored(StoredTerm<'a>),
    /// What was read of the postings.
    Read { postings: Vec<Posting>, articles: Vec<u32>, bounds: Vec<u8> },
}

/// A frequent term.
pub(super) struct StoredTerm<'a> {
    pub(super) articles: TermArticles<'a>,
    pub(super) info: TermInfo,
    /// The number of its alternative, and what counts this.
    pub(super) alternative: usize,
    pub(super) counter: WordCounter,
}

impl<'a> ClauseArticles<'a> {
    /// Looks a clause up.
    pub(super) fn open(
        segment: &'a Segment,
        clause: &Clause,
        measure: &BoundMeasure,
        budget: &Budget,
    ) -> Result<Self> {
        if let Some(stored) = stored_term(segment, clause)? {
            return Ok(Self::Stored(stored));
        }
        let postings = clause_postings(segment, clause, budget)?;
        let (articles, bounds) = bounded(segment, &postings, measure)?;
        Ok(Self::Read { postings, articles, bounds })
    }

    /// How many blocks or articles it has to be read in.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Stored(term) => term.articles.list.len() as usize,
            Self::Read { articles, .. } => articles.len(),
        }
    }

    /// Gives every article with its bound, also the deleted ones of a stored list.
    pub(super) fn for_each(&self, budget: &Budget, mut visit: impl FnMut(u32, u8)) -> Result<()> {
        match self {
            Self::Stored(term) => {
                let list = &term.articles.list;
                budget.spend(Counter::BlocksRead, list.blocks() as u64)?;
                for number in 0..list.blocks() {
                    list.block(number).iter().for_each(|(article, bound)| visit(article, bound));
                }
            }
            Self::Read { articles, bounds, .. } => {
                articles.iter().zip(bounds).for_each(|(article, bound)| visit(*article, *bound));
            }
        }
        Ok(())
    }

    /// In how many articles that live it is found.
    pub(super) fn live_articles(&self, alive: Option<&Bits>, budget: &Budget) -> Result<u64> {
        let Some(alive) = alive.filter(|_| matches!(self, Self::Stored(_))) else { return Ok(self.len() as u64) };
        let mut live = 0;
        self.for_each(budget, |article, _| live += u64::from(alive.has(article)))?;
        Ok(live)
    }

    /// In how many passages that live it is found, headlines not counted.
    pub(super) fn live_passages(&self, segment: &Segment, budget: &Budget) -> Result<u64> {
        let term = match self {
            Self::Read { postings, .. } => {
                return Ok(postings.iter().filter(|posting| posting.ordinal > 0).count() as u64);
            }
            Self::Stored(term) if !segment.reader.has_deletes() => return Ok(u64::from(term.articles.passages)),
            Self::Stored(term) => term,
        };
        let list = segment.words.read_postings_from_terminfo(&term.info, IndexRecordOption::Basic);
        let mut list = list.or_damaged()?;
        let (mut passages, mut steps) = (0, budget.steps(Counter::Postings));
        while list.doc() != TERMINATED {
            steps.step()?;
            passages += u64::from(segment.is_alive(list.doc()) && segment.ordinal(list.doc()) > Some(0));
            list.advance();
        }
        Ok(passages)
    }

    /// How many blocks there are.
    pub(super) fn blocks(&self) -> usize {
        match self {
            Self::Stored(term) => term.articles.list.blocks(),
            Self::Read { articles, .. } => articles.len().div_ceil(BLOCK),
        }
    }

    /// The highest bound in a block.
    pub(super) fn max_bound(&self, block: usize) -> u8 {
        match self {
            Self::Stored(term) => term.articles.list.max_bound(block),
            Self::Read { bounds, .. } => bounds.iter().skip(block * BLOCK).take(BLOCK).copied().max().unwrap_or(0),
        }
    }

    /// Gives the articles of a block with their bounds.
    pub(super) fn block(&self, block: usize, visit: &mut dyn FnMut(u32, u8)) {
        match self {
            Self::Stored(term) => {
                term.articles.list.block(block).iter().for_each(|(article, bound)| visit(article, bound))
            }
            Self::Read { articles, bounds, .. } => {
                let here = articles.iter().zip(bounds).skip(block * BLOCK).take(BLOCK);
                here.for_each(|(article, bound)| visit(*article, *bound));
            }
        }
    }

    /// Whether it is found in an article.
    pub(super) fn has(&self, article: u32) -> bool {
        match self {
            Self::Stored(term) => {
                let list = &term.articles.list;
                let block = list.block_of(article, 0);
                block < list.blocks() && list.block(block).iter().any(|(here, _)| here == article)
            }
            Self::Read { articles, .. } => articles.binary_search(&article).is_ok(),
        }
    }
}

/// The list of a clause that is nothing but one frequent term in this segment, whatever its alternatives are elsewhere.
fn stored_term<'a>(segment: &'a Segment, clause: &Clause) -> Result<Option<StoredTerm<'a>>> {
    let Some(word) = clause.word().filter(|_| clause.scope == Scope::Anywhere && clause.runs().is_none()) else {
        return Ok(None);
    };
    let mut found = None;
    for (number, alternative) in word.alternatives.iter().enumerate() {
        let (term, is_exact) = match &alternative.parts[0].term {
            Term::Exact(term) => (term, true),
            Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => (term, false),
            Term::Prefix(_) => return Ok(None),
        };
        let Some(info) = segment.words.terms().get(term.as_bytes()).or_damaged()? else { continue };
        if !is_exact || info.doc_freq < MIN_DOCUMENTS || found.is_some() {
            return Ok(None);
        }
        found = Some((number, info));
    }
    let Some((alternative, info)) = found else { return Ok(None) };
    let articles = segment.articles()?.of_term(info.postings_range.start);
    let counter = WordCounter::new(word);
    Ok(articles.map(|articles| StoredTerm { articles, info, alternative, counter }))
}

/// The articles of postings, each with the bound of its score.
fn bounded(segment: &Segment, postings: &[Posting], measure: &BoundMeasure) -> Result<(Vec<u32>, Vec<u8>)> {
    let articles: &Articles = segment.articles()?;
    let (mut numbers, mut bounds) = (Vec::new(), Vec::new());
    for of_article in postings.chunk_by(|a, b| a.head() == b.head()) {
        let head = of_article[0].head();
        let title = of_article.iter().find(|posting| posting.ordinal == 0).map_or(0.0, |p| p.frequency);
        let title = title * measure.title_weight;
        let text = || of_article.iter().filter(|posting| posting.ordinal > 0);
        let words = |doc: DocId| measure.passage_length(articles.words(doc));
        let in_text = text().map(|posting| saturated(posting.frequency + title, words(posting.doc)));
        // A word of the headline scores most in the shortest passage, whichever that is.
        let in_title = if title > 0.0 { saturated(title, measure.passage_length(0)) } else { 0.0 };
        let frequency = title + text().map(|posting| posting.frequency).sum::<f32>();
        let whole = saturated(frequency, measure.article_length(segment.article_words(head)));
        numbers.push(articles.of_document(head));
        bounds.push(bound(whole, in_text.fold(in_title, f32::max)));
    }
    Ok((numbers, bounds))
}
