//! What other search programs read as operators: what is said of it here.

use super::dates::DateRange;
use super::fields::Field;
use super::operators::takes_number;
use crate::article::Day;

/// What is said of an operator between words that this program has in another form.
const BETWEEN: [(&str, &str); 2] = [("XOR", "write `(a OR b) -(a AND b)`"), ("NAND", "write `NOT (a AND b)`")];

/// What is said of the distance between what stands in parentheses.
const DISTANCE: &str = "is left out, distances are of words in quotation marks: write `\"a b\"~3` or `a NEAR/3 b`";

/// No distance is written with more bytes.
const MAX_DISTANCE: usize = 40;

/// The largest number of other words inside a quotation.
const MAX_SLOP: u32 = 10_000;

/// Operators in other languages, which are words here.
const TRANSLATED: [(&str, &str); 21] = [
    ("MINUS", "NOT"),
    ("UND", "AND"),
    ("ODER", "OR"),
    ("NICHT", "NOT"),
    ("ET", "AND"),
    ("OU", "OR"),
    ("SAUF", "NOT"),
    ("NON", "NOT"),
    ("OHNE", "NOT"),
    ("NÃO", "NOT"),
    ("ORAZ", "AND"),
    ("LUB", "OR"),
    ("OCH", "AND"),
    ("ELLER", "OR"),
    ("INTE", "NOT"),
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

/// What the signs at the end of a word say.
pub(super) enum Suffix {
    /// Others may differ, by so many letters if a number is given.
    Edits(Option<u8>),
    /// Something that means nothing here, and what is said of it.
    Heavier(&'static str),
}

/// Where the last sign of an inexact or a heavier word begins, and what it says: `Idlib~1`, `Idlib^2`.
pub(super) fn suffix(word: &str) -> Option<(usize, Suffix)> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let sign = bare.chars().next_back().filter(|c| "~^".contains(*c))?;
    if sign == '^' && bare.len() == word.len() {
        return None;
    }
    let start = bare.len() - 1;
    Some((
        start,
        if sign == '~' { Suffix::Edits(word[bare.len()..].parse().ok()) } else { Suffix::Heavier(HEAVIER) },
    ))
}

/// Words of fewer letters differ from others by one letter, those of fewer than the first number from none.
const SHORT: (usize, usize) = (3, 6);

/// By how many letters other words may differ from one, and what is said where that is not what was asked for.
pub(super) fn edits(word: &str, asked: Option<u8>) -> (Option<u8>, Option<String>) {
    let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < SHORT.0 {
        return (None, Some("is left out: a word of two letters is like too many others".into()));
    }
    match asked {
        None => (Some(if letters < SHORT.1 { 1 } else { 2 }), None),
        Some(0) => (None, Some("is left out, it asks for no other letters: write `word~1`".into())),
        Some(number) if number > 2 => (Some(2), Some("is read as `~2`: words that differ more are others".into())),
        Some(number) => (Some(number), None),
    }
}

const HEAVIER: &str = "is left out: every word weighs by its rarity, and one that is written twice counts twice";

/// How long the sign for other words inside a quotation is, and how many it allows: `"a b"~3`.
pub(super) fn slop(rest: &str) -> Option<(usize, u32)> {
    let digits = rest.strip_prefix('~')?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number: u32 = digits[..end.min(6)].parse().ok()?;
    let is_whole = !digits[end..].starts_with('.');
    (end <= 6 && is_whole && number > 0).then_some((1 + end, number.min(MAX_SLOP)))
}

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
    let (first_letter, last_letter) = (word.find(char::is_alphanumeric), word.rfind(char::is_alphanumeric));
    let last_bracket = word.rfind(']');
    for (at, c) in word.char_indices() {
        let (before, after) = (&word[..at], &word[at + c.len_utf8()..]);
        match c {
            '|' if first_letter.is_some_and(|first| first < at) && last_letter > Some(at) => {
                said.push((at, "`|` inside a word separates words: write `a OR b`".into()));
            }
            '[' if before.ends_with(char::is_alphanumeric) && last_bracket > Some(at) => {
                said.push((at, "`[ ]` inside a word separates words: write `(Saraqeb OR Saraceb)`".into()));
            }
            '#' | '$' | '%' if before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic) => {
                said.push((
                    at,
                    format!("`{c}` inside a word is no wildcard: write `?` for one letter, `*` for any"),
                ));
            }
            '!' if before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic) => {
                said.push((at, "`!` inside a word is no wildcard: write `?` for one letter, `*` for any".into()));
            }
            '!' if after.is_empty() && before.ends_with(char::is_alphabetic) => {
                said.push((at, "`!` after a word is left out: write `displ*` for all words that begin so".into()));
            }
            '؟' if before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic) => {
                said.push((at, "`؟` inside a word separates words: write `?` for one letter".into()));
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
    said.extend(first_sign(word).map(|message| (0, message)));
    said
}

/// What is said of the sign that a word begins with.
fn first_sign(word: &str) -> Option<String> {
    let first = word.chars().next().unwrap_or(' ');
    let after = word[first.len_utf8().min(word.len())..].chars().next();
    let is_before_word = after.is_some_and(char::is_alphabetic);
    Some(match first {
        '+' if is_before_word => {
            "`+` is left out, all words are wanted: write `a AND b` for nothing but articles that have both".into()
        }
        '[' | '{' if is_before_word => {
            format!("`{first}` is left out: write `(a OR b)` for words of which any will do")
        }
        '-' if word[1..].starts_with('-') && word[2..].starts_with(char::is_alphabetic) => {
            "`--` before a word excludes nothing: write `-word` or `NOT word` to exclude it".into()
        }
        '¬' | '—' | '―' | '~' if is_before_word => {
            format!("`{first}` before a word is left out: write `-word` or `NOT word` to exclude it")
        }
        '/' if word.len() > 2 && word.ends_with('/') => {
            "`/ /` is no pattern, its letters are searched as words: write the words joined by OR".into()
        }
        _ => return None,
    })
}

/// What is said of a word before a colon or `=` that is no field, where something follows it.
pub(super) fn unknown_field(word: &str, has_value: bool) -> Option<String> {
    let at = word.find([':', '：', '='])?;
    let (name, rest) = word.split_at(at);
    let sign = rest.chars().next().unwrap_or(':');
    let value = &rest[sign.len_utf8()..];
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    // Sums and formulas have one letter before `=`.
    let is_name = letters > usize::from(sign == '=') && name.chars().all(|c| c.is_alphabetic() || c == '_');
    // A headline may have any word before a colon and a space, but not these.
    let is_operator = || OPERATORS_ELSEWHERE.iter().any(|known| name.eq_ignore_ascii_case(known));
    let is_value = value.starts_with(char::is_alphanumeric) || value.is_empty() && (has_value || is_operator());
    (is_name && is_value).then(|| no_field(name, sign))
}

fn no_field(name: &str, sign: char) -> String {
    let fields = Field::NAMES.join(", ");
    format!("`{name}{sign}` is no field and is searched as a word: the fields are {fields}")
}

/// Operators of search engines on the web that are no words, so that they are known also before a space.
const OPERATORS_ELSEWHERE: [&str; 14] = [
    "allinanchor",
    "allinpostauthor",
    "allinposttitle",
    "allinsubject",
    "allintext",
    "allintitle",
    "allinurl",
    "filetype",
    "inanchor",
    "inbody",
    "inpostauthor",
    "inposttitle",
    "insubject",
    "mimetype",
];

/// Fields and commands of press databases that stand before a parenthesis, also in small letters.
const FIELDS_ELSEWHERE: [&str; 14] = [
    "allcaps",
    "caps",
    "company",
    "geographic",
    "hlead",
    "lead",
    "lp",
    "nocaps",
    "person",
    "plural",
    "section",
    "singular",
    "subject",
    "terms",
];

/// Parts of a text in which other programs look for both of two words.
const SPANS_ELSEWHERE: [&str; 3] = ["doc", "seg", "x"];

/// What is said of a comparison with what is no number and no date: `words>abc`.
pub(super) fn no_comparison(word: &str) -> Option<String> {
    let at = word.find(['<', '>', '≥', '≤'])?;
    let field = Field::called(&word[..at]).filter(|field| matches!(field, Field::Words | Field::Date))?;
    let way = if field == Field::Words { "words>800" } else { "date>2020-02" };
    Some(format!("`{word}` compares with no number and is searched as words: write `{way}`"))
}

/// What is said of a word in capitals right before a parenthesis, which is a field of other programs: `LEAD(Idlib)`.
pub(super) fn before_parenthesis(word: &str) -> Option<String> {
    let is_known = FIELDS_ELSEWHERE.iter().any(|name| word.eq_ignore_ascii_case(name));
    let is_name = is_known || word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
    is_name.then(|| no_field(word, '('))
}

/// What is said of a word that begins as an operator does and is none, and of one that is an operator elsewhere: `NEAR/x`, `N5`.
pub(super) fn like_operator(word: &str, is_between: bool) -> Option<String> {
    let way = |ours: &str| format!("`{word}` is searched as a word: write {ours} for the operator");
    if let Some((name, after)) = word.split_once('/') {
        if is_between && SPANS_ELSEWHERE.contains(&after) && ["w", "n", "pre", "near"].contains(&name) {
            return Some(way("`a SAME b` or `a NEAR/50 b`"));
        }
        let is_meant = name.len() > 2
            && (name == name.to_ascii_uppercase() || after.starts_with(|c: char| c == '-' || c.is_ascii_digit()));
        let (ours, is_prefix) = takes_number(name).filter(|_| is_meant && !after.is_empty())?;
        return (is_prefix || is_between).then(|| way(ours));
    }
    if matches!(word, "And" | "Or" | "Not") && is_between {
        return Some(way(&word.to_uppercase()));
    }
    let number = word
        .strip_prefix(['N', 'W', 'n', 'w'])
        .filter(|n| is_between && (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))?;
    Some(way(&format!("{}/{number}", if word.starts_with(['N', 'n']) { "NEAR" } else { "PRE" })))
}

/// What is said of a distance that is written in small letters or as a sentence: `near 5`, `within 5 words of`.
pub(super) fn distance(word: &str, rest: &str) -> Option<String> {
    let is_sentence = word.eq_ignore_ascii_case("within");
    if !is_sentence && !["near", "adj", "pre"].iter().any(|name| word.eq_ignore_ascii_case(name)) {
        return None;
    }
    // A text may have no spaces, and is not looked through for each of its words.
    let rest = rest.trim_start();
    let rest = &rest[..rest.floor_char_boundary(MAX_DISTANCE)];
    let mut words = rest.split_whitespace();
    let number = words.next().filter(|n| n.len() <= 3 && n.bytes().all(|b| b.is_ascii_digit()))?;
    let next = words.next()?;
    if is_sentence && !next.starts_with("word") {
        return None;
    }
    let typed = if is_sentence { format!("{word} {number} {next}") } else { format!("{word} {number}") };
    Some(format!("`{typed}` is searched as words: write `NEAR/{number}` between two words for their distance"))
}

/// What is said of a range of dates without its field: `2020..2021`.
pub(super) fn range_without_field(word: &str) -> Option<String> {
    let (from, to) = word.split_once("..").filter(|(from, _)| from.len() >= 4)?;
    let is_day = |text: &str| text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit());
    let is_range = is_day(from) && is_day(to) && DateRange::read(word, Day::today()).is_ok();
    is_range.then(|| format!("`{word}` is searched as words: write `date:{word}` for the date of an article"))
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
