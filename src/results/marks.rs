//! text + plan → marks: exactly what matched, an alias whole, words of a phrase only inside it.

use std::collections::BTreeMap;

use super::Mark;
use crate::analysis::TermFinder;
use crate::index::StoredArticle;
use crate::query::article_positions::{ArticlePositions, PlacedPassage};
use crate::query::intervals::Interval;
use crate::query::occurrences::{Occurrence, clause_occurrences};
use crate::query::plan::{Clause, MatchKind, Plan, Scope};
use crate::query::positions::PassagePositions;

/// The marks of a text and those of patterns, in order; where two overlap the longer one stands, then the one that begins first.
pub(super) fn marks(
    (text, is_title): (&str, bool),
    positions: &PassagePositions,
    plan: &Plan,
    mut marks: Vec<Mark>,
) -> Vec<Mark> {
    let scoring = plan.wanted_clauses();
    for (clause, scores) in plan.clauses.iter().zip(&scoring) {
        if !scores || (clause.scope == Scope::Title && !is_title) || clause.pattern.is_some() {
            continue;
        }
        let found = clause_occurrences(clause, &mut |term, out| positions.positions(term, out));
        let found = found.iter().filter(|o| positions.is_as_written(clause, o, text));
        marks.extend(found.filter_map(|o| mark(text, positions, clause, o)));
    }
    marks.sort_by(|a, b| (b.end - b.start).cmp(&(a.end - a.start)).then(a.start.cmp(&b.start)));
    without_overlaps(marks)
}

/// The marks, of which each stands unless it overlaps one that comes before it here, in the order of the text.
fn without_overlaps(marks: Vec<Mark>) -> Vec<Mark> {
    let mut kept: BTreeMap<usize, Mark> = BTreeMap::new();
    for mark in marks {
        // No two of those kept overlap, so that only the last one that begins before the end can.
        let before = kept.range(..mark.end).next_back();
        if before.is_none_or(|(_, before)| before.end <= mark.start) {
            kept.insert(mark.start, mark);
        }
    }
    kept.into_values().collect()
}

fn mark(text: &str, positions: &PassagePositions, clause: &Clause, occurrence: &Occurrence) -> Option<Mark> {
    let (first, last) = (occurrence.first()?, occurrence.last()?);
    let (start, end) = positions.bytes(first.start, last.end)?;
    let kinds = occurrence.iter().zip(&clause.slots).map(|(span, slot)| slot.alternatives[span.alternative].kind);
    let kind = kinds.max().unwrap_or(MatchKind::Exact);
    let compound = kind == MatchKind::Compound;
    Some(Mark { start, end, text: text[start..end].to_owned(), query: clause.label.clone(), kind, compound })
}

/// The marks of the patterns of a plan in a whole article, by the numbers of its passages: each word, phrase or name that is a part
/// of an interval; one that goes over the border of two passages has a mark in both.
pub(super) fn pattern_marks(
    article: &StoredArticle,
    plan: &Plan,
    finder: &mut TermFinder<'_>,
) -> BTreeMap<u32, Vec<Mark>> {
    let positions = article.positions(finder);
    let placed: Vec<PlacedPassage<'_>> =
        article.passages.iter().zip(&positions).map(|(passage, positions)| passage.placed(positions)).collect();
    let whole = ArticlePositions::new(placed.clone());
    let mut marks: BTreeMap<u32, Vec<Mark>> = BTreeMap::new();
    for (clause, scores) in plan.clauses.iter().zip(plan.wanted_clauses()) {
        if !scores {
            continue;
        }
        let parts = whole.intervals(clause).into_iter().flat_map(|interval| parts(clause, &interval));
        for (part, passage) in parts.flat_map(|part| placed.iter().map(move |passage| (part, passage))) {
            let mark = placed_mark(passage, clause, part);
            marks.entry(passage.place.ordinal).or_default().extend(mark);
        }
    }
    marks
}

/// The parts of an interval that stand in a row: from one position to another, and why they match.
fn parts(clause: &Clause, interval: &Interval) -> Vec<(u32, u32, MatchKind)> {
    let mut rows = Vec::new();
    if let Some(pattern) = &clause.pattern {
        pattern.rows(&mut |slots, _| rows.push(slots.clone()));
    }
    let is_one_row = |slot: usize| rows.iter().any(|row| row.contains(&slot) && row.contains(&(slot + 1)));
    let mut parts: Vec<(usize, u32, u32, MatchKind)> = Vec::new();
    for (slot, span) in &interval.found {
        let kind = clause.slots[*slot].alternatives[span.alternative].kind;
        match parts.last_mut() {
            Some((last, _, end, whole)) if *last + 1 == *slot && *end == span.start && is_one_row(*last) => {
                (*last, *end, *whole) = (*slot, span.end, kind.max(*whole));
            }
            _ => parts.push((*slot, span.start, span.end, kind)),
        }
    }
    parts.into_iter().map(|(_, start, end, kind)| (start, end, kind)).collect()
}

/// The mark of what stands from one position to another, as far as it is in a passage.
fn placed_mark(
    passage: &PlacedPassage<'_>,
    clause: &Clause,
    (start, end, kind): (u32, u32, MatchKind),
) -> Option<Mark> {
    let first = passage.place.start;
    let (from, to) = (start.max(first), end.min(passage.place.end()));
    if from >= to {
        return None;
    }
    let (start, end) = passage.positions.bytes(from - first, to - first)?;
    let (text, compound) = (passage.text[start..end].to_owned(), kind == MatchKind::Compound);
    Some(Mark { start, end, text, query: clause.label.clone(), kind, compound })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize) -> Mark {
        Mark { start, end, text: String::new(), query: String::new(), kind: MatchKind::Exact, compound: false }
    }

    #[test]
    fn of_marks_that_overlap_the_first_stands() {
        let marks =
            [mark(10, 20), mark(0, 10), mark(5, 12), mark(19, 25), mark(20, 30), mark(12, 14), mark(40, 41)];
        let kept: Vec<(usize, usize)> = without_overlaps(marks.into()).iter().map(|m| (m.start, m.end)).collect();
        assert_eq!(kept, [(0, 10), (10, 20), (20, 30), (40, 41)]);
    }

    #[test]
    fn a_long_text_may_have_any_number_of_marks() {
        let marks = (0..200_000).map(|at| mark(2 * at, 2 * at + 1)).collect();
        assert_eq!(without_overlaps(marks).len(), 200_000);
    }
}
