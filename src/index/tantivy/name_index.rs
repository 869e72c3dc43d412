//! The dictionaries of a segment → the file of its names, read where it lies.

use std::collections::BTreeMap;

use tantivy::columnar::ColumnValues;
use tantivy::directory::OwnedBytes;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermDictionary;
use tantivy::{DocId, DocSet, InvertedIndexReader, Segment, SegmentReader, TERMINATED};

use super::derived::{Derived, write_file};
use super::fields;
use crate::analysis::{capitals_speak, clitics, is_function_word, split_name_term};
use crate::names::index::counts::{CountedForms, CountedPlace, MIN_COUNTED};
use crate::names::index::forms::{FormDocuments, NameForms};
use crate::names::index::{NameIndex, TermsKey, is_plain, write_names};
use crate::names::spelling::letters::{SCRIPTS, Script};

/// Words of a segment, each with the number of its term.
type Numbered = Vec<(String, u32)>;

/// The names of a segment; nothing if the file is damaged.
pub(super) fn open_names(reader: &SegmentReader) -> tantivy::Result<Option<NameIndex<OwnedBytes>>> {
    Ok(NameIndex::read(Derived::Names.open(reader)?))
}

/// Writes the file of a segment whose dictionaries are written.
pub(super) fn write_segment_names(segment: &Segment, reader: &SegmentReader) -> tantivy::Result<()> {
    let schema = reader.schema();
    let dictionary = |field: &str| reader.inverted_index(schema.get_field(field)?);
    let (names, words) = (dictionary(fields::NAMES)?, dictionary(fields::WORDS)?);
    let (keys, words) = (keys(names.terms())?, caseless_words(words.terms())?);
    let places = reader.fast_fields().column_first_or_default(fields::PLACE)?;
    let counted = counted_forms(&names, &headlines(&*places))?;
    write_file(segment, Derived::Names, &mut |out| write_names(&keys, &words, &counted, out))
}

/// Which documents are headlines.
fn headlines(places: &dyn ColumnValues<u64>) -> Vec<bool> {
    let mut all = vec![0; places.num_vals() as usize];
    places.get_range(0, &mut all);
    all.into_iter().map(|place| place == 1).collect()
}

/// A name term: its number, its form, whether its capitals speak, and where its postings lie.
struct NameTerm {
    number: u32,
    form: String,
    capitals_speak: bool,
    info: TermInfo,
}

/// Counts the forms of all names.
fn counted_forms(names: &InvertedIndexReader, headlines: &[bool]) -> tantivy::Result<CountedForms> {
    let mut counted = CountedForms::default();
    let mut of_key: Vec<NameTerm> = Vec::new();
    let mut last_key = String::new();
    let mut terms = names.terms().stream()?;
    while terms.advance() {
        let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
        let (key, form) = split_name_term(term);
        if key != last_key {
            count_key(names, &last_key, &of_key, (headlines, &mut counted))?;
            of_key.clear();
            key.clone_into(&mut last_key);
        }
        let (number, info) = (terms.term_ord() as u32, terms.value().clone());
        of_key.push(NameTerm { number, form, capitals_speak: capitals_speak(term), info });
    }
    count_key(names, &last_key, &of_key, (headlines, &mut counted))?;
    Ok(counted)
}

/// Counts the terms of a key, and its places that have several.
fn count_key(
    names: &InvertedIndexReader,
    key: &str,
    terms: &[NameTerm],
    (headlines, counted): (&[bool], &mut CountedForms),
) -> tantivy::Result<()> {
    let is_headline = |doc: &DocId| headlines.get(*doc as usize).copied().unwrap_or_default();
    let mut documents = Vec::new();
    for term in terms.iter().filter(|term| term.info.doc_freq >= MIN_COUNTED) {
        documents.clear();
        add_documents(names, &term.info, &mut documents)?;
        counted.add_term(term.number, documents.iter().filter(|doc| is_headline(doc)).count() as u32);
    }
    if terms.len() < 2 {
        return Ok(());
    }
    let mut places: BTreeMap<(String, String), Vec<&NameTerm>> = BTreeMap::new();
    for term in terms {
        places.entry(NameForms::place(key, &term.form)).or_default().push(term);
    }
    let frequency = |terms: &[&NameTerm]| terms.iter().map(|term| term.info.doc_freq).sum::<u32>();
    for terms in places.values().filter(|terms| terms.len() > 1 && frequency(terms) >= MIN_COUNTED) {
        let mut union_of = |speaking: bool| -> tantivy::Result<(u64, u64)> {
            documents.clear();
            for term in terms.iter().filter(|term| term.capitals_speak == speaking) {
                add_documents(names, &term.info, &mut documents)?;
            }
            documents.sort_unstable();
            documents.dedup();
            let passages = documents.iter().filter(|doc| !is_headline(doc)).count();
            Ok((documents.len() as u64, passages as u64))
        };
        let ((named, in_named), (unclear, in_unclear)) = (union_of(true)?, union_of(false)?);
        let (documents, passages) = (FormDocuments { named, unclear }, in_named + in_unclear);
        counted.add_place(terms[0].number, &CountedPlace { terms: terms.len(), documents, passages });
    }
    Ok(())
}

/// Adds the documents that have a term.
fn add_documents(names: &InvertedIndexReader, info: &TermInfo, documents: &mut Vec<DocId>) -> tantivy::Result<()> {
    let mut postings = names.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        documents.push(postings.doc());
        postings.advance();
    }
    Ok(())
}

/// The keys of the name terms, each with the number of its first term.
fn keys(names: &TermDictionary) -> tantivy::Result<Vec<TermsKey>> {
    let mut keys: Vec<TermsKey> = Vec::new();
    let mut terms = names.stream()?;
    while terms.advance() {
        let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
        let (key, form) = split_name_term(term);
        let is_plain = is_plain(&form);
        match keys.last_mut().filter(|last| last.key == key) {
            Some(last) => last.is_plain &= is_plain,
            None => keys.push(TermsKey { key: key.to_owned(), number: terms.term_ord() as u32, is_plain }),
        }
    }
    Ok(keys)
}

/// The words of each script without case, each with its number.
fn caseless_words(words: &TermDictionary) -> tantivy::Result<Vec<(Script, Numbered)>> {
    let mut all = Vec::new();
    for script in SCRIPTS.into_iter().filter(|script| !clitics(script.character(0)).is_empty()) {
        let (from, to) = script.block();
        let mut found = Numbered::new();
        let mut terms = words.range().ge(from.to_string()).lt(to.to_string()).into_stream()?;
        while terms.advance() {
            if let Ok(word) = std::str::from_utf8(terms.key())
                && !is_function_word(word)
            {
                found.push((word.to_owned(), terms.term_ord() as u32));
            }
        }
        all.push((script, found));
    }
    Ok(all)
}

/// The key of a name term.
pub(super) fn key_of(term: &[u8]) -> &[u8] {
    term.split(|byte| *byte == 0).next().unwrap_or_default()
}
