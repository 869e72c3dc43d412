//! a decomposed word → one of the spellings that Hindi and Armenian have for it.
//!
//! - Devanagari: without nukta (ज़मीन, जमीन); the candrabindu is an anusvara (गाँव, गांव), and so is a nasal before a letter of
//!   its own row (हिन्दी, हिंदी).
//! - Armenian: the ligature և, its two letters and its capitals are one (Երևան, Երեւան, ԵՐԵՎԱՆ).

use std::borrow::Cow;

const NUKTA: char = '\u{93C}';
const CANDRABINDU: char = '\u{901}';
const ANUSVARA: char = '\u{902}';
const VIRAMA: char = '\u{94D}';

/// The nasals of Devanagari, each with the first and last letter of its row.
const ROWS: [(char, char, char); 5] =
    [('ङ', 'क', 'घ'), ('ञ', 'च', 'झ'), ('ण', 'ट', 'ढ'), ('न', 'त', 'ध'), ('म', 'प', 'भ')];

/// The word in the spelling that stands for all.
pub(super) fn one_spelling(word: &str) -> Cow<'_, str> {
    if !word.chars().any(|c| matches!(c, '\u{900}'..='\u{97F}' | 'ե')) {
        return Cow::Borrowed(word);
    }
    let letters: Vec<char> = word.chars().filter(|c| *c != NUKTA).collect();
    let mut one = String::with_capacity(word.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = |by: usize| letters.get(at + by).copied().unwrap_or_default();
        let is_nasal =
            |(nasal, first, last): &(char, char, char)| nasal == letter && (*first..=*last).contains(&next(2));
        let (letter, length) = match *letter {
            CANDRABINDU => (ANUSVARA, 1),
            _ if next(1) == VIRAMA && ROWS.iter().any(is_nasal) => (ANUSVARA, 2),
            'վ' if one.ends_with('ե') => ('ւ', 1),
            letter => (letter, 1),
        };
        one.push(letter);
        at += length;
    }
    Cow::Owned(one)
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;

    #[test]
    fn spellings_of_one_word_are_one() {
        let rows = [
            ("ज़मीन", "जमीन"),
            ("गाँव", "गांव"),
            ("हिन्दी", "हिंदी"),
            ("मुम्बई", "मुंबई"),
            ("फ़िल्म", "फिल्म"),
            ("Երևան", "ԵՐԵՎԱՆ"),
            ("Երեւան", "երևան"),
        ];
        for (one, other) in rows {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("जन्म"), fold("जंम"), "a nasal before a nasal stays");
    }
}
