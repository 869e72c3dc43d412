//! clause → the articles of a segment in which it is found, each with the bound of its score.

use std::sync::Arc;

use tantivy::DocId;

use super::bounded::{ArticlesOfPostings, ReadClause};
use super::stored_term::{RARE_ONE_IN, StoredBounds, StoredTerm};
use crate::error::Result;
use crate::index::tantivy::Snapshot;
use crate::index::tantivy::articles::{BLOCK, steps_to};
use crate::index::tantivy::bits::Bits;
use crate::index::tantivy::parallel::of_each;
use crate::index::tantivy::postings::{Posting, each_posting};
use crate::index::tantivy::segment::Segment;
use crate::query::plan::{Clause, Plan, Scope, Term};
use crate::ranking::BoundMeasure;
use crate::work::{Budget, Counter};

/// The articles of a segment in which a clause is found.
pub(super) enum ClauseArticles<'a> {
    /// Those of a frequent term, and a few more.
    Stored(Box<StoredTerm<'a>>),
    /// What was read of the postings.
    Read(ReadClause),
    /// A part of those of the clause with this number, and only looked for in articles that are read.
    Beside(usize),
}

/// The bounds of a clause, looked up in the order of the articles.
pub(super) enum ClauseBounds<'a> {
    Stored(Box<StoredBounds<'a>>),
    /// The place from which on it is looked.
    Read(&'a ReadClause, usize),
    None,
}

impl ClauseBounds<'_> {
    /// The bound of an article in which the clause is found, and which is not before the last one.
    #[inline]
    pub(super) fn of(&mut self, article: u32) -> u8 {
        match self {
            Self::Stored(bounds) => bounds.of(article),
            Self::Read(read, at) => {
                *at += steps_to(&read.articles[*at..], article);
                read.bounds.get(*at).copied().unwrap_or(0)
            }
            Self::None => 0,
        }
    }

    /// How many blocks of a stored list were read for them.
    pub(super) fn blocks_read(&self) -> u64 {
        if let Self::Stored(bounds) = self { bounds.blocks_read() } else { 0 }
    }
}

impl<'a> ClauseArticles<'a> {
    /// Looks a clause up.
    pub(super) fn open(
        segment: &'a Segment,
        clause: &Clause,
        measure: &BoundMeasure,
        budget: &Budget,
    ) -> Result<Self> {
        if let Some(stored) = StoredTerm::open(segment, clause, measure, budget)? {
            return Ok(Self::Stored(Box::new(stored)));
        }
        let mut articles = ArticlesOfPostings::new(segment, measure, clause.scope)?;
        each_posting(segment, clause, budget, |doc, frequency| articles.push(doc, frequency))?;
        Ok(Self::Read(articles.finish()))
    }

    /// The articles of a clause whose postings were read.
    pub(super) fn of_postings(segment: &Segment, postings: &[Posting], measure: &BoundMeasure) -> Result<Self> {
        let mut articles = ArticlesOfPostings::new(segment, measure, Scope::Anywhere)?;
        postings.iter().for_each(|posting| articles.push(posting.doc, posting.frequency));
        Ok(Self::Read(articles.finish()))
    }

    /// Gives the documents in which it is found, in no order and also deleted ones, many at once.
    pub(super) fn documents(
        &self,
        segment: &Segment,
        budget: &Budget,
        visit: &mut dyn FnMut(&[DocId]),
    ) -> Result<()> {
        let mut visit = |docs: &[DocId]| {
            budget.add(Counter::Postings, docs.len() as u64);
            visit(docs);
        };
        match self {
            Self::Stored(term) => term.documents(segment, &mut visit),
            Self::Read(read) => {
                visit(&read.docs);
                budget.check()
            }
            Self::Beside(_) => Ok(()),
        }
    }

    /// How many articles it has, also deleted ones.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Stored(term) => term.len(),
            Self::Read(read) => read.articles.len(),
            Self::Beside(_) => 0,
        }
    }

    /// Gives every article with its bound in order, also the deleted ones of a stored list.
    pub(super) fn for_each(&self, budget: &Budget, mut visit: impl FnMut(u32, u8)) -> Result<()> {
        match self {
            Self::Stored(term) => term.for_each(budget, visit),
            Self::Read(read) => {
                read.iter().for_each(|(article, bound)| visit(article, bound));
                Ok(())
            }
            Self::Beside(_) => Ok(()),
        }
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
        match self {
            Self::Stored(term) => term.live_passages(segment, budget),
            Self::Read(read) => Ok(read.passages),
            Self::Beside(_) => Ok(0),
        }
    }

    /// Looks up the bounds of articles in order, each of which it has.
    pub(super) fn bounds(&self) -> ClauseBounds<'_> {
        match self {
            Self::Stored(term) => ClauseBounds::Stored(Box::new(term.bounds())),
            Self::Read(read) => ClauseBounds::Read(read, 0),
            Self::Beside(_) => ClauseBounds::None,
        }
    }

    /// How many blocks there are.
    pub(super) fn blocks(&self) -> usize {
        match self {
            Self::Stored(term) => term.blocks(),
            Self::Read(read) => read.articles.len().div_ceil(BLOCK),
            Self::Beside(_) => 0,
        }
    }

    /// The highest bound in a block.
    pub(super) fn max_bound(&self, block: usize) -> u8 {
        match self {
            Self::Stored(term) => term.max_bound(block),
            Self::Read(read) => read.block(block).1.iter().copied().max().unwrap_or(0),
            Self::Beside(_) => 0,
        }
    }

    /// Gives the articles of a block with their bounds.
    pub(super) fn block(&self, block: usize, mut visit: impl FnMut(u32, u8)) {
        match self {
            Self::Stored(term) => term.block(block, visit),
            Self::Read(read) => {
                let (articles, bounds) = read.block(block);
                articles.iter().zip(bounds).for_each(|(article, bound)| visit(*article, *bound));
            }
            Self::Beside(_) => {}
        }
    }

    /// Whether it is found in an article.
    pub(super) fn has(&self, article: u32) -> bool {
        match self {
            Self::Stored(term) => term.bound(article).is_some(),
            Self::Read(read) => read.articles.binary_search(&article).is_ok(),
            Self::Beside(_) => false,
        }
    }
}

/// Looks the clauses of a plan up in each segment: those of the first segment, then those of the next.
pub(super) fn open_clauses<'a>(
    snapshot: &'a Snapshot,
    plan: &Plan,
    measure: &BoundMeasure,
    budget: &Budget,
) -> Result<Vec<ClauseArticles<'a>>> {
    let numbers = 0..snapshot.segments.len() as u32;
    let placed = numbers.map(|number| snapshot.placed(number, plan, budget)).collect::<Result<Vec<_>>>()?;
    let clauses = plan.clauses.len();
    let open = |part: usize| {
        let (number, clause) = (part / clauses, part % clauses);
        let segment: &Segment = &snapshot.segments[number];
        match (placed[number].get(clause).and_then(Option::as_ref), plan.word_beside(clause)) {
            (Some(postings), _) => ClauseArticles::of_postings(segment, postings, measure),
            (None, Some(word)) => Ok(ClauseArticles::Beside(word)),
            (None, None) => ClauseArticles::open(segment, &plan.clauses[clause], measure, budget),
        }
    };
    // A phrase alone is looked up by several threads itself.
    let is_phrase_alone = clauses == 1 && plan.clauses[0].word().is_none();
    let postings = if is_phrase_alone { 0 } else { postings_to_read(snapshot, plan)? };
    of_each(snapshot.segments.len() * clauses, postings, open)
}

/// About how many postings are read to open the clauses of a plan: by those of its largest segment.
fn postings_to_read(snapshot: &Snapshot, plan: &Plan) -> Result<u64> {
    let documents = |segment: &Arc<Segment>| u64::from(segment.reader.max_doc());
    let Some(largest) = snapshot.segments.iter().max_by_key(|segment| documents(segment)) else { return Ok(0) };
    let mut here = 0;
    for (number, clause) in plan.clauses.iter().enumerate() {
        if plan.word_beside(number).is_none() {
            here += postings_of(largest, clause)?;
        }
    }
    let all: u64 = snapshot.segments.iter().map(documents).sum();
    Ok((here as f64 * all as f64 / documents(largest).max(1) as f64) as u64)
}

/// A prefix of more letters begins few words.
const MAX_SHORT_PREFIX: usize = 3;

/// About how many postings are read to look a clause up in a segment; for a prefix, whose words are not looked up, all documents or
/// none.
fn postings_of(segment: &Segment, clause: &Clause) -> Result<u64> {
    let mut fewest = u64::MAX;
    for slot in &clause.slots {
        let (mut sum, mut most) = (0, 0);
        for alternative in &slot.alternatives {
            let mut rarest = u64::MAX;
            for part in &alternative.parts {
                let is_long = |prefix: &String| prefix.chars().count() > MAX_SHORT_PREFIX;
                rarest = rarest.min(match &part.term {
                    Term::Prefix(prefix) if is_long(prefix) => 0,
                    term => segment.documents_of(term)?,
                });
            }
            sum += rarest;
            let is_prefix =
                alternative.parts.iter().any(|part| matches!(part.term, Term::Prefix(_) | Term::Like(_)));
            most = if is_prefix { most } else { most.max(rarest) };
        }
        let is_stored = clause.slots.len() == 1 && RARE_ONE_IN * (sum - most) <= most;
        fewest = fewest.min(if is_stored { sum - most } else { sum });
    }
    Ok(fewest)
}
