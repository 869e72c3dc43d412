//! the words of a headline → [`Headline`], by which reports made after one pattern are told from copies of one.
//!
//! Two texts may share nearly all words and still be two stories: the strike on one town and on another, the tenders of two
//! months. What tells them apart stands in their headlines: another name, another number.

/// At most this many words of a headline are kept.
const MAX_WORDS: usize = 16;

/// How many numbers hold them.
const NUMBERS: usize = MAX_WORDS / 4;

/// The bits of a word's hash; above them stands what it is.
const HASH_BITS: u32 = 14;

/// What a word of a headline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// None of the others.
    Plain = 0,
    /// The article writes it as a name.
    Name = 1,
    /// A word of a script without case that the body has too.
    Caseless = 2,
    /// It has a digit.
    Number = 3,
}

/// The words of a headline, each with what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headline([u64; NUMBERS]);

impl Headline {
    /// The value that was stored as these words.
    pub(crate) fn of_words(words: impl Iterator<Item = u16>) -> Self {
        let mut headline = Self::default();
        let words = words.filter(|word| *word != 0).take(MAX_WORDS).enumerate();
        words.for_each(|(at, word)| headline.0[at / 4] |= u64::from(word) << (16 * (at % 4)));
        headline
    }

    /// The words, to be stored.
    pub(crate) fn words(&self) -> impl Iterator<Item = u16> + Clone + '_ {
        let parts = self.0.iter().flat_map(|number| (0..4).map(move |place| (number >> (16 * place)) as u16));
        parts.filter(|word| *word != 0)
    }

    /// Whether two headlines are of different events: they have different numbers, or, made after one pattern, different
    /// names.
    pub(super) fn differs(&self, other: &Self) -> bool {
        if has_other(self, other, Kind::Number) && has_other(other, self, Kind::Number) {
            return true;
        }
        let common = self.words().filter(|word| has_word(other, *word)).count();
        let (here, there) = (self.words().count(), other.words().count());
        let shortest = here.min(there);
        if common * 2 < shortest && shortest > 1 {
            return false;
        }
        let names = |kind| has_other(self, other, kind) && has_other(other, self, kind);
        names(Kind::Name) || here == there && common + 2 >= here && names(Kind::Caseless)
    }
}

/// Whether a headline has a word of a kind that the other lacks.
fn has_other(headline: &Headline, other: &Headline, kind: Kind) -> bool {
    let is_kind = |word: &u16| word >> HASH_BITS == kind as u16;
    headline.words().filter(is_kind).any(|word| !has_word(other, word))
}

fn has_word(headline: &Headline, word: u16) -> bool {
    let hash = |word: u16| word & ((1 << HASH_BITS) - 1);
    headline.words().any(|other| hash(other) == hash(word))
}

/// Gathers the words of a headline, and how the body writes them.
#[derive(Debug, Default)]
pub(super) struct HeadlineBuffer {
    words: Vec<HeadlineWord>,
    /// A bit for each word, by its hash: mostly a word of the body is none of them.
    bits: u64,
}

#[derive(Debug)]
struct HeadlineWord {
    hash: u16,
    first: char,
    is_number: bool,
    /// How often the body has it with a capital, and how often in small letters.
    capitals: u32,
    small: u32,
}

impl HeadlineBuffer {
    /// Adds a word of the headline, folded with its hash, and as written.
    pub(super) fn add(&mut self, (folded, hash): (&str, u64), written: &str) {
        if self.words.len() < MAX_WORDS {
            let first = written.chars().next().unwrap_or(' ');
            let is_number = folded.chars().any(|c| c.is_ascii_digit());
            self.bits |= bit_of(hash);
            self.words.push(HeadlineWord { hash: short(hash), first, is_number, capitals: 0, small: 0 });
        }
    }

    /// Adds a word of the body, by the hash of the folded word, and as written.
    pub(super) fn see(&mut self, hash: u64, written: &str) {
        if self.bits & bit_of(hash) == 0 {
            return;
        }
        let hash = short(hash);
        for word in self.words.iter_mut().filter(|word| word.hash == hash) {
            let is_small = written.starts_with(|c: char| c.is_lowercase());
            *(if is_small { &mut word.small } else { &mut word.capitals }) += 1;
        }
    }

    pub(super) fn headline(&self) -> Headline {
        let has_small = self.words.iter().any(|word| word.first.is_lowercase());
        let mut headline = Headline::default();
        for (place, word) in self.words.iter().enumerate() {
            let is_cased = word.first.is_uppercase();
            // What the body lacks is a name if it has a capital among small letters, as the first word always has.
            let is_unseen_name = has_small && place > 0 && word.capitals + word.small == 0;
            let kind = if word.is_number {
                Kind::Number
            } else if is_cased && (word.small == 0 && word.capitals > 0 || is_unseen_name) {
                Kind::Name
            } else if !is_cased && !word.first.is_lowercase() && word.capitals > 0 {
                Kind::Caseless
            } else {
                Kind::Plain
            };
            let word = (kind as u16) << HASH_BITS | word.hash;
            headline.0[place / 4] |= u64::from(word) << (16 * (place % 4));
        }
        headline
    }
}

/// The bits of a word's hash that are kept; never zero.
fn short(hash: u64) -> u16 {
    ((hash >> (64 - HASH_BITS)) as u16).max(1)
}

/// The bit of a word, by other bits of its hash.
fn bit_of(hash: u64) -> u64 {
    1 << (hash & 63)
}

/// What is known of an article to tell whether it copies another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyFacts {
    /// The first and last day on which it can have been published, in days since 1970.
    pub days: Option<(i32, i32)>,
    /// A number of its outlet; 0 without one.
    pub outlet: u32,
    /// The words of its headline.
    pub headline: Headline,
}

/// One outlet prints a story again within so many days; later it is another one after the same pattern.
const MAX_DAYS: i32 = 3;

impl CopyFacts {
    /// Whether an article with nearly the same body is the same story printed again: in another outlet, or in the same one
    /// within a few days; and its headline names no other place, number or day.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        let is_near = match (self.days, other.days) {
            (Some(a), Some(b)) => a.0 - b.1 <= MAX_DAYS && b.0 - a.1 <= MAX_DAYS,
            _ => true,
        };
        (is_near || self.outlet != other.outlet) && !self.headline.differs(&other.headline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::hash_of_term;

    fn headline(title: &str, body: &str) -> Headline {
        let mut buffer = HeadlineBuffer::default();
        for word in title.split(' ') {
            let folded = word.to_lowercase();
            buffer.add((&folded, hash_of_term(&folded)), word);
        }
        body.split(' ').for_each(|word| buffer.see(hash_of_term(&word.to_lowercase()), word));
        buffer.headline()
    }

    #[test]
    fn other_names_and_numbers_of_one_pattern_are_other_events() {
        let rows = [
            ("Strike on Velmora", "Strike on Tarnquist", true),
            ("Strike on Velmora", "Strike on Velmora", false),
            ("STRIKE ON VELMORA", "STRIKE ON TARNQUIST", true),
            ("Velmora strike", "Tarnquist strike", true),
            ("Tender of 3 May", "Tender of 7 May", true),
            ("Strike on Velmora", "Shells fall again in the town of Tarnquist", false),
            ("Ferry sinks", "Ferry capsizes", false),
            ("Post reports", "Ledger reports", false),
            ("قصف سراقب", "قصف ادلب", true),
        ];
        let body = "the strike on Velmora and Tarnquist in May of a ferry قصف سراقب ادلب";
        for (a, b, differs) in rows {
            let (a, b) = (headline(a, body), headline(b, body));
            assert_eq!((a.differs(&b), b.differs(&a)), (differs, differs), "{a:?} {b:?}");
            assert_eq!(Headline::of_words(a.words()), a);
        }
    }

    #[test]
    fn the_same_outlet_prints_a_story_again_within_days() {
        let facts = |day: i32, outlet| CopyFacts { days: Some((day, day)), outlet, ..CopyFacts::default() };
        assert!(facts(1, 7).is_copy_of(&facts(4, 7)) && facts(4, 7).is_copy_of(&facts(1, 7)));
        assert!(!facts(1, 7).is_copy_of(&facts(5, 7)) && !facts(5, 7).is_copy_of(&facts(1, 7)));
        assert!(facts(1, 7).is_copy_of(&facts(40, 8)));
    }
}
