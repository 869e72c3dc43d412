//! sets of names → examples: each query with the names of the pool that are similar enough to be asked about.

use std::collections::{BTreeMap, HashMap};

use dateline::names::spelling::align::{Aligner, Alignments};
use dateline::names::spelling::costs::{Costs, similarity};
use dateline::names::spelling::features::{Features, features};
use dateline::names::spelling::letters::{Script, letters};
use dateline::names::spelling::model::Weights;

use crate::data::{Query, Set, mix};
use crate::regress::{self, Examples};

/// Pairs below this similarity, letter by letter, are no candidates.
const FLOOR: f32 = 0.05;
/// A query has at most so many candidates to learn from.
const MOST: usize = 120;
/// So many queries of a set are learned from.
const QUERIES: usize = 2500;
/// Operations seen in fewer examples have no weight.
const SEEN: u32 = 20;
/// What the examples count against small weights.
const STRENGTH: f64 = 0.005;
const ROUNDS: usize = 60;
/// Smaller weights are left out: two in five are, and the figures stay.
const LEAST: f32 = 0.015;
/// What the log-odds of two Latin names are lowered by: a wrong spelling costs a search more than a missed one.
const CAUTION: f32 = 0.3;
/// What all examples of a set count together.
const SET: f32 = 100_000.0;

/// The letters of a set's names.
pub(crate) struct Codes {
    pub(crate) queries: Vec<Vec<u8>>,
    pub(crate) pool: Vec<Vec<u8>>,
}

/// What is weighed of one pair, and the answer.
struct Row {
    found: Features,
    right: bool,
    weight: f32,
}

/// The codes of a name; none if it is not of the script.
pub(crate) fn codes(script: Script, folded: &str) -> Vec<u8> {
    let mut out = Vec::new();
    if !letters(script, folded, &mut out) {
        out.clear();
    }
    out
}

impl Codes {
    pub(crate) fn of(set: &Set) -> Self {
        Self {
            queries: set.queries.iter().map(|q| codes(set.script, &q.name.folded)).collect(),
            pool: set.pool.iter().map(|n| codes(Script::Latin, &n.folded)).collect(),
        }
    }

    /// The numbers of the names that are more similar to a query than `floor`, with the similarity, the most similar first.
    pub(crate) fn candidates(&self, costs: &Costs, query: usize, floor: f32) -> Vec<(usize, f32)> {
        let query = &self.queries[query];
        let asked = self.pool.iter().enumerate().filter(|(_, p)| !p.is_empty() && !query.is_empty());
        let mut found: Vec<(usize, f32)> =
            asked.map(|(i, p)| (i, similarity(query, p, costs))).filter(|(_, s)| *s > floor).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }
}

/// Some of a set's queries, always the same.
pub(crate) fn sample(set: &Set, keep: impl Fn(&Query) -> bool, most: usize) -> Vec<usize> {
    let mut of: Vec<usize> = (0..set.queries.len()).filter(|i| keep(&set.queries[*i])).collect();
    of.sort_by_key(|i| mix(*i as u64 + 77));
    of.truncate(most);
    of
}

/// Both names in the order in which the model aligns them.
pub(crate) fn sides<'a>(script: Script, a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if script == Script::Latin && b < a { (b, a) } else { (a, b) }
}

/// What is learned of a script with Latin.
pub(crate) struct Model {
    /// What aligns.
    pub(crate) aligner: Aligner,
    /// What decides.
    pub(crate) weights: Weights,
}

impl Model {
    /// The log-odds that a folded name of the script and a folded Latin one are one name, and how they align.
    pub(crate) fn logit(&self, left: &str, right: &str, alignments: &mut Alignments) -> f32 {
        let mut found = Features::default();
        self.aligner.align(left, right, alignments);
        features(&self.aligner, alignments, &mut found);
        self.weights.logit(&found)
    }
}

/// Learns the weights of the decision from all names of some sets but those of one half.
pub(crate) fn weights(sets: &[&Set], aligner: &Aligner, held: Option<u8>) -> Weights {
    let mut rows: Vec<Row> = Vec::new();
    for set in sets {
        let begin = rows.len();
        add_rows(set, aligner, held, &mut rows);
        let total: f32 = rows[begin..].iter().map(|r| r.weight).sum();
        rows[begin..].iter_mut().for_each(|r| r.weight *= set.weight * SET / total.max(1.0));
    }
    let mut weights = regression(&rows);
    if aligner.script == Script::Latin {
        weights.intercept -= CAUTION;
    }
    weights
}

fn add_rows(set: &Set, aligner: &Aligner, held: Option<u8>, rows: &mut Vec<Row>) {
    let costs = Costs::of(&aligner.letters.table, 0.0);
    let codes = Codes::of(set);
    let mut half = vec![2u8; set.pool.len()];
    for (group, of_group) in set.groups.iter().zip(&set.halves) {
        group.iter().for_each(|n| half[*n] = *of_group);
    }
    // With half of the pool held back, a wrong answer stands for two.
    let wrong_weight = if held.is_some() { 2.0 } else { 1.0 };
    let mut alignments = Alignments::default();
    for number in sample(set, |q| held.is_none_or(|h| q.half != h), QUERIES) {
        let query = &set.queries[number];
        for (n, _) in codes.candidates(&costs, number, FLOOR).into_iter().take(MOST) {
            let name = &set.pool[n].folded;
            if held.is_some_and(|h| half[n] == h) || *name == query.name.folded {
                continue;
            }
            let (a, b) = sides(set.script, &query.name.folded, name);
            let mut found = Features::default();
            aligner.align(a, b, &mut alignments);
            features(aligner, &alignments, &mut found);
            let right = query.truth.contains(&n);
            rows.push(Row { found, right, weight: if right { 1.0 } else { wrong_weight } });
        }
    }
}

/// The regression over the rows, its weights as they apply to numbers that are not standardised.
fn regression(rows: &[Row]) -> Weights {
    let mut seen: BTreeMap<u64, u32> = BTreeMap::new();
    for row in rows {
        row.found.operations.iter().for_each(|o| *seen.entry(*o).or_default() += 1);
    }
    let keys: Vec<u64> = seen.into_iter().filter(|(_, n)| *n >= SEEN).map(|(key, _)| key).collect();
    let column: HashMap<u64, u32> = keys.iter().copied().zip(0..).collect();
    let dense = rows.first().map_or(0, |r| r.found.numbers.len());
    let spread: Vec<(f64, f64)> = (0..dense).map(|d| spread(rows, d)).collect();
    let mut examples = Examples { dense, sparse: keys.len(), ..Examples::default() };
    for row in rows {
        examples.columns.extend(row.found.operations.iter().filter_map(|o| column.get(o)));
        examples.ends.push(examples.columns.len());
        let standard = row.found.numbers.iter().zip(&spread).map(|(x, (mean, sd))| (f64::from(*x) - mean) / sd);
        examples.numbers.extend(standard.map(|x| x as f32));
        examples.labels.push(row.right);
        examples.weights.push(row.weight);
    }
    let learned = regress::learn(&examples, STRENGTH, ROUNDS);
    let (sparse, rest) = learned.split_at(keys.len());
    let numbers: Vec<f64> = rest.iter().zip(&spread).map(|(w, (_, sd))| w / sd).collect();
    let moved: f64 = numbers.iter().zip(&spread).map(|(w, (mean, _))| w * mean).sum();
    Weights {
        intercept: (rest[dense] - moved) as f32,
        numbers: numbers.into_iter().map(|w| w as f32).collect(),
        operations: keys
            .into_iter()
            .zip(sparse.iter().map(|w| *w as f32))
            .filter(|(_, w)| w.abs() >= LEAST)
            .collect(),
    }
}

/// Mean and standard deviation of a number.
fn spread(rows: &[Row], number: usize) -> (f64, f64) {
    let values = || rows.iter().map(|r| f64::from(r.found.numbers[number]));
    let count = rows.len().max(1) as f64;
    let mean = values().sum::<f64>() / count;
    let variance = values().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt().max(1e-3))
}
