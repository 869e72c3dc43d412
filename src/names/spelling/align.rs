//! two folded names → their two alignments: by letter groups and letter by letter.

use super::letter_groups::{Symbols, group_symbols, letter_symbols};
use super::letters::Script;
use super::runs::{RunTables, Runs};
use super::table::{AlignmentModel, GAP, Step};

/// In an operation: the symbol stands beside its like, and the other side has only one of them.
pub const DOUBLE: u8 = GAP - 1;

/// The learned tables of a script (left) against Latin (right).
#[derive(Clone, Debug)]
pub struct Aligner {
    /// The script of the left side.
    pub script: Script,
    /// The model by letter groups.
    pub groups: AlignmentModel,
    /// The model letter by letter.
    pub letters: AlignmentModel,
    /// The tables of letters without runs, between Latin names.
    pub runs: Option<RunTables>,
}

/// One alignment of two names.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// The symbols of the left name.
    pub left: Symbols,
    /// The symbols of the right name.
    pub right: Symbols,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// The score of all steps.
    pub score: f32,
    /// What the left name scores at best.
    pub own_left: f32,
    /// What the right name scores at best.
    pub own_right: f32,
}

/// The alignments of two names.
#[derive(Clone, Debug, Default)]
pub struct Alignments {
    /// By letter groups.
    pub groups: Alignment,
    /// Letter by letter.
    pub letters: Alignment,
    /// Both names without runs, if the model has tables for it.
    pub runs: [Runs; 2],
}

impl Aligner {
    /// Aligns a folded name of the script with a folded Latin one. The Arabic article, which is written onto its noun, is left
    /// out where the rest is more similar: Latin names come without it.
    pub fn align(&self, left: &str, right: &str, out: &mut Alignments) {
        self.read_left(left, out);
        self.read_right(right, out);
        self.align_read(left, out);
    }

    /// Reads the left name into its place.
    pub(super) fn read_left(&self, left: &str, out: &mut Alignments) {
        if self.runs.is_some() {
            out.runs[0].fill(left);
        }
        self.read_left_symbols(left, out);
    }

    fn read_left_symbols(&self, left: &str, out: &mut Alignments) {
        group_symbols(self.script, left, &mut out.groups.left);
        letter_symbols(self.script, left, &mut out.letters.left);
    }

    /// Reads the right name into its place.
    pub(super) fn read_right(&self, right: &str, out: &mut Alignments) {
        if self.runs.is_some() {
            out.runs[1].fill(right);
        }
        group_symbols(Script::Latin, right, &mut out.groups.right);
        letter_symbols(Script::Latin, right, &mut out.letters.right);
    }

    /// Aligns both names that were read, of which this is the left one. The symbols of that are others afterwards where the article
    /// is left out, which it says.
    pub(super) fn align_read(&self, left: &str, out: &mut Alignments) -> bool {
        self.fill(out);
        if self.script != Script::Arabic || !left.split(' ').any(|word| bare_noun(word) != word) {
            return false;
        }
        let bare = left.split(' ').map(bare_noun).collect::<Vec<_>>().join(" ");
        let with = out.letters.similarity();
        self.read_left_symbols(&bare, out);
        self.fill(out);
        let is_bare = out.letters.similarity() >= with;
        if !is_bare {
            self.read_left_symbols(left, out);
            self.fill(out);
        }
        is_bare
    }

    fn fill(&self, out: &mut Alignments) {
        out.groups.fill(&self.groups);
        out.letters.fill(&self.letters);
    }
}

/// An Arabic word without the article, if enough is left.
fn bare_noun(word: &str) -> &str {
    word.strip_prefix("ال").filter(|noun| noun.chars().count() >= 2).unwrap_or(word)
}

impl Alignment {
    fn fill(&mut self, model: &AlignmentModel) {
        self.score = model.table.align(&self.left.codes, &self.right.codes, &mut self.steps);
        self.own_left = self.left.codes.iter().map(|s| model.own_left(*s)).sum();
        self.own_right = self.right.codes.iter().map(|s| model.own_right(*s)).sum();
    }

    /// The score over the mean of what both names score at best.
    pub fn similarity(&self) -> f32 {
        let own = self.own_left + self.own_right;
        if own > 0.0 { 2.0 * self.score / own } else { 0.0 }
    }

    /// Whether a word after the first begins at a step, on the left and on the right side.
    pub fn borders(&self, step: &Step) -> (bool, bool) {
        let left = self.left.is_border(usize::from(step.at_left));
        (left, self.right.is_border(usize::from(step.at_right)))
    }

    /// The symbols of a step, [`DOUBLE`] for a gap beside the like of the other symbol.
    pub fn operation(&self, step: &Step) -> (u8, u8) {
        let like = |side: &Symbols, at: u8, symbol: u8| {
            let at = usize::from(at);
            at > 0 && side.codes[at - 1] == symbol || side.codes.get(at + 1) == Some(&symbol)
        };
        match (step.left, step.right) {
            (GAP, right) if like(&self.right, step.at_right, right) => (DOUBLE, right),
            (left, GAP) if like(&self.left, step.at_left, left) => (left, DOUBLE),
            symbols => symbols,
        }
    }
}
