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

/// Gives the occurrences of a phrase of alternatives in each live document that has some, until no more are wanted.
pub(super) fn phrase_occurrences(
    segment: &Segment,
    clause: &Clause,
    budget: &Budget,
    visit: &mut dyn FnMut(DocId, &[Occurrence]) -> bool,
) -> Result<()> {
    occurrences_in(segment, clause, &candidates(segment, clause, budget)?, budget, visit)
}

/// Gives the occurrences of a phrase of alternatives in each of these documents that has some, until no more are wanted.
fn occurrences_in(
    segment: &Segment,
    clause: &Clause,
    docs: &[DocId],
    budget: &Budget,
    visit: &mut dyn FnMut(DocId, &[Occurrence]) -> bool,
) -> Result<()> {
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
                return Ok(());
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
