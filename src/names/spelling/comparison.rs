//! a folded name, made ready once → how sure it is that others are spellings of it.

use super::MODELS;
use super::align::Alignments;
use super::articles::bare_form;
use super::costs::{Costs, log_odds_through_latin, similarity};
use super::letters::{SCRIPTS, Script, letters, script_of};

/// A name that is compared with others.
#[derive(Debug)]
pub struct NameComparison {
    /// As it is compared, and its script.
    name: String,
    script: Option<Script>,
    /// The other name as it is compared.
    other: String,
    /// The alignments with the name on the left, by the script of its model, and those with it on the right, by the other's.
    on_left: [Option<Box<Alignments>>; SCRIPTS.len()],
    on_right: [Option<Box<Alignments>>; SCRIPTS.len()],
    numbers: Vec<f32>,
}

impl NameComparison {
    /// Makes a folded name ready.
    pub fn new(folded: &str) -> Self {
        let mut name = String::new();
        bare_form(folded, &mut name);
        let script = script_of(&name);
        Self {
            name,
            script,
            other: String::new(),
            on_left: Default::default(),
            on_right: Default::default(),
            numbers: Vec::new(),
        }
    }

    /// How sure it is that another folded name is a spelling of it, as [`probability`](super::probability) says.
    pub fn probability(&mut self, folded: &str) -> f32 {
        bare_form(folded, &mut self.other);
        if self.name == self.other {
            return 1.0;
        }
        let log_odds = match (self.script, script_of(&self.other)) {
            // In one script both orders give the same.
            (Some(Script::Latin), Some(Script::Latin)) if self.name <= self.other => self.on_left(Script::Latin),
            (Some(Script::Latin), Some(script)) => self.on_right(script),
            (Some(script), Some(Script::Latin)) => self.on_left(script),
            (Some(script), Some(other)) => match through_latin((script, &self.name), (other, &self.other)) {
                Some(log_odds) => log_odds,
                None => return 0.0,
            },
            _ => return 0.0,
        };
        1.0 / (1.0 + (-log_odds).exp())
    }

    /// The log-odds of the name in a script with a Latin one.
    fn on_left(&mut self, script: Script) -> f32 {
        let model = &*MODELS[script.number()];
        let alignments = self.on_left[script.number()].get_or_insert_with(|| {
            let mut alignments = Box::default();
            model.aligner.read_left(&self.name, &mut alignments);
            alignments
        });
        model.aligner.read_right(&self.other, alignments);
        let is_changed = model.aligner.align_read(&self.name, alignments);
        let log_odds = model.logit(alignments, &mut self.numbers);
        if is_changed {
            model.aligner.read_left(&self.name, alignments);
        }
        log_odds
    }

    /// The log-odds of the name, which is Latin, with one in a script.
    fn on_right(&mut self, script: Script) -> f32 {
        let model = &*MODELS[script.number()];
        let alignments = self.on_right[script.number()].get_or_insert_with(|| {
            let mut alignments = Box::default();
            model.aligner.read_right(&self.name, &mut alignments);
            alignments
        });
        model.aligner.read_left(&self.other, alignments);
        model.aligner.align_read(&self.other, alignments);
        model.logit(alignments, &mut self.numbers)
    }
}

fn through_latin((query_script, query): (Script, &str), (script, candidate): (Script, &str)) -> Option<f32> {
    let (mut one, mut other) = (Vec::new(), Vec::new());
    if !letters(query_script, query, &mut one) || !letters(script, candidate, &mut other) {
        return None;
    }
    let similarity = similarity(&one, &other, Costs::between(query_script, script));
    Some(log_odds_through_latin(query_script, script, similarity))
}
