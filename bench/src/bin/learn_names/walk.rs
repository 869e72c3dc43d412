//! a model → the table for walking the dictionary: letter by letter, made to tell apart what the model shows and what not.
//!
//! A pair is found if `2 score / (own + own) >= THRESHOLD`, that is `2 score - THRESHOLD (own + own) >= 0`, which is linear in the
//! scores of the table for a given alignment: a logistic regression moves the scores away from those of likelihood.

use dateline::names::spelling::align::Alignments;
use dateline::names::spelling::costs::Costs;
use dateline::names::spelling::letters::Script;
use dateline::names::spelling::table::{GAP, NEVER, Step, Table};

use crate::data::{Set, mix};
use crate::examples::{Codes, Model, sample, sides};
use crate::regress::{self, Examples};

/// The similarity around which the table is made to decide.
const THRESHOLD: f32 = 0.5;
/// So many queries of each set, and so many candidates of each.
const QUERIES: usize = 300;
const MOST: usize = 150;
/// What a pair that is shown counts against one that is not.
const SHOWN: f32 = 10.0;
/// How fast the log-odds rise with `2 score - THRESHOLD (own + own)`.
const SCALE: f32 = 0.5;
const STRENGTH: f64 = 0.02;
const ROUNDS: usize = 3;
/// Pairs below this similarity in likelihood are not learned from.
const FLOOR: f32 = -0.5;

/// A pair of names as letters, and whether the model shows it.
struct Example {
    left: Vec<u8>,
    right: Vec<u8>,
    shown: bool,
}

/// The table of the walk for a model.
pub(crate) fn learn(sets: &[&Set], script: Script, model: &Model, held: Option<u8>) -> Table {
    let mut table = model.aligner.letters.table.clone();
    let examples = examples(sets, script, model, held);
    for _ in 0..ROUNDS {
        let deltas = deltas(&examples, &table, script);
        move_table(&mut table, &deltas, script);
    }
    table
}

fn examples(sets: &[&Set], script: Script, model: &Model, held: Option<u8>) -> Vec<Example> {
    let costs = Costs::of(&model.aligner.letters.table, 0.0);
    let mut alignments = Alignments::default();
    let mut examples = Vec::new();
    for set in sets {
        let codes = Codes::of(set);
        for number in sample(set, |q| held.is_none_or(|h| q.half != h), QUERIES) {
            let query = &set.queries[number].name.folded;
            let found = codes.candidates(&costs, number, FLOOR);
            // The most similar, and some of the others.
            let others = |n: usize| mix((number * 100_003 + n) as u64).is_multiple_of(20);
            for (_, (n, _)) in found.into_iter().enumerate().filter(|(rank, (n, _))| *rank < MOST || others(*n)) {
                let name = &set.pool[n].folded;
                if name == query {
                    continue;
                }
                let (a, b) = sides(script, query, name);
                let shown = model.logit(a, b, &mut alignments) >= 0.0;
                let (left, right) = (codes.queries[number].clone(), codes.pool[n].clone());
                examples.push(Example { left, right, shown });
            }
        }
    }
    examples
}

/// The number of a score among the parameters: pairs, gaps of the left side, gaps of the right side.
fn parameter(table: &Table, left: u8, right: u8, script: Script) -> usize {
    let (left, right) = if script == Script::Latin && right < left { (right, left) } else { (left, right) };
    let (l, r) = (usize::from(left), usize::from(right));
    match (left, right) {
        (GAP, _) => table.left * table.right + table.left + r,
        (_, GAP) => table.left * table.right + l,
        _ => l * table.right + r,
    }
}

/// The symbol of the other side with which each symbol of the left and of the right side scores best.
fn best_partners(table: &Table) -> (Vec<u8>, Vec<u8>) {
    let byte = |n: usize| u8::try_from(n).expect("symbols fit a byte");
    let best = |count: usize, score: &dyn Fn(u8) -> f32| {
        (0..count).map(byte).max_by(|a, b| score(*a).total_cmp(&score(*b))).unwrap_or(0)
    };
    let left = (0..table.left).map(|l| best(table.right, &|r| table.score(byte(l), r))).collect();
    let right = (0..table.right).map(|r| best(table.left, &|l| table.score(l, byte(r)))).collect();
    (left, right)
}

fn deltas(examples: &[Example], table: &Table, script: Script) -> Vec<f64> {
    let parameters = table.left * table.right + table.left + table.right;
    let (best_left, best_right) = best_partners(table);
    let mut rows = Examples { sparse: parameters, fixed_intercept: true, ..Examples::default() };
    let mut steps: Vec<Step> = Vec::new();
    for example in examples {
        let score = table.align(&example.left, &example.right, &mut steps);
        let mut own = 0.0;
        let mut add = |l: u8, r: u8, value: f32| {
            rows.columns.push(u32::try_from(parameter(table, l, r, script)).expect("few parameters"));
            rows.values.push(value * SCALE);
        };
        steps.iter().for_each(|s| add(s.left, s.right, 2.0));
        for l in &example.left {
            own += table.own_left(*l);
            add(*l, best_left[usize::from(*l)], -THRESHOLD);
        }
        for r in &example.right {
            own += table.own_right(*r);
            add(best_right[usize::from(*r)], *r, -THRESHOLD);
        }
        rows.ends.push(rows.columns.len());
        rows.offsets.push(SCALE * (2.0 * score - THRESHOLD * own));
        rows.labels.push(example.shown);
        rows.weights.push(if example.shown { SHOWN } else { 1.0 });
    }
    regress::learn(&rows, STRENGTH, 40)
}

/// Adds what was learned; a gap stays below nothing, and between Latin letters no pair scores more than either letter itself.
fn move_table(table: &mut Table, deltas: &[f64], script: Script) {
    let at = |t: &Table, l: u8, r: u8| deltas[parameter(t, l, r, script)] as f32;
    let bytes = |n: usize| 0..u8::try_from(n).expect("symbols fit a byte");
    let mut moved = table.clone();
    for l in bytes(table.left) {
        for r in bytes(table.right) {
            let score = table.score(l, r) + at(table, l, r);
            moved.pair[usize::from(l) * table.right + usize::from(r)] = score.max(NEVER);
        }
        moved.gap_left[usize::from(l)] = (table.score(l, GAP) + at(table, l, GAP)).clamp(NEVER, -0.01);
    }
    for r in bytes(table.right) {
        moved.gap_right[usize::from(r)] = (table.score(GAP, r) + at(table, GAP, r)).clamp(NEVER, -0.01);
    }
    if script == Script::Latin {
        let own: Vec<f32> = (0..table.left).map(|i| moved.pair[i * table.right + i].max(0.1)).collect();
        for (i, score) in moved.pair.iter_mut().enumerate() {
            let (l, r) = (i / table.right, i % table.right);
            *score = if l == r { own[l] } else { score.min(own[l].min(own[r])) };
        }
    }
    for score in moved.pair.iter_mut().chain(&mut moved.gap_left).chain(&mut moved.gap_right) {
        *score = (*score * 100.0).round() / 100.0;
    }
    *table = moved;
}
