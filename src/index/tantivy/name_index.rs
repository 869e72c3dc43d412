//! The dictionaries of a segment → the file of its names, written with the segment and again at each merge.

use std::any::Any;
use std::sync::Arc;

use tantivy::directory::{OwnedBytes, TerminatingWrite};
use tantivy::index::SegmentComponent;
use tantivy::indexer::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::termdict::TermDictionary;
use tantivy::{Segment, SegmentReader};

use super::fields;
use crate::analysis::{clitics, is_function_word};
use crate::names::index::{NameIndex, write_names};
use crate::names::spelling::letters::{SCRIPTS, Script};

/// What the name of the file ends with.
const EXTENSION: &str = "names";

/// Writes the file of the names of every segment.
pub(super) struct NamesPlugin;

/// Has nothing to remember of a document: all is in the dictionaries.
struct NamesWriter;

impl NamesPlugin {
    /// As tantivy takes it.
    pub(super) fn shared() -> Arc<dyn SegmentPlugin> {
        Arc::new(Self)
    }
}

/// The file as a part of a segment.
pub(super) fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// The names of a segment, read where they lie; nothing if the file is damaged.
pub(super) fn open_names(reader: &SegmentReader) -> tantivy::Result<Option<NameIndex<OwnedBytes>>> {
    let file = reader.open_read(component())?;
    Ok(NameIndex::read(file.read_bytes()?))
}

impl SegmentPlugin for NamesPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(NamesWriter))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        write(context.target_segment)
    }
}

impl PluginWriter for NamesWriter {
    fn serialize(self: Box<Self>, segment: &Segment, _: Option<&DocIdMapping>) -> tantivy::Result<()> {
        write(segment)
    }

    fn mem_usage(&self) -> usize {
        0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Writes the names of a segment whose dictionaries are written.
fn write(segment: &Segment) -> tantivy::Result<()> {
    let reader = SegmentReader::open(segment)?;
    let schema = reader.schema().clone();
    let dictionary = |field: &str| reader.inverted_index(schema.get_field(field)?);
    let (names, words) = (dictionary(fields::NAMES)?, dictionary(fields::WORDS)?);
    let mut out = segment.open_write(component())?;
    write_names(&keys(names.terms())?, &caseless_words(words.terms())?, &mut out)?;
    Ok(out.terminate()?)
}

/// The keys of the name terms, each with the number of its first term.
fn keys(names: &TermDictionary) -> tantivy::Result<Vec<(String, u32)>> {
    let mut keys: Vec<(String, u32)> = Vec::new();
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
fn caseless_words(words: &TermDictionary) -> tantivy::Result<Vec<(Script, Vec<(String, u32)>)>> {
    let mut all = Vec::new();
    for script in SCRIPTS.into_iter().filter(|script| !clitics(script.character(0)).is_empty()) {
        let (from, to) = script.block();
        let mut found: Vec<(String, u32)> = Vec::new();
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
