//! Counts what the skeletons of names cost that the decision takes for one, and writes `skeleton_limits.txt`.
//!
//!     cargo run --release -p dateline-bench --bin skeleton_limits -- FOLDER [--check]
//!
//! The folder holds the files of names that `learn_names` reads. Names of every script and length are compared with all others.
//! With `--check` nothing is written: the table must be the same, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use dateline::analysis::Analyzer;
use dateline::names::index::profile::QueryProfile;
use dateline::names::spelling::letters::{SCRIPTS, Script, letters, script_of};
use dateline::names::spelling::skeletons::{LENGTHS, SkeletonCosts, skeleton};
use dateline::names::spelling::{DEFAULT_THRESHOLD, probability};

const FILES: [&str; 10] = [
    "airwars_places",
    "arabic_places",
    "geonames",
    "google_ar2en",
    "person_arabic",
    "person_cyrillic",
    "person_hebrew",
    "script_arabic",
    "script_cyrillic",
    "script_hebrew",
];

/// So many names of each script, by its number, and of each length are asked for.
const ASKED: [usize; 4] = [170, 80, 70, 50];

/// Names of more letters count as of this length.
const MAX_LENGTH: usize = 14;

/// So many of a thousand pairs that the decision shows cost no more than the limit.
const OF_THOUSAND: usize = 998;

/// So many of those of a name without vowels and one with them: some are shown for no reason that letters give.
const OF_THOUSAND_WITHOUT_VOWELS: usize = 990;

/// A limit is counted on at least so many pairs, those of neighbouring lengths if there are too few.
const MIN_PAIRS: usize = 400;

/// The head of the table.
const HEAD: &str = "\
# What the skeletons of a name and of another spelling of it may cost beside the credit of the first, in hundredths: a line
# for the scripts of both by their numbers (0 Latin, 1 Arabic, 2 Cyrillic, 3 Hebrew), a column for each length of the first
# one's skeleton from 0 to 13 and more. Of the pairs that the decision shows, 998 of 1000 cost no more; 990 where the
# first has no vowels and the other has. Written by
# `skeleton_limits` in bench/, November 2026; do not edit. Licence: MIT OR Apache-2.0, as the program. Counted on GeoNames
# (geonames.org, CC BY 4.0), Wikidata (CC0) by way of rigour (MIT), google/transliteration (Apache-2.0), and the spellings of
# places in Airwars' reports (airwars.org), of which the table holds no name.
";

/// A folded name with its letters and its skeleton.
struct Name {
    folded: String,
    script: Script,
    letters: Vec<u8>,
    skeleton: Vec<u8>,
}

/// What the skeletons of pairs cost beside the credit, by the numbers of both scripts and the length of the first one.
type Costs = BTreeMap<(usize, usize, usize), Vec<f32>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("usage: skeleton_limits FOLDER [--check]")?;
    let names = names(Path::new(folder))?;
    let table = HEAD.to_owned() + &limits(&costs(&names));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src/names/data/spelling/skeleton_limits.txt");
    if !arguments.iter().any(|argument| argument == "--check") {
        fs::write(path, table)?;
    } else if fs::read_to_string(path)? != table {
        return Err("the table differs".into());
    }
    Ok(())
}

/// All names of the files, each once, without blanks.
fn names(folder: &Path) -> Result<Vec<Name>, Box<dyn Error>> {
    let mut analyzer = Analyzer::new(&BTreeMap::new());
    let mut all = BTreeSet::new();
    for file in FILES {
        let text = fs::read_to_string(folder.join(file).with_extension("tsv"))?;
        // Keys of persons are no names, nor are the first columns of the gazetteer.
        let first = if file == "geonames" { 6 } else { usize::from(file.starts_with("person")) };
        for name in text.lines().flat_map(|line| line.split('\t').skip(first)).flat_map(|cell| cell.split('|')) {
            all.insert(analyzer.query_words(name).into_iter().map(|word| word.folded).collect::<String>());
        }
    }
    Ok(all.into_iter().filter_map(Name::new).collect())
}

impl Name {
    fn new(folded: String) -> Option<Self> {
        let script = script_of(&folded)?;
        let (mut codes, mut symbols) = (Vec::new(), Vec::new());
        letters(script, &folded, &mut codes);
        skeleton(script, &codes, &mut symbols);
        (3..=28).contains(&codes.len()).then_some(Self { folded, script, letters: codes, skeleton: symbols })
    }
}

/// A number without pattern, the same for the same name (FNV-1a).
fn mixed(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Names of every script and length.
fn asked(names: &[Name]) -> Vec<&Name> {
    let mut groups: BTreeMap<(usize, usize), Vec<&Name>> = BTreeMap::new();
    for name in names {
        groups.entry((name.script.number(), name.letters.len().min(MAX_LENGTH))).or_default().push(name);
    }
    let mut asked = Vec::new();
    for ((script, _), mut group) in groups {
        group.sort_by_key(|name| mixed(&name.folded));
        asked.extend(group.into_iter().take(ASKED[script]));
    }
    asked
}

fn costs(names: &[Name]) -> Costs {
    let asked = asked(names);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut costs = Costs::new();
        while let Some(query) = asked.get(next.fetch_add(1, Ordering::Relaxed)) {
            add_costs(query, names, &mut costs);
        }
        costs
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Costs::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for (place, costs) in workers.into_iter().flat_map(|worker| worker.join().expect("no name is a panic")) {
            all.entry(place).or_default().extend(costs);
        }
    });
    all
}

/// Adds what the names cost that are another spelling of one.
fn add_costs(query: &Name, names: &[Name], costs: &mut Costs) {
    let Some(profile) = QueryProfile::new(query.script, &query.folded) else { return };
    for name in names.iter().filter(|name| name.folded != query.folded) {
        if profile.letters_cost(name.script, &name.letters).is_some()
            && probability(&query.folded, &name.folded) >= DEFAULT_THRESHOLD
        {
            let of_scripts = SkeletonCosts::between(query.script, name.script);
            let cost = of_scripts.cost(&query.skeleton, &name.skeleton) - of_scripts.credit(&query.skeleton);
            let place = (query.script.number(), name.script.number(), query.skeleton.len().min(LENGTHS));
            costs.entry(place).or_default().push(cost);
        }
    }
}

/// The lines of the table.
fn limits(costs: &Costs) -> String {
    let mut text = String::new();
    for (query, candidate) in SCRIPTS.into_iter().flat_map(|query| SCRIPTS.map(|candidate| (query, candidate))) {
        let lacks_vowels = !query.has_case() && candidate.has_case();
        let of_thousand = if lacks_vowels { OF_THOUSAND_WITHOUT_VOWELS } else { OF_THOUSAND };
        let of_length = |length: usize| costs.get(&(query.number(), candidate.number(), length));
        let limit = |length: usize| {
            let windows = (0..=LENGTHS).map(|width| length.saturating_sub(width)..=(length + width).min(LENGTHS));
            let pairs = windows.map(|window| window.filter_map(of_length).flatten().copied().collect::<Vec<f32>>());
            let mut pairs = pairs.reduce(|pairs, wider| if pairs.len() < MIN_PAIRS { wider } else { pairs })?;
            pairs.sort_by(f32::total_cmp);
            pairs.get((pairs.len() * of_thousand / 1000).min(pairs.len().checked_sub(1)?)).copied()
        };
        let hundredths =
            (0..=LENGTHS).map(|length| format!(" {:.0}", (limit(length).unwrap_or(0.0) * 100.0).ceil()));
        text += &format!("{} {}{}\n", query.number(), candidate.number(), hundredths.collect::<String>());
    }
    text
}
