//! One day of the common calendar.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// A day of the common calendar; prints, reads and is kept as `2020-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(Date);

/// What was read is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDayError;

impl Day {
    /// The day of a year, a month from 1 and a day from 1; `None` if there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The last day of its month.
    pub fn last_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// The last day of its year.
    pub fn last_of_year(self) -> Self {
        Self(self.0.last_of_year())
    }

    /// The day that it is now, in UTC.
    pub fn today() -> Self {
        Self(Timestamp::now().to_zoned(TimeZone::UTC).date())
    }

    /// The day so many days, months or years later, or earlier where the number is negative; the last of a month that has fewer days.
    pub(crate) fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// The Monday of its week.
    pub(crate) fn monday(self) -> Self {
        self.plus(Span::new().days(-i64::from(self.0.weekday().to_monday_zero_offset())))
    }

    /// The day before it, if there is one.
    pub(crate) fn before(self) -> Option<Self> {
        self.0.yesterday().ok().map(Self)
    }

    /// The day after it, if there is one.
    pub(crate) fn after(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    /// The day of a date of jiff's.
    pub(crate) fn of(date: Date) -> Self {
        Self(date)
    }

    /// The date of jiff's, for what is counted in days.
    pub(crate) fn date(self) -> Date {
        self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = ParseDayError;

    fn from_str(text: &str) -> Result<Self, ParseDayError> {
        text.parse().map(Self).map_err(|_| ParseDayError)
    }
}

impl fmt::Display for ParseDayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day: write it as 2020-01-31")
    }
}

impl std::error::Error for ParseDayError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_prints_and_reads_in_one_form() {
        let day = Day::new(2020, 2, 29).unwrap();
        assert_eq!((day.to_string().as_str(), day.year(), day.month(), day.day()), ("2020-02-29", 2020, 2, 29));
        assert_eq!("2020-02-29".parse(), Ok(day));
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2020-02-29\"");
        assert_eq!((Day::new(2021, 2, 29), "2021-02-29".parse::<Day>()), (None, Err(ParseDayError)));
        assert!(day < day.last_of_year());
    }
}
