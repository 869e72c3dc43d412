//! text + plan → marks: exactly what matched, an alias whole, words of a phrase only inside it.

use std::collections::BTreeMap;

use super::Mark;
use crate::query::occurrences::{Occurrence, clause_occurrences};
use crate::query::plan::{Clause, MatchKind, Plan, Scope};
use crate::query::positions::PassagePositions;

/// The marks of a text, in order; where two overlap the longer one stands, then the one that begins first.
pub(super) fn marks(text: &str, is_title: bool, positions: &PassagePositions, plan: &Plan) -> Vec<Mark> {
    let scoring = plan.wanted_clauses();
    let mut marks: Vec<Mark> = Vec::new();
    for (clause, scores) in plan.clauses.iter().zip(&scoring) {
        if !scores || (clause.scope == Scope::Title && !is_title) {
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
