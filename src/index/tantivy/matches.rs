//! plan → what matches, article after article: the postings of all clauses merged, filters asked of each article's head.

use tantivy::DocId;

use super::fields::Fields;
use super::keywords::{heads_at_address, heads_of_outlet, heads_with_language};
use super::postings::{Posting, clause_postings};
use super::segment::Segment;
use crate::error::Result;
use crate::index::stored::days_since_1970;
use crate::query::plan::{ClauseSet, Plan};
use crate::query::{DateRange, Filter};
use crate::ranking::{Address, ArticleMatch, ClauseMatch, Collector};
use crate::work::{Budget, Counter};

/// The postings of every clause in one segment.
pub(super) struct SegmentMatches {
    lists: Vec<Vec<Posting>>,
}

impl SegmentMatches {
    pub(super) fn lists_mut(&mut self) -> &mut [Vec<Posting>] {
        &mut self.lists
    }

    pub(super) fn new(lists: Vec<Vec<Posting>>) -> Self {
        Self { lists }
    }

    /// Adds for every clause the number of articles in which it was found.
    pub(super) fn count_articles(&self, frequencies: &mut [u64]) {
        for (list, frequency) in self.lists.iter().zip(frequencies) {
            let mut last = None;
            for posting in list {
                if last != Some(posting.head()) {
                    last = Some(posting.head());
                    *frequency += 1;
                }
            }
        }
    }
}

/// The live postings of all clauses of a plan.
pub(super) fn segment_matches(segment: &Segment, plan: &Plan, budget: &Budget) -> Result<SegmentMatches> {
    let lists = plan.clauses.iter().map(|clause| clause_postings(segment, clause, budget));
    Ok(SegmentMatches::new(lists.collect::<Result<_>>()?))
}

/// Gives the matching articles of one segment to the collector.
pub(super) fn visit(
    (number, segment, fields): (u32, &Segment, &Fields),
    (plan, matches): (&Plan, &SegmentMatches),
    budget: &Budget,
    collector: &mut dyn Collector,
) -> Result<()> {
    let filters = SegmentFilters::new(segment, fields, plan, budget)?;
    let scoring = plan.scoring();
    let mut steps = budget.steps(Counter::ArticlesMatched);
    let mut next = vec![0; matches.lists.len()];
    let mut clauses: Vec<ClauseMatch> = Vec::new();
    let mut visit_head = |head: DocId, next: &mut [usize]| {
        clauses.clear();
        for (clause, list) in matches.lists.iter().enumerate() {
            while let Some(posting) = list.get(next[clause]).filter(|p| p.head() <= head) {
                next[clause] += 1;
                if posting.head() < head {
                    continue;
                }
                let words = segment.passage_words(posting.doc);
                let (ordinal, frequency) = (posting.ordinal, posting.frequency);
                clauses.push(ClauseMatch { ordinal, words, clause: clause as u32, frequency });
            }
        }
        clauses.sort_by_key(|e| (e.ordinal, e.clause));
        collector.article(ArticleMatch {
            address: Address::new(number, head),
            words: segment.article_words(head),
            days: &|| segment.days(head),
            id_order: &|| segment.id_order(head),
            min_hash: &|| segment.min_hash(head),
            clauses: &clauses,
            filters: filters.hold_for(segment, head),
        });
    };
    if plan.asks_every_article() {
        for head in segment.heads() {
            steps.step()?;
            visit_head(head, &mut next);
        }
        return Ok(());
    }
    loop {
        let lists = matches.lists.iter().zip(&next).zip(&scoring).filter(|(_, scores)| **scores);
        let head = lists.filter_map(|((list, at), _)| list.get(*at)).map(Posting::head).min();
        match head {
            Some(head) => {
                steps.step()?;
                visit_head(head, &mut next);
            }
            None => return Ok(()),
        }
    }
}

/// The filters of a plan, made ready for one segment.
pub(super) struct SegmentFilters(Vec<SegmentFilter>);

enum SegmentFilter {
    /// The heads that have the keyword, in order.
    Heads(Vec<DocId>),
    /// Days since 1970, both included.
    Days(i32, i32),
}

impl SegmentFilters {
    pub(super) fn new(segment: &Segment, fields: &Fields, plan: &Plan, budget: &Budget) -> Result<Self> {
        let ready = |filter: &Filter| match filter {
            Filter::Source(value) => heads_of_outlet(segment, fields, value, budget).map(SegmentFilter::Heads),
            Filter::Language(value) => heads_with_language(segment, fields, value).map(SegmentFilter::Heads),
            Filter::Url(value) => heads_at_address(segment, fields, value, budget).map(SegmentFilter::Heads),
            Filter::Date(DateRange { from, to }) => {
                let from = from.map_or(i32::MIN, days_since_1970);
                Ok(SegmentFilter::Days(from, to.map_or(i32::MAX, days_since_1970)))
            }
        };
        plan.filters.iter().map(ready).collect::<Result<_>>().map(Self)
    }

    /// The filters that hold for an article.
    pub(super) fn hold_for(&self, segment: &Segment, head: DocId) -> ClauseSet {
        let mut found = ClauseSet::default();
        (0..self.0.len()).filter(|number| self.holds(*number, segment, head)).for_each(|number| found.add(number));
        found
    }

    /// Whether the filter with this number holds for an article.
    pub(super) fn holds(&self, number: usize, segment: &Segment, head: DocId) -> bool {
        match &self.0[number] {
            SegmentFilter::Heads(heads) => heads.binary_search(&head).is_ok(),
            SegmentFilter::Days(from, to) => {
                segment.days(head).is_some_and(|(earliest, latest)| latest >= *from && earliest <= *to)
            }
        }
    }
}
