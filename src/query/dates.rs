//! `2018-01..2020` → the days that it spans.

use std::fmt;

use super::date_words::{self, ParseDateError};
use crate::article::Day;

/// All days from `from` to `to`, both included; an open end is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

impl DateRange {
    /// Reads a date or a range as people write them, see [`DateRange::read`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text, Day::today()).ok()
    }

    /// Reads a date or a range: `2018`, `2018-01`, `31 Jan 2020`, `2018..2020-06`, `2018..`, `March 2019 to May 2019`, `since
    /// 2020`, and of `today` on: `last month`, `last 7 days`.
    ///
    /// # Errors
    ///
    /// Why it is none.
    pub fn read(text: &str, today: Day) -> Result<Self, ParseDateError> {
        date_words::range(text, today)
    }

    /// Whether a date that is known as far as `earliest` to `latest` may lie in the range.
    pub fn overlaps(&self, earliest: Day, latest: Day) -> bool {
        self.from.is_none_or(|from| latest >= from) && self.to.is_none_or(|to| earliest <= to)
    }

    /// Whether no day lies in the range.
    pub fn is_backwards(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if from > to)
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from == to
        {
            return write!(f, "{from}");
        }
        let text = |d: Option<Day>| d.map(|d| d.to_string()).unwrap_or_default();
        write!(f, "{}..{}", text(self.from), text(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_with_either_end_open_and_printed_as_days() {
        let rows = [
            ("2018", "2018-01-01..2018-12-31"),
            ("2020-02", "2020-02-01..2020-02-29"),
            ("2020-02-06", "2020-02-06"),
            ("2018-01..2020", "2018-01-01..2020-12-31"),
            ("..2019-6", "..2019-06-30"),
            ("2019..", "2019-01-01.."),
        ];
        for (text, printed) in rows {
            assert_eq!(DateRange::parse(text).unwrap().to_string(), printed, "{text}");
        }
        for wrong in ["", "..", "18", "2018-13", "2018-02-30", "2018-01-01-01", "mondays", "2018..x"] {
            assert_eq!(DateRange::parse(wrong), None, "{wrong}");
        }
    }
}
