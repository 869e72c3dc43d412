//! Phrases of alternatives → how many live passages hold each, and the first few of them.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption::Basic;
use tantivy::{DocId, TERMINATED};

use super::articles::{Articles, Heads};
use super::cursor::Cursor;
use super::damage::OrDamaged;
use super::postings::phrase_occurrences;
use super::segment::Segment;
use crate::error::Result;
use crate::index::{Phrase, SAMPLE, add_phrases};
use crate::query::plan::{Clause, Term};
use crate::ranking::Address;
use crate::work::{Budget, Counter};

/// The phrases of one segment after the other, until so many passages hold one.
pub(super) struct PhraseCounts<'a> {
    clause: &'a Clause,
    most: u64,
    budget: &'a Budget,
    phrases: BTreeMap<Vec<usize>, Phrase>,
    passages: u64,
}

impl<'a> PhraseCounts<'a> {
    pub(super) fn new(clause: &'a Clause, most: u64, budget: &'a Budget) -> Self {
        Self { clause, most, budget, phrases: BTreeMap::new(), passages: 0 }
    }

    /// Adds what the segment with this number holds.
    pub(super) fn add(&mut self, number: u32, segment: &Segment) -> Result<()> {
        if self.passages >= self.most {
            return Ok(());
        }
        let mut passages =
            Passages { number, articles: segment.articles()?, heads: Heads::new(segment.articles()?) };
        if let Some(term) = self.clause.only_term() {
            return self.add_term(segment, term, &mut passages);
        }
        phrase_occurrences(segment, self.clause, self.budget, &mut |doc, occurrences| {
            if let Some(passage) = passages.passage(doc).filter(|_| self.passages < self.most) {
                add_phrases(&mut self.phrases, occurrences, passage);
                self.passages += 1;
            }
            self.passages < self.most
        })
    }

    /// Adds the passages of a term that stands alone: those that are given, and how many there are more, where that is known.
    fn add_term(&mut self, segment: &Segment, term: &Term, passages: &mut Passages<'_>) -> Result<()> {
        let Some(mut cursor) = Cursor::open(segment, term, Basic, self.budget)? else { return Ok(()) };
        let known = known_passages(segment, term)?;
        let mut steps = self.budget.steps(Counter::Postings);
        let phrase = self.phrases.entry(vec![0]).or_insert_with(Phrase::of_first);
        let before = phrase.passages;
        let mut doc = cursor.doc();
        while doc != TERMINATED && phrase.passages < self.most && (known.is_none() || phrase.some.len() < SAMPLE) {
            steps.step()?;
            if let Some((article, ordinal)) = passages.passage(doc).filter(|_| segment.is_alive(doc)) {
                phrase.add(article, ordinal);
            }
            doc = cursor.advance();
        }
        if let Some(known) = known {
            phrase.passages = (before + known).min(self.most);
        }
        self.passages = phrase.passages;
        // A term may stand in headlines alone.
        self.phrases.retain(|_, phrase| phrase.passages > 0);
        Ok(())
    }

    /// The phrases that passages hold.
    pub(super) fn finish(self) -> Vec<Phrase> {
        self.phrases.into_values().collect()
    }
}

/// The documents of a segment as passages of articles.
struct Passages<'a> {
    number: u32,
    articles: &'a Articles,
    heads: Heads<'a>,
}

impl Passages<'_> {
    /// The article and the number of a passage, which is not before the last one; nothing for a headline.
    fn passage(&mut self, doc: DocId) -> Option<(Address, u32)> {
        let (article, is_head) = self.heads.place(doc);
        let head = self.articles.head(article);
        (!is_head).then(|| (Address::new(self.number, head), doc - head))
    }
}

/// How many live passages hold a term, headlines not counted, where the segment has that of a frequent term.
fn known_passages(segment: &Segment, term: &Term) -> Result<Option<u64>> {
    let Term::Exact(term) = term else { return Ok(None) };
    if segment.living_articles()?.is_some() {
        return Ok(None);
    }
    let info = segment.words.terms().get(term.as_bytes()).or_damaged()?;
    let articles = segment.articles()?;
    let stored = info.and_then(|info| articles.of_term(info.postings_range.start));
    Ok(stored.map(|stored| u64::from(stored.passages)))
}
