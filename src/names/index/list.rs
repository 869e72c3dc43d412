//! The keys of one script in a file of names, found by likeness: grouped by skeleton, the skeletons in two tries.

use std::io::{self, Write};
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::batch_align::{KeyBatch, LANES, MAX_LETTERS};
use super::cost_cutoff::CostCutoff;
use super::profile::QueryProfile;
use super::trie::{NewTrie, Trie};
use super::walk::SkeletonTries;
use crate::error::Result;
use crate::memory::give_back;
use crate::names::spelling::letters::{SCRIPTS, Script, letter};
use crate::names::spelling::skeletons::skeleton;
use crate::work::{Budget, Counter};

/// The parts of a list, in the order in which they lie in the file.
const PARTS: usize = 11;

/// The bytes of a group: where its keys begin, and the number of its first key (`u32` each).
const GROUP: usize = 8;

/// Where the parts of a list lie in the bytes of a file.
#[derive(Debug)]
pub(super) struct NameList {
    script: Script,
    /// The parts of the skeletons' trie, read from the front.
    forward: [Range<usize>; 3],
    /// The same, read from the end.
    backward: [Range<usize>; 3],
    /// The group of each row that is read from the end.
    backward_groups: Range<usize>,
    /// The groups of keys with the same skeleton, the first those of the empty one, then by length; one more for the end.
    groups: Range<usize>,
    /// The keys of each group in order, each as how many letters it shares with the one before, how many it has of its own, and
    /// the codes of these.
    keys: Range<usize>,
    /// The number of each key.
    numbers: Range<usize>,
    /// What each key is.
    kinds: Range<usize>,
}

/// A key, given when a list is written: what it is, and the number that it has in what it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListedKey<'a> {
    pub(super) key: &'a str,
    pub(super) kind: u8,
    pub(super) number: u32,
}

/// A key that was found: what it costs, what it is, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NearKey {
    pub(super) cost: u8,
    pub(super) kind: u8,
    pub(super) number: u32,
}

/// The keys of a list while it is made.
#[derive(Default)]
struct NewGroups {
    skeletons: Vec<Vec<u8>>,
    groups: Vec<u8>,
    keys: Vec<u8>,
    numbers: Vec<u8>,
    kinds: Vec<u8>,
}

impl NewGroups {
    fn begin(&mut self, skeleton: &[u8]) {
        self.skeletons.push(skeleton.to_vec());
        self.end();
    }

    fn end(&mut self) {
        self.groups.extend((self.keys.len() as u32).to_le_bytes());
        self.groups.extend((self.kinds.len() as u32).to_le_bytes());
    }

    fn push(&mut self, codes: &[u8], before: &[u8], kind: u8, number: u32) {
        let shared = codes.iter().zip(before).take_while(|(a, b)| a == b).count();
        self.keys.extend([shared as u8, (codes.len() - shared) as u8]);
        self.keys.extend(&codes[shared..]);
        self.kinds.push(kind);
        self.numbers.extend(number.to_le_bytes());
    }
}

/// Writes the list of these keys; those that are not of the script are left out.
pub(super) fn write_list<'a>(
    script: Script,
    keys: impl Iterator<Item = ListedKey<'a>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut all: Vec<(Vec<u8>, Vec<u8>, u8, u32)> = Vec::new();
    for ListedKey { key, kind, number } in keys {
        if let Some(codes) = key.chars().map(|c| letter(script, c)).collect::<Option<Vec<u8>>>()
            && (1..=MAX_LETTERS).contains(&codes.len())
        {
            let mut symbols = Vec::new();
            skeleton(script, &codes, &mut symbols);
            all.push((symbols, codes, kind, number));
        }
    }
    // As a trie counts its rows: level by level.
    all.sort_unstable_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| a.cmp(b)));
    let mut new = NewGroups::default();
    new.begin(&[]);
    let mut before: &[u8] = &[];
    for (skeleton, codes, kind, number) in &all {
        if new.skeletons.last() != Some(skeleton) {
            new.begin(skeleton);
            before = &[];
        }
        new.push(codes, before, *kind, *number);
        before = codes;
    }
    new.end();
    give_back(&mut all);
    let (forward, _) = trie(new.skeletons.iter().skip(1).cloned().collect());
    let turned = |skeleton: &Vec<u8>| skeleton.iter().rev().copied().collect();
    let (backward, rows) = trie(new.skeletons.iter().skip(1).map(turned).collect());
    // The first group is that of the empty skeleton.
    let backward_groups = rows.into_iter().flat_map(|row| (row + 1).to_le_bytes()).collect();
    let NewGroups { groups, keys, numbers, kinds, .. } = new;
    let [forward, backward] = [forward, backward].map(|NewTrie { heads, below, ranks }| [heads, below, ranks]);
    let groups = [backward_groups, groups, keys, numbers, kinds];
    let parts: Vec<Vec<u8>> = forward.into_iter().chain(backward).chain(groups).collect();
    out.write_all(&[script.number() as u8])?;
    for part in &parts {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
    }
    parts.iter().try_for_each(|part| out.write_all(part))
}

/// The trie of rows, and for each of its rows, as it counts them, the place that it was given at.
fn trie(rows: Vec<Vec<u8>>) -> (NewTrie, Vec<u32>) {
    let mut rows: Vec<(Vec<u8>, u32)> = rows.into_iter().zip(0..).collect();
    rows.sort_unstable();
    let trie = NewTrie::of(&rows.iter().map(|(row, _)| row.as_slice()).collect::<Vec<_>>());
    rows.sort_by_key(|(row, _)| row.len());
    (trie, rows.into_iter().map(|(_, place)| place).collect())
}

impl NameList {
    /// Where the parts of the list lie that begins at a place of a file, and where it ends; nothing if it is not whole.
    pub(super) fn read(file: &[u8], start: usize) -> Option<(Self, usize)> {
        let script = *SCRIPTS.get(usize::from(*file.get(start)?))?;
        let mut at = start + 1 + 8 * PARTS;
        let mut parts: [Range<usize>; PARTS] = Default::default();
        for (part, length) in parts.iter_mut().zip(file.get(start + 1..at)?.chunks_exact(8)) {
            let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
            *part = at..at.checked_add(length).filter(|end| *end <= file.len())?;
            at = part.end;
        }
        let [heads, below, ranks, turned_heads, turned_below, turned_ranks, rest @ ..] = parts;
        let [backward_groups, groups, keys, numbers, kinds] = rest;
        let (forward, backward) = ([heads, below, ranks], [turned_heads, turned_below, turned_ranks]);
        let list = Self { script, forward, backward, backward_groups, groups, keys, numbers, kinds };
        let SkeletonTries { forward, backward, .. } = list.tries(file);
        let is_whole = forward.is_whole()
            && backward.is_whole()
            && list.groups.len() >= 2 * GROUP
            && list.groups.len() == 2 * list.backward_groups.len() + 2 * GROUP
            && list.numbers.len() == 4 * list.kinds.len();
        is_whole.then_some((list, at))
    }

    /// The script of its keys.
    pub(super) fn script(&self) -> Script {
        self.script
    }

    /// How many keys it has.
    pub(super) fn keys(&self) -> u64 {
        self.kinds.len() as u64
    }

    /// Gives the keys that a profile accepts and that are among the nearest so far, each with the codes of its letters.
    pub(super) fn near(
        &self,
        file: &[u8],
        profile: &QueryProfile,
        (budget, cutoff): (&Budget, &mut CostCutoff),
        take: &mut impl FnMut(NearKey, &[u8]),
    ) -> Result<()> {
        if self.kinds.is_empty() {
            // Nothing is made ready for a script that nobody writes.
            return Ok(());
        }
        let mut batch = KeyBatch::default();
        let mut keys = GroupKeys { rest: &[], at: 0, length: 0, letters: [0; MAX_LETTERS] };
        let groups = self.groups_within(file, profile, budget)?;
        // Where the keys lie is read of all groups at first, so that nobody waits for the memory group by group.
        let groups: Vec<_> = groups.into_iter().map(|group| self.keys_of(file, group)).collect();
        for (rest, at) in groups {
            (keys.rest, keys.at) = (rest, at);
            while keys.next() {
                batch.push(keys.codes(), keys.at - 1);
                if batch.len() == LANES {
                    self.near_of((file, profile, &batch), (budget, cutoff), take)?;
                    batch.clear();
                }
            }
        }
        self.near_of((file, profile, &batch), (budget, cutoff), take)
    }

    /// Those of a batch of keys.
    fn near_of(
        &self,
        (file, profile, batch): (&[u8], &QueryProfile, &KeyBatch),
        (budget, cutoff): (&Budget, &mut CostCutoff),
        take: &mut impl FnMut(NearKey, &[u8]),
    ) -> Result<()> {
        budget.spend(Counter::NamesAligned, batch.len() as u64)?;
        let costs = profile.costs(self.script, batch, cutoff.limit());
        for (lane, cost) in costs.into_iter().enumerate().take(batch.len()) {
            if cost > cutoff.limit() {
                continue;
            }
            let mut letters = [0; MAX_LETTERS];
            let codes = batch.codes(lane, &mut letters);
            cutoff.add(self.script, codes, cost);
            let at = batch.place(lane);
            let kind = file[self.kinds.clone()][at];
            take(NearKey { cost, kind, number: number(file, self.numbers.start + 4 * at) }, codes);
        }
        Ok(())
    }

    /// The groups whose skeletons are alike, the nearest first.
    fn groups_within(&self, file: &[u8], profile: &QueryProfile, budget: &Budget) -> Result<Vec<u32>> {
        let mut steps = budget.steps(Counter::SkeletonsAligned);
        let mut groups = Vec::new();
        for walk in profile.walks(self.script) {
            let mut more = walk.within(&self.tries(file), &mut steps)?;
            if !groups.is_empty() {
                let known: FxHashSet<u32> = groups.iter().copied().collect();
                more.retain(|group| !known.contains(group));
            }
            groups.append(&mut more);
        }
        Ok(groups)
    }

    fn tries<'a>(&self, file: &'a [u8]) -> SkeletonTries<'a> {
        let trie = |parts: &[Range<usize>; 3]| Trie::of(parts.each_ref().map(|part| &file[part.clone()]));
        let backward_groups = &file[self.backward_groups.clone()];
        SkeletonTries { forward: trie(&self.forward), backward: trie(&self.backward), backward_groups }
    }

    /// The keys of a group, and the place of the first of them.
    fn keys_of<'a>(&self, file: &'a [u8], group: u32) -> (&'a [u8], usize) {
        let group = self.groups.start + group as usize * GROUP;
        let [start, at, end] = [group, group + 4, group + GROUP].map(|at| number(file, at) as usize);
        (&file[self.keys.clone()][start..end], at)
    }
}

/// The number at a place of a file.
#[inline]
fn number(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"))
}

/// The keys of a group, read one after the other.
struct GroupKeys<'a> {
    rest: &'a [u8],
    /// The place of the next key among all.
    at: usize,
    /// The codes of the letters of the last one.
    length: usize,
    letters: [u8; MAX_LETTERS],
}

impl GroupKeys<'_> {
    /// Reads the next key, if there is one.
    #[inline]
    fn next(&mut self) -> bool {
        let [shared, own, rest @ ..] = self.rest else { return false };
        let (shared, own) = (usize::from(*shared), usize::from(*own));
        self.length = shared + own;
        for (letter, code) in self.letters[shared..shared + own].iter_mut().zip(rest) {
            *letter = *code;
        }
        self.rest = &rest[own..];
        self.at += 1;
        true
    }

    /// The codes of its letters.
    fn codes(&self) -> &[u8] {
        &self.letters[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::spelling::letters::{Script, letters};

    fn listed<'a>(keys: impl Iterator<Item = &'a str>) -> impl Iterator<Item = ListedKey<'a>> {
        keys.zip(0..).map(|(key, number)| ListedKey { key, kind: 0, number })
    }

    /// Many names, and the list of them.
    fn many() -> (Vec<String>, Vec<u8>) {
        let syllables = ["sa", "ra", "qib", "keb", "id", "lib", "ho", "ms", "ma", "a", "rat", "kafr", "an", "bel"];
        let mut keys: Vec<String> = Vec::new();
        for a in syllables {
            for b in syllables {
                keys.extend(syllables.map(|c| [a, b, c].concat()));
            }
        }
        keys.sort();
        keys.dedup();
        let mut file = Vec::new();
        write_list(Script::Latin, listed(keys.iter().map(String::as_str)), &mut file).unwrap();
        (keys, file)
    }

    #[test]
    fn a_damaged_trie_is_walked_to_an_end() {
        let (_, file) = many();
        let (list, _) = NameList::read(&file, 0).unwrap();
        let profile = QueryProfile::new(Script::Latin, "kafranbelidlib").unwrap();
        let nodes = (list.forward[0].len() + list.backward[0].len()) / 2;
        for byte in [0u8, 1, 17, 255] {
            let mut damaged = file.clone();
            for (at, place) in list.forward[1].clone().chain(list.backward[1].clone()).enumerate() {
                // The two upper bytes of a number are 0, so that it may be one of the trie.
                damaged[place] = byte.wrapping_mul(at as u8) * u8::from(at % 4 < 2);
            }
            let budget = Budget::default();
            let groups = list.groups_within(&damaged, &profile, &budget).unwrap();
            assert!(groups.iter().all(|group| (*group as usize) < list.groups.len() / GROUP - 1));
            assert!(budget.work().skeletons_aligned <= nodes as u64, "{byte}");
        }
    }

    #[test]
    fn the_list_gives_what_each_key_alone_would_give() {
        let (keys, file) = many();
        let (list, end) = NameList::read(&file, 0).unwrap();
        assert_eq!(end, file.len());
        let mut all = 0;
        for query in ["saraqib", "sarakeb", "idlib", "kafranbel", "homs", "maarat", "a", "ia", "kafranbelidlibhoms"]
        {
            let profile = QueryProfile::new(Script::Latin, query).unwrap();
            let mut cutoff = CostCutoff::default();
            let mut found = Vec::new();
            let budget = Budget::default();
            list.near(&file, &profile, (&budget, &mut cutoff), &mut |key, codes| {
                assert_eq!(keys[key.number as usize].len(), codes.len());
                found.push(key);
            })
            .unwrap();
            let mut expected = Vec::new();
            for (key, number) in keys.iter().zip(0..) {
                let mut codes = Vec::new();
                assert!(letters(Script::Latin, key, &mut codes));
                let cost = profile.cost_of(Script::Latin, &codes);
                expected.extend(cost.map(|cost| NearKey { cost, kind: 0, number }));
            }
            all += expected.len();
            for list in [&mut found, &mut expected] {
                list.retain(|key| key.cost <= cutoff.limit());
                list.sort_unstable();
            }
            assert_eq!(found, expected, "{query}");
        }
        assert!(all > 100, "{all}");
    }

    #[test]
    fn few_names_are_aligned_with_one_of_another_script() {
        let (keys, file) = many();
        let (list, _) = NameList::read(&file, 0).unwrap();
        for (script, query, key) in [
            (Script::Arabic, "سراقب", "saraqib"),
            (Script::Cyrillic, "саракиб", "saraqib"),
            (Script::Hebrew, "סראקיב", "saraqib"),
        ] {
            let (budget, mut found) = (Budget::default(), false);
            let profile = QueryProfile::new(script, query).unwrap();
            let mut take = |near: NearKey, _: &[u8]| found |= keys[near.number as usize] == key;
            list.near(&file, &profile, (&budget, &mut CostCutoff::default()), &mut take).unwrap();
            let aligned = budget.work().names_aligned as usize;
            assert!(found && aligned * 10 < keys.len(), "{query}: {aligned} of {}", keys.len());
        }
    }

    #[test]
    fn a_list_that_is_cut_off_is_none() {
        let mut file = Vec::new();
        write_list(Script::Latin, listed(["saraqib", "sarmin"].into_iter()), &mut file).unwrap();
        for length in 0..file.len() {
            assert!(NameList::read(&file[..length], 0).is_none(), "{length} bytes");
        }
    }
}
