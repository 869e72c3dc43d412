//! The weights of the decision for one script against Latin: features → log-odds.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::align::{Aligner, Alignments, DOUBLE};
use super::features::{Features, OPERATION_LETTERS, number_names, weighed};
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
    pub weights: PreparedWeights,
}

/// The weights as they lie prepared: those of the operations in two tables, of the letter groups and of the letters, that are read
/// where they lie.
#[derive(Clone, Debug, Default)]
pub struct PreparedWeights {
    intercept: f32,
    numbers: Vec<f32>,
    operations: [Slots; 2],
}

/// A table of operations that is looked up by their keys: the key (`u32`) and the weight in hundredths (`i16`) of each, little-endian,
/// at its place or in the next free slot after it. A slot whose weight is 0 is free.
#[derive(Clone, Copy, Debug, Default)]
struct Slots(&'static [[u8; SLOT]]);

/// The bytes of a slot.
const SLOT: usize = 6;

/// A table has at least so many times as many slots as operations, by tenths.
const TENTHS_OF_SLOTS: usize = 17;

impl Slots {
    /// The weight of an operation.
    #[inline]
    fn weight(self, key: u32) -> f32 {
        let Some(last) = self.0.len().checked_sub(1) else { return 0.0 };
        let mut at = place(key, last);
        loop {
            let [a, b, c, d, weight @ ..] = self.0[at];
            let weight = i16::from_le_bytes(weight);
            if weight == 0 {
                return 0.0;
            }
            if u32::from_le_bytes([a, b, c, d]) == key {
                return f32::from(weight) / 100.0;
            }
            at = (at + 1) & last;
        }
    }

    /// The table of operations with their weights.
    fn prepare(operations: &[(u32, i16)]) -> Vec<u8> {
        let count = (operations.len() * TENTHS_OF_SLOTS / 10 + 1).next_power_of_two();
        let mut slots = vec![[0; SLOT]; count];
        for (key, weight) in operations {
            let mut at = place(*key, count - 1);
            while slots[at][4..] != [0; 2] {
                at = (at + 1) & (count - 1);
            }
            slots[at][..4].copy_from_slice(&key.to_le_bytes());
            slots[at][4..].copy_from_slice(&weight.to_le_bytes());
        }
        slots.concat()
    }
}

/// The slot of a key among a power of two, whose last one is given.
#[inline]
fn place(key: u32, last: usize) -> usize {
    (u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & last
}

/// The table of an operation and its key there: the operation in four bits, then seven for each symbol.
#[inline]
fn short_key(key: u64) -> (usize, u32) {
    let [_, _, alignment, operation, symbols @ ..] = key.to_be_bytes();
    // No script has more than 126 symbols; the two above all others are those of gaps.
    let symbols = symbols.into_iter().map(|symbol| if symbol >= DOUBLE { symbol - 128 } else { symbol & 127 });
    (usize::from(alignment), symbols.fold(operation.into(), |key, symbol| key << 7 | u32::from(symbol)))
}

impl PreparedWeights {
    /// Reads what [`Weights::prepare`] gave.
    pub fn read(bytes: &'static [u8]) -> Self {
        let mut weights = Self::default();
        let Some((count, rest)) = bytes.split_first_chunk::<4>() else { return weights };
        let (numbers, rest) = rest.split_at(4 * u32::from_le_bytes(*count) as usize);
        let mut numbers = numbers.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number));
        weights.intercept = numbers.next().unwrap_or_default();
        weights.numbers = numbers.collect();
        let Some((count, rest)) = rest.split_first_chunk::<4>() else { return weights };
        let (of_groups, of_letters) = rest.as_chunks().0.split_at(u32::from_le_bytes(*count) as usize);
        weights.operations = [Slots(of_groups), Slots(of_letters)];
        weights
    }
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

    /// What [`PreparedWeights::read`] reads: how many numbers there are (`u32`), the intercept and the weights of the numbers (`f32`
    /// each), how many slots the table of the letter groups has (`u32`), both tables; all of it little-endian.
    pub fn prepare(&self) -> Vec<u8> {
        let mut tables: [Vec<(u32, i16)>; 2] = Default::default();
        for (key, weight) in &self.operations {
            let (table, key) = short_key(*key);
            tables[table].push((key, (weight * 100.0).round() as i16));
        }
        let [of_groups, of_letters] = tables.map(|mut operations| {
            operations.sort_unstable();
            Slots::prepare(&operations)
        });
        let mut bytes = (self.numbers.len() as u32 + 1).to_le_bytes().to_vec();
        bytes.extend(self.intercept.to_le_bytes());
        bytes.extend(self.numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend(((of_groups.len() / SLOT) as u32).to_le_bytes());
        [bytes, of_groups, of_letters].concat()
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
    /// The model of a script from its prepared tables and weights.
    pub fn read(script: Script, [groups, letters, weights]: [&'static [u8]; 3], runs: Option<RunTables>) -> Self {
        let [groups, letters] = [groups, letters].map(|table| AlignmentModel::new(Table::read_prepared(table)));
        Self { aligner: Aligner { script, groups, letters, runs }, weights: PreparedWeights::read(weights) }
    }

    /// The log-odds that two aligned names, one of the script and a Latin one, are one name.
    pub(super) fn logit(&self, alignments: &Alignments, numbers: &mut Vec<f32>) -> f32 {
        let weights = &self.weights;
        let mut operations = 0.0;
        weighed(&self.aligner, alignments, numbers, &mut |operation| {
            let (table, key) = short_key(operation);
            operations += weights.operations[table].weight(key);
        });
        let numbers: f32 = weights.numbers.iter().zip(numbers).map(|(w, x)| w * *x).sum();
        weights.intercept + numbers + operations
    }
}
