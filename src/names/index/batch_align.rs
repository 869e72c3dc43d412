//! The alignment of a name with sixteen others at once, a register of the processor for each cell of the rows.

use super::profile::QueryProfile;
use super::row::ROW;
use crate::names::spelling::letters::Script;

/// How many names are compared at once.
pub const LANES: usize = 16;

impl QueryProfile {
    /// What names in a script cost, given by their letters' codes; the most that a byte holds is that or more.
    pub fn costs(&self, script: Script, names: &[&[u8]; LANES]) -> [u8; LANES] {
        let (letter_costs, length) = (self.letter_costs(script), self.length());
        let mut cells = self.start(letter_costs).cells().map(|cell| [cell; LANES]);
        let longest = names.iter().map(|name| name.len()).max().unwrap_or(0);
        let mut costs = cells[length];
        for place in 0..longest {
            // Shorter names are padded with letter 0; their cost was saved when they ended.
            let codes = names.map(|name| usize::from(name.get(place).copied().unwrap_or(0)));
            let pairs = codes.map(|code| &letter_costs.pair[code]);
            let added = codes.map(|code| letter_costs.added[code]);
            let mut before = cells[0];
            cells[0] = sum(&cells[0], &added);
            for i in 1..=length.min(ROW - 1) {
                let pair = sum(&before, &pairs.map(|pair| pair[i]));
                let left_out = sum(&cells[i - 1], &[letter_costs.left_out[0][i]; LANES]);
                before = cells[i];
                cells[i] = least(&least(&pair, &left_out), &sum(&before, &added));
            }
            for lane in (0..LANES).filter(|lane| names[*lane].len() == place + 1) {
                costs[lane] = cells[length][lane];
            }
        }
        costs
    }
}

#[inline(always)]
fn sum(one: &[u8; LANES], other: &[u8; LANES]) -> [u8; LANES] {
    let mut sum = *one;
    for (cell, other) in sum.iter_mut().zip(other) {
        *cell = cell.saturating_add(*other);
    }
    sum
}

#[inline(always)]
fn least(one: &[u8; LANES], other: &[u8; LANES]) -> [u8; LANES] {
    let mut least = *one;
    for (cell, other) in least.iter_mut().zip(other) {
        *cell = (*cell).min(*other);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::super::profile::LIMIT;
    use super::*;
    use crate::names::spelling::letters::letters;

    #[test]
    fn sixteen_names_cost_what_each_alone_does() {
        let names = ["sarakeb", "s", "", "aleppo", "saraqibsaraqibsaraqib", "srqb", "sarqeb", "zaraqip"];
        let codes: Vec<Vec<u8>> = names
            .iter()
            .map(|name| {
                let mut codes = Vec::new();
                assert!(letters(Script::Latin, name, &mut codes));
                codes
            })
            .collect();
        for query in ["saraqib", "deiralzourgovernorate"] {
            let profile = QueryProfile::new(Script::Latin, query).unwrap();
            let costs = profile.costs(Script::Latin, &std::array::from_fn(|lane| &*codes[lane % codes.len()]));
            for (lane, cost) in costs.into_iter().enumerate() {
                let alone = profile.letters_cost(Script::Latin, &codes[lane % codes.len()]);
                assert_eq!(
                    Some(cost).filter(|cost| *cost <= LIMIT),
                    alone,
                    "{query} {}",
                    names[lane % codes.len()]
                );
            }
        }
    }
}
