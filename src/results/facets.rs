//! Counts of what the found articles share → [`Facets`]: the values of each facet in order, with what is left out.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::index::{Address, Backend};
use crate::ranking::FacetCounts;
use crate::work::Budget;

/// At most so many values of a facet are listed.
const MAX_VALUES: usize = 100;

/// What the articles share that have all that is wanted; copies are counted as articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Facets {
    /// How many articles there are.
    pub articles: u64,
    /// The outlets, those with most articles first.
    pub outlets: Facet,
    /// The codes of the languages, those with most articles first.
    pub languages: Facet,
    /// The years of publication, the latest first; `2019..2020` for a date that may be in either.
    pub years: Facet,
    /// Where something wanted stands: `headline`, `caption`, `text`; an article may be counted under several. Nothing if more than
    /// 10,000 articles were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Facet>,
}

/// The values of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Facet {
    /// The first hundred values.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: u64,
    /// How many articles these have together.
    pub more_articles: u64,
    /// How many articles have no value.
    pub without: u64,
}

/// A value that articles share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FacetValue {
    /// The value; an outlet as the first of its articles writes it.
    pub value: String,
    /// How many articles have it.
    pub articles: u64,
}

/// The facets of what was counted.
pub(super) fn facets(counts: &FacetCounts, backend: &dyn Backend, budget: &Budget) -> Result<Facets> {
    let most_first = |values: &mut Vec<(String, u64)>| values.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut languages = counts.languages.clone();
    most_first(&mut languages);
    let kinds = counts.kinds.map(|kinds| {
        let mut kinds: Vec<(String, u64)> =
            ["headline", "caption", "text"].map(str::to_owned).into_iter().zip(kinds).collect();
        kinds.retain(|(_, articles)| *articles > 0);
        facet(kinds, 0)
    });
    Ok(Facets {
        articles: counts.articles,
        outlets: outlets(counts, backend, budget)?,
        languages: facet(languages, 0),
        years: facet(years(counts), counts.undated),
        kinds,
    })
}

fn facet(mut values: Vec<(String, u64)>, without: u64) -> Facet {
    let rest = values.split_off(values.len().min(MAX_VALUES));
    let values = values.into_iter().map(|(value, articles)| FacetValue { value, articles }).collect();
    let more_articles = rest.iter().map(|(_, articles)| articles).sum();
    Facet { values, more: rest.len() as u64, more_articles, without }
}

/// The outlets, each as an article writes it.
fn outlets(counts: &FacetCounts, backend: &dyn Backend, budget: &Budget) -> Result<Facet> {
    let mut outlets: Vec<&(String, u64, Address)> = counts.outlets.iter().collect();
    outlets.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let listed = outlets.iter().take(MAX_VALUES).map(|(.., first)| (*first, Vec::new()));
    let mut articles = backend.fetch(&listed.collect::<Vec<_>>(), budget)?.into_iter();
    let written = outlets.iter().map(|(outlet, count, _)| {
        let source = articles.next().and_then(|article| article.source);
        (source.unwrap_or_else(|| outlet.clone()), *count)
    });
    let written: Vec<(String, u64)> = written.collect();
    let with_one: u64 = written.iter().map(|(_, articles)| articles).sum();
    Ok(facet(written, counts.articles - with_one))
}

/// The years, the latest first.
fn years(counts: &FacetCounts) -> Vec<(String, u64)> {
    let mut years: BTreeMap<(i16, i16), u64> = BTreeMap::new();
    for ((first, last), articles) in &counts.days {
        *years.entry((last.year(), first.year())).or_insert(0) += articles;
    }
    let value = |(last, first): (i16, i16)| {
        if first == last { format!("{first:04}") } else { format!("{first:04}..{last:04}") }
    };
    years.into_iter().rev().map(|(years, articles)| (value(years), articles)).collect()
}
