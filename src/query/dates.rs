//! `2018-01..2020` → the days that it spans.

use std::fmt;

use crate::article::{Day, PublishedDate};

/// All days from `from` to `to`, both included; an open end is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

impl DateRange {
    /// Reads `2018`, `2018-01`, `2018-01-31`, `2018..2020-06`, `2018..` or `..2020`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once("..") {
            None => vague_date(text).map(|d| Self { from: Some(d.earliest), to: Some(d.latest) }),
            Some((from, to)) => {
                let from = if from.is_empty() { None } else { Some(vague_date(from)?.earliest) };
                let to = if to.is_empty() { None } else { Some(vague_date(to)?.latest) };
                (from.is_some() || to.is_some()).then_some(Self { from, to })
            }
        }
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

/// A day, a month or a year: `2018-01-31`, `2018-1`, `2018`.
fn vague_date(text: &str) -> Option<PublishedDate> {
    let mut parts = text.split('-');
    let year_text = parts.next()?;
    let year: i16 = (year_text.len() == 4).then(|| year_text.parse().ok()).flatten()?;
    let mut number = || -> Option<Option<i8>> {
        match parts.next() {
            None => Some(None),
            Some(text) if (1..=2).contains(&text.len()) => Some(Some(text.parse().ok()?)),
            Some(_) => None,
        }
    };
    let (month, day) = (number()?, number()?);
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => PublishedDate::year(year),
        (Some(month), None) => PublishedDate::month(year, month),
        (Some(month), Some(day)) => Day::new(year, month, day).map(PublishedDate::day),
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
        for wrong in ["", "..", "18", "2018-13", "2018-02-30", "2018-01-01-01", "monday"] {
            assert_eq!(DateRange::parse(wrong), None, "{wrong}");
        }
    }
}
