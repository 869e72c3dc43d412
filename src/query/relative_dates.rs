//! Days that are told from today: `last month`, `7d`, `Monday`, `three weeks ago`.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Span;

use crate::analysis::fold;
use crate::article::{Day, PublishedDate, weekday_names};

/// The first and the last of some days.
pub(super) type Days = (Day, Day);

/// So many years, months, weeks or days are told of at most.
const MAX_UNITS: u32 = 999;

/// The numbers that are written as words, from one on.
const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// The days of the week in the languages of the press: the number of each from 1 for Monday, and whether it is a whole name.
static WEEKDAYS: LazyLock<HashMap<String, (i8, bool)>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (name, number, is_whole) in weekday_names() {
        names.entry(folded(name)).or_insert((number, is_whole));
    }
    names
});

/// A name as the words of a date are compared.
pub(super) fn folded(name: &str) -> String {
    name.split_whitespace().map(fold).collect::<Vec<_>>().join(" ")
}

/// The words of a date without the day of the week before them or after them, if there is one.
pub(super) fn without_weekday<'a, 'b>(words: &'b [&'a str]) -> Option<&'b [&'a str]> {
    match words {
        [name, rest @ ..] if rest.len() > 1 && WEEKDAYS.contains_key(*name) => Some(rest),
        [rest @ .., name] if rest.len() > 1 && WEEKDAYS.contains_key(*name) => Some(rest),
        [one, other, rest @ ..] if rest.len() > 1 => {
            WEEKDAYS.contains_key(&format!("{one} {other}")).then_some(rest)
        }
        _ => None,
    }
}

/// `7d`, `2w`, `6m`, `1y`, `48h`: so many up to today.
pub(super) fn short_span(word: &str, today: Day) -> Option<Days> {
    let unit = word.chars().next_back()?;
    let number = word.strip_suffix(unit).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let units = [('h', "hour"), ('d', "day"), ('w', "week"), ('m', "month"), ('y', "year")];
    let (_, unit) = units.iter().find(|(letter, _)| *letter == unit.to_ascii_lowercase())?;
    up_to_today(number.parse().ok()?, unit, today)
}

/// What is told from today.
pub(super) fn relative(words: &[&str], today: Day) -> Option<Days> {
    match *words {
        ["today" | "now"] => Some((today, today)),
        ["yesterday"] => today.before().map(|day| (day, day)),
        ["past", unit] => up_to_today(1, unit, today),
        ["last" | "past", count, unit] => up_to_today(number(count)?, unit, today),
        ["a" | "an", unit, "ago"] => ago(1, unit, today),
        [count, unit, "ago"] => ago(number(count)?, unit, today),
        [which @ ("this" | "last"), unit @ ("week" | "month" | "year")] => {
            let back = if which == "last" { span(1, unit)? } else { Span::new() };
            let day = today.plus(-back);
            let whole = match unit {
                "week" => return Some((day.monday(), day.monday().plus(Span::new().days(6)))),
                "month" => PublishedDate::month(day.year(), day.month())?,
                _ => PublishedDate::year(day.year())?,
            };
            Some((whole.earliest, whole.latest))
        }
        ["last", name] | [name] => weekday(name, today),
        [one, other] => weekday(&format!("{one} {other}"), today),
        _ => None,
    }
}

/// A number in digits or as a word.
fn number(word: &str) -> Option<u32> {
    let named = NUMBERS.iter().zip(1..).find(|(name, _)| **name == word).map(|(_, number)| number);
    named.or_else(|| word.parse().ok())
}

fn ago(number: u32, unit: &str, today: Day) -> Option<Days> {
    let day = today.plus(-span(number, unit)?);
    Some((day, day))
}

fn up_to_today(number: u32, unit: &str, today: Day) -> Option<Days> {
    let day_before = today.plus(-span(number, unit)?);
    Some((day_before.after()?.min(today), today))
}

/// The last day with this name before today.
fn weekday(name: &str, today: Day) -> Option<Days> {
    let (number, _) = *WEEKDAYS.get(name).filter(|(_, is_whole)| *is_whole)?;
    let this_week = today.monday().plus(Span::new().days(i64::from(number) - 1));
    let day = if this_week < today { this_week } else { this_week.plus(-Span::new().weeks(1)) };
    Some((day, day))
}

/// So many days, weeks, months or years.
fn span(number: u32, unit: &str) -> Option<Span> {
    let number = i64::from(Some(number).filter(|number| *number <= MAX_UNITS)?);
    match unit.strip_suffix('s').unwrap_or(unit) {
        "hour" => Span::new().try_days((number + 23) / 24).ok(),
        "day" => Span::new().try_days(number).ok(),
        "week" => Span::new().try_weeks(number).ok(),
        "month" => Span::new().try_months(number).ok(),
        "year" => Span::new().try_years(number).ok(),
        _ => None,
    }
}
