//! A question that finds nothing, or nothing whole → which of its words no article has, what may have been meant, which condition to
//! leave out.

use std::collections::BTreeSet;

use super::labels::condition_label;
use super::prepared::PreparedQuery;
use super::{Loosened, NotFound, WordSuggestion};
use crate::analysis::is_word;
use crate::error::Result;
use crate::index::Backend;
use crate::query::borders::MARK;
use crate::query::plan::{Clause, Condition, MatchKind, Plan, Scope, Term};
use crate::ranking::{NearWord, TopArticles, TopRequest};

/// Of so many words that the index does not have, others are looked for.
const MAX_ASKED: usize = 8;

/// In a phrase that is not found, a word that stands in so few passages may be misspelt too, if another is so much more frequent.
const MAX_RARE: u64 = 3;
const MUCH_MORE_FREQUENT: u64 = 20;

/// So many conditions are left out, one at a time.
const MAX_LOOSENED: usize = 8;

/// What is said of a question without an answer.
pub(super) fn advice(
    prepared: &PreparedQuery<'_>,
    backend: &dyn Backend,
    top: &TopArticles,
) -> Result<(Vec<NotFound>, Vec<Loosened>)> {
    if top.total.articles > 0 {
        return Ok((Vec::new(), Vec::new()));
    }
    let not_found = not_found(prepared, backend, &top.article_frequencies)?;
    let loosen = if top.total.partial.articles > 0 { Vec::new() } else { loosened(prepared, backend)? };
    Ok((not_found, loosen))
}

/// The clauses that no article has and without which none has all that is wanted.
fn not_found(prepared: &PreparedQuery<'_>, backend: &dyn Backend, frequencies: &[u64]) -> Result<Vec<NotFound>> {
    let plan = prepared.plan;
    let missing: BTreeSet<usize> = plan.wanted.iter().flat_map(|c| missing_in(c, frequencies)).collect();
    let missing: Vec<&Clause> = missing.into_iter().map(|number| &plan.clauses[number]).collect();
    let mut near: Vec<(String, u64)> = Vec::new();
    for word in missing.iter().flat_map(|clause| typed_words(clause)) {
        if near.len() < MAX_ASKED && !near.iter().any(|(known, _)| *known == word) {
            let documents = backend.documents(&word)?;
            near.extend((documents <= MAX_RARE).then_some((word, documents)));
        }
    }
    let request =
        TopRequest { near: near.iter().map(|(word, _)| word.clone()).collect(), ..prepared.request_to_count() };
    let found = if near.is_empty() {
        Vec::new()
    } else {
        backend.search(&Plan::default(), &request, prepared.budget)?.near
    };
    let suggestions = |clause: &Clause| {
        let words = typed_words(clause);
        let of_words = near.iter().zip(&found).filter(|((typed, _), _)| words.contains(typed));
        let suggested = of_words.flat_map(|((typed, documents), found)| {
            let is_likelier = move |near: &&NearWord| {
                !near.word.starts_with(MARK) && near.documents > documents * MUCH_MORE_FREQUENT
            };
            found.iter().filter(is_likelier).map(|near| WordSuggestion {
                typed: typed.clone(),
                word: near.word.clone(),
                passages: near.documents,
            })
        });
        suggested.collect()
    };
    let not_found = |clause: &&Clause| {
        let field = if clause.scope == Scope::Title { "title:" } else { "" };
        NotFound { text: format!("{field}{}", clause.label), suggestions: suggestions(clause) }
    };
    Ok(missing.iter().map(not_found).collect())
}

/// The clauses for lack of which no article meets a condition: of several by OR none is missed as long as one is found.
fn missing_in(condition: &Condition, frequencies: &[u64]) -> Vec<usize> {
    match condition {
        Condition::Clause(number) if frequencies.get(*number) == Some(&0) => vec![*number],
        Condition::All(inner) => inner.iter().flat_map(|c| missing_in(c, frequencies)).collect(),
        Condition::Any(inner) => {
            let missing: Vec<Vec<usize>> = inner.iter().map(|c| missing_in(c, frequencies)).collect();
            if missing.iter().any(Vec::is_empty) { Vec::new() } else { missing.concat() }
        }
        Condition::Clause(_) | Condition::Not(_) | Condition::Filter(_) => Vec::new(),
    }
}

/// The words of a clause as they were typed, folded.
fn typed_words(clause: &Clause) -> Vec<String> {
    let exact = clause.slots.iter().flat_map(|slot| &slot.alternatives).filter(|a| a.kind == MatchKind::Exact);
    let words = exact.flat_map(|alternative| &alternative.parts).filter_map(|part| match &part.term {
        Term::Exact(word) | Term::InLanguages(word, _) | Term::OutsideLanguage(word, _) => Some(word),
        _ => None,
    });
    words.filter(|word| is_word(word)).cloned().collect()
}

/// The conditions without each of which something would be found; all together, if that takes leaving out all.
fn loosened(prepared: &PreparedQuery<'_>, backend: &dyn Backend) -> Result<Vec<Loosened>> {
    let plan = prepared.plan;
    let is_apart = |condition: &Condition| matches!(condition, Condition::Filter(_) | Condition::Not(_));
    let apart: Vec<&Condition> = plan.required.iter().filter(|c| is_apart(c)).collect();
    let mut loosened = Vec::new();
    if plan.is_list() {
        return Ok(loosened);
    }
    let label = |condition: &Condition| match condition {
        Condition::Not(inner) => format!("-{}", condition_label(plan, inner)),
        condition => condition_label(plan, condition),
    };
    let mut count = |without: String, required: Vec<Condition>| -> Result<bool> {
        let looser = Plan { required, ..plan.clone() };
        let total = backend.search(&looser, &prepared.request_to_count(), prepared.budget)?.total;
        let (articles, partial) = (total.articles, total.partial.articles);
        if articles + partial > 0 {
            loosened.push(Loosened { without, articles, partial });
        }
        Ok(articles + partial > 0)
    };
    let mut is_found = false;
    for left_out in apart.iter().take(MAX_LOOSENED) {
        let required = plan.required.iter().filter(|condition| condition != left_out).cloned().collect();
        is_found |= count(label(left_out), required)?;
    }
    if apart.len() < plan.required.len() {
        let required = apart.iter().map(|condition| (*condition).clone()).collect();
        is_found |= count("AND".to_owned(), required)?;
    }
    if !is_found && apart.len() > 1 {
        let labels: Vec<String> = apart.iter().map(|condition| label(condition)).collect();
        let required = plan.required.iter().filter(|c| !is_apart(c)).cloned().collect();
        count(labels.join(" "), required)?;
    }
    Ok(loosened)
}
