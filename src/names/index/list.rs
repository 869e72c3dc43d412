//! The keys of one script in a file of names, found by likeness: sorted by skeleton, so that one walk carries a row of the
//! alignment along skeletons that begin alike.

use std::io::{self, Write};
use std::ops::Range;

use super::batch_align::LANES;
use super::cost_cutoff::CostCutoff;
use super::profile::QueryProfile;
use super::skeleton::skeleton;
use crate::error::Result;
use crate::names::spelling::letters::{SCRIPTS, Script, letter};
use crate::work::{Budget, Counter};

/// No key of a name is longer; longer words are left out.
const MAX_LETTERS: usize = 48;

/// The parts of a list, in the order in which they lie in the file. A row of bytes is found by where each ends.
const PARTS: usize = 7;

/// Where the parts of a list lie in the bytes of a file.
#[derive(Debug)]
pub(super) struct NameList {
    script: Script,
    /// The classes of all skeletons, in the order of the groups.
    skeletons: Runs,
    /// How many classes each skeleton shares with the one before it, a byte each.
    shared: Range<usize>,
    /// Where each group begins among the keys; one more for the end.
    groups: Range<usize>,
    /// The letters of all keys, as codes.
    keys: Runs,
    /// The number of each key.
    numbers: Range<usize>,
}

/// Rows of bytes, one after the other, and where each ends.
#[derive(Debug)]
struct Runs {
    bytes: Range<usize>,
    ends: Range<usize>,
}

/// Rows of bytes while a list is made.
#[derive(Default)]
struct NewRuns {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl NewRuns {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len() as u32);
    }
}

/// The number at a place of a row of numbers of four bytes.
#[inline]
fn number(row: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(row[4 * at..4 * at + 4].try_into().expect("four bytes"))
}

#[inline]
fn run<'a>((bytes, ends): (&'a [u8], &[u8]), at: usize) -> &'a [u8] {
    let start = at.checked_sub(1).map_or(0, |before| number(ends, before));
    &bytes[start as usize..number(ends, at) as usize]
}

/// Writes the list of these keys with their numbers; those that are not of the script are left out.
pub(super) fn write_list<'a>(
    script: Script,
    keys: impl Iterator<Item = (&'a str, u32)>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut all: Vec<(Vec<u8>, Vec<u8>, u32)> = Vec::new();
    for (key, number) in keys {
        if let Some(codes) = key.chars().map(|c| letter(script, c)).collect::<Option<Vec<u8>>>()
            && (1..=MAX_LETTERS).contains(&codes.len())
        {
            all.push((skeleton(script, &codes), codes, number));
        }
    }
    all.sort_unstable();
    let (mut skeletons, mut keys) = (NewRuns::default(), NewRuns::default());
    let (mut shared, mut groups, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: Option<&[u8]> = None;
    for (skeleton, codes, number) in &all {
        if before != Some(skeleton) {
            let alike = skeleton.iter().zip(before.unwrap_or_default()).take_while(|(a, b)| a == b).count();
            skeletons.push(skeleton);
            shared.push(alike as u8);
            groups.push(numbers.len() as u32);
            before = Some(skeleton);
        }
        keys.push(codes);
        numbers.push(*number);
    }
    groups.push(numbers.len() as u32);
    let bytes = |numbers: Vec<u32>| numbers.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<u8>>();
    let parts: [Vec<u8>; PARTS] = [
        skeletons.bytes,
        bytes(skeletons.ends),
        shared,
        bytes(groups),
        keys.bytes,
        bytes(keys.ends),
        bytes(numbers),
    ];
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
        let [skeletons, skeleton_ends, shared, groups, keys, key_ends, numbers] = parts;
        let is_whole = groups.len() == skeleton_ends.len() + 4
            && shared.len() * 4 == skeleton_ends.len()
            && key_ends.len() == numbers.len();
        let skeletons = Runs { bytes: skeletons, ends: skeleton_ends };
        let keys = Runs { bytes: keys, ends: key_ends };
        is_whole.then_some((Self { script, skeletons, shared, groups, keys, numbers }, at))
    }

    /// The script of its keys.
    pub(super) fn script(&self) -> Script {
        self.script
    }

    /// The keys that a profile accepts and that are among the nearest so far: what each costs, and its number.
    pub(super) fn near(
        &self,
        file: &[u8],
        profile: &QueryProfile,
        budget: &Budget,
        cutoff: &mut CostCutoff,
    ) -> Result<Vec<(u8, u32)>> {
        let mut found = Vec::new();
        let mut near = self.groups_within(file, profile, budget, cutoff.limit())?;
        near.sort_unstable();
        let (groups, numbers) = (&file[self.groups.clone()], &file[self.numbers.clone()]);
        let letters = (&file[self.keys.bytes.clone()], &file[self.keys.ends.clone()]);
        let keys_of = |group: usize| number(groups, group) as usize..number(groups, group + 1) as usize;
        let mut keys = near.into_iter().flat_map(|(least, group)| keys_of(group).map(move |at| (least, at)));
        let mut batch = Vec::with_capacity(LANES);
        loop {
            batch.clear();
            batch.extend(keys.by_ref().take(LANES).take_while(|(least, _)| *least <= cutoff.limit()));
            if batch.is_empty() {
                return Ok(found);
            }
            budget.spend(Counter::NamesAligned, batch.len() as u64)?;
            let names = std::array::from_fn(|lane| batch.get(lane).map_or(&[][..], |(_, at)| run(letters, *at)));
            let costs = profile.costs(self.script, &names);
            for ((_, at), cost) in batch.iter().zip(costs) {
                if cost <= cutoff.limit() {
                    cutoff.add(self.script, run(letters, *at), cost);
                    found.push((cost, number(numbers, *at)));
                }
            }
        }
    }

    /// The groups whose keys can cost no more than the limit, each with what they cost at least. A skeleton shares its first
    /// classes with the one before it, and so the rows of the alignment; where a row is above the limit, all skeletons that
    /// share the classes so far are passed over.
    fn groups_within(
        &self,
        file: &[u8],
        profile: &QueryProfile,
        budget: &Budget,
        limit: u8,
    ) -> Result<Vec<(u8, usize)>> {
        let mut steps = budget.steps(Counter::SkeletonsAligned);
        let mut rows = [profile.skeleton_start(self.script); MAX_LETTERS + 1];
        let mut lost = usize::MAX;
        let mut groups = Vec::new();
        let skeletons = (&file[self.skeletons.bytes.clone()], &file[self.skeletons.ends.clone()]);
        for (group, shared) in file[self.shared.clone()].iter().enumerate() {
            steps.step()?;
            let shared = usize::from(*shared);
            if shared >= lost {
                continue;
            }
            lost = usize::MAX;
            let skeleton = run(skeletons, group);
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
        let mut file = Vec::new();
        write_list(Script::Latin, numbered(), &mut file).unwrap();
        let (list, end) = NameList::read(&file, 0).unwrap();
        assert_eq!(end, file.len());
        for query in ["saraqib", "sarakeb", "idlib", "kafranbel", "homs", "maarat"] {
            let profile = QueryProfile::new(Script::Latin, query).unwrap();
            let mut cutoff = CostCutoff::default();
            let mut found = list.near(&file, &profile, &Budget::default(), &mut cutoff).unwrap();
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

    #[test]
    fn a_list_that_is_cut_off_is_none() {
        let mut file = Vec::new();
        write_list(Script::Latin, ["saraqib", "sarmin"].into_iter().zip(0..), &mut file).unwrap();
        for length in 0..file.len() {
            assert!(NameList::read(&file[..length], 0).is_none(), "{length} bytes");
        }
    }
}
