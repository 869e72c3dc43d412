//! Articles → the clauses found in each, read from the postings of their passages alone.

use tantivy::DocId;

use super::clause_articles::ClauseArticles;
use super::segment::SegmentArticles;
use super::stored_term::TermReading;
use crate::error::Result;
use crate::index::tantivy::postings::Posting;
use crate::index::tantivy::segment::Segment;
use crate::ranking::{Address, ArticleMatch, ClauseMatch};
use crate::work::{Budget, Counter};

/// Reads the postings of a clause from one article to the next.
enum Reading<'a> {
    Stored(Box<TermReading<'a>>),
    Read(&'a [Posting]),
}

impl<'a> Reading<'a> {
    fn open(segment: &Segment, clause: &'a ClauseArticles<'a>) -> Result<Self> {
        Ok(match clause {
            ClauseArticles::Stored(term) => Self::Stored(Box::new(term.reading(segment)?)),
            ClauseArticles::Read(read) => Self::Read(&read.postings),
        })
    }

    /// Gives the documents of an article with their frequencies: from its head on, before `end`.
    fn read(&mut self, head: DocId, end: DocId, visit: &mut dyn FnMut(DocId, f32)) {
        match self {
            Self::Stored(term) => term.read(head, end, visit),
            Self::Read(postings) => {
                *postings = &postings[postings.partition_point(|posting| posting.doc < head)..];
                let here = postings.iter().take_while(|posting| posting.doc < end);
                here.for_each(|posting| visit(posting.doc, posting.frequency));
            }
        }
    }
}

/// Gives articles of a segment, which are in order, with the clauses found in each.
pub(super) fn read_articles(
    matched: &SegmentArticles<'_>,
    articles: &[u32],
    budget: &Budget,
    visit: &mut dyn FnMut(ArticleMatch<'_>),
) -> Result<()> {
    let segment = matched.segment;
    let readings = matched.clauses.iter().map(|clause| Reading::open(segment, clause));
    let mut readings = readings.collect::<Result<Vec<_>>>()?;
    let (mut clauses, mut steps) = (Vec::new(), budget.steps(Counter::Postings));
    for article in articles {
        budget.spend(Counter::ArticlesMatched, 1)?;
        clauses.clear();
        let head = matched.articles.head(*article);
        let end = matched.articles.end(*article);
        for (clause, reading) in (0..).zip(&mut readings) {
            reading.read(head, end, &mut |doc, frequency| {
                let (ordinal, words) = (doc - head, segment.passage_words(doc));
                clauses.push(ClauseMatch { ordinal, words, clause, frequency });
            });
        }
        for _ in &clauses {
            steps.step()?;
        }
        clauses.sort_by_key(|found| (found.ordinal, found.clause));
        visit(ArticleMatch {
            address: Address::new(matched.number, head),
            words: segment.article_words(head),
            days: &|| segment.days(head),
            id_order: &|| segment.id_order(head),
            min_hash: &|| segment.min_hash(head),
            clauses: &clauses,
            filters: matched.filters.hold_for(segment, head),
        });
    }
    Ok(())
}
