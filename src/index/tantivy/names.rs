//! the dictionary of name terms, walked by the alignment of a name → the forms of the names that are like it.

use std::collections::BTreeMap;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};
use tantivy_fst::Automaton;

use super::segment::Segment;
use crate::analysis::{clitics, is_function_word, split_name_term};
use crate::error::Result;
use crate::index::name_forms::NameForms;
use crate::names::dictionary::NameQuery;
use crate::names::spelling::letters::{SCRIPTS, Script};
use crate::names::walk::{Row, Walk};

/// The forms found, by where they are counted: each as written, with its postings in one of the two fields.
type Found = BTreeMap<(String, String), Vec<(String, TermInfo)>>;

/// Adds the forms of one segment that a query asks for and `keep` takes. Words of scripts without case are looked up among
/// all words of the texts, all other names among the name terms.
pub(super) fn segment_names(
    segment: &Segment,
    query: NameQuery<'_>,
    keep: &mut dyn FnMut(&str, &str) -> bool,
    forms: &mut NameForms,
) -> Result<()> {
    let mut named = Found::new();
    let mut take = |term: &[u8], info: &TermInfo| {
        let Ok(term) = std::str::from_utf8(term) else { return };
        let (key, form) = split_name_term(term);
        if keep(key, &form) {
            named.entry(NameForms::place(key, &form)).or_default().push((form, info.clone()));
        }
    };
    let dictionary = segment.names.terms();
    let io = tantivy::TantivyError::from;
    match query {
        NameQuery::Exactly(key) => {
            let mut terms =
                dictionary.range().ge(key).le(format!("{key}\0\u{10FFFF}")).into_stream().map_err(io)?;
            while let Some((term, info)) = terms.next() {
                if term.len() == key.len() || term.get(key.len()) == Some(&0) {
                    take(term, info);
                }
            }
        }
        NameQuery::Near(walk) => {
            for script in SCRIPTS {
                let automaton = DictionaryWalk { walk, script, clitic: "" };
                let mut terms = dictionary.search(automaton).into_stream().map_err(io)?;
                while let Some((term, info)) = terms.next() {
                    take(term, info);
                }
            }
        }
    }
    add_forms(segment, &segment.names, named, forms)?;
    if let NameQuery::Near(walk) = query {
        let found = caseless_words(segment, walk, keep)?;
        add_forms(segment, &segment.words, found, forms)?;
    }
    Ok(())
}

/// The words of scripts without case that are like a name, with and without the particles written with them.
fn caseless_words(segment: &Segment, walk: &Walk, keep: &mut dyn FnMut(&str, &str) -> bool) -> Result<Found> {
    let mut found = Found::new();
    let io = tantivy::TantivyError::from;
    for script in SCRIPTS {
        for clitic in clitics(script.character(0)) {
            let automaton = DictionaryWalk { walk, script, clitic };
            let mut terms = segment.words.terms().search(automaton).into_stream().map_err(io)?;
            while let Some((term, info)) = terms.next() {
                let Ok(word) = std::str::from_utf8(term) else { continue };
                let key = &word[clitic.len()..];
                if !is_function_word(word) && keep(key, word) {
                    found.entry(NameForms::place(key, word)).or_default().push((word.to_owned(), info.clone()));
                }
            }
        }
    }
    Ok(found)
}

/// Counts the forms found in a segment.
fn add_forms(segment: &Segment, field: &InvertedIndexReader, found: Found, forms: &mut NameForms) -> Result<()> {
    for (place, terms) in found {
        let mut documents: Vec<DocId> = Vec::new();
        let mut written = Vec::with_capacity(terms.len());
        for (form, info) in &terms {
            let before = documents.len();
            live_documents(segment, (field, info), &mut documents)?;
            written.push((form.clone(), passages(segment, &documents[before..])));
        }
        if terms.len() > 1 {
            documents.sort_unstable();
            documents.dedup();
        }
        forms.add(place, written, (passages(segment, &documents), documents.len() as u64));
    }
    Ok(())
}

/// How many of the documents are no headlines.
fn passages(segment: &Segment, documents: &[DocId]) -> u64 {
    documents.iter().filter(|doc| segment.ordinal(**doc).is_some_and(|ordinal| ordinal > 0)).count() as u64
}

fn live_documents(
    segment: &Segment,
    (field, info): (&InvertedIndexReader, &TermInfo),
    documents: &mut Vec<DocId>,
) -> Result<()> {
    let postings = field.read_postings_from_terminfo(info, IndexRecordOption::Basic);
    let mut postings = postings.map_err(tantivy::TantivyError::from)?;
    while postings.doc() != TERMINATED {
        if segment.is_alive(postings.doc()) {
            documents.push(postings.doc());
        }
        postings.advance();
    }
    Ok(())
}

/// A walk through the names of one script.
struct DictionaryWalk<'a> {
    walk: &'a Walk,
    script: Script,
    /// What stands before the name.
    clitic: &'static str,
}

/// Where a walk is.
#[derive(Clone)]
enum State {
    /// Nothing on this branch can be accepted.
    Lost,
    /// So many bytes into what stands before the name.
    Clitic(usize),
    /// Behind the key of an accepted name: whatever form follows.
    Form,
    /// In a key, after whole letters; and the first bytes of the next.
    Key { row: Row, bytes: [u8; 4], length: u8 },
}

impl DictionaryWalk<'_> {
    fn before_key(&self) -> State {
        State::Key { row: self.walk.start(self.script), bytes: [0; 4], length: 0 }
    }
}

impl Automaton for DictionaryWalk<'_> {
    type State = State;

    fn start(&self) -> State {
        if self.clitic.is_empty() { self.before_key() } else { State::Clitic(0) }
    }

    fn is_match(&self, state: &State) -> bool {
        match state {
            State::Lost | State::Clitic(_) => false,
            State::Form => true,
            State::Key { row, length, .. } => *length == 0 && self.walk.accepts(row),
        }
    }

    fn can_match(&self, state: &State) -> bool {
        !matches!(state, State::Lost)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let (row, bytes, length) = match state {
            State::Key { row, bytes, length } => (row, bytes, length),
            State::Clitic(at) if self.clitic.as_bytes()[*at] != byte => return State::Lost,
            State::Clitic(at) if at + 1 < self.clitic.len() => return State::Clitic(at + 1),
            State::Clitic(_) => return self.before_key(),
            State::Lost | State::Form => return state.clone(),
        };
        if byte == 0 {
            return if self.is_match(state) { State::Form } else { State::Lost };
        }
        let (mut bytes, length) = (*bytes, length + 1);
        bytes[usize::from(length) - 1] = byte;
        if usize::from(length) < utf8_length(bytes[0]) {
            return State::Key { row: *row, bytes, length };
        }
        let character = std::str::from_utf8(&bytes[..usize::from(length)]).ok().and_then(|s| s.chars().next());
        match character.and_then(|c| self.walk.step(self.script, row, c)) {
            Some(row) if self.walk.can_accept(&row) => State::Key { row, bytes: [0; 4], length: 0 },
            _ => State::Lost,
        }
    }
}

/// How many bytes the character has that begins with this one.
fn utf8_length(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}
