//! [`AnalysedArticle`] and [`FileRecord`] → rows of the index.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::articles::CopyKey;
use super::fields::{Fields, language_number};
use super::record::{write_article, write_passage};
use super::row::{Row, RowTokens};
use super::under_way::Load;
use crate::analysis::keyword;
use crate::error::{Error, Result};
use crate::index::AnalysedArticle;
use crate::index::identity::{Origin, indexable};

/// What is known of a file that was read; part of the same commit as its articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified: u64,
    /// How many articles it gave.
    pub articles: u64,
    /// Why parts of it, or all of it, could not be read.
    pub errors: Vec<String>,
    /// The files of which it replaced articles: when it is gone, those have them still.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub took_from: BTreeSet<String>,
    /// Whether its articles were taken out on purpose: then it is read again when it changes, and not before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// The documents of an article, its head first.
pub(super) fn documents(fields: &Fields, analysed: AnalysedArticle, origin: &Origin, load: Load) -> Vec<Row> {
    let load = Arc::new(load);
    let mut head = head(fields, &analysed, origin);
    let AnalysedArticle { article, tokens, names, terms, .. } = analysed;
    let passages = article.passages.iter().zip(tokens).zip(names);
    let rows = passages.map(|((passage, words), names)| {
        let mut row = if passage.ordinal == 0 { std::mem::take(&mut head) } else { Row::default() };
        row.set_tokens(RowTokens { terms: Arc::clone(&terms), words, names, _load: Arc::clone(&load) });
        row.add_number(fields.place, u64::from(passage.ordinal) + 1);
        row.add_number(fields.language, language_number(article.language_of(passage)));
        row.add_number(fields.passage_words, u64::from(passage.words));
        row.add_bytes(fields.passage, write_passage(passage));
        row
    });
    rows.collect()
}

/// What the first document of an article has and no other.
fn head(fields: &Fields, analysed: &AnalysedArticle, origin: &Origin) -> Row {
    let article = &analysed.article;
    let mut head = Row::default();
    origin.keys.iter().for_each(|key| head.add_text(fields.key, key.text.clone()));
    head.add_text(fields.file, origin.file.clone());
    head.add_text(fields.id, indexable(&article.id).into_owned());
    let (min_hash, headline) = (analysed.min_hash, analysed.headline);
    head.set_copy_key(CopyKey { min_hash, outlet: article.outlet(), headline });
    if let Some((earliest, latest)) = article.days() {
        head.add_day(fields.earliest, earliest);
        head.add_day(fields.latest, latest);
    }
    for (name, field) in &fields.keywords {
        let value = match name.as_str() {
            "source" => article.source.as_deref(),
            "url" => article.url.as_deref(),
            _ => Some(article.language.as_str()),
        };
        if let Some(value) = value {
            head.add_text(*field, indexable(&keyword(value)).into_owned());
        }
    }
    head.add_bytes(fields.article, write_article(article, &origin.keys[0].text));
    head
}

/// The document that records a file.
pub(super) fn file_document(fields: &Fields, record: &FileRecord) -> Result<Row> {
    let json = serde_json::to_vec(record).map_err(|e| Error::broken(e.to_string()))?;
    let mut row = Row::default();
    row.add_text(fields.key, FILE_RECORD.to_owned());
    row.add_text(fields.file, record.path.clone());
    for field in [fields.place, fields.language, fields.passage_words] {
        row.add_number(field, 0);
    }
    row.add_bytes(fields.file_record, json);
    Ok(row)
}

/// The key of all documents that record files; no article has it.
pub(super) const FILE_RECORD: &str = "\u{1}file";

/// The record that a stored document holds.
pub(super) fn read_file_record(bytes: Option<&[u8]>) -> Result<FileRecord> {
    let bytes = bytes.ok_or_else(|| Error::broken("a file's record is missing"))?;
    serde_json::from_slice(bytes).map_err(|e| Error::broken(format!("a file's record: {e}")))
}
