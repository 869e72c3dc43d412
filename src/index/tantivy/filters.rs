//! The filters of a plan, asked of each article's head.

use tantivy::DocId;

use super::fields::Fields;
use super::keywords::{heads_at_address, heads_of_outlet, heads_with_language};
use super::segment::Segment;
use crate::analysis::keyword;
use crate::error::Result;
use crate::index::stored::days_since_1970;
use crate::query::plan::{ClauseSet, Plan};
use crate::query::{DateRange, Filter, asked_keyword, is_writer};
use crate::work::Budget;

/// The filters of a plan, made ready for one segment.
pub(super) struct SegmentFilters(Vec<SegmentFilter>);

enum SegmentFilter {
    /// The heads that have the keyword, in order.
    Heads(Vec<DocId>),
    /// Days since 1970, both included.
    Days(i32, i32),
    /// Words of the names of writers, folded.
    Byline(String),
    /// Numbers of words, both included.
    Words(u32, u32),
}

impl SegmentFilters {
    pub(super) fn new(segment: &Segment, fields: &Fields, plan: &Plan, budget: &Budget) -> Result<Self> {
        let ready = |filter: &Filter| match filter {
            Filter::Source(value) => heads_of_outlet(segment, fields, value, budget).map(SegmentFilter::Heads),
            Filter::Language(value) => heads_with_language(segment, fields, value).map(SegmentFilter::Heads),
            Filter::Url(value) => heads_at_address(segment, fields, value, budget).map(SegmentFilter::Heads),
            Filter::Byline(value) => Ok(SegmentFilter::Byline(asked_keyword(value))),
            Filter::Words(from, to) => Ok(SegmentFilter::Words(*from, to.unwrap_or(u32::MAX))),
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
            SegmentFilter::Byline(asked) => {
                let byline = segment.byline(head);
                byline.is_some_and(|byline| is_writer(&keyword(&byline), asked))
            }
            SegmentFilter::Words(from, to) => (*from..=*to).contains(&segment.article_words(head)),
            SegmentFilter::Days(from, to) => {
                segment.days(head).is_some_and(|(earliest, latest)| latest >= *from && earliest <= *to)
            }
        }
    }
}
