//! a JSON file → articles: one object, a list of objects, or an object that holds such a list.
//!
//! The file is cut into its entries before any of them is parsed, so that a broken one keeps none of the others. The cutting takes
//! time in proportion to the length of the file, whatever is broken in it.

use std::ops::Range;

use super::columns::FieldNames;
use super::fields;
use super::frames;
use super::json_text;
use super::json_text::{end_or_open, members, skip, value_end};
use crate::article::WarningKind;
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::head::Head;
use crate::ingest::{Articles, Input, steps};

/// How many objects deep the list of articles may lie.
pub(in crate::ingest) const WRAPPERS: usize = 3;

/// A brace or bracket that opens data, or the extension.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let text = head.text.trim_start();
    let object = text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
    object || is_list(text) || head.extension == "json"
}

/// Whether a text begins like a list of objects.
pub(in crate::ingest) fn is_list(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', ']']))
}

/// The articles of the file; those of a list are numbered.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = encoding::decode(&bytes);
    let (text, warning) = (decoded.text.into_owned(), decoded.warning);
    let text = frames::records(&text, &input.names).unwrap_or(text);
    let start = text.len() - text.trim_start().len();
    if start == text.len() {
        return Err(input.error(None, "holds no article: the file is empty"));
    }
    let mut pieces = pieces(&text, start, WRAPPERS, &input.names);
    let numbered = pieces.is_list;
    let mut first = pieces.next(&text);
    if first.is_none() {
        return Err(
            input.error(Some(1), "holds no article: expected an object with `title` or `text`, or a list of such")
        );
    }
    let (mut counted, mut line, mut entry) = (0, 1, 0u32);
    Ok(Box::new(std::iter::from_fn(move || {
        let piece = first.take().or_else(|| pieces.next(&text))?;
        let at = piece.start();
        line += text[counted..at].matches('\n').count();
        counted = at;
        entry += 1;
        let place = fields::Place {
            path: &input.path,
            names: &input.names,
            line: Some(line),
            entry: numbered.then_some(entry),
        };
        Some(match piece {
            Piece::Value(range) => fields::parse(&text[range], &place).map(|mut article| {
                article.warn(WarningKind::Encoding, warning.clone());
                article
            }),
            Piece::Broken(_) => {
                Err(input.error(Some(line), "the JSON breaks off here: complete or remove this entry"))
            }
            Piece::Rest(_) => Err(input.error(Some(line), REST)),
        })
    })))
}

/// What is said of the end of a file that is not read.
pub(in crate::ingest) const REST: &str =
    "the JSON breaks off too often to be read on from here: complete or remove the entries before";

/// A part of a list: a value that ends, the place from which there is none, or the place from which the file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Piece {
    Value(Range<usize>),
    Broken(usize),
    Rest(usize),
}

impl Piece {
    /// Where it begins.
    pub(in crate::ingest) fn start(&self) -> usize {
        match self {
            Self::Value(range) => range.start,
            Self::Broken(at) | Self::Rest(at) => *at,
        }
    }
}

/// The entries of a file, cut off one after the other.
pub(in crate::ingest) struct Pieces {
    /// Whether they are those of a list.
    pub(in crate::ingest) is_list: bool,
    /// Whether the list opens with a bracket, so that it must close with one.
    bracket: bool,
    /// Whether each entry has a name before it.
    named: bool,
    at: usize,
    ended: bool,
    /// The places of brackets that are known to have no end.
    endless: Vec<Vec<u32>>,
}

/// The most entries without an end for which the file is gone through to its end. An entry whose bracket was passed on such a
/// way is none of them: a file in which each entry lacks its last brace is gone through once. What needs more than these are
/// quotation marks that are missing in one entry after the other.
const MAX_ENDLESS: usize = 16;

/// The entries of a file.
pub(in crate::ingest) fn pieces(text: &str, start: usize, wrappers: usize, names: &FieldNames) -> Pieces {
    let bracket = text[start..].starts_with('[');
    let list = |at| Pieces { is_list: true, bracket, named: false, at, ended: false, endless: Vec::new() };
    if bracket {
        return list(start + 1);
    }
    let members = members(text, start);
    if wrappers > 0 && !members.iter().any(|(name, _)| names.holds_article(name)) {
        let opens = |at: usize| text[at..].starts_with('{') || is_list(&text[at..]);
        let inside = members.iter().filter(|(name, at)| names.holds_list(name) && opens(*at));
        if let Some((_, at)) = inside.max_by_key(|(_, at)| text[*at..].starts_with('[')) {
            return pieces(text, *at, wrappers - 1, names);
        }
    }
    if names_entries(text, &members, names) {
        return Pieces { named: true, ..list(start + 1) };
    }
    // Objects one after the other are a list without its brackets.
    let alone = value_end(text, start).is_none_or(|end| text[end..].trim().is_empty());
    Pieces { is_list: !alone, ..list(start) }
}

impl Pieces {
    /// The next entry.
    pub(in crate::ingest) fn next(&mut self, text: &str) -> Option<Piece> {
        if self.ended {
            return None;
        }
        self.at = skip(text, self.at, &[',']);
        let has_name = self.named && text[self.at..].starts_with('"');
        if let Some(name) = has_name.then(|| value_end(text, self.at)).flatten() {
            self.at = skip(text, name, &[':']);
        }
        let at = self.at;
        // One object is all there is.
        self.ended = !self.is_list;
        let rest = &text[at..];
        if rest.is_empty() || (self.is_list && (rest.starts_with(']') || self.named && rest.starts_with('}'))) {
            self.ended = true;
            let breaks_off = self.bracket && rest.is_empty();
            return breaks_off.then(|| Piece::Broken(text.trim_end().len()));
        }
        if let Some(end) = self.value_end(text, at) {
            self.at = end;
            return Some(Piece::Value(at..end));
        }
        if self.endless.len() > MAX_ENDLESS {
            self.ended = true;
            return Some(Piece::Rest(at));
        }
        match next_object(text, at) {
            Some(next) => self.at = next,
            None => self.ended = true,
        }
        Some(Piece::Broken(at))
    }

    /// Where a value ends; what is learned from one that does not end holds for those in it.
    fn value_end(&mut self, text: &str, at: usize) -> Option<usize> {
        let known = |places: &Vec<u32>| places.binary_search_by(|place| (*place as usize).cmp(&at)).is_ok();
        if self.endless.iter().any(known) {
            return None;
        }
        let end = end_or_open(text, at);
        end.map_err(|open| self.endless.push(open)).ok()
    }
}

/// Whether the members of an object are articles, each under a name of its own: `{"a1": {"title": …}, "a2": …}`.
fn names_entries(text: &str, members: &[(&str, usize)], names: &FieldNames) -> bool {
    let is_article = |at: usize| {
        let inner = json_text::members(text, at);
        inner.iter().any(|(name, _)| names.holds_article(name))
    };
    let are_other = |name: &str| !names.is_known(name) && !names.holds_members(name);
    members.iter().all(|(name, at)| are_other(name) && text[*at..].starts_with('{'))
        && members.iter().take(MAX_NAMED).filter(|(_, at)| is_article(*at)).count() == members.len().min(MAX_NAMED)
        && !members.is_empty()
}

/// So many of the articles under names are looked into.
const MAX_NAMED: usize = 8;

/// Where the object after a broken one begins: after a closing brace and a comma.
fn next_object(text: &str, from: usize) -> Option<usize> {
    text[from..].match_indices('}').find_map(|(i, _)| {
        steps::count(1);
        let comma = skip(text, from + i + 1, &[]);
        let next = skip(text, comma, &[',']);
        (text[comma..].starts_with(',') && text[next..].starts_with('{')).then_some(next)
    })
}
