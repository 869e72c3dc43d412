//! a JSON file → articles: one object, a list of objects, or an object that holds such a list.
//!
//! The file is cut into its entries before any of them is parsed, so that a broken one keeps none of the others.

use std::ops::Range;

use super::columns::Names;
use super::format::Head;
use super::{Articles, Input, encoding, fields};
use crate::error::Result;

/// How many objects deep the list of articles may lie.
pub(super) const WRAPPERS: usize = 3;

/// A brace or bracket that opens data, or the extension.
pub(super) fn recognises(head: &Head<'_>) -> bool {
    let text = head.text.trim_start();
    let object = text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
    object || is_list(text) || head.extension == "json"
}

/// Whether a text begins like a list of objects.
pub(super) fn is_list(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', ']']))
}

/// The articles of the file; those of a list are numbered.
pub(super) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = encoding::decode(&bytes);
    let (text, warning) = (decoded.text.into_owned(), decoded.warning);
    let start = text.len() - text.trim_start().len();
    if start == text.len() {
        return Err(input.error(None, "holds no article: the file is empty"));
    }
    let (pieces, numbered) = pieces(&text, start, WRAPPERS, &input.names);
    let (mut counted, mut line, mut entry) = (0, 1, 0u32);
    if pieces.is_empty() {
        return Err(
            input.error(Some(1), "holds no article: expected an object with `title` or `text`, or a list of such")
        );
    }
    Ok(Box::new(pieces.into_iter().map(move |piece| {
        let at = match &piece {
            Piece::Value(range) => range.start,
            Piece::Broken(at) => *at,
        };
        line += text[counted..at].matches('\n').count();
        counted = at;
        entry += 1;
        let place = fields::Place {
            path: &input.path,
            names: &input.names,
            line: Some(line),
            entry: numbered.then_some(entry),
        };
        match piece {
            Piece::Value(range) => fields::parse(&text[range], &place).map(|mut article| {
                article.warnings.extend(warning.clone());
                article
            }),
            Piece::Broken(_) => {
                Err(input.error(Some(line), "the JSON breaks off here: complete or remove this entry"))
            }
        }
    })))
}

/// A part of a list: a value that ends, or the place from which there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Value(Range<usize>),
    Broken(usize),
}

/// The entries of a file, and whether they are those of a list.
pub(super) fn pieces(text: &str, start: usize, wrappers: usize, names: &Names) -> (Vec<Piece>, bool) {
    if text[start..].starts_with('[') {
        return (elements(text, start), true);
    }
    let members = members(text, start);
    if wrappers > 0 && !members.iter().any(|(name, _)| names.holds_article(name)) {
        let opens = |at: usize| text[at..].starts_with('{') || is_list(&text[at..]);
        let inside = members.iter().filter(|(name, at)| names.holds_list(name) && opens(*at));
        if let Some((_, at)) = inside.max_by_key(|(_, at)| text[*at..].starts_with('[')) {
            return pieces(text, *at, wrappers - 1, names);
        }
    }
    // Objects one after the other are a list without its brackets.
    let rest = |range: &Range<usize>| text[range.end..].trim().is_empty();
    match value_end(text, start) {
        Some(end) if rest(&(start..end)) => (vec![Piece::Value(start..end)], false),
        Some(_) => (elements(text, start), true),
        None => (vec![Piece::Broken(start)], false),
    }
}

/// The values between the brackets that open at `start`, or from there on where none opens.
fn elements(text: &str, start: usize) -> Vec<Piece> {
    let mut at = start + usize::from(text[start..].starts_with('['));
    let mut found = Vec::new();
    loop {
        at = skip(text, at, &[',']);
        match text.as_bytes().get(at) {
            None if text[start..].starts_with('[') => found.push(Piece::Broken(text.trim_end().len())),
            None | Some(b']') => {}
            Some(_) => {
                let end = value_end(text, at);
                let piece = end.map_or(Piece::Broken(at), |end| Piece::Value(at..end));
                found.push(piece);
                match end.or_else(|| next_object(text, at)) {
                    Some(next) => {
                        at = next;
                        continue;
                    }
                    None => return found,
                }
            }
        }
        return found;
    }
}

/// Where the object after a broken one begins: behind a closing brace and a comma.
fn next_object(text: &str, from: usize) -> Option<usize> {
    text[from..].match_indices('}').find_map(|(i, _)| {
        let comma = skip(text, from + i + 1, &[]);
        let next = skip(text, comma, &[',']);
        (text[comma..].starts_with(',') && text[next..].starts_with('{')).then_some(next)
    })
}

/// The names of an object's members and where their values begin, as far as they can be read.
pub(super) fn members(text: &str, start: usize) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    if !text[start..].starts_with('{') {
        return found;
    }
    let mut at = start + 1;
    while at <= text.len() {
        at = skip(text, at, &[',']);
        let Some(end) = value_end(text, at).filter(|_| text[at..].starts_with('"')) else { break };
        let colon = skip(text, end, &[]);
        if !text[colon..].starts_with(':') {
            break;
        }
        let value = skip(text, colon + 1, &[]);
        found.push((&text[at + 1..end - 1], value));
        let Some(after) = value_end(text, value) else { break };
        at = after;
    }
    found
}

/// The first place from `at` that is no blank and none of the marks.
fn skip(text: &str, at: usize, marks: &[char]) -> usize {
    let rest = text[at..].trim_start_matches(|c: char| c.is_whitespace() || marks.contains(&c));
    text.len() - rest.len()
}

/// Where the value that begins at `start` ends; `None` if the text ends before.
pub(super) fn value_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, start);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string_end(bytes, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Some(if depth == 1 { at + 1 } else { at.max(start + 1) }),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
        if depth == 0 && bytes[at - 1] == b'"' {
            return Some(at);
        }
    }
    (depth == 0 && at > start).then_some(at)
}

/// The closing quotation mark of a string.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}
