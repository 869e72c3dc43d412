//! The lists of a segment, or a stored article → sums of hashes by which the two are compared.

use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

use super::damage::OrDamaged;
use super::fields::Fields;
use super::segment::Segment;
use crate::analysis::{GOLDEN, hash_of_term, keyword, mixed};
use crate::error::Result;
use crate::index::identity::{Origin, indexable};
use crate::index::{AnalysedArticle, StoredArticle, TokenList};

/// The documents of a block of postings.
const BLOCK: u32 = 128;

/// The sums of the documents of a segment, as its lists have them.
pub(super) struct Sums {
    pub(super) words: Vec<u64>,
    pub(super) names: Vec<u64>,
    pub(super) keywords: Vec<u64>,
    /// The file of each document, the number of its name plus 1.
    pub(super) file: Vec<u32>,
    pub(super) files: Vec<String>,
}

/// What a term at a position adds to the sum of a document.
fn summand(hash: u64, position: u32) -> u64 {
    mixed(hash ^ (u64::from(position) + 1).wrapping_mul(GOLDEN))
}

/// What a keyword adds to the sum of a document.
pub(super) fn keyword_summand(field: Field, value: &str) -> u64 {
    summand(hash_of_term(value), field.field_id())
}

/// The sums of the passages of an article, by its text.
pub(super) fn sums_of(analysed: &AnalysedArticle) -> Vec<(u64, u64)> {
    let (words, names) = (analysed.terms.words(), analysed.terms.names());
    let of_passage = |(tokens, found): (&TokenList, &Vec<u32>)| {
        let (mut sum, mut next) = (0_u64, 0);
        for (number, is_next) in tokens.iter() {
            next += u32::from(is_next);
            if number != TokenList::NO_TERM {
                sum = sum.wrapping_add(summand(words.hashed(number).0, next - 1));
            }
        }
        let of_names = found.iter().map(|number| summand(names.hashed(*number).0, 0));
        (sum, of_names.fold(0, u64::wrapping_add))
    };
    analysed.tokens.iter().zip(&analysed.names).map(of_passage).collect()
}

/// The sum of the keywords of an article.
pub(super) fn keywords(fields: &Fields, article: &StoredArticle, origin: &Origin) -> u64 {
    let mut sum = keyword_summand(fields.file, &origin.file);
    let mut add = |field, value: &str| sum = sum.wrapping_add(keyword_summand(field, value));
    origin.keys.iter().for_each(|key| add(fields.key, &key.text));
    add(fields.id, &indexable(&article.id));
    for (name, field) in &fields.keywords {
        let value = match name.as_str() {
            "source" => article.source.as_deref(),
            "url" => article.url.as_deref(),
            _ => Some(article.language.as_str()),
        };
        if let Some(value) = value {
            add(*field, &indexable(&keyword(value)));
        }
    }
    sum
}

/// The sums of a segment by its lists.
pub(super) fn list_sums(segment: &Segment, fields: &Fields, fault: &mut dyn FnMut(String)) -> Result<Sums> {
    let documents = segment.reader.max_doc() as usize;
    let none = || vec![0_u64; documents];
    let mut sums =
        Sums { words: none(), names: none(), keywords: none(), file: vec![0; documents], files: Vec::new() };
    let Sums { words, names, keywords, file, files } = &mut sums;
    add_lists((segment, fields.words), fault, &mut |term, doc, positions| {
        let hash = hash_of_term(term);
        let sum = positions.iter().map(|position| summand(hash, *position)).fold(0, u64::wrapping_add);
        words[doc] = words[doc].wrapping_add(sum);
    })?;
    add_lists((segment, fields.names), fault, &mut |term, doc, _| {
        names[doc] = names[doc].wrapping_add(summand(hash_of_term(term), 0));
    })?;
    let own = [fields.key, fields.file, fields.id];
    for field in own.into_iter().chain(fields.keywords.iter().map(|(_, field)| *field)) {
        add_lists((segment, field), fault, &mut |term, doc, _| {
            keywords[doc] = keywords[doc].wrapping_add(keyword_summand(field, term));
            if field == fields.file {
                if files.last().is_none_or(|last| last != term) {
                    files.push(term.to_owned());
                }
                file[doc] = files.len() as u32;
            }
        })?;
    }
    Ok(sums)
}

/// Gives each document of each list of a field, with the positions.
fn add_lists(
    (segment, field): (&Segment, Field),
    fault: &mut dyn FnMut(String),
    add: &mut dyn FnMut(&str, usize, &[u32]),
) -> Result<()> {
    let index = segment.reader.inverted_index(field).or_damaged()?;
    let entry = segment.reader.schema().get_field_entry(field);
    let option = entry.field_type().get_index_record_option().unwrap_or(IndexRecordOption::Basic);
    let mut terms = index.terms().stream().or_damaged()?;
    while let Some((term, info)) = terms.next() {
        let shown = String::from_utf8_lossy(term).into_owned();
        let is_found = index.terms().get(term).or_damaged()?.as_ref() == Some(info);
        let is_text = std::str::from_utf8(term).is_ok();
        let mut give = |doc: DocId, positions: &[u32]| add(&shown, doc as usize, positions);
        let is_whole = is_text && is_found && walk(&index, info, (option, segment.reader.max_doc()), &mut give)?;
        if !is_whole {
            fault(format!("{}: the list of `{shown}` in `{}` is not whole", segment.name(), entry.name()));
        }
    }
    Ok(())
}

/// Gives the documents of a list, from end to end; whether it is whole, and has the same where it is read from the middle.
fn walk(
    index: &InvertedIndexReader,
    info: &TermInfo,
    (option, documents): (IndexRecordOption, u32),
    give: &mut dyn FnMut(DocId, &[u32]),
) -> Result<bool> {
    let mut list = index.read_postings_from_terminfo(info, option).or_damaged()?;
    let mut sought = index.read_postings_from_terminfo(info, option).or_damaged()?;
    let (mut positions, mut again) = (Vec::new(), Vec::new());
    let (mut number, mut last) = (0, None);
    while list.doc() != TERMINATED {
        let doc = list.doc();
        if doc >= documents || last.is_some_and(|last| doc <= last) {
            return Ok(false);
        }
        if option.has_positions() {
            list.positions(&mut positions);
        }
        give(doc, &positions);
        if number % BLOCK == BLOCK / 2 {
            let found = if sought.doc() < doc { sought.seek(doc) } else { sought.doc() };
            if option.has_positions() && found == doc {
                sought.positions(&mut again);
            }
            if found != doc || again != positions {
                return Ok(false);
            }
        }
        (number, last) = (number + 1, Some(doc));
        list.advance();
    }
    Ok(number == info.doc_freq && number > 0)
}
