//! A question and a backend → the articles that are told: ranked, copies with the one that they copy.

use rustc_hash::{FxHashMap, FxHashSet};

use super::copies::by_date;
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
pub struct Question<'a> {
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
    pub(super) fn ranked(&self, backend: &dyn Backend, copies: CopyHandling) -> Result<Ranking> {
        let wanted = self.options.offset.saturating_add(self.options.limit);
        let mut keep = wanted;
        loop {
            let wish = Wish { sort: self.sort(), keep, fold: copies == CopyHandling::Fold, only: None };
            let mut ranking = self.rank(backend, wish)?;
            let total = ranking.total;
            let is_all = total.folded.exact || keep as u64 >= total.articles + total.partial.articles;
            if ranking.groups.len() >= wanted || is_all {
                ranking.groups.truncate(wanted);
                return Ok(ranking);
            }
            // Copies stood where others are wanted, which were given up for them.
            keep = keep.saturating_mul(2);
        }
    }

    fn sort(&self) -> Sort {
        if self.plan.is_list() && self.options.sort == Sort::Relevance { Sort::Newest } else { self.options.sort }
    }

    fn rank(&self, backend: &dyn Backend, wish: Wish<'_>) -> Result<Ranking> {
        let mut ranker = Ranker::new((self.plan, self.statistics), self.title_weight, self.budget, wish);
        if !self.plan.wanted.is_empty() || !self.plan.required.is_empty() {
            backend.evidence(self.plan, self.budget, &mut ranker)?;
        }
        ranker.finish(backend)
    }

    /// The articles of the page: of copies that have as much of what is wanted as the best of them the earliest, but where
    /// the order is that of the days.
    pub(super) fn told(&self, ranking: &Ranking, backend: &dyn Backend) -> Result<Vec<Told>> {
        let groups = ranking.groups.iter().skip(self.options.offset);
        let mut groups = groups.map(|g| Ok((g, by_date(g, backend, self.budget)?))).collect::<Result<Vec<_>>>()?;
        let by_relevance = self.sort() == Sort::Relevance;
        let kept: FxHashMap<Address, &Candidate> = ranking.kept.iter().map(|c| (c.address, c)).collect();
        let earlier = groups.iter().flat_map(|(group, articles)| {
            articles.iter().map(|(address, _)| *address).take_while(|address| *address != group.best.address)
        });
        let not_kept: FxHashSet<Address> = earlier.filter(|a| by_relevance && !kept.contains_key(a)).collect();
        let wish = Wish { sort: self.sort(), keep: not_kept.len(), fold: false, only: Some(&not_kept) };
        let others = if not_kept.is_empty() { Vec::new() } else { self.rank(backend, wish)?.kept };
        let others: FxHashMap<Address, &Candidate> = others.iter().map(|c| (c.address, c)).collect();
        let candidate = |address: &Address| kept.get(address).or_else(|| others.get(address)).copied();
        let told = groups.drain(..).map(|(group, mut articles)| {
            let best = &group.best;
            let is_as_good =
                |c: &&Candidate| if by_relevance { c.key.tier == best.key.tier } else { c.address == best.address };
            let found = articles.iter().filter_map(|(address, _)| candidate(address)).find(is_as_good);
            let candidate = found.unwrap_or(best).clone();
            let place = articles.iter().position(|(address, _)| *address == candidate.address);
            let (_, article) = articles.remove(place.unwrap_or(0));
            let copies = articles.into_iter().map(|(_, article)| article).collect();
            Told { candidate, article, copies, score: best.key.score }
        });
        Ok(told.collect())
    }
}

/// An article that is told, with its copies.
pub(super) struct Told {
    pub(super) candidate: Candidate,
    pub(super) article: StoredArticle,
    /// The earliest first.
    pub(super) copies: Vec<StoredArticle>,
    /// The score of the best of them.
    pub(super) score: f64,
}
