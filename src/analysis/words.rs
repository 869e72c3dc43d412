//! the words of UAX #29 → our words: where it joins what we part, and parts what we join.
//!
//! - `:` `_` `;` and a narrow space part words (`Syria_Direct`, `EU:n`); between two digits the space is part of a number.
//! - A dot parts words, as in a text that lost its spaces (`city.The`), but not single letters (`U.N`) or digits (`3.5`).
//! - `` ` `` `´` and `′` between two letters join them like an apostrophe.
//! - Curly quotation marks between two Hebrew letters join them, as the straight one does.

use super::segment;

/// Gives each word of `text` to `visit` as a byte range.
pub(super) fn words(text: &str, mut visit: impl FnMut(usize, usize)) {
    let mut pending: Option<(usize, usize)> = None;
    let mut add = |start: usize, end: usize| {
        pending = match pending {
            Some((first, last)) if joined(text, last, start) => Some((first, end)),
            Some((first, last)) => {
                visit(first, last);
                Some((start, end))
            }
            None => Some((start, end)),
        };
    };
    segment::words(text, |start, end, plain| {
        if plain {
            add(start, end);
        } else {
            parts(&text[start..end], |from, to| add(start + from, start + to));
        }
    });
    if let Some((start, end)) = pending {
        visit(start, end);
    }
}

/// Whether what stands between two words makes them one.
#[inline]
fn joined(text: &str, end: usize, start: usize) -> bool {
    // All joining characters have one to three bytes; mostly a space stands here.
    if start == end || start - end > 3 || text.as_bytes()[end] == b' ' {
        return false;
    }
    let (before, after) = (text[..end].chars().next_back(), text[start..].chars().next());
    match &text[end..start] {
        "`" | "´" | "′" => before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic),
        "“" | "”" | "„" => before.is_some_and(is_hebrew) && after.is_some_and(is_hebrew),
        _ => false,
    }
}

fn is_hebrew(c: char) -> bool {
    ('\u{5D0}'..='\u{5EA}').contains(&c)
}

/// What a character inside a word of UAX #29 does to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Part of the word: letters, digits, marks, apostrophes, what folding takes out.
    Stays,
    /// A full stop in any of its forms.
    Dot,
    /// Part of the word between digits, a border elsewhere.
    BetweenDigits,
    /// A border.
    Border,
}

fn inside(c: char) -> Inside {
    match c {
        '.' | '\u{2024}' | '\u{FE52}' | '\u{FF0E}' => Inside::Dot,
        ',' | '\u{60C}' | '\u{66C}' | '\u{202F}' => Inside::BetweenDigits,
        ':' | ';' | '_' | '\u{387}' | '\u{203F}' | '\u{2040}' | '\u{2054}' | '\u{37E}' | '\u{589}' => {
            Inside::Border
        }
        c if c.is_whitespace() => Inside::Border,
        '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF0C}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF3F}' => {
            Inside::Border
        }
        _ => Inside::Stays,
    }
}

/// The parts of one word of UAX #29 that are words of ours, as ranges in it.
fn parts(word: &str, mut visit: impl FnMut(usize, usize)) {
    if !word.chars().any(|c| inside(c) != Inside::Stays) {
        return visit(0, word.len());
    }
    let acronym = is_acronym(word);
    let (mut start, mut last_digit) = (0, false);
    let mut flush = |from: usize, to: usize| {
        if word[from..to].chars().any(char::is_alphanumeric) {
            visit(from, to);
        }
    };
    for (i, c) in word.char_indices() {
        let next_digit = || word[i + c.len_utf8()..].chars().next().is_some_and(char::is_numeric);
        let border = match inside(c) {
            Inside::Stays => false,
            Inside::Dot => !(acronym || last_digit && next_digit()),
            Inside::BetweenDigits => !(last_digit && next_digit()),
            Inside::Border => true,
        };
        if border {
            flush(start, i);
            start = i + c.len_utf8();
        }
        last_digit = c.is_numeric();
    }
    flush(start, word.len());
}

/// Whether every part between dots is a single letter.
fn is_acronym(word: &str) -> bool {
    word.split(|c| inside(c) == Inside::Dot).all(|part| {
        let mut letters = part.chars().filter(|c| c.is_alphanumeric());
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn got(text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        words(text, |start, end| all.push(&text[start..end]));
        all
    }

    #[test]
    fn each_rule_of_the_list() {
        let rows: [(&str, &[&str]); 12] = [
            ("@Syria_Direct EU:n", &["Syria", "Direct", "EU", "n"]),
            ("10\u{202F}000 Alep\u{202F}Homs\u{202F}!", &["10\u{202F}000", "Alep", "Homs"]),
            ("the city.The U.N. said 3.5", &["the", "city", "The", "U.N", "said", "3.5"]),
            ("1,000 1;2", &["1,000", "1", "2"]),
            ("l`ONU Hay´at", &["l`ONU", "Hay´at"]),
            ("`quoted` 5′ a ` b", &["quoted", "5", "a", "b"]),
            ("צה”ל צה\"ל", &["צה”ל", "צה\"ל"]),
            ("“one”two", &["one", "two"]),
            ("north-west", &["north", "west"]),
            ("col·lecció", &["col·lecció"]),
            ("ab\u{AD}cd", &["ab\u{AD}cd"]),
            ("т.е. 12:30", &["т.е", "12", "30"]),
        ];
        for (text, expected) in rows {
            assert_eq!(got(text), expected, "{text}");
        }
    }
}
