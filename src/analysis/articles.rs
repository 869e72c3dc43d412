//! Which words are an Arabic article, and before which nouns: the list is `articles.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One row of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Article {
    forms: Vec<String>,
    before: Vec<String>,
    #[serde(default)]
    blank: bool,
    #[serde(default)]
    name_blank: bool,
    #[serde(default)]
    small: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    article: Vec<Article>,
}

static LIST: LazyLock<Vec<Article>> = LazyLock::new(|| {
    toml::from_str::<List>(include_str!("articles.toml")).expect("a test reads the articles").article
});

static BY_FORM: LazyLock<HashMap<&str, &Article>> =
    LazyLock::new(|| LIST.iter().flat_map(|a| a.forms.iter().map(move |f| (f.as_str(), a))).collect());

/// How a word is written, as far as articles ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Begins with a small letter, or has no case.
    Small,
    /// Begins with a capital.
    Capitalised,
    /// Two letters or more, all capitals.
    Capitals,
}

/// The article that a folded word may be.
pub(super) fn article(folded: &str) -> Option<&'static Article> {
    BY_FORM.get(folded).copied()
}

/// Whether a folded word is an Arabic article somewhere.
pub fn is_article(folded: &str) -> bool {
    article(folded).is_some()
}

/// Whether the article written like `case` is one before this noun, joined to it by a hyphen or separated by a space.
pub(super) fn belongs(article: &Article, case: Case, noun: (&str, Case), hyphen: bool) -> bool {
    let (noun, noun_case) = noun;
    // US-Syria, IS-Sinjar and Phoenix AZ are no articles; AL-Qaeda is one.
    let any_noun = article.before.is_empty();
    let capitals = case != Case::Capitals || noun_case == Case::Capitals || any_noun && hyphen;
    let before_name = case == Case::Small && noun_case != Case::Small;
    let joined = hyphen || article.blank || article.name_blank && before_name;
    fits(article, noun) && capitals && (before_name || !article.small) && joined
}

/// Whether the article can stand before this noun, whatever they are written like.
pub(super) fn fits(article: &Article, noun: &str) -> bool {
    article.before.iter().any(|letters| noun.starts_with(letters.as_str()))
        || article.before.is_empty() && noun.starts_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn every_form_is_folded_and_stands_once() {
        let forms: Vec<&String> = LIST.iter().flat_map(|a| &a.forms).collect();
        assert_eq!(forms.len(), BY_FORM.len());
        for text in forms.into_iter().chain(LIST.iter().flat_map(|a| &a.before)) {
            assert_eq!(*text, fold(text));
        }
    }

    #[test]
    fn every_row_binds_its_forms_to_its_nouns_only() {
        for row in LIST.iter() {
            for form in &row.forms {
                let found = article(form).unwrap();
                let any = vec!["x".to_owned()];
                for letters in if row.before.is_empty() { &any } else { &row.before } {
                    let noun = (letters.as_str(), Case::Capitalised);
                    assert!(belongs(found, Case::Small, noun, true), "{form}-{letters}");
                    let blank = row.blank || row.name_blank;
                    assert_eq!(belongs(found, Case::Small, noun, false), blank, "{form} {letters}");
                    let small = belongs(found, Case::Small, (noun.0, Case::Small), false);
                    assert_eq!(small, row.blank && !row.small, "{form} {letters}");
                }
                assert!(!belongs(found, Case::Small, ("5", Case::Small), true), "{form}-5");
                let other = belongs(found, Case::Small, ("m", Case::Capitalised), true);
                assert_eq!(other, row.before.is_empty(), "{form}-m");
            }
        }
    }
}
