//! the words of UAX #29 → our words: where it joins what we part, and parts what we join.
//!
//! - `:` `_` `;` and a narrow space part words (`Syria_Direct`, `EU:n`); between two digits the space is part of a number.
//! - A dot parts words, as in a text that lost its spaces (`city.The`), but not single letters (`U.N`) or digits (`3.5`).
//! - In Spanish it stands between doubled capitals, also before a space: `EE.UU.`, `EE. UU.`
//! - `` ` `` `´` and `′` between two letters join them like an apostrophe.
//! - Quotation marks of any form between two Hebrew letters join them, as the straight one does.
//! - `&` joins a single letter and up to three (`AT&T`, `R & D`), not whole words (`Marks & Spencer`).
//! - Digits below the line join letters, those above it units: `CO₂`, `H₂O`, `m²`, but not the `¹` of a footnote.
//! - `C++` and `C#` keep their signs.
//! - Each letter of katakana is a word, as UAX #29 has it for the other scripts without spaces.

use unicode_normalization::char::is_combining_mark;

use super::{apostrophes, segment};

/// Gives each word of `text` to `visit` as a byte range.
pub(super) fn words(text: &str, mut visit: impl FnMut(usize, usize)) {
    let mut pending: Option<(usize, usize)> = None;
    let mut add = |start: usize, end: usize| {
        pending = match pending {
            Some((first, last)) if joined(text, (first, last), (start, end)) => Some((first, end)),
            Some((first, last)) => {
                visit(first, last);
                Some((start, end))
            }
            None => Some((start, end)),
        };
    };
    segment::words(text, |start, end, plain| {
        if plain {
            add(start, with_signs(text, start, end));
        } else {
            parts(&text[start..end], |from, to| add(start + from, with_signs(text, start + from, start + to)));
        }
    });
    if let Some((start, end)) = pending {
        visit(start, end);
    }
}

/// The end of a word with the signs that belong to it: those of `C++` and `C#`.
#[inline]
fn with_signs(text: &str, start: usize, end: usize) -> usize {
    let rest = &text.as_bytes()[end..];
    let letter = text.as_bytes()[end - 1].is_ascii_alphabetic();
    let goes_on = |at: usize| text[end + at..].starts_with(|c: char| c.is_alphabetic() || "+#".contains(c));
    match rest {
        [b'+', b'+', ..] if letter && !goes_on(2) => end + 2,
        [b'#', ..] if letter && end - start == 1 && !goes_on(1) => end + 1,
        _ => end,
    }
}

/// Whether what stands between two words makes them one.
#[inline]
fn joined(text: &str, word: (usize, usize), next: (usize, usize)) -> bool {
    let (end, start) = (word.1, next.0);
    if start == end + 1 && text.as_bytes()[end] == b' ' {
        return false;
    }
    if start == end {
        return is_raised_or_lowered(text, word, start);
    }
    // All joining characters have one to three bytes; mostly a space stands here.
    if start - end > 3 || text.as_bytes()[end] == b' ' && &text[end..start] != " & " {
        return false;
    }
    let (before, after) = (text[..end].chars().next_back(), text[start..].chars().next());
    match &text[end..start] {
        "`" | "´" | "′" => before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic),
        "“" | "”" | "„" | "‟" | "″" | "＂" | "'" | "’" => {
            // Of two apostrophes in place of a quotation mark the first is part of the word before it.
            let letters = text[..end].trim_end_matches(['\'', '’']);
            letters.ends_with(is_hebrew) && after.is_some_and(is_hebrew)
        }
        ". " => [word, next].iter().all(|(start, end)| is_doubled_capital(&text[*start..*end])),
        "&" | "＆" => are_initials(text, word, next, 4),
        " & " => {
            let small = |(start, end): (usize, usize)| text[start..end].contains(char::is_lowercase);
            are_initials(text, word, next, 3) && !small(word) && !small(next)
        }
        _ => false,
    }
}

/// Whether both words are letters of a name that is short for words: one a single letter, both of so many at most.
fn are_initials(text: &str, word: (usize, usize), next: (usize, usize), most: usize) -> bool {
    let letters = |(start, end): (usize, usize)| {
        let word = &text[start..end];
        word.chars().all(|c| c.is_alphanumeric() || c == '&').then(|| word.chars().count())
    };
    match (letters(word), letters(next)) {
        (Some(first), Some(last)) => first.min(last) == 1 && first + last <= most,
        _ => false,
    }
}

/// The units that stand with a digit above the line.
const UNITS: [&str; 13] = ["cm", "dm", "ft", "in", "km", "m", "mi", "mm", "nm", "yd", "км", "м", "см"];

/// Whether the word that begins where another ends is a digit below the line or one above it after a unit, or follows such.
fn is_raised_or_lowered(text: &str, (first, end): (usize, usize), start: usize) -> bool {
    let (Some(before), Some(after)) = (text[..end].chars().next_back(), text[start..].chars().next()) else {
        return false;
    };
    let lowered = |c: char| ('₀'..='₉').contains(&c);
    match after {
        '²' | '³' => UNITS.contains(&text[first..end].trim_start_matches(char::is_numeric)),
        _ if lowered(after) => before.is_alphanumeric(),
        _ => lowered(before) && after.is_alphabetic(),
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
    /// The beginning of a word of its own.
    Own,
}

fn inside(c: char) -> Inside {
    match c {
        '.' | '\u{2024}' | '\u{FE52}' | '\u{FF0E}' => Inside::Dot,
        ',' | '\u{60C}' | '\u{66C}' | '\u{202F}' => Inside::BetweenDigits,
        ':' | ';' | '_' | '\u{387}' | '\u{203F}' | '\u{2040}' | '\u{2054}' | '\u{37E}' | '\u{589}' => {
            Inside::Border
        }
        c if is_katakana(c) => Inside::Own,
        c if c.is_whitespace() => Inside::Border,
        '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF0C}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF3F}' => {
            Inside::Border
        }
        _ => Inside::Stays,
    }
}

/// Whether a character is a letter of katakana, in whatever width; its mark of a long vowel is one.
pub(super) fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}')
}

/// Whether a character belongs to a script that is written without spaces: Thai, Lao, Burmese, Khmer, kana, Chinese. Each of
/// its letters is a word.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a word that ends at `end` and one that starts at `start` stand side by side in a script without spaces. Thai may have
/// an invisible space there.
pub(super) fn run_on(text: &str, end: usize, start: usize) -> bool {
    let unspaced = |c: Option<char>| c.is_some_and(|c| is_unspaced(c) || is_combining_mark(c));
    matches!(&text[end..start], "" | "\u{200B}")
        && (unspaced(text[..end].chars().next_back()) || unspaced(text[start..].chars().next()))
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
            Inside::Own => {
                flush(start, i);
                start = i;
                false
            }
        };
        if border {
            flush(start, i);
            start = i + c.len_utf8();
        }
        last_digit = c.is_numeric();
    }
    flush(start, word.len());
}

/// Whether every part between dots is a single letter, an elision before the first aside, or each a doubled capital.
fn is_acronym(word: &str) -> bool {
    let letters = &word[apostrophes::elision(word)..];
    let is_single = |part: &str| {
        let mut letters = part.chars().filter(|c| c.is_alphanumeric());
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    let parts = || letters.split(|c| inside(c) == Inside::Dot);
    parts().all(is_single) || parts().all(is_doubled_capital)
}

/// Whether a word is a capital and the same again, and no Roman number: how Spanish writes the plural of a letter, `EE.UU.`
pub(super) fn is_doubled_capital(word: &str) -> bool {
    let mut letters = word.chars();
    let (first, second) = (letters.next(), letters.next());
    let is_capital = |c: char| c.is_uppercase() && !"IX".contains(c);
    first == second && first.is_some_and(is_capital) && letters.next().is_none()
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
        let rows: [(&str, &[&str]); 14] = [
            ("@Syria_Direct EU:n", &["Syria", "Direct", "EU", "n"]),
            ("10\u{202F}000 Alep\u{202F}Homs\u{202F}!", &["10\u{202F}000", "Alep", "Homs"]),
            ("the city.The U.N. said 3.5", &["the", "city", "The", "U.N", "said", "3.5"]),
            ("l'O.T.A.N. d’I.N.G", &["l'O.T.A.N", "d’I.N.G"]),
            ("EE.UU. y EE. UU. de CC.OO. XX. II", &["EE.UU", "y", "EE. UU", "de", "CC.OO", "XX", "II"]),
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
