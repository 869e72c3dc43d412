//! The words of a segment that begin so or are of a shape, with their postings.

use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Term as TantivyTerm};

use super::damage::OrDamaged;
use super::segment::Segment;
use crate::analysis::is_word;
use crate::error::Result;
use crate::query::plan::Term;
use crate::query::words_like::WordShape;
use crate::work::{Budget, Counter};

/// Takes a block of postings: documents and frequencies.
type PostingsVisit<'a> = dyn FnMut(&[DocId], &[u32]) -> Result<()> + 'a;

impl Segment {
    /// Gives the postings of every folded word with a prefix with their frequencies, a block at a time.
    pub(super) fn union_blocks(&self, term: &Term, budget: &Budget, visit: &mut PostingsVisit<'_>) -> Result<()> {
        let mut list: Option<BlockSegmentPostings> = None;
        self.union_words(term, budget, &mut |info| {
            let list = match &mut list {
                Some(list) => {
                    self.words.reset_block_postings_from_terminfo(info, list).or_damaged()?;
                    list
                }
                none => {
                    let option = IndexRecordOption::WithFreqs;
                    none.insert(self.words.read_block_postings_from_terminfo(info, option).or_damaged()?)
                }
            };
            while list.block_len() > 0 {
                visit(list.docs(), list.freqs())?;
                list.advance();
            }
            Ok(())
        })
    }

    /// Gives the postings with positions of every folded word with a prefix, one list at a time.
    pub(super) fn union_positions(
        &self,
        term: &Term,
        budget: &Budget,
        visit: &mut dyn FnMut(SegmentPostings) -> Result<()>,
    ) -> Result<()> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        self.union_words(term, budget, &mut |info| {
            visit(self.words.read_postings_from_terminfo(info, option).or_damaged()?)
        })
    }

    /// Gives where the postings of every folded word are that begins so or is of a shape.
    fn union_words(
        &self,
        term: &Term,
        budget: &Budget,
        visit: &mut dyn FnMut(&TermInfo) -> Result<()>,
    ) -> Result<()> {
        let (prefix, shape) = match term {
            Term::Like(WordShape::Edited(word, edits)) => {
                return self.edited_words((word, *edits), budget, &mut |_, info| visit(info));
            }
            Term::Like(shape) => (shape.prefix(), Some(shape)),
            Term::Prefix(prefix) => (prefix.as_str(), None),
            Term::Exact(_) | Term::InLanguages(..) | Term::OutsideLanguage(..) => return Ok(()),
        };
        let mut steps = budget.steps(Counter::PrefixWords);
        let mut words = self.words.terms().range().ge(prefix.as_bytes()).into_stream().or_damaged()?;
        while let Some((key, info)) = words.next() {
            steps.step()?;
            if !key.starts_with(prefix.as_bytes()) {
                break;
            }
            let is_one = |key: &str| is_word(key) && shape.is_none_or(|shape| shape.fits(key));
            if std::str::from_utf8(key).is_ok_and(is_one) {
                visit(info)?;
            }
        }
        Ok(())
    }

    /// Gives every folded word that differs by so many letters from one, and where its postings are: an automaton walks the
    /// dictionary.
    pub(super) fn edited_words(
        &self,
        (word, edits): (&str, u8),
        budget: &Budget,
        visit: &mut dyn FnMut(&str, &TermInfo) -> Result<()>,
    ) -> Result<()> {
        let mut steps = budget.steps(Counter::PrefixWords);
        let query = FuzzyTermQuery::new(TantivyTerm::from_field_text(Field::from_field_id(0), word), edits, true);
        let shape = WordShape::Edited(word.to_owned(), edits);
        let mut words = self.words.terms().search(query.automaton().or_damaged()?).into_stream().or_damaged()?;
        while let Some((key, info)) = words.next() {
            steps.step()?;
            if let Some(key) = std::str::from_utf8(key).ok().filter(|key| is_word(key) && shape.fits(key)) {
                visit(key, info)?;
            }
        }
        Ok(())
    }
}
