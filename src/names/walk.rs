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
pub const MOST_LETTERS: usize = 24;

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
    /// For each letter of the script, against every letter of the query.
    pair: Vec<[u8; MOST_LETTERS]>,
    /// Each letter of the query left out.
    left_out: [u8; MOST_LETTERS],
    /// Each letter of the script added.
    added: [u8; LETTERS],
}

/// The least costs of the beginnings of the query against the letters read so far.
#[derive(Clone, Copy, Debug)]
pub struct Row([u8; MOST_LETTERS + 1]);

impl Walk {
    /// A walk for a folded name without blanks; `None` if it has a character of another kind, or too many.
    pub fn new(script: Script, name: &str) -> Option<Self> {
        let mut codes = Vec::new();
        if !letters(script, name, &mut codes) || codes.is_empty() || codes.len() > MOST_LETTERS {
            return None;
        }
        let prices = SCRIPTS.iter().map(|candidate| Prices::new(&codes, Costs::between(script, *candidate)));
        Some(Self { length: codes.len(), prices: prices.collect() })
    }

    /// The row before the first letter of a name in a script.
    pub fn start(&self, candidate: Script) -> Row {
        let prices = &self.prices[candidate.number()];
        let mut cells = [u8::MAX; MOST_LETTERS + 1];
        cells[0] = 0;
        for i in 0..self.length {
            cells[i + 1] = cells[i].saturating_add(prices.left_out[i]);
        }
        Row(cells)
    }

    /// The row after one more letter; `None` if the character is no letter of the script.
    #[inline]
    pub fn step(&self, candidate: Script, row: &Row, character: char) -> Option<Row> {
        let code = usize::from(letter(candidate, character)?);
        let prices = &self.prices[candidate.number()];
        let (pair, added) = (&prices.pair[code], prices.added[code]);
        let mut next = [u8::MAX; MOST_LETTERS + 1];
        next[0] = row.0[0].saturating_add(added);
        for i in 0..MOST_LETTERS {
            next[i + 1] = row.0[i].saturating_add(pair[i]).min(row.0[i + 1].saturating_add(added));
        }
        for i in 0..self.length {
            next[i + 1] = next[i + 1].min(next[i].saturating_add(prices.left_out[i]));
        }
        Some(Row(next))
    }

    /// Whether the letters read cost little enough.
    #[inline]
    pub fn accepts(&self, row: &Row) -> bool {
        row.0[self.length] <= LIMIT
    }

    /// Whether they can still become a name that does.
    #[inline]
    pub fn can_accept(&self, row: &Row) -> bool {
        row.0.iter().any(|cost| *cost <= LIMIT)
    }

    /// Whether a whole name in a script costs little enough.
    pub fn takes(&self, candidate: Script, name: &str) -> bool {
        let mut row = self.start(candidate);
        for character in name.chars() {
            match self.step(candidate, &row, character) {
                Some(next) => row = next,
                None => return false,
            }
        }
        self.accepts(&row)
    }
}

impl Prices {
    fn new(query: &[u8], costs: &Costs) -> Self {
        let threshold = costs.walk_threshold;
        let own_query = |q: u8| costs.own_query[usize::from(q)];
        let own: f32 = query.iter().map(|q| own_query(*q)).sum();
        let part = f32::from(LIMIT) / ((1.0 - threshold) * own).max(f32::EPSILON);
        let price = |cost: f32| (cost * part).floor().clamp(0.0, f32::from(u8::MAX)) as u8;
        let mut pair = vec![[u8::MAX; MOST_LETTERS]; LETTERS];
        let (mut left_out, mut added) = ([u8::MAX; MOST_LETTERS], [u8::MAX; LETTERS]);
        for (i, q) in query.iter().enumerate() {
            let own = own_query(*q);
            left_out[i] = price(own * (1.0 - threshold / 2.0) - costs.gap_query[usize::from(*q)]);
            for (c, row) in pair.iter_mut().enumerate() {
                let difference = own - costs.own_candidate[c];
                row[i] = price(own - costs.pair[usize::from(*q)][c] - threshold * difference / 2.0);
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
        let names = ["saraqib", "sarakeb", "idlib", "edleb", "homs", "hims", "kafranbel", "aleppo", "سراقب", "саракиб"];
        let mut taken = 0;
        for query in names {
            let script = SCRIPTS.into_iter().find(|s| letter(*s, query.chars().next().unwrap()).is_some()).unwrap();
            let walk = Walk::new(script, query).unwrap();
            for name in names {
                let other = SCRIPTS.into_iter().find(|s| letter(*s, name.chars().next().unwrap()).is_some()).unwrap();
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
