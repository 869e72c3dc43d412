//! candidates as they come → the best of them, in bounded memory and with a total order.
//!
//! Articles are ordered by what their order is asked to be, equals by their ids. Ids are compared as strings only at the end:
//! within one part of the index their numbers have the same order, so that of many equals each part keeps as many as are
//! wanted, the first ones by their ids.

use std::cell::Cell;
use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::best_first::day_bound;
use super::{Address, ClauseMatch, MatchSource, MinHash, Sort, Tier};
use crate::error::Result;
use crate::query::plan::ClauseSet;
use crate::work::{Budget, Counter};

/// What articles are ordered by, before their ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) tier: Tier,
    pub(super) score: f64,
    /// The first and last day on which it can have been published.
    pub(super) days: Option<(i32, i32)>,
}

/// An article with what its answer needs.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) address: Address,
    /// What its part of the index has for its id: in the order of the ids.
    pub(super) id_order: u64,
    pub(super) key: Key,
    /// What feedback added to its score.
    pub(super) feedback: f64,
    /// The words of headline and passages.
    pub(super) words: u32,
    /// Number and score of each passage with something wanted, best first.
    pub(super) passages: Vec<(u32, f64)>,
    pub(super) clauses: Vec<ClauseMatch>,
    /// The filters that hold for it.
    pub(super) filters: ClauseSet,
    /// What its near-duplicates are known by; nothing where they are not looked for.
    pub(super) min_hash: MinHash,
}

/// How articles are ordered.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) sort: Sort,
    /// Whether the tiers are steps of the ranking.
    pub(super) by_tier: bool,
    comparisons: Cell<u64>,
}

impl Order {
    pub(super) fn new(sort: Sort, by_tier: bool) -> Self {
        Self { sort, by_tier, comparisons: Cell::new(0) }
    }

    /// Best first, all but the id considered.
    pub(super) fn compare(&self, a: &Key, b: &Key) -> Ordering {
        self.comparisons.set(self.comparisons.get() + 1);
        let newest = || b.days.map(|d| d.1).cmp(&a.days.map(|d| d.1));
        let first_day = |key: &Key| key.days.map_or(i32::MAX, |d| d.0);
        let has_all = || (b.tier > Tier::Partial).cmp(&(a.tier > Tier::Partial));
        let score = || b.score.total_cmp(&a.score);
        let steps = || if self.by_tier { b.tier.cmp(&a.tier) } else { Ordering::Equal };
        match self.sort {
            Sort::Relevance => steps().then_with(score).then_with(newest),
            Sort::Newest => has_all().then_with(newest).then_with(score),
            Sort::Oldest => has_all().then_with(|| first_day(a).cmp(&first_day(b))).then_with(score),
        }
    }
}

/// The best candidates of those that were pushed.
#[derive(Debug)]
pub(super) struct Top {
    order: Order,
    /// How many are wanted.
    k: usize,
    candidates: Vec<Candidate>,
    /// The list is cut when it is longer.
    cut_above: usize,
    /// What the last one wanted had when the list was cut.
    worst: Option<Key>,
    /// The last of its equals that each part of the index may add, where it has as many as are wanted.
    last_equals: FxHashMap<u32, (u64, u32)>,
}

impl Top {
    /// An empty list; nothing is given up before more than `buffered` were pushed.
    pub(super) fn new(order: Order, k: usize, buffered: usize) -> Self {
        let (candidates, last_equals) = (Vec::new(), FxHashMap::default());
        Self { order, k, candidates, cut_above: buffered.max(k), worst: None, last_equals }
    }

    /// Whether candidates were given up.
    pub(super) fn is_cut(&self) -> bool {
        self.worst.is_some()
    }

    /// Whether so many candidates are kept without giving any up.
    pub(super) fn is_roomy_for(&self, candidates: u64) -> bool {
        candidates <= self.cut_above as u64
    }

    /// An article with a lower bound cannot be among those wanted.
    pub(super) fn floor(&self) -> f64 {
        if self.k == 0 {
            return f64::INFINITY;
        }
        let place = |Key { tier, score, days }: &Key| match self.order.sort {
            Sort::Relevance => *score,
            sort => f64::from(day_bound(sort, *tier > Tier::Partial, *days)),
        };
        let mut places: Vec<f64> = self.candidates.iter().map(|candidate| place(&candidate.key)).collect();
        if places.len() < self.k {
            return f64::NEG_INFINITY;
        }
        *places.select_nth_unstable_by(self.k - 1, |a, b| b.total_cmp(a)).1
    }

    /// Whether an article that scores no more than this cannot be among those wanted.
    pub(super) fn is_out_of_reach(&self, score_at_most: f64) -> bool {
        self.order.sort == Sort::Relevance && self.worst.is_some_and(|worst| score_at_most < worst.score)
    }

    /// Whether a candidate can still be among those wanted, given its key, its address and what orders its id.
    pub(super) fn has_room_for(&self, key: &Key, address: Address, id_order: u64) -> bool {
        let Some(worst) = &self.worst else { return self.k > 0 };
        match self.order.compare(key, worst) {
            Ordering::Less => true,
            Ordering::Equal => {
                let last = self.last_equals.get(&address.part());
                last.is_none_or(|last| (id_order, address.number()) < *last)
            }
            Ordering::Greater => false,
        }
    }

    /// Adds a candidate for which there is room.
    pub(super) fn push(&mut self, candidate: Candidate) {
        self.candidates.push(candidate);
        if self.candidates.len() > self.cut_above {
            self.cut();
            // At least as many again must come before the next cut, so that the cuts cost no more than the pushes.
            self.cut_above = self.cut_above.max(self.candidates.len().saturating_mul(2));
        }
    }

    /// Gives up what cannot be among those wanted.
    fn cut(&mut self) {
        let mut candidates = std::mem::take(&mut self.candidates);
        let last = self.k.max(1) - 1;
        candidates.select_nth_unstable_by(last, |a, b| self.order.compare(&a.key, &b.key));
        let worst = candidates[last].key;
        let (mut equals, mut kept) = (Vec::new(), Vec::with_capacity(self.k));
        for candidate in candidates {
            match self.order.compare(&candidate.key, &worst) {
                Ordering::Less => kept.push(candidate),
                Ordering::Equal => equals.push(candidate),
                Ordering::Greater => {}
            }
        }
        let wanted = self.k.max(1) - kept.len();
        equals.sort_unstable_by_key(|c| (c.address.part(), c.id_order, c.address.number()));
        self.last_equals.clear();
        for part in equals.chunk_by(|a, b| a.address.part() == b.address.part()) {
            kept.extend(part.iter().take(wanted).cloned());
            if let Some(last) = part.get(wanted - 1) {
                self.last_equals.insert(last.address.part(), (last.id_order, last.address.number()));
            }
        }
        self.candidates = kept;
        self.worst = Some(worst);
    }

    /// The candidates in order. Where some were given up these are the best ones, at least as many as are wanted.
    pub(super) fn into_ordered(self, source: &dyn MatchSource, budget: &Budget) -> Result<Vec<Candidate>> {
        let Self { order, k, mut candidates, worst, .. } = self;
        candidates.sort_by(|a, b| order.compare(&a.key, &b.key));
        let is_better = |c: &Candidate| worst.is_none_or(|worst| order.compare(&c.key, &worst) == Ordering::Less);
        let most = candidates.partition_point(is_better).max(k);
        let mut ordered: Vec<Candidate> = Vec::with_capacity(candidates.len().min(most));
        for equals in candidates.chunk_by(|a, b| order.compare(&a.key, &b.key) == Ordering::Equal) {
            if ordered.len() >= most {
                break;
            }
            if let [only] = equals {
                ordered.push(only.clone());
                continue;
            }
            let mut with_id = Vec::with_capacity(equals.len());
            for candidate in equals {
                budget.spend(Counter::FactsRead, 1)?;
                with_id.push((source.facts(candidate.address)?.id, candidate));
            }
            with_id.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.address.cmp(&b.1.address)));
            ordered.extend(with_id.into_iter().map(|(_, candidate)| candidate.clone()));
        }
        ordered.truncate(most);
        budget.spend(Counter::Comparisons, order.comparisons.get())?;
        Ok(ordered)
    }
}
