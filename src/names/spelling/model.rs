//! The weights of the decision for one script against Latin: features → log-odds.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::align::{Aligner, Alignments, DOUBLE};
use super::features::{Features, OPERATION_LETTERS, features, number_names};
use super::letter_groups::{group_names, letter_names};
use super::letters::Script;
use super::runs::RunTables;
use super::table::{AlignmentModel, GAP, Table};

/// The weights of a logistic regression over the features of a pair.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// The log-odds of a pair with no features.
    pub intercept: f32,
    /// The weight of each number, in the order of [`number_names`].
    pub numbers: Vec<f32>,
    /// The weight of each operation by its key.
    pub operations: FxHashMap<u64, f32>,
}

/// The learned tables and weights of one script against Latin.
#[derive(Clone, Debug)]
pub struct Model {
    /// What aligns.
    pub aligner: Aligner,
    /// What decides.
    pub weights: Weights,
}

/// What the symbols of an operation are, in the order of the operations: of the left, of the right side, a number.
const SLOTS: [&[u8]; 12] =
    [b"lr", b"lr", b"lr", b"nn", b"nn", b"lrnn", b"lrlr", b"lrn", b"lrl", b"lrl", b"nnn", b"nn"];

/// A line of the file of weights has about so many bytes.
const BYTES_OF_A_LINE: usize = 12;

impl Weights {
    /// The log-odds of the features.
    pub fn logit(&self, features: &Features) -> f32 {
        let numbers: f32 = self.numbers.iter().zip(&features.numbers).map(|(w, x)| w * x).sum();
        let operations: f32 = features.operations.iter().filter_map(|o| self.operations.get(o)).sum();
        self.intercept + numbers + operations
    }

    /// Reads what [`Weights::write`] wrote.
    pub fn read(text: &str, script: Script) -> Self {
        let known = number_names(script);
        let mut weights = Self { numbers: vec![0.0; known.len()], ..Self::default() };
        // So the table does not grow while it is read.
        weights.operations.reserve(text.len() / BYTES_OF_A_LINE);
        let numbers = names(script).map(|sides| sides.map(numbered));
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.split_ascii_whitespace();
            let Some((first, last)) = parts.next().zip(parts.next_back()) else { continue };
            if let [alignment @ (b'u' | b'l'), operation] = first.as_bytes() {
                let Some(operation) = OPERATION_LETTERS.iter().position(|o| o == operation) else { continue };
                let alignment = usize::from(*alignment == b'l');
                let mut symbols = [0; 4];
                for ((slot, what), name) in symbols.iter_mut().zip(SLOTS[operation]).zip(parts) {
                    *slot = symbol(*what, name, &numbers[alignment]);
                }
                let key =
                    (alignment as u64) << 40 | (operation as u64) << 32 | u64::from(u32::from_be_bytes(symbols));
                weights.operations.insert(key, last.parse::<i16>().unwrap_or(0).into());
            } else if let Some(at) = known.iter().position(|n| *n == first) {
                weights.numbers[at] = last.parse().unwrap_or(0.0);
            } else {
                weights.intercept = last.parse().unwrap_or(0.0);
            }
        }
        weights.operations.values_mut().for_each(|w| *w /= 100.0);
        weights
    }

    /// The text that [`Weights::read`] reads: the numbers' weights, then the operations' in hundredths.
    pub fn write(&self, script: Script) -> String {
        let mut text = format!("intercept {:.3}\n", self.intercept);
        for (name, weight) in number_names(script).iter().zip(&self.numbers) {
            let _ = writeln!(text, "{name} {weight:.4}");
        }
        let names = names(script);
        let mut operations: Vec<(u64, f32)> = self.operations.iter().map(|(k, w)| (*k, *w)).collect();
        operations.sort_by_key(|(key, _)| *key);
        for (key, weight) in operations {
            let [_, _, alignment, operation, symbols @ ..] = key.to_be_bytes();
            let hundredths = (weight * 100.0).round() as i32;
            if hundredths == 0 {
                continue;
            }
            text.push(if alignment == 0 { 'u' } else { 'l' });
            text.push(OPERATION_LETTERS[usize::from(operation)].into());
            for (symbol, what) in symbols.iter().zip(SLOTS[usize::from(operation)]) {
                text.push(' ');
                text.push_str(&name(*what, *symbol, &names[usize::from(alignment)]));
            }
            let _ = writeln!(text, " {hundredths}");
        }
        text
    }
}

/// The names of the symbols of both sides, by alignment.
fn names(script: Script) -> [[Vec<String>; 2]; 2] {
    [[group_names(script), group_names(Script::Latin)], [letter_names(script), letter_names(Script::Latin)]]
}

fn numbered(names: Vec<String>) -> FxHashMap<String, u8> {
    names.into_iter().zip(0..).collect()
}

fn symbol(what: u8, name: &str, sides: &[FxHashMap<String, u8>; 2]) -> u8 {
    match (what, name) {
        (b'n', name) => name.parse().unwrap_or(0),
        (_, "-") => GAP,
        (_, "=") => DOUBLE,
        (what, name) => sides[usize::from(what == b'r')].get(name).copied().unwrap_or(GAP),
    }
}

fn name(what: u8, symbol: u8, sides: &[Vec<String>; 2]) -> String {
    match (what, symbol) {
        (b'n', symbol) => symbol.to_string(),
        (_, GAP) => "-".to_owned(),
        (_, DOUBLE) => "=".to_owned(),
        (what, symbol) => sides[usize::from(what == b'r')][usize::from(symbol)].clone(),
    }
}

impl Model {
    /// The model of a script from the texts of its tables and weights.
    pub fn read(script: Script, [groups, letters, weights]: [&str; 3], runs: Option<RunTables>) -> Self {
        let [groups, letters] = [groups, letters].map(|text| AlignmentModel::new(Table::read(text)));
        Self { aligner: Aligner { script, groups, letters, runs }, weights: Weights::read(weights, script) }
    }

    /// The log-odds that a folded name of the script and a folded Latin one are one name, and how they align.
    pub fn logit(&self, left: &str, right: &str, alignments: &mut Alignments) -> f32 {
        let mut found = Features::default();
        self.aligner.align(left, right, alignments);
        features(&self.aligner, alignments, &mut found);
        self.weights.logit(&found)
    }
}
