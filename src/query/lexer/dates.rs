//! Dates of several words after their field, and words that tell of a date.

use super::{Kind, Lexer, text_of};
use crate::article::Day;
use crate::query::characters::bare_word;
use crate::query::date_words::ParseDateError;
use crate::query::fields::Field;
use crate::query::operators::operator;
use crate::query::{DateRange, Filter};

/// More words and bytes than a date has.
const MAX_DATE_WORDS: usize = 9;
const MAX_DATE: usize = 100;

/// What may stand after a date in a sentence.
const DATE_ENDS: [char; 3] = [',', '?', '!'];

/// What time is told in without a number, as in `yesterday` and `last weeks`.
const UNITS: [&str; 5] = ["day", "week", "month", "year", "hour"];

/// Whether a text may be a date: most are not, and need not be read.
fn tells_of_time(text: &str) -> bool {
    text.contains(char::is_numeric) || UNITS.iter().any(|unit| text.to_lowercase().contains(unit))
}

fn is_today(date: &str) -> bool {
    ["today", "yesterday", "days"].iter().any(|word| date.to_lowercase().contains(word))
}

/// What stands between two dates that are a range in no form that is read here.
const JOINING: [&str; 9] = ["to", "and", "thru", "bis", "au", "al", "do", "по", "-"];

/// Whether a word is a date, or a day without its year.
fn tells_of_date(word: &str) -> bool {
    let read = DateRange::read(word.trim_end_matches(DATE_ENDS), Day::today());
    word.len() > 3 && !matches!(read, Err(ParseDateError::NotADate))
}

impl Lexer<'_> {
    /// The value of a field of dates that begins at a byte: a word, or as many as are a date together.
    pub(super) fn date(&mut self, field: Field, start: usize, (position, negated): (usize, bool)) {
        let rest = &self.text[start..];
        let signs = rest.len() - rest.trim_start_matches(['<', '>', '=', '≥', '≤']).len();
        self.at = self.end_of_date(start + signs).unwrap_or(start + bare_word(rest).len());
        let value = self.text[start..self.at].trim_end_matches(',');
        self.emit(Some(field), text_of(value, false), (position, negated));
        let rest = self.rest().trim_start();
        let first = bare_word(rest);
        let second = bare_word(rest[first.len()..].trim_start());
        let is_date = |word: &str| word.starts_with(char::is_numeric) && tells_of_date(word);
        let is_joined = JOINING.contains(&&*first.to_lowercase()) && is_date(second);
        if self.group_field().is_none() && (is_joined || is_date(first)) {
            let place = self.text.len() - rest.len();
            self.warn(
                place,
                format!("`{first}` after a date is searched as a word: write `date:2018-01..2020` for a range"),
            );
        }
    }

    /// Where the most words end that are a date together, from the first of them on; or those that would be one if the
    /// calendar had it. `None` if there are none.
    fn end_of_date(&self, start: usize) -> Option<usize> {
        let mut ends = Vec::with_capacity(MAX_DATE_WORDS);
        let mut end = start;
        while ends.len() < MAX_DATE_WORDS && end < start + MAX_DATE {
            let rest = &self.text[end..];
            let word = bare_word(rest.trim_start());
            if word.is_empty()
                || word.contains(':')
                || operator(word).is_some()
                || ends.is_empty() && rest.starts_with(char::is_whitespace)
            {
                break;
            }
            end += rest.len() - rest.trim_start().len() + word.len();
            ends.push(end);
        }
        ends.retain(|end| tells_of_time(&self.text[start..*end]));
        let today = Day::today();
        let read = |end: &usize| DateRange::read(self.text[start..*end].trim_end_matches(DATE_ENDS), today);
        let is_near = |end: &usize| !matches!(read(end), Err(ParseDateError::NotADate));
        let is_date = |end: &usize| read(end).is_ok();
        ends.iter().rev().copied().find(is_date).or_else(|| ends.iter().rev().copied().find(is_near))
    }

    /// Whether an open parenthesis stands here, and a date after it that is all of what it holds.
    pub(super) fn is_before_date_in_parenthesis(&self) -> bool {
        let rest = self.rest().trim_start();
        let inside = rest.trim_start_matches(|c: char| c.is_whitespace() || "(（".contains(c));
        let end = self.end_of_date(self.text.len() - inside.len());
        let is_all = |after: &str| after.is_empty() || after.starts_with([')', '）']);
        rest.starts_with(['(', '（']) && end.is_some_and(|end| is_all(self.text[end..].trim_start()))
    }

    /// Whether `since` and its date are all of a question but what stands before them or after them, and then whether they hold for all
    /// of it: inside a longer sentence they tell of what the articles are about.
    fn apart(&self, start: usize, end: usize) -> Option<bool> {
        let is_first = !self.text[..start].contains(|c: char| !c.is_whitespace() && !"(（".contains(c));
        let after =
            self.text[end..].trim_start_matches(|c: char| !c.is_alphanumeric() && !"()（）&|-=!".contains(c));
        let word = bare_word(after);
        let is_excluding = after.starts_with(['-', '!']) && after[1..].starts_with(char::is_alphanumeric);
        let ends =
            after.is_empty() || after.starts_with([')', '）']) || Field::before(word).is_some() || is_excluding;
        let is_apart = is_first || ends || matches!(word, "AND" | "OR" | "NOT" | "&&" | "||");
        is_apart.then_some(self.groups.is_empty() && (is_first || after.is_empty()))
    }

    /// Reads `since` and a date as the days from then on, and says so; says of other words before a date that they are words.
    pub(super) fn since(&mut self, word: &str, (position, negated): (usize, bool)) -> bool {
        let start = self.at;
        let words = word.to_lowercase();
        let first = match &*words {
            "since" | "after" | "before" | "until" => start + word.len(),
            "last" | "past" | "from" | "between" => start,
            _ => return false,
        };
        let first = self.text.len() - self.text[first..].trim_start().len();
        let Some(end) = self.end_of_date(first) else { return false };
        let date = &self.text[first..end];
        let typed = self.text[start..end].trim_end_matches(',').to_owned();
        let range = match DateRange::read(date.trim_end_matches(DATE_ENDS), Day::today()) {
            Ok(range) => range,
            Err(why) => {
                if matches!(why, ParseDateError::Ambiguous(..)) {
                    self.warn(
                        position,
                        format!("`{typed}` {why} and is searched as words: write `since 2020-01-31`"),
                    );
                }
                return false;
            }
        };
        // Of what began on a weekday is written; articles are not searched so.
        let is_weekday = !date.contains(char::is_numeric) && date.to_lowercase().contains("day") && !is_today(date);
        if words == "since"
            && !is_weekday
            && range.from.is_some()
            && let Some(is_of_all) = self.apart(start, end)
        {
            self.at = end;
            let range = DateRange { from: range.from, to: None };
            self.warn(position, format!("`{typed}` is read as `date:{range}`: write `\"{typed}\"` for the words"));
            match is_of_all && !negated {
                true => self.lexed.conditions.push(Filter::Date(range)),
                false => self.push(position, negated, Kind::Filter(Filter::Date(range))),
            }
            return true;
        }
        if words != "since" || range.from.is_some() {
            let way = match first == start {
                true => format!("date:\"{typed}\""),
                false if date.contains(char::is_whitespace) => {
                    format!("{}:\"{date}\"", words.replace("since", "after"))
                }
                false => format!("{}:{date}", words.replace("since", "after")),
            };
            self.warn(
                position,
                format!("`{typed}` is searched as words: write `{way}` for the date of an article"),
            );
        }
        false
    }
}
