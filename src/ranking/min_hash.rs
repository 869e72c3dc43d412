//! words of an article → its [`MinHash`] over runs of three words, by which its near-duplicates are known.
//!
//! Of each of [`FUNCTIONS`] hash functions the least value over all runs is kept (Broder, "On the resemblance and containment
//! of documents", 1997), and of that four bits (Li and König, "b-bit minwise hashing", 2010): the share of equal ones tells
//! which share of their runs two texts have in common, with a standard error of at most 0.066.

use std::borrow::Cow;
use std::sync::LazyLock;

use txtfp::tokenize::{TokenStream, Tokenizer};
use txtfp::{CanonicalizerBuilder, CaseFold, Fingerprinter, MinHashFingerprinter, Normalization, ShingleTokenizer};

use super::headline::{Headline, HeadlineBuffer};
use crate::analysis::{Form, Token};
use crate::article::BlockKind;

/// Counts up whenever the same text would give another MinHash; an index keeps the number it was built with.
pub const VERSION: u32 = 2;

/// How many hash functions there are.
const FUNCTIONS: usize = 64;

/// How many bits are kept of each least value.
const BITS: usize = 4;

/// The share of them that is equal by chance.
const CHANCE: f32 = 1.0 / (1 << BITS) as f32;

/// How many numbers hold them.
pub(crate) const NUMBERS: usize = FUNCTIONS * BITS / 64;

/// How many bands of four functions there are: articles that have none in common are not compared.
pub(crate) const BANDS: usize = FUNCTIONS / 4;

/// How many words in a row are one member of the set that is compared (shingles).
const RUN: usize = 3;

/// A body with fewer words has too few runs to be compared: only equal texts, headline included, are near-duplicates.
const MIN_WORDS: usize = 50;

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
    pub(crate) fn band(&self, number: usize) -> u16 {
        (self.0[number / 4] >> (16 * (number % 4))) as u16
    }

    /// Whether two articles have a band in common: of those that have four fifths of their runs in common all but one in ten
    /// thousand do.
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

    /// A hash of a text, of which every bit depends on every byte (FNV-1a, mixed).
    pub(super) fn hash_of_text(text: &str) -> u64 {
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self::of_hash(hash).0[0]
    }

    /// A value that only an equal text has.
    fn of_hash(hash: u64) -> Self {
        // SplitMix64 (Steele, Lea, Flood 2014): every byte depends on the whole hash.
        Self::of_numbers((1..=NUMBERS as u64).map(|number| {
            let z = hash.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }
}

/// The folded words of an article's body, gathered as they are analysed.
#[derive(Debug, Default)]
pub(crate) struct ShingleBuffer {
    text: String,
    words: usize,
    headline: HeadlineBuffer,
}

impl ShingleBuffer {
    /// Adds a token of a passage with this text, the headline first; headlines and captions are each outlet's own.
    pub(crate) fn push(&mut self, kind: BlockKind, token: Token<'_>, text: &str) {
        if token.form != Form::Word {
            return;
        }
        let written = &text[token.start..token.end];
        match kind {
            BlockKind::Headline => self.headline.add(token.term, written),
            BlockKind::Caption => self.headline.see(token.term, written),
            _ => {
                self.headline.see(token.term, written);
                self.text.push_str(token.term);
                self.text.push(BETWEEN);
                self.words += 1;
            }
        }
    }

    /// The words of the headline.
    pub(crate) fn headline(&self) -> Headline {
        self.headline.headline()
    }

    /// Their MinHash; `content_hash` is the same for equal texts.
    pub(crate) fn min_hash(&self, content_hash: u64) -> MinHash {
        if self.words < MIN_WORDS {
            return MinHash::of_hash(content_hash);
        }
        let Ok(full) = MINHASH.fingerprint(&self.text) else { return MinHash::of_hash(content_hash) };
        // The high bits of the least values are mostly zero, and the low ones of neighbouring functions hang together.
        let bits = |value: &u64| value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS);
        let numbers = full.hashes.chunks_exact(64 / BITS);
        MinHash::of_numbers(numbers.map(|values| values.iter().fold(0, |n, value| (n << BITS) | bits(value))))
    }
}

/// How many groups of four bits are not zero; every machine counts them so, not all have an instruction for it.
fn different_nibbles(bits: u64) -> u32 {
    let halves = bits | (bits >> 1);
    let different = (halves | (halves >> 2)) & 0x1111_1111_1111_1111;
    let in_bytes = (different + (different >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    (in_bytes.wrapping_mul(0x0101_0101_0101_0101) >> 56) as u32
}

/// Stands between two words.
const BETWEEN: char = ' ';

/// The words are folded already: nothing is left for the library to do about letters.
static MINHASH: LazyLock<MinHashFingerprinter<ShingleTokenizer<Words>, FUNCTIONS>> = LazyLock::new(|| {
    let as_it_is = CanonicalizerBuilder {
        normalization: Normalization::None,
        case_fold: CaseFold::None,
        strip_bidi: false,
        strip_format: false,
        apply_confusable: false,
    };
    MinHashFingerprinter::new(as_it_is.build(), ShingleTokenizer { k: RUN, inner: Words })
});

/// The words of a text of [`ShingleBuffer`].
struct Words;

impl Tokenizer for Words {
    fn tokens<'a>(&'a self, input: &'a str) -> TokenStream<'a> {
        TokenStream::Borrowed(Box::new(input.split_terminator(BETWEEN)))
    }

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("dateline-words")
    }

    fn for_each_token(&self, input: &str, visit: &mut dyn FnMut(&str)) {
        input.split_terminator(BETWEEN).for_each(visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn min_hash(text: &str) -> MinHash {
        let (text, count) = (text.to_owned() + " ", text.split(' ').count());
        let words = ShingleBuffer { text, words: count, headline: HeadlineBuffer::default() };
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
            assert_eq!(whole.resembles(&other, 0.6), resemblance(&whole, &other) >= 0.6, "{start}");
        }
        assert!(resemblance(&whole, &min_hash(&numbered(5000..6000))) < 3.0 * 0.066);
    }

    #[test]
    fn a_short_text_is_its_hash() {
        let (short, long) = (numbered(0..49), numbered(0..50));
        assert_eq!(min_hash(&short), min_hash("other words"));
        assert_ne!(min_hash(&long), min_hash("other words"));
        assert!(resemblance(&min_hash(&short), &MinHash::of_hash(8)) < 0.2);
    }

    #[test]
    fn a_min_hash_is_what_was_stored() {
        let min_hash = min_hash(&numbered(0..80));
        assert_eq!(MinHash::of_numbers(min_hash.numbers().into_iter()), min_hash);
    }
}
