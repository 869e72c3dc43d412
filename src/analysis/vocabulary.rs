//! Everything that follows from a word as written, worked out once for each distinct word of a language.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::articles::{self, Article, Case};
use super::bonds::Bonds;
use super::hash::hash_of_term;
use super::name_forms::without_digits;
use super::name_terms::{self, Shape};
use super::short_words::{ShortWord, ShortWords};
use super::stem::Stems;
use super::{apostrophes, arrange, bonds, compounds, fold, inflection, numbers, words};

/// The language whose small letters and endings are its own.
pub const TURKISH: &str = "tr";

/// Ends a name term.
const NAME_END: u8 = 2;

/// Ends the term of a part.
const PART_END: char = '\u{2}';

/// The most distinct words that are kept; beyond, the vocabulary starts anew.
const MAX_WORDS: usize = 100_000;

/// From so many words on there is room for all at once: room that is not used takes no memory of the machine, and such aligned
/// memory is copied each time it grows.
const MANY_WORDS: usize = 16 << 10;

/// The most bytes of words and terms that are kept: 32 MB. The words of ordinary texts take less than a quarter of it.
const MAX_BYTES: usize = 32 << 20;

/// What is known of a distinct word. Its terms lie one after the other in the vocabulary's text, so that a word that was
/// seen before costs one line of the processor's cache, whatever it gives.
#[repr(align(64))]
pub(super) struct Entry {
    /// The hash of the folded word.
    pub(super) hash: u64,
    /// What a table of terms has noted of it.
    pub(super) memo: Memo,
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
    /// Whether it may be an article.
    pub(super) is_article: bool,
    /// What it is as far as names ask.
    pub(super) shape: Shape,
}

const _: () = assert!(size_of::<Entry>() == 64, "an entry is one line of the cache");

/// The numbers of a word's terms in the table that asked for them last: the words of a text come again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Memo {
    table: Cell<u32>,
    numbers: [Cell<u32>; 3],
}

/// The terms of a word whose numbers are noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    Word = 0,
    Stem = 1,
    /// The name term, of a word that has just one.
    Name = 2,
}

/// Stands where no number was noted.
const NOT_NOTED: u32 = u32::MAX;

impl Default for Memo {
    fn default() -> Self {
        Self { table: Cell::new(0), numbers: [const { Cell::new(NOT_NOTED) }; 3] }
    }
}

impl Memo {
    /// The number of a term in a table, if that one asked last.
    #[inline]
    pub(crate) fn number(&self, table: u32, term: Noted) -> Option<u32> {
        let number = self.numbers[term as usize].get();
        (self.table.get() == table && number != NOT_NOTED).then_some(number)
    }

    /// Notes the number in a table, which is not table 0.
    pub(crate) fn note(&self, table: u32, term: Noted, number: u32) {
        if self.table.replace(table) != table {
            self.numbers.iter().for_each(|number| number.set(NOT_NOTED));
        }
        self.numbers[term as usize].set(number);
    }
}

impl Entry {
    /// Whether all of the word stays and nothing joins it to a neighbour.
    fn is_plain(&self) -> bool {
        let is_alone = !self.is_article && self.bonds == Bonds::default() && !self.katakana;
        is_alone && self.before == 0 && self.after == 0 && !self.is_empty()
    }

    /// Whether nothing of the word stays.
    pub(super) fn is_empty(&self) -> bool {
        self.folded == 0
    }
}

/// The distinct words of one language.
pub(super) struct Vocabulary {
    language: String,
    stems: Stems,
    /// Of the words of up to 7 and up to 15 bytes the number of the entry times two, and one more where it is plain.
    shortest: ShortWords<u64>,
    short: ShortWords<u128>,
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
            shortest: ShortWords::new(),
            short: ShortWords::new(),
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
            self.shortest.clear();
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

    /// The number of the entry of a word as written, which stands there in a text, and whether it is plain: all of it stays,
    /// and nothing joins it to a neighbour.
    #[inline]
    pub(super) fn number(&mut self, text: &str, (start, end): (usize, usize)) -> (u32, bool) {
        let length = end - start;
        let known = if length < u64::BYTES {
            self.shortest.get(u64::read(text.as_bytes(), start, length))
        } else if length < u128::BYTES {
            self.short.get(u128::read(text.as_bytes(), start, length))
        } else {
            return self.number_of_long(&text[start..end]);
        };
        let known = known.unwrap_or_else(|| self.learn_short(text, (start, end)));
        (known >> 1, known & 1 == 1)
    }

    /// The number of a short word that was not seen before, and whether it is plain, as the tables have it.
    #[cold]
    fn learn_short(&mut self, text: &str, (start, end): (usize, usize)) -> u32 {
        let number = self.learn(&text[start..end]);
        let number = number << 1 | u32::from(self.entry(number).is_plain());
        let (bytes, length) = (text.as_bytes(), end - start);
        if length < u64::BYTES {
            self.shortest.insert(u64::read(bytes, start, length), number);
        } else {
            self.short.insert(u128::read(bytes, start, length), number);
        }
        number
    }

    fn number_of_long(&mut self, surface: &str) -> (u32, bool) {
        let number = self.long.get(surface).copied().unwrap_or_else(|| {
            let number = self.learn(surface);
            self.long_bytes += surface.len();
            self.long.insert(surface.into(), number);
            number
        });
        (number, self.entry(number).is_plain())
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

    /// The article that an entry may be.
    pub(super) fn article(&self, entry: &Entry) -> Option<&'static Article> {
        if entry.is_article { articles::article(self.folded(entry)) } else { None }
    }

    /// Gives the name terms of an entry, none for what is not name-like; of a lone one its number may be noted.
    #[inline]
    pub(super) fn name_terms<'a>(&'a self, entry: &'a Entry, give: &mut dyn FnMut(&str, Option<&Memo>)) {
        let mut terms = self.term(entry.terms + entry.folded + entry.stem + entry.capitals, entry.names);
        let mut memo = Some(&entry.memo);
        while let Some(end) = terms.bytes().position(|byte| byte == NAME_END) {
            let is_lone = end + 1 == terms.len();
            give(&terms[..end], memo.take().filter(|_| is_lone));
            terms = &terms[end + 1..];
        }
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
        if self.entries.len() == self.entries.capacity() && self.entries.len() >= MANY_WORDS {
            self.entries.reserve_exact(MAX_WORDS);
        }
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
            is_article: articles::is_article(&folded),
            shape,
            hash: hash_of_term(&folded),
            memo: Memo::default(),
        });
        self.terms.extend([folded, stem, capitals, names, parts]);
        number
    }

    /// The name terms of a word, each ended by U+0002.
    fn learn_names(&self, word: &str, folded: &str, shape: Shape) -> String {
        let mut names = String::new();
        if shape == Shape::Capitalised {
            let folded = &*without_digits(folded);
            let mut add = |key: &str| {
                names.push_str(&name_terms::name_term(key, word));
                names.push(char::from(NAME_END));
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
        let word = &lower[apostrophes::core(lower, self.language == TURKISH)];
        self.stems.of_query(word, &fold::fold_lower(word))
    }

    fn tagged(&self, stem: &str) -> String {
        format!("{}:{stem}", self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_keep_their_numbers() {
        let mut words = Vocabulary::new("", Stems::None);
        let text: Vec<String> = (0..3000).map(|n| format!("{n}{}", "é".repeat(n % 9))).collect();
        let mut all = || text.iter().map(|word| words.number(word, (0, word.len()))).collect::<Vec<_>>();
        let first = all();
        assert_eq!(all(), first);
        let numbers: std::collections::BTreeSet<u32> = first.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers.len(), text.len());
    }

    #[test]
    fn long_words_are_forgotten_before_they_fill_the_memory() {
        let mut words = Vocabulary::new("", Stems::None);
        let number = |words: &mut Vocabulary, word: &str| words.number(word, (0, word.len()));
        let count = MAX_BYTES / 50_000;
        for i in 0..count {
            words.bound();
            number(&mut words, &format!("{i}{}", "a".repeat(50_000)));
            assert!(words.terms.len() + words.long_bytes <= MAX_BYTES + 200_000);
        }
        assert!(words.entries.len() < count, "it began anew");
        words.bound();
        let bridge = number(&mut words, "bridge");
        words.bound();
        assert_eq!(number(&mut words, "bridge"), bridge, "short words stay");
    }
}
