//! A question and a backend → [`SearchResponse`].

use std::collections::BTreeMap;

use serde::Serialize;

use super::advice::advice;
use super::excerpt::excerpt;
use super::facets::facets;
use super::labels::{excluded, missing};
use super::marks::{marks, pattern_marks};
use super::name_reports::name_reports;
use super::prepared::{PreparedQuery, ResolvedHit};
use super::{
    ArticleReport, DuplicateHandling, Hit, Loosened, Mark, NotFound, PassageReport, Ranked, SearchOptions,
    SearchResponse, Tier, date_fields, rounded,
};
use crate::analysis::{Analyzer, TermFinder};
use crate::error::Result;
use crate::index::{Address, Backend, StoredArticle, StoredPassage};
use crate::query::Warning;
use crate::query::positions::PassagePositions;
use crate::ranking::{FeedbackWord, Parts, Scorer, TopArticle, TopArticles};
use crate::work::{Budget, Counter};

/// The ids and scores of the articles asked for.
pub(crate) fn ranking(prepared: &PreparedQuery<'_>, backend: &dyn Backend) -> Result<Vec<Ranked>> {
    let top = prepared.top(backend, DuplicateHandling::Apart, false)?;
    let scores = top.articles.iter().map(|top| rounded(top.score));
    Ok(ids(&top.articles, backend, prepared.budget)?
        .into_iter()
        .zip(scores)
        .map(|(id, score)| Ranked { id, score })
        .collect())
}

/// The ids of articles.
fn ids(articles: &[TopArticle], backend: &dyn Backend, budget: &Budget) -> Result<Vec<String>> {
    let wanted: Vec<(Address, Vec<u32>)> = articles.iter().map(|top| (top.address, Vec::new())).collect();
    Ok(backend.fetch(&wanted, budget)?.into_iter().map(|article| article.id).collect())
}

/// The whole answer.
pub(crate) fn answer(
    prepared: &PreparedQuery<'_>,
    backend: &dyn Backend,
    analyzer: &mut Analyzer,
) -> Result<SearchResponse> {
    let top = prepared.top(backend, prepared.options.duplicates, true)?;
    let said = advice(prepared, backend, &top)?;
    answer_of(prepared, backend, analyzer, (top, said))
}

/// The answer with these articles, and what is said where there are none.
pub(super) fn answer_of(
    prepared: &PreparedQuery<'_>,
    backend: &dyn Backend,
    analyzer: &mut Analyzer,
    (mut top, (not_found, loosen)): (TopArticles, (Vec<NotFound>, Vec<Loosened>)),
) -> Result<SearchResponse> {
    let facets = top.facets.as_ref().map(|counts| facets(counts, backend, prepared.budget)).transpose()?;
    let first = prepared.options.offset;
    let mut hits = Vec::new();
    let articles = std::mem::take(&mut top.articles);
    let is_wanted = |term: &str| prepared.terms.has(term);
    let mut finder = TermFinder::new(analyzer, &is_wanted);
    for (number, found) in prepared.resolved(articles, backend)?.into_iter().enumerate() {
        hits.push(hit(prepared, first + number + 1, found, &mut finder));
    }
    let names = name_reports(&prepared.plan.names, backend, analyzer, prepared.budget)?;
    let past_end = past_end(prepared.options, &top).filter(|_| hits.is_empty());
    let warnings = prepared.warnings.iter().cloned().chain(top.warnings).chain(past_end).collect();
    let timing = prepared.options.timing;
    Ok(SearchResponse {
        version: 1,
        query: prepared.text.to_owned(),
        parsed: prepared.query.to_string(),
        warnings,
        dropped: prepared.plan.dropped.clone(),
        excluded: excluded(prepared.plan),
        names,
        total: top.total,
        not_found,
        loosen,
        facets,
        hits,
        audit: None,
        work: timing.then(|| prepared.budget.work()),
        took_ms: timing.then(|| prepared.budget.took_ms()),
    })
}

/// Says that no article is left after those that are passed over, and where the last page begins.
fn past_end(options: &SearchOptions, top: &TopArticles) -> Option<Warning> {
    let last = top.reached.checked_sub(1)?;
    if options.limit == 0 || options.offset <= last {
        return None;
    }
    let message = format!(
        "there are no more than {} articles, and {} were passed over: the last page begins after {}",
        top.reached,
        options.offset,
        last / options.limit * options.limit
    );
    Some(Warning { position: 0, message })
}

fn hit(prepared: &PreparedQuery<'_>, rank: usize, hit: ResolvedHit, finder: &mut TermFinder<'_>) -> Hit {
    let ResolvedHit { top, article, duplicates } = hit;
    let plan = prepared.plan;
    let found_in = |ordinal: u32| top.clauses.iter().any(|found| found.ordinal == ordinal);
    let mut of_patterns = if plan.has_patterns() { pattern_marks(&article, plan, finder) } else { BTreeMap::new() };
    let mut mark = |passage: &StoredPassage| {
        let of_patterns = of_patterns.remove(&passage.ordinal).unwrap_or_default();
        if !found_in(passage.ordinal) && of_patterns.is_empty() {
            return Vec::new();
        }
        prepared.budget.add(Counter::PassagesAnalysed, 1);
        let (text, language) = (passage.text.as_str(), article.language_of(passage));
        let positions = PassagePositions::of_terms(text, language, finder);
        marks((text, passage.ordinal == 0), &positions, plan, of_patterns)
    };
    let shown = prepared.shown(&top);
    let matched = top.passages.iter().filter(|(ordinal, _)| *ordinal > 0).count();
    let more_passages = matched.saturating_sub(shown.len());
    let passages = shown.into_iter().filter_map(|(ordinal, score)| {
        let passage = article.passage(ordinal)?;
        let marks = mark(passage);
        Some(PassageReport {
            id: format!("{}#{ordinal}", article.id),
            ordinal,
            kind: passage.kind,
            score: rounded(score),
            start: passage.start,
            end: passage.end,
            text: passage.text.clone(),
            excerpt: excerpt(&passage.text, &marks, prepared.options.context),
            marks,
        })
    });
    let passages = passages.collect();
    let title_marks = article.passage(0).map(mark).unwrap_or_default();
    Hit {
        rank,
        score: rounded(top.best_score),
        tier: top.tier,
        missing: missing(plan, &top),
        article: article_report(article, title_marks),
        passages,
        more_passages,
        duplicates: duplicates.into_iter().map(|copy| article_report(copy, Vec::new())).collect(),
        more_duplicates: top.more_duplicates,
        similar: top.similar,
    }
}

fn article_report(article: StoredArticle, title_marks: Vec<Mark>) -> ArticleReport {
    let (date, date_precision) = date_fields(article.date);
    let title = article.title().to_owned();
    let StoredArticle { id, source, language, path, url, .. } = article;
    ArticleReport { id, title, title_marks, source, date, date_precision, language, path, url }
}

/// How one article came to its score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Its place, from 1.
    pub rank: usize,
    /// Its id.
    pub id: String,
    /// Its score.
    pub score: f64,
    /// How much of what is wanted it has.
    #[serde(rename = "match")]
    pub tier: Tier,
    /// What each clause adds.
    pub parts: Vec<Parts>,
    /// What its tier adds.
    pub step: f64,
    /// What the words add that the best articles share.
    pub feedback: f64,
}

/// How the articles of an answer came to their scores.
pub(crate) fn explain(
    prepared: &PreparedQuery<'_>,
    backend: &dyn Backend,
) -> Result<(Vec<Explanation>, Vec<FeedbackWord>)> {
    let top = prepared.top(backend, prepared.options.duplicates, false)?;
    let frequencies = &top.article_frequencies;
    let scorer = Scorer::new(prepared.plan, prepared.statistics, frequencies, prepared.weights);
    let ids = ids(&top.articles, backend, prepared.budget)?;
    let mut explanations = Vec::new();
    for (number, (article, id)) in top.articles.into_iter().zip(ids).enumerate() {
        let best = article.passages.first().map_or(0, |(ordinal, _)| *ordinal);
        let parts = scorer.parts((article.words, &article.clauses), frequencies, best);
        let words: f64 = parts.iter().map(|p| p.score).sum();
        explanations.push(Explanation {
            rank: prepared.options.offset + number + 1,
            id,
            score: rounded(article.score),
            tier: article.tier,
            parts,
            step: rounded((article.score - words - article.feedback).max(0.0)),
            feedback: rounded(article.feedback),
        });
    }
    Ok((explanations, top.feedback))
}
