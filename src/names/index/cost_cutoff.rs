//! The names nearest to one that is looked for: no more than can be decided about in a few milliseconds.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::profile::LIMIT;
use crate::names::spelling::letters::Script;

/// Names that cost more than this many others are left out. Where an index has a million distinct names, a hundredth of
/// them is somewhat like any short name, and deciding about all of them would take longer than all else. Of a million names,
/// most made of others by the changes of letters that spellings have, the nearest 1,000 hold one in two hundred less of what is
/// shown than the nearest 1,500.
const MAX_NEARER: usize = 1500;

/// The histogram of the costs of the names seen so far, in whatever order, each name counted once.
#[derive(Debug)]
pub struct CostCutoff {
    /// What each name costs, by its hash.
    seen: FxHashMap<u64, u8>,
    /// How many names have each cost.
    counts: [usize; LIMIT as usize + 1],
    /// How many cost no more than the limit.
    within: usize,
    limit: u8,
}

impl Default for CostCutoff {
    fn default() -> Self {
        Self { seen: FxHashMap::default(), counts: [0; LIMIT as usize + 1], within: 0, limit: LIMIT }
    }
}

impl CostCutoff {
    /// The most that a name may cost so as to be one of the nearest, as far as is known by now.
    #[inline]
    pub fn limit(&self) -> u8 {
        self.limit
    }

    /// Counts a name, given by the codes of its letters, that costs no more than the limit.
    pub fn add(&mut self, script: Script, codes: &[u8], cost: u8) {
        let mut hasher = FxHasher::default();
        (script.number(), codes).hash(&mut hasher);
        self.count(hasher.finish(), cost);
    }

    /// Counts the names that another one has counted.
    pub fn merge(&mut self, other: &Self) {
        other.seen.iter().for_each(|(name, cost)| self.count(*name, *cost));
    }

    fn count(&mut self, name: u64, cost: u8) {
        if cost > self.limit || self.seen.insert(name, cost).is_some() {
            return;
        }
        self.counts[usize::from(cost)] += 1;
        self.within += 1;
        while self.limit > 0 && self.within - self.counts[usize::from(self.limit)] >= MAX_NEARER {
            self.within -= self.counts[usize::from(self.limit)];
            self.limit -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_falls_to_what_enough_names_cost() {
        let mut cutoff = CostCutoff::default();
        let mut number = 0u32;
        let mut add = |cutoff: &mut CostCutoff, cost: u8, count: usize| {
            for _ in 0..count {
                number += 1;
                cutoff.add(Script::Latin, &number.to_be_bytes(), cost);
            }
        };
        add(&mut cutoff, 90, MAX_NEARER - 1);
        assert_eq!(cutoff.limit(), LIMIT);
        add(&mut cutoff, 80, 1);
        assert_eq!(cutoff.limit(), 90);
        add(&mut cutoff, 10, MAX_NEARER - 1);
        assert_eq!(cutoff.limit(), 80);
        cutoff.add(Script::Latin, &1u32.to_be_bytes(), 10);
        assert_eq!(cutoff.limit(), 80, "a name that was seen before");
    }

    #[test]
    fn parts_counted_by_themselves_have_the_limit_of_all_together() {
        let names: Vec<(u32, u8)> = (0..8000u32).map(|n| (n % 6000, (n % 6000 * 7 % 199) as u8)).collect();
        let add = |cutoff: &mut CostCutoff, (name, cost): &(u32, u8)| {
            cutoff.add(Script::Latin, &name.to_be_bytes(), *cost);
        };
        let mut all = CostCutoff::default();
        names.iter().for_each(|name| add(&mut all, name));
        let mut merged = CostCutoff::default();
        for part in names.chunks(3000) {
            let mut cutoff = CostCutoff::default();
            part.iter().for_each(|name| add(&mut cutoff, name));
            assert!(cutoff.limit() >= all.limit());
            merged.merge(&cutoff);
        }
        assert!(all.limit() < LIMIT);
        assert_eq!(merged.limit(), all.limit());
    }
}
