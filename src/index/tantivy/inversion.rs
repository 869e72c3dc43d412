//! rows → the postings of words and names, as tantivy's own files hold them.
//!
//! Tantivy looks every token up in a hash table and appends it to a list of its own, at three misses of the processor's cache a
//! token. Here a token comes as a number, which one look at an array makes the segment's; so many at a time are sorted by term
//! (`sorted_tokens.rs`), and when the segment is written, the parts of each term are put together. Tantivy never sees these two
//! fields of a row. It writes its files with the others, which are read back, and in their place come files with all fields, by
//! its own serialiser.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use tantivy::directory::TerminatingWrite;
use tantivy::directory::error::DeleteError;
use tantivy::index::SegmentComponent;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{DocId, DocSet, Segment, SegmentReader, TERMINATED};

use super::articles::Facts;
use super::fields;
use super::row::Row;
use super::sorted_tokens::{Part, SortedTokens};
use crate::index::terms::{ArticleTerms, TermTable};

/// The words and names of a segment that is being built.
pub(super) struct Inversion {
    segment: Segment,
    words: FieldTokens,
    names: FieldTokens,
    /// What the copies of the articles are known by.
    facts: Facts,
    /// The tables of the last articles, that of the last one at the end.
    known: Vec<Known>,
    /// The files that tokens were written to.
    runs: Vec<PathBuf>,
}

/// The terms of some articles, and their numbers in the segment, as far as they were met.
struct Known {
    terms: Arc<ArticleTerms>,
    words: Vec<u32>,
    names: Vec<u32>,
}

/// The tokens of a field and their terms.
struct FieldTokens {
    terms: TermTable,
    tokens: SortedTokens,
}

impl Inversion {
    pub(super) fn new(segment: &Segment) -> Self {
        let field =
            |has_positions| FieldTokens { terms: TermTable::default(), tokens: SortedTokens::new(has_positions) };
        let (words, names, facts) = (field(true), field(false), Facts::default());
        Self { segment: segment.clone(), words, names, facts, known: Vec::new(), runs: Vec::new() }
    }

    /// Takes the next document.
    pub(super) fn add(&mut self, row: &Row) -> tantivy::Result<()> {
        row.copy_key().into_iter().for_each(|key| self.facts.push(key));
        if let Some(tokens) = row.tokens() {
            let mut known = self.known_of(&tokens.terms);
            let (words, names) = (&mut self.words, &mut self.names);
            let number = |word| words.terms.number_of(known.terms.words().hashed(word));
            words.tokens.extend(tokens.words.iter(), &mut known.words, number);
            let number = |name| names.terms.number_of(known.terms.names().hashed(name));
            names.tokens.extend(tokens.names.iter().map(|name| (*name, false)), &mut known.names, number);
            self.known.push(known);
        }
        for field in [&mut self.words, &mut self.names] {
            field.tokens.end_document();
            if field.tokens.is_full() {
                self.runs.push(field.write_run(&self.segment, self.runs.len())?);
            }
        }
        Ok(())
    }

    /// Takes out what is known of a table.
    fn known_of(&mut self, terms: &Arc<ArticleTerms>) -> Known {
        if let Some(at) = self.known.iter().rposition(|known| Arc::ptr_eq(&known.terms, terms)) {
            return self.known.remove(at);
        }
        // Where nobody else has a table, no article with its terms is to come.
        self.known.retain(|known| Arc::strong_count(&known.terms) > 1);
        Known { terms: Arc::clone(terms), words: Vec::new(), names: Vec::new() }
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        self.words.memory() + self.names.memory() + self.facts.memory()
    }

    /// Writes the files of postings of a segment anew, with the words and names; gives the facts.
    pub(super) fn write(mut self, segment: &Segment) -> tantivy::Result<Facts> {
        self.known.clear();
        let schema = segment.schema();
        let (words, names) = (schema.get_field(fields::WORDS)?, schema.get_field(fields::NAMES)?);
        let others = other_fields(segment, &schema, &[words, names])?;
        for component in [SegmentComponent::Terms, SegmentComponent::Postings, SegmentComponent::Positions] {
            delete(segment, &segment.relative_path(component))?;
        }
        let mut out = InvertedIndexSerializer::open(segment)?;
        for (field, tokens) in [(words, self.words), (names, self.names)] {
            let mut field = out.new_field(field, tokens.tokens.len(), None)?;
            tokens.write(&mut field)?;
            field.close()?;
        }
        for other in others {
            other.write(&mut out)?;
        }
        out.close()?;
        for run in &self.runs {
            match delete(segment, run) {
                // Nobody knows that it is needed still, so it may have been removed while it was read.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(self.facts)
    }
}

fn delete(segment: &Segment, file: &Path) -> io::Result<()> {
    tantivy::Directory::delete(segment.index().directory(), file).map_err(|error| match error {
        DeleteError::FileDoesNotExist(_) => io::ErrorKind::NotFound.into(),
        other => io::Error::other(other.to_string()),
    })
}

impl FieldTokens {
    fn memory(&self) -> usize {
        self.terms.memory() + self.tokens.memory()
    }

    /// Writes what was sorted to a file, with the number of that file.
    fn write_run(&mut self, segment: &Segment, number: usize) -> tantivy::Result<PathBuf> {
        let component = SegmentComponent::Custom(format!("run{number}"));
        let mut out = segment.clone().open_write(component.clone())?;
        self.tokens.write_run(&self.terms, &mut out)?;
        out.terminate()?;
        self.tokens.add_run(segment.open_read(component.clone())?);
        Ok(segment.relative_path(component))
    }

    /// Writes the terms, while another thread puts the parts of the next ones together.
    fn write(mut self, out: &mut FieldSerializer<'_>) -> io::Result<()> {
        self.tokens.end();
        let sorted = self.terms.sorted(|_| true);
        let mut runs = self.tokens.take_runs()?;
        let (tokens, terms) = (&self.tokens, &sorted);
        std::thread::scope(|scope| {
            let (put_together, parts) = sync_channel(PARTS_AHEAD);
            scope.spawn(move || {
                let mut send = |part| put_together.send(Ok(part)).map_err(|_| io::ErrorKind::BrokenPipe.into());
                if let Err(fault) = tokens.each_part(terms, &mut runs, &mut send) {
                    // After a fault of the other side nobody waits for more.
                    let _ = put_together.send(Err(fault));
                }
            });
            let (mut terms, mut is_open) = (sorted.iter(), false);
            parts.iter().try_for_each(|part: io::Result<_>| self.write_part(&part?, &mut terms, &mut is_open, out))
        })
    }

    /// Writes the next terms; the first of them is open already if the part before has a part of it.
    fn write_part(
        &self,
        part: &Part,
        terms: &mut std::slice::Iter<'_, u32>,
        is_open: &mut bool,
        out: &mut FieldSerializer<'_>,
    ) -> io::Result<()> {
        let (mut first, mut position) = (0, 0);
        let all = part.documents.len();
        let rest = part.ends.last().is_none_or(|end| *end < all).then_some((all, false));
        for (last, ends) in part.ends.iter().map(|end| (*end, true)).chain(rest) {
            if !*is_open && let Some(term) = terms.next() {
                out.new_term(self.terms.term(*term).as_bytes(), 0, self.tokens.has_positions())?;
            }
            for (doc, count) in &part.documents[first..last] {
                let next = position + *count as usize;
                out.write_doc(*doc, *count, &part.positions[position..next]);
                position = next;
            }
            if ends {
                out.close_term()?;
            }
            (first, *is_open) = (last, !ends);
        }
        Ok(())
    }
}

/// So many parts of a field are put together before they are written.
const PARTS_AHEAD: usize = 2;

/// A field that tantivy has indexed: its terms, and the documents of each.
struct OtherField {
    field: Field,
    tokens: u64,
    terms: Vec<u8>,
    documents: Vec<DocId>,
    /// Where each term ends, and its documents.
    ends: Vec<(usize, usize)>,
}

/// All indexed fields of a segment but these.
fn other_fields(segment: &Segment, schema: &Schema, ours: &[Field]) -> tantivy::Result<Vec<OtherField>> {
    let reader = SegmentReader::open(segment)?;
    let fields = schema.fields().filter(|(field, entry)| entry.is_indexed() && !ours.contains(field));
    fields.map(|(field, _)| OtherField::read(&reader, field)).collect()
}

impl OtherField {
    fn read(reader: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let index = reader.inverted_index(field)?;
        let (terms, documents, ends) = (Vec::new(), Vec::new(), Vec::new());
        let mut read = Self { field, tokens: index.total_num_tokens(), terms, documents, ends };
        let mut terms = index.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                read.documents.push(postings.doc());
                postings.advance();
            }
            read.terms.extend_from_slice(term);
            read.ends.push((read.terms.len(), read.documents.len()));
        }
        Ok(read)
    }

    fn write(&self, out: &mut InvertedIndexSerializer) -> io::Result<()> {
        let mut field = out.new_field(self.field, self.tokens, None)?;
        let (mut term, mut document) = (0, 0);
        for (end, last) in &self.ends {
            field.new_term(&self.terms[term..*end], 0, false)?;
            self.documents[document..*last].iter().for_each(|doc| field.write_doc(*doc, 0, &[]));
            field.close_term()?;
            (term, document) = (*end, *last);
        }
        field.close()
    }
}
