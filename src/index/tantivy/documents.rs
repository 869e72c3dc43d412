//! [`AnalysedArticle`] → tantivy documents, and back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::fields::{Fields, language_number};
use crate::analysis::keyword;
use crate::error::{Error, Result};
use crate::index::identity::{Origin, indexable};
use crate::index::{AnalysedArticle, StoredArticle};

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
pub(super) fn documents(
    fields: &Fields,
    analysed: &AnalysedArticle,
    origin: &Origin,
) -> Result<Vec<TantivyDocument>> {
    let article = &analysed.article;
    let article_words = u64::from(article.words());
    let mut documents = Vec::with_capacity(analysed.tokens.len());
    let passages = article.passages.iter().zip(&analysed.tokens).zip(&analysed.names);
    for (ordinal, ((passage, tokens), names)) in passages.enumerate() {
        let mut document = TantivyDocument::new();
        document.add_text(fields.words, tokens.as_str());
        if !names.as_str().is_empty() {
            document.add_text(fields.names, names.as_str());
        }
        origin.keys.iter().for_each(|key| document.add_text(fields.key, &key.text));
        document.add_text(fields.file, &origin.file);
        document.add_u64(fields.place, ordinal as u64 + 1);
        let language = passage.language.as_ref().unwrap_or(&article.language);
        document.add_u64(fields.language, language_number(language));
        document.add_u64(fields.passage_words, u64::from(passage.words));
        document.add_u64(fields.article_words, article_words);
        if ordinal == 0 {
            add_head(fields, analysed, &origin.keys[0].text, &mut document)?;
        }
        documents.push(document);
    }
    Ok(documents)
}

fn add_head(fields: &Fields, analysed: &AnalysedArticle, key: &str, document: &mut TantivyDocument) -> Result<()> {
    let article = &analysed.article;
    let json = serde_json::to_vec(article).map_err(|e| Error::broken(e.to_string()))?;
    document.add_text(fields.id, indexable(&article.id));
    let outlet = std::iter::once(article.outlet());
    let numbers = analysed.min_hash.numbers().into_iter().chain(outlet).chain(analysed.headline.numbers());
    numbers.for_each(|number| document.add_u64(fields.signature, number));
    if let Some((earliest, latest)) = article.days() {
        document.add_i64(fields.earliest, i64::from(earliest));
        document.add_i64(fields.latest, i64::from(latest));
    }
    for (name, field) in &fields.keywords {
        let value = match name.as_str() {
            "source" => article.source.as_deref(),
            "url" => article.url.as_deref(),
            _ => Some(article.language.as_str()),
        };
        if let Some(value) = value {
            document.add_text(*field, indexable(&keyword(value)));
        }
    }
    document.add_text(fields.stored_key, key);
    document.add_bytes(fields.article, &json);
    document.add_text(fields.full_text, &article.full_text);
    Ok(())
}

/// The document that records a file.
pub(super) fn file_document(fields: &Fields, record: &FileRecord) -> Result<TantivyDocument> {
    let json = serde_json::to_vec(record).map_err(|e| Error::broken(e.to_string()))?;
    let mut document = TantivyDocument::new();
    document.add_text(fields.key, FILE_RECORD);
    document.add_text(fields.file, &record.path);
    document.add_u64(fields.place, 0);
    document.add_u64(fields.language, 0);
    document.add_u64(fields.passage_words, 0);
    document.add_u64(fields.article_words, 0);
    document.add_bytes(fields.file_record, &json);
    Ok(document)
}

/// The key of all documents that record files; no article has it.
pub(super) const FILE_RECORD: &str = "\u{1}file";

/// The record that a document holds.
pub(super) fn read_file_record(fields: &Fields, document: &TantivyDocument) -> Result<FileRecord> {
    let bytes = document.get_first(fields.file_record).and_then(|v| v.as_bytes());
    let bytes = bytes.ok_or_else(|| Error::broken("a file's record is missing"))?;
    serde_json::from_slice(bytes).map_err(|e| Error::broken(format!("a file's record: {e}")))
}

/// The article that a head holds.
pub(super) fn read_article(fields: &Fields, document: &TantivyDocument) -> Result<StoredArticle> {
    let bytes = document.get_first(fields.article).and_then(|v| v.as_bytes());
    let bytes = bytes.ok_or_else(|| Error::broken("a stored article is missing"))?;
    let mut article: StoredArticle =
        serde_json::from_slice(bytes).map_err(|e| Error::broken(format!("a stored article: {e}")))?;
    let text = document.get_first(fields.full_text).and_then(|v| v.as_str());
    article.full_text = text.unwrap_or_default().to_owned();
    Ok(article)
}

/// The key that a head holds.
pub(super) fn read_key(fields: &Fields, document: &TantivyDocument) -> Result<String> {
    let key = document.get_first(fields.stored_key).and_then(|v| v.as_str());
    key.map(str::to_owned).ok_or_else(|| Error::broken("an article's key is missing"))
}
