//! The documents as tantivy takes them and gives them back: values that move in and out without a copy.

use std::sync::Arc;

use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Document, Field, OwnedValue};

use super::articles::CopyKey;
use super::under_way::Load;
use crate::index::TokenList;
use crate::index::terms::ArticleTerms;

/// One document that is about to be written.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    values: Vec<(Field, OwnedValue)>,
    tokens: Option<RowTokens>,
    copy_key: Option<CopyKey>,
}

/// The words and names of a document, by their numbers in a table that other documents share.
#[derive(Clone, Debug)]
pub(super) struct RowTokens {
    pub(super) terms: Arc<ArticleTerms>,
    pub(super) words: TokenList,
    pub(super) names: Vec<u32>,
    /// What its article weighs on its way, until the last of its rows is taken.
    pub(super) _load: Arc<Load>,
}

impl Row {
    /// Sets the words and names, which tantivy's own indexing does not see.
    pub(super) fn set_tokens(&mut self, tokens: RowTokens) {
        self.tokens = Some(tokens);
    }

    /// Sets what the copies of the article are known by that the row is the head of.
    pub(super) fn set_copy_key(&mut self, key: CopyKey) {
        self.copy_key = Some(key);
    }

    pub(super) fn copy_key(&self) -> Option<CopyKey> {
        self.copy_key
    }

    pub(super) fn tokens(&self) -> Option<&RowTokens> {
        self.tokens.as_ref()
    }

    pub(super) fn add_text(&mut self, field: Field, text: String) {
        self.values.push((field, OwnedValue::Str(text)));
    }

    pub(super) fn add_number(&mut self, field: Field, number: u64) {
        self.values.push((field, OwnedValue::U64(number)));
    }

    pub(super) fn add_day(&mut self, field: Field, day: i32) {
        self.values.push((field, OwnedValue::I64(i64::from(day))));
    }

    pub(super) fn add_bytes(&mut self, field: Field, bytes: Vec<u8>) {
        self.values.push((field, OwnedValue::Bytes(bytes)));
    }
}

impl Document for Row {
    type Value<'a> = &'a OwnedValue;
    type FieldsValuesIter<'a> = std::iter::Map<
        std::slice::Iter<'a, (Field, OwnedValue)>,
        fn(&'a (Field, OwnedValue)) -> (Field, &'a OwnedValue),
    >;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.values.iter().map(|(field, value)| (*field, value))
    }
}

/// What is stored of one document.
#[derive(Debug, Default)]
pub(super) struct StoredRow(Vec<(Field, OwnedValue)>);

impl StoredRow {
    /// The bytes or the text of a field.
    pub(super) fn bytes(&self, field: Field) -> Option<&[u8]> {
        let (_, value) = self.0.iter().find(|(known, _)| *known == field)?;
        match value {
            OwnedValue::Bytes(bytes) => Some(bytes),
            OwnedValue::Str(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// Takes out the bytes of a field.
    pub(super) fn take(&mut self, field: Field) -> Option<Vec<u8>> {
        let (_, value) = self.0.iter_mut().find(|(known, _)| *known == field)?;
        match value {
            OwnedValue::Bytes(bytes) => Some(std::mem::take(bytes)),
            _ => None,
        }
    }
}

impl DocumentDeserialize for StoredRow {
    fn deserialize<'de, D>(mut stored: D) -> Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let mut row = Self::default();
        while let Some(value) = stored.next_field()? {
            row.0.push(value);
        }
        Ok(row)
    }
}
