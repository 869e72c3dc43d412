//! What other search programs read as operators: what is said of it here.

use super::fields::Field;

/// What is said of an operator for the distance between words.
const DISTANCE: &str =
    "words are found at any distance, those of one passage first: write `\"a b\"` for words in a row";

/// What is said of an operator between words: in full, or by its beginning with a number after it.
const BETWEEN: [(&str, &str); 9] = [
    ("NEAR", DISTANCE),
    ("ONEAR", DISTANCE),
    ("ADJ", DISTANCE),
    ("WITHIN", DISTANCE),
    ("NEXT", DISTANCE),
    ("XOR", "write `(a OR b) -(a AND b)`"),
    ("ANDNOT", "write `a NOT b`"),
    ("BUTNOT", "write `a NOT b`"),
    ("NAND", "write `NOT (a AND b)`"),
];

/// Operators in other languages, which are words here.
const TRANSLATED: [(&str, &str); 12] = [
    ("UND", "AND"),
    ("ODER", "OR"),
    ("NICHT", "NOT"),
    ("ET", "AND"),
    ("OU", "OR"),
    ("SAUF", "NOT"),
    ("VE", "AND"),
    ("VEYA", "OR"),
    ("DEĞİL", "NOT"),
    ("И", "AND"),
    ("ИЛИ", "OR"),
    ("НЕ", "NOT"),
];

/// What is said of a word in capitals that other programs read as an operator between words.
pub(super) fn between(word: &str) -> Option<&'static str> {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    BETWEEN.iter().find(|(operator, _)| name == *operator).map(|(_, way)| *way)
}

/// The operator of this program that a word in capitals is in another language.
pub(super) fn translated(word: &str) -> Option<&'static str> {
    TRANSLATED.iter().find(|(operator, _)| word == *operator).map(|(_, ours)| *ours)
}

/// What is said of a distance between words, in any case: `W/3`, `NEAR/5`, `w/s`, `/p`.
pub(super) fn distance(word: &str) -> Option<&'static str> {
    let (name, reach) = word.split_once('/')?;
    let is_number = (1..=3).contains(&reach.len()) && reach.bytes().all(|b| b.is_ascii_digit());
    let is_part = matches!(&*reach.to_ascii_lowercase(), "s" | "p" | "sent" | "para");
    let is_name = match &*name.to_ascii_lowercase() {
        "" | "w" | "pre" => is_number || is_part,
        "n" | "p" | "near" | "onear" | "adj" | "within" | "next" => is_number,
        _ => false,
    };
    is_name.then_some(DISTANCE)
}

/// Where the last sign of an inexact or a heavier word begins, and what is said of it: `Idlib~1`, `Idlib^2`.
pub(super) fn suffix(word: &str) -> Option<(usize, &'static str)> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let sign = bare.chars().next_back().filter(|c| "~^".contains(*c))?;
    if sign == '^' && bare.len() == word.len() {
        return None;
    }
    let start = bare.len() - 1;
    Some((start, if sign == '~' { INEXACT } else { HEAVIER }))
}

const INEXACT: &str =
    "is left out: spellings of names are found anyway, words in a row by `\"a b\"`, beginnings by `displ*`";
const HEAVIER: &str = "is left out: every word weighs by its rarity, and one that is written twice counts twice";

/// How long the signs after a quotation or a parenthesis are, and what is said of them: `"a b"~3`, `(a b)^2`.
pub(super) fn after_closing(rest: &str) -> Option<(usize, &'static str)> {
    let sign = rest.chars().next().filter(|c| "~^".contains(*c))?;
    let digits = rest[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |end| end + 1);
    match sign {
        '~' => Some((digits, DISTANCE)),
        _ if digits > 1 => Some((digits, HEAVIER)),
        _ => None,
    }
}

/// What is said of signs inside and around a word that mean something elsewhere, with their places in it.
pub(super) fn signs(word: &str) -> Vec<(usize, String)> {
    let mut said = Vec::new();
    let has_letters = |text: &str| text.contains(char::is_alphanumeric);
    for (at, c) in word.char_indices() {
        let (before, after) = (&word[..at], &word[at + c.len_utf8()..]);
        match c {
            '?' | '？' if has_letters(before) && has_letters(after) => {
                said.push((
                    at,
                    "`?` inside a word separates words: write the word out, or its beginning like `displ*`".into(),
                ));
            }
            '|' | '&'
                if has_letters(before) && has_letters(after) && after.starts_with(c)
                    || c == '|' && has_letters(before) && has_letters(after) && !before.ends_with('|') =>
            {
                said.push((
                    at,
                    format!("`{c}` inside a word separates words: write `a OR b` or `a AND b`, with spaces"),
                ));
            }
            '[' if before.ends_with(char::is_alphanumeric) && after.contains(']') => {
                said.push((at, "`[ ]` inside a word separates words: write `(Saraqeb OR Saraceb)`".into()));
            }
            '%' | '$' if after.is_empty() && before.ends_with(char::is_alphabetic) => {
                said.push((
                    at,
                    format!("`{c}` after a word is left out: write `displ*` for all words that begin so"),
                ));
            }
            _ => {}
        }
    }
    let first = word.chars().next().unwrap_or(' ');
    let after = word[first.len_utf8().min(word.len())..].chars().next();
    match first {
        '+' if after.is_some_and(char::is_alphabetic) => {
            said.push((
                0,
                "`+` is left out, all words are wanted: write `a AND b` for nothing but articles that have both"
                    .into(),
            ));
        }
        '!' | '—' | '―' | '~' if after.is_some_and(char::is_alphabetic) => {
            said.push((
                0,
                format!("`{first}` before a word is left out: write `-word` or `NOT word` to exclude it"),
            ));
        }
        '/' if word.len() > 2 && word.ends_with('/') => {
            said.push((
                0,
                "`/ /` is no pattern, its letters are searched as words: write the words joined by OR".into(),
            ));
        }
        _ => {}
    }
    said
}

/// What is said of a word before a colon that is no field, where something follows the colon.
pub(super) fn unknown_field(word: &str, has_value: bool) -> Option<String> {
    let (name, value) = word.split_once([':', '：'])?;
    let is_name = !name.is_empty() && name.chars().all(char::is_alphabetic);
    let is_value = value.starts_with(char::is_alphanumeric) || value.is_empty() && has_value;
    let fields = Field::NAMES.join(", ");
    (is_name && is_value)
        .then(|| format!("`{name}:` is no field and is searched as a word: the fields are {fields}"))
}

/// What is said of signs in a quotation that stand for nothing there, with their places in it.
pub(super) fn in_quotation(phrase: &str) -> Vec<(usize, String)> {
    let mut said = Vec::new();
    let has_small = phrase.contains(char::is_lowercase);
    let mut at = 0;
    for word in phrase.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if bare == "*" {
            said.push((at, "`*` alone in a quotation stands for no word: write `\"a b\" AND \"c d\"`".to_owned()));
        } else if has_small && at > 0 && at + word.len() < phrase.len() && matches!(bare, "AND" | "OR" | "NOT") {
            let way = format!("`{bare}` in a quotation is a word: write `\"a b\" {bare} \"c d\"`");
            said.push((at, way));
        }
        at += word.len();
    }
    said
}
