//! A question and a backend → the articles that are told: ranked, copies with the one that they copy.

use super::rank::{Ranker, Ranking, Wish};
use super::top::Candidate;
use super::{CopyHandling, SearchOptions, Sort};
use crate::error::Result;
use crate::index::{Address, Backend, Statistics, StoredArticle};
use crate::query::plan::{Plan, PlanTerms};
use crate::query::{Query, Warning};
use crate::work::{Budget, Counter};

/// A question, read and expanded.
#[derive(Debug)]
pub(crate) struct Question<'a> {
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
    /// The weight of a word of the headline.
    pub title_weight: f32,
    /// How it is answered.
    pub options: &'a SearchOptions,
    /// The terms of the plan.
    pub terms: PlanTerms,
    /// What answering it is counted in.
    pub budget: &'a Budget,
}

/// Reads a stored article, which is counted.
pub(super) fn fetch(backend: &dyn Backend, address: Address, budget: &Budget) -> Result<StoredArticle> {
    budget.check()?;
    let article = backend.article(address)?;
    budget.add(Counter::ArticlesFetched, 1);
    budget.add(Counter::BytesFetched, article.full_text.len() as u64);
    Ok(article)
}

impl Question<'_> {
    /// The best articles; their copies are listed if the articles are to be shown.
    pub(super) fn ranked(&self, backend: &dyn Backend, copies: CopyHandling, list: bool) -> Result<Ranking> {
        let keep = self.options.offset.saturating_add(self.options.limit);
        let wish = Wish { sort: self.sort(), keep, fold: copies == CopyHandling::Fold, list };
        let mut ranker = Ranker::new(self, backend, wish);
        if !self.plan.wanted.is_empty() || !self.plan.required.is_empty() {
            backend.evidence(self.plan, self.budget, &mut ranker)?;
        }
        Ok(ranker.finish())
    }

    fn sort(&self) -> Sort {
        if self.plan.is_list() && self.options.sort == Sort::Relevance { Sort::Newest } else { self.options.sort }
    }

    /// The articles of the page: of copies that have as much of what is wanted as the best of them the earliest, but where
    /// the order is that of the days.
    pub(super) fn told(&self, ranking: &Ranking, backend: &dyn Backend) -> Result<Vec<Told>> {
        let groups = ranking.groups.iter().skip(self.options.offset).zip(&ranking.listed);
        let told = groups.map(|(group, listed)| {
            let best = &group.best;
            let earlier = listed.iter().filter_map(|address| ranking.earlier.get(address));
            let shown = earlier.into_iter().find(|c| c.key.tier == best.key.tier).unwrap_or(best);
            let copies = listed.iter().filter(|address| **address != shown.address);
            Ok(Told {
                candidate: shown.clone(),
                article: fetch(backend, shown.address, self.budget)?,
                copies: copies.map(|address| fetch(backend, *address, self.budget)).collect::<Result<_>>()?,
                more_copies: (group.copies.len() + 1).saturating_sub(listed.len()),
                score: best.key.score,
            })
        });
        told.collect()
    }
}

/// An article that is told, with its copies.
pub(super) struct Told {
    pub(super) candidate: Candidate,
    pub(super) article: StoredArticle,
    /// The earliest first.
    pub(super) copies: Vec<StoredArticle>,
    /// How many more copies there are.
    pub(super) more_copies: usize,
    /// The score of the best of them.
    pub(super) score: f64,
}
