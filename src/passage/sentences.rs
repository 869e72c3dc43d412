//! a paragraph → where its sentences start.
//!
//! A sentence ends at a full stop, a question or an exclamation mark in any script, with the closing quotation marks and
//! brackets after it, if a space and then no small letter follow (Chinese and Japanese need no space). A line break is a
//! space like any other. What a full stop ends or not says `abbreviations.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The content of `abbreviations.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    never: HashSet<String>,
    seldom: HashSet<String>,
    before_number: HashSet<String>,
    starters: HashSet<String>,
    months: HashSet<String>,
}

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| toml::from_str(include_str!("abbreviations.toml")).expect("a test reads the abbreviations"));

/// No abbreviation is longer, in bytes.
const LONGEST: usize = 24;

/// Gives the start of each sentence of `text` to `visit`; that of the first is 0.
pub(super) fn sentences(text: &str, mut visit: impl FnMut(usize)) {
    if text.is_empty() {
        return;
    }
    visit(0);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| MAY_END[usize::from(*byte)]) {
        at += next;
        let length = terminator(&bytes[at..]);
        if length == 0 {
            at += 1;
            continue;
        }
        let after = skip_closing(text, at + length);
        if let Some(next) = next_sentence(text, at, after) {
            visit(next);
            at = next;
        } else {
            at = after;
        }
    }
}

/// Whether a byte can be the first of a terminator.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    let first = [b'.', b'!', b'?', 0xD8, 0xDB, 0xE0, 0xE2, 0xE3, 0xEF];
    let mut i = 0;
    while i < first.len() {
        table[first[i] as usize] = true;
        i += 1;
    }
    table
};

/// The length of the terminator with which these bytes begin, 0 if they begin with none.
#[inline]
fn terminator(bytes: &[u8]) -> usize {
    match bytes[0] {
        b'.' | b'!' | b'?' => 1,
        // Most letters of other scripts begin with one of these bytes, so the rest is compared only here.
        0xD8 if bytes.starts_with("؟".as_bytes()) => 2,
        0xDB if bytes.starts_with("۔".as_bytes()) => 2,
        0xE0 if bytes.starts_with("।".as_bytes()) || bytes.starts_with("॥".as_bytes()) => 3,
        0xE2 if bytes.starts_with("…".as_bytes()) || bytes.starts_with("‼".as_bytes()) => 3,
        0xE3 if bytes.starts_with("。".as_bytes()) => 3,
        0xEF if bytes.starts_with("！".as_bytes()) || bytes.starts_with("？".as_bytes()) => 3,
        _ => 0,
    }
}

/// The place after further terminators, closing quotation marks, brackets and the numbers of notes (`[1]`).
fn skip_closing(text: &str, mut at: usize) -> usize {
    while at < text.len() {
        let length = terminator(&text.as_bytes()[at..]);
        if length > 0 {
            at += length;
            continue;
        }
        match text[at..].chars().next() {
            Some(c) if is_closing(c) => at += c.len_utf8(),
            Some('[') => match note(&text[at..]) {
                Some(length) => at += length,
                None => break,
            },
            _ => break,
        }
    }
    at
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '］')
}

/// The length of the number of a note in brackets.
fn note(text: &str) -> Option<usize> {
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && digits < 4 && text.as_bytes().get(1 + digits) == Some(&b']')).then_some(digits + 2)
}

/// Where the next sentence starts, if the terminator at `at` ends one; `after` is the place after all that closes it.
fn next_sentence(text: &str, at: usize, after: usize) -> Option<usize> {
    let rest = &text[after..];
    let next = rest.trim_start();
    if next.is_empty() {
        return None;
    }
    let start = text.len() - next.len();
    if start == after {
        // Full-width terminators stand without a space.
        let wide = matches!(text[at..].chars().next(), Some('。' | '！' | '？'));
        return wide.then_some(start);
    }
    let word = next.trim_start_matches(is_opening);
    if word.is_empty() || terminator(word.as_bytes()) > 0 || word.starts_with(char::is_lowercase) {
        return None;
    }
    let plain_stop = text.as_bytes()[at] == b'.' && after == at + 1;
    (!plain_stop || stop_ends(&text[..at], word)).then_some(start)
}

fn is_opening(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\''
                | '“'
                | '„'
                | '‘'
                | '«'
                | '‹'
                | '('
                | '['
                | '{'
                | '-'
                | '–'
                | '—'
                | '¿'
                | '¡'
                | '「'
                | '『'
        )
}

/// Whether a full stop between `before` and a word with a capital or without case ends a sentence.
fn stop_ends(before: &str, next: &str) -> bool {
    let word = last_word(before);
    let mut letters = word.chars();
    let starter = || LISTS.starters.contains(&first_word(next));
    match (letters.next(), letters.next()) {
        (None, _) => return true,
        (Some(c), None) if c.is_alphabetic() => {
            return !is_listed(&LISTS.never, word) && !is_digit_list(word, next) && starter();
        }
        _ => {}
    }
    if word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
        return !LISTS.months.contains(&first_word(next));
    }
    if is_listed(&LISTS.never, word) {
        return false;
    }
    if is_digit_list(word, next) {
        return false;
    }
    if is_listed(&LISTS.seldom, word) || is_acronym(word) {
        return starter();
    }
    true
}

/// Whether the word is one that stands before numbers, and one follows.
fn is_digit_list(word: &str, next: &str) -> bool {
    next.starts_with(|c: char| c.is_numeric()) && is_listed(&LISTS.before_number, word)
}

fn is_listed(list: &HashSet<String>, word: &str) -> bool {
    word.len() <= LONGEST && list.contains(&word.to_lowercase())
}

/// Whether a word is made of single letters and stops: `U.N`, `p.m`, `т.е`.
fn is_acronym(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// What stands after the last space, without opening punctuation; empty if it is longer than any abbreviation.
fn last_word(before: &str) -> &str {
    let bytes = before.as_bytes();
    let least = bytes.len().saturating_sub(LONGEST + 4);
    let blank = |i: &usize| bytes[*i].is_ascii_whitespace();
    match (least..bytes.len()).rev().find(blank) {
        Some(i) => before[i + 1..].trim_start_matches(is_opening),
        None if least == 0 => before.trim_start_matches(is_opening),
        None => "",
    }
}

/// The first word in small letters.
fn first_word(text: &str) -> String {
    text.chars().take(LONGEST).take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that `|` stands where a sentence starts.
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let mut starts = Vec::new();
        sentences(&text, |start| starts.push(start));
        let mut got = String::new();
        for (i, c) in text.char_indices() {
            if i > 0 && starts.contains(&i) {
                got.push('|');
            }
            got.push(c);
        }
        assert_eq!(got, marked);
    }

    #[test]
    fn sentences_start_where_they_should() {
        for marked in [
            "Rebels left the town. |Families fled north.",
            "Gen. Salim Idris met Mr. Brown. |They spoke.",
            "The U.N. envoy came. |U.S. Sen. Jane Doe left at 5 p.m. Tuesday.",
            "It began in the U.S. |The rest followed.",
            "He met J. R. Smith. |Nobody knew.",
            "On Jan. 12 it rained. |In Feb. 2019 it did not.",
            "See No. 5 and No. 6. |He said no. |Nobody asked.",
            "“Why?” he asked. |“Because.” |She left.",
            "Was it so? |Yes! |No… |Perhaps.",
            "He waited... then left.... |Then he came.",
            "The price is 3.5 million. |It was 2.",
            "Troops moved in\nfrom the\nsouth. |They\nstayed.",
            "(It was late.) |Then it ended.",
            "The dam broke.[1] |Water came.[23] |It stayed.",
            "M. Hollande est venu. |Il a parlé avec Mme. Royal.",
            "Am 3. Mai kam z. B. Nr. 5 an. |Dr. Klein blieb.",
            "В 2018 г. Совет собрался на ул. Ленина. |Он решил.",
            "Он жил в т.е. Москве. |Потом уехал.",
            "قال ذلك. |ثم ذهب؟ |نعم.",
            "یہ خبر ہے۔ |وہ گیا۔",
            "これは町です。|人が来た！|なぜ？",
            "यह खबर है। |वह गया।",
            "Acme Corp. Chairman Li quit. |Shares of Acme Inc. |The fall was steep.",
            "no capital. follows here",
            "",
            ".",
            ". . . |A",
        ] {
            check(marked);
        }
    }

    #[test]
    fn the_lists_are_small_and_without_their_stop() {
        for list in [&LISTS.never, &LISTS.seldom, &LISTS.before_number, &LISTS.starters, &LISTS.months] {
            for word in list {
                assert!(word.len() <= LONGEST && *word == word.to_lowercase() && !word.ends_with('.'), "{word}");
            }
        }
    }
}
