//! names → the pairs of them that are spelt alike.

use super::groups::Pair;
use crate::names::spelling::costs::{Costs, similarity};
use crate::names::spelling::letters::{Script, letters, script_of};
use crate::names::spelling::probability;

/// A name as it is compared.
struct Spelt {
    number: usize,
    script: Script,
    letters: Vec<u8>,
    /// A bit for each letter that it has.
    mask: u64,
}

/// Two names differ by at most this many letters in length.
const LENGTHS: usize = 4;

/// All pairs of folded names in one script that are one name with this probability at least. What two names have no letters in
/// common for is seen at once, so that some thousand names take a second.
///
/// ```
/// use dateline::names::mining::alike::alike;
///
/// let pairs = alike(&["saraqib", "damascus", "sarakeb"], 0.5);
/// assert_eq!(pairs.iter().map(|(a, b, _)| (*a, *b)).collect::<Vec<_>>(), [(0, 2)]);
/// ```
pub fn alike(names: &[&str], least: f32) -> Vec<Pair> {
    let mut spelt: Vec<Spelt> = names.iter().enumerate().filter_map(|(number, name)| read(number, name)).collect();
    spelt.sort_by_key(|s| (s.script.number(), s.letters.len(), s.number));
    let mut pairs = Vec::new();
    for (at, a) in spelt.iter().enumerate() {
        let costs = Costs::between(a.script, a.script);
        let near = |b: &&Spelt| b.script == a.script && b.letters.len() <= a.letters.len() + LENGTHS;
        for b in spelt[at + 1..].iter().take_while(near) {
            let common = (a.mask & b.mask).count_ones();
            if common * 2 < a.mask.count_ones().max(b.mask.count_ones())
                || similarity(&a.letters, &b.letters, costs) < costs.walk_threshold
            {
                continue;
            }
            let (a, b) = (a.number.min(b.number), a.number.max(b.number));
            let score = probability(names[a], names[b]);
            if score >= least {
                pairs.push((a, b, score));
            }
        }
    }
    pairs.sort_by_key(|(a, b, _)| (*a, *b));
    pairs
}

fn read(number: usize, name: &str) -> Option<Spelt> {
    let script = script_of(name)?;
    let mut codes = Vec::new();
    let known = letters(script, name, &mut codes);
    let mask = codes.iter().fold(0, |mask, code| mask | 1 << (code % 64));
    known.then_some(Spelt { number, script, letters: codes, mask })
}
