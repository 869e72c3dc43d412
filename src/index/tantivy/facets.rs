//! Articles of a segment → how many each outlet, language and span of days has: from the lists of the keywords, which are gone
//! through once each.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::Snapshot;
use super::bits::Bits;
use super::damage::OrDamaged;
use super::segment::Segment;
use crate::error::Result;
use crate::index::stored::day_since_1970;
use crate::ranking::{Address, FacetCounts};
use crate::work::{Budget, Counter};

/// The term of a passage that is a caption.
const CAPTION: &str = "¶caption";

/// What articles share, which are in order.
pub(super) fn facets(snapshot: &Snapshot, articles: &[Address], budget: &Budget) -> Result<FacetCounts> {
    let (mut outlets, mut languages, mut days) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for part in articles.chunk_by(|a, b| a.part() == b.part()) {
        let (number, segment) = (part[0].part(), snapshot.segment(part[0]));
        for (name, values) in [("source", &mut outlets), ("language", &mut languages)] {
            count_values(snapshot, (number, segment), (name, part), budget, values)?;
        }
        let mut steps = budget.steps(Counter::FactsRead);
        for address in part {
            steps.step()?;
            if let Some(span) = segment.days(address.number()) {
                *days.entry(span).or_insert(0) += 1;
            }
        }
    }
    let span = |((first, last), articles)| Some(((day_since_1970(first)?, day_since_1970(last)?), articles));
    Ok(FacetCounts {
        outlets: outlets.into_iter().map(|(outlet, (articles, first))| (outlet, articles, first)).collect(),
        languages: languages.into_iter().map(|(language, (articles, _))| (language, articles)).collect(),
        days: days.into_iter().filter_map(span).collect(),
        ..FacetCounts::default()
    })
}

/// Adds how many of some articles of a segment have each value of a keyword field, and the first that has it.
fn count_values(
    snapshot: &Snapshot,
    (number, segment): (u32, &Segment),
    (name, articles): (&str, &[Address]),
    budget: &Budget,
    values: &mut BTreeMap<String, (u64, Address)>,
) -> Result<()> {
    let Some(field) = snapshot.fields.keyword(name) else { return Ok(()) };
    let mut heads = Bits::new(segment.reader.max_doc());
    articles.iter().for_each(|address| heads.add(address.number()));
    let index = segment.reader.inverted_index(field).or_damaged()?;
    let mut terms = index.terms().stream().or_damaged()?;
    let mut steps = budget.steps(Counter::Postings);
    while let Some((term, info)) = terms.next() {
        let mut list = index.read_postings_from_terminfo(info, IndexRecordOption::Basic).or_damaged()?;
        let (mut count, mut first) = (0, None);
        while list.doc() != TERMINATED {
            steps.step()?;
            if heads.has(list.doc()) {
                count += 1;
                first.get_or_insert(list.doc());
            }
            list.advance();
        }
        let (Some(first), Ok(value)) = (first, std::str::from_utf8(term)) else { continue };
        values.entry(value.to_owned()).or_insert((0, Address::new(number, first))).0 += count;
    }
    Ok(())
}

/// Which of some passages, in order, are captions.
pub(super) fn captions(snapshot: &Snapshot, passages: &[(Address, u32)], budget: &Budget) -> Result<Vec<bool>> {
    let mut captions = Vec::with_capacity(passages.len());
    for part in passages.chunk_by(|(a, _), (b, _)| a.part() == b.part()) {
        let mut list = snapshot.segment(part[0].0).postings(CAPTION, IndexRecordOption::Basic)?;
        let mut steps = budget.steps(Counter::Postings);
        for (address, ordinal) in part {
            steps.step()?;
            let doc = address.number() + ordinal;
            let found = list.as_mut().map(|list| if list.doc() < doc { list.seek(doc) } else { list.doc() });
            captions.push(found == Some(doc));
        }
    }
    Ok(captions)
}
