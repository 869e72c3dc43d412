//! The names that the decision takes for one, and others → what the skeletons of two scripts cost against each other.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use dateline::names::index::profile::QueryProfile;
use dateline::names::spelling::letters::Script;
use dateline::names::spelling::skeletons::{LENGTHS, SkeletonCosts, symbol_names};
use dateline::names::spelling::table::Table;
use dateline::names::spelling::{DEFAULT_THRESHOLD, NameComparison};

use crate::limits::row;
use crate::names::{Name, asked, mixed};

/// So many names of each length are asked for.
const ASKED: usize = 220;

/// At most so many pairs of a name that the decision takes for one, and so many others, are learned from in a round.
const MAX_SHOWN: usize = 25;
const MAX_OTHERS: usize = 60;

/// What a pair weighs that the decision takes for one.
const WEIGHT_OF_SHOWN: f32 = 150.0;

/// Skeletons whose costs exceed the credit by less are learned from.
const MARGIN: f32 = 1.5;

/// A limit is counted on at least so many skeletons of names that the decision takes for one.
const MIN_PAIRS: usize = 1500;

/// Of how many skeletons those others are chosen in a round.
const TRIED: usize = 6000;

/// How often pairs are chosen, how often these are gone through, and how far the costs go with each, from the first to the last.
const ROUNDS: usize = 5;
const EPOCHS: usize = 4;
const FIRST_RATE: f32 = 0.1;
const LAST_RATE: f32 = 0.015;

/// So much is kept of the costs to begin with.
const DRAW: f32 = 0.0002;

/// The head of the table.
const HEAD: &str = "\
# What the symbols of the skeletons of two names cost against each other, in hundredths: a line for each symbol of the name asked
# for, whose script is the first in the name of the file, a column for each of another; the column `+` is the credit of the symbol,
# the last column what it costs with nothing on the other side, the last line what those of the other cost with nothing. Written by
# `learn_skeletons` in bench/, November 2026; do not edit. Licence: MIT OR Apache-2.0, as the program. Learned on GeoNames
# (geonames.org, CC BY 4.0), Wikidata (CC0) by way of rigour (MIT), google/transliteration (Apache-2.0), and the spellings of
# places in Airwars' reports (airwars.org), of which the table holds no name.
";

/// A name that is asked for, and the skeletons of those that the decision takes for one with it.
struct Asked {
    skeleton: Vec<u8>,
    shown: Vec<Vec<u8>>,
}

/// The text of the table that is learned for a name of one script and another of a second, and the line of the limits under it.
pub(crate) fn table(names: &[Name], scripts: (Script, Script)) -> (String, String) {
    let of = |script: Script| names.iter().filter(move |name| name.script == script);
    let candidates: Vec<&Name> = of(scripts.1).collect();
    let asked = all_asked(&asked(of(scripts.0), [ASKED; 4]), &candidates);
    let skeletons: BTreeSet<&[u8]> = candidates.iter().map(|name| &*name.skeleton).collect();
    let skeletons: Vec<&[u8]> = skeletons.into_iter().collect();
    let mut model = Model::start(scripts);
    for round in 0..ROUNDS {
        let rate = FIRST_RATE * (LAST_RATE / FIRST_RATE).powf(round as f32 / (ROUNDS - 1) as f32);
        model.learn(&asked, &skeletons, round as u64, rate);
    }
    let text = model.text();
    let line = limits(scripts, &asked, &SkeletonCosts::learned(scripts, &Table::read(&text)));
    (text, line)
}

/// The line of the limits.
fn limits(scripts: (Script, Script), asked: &[Asked], costs: &SkeletonCosts) -> String {
    let mut by_length = vec![Vec::new(); LENGTHS + 1];
    for Asked { skeleton, shown } in asked {
        let credit = costs.credit(skeleton);
        let of_shown = shown.iter().map(|shown| costs.cost(skeleton, shown) - credit);
        by_length[skeleton.len().min(LENGTHS)].extend(of_shown);
    }
    row(scripts, |length| by_length.get(length), MIN_PAIRS)
}

/// Names that are asked for, with those that are one with each.
fn all_asked(queries: &[&Name], names: &[&Name]) -> Vec<Asked> {
    let next = AtomicUsize::new(0);
    let work = || -> Vec<(String, Asked)> {
        let mut found = Vec::new();
        while let Some(query) = queries.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.extend(one_asked(query, names).map(|asked| (query.folded.clone(), asked)));
        }
        found
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut found: Vec<(String, Asked)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no name is a panic")).collect()
    });
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found.into_iter().map(|(_, asked)| asked).collect()
}

fn one_asked(query: &Name, names: &[&Name]) -> Option<Asked> {
    let profile = QueryProfile::new(query.script, &query.folded)?;
    let mut comparison = NameComparison::new(&query.folded);
    let mut shown = BTreeSet::new();
    for name in names.iter().filter(|name| name.folded != query.folded) {
        if profile.letters_cost(name.script, &name.letters).is_some()
            && comparison.probability(&name.folded) >= DEFAULT_THRESHOLD
        {
            shown.insert(name.skeleton.clone());
        }
    }
    let mut shown: Vec<Vec<u8>> = shown.into_iter().collect();
    shown.sort_by_key(|skeleton| mixed(skeleton));
    Some(Asked { skeleton: query.skeleton.clone(), shown })
}

/// The costs as they are learned: pairs, left out, added, credits, one after the other.
struct Model {
    scripts: (Script, Script),
    /// How many symbols the skeletons of each have.
    left: usize,
    right: usize,
    values: Vec<f32>,
    start: Vec<f32>,
    squares: Vec<f32>,
}

impl Model {
    fn start(scripts: (Script, Script)) -> Self {
        let costs = SkeletonCosts::derived(scripts.0, scripts.1);
        let [left, right] = [scripts.0, scripts.1].map(|script| symbol_names(script).len());
        let mut values = Vec::new();
        (0..left).for_each(|q| values.extend(&costs.pair[q][..right]));
        values.extend(&costs.left_out[..left]);
        values.extend(&costs.added[..right]);
        values.extend((0..left as u8).map(|symbol| costs.credit(&[symbol])));
        values.push(0.3);
        Self { scripts, left, right, start: values.clone(), squares: vec![1e-2; values.len()], values }
    }

    fn pair(&self, q: u8, c: u8) -> usize {
        usize::from(q) * self.right + usize::from(c)
    }

    fn left_out(&self, q: u8) -> usize {
        self.left * self.right + usize::from(q)
    }

    fn added(&self, c: u8) -> usize {
        self.left_out(0) + self.left + usize::from(c)
    }

    fn credit_of(&self, q: u8) -> usize {
        self.added(0) + self.right + usize::from(q)
    }

    /// The last value.
    fn base(&self) -> usize {
        self.values.len() - 1
    }

    fn credit(&self, query: &[u8]) -> f32 {
        self.values[self.base()] + query.iter().map(|q| self.values[self.credit_of(*q)]).sum::<f32>()
    }

    fn cost(&self, query: &[u8], other: &[u8]) -> f32 {
        let mut row = [0f32; 64];
        for (i, q) in query.iter().enumerate() {
            row[i + 1] = row[i] + self.values[self.left_out(*q)];
        }
        for c in other {
            let added = self.values[self.added(*c)];
            let mut before = row[0];
            row[0] += added;
            for (i, q) in query.iter().enumerate() {
                let up = row[i + 1];
                let pair = before + self.values[self.pair(*q, *c)];
                row[i + 1] = pair.min(up + added).min(row[i] + self.values[self.left_out(*q)]);
                before = up;
            }
        }
        row[query.len()]
    }

    /// A round: the pairs of all that are asked for, then learning from them.
    fn learn(&mut self, asked: &[Asked], skeletons: &[&[u8]], round: u64, rate: f32) {
        let mut pairs: Vec<(&[u8], &[u8], bool)> = Vec::new();
        for (number, query) in asked.iter().enumerate() {
            let mut random = Random(mixed(&query.skeleton) ^ (round * 7919 + number as u64 + 1));
            pairs.extend(query.shown.iter().take(MAX_SHOWN).map(|shown| (&*query.skeleton, &**shown, true)));
            let limit = self.credit(&query.skeleton) + MARGIN;
            let mut others = 0;
            for _ in 0..TRIED {
                let other = skeletons[random.below(skeletons.len())];
                if others < MAX_OTHERS
                    && (self.scripts.0 != self.scripts.1 || other != query.skeleton)
                    && !query.shown.iter().any(|shown| shown == other)
                    && self.cost(&query.skeleton, other) <= limit
                {
                    others += 1;
                    pairs.push((&query.skeleton, other, false));
                }
            }
        }
        let mut random = Random(round + 1);
        for _ in 0..EPOCHS {
            for at in (1..pairs.len()).rev() {
                pairs.swap(at, random.below(at + 1));
            }
            for (query, other, is_shown) in &pairs {
                self.step(query, other, *is_shown, rate);
            }
        }
    }

    /// What the beginnings of two skeletons cost at least, and by which step: a pair, a symbol left out, one added.
    fn alignment(&self, query: &[u8], other: &[u8]) -> Vec<(f32, u8)> {
        let width = other.len() + 1;
        let mut best = vec![(0f32, 0u8); (query.len() + 1) * width];
        for at in 1..best.len() {
            let (i, j) = (at / width, at % width);
            let left_out = i.checked_sub(1).map(|q| (best[at - width].0 + self.values[self.left_out(query[q])], 1));
            let added = j.checked_sub(1).map(|c| (best[at - 1].0 + self.values[self.added(other[c])], 2));
            let pair = (i > 0 && j > 0)
                .then(|| (best[at - width - 1].0 + self.values[self.pair(query[i - 1], other[j - 1])], 0));
            let steps = [pair, left_out, added].into_iter().flatten();
            best[at] = steps.min_by(|(one, _), (other, _)| one.total_cmp(other)).unwrap_or_default();
        }
        best
    }

    /// Learns from a pair.
    fn step(&mut self, query: &[u8], other: &[u8], is_shown: bool, rate: f32) {
        let width = other.len() + 1;
        let best = self.alignment(query, other);
        let z = (self.credit(query) - best[query.len() * width + other.len()].0).clamp(-30.0, 30.0);
        let (sign, weight) = if is_shown { (1.0, WEIGHT_OF_SHOWN) } else { (-1.0, 1.0) };
        let slope = weight * sign / (1.0 + (sign * z).exp());
        if slope.abs() < 1e-4 {
            return;
        }
        for q in query {
            self.change(self.credit_of(*q), slope, rate);
        }
        self.change(self.base(), slope, rate);
        let (mut i, mut j) = (query.len(), other.len());
        while i + j > 0 {
            match best[i * width + j].1 {
                0 => {
                    // A symbol is one with itself.
                    if self.scripts.0 != self.scripts.1 || query[i - 1] != other[j - 1] {
                        self.change(self.pair(query[i - 1], other[j - 1]), -slope, rate);
                    }
                    (i, j) = (i - 1, j - 1);
                }
                1 => {
                    self.change(self.left_out(query[i - 1]), -slope, rate);
                    i -= 1;
                }
                _ => {
                    self.change(self.added(other[j - 1]), -slope, rate);
                    j -= 1;
                }
            }
        }
    }

    fn change(&mut self, at: usize, slope: f32, rate: f32) {
        self.squares[at] += slope * slope;
        let drawn = DRAW * rate * (self.values[at] - self.start[at]);
        self.values[at] += rate * slope / self.squares[at].sqrt() - drawn;
        if at != self.base() {
            self.values[at] = self.values[at].max(0.0);
        }
    }

    /// The text of the table.
    fn text(&self) -> String {
        let mut table = Table { left: self.left, right: self.right + 1, ..Table::default() };
        for q in 0..self.left as u8 {
            table.pair.extend((0..self.right as u8).map(|c| self.values[self.pair(q, c)].min(300.0)));
            table.pair.push(self.values[self.credit_of(q)]);
            table.gap_left.push(self.values[self.left_out(q)]);
        }
        table.gap_right.extend((0..self.right as u8).map(|c| self.values[self.added(c)]));
        table.gap_right.push(0.0);
        let columns: Vec<String> = symbol_names(self.scripts.1).into_iter().chain(["+".to_owned()]).collect();
        HEAD.to_owned() + &table.write(&symbol_names(self.scripts.0), &columns)
    }
}

/// Xorshift (Marsaglia 2003): the same choice in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}
