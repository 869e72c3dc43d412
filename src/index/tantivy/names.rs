//! the dictionary of name terms, walked by the alignment of a name → the forms of the names that are like it.

use std::collections::BTreeMap;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};
use tantivy_fst::Automaton;

use super::segment::Segment;
use crate::analysis::split_name_term;
use crate::error::Result;
use crate::index::name_forms::NameForms;
use crate::names::dictionary::NameQuery;
use crate::names::spelling::letters::{SCRIPTS, Script};
use crate::names::walk::{Row, Walk};

/// Adds the forms of one segment that a query asks for and `keep` takes.
pub(super) fn segment_names(
    segment: &Segment,
    query: NameQuery<'_>,
    keep: &mut dyn FnMut(&str, &str) -> bool,
    forms: &mut NameForms,
) -> Result<()> {
    let mut found: BTreeMap<(String, String), Vec<(String, TermInfo)>> = BTreeMap::new();
    let mut take = |term: &[u8], info: &TermInfo| {
        let Ok(term) = std::str::from_utf8(term) else { return };
        let (key, form) = split_name_term(term);
        if keep(key, &form) {
            found.entry(NameForms::place(term)).or_default().push((form, info.clone()));
        }
    };
    let dictionary = segment.names.terms();
    let io = tantivy::TantivyError::from;
    match query {
        NameQuery::Exactly(key) => {
            let mut terms = dictionary.range().ge(key).le(format!("{key}\0\u{10FFFF}")).into_stream().map_err(io)?;
            while let Some((term, info)) = terms.next() {
                if term.len() == key.len() || term.get(key.len()) == Some(&0) {
                    take(term, info);
                }
            }
        }
        NameQuery::Near(walk) => {
            for script in SCRIPTS {
                let mut terms =
                    dictionary.search(DictionaryWalk { walk, script }).into_stream().map_err(io)?;
                while let Some((term, info)) = terms.next() {
                    take(term, info);
                }
            }
        }
    }
    for (place, terms) in found {
        let mut documents: Vec<DocId> = Vec::new();
        let mut written = Vec::with_capacity(terms.len());
        for (form, info) in &terms {
            let before = documents.len();
            live_documents(segment, info, &mut documents)?;
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

fn live_documents(segment: &Segment, info: &TermInfo, documents: &mut Vec<DocId>) -> Result<()> {
    let postings = segment.names.read_postings_from_terminfo(info, IndexRecordOption::Basic);
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
}

/// Where a walk is.
#[derive(Clone)]
enum State {
    /// Nothing on this branch can be accepted.
    Lost,
    /// Behind the key of an accepted name: whatever form follows.
    Form,
    /// In a key, after whole letters; and the first bytes of the next.
    Key { row: Row, bytes: [u8; 4], length: u8 },
}

impl Automaton for DictionaryWalk<'_> {
    type State = State;

    fn start(&self) -> State {
        State::Key { row: self.walk.start(self.script), bytes: [0; 4], length: 0 }
    }

    fn is_match(&self, state: &State) -> bool {
        match state {
            State::Lost => false,
            State::Form => true,
            State::Key { row, length, .. } => *length == 0 && self.walk.accepts(self.script, row),
        }
    }

    fn can_match(&self, state: &State) -> bool {
        !matches!(state, State::Lost)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let State::Key { row, bytes, length } = state else { return state.clone() };
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
            Some(row) if self.walk.can_accept(self.script, &row) => {
                State::Key { row, bytes: [0; 4], length: 0 }
            }
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
