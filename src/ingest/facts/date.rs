//! text → date of publication with its precision: the time stamps of data and the date lines of pasted articles.

use jiff::fmt::temporal::Pieces;
use jiff::{Timestamp, ToSpan, tz};

use crate::article::calendar::{self, Month, YEARS};
use crate::article::{Article, Day, Precision, PublishedDate, WarningKind};
use names::{WORDS, Word, month, month_between, numbered_month};
use stamps::bare;
use tokens::{Token, tokens};

mod line; // line → its date, what it is that of, and the day of a change beside it
mod messages; // what a reader is told of a date
mod names; // word → what it is on the line of a date
mod stamps; // the stamps of programs → the number or the words in them
mod order; // language, region and address → whether the day or the month comes first
mod tokens; // line → words and numbers

pub(in crate::ingest) use line::{DateLabel, change_in_line, date_line, date_text};
pub(in crate::ingest) use messages::{not_understood, open_message};
pub(in crate::ingest) use names::{is_label, is_part};
pub(in crate::ingest) use order::{DayOrder, is_open};

/// The day, month or year of a time stamp as data has it: ISO 8601, RFC 3339, RFC 2822, `20200131`, seconds or
/// milliseconds since 1970, or a written date. The day is the one at the stamp's own offset.
///
/// The zeros of clocks and calendars (1970-01-01, 1899-12-30) and days that have not come are no dates.
pub fn parse_stamp(stamp: &str) -> Option<PublishedDate> {
    // West of Greenwich a clock's zero falls on the day before.
    let is_zero = |date: &PublishedDate| {
        let day = date.earliest;
        (day.year(), day.month(), day.day()) == (1969, 12, 31) && stamp.contains(':')
    };
    read_stamp(stamp).filter(|date| !is_no_day(*date) && !is_zero(date))
}

fn read_stamp(stamp: &str) -> Option<PublishedDate> {
    let stamp = bare(stamp.trim());
    if let Some(seconds) = stamps::exponent(stamp) {
        return read_epoch(seconds);
    }
    if let Some(day) = stamps::day_of_year(stamp) {
        return in_range(PublishedDate::day(day));
    }
    if !stamp.is_empty() && stamp.bytes().all(|b| b.is_ascii_digit()) {
        return parse_digits(stamp);
    }
    if let Some((whole, fraction)) = stamp.split_once('.')
        && [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && matches!(whole.len(), 5 | 9..)
    {
        return parse_digits(whole);
    }
    if let Some(date) = parse_year_month(stamp) {
        return Some(date);
    }
    if let Ok(pieces) = Pieces::parse(stamp)
        && let Some(date) = in_range(PublishedDate::day(Day::of(pieces.date())))
    {
        return Some(date);
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(stamp) {
        return in_range(PublishedDate::day(Day::of(zoned.date())));
    }
    find(stamp).map(|found| found.date)
}

/// The day in Greenwich of a number of seconds, or of milliseconds, since 1970.
pub fn parse_epoch(seconds: i64) -> Option<PublishedDate> {
    read_epoch(seconds).filter(|date| !is_no_day(*date))
}

fn read_epoch(seconds: i64) -> Option<PublishedDate> {
    // Seconds reach the year 5138 with eleven digits; more digits are milliseconds, and still more millionths.
    let unit = if seconds.abs() >= 100_000_000_000_000 { 1_000_000 } else { 1000 };
    let seconds = if seconds.abs() >= 100_000_000_000 { seconds.div_euclid(unit) } else { seconds };
    let stamp = Timestamp::from_second(seconds).ok()?;
    in_range(PublishedDate::day(Day::of(tz::Offset::UTC.to_datetime(stamp).date())))
}

fn parse_digits(digits: &str) -> Option<PublishedDate> {
    let part = |range: std::ops::Range<usize>| digits[range].parse().ok();
    match digits.len() {
        // A table's number of a day, counted from 30 December 1899.
        5 => parse_serial(digits.parse().ok()?),
        4 => in_range(PublishedDate::year(part(0..4)?)?),
        6 => in_range(PublishedDate::month(part(0..4)?, i8::try_from(part(4..6)?).ok()?)?),
        // 20200131, or with the time 20200131104500.
        8 | 12 | 14 if part(0..4).is_some_and(|year| YEARS.contains(&year)) => {
            let (month, day) = (i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?);
            in_range(PublishedDate::day(Day::new(part(0..4)?, month, day)?))
        }
        9..=16 => read_epoch(digits.parse().ok()?),
        _ => None,
    }
}

/// The days of the numbers that tables can have for dates: 1970 to 2099.
const SERIALS: std::ops::RangeInclusive<i32> = 25_569..=73_050;

fn parse_serial(days: i32) -> Option<PublishedDate> {
    let first = Day::new(1899, 12, 30)?.date();
    let day = SERIALS.contains(&days).then(|| first.checked_add(days.days()).ok()).flatten()?;
    in_range(PublishedDate::day(Day::of(day)))
}

fn parse_year_month(stamp: &str) -> Option<PublishedDate> {
    let (year, month) = stamp.split_once(['-', '/'])?;
    let digits = |s: &str, n: usize| s.len() <= n && !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    in_range(PublishedDate::month(year.parse().ok()?, month.parse().ok()?)?)
}

fn in_range(date: PublishedDate) -> Option<PublishedDate> {
    YEARS.contains(&date.earliest.year()).then_some(date)
}

/// The zeros of clocks and calendars: what a program writes that has no date.
const ZEROS: [(i16, i8, i8); 7] =
    [(1970, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1), (1753, 1, 1), (1601, 1, 1)];

/// An article can be dated so many days ahead: where it is written, it may be tomorrow.
const MAX_DAYS_AHEAD: i64 = 2;

/// Whether nothing was published then: the zero of a clock, or a day that has not come.
pub(in crate::ingest) fn is_no_day(date: PublishedDate) -> bool {
    let day = date.earliest;
    let is_zero = ZEROS.iter().any(|zero| *zero == (day.year(), day.month(), day.day()));
    let last = tz::Offset::UTC.to_datetime(Timestamp::now()).date().saturating_add(MAX_DAYS_AHEAD.days());
    date.precision == Precision::Day && is_zero || day > Day::of(last)
}

/// Sets the date of an article whose language is settled: of one that can be two days, the one that the order says, or else the
/// language and the address.
pub(in crate::ingest) fn set(article: &mut Article, date: PublishedDate, text: &str, order: DayOrder) {
    let of_article = || DayOrder::of(Some(article.language.as_str()), article.url.as_deref());
    let order = if order == DayOrder::Unknown { of_article() } else { order };
    let date = order.settle(date, text);
    if is_open(date) {
        article.warn(WarningKind::Date, Some(open_message(date)));
    }
    article.date = Some(date);
}

struct DateMatch {
    date: PublishedDate,
    /// The tokens that are the date.
    used: std::ops::Range<usize>,
}

/// The first date in a short text.
fn find(text: &str) -> Option<DateMatch> {
    find_from(&tokens(text), 0)
}

/// The first date from a token on.
fn find_from(tokens: &[Token], from: usize) -> Option<DateMatch> {
    (from..tokens.len()).find_map(|start| {
        // "30 February 2020" is no month of February.
        let is_month = matches!(tokens[start], Token::Word(..));
        if is_month && start > 0 && matches!(tokens[start - 1], Token::Number { digits: ..=2, .. }) {
            return None;
        }
        let (date, length) = date_at(&tokens[start..])?;
        Some(DateMatch { date, used: start..start + length })
    })
}

/// A date and how many tokens it takes.
type Dated = (PublishedDate, usize);

/// The date that begins the tokens.
fn date_at(tokens: &[Token]) -> Option<Dated> {
    if number(tokens, 0).is_some() { dated_numbers(tokens) } else { dated_words(tokens) }
}

/// The number at a place, how many digits it has and what stands after it.
fn number(tokens: &[Token], i: usize) -> Option<(i16, usize, char)> {
    match tokens.get(i) {
        Some(Token::Number { value, digits, after }) => Some((*value, *digits, *after)),
        _ => None,
    }
}

fn year(tokens: &[Token], i: usize) -> Option<i16> {
    number(tokens, i).filter(|(v, digits, _)| *digits == 4 && calendar::is_year(*v)).map(|(v, ..)| v)
}

/// A day or a month.
fn small(tokens: &[Token], i: usize) -> Option<i8> {
    number(tokens, i).filter(|(_, digits, _)| *digits <= 2).and_then(|(v, ..)| i8::try_from(v).ok())
}

fn day(year: i16, month: Month, day: i8) -> Option<PublishedDate> {
    calendar::day(year, month, day).map(PublishedDate::day)
}

/// A date that begins with a number.
fn dated_numbers(tokens: &[Token]) -> Option<Dated> {
    let after = |i: usize| number(tokens, i).map_or(' ', |(.., after)| after);
    if let (Some(y), Some(m), Some(d)) = (year(tokens, 0), small(tokens, 1), small(tokens, 2)) {
        return day(y, Month::Number(m), d).map(|date| (date, 3));
    }
    // Hungarian and Lithuanian begin with the year.
    if let Some(y) = year(tokens, 0)
        && let Some((month, next)) = skip_small_words(tokens, 1).and_then(|i| month_at(tokens, i, month_between))
        && let Some(d) = small(tokens, next)
    {
        return day(y, month, d).map(|date| (date, next + 1));
    }
    // Latvian has the day between them: "2021. gada 1. marts".
    if let Some(y) = year(tokens, 0)
        && let Some(i) = skip_small_words(tokens, 1)
        && let Some(d) = small(tokens, i)
        && let Some((month, next)) = month_at(tokens, i + 1, month_between)
    {
        return day(y, month, d).map(|date| (date, next));
    }
    if let (Some(y), Some(m), '月' | '월') = (year(tokens, 0), small(tokens, 1), after(1)) {
        return calendar::month(y, Month::Number(m)).map(|date| (date, 2));
    }
    if let (Some(a), Some(b), Some(y)) = (small(tokens, 0), small(tokens, 1), year(tokens, 2)) {
        let separator = after(0);
        if separator != after(1) || !matches!(separator, '.' | '/' | '-') {
            return None;
        }
        return numeric(a, b, y, separator).map(|date| (date, 3));
    }
    // Two digits are a year only in the way of writing that has full stops between pairs of digits: 23.09.22.
    let pair = |i: usize| small(tokens, i).filter(|_| number(tokens, i).is_some_and(|(_, digits, _)| digits == 2));
    if let (Some(d), Some(m), Some(y)) = (pair(0), pair(1), pair(2)) {
        let year = full_year(y);
        let dots = (after(0), after(1)) == ('.', '.');
        return if dots { day(year, Month::Number(m), d).map(|date| (date, 3)) } else { None };
    }
    let d = small(tokens, 0)?;
    let (month, next) = skip_small_words(tokens, 1).and_then(|i| month_at(tokens, i, month_between))?;
    if let (Some(y), '-') = (pair(next), after(0)) {
        return day(full_year(y), month, d).map(|date| (date, next + 1));
    }
    let (y, end) = year_after(tokens, next)?;
    day(y, month, d).map(|date| (date, end))
}

/// The year that two digits stand for.
fn full_year(digits: i8) -> i16 {
    if digits < 70 { 2000 + i16::from(digits) } else { 1900 + i16::from(digits) }
}

/// A date that begins with the month's name, or with that of an era.
fn dated_words(tokens: &[Token]) -> Option<Dated> {
    if let Some(Token::Word(name, _)) = tokens.first()
        && let Some(before) = calendar::era(name)
        && let (Some((y, ..)), Some(m), Some(d)) = (number(tokens, 1), small(tokens, 2), small(tokens, 3))
    {
        return day(before + y, Month::Number(m), d).map(|date| (date, 4));
    }
    let (month, next) = month_at(tokens, 0, month)?;
    if let Some(d) = small(tokens, next)
        && let Some((y, end)) = skip_ordinal(tokens, next + 1).and_then(|i| Some((year(tokens, i)?, i + 1)))
    {
        return day(y, month, d).map(|date| (date, end));
    }
    let (y, end) = year_after(tokens, next)?;
    calendar::month(y, month).map(|date| (date, end))
}

/// The year after a month, and the token after it. Thai leaves out the first two digits of its era.
fn year_after(tokens: &[Token], next: usize) -> Option<(i16, usize)> {
    let i = skip_small_words(tokens, next)?;
    let is_thai = matches!(&tokens[next - 1], Token::Word(month, _) if month.starts_with(|c| ('\u{E01}'..='\u{E3A}').contains(&c)));
    let short = || small(tokens, i).filter(|_| is_thai).map(calendar::short_buddhist);
    Some((year(tokens, i).or_else(short)?, i + 1))
}

/// A date of three numbers. A full stop means day, month, year everywhere; elsewhere the order is only known where one
/// of both is above 12, and a date that can be two days is known to be between them.
fn numeric(a: i8, b: i8, year: i16, separator: char) -> Option<PublishedDate> {
    let first = calendar::day(year, Month::Number(b), a);
    let second = calendar::day(year, Month::Number(a), b);
    match (first, second) {
        (Some(day), _) if separator == '.' || a == b => Some(PublishedDate::day(day)),
        (None, _) if separator == '.' => None,
        (Some(x), Some(y)) => {
            Some(PublishedDate { earliest: x.min(y), latest: x.max(y), precision: Precision::Year })
        }
        (Some(day), None) | (None, Some(day)) => Some(PublishedDate::day(day)),
        (None, None) => None,
    }
}

/// The month whose name begins at a token, and the token after it: of one word, of two, or of a word and a number ("tháng 2").
/// The press of the Levant names it twice at times, in its own words and in those of Egypt: شباط / فبراير.
fn month_at(tokens: &[Token], i: usize, month_of: fn(&str) -> Option<Month>) -> Option<(Month, usize)> {
    let (month, next) = one_month_at(tokens, i, month_of)?;
    let again = one_month_at(tokens, next, names::month).filter(|(other, _)| *other == month);
    Some((month, again.map_or(next, |(_, next)| next)))
}

fn one_month_at(tokens: &[Token], i: usize, month_of: fn(&str) -> Option<Month>) -> Option<(Month, usize)> {
    let word = |i: usize| match tokens.get(i) {
        Some(Token::Word(word, _)) => Some(word.as_str()),
        _ => None,
    };
    let first = word(i)?;
    if let Some(number) = small(tokens, i + 1) {
        let counted = || MONTH_WORDS.contains(&first).then_some(Month::Common(number));
        if let Some(month) = numbered_month(first, number).or_else(counted) {
            return Some((month, i + 2));
        }
    }
    let two = word(i + 1).and_then(|second| month(&format!("{first} {second}")));
    two.map(|m| (m, i + 2)).or_else(|| month_of(first).map(|m| (m, i + 1)))
}

/// "Month", where a language numbers its months.
const MONTH_WORDS: [&str; 2] = ["tháng", "thang"];

/// "Of the year" in Latvian, which follows it.
const OF_YEAR: &str = "gada";

/// Steps over `de`, `of`, `st` and the like.
fn skip_small_words(tokens: &[Token], mut i: usize) -> Option<usize> {
    for _ in 0..2 {
        match tokens.get(i) {
            Some(Token::Word(word, _))
                if (word.chars().count() <= 3 || word == OF_YEAR) && WORDS.get(word) == Some(&Word::Around) =>
            {
                i += 1;
            }
            _ => break,
        }
    }
    (i < tokens.len()).then_some(i)
}

/// Steps over what may stand between a day and its year: "February 5, 18:30 2020", "Feb 5 18:30:00 +0000 2020", "Feb 5 18:30 MSK 2020".
fn skip_ordinal(tokens: &[Token], i: usize) -> Option<usize> {
    let next = skip_small_words(tokens, i)?;
    if tokens.get(next) != Some(&Token::Time) {
        return Some(next);
    }
    let is_zone = match tokens.get(next + 1) {
        Some(Token::Word(zone, is_capital)) => *is_capital && zone.len() <= 5,
        Some(Token::Number { digits: 4, .. }) => year(tokens, next + 2).is_some(),
        _ => false,
    };
    Some(next + 1 + usize::from(is_zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_keeps_the_day_at_its_own_offset() {
        for (stamp, day) in [
            ("2020-01-31T23:30:00-05:00", "2020-01-31"),
            ("2020-02-01T01:30:00+0300", "2020-02-01"),
            ("2020-01-31 23:30", "2020-01-31"),
            ("Fri, 31 Jan 2020 23:30:00 -0500", "2020-01-31"),
            ("20200131", "2020-01-31"),
            ("1580471999", "2020-01-31"),
            ("1580471999000", "2020-01-31"),
            ("2020-01", "2020-01"),
            ("2020", "2020"),
            ("31 January 2020", "2020-01-31"),
        ] {
            assert_eq!(parse_stamp(stamp).map(|d| d.to_string()).as_deref(), Some(day), "{stamp}");
        }
        for wrong in ["", "soon", "2020-13-45", "0", "0000-00-00", "99999999999999999999"] {
            assert_eq!(parse_stamp(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_of_two_readings_is_known_to_be_between_them() {
        let date = parse_stamp("03/04/2020").unwrap();
        assert_eq!(
            (date.earliest.to_string(), date.latest.to_string()),
            ("2020-03-04".into(), "2020-04-03".into())
        );
        assert_eq!(parse_stamp("25/01/2020").unwrap().to_string(), "2020-01-25");
        assert_eq!(parse_stamp("03.04.2020").unwrap().to_string(), "2020-04-03");
    }
}
