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

    /// Reads what [`Table::prepare`] gave.
    pub fn read_prepared(bytes: &[u8]) -> Self {
        let ([left, right], cells) = match bytes {
            [left, right, cells @ ..] => ([*left, *right].map(usize::from), cells),
            _ => ([0; 2], bytes),
        };
        let mut cells = cells.as_chunks().0.iter().map(|cell| f32::from(i16::from_le_bytes(*cell)) / 100.0);
        let mut cells = |count: usize| cells.by_ref().take(count).collect::<Vec<f32>>();
        Self { left, right, pair: cells(left * right), gap_left: cells(left), gap_right: cells(right) }
    }

    /// How many symbols each side has (a byte each), then in hundredths (`i16`, little-endian) the scores of the pairs and of
    /// the gaps of both sides.
    pub fn prepare(&self) -> Vec<u8> {
        let symbols = [self.left, self.right].map(|count| u8::try_from(count).expect("symbols fit a byte"));
        let scores = [&self.pair, &self.gap_left, &self.gap_right].into_iter().flatten();
        let hundredths = scores.flat_map(|score| ((score * 100.0).round() as i16).to_le_bytes());
        symbols.into_iter().chain(hundredths).collect()
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

    /// The scores of the best alignments of two rows in three views, each under its table: the rows are of the same length in all
    /// views, so that these are gone through at once, and no step waits for another view's.
    pub fn best_scores(tables: [&Self; 3], left: [&[u8]; 3], right: [&[u8]; 3]) -> [f32; 3] {
        let length = |side: [&[u8]; 3]| side.map(<[u8]>::len).into_iter().min().unwrap_or(0).min(MAX_SYMBOLS);
        let symbols = |side: [&[u8]; 3], at: usize| side.map(|view| usize::from(view[at]));
        let count = length(right);
        let mut gaps = [[0f32; VIEWS]; MAX_SYMBOLS];
        let mut row = [[0f32; VIEWS]; MAX_SYMBOLS + 1];
        for j in 0..count {
            let right = symbols(right, j);
            gaps[j] = views(|view| tables[view].gap_right[right[view]]);
            row[j + 1] = lanes(&row[j], &gaps[j], |cell, gap| cell + gap);
        }
        for left in (0..length(left)).map(|at| symbols(left, at)) {
            let pairs: [&[f32]; 3] = std::array::from_fn(|view| {
                let table = tables[view];
                &table.pair[left[view] * table.right..][..table.right]
            });
            let gap = views(|view| tables[view].gap_left[left[view]]);
            let mut before = row[0];
            let mut here = lanes(&row[0], &gap, |cell, gap| cell + gap);
            row[0] = here;
            for j in 0..count {
                let right = symbols(right, j);
                let both = lanes(&before, &views(|view| pairs[view][right[view]]), |cell, pair| cell + pair);
                let up = lanes(&row[j + 1], &gap, |cell, gap| cell + gap);
                let along = lanes(&here, &gaps[j], |cell, gap| cell + gap);
                here = lanes(&lanes(&both, &up, greater), &along, greater);
                before = row[j + 1];
                row[j + 1] = here;
            }
        }
        let [one, two, three, _] = row[count];
        [one, two, three]
    }

    /// Fills the row after one more symbol of the left side, given what each symbol of the right one scores with nothing. What does
    /// not hang on the cell before is worked out first, for all cells.
    #[inline]
    fn fill_row(&self, left: u8, (right, gaps): (&[u8], &[f32; MAX_SYMBOLS]), row: &[f32], next: &mut [f32]) {
        let count = right.len().min(MAX_SYMBOLS);
        let pairs = &self.pair[usize::from(left) * self.right..][..self.right];
        let gap = self.gap_left[usize::from(left)];
        let mut best = [0f32; MAX_SYMBOLS];
        for ((best, r), two) in best.iter_mut().zip(&right[..count]).zip(row.windows(2)) {
            *best = greater(two[0] + pairs[usize::from(*r)], two[1] + gap);
        }
        let mut here = row[0] + gap;
        next[0] = here;
        for ((cell, best), gap) in next[1..=count].iter_mut().zip(&best[..count]).zip(&gaps[..count]) {
            here = greater(*best, here + gap);
            *cell = here;
        }
    }

    /// The best score of the beginnings of two rows of symbols.
    fn fill(&self, left: &[u8], right: &[u8], best: &mut [f32; CELLS]) {
        let width = right.len() + 1;
        let mut gaps = [0f32; MAX_SYMBOLS];
        for (gap, r) in gaps.iter_mut().zip(right) {
            *gap = self.gap_right[usize::from(*r)];
        }
        for (j, gap) in gaps[..right.len()].iter().enumerate() {
            best[j + 1] = best[j] + gap;
        }
        for (i, l) in left.iter().enumerate() {
            let (rows, next) = best.split_at_mut((i + 1) * width);
            self.fill_row(*l, (right, &gaps), &rows[i * width..], &mut next[..width]);
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

/// Three views, and one cell more so that they fill a register of the processor.
const VIEWS: usize = 4;

#[inline(always)]
fn views(of_view: impl Fn(usize) -> f32) -> [f32; VIEWS] {
    std::array::from_fn(|view| if view + 1 < VIEWS { of_view(view) } else { 0.0 })
}

#[inline(always)]
fn lanes(one: &[f32; VIEWS], other: &[f32; VIEWS], of_both: impl Fn(f32, f32) -> f32) -> [f32; VIEWS] {
    std::array::from_fn(|view| of_both(one[view], other[view]))
}

/// The greater of two scores, of which each is a number.
#[inline(always)]
fn greater(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

fn number(text: &str) -> f32 {
    text.parse::<i32>().map_or(NEVER, |hundredths| hundredths as f32 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_views_at_once_score_what_each_alone_does() {
        let table = |seed: usize| Table {
            left: 5,
            right: 5,
            pair: (0..25).map(|at| ((at * 7 + seed * 3) % 11) as f32 - 5.0).collect(),
            gap_left: (0..5).map(|at| -(((at + seed) % 4) as f32)).collect(),
            gap_right: (0..5).map(|at| -(((at * 3 + seed) % 5) as f32)).collect(),
        };
        let tables = [table(1), table(2), table(3)];
        for (left, right) in [(&[0u8, 1, 2, 3, 4][..], &[4u8, 2, 0][..]), (&[], &[1, 2]), (&[3, 3, 1], &[])] {
            let turn = |symbols: &[u8], by: u8| symbols.iter().map(|s| (s + by) % 5).collect::<Vec<u8>>();
            let lefts = [0, 1, 2].map(|by| turn(left, by));
            let rights = [0, 2, 1].map(|by| turn(right, by));
            let scores = Table::best_scores(
                tables.each_ref(),
                lefts.each_ref().map(Vec::as_slice),
                rights.each_ref().map(Vec::as_slice),
            );
            for view in 0..3 {
                let alone = tables[view].align(&lefts[view], &rights[view], &mut Vec::new());
                assert_eq!(scores[view], alone, "{left:?} {right:?} {view}");
            }
        }
    }
}
