//! One row of the alignment of a name, letter after letter of whatever it is compared with: what a dictionary is walked
//! with.
//!
//! The alignment is that of [`similarity`](super::spelling::costs::similarity), and what a walk accepts is what reaches the
//! threshold of that similarity (Ristad and Yianilos 1998 for the scores). It is counted as a cost: with `s` the score,
//! `own(q)` and `own(c)` the scores of both names with themselves and `t` the threshold,
//! `2 s / (own(q) + own(c)) >= t` is `own(q) - s - t (own(q) - own(c)) / 2 <= (1 - t) own(q)`, where the left side is a sum over the
//! steps of the alignment, none of them negative. So a row holds the least cost of every beginning of the query against the
//! letters read so far, and a branch whose row is above the limit everywhere is left. Costs are rounded down to parts of the
//! limit, so that a row is a few bytes and nothing that reaches the threshold is lost.

use super::spelling::costs::Costs;
use super::spelling::letters::{LETTERS, SCRIPTS, Script, letter, letters};

/// The most letters of a name that is walked for.
pub const MOST_LETTERS: usize = ROW - 1;

/// The cells of a row: two registers of the processor.
const ROW: usize = 32;

/// The cells of a row for a name that is short enough for one.
const SHORT_ROW: usize = 16;

/// Powers of two up to the letters of a name.
const DOUBLINGS: usize = 5;

/// The limit of a walk; costs are counted in parts of it.
const LIMIT: u8 = 200;

/// What a dictionary is asked for.
#[derive(Clone, Debug)]
pub struct Walk {
    /// How many letters the name has.
    length: usize,
    /// What its letters cost in each script.
    prices: Vec<Prices>,
}

/// What the letters of the query cost against those of one script, in units.
#[derive(Clone, Debug)]
struct Prices {
    /// For each letter of the script, against every letter of the query, which has the cell after it.
    pair: Vec<[u8; ROW]>,
    /// Up to each letter of the query, the last one, two, four, eight, sixteen letters left out.
    left_out: [[u8; ROW]; DOUBLINGS],
    /// Each letter of the script added.
    added: [u8; LETTERS],
}

/// The least costs of the beginnings of the query against the letters read so far.
#[derive(Clone, Copy, Debug)]
pub struct Row([u8; ROW]);

impl Walk {
    /// A walk for a folded name without blanks; `None` if it has a character of another kind, or too many.
    pub fn new(script: Script, name: &str) -> Option<Self> {
        Self::with_share(script, name, 1.0)
    }

    /// A walk that accepts less similar names: those that reach a share of the usual threshold.
    pub fn with_share(script: Script, name: &str, share: f32) -> Option<Self> {
        let mut codes = Vec::new();
        if !letters(script, name, &mut codes) || codes.is_empty() || codes.len() > MOST_LETTERS {
            return None;
        }
        let prices = SCRIPTS.iter().map(|candidate| Prices::new(&codes, Costs::between(script, *candidate), share));
        Some(Self { length: codes.len(), prices: prices.collect() })
    }

    /// The row before the first letter of a name in a script.
    pub fn start(&self, candidate: Script) -> Row {
        let prices = &self.prices[candidate.number()];
        let mut cells = [u8::MAX; ROW];
        cells[0] = 0;
        for i in 1..=self.length {
            cells[i] = cells[i - 1].saturating_add(prices.left_out[0][i]);
        }
        Row(cells)
    }

    /// The row after one more letter, given by its code in the script.
    #[inline]
    pub fn step(&self, candidate: Script, row: &Row, code: u8) -> Row {
        let prices = &self.prices[candidate.number()];
        let mut next = Row([u8::MAX; ROW]);
        if self.length < SHORT_ROW {
            step::<SHORT_ROW>(prices, &row.0, usize::from(code), &mut next.0);
        } else {
            step::<ROW>(prices, &row.0, usize::from(code), &mut next.0);
        }
        next
    }

    /// Whether the letters read cost little enough.
    #[inline]
    pub fn accepts(&self, row: &Row) -> bool {
        row.0[self.length] <= LIMIT
    }

    /// Whether they can still become a name that does.
    #[inline]
    pub fn can_accept(&self, row: &Row) -> bool {
        row.0.iter().copied().fold(u8::MAX, u8::min) <= LIMIT
    }

    /// Whether a whole name in a script costs little enough.
    pub fn takes(&self, candidate: Script, name: &str) -> bool {
        let mut row = self.start(candidate);
        for character in name.chars() {
            match letter(candidate, character) {
                Some(code) => row = self.step(candidate, &row, code),
                None => return false,
            }
        }
        self.accepts(&row)
    }
}

/// Fills the first cells of a row, all at once: a pair of letters, a letter added, letters of the query left out.
#[inline]
fn step<const CELLS: usize>(prices: &Prices, row: &[u8; ROW], code: usize, next: &mut [u8; ROW]) {
    let (pair, added) = (&prices.pair[code], prices.added[code]);
    let mut cells = [u8::MAX; CELLS];
    let mut before = [u8::MAX; CELLS];
    before[1..].copy_from_slice(&row[..CELLS - 1]);
    for i in 0..CELLS {
        cells[i] = before[i].saturating_add(pair[i]).min(row[i].saturating_add(added));
    }
    // Letters of the query left out: one, then up to three, seven, fifteen, all, so that whole rows are added at once.
    for (doubling, left_out) in prices.left_out.iter().enumerate().take_while(|(d, _)| 1 << d < CELLS) {
        let letters = 1 << doubling;
        before = [u8::MAX; CELLS];
        before[letters..].copy_from_slice(&cells[..CELLS - letters]);
        for i in 0..CELLS {
            cells[i] = cells[i].min(before[i].saturating_add(left_out[i]));
        }
    }
    next[..CELLS].copy_from_slice(&cells);
}

impl Prices {
    fn new(query: &[u8], costs: &Costs, share: f32) -> Self {
        let threshold = share * costs.walk_threshold;
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
        for doubling in 1..DOUBLINGS {
            let half = 1 << (doubling - 1);
            for i in 2 * half..=query.len() {
                let (last, before) = (left_out[doubling - 1][i], left_out[doubling - 1][i - half]);
                left_out[doubling][i] = last.saturating_add(before);
            }
        }
        for (c, added) in added.iter_mut().enumerate() {
            *added = price(threshold * costs.own_candidate[c] / 2.0 - costs.gap_candidate[c]);
        }
        Self { pair, left_out, added }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spelling::costs::similarity;
    use super::*;

    /// Whatever reaches the threshold is taken; what is taken is not far below it.
    #[test]
    fn a_walk_takes_what_reaches_the_threshold() {
        let names =
            ["saraqib", "sarakeb", "idlib", "edleb", "homs", "hims", "kafranbel", "aleppo", "سراقب", "саракиб"];
        let mut taken = 0;
        for query in names {
            let script = SCRIPTS.into_iter().find(|s| letter(*s, query.chars().next().unwrap()).is_some()).unwrap();
            let walk = Walk::new(script, query).unwrap();
            for name in names {
                let other =
                    SCRIPTS.into_iter().find(|s| letter(*s, name.chars().next().unwrap()).is_some()).unwrap();
                let costs = Costs::between(script, other);
                let (mut a, mut b) = (Vec::new(), Vec::new());
                assert!(letters(script, query, &mut a) && letters(other, name, &mut b));
                let similarity = similarity(&a, &b, costs);
                if walk.takes(other, name) {
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
