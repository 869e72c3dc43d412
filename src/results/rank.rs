//! evidence → the best articles in order, and exact totals.

use rustc_hash::FxHashSet;

use super::copies::{Group, MOST_GROUPS, Signed, groups};
use super::score::{Outlook, Scored, Scorer};
use super::top::{Candidate, Key, Order, Top};
use super::{Sort, Total};
use crate::error::Result;
use crate::index::{Address, Backend, Evidence, EvidenceVisitor, Signature, Statistics};
use crate::query::Filter;
use crate::query::plan::{MOST_STEPPED, Plan};
use crate::work::{Budget, Counter};

/// Copies are looked for among so many articles that were found; behind them each is its own.
const MOST_COMPARED: usize = 200_000;

/// So many articles are kept at least where copies are looked for: all copies of a smaller answer are counted.
const MOST_COUNTED: usize = 128;

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
    wish: Wish<'a>,
    scorer: Option<Scorer<'a>>,
    frequencies: Vec<u64>,
    total: Total,
    top: Top,
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
        let order = Order::new(wish.sort, plan.wanted.len() <= MOST_STEPPED);
        let has_date_filter = plan.filters.iter().any(|f| matches!(f, Filter::Date(_)));
        Self {
            plan,
            statistics,
            title_weight,
            budget,
            wish,
            scorer: None,
            frequencies: Vec::new(),
            total: Total::default(),
            top: Top::new(order, wish.keep, Self::most_at_hand(&wish)),
            found: Vec::new(),
            has_date_filter,
        }
    }

    /// The best articles in order, fewer than wanted where copies fell away; ids are only read to part equals.
    pub(super) fn finish(self, backend: &dyn Backend) -> Result<Ranking> {
        let Self { top, found, mut total, wish, frequencies, budget, .. } = self;
        let is_cut = top.is_cut();
        let ordered = top.into_ordered(backend, budget)?;
        // Where nothing was given up all groups are made, to be counted.
        let is_all = wish.fold && !is_cut && ordered.len() == found.len();
        let mut groups = groups(&ordered, &found, if is_all { usize::MAX } else { wish.keep }, budget)?;
        total.folded.articles = groups.iter().map(|group| group.copies.len() as u64).sum();
        total.folded.exact = !wish.fold || (is_all && groups.len() <= MOST_GROUPS);
        groups.truncate(wish.keep);
        Ok(Ranking { groups, kept: ordered, total, frequencies })
    }

    /// So many candidates are at hand before those that are not wanted are dropped.
    fn most_at_hand(wish: &Wish<'_>) -> usize {
        let most = wish.keep.saturating_mul(2).saturating_add(64);
        if wish.fold { most.max(MOST_COUNTED) } else { most }
    }

    fn count(&mut self, outlook: &Outlook, passages: u64) {
        if outlook.is_whole {
            self.total.articles += 1;
            self.total.passages += passages;
        } else {
            self.total.partial.articles += 1;
        }
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
        if self.wish.keep == 0 || self.top.is_out_of_reach(outlook.ceiling) {
            self.count(&outlook, passages);
            return;
        }
        self.budget.add(Counter::ArticlesScored, 1);
        let Scored { tier, passages: scores } = scorer.score(&evidence, &outlook);
        let score = scores.first().map_or_else(|| scorer.step(tier, outlook.share), |(_, score)| *score);
        self.count(&outlook, passages);
        let Evidence { address, filters, .. } = evidence;
        let (key, id_order) = (Key { tier, score, days: (evidence.days)() }, (evidence.id_order)());
        if self.top.has_room_for(&key, address, id_order) {
            let entries = evidence.entries.to_vec();
            self.top.push(Candidate { address, id_order, key, passages: scores, entries, filters, signature });
        }
    }

    fn end(&mut self) -> Result<bool> {
        Ok(false)
    }
}
