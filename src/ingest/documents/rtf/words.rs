//! The words of rich text → their numbers, and the signs that they stand for.

/// No word is longer.
pub(super) const MAX_WORD: usize = 32;

/// The number after a word, and the place after it.
pub(super) fn number(bytes: &[u8], at: usize) -> (Option<i32>, usize) {
    let is_negative = bytes.get(at) == Some(&b'-');
    let first = at + usize::from(is_negative);
    let rest = bytes.get(first..).unwrap_or_default();
    let length = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
    if length == 0 {
        return (None, at);
    }
    let digits = rest[..length].iter().fold(0i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let number = if is_negative { -digits } else { digits };
    (i32::try_from(number).ok(), first + length)
}

/// The sign that a word stands for.
pub(super) fn sign(word: &str) -> Option<char> {
    Some(match word {
        "line" | "lbr" => '\n',
        "tab" | "emspace" | "enspace" | "qmspace" => ' ',
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "zwj" => '\u{200D}',
        "zwnj" => '\u{200C}',
        _ => return None,
    })
}
