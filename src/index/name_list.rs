//! The keys of names in one script, side by side in memory: what a walk goes through.
//!
//! Keys with the same skeleton stand in one group. The groups that can hold the nearest keys come first, and when there are
//! enough of these, no other group is looked into.

use crate::error::Result;
use crate::names::lanes::LANES;
use crate::names::nearest::Nearest;
use crate::names::skeleton::skeleton;
use crate::names::spelling::letters::{Script, letter};
use crate::names::walk::Walk;
use crate::work::{Budget, Counter};

/// No key of a name is longer; longer words are left out.
const MOST_LETTERS: usize = 48;

/// The keys of one script, each with a number.
#[derive(Debug)]
pub(super) struct NameList {
    script: Script,
    /// The classes of all skeletons, in the order of the groups.
    skeletons: Runs,
    /// How many classes each skeleton shares with the one before it.
    shared: Vec<u8>,
    /// Where each group begins among the keys; one more for the end.
    groups: Vec<u32>,
    /// The letters of all keys, as codes.
    keys: Runs,
    /// The number of each key.
    numbers: Vec<u32>,
}

/// Rows of bytes, one after the other.
#[derive(Debug, Default)]
struct Runs {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Runs {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len() as u32);
    }

    #[inline]
    fn get(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[at] as usize]
    }
}

impl NameList {
    /// The list of these keys with their numbers; those that are not of the script are left out.
    pub(super) fn new<'a>(script: Script, keys: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut all: Vec<(Vec<u8>, Vec<u8>, u32)> = Vec::new();
        for (key, number) in keys {
            if let Some(codes) = key.chars().map(|c| letter(script, c)).collect::<Option<Vec<u8>>>()
                && (1..=MOST_LETTERS).contains(&codes.len())
            {
                all.push((skeleton(script, &codes), codes, number));
            }
        }
        all.sort_unstable();
        let (skeletons, keys) = (Runs::default(), Runs::default());
        let mut list =
            Self { script, skeletons, shared: Vec::new(), groups: Vec::new(), keys, numbers: Vec::new() };
        let mut before: Option<&[u8]> = None;
        for (skeleton, codes, number) in &all {
            if before != Some(skeleton) {
                let shared = skeleton.iter().zip(before.unwrap_or_default()).take_while(|(a, b)| a == b).count();
                list.skeletons.push(skeleton);
                list.shared.push(shared as u8);
                list.groups.push(list.numbers.len() as u32);
                before = Some(skeleton);
            }
            list.keys.push(codes);
            list.numbers.push(*number);
        }
        list.groups.push(list.numbers.len() as u32);
        list
    }

    /// The keys that a walk accepts and that are among the nearest so far: what each costs, and its number.
    pub(super) fn walk(&self, walk: &Walk, budget: &Budget, nearest: &mut Nearest) -> Result<Vec<(u8, u32)>> {
        let mut found = Vec::new();
        let mut groups = self.groups_within(walk, budget, nearest.limit())?;
        groups.sort_unstable();
        let keys_of = |group: usize| self.groups[group] as usize..self.groups[group + 1] as usize;
        let mut keys = groups.into_iter().flat_map(|(least, group)| keys_of(group).map(move |at| (least, at)));
        let mut batch = Vec::with_capacity(LANES);
        loop {
            batch.clear();
            batch.extend(keys.by_ref().take(LANES).take_while(|(least, _)| *least <= nearest.limit()));
            if batch.is_empty() {
                return Ok(found);
            }
            budget.spend(Counter::NamesAligned, batch.len() as u64)?;
            let names = std::array::from_fn(|lane| batch.get(lane).map_or(&[][..], |(_, at)| self.keys.get(*at)));
            let costs = walk.costs(self.script, &names);
            for ((_, at), cost) in batch.iter().zip(costs) {
                if cost <= nearest.limit() {
                    nearest.add(self.script, self.keys.get(*at), cost);
                    found.push((cost, self.numbers[*at]));
                }
            }
        }
    }

    /// The groups whose keys can cost no more than the limit, each with what they cost at least. A skeleton shares its first
    /// classes with the one before it, and so the rows of the alignment; where a row is above the limit, all skeletons that
    /// share the classes so far are passed over.
    fn groups_within(&self, walk: &Walk, budget: &Budget, limit: u8) -> Result<Vec<(u8, usize)>> {
        let mut steps = budget.steps(Counter::SkeletonsAligned);
        let mut rows = [walk.skeleton_start(self.script); MOST_LETTERS + 1];
        let mut lost = usize::MAX;
        let mut groups = Vec::new();
        for (group, shared) in self.shared.iter().enumerate() {
            steps.step()?;
            let shared = usize::from(*shared);
            if shared >= lost {
                continue;
            }
            lost = usize::MAX;
            let skeleton = self.skeletons.get(group);
            for (place, class) in skeleton.iter().enumerate().skip(shared) {
                rows[place + 1] = walk.skeleton_step(self.script, &rows[place], *class);
                if rows[place + 1].least() > limit {
                    lost = place + 1;
                    break;
                }
            }
            let cost = walk.cost(&rows[skeleton.len()]);
            if lost == usize::MAX && cost <= limit {
                groups.push((cost, group));
            }
        }
        Ok(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::spelling::letters::{Script, letters};

    #[test]
    fn a_walk_through_the_list_takes_what_each_key_alone_would_give() {
        let syllables = ["sa", "ra", "qib", "keb", "id", "lib", "ho", "ms", "ma", "a", "rat", "kafr", "an", "bel"];
        let mut keys: Vec<String> = Vec::new();
        for a in syllables {
            for b in syllables {
                keys.extend(syllables.map(|c| [a, b, c].concat()));
            }
        }
        keys.sort();
        keys.dedup();
        let numbered = || keys.iter().map(String::as_str).zip(0..);
        let list = NameList::new(Script::Latin, numbered());
        for query in ["saraqib", "sarakeb", "idlib", "kafranbel", "homs", "maarat"] {
            let walk = Walk::new(Script::Latin, query).unwrap();
            let mut nearest = Nearest::default();
            let mut found = list.walk(&walk, &Budget::default(), &mut nearest).unwrap();
            let mut expected = Vec::new();
            for (key, number) in numbered() {
                let mut codes = Vec::new();
                assert!(letters(Script::Latin, key, &mut codes));
                expected.extend(walk.cost_of(Script::Latin, &codes).map(|cost| (cost, number)));
            }
            assert!(!expected.is_empty());
            for list in [&mut found, &mut expected] {
                list.retain(|(cost, _)| *cost <= nearest.limit());
                list.sort_unstable();
            }
            assert_eq!(found, expected, "{query}");
        }
    }
}
