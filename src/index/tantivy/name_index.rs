//! The dictionaries of a segment → the file of its names, read where it lies.

use tantivy::directory::OwnedBytes;
use tantivy::termdict::TermDictionary;
use tantivy::{Segment, SegmentReader};

use super::derived::{Derived, write_file};
use super::fields;
use crate::analysis::{clitics, is_function_word};
use crate::names::index::{NameIndex, write_names};
use crate::names::spelling::letters::{SCRIPTS, Script};

/// Keys or words of a segment, each with the number of its term.
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
    write_file(segment, Derived::Names, &mut |out| write_names(&keys, &words, out))
}

/// The keys of the name terms, each with the number of its first term.
fn keys(names: &TermDictionary) -> tantivy::Result<Numbered> {
    let mut keys = Numbered::new();
    let mut terms = names.stream()?;
    while terms.advance() {
        let Ok(key) = std::str::from_utf8(key_of(terms.key())) else { continue };
        if keys.last().is_none_or(|(last, _)| last != key) {
            keys.push((key.to_owned(), terms.term_ord() as u32));
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
