//! A year of four digits, a month and a day → the day of the common calendar, whichever calendar the page counts in.
//!
//! Which calendar a year is counted in shows in its number, since no newspaper is older than the first: 2563 is 2020 in
//! Thailand, 1398 is 2019 and 2020 in Iran and Afghanistan. Years of the lunar calendar (1441) overlap with the Iranian
//! years to come and are not read; whoever prints them prints the common date beside them.

use std::ops::RangeInclusive;

use jiff::civil::date;
use jiff::{Span, ToSpan};

use super::{Day, Precision, PublishedDate};

/// No article is older (the first newspapers) or younger than this; other numbers are no years.
pub(crate) const YEARS: RangeInclusive<i16> = 1600..=2199;

/// The years of the Buddhist era in which articles can have been written.
const BUDDHIST_YEARS: RangeInclusive<i16> = 2400..=2699;

/// The Buddhist era of Thailand counts this many years more.
const BUDDHIST_ERA: i16 = 543;

/// The years of the Iranian calendar that are read: 1871 to 2047. Later ones are years of the lunar calendar today.
const IRANIAN_YEARS: RangeInclusive<i16> = 1250..=1425;

/// A month by its number, or by its name in the Iranian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Month {
    /// A number, which counts in the calendar of its year.
    Number(i8),
    /// A name of the common calendar.
    Common(i8),
    /// A name of the Iranian calendar.
    Iranian(i8),
}

/// Whether a number can be a year in any of the calendars.
pub(crate) fn is_year(year: i16) -> bool {
    YEARS.contains(&year) || BUDDHIST_YEARS.contains(&year) || IRANIAN_YEARS.contains(&year)
}

/// Whether a number is a year of another calendar than the common one.
pub(crate) fn is_foreign(year: i16) -> bool {
    is_year(year) && !YEARS.contains(&year)
}

/// The day of the common calendar; `None` if there is no such day, or the month's name is of another calendar.
pub(crate) fn day(year: i16, month: Month, day: i8) -> Option<Day> {
    match month {
        Month::Number(month) | Month::Iranian(month) if IRANIAN_YEARS.contains(&year) => iranian(year, month, day),
        Month::Number(month) | Month::Common(month) => Day::new(common_year(year)?, month, day),
        Month::Iranian(_) => None,
    }
}

/// All days of a month.
pub(crate) fn month(year: i16, month: Month) -> Option<PublishedDate> {
    if IRANIAN_YEARS.contains(&year) {
        let first = day(year, month, 1)?;
        let last = (29..=31).rev().find_map(|last| day(year, month, last))?;
        return Some(PublishedDate { earliest: first, latest: last, precision: Precision::Month });
    }
    let first = day(year, month, 1)?;
    PublishedDate::month(first.year(), first.month())
}

fn common_year(year: i16) -> Option<i16> {
    let year = if BUDDHIST_YEARS.contains(&year) { year - BUDDHIST_ERA } else { year };
    YEARS.contains(&year).then_some(year)
}

/// The year of a short number of the Buddhist era: 63 is 2563.
pub(crate) fn short_buddhist(year: i8) -> i16 {
    2500 + i16::from(year)
}

/// The day of an Iranian date: six months of 31 days, five of 30, the last of 29 or 30. The leap years follow a cycle of 33
/// years, which is that of the sun from 1178 to 1633 (K. M. Borkowski, "The Persian calendar for 3000 years", 1996).
fn iranian(year: i16, month: i8, day: i8) -> Option<Day> {
    let is_leap = (25 * i32::from(year) + 11) % 33 < 8;
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + i8::from(is_leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let years = i32::from(year);
    // The first day of 1400 was 21 March 2021.
    let leap_days = (8 * years + 21) / 33 - (8 * 1400 + 21) / 33;
    let months = i32::from(month) - 1;
    let days = 365 * (years - 1400) + leap_days + 31 * months - (months - 6).max(0) + i32::from(day) - 1;
    let span: Span = days.days();
    date(2021, 3, 21).checked_add(span).ok().map(Day::of)
}

/// The year before the first of an era that begins with a ruler or a state: 令和2年 is 2020, 民國109年 too.
pub(crate) fn era(name: &str) -> Option<i16> {
    let eras = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("大正", 1911), ("民國", 1911), ("民国", 1911)];
    eras.iter().find(|(era, _)| *era == name).map(|(_, before)| *before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iranian_years_begin_with_spring() {
        for (year, first) in [
            (1358, "1979-03-21"),
            (1375, "1996-03-20"),
            (1396, "2017-03-21"),
            (1399, "2020-03-20"),
            (1400, "2021-03-21"),
            (1403, "2024-03-20"),
            (1404, "2025-03-21"),
        ] {
            assert_eq!(iranian(year, 1, 1).unwrap().to_string(), first, "{year}");
            let before = iranian(year - 1, 12, 30).or_else(|| iranian(year - 1, 12, 29)).unwrap();
            assert_eq!(before.date().tomorrow().unwrap().to_string(), first, "{year}");
        }
        assert_eq!(iranian(1398, 11, 12).unwrap().to_string(), "2020-02-01");
        assert_eq!(iranian(1398, 12, 30), None);
    }
}
