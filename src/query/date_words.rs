//! A date as people write it → the days that it spans: `31 Jan 2020`, `01/2020`, `last month`, `since 2020`.
//!
//! | written | days |
//! |---|---|
//! | `2020`, `2020-01`, `2020-01-31`, `2020/01/31`, `20200131`, `2020-01-31T10:00Z` | the year, the month, the day |
//! | `31.01.2020`, `31/01/2020`, `01/31/2020`, `01/2020` | the day, the month; `03/04/2020` may be two days and is none |
//! | `31 Jan 2020`, `January 31st, 2020`, `Jan 2020`, `31 janvier 2020`, `31 января 2020` | with the name of the month in some sixty languages |
//! | `2020年1月31日`, `2020년 1월`, `31-Jan-2020` | the same |
//! | `Friday 31 January 2020`, `31 มกราคม 2563` | the same: the day of the week says nothing, years of Thailand and Iran (`بهمن 1398`) and of eras (`令和2年`) are days of the common calendar |
//! | `Q1 2020`, `H1 2020`, `1990s` | a quarter, half a year, ten years |
//! | `today`, `yesterday`, `3 days ago`, `two weeks ago`, `a year ago`, `Monday`, `last Monday` | one day |
//! | `this week`, `last week`, `this month`, `last month`, `this year`, `last year` | the whole of it; weeks begin on Monday |
//! | `last 7 days`, `last three months`, `past month`, `7d`, `48h` | so many up to today; hours are whole days |
//! | `A..B`, `A to B`, `A - B`, `from A to B`, `between A and B`, `2018-2020`, `1-15 Feb 2020` | from the first day of A to the last of B |
//! | `since A`, `from A`, `after A`, `A..` | from the first day of A on |
//! | `until A`, `..A`; `before A` | up to the last day of A; up to the day before it |
//!
//! Days are those of UTC.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::DateRange;
use super::date_signs::in_western_signs;
use super::relative_dates::{Days, folded, relative, short_span, without_weekday};
use crate::analysis::fold;
use crate::article::calendar::{self, Month};
use crate::article::{Day, PublishedDate, iranian_month_names, month_names};

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseDateError {
    /// It has no form of a date.
    NotADate,
    /// The calendar has no such day or month.
    NoSuchDay,
    /// A day or a month without its year, or with two digits of it.
    NoYear,
    /// Two days, by which of its numbers is the month.
    Ambiguous(Day, Day),
}

impl fmt::Display for ParseDateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate => f.write_str("is not a date"),
            Self::NoSuchDay => f.write_str("is not a date of the calendar"),
            Self::NoYear => f.write_str("has no year of four digits"),
            Self::Ambiguous(one, other) => write!(f, "may be {one} or {other}"),
        }
    }
}

impl std::error::Error for ParseDateError {}

type Result<T> = std::result::Result<T, ParseDateError>;

/// A longer text is no date.
const MAX_BYTES: usize = 100;

/// Words that say nothing inside a date.
const IDLE: [&str; 12] = ["of", "the", "on", "in", "de", "del", "le", "el", "den", "der", "am", "г"];

static MONTHS: LazyLock<HashMap<String, Month>> = LazyLock::new(|| {
    let iranian = iranian_month_names().map(|(name, month)| (folded(name), Month::Iranian(month)));
    iranian.chain(month_names().map(|(name, month)| (folded(name), Month::Common(month)))).collect()
});

/// Reads a date or a range; what is told from `today` is in the answer as days.
pub(super) fn range(text: &str, today: Day) -> Result<DateRange> {
    if text.len() > MAX_BYTES {
        return Err(ParseDateError::NotADate);
    }
    let text = match text.is_ascii() {
        true => Cow::Borrowed(text.trim()),
        false => Cow::Owned(in_western_signs(text.trim())),
    };
    let text = &*text;
    let dotted = text.replace(['–', '—'], "..");
    if let Some((from, to)) = dotted.split_once("..") {
        return match (from.trim(), to.trim()) {
            ("", "") => Err(ParseDateError::NotADate),
            ("", to) => Ok(DateRange { from: None, to: Some(days(to, today)?.1) }),
            (from, "") => Ok(DateRange { from: Some(days(from, today)?.0), to: None }),
            (from, to) => between(from, to, today),
        };
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, rest) = words.split_first().ok_or(ParseDateError::NotADate)?;
    let rest = rest.join(" ");
    match &*first.to_lowercase() {
        "between" => joined(&rest, &["and"], today).ok_or(ParseDateError::NotADate),
        "from" => joined(&rest, &["to", "until", "till", "through"], today)
            .map_or_else(|| Ok(DateRange { from: Some(days(&rest, today)?.0), to: None }), Ok),
        "since" | "after" => Ok(DateRange { from: Some(days(&rest, today)?.0), to: None }),
        "until" | "till" | "through" => Ok(DateRange { from: None, to: Some(days(&rest, today)?.1) }),
        "before" => Ok(DateRange { from: None, to: days(&rest, today)?.0.before() }),
        _ => {
            let range = years(text).or_else(|| joined(text, &["to", "until", "till", "through", "-"], today));
            let one = || days(text, today).map(|(from, to)| DateRange { from: Some(from), to: Some(to) });
            range.map_or_else(one, Ok).or_else(|error| {
                let (from, to) = text.split_once('-').ok_or(error.clone())?;
                between(from, to, today).map_err(|_| error)
            })
        }
    }
}

/// Two years with a hyphen or a slash: `2018-2020`.
fn years(text: &str) -> Option<DateRange> {
    let (from, to) = text.split_once(['-', '/']).filter(|(from, to)| from.len() == 4 && to.len() == 4)?;
    let year = |text| number(text).and_then(|year| of_year(year).ok());
    Some(DateRange { from: Some(year(from)?.0), to: Some(year(to)?.1) })
}

/// Two dates with one of some words between them.
fn joined(text: &str, words_between: &[&str], today: Day) -> Option<DateRange> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|word| words_between.contains(&&*word.to_lowercase()))?;
    between(&words[..at].join(" "), &words[at + 1..].join(" "), today).ok()
}

/// The days from one date to another; what one of them has not, the other has: `1 to 15 Feb 2020`, `Feb 1 to 15, 2020`.
fn between(from: &str, to: &str, today: Day) -> Result<DateRange> {
    let month = from.split_whitespace().next().filter(|word| MONTHS.contains_key(&fold(word)));
    let with_month = |error| month.map_or(Err(error), |month| days(&format!("{month} {to}"), today));
    let (_, last) = days(to, today).or_else(with_month)?;
    let day_alone = number(from.trim()).filter(|day| *day < 100);
    let first = match (days(from, today), day_alone) {
        (Err(_), Some(day)) => {
            of_day(last.year().unsigned_abs().into(), last.month().unsigned_abs().into(), day)?.0
        }
        (Err(ParseDateError::NoYear | ParseDateError::NotADate), None) => {
            days(&format!("{from} {}", last.year()), today)?.0
        }
        (days, _) => days?.0,
    };
    Ok(DateRange { from: Some(first), to: Some(last) })
}

/// The days of a date.
fn days(text: &str, today: Day) -> Result<Days> {
    let text = text.trim().trim_end_matches([',', ';', '.']);
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| fold(word.trim_matches(['.', '\''])))
        .filter(|word| !word.is_empty() && !IDLE.contains(&&**word))
        .collect();
    let is_open = text.split_whitespace().next_back().is_some_and(|last| IDLE.contains(&last) && last != "г");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if is_open {
        return Err(ParseDateError::NotADate);
    }
    words_as_days(&words, text, today).or_else(|error| match without_weekday(&words) {
        Some(rest) => words_as_days(rest, text, today),
        None => Err(error),
    })
}

/// The days of the words of a date.
fn words_as_days(words: &[&str], text: &str, today: Day) -> Result<Days> {
    match *words {
        [] => Err(ParseDateError::NotADate),
        [word] if word.contains(|c: char| c.is_ascii_digit()) => {
            let word = if text.contains(char::is_whitespace) { word } else { text };
            let parts: Vec<String> = word.split('-').map(fold).collect();
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let has_name = parts.iter().any(|part| MONTHS.contains_key(*part));
            match short_span(word, today) {
                Some(days) => Ok(days),
                None if has_name => with_month_name(&parts),
                None => one_word(word),
            }
        }
        _ => relative(words, today).or_else(|| part_of_year(words)).map_or_else(|| with_month_name(words), Ok),
    }
}

fn whole(date: Option<PublishedDate>) -> Result<Days> {
    date.map(|date| (date.earliest, date.latest)).ok_or(ParseDateError::NoSuchDay)
}

fn number(digits: &str) -> Option<u32> {
    let is_number = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// A date without spaces.
fn one_word(text: &str) -> Result<Days> {
    let text = text.split_once(['T', 't']).map_or(text, |(date, time)| {
        let is_time = time.starts_with(|c: char| c.is_ascii_digit()) && date.len() >= 8;
        if is_time { date } else { text }
    });
    if let Some(decade) = text.strip_suffix('s').or_else(|| text.strip_suffix("'s")) {
        let year = number(decade.trim_end_matches('\''));
        let year = year.filter(|year| is_common(*year) && year % 10 == 0);
        let year = year.ok_or(ParseDateError::NotADate)?;
        return Ok((of_year(year)?.0, of_year(year + 9)?.1));
    }
    let quarter_parts = text.split_once(['-', 'q', 'Q']).map(|(a, b)| [a, b.trim_start_matches(['-'])]);
    if let Some([year, part]) = quarter_parts
        && text.contains(['q', 'Q'])
    {
        let part = format!("q{}", part.trim_start_matches(['q', 'Q']));
        return part_of_year(&[year, &part]).ok_or(ParseDateError::NotADate);
    }
    let sign = text.find(['-', '/', '.']).and_then(|at| text[at..].chars().next()).unwrap_or('-');
    let parts: Vec<&str> = text.split(sign).collect();
    let numbers: Vec<u32> =
        parts.iter().copied().map(number).collect::<Option<_>>().ok_or(ParseDateError::NotADate)?;
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match (&numbers[..], &lengths[..]) {
        (&[year], [4]) => of_year(year),
        (&[day], [8]) if is_common(day / 10_000) => of_day(day / 10_000, day / 100 % 100, day % 100),
        (&[year, month], [4, 1 | 2]) | (&[month, year], [1 | 2, 4]) => of_month(year, month),
        (&[year, month, day], [4, 1 | 2, 1 | 2]) => of_day(year, month, day),
        (&[first, second, year], [1 | 2, 1 | 2, 4]) => in_either_order((first, second), year, sign),
        (_, [1 | 2, 1 | 2, 2] | [1 | 2, 1 | 2]) => Err(ParseDateError::NoYear),
        _ => Err(ParseDateError::NotADate),
    }
}

/// A day and a month in the order of Europe or of America; with dots there is but one.
fn in_either_order((first, second): (u32, u32), year: u32, sign: char) -> Result<Days> {
    let day_first = of_day(year, second, first);
    if sign == '.' {
        return day_first;
    }
    match (day_first, of_day(year, first, second)) {
        (Ok(one), Ok(other)) if one != other => Err(ParseDateError::Ambiguous(one.0, other.0)),
        (Ok(days), _) | (_, Ok(days)) => Ok(days),
        (Err(error), _) => Err(error),
    }
}

/// Whether eight digits and the name of a decade may be of this year.
fn is_common(year: u32) -> bool {
    i16::try_from(year).is_ok_and(|year| calendar::YEARS.contains(&year))
}

/// A day of the calendar that the number of its year tells.
fn of_day(year: u32, month: u32, day: u32) -> Result<Days> {
    on_day(year, i8::try_from(month).map_or(Month::Number(0), Month::Number), day)
}

fn on_day(year: u32, month: Month, day: u32) -> Result<Days> {
    let read = |(year, day)| match month {
        Month::Number(month) if !calendar::is_year(year) => Day::new(year, month, day),
        _ => calendar::day(year, month, day),
    };
    whole(i16::try_from(year).ok().zip(i8::try_from(day).ok()).and_then(read).map(PublishedDate::day))
}

fn of_month(year: u32, month: u32) -> Result<Days> {
    in_month(year, i8::try_from(month).map_or(Month::Number(0), Month::Number))
}

fn in_month(year: u32, month: Month) -> Result<Days> {
    let read = |year| match month {
        Month::Number(month) if !calendar::is_year(year) => PublishedDate::month(year, month),
        _ => calendar::month(year, month),
    };
    whole(i16::try_from(year).ok().and_then(read))
}

fn of_year(year: u32) -> Result<Days> {
    Ok((of_month(year, 1)?.0, of_month(year, 12)?.1))
}

/// `Q1 2020`, `2020 Q1`, `H1 2020`.
fn part_of_year(words: &[&str]) -> Option<Days> {
    let &[one, other] = words else { return None };
    let (part, year) = if one.starts_with(['q', 'h']) { (one, other) } else { (other, one) };
    let (parts, part) = match part.strip_prefix('q') {
        Some(quarter) => (4, quarter),
        None => (2, part.strip_prefix('h')?),
    };
    let part = number(part).filter(|part| (1..=parts).contains(part))?;
    let year = number(year).filter(|_| year.len() == 4)?;
    let months = 12 / parts;
    let (first, _) = of_month(year, months * (part - 1) + 1).ok()?;
    Some((first, of_month(year, months * part).ok()?.1))
}

/// A date with the name of its month: `31 january 2020`, `january 31st 2020`, `january 2020`.
fn with_month_name(words: &[&str]) -> Result<Days> {
    let digits = |word: &str| {
        let digits = word.trim_end_matches(char::is_alphabetic);
        let ending = &word[digits.len()..];
        number(digits).filter(|_| matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "г"))
    };
    let name: Vec<&str> = words.iter().copied().filter(|word| digits(word).is_none()).collect();
    let at = words.iter().position(|word| Some(word) == name.first()).ok_or(ParseDateError::NotADate)?;
    let is_one = words.get(at..at + name.len()) == Some(&name[..]);
    let month = MONTHS.get(&name.join(" ")).filter(|_| is_one).ok_or(ParseDateError::NotADate)?;
    let is_year = |word: &str| word.len() >= 4 && word.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let (before, after) = (&words[..at], &words[at + name.len()..]);
    let numbers: Vec<(u32, bool)> =
        before.iter().chain(after).filter_map(|word| Some((digits(word)?, is_year(word)))).collect();
    match numbers[..] {
        [(year, true)] if before.is_empty() => in_month(year, *month),
        [(day, false), (year, true)] => on_day(year, *month, day),
        [(year, true), (day, false)] if before.len() == 1 => on_day(year, *month, day),
        [] | [(_, false)] => Err(ParseDateError::NoYear),
        _ => Err(ParseDateError::NotADate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String> {
        let today = Day::new(2026, 3, 31).unwrap();
        range(text, today).map(|range| range.to_string())
    }

    #[test]
    fn a_date_as_people_write_it() {
        let rows = [
            ("2018/01/31", "2018-01-31"),
            ("2018.1.31", "2018-01-31"),
            ("20180131", "2018-01-31"),
            ("2018-01-31T10:00Z", "2018-01-31"),
            ("31.01.2018", "2018-01-31"),
            ("3.4.2018", "2018-04-03"),
            ("31/1/2018", "2018-01-31"),
            ("1/31/2018", "2018-01-31"),
            ("5/5/2018", "2018-05-05"),
            ("01/2018", "2018-01-01..2018-01-31"),
            ("31 Jan 2020", "2020-01-31"),
            ("31 jan. 2020", "2020-01-31"),
            ("January 31st, 2020", "2020-01-31"),
            ("the 31st of January 2020", "2020-01-31"),
            ("JAN 2020", "2020-01-01..2020-01-31"),
            ("1er janvier 2020", "2020-01-01"),
            ("31 Ocak 2020", "2020-01-31"),
            ("31 января 2020 г.", "2020-01-31"),
            ("31 كانون الثاني 2020", "2020-01-31"),
            ("٣١ يناير ٢٠٢٠", "2020-01-31"),
            ("۲۰۲۰", "2020-01-01..2020-12-31"),
            ("2020 Jan 31", "2020-01-31"),
            ("Friday 31 January 2020", "2020-01-31"),
            ("Friday, January 31, 2020", "2020-01-31"),
            ("vendredi 31 janvier 2020", "2020-01-31"),
            ("viernes, 31 de enero de 2020", "2020-01-31"),
            ("الجمعة 31 يناير 2020", "2020-01-31"),
            ("31 มกราคม 2563", "2020-01-31"),
            ("1398-11-11", "2020-01-31"),
            ("۱۱ بهمن ۱۳۹۸", "2020-01-31"),
            ("بهمن 1398", "2020-01-21..2020-02-19"),
            ("1398", "2019-03-21..2020-03-19"),
            ("令和2年1月31日", "2020-01-31"),
            ("1066", "1066-01-01..1066-12-31"),
            ("๒๕๖๓", "2020-01-01..2020-12-31"),
            ("Q1 2020", "2020-01-01..2020-03-31"),
            ("2020-Q4", "2020-10-01..2020-12-31"),
            ("H2 2020", "2020-07-01..2020-12-31"),
            ("1990s", "1990-01-01..1999-12-31"),
            ("the 1990s", "1990-01-01..1999-12-31"),
            ("2020年1月5日", "2020-01-05"),
            ("2020년 1월", "2020-01-01..2020-01-31"),
            ("2020年", "2020-01-01..2020-12-31"),
            ("05-Jan-2020", "2020-01-05"),
            ("Jan-2020", "2020-01-01..2020-01-31"),
        ];
        for (text, days) in rows {
            assert_eq!(read(text).as_deref(), Ok(days), "{text}");
        }
    }

    #[test]
    fn a_date_told_from_today() {
        let rows = [
            ("7d", "2026-03-25..2026-03-31"),
            ("past 48 hours", "2026-03-30..2026-03-31"),
            ("24h", "2026-03-31"),
            ("Monday", "2026-03-30"),
            ("last Tuesday", "2026-03-24"),
            ("on Sunday", "2026-03-29"),
            ("today", "2026-03-31"),
            ("Yesterday", "2026-03-30"),
            ("3 days ago", "2026-03-28"),
            ("this week", "2026-03-30..2026-04-05"),
            ("last week", "2026-03-23..2026-03-29"),
            ("this month", "2026-03-01..2026-03-31"),
            ("last month", "2026-02-01..2026-02-28"),
            ("last year", "2025-01-01..2025-12-31"),
            ("last 7 days", "2026-03-25..2026-03-31"),
            ("last three months", "2026-01-01..2026-03-31"),
            ("a year ago", "2025-03-31"),
            ("two weeks ago", "2026-03-17"),
            ("mardi", "2026-03-24"),
            ("past month", "2026-03-01..2026-03-31"),
            ("past 2 years", "2024-04-01..2026-03-31"),
        ];
        for (text, days) in rows {
            assert_eq!(read(text).as_deref(), Ok(days), "{text}");
        }
    }

    #[test]
    fn a_range_as_people_write_it() {
        let rows = [
            ("2018-2020", "2018-01-01..2020-12-31"),
            ("2018–2020", "2018-01-01..2020-12-31"),
            ("1-15 Feb 2020", "2020-02-01..2020-02-15"),
            ("1 to 15 Feb 2020", "2020-02-01..2020-02-15"),
            ("1–15 février 2020", "2020-02-01..2020-02-15"),
            ("Feb 1-15, 2020", "2020-02-01..2020-02-15"),
            ("31 Jan–2 Feb 2020", "2020-01-31..2020-02-02"),
            ("Jan-Mar 2020", "2020-01-01..2020-03-31"),
            ("Q1 to Q3 2020", "2020-01-01..2020-09-30"),
            ("2018 .. 2020", "2018-01-01..2020-12-31"),
            ("Jan 2018 to March 2018", "2018-01-01..2018-03-31"),
            ("Jan to March 2018", "2018-01-01..2018-03-31"),
            ("2020年1月..2020年3月5日", "2020-01-01..2020-03-05"),
            ("last Tuesday to yesterday", "2026-03-24..2026-03-30"),
            ("3 May - 5 June 2018", "2018-05-03..2018-06-05"),
            ("from 2018 to 2020-06", "2018-01-01..2020-06-30"),
            ("between 1 May 2018 and 3 May 2018", "2018-05-01..2018-05-03"),
            ("since 2020", "2020-01-01.."),
            ("from March 2020", "2020-03-01.."),
            ("until last month", "..2026-02-28"),
            ("before March 2019", "..2019-02-28"),
            ("last month..", "2026-02-01.."),
        ];
        for (text, days) in rows {
            assert_eq!(read(text).as_deref(), Ok(days), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        let day = |month, day| Day::new(2020, month, day).unwrap();
        let rows = [
            ("03/04/2020", ParseDateError::Ambiguous(day(4, 3), day(3, 4))),
            ("31 Feb 2020", ParseDateError::NoSuchDay),
            ("2020-13", ParseDateError::NoSuchDay),
            ("32.1.2020", ParseDateError::NoSuchDay),
            ("31 Jan", ParseDateError::NoYear),
            ("January", ParseDateError::NoYear),
            ("3/4/20", ParseDateError::NoYear),
            ("2018 bakery", ParseDateError::NotADate),
            ("May 2012 the", ParseDateError::NotADate),
            ("2018 2019", ParseDateError::NotADate),
            ("bakery 31 Jan 2020", ParseDateError::NotADate),
            ("15-Feb", ParseDateError::NoYear),
            ("1-40 Feb 2020", ParseDateError::NoSuchDay),
            ("last bakery", ParseDateError::NotADate),
            ("since", ParseDateError::NotADate),
            ("H3 2020", ParseDateError::NotADate),
            ("x-Jan-2020", ParseDateError::NotADate),
            ("5日", ParseDateError::NotADate),
            ("99999999", ParseDateError::NotADate),
            ("last 99999999 years", ParseDateError::NotADate),
            ("1\u{661}8", ParseDateError::NotADate),
            ("1\u{969}8", ParseDateError::NotADate),
        ];
        for (text, why) in rows {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }

    #[test]
    fn what_is_printed_reads_back() {
        for text in ["2018", "2018-01..", "..2020", "last month", "31 Jan 2020", "1990s"] {
            let printed = read(text).unwrap();
            assert_eq!(read(&printed).as_deref(), Ok(&*printed), "{text}");
        }
    }
}
