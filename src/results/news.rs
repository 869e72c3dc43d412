//! What a question finds that it did not find before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::answer_of;
use super::prepared::PreparedQuery;
use super::{DuplicateHandling, SearchOptions, SearchResponse, Tier, Total};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::index::{Address, Backend, StoredArticle};
use crate::ranking::TopArticles;

/// The articles of a question that finds more are not remembered: they would be compared at every asking.
pub const MAX_SEEN: usize = 50_000;

/// The articles that a question found: a hash of what each is known by, with that of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeenArticles(BTreeMap<u64, u64>);

/// What a question finds that it did not find before.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct News {
    /// How many articles were not found before.
    pub new: u64,
    /// How many were, with another text.
    pub changed: u64,
    /// The articles that are new or have changed, in the order of the question; near-duplicates are articles of their own.
    pub answer: SearchResponse,
    /// What was found before and is now, with what is shown; what is not shown stays new.
    #[serde(skip)]
    pub seen: SeenArticles,
}

impl SeenArticles {
    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A hash of what an article is known by. One without outlet and address is known by its text: its file may move, and its number
/// in it changes with what stands before it.
fn key(article: &StoredArticle) -> u64 {
    let StoredArticle { id, source, url, content_hash, .. } = article;
    if source.is_none() && url.is_none() {
        return *content_hash;
    }
    let parts = [id, source.as_deref().unwrap_or_default(), url.as_deref().unwrap_or_default()];
    let hash = blake3::hash(parts.join("\u{1f}").as_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes"))
}

/// How a question is asked for all of its articles.
pub(crate) fn options_for_all(options: &SearchOptions) -> SearchOptions {
    SearchOptions { limit: MAX_SEEN + 1, offset: 0, duplicates: DuplicateHandling::Apart, ..options.clone() }
}

/// All articles that have all that is wanted. The plan must want nothing less.
///
/// # Errors
///
/// [`Error::Name`] where they are too many.
pub(crate) fn seen(prepared: &PreparedQuery<'_>, backend: &dyn Backend) -> Result<SeenArticles> {
    let (_, articles) = all(prepared, backend)?;
    Ok(SeenArticles(articles.iter().map(|article| (key(article), article.content_hash)).collect()))
}

fn all(prepared: &PreparedQuery<'_>, backend: &dyn Backend) -> Result<(TopArticles, Vec<StoredArticle>)> {
    let mut top = prepared.top(backend, DuplicateHandling::Apart, false)?;
    top.articles.retain(|found| found.tier != Tier::Partial);
    if top.articles.len() > MAX_SEEN {
        let message = "finds more than 50,000 articles, too many to remember: narrow it";
        return Err(Error::Name { name: prepared.text.to_owned(), message });
    }
    let wanted: Vec<(Address, Vec<u32>)> = top.articles.iter().map(|found| (found.address, Vec::new())).collect();
    let articles = backend.fetch(&wanted, prepared.budget)?;
    Ok((top, articles))
}

/// What is found now and was not before, a page of it.
pub(crate) fn news(
    prepared: &PreparedQuery<'_>,
    backend: &dyn Backend,
    analyzer: &mut Analyzer,
    (before, page): (&SeenArticles, &SearchOptions),
) -> Result<News> {
    let (mut top, articles) = all(prepared, backend)?;
    let (mut seen, mut found) = (SeenArticles::default(), Vec::new());
    let (mut new, mut changed, mut passages) = (0, 0, 0);
    for (top, article) in std::mem::take(&mut top.articles).into_iter().zip(&articles) {
        let text_before = before.0.get(&key(article)).copied();
        let is_shown = found.len() < page.limit;
        match text_before {
            Some(text) if text == article.content_hash => {}
            Some(_) => changed += 1,
            None => new += 1,
        }
        if text_before != Some(article.content_hash) {
            passages += top.passages.len() as u64;
            found.push(top);
        }
        // What is not shown stays as it was.
        let text = if is_shown { Some(article.content_hash) } else { text_before };
        seen.0.extend(text.map(|text| (key(article), text)));
    }
    top.total = Total { articles: new + changed, passages, ..Total::default() };
    top.reached = found.len();
    found.truncate(page.limit);
    top.articles = found;
    let answer = answer_of(&prepared.with_options(page), backend, analyzer, (top, Default::default()))?;
    Ok(News { answer, new, changed, seen })
}
