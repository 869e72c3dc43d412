//! the articles of a file → the same, with what the others say of them: those too short to tell their language in the one that
//! nearly all others have, dates of two readings (`03/04/2019`) in the order that the file's other dates have.

use std::collections::{BTreeMap, VecDeque};

use super::date::{self, DayOrder};
use super::language;
use crate::article::{Article, Language};
use crate::error::{Error, Result};
use crate::ingest::Articles;

/// So many articles of a file must have a known language, and of each hundred so many the same.
const MIN_KNOWN: u64 = 10;
const MIN_PERCENT: u64 = 90;

/// A file is read ahead until so many have one, no further than this number of articles and of bytes.
const MAX_AHEAD: usize = 64;
const MAX_BYTES_AHEAD: usize = 1 << 20;

/// The articles of a file in order. A short one (a headline alone, an abstract) whose language cannot be told takes that of the
/// articles up to it, or of those at the beginning of the file.
pub(in crate::ingest) fn settled(mut articles: Articles) -> Articles {
    let mut ahead: VecDeque<Result<Article>> = VecDeque::new();
    let mut counts = Counts::default();
    let mut bytes = 0;
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        while !ended && (ahead.is_empty() || counts.are_few() && ahead.len() < MAX_AHEAD && bytes < MAX_BYTES_AHEAD)
        {
            match articles.next() {
                Some(article) => {
                    let busy = matches!(article, Err(Error::Busy { .. }));
                    if let Ok(article) = &article {
                        counts.add(article);
                        bytes += article.blocks.iter().map(|block| block.text.len()).sum::<usize>();
                    }
                    ended = busy;
                    ahead.push_back(article);
                }
                None => ended = true,
            }
        }
        let mut article = ahead.pop_front()?;
        if let Ok(article) = &mut article {
            if let Some(language) = counts.majority() {
                language::take_majority(article, language);
            }
            if let (Some(date), Some(written)) = (article.date, article.date_as_written.take()) {
                date::set(article, date, &written, counts.order(article));
            }
        }
        Some(article)
    }))
}

/// How many articles have which language, and in which order the dates of each outlet are.
#[derive(Default)]
struct Counts {
    known: u64,
    languages: BTreeMap<Language, u64>,
    /// How many dates of an outlet have the day first, and how many the month.
    orders: BTreeMap<Option<String>, [u64; 2]>,
    /// Whether there was a date of two readings.
    has_open: bool,
}

/// The outlets whose dates are counted.
const MAX_OUTLETS: usize = 1000;

impl Counts {
    fn add(&mut self, article: &Article) {
        if article.language.is_known() {
            self.known += 1;
            *self.languages.entry(article.language.clone()).or_default() += 1;
        }
        self.has_open |= article.date.is_some_and(date::is_open);
        let order = article.date_as_written.as_deref().and_then(DayOrder::of_date);
        if let Some(order) = order
            && (self.orders.len() < MAX_OUTLETS || self.orders.contains_key(&article.source))
        {
            self.orders.entry(article.source.clone()).or_default()[usize::from(order == DayOrder::MonthFirst)] += 1;
        }
    }

    /// Whether more articles could say more of those that were read.
    fn are_few(&self) -> bool {
        self.known < MIN_KNOWN || self.has_open && self.orders.is_empty()
    }

    /// The order of the dates of an article's outlet in this file, else of all outlets, if all dates that tell it have the same.
    fn order(&self, article: &Article) -> DayOrder {
        let of_outlet = self.orders.get(&article.source).copied();
        let all = self.orders.values().fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
        match of_outlet.unwrap_or(all) {
            [first, 0] if first > 0 => DayOrder::DayFirst,
            [0, month] if month > 0 => DayOrder::MonthFirst,
            _ => DayOrder::Unknown,
        }
    }

    /// The language that nearly all have.
    fn majority(&self) -> Option<&Language> {
        let (language, count) = self.languages.iter().max_by_key(|(_, count)| **count)?;
        (self.known >= MIN_KNOWN && count * 100 >= self.known * MIN_PERCENT).then_some(language)
    }
}
