//! evidence → the best articles in order, and exact totals.

use std::cmp::Ordering;

use super::score::{Outlook, Scored, Scorer};
use super::{Sort, Tier, Total};
use crate::error::Result;
use crate::index::{Address, Backend, Entry, Evidence, EvidenceVisitor, Statistics};
use crate::query::Filter;
use crate::query::plan::{Found, MOST_STEPPED, Plan};

/// An article with what its answer needs.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) address: Address,
    pub(super) tier: Tier,
    pub(super) score: f64,
    pub(super) days: Option<(i32, i32)>,
    /// Number and score of each passage with something wanted, best first.
    pub(super) passages: Vec<(u32, f64)>,
    pub(super) entries: Vec<Entry>,
    /// The filters that hold for it.
    pub(super) filters: Found,
}

/// Collects the best articles of a plan.
pub(super) struct Ranker<'a> {
    plan: &'a Plan,
    statistics: &'a Statistics,
    title_weight: f32,
    sort: Sort,
    keep: usize,
    scorer: Option<Scorer<'a>>,
    /// In how many articles each clause stands.
    pub(super) frequencies: Vec<u64>,
    /// How much was found.
    pub(super) total: Total,
    candidates: Vec<Candidate>,
    /// The worst candidate that was kept; none behind it is wanted.
    worst: Option<Candidate>,
    has_date_filter: bool,
}

impl<'a> Ranker<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        statistics: &'a Statistics,
        title_weight: f32,
        sort: Sort,
        keep: usize,
    ) -> Self {
        let has_date_filter = plan.filters.iter().any(|f| matches!(f, Filter::Date(_)));
        Self {
            plan,
            statistics,
            title_weight,
            sort,
            keep,
            scorer: None,
            frequencies: Vec::new(),
            total: Total::default(),
            candidates: Vec::new(),
            worst: None,
            has_date_filter,
        }
    }

    /// The best articles in order; ids are only read to part equals.
    pub(super) fn finish(mut self, backend: &dyn Backend) -> Result<(Vec<Candidate>, Total, Vec<u64>)> {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_by(|a, b| self.compare(a, b));
        let mut ordered = Vec::with_capacity(candidates.len());
        let equal = |a: &Candidate, b: &Candidate| self.compare(a, b) == Ordering::Equal;
        for group in candidates.chunk_by(equal) {
            if ordered.len() >= self.keep {
                break;
            }
            if let [only] = group {
                ordered.push(only.clone());
                continue;
            }
            let with_id = group.iter().map(|c| Ok((backend.id(c.address)?, c.clone())));
            let mut with_id: Vec<(String, Candidate)> = with_id.collect::<Result<_>>()?;
            with_id.sort_by(|a, b| a.0.cmp(&b.0));
            ordered.extend(with_id.into_iter().map(|(_, c)| c));
        }
        ordered.truncate(self.keep);
        Ok((ordered, self.total, self.frequencies))
    }

    /// Best first, all but the id considered.
    fn compare(&self, a: &Candidate, b: &Candidate) -> Ordering {
        let newest = |a: &Candidate, b: &Candidate| b.days.map(|d| d.1).cmp(&a.days.map(|d| d.1));
        let oldest = |a: &Candidate, b: &Candidate| {
            let day = |c: &Candidate| c.days.map_or(i32::MAX, |d| d.0);
            day(a).cmp(&day(b))
        };
        let has_all = |a: &Candidate, b: &Candidate| (b.tier > Tier::Partial).cmp(&(a.tier > Tier::Partial));
        let score = |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score);
        match self.sort {
            Sort::Relevance => self.steps(a, b).then_with(|| score(a, b)).then_with(|| newest(a, b)),
            Sort::Newest => has_all(a, b).then_with(|| newest(a, b)).then_with(|| score(a, b)),
            Sort::Oldest => has_all(a, b).then_with(|| oldest(a, b)).then_with(|| score(a, b)),
        }
    }

    /// The tiers as steps of the ranking, in queries short enough for them.
    fn steps(&self, a: &Candidate, b: &Candidate) -> Ordering {
        if self.plan.wanted.len() > MOST_STEPPED { Ordering::Equal } else { b.tier.cmp(&a.tier) }
    }

    fn count(&mut self, outlook: &Outlook, passages: u64) {
        if outlook.is_whole {
            self.total.articles += 1;
            self.total.passages += passages;
        } else {
            self.total.partial.articles += 1;
        }
    }

    /// Whether the article cannot be among those wanted, whatever its score.
    fn is_out_of_reach(&self, outlook: &Outlook) -> bool {
        self.sort == Sort::Relevance && self.worst.as_ref().is_some_and(|worst| outlook.ceiling < worst.score)
    }

    fn push(&mut self, candidate: Candidate) {
        if self.worst.as_ref().is_some_and(|worst| self.compare(&candidate, worst) == Ordering::Greater) {
            return;
        }
        self.candidates.push(candidate);
        if self.candidates.len() >= self.keep.saturating_mul(2).saturating_add(64) {
            self.prune();
        }
    }

    /// Drops all behind the last one wanted, but those that are its equals.
    fn prune(&mut self) {
        let mut candidates = std::mem::take(&mut self.candidates);
        let last = self.keep.max(1) - 1;
        candidates.select_nth_unstable_by(last, |a, b| self.compare(a, b));
        let worst = candidates[last].clone();
        candidates.retain(|c| self.compare(c, &worst) != Ordering::Greater);
        self.candidates = candidates;
        self.worst = Some(worst);
    }
}

impl EvidenceVisitor for Ranker<'_> {
    fn begin(&mut self, article_frequencies: &[u64]) {
        self.frequencies = article_frequencies.to_vec();
        self.scorer = Some(Scorer::new(self.plan, self.statistics, article_frequencies, self.title_weight));
    }

    fn article(&mut self, evidence: Evidence<'_>) {
        let Some(scorer) = &self.scorer else { return };
        let Some(outlook) = scorer.outlook(&evidence) else {
            if self.has_date_filter && (evidence.days)().is_none() {
                let mut dated = evidence;
                let filters = self.plan.filters.iter().enumerate();
                filters.filter(|(_, f)| matches!(f, Filter::Date(_))).for_each(|(n, _)| dated.filters.add(n));
                self.total.undated += u64::from(scorer.outlook(&dated).is_some_and(|o| o.is_whole));
            }
            return;
        };
        let passages = if outlook.is_whole {
            scorer.matching(evidence.entries).filter(|entries| entries[0].ordinal > 0).count() as u64
        } else {
            0
        };
        if self.keep == 0 || self.is_out_of_reach(&outlook) {
            self.count(&outlook, passages);
            return;
        }
        let Scored { tier, passages: scores } = scorer.score(&evidence, &outlook);
        let score = scores.first().map_or_else(|| scorer.step(tier, outlook.share), |(_, score)| *score);
        self.count(&outlook, passages);
        let Evidence { address, entries, filters, .. } = evidence;
        let days = (evidence.days)();
        self.push(Candidate { address, tier, score, days, passages: scores, entries: entries.to_vec(), filters });
    }
}
