//! clause → postings with weighted frequencies: the one-clause scorer for a word and its alternatives, and the phrase of
//! alternatives.

use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption::{Basic, WithFreqs, WithFreqsAndPositions};
use tantivy::{DocId, TERMINATED};

use super::segment::{Cursor, Segment};
use crate::error::Result;
use crate::query::occurrences::{Occurrence, WordCounter, clause_occurrences, weight};
use crate::query::plan::{Choice, Clause, Scope, Slot, Term};
use crate::work::{Budget, Counter, Steps};

/// A live passage, its number in its article, and the weighted frequency of a clause in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub(super) doc: DocId,
    pub(super) ordinal: u32,
    pub(super) frequency: f32,
}

impl Posting {
    /// The first document of its article.
    pub(super) fn head(&self) -> DocId {
        self.doc - self.ordinal
    }
}

/// The live passages of a segment in which a clause is found, in order.
pub(super) fn clause_postings(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Vec<Posting>> {
    let found = if clause.is_word() {
        word_postings(segment, &clause.slots[0], budget)?
    } else {
        phrase_postings(segment, clause, budget)?
    };
    let live = found.into_iter().filter(|(doc, _)| segment.is_alive(*doc));
    let postings = live.filter_map(|(doc, frequency)| {
        let ordinal = segment.ordinal(doc)?;
        (clause.scope == Scope::Anywhere || ordinal == 0).then_some(Posting { doc, ordinal, frequency })
    });
    Ok(postings.collect())
}

/// A word with its alternatives: the union of their postings, each document with the weighted frequency.
fn word_postings(segment: &Segment, slot: &Slot, budget: &Budget) -> Result<Vec<(DocId, f32)>> {
    let mut cursors = Vec::with_capacity(slot.choices.len());
    for (number, choice) in slot.choices.iter().enumerate() {
        for list in segment.postings(&choice.parts[0].term, WithFreqs)? {
            cursors.push((number, Cursor::new(vec![list])));
        }
    }
    let mut found = Vec::with_capacity(cursors.iter().map(|(_, c)| c.cost() as usize).max().unwrap_or(0));
    let (counter, mut frequencies) = (WordCounter::new(slot), vec![0; slot.choices.len()]);
    let mut steps = budget.steps(Counter::Postings);
    if let [(number, cursor)] = &mut cursors[..] {
        let mut doc = cursor.doc();
        while doc != TERMINATED {
            steps.step()?;
            frequencies[*number] = cursor.frequency(doc);
            found.push((doc, counter.frequency(&frequencies)));
            doc = cursor.advance_past(doc);
        }
        return Ok(found);
    }
    while let Some(doc) = cursors.iter().map(|(_, c)| c.doc()).min().filter(|d| *d != TERMINATED) {
        frequencies.fill(0);
        for (number, cursor) in cursors.iter_mut().filter(|(_, c)| c.doc() == doc) {
            steps.step()?;
            frequencies[*number] += cursor.frequency(doc);
            cursor.advance_past(doc);
        }
        cursors.retain(|(_, c)| c.doc() != TERMINATED);
        found.push((doc, counter.frequency(&frequencies)));
    }
    Ok(found)
}

/// A phrase of alternatives: the documents that have a choice for every slot, then those where they stand in a row.
fn phrase_postings(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Vec<(DocId, f32)>> {
    let mut found = Vec::new();
    phrase_occurrences(segment, clause, budget, &mut |doc, occurrences| {
        found.push((doc, occurrences.iter().map(weight).sum()));
    })?;
    Ok(found)
}

/// Gives the occurrences of a phrase of alternatives in each live document that has some.
pub(super) fn phrase_occurrences(
    segment: &Segment,
    clause: &Clause,
    budget: &Budget,
    visit: &mut dyn FnMut(DocId, &[Occurrence]),
) -> Result<()> {
    let candidates = candidates(segment, clause, budget)?;
    let mut cursors: FxHashMap<&Term, Cursor> = FxHashMap::default();
    for part in clause.slots.iter().flat_map(|s| &s.choices).flat_map(|c| &c.parts) {
        if !cursors.contains_key(&part.term) {
            cursors.insert(&part.term, Cursor::new(segment.postings(&part.term, WithFreqsAndPositions)?));
        }
    }
    let mut steps = budget.steps(Counter::Postings);
    for doc in candidates {
        steps.step()?;
        let occurrences = clause_occurrences(clause, &mut |term, out| {
            if let Some(cursor) = cursors.get_mut(term)
                && cursor.seek(doc) == doc
            {
                cursor.positions(doc, out);
            }
        });
        if !occurrences.is_empty() {
            visit(doc, &occurrences);
        }
    }
    Ok(())
}

/// The documents that hold all parts of some choice, for every slot; the rarest slot leads.
fn candidates(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Vec<DocId>> {
    let mut slots = Vec::with_capacity(clause.slots.len());
    for slot in &clause.slots {
        let mut choices = Vec::new();
        for choice in &slot.choices {
            choices.extend(ChoiceCursor::open(segment, choice)?);
        }
        let cost: u64 = choices.iter().map(ChoiceCursor::cost).sum();
        slots.push((cost, choices));
    }
    slots.sort_by_key(|(cost, _)| *cost);
    let mut slots = slots.into_iter();
    let Some((_, rarest)) = slots.next() else { return Ok(Vec::new()) };
    let mut steps = budget.steps(Counter::Postings);
    let mut docs: Vec<DocId> = Vec::new();
    for choice in rarest {
        choice.docs(&mut steps, &mut docs)?;
    }
    docs.sort_unstable();
    docs.dedup();
    docs.retain(|doc| segment.is_alive(*doc));
    for (_, mut choices) in slots {
        let mut left = Vec::new();
        for doc in docs {
            steps.step()?;
            if choices.iter_mut().any(|choice| choice.is_at(doc)) {
                left.push(doc);
            }
        }
        docs = left;
    }
    Ok(docs)
}

/// The documents that hold all parts of a choice.
struct ChoiceCursor {
    parts: Vec<Cursor>,
}

impl ChoiceCursor {
    /// `None` if a part is nowhere in the segment.
    fn open(segment: &Segment, choice: &Choice) -> Result<Option<Self>> {
        let mut parts = Vec::with_capacity(choice.parts.len());
        for part in &choice.parts {
            let lists = segment.postings(&part.term, Basic)?;
            if lists.is_empty() {
                return Ok(None);
            }
            parts.push(Cursor::new(lists));
        }
        parts.sort_by_key(Cursor::cost);
        Ok(Some(Self { parts }))
    }

    fn cost(&self) -> u64 {
        self.parts.first().map_or(0, Cursor::cost)
    }

    /// Whether the document, which never goes back, has all parts.
    fn is_at(&mut self, doc: DocId) -> bool {
        self.parts.iter_mut().all(|part| part.seek(doc) == doc)
    }

    /// Appends the documents that have all parts.
    fn docs(mut self, steps: &mut Steps<'_>, docs: &mut Vec<DocId>) -> Result<()> {
        let mut doc = self.parts[0].doc();
        while doc != TERMINATED {
            steps.step()?;
            if self.parts[1..].iter_mut().all(|part| part.seek(doc) == doc) {
                docs.push(doc);
            }
            doc = self.parts[0].advance_past(doc);
        }
        Ok(())
    }
}
