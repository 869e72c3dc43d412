//! pairs of names that are one → the table of an edit transducer, by expectation maximisation.
//!
//! Ristad and Yianilos, "Learning string-edit distance" (1998): the joint probability of each pair of symbols, insertions
//! and deletions included; the table holds the logarithm of each over what chance would give.

use dateline::names::spelling::runs::TAGS;
use dateline::names::spelling::table::{NEVER, Table};

/// A pair of rows of symbols and what it counts.
pub(crate) type Pair = (Vec<u8>, Vec<u8>, f64);

/// What is known before the first round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Start {
    /// Both sides have the same symbols, mostly equal; what is learned is symmetric.
    Equal,
    /// Nothing is known.
    Even,
}

/// The joint probabilities of pairs of symbols.
pub(crate) struct Joint {
    left: usize,
    right: usize,
    pair: Vec<f64>,
    gap_left: Vec<f64>,
    gap_right: Vec<f64>,
}

const ROUNDS: usize = 15;
const SMALL: f64 = 0.02;

/// So many pairs of symbols of the table without tags shape the one with tags.
const PRIOR: f64 = 30_000.0;

/// Learns the table of the pairs, with `left` and `right` symbols on its sides.
pub(crate) fn learn(pairs: &[Pair], left: usize, right: usize, start: Start) -> Table {
    ratios(&joint(pairs, left, right, start), pairs, start, true)
}

/// Learns the table of pairs of symbols that are told apart by a tag, `symbol * TAGS + tag`, beginning with what is known of the
/// symbols without it.
pub(crate) fn learn_tagged(pairs: &[Pair], coarse: &Joint) -> Table {
    let symbols = coarse.left * TAGS;
    let mut counts = vec![0.1; symbols];
    for (one, other, weight) in pairs {
        one.iter().chain(other).for_each(|s| counts[usize::from(*s)] += weight);
    }
    let share = |s: usize| counts[s] / counts[s / TAGS * TAGS..][..TAGS].iter().sum::<f64>();
    let gaps = |of: &[f64]| (0..symbols).map(|s| PRIOR * of[s / TAGS] * share(s) + 1e-4).collect::<Vec<_>>();
    let cell = |l: usize, r: usize| coarse.pair[l / TAGS * coarse.right + r / TAGS] * share(l) * share(r);
    let prior = || Joint {
        left: symbols,
        right: symbols,
        pair: (0..symbols * symbols).map(|at| PRIOR * cell(at / symbols, at % symbols) + 1e-6).collect(),
        gap_left: gaps(&coarse.gap_left),
        gap_right: gaps(&coarse.gap_right),
    };
    let mut joint = normalised(prior());
    for _ in 0..ROUNDS {
        let mut counts = prior();
        for (one, other, weight) in pairs {
            expect(&joint, (one, other), *weight, &mut counts);
        }
        make_symmetric(&mut counts);
        joint = normalised(counts);
    }
    ratios(&joint, pairs, Start::Equal, false)
}

/// The joint probabilities of the pairs, with `left` and `right` symbols on their sides.
pub(crate) fn joint(pairs: &[Pair], left: usize, right: usize, start: Start) -> Joint {
    let mut joint = begin(left, right, start);
    for _ in 0..ROUNDS {
        let mut counts = Joint {
            left,
            right,
            pair: vec![SMALL; left * right],
            gap_left: vec![SMALL * 5.0; left],
            gap_right: vec![SMALL * 5.0; right],
        };
        for (one, other, weight) in pairs {
            expect(&joint, (one, other), *weight, &mut counts);
        }
        if start == Start::Equal {
            make_symmetric(&mut counts);
        }
        joint = normalised(counts);
    }
    joint
}

fn begin(left: usize, right: usize, start: Start) -> Joint {
    let (cells, gaps) = ((left * right) as f64, (left + right) as f64);
    let (even, gap) = if start == Start::Equal { (0.4 / cells, 0.2 / gaps) } else { (0.7 / cells, 0.3 / gaps) };
    let mut pair = vec![even; left * right];
    if start == Start::Equal {
        (0..left).for_each(|i| pair[i * right + i] += 0.4 / left as f64);
    }
    Joint { left, right, pair, gap_left: vec![gap; left], gap_right: vec![gap; right] }
}

/// Adds the expected counts of one pair.
fn expect(joint: &Joint, (one, other): (&[u8], &[u8]), weight: f64, counts: &mut Joint) {
    let width = other.len() + 1;
    let step = |l: u8, r: u8| joint.pair[usize::from(l) * joint.right + usize::from(r)];
    let (gap_l, gap_r) = (|l: u8| joint.gap_left[usize::from(l)], |r: u8| joint.gap_right[usize::from(r)]);
    let mut forward = vec![0.0; (one.len() + 1) * width];
    let mut backward = forward.clone();
    forward[0] = 1.0;
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            let mut sum = forward[i * width + j];
            if i > 0 && j > 0 {
                sum += forward[(i - 1) * width + j - 1] * step(one[i - 1], other[j - 1]);
            }
            if i > 0 {
                sum += forward[(i - 1) * width + j] * gap_l(one[i - 1]);
            }
            if j > 0 {
                sum += forward[i * width + j - 1] * gap_r(other[j - 1]);
            }
            forward[i * width + j] = sum;
        }
    }
    let total = forward[forward.len() - 1];
    if total <= 0.0 {
        return;
    }
    let scale = weight / total;
    for i in (0..=one.len()).rev() {
        for j in (0..=other.len()).rev() {
            let here = forward[i * width + j];
            let mut sum = if i == one.len() && j == other.len() { 1.0 } else { 0.0 };
            if i < one.len() && j < other.len() {
                let after = step(one[i], other[j]) * backward[(i + 1) * width + j + 1];
                counts.pair[usize::from(one[i]) * joint.right + usize::from(other[j])] += here * after * scale;
                sum += after;
            }
            if i < one.len() {
                let after = gap_l(one[i]) * backward[(i + 1) * width + j];
                counts.gap_left[usize::from(one[i])] += here * after * scale;
                sum += after;
            }
            if j < other.len() {
                let after = gap_r(other[j]) * backward[i * width + j + 1];
                counts.gap_right[usize::from(other[j])] += here * after * scale;
                sum += after;
            }
            backward[i * width + j] = sum;
        }
    }
}

fn make_symmetric(counts: &mut Joint) {
    for i in 0..counts.left {
        for j in 0..i {
            let mean = (counts.pair[i * counts.right + j] + counts.pair[j * counts.right + i]) / 2.0;
            counts.pair[i * counts.right + j] = mean;
            counts.pair[j * counts.right + i] = mean;
        }
        let mean = (counts.gap_left[i] + counts.gap_right[i]) / 2.0;
        counts.gap_left[i] = mean;
        counts.gap_right[i] = mean;
    }
}

fn normalised(mut counts: Joint) -> Joint {
    let sum: f64 = counts.pair.iter().chain(&counts.gap_left).chain(&counts.gap_right).sum();
    for cell in counts.pair.iter_mut().chain(&mut counts.gap_left).chain(&mut counts.gap_right) {
        *cell /= sum;
    }
    counts
}

/// How often each symbol is on a side, over all symbols of the side.
fn shares(rows: impl Iterator<Item = (Vec<u8>, f64)>, symbols: usize) -> Vec<f64> {
    let mut counts = vec![0.5; symbols];
    for (row, weight) in rows {
        row.iter().for_each(|s| counts[usize::from(*s)] += weight);
    }
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|c| c / sum).collect()
}

pub(crate) fn ratios(joint: &Joint, pairs: &[Pair], start: Start, capped: bool) -> Table {
    let lefts = pairs.iter().map(|(l, _, w)| (l.clone(), *w));
    let rights = pairs.iter().map(|(_, r, w)| (r.clone(), *w));
    let (share_left, share_right) = if start == Start::Equal {
        let both = shares(lefts.chain(rights), joint.left);
        (both.clone(), both)
    } else {
        (shares(lefts, joint.left), shares(rights, joint.right))
    };
    let ratio = |p: f64, q: f64| hundredths((p / q).ln() as f32);
    let mut pair = Vec::with_capacity(joint.pair.len());
    for (l, share) in share_left.iter().enumerate() {
        for (r, other) in share_right.iter().enumerate() {
            pair.push(ratio(joint.pair[l * joint.right + r], share * other));
        }
    }
    if start == Start::Equal && capped {
        // Two symbols score at most what the lesser one has with itself; a symbol that was hardly seen is taken as rare.
        let own: Vec<f32> = (0..joint.left).map(|i| pair[i * joint.right + i].max(2.0)).collect();
        for (at, score) in pair.iter_mut().enumerate() {
            let (l, r) = (at / joint.right, at % joint.right);
            *score = if l == r { own[l] } else { score.min(own[l].min(own[r])) };
        }
    }
    let gap = |p: &f64, q: &f64| ratio(*p, *q).min(-0.01);
    Table {
        left: joint.left,
        right: joint.right,
        pair,
        gap_left: joint.gap_left.iter().zip(&share_left).map(|(p, q)| gap(p, q)).collect(),
        gap_right: joint.gap_right.iter().zip(&share_right).map(|(p, q)| gap(p, q)).collect(),
    }
}

/// As the tables are written.
fn hundredths(score: f32) -> f32 {
    ((score * 100.0).round() / 100.0).max(NEVER)
}
