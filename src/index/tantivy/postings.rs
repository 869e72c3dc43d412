//! clause → postings with weighted frequencies: the one-clause scorer for a word and its alternatives, and the phrase of
//! alternatives.

use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption::{Basic, WithFreqs};
use tantivy::{DocId, TERMINATED};

use super::articles::Heads;
use super::cursor::{Cursor, TermPositions};
use super::segment::Segment;
use super::term_phrase::term_phrase;
use crate::error::Result;
use crate::query::occurrences::{Occurrence, Tally, WordCounter, clause_occurrences, frequency};
use crate::query::plan::{Alternative, Clause, Scope, Slot, Term};
use crate::work::{Budget, Counter, Steps};

/// The positions of a prefix's words are held in memory for at most this many passages at once.
const MAX_PASSAGES_AT_ONCE: usize = 65_536;

/// So many documents are the first in which a phrase is looked for where it may not be wanted everywhere, and the next are so many
/// times as many. What is built to be tested has few.
const FIRST_WINDOW: DocId = if cfg!(debug_assertions) { 64 } else { 8_192 };
const LARGER: DocId = 8;

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
    let (mut postings, articles) = (Vec::new(), segment.articles()?);
    let mut heads = Heads::new(articles);
    each_posting(segment, clause, budget, |doc, frequency| {
        let (article, _) = heads.place(doc);
        let ordinal = doc - articles.head(article);
        if segment.is_alive(doc) && (clause.scope == Scope::Anywhere || ordinal == 0) {
            postings.push(Posting { doc, ordinal, frequency });
        }
    })?;
    Ok(postings)
}

/// Gives the passages of a segment in which a clause is found, in order, with its weighted frequency: also deleted ones, and also
/// those of the text where the clause asks for the headline alone.
pub(super) fn each_posting(
    segment: &Segment,
    clause: &Clause,
    budget: &Budget,
    mut visit: impl FnMut(DocId, f32),
) -> Result<()> {
    budget.check()?;
    match (clause.word(), clause.runs()) {
        (Some(word), None) => word_postings(segment, word, budget, &mut visit)?,
        (Some(word), Some(runs)) => {
            let runs = run_postings(segment, (clause, &runs), budget)?;
            let mut runs = runs.into_iter().peekable();
            word_postings(segment, word, budget, &mut |doc, frequency| {
                while let Some((earlier, frequency)) = runs.next_if(|(other, _)| *other < doc) {
                    visit(earlier, frequency);
                }
                let with_run = runs.next_if(|(other, _)| *other == doc);
                visit(doc, with_run.map_or(frequency, |(_, frequency)| frequency));
            })?;
            runs.for_each(|(doc, frequency)| visit(doc, frequency));
        }
        (None, _) => {
            let found = match term_phrase(segment, clause, budget)? {
                Some(postings) => postings,
                None => phrase_postings(segment, clause, &candidates(segment, clause, budget)?, budget)?,
            };
            found.into_iter().for_each(|(doc, frequency)| visit(doc, frequency));
        }
    }
    Ok(())
}

/// So many documents of a segment are counted at once.
const WINDOW: usize = 4096;

/// The weighted frequency of so many occurrences of one alternative is worked out once.
const FREQUENCIES: usize = 16;

/// The documents that are counted at once, each with what stands there.
struct Window {
    start: DocId,
    tallies: Vec<Tally>,
    /// Which of them have something, as bits.
    touched: [u64; WINDOW / 64],
}

impl Window {
    /// Adds what an alternative has in the window.
    fn read(
        &mut self,
        (number, cursor): (usize, &mut Cursor),
        counter: &WordCounter,
        steps: &mut Steps<'_>,
    ) -> Result<()> {
        let end = self.start.saturating_add(WINDOW as DocId);
        let mut doc = cursor.doc();
        while doc < end {
            steps.step()?;
            let at = (doc - self.start) as usize;
            self.touched[at / 64] |= 1 << (at % 64);
            counter.add(&mut self.tallies[at], number, cursor.frequency());
            doc = cursor.advance();
        }
        Ok(())
    }

    /// Gives the documents with their frequencies, and begins anew.
    fn empty_into(&mut self, visit: &mut impl FnMut(DocId, f32)) {
        for (word, touched) in self.touched.iter_mut().enumerate() {
            while *touched != 0 {
                let at = 64 * word + touched.trailing_zeros() as usize;
                *touched &= *touched - 1;
                let tally = std::mem::take(&mut self.tallies[at]);
                visit(self.start + at as DocId, tally.frequency());
            }
        }
    }
}

/// A word with its alternatives that are one word: the union of their postings, each document with the weighted frequency. The
/// lists are read a window of documents at a time, one after the other.
fn word_postings(
    segment: &Segment,
    slot: &Slot,
    budget: &Budget,
    visit: &mut impl FnMut(DocId, f32),
) -> Result<()> {
    let mut cursors = Vec::new();
    let words = slot.alternatives.iter().enumerate().filter(|(_, alternative)| alternative.parts.len() == 1);
    for (number, alternative) in words {
        if let Some(cursor) = Cursor::open(segment, &alternative.parts[0].term, WithFreqs, budget)? {
            cursors.push((number, cursor));
        }
    }
    let counter = WordCounter::new(slot);
    let mut steps = budget.steps(Counter::Postings);
    if let [(number, cursor)] = &mut cursors[..] {
        let frequencies: [f32; FREQUENCIES] =
            std::array::from_fn(|count| counter.frequency([(*number, count as u32)]));
        let mut doc = cursor.doc();
        while doc != TERMINATED {
            steps.step()?;
            let count = cursor.frequency();
            let known = frequencies.get(count as usize).copied();
            visit(doc, known.unwrap_or_else(|| counter.frequency([(*number, count)])));
            doc = cursor.advance();
        }
        return Ok(());
    }
    let mut window = Window { start: 0, tallies: vec![Tally::default(); WINDOW], touched: [0; WINDOW / 64] };
    while let Some(start) = cursors.iter().map(|(_, cursor)| cursor.doc()).min().filter(|doc| *doc != TERMINATED) {
        window.start = start;
        for (number, cursor) in &mut cursors {
            window.read((*number, cursor), &counter, &mut steps)?;
        }
        window.empty_into(visit);
        cursors.retain(|(_, cursor)| cursor.doc() != TERMINATED);
    }
    Ok(())
}

/// The documents that have an alternative of several words in a row, with the frequency of all alternatives by their positions.
pub(super) fn run_postings(
    segment: &Segment,
    (clause, runs): (&Clause, &Clause),
    budget: &Budget,
) -> Result<Vec<(DocId, f32)>> {
    let mut docs = Vec::new();
    phrase_occurrences(segment, runs, budget, &mut |doc, _| {
        docs.push(doc);
        true
    })?;
    phrase_postings(segment, clause, &docs, budget)
}

/// The documents among these, which are in order, in which a clause stands in a row, with their frequencies.
pub(super) fn phrase_postings(
    segment: &Segment,
    clause: &Clause,
    docs: &[DocId],
    budget: &Budget,
) -> Result<Vec<(DocId, f32)>> {
    let mut found = Vec::new();
    occurrences_in(segment, clause, docs, budget, &mut |doc, occurrences| {
        found.push((doc, frequency(clause, occurrences)));
        true
    })?;
    Ok(found)
}

/// Gives the occurrences of a phrase of alternatives in each live document that has some, until no more are wanted. It is looked for
/// in a window of documents at a time, each larger than the one before, so that what is found at once costs little.
pub(super) fn phrase_occurrences(
    segment: &Segment,
    clause: &Clause,
    budget: &Budget,
    visit: &mut dyn FnMut(DocId, &[Occurrence]) -> bool,
) -> Result<()> {
    let Some(mut candidates) = Candidates::open(segment, clause, budget)? else { return Ok(()) };
    // The words of a prefix are read as a whole.
    let is_prefix = |term: &Term| matches!(term, Term::Prefix(_) | Term::Like(_));
    let mut parts = clause.slots.iter().flat_map(|slot| &slot.alternatives).flat_map(|choice| &choice.parts);
    let mut window = if parts.any(|part| is_prefix(&part.term)) { TERMINATED } else { FIRST_WINDOW };
    while candidates.next() != TERMINATED {
        let docs = candidates.before(candidates.next().saturating_add(window), segment, budget)?;
        if !occurrences_in(segment, clause, &docs, budget, visit)? {
            return Ok(());
        }
        window = window.saturating_mul(LARGER);
    }
    Ok(())
}

/// Gives the occurrences of a phrase of alternatives in each of these documents that has some, until no more are wanted; whether
/// more are.
fn occurrences_in(
    segment: &Segment,
    clause: &Clause,
    docs: &[DocId],
    budget: &Budget,
    visit: &mut dyn FnMut(DocId, &[Occurrence]) -> bool,
) -> Result<bool> {
    let mut steps = budget.steps(Counter::Postings);
    for docs in docs.chunks(MAX_PASSAGES_AT_ONCE) {
        // What stands several times in the clause is opened once; a term is known by where it lies, which costs no hash of it.
        let mut opened: FxHashMap<&Term, usize> = FxHashMap::default();
        let (mut positions, mut numbers) = (Vec::new(), FxHashMap::<*const Term, usize>::default());
        for part in clause.slots.iter().flat_map(|s| &s.alternatives).flat_map(|c| &c.parts) {
            let number = match opened.get(&part.term) {
                Some(number) => *number,
                None => {
                    positions.push(TermPositions::open(segment, &part.term, docs, budget)?);
                    positions.len() - 1
                }
            };
            opened.insert(&part.term, number);
            numbers.insert(&raw const part.term, number);
        }
        for doc in docs {
            steps.step()?;
            let occurrences = clause_occurrences(clause, &mut |term, out| {
                if let Some(positions) =
                    numbers.get(&(&raw const *term)).and_then(|number| positions.get_mut(*number))
                {
                    positions.append(*doc..*doc + 1, |_| 0, out);
                }
            });
            if !occurrences.is_empty() && !visit(*doc, &occurrences) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// All live documents that may hold a phrase of alternatives.
fn candidates(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Vec<DocId>> {
    let candidates = Candidates::open(segment, clause, budget)?;
    candidates.map_or(Ok(Vec::new()), |mut candidates| candidates.before(TERMINATED, segment, budget))
}

/// The documents that hold all parts of some alternative, for every slot; the rarest slot leads.
struct Candidates {
    slots: Vec<Vec<AlternativeCursor>>,
}

impl Candidates {
    /// `None` if a slot is nowhere in the segment.
    fn open(segment: &Segment, clause: &Clause, budget: &Budget) -> Result<Option<Self>> {
        let mut slots = Vec::with_capacity(clause.slots.len());
        for slot in &clause.slots {
            let mut alternatives = Vec::new();
            for alternative in &slot.alternatives {
                alternatives.extend(AlternativeCursor::open(segment, alternative, budget)?);
            }
            let cost: u64 = alternatives.iter().map(AlternativeCursor::cost).sum();
            if cost == 0 {
                return Ok(None);
            }
            slots.push((cost, alternatives));
        }
        slots.sort_by_key(|(cost, _)| *cost);
        Ok(Some(Self { slots: slots.into_iter().map(|(_, alternatives)| alternatives).collect() }))
    }

    /// No document before this one is left.
    fn next(&self) -> DocId {
        let rarest = self.slots.first().into_iter().flatten();
        rarest.map(AlternativeCursor::doc).min().unwrap_or(TERMINATED)
    }

    /// The live documents that are left before `end`, in order.
    fn before(&mut self, end: DocId, segment: &Segment, budget: &Budget) -> Result<Vec<DocId>> {
        let mut steps = budget.steps(Counter::Postings);
        let mut docs: Vec<DocId> = Vec::new();
        let Some((rarest, others)) = self.slots.split_first_mut() else { return Ok(docs) };
        for alternative in rarest {
            alternative.docs_before(end, &mut steps, &mut docs)?;
        }
        docs.sort_unstable();
        docs.dedup();
        docs.retain(|doc| segment.is_alive(*doc));
        for alternatives in others {
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

    /// The document that its rarest part is at.
    fn doc(&self) -> DocId {
        self.parts.first().map_or(TERMINATED, Cursor::doc)
    }

    /// Appends the documents before `end` that have all parts; there are none after [`TERMINATED`], whatever the end.
    fn docs_before(&mut self, end: DocId, steps: &mut Steps<'_>, docs: &mut Vec<DocId>) -> Result<()> {
        let Some((rarest, others)) = self.parts.split_first_mut() else { return Ok(()) };
        let (mut doc, end) = (rarest.doc(), end.min(TERMINATED));
        while doc < end {
            steps.step()?;
            if others.iter_mut().all(|part| part.seek(doc) == doc) {
                docs.push(doc);
            }
            doc = rarest.advance();
        }
        Ok(())
    }
}
