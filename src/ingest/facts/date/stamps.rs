//! The stamps that programs write around a number or a date → what they mean.

use jiff::civil::Date;

use crate::article::Day;

/// A stamp without what is written around it: `/Date(1580428800000)/`, `D:20200131104500`, `31/Jan/2020:10:45:00 +0000`.
pub(super) fn bare(stamp: &str) -> &str {
    let of_json = stamp.strip_prefix("/Date(").and_then(|rest| rest.split_once(')')).map(|(number, _)| number);
    if let Some(number) = of_json {
        let end = number[1.min(number.len())..].find(['+', '-']).map_or(number.len(), |at| at + 1);
        return &number[..end];
    }
    let digits = |text: &str| text.len() >= 8 && text.as_bytes()[..8].iter().all(u8::is_ascii_digit);
    if let Some(rest) = stamp.strip_prefix("D:").filter(|rest| digits(rest)) {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        return &rest[..end];
    }
    // The log of a server has the time after a colon.
    match stamp.split_once(':') {
        Some((day, _)) if day.matches('/').count() == 2 && day.contains(|c: char| c.is_ascii_alphabetic()) => day,
        _ => stamp,
    }
}

/// The number of a stamp that a table has rounded: `1.580429E+12`.
pub(super) fn exponent(stamp: &str) -> Option<i64> {
    let (number, power) = stamp.split_once(['E', 'e'])?;
    let power = power.strip_prefix('+').unwrap_or(power);
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.is_empty();
    let value: f64 = stamp.parse().ok().filter(|_| is_number(number) && is_number(power))?;
    (1e9..1e17).contains(&value).then_some(value as i64)
}

/// The day that is counted from the first of its year: `2020-031`.
pub(super) fn day_of_year(stamp: &str) -> Option<Day> {
    let (year, day) = stamp.split_once('-').filter(|(year, day)| (year.len(), day.len()) == (4, 3))?;
    let first = Date::new(year.parse().ok()?, 1, 1).ok()?;
    let day: i16 = day.parse().ok().filter(|day| (1..=first.days_in_year()).contains(day))?;
    first.with().day_of_year(day).build().ok().map(Day::of)
}
