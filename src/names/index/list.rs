//! The keys of one script in a file of names, found by likeness: grouped by skeleton, the skeletons in two tries.

use std::io::{self, Write};
use std::ops::Range;

use super::batch_align::LANES;
use super::cost_cutoff::CostCutoff;
use super::profile::QueryProfile;
use super::trie::{MAX_DEPTH, Trie, TrieBuilder};
use super::walk::SkeletonTries;
use crate::error::Result;
use crate::names::spelling::letters::{SCRIPTS, Script, letter};
use crate::names::spelling::skeletons::skeleton;
use crate::work::{Budget, Counter};

/// No key of a name is longer; longer words are left out.
const MAX_LETTERS: usize = MAX_DEPTH;

/// The parts of a list, in the order in which they lie in the file.
const PARTS: usize = 8;

/// The bytes of a group: where its keys begin, and the number of its first key (`u32` each).
const GROUP: usize = 8;

/// Where the parts of a list lie in the bytes of a file.
#[derive(Debug)]
pub(super) struct NameList {
    script: Script,
    /// The nodes and the ends of the skeletons' trie, read from the front.
    forward: [Range<usize>; 2],
    /// The same, read from the end.
    backward: [Range<usize>; 2],
    /// The groups of keys with the same skeleton, the first those of the empty one; one more for the end.
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
    all.sort_unstable();
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
    let rows = || new.skeletons.iter().zip(0..).skip(1);
    let forward = TrieBuilder::of(rows().map(|(row, group)| (row.as_slice(), group)));
    let mut turned: Vec<(Vec<u8>, u32)> =
        rows().map(|(row, group)| (row.iter().rev().copied().collect(), group)).collect();
    turned.sort_unstable();
    let backward = TrieBuilder::of(turned.iter().map(|(row, group)| (row.as_slice(), *group)));
    let NewGroups { groups, keys, numbers, kinds, .. } = new;
    let parts: [Vec<u8>; PARTS] =
        [forward.nodes, forward.ends, backward.nodes, backward.ends, groups, keys, numbers, kinds];
    out.write_all(&[script.number() as u8])?;
    for part in &parts {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
    }
    parts.iter().try_for_each(|part| out.write_all(part))
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
        let [nodes, ends, turned_nodes, turned_ends, groups, keys, numbers, kinds] = parts;
        let is_whole = nodes.len() == 2 * ends.len()
            && turned_nodes.len() == 2 * turned_ends.len()
            && groups.len() >= 2 * GROUP
            && numbers.len() == 4 * kinds.len();
        let (forward, backward) = ([nodes, ends], [turned_nodes, turned_ends]);
        is_whole.then_some((Self { script, forward, backward, groups, keys, numbers, kinds }, at))
    }

    /// The script of its keys.
    pub(super) fn script(&self) -> Script {
        self.script
    }

    /// The keys that a profile accepts and that are among the nearest so far.
    pub(super) fn near(
        &self,
        file: &[u8],
        profile: &QueryProfile,
        budget: &Budget,
        cutoff: &mut CostCutoff,
    ) -> Result<Vec<NearKey>> {
        let mut found = Vec::new();
        let groups = self.groups_within(file, profile, budget)?;
        let mut keys = groups.into_iter().flat_map(|(_, group)| self.keys_of(file, group));
        let mut batch = Vec::with_capacity(LANES);
        loop {
            batch.clear();
            batch.extend(keys.by_ref().take(LANES));
            if batch.is_empty() {
                return Ok(found);
            }
            budget.spend(Counter::NamesAligned, batch.len() as u64)?;
            let names = std::array::from_fn(|lane| batch.get(lane).map_or(&[][..], Key::codes));
            let costs = profile.costs(self.script, &names);
            for (key, cost) in batch.iter().zip(costs) {
                if cost <= cutoff.limit() {
                    cutoff.add(self.script, key.codes(), cost);
                    found.push(NearKey {
                        cost,
                        kind: file[self.kinds.clone()][key.at],
                        number: self.number(file, key.at),
                    });
                }
            }
        }
    }

    /// The groups whose skeletons are alike, the nearest first.
    fn groups_within(&self, file: &[u8], profile: &QueryProfile, budget: &Budget) -> Result<Vec<(u8, u32)>> {
        let mut steps = budget.steps(Counter::SkeletonsAligned);
        let trie =
            |[nodes, ends]: &[Range<usize>; 2]| Trie { nodes: &file[nodes.clone()], ends: &file[ends.clone()] };
        let tries = SkeletonTries { forward: trie(&self.forward), backward: trie(&self.backward) };
        let mut groups = profile.walk(self.script).within(&tries, &mut steps)?;
        groups.sort_unstable();
        Ok(groups)
    }

    /// The keys of a group.
    fn keys_of<'a>(&self, file: &'a [u8], group: u32) -> GroupKeys<'a> {
        let group = self.groups.start + group as usize * GROUP;
        let [start, at, end] = [group, group + 4, group + GROUP].map(|at| number(file, at) as usize);
        let rest = &file[self.keys.clone()][start..end];
        GroupKeys { rest, key: Key { at, length: 0, codes: [0; MAX_LETTERS] } }
    }

    fn number(&self, file: &[u8], at: usize) -> u32 {
        number(file, self.numbers.start + 4 * at)
    }
}

/// The number at a place of a file.
#[inline]
fn number(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"))
}

/// A key of a list: its place among all, and the codes of its letters.
#[derive(Clone, Copy, Debug)]
struct Key {
    at: usize,
    length: usize,
    codes: [u8; MAX_LETTERS],
}

impl Key {
    fn codes(&self) -> &[u8] {
        &self.codes[..self.length]
    }
}

/// The keys of a group, one after the other.
struct GroupKeys<'a> {
    rest: &'a [u8],
    /// The next one, with the letters of the one before it.
    key: Key,
}

impl Iterator for GroupKeys<'_> {
    type Item = Key;

    fn next(&mut self) -> Option<Key> {
        let [shared, own, rest @ ..] = self.rest else { return None };
        let (shared, own) = (usize::from(*shared), usize::from(*own));
        self.key.length = shared + own;
        self.key.codes[shared..shared + own].copy_from_slice(&rest[..own]);
        self.rest = &rest[own..];
        let key = self.key;
        self.key.at += 1;
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::spelling::letters::{Script, letters};

    fn listed<'a>(keys: impl Iterator<Item = &'a str>) -> impl Iterator<Item = ListedKey<'a>> {
        keys.zip(0..).map(|(key, number)| ListedKey { key, kind: 0, number })
    }

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
        let mut file = Vec::new();
        write_list(Script::Latin, listed(keys.iter().map(String::as_str)), &mut file).unwrap();
        let (list, end) = NameList::read(&file, 0).unwrap();
        assert_eq!(end, file.len());
        let mut all = 0;
        for query in ["saraqib", "sarakeb", "idlib", "kafranbel", "homs", "maarat", "a", "ia", "kafranbelidlibhoms"]
        {
            let profile = QueryProfile::new(Script::Latin, query).unwrap();
            let mut cutoff = CostCutoff::default();
            let mut found = list.near(&file, &profile, &Budget::default(), &mut cutoff).unwrap();
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
    fn a_list_that_is_cut_off_is_none() {
        let mut file = Vec::new();
        write_list(Script::Latin, listed(["saraqib", "sarmin"].into_iter()), &mut file).unwrap();
        for length in 0..file.len() {
            assert!(NameList::read(&file[..length], 0).is_none(), "{length} bytes");
        }
    }
}
