//! How usual a word is: in the languages of the scripts without case, where no capital tells a name from a word, and in the
//! others, where a name may be typed in small letters.

use std::sync::LazyLock;

use crate::analysis::clitics;
use crate::article::Language;

/// Written by `known_names` in `bench/`: a head, then for each language and frequency a line `#ar 30` (the language, ten times
/// the logarithm of the occurrences in a billion words), and the folded words of at least that frequency and less than the
/// next, sorted by bytes, one a line.
static FILE: &str = include_str!("../data/ordinary_words.txt");

/// Where the lists lie in the file: for each its language, ten times the logarithm, its first byte and its length. Written by
/// `prepared` in `bench/`, so that nobody reads the whole file to find them.
static INDEX: &str = include_str!("../data/ordinary_words.index");

/// Of the languages without capitals.
static LISTS: LazyLock<Vec<WordList>> = LazyLock::new(|| lists(false));

/// Of the others.
static LISTS_WITH_CASE: LazyLock<Vec<WordList>> = LazyLock::new(|| lists(true));

/// The languages without capitals.
const CASELESS: [&str; 4] = ["ar", "fa", "he", "ur"];

/// The words of one language and one frequency.
#[derive(Clone, Copy, Debug)]
struct WordList {
    language: &'static str,
    frequency: f32,
    words: &'static str,
}

/// A word of a language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrdinaryWord {
    /// The language's name.
    pub language: &'static str,
    /// The logarithm of its occurrences in a billion words, to the half: 3 is one in a million.
    pub frequency: f32,
}

/// How usual a folded word is in one of some languages, with and without the particles that are written with it; nothing for
/// a rare one.
pub fn ordinary_word(folded: &str, languages: &[Language]) -> Option<OrdinaryWord> {
    let particles = clitics(folded.chars().next()?);
    let bases = || particles.iter().filter_map(|particle| folded.strip_prefix(particle));
    let lists = LISTS.iter().filter(|list| languages.iter().any(|language| language.as_str() == list.language));
    let found = lists.filter(|list| bases().any(|base| base.chars().count() >= 2 && holds(list.words, base)));
    let word = |list: &WordList| OrdinaryWord { language: language_name(list.language), frequency: list.frequency };
    found.max_by(|a, b| a.frequency.total_cmp(&b.frequency)).map(word)
}

/// How usual a folded word in small letters is in the language with capitals that has it most, of those that are asked for.
pub fn usual_word(folded: &str, is_asked: impl Fn(&str) -> bool) -> Option<OrdinaryWord> {
    let found = LISTS_WITH_CASE.iter().filter(|list| is_asked(list.language) && holds(list.words, folded));
    let word = |list: &WordList| OrdinaryWord { language: language_name(list.language), frequency: list.frequency };
    found.max_by(|a, b| a.frequency.total_cmp(&b.frequency)).map(word)
}

/// Whether a folded word is on a list as it is, particles and all: فاسد is `corrupt`, and not فـ before a name.
pub fn is_listed(folded: &str) -> bool {
    LISTS.iter().any(|list| holds(list.words, folded))
}

fn language_name(code: &str) -> &'static str {
    match code {
        "ar" => "Arabic",
        "cs" => "Czech",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fr" => "French",
        "he" => "Hebrew",
        "it" => "Italian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "sv" => "Swedish",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "ur" => "Urdu",
        _ => "another language",
    }
}

fn lists(with_case: bool) -> Vec<WordList> {
    let lists = INDEX.lines().filter_map(|line| {
        let mut cells = line.split(' ');
        let language = cells.next().filter(|language| CASELESS.contains(language) != with_case)?;
        let frequency = cells.next()?.parse::<f32>().ok()? / 10.0;
        let mut number = || cells.next()?.parse::<usize>().ok();
        let (start, length) = (number()?, number()?);
        Some(WordList { language, frequency, words: FILE.get(start..start + length)? })
    });
    lists.collect()
}

/// The text that says where the lists lie in the file.
#[doc(hidden)]
pub fn prepare() -> String {
    let sections = FILE.split("\n#").skip(1).filter_map(|section| {
        let (head, words) = section.split_once('\n')?;
        let start = words.as_ptr().addr() - FILE.as_ptr().addr();
        Some(format!("{head} {start} {}\n", words.len()))
    });
    sections.collect()
}

/// Whether a word is a line of a text whose lines are sorted.
fn holds(lines: &str, word: &str) -> bool {
    let (mut rest, bytes) = (lines.as_bytes(), word.as_bytes());
    while !rest.is_empty() {
        let middle = rest.len() / 2;
        let start = rest[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = rest[middle..].iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| middle + at);
        match bytes.cmp(&rest[start..end]) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rest = &rest[..start.saturating_sub(1)],
            std::cmp::Ordering::Greater => rest = rest.get(end + 1..).unwrap_or_default(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for lines in ["", "a", "a\nb", "ab\nb\nba\ncde\nf"] {
            for word in lines.split('\n').filter(|word| !word.is_empty()) {
                assert!(holds(lines, word), "{lines:?} {word}");
            }
            for word in ["0", "aa", "bb", "cd", "cdef", "g"] {
                assert!(!holds(lines, word), "{lines:?} {word}");
            }
        }
    }

    #[test]
    fn the_lists_lie_where_they_are_said_to_lie() {
        assert!(prepare() == INDEX, "run `cargo run --release -p dateline-bench --bin prepared`");
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(LISTS.len() >= 12);
        for list in LISTS.iter() {
            let words: Vec<&str> = list.words.lines().collect();
            assert!(words.is_sorted() && !words.is_empty(), "{} {}", list.language, list.frequency);
        }
        let [arabic, persian] = ["ar", "fa"].map(|code| [Language::new(code)]);
        assert_eq!(ordinary_word("وكيف", &arabic).map(|word| word.language), Some("Arabic"));
        assert_eq!(ordinary_word("وكيف", &persian).map(|word| word.language), None);
        assert_eq!(ordinary_word("سراقب", &arabic), None);
    }
}
