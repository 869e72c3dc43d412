//! text → the words of UAX #29, as byte ranges.
//!
//! The same words as `unicode_word_indices` of the crate unicode-segmentation, held by a test. Letters and punctuation of
//! the alphabets that news is mostly written in take a short way through a small table of classes; as soon as anything
//! else turns up, that crate takes over up to the next space.

use unicode_segmentation::UnicodeSegmentation;

/// What a character does to the words beside it, as far as the short way knows it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter.
    Letter,
    /// A digit.
    Digit,
    /// Joins letters and digits on both sides: `_`.
    Underscore,
    /// Joins two letters: `:`.
    MidLetter,
    /// Joins two digits: `,` `;`.
    MidDigit,
    /// Joins two letters or two digits: `.` `'` `’` `‘`.
    Mid,
    /// Is never part of a word.
    Break,
    /// The short way does not know.
    Unknown,
}

/// Gives each word of `text` to `visit` as its range, and whether it is plain: letters and digits alone.
pub(super) fn words(text: &str, mut visit: impl FnMut(usize, usize, bool)) {
    let mut at = 0;
    while at < text.len() {
        // Most words are letters of ASCII with what is never part of a word after them.
        let end = plain_end(text, at);
        if end > at {
            visit(at, end, true);
            at = end + 1;
            continue;
        }
        let (class, length) = class_at(text, at);
        match class {
            Class::Letter | Class::Digit | Class::Underscore => match short_way(text, at) {
                Some((end, plain, holds_word)) => {
                    if holds_word {
                        visit(at, end, plain);
                    }
                    at = end;
                }
                None => at = long_way(text, at, &mut visit),
            },
            Class::Unknown => at = long_way(text, at, &mut visit),
            _ => at += length,
        }
    }
}

/// Where the letters and digits of ASCII that start at `start` end, if an ASCII character follows that ends every word; else
/// `start`.
#[inline]
fn plain_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    while let Some(eight) = bytes[end..].first_chunk::<8>() {
        let length = alphanumerics(u64::from_le_bytes(*eight));
        end += length;
        if length < 8 {
            break;
        }
    }
    while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        end += 1;
    }
    match bytes.get(end) {
        Some(byte) if byte.is_ascii() && ASCII[*byte as usize] == Class::Break => end,
        _ => start,
    }
}

/// With how many letters and digits of ASCII eight bytes begin, all of them compared at once: a sum carries into the high bit of
/// its byte where the byte is not below a border.
#[inline]
fn alphanumerics(eight: u64) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let low = eight & (0x7f * EACH);
    let from = |bytes: u64, border: u8| bytes + u64::from(0x80 - border) * EACH;
    // Small letters and capitals differ in one bit, which no other pair of a letter and a sign shares.
    let letters = low | (0x20 * EACH);
    let is_digit = from(low, b'0') & !from(low, b'9' + 1);
    let is_letter = from(letters, b'a') & !from(letters, b'z' + 1);
    let others = !((is_digit | is_letter) & !eight) & (0x80 * EACH);
    (others.trailing_zeros() / 8) as usize
}

/// The word that starts at `start`: its end, whether it is plain, and whether it has a letter or digit at all. `None` as
/// soon as a character is met that the short way does not know.
fn short_way(text: &str, start: usize) -> Option<(usize, bool, bool)> {
    let (mut plain, mut holds_word) = (true, false);
    let (mut last, mut end) = (Class::Break, start);
    loop {
        let (class, length) = if end < text.len() { class_at(text, end) } else { (Class::Break, 0) };
        match class {
            Class::Letter | Class::Digit => holds_word = true,
            Class::Underscore => plain = false,
            Class::Unknown => return None,
            Class::Break => return Some((end, plain, holds_word)),
            Class::MidLetter | Class::MidDigit | Class::Mid => {
                let after = end + length;
                let (next, next_length) =
                    if after < text.len() { class_at(text, after) } else { (Class::Break, 0) };
                let joins = match class {
                    Class::MidLetter => last == Class::Letter,
                    Class::MidDigit => last == Class::Digit,
                    _ => last == Class::Letter || last == Class::Digit,
                };
                match next {
                    Class::Unknown => return None,
                    _ if joins && next == last => {}
                    _ => return Some((end, plain, holds_word)),
                }
                plain = false;
                end = after + next_length;
                continue;
            }
        }
        last = class;
        end += length;
    }
}

/// Visits the words from `start` to the next space before an ASCII character, where a word surely ends; returns that place.
fn long_way(text: &str, start: usize, visit: &mut impl FnMut(usize, usize, bool)) -> usize {
    let bytes = text.as_bytes();
    let is_border =
        |i: &usize| matches!(bytes[*i], b' ' | b'\n' | b'\t' | b'\r') && bytes.get(i + 1).is_none_or(u8::is_ascii);
    let end = (start + 1..bytes.len()).find(is_border).unwrap_or(bytes.len());
    for (offset, word) in text[start..end].unicode_word_indices() {
        visit(start + offset, start + offset + word.len(), false);
    }
    end
}

/// The class of the character at this place and its length in bytes.
#[inline]
fn class_at(text: &str, at: usize) -> (Class, usize) {
    let byte = text.as_bytes()[at];
    if byte < 128 {
        return (ASCII[byte as usize], 1);
    }
    // Two bytes hold all alphabets that the table knows; decoding them here is what makes the way short.
    if byte < 0xE0 {
        let low = text.as_bytes()[at + 1];
        return (TWO_BYTES[(byte as usize & 0x1F) << 6 | low as usize & 0x3F], 2);
    }
    let c = text[at..].chars().next().unwrap_or('\0');
    (class_beyond_ascii(c), c.len_utf8())
}

/// The classes of the ASCII characters.
const ASCII: [Class; 128] = {
    let mut table = [Class::Break; 128];
    let mut i = 0;
    while i < 128 {
        table[i] = match i as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Underscore,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidDigit,
            b'.' | b'\'' => Class::Mid,
            _ => Class::Break,
        };
        i += 1;
    }
    table
};

/// The classes of the characters of two bytes.
static TWO_BYTES: [Class; 0x800] = {
    let mut table = [Class::Unknown; 0x800];
    let mut i = 0x80;
    while i < 0x800 {
        if let Some(c) = char::from_u32(i as u32) {
            table[i] = class_beyond_ascii(c);
        }
        i += 1;
    }
    table
};

/// The class of a character beyond ASCII. Hebrew letters stay unknown: quotation marks join them.
const fn class_beyond_ascii(c: char) -> Class {
    match c {
        // Latin with its extensions and the phonetic letters.
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2AF}' => Class::Letter,
        // Greek and Cyrillic.
        '\u{391}'..='\u{3A1}' | '\u{3A3}'..='\u{3CE}' | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => {
            Class::Letter
        }
        // Arabic and its Persian, Urdu and Kurdish letters.
        '\u{620}'..='\u{64A}' | '\u{671}'..='\u{6D3}' => Class::Letter,
        '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' => Class::Digit,
        '\u{60C}' => Class::MidDigit,
        '\u{61B}' | '\u{61F}' | '\u{6D4}' => Class::Break,
        // No-break space and guillemets.
        '\u{A0}' | '\u{AB}' | '\u{BB}' => Class::Break,
        // Hyphens, dashes, quotation marks, ellipsis.
        '\u{2010}'..='\u{2015}' | '\u{201A}'..='\u{201F}' | '\u{2022}' | '\u{2026}' => Class::Break,
        '\u{2018}' | '\u{2019}' => Class::Mid,
        _ => Class::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::char::is_combining_mark;

    /// A mark on a sign makes a word of UAX #29 out of both; the short way leaves the sign outside.
    fn bare(start: usize, word: &str) -> (usize, &str) {
        let bare = word.trim_start_matches(|c: char| c != '_' && !c.is_alphanumeric() && !is_combining_mark(c));
        (start + word.len() - bare.len(), bare)
    }

    fn check(text: &str) {
        let mut got = Vec::new();
        words(text, |start, end, plain| {
            assert!(!plain || text[start..end].chars().all(char::is_alphanumeric), "{text:?} {start}");
            got.push(bare(start, &text[start..end]));
        });
        let expected: Vec<_> = text.unicode_word_indices().map(|(start, word)| bare(start, word)).collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn the_short_way_gives_the_words_of_uax_29() {
        for text in [
            "",
            "a",
            "_",
            "__a",
            "a_",
            "a.b",
            "a.",
            "a..b",
            "1,000",
            "1,a",
            "a,1",
            "3.5",
            "a:b",
            "1:2",
            "1;2",
            "x's",
            "l’ONU",
            "U.S.-led",
            "a\u{301}b",
            "a.\u{301}b",
            "מ\"ש",
            "من، 1،2",
            "a\u{AD}b",
            "東京都",
            "カタカナ",
            "  \u{301}a",
        ] {
            check(text);
        }
    }

    #[test]
    fn letters_and_digits_are_counted_eight_at_once() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut eight = *b"aZ09zA5q";
                eight[place] = byte;
                let expected = if byte.is_ascii_alphanumeric() { 8 } else { place };
                assert_eq!(alphanumerics(u64::from_le_bytes(eight)), expected, "{byte} at {place}");
            }
        }
    }

    proptest! {
        #[test]
        fn random_texts_too(text in "([a-cé0-9_ .,:;'’‘ʾ\u{301}\u{200D}\u{AD}צ\"ابب،٣ж-]|[\u{2010}-\u{2030}]|\\PC){0,24}") {
            check(&text);
        }

        #[test]
        fn every_known_character_between_letters_and_digits(c in any::<char>(), n in 0_u32..0x700) {
            for c in [c, char::from_u32(n).unwrap_or(' ')] {
                for text in [format!("a{c}b"), format!("1{c}2"), format!("{c}{c}a{c} {c}"), format!("a.{c}"), format!("1,{c}2")] {
                    check(&text);
                }
            }
        }
    }
}
