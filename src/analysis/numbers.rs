//! the signs inside a number → none between thousands, a point before decimals.
//!
//! `12,500` `12'500` `1.234.567` are `12500` and `1234567`; `3,5` is `3.5`; `1.234,56` is `1234.56`. A single point before three
//! digits parts thousands in some languages and decimals in others, so that it needs the language (`with_thousands`).

use std::borrow::Cow;

/// The languages that write the comma before decimals, so that a point before three digits parts thousands.
const COMMA_BEFORE_DECIMALS: [&str; 30] = [
    "ar", "az", "be", "bg", "ca", "cs", "da", "de", "el", "es", "eu", "fi", "fr", "gl", "hr", "hu", "id", "it",
    "nb", "nl", "no", "pl", "pt", "ro", "ru", "sl", "sr", "sv", "tr", "uk",
];

/// The word with the signs of numbers in one form; the same where it has none.
pub(super) fn plain(word: &str) -> Cow<'_, str> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) || !word.contains(is_sign) {
        return Cow::Borrowed(word);
    }
    let digits = |c: char| c.is_ascii_digit() || is_sign(c);
    let number = &word[..word.find(|c| !digits(c)).unwrap_or(word.len())];
    let number = number.trim_end_matches(is_sign);
    let signs: Vec<char> = number.chars().filter(|c| is_sign(*c)).collect();
    let groups: Vec<&str> = number.split(is_sign).collect();
    let (Some(last), Some(first)) = (signs.last(), groups.first()) else { return Cow::Borrowed(word) };
    let has_decimals = match &signs[..] {
        _ if groups.contains(&"") => return Cow::Borrowed(word),
        ['.'] => true,
        [','] => !are_thousands(&groups),
        // More than one sign of the same kind parts thousands, one of another kind after them decimals.
        [rest @ .., _] if rest.contains(last) => {
            if !are_thousands(&groups) {
                return Cow::Borrowed(word);
            }
            false
        }
        _ => matches!(last, '.' | ',') && are_thousands(&groups[..groups.len() - 1]),
    };
    let mut plain = String::with_capacity(word.len());
    plain.push_str(first);
    for (at, group) in groups.iter().enumerate().skip(1) {
        plain.push_str(if has_decimals && at + 1 == groups.len() { "." } else { "" });
        plain.push_str(group);
    }
    plain.push_str(&word[number.len()..]);
    Cow::Owned(plain)
}

/// Whether groups of digits are those of thousands.
fn are_thousands(groups: &[&str]) -> bool {
    let Some((first, rest)) = groups.split_first() else { return false };
    (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
}

fn is_sign(c: char) -> bool {
    matches!(c, ',' | '.' | '\u{60C}' | '\u{66C}' | '\u{202F}' | '\u{2009}' | '\u{A0}')
}

/// A folded number of a language in which its point parts thousands, without the point; `None` for all others.
pub(super) fn without_thousands(folded: &str, language: &str) -> Option<String> {
    COMMA_BEFORE_DECIMALS.contains(&language).then(|| ambiguous_thousands(folded)).flatten()
}

/// A folded number without its point, if that may part thousands: `12500` for `12.500`.
///
/// ```
/// use dateline::analysis::ambiguous_thousands;
/// assert_eq!(ambiguous_thousands("12.500").as_deref(), Some("12500"));
/// assert_eq!(ambiguous_thousands("0.500"), None);
/// ```
pub fn ambiguous_thousands(folded: &str) -> Option<String> {
    let (head, tail) = folded.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits =
        (1..=3).contains(&head.len()) && tail.len() == 3 && !head.starts_with('0') && digits(head) && digits(tail);
    fits.then(|| [head, tail].concat())
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn each_form_of_a_number() {
        let rows = [
            ("12,500", "12500"),
            ("12'500", "12500"),
            ("12\u{202F}500", "12500"),
            ("1.234.567", "1234567"),
            ("1,234,567.89", "1234567.89"),
            ("1.234,56", "1234.56"),
            ("3,5", "3.5"),
            ("3.5", "3.5"),
            ("12.500", "12.500"),
            ("1,2,3", "123"),
            ("1.2.3", "1.2.3"),
            ("١٢٬٥٠٠", "12500"),
            ("۳٫۵", "3.5"),
            ("12,500th", "12500th"),
        ];
        for (word, folded) in rows {
            assert_eq!(fold(word), folded, "{word}");
            assert_eq!(fold(folded), folded, "{word}");
        }
    }

    #[test]
    fn a_point_parts_thousands_where_the_language_says_so() {
        assert_eq!(without_thousands("12.500", "de").as_deref(), Some("12500"));
        for (number, language) in [("12.500", "en"), ("12.50", "de"), ("0.500", "de"), ("1234.500", "de")] {
            assert_eq!(without_thousands(number, language), None);
        }
        assert!(COMMA_BEFORE_DECIMALS.is_sorted());
    }
}
