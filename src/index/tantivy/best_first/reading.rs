//! Articles → the clauses found in each, read from the postings of their passages alone.

use tantivy::DocId;

use super::clause_articles::ClauseArticles;
use super::segment::SegmentArticles;
use super::stored_term::TermReading;
use crate::error::Result;
use crate::index::tantivy::postings::phrase_postings;
use crate::index::tantivy::segment::Segment;
use crate::ranking::{Address, ArticleMatch, ClauseMatch};
use crate::work::{Budget, Counter};

/// Reads the postings of a clause from one article to the next.
enum Reading<'a> {
    Stored(Box<TermReading<'a>>),
    /// Documents and frequencies.
    Read(&'a [DocId], &'a [f32]),
    /// Those of a clause with another, which is read before.
    Beside,
}

impl<'a> Reading<'a> {
    fn open(segment: &Segment, clause: &'a ClauseArticles<'a>) -> Result<Self> {
        Ok(match clause {
            ClauseArticles::Stored(term) => Self::Stored(Box::new(term.reading(segment)?)),
            ClauseArticles::Read(read) => Self::Read(&read.docs, &read.frequencies),
            ClauseArticles::Beside(_) => Self::Beside,
        })
    }

    /// Gives the documents of an article with their frequencies: from its head on, before `end`.
    fn read(&mut self, head: DocId, end: DocId, visit: &mut dyn FnMut(DocId, f32)) {
        match self {
            Self::Stored(term) => term.read(head, end, visit),
            Self::Read(docs, frequencies) => {
                let first = docs.partition_point(|doc| *doc < head);
                (*docs, *frequencies) = (&docs[first..], &frequencies[first..]);
                let here = docs.iter().zip(&**frequencies).take_while(|(doc, _)| **doc < end);
                here.for_each(|(doc, frequency)| visit(*doc, *frequency));
            }
            Self::Beside => {}
        }
    }
}

/// A clause in a document of an article.
struct Match {
    doc: DocId,
    head: DocId,
    clause: u32,
    frequency: f32,
}

/// Gives articles of a segment, which are in order, with the clauses found in each.
pub(super) fn read_articles(
    matched: &SegmentArticles<'_>,
    articles: &[u32],
    budget: &Budget,
    visit: &mut dyn FnMut(ArticleMatch<'_>),
) -> Result<()> {
    let segment = matched.segment;
    budget.spend(Counter::ArticlesMatched, articles.len() as u64)?;
    let found = matches(matched, articles, budget)?;
    let mut found = &found[..];
    let mut clauses = Vec::new();
    for article in articles {
        let head = matched.articles.head(*article);
        let (here, rest) = found.split_at(found.partition_point(|found| found.head == head));
        found = rest;
        clauses.clear();
        clauses.extend(here.iter().map(|&Match { doc, head, clause, frequency }| ClauseMatch {
            ordinal: doc - head,
            words: segment.passage_words(doc),
            clause,
            frequency,
        }));
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

/// What is found in articles, in the order of the documents and clauses.
fn matches(matched: &SegmentArticles<'_>, articles: &[u32], budget: &Budget) -> Result<Vec<Match>> {
    let segment = matched.segment;
    let (mut found, mut steps) = (Vec::new(), budget.steps(Counter::Postings));
    for (number, clause) in (0..).zip(&matched.clauses) {
        let mut reading = Reading::open(segment, clause)?;
        let first = found.len();
        for article in articles {
            let (head, end) = (matched.articles.head(*article), matched.articles.end(*article));
            reading
                .read(head, end, &mut |doc, frequency| found.push(Match { doc, head, clause: number, frequency }));
        }
        for _ in &found[first..] {
            steps.step()?;
        }
    }
    for (number, clause) in (0..).zip(&matched.clauses) {
        let ClauseArticles::Beside(word) = clause else { continue };
        let with_word = found.iter().filter(|found| found.clause as usize == *word);
        let docs: Vec<(DocId, DocId)> = with_word.map(|found| (found.doc, found.head)).collect();
        let only: Vec<DocId> = docs.iter().map(|(doc, _)| *doc).collect();
        let clause = &matched.plan.clauses[number as usize];
        for (doc, frequency) in phrase_postings(segment, clause, &only, budget)? {
            let at = docs.partition_point(|(other, _)| *other < doc);
            found.push(Match { doc, head: docs[at].1, clause: number, frequency });
        }
    }
    found.sort_unstable_by_key(|found| (found.doc, found.clause));
    Ok(found)
}
