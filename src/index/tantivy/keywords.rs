//! Which articles have a keyword: a language, an outlet by some of its words, an address by its host.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, Term as TantivyTerm};

use super::damage::OrDamaged;
use super::fields::Fields;
use super::segment::Segment;
use crate::analysis::keyword;
use crate::error::Result;
use crate::index::identity::indexable;
use crate::query::{asked_keyword, is_address, is_outlet, ways_to_write};
use crate::work::{Budget, Counter};

/// The articles of a segment that have a keyword, in order.
pub(super) fn heads_with_language(segment: &Segment, fields: &Fields, value: &str) -> Result<Vec<DocId>> {
    let Some(field) = fields.keyword("language") else { return Ok(Vec::new()) };
    let mut heads = Vec::new();
    add_heads(segment, field, &keyword(value), &mut heads)?;
    Ok(heads)
}

/// The articles of a segment that are of an outlet, in order.
pub(super) fn heads_of_outlet(
    segment: &Segment,
    fields: &Fields,
    value: &str,
    budget: &Budget,
) -> Result<Vec<DocId>> {
    let mut heads = Vec::new();
    let Some(field) = fields.keyword("source") else { return Ok(heads) };
    for outlet in outlets(segment, fields, value, budget)? {
        add_heads(segment, field, &outlet, &mut heads)?;
    }
    heads.sort_unstable();
    heads.dedup();
    Ok(heads)
}

/// The outlets of a segment that a filter stands for, as keywords: those that have an article left.
pub(super) fn outlets(segment: &Segment, fields: &Fields, value: &str, budget: &Budget) -> Result<Vec<String>> {
    let asked = asked_keyword(value);
    let field = fields.keyword("source");
    let mut outlets = keywords(segment, field, "", budget, &|outlet| is_outlet(outlet, &asked))?;
    if let (Some(field), true) = (field, segment.living_articles()?.is_some()) {
        let mut heads = Vec::new();
        let mut left = Vec::with_capacity(outlets.len());
        for outlet in outlets {
            heads.clear();
            add_heads(segment, field, &outlet, &mut heads)?;
            if heads.iter().any(|head| segment.is_alive(*head)) {
                left.push(outlet);
            }
        }
        outlets = left;
    }
    Ok(outlets)
}

/// The articles of a segment that stand at an address or under a host, in order.
pub(super) fn heads_at_address(
    segment: &Segment,
    fields: &Fields,
    value: &str,
    budget: &Budget,
) -> Result<Vec<DocId>> {
    let mut heads = Vec::new();
    let Some(field) = fields.keyword("url") else { return Ok(heads) };
    let asked = keyword(value);
    // What stands before a host is not known: all addresses are looked through.
    let addresses = match ways_to_write(&asked) {
        Some(mut ways) => {
            ways.push(asked);
            ways
        }
        None => keywords(segment, Some(field), "", budget, &|address| is_address(address, &asked))?,
    };
    for address in addresses {
        add_heads(segment, field, &address, &mut heads)?;
    }
    heads.sort_unstable();
    heads.dedup();
    Ok(heads)
}

/// The keywords of a segment that begin so and are wanted.
fn keywords(
    segment: &Segment,
    field: Option<Field>,
    beginning: &str,
    budget: &Budget,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let Some(field) = field else { return Ok(found) };
    let index = segment.reader.inverted_index(field).or_damaged()?;
    let mut terms = index.terms().range().ge(beginning.as_bytes()).into_stream().or_damaged()?;
    let mut steps = budget.steps(Counter::PrefixWords);
    while let Some((term, _)) = terms.next() {
        steps.step()?;
        if !term.starts_with(beginning.as_bytes()) {
            break;
        }
        found.extend(std::str::from_utf8(term).ok().filter(|term| is_wanted(term)).map(str::to_owned));
    }
    Ok(found)
}

/// Adds the articles that have this very keyword.
fn add_heads(segment: &Segment, field: Field, value: &str, heads: &mut Vec<DocId>) -> Result<()> {
    let term = TantivyTerm::from_field_text(field, &indexable(value));
    let index = segment.reader.inverted_index(field).or_damaged()?;
    let postings = index.read_postings(&term, IndexRecordOption::Basic).or_damaged()?;
    if let Some(mut postings) = postings {
        while postings.doc() != TERMINATED {
            heads.push(postings.doc());
            postings.advance();
        }
    }
    Ok(())
}
