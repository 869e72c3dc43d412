//! The filters of a plan, asked of each article's head.

use tantivy::DocId;

use super::fields::Fields;
use super::keywords::{heads_at_address, heads_of_outlet, heads_with_language};
use super::segment::Segment;
use crate::error::Result;
use crate::index::stored::days_since_1970;
use crate::query::plan::{ClauseSet, Plan};
use crate::query::{DateRange, Filter};
use crate::work::Budget;

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
