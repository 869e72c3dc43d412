//! a model and the names that it was not learned from → the figures of the evaluation.

use dateline::names::spelling::DEFAULT_THRESHOLD;
use dateline::names::spelling::align::Alignments;
use dateline::names::spelling::costs::Costs;
use dateline::names::spelling::table::Table;

use crate::data::Set;
use crate::examples::{Codes, Model, sample, sides};
use crate::score::{Scored, figures};

/// So many queries of each half of a set are asked.
const QUERIES: usize = 700;

/// Pairs below this similarity are not asked about.
const FLOOR: f32 = 0.0;

/// The answers for one set, and how many right ones there are.
#[derive(Default)]
pub(crate) struct Answers {
    pub(crate) scored: Vec<Scored>,
    pub(crate) positives: usize,
}

/// Asks each set's queries of one half against its whole pool, as the evaluation of the program does.
pub(crate) fn ask(sets: &[&Set], (model, walk): (&Model, &Table), half: u8, into: &mut [Answers]) {
    let costs = Costs::of(walk, 0.0);
    let mut alignments = Alignments::default();
    for (set, answers) in sets.iter().zip(into) {
        let codes = Codes::of(set);
        for number in sample(set, |q| q.half == half, QUERIES) {
            let query = &set.queries[number];
            answers.positives += query.truth.len();
            for (n, similarity) in codes.candidates(&costs, number, FLOOR) {
                if query.own == Some(n) {
                    continue;
                }
                let (a, b) = sides(set.script, &query.name.folded, &set.pool[n].folded);
                let score = if a == b { 99.0 } else { model.logit(a, b, &mut alignments) };
                answers.scored.push(Scored { score, similarity, right: query.truth.contains(&n) });
            }
        }
    }
}

/// Prints the figures of each set.
pub(crate) fn report(sets: &[&Set], answers: &[Answers]) {
    let default = (DEFAULT_THRESHOLD / (1.0 - DEFAULT_THRESHOLD)).ln();
    for (set, answers) in sets.iter().zip(answers) {
        let plain = answers.scored.iter().map(|s| Scored { score: s.similarity, ..*s }).collect();
        let alone = figures(plain, answers.positives, default).best_f1;
        let figures = figures(answers.scored.clone(), answers.positives, default);
        println!("{:9} {:15} {figures}  (similarity alone {alone:.3})", format!("{:?}", set.script), set.file);
    }
}

/// The similarity that 99.5% of the pairs shown by default have, right or wrong.
pub(crate) fn walk_threshold(answers: &[Answers]) -> f32 {
    let default = (DEFAULT_THRESHOLD / (1.0 - DEFAULT_THRESHOLD)).ln();
    let all = answers.iter().flat_map(|a| &a.scored);
    let mut shown: Vec<f32> = all.filter(|s| s.score >= default).map(|s| s.similarity).collect();
    shown.sort_by(f32::total_cmp);
    shown.get(shown.len() / 200).map_or(0.0, |s| (s * 100.0).floor() / 100.0)
}
