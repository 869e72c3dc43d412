//! A query that is read and planned, and a backend → the articles of a page as they are stored.

use super::{DuplicateHandling, SearchOptions, Sort};
use crate::error::Result;
use crate::index::{Address, Backend, Statistics, StoredArticle};
use crate::query::plan::{Plan, PlanTerms};
use crate::query::{Query, Warning};
use crate::ranking::{TopArticle, TopArticles, TopRequest, Weights};
use crate::work::Budget;

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

impl PreparedQuery<'_> {
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
            weights: self.weights,
            statistics: self.statistics.clone(),
        };
        backend.search(self.plan, &request, self.budget)
    }

    fn sort(&self) -> Sort {
        if self.plan.is_list() && self.options.sort == Sort::Relevance { Sort::Newest } else { self.options.sort }
    }

    /// The articles of a page as they are stored, each with its near-duplicates.
    pub(super) fn resolved(&self, top: Vec<TopArticle>, backend: &dyn Backend) -> Result<Vec<ResolvedHit>> {
        let addresses = top.iter().flat_map(|top| std::iter::once(&top.address).chain(&top.duplicates));
        let addresses: Vec<Address> = addresses.copied().collect();
        let mut stored = backend.fetch(&addresses, self.budget)?.into_iter();
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
