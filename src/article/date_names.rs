//! What months and the days of the week are called in the languages of the press: the lists are `months.toml`,
//! `iranian_months.toml` and `weekdays.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The names of each language, in order, those of one month or day between bars.
type Names = BTreeMap<String, Vec<String>>;

static MONTHS: LazyLock<Names> = LazyLock::new(|| read(include_str!("months.toml")));
static IRANIAN_MONTHS: LazyLock<Names> = LazyLock::new(|| read(include_str!("iranian_months.toml")));
static WEEKDAYS: LazyLock<Names> = LazyLock::new(|| read(include_str!("weekdays.toml")));

fn read(list: &str) -> Names {
    toml::from_str(list).expect("a test reads the lists of names")
}

/// The names with the number of each, from 1, and whether it is the first of its names.
fn numbered(names: &'static Names) -> impl Iterator<Item = (&'static str, i8, bool)> {
    let with_number = names.values().flat_map(|names| names.iter().zip(1..));
    with_number.flat_map(|(names, number)| {
        let each = names.split('|').enumerate().filter(|(_, name)| !name.is_empty());
        each.map(move |(place, name)| (name, number, place == 0))
    })
}

/// Every name of a month of the common calendar, in lower case, with the number of the month from 1.
pub(crate) fn month_names() -> impl Iterator<Item = (&'static str, i8)> {
    numbered(&MONTHS).map(|(name, number, _)| (name, number))
}

/// Every name of a month of the Iranian calendar, with the number of the month from 1.
pub(crate) fn iranian_month_names() -> impl Iterator<Item = (&'static str, i8)> {
    numbered(&IRANIAN_MONTHS).map(|(name, number, _)| (name, number))
}

/// Every name of a day of the week, in lower case, with the number of the day from 1 for Monday, and whether it is its whole name.
pub(crate) fn weekday_names() -> impl Iterator<Item = (&'static str, i8, bool)> {
    numbered(&WEEKDAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months_and_seven_days() {
        for (names, count) in [(&MONTHS, 12), (&IRANIAN_MONTHS, 12), (&WEEKDAYS, 7)] {
            for (language, names) in names.iter() {
                assert_eq!(names.len(), count, "{language}");
            }
        }
        assert!(month_names().any(|name| name == ("juli", 7)));
        assert!(weekday_names().any(|name| name == ("mié", 3, false)));
    }
}
