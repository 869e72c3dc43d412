//! The signs of a date in other scripts → those of Europe: digits, and what East Asia writes after year, month and day.

use crate::article::calendar;

/// The first of the ten digits of scripts that dates are written with: Arabic, Persian, Devanagari, Bengali, Thai, full width.
const DIGITS: [u32; 6] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];

/// A date with western digits, hyphens for the signs of East Asia, and the year of the common calendar for that of an era.
pub(super) fn in_western_signs(text: &str) -> String {
    with_hyphens(&text.chars().map(western_digit).collect::<String>())
}

/// A digit of other scripts as those of Europe are written.
pub(super) fn western_digit(c: char) -> char {
    let digit = DIGITS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

/// The signs for year, month and day of East Asia as hyphens, and the year of an era as that of the common calendar.
fn with_hyphens(text: &str) -> String {
    let era = text.char_indices().nth(2).and_then(|(at, _)| Some((calendar::era(&text[..at])?, &text[at..])));
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    let common = era.and_then(|(before, rest)| Some((before.checked_add(digits(rest).parse().ok()?)?, rest)));
    let with_year = common.map(|(year, rest)| format!("{year}{}", &rest[digits(rest).len()..]));
    let text = with_year.as_deref().unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_sign = "年년月월日일号".contains(c) && out.ends_with(|c: char| c.is_ascii_digit());
        if !is_sign {
            out.push(c);
            continue;
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_some_and(char::is_ascii_digit) {
            out.push('-');
        } else if chars.peek().is_some() {
            out.push(' ');
        }
    }
    out
}
