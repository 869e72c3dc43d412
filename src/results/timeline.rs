//! The days on which articles can have been published → [`Timeline`]: how many each year, month, week or day.

use jiff::ToSpan;
use jiff::civil::Weekday;
use serde::Serialize;

use super::Total;
use super::prepared::PreparedQuery;
use crate::article::Day;
use crate::error::Result;
use crate::index::Backend;
use crate::query::Warning;
use crate::ranking::{FacetCounts, TopRequest};

/// A timeline has at most so many spans; of more, longer ones are taken.
const MAX_BUCKETS: usize = 20_000;

/// How long the spans of a timeline are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Span {
    /// Days.
    Day,
    /// Weeks, which begin on Monday.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// How many of the articles that have all that is wanted were published when; copies are counted as articles.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Timeline {
    /// The version of this shape.
    pub version: u32,
    /// The question as it came.
    pub query: String,
    /// The question as it was understood.
    pub parsed: String,
    /// What was not understood as written, and where a bound changed the answer.
    pub warnings: Vec<Warning>,
    /// How much was found.
    pub total: Total,
    /// How long the spans are.
    pub by: Span,
    /// The spans from the first article to the last, also those without any.
    pub buckets: Vec<Bucket>,
    /// How many articles have a date that is wider than a span: they are spread over its days, a part of each article in every span.
    pub spread: u64,
    /// How many articles have no date.
    pub undated: u64,
}

/// A span of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bucket {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// The articles whose date lies in it.
    pub articles: u64,
    /// Its part of the articles whose dates are wider.
    pub spread: f64,
}

impl Span {
    /// The first and last day of the span that a day lies in.
    fn around(self, day: Day) -> (Day, Day) {
        let date = day.date();
        let (first, last) = match self {
            Self::Day => (date, date),
            Self::Week => {
                let since_monday = i64::from(date.weekday().since(Weekday::Monday));
                let first = date.saturating_sub(since_monday.days());
                (first, date.saturating_add((6 - since_monday).days()))
            }
            Self::Month => (date.first_of_month(), date.last_of_month()),
            Self::Year => (date.first_of_year(), date.last_of_year()),
        };
        (Day::of(first), Day::of(last))
    }

    /// The next longer span.
    fn longer(self) -> Self {
        match self {
            Self::Day => Self::Week,
            Self::Week => Self::Month,
            Self::Month | Self::Year => Self::Year,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// The days from one to another, both counted.
fn days(from: Day, to: Day) -> i64 {
    i64::from((to.date() - from.date()).get_days()) + 1
}

/// The timeline of what a question finds.
pub(crate) fn timeline(prepared: &PreparedQuery<'_>, backend: &dyn Backend, by: Span) -> Result<Timeline> {
    let request = TopRequest { facets: true, ..prepared.request_to_count() };
    let top = backend.search(prepared.plan, &request, prepared.budget)?;
    let counts = top.facets.unwrap_or_default();
    let (buckets, by, spread, warning) = spans(&counts, by);
    Ok(Timeline {
        version: 1,
        query: prepared.text.to_owned(),
        parsed: prepared.query.to_string(),
        warnings: prepared.warnings.iter().cloned().chain(warning).collect(),
        total: top.total,
        by,
        buckets,
        spread,
        undated: counts.undated,
    })
}

/// The spans of a timeline with the articles of each, how long they are, how many articles are spread, and what is to be said.
fn spans(counts: &FacetCounts, asked: Span) -> (Vec<Bucket>, Span, u64, Option<Warning>) {
    let first = counts.days.iter().map(|((first, _), _)| *first).min();
    let last = counts.days.iter().map(|((_, last), _)| *last).max();
    let (Some(first), Some(last)) = (first, last) else { return (Vec::new(), asked, 0, None) };
    let mut by = asked;
    let mut buckets = empty_buckets(first, last, by);
    while buckets.len() > MAX_BUCKETS && by != Span::Year {
        by = by.longer();
        buckets = empty_buckets(first, last, by);
    }
    let mut spread = 0;
    for ((first, last), articles) in &counts.days {
        let at = buckets.partition_point(|bucket| bucket.to < *first);
        let end = buckets.partition_point(|bucket| bucket.from <= *last);
        if end <= at + 1 {
            buckets[at].articles += articles;
            continue;
        }
        spread += articles;
        for bucket in &mut buckets[at..end] {
            let shared = days(bucket.from.max(*first), bucket.to.min(*last));
            bucket.spread += *articles as f64 * shared as f64 / days(*first, *last) as f64;
        }
    }
    for bucket in &mut buckets {
        bucket.spread = (bucket.spread * 1e4).round() / 1e4;
    }
    let warning = (by != asked).then(|| {
        let (asked, by) = (asked.name(), by.name());
        let message = format!(
            "from {first} to {last} there are more than {MAX_BUCKETS} spans of a {asked}: a {by} is shown, or narrow the dates"
        );
        Warning { position: 0, message }
    });
    (buckets, by, spread, warning)
}

/// The spans from one day to another, one more than there may be at most.
fn empty_buckets(first: Day, last: Day, by: Span) -> Vec<Bucket> {
    let (mut from, mut to) = by.around(first);
    let mut buckets = Vec::new();
    loop {
        buckets.push(Bucket { from, to, articles: 0, spread: 0.0 });
        let next = to.after().filter(|next| *next <= last && buckets.len() <= MAX_BUCKETS);
        let Some(next) = next else { return buckets };
        (from, to) = by.around(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn of(dates: &[(&str, &str, u64)], by: Span) -> (Vec<String>, Span, u64) {
        let days = dates.iter().map(|(first, last, articles)| ((day(first), day(last)), *articles)).collect();
        let (buckets, by, spread, _) = spans(&FacetCounts { days, ..FacetCounts::default() }, by);
        let shown = buckets.iter().map(|b| format!("{}..{} {} {}", b.from, b.to, b.articles, b.spread));
        (shown.collect(), by, spread)
    }

    #[test]
    fn articles_are_counted_by_spans_and_wide_dates_spread() {
        let dates =
            [("2019-12-31", "2019-12-31", 2), ("2020-02-03", "2020-02-03", 1), ("2020-01-01", "2020-01-31", 3)];
        let months = ["2019-12-01..2019-12-31 2 0", "2020-01-01..2020-01-31 3 0", "2020-02-01..2020-02-29 1 0"];
        assert_eq!(of(&dates, Span::Month), (months.map(str::to_owned).to_vec(), Span::Month, 0));
        let years = ["2019-01-01..2019-12-31 2 0", "2020-01-01..2020-12-31 4 0"];
        assert_eq!(of(&dates, Span::Year).0, years);
        let (weeks, _, spread) = of(&dates, Span::Week);
        assert_eq!((weeks.len(), spread), (6, 3));
        assert_eq!(weeks[0], "2019-12-30..2020-01-05 2 0.4839");
        assert_eq!(weeks[5], "2020-02-03..2020-02-09 1 0");
        assert_eq!(of(&[("2020-01-01", "2020-12-31", 366)], Span::Month).0[1], "2020-02-01..2020-02-29 0 29");
        assert_eq!(of(&[], Span::Day).0.len(), 0);
    }

    #[test]
    fn a_long_time_is_shown_in_longer_spans() {
        let (weeks, by, _) = of(&[("0999-01-01", "0999-01-01", 1), ("2020-01-01", "2020-01-01", 1)], Span::Day);
        assert_eq!((weeks.len(), by), (12_253, Span::Month));
        let (years, by, _) =
            of(&[("-009999-01-01", "-009999-01-01", 1), ("9999-12-31", "9999-12-31", 1)], Span::Day);
        assert_eq!((years.len(), by), (19_999, Span::Year));
        assert_eq!(of(&[("9999-12-31", "9999-12-31", 1)], Span::Week).0, ["9999-12-27..9999-12-31 1 0"]);
    }
}
