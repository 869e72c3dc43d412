//! A query that is read and planned, and a backend → the articles of a page as they are stored.

use super::{DuplicateHandling, SearchOptions, Sort};
use crate::error::Result;
use crate::index::{Address, Backend, Statistics, StoredArticle};
use crate::query::plan::Plan;
use crate::query::plan_terms::PlanTerms;
use crate::query::{Query, Warning};
use crate::ranking::{TopArticle, TopArticles, TopRequest, Weights};
use crate::work::Budget;

/// An article has no more passages than words and so many without one, and marks are looked for in so many of them.
const MORE_PASSAGES: u32 = 64;
const MAX_PASSAGES: u32 = 65_536;

/// A query, read and planned.
#[derive(Debug)]
pub(crate) struct PreparedQuery<'a> {
    /// As it came.
    pub text: &'a str,
    /// As it was read.
    pub query: &'a Query,
    /// What was not understood.
    pub warnings: &'a [Warning],
    /// As it was expanded.
    pub plan: &'a Plan,
    /// What the index holds.
    pub statistics: &'a Statistics,
    /// What the ranking is set to.
    pub weights: Weights,
    /// How it is answered.
    pub options: &'a SearchOptions,
    /// The terms of the plan.
    pub terms: PlanTerms,
    /// What answering it is counted in.
    pub budget: &'a Budget,
}

impl<'a> PreparedQuery<'a> {
    /// The same, answered otherwise.
    pub(super) fn with_options(&self, options: &'a SearchOptions) -> Self {
        let Self { text, query, warnings, plan, statistics, weights, budget, .. } = *self;
        Self { text, query, warnings, plan, statistics, weights, options, terms: PlanTerms::of_plan(plan), budget }
    }

    /// The best articles; their near-duplicates are listed if the articles are to be shown.
    pub(super) fn top(
        &self,
        backend: &dyn Backend,
        duplicates: DuplicateHandling,
        list: bool,
    ) -> Result<TopArticles> {
        let request = TopRequest {
            sort: self.sort(),
            offset: self.options.offset,
            limit: self.options.limit,
            fold: duplicates == DuplicateHandling::Fold,
            list,
            facets: list && self.options.facets,
            ..self.request_to_count()
        };
        backend.search(self.plan, &request, self.budget)
    }

    /// A request for how much is found, and no more.
    pub(super) fn request_to_count(&self) -> TopRequest {
        TopRequest {
            sort: self.sort(),
            offset: 0,
            limit: 0,
            fold: false,
            list: false,
            facets: false,
            near: Vec::new(),
            weights: self.weights,
            statistics: self.statistics.clone(),
        }
    }

    fn sort(&self) -> Sort {
        if self.plan.is_list() && self.options.sort == Sort::Relevance { Sort::Newest } else { self.options.sort }
    }

    /// The passages of an article that are shown, if it has them, each with its score: the best, else the first. Of an article
    /// that was found by its headline or by its date alone, its beginning tells what it is.
    pub(super) fn shown(&self, top: &TopArticle) -> Vec<(u32, f64)> {
        let matched = top.passages.iter().filter(|(ordinal, _)| *ordinal > 0).copied();
        let mut shown: Vec<(u32, f64)> = matched.take(self.options.passages).collect();
        if shown.is_empty() && self.options.passages > 0 {
            shown.push((1, top.score));
        }
        shown
    }

    /// The articles of a page as they are stored, each with its near-duplicates.
    pub(super) fn resolved(&self, top: Vec<TopArticle>, backend: &dyn Backend) -> Result<Vec<ResolvedHit>> {
        let wanted = top.iter().flat_map(|top| {
            let shown = match self.plan.has_patterns() {
                // Patterns reach over the borders of passages.
                true => (1..=top.words.saturating_add(MORE_PASSAGES).min(MAX_PASSAGES)).collect(),
                false => self.shown(top).into_iter().map(|(ordinal, _)| ordinal).collect(),
            };
            let duplicates = top.duplicates.iter().map(|address| (*address, Vec::new()));
            std::iter::once((top.address, shown)).chain(duplicates)
        });
        let wanted: Vec<(Address, Vec<u32>)> = wanted.collect();
        let mut stored = backend.fetch(&wanted, self.budget)?.into_iter();
        let mut hits = Vec::with_capacity(top.len());
        for top in top {
            let Some(article) = stored.next() else { break };
            let duplicates = stored.by_ref().take(top.duplicates.len()).collect();
            hits.push(ResolvedHit { top, article, duplicates });
        }
        Ok(hits)
    }
}

/// An article of a page as it is stored.
pub(super) struct ResolvedHit {
    pub(super) top: TopArticle,
    pub(super) article: StoredArticle,
    /// Its near-duplicates, the earliest first.
    pub(super) duplicates: Vec<StoredArticle>,
}
