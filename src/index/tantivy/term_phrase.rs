//! A phrase whose places have one term each in a segment: the postings of its terms side by side, and no more than the positions
//! of the documents that have them all.

use std::ops::Range;

use tantivy::DocId;

use super::parallel::in_ranges;
use super::position_list::PositionList;
use super::segment::Segment;
use crate::error::Result;
use crate::query::occurrences::{Occurrence, Span, frequency};
use crate::query::plan::{Clause, Term, TermRun};
use crate::work::{Budget, Counter};

/// A term of a phrase.
struct PhraseTerm {
    list: PositionList,
    /// How many places come after its own.
    after: u32,
    span: Span,
}

/// The documents of a phrase with their frequencies, also deleted ones; nothing if one of its places has several terms in the
/// segment, or other things than words.
pub(super) fn term_phrase(
    segment: &Segment,
    clause: &Clause,
    budget: &Budget,
) -> Result<Option<Vec<(DocId, f32)>>> {
    let Some(terms) = terms(segment, clause)? else { return Ok(None) };
    if terms.len() < clause.slots.len() {
        return Ok(Some(Vec::new()));
    }
    let rarest = terms.iter().map(|term| term.list.doc_freq()).min().unwrap_or(0);
    let found = in_ranges(segment.reader.max_doc(), u64::from(rarest), |docs| {
        let again = self::terms(segment, clause)?;
        again.map_or_else(|| Ok(Vec::new()), |terms| phrases(terms, clause, docs, budget))
    })?;
    Ok(Some(found.concat()))
}

/// The phrases of some documents.
fn phrases(
    mut terms: Vec<PhraseTerm>,
    clause: &Clause,
    docs: Range<DocId>,
    budget: &Budget,
) -> Result<Vec<(DocId, f32)>> {
    let occurrence: Occurrence = terms.iter().map(|term| term.span).collect();
    let mut found = Vec::new();
    terms.sort_by_key(|term| term.list.doc_freq());
    let Some((rarest, others)) = terms.split_first_mut() else { return Ok(found) };
    // The frequency of so many occurrences.
    let mut frequencies = vec![0.0];
    let (mut ends, mut more) = (Vec::new(), Vec::new());
    let mut steps = budget.steps(Counter::Postings);
    let mut doc = rarest.list.seek(docs.start);
    while doc < docs.end {
        steps.step()?;
        if others.iter_mut().all(|term| term.list.seek(doc) == doc) {
            ends.clear();
            rarest.list.append_positions(rarest.after, &mut ends);
            for term in others.iter_mut() {
                if ends.is_empty() {
                    break;
                }
                more.clear();
                term.list.append_positions(term.after, &mut more);
                keep_common(&mut ends, &more);
            }
            let count = apart(&ends, clause.slots.len() as u32);
            while frequencies.len() <= count {
                frequencies.push(frequency(clause, &vec![occurrence.clone(); frequencies.len()]));
            }
            if count > 0 {
                found.push((doc, frequencies[count]));
            }
        }
        doc = rarest.list.advance();
    }
    Ok(found)
}

/// The term of each place, fewer if one of them is nowhere in the segment; nothing if the phrase is of another kind.
fn terms(segment: &Segment, clause: &Clause) -> Result<Option<Vec<PhraseTerm>>> {
    let mut terms = Vec::with_capacity(clause.slots.len());
    for (number, slot) in (1..).zip(&clause.slots) {
        let mut found = None;
        for (alternative, choice) in slot.alternatives.iter().enumerate() {
            let [TermRun { term: Term::Exact(term), length }] = &choice.parts[..] else { return Ok(None) };
            let Some(list) = segment.positions(term)? else { continue };
            if *length != 1 || found.is_some() {
                return Ok(None);
            }
            let span = Span { start: 0, end: 1, alternative, weight: choice.weight };
            found = Some(PhraseTerm { list, after: clause.slots.len() as u32 - number, span });
        }
        terms.extend(found);
    }
    Ok(Some(terms))
}

/// So few numbers are looked for one by one in all of a list: several of its numbers are compared at once, without a branch.
const FEW: usize = 4;

/// Keeps the numbers that another list has as well; both are in order.
fn keep_common(numbers: &mut Vec<u32>, others: &[u32]) {
    if numbers.len() <= FEW {
        let has = |number: u32| others.iter().fold(false, |is_there, other| is_there | (*other == number));
        return numbers.retain(|number| has(*number));
    }
    let (mut kept, mut at, mut other) = (0, 0, 0);
    while at < numbers.len() && other < others.len() {
        let (number, theirs) = (numbers[at], others[other]);
        numbers[kept] = number;
        kept += usize::from(number == theirs);
        at += usize::from(number <= theirs);
        other += usize::from(theirs <= number);
    }
    numbers.truncate(kept);
}

/// How many phrases of so many words end at these places, from left to right, none overlapping another.
fn apart(ends: &[u32], words: u32) -> usize {
    let (mut count, mut free_from) = (0, 0);
    for end in ends {
        if *end >= free_from {
            count += 1;
            free_from = end + words;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_that_overlap_count_once() {
        assert_eq!(apart(&[1, 2, 3, 4, 7], 2), 3);
        assert_eq!(apart(&[0, 3, 4], 3), 2);
        assert_eq!(apart(&[], 2), 0);
    }

    #[test]
    fn what_both_have_is_kept() {
        let mut numbers = vec![1, 3, 5, 9];
        keep_common(&mut numbers, &[0, 3, 4, 9, 12]);
        assert_eq!(numbers, [3, 9]);
        keep_common(&mut numbers, &[]);
        assert!(numbers.is_empty());
        let mut numbers = vec![1, 3, 5, 9, 12, 14];
        keep_common(&mut numbers, &[0, 3, 4, 9, 13, 14]);
        assert_eq!(numbers, [3, 9, 14]);
    }
}
