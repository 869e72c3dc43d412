//! clause → postings with weighted frequencies: the one-clause scorer for a word and its alternatives, and the phrase of
//! alternatives.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption::{Basic, WithFreqs};
use tantivy::{DocId, TERMINATED};

use super::cursor::{Cursor, TermPositions};
use super::segment::Segment;
use crate::error::Result;
use crate::query::occurrences::{Occurrence, WordCounter, clause_occurrences, frequency};
use crate::query::plan::{Alternative, Clause, Scope, Slot, Term};
use crate::work::{Budget, Counter, Steps};

/// The positions of a prefix's words are held in memory for at most this many passages at once.
const MAX_PASSAGES_AT_ONCE: usize = 65_536;

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
    budget.check()?;
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

/// A word with its alternatives: the union of their postings, each document with the weighted frequency. The lists lie in a
/// heap by the document that each is at, so that a document costs nothing for the lists that do not have it.
fn word_postings(segment: &Segment, slot: &Slot, budget: &Budget) -> Result<Vec<(DocId, f32)>> {
    let mut cursors = Vec::new();
    for (number, alternative) in slot.alternatives.iter().enumerate() {
        if let Some(cursor) = Cursor::open(segment, &alternative.parts[0].term, WithFreqs, budget)? {
            cursors.push((number, cursor));
        }
    }
    let mut found = Vec::with_capacity(cursors.iter().map(|(_, c)| c.cost() as usize).max().unwrap_or(0));
    let counter = WordCounter::new(slot);
    let mut steps = budget.steps(Counter::Postings);
    if let [(number, cursor)] = &mut cursors[..] {
        let mut doc = cursor.doc();
        while doc != TERMINATED {
            steps.step()?;
            found.push((doc, counter.frequency([(*number, cursor.frequency())])));
            doc = cursor.advance();
        }
        return Ok(found);
    }
    let at_start = cursors.iter().enumerate().map(|(at, (_, cursor))| Reverse((cursor.doc(), at)));
    let mut heap: BinaryHeap<Reverse<(DocId, usize)>> = at_start.collect();
    // The frequencies at the document that is read, in the order of the alternatives.
    let (mut here, mut frequencies) = (TERMINATED, Vec::new());
    while let Some(mut first) = heap.peek_mut() {
        steps.step()?;
        let Reverse((doc, at)) = *first;
        if doc != here && !frequencies.is_empty() {
            found.push((here, counter.frequency(frequencies.drain(..))));
        }
        here = doc;
        let (number, cursor) = &mut cursors[at];
        frequencies.push((*number, cursor.frequency()));
        match cursor.advance() {
            TERMINATED => drop(PeekMut::pop(first)),
            next => first.0.0 = next,
        }
    }
    if !frequencies.is_empty() {
        found.push((here, counter.frequency(frequencies.drain(..))));
    }
    Ok(found)
}

/// A phrase of alternatives: the documents that have an alternative for every slot, then those where they stand in a row.
fn phrase_postings(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Vec<(DocId, f32)>> {
    let mut found = Vec::new();
    phrase_occurrences(segment, clause, budget, &mut |doc, occurrences| {
        found.push((doc, frequency(clause, occurrences)));
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
    let mut steps = budget.steps(Counter::Postings);
    for docs in candidates.chunks(MAX_PASSAGES_AT_ONCE) {
        let mut positions: FxHashMap<&Term, TermPositions> = FxHashMap::default();
        for part in clause.slots.iter().flat_map(|s| &s.alternatives).flat_map(|c| &c.parts) {
            if !positions.contains_key(&part.term) {
                positions.insert(&part.term, TermPositions::open(segment, &part.term, docs, budget)?);
            }
        }
        for doc in docs {
            steps.step()?;
            let occurrences = clause_occurrences(clause, &mut |term, out| {
                if let Some(positions) = positions.get_mut(term) {
                    positions.append(*doc, out);
                }
            });
            if !occurrences.is_empty() {
                visit(*doc, &occurrences);
            }
        }
    }
    Ok(())
}

/// The documents that hold all parts of some alternative, for every slot; the rarest slot leads.
fn candidates(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Vec<DocId>> {
    let mut slots = Vec::with_capacity(clause.slots.len());
    for slot in &clause.slots {
        let mut alternatives = Vec::new();
        for alternative in &slot.alternatives {
            alternatives.extend(AlternativeCursor::open(segment, alternative, budget)?);
        }
        let cost: u64 = alternatives.iter().map(AlternativeCursor::cost).sum();
        if cost == 0 {
            return Ok(Vec::new());
        }
        slots.push((cost, alternatives));
    }
    slots.sort_by_key(|(cost, _)| *cost);
    let mut slots = slots.into_iter();
    let Some((_, rarest)) = slots.next() else { return Ok(Vec::new()) };
    let mut steps = budget.steps(Counter::Postings);
    let mut docs: Vec<DocId> = Vec::new();
    for alternative in rarest {
        alternative.docs(&mut steps, &mut docs)?;
    }
    docs.sort_unstable();
    docs.dedup();
    docs.retain(|doc| segment.is_alive(*doc));
    for (_, mut alternatives) in slots {
        let mut left = Vec::new();
        for doc in docs {
            steps.step()?;
            if alternatives.iter_mut().any(|alternative| alternative.is_at(doc)) {
                left.push(doc);
            }
        }
        docs = left;
    }
    Ok(docs)
}

/// The documents that hold all parts of an alternative.
struct AlternativeCursor {
    parts: Vec<Cursor>,
}

impl AlternativeCursor {
    /// `None` if a part is nowhere in the segment.
    fn open(segment: &Segment, alternative: &Alternative, budget: &Budget) -> Result<Option<Self>> {
        let mut parts = Vec::with_capacity(alternative.parts.len());
        for part in &alternative.parts {
            let Some(cursor) = Cursor::open(segment, &part.term, Basic, budget)? else { return Ok(None) };
            parts.push(cursor);
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
            doc = self.parts[0].advance();
        }
        Ok(())
    }
}
