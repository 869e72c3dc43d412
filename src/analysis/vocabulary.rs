//! Everything that follows from a word as written, worked out once for each distinct word of a language.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::articles::{self, Article, Case};
use super::bonds::Bonds;
use super::hash::hash_of_term;
use super::name_forms::without_digits;
use super::name_terms::{self, Shape};
use super::stem::Stems;
use super::{apostrophes, arrange, bonds, compounds, fold, inflection, numbers, words};

/// The language whose small letters and endings are its own.
pub(super) const TURKISH: &str = "tr";

/// Ends the term of a part.
const PART_END: char = '\u{2}';

/// The most distinct words that are kept; beyond, the vocabulary starts anew.
const MAX_WORDS: usize = 200_000;

/// The most bytes of words and terms that are kept: 32 MB. The words of ordinary texts take less than a quarter of it.
const MAX_BYTES: usize = 32 << 20;

/// What is known of a distinct word. Its terms lie one after the other in the vocabulary's text, so that a word that was
/// seen before costs two places in memory, whatever it gives.
pub(super) struct Entry {
    /// Where its terms begin.
    terms: u32,
    /// How long each is; a word has no stem or capitals where the length is 0.
    folded: u32,
    stem: u32,
    capitals: u32,
    names: u32,
    parts: u32,
    /// How many bytes of the surface stand before the word (an elision) and after it (an ending).
    pub(super) before: u16,
    pub(super) after: u16,
    /// How it is written.
    pub(super) case: Case,
    /// What joins it to a neighbour over a space.
    pub(super) bonds: Bonds,
    /// Whether it is a letter of katakana.
    pub(super) katakana: bool,
    /// The article that it may be.
    pub(super) article: Option<&'static Article>,
    /// What it is as far as names ask.
    pub(super) shape: Shape,
    /// The hash of the folded word.
    pub(super) hash: u64,
    /// What a table of terms has noted of the folded word and of its stem.
    pub(super) word_memo: Memo,
    pub(super) stem_memo: Memo,
}

/// The number of a term in the table that asked for it last: the words of a text come again and again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memo {
    table: Cell<u32>,
    number: Cell<u32>,
}

impl Memo {
    /// The number in a table, if that one asked last.
    #[inline]
    pub(crate) fn number(&self, table: u32) -> Option<u32> {
        (self.table.get() == table).then(|| self.number.get())
    }

    /// Notes the number in a table, which is not table 0.
    pub(crate) fn note(&self, table: u32, number: u32) {
        self.table.set(table);
        self.number.set(number);
    }
}

impl Entry {
    /// Whether all of the word stays and nothing joins it to a neighbour.
    fn is_plain(&self) -> bool {
        let is_alone = self.article.is_none() && self.bonds == Bonds::default() && !self.katakana;
        is_alone && self.before == 0 && self.after == 0 && !self.is_empty()
    }

    /// Whether nothing of the word stays.
    pub(super) fn is_empty(&self) -> bool {
        self.folded == 0
    }
}

/// A word of up to 15 bytes with its length, which a table holds in place.
type ShortWord = u128;

/// A short word, the number of its entry, and whether there is nothing more to know of it; no word is 0.
#[derive(Clone, Copy, Default)]
struct Recent {
    word: ShortWord,
    number: u32,
    is_plain: bool,
}

/// How many bits of a hash choose the place of a recent word.
const RECENT_BITS: u32 = 12;

fn no_recent() -> Box<[Recent]> {
    vec![Recent::default(); 1 << RECENT_BITS].into()
}

#[inline]
fn recent_place(word: ShortWord) -> usize {
    let hash = (word as u64 ^ ((word >> 64) as u64).rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> (64 - RECENT_BITS)) as usize
}

/// The distinct words of one language.
pub(super) struct Vocabulary {
    language: String,
    stems: Stems,
    /// The last short words by some bits of their hash: most words of a text are among them, and a look at this table stays in
    /// the processor's cache, where one at the next does not.
    recent: Box<[Recent]>,
    short: FxHashMap<ShortWord, u32>,
    long: FxHashMap<Box<str>, u32>,
    entries: Vec<Entry>,
    terms: String,
    /// How many bytes the long words have.
    long_bytes: usize,
    /// How often everything was forgotten.
    forgotten: u32,
}

impl Vocabulary {
    /// An empty vocabulary; the language is a code, or empty for a query.
    pub(super) fn new(language: &str, stems: Stems) -> Self {
        Self {
            language: language.to_owned(),
            stems,
            recent: no_recent(),
            short: FxHashMap::default(),
            long: FxHashMap::default(),
            entries: Vec::new(),
            terms: String::new(),
            long_bytes: 0,
            forgotten: 0,
        }
    }

    /// How often everything was forgotten: numbers given before hold no longer.
    pub(super) fn forgotten(&self) -> u32 {
        self.forgotten
    }

    /// The language's code.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// Forgets everything if it has grown too large; numbers given before hold no longer.
    pub(super) fn bound(&mut self) {
        if self.entries.len() > MAX_WORDS {
            self.recent = no_recent();
            self.short.clear();
            self.long.clear();
            self.entries.clear();
            self.terms.clear();
            self.long_bytes = 0;
            self.forgotten += 1;
        }
        if self.terms.len() + self.long_bytes > MAX_BYTES {
            // The memory itself is given back.
            let forgotten = self.forgotten + 1;
            let stems = std::mem::replace(&mut self.stems, Stems::None);
            *self = Self { forgotten, ..Self::new(&std::mem::take(&mut self.language), stems) };
        }
    }

    /// The number of the entry of a word as written, and whether it is plain: all of it stays, and nothing joins it to a neighbour.
    #[inline]
    pub(super) fn number(&mut self, surface: &str) -> (u32, bool) {
        let Some(word) = short_word(surface) else {
            let number = self.long.get(surface).copied().unwrap_or_else(|| self.learn(surface));
            return (number, self.entry(number).is_plain());
        };
        let place = recent_place(word);
        if let Recent { word: known, number, is_plain } = self.recent[place]
            && known == word
        {
            return (number, is_plain);
        }
        let number = self.short.get(&word).copied().unwrap_or_else(|| self.learn(surface));
        let is_plain = self.entry(number).is_plain();
        self.recent[place] = Recent { word, number, is_plain };
        (number, is_plain)
    }

    /// The entry with this number.
    #[inline]
    pub(super) fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    /// The folded word of an entry.
    #[inline]
    pub(super) fn folded(&self, entry: &Entry) -> &str {
        self.term(entry.terms, entry.folded)
    }

    /// Its tagged stem, where it differs.
    #[inline]
    pub(super) fn stem(&self, entry: &Entry) -> Option<&str> {
        (entry.stem > 0).then(|| self.term(entry.terms + entry.folded, entry.stem))
    }

    /// The word as written, where it is in capitals.
    #[inline]
    pub(super) fn capitals(&self, entry: &Entry) -> Option<&str> {
        (entry.capitals > 0).then(|| self.term(entry.terms + entry.folded + entry.stem, entry.capitals))
    }

    /// The name terms of an entry, each ended by U+0002; none for what is not name-like.
    #[inline]
    pub(super) fn name_terms(&self, entry: &Entry) -> &str {
        self.term(entry.terms + entry.folded + entry.stem + entry.capitals, entry.names)
    }

    /// The terms of its parts, if it is a compound.
    #[inline]
    pub(super) fn parts(&self, entry: &Entry) -> impl Iterator<Item = &str> {
        let before = entry.terms + entry.folded + entry.stem + entry.capitals + entry.names;
        self.term(before, entry.parts).split_terminator(PART_END)
    }

    #[inline]
    fn term(&self, start: u32, length: u32) -> &str {
        &self.terms[start as usize..(start + length) as usize]
    }

    fn learn(&mut self, surface: &str) -> u32 {
        let size = |n: usize| u32::try_from(n).expect("a vocabulary is emptied long before it has 4 GB");
        let number = size(self.entries.len());
        let turkish = self.language == TURKISH;
        let core = apostrophes::core(surface, turkish);
        let word = &surface[core.clone()];
        let lower = fold::lower(word, turkish);
        let folded = fold::fold_lower(&lower);
        let folded = numbers::without_thousands(&folded, &self.language).unwrap_or(folded);
        let stem = self.stems.stem(&lower, &folded).filter(|stem| !stem.is_empty());
        let stem = stem.filter(|stem| self.stems.are_told_apart() || *stem != folded);
        let stem = stem.map(|stem| self.tagged(&stem)).unwrap_or_default();
        let capitals = fold::capitals(word).unwrap_or_default();
        let case = arrange::case(word);
        let shape = name_terms::shape(&folded, case, &self.language);
        let names = self.learn_names(word, &folded, shape);
        let parts = self.learn_parts(&folded, case);
        let bytes = |n: usize| u16::try_from(n).expect("elisions and endings are short");
        self.entries.push(Entry {
            terms: size(self.terms.len()),
            folded: size(folded.len()),
            stem: size(stem.len()),
            capitals: size(capitals.len()),
            names: size(names.len()),
            parts: size(parts.len()),
            before: bytes(core.start),
            after: bytes(surface.len() - core.end),
            case,
            bonds: bonds::bonds((&lower, &folded), case, &self.language),
            katakana: word.starts_with(words::is_katakana),
            article: articles::article(&folded),
            shape,
            hash: hash_of_term(&folded),
            word_memo: Memo::default(),
            stem_memo: Memo::default(),
        });
        self.terms.extend([folded, stem, capitals, names, parts]);
        match short_word(surface) {
            Some(word) => self.short.insert(word, number),
            None => {
                self.long_bytes += surface.len();
                self.long.insert(surface.into(), number)
            }
        };
        number
    }

    /// The name terms of a word, each ended by U+0002.
    fn learn_names(&self, word: &str, folded: &str, shape: Shape) -> String {
        let mut names = String::new();
        if shape == Shape::Capitalised {
            let folded = &*without_digits(folded);
            let mut add = |key: &str| {
                names.push_str(&name_terms::name_term(key, word));
                names.push('\u{2}');
            };
            add(folded);
            inflection::base_forms(folded, &self.language, &mut add);
        }
        names
    }

    /// The terms of the parts of a word, each ended by U+0002.
    fn learn_parts(&self, folded: &str, case: Case) -> String {
        let mut terms = String::new();
        for part in compounds::parts_of(folded, case, &self.language) {
            terms.push_str(&compounds::part_term(part, &self.language));
            terms.push(PART_END);
        }
        terms
    }

    /// The stems of a word of a query in lower case.
    pub(super) fn stems_of(&self, lower: &str) -> Vec<String> {
        self.stems.of_query(lower, &fold::fold_lower(lower))
    }

    fn tagged(&self, stem: &str) -> String {
        format!("{}:{stem}", self.language)
    }
}

/// The bytes of a short word and their number in one value, different for different words.
#[inline]
fn short_word(word: &str) -> Option<ShortWord> {
    let bytes = word.as_bytes();
    let length = bytes.len();
    // Both ends are read in one go each; what they have in common is the same in both.
    let value = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        if length >= 16 {
            return None;
        }
        u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << (8 * (length - 8))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u128::from(u32::from_le_bytes(*first)) | u128::from(u32::from_le_bytes(*last)) << (8 * (length - 4))
    } else {
        bytes.iter().rev().fold(0, |value, byte| value << 8 | u128::from(*byte))
    };
    Some(value | (length as u128) << 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_is_its_bytes_and_their_number() {
        let word = "abcdefghijklmno";
        for length in 0..=15 {
            let mut bytes = [0; 16];
            bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
            bytes[15] = length as u8;
            assert_eq!(short_word(&word[..length]), Some(u128::from_le_bytes(bytes)), "{length}");
        }
        assert_eq!(short_word("abcdefghijklmnop"), None);
    }

    #[test]
    fn long_words_are_forgotten_before_they_fill_the_memory() {
        let mut words = Vocabulary::new("", Stems::None);
        let number = MAX_BYTES / 50_000;
        for i in 0..number {
            words.bound();
            words.number(&format!("{i}{}", "a".repeat(50_000)));
            assert!(words.terms.len() + words.long_bytes <= MAX_BYTES + 200_000);
        }
        assert!(words.entries.len() < number, "it began anew");
        words.bound();
        let bridge = words.number("bridge");
        words.bound();
        assert_eq!(words.number("bridge"), bridge, "short words stay");
    }
}
