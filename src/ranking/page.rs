//! What a page of an answer asks of the ranking, and how its articles are given.

use rustc_hash::FxHashMap;

use super::feedback::MAX_RESCORED;
use super::near_duplicates::Group;
use super::top::{Candidate, Order};
use super::{Address, Sort, TopArticle, TopRequest};
use crate::query::plan::Plan;

/// How many candidates are buffered before the list is cut to those that are wanted.
pub(super) fn buffered(k: usize) -> usize {
    k.saturating_mul(2).saturating_add(64)
}

/// How many of the best articles are kept for a page that ends after `k`.
pub(super) fn kept(plan: &Plan, request: &TopRequest, k: usize) -> usize {
    if k > 0 && has_feedback(plan, request) { k.max(MAX_RESCORED) } else { k }
}

/// Whether the best articles are scored anew by the words that they share.
pub(super) fn has_feedback(plan: &Plan, request: &TopRequest) -> bool {
    plan.may_have_feedback && request.sort == Sort::Relevance && request.weights.feedback > 0.0
}

/// The order of the articles; the tiers are steps of it in queries short enough for them.
pub(super) fn order(plan: &Plan, request: &TopRequest) -> Order {
    Order::new(request.sort, plan.wanted.len() <= request.weights.max_stepped)
}

/// An article of the answer: of near-duplicates that have as much of what is wanted as the best of them the earliest, but
/// where the order is that of the days.
pub(super) fn top_article(
    group: &Group,
    listed: &[Address],
    earlier: &FxHashMap<Address, Candidate>,
) -> TopArticle {
    let best = &group.best;
    let shown = listed.iter().filter_map(|address| earlier.get(address));
    let shown = shown.into_iter().find(|c| c.key.tier == best.key.tier).unwrap_or(best);
    let duplicates = listed.iter().copied().filter(|address| *address != shown.address);
    let Candidate { address, words, passages, clauses, filters, feedback, .. } = shown.clone();
    TopArticle {
        address,
        words,
        tier: shown.key.tier,
        score: shown.key.score,
        feedback,
        best_score: best.key.score,
        passages,
        clauses,
        filters,
        similar: group.similar,
        duplicates: duplicates.collect(),
        more_duplicates: (group.duplicates.len() + 1).saturating_sub(listed.len().max(1)),
    }
}
