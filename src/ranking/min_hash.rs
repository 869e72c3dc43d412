//! words of an article → its [`MinHash`] over runs of three words, by which its near-duplicates are known.
//!
//! Of each of [`FUNCTIONS`] hash functions the least value over all runs is kept (Broder, "On the resemblance and containment
//! of documents", 1997), and of that four bits (Li and König, "b-bit minwise hashing", 2010): the share of equal ones tells
//! which share of their runs two texts have in common, with a standard error of at most 0.066. A run is not hashed by every
//! function: one hash says which function it goes to and its value there (Li, Owen, Zhang, "One permutation hashing", 2012);
//! while a function has no run, all go round once more under other hashes (Dahlgaard, Knudsen, Thorup, "Fast similarity
//! sketching", 2017), so that short texts are told apart as surely as long ones.

use std::borrow::Cow;

use super::headline::{Headline, HeadlineBuffer};
use crate::analysis::{Form, GOLDEN, Token, mixed};
use crate::article::BlockKind;

/// Counts up whenever the same text would give another MinHash; an index keeps the number it was built with.
pub const VERSION: u32 = 4;

/// How many hash functions there are.
const FUNCTIONS: usize = 64;

/// How many bits are kept of each least value.
const BITS: usize = 4;

/// The share of them that is equal by chance.
const CHANCE: f32 = 1.0 / (1 << BITS) as f32;

/// How many numbers hold them.
pub(crate) const NUMBERS: usize = FUNCTIONS * BITS / 64;

/// How many functions a band has.
const IN_BAND: usize = 5;

/// How many bands there are: articles that have none in common are not compared.
pub(crate) const BANDS: usize = FUNCTIONS / IN_BAND;

/// How many bits a band has.
pub(crate) const BAND_BITS: u32 = (IN_BAND * BITS) as u32;

/// How many words in a row are one member of the set that is compared (shingles).
const RUN: usize = 3;

/// Fewer bytes than most words take, with the space after them.
const BYTES_A_WORD: usize = 5;

/// A body with fewer words has too few runs to be compared: only equal ones are near-duplicates.
const MIN_WORDS: usize = 50;

/// A body with fewer words is too little without its headline, which must be equal too.
const MIN_WITHOUT_HEADLINE: usize = 20;

/// What is compared of an article to find its near-duplicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MinHash([u64; NUMBERS]);

impl MinHash {
    /// Whether two articles have about this share of their runs in common, or more.
    pub fn resembles(&self, other: &Self, share: f32) -> bool {
        let allowed = (FUNCTIONS as f32 * (1.0 - share) * (1.0 - CHANCE)) as u32;
        let mut different = 0;
        // Unrelated ones are told apart by half of their numbers.
        self.0.iter().zip(&other.0).all(|(a, b)| {
            different += different_nibbles(a ^ b);
            different <= allowed
        })
    }

    /// One of its bands.
    pub(crate) fn band(&self, number: usize) -> u32 {
        let functions = number * IN_BAND..(number + 1) * IN_BAND;
        functions.fold(0, |band, at| (band << BITS) | (self.0[at / 16] >> (BITS * (at % 16)) & 0xf) as u32)
    }

    /// Whether two articles have a band in common: of those that have four fifths of their runs in common all but one in two
    /// hundred do, of those that have nine tenths all.
    pub(crate) fn shares_band(&self, other: &Self) -> bool {
        (0..BANDS).any(|band| self.band(band) == other.band(band))
    }

    /// The value as numbers, to be stored.
    pub(crate) fn numbers(&self) -> [u64; NUMBERS] {
        self.0
    }

    /// The value that was stored as these numbers.
    pub(crate) fn of_numbers(numbers: impl Iterator<Item = u64>) -> Self {
        let mut min_hash = Self::default();
        min_hash.0.iter_mut().zip(numbers).for_each(|(kept, number)| *kept = number);
        min_hash
    }

    /// A value that only an equal text has.
    fn of_hash(hash: u64) -> Self {
        Self::of_numbers((1..=NUMBERS as u64).map(|number| mixed(hash.wrapping_add(number.wrapping_mul(GOLDEN)))))
    }
}

/// What is kept of the folded words of an article as they are analysed: hashes of the body's runs, the headline's words.
#[derive(Debug, Default)]
pub(crate) struct ShingleBuffer {
    runs: Vec<u64>,
    /// The hashes of the last words of the body.
    last: [u64; RUN],
    words: usize,
    headline: HeadlineBuffer,
}

impl ShingleBuffer {
    /// Room for the runs of a text with so many bytes.
    pub(crate) fn for_bytes(bytes: usize) -> Self {
        Self { runs: Vec::with_capacity(bytes / BYTES_A_WORD), ..Self::default() }
    }

    /// Adds a token of a passage with this text, the headline first; headlines and captions are each outlet's own.
    #[inline]
    pub(crate) fn push(&mut self, kind: BlockKind, token: Token<'_>, text: &str) {
        if token.form != Form::Word {
            return;
        }
        let (hash, written) = (token.hash, &text[token.start..token.end]);
        match kind {
            BlockKind::Headline => self.headline.add((token.term, hash), written),
            BlockKind::Caption => self.headline.see(hash, written),
            _ => {
                self.headline.see(hash, written);
                self.add_word(hash);
            }
        }
    }

    fn add_word(&mut self, hash: u64) {
        self.last.rotate_left(1);
        self.last[RUN - 1] = hash;
        self.words += 1;
        if self.words >= RUN {
            self.runs.push(self.last.iter().fold(0, |run, word| mixed(run ^ word)));
        }
    }

    /// The words of the headline.
    pub(crate) fn headline(&self) -> Headline {
        self.headline.headline()
    }

    /// Their MinHash; `content_hash` is the same for equal texts.
    pub(crate) fn min_hash(&self, content_hash: u64) -> MinHash {
        if self.words < MIN_WITHOUT_HEADLINE {
            return MinHash::of_hash(content_hash);
        }
        if self.words < MIN_WORDS {
            return MinHash::of_hash(self.runs.iter().fold(0, |all, run| mixed(all ^ run)));
        }
        let least = least_values(&mut Cow::from(&self.runs));
        let numbers = least.chunks_exact(64 / BITS);
        // The high bits are small in all least values.
        let bits = |value: &u64| value & ((1 << BITS) - 1);
        MinHash::of_numbers(numbers.map(|values| values.iter().fold(0, |n, value| (n << BITS) | bits(value))))
    }
}

/// The least value of each function over some runs.
fn least_values(runs: &mut Cow<'_, [u64]>) -> [u64; FUNCTIONS] {
    let mut least = [u64::MAX; FUNCTIONS];
    let mut empty = FUNCTIONS;
    for round in 0..MAX_ROUNDS {
        let before = least;
        for run in runs.iter() {
            let hash = mixed(run.wrapping_add(round.wrapping_mul(GOLDEN)));
            // The high bits choose the function, the others are the value.
            let (function, value) = ((hash >> (64 - FUNCTIONS.ilog2())) as usize, hash << FUNCTIONS.ilog2());
            // What an earlier round found is less than anything of a later one.
            if before[function] == u64::MAX && value < least[function] {
                empty -= usize::from(least[function] == u64::MAX);
                least[function] = value;
            }
        }
        if empty == 0 {
            break;
        }
        if round == 0 && runs.len() > MANY_RUNS {
            let runs = runs.to_mut();
            runs.sort_unstable();
            runs.dedup();
        }
    }
    least.map(|value| value >> FUNCTIONS.ilog2())
}

/// How often the runs go round at most; a text of so many different runs that it is compared at all needs about ten.
const MAX_ROUNDS: u64 = 512;

/// So many runs that leave a function without one are mostly the same.
const MANY_RUNS: usize = 16 * FUNCTIONS;

/// How many groups of four bits are not zero; every machine counts them so, not all have an instruction for it.
fn different_nibbles(bits: u64) -> u32 {
    let halves = bits | (bits >> 1);
    let different = (halves | (halves >> 2)) & 0x1111_1111_1111_1111;
    let in_bytes = (different + (different >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    (in_bytes.wrapping_mul(0x0101_0101_0101_0101) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::hash_of_term;

    fn min_hash(text: &str) -> MinHash {
        let mut words = ShingleBuffer::default();
        text.split(' ').for_each(|word| words.add_word(hash_of_term(word)));
        words.min_hash(7)
    }

    /// About the share of the runs of words that two articles have in common; of unrelated ones it is about 0.
    fn resemblance(a: &MinHash, b: &MinHash) -> f32 {
        let different: u32 = a.0.iter().zip(&b.0).map(|(a, b)| different_nibbles(a ^ b)).sum();
        let equal = 1.0 - different as f32 / FUNCTIONS as f32;
        (equal - CHANCE) / (1.0 - CHANCE)
    }

    fn numbered(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn resemblance_is_about_the_share_of_common_runs() {
        let whole = min_hash(&numbered(0..1000));
        // Of 998 runs and 1,248 in all, 748 are common.
        let share = resemblance(&whole, &min_hash(&numbered(250..1250)));
        assert!((share - 748.0 / 1248.0).abs() < 3.0 * 0.066, "{share}");
        assert_eq!(resemblance(&whole, &whole), 1.0);
        assert!(whole.resembles(&whole, 1.0));
        for start in (0..1000).step_by(50) {
            let other = min_hash(&numbered(start..start + 1000));
            // At the border itself rounding decides.
            assert_eq!(whole.resembles(&other, 0.6), resemblance(&whole, &other) > 0.601, "{start}");
        }
        assert!(resemblance(&whole, &min_hash(&numbered(5000..6000))) < 3.0 * 0.066);
    }

    #[test]
    fn a_short_text_is_its_hash() {
        let (shortest, short, long) = (numbered(0..19), numbered(0..49), numbered(0..50));
        assert_eq!(min_hash(&shortest), min_hash("other words"), "only the hash of the whole text counts");
        assert_eq!(min_hash(&short), min_hash(&numbered(0..49)));
        assert!(resemblance(&min_hash(&short), &min_hash(&numbered(1..50))) < 0.2);
        assert_ne!(min_hash(&long), min_hash("other words"));
        assert!(resemblance(&min_hash(&short), &MinHash::of_hash(8)) < 0.2);
    }

    #[test]
    fn a_min_hash_is_what_was_stored() {
        let min_hash = min_hash(&numbered(0..80));
        assert_eq!(MinHash::of_numbers(min_hash.numbers().into_iter()), min_hash);
    }
}
