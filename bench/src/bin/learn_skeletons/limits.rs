//! What skeletons cost that are of one name → how much they may cost.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use dateline::names::index::profile::QueryProfile;
use dateline::names::spelling::letters::{SCRIPTS, Script};
use dateline::names::spelling::skeletons::{LEARNED, LENGTHS, SkeletonCosts};
use dateline::names::spelling::{DEFAULT_THRESHOLD, NameComparison};

use crate::names::{Name, asked};

/// So many names of each script, by its number, and of each length are asked for; what Latin ones cost is learned.
const ASKED: [usize; 4] = [0, 80, 70, 50];

/// So many of a thousand pairs that the decision shows cost no more than the limit.
const OF_THOUSAND: usize = 998;

/// So many of those of a name without vowels and one with them: some are shown for no reason that letters give.
const OF_THOUSAND_WITHOUT_VOWELS: usize = 995;

/// A limit is counted on at least so many pairs, those of neighbouring lengths if there are too few.
const MIN_PAIRS: usize = 400;

/// The head of the table.
const HEAD: &str = "\
# What the skeletons of a name and of another spelling of it may cost beside the credit of the first, in hundredths: a line
# for the scripts of both by their numbers (0 Latin, 1 Arabic, 2 Cyrillic, 3 Hebrew), a column for each length of the first
# one's skeleton from 0 to 13 and more. Of the pairs that the decision shows, 998 of 1000 cost no more; 995 where the
# first has no vowels and the other has. Written by
# `learn_skeletons` in bench/, November 2026; do not edit. Licence: MIT OR Apache-2.0, as the program. Counted on GeoNames
# (geonames.org, CC BY 4.0), Wikidata (CC0) by way of rigour (MIT), google/transliteration (Apache-2.0), and the spellings of
# places in Airwars' reports (airwars.org), of which the table holds no name.
";

/// What the skeletons of pairs cost beside the credit, by the numbers of both scripts and the length of the first one.
type Costs = BTreeMap<(usize, usize, usize), Vec<f32>>;

/// The table of limits, given the lines of the scripts whose costs are learned.
pub(crate) fn table(names: &[Name], learned: &str) -> String {
    let limits = limits(&costs(names));
    HEAD.to_owned() + learned + &limits
}

fn costs(names: &[Name]) -> Costs {
    let asked = asked(names.iter(), ASKED);
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

fn is_learned(scripts: (Script, Script)) -> bool {
    LEARNED.iter().any(|(learned, _)| *learned == scripts)
}

/// Adds what the names cost that are another spelling of one.
fn add_costs(query: &Name, names: &[Name], costs: &mut Costs) {
    let Some(profile) = QueryProfile::new(query.script, &query.folded) else { return };
    let mut comparison = NameComparison::new(&query.folded);
    // Where the costs are learned, the line is with them.
    let is_learned = |name: &Name| is_learned((query.script, name.script));
    for name in names.iter().filter(|name| name.folded != query.folded && !is_learned(name)) {
        if profile.letters_cost(name.script, &name.letters).is_some()
            && comparison.probability(&name.folded) >= DEFAULT_THRESHOLD
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
    let all = SCRIPTS.into_iter().flat_map(|query| SCRIPTS.map(|candidate| (query, candidate)));
    for (query, candidate) in all.filter(|scripts| !is_learned(*scripts)) {
        let of_length = |length: usize| costs.get(&(query.number(), candidate.number(), length));
        text += &row((query, candidate), of_length, MIN_PAIRS);
    }
    text
}

/// The line of two scripts, given what their pairs cost by the length of the first skeleton; a limit is counted on at least so
/// many pairs.
pub(crate) fn row<'a>(
    (query, candidate): (Script, Script),
    of_length: impl Fn(usize) -> Option<&'a Vec<f32>>,
    min_pairs: usize,
) -> String {
    let lacks_vowels = !query.has_case() && candidate.has_case();
    let of_thousand = if lacks_vowels { OF_THOUSAND_WITHOUT_VOWELS } else { OF_THOUSAND };
    let limit = |length: usize| {
        let windows = (0..=LENGTHS).map(|width| length.saturating_sub(width)..=(length + width).min(LENGTHS));
        let pairs = windows.map(|window| window.filter_map(&of_length).flatten().copied().collect::<Vec<f32>>());
        let mut pairs = pairs.reduce(|pairs, wider| if pairs.len() < min_pairs { wider } else { pairs })?;
        pairs.sort_by(f32::total_cmp);
        pairs.get((pairs.len() * of_thousand / 1000).min(pairs.len().checked_sub(1)?)).copied()
    };
    let hundredths = (0..=LENGTHS).map(|length| format!(" {:.0}", (limit(length).unwrap_or(0.0) * 100.0).ceil()));
    format!("{} {}{}\n", query.number(), candidate.number(), hundredths.collect::<String>())
}
