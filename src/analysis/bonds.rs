//! What joins two words over a space: they are also found as one, or the first is no word of its own.
//!
//! - the thousands of a number: `12 500`;
//! - the prefix and the endings that Persian writes with a half-space, a space or nothing: `می شود`, `کتاب ها`;
//! - the doubled capitals of Spanish without their dots: `EE UU`;
//! - words that lost their apostrophe: `don t`, `O Brien`; `d Ivoire`, where `d` is no word of its own.

use super::articles::Case;
use super::words;

/// The language of a query: not known, and not `und`, which a text may have.
pub(super) const QUERY: &str = "";

/// A set of bonds that a word has to the word after it, and one of those that it has to the word before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bonds {
    next: u8,
    previous: u8,
}

const THOUSANDS: u8 = 1;
const PERSIAN_PREFIX: u8 = 2;
const PERSIAN_ENDING: u8 = 4;
const NEGATION: u8 = 8;
const SURNAME: u8 = 16;
const ELISION: u8 = 32;
const DOUBLED: u8 = 64;

/// The verbs of English that lose their apostrophe before `t`, folded.
const NEGATED: [&str; 17] = [
    "ain", "aren", "can", "couldn", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn", "mustn", "shouldn",
    "wasn", "weren", "won", "wouldn",
];

/// The prefixes and endings of Persian, folded.
const PREFIXES: [&str; 2] = ["مي", "نمي"];
const ENDINGS: [&str; 7] = ["تر", "ترين", "ها", "هاي", "هايش", "هايي", "هايشان"];

impl Bonds {
    /// Whether a word with these bonds and the next one are also one word.
    #[inline]
    pub(super) fn join(self, next: Self) -> bool {
        self.next & next.previous & !ELISION != 0
    }

    /// Whether a word with these bonds belongs to some next word and is no word of its own.
    #[inline]
    pub(super) fn may_be_elided(self) -> bool {
        self.next & ELISION != 0
    }

    /// Whether a word with these bonds belongs to the next one and is no word of its own.
    #[inline]
    pub(super) fn elided(self, next: Self) -> bool {
        self.next & next.previous & ELISION != 0
    }
}

/// The bonds of a word in lower case and folded; the language is empty for a query.
pub(super) fn bonds((lower, folded): (&str, &str), case: Case, language: &str) -> Bonds {
    let mut bonds = Bonds::default();
    let mut add = |bond: u8, next: bool, previous: bool| {
        bonds.next |= if next { bond } else { 0 };
        bonds.previous |= if previous { bond } else { 0 };
    };
    if folded.len() <= 3 && folded.bytes().all(|b| b.is_ascii_digit()) {
        add(THOUSANDS, true, folded.len() == 3);
    }
    if folded.starts_with(|c: char| ('\u{620}'..='\u{6FF}').contains(&c)) {
        let persian = language == "fa" || language == QUERY;
        // An Arabic keyboard has no Persian yeh; elsewhere مي is another word.
        let is_prefix = PREFIXES.contains(&folded) && (language == "fa" || lower.contains('ی'));
        add(PERSIAN_PREFIX, is_prefix, true);
        add(PERSIAN_ENDING, persian, persian && ENDINGS.contains(&folded));
    }
    if folded.is_ascii() {
        let is_doubled = case == Case::Capitals && words::is_doubled_capital(&lower.to_uppercase());
        add(DOUBLED, is_doubled, is_doubled);
        add(NEGATION, NEGATED.contains(&folded), folded == "t");
        let capital = case == Case::Capitalised;
        add(SURNAME, folded == "o" && capital, folded.len() >= 3 && capital);
        let vowel = folded.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']);
        // A capital D mostly names something: Vitamin D Intake.
        let elided = folded == "l" || lower == "d" && case == Case::Small;
        add(ELISION, elided, vowel && case != Case::Small);
    }
    bonds
}
