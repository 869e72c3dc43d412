//! A compound of German or Dutch → its parts: `Bundestagswahl` → `bundestag`, `wahl`.
//!
//! The parts are ordinary nouns of a table, which says how each may end before another and at the end of a compound. A word
//! that is frequent itself has a meaning of its own (`Bahnhof`) and is not split, nor is a name; the table lists them.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::articles::Case;

/// Written by `compound_parts` in `bench/`: a head, then for each language a line `#de` and its parts, a line `#de whole` and
/// the words that are not split, all folded and sorted by bytes. A part is followed by ten times the logarithm of its
/// occurrences in a billion words and by what it may do ([`ENDINGS`]; `.` may begin a compound as it is, `-` without its last
/// `e`, `x` begins none, `y` ends none).
static FILE: &str = include_str!("compound_parts.txt");

static LANGUAGES: LazyLock<Vec<CompoundParts>> = LazyLock::new(|| CompoundParts::read(FILE));

/// The endings of a part, what it is marked with to have one before another part, and at the end of a compound.
const ENDINGS: [(&str, &str, &str); 10] = [
    ("", ".", ""),
    ("s", "s", "sp"),
    ("es", "S", "S"),
    ("n", "n", "d"),
    ("en", "N", "Ne"),
    ("e", "e", "e"),
    ("er", "r", "r"),
    ("ern", "", "r"),
    ("nen", "i", "i"),
    ("eren", "R", "R"),
];

/// Letters of a compound, and of a part with its ending.
const COMPOUND_LETTERS: std::ops::RangeInclusive<usize> = 8..=40;
const MIN_PART: usize = 4;

/// At most this many parts has a compound of which no two parts are known compounds themselves.
const MAX_PARTS: usize = 3;

/// The parts of compounds that a language has, and its words that are not split.
#[derive(Clone, Debug, Default)]
pub struct CompoundParts {
    language: &'static str,
    /// Folded word → its frequency and what it may do.
    parts: FxHashMap<&'static str, &'static str>,
    whole: FxHashSet<&'static str>,
}

/// A part as a compound has it.
#[derive(Clone, Copy)]
struct Part {
    word: &'static str,
    frequency: u32,
}

impl CompoundParts {
    /// Those of a language, by its code.
    pub fn of_language(language: &str) -> Option<&'static Self> {
        // Most languages need no table.
        if !has_compounds(language) {
            return None;
        }
        LANGUAGES.iter().find(|parts| parts.language == language)
    }

    /// Those of each language of a file.
    pub fn read(file: &'static str) -> Vec<Self> {
        let mut languages: Vec<Self> = Vec::new();
        for section in file.split("\n#").skip(1) {
            let (head, lines) = section.split_once('\n').unwrap_or((section, ""));
            match head.split_once(' ') {
                None => {
                    let parts = lines.lines().filter_map(|line| line.split_once(' ')).collect();
                    languages.push(Self { language: head, parts, whole: FxHashSet::default() });
                }
                Some(_) => {
                    if let Some(language) = languages.last_mut() {
                        language.whole = lines.lines().collect();
                    }
                }
            }
        }
        languages
    }

    /// The parts of a folded compound, and theirs; none of what is no compound.
    pub fn parts(&self, folded: &str) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        let mut rest = self.split(folded);
        while let Some(part) = rest.pop() {
            if !found.contains(&part) {
                found.push(part);
                rest.extend(self.split(part));
            }
        }
        found
    }

    /// The parts that a folded word of a query asks for: itself, without the endings of a noun.
    pub fn bases(&self, folded: &str) -> Vec<&'static str> {
        let mut bases: Vec<Part> = Vec::new();
        self.each_base(folded, false, &mut |part| bases.push(part));
        bases.into_iter().map(|part| part.word).collect()
    }

    /// The parts of a folded compound that is no part of another one.
    fn split(&self, folded: &str) -> Vec<&'static str> {
        if !folded.is_ascii() || !COMPOUND_LETTERS.contains(&folded.len()) || self.is_whole(folded) {
            return Vec::new();
        }
        // An inflected word is split as the word itself, or is none: `Regierungen` has no `Regie`.
        let word = self.best_base(folded, false).map_or(folded, |base| base.word);
        if word != folded && self.is_whole(word) {
            return Vec::new();
        }
        self.split_into(word, MAX_PARTS).unwrap_or_default()
    }

    fn is_whole(&self, folded: &str) -> bool {
        self.whole.contains(folded)
    }

    /// Splits a word into two parts, of which the rarer one is as frequent as can be; else into more.
    fn split_into(&self, word: &str, most: usize) -> Option<Vec<&'static str>> {
        let places = MIN_PART..=word.len().checked_sub(MIN_PART)?;
        let first = |at: usize| self.best_base(&word[..at], true);
        let pairs = places.clone().filter_map(|at| {
            let (first, last) = (first(at)?, self.best_base(&word[at..], false)?);
            Some((first.frequency.min(last.frequency), first.word, last.word))
        });
        if let Some((_, first, last)) = pairs.max_by_key(|(frequency, _, _)| *frequency) {
            return Some(vec![first, last]);
        }
        if most <= 2 {
            return None;
        }
        places.rev().find_map(|at| {
            let first = first(at)?;
            let mut parts = self.split_into(&word[at..], most - 1)?;
            parts.insert(0, first.word);
            Some(parts)
        })
    }

    /// The most frequent part that a form may be, before another part or at the end.
    fn best_base(&self, form: &str, begins: bool) -> Option<Part> {
        let mut best: Option<Part> = None;
        self.each_base(form, begins, &mut |part| {
            if best.is_none_or(|best| best.frequency < part.frequency) {
                best = Some(part);
            }
        });
        best
    }

    fn each_base(&self, form: &str, begins: bool, visit: &mut dyn FnMut(Part)) {
        let refused = if begins { 'x' } else { 'y' };
        let mut try_base = |base: &str, allowed: &str| {
            let Some((word, marks)) = self.parts.get_key_value(base) else { return };
            let (frequency, marks) = marks.split_at_checked(2).unwrap_or((*marks, ""));
            let fits = marks.contains(|mark| allowed.contains(mark)) || base == form && !begins;
            if fits && !marks.contains(refused) {
                visit(Part { word, frequency: frequency.parse().unwrap_or_default() });
            }
        };
        for (ending, before, at_end) in ENDINGS {
            let Some(base) = form.strip_suffix(ending) else { continue };
            let allowed = if begins { before } else { at_end };
            try_base(base, allowed);
            if ending == "en" && self.language == DUTCH {
                dutch_singulars(base, &mut |singular| try_base(singular, allowed));
            }
        }
        if begins {
            try_base(&[form, "e"].concat(), "-");
        }
    }
}

const DUTCH: &str = "nl";

/// Whether the words of a language are split.
pub(super) fn has_compounds(language: &str) -> bool {
    language == "de" || language == DUTCH
}

/// The parts of a folded word as a text has it: German nouns have a capital.
pub(super) fn parts_of(folded: &str, case: Case, language: &str) -> Vec<&'static str> {
    match CompoundParts::of_language(language) {
        Some(parts) if language == DUTCH || case != Case::Small => parts.parts(folded),
        _ => Vec::new(),
    }
}

/// The terms under which texts in a language hold the compounds of a folded word of a query.
pub fn compound_terms(folded: &str, language: &str) -> Vec<String> {
    let bases = CompoundParts::of_language(language).map(|parts| parts.bases(folded)).unwrap_or_default();
    bases.into_iter().map(|base| part_term(base, language)).collect()
}

/// The term of a part, which is no word and no stem.
pub(super) fn part_term(part: &str, language: &str) -> String {
    format!("{language}:+{part}")
}

/// The singulars that Dutch writes otherwise before `-en`: one consonant (`bronnen`), two vowels (`straten`), `s` for `z`, `f`
/// for `v`.
pub fn dutch_singulars(base: &str, visit: &mut dyn FnMut(&str)) {
    let bytes = base.as_bytes();
    let [.., before, last] = bytes else { return };
    if before == last {
        return visit(&base[..base.len() - 1]);
    }
    let (stem, end) = base.split_at(base.len() - 1);
    let end = match end {
        "z" => "s",
        "v" => "f",
        _ => end,
    };
    visit(&[stem, end].concat());
    if b"aeou".contains(before) {
        visit(&[stem, &stem[stem.len() - 1..], end].concat());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_has_its_parts_and_theirs() {
        let rows = [
            ("de", "bundestagswahl", "wahl bundestag"),
            ("de", "bundestagswahlen", "wahl bundestag"),
            ("de", "klimagipfel", "gipfel klima"),
            ("de", "schulreform", "reform schule"),
            ("de", "landervergleichen", "vergleich land"),
            ("de", "klimaschutzgesetz", "gesetz klimaschutz schutz klima"),
            ("de", "regierungen", ""),
            ("de", "bahnhof", ""),
            ("de", "rosenberg", ""),
            ("nl", "regeringsleiders", "leider regering"),
            ("nl", "huurprijzen", "prijs huur"),
            ("nl", "kopenhagen", ""),
            ("en", "bundestagswahl", ""),
        ];
        for (language, word, expected) in rows {
            assert_eq!(parts(word, language), expected, "{word}");
        }
        // The folded `Wählen` is a noun too.
        assert_eq!(compound_terms("wahlen", "de"), ["de:+wahlen", "de:+wahl"]);
        assert_eq!(compound_terms("merkel", "de"), Vec::<String>::new());
        assert_eq!(compound_terms("prijzen", "nl"), ["nl:+prijs"]);
    }

    fn parts(word: &str, language: &str) -> String {
        CompoundParts::of_language(language).map(|parts| parts.parts(word).join(" ")).unwrap_or_default()
    }

    #[test]
    fn the_table_is_sorted() {
        assert_eq!(LANGUAGES.iter().map(|parts| parts.language).collect::<Vec<_>>(), ["de", "nl"]);
        for CompoundParts { parts, whole, language } in LANGUAGES.iter() {
            assert!(parts.len() > 1000 && whole.len() > 100, "{language}");
        }
        for section in FILE.split("\n#").skip(1) {
            let lines: Vec<&str> = section.lines().skip(1).collect();
            let words = lines.iter().map(|line| line.split(' ').next());
            assert!(words.is_sorted_by(|a, b| a < b), "{section:.10}");
        }
    }

    #[test]
    fn a_long_word_is_split_in_few_steps() {
        let word = "wahl".repeat(1000);
        assert_eq!(parts(&word, "de"), "");
        assert_eq!(parts(&"wahlkampf".repeat(4), "de"), "");
    }
}
