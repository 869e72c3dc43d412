//! Words that do not count as wanted in a query: the lists of all languages, `function_words.toml`, as one set.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

type Lists = BTreeMap<String, Vec<String>>;

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| toml::from_str(include_str!("function_words.toml")).expect("a test reads the function words"));

static ALL: LazyLock<HashSet<&str>> = LazyLock::new(|| LISTS.values().flatten().map(String::as_str).collect());

static LANGUAGES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut languages: HashMap<&str, Vec<&str>> = HashMap::new();
    for (language, words) in LISTS.iter() {
        words.iter().for_each(|word| languages.entry(word).or_default().push(language));
    }
    languages
});

/// The languages, by ISO 639-1 code, in which a folded word is a function word.
///
/// ```
/// assert_eq!(dateline::analysis::function_word_languages("bara"), ["sv"]);
/// assert!(dateline::analysis::function_word_languages("saraqeb").is_empty());
/// ```
pub fn function_word_languages(folded: &str) -> &'static [&'static str] {
    LANGUAGES.get(folded).map_or(&[], Vec::as_slice)
}

/// Whether a folded word is a function word in any language: article, pronoun, preposition, conjunction, auxiliary.
///
/// ```
/// assert!(dateline::analysis::is_function_word("the"));
/// assert!(!dateline::analysis::is_function_word("saraqeb"));
/// ```
pub fn is_function_word(folded: &str) -> bool {
    ALL.contains(folded)
}

/// Whether a folded word is a function word of one of these languages, by their codes.
pub(super) fn is_function_word_of(folded: &str, languages: &[&str]) -> bool {
    // Most words are of none.
    is_function_word(folded)
        && languages
            .iter()
            .any(|language| LISTS.get(*language).is_some_and(|list| list.iter().any(|w| w == folded)))
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

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
