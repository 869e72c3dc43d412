//! A date → what a reader is told where it is doubtful.

use super::read_stamp;
use crate::article::PublishedDate;

/// Says that a date has two readings.
pub(in crate::ingest) fn open_message(date: PublishedDate) -> String {
    format!("the date of publication can be {} or {}", date.earliest, date.latest)
}

/// Says that a date is not understood, or is none.
pub(in crate::ingest) fn not_understood(stamp: &str) -> String {
    let stamp = stamp.trim();
    match read_stamp(stamp) {
        Some(date) => format!("date `{stamp}` left out: {date} is the zero of a clock, or has not come"),
        None => format!("date `{stamp}` not understood: write it as 2020-01-31"),
    }
}
