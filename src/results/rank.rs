//! evidence → the best articles in order, and exact totals.

use std::cell::Cell;
use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::copies::{Group, MOST_GROUPS, Signed, groups};
use super::score::{Outlook, Scored, Scorer};
use super::{Sort, Tier, Total};
use crate::error::Result;
use crate::index::{Address, Backend, Entry, Evidence, EvidenceVisitor, Signature, Statistics};
use crate::query::Filter;
use crate::query::plan::{Found, MOST_STEPPED, Plan};
use crate::work::{Budget, Counter};

/// Copies are looked for among so many articles that were found; behind them each is its own.
const MOST_COMPARED: usize = 200_000;

/// So many articles are kept at least where copies are looked for: all copies of a smaller answer are counted.
const MOST_COUNTED: usize = 128;

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
    /// What its copies are known by; nothing where they are not looked for.
    pub(super) signature: Signature,
}

/// Which articles are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    /// Their order.
    pub(super) sort: Sort,
    /// So many of the best.
    pub(super) keep: usize,
    /// Whether copies of an article are no articles of their own.
    pub(super) fold: bool,
    /// Only these, where some are named.
    pub(super) only: Option<&'a FxHashSet<Address>>,
}

/// The best articles of a plan.
pub(super) struct Ranking {
    /// The articles in order, each with its copies.
    pub(super) groups: Vec<Group>,
    /// The candidates that were kept: more than those of the groups.
    pub(super) kept: Vec<Candidate>,
    /// How much was found.
    pub(super) total: Total,
    /// In how many articles each clause stands.
    pub(super) frequencies: Vec<u64>,
}

/// Collects the best articles of a plan.
pub(super) struct Ranker<'a> {
    plan: &'a Plan,
    statistics: &'a Statistics,
    title_weight: f32,
    budget: &'a Budget,
    comparisons: Cell<u64>,
    wish: Wish<'a>,
    scorer: Option<Scorer<'a>>,
    frequencies: Vec<u64>,
    total: Total,
    candidates: Vec<Candidate>,
    /// The worst candidate that was kept; none behind it is wanted.
    worst: Option<Candidate>,
    /// What was found, where copies are looked for.
    found: Vec<Signed>,
    has_date_filter: bool,
}

impl<'a> Ranker<'a> {
    pub(super) fn new(
        (plan, statistics): (&'a Plan, &'a Statistics),
        title_weight: f32,
        budget: &'a Budget,
        wish: Wish<'a>,
    ) -> Self {
        let has_date_filter = plan.filters.iter().any(|f| matches!(f, Filter::Date(_)));
        Self {
            plan,
            statistics,
            title_weight,
            budget,
            comparisons: Cell::new(0),
            wish,
            scorer: None,
            frequencies: Vec::new(),
            total: Total::default(),
            candidates: Vec::new(),
            worst: None,
            found: Vec::new(),
            has_date_filter,
        }
    }

    /// The best articles in order, fewer than wanted where copies fell away; ids are only read to part equals.
    pub(super) fn finish(mut self, backend: &dyn Backend) -> Result<Ranking> {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_by(|a, b| self.compare(a, b));
        let keep = self.wish.keep;
        // Where nothing was given up all groups are made, to be counted.
        let is_all = self.wish.fold && candidates.len() == self.found.len();
        let ordered = self.ordered(&candidates, if self.wish.fold { usize::MAX } else { keep }, backend)?;
        let most = if is_all { usize::MAX } else { keep };
        let mut groups = groups(&ordered, &self.found, most, self.budget)?;
        self.total.folded.articles = groups.iter().map(|group| group.copies.len() as u64).sum();
        self.total.folded.exact = !self.wish.fold || (is_all && groups.len() <= MOST_GROUPS);
        groups.truncate(keep);
        self.budget.spend(Counter::Comparisons, self.comparisons.get())?;
        Ok(Ranking { groups, kept: ordered, total: self.total, frequencies: self.frequencies })
    }

    /// The first of the sorted candidates, equals by their ids.
    fn ordered(&self, candidates: &[Candidate], most: usize, backend: &dyn Backend) -> Result<Vec<Candidate>> {
        let mut ordered = Vec::with_capacity(candidates.len());
        let equal = |a: &Candidate, b: &Candidate| self.compare(a, b) == Ordering::Equal;
        for group in candidates.chunk_by(equal) {
            if ordered.len() >= most {
                break;
            }
            if let [only] = group {
                ordered.push(only.clone());
                continue;
            }
            self.budget.spend(Counter::FactsRead, group.len() as u64)?;
            let with_id = group.iter().map(|c| Ok((backend.id(c.address)?, c.clone())));
            let mut with_id: Vec<(String, Candidate)> = with_id.collect::<Result<_>>()?;
            with_id.sort_by(|a, b| a.0.cmp(&b.0));
            ordered.extend(with_id.into_iter().map(|(_, c)| c));
        }
        ordered.truncate(most);
        Ok(ordered)
    }

    /// So many candidates are at hand before those that are not wanted are dropped.
    fn most_at_hand(&self) -> usize {
        let most = self.wish.keep.saturating_mul(2).saturating_add(64);
        if self.wish.fold { most.max(MOST_COUNTED) } else { most }
    }

    /// Best first, all but the id considered.
    fn compare(&self, a: &Candidate, b: &Candidate) -> Ordering {
        self.comparisons.set(self.comparisons.get() + 1);
        let newest = |a: &Candidate, b: &Candidate| b.days.map(|d| d.1).cmp(&a.days.map(|d| d.1));
        let oldest = |a: &Candidate, b: &Candidate| {
            let day = |c: &Candidate| c.days.map_or(i32::MAX, |d| d.0);
            day(a).cmp(&day(b))
        };
        let has_all = |a: &Candidate, b: &Candidate| (b.tier > Tier::Partial).cmp(&(a.tier > Tier::Partial));
        let score = |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score);
        match self.wish.sort {
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
        self.wish.sort == Sort::Relevance && self.worst.as_ref().is_some_and(|worst| outlook.ceiling < worst.score)
    }

    fn push(&mut self, candidate: Candidate) {
        if self.worst.as_ref().is_some_and(|worst| self.compare(&candidate, worst) == Ordering::Greater) {
            return;
        }
        self.candidates.push(candidate);
        if self.candidates.len() > self.most_at_hand() {
            self.prune();
        }
    }

    /// Drops all behind the last one wanted, but those that are its equals.
    fn prune(&mut self) {
        let mut candidates = std::mem::take(&mut self.candidates);
        let last = self.wish.keep.max(1) - 1;
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
        if self.wish.only.is_some_and(|only| !only.contains(&evidence.address)) {
            return;
        }
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
        let signature = if self.wish.fold { (evidence.signature)() } else { Signature::default() };
        if self.wish.fold && self.found.len() < MOST_COMPARED {
            self.found.push((evidence.address, signature));
        }
        if self.wish.keep == 0 || self.is_out_of_reach(&outlook) {
            self.count(&outlook, passages);
            return;
        }
        self.budget.add(Counter::ArticlesScored, 1);
        let Scored { tier, passages: scores } = scorer.score(&evidence, &outlook);
        let score = scores.first().map_or_else(|| scorer.step(tier, outlook.share), |(_, score)| *score);
        self.count(&outlook, passages);
        let Evidence { address, filters, .. } = evidence;
        let (entries, days) = (evidence.entries.to_vec(), (evidence.days)());
        self.push(Candidate { address, tier, score, days, passages: scores, entries, filters, signature });
    }

    fn end(&mut self) -> Result<bool> {
        Ok(false)
    }
}
