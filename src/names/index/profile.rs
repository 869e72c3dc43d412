//! Weighted edit distance of one name against many, computed one candidate letter at a time. The sum below is a lower bound at
//! every prefix, so that a branch can be left early.
//!
//! The alignment is that of [`similarity`](super::super::spelling::costs::similarity), and what a profile accepts is what reaches the
//! threshold of that similarity (Ristad and Yianilos 1998 for the scores). It is counted as a cost: with `s` the score,
//! `own(q)` and `own(c)` the scores of both names with themselves and `t` the threshold,
//! `2 s / (own(q) + own(c)) >= t` is `own(q) - s - t (own(q) - own(c)) / 2 <= (1 - t) own(q)`, where the left side is a sum over the
//! steps of the alignment, none of them negative. So a row holds the least cost of every beginning of the query against the
//! letters read so far, and a name whose row is above the limit everywhere is left. Costs are rounded down to parts of the
//! limit, so that a row is a few bytes and nothing that reaches the threshold is lost.
//!
//! Before that, the skeletons of both names must be alike (`SkeletonWalk`): that is a bound of its own.

use std::sync::OnceLock;

use super::row::{DOUBLINGS, ROW, SHORT_ROW, leave_out, moved};
use super::walk::SkeletonWalk;
use crate::names::spelling::costs::Costs;
use crate::names::spelling::letters::{LETTERS, SCRIPTS, Script, letter, letters};
use crate::names::spelling::skeletons::skeleton;

/// The most letters of a name that is looked for.
pub const MAX_LETTERS: usize = ROW - 1;

/// No name that costs more is accepted; costs are counted in parts of it.
pub(super) const LIMIT: u8 = 200;

/// The query side of the alignment: what each letter of the name costs against each letter of each script.
#[derive(Clone, Debug)]
pub struct QueryProfile {
    script: Script,
    /// The codes of its letters.
    codes: Vec<u8>,
    /// The symbols of its skeleton.
    symbols: Vec<u8>,
    /// What the usual threshold of the similarity is multiplied by.
    threshold_scale: f32,
    /// What its letters cost in each script, once that was asked.
    letter_costs: [OnceLock<SubstitutionCosts>; SCRIPTS.len()],
    /// The symbols of its skeleton as the other languages of the Cyrillic alphabet say its letters, where that is another one.
    other_symbols: Option<Vec<u8>>,
    /// How the skeletons of each script are walked, once that was asked.
    walks: [OnceLock<Vec<SkeletonWalk>>; SCRIPTS.len()],
}

/// What the letters of the query cost against those of one script, in units.
#[derive(Clone, Debug)]
pub(super) struct SubstitutionCosts {
    /// For each letter of the script, against every letter of the query, which has the cell after it.
    pub(super) pair: Vec<[u8; ROW]>,
    /// Up to each letter of the query, the last one, two, four, eight, sixteen letters left out.
    pub(super) left_out: [[u8; ROW]; DOUBLINGS],
    /// Each letter of the script added.
    pub(super) added: [u8; LETTERS],
}

/// The least costs of the beginnings of the query against the letters read so far.
#[derive(Clone, Copy, Debug)]
pub struct DpRow([u8; ROW]);

impl QueryProfile {
    /// The profile of a folded name without spaces; `None` if it has a character of another kind, or too many.
    pub fn new(script: Script, name: &str) -> Option<Self> {
        Self::with_threshold_scale(script, name, 1.0)
    }

    /// A profile that accepts other names: those that reach the usual threshold times a scale.
    pub fn with_threshold_scale(script: Script, name: &str, threshold_scale: f32) -> Option<Self> {
        let mut codes = Vec::new();
        if !letters(script, name, &mut codes) || codes.is_empty() || codes.len() > MAX_LETTERS {
            return None;
        }
        let mut symbols = Vec::new();
        skeleton(script, &codes, &mut symbols);
        let other_symbols = with_other_g(script, &codes).map(|codes| {
            let mut symbols = Vec::new();
            skeleton(script, &codes, &mut symbols);
            symbols
        });
        let (letter_costs, walks) = Default::default();
        Some(Self { script, codes, symbols, other_symbols, threshold_scale, letter_costs, walks })
    }

    /// What a name in a script costs, given by its letters' codes, if that reaches the threshold and its skeleton is alike.
    pub fn cost_of(&self, script: Script, codes: &[u8]) -> Option<u8> {
        let mut symbols = Vec::new();
        skeleton(script, codes, &mut symbols);
        self.walks(script).iter().any(|walk| walk.accepts(&symbols)).then(|| self.letters_cost(script, codes))?
    }

    /// What a name in a script costs, given by its letters' codes, if that reaches the threshold.
    pub fn letters_cost(&self, script: Script, codes: &[u8]) -> Option<u8> {
        let letter_costs = self.letter_costs(script);
        let row = codes.iter().fold(self.start(letter_costs), |row, code| self.step(letter_costs, &row, *code));
        Some(self.cost(&row)).filter(|cost| *cost <= LIMIT)
    }

    pub(super) fn letter_costs(&self, script: Script) -> &SubstitutionCosts {
        self.letter_costs[script.number()].get_or_init(|| {
            SubstitutionCosts::new(&self.codes, Costs::between(self.script, script), self.threshold_scale)
        })
    }

    /// How many letters the name has.
    pub(super) fn length(&self) -> usize {
        self.codes.len()
    }

    /// How the skeletons of a script are walked.
    pub(super) fn walks(&self, script: Script) -> &[SkeletonWalk] {
        self.walks[script.number()].get_or_init(|| {
            let walk = |symbols| SkeletonWalk::new((self.script, symbols), script, self.threshold_scale);
            let is_said_so = [self.script, script].contains(&Script::Latin) && SAY_G.contains(&script);
            let other = self.other_symbols.as_ref().filter(|_| is_said_so);
            std::iter::once(&self.symbols).chain(other).map(|symbols| walk(symbols)).collect()
        })
    }

    /// What a name costs, whose last letter gave the row.
    #[inline]
    pub fn cost(&self, row: &DpRow) -> u8 {
        row.0[self.codes.len()]
    }

    /// The row before the first letter of a name.
    pub(super) fn start(&self, letter_costs: &SubstitutionCosts) -> DpRow {
        let mut cells = [u8::MAX; ROW];
        cells[0] = 0;
        for i in 1..=self.codes.len() {
            cells[i] = cells[i - 1].saturating_add(letter_costs.left_out[0][i]);
        }
        DpRow(cells)
    }

    /// The row after one more letter.
    #[inline]
    fn step(&self, letter_costs: &SubstitutionCosts, row: &DpRow, code: u8) -> DpRow {
        if self.codes.len() < SHORT_ROW {
            let mut next = [u8::MAX; ROW];
            let short = row.0.first_chunk::<SHORT_ROW>().expect("a row is longer");
            next[..SHORT_ROW].copy_from_slice(&step(letter_costs, short, usize::from(code)));
            DpRow(next)
        } else {
            DpRow(step(letter_costs, &row.0, usize::from(code)))
        }
    }
}

/// So many of its letters must be said otherwise for a name to have another skeleton: the walk bridges one.
const MIN_OF_G: usize = 2;

/// The scripts whose names are said with a g in one language and an h in another.
const SAY_G: [Script; 2] = [Script::Latin, Script::Cyrillic];

/// The letters of a name as the other languages of the Cyrillic alphabet say them: Ukrainian and Belarusian have an h, which no
/// skeleton has, where Russian has a g: Grigorenko is Hryhorenko.
fn with_other_g(script: Script, codes: &[u8]) -> Option<Vec<u8>> {
    let (g, h) = match script {
        Script::Latin => (letter(script, 'g'), letter(script, 'h')),
        Script::Cyrillic => (letter(script, 'г'), None),
        _ => return None,
    };
    let is_said_otherwise = |code: &&u8| [g, h].contains(&Some(**code));
    if codes.iter().filter(is_said_otherwise).count() < MIN_OF_G {
        return None;
    }
    let other = |code: &u8| match Some(*code) {
        code if code == g => h,
        code if code == h => g,
        code => code,
    };
    Some(codes.iter().filter_map(other).collect())
}

impl DpRow {
    pub(super) fn cells(&self) -> [u8; ROW] {
        self.0
    }
}

/// The cells after one more letter, all at once: a pair of letters, a letter added, letters of the query left out.
#[inline]
fn step<const CELLS: usize>(letter_costs: &SubstitutionCosts, row: &[u8; CELLS], code: usize) -> [u8; CELLS] {
    let (pair, added) = (&letter_costs.pair[code], letter_costs.added[code]);
    let before = moved::<CELLS, 1>(row);
    let mut cells = [u8::MAX; CELLS];
    for i in 0..CELLS {
        cells[i] = before[i].saturating_add(pair[i]).min(row[i].saturating_add(added));
    }
    // Letters of the query left out: one, then up to three, seven, fifteen, all, so that whole rows are added at once.
    leave_out::<1, CELLS, ROW>(&mut cells, &letter_costs.left_out[0]);
    leave_out::<2, CELLS, ROW>(&mut cells, &letter_costs.left_out[1]);
    leave_out::<4, CELLS, ROW>(&mut cells, &letter_costs.left_out[2]);
    leave_out::<8, CELLS, ROW>(&mut cells, &letter_costs.left_out[3]);
    if CELLS > 16 {
        leave_out::<16, CELLS, ROW>(&mut cells, &letter_costs.left_out[4]);
    }
    cells
}

impl SubstitutionCosts {
    fn new(query: &[u8], costs: &Costs, threshold_scale: f32) -> Self {
        let threshold = threshold_scale * costs.walk_threshold;
        let own_query = |q: u8| costs.own_query[usize::from(q)];
        let own: f32 = query.iter().map(|q| own_query(*q)).sum();
        let part = f32::from(LIMIT) / ((1.0 - threshold) * own).max(f32::EPSILON);
        let price = |cost: f32| (cost * part).floor().clamp(0.0, f32::from(u8::MAX)) as u8;
        let mut pair = vec![[u8::MAX; ROW]; LETTERS];
        let (mut left_out, mut added) = ([[u8::MAX; ROW]; DOUBLINGS], [u8::MAX; LETTERS]);
        for (i, q) in query.iter().enumerate() {
            let own = own_query(*q);
            left_out[0][i + 1] = price(own * (1.0 - threshold / 2.0) - costs.gap_query[usize::from(*q)]);
            for (c, row) in pair.iter_mut().enumerate() {
                let difference = own - costs.own_candidate[c];
                row[i + 1] = price(own - costs.pair[usize::from(*q)][c] - threshold * difference / 2.0);
            }
        }
        for (c, added) in added.iter_mut().enumerate() {
            *added = price(threshold * costs.own_candidate[c] / 2.0 - costs.gap_candidate[c]);
        }
        let mut letter_costs = Self { pair, left_out, added };
        letter_costs.double();
        letter_costs
    }

    /// Makes the costs of two, four and more letters left out from those of one.
    fn double(&mut self) {
        for doubling in 1..DOUBLINGS {
            let half = 1 << (doubling - 1);
            for i in 2 * half..ROW {
                let (last, before) = (self.left_out[doubling - 1][i], self.left_out[doubling - 1][i - half]);
                self.left_out[doubling][i] = last.saturating_add(before);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::spelling::costs::similarity;

    /// Whatever reaches the threshold is taken; what is taken is not far below it.
    #[test]
    fn a_profile_accepts_what_reaches_the_threshold() {
        let names =
            ["saraqib", "sarakeb", "idlib", "edleb", "homs", "hims", "kafranbel", "aleppo", "سراقب", "саракиб"];
        let mut taken = 0;
        for query in names {
            let script = SCRIPTS.into_iter().find(|s| letter(*s, query.chars().next().unwrap()).is_some()).unwrap();
            let profile = QueryProfile::new(script, query).unwrap();
            for name in names {
                let other =
                    SCRIPTS.into_iter().find(|s| letter(*s, name.chars().next().unwrap()).is_some()).unwrap();
                let costs = Costs::between(script, other);
                let (mut a, mut b) = (Vec::new(), Vec::new());
                assert!(letters(script, query, &mut a) && letters(other, name, &mut b));
                let similarity = similarity(&a, &b, costs);
                if profile.letters_cost(other, &b).is_some() {
                    taken += 1;
                    assert!(similarity > costs.walk_threshold - 0.1, "{query} {name} {similarity}");
                } else {
                    assert!(similarity < costs.walk_threshold, "{query} {name} {similarity}");
                }
            }
        }
        assert!(taken > names.len(), "{taken}");
    }
}
