//! IndexSchema → tantivy's schema and the names of its fields.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};

use crate::article::Language;
use crate::schema::{FieldKind, IndexSchema};

/// The fields of tantivy's schema. An article is a row of documents that lie side by side: first its head, which has the
/// headline's words and what is known of the article, then one for each passage.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    /// The words of a passage, with positions; like its names they are indexed by `inversion.rs`.
    pub(super) words: Field,
    /// The name terms of a passage.
    pub(super) names: Field,
    /// What an article is replaced by: source and id; on the head.
    pub(super) key: Field,
    /// The file it came from; on the head.
    pub(super) file: Field,
    /// The id; on the head.
    pub(super) id: Field,
    /// The number of the passage in its article plus 1, so 1 for the head; 0 for the record of a file. Like the next two
    /// it stands on every document: a column without gaps is read three times as fast.
    pub(super) place: Field,
    /// The language of the passage, as [`language_number`] counts it.
    pub(super) language: Field,
    /// How many words the passage has.
    pub(super) passage_words: Field,
    /// The first and the last day of publication, in days since 1970; on the head.
    pub(super) earliest: Field,
    pub(super) latest: Field,
    /// The keyword fields of the index schema, by name; on the head.
    pub(super) keywords: Vec<(String, Field)>,
    /// What is known of the article, and its key; on the head.
    pub(super) article: Field,
    /// The passage with its text.
    pub(super) passage: Field,
    /// The record of a file that was read; a document of its own.
    pub(super) file_record: Field,
}

/// Names of fields.
pub(super) const WORDS: &str = "words";
pub(super) const NAMES: &str = "names";
pub(super) const PLACE: &str = "place";
pub(super) const PASSAGE_LANGUAGE: &str = "passage_language";
pub(super) const PASSAGE_WORDS: &str = "passage_words";
pub(super) const EARLIEST: &str = "earliest";
pub(super) const LATEST: &str = "latest";
pub(super) const ID: &str = "id";
pub(super) const ARTICLE: &str = "article";
pub(super) const PASSAGE: &str = "passage";

/// Tantivy's name for taking a text as one term.
const NO_TOKENIZER: &str = "raw";

impl Fields {
    /// Tantivy's schema for an index schema.
    pub(super) fn new(schema: &IndexSchema) -> (Schema, Self) {
        let mut builder = Schema::builder();
        let with_positions = TextFieldIndexing::default()
            .set_tokenizer(NO_TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(false);
        let words = builder.add_text_field(WORDS, TextOptions::default().set_indexing_options(with_positions));
        let without_positions = TextFieldIndexing::default()
            .set_tokenizer(NO_TOKENIZER)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let names = builder.add_text_field(NAMES, TextOptions::default().set_indexing_options(without_positions));
        let name_only = TextFieldIndexing::default()
            .set_tokenizer(NO_TOKENIZER)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let keyword = TextOptions::default().set_indexing_options(name_only);
        let keywords = schema.fields.iter().filter(|f| f.kind == FieldKind::Keyword).map(|f| {
            let options = if f.facet { keyword.clone().set_fast("raw") } else { keyword.clone() };
            (f.name.clone(), builder.add_text_field(&f.name, options))
        });
        let keywords = keywords.collect();
        let fields = Self {
            words,
            names,
            keywords,
            key: builder.add_text_field("key", keyword.clone()),
            file: builder.add_text_field("file", keyword.clone()),
            id: builder.add_text_field(ID, keyword.set_fast("raw")),
            place: builder.add_u64_field(PLACE, FAST),
            language: builder.add_u64_field(PASSAGE_LANGUAGE, FAST),
            passage_words: builder.add_u64_field(PASSAGE_WORDS, FAST),
            earliest: builder.add_i64_field(EARLIEST, FAST),
            latest: builder.add_i64_field(LATEST, FAST),
            article: builder.add_bytes_field(ARTICLE, STORED),
            passage: builder.add_bytes_field(PASSAGE, STORED),
            file_record: builder.add_bytes_field("file_record", STORED),
        };
        (builder.build(), fields)
    }

    /// The keyword field with this name.
    pub(super) fn keyword(&self, name: &str) -> Option<Field> {
        self.keywords.iter().find(|(n, _)| n == name).map(|(_, field)| *field)
    }
}

/// The number of a language, different for different codes; small for codes of two letters, and 0 for an unknown language, so that
/// the column takes few bits.
pub(super) fn language_number(language: &Language) -> u64 {
    if !language.is_known() {
        return 0;
    }
    let letters = language.as_str().bytes().take(3);
    letters.fold(0, |number, letter| number * 27 + u64::from(letter.saturating_sub(b'a')) + 1)
}
