//! Words that do not count as wanted in a query: the lists of all languages, `function_words.toml`, as one set.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The lists as they are written.
const FILE: &str = include_str!("function_words.toml");

/// A language's code, and its words.
type List = (&'static str, Vec<&'static str>);

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| lists(FILE));

/// Languages, as bits in the order of the lists.
type Languages = u32;

/// Each word with its languages.
static WORDS: LazyLock<FxHashMap<&str, Languages>> = LazyLock::new(|| {
    let lengths = LISTS.iter().map(|(_, words)| words.len());
    let mut languages = FxHashMap::with_capacity_and_hasher(lengths.sum(), Default::default());
    for (number, (_, words)) in LISTS.iter().enumerate() {
        words.iter().for_each(|word| *languages.entry(*word).or_default() |= 1 << number);
    }
    languages
});

/// The codes of all languages that share a word: a list for all words of the same languages.
static CODES: LazyLock<FxHashMap<Languages, Vec<&str>>> = LazyLock::new(|| {
    let mut codes = FxHashMap::default();
    for languages in WORDS.values() {
        codes.entry(*languages).or_insert_with(|| {
            let numbered = LISTS.iter().enumerate().filter(|(number, _)| languages >> number & 1 == 1);
            numbered.map(|(_, (code, _))| *code).collect()
        });
    }
    codes
});

/// The lists of a file that has nothing but lists of words and comments, in the order of their codes. Every start reads them, which
/// a reader of all that TOML may be would slow down.
fn lists(file: &'static str) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let words = match line.split_once(" = [") {
            Some((code, words)) => {
                lists.push((code, Vec::new()));
                words
            }
            None => line,
        };
        if let Some((_, list)) = lists.last_mut() {
            let mut start = None;
            for (at, _) in words.bytes().enumerate().filter(|(_, byte)| *byte == b'"') {
                match start.take() {
                    Some(start) => list.push(&words[start..at]),
                    None => start = Some(at + 1),
                }
            }
        }
    }
    lists.sort_unstable();
    lists
}

/// The languages, by ISO 639-1 code, in which a folded word is a function word.
///
/// ```
/// assert_eq!(dateline::analysis::function_word_languages("bara"), ["sv"]);
/// assert!(dateline::analysis::function_word_languages("saraqeb").is_empty());
/// ```
pub fn function_word_languages(folded: &str) -> &'static [&'static str] {
    WORDS.get(folded).and_then(|languages| CODES.get(languages)).map_or(&[], Vec::as_slice)
}

/// Whether a folded word is a function word in any language: article, pronoun, preposition, conjunction, auxiliary.
///
/// ```
/// assert!(dateline::analysis::is_function_word("the"));
/// assert!(!dateline::analysis::is_function_word("saraqeb"));
/// ```
pub fn is_function_word(folded: &str) -> bool {
    WORDS.contains_key(folded)
}

/// Whether a folded word is a function word of one of these languages, by their codes.
pub(super) fn is_function_word_of(folded: &str, languages: &[&str]) -> bool {
    function_word_languages(folded).iter().any(|language| languages.contains(language))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fold::fold;
    use super::*;

    #[test]
    fn the_lists_are_read_as_any_toml_is() {
        let read: BTreeMap<&str, Vec<&str>> = toml::from_str(FILE).unwrap();
        assert_eq!(LISTS.iter().cloned().collect::<BTreeMap<_, _>>(), read);
    }

    #[test]
    fn the_lists_are_folded_sorted_and_free_of_duplicates() {
        assert_eq!(LISTS.len(), 23);
        for (language, words) in LISTS.iter() {
            for word in words {
                assert_eq!(*word, fold(word), "{language}");
            }
            for pair in words.windows(2) {
                assert!(pair[0] < pair[1], "{language}: {pair:?}");
            }
            assert!(words.len() >= 60, "{language} {}", words.len());
        }
    }

    #[test]
    fn ordinary_words_of_english_and_french_are_wanted() {
        for word in ["die", "war", "son", "car", "hat", "man", "van", "kim", "est", "hama", "homs", "bin"] {
            assert!(!is_function_word(word), "{word}");
        }
    }
}
