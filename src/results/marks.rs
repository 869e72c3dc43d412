//! text + plan → marks: exactly what matched, an alias whole, words of a phrase only inside it.

use super::Mark;
use crate::index::scan::TokenTable;
use crate::query::occurrences::{Occurrence, clause_occurrences};
use crate::query::plan::{Clause, MatchKind, Plan, Scope};

/// The marks of a text, in order; where two overlap the longer one stands, then the one that begins first.
pub(super) fn marks(text: &str, is_title: bool, table: &TokenTable, plan: &Plan) -> Vec<Mark> {
    let scoring = plan.scoring();
    let mut marks: Vec<Mark> = Vec::new();
    for (clause, scores) in plan.clauses.iter().zip(&scoring) {
        if !scores || (clause.scope == Scope::Title && !is_title) {
            continue;
        }
        let found = clause_occurrences(clause, &mut |term, out| table.positions(term, out));
        let found = found.iter().filter(|o| table.is_as_written(clause, o, text));
        marks.extend(found.filter_map(|o| mark(text, table, clause, o)));
    }
    marks.sort_by(|a, b| (b.end - b.start).cmp(&(a.end - a.start)).then(a.start.cmp(&b.start)));
    let mut kept: Vec<Mark> = Vec::new();
    for mark in marks {
        if kept.iter().all(|k| mark.end <= k.start || mark.start >= k.end) {
            kept.push(mark);
        }
    }
    kept.sort_by_key(|m| m.start);
    kept
}

fn mark(text: &str, table: &TokenTable, clause: &Clause, occurrence: &Occurrence) -> Option<Mark> {
    let (first, last) = (occurrence.first()?, occurrence.last()?);
    let (start, end) = table.bytes(first.start, last.end)?;
    let kinds = occurrence.iter().zip(&clause.slots).map(|(span, slot)| slot.choices[span.choice].kind);
    let kind = kinds.max().unwrap_or(MatchKind::Exact);
    Some(Mark { start, end, text: text[start..end].to_owned(), query: clause.label.clone(), kind })
}
