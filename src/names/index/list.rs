//! The keys of names in one script, side by side in memory: what the profile of a name is compared with.
//!
//! Keys with the same skeleton stand in one group. The groups that can hold the nearest keys come first, and when there are
//! enough of these, no other group is looked into.

use super::batch_align::LANES;
use super::cost_cutoff::CostCutoff;
use super::profile::QueryProfile;
use super::skeleton::skeleton;
use crate::error::Result;
use crate::names::spelling::letters::{Script, letter};
use crate::work::{Budget, Counter};

/// No key of a name is longer; longer words are left out.
const MAX_LETTERS: usize = 48;

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
                && (1..=MAX_LETTERS).contains(&codes.len())
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

    /// The keys that a profile accepts and that are among the nearest so far: what each costs, and its number.
    pub(super) fn near(
        &self,
        profile: &QueryProfile,
        budget: &Budget,
        cutoff: &mut CostCutoff,
    ) -> Result<Vec<(u8, u32)>> {
        let mut found = Vec::new();
        let mut groups = self.groups_within(profile, budget, cutoff.limit())?;
        groups.sort_unstable();
        let keys_of = |group: usize| self.groups[group] as usize..self.groups[group + 1] as usize;
        let mut keys = groups.into_iter().flat_map(|(least, group)| keys_of(group).map(move |at| (least, at)));
        let mut batch = Vec::with_capacity(LANES);
        loop {
            batch.clear();
            batch.extend(keys.by_ref().take(LANES).take_while(|(least, _)| *least <= cutoff.limit()));
            if batch.is_empty() {
                return Ok(found);
            }
            budget.spend(Counter::NamesAligned, batch.len() as u64)?;
            let names = std::array::from_fn(|lane| batch.get(lane).map_or(&[][..], |(_, at)| self.keys.get(*at)));
            let costs = profile.costs(self.script, &names);
            for ((_, at), cost) in batch.iter().zip(costs) {
                if cost <= cutoff.limit() {
                    cutoff.add(self.script, self.keys.get(*at), cost);
                    found.push((cost, self.numbers[*at]));
                }
            }
        }
    }

    /// The groups whose keys can cost no more than the limit, each with what they cost at least. A skeleton shares its first
    /// classes with the one before it, and so the rows of the alignment; where a row is above the limit, all skeletons that
    /// share the classes so far are passed over.
    fn groups_within(&self, profile: &QueryProfile, budget: &Budget, limit: u8) -> Result<Vec<(u8, usize)>> {
        let mut steps = budget.steps(Counter::SkeletonsAligned);
        let mut rows = [profile.skeleton_start(self.script); MAX_LETTERS + 1];
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
                rows[place + 1] = profile.skeleton_step(self.script, &rows[place], *class);
                if rows[place + 1].least() > limit {
                    lost = place + 1;
                    break;
                }
            }
            let cost = profile.cost(&rows[skeleton.len()]);
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
    fn the_list_gives_what_each_key_alone_would_give() {
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
            let profile = QueryProfile::new(Script::Latin, query).unwrap();
            let mut cutoff = CostCutoff::default();
            let mut found = list.near(&profile, &Budget::default(), &mut cutoff).unwrap();
            let mut expected = Vec::new();
            for (key, number) in numbered() {
                let mut codes = Vec::new();
                assert!(letters(Script::Latin, key, &mut codes));
                expected.extend(profile.cost_of(Script::Latin, &codes).map(|cost| (cost, number)));
            }
            assert!(!expected.is_empty());
            for list in [&mut found, &mut expected] {
                list.retain(|(cost, _)| *cost <= cutoff.limit());
                list.sort_unstable();
            }
            assert_eq!(found, expected, "{query}");
        }
    }
}
