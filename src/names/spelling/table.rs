//! A learned table of log-likelihood ratios, and the best alignment of two rows of symbols under it.

use std::fmt::Write as _;

/// Names of more symbols are compared by their first ones.
pub const MAX_SYMBOLS: usize = 40;

/// The cells of the alignment of two names.
const CELLS: usize = (MAX_SYMBOLS + 1) * (MAX_SYMBOLS + 1);

/// In a step: no symbol on this side.
pub const GAP: u8 = u8::MAX;

/// The score of what was never seen, and the least of all scores.
pub const NEVER: f32 = -8.0;

/// How much likelier two symbols are to stand for each other than by chance, as natural logarithms.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The number of symbols of the left side.
    pub left: usize,
    /// The number of symbols of the right side.
    pub right: usize,
    /// A row of `right` scores for each symbol of the left side.
    pub pair: Vec<f32>,
    /// The score of a symbol of the left side with nothing on the other.
    pub gap_left: Vec<f32>,
    /// The score of a symbol of the right side with nothing on the other.
    pub gap_right: Vec<f32>,
}

/// One step of an alignment: a symbol of each side, or [`GAP`], and what it scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The symbol of the left side.
    pub left: u8,
    /// The symbol of the right side.
    pub right: u8,
    /// The number of the left side's symbols before this step.
    pub at_left: u8,
    /// The number of the right side's symbols before this step.
    pub at_right: u8,
    /// The score of the step.
    pub score: f32,
}

impl Table {
    /// The score of a step.
    pub fn score(&self, left: u8, right: u8) -> f32 {
        match (left, right) {
            (GAP, GAP) => 0.0,
            (GAP, right) => self.gap_right[usize::from(right)],
            (left, GAP) => self.gap_left[usize::from(left)],
            (left, right) => self.pair[usize::from(left) * self.right + usize::from(right)],
        }
    }

    /// The best score that a symbol of the left side has.
    pub fn own_left(&self, symbol: u8) -> f32 {
        let row = usize::from(symbol) * self.right;
        self.pair[row..row + self.right].iter().copied().fold(0.1, f32::max)
    }

    /// The best score that a symbol of the right side has.
    pub fn own_right(&self, symbol: u8) -> f32 {
        let column = self.pair.iter().skip(usize::from(symbol)).step_by(self.right.max(1));
        column.copied().fold(0.1, f32::max)
    }

    /// The same with the sides exchanged.
    pub fn turned(&self) -> Self {
        let pair =
            (0..self.right).flat_map(|r| (0..self.left).map(move |l| self.pair[l * self.right + r])).collect();
        Self {
            left: self.right,
            right: self.left,
            pair,
            gap_left: self.gap_right.clone(),
            gap_right: self.gap_left.clone(),
        }
    }

    /// Reads what [`Table::write`] wrote: a row a line after its symbol, hundredths, `.` for [`NEVER`]; the last column and the
    /// last row are the gaps. The lines up to that of the column names are left out.
    pub fn read(text: &str) -> Self {
        let rows = text.lines().skip_while(|l| !l.starts_with('/')).skip(1);
        let mut rows: Vec<Vec<f32>> =
            rows.map(|row| row.split_ascii_whitespace().skip(1).map(number).collect()).collect();
        let mut gap_right = rows.pop().unwrap_or_default();
        gap_right.pop();
        let gap_left: Vec<f32> = rows.iter_mut().filter_map(Vec::pop).collect();
        Self { left: gap_left.len(), right: gap_right.len(), pair: rows.concat(), gap_left, gap_right }
    }

    /// The text that [`Table::read`] reads, with these names of the symbols.
    pub fn write(&self, left: &[String], right: &[String]) -> String {
        let mut text = String::from("/");
        right.iter().for_each(|name| {
            let _ = write!(text, " {name}");
        });
        text.push_str(" -\n");
        let name = |i: usize| left.get(i).map_or("-", String::as_str);
        for row in 0..=self.left {
            text.push_str(name(row));
            for column in 0..=self.right {
                let symbol =
                    |i: usize, n: usize| if i == n { GAP } else { u8::try_from(i).expect("symbols fit a byte") };
                let score = self.score(symbol(row, self.left), symbol(column, self.right));
                if score <= NEVER {
                    text.push_str(" .");
                } else {
                    let _ = write!(text, " {}", (score * 100.0).round());
                }
            }
            text.push('\n');
        }
        text
    }

    /// The best alignment of two rows of symbols, its steps in order, put into `steps`. Returns its score.
    pub fn align(&self, left: &[u8], right: &[u8], steps: &mut Vec<Step>) -> f32 {
        let (left, right) = (&left[..left.len().min(MAX_SYMBOLS)], &right[..right.len().min(MAX_SYMBOLS)]);
        let mut best = [0f32; CELLS];
        self.fill(left, right, &mut best);
        self.trace(left, right, &best, steps);
        best[left.len() * (right.len() + 1) + right.len()]
    }

    /// The score of the best alignment of two rows of symbols.
    pub fn best_score(&self, left: &[u8], right: &[u8]) -> f32 {
        let (left, right) = (&left[..left.len().min(MAX_SYMBOLS)], &right[..right.len().min(MAX_SYMBOLS)]);
        let mut row = [0f32; MAX_SYMBOLS + 1];
        for (j, r) in right.iter().enumerate() {
            row[j + 1] = row[j] + self.gap_right[usize::from(*r)];
        }
        for l in left {
            let pairs = &self.pair[usize::from(*l) * self.right..][..self.right];
            let gap = self.gap_left[usize::from(*l)];
            let mut before = row[0];
            row[0] += gap;
            for (j, r) in right.iter().enumerate() {
                let both = before + pairs[usize::from(*r)];
                before = row[j + 1];
                row[j + 1] = both.max(before + gap).max(row[j] + self.gap_right[usize::from(*r)]);
            }
        }
        row[right.len()]
    }

    /// The best score of the beginnings of two rows of symbols.
    fn fill(&self, left: &[u8], right: &[u8], best: &mut [f32; CELLS]) {
        let width = right.len() + 1;
        for (j, r) in right.iter().enumerate() {
            best[j + 1] = best[j] + self.gap_right[usize::from(*r)];
        }
        for (i, l) in left.iter().enumerate() {
            let (row, next) = (i * width, (i + 1) * width);
            let pairs = &self.pair[usize::from(*l) * self.right..][..self.right];
            let gap = self.gap_left[usize::from(*l)];
            best[next] = best[row] + gap;
            for (j, r) in right.iter().enumerate() {
                let both = best[row + j] + pairs[usize::from(*r)];
                let one = (best[row + j + 1] + gap).max(best[next + j] + self.gap_right[usize::from(*r)]);
                best[next + j + 1] = both.max(one);
            }
        }
    }

    /// The way back through the best scores.
    fn trace(&self, left: &[u8], right: &[u8], best: &[f32], steps: &mut Vec<Step>) {
        steps.clear();
        let width = right.len() + 1;
        let (mut i, mut j) = (left.len(), right.len());
        while i + j > 0 {
            let here = best[i * width + j];
            let from = |i: usize, j: usize, l: u8, r: u8| best[i * width + j] + self.score(l, r) == here;
            let (l, r) = if i > 0 && j > 0 && from(i - 1, j - 1, left[i - 1], right[j - 1]) {
                (left[i - 1], right[j - 1])
            } else if i > 0 && (j == 0 || from(i - 1, j, left[i - 1], GAP)) {
                (left[i - 1], GAP)
            } else {
                (GAP, right[j - 1])
            };
            i -= usize::from(l != GAP);
            j -= usize::from(r != GAP);
            let [at_left, at_right] = [i, j].map(|n| u8::try_from(n).expect("at most 40 symbols"));
            steps.push(Step { left: l, right: r, at_left, at_right, score: self.score(l, r) });
        }
        steps.reverse();
    }
}

/// A table with what each symbol scores at best.
#[derive(Clone, Debug)]
pub struct AlignmentModel {
    /// The learned table.
    pub table: Table,
    own_left: Vec<f32>,
    own_right: Vec<f32>,
}

impl AlignmentModel {
    /// The model of a table.
    pub fn new(table: Table) -> Self {
        let symbols = |n: usize| (0..n).map(|s| u8::try_from(s).expect("symbols fit a byte"));
        let own_left = symbols(table.left).map(|s| table.own_left(s)).collect();
        let own_right = symbols(table.right).map(|s| table.own_right(s)).collect();
        Self { table, own_left, own_right }
    }

    /// What a symbol of the left side scores at best.
    pub fn own_left(&self, symbol: u8) -> f32 {
        self.own_left.get(usize::from(symbol)).copied().unwrap_or(0.0)
    }

    /// What a symbol of the right side scores at best.
    pub fn own_right(&self, symbol: u8) -> f32 {
        self.own_right.get(usize::from(symbol)).copied().unwrap_or(0.0)
    }
}

fn number(text: &str) -> f32 {
    text.parse::<i32>().map_or(NEVER, |hundredths| hundredths as f32 / 100.0)
}
