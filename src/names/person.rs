//! two whole names of persons → how sure it is that they name one person.

use super::spelling::probability;

/// Words that join the parts of a name and tell little of whose it is.
const PARTICLES: [&str; 42] = [
    "abu", "af", "al", "and", "ap", "av", "bar", "bat", "ben", "bin", "bint", "binti", "da", "dal", "das", "de",
    "degli", "del", "della", "den", "der", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "lo",
    "los", "ou", "ter", "ul", "van", "vom", "von", "y", "zu", "zur",
];

/// Particles after which the father is named: the order of the words counts.
const CHAINS: [&str; 8] = ["bin", "ibn", "ben", "bint", "binti", "ould", "بن", "بنت"];

/// More words of a name are left out.
const MAX_WORDS: usize = 6;

/// What an unmatched word of the longer name counts.
const UNMATCHED: f32 = 0.3;

/// How sure it is that an initial stands for a word that begins with it.
const INITIAL: f32 = 0.8;

/// How sure it is of two long words that are one slip of the pen apart: enough only beside words that agree.
const SLIP: f32 = 0.4;

/// A slip is looked for in words of this many letters.
const SLIP_LETTERS: usize = 5;

/// The agreement that is as likely one person as not, found on labelled pairs of names.
const EVEN: f32 = 0.45;

/// How sure it is that two names of persons, given as folded words, are one: from 0 to 1, the same in both orders.
///
/// Particles are left out; an initial stands for a word; words may be missing; their order is free (`Surname, Given`) but in
/// a chain of fathers: Ahmad bin Hasan is not Hasan bin Ahmad. Two words of one name may be one word of the other.
pub fn whole_name_probability(a: &[&str], b: &[&str]) -> f32 {
    let ordered = [a, b].iter().any(|name| name.iter().any(|w| CHAINS.contains(w)));
    let (a, b) = (bare(a), bare(b));
    let (short, long) = if b.len() < a.len() { (b, a) } else { (a, b) };
    if short.is_empty() {
        return 0.0;
    }
    let mut best = agreement(&short, &long, ordered);
    if short.len() < long.len() {
        for joint in 0..long.len() - 1 {
            let mut joined = long.clone();
            let next = joined.remove(joint + 1);
            joined[joint].push(' ');
            joined[joint].push_str(&next);
            best = best.max(agreement(&short, &joined, ordered));
        }
    }
    best.powf(0.5f32.ln() / EVEN.ln())
}

/// Whether a folded word joins the parts of one name: `bin`, `de`, `van`.
pub(crate) fn joins_parts(word: &str) -> bool {
    word != "and" && (PARTICLES.contains(&word) || CHAINS.contains(&word))
}

/// The words without particles, all of them if nothing else is there.
fn bare(words: &[&str]) -> Vec<String> {
    let kept: Vec<String> = (words.iter().filter(|w| !PARTICLES.contains(w) && !CHAINS.contains(w)))
        .take(MAX_WORDS)
        .map(|w| (*w).to_owned())
        .collect();
    if kept.is_empty() { words.iter().take(MAX_WORDS).map(|w| (*w).to_owned()).collect() } else { kept }
}

/// Half the mean and half the least of what the words of the shorter name share with those of the longer, assigned at best.
fn agreement(short: &[String], long: &[String], ordered: bool) -> f32 {
    let words: Vec<Vec<f32>> = short.iter().map(|s| long.iter().map(|l| word(s, l)).collect()).collect();
    let mut search = Search { words: &words, short, long, ordered, best: 0.0 };
    search.assign(0, 0, Partial { sum: 0.0, weight: 0.0, least: 1.0 });
    search.best
}

/// How sure it is that two words are one, an initial among them.
fn word(one: &str, other: &str) -> f32 {
    let letters = |w: &str| w.chars().count();
    if one == other {
        return 1.0;
    }
    let (short, long) = if letters(other) < letters(one) { (other, one) } else { (one, other) };
    if letters(short) == 1 {
        return if long.starts_with(short) { INITIAL } else { 0.0 };
    }
    let sure = probability(one, other);
    if sure < SLIP && letters(short) >= SLIP_LETTERS && one_slip(short, long) { SLIP } else { sure }
}

/// Whether one letter is changed, added or left out, or two neighbours are exchanged.
fn one_slip(short: &str, long: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    let begin = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let end = a[begin..].iter().rev().zip(b[begin..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[begin..a.len() - end], &b[begin..b.len() - end]);
    match (a, b) {
        ([x, y], [v, w]) => x == w && y == v,
        (a, b) => a.len() <= 1 && b.len() <= 1,
    }
}

/// Long words tell more than short ones; an initial tells little.
fn weight(word: &str) -> f32 {
    (word.chars().count() as f32).min(8.0)
}

/// The words assigned so far.
#[derive(Clone, Copy)]
struct Partial {
    sum: f32,
    weight: f32,
    least: f32,
}

/// Tries all ways of giving each word of the shorter name one of the longer.
struct Search<'a> {
    words: &'a [Vec<f32>],
    short: &'a [String],
    long: &'a [String],
    ordered: bool,
    best: f32,
}

impl Search<'_> {
    fn assign(&mut self, at: usize, taken: u32, so_far: Partial) {
        if at == self.short.len() {
            let alone = (0..self.long.len()).filter(|l| taken >> l & 1 == 0);
            let unmatched: f32 = alone.map(|l| UNMATCHED * weight(&self.long[l])).sum();
            let mean = so_far.sum / (so_far.weight + unmatched);
            self.best = self.best.max(0.5 * mean + 0.5 * so_far.least);
            return;
        }
        for candidate in 0..self.long.len() {
            let after_last = taken >> candidate == 0;
            if taken >> candidate & 1 == 1 || self.ordered && !after_last {
                continue;
            }
            let p = self.words[at][candidate];
            let both = (weight(&self.short[at]) + weight(&self.long[candidate])) / 2.0;
            let next =
                Partial { sum: so_far.sum + p * both, weight: so_far.weight + both, least: so_far.least.min(p) };
            self.assign(at + 1, taken | 1 << candidate, next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(a: &str, b: &str) -> f32 {
        let words = |name: &'static str| name.split(' ').collect::<Vec<_>>();
        let (a, b) = (words(Box::leak(a.into())), words(Box::leak(b.into())));
        let sure = whole_name_probability(&a, &b);
        assert!((sure - whole_name_probability(&b, &a)).abs() < 1e-6, "{a:?} {b:?}");
        sure
    }

    #[test]
    fn what_is_one_person_and_what_is_not() {
        for (a, b, same) in [
            ("vladimir putin", "putin vladimir", true),
            ("v putin", "vladimir putin", true),
            ("vladimir vladimirovich putin", "vladimir putin", true),
            ("muammar qaddafi", "moamer el kadhafi", true),
            ("abdul rahman sadiq", "abdulrahman sadiq", true),
            ("ahmad bin hasan", "hasan bin ahmad", false),
            ("ahmad bin hasan", "ahmed ibn hassan", true),
            ("olaf scholz", "octavian scholz", false),
            ("b putin", "vladimir putin", false),
            ("al", "al", true),
        ] {
            assert_eq!(sure(a, b) >= 0.5, same, "{a}, {b}: {}", sure(a, b));
        }
    }
}
