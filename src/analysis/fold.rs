//! a word as written → its folded form, under which it is indexed and asked for.
//!
//! The steps, in order: NFKC; lower case (here the stemmers read); the letters of Arabic, Hebrew and Greek, alef forms
//! before decomposing; decomposition; marks taken out; letters that do not decompose (`letters.toml`); digits to ASCII; what two
//! spellings of Hindi and Armenian differ in (`spelling`); the signs of numbers (`numbers`); everything out that is neither letter
//! nor digit, but for the point between two digits and the signs of `at&t`, `c++` and `c#`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::{arabic, greek, hebrew, numbers, spelling};

/// The apostrophes of the press, the letters that stand for ayn and hamza among them.
pub(super) const APOSTROPHES: [char; 11] = ['\'', '’', '‘', '‛', 'ʿ', 'ʾ', 'ʼ', 'ʻ', '`', '´', '′'];

/// The content of `letters.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    letters: FxHashMap<char, String>,
    digit_zeros: Vec<char>,
}

static TABLES: LazyLock<Tables> =
    LazyLock::new(|| toml::from_str(include_str!("letters.toml")).expect("a test reads the letters"));

/// The folded form. Folding it again changes nothing.
pub fn fold(word: &str) -> String {
    fold_lower(&lower(word, false))
}

/// The folded form of a word that is in lower case.
pub(super) fn fold_lower(lower_case: &str) -> String {
    if lower_case.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return lower_case.to_owned();
    }
    let mut folded = once(lower_case);
    // Once is enough but for rare characters whose decomposition decomposes again under another rule.
    for _ in 0..4 {
        if folded.chars().all(|c| c < '\u{700}') {
            break;
        }
        let again = once(&lower(&folded, false));
        if again == folded {
            break;
        }
        folded = again;
    }
    // Marks whose letter is gone are no part of a word.
    let orphans = folded.len() - folded.trim_start_matches(is_combining_mark).len();
    folded.drain(..orphans);
    folded
}

/// The word in lower case with its accents and without apostrophes: what a stemmer reads.
pub(super) fn lower(word: &str, turkish: bool) -> String {
    if !turkish && word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase();
    }
    let mut lower = String::with_capacity(word.len());
    let mut add = |c: char| match c {
        'İ' => lower.push('i'),
        'I' if turkish => lower.push('ı'),
        c if is_plain_arabic(c) => lower.push(c),
        c if APOSTROPHES.contains(&c) => {}
        c => lower.extend(c.to_lowercase()),
    };
    match is_nfkc_quick(word.chars()) {
        IsNormalized::Yes => word.chars().for_each(&mut add),
        _ => word.nfkc().for_each(&mut add),
    }
    lower
}

/// Whether a character is an Arabic letter that nothing composes or decomposes once alef and hamza are folded.
fn is_plain_arabic(c: char) -> bool {
    ('\u{627}'..='\u{64A}').contains(&c)
}

/// The word as written without apostrophes and dots, if it has two capitals and no small letter.
pub(super) fn capitals(word: &str) -> Option<String> {
    let is_small = |b: u8| b.is_ascii_lowercase();
    if word.is_ascii() && (word.bytes().any(is_small) || word.len() < 2) {
        return None;
    }
    if word.chars().any(|c| c.is_lowercase() || "&+#".contains(c)) {
        return None;
    }
    let kept: String = word.nfkc().filter(|c| c.is_alphanumeric() && !APOSTROPHES.contains(c)).collect();
    let enough = kept.chars().filter(|c| c.is_uppercase()).count() >= 2;
    (enough && !kept.chars().any(char::is_lowercase)).then_some(kept)
}

fn once(lower: &str) -> String {
    if lower.is_ascii() {
        return letters_and_digits(&numbers::plain(lower));
    }
    let letters = || arabic::fold_letters(lower).map(hebrew::fold_letter).map(greek::fold_letter);
    let mut bare = String::with_capacity(lower.len());
    let mut add = |c: char| match TABLES.letters.get(&c) {
        _ if c.is_ascii() || is_removed_mark(c) => bare.extend(c.is_ascii().then_some(c)),
        Some(plain) => bare.push_str(plain),
        None => bare.push(ascii_digit(c)),
    };
    if letters().all(is_plain_arabic) {
        return letters().collect();
    }
    letters().nfd().for_each(&mut add);
    let kept = letters_and_digits(&numbers::plain(&spelling::one_spelling(&bare)));
    // Hangul, and the marks that stay, come together again.
    if kept.is_ascii() { kept } else { kept.nfc().collect() }
}

/// What stays of a word: letters, digits, the point between two digits, `&` between two letters, and the signs at the end of
/// `c++` and `c#`.
fn letters_and_digits(bare: &str) -> String {
    let mut kept = String::with_capacity(bare.len());
    for (at, c) in bare.char_indices() {
        let rest = &bare[at + c.len_utf8()..];
        let stays = match c {
            '.' => kept.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit()),
            '&' => kept.ends_with(char::is_alphanumeric) && rest.trim_start().starts_with(char::is_alphanumeric),
            '+' => {
                kept.ends_with(|c: char| c.is_ascii_alphabetic()) && rest == "+"
                    || kept.ends_with('+') && rest.is_empty()
            }
            '#' => kept.len() == 1 && kept.bytes().all(|b| b.is_ascii_lowercase()) && rest.is_empty(),
            c => is_kept(c),
        };
        if stays {
            kept.push(c);
        }
    }
    kept
}

/// Whether a character stays: letters, digits, and the marks of scripts in which they are vowels.
fn is_kept(c: char) -> bool {
    let modifier = ('\u{2B9}'..='\u{2FF}').contains(&c);
    !modifier && !c.is_uppercase() && (c.is_alphanumeric() || is_combining_mark(c) && !is_removed_mark(c))
}

/// Whether a character is an accent, a tashkeel or a point of Hebrew: a mark that the press may leave out.
fn is_removed_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}'       // accents
        | '\u{483}'..='\u{489}'     // Cyrillic
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}' // Hebrew
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}' | '\u{898}'..='\u{8FF}' // Arabic
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}') // more accents, variation selectors
}

/// The ASCII digit of a decimal digit in another script, the decimal point of Arabic as a point, else the character.
fn ascii_digit(c: char) -> char {
    if c == '\u{66B}' {
        return '.';
    }
    let zeros = &TABLES.digit_zeros;
    let below = zeros.partition_point(|zero| *zero <= c);
    let digit = below.checked_sub(1).map(|i| c as u32 - zeros[i] as u32);
    digit.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_load_and_are_sorted() {
        assert!(TABLES.digit_zeros.is_sorted());
        for (letter, plain) in &TABLES.letters {
            assert!(plain.chars().all(is_kept), "{letter}");
            assert_eq!(letter.nfd().count(), 1, "{letter} decomposes: it needs no row");
        }
    }

    #[test]
    fn each_letter_of_the_table() {
        for (letter, plain) in &TABLES.letters {
            assert_eq!(fold(&letter.to_string()), *plain);
        }
    }
}
