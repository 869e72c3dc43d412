//! the alignments of two names → what the decision weighs: operations to count, and a row of numbers.

use super::align::{Aligner, Alignment, Alignments, DOUBLE};
use super::letter_groups::{Kind, kind_of};
use super::letters::Script;
use super::table::{AlignmentModel, GAP, Step};

/// What an operation is about. The number is its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A symbol for a symbol.
    Pair,
    /// The same as the first step.
    Start,
    /// The same as the last step.
    End,
    /// Vowel, consonant or nothing for another of these, as the first step.
    StartKind,
    /// The same as the last step.
    EndKind,
    /// A symbol with nothing on the other side, between vowels, consonants or ends.
    Between,
    /// Two steps, one after the other.
    Neighbours,
    /// A step at which a word begins on one side.
    Border,
    /// A step after a letter of the left side.
    After,
    /// A step before a letter of the left side.
    Before,
    /// Length, consonants changed, vowels changed.
    Shape,
    /// Similarity and length.
    Level,
}

/// The letters that stand for the operations in the file of weights, in the order of [`Operation`].
pub const OPERATION_LETTERS: &[u8] = b"psexybnwafSL";

/// The key of an operation in a model (0 letter groups, 1 letters) with up to four symbols.
pub fn key(model: u8, operation: Operation, symbols: [u8; 4]) -> u64 {
    u64::from(model) << 40 | (operation as u64) << 32 | u64::from(u32::from_be_bytes(symbols))
}

/// What is weighed of one pair.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// The keys of the operations, each as often as it occurs.
    pub operations: Vec<u64>,
    /// The numbers, in the order of [`number_names`].
    pub numbers: Vec<f32>,
}

/// How many of the numbers a script against Latin has: the others are those of [`RunTables`](super::runs::RunTables).
const WITHOUT_RUNS: usize = 40;

/// The names of the numbers of a script against Latin.
pub fn number_names(script: Script) -> &'static [&'static str] {
    if script == Script::Latin { &NUMBERS } else { &NUMBERS[..WITHOUT_RUNS] }
}

/// The names of all numbers.
const NUMBERS: [&str; 60] = [
    "similarity_units",
    "score_units",
    "loss_units",
    "own_least_units",
    "own_most_units",
    "changes_units",
    "changed_own_units",
    "consonants_units",
    "vowels_units",
    "gaps_units",
    "first_units",
    "last_units",
    "worst_units",
    "second_worst_units",
    "worst_word_units",
    "square_units",
    "similarity_letters",
    "score_letters",
    "loss_letters",
    "own_least_letters",
    "own_most_letters",
    "changes_letters",
    "changed_own_letters",
    "consonants_letters",
    "vowels_letters",
    "gaps_letters",
    "first_letters",
    "last_letters",
    "worst_letters",
    "second_worst_letters",
    "worst_word_letters",
    "square_letters",
    "length_least",
    "length_most",
    "length_inverse",
    "loss_by_length",
    "words_least",
    "words_differ",
    "borders_met",
    "borders_alone",
    "similarity_runs",
    "score_runs",
    "similarity_places",
    "score_places",
    "similarity_contexts",
    "score_contexts",
    "skeletons_apart",
    "skeletons_equal",
    "skeletons_apart_by_length",
    "skeleton_least",
    "vowels_apart",
    "vowels_differ",
    "similarity_least_units",
    "similarity_most_units",
    "similarity_least_letters",
    "similarity_most_letters",
    "first_unit",
    "first_unit_equal",
    "last_unit",
    "last_unit_equal",
];

/// Fills `out` with what is weighed of two aligned names.
pub fn features(aligner: &Aligner, alignments: &Alignments, out: &mut Features) {
    let Features { operations, numbers } = out;
    operations.clear();
    weighed(aligner, alignments, numbers, &mut |operation| operations.push(operation));
}

/// Fills `numbers` and gives the keys of the operations one after the other.
#[inline]
pub(super) fn weighed(
    aligner: &Aligner,
    alignments: &Alignments,
    out: &mut Vec<f32>,
    operation: &mut impl FnMut(u64),
) {
    out.clear();
    let same = aligner.script == Script::Latin;
    for (number, (model, alignment)) in
        (0..).zip([(&aligner.groups, &alignments.groups), (&aligner.letters, &alignments.letters)])
    {
        let context = Context { model: number, script: aligner.script, same, alignment };
        context.operations(operation);
        context.shape(operation);
        numbers(model, &context, out);
    }
    lengths(alignments, out);
    if let Some(tables) = &aligner.runs {
        let [left, right] = &alignments.runs;
        tables.numbers(left, right, out);
        ends(aligner, alignments, out);
    }
    debug_assert_eq!(out.len(), number_names(aligner.script).len());
}

/// An alignment in a model, as the operations see it.
struct Context<'a> {
    model: u8,
    script: Script,
    same: bool,
    alignment: &'a Alignment,
}

impl Context<'_> {
    fn changed(&self, step: &Step) -> bool {
        !self.same || step.left != step.right
    }

    /// Where both sides are Latin, which of them is left means nothing: the lesser symbol comes first.
    fn ordered(&self, (left, right): (u8, u8)) -> [u8; 2] {
        let other_first = |s: u8| if s >= DOUBLE { 255 } else { s };
        if self.same && other_first(right) < other_first(left) { [right, left] } else { [left, right] }
    }

    fn kinds(&self, (left, right): (u8, u8)) -> [u8; 2] {
        let (l, r) =
            (kind_of(self.script, self.model, left) as u8, kind_of(Script::Latin, self.model, right) as u8);
        if self.same && r < l { [r, l] } else { [l, r] }
    }

    #[inline]
    fn operations(&self, out: &mut impl FnMut(u64)) {
        let steps = &self.alignment.steps;
        let mut previous: Option<((u8, u8), bool)> = None;
        for (number, step) in steps.iter().enumerate() {
            let symbols = self.alignment.operation(step);
            let changed = self.changed(step);
            let [a, b] = self.ordered(symbols);
            let mut add = |operation, symbols| out(key(self.model, operation, symbols));
            add(Operation::Pair, [a, b, 0, 0]);
            let kinds = self.kinds(symbols);
            if changed && number == 0 {
                add(Operation::Start, [a, b, 0, 0]);
                add(Operation::StartKind, [kinds[0], kinds[1], 0, 0]);
            }
            if changed && number + 1 == steps.len() {
                add(Operation::End, [a, b, 0, 0]);
                add(Operation::EndKind, [kinds[0], kinds[1], 0, 0]);
            }
            if let Some([before, after]) = self.sides(step) {
                add(Operation::Between, [a, b, before, after]);
            }
            let (left, right) = self.alignment.borders(step);
            if changed && (left || right) || left != right {
                add(Operation::Border, [a, b, u8::from(left && right), 0]);
            }
            if let Some((last, last_changed)) = previous
                && (changed || last_changed)
            {
                add(Operation::Neighbours, self.neighbours(last, symbols));
            }
            if !self.same {
                self.native(step, symbols, &mut add);
            }
            previous = Some((symbols, changed));
        }
    }

    /// Two steps, the same when both sides are exchanged.
    fn neighbours(&self, (l1, r1): (u8, u8), (l2, r2): (u8, u8)) -> [u8; 4] {
        let (here, turned) = ([l1, r1, l2, r2], [r1, l1, r2, l2]);
        if self.same && turned < here { turned } else { here }
    }

    /// The kinds of symbol before and after a symbol that has nothing on the other side.
    fn sides(&self, step: &Step) -> Option<[u8; 2]> {
        let (codes, at, script) = match (step.left, step.right) {
            (GAP, _) => (&self.alignment.right.codes, usize::from(step.at_right), Script::Latin),
            (_, GAP) => (&self.alignment.left.codes, usize::from(step.at_left), self.script),
            _ => return None,
        };
        let kind = |code: Option<&u8>| code.map_or(Kind::Nothing, |c| kind_of(script, self.model, *c)) as u8;
        Some([kind(at.checked_sub(1).and_then(|i| codes.get(i))), kind(codes.get(at + 1))])
    }

    /// A step with the letters of the left side around it.
    fn native(&self, step: &Step, (left, right): (u8, u8), add: &mut impl FnMut(Operation, [u8; 4])) {
        let codes = &self.alignment.left.codes;
        let at = usize::from(step.at_left);
        let next = at + usize::from(step.left != GAP);
        let before = at.checked_sub(1).and_then(|i| codes.get(i)).copied().unwrap_or(GAP);
        add(Operation::After, [left, right, before, 0]);
        add(Operation::Before, [left, right, codes.get(next).copied().unwrap_or(GAP), 0]);
    }

    /// How much is changed in a name of which length.
    fn shape(&self, out: &mut impl FnMut(u64)) {
        let a = self.alignment;
        let length = least(a.left.codes.len().min(a.right.codes.len()), 9);
        let (mut consonants, mut vowels) = (0, 0);
        for step in a.steps.iter().filter(|s| s.left != s.right) {
            let kinds = self.kinds((step.left, step.right));
            let vowel = kinds.iter().all(|k| *k != Kind::Consonant as u8);
            if vowel {
                vowels += 1;
            } else if self.same || step.left == GAP || step.right == GAP {
                consonants += 1;
            }
        }
        out(key(self.model, Operation::Shape, [length, least(consonants, 4), least(vowels, 4), 0]));
        let level = (a.similarity().clamp(0.0, 1.0) * 15.0) as usize;
        out(key(self.model, Operation::Level, [least(level, 15), length, 0, 0]));
    }
}

fn least(number: usize, most: u8) -> u8 {
    u8::try_from(number).unwrap_or(most).min(most)
}

/// The numbers of one model, as the first sixteen of [`NUMBERS`].
fn numbers(model: &AlignmentModel, context: &Context<'_>, out: &mut Vec<f32>) {
    let a = context.alignment;
    let (mut changes, mut changed_own, mut consonants, mut vowels, mut gaps) = (0f32, 0f32, 0f32, 0f32, 0f32);
    let (mut worst, mut second) = (9f32, 9f32);
    let (mut word, mut worst_word) = (0f32, 0f32);
    for step in &a.steps {
        let own = (model.own_left(step.left) + model.own_right(step.right)) / 2.0;
        let (left, right) = a.borders(step);
        if left || right {
            worst_word = worst_word.max(word);
            word = 0.0;
        }
        word += own - step.score;
        if context.changed(step) {
            changes += 1.0;
            changed_own += own;
            let kinds = context.kinds((step.left, step.right));
            let vowel = kinds.iter().all(|k| *k != Kind::Consonant as u8);
            *(if vowel { &mut vowels } else { &mut consonants }) += 1.0;
            gaps += f32::from(u8::from(step.left == GAP || step.right == GAP));
        }
        if step.score < worst {
            second = worst;
            worst = step.score;
        } else {
            second = second.min(step.score);
        }
    }
    let similarity = a.similarity();
    let score = |step: Option<&Step>| step.map_or(0.0, |s| s.score);
    out.extend([
        similarity,
        a.score,
        (a.own_left + a.own_right) / 2.0 - a.score,
        a.own_left.min(a.own_right),
        a.own_left.max(a.own_right),
        changes,
        changed_own,
        consonants,
        vowels,
        gaps,
        score(a.steps.first()),
        score(a.steps.last()),
        worst,
        second,
        worst_word.max(word),
        similarity * similarity,
    ]);
}

/// The numbers of both names' shares and ends, as the last of [`NUMBERS`].
fn ends(aligner: &Aligner, alignments: &Alignments, out: &mut Vec<f32>) {
    for a in [&alignments.groups, &alignments.letters] {
        let (least, most) = (a.own_left.min(a.own_right), a.own_left.max(a.own_right));
        out.extend([a.score / least.max(0.1), a.score / most.max(0.1)]);
    }
    let units = &alignments.groups;
    let ends = [
        (units.left.codes.first(), units.right.codes.first()),
        (units.left.codes.last(), units.right.codes.last()),
    ];
    for (left, right) in ends {
        let (Some(left), Some(right)) = (left, right) else {
            out.extend([0.0, 0.0]);
            continue;
        };
        out.extend([aligner.groups.table.score(*left, *right), f32::from(u8::from(left == right))]);
    }
}

/// The numbers of both names' lengths and words, as eight of [`NUMBERS`].
fn lengths(alignments: &Alignments, out: &mut Vec<f32>) {
    let a = &alignments.letters;
    let (left, right) = (a.left.codes.len() as f32, a.right.codes.len() as f32);
    let words = |borders: u64| borders.count_ones() as f32;
    let (words_left, words_right) = (words(a.left.borders), words(a.right.borders));
    let both = |step: &&Step| a.borders(step) == (true, true) && step.left != GAP && step.right != GAP;
    let met = a.steps.iter().filter(both).count() as f32;
    let loss = (a.own_left + a.own_right) / 2.0 - a.score;
    out.extend([
        left.min(right),
        left.max(right),
        1.0 / left.min(right).max(1.0),
        loss / left.min(right).max(1.0),
        words_left.min(words_right),
        (words_left - words_right).abs(),
        met,
        words_left + words_right - 2.0 * met,
    ]);
}
