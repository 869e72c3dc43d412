//! The words of a segment that differ from one by a letter or two: an automaton walks the dictionary.

use std::collections::BTreeSet;

use tantivy::Term as TantivyTerm;
use tantivy::query::FuzzyTermQuery;

use super::damage::OrDamaged;
use super::fields::Fields;
use super::segment::Segment;
use crate::analysis::is_word;
use crate::error::Result;
use crate::ranking::is_edited;
use crate::work::{Budget, Counter};

/// Adds the folded words of a segment that differ by at most so many letters from one.
pub(super) fn add_edited_words(
    (segment, fields): (&Segment, &Fields),
    (word, edits): (&str, u8),
    budget: &Budget,
    found: &mut BTreeSet<String>,
) -> Result<()> {
    let query = FuzzyTermQuery::new(TantivyTerm::from_field_text(fields.key, word), edits, true);
    let mut words = segment.words.terms().search(query.automaton().or_damaged()?).into_stream().or_damaged()?;
    let mut steps = budget.steps(Counter::PrefixWords);
    while let Some((key, _)) = words.next() {
        steps.step()?;
        let is_near = |key: &&str| is_word(key) && is_edited(word, key, edits);
        found.extend(std::str::from_utf8(key).ok().filter(is_near).map(str::to_owned));
    }
    Ok(())
}
