//! a word with apostrophes → the part of it that is the word: without elision, possessive `'s` and Turkish ending.
//!
//! What is left of the apostrophes folding takes out. The lists are `apostrophes.toml`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::{APOSTROPHES, fold, fold_lower, lower};

/// The content of `apostrophes.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    elisions: HashSet<String>,
    elisions_before_h: HashSet<String>,
    turkish_endings: HashSet<String>,
    turkish_endings_everywhere: HashSet<String>,
}

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| toml::from_str(include_str!("apostrophes.toml")).expect("a test reads the lists"));

/// The byte range of the word inside `surface`, the word with all that apostrophes join to it.
pub(super) fn core(surface: &str, turkish: bool) -> Range<usize> {
    if !surface.contains(is_elision_mark) {
        return lost_elision(surface)..surface.len();
    }
    let start = elision(surface);
    let rest = &surface[start..];
    let end = possessive(rest).or_else(|| turkish_ending(rest, turkish)).unwrap_or(rest.len());
    start..start + end
}

/// The folded word that texts in Turkish hold for a word as typed, if its ending is cut off in them alone: `cin` for `Çin'in`.
pub fn turkish_word(surface: &str) -> Option<String> {
    let word = core(surface, true);
    (word != core(surface, false)).then(|| fold_lower(&lower(&surface[word], true)))
}

/// Whether a character is an apostrophe and not a letter that stands for ayn or hamza.
fn is_elision_mark(c: char) -> bool {
    APOSTROPHES.contains(&c) && !matches!(c, 'ʿ' | 'ʾ' | 'ʻ')
}

/// The length of the elided word before a vowel: that of `l'` in `l'ONU`, 0 where there is none.
pub(super) fn elision(surface: &str) -> usize {
    let Some((at, mark)) = surface.char_indices().find(|(_, c)| is_elision_mark(*c)) else { return 0 };
    let rest = at + mark.len_utf8();
    let elided = lower(&surface[..at], false);
    let Some(first) = surface[rest..].chars().next() else { return 0 };
    let stripped = match fold(&first.to_string()).chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u' | 'y') => LISTS.elisions.contains(&elided),
        Some('h') => LISTS.elisions_before_h.contains(&elided),
        _ => false,
    };
    if stripped { rest } else { 0 }
}

/// The length of an elided word whose apostrophe was lost on the way: that of `d` in `dIvoire`, 0 where there is none.
fn lost_elision(surface: &str) -> usize {
    let Some(name) = surface.strip_prefix(['d', 'l']) else { return 0 };
    let mut letters = name.chars();
    let (first, second) = (letters.next(), letters.next());
    let is_vowel = |c: char| c.is_uppercase() && fold(&c.to_string()).starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    usize::from(first.is_some_and(is_vowel) && second.is_some_and(char::is_lowercase))
}

/// Where the word ends before a possessive `'s`.
fn possessive(word: &str) -> Option<usize> {
    let before = word.strip_suffix(['s', 'S'])?.strip_suffix(is_elision_mark)?;
    before.ends_with(char::is_alphanumeric).then_some(before.len())
}

/// Where the word ends before a Turkish ending. In a Turkish text every ending counts; elsewhere, and in a query, only
/// those that no romanised Arabic name has after its ayn, and three letters must stand before.
fn turkish_ending(word: &str, turkish: bool) -> Option<usize> {
    let at = word.rfind(is_elision_mark)?;
    let ending = word[at..].trim_start_matches(is_elision_mark);
    let ending: String = ending.to_lowercase();
    let letters = word[..at].chars().filter(|c| c.is_alphanumeric()).count();
    let found = match turkish {
        true => letters >= 1 && LISTS.turkish_endings.contains(&ending),
        false => letters >= 3 && LISTS.turkish_endings_everywhere.contains(&ending),
    };
    found.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[(&str, &str)], turkish: bool) {
        for (surface, word) in rows {
            assert_eq!(&surface[core(surface, turkish)], *word, "{surface}");
        }
    }

    #[test]
    fn each_elision() {
        for elided in &LISTS.elisions {
            check(&[(&format!("{elided}'ONU"), "ONU"), (&format!("{elided}’été"), "été")], false);
            assert_eq!(core(&format!("{elided}'Djamena"), false).start, 0);
        }
        for elided in &LISTS.elisions_before_h {
            check(&[(&format!("{elided}'Homs"), "Homs")], false);
        }
    }

    #[test]
    fn elisions_without_their_apostrophe() {
        check(
            &[("dIvoire", "Ivoire"), ("lÉtat", "État"), ("dAI", "dAI"), ("dBase", "dBase"), ("divan", "divan")],
            false,
        );
    }

    #[test]
    fn names_keep_what_stands_before_their_apostrophe() {
        for name in
            ["N'Djamena", "O'Brien", "Sha'ab", "Hay'at", "Isma'il", "Mu'in", "Jum'a", "Sa'da", "Sana'a", "Ka'ba"]
        {
            check(&[(name, name)], false);
        }
    }

    #[test]
    fn possessives() {
        check(
            &[("Saraqeb's", "Saraqeb"), ("Saraqeb’s", "Saraqeb"), ("SYRIA'S", "SYRIA"), ("d'Idlib's", "Idlib")],
            false,
        );
    }

    #[test]
    fn an_ending_that_only_turkish_texts_cut_off() {
        let rows = [("Çin'in", Some("cin")), ("Irak’ı", Some("irak")), ("Sana'a", Some("sana")), ("Çin", None)];
        for (typed, word) in rows {
            assert_eq!(turkish_word(typed).as_deref(), word, "{typed}");
        }
        assert_eq!(turkish_word("Türkiye'deki"), None, "cut off in every text");
    }

    #[test]
    fn each_turkish_ending() {
        for ending in &LISTS.turkish_endings {
            check(&[(&format!("Esad'{ending}"), "Esad")], true);
        }
        for ending in &LISTS.turkish_endings_everywhere {
            check(&[(&format!("İdlib’{ending}"), "İdlib")], false);
            assert!(LISTS.turkish_endings.contains(ending), "{ending}");
            assert!(ending.chars().count() >= 2 && !ending.starts_with(['a', 'e', 'ı', 'i', 'o', 'ö', 'u', 'ü']));
        }
    }
}
