//! The documents as tantivy takes them and gives them back: values that move in and out without a copy.

use std::ops::Range;
use std::sync::Arc;

use tantivy::directory::OwnedBytes;
use tantivy::schema::{Document, Field, OwnedValue};
use tantivy::store::StoreReader;
use tantivy::{DocId, TantivyError};

use super::articles::CopyKey;
use super::under_way::Load;
use super::vint::number;
use crate::index::TokenList;
use crate::index::terms::ArticleTerms;

/// One document that is about to be written. It is no larger than a pointer: tantivy's queues have room for ten thousand of four
/// each, and what is freed of many megabytes at once makes glibc keep all that is smaller, here a third of the memory of a build.
#[derive(Clone, Debug, Default)]
pub(super) struct Row(Box<Parts>);

#[derive(Clone, Debug, Default)]
struct Parts {
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
        self.0.tokens = Some(tokens);
    }

    /// Sets what the copies of the article are known by that the row is the head of.
    pub(super) fn set_copy_key(&mut self, key: CopyKey) {
        self.0.copy_key = Some(key);
    }

    pub(super) fn copy_key(&self) -> Option<CopyKey> {
        self.0.copy_key
    }

    pub(super) fn tokens(&self) -> Option<&RowTokens> {
        self.0.tokens.as_ref()
    }

    pub(super) fn add_text(&mut self, field: Field, text: String) {
        self.0.values.push((field, OwnedValue::Str(text)));
    }

    pub(super) fn add_number(&mut self, field: Field, number: u64) {
        self.0.values.push((field, OwnedValue::U64(number)));
    }

    pub(super) fn add_day(&mut self, field: Field, day: i32) {
        self.0.values.push((field, OwnedValue::I64(i64::from(day))));
    }

    pub(super) fn add_bytes(&mut self, field: Field, bytes: Vec<u8>) {
        self.0.values.push((field, OwnedValue::Bytes(bytes)));
    }
}

impl Document for Row {
    type Value<'a> = &'a OwnedValue;
    type FieldsValuesIter<'a> = std::iter::Map<
        std::slice::Iter<'a, (Field, OwnedValue)>,
        fn(&'a (Field, OwnedValue)) -> (Field, &'a OwnedValue),
    >;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.values.iter().map(|(field, value)| (*field, value))
    }
}

/// What is stored of one document, where it lies: tantivy's own reading asks for as much memory as a damaged length says.
pub(super) struct StoredRow {
    bytes: OwnedBytes,
    /// Each field with its bytes.
    fields: Vec<(Field, Range<usize>)>,
}

/// The codes of values before their bytes: texts and bytes have a length, numbers and days eight bytes.
const WITH_LENGTH: [u8; 2] = [0, 4];
const OF_EIGHT_BYTES: [u8; 4] = [1, 2, 5, 6];

impl StoredRow {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// The block cannot be read, or the document is not whole.
    pub(super) fn read(store: &StoreReader, doc: DocId) -> tantivy::Result<Self> {
        let bytes = store.get_document_bytes(doc)?;
        let damaged = || TantivyError::InternalError("a stored document is not whole".to_owned());
        let fields = fields(&bytes).ok_or_else(damaged)?;
        Ok(Self { bytes, fields })
    }

    /// The bytes or the text of a field.
    pub(super) fn bytes(&self, field: Field) -> Option<&[u8]> {
        let (_, range) = self.fields.iter().find(|(known, _)| *known == field)?;
        Some(&self.bytes[range.clone()])
    }

    /// A copy of the bytes of a field.
    pub(super) fn take(&mut self, field: Field) -> Option<Vec<u8>> {
        self.bytes(field).map(<[u8]>::to_vec)
    }
}

/// Where each field of a document is in its bytes: their number, then of each the number of the field, a code, and its value.
fn fields(bytes: &[u8]) -> Option<Vec<(Field, Range<usize>)>> {
    let (count, mut at) = number(bytes);
    let mut fields = Vec::new();
    for _ in 0..count {
        let field = u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        let code = *bytes.get(at + 4)?;
        at += 5;
        let (length, length_bytes) = match code {
            code if WITH_LENGTH.contains(&code) => number(bytes.get(at..)?),
            code if OF_EIGHT_BYTES.contains(&code) => (8, 0),
            _ => return None,
        };
        let start = at + length_bytes;
        at = start.checked_add(length).filter(|end| *end <= bytes.len())?;
        fields.push((Field::from_field_id(field), start..at));
    }
    (at == bytes.len()).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_length_is_no_document() {
        let whole = [0x81, 7, 0, 0, 0, 0, 0x82, b'a', b'b'];
        assert_eq!(fields(&whole).unwrap(), [(Field::from_field_id(7), 7..9)]);
        for bit in 0..8 * whole.len() {
            let mut damaged = whole;
            damaged[bit / 8] ^= 1 << (bit % 8);
            let is_in_it = |(_, range): &(Field, Range<usize>)| range.end <= whole.len();
            assert!(fields(&damaged).is_none_or(|fields| fields.iter().all(is_in_it)), "bit {bit}");
        }
        let endless = [0x81, 7, 0, 0, 0, 4, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0xFF];
        assert!(fields(&endless).is_none() && fields(&whole[..8]).is_none());
    }
}
