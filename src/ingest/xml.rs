//! What the readers of XML share: the name of a file's root, its entries cut apart, its texts.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use rustc_hash::FxHashSet;

use super::steps;

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    /// With its brackets.
    pub(super) text: &'a str,
    /// Its name with the prefix.
    pub(super) name: &'a str,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    closing: bool,
}

impl<'a> Tag<'a> {
    /// Its name without the prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// Its attributes as they stand there, an unreadable one left out.
    pub(super) fn attributes(&self) -> Vec<(String, String)> {
        let inner = self.text.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let start = BytesStart::from_content(inner, self.name.len());
        let mut attributes = start.attributes();
        let found = attributes.with_checks(false).flatten().map(|a| {
            let raw = a.value.as_ref();
            let value = quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |v| v.into_owned());
            (a.key.as_ref().to_owned(), value)
        });
        found.collect()
    }
}

/// The tags from a place on; comments, instructions and character data are passed over.
fn tags(text: &str, from: usize) -> impl Iterator<Item = Tag<'_>> {
    // Looking in vain for the same end again and again would take time in proportion to the square of the length.
    let (mut at, mut endless) = (from, [false; 4]);
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find('<')?;
            let rest = &text[start..];
            let skipped = [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"), ("<!", ">")];
            if let Some(i) = skipped.iter().position(|(open, _)| rest.starts_with(open)) {
                let (open, close) = skipped[i];
                let found = if endless[i] { None } else { rest.find(close) };
                endless[i] |= found.is_none();
                // What is not closed hides nothing.
                at = start + found.map_or(open.len(), |end| end + close.len());
                continue;
            }
            let end = start + rest.find('>')? + 1;
            let closing = rest.starts_with("</");
            let name = &text[start + 1 + usize::from(closing)..end - 1];
            let name = name.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
            at = end;
            return Some(Tag { text: &text[start..end], name, start, end, closing });
        }
    })
}

/// The root of a file that begins like XML: a mark-up language's declarations and comments may stand before it.
pub(super) fn root(text: &str) -> Option<Tag<'_>> {
    let mut at = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').len();
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        if rest.starts_with("<!--") {
            at += rest.find("-->")? + 3;
        } else if rest.starts_with("<?") {
            at += rest.find("?>")? + 2;
        } else if rest.starts_with("<!") {
            // The declarations of a type of document stand in square brackets.
            let (end, open) = (rest.find('>')?, rest.find('['));
            at += match open.filter(|open| *open < end) {
                Some(open) => open + rest[open..].find("]>").or_else(|| rest[open..].find("] >"))? + 2,
                None => end + 1,
            };
        } else {
            let named = |tag: &Tag<'_>| tag.start == at && tag.name.starts_with(char::is_alphabetic);
            return tags(text, at).next().filter(named);
        }
    }
}

/// A file cut at its entries.
pub(super) struct Cut<'a> {
    /// What stands before the first entry and after the last.
    pub(super) around: [&'a str; 2],
    /// The entries in order: where each begins, its start tag and all of it, also of one that is not closed.
    pub(super) entries: Vec<Entry<'a>>,
}

/// An entry as it stands in the file.
pub(super) struct Entry<'a> {
    pub(super) tag: Tag<'a>,
    pub(super) text: &'a str,
}

/// Cuts a text at the elements of these names. One that is not closed ends where the next begins, so that a broken entry
/// keeps none of the others.
pub(super) fn cut<'a>(text: &'a str, names: &[&str]) -> Cut<'a> {
    let mut entries = Vec::new();
    let mut open: Option<Tag<'a>> = None;
    let entry = |tag: Tag<'a>, end: usize| Entry { tag, text: &text[tag.start..end] };
    for tag in tags(text, 0).filter(|tag| names.contains(&tag.local())) {
        if tag.closing {
            if let Some(start) = open.take_if(|start| start.name == tag.name) {
                entries.push(entry(start, tag.end));
            }
            continue;
        }
        if let Some(start) = open.take() {
            entries.push(entry(start, tag.start));
        }
        if tag.text.ends_with("/>") {
            entries.push(entry(tag, tag.end));
        } else {
            open = Some(tag);
        }
    }
    entries.extend(open.map(|start| entry(start, text.len())));
    let before = entries.first().map_or(text.len(), |first| first.tag.start);
    let after = entries.last().map_or(text.len(), |last| last.tag.start + last.text.len());
    Cut { around: [&text[..before], &text[after..]], entries }
}

/// Whether elements lie in a text, not only escaped ones.
pub(super) fn has_elements(text: &str) -> bool {
    tags(text, 0).next().is_some()
}

/// How many names elements have that are opened and closed.
pub(super) fn closed_elements(text: &str) -> usize {
    let (mut open, mut closed) = (FxHashSet::default(), FxHashSet::default());
    for tag in tags(text, 0) {
        if !tag.closing {
            open.insert(tag.name);
        } else if open.contains(tag.name) {
            closed.insert(tag.name);
        }
    }
    closed.len()
}

/// A reader that takes what the press sends: unclosed elements, bare ampersands.
pub(super) fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    reader
}

/// What a reference stands for; one that nothing is known of stays as it is.
fn reference(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name: &str = reference.as_ref();
    let known = quick_xml::escape::resolve_html5_entity(name);
    known.map_or_else(|| format!("&{name};"), str::to_owned)
}

/// An attribute without its prefix's meaning: `xml:lang` is asked for by that name.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    let raw = found.value.as_ref();
    let value = quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |v| v.into_owned());
    let value = one_line(&value);
    (!value.is_empty()).then_some(value)
}

/// An attribute by its name without the prefix, which each program may choose.
pub(super) fn local_attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let raw = found.value.as_ref();
    let value = quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |v| v.into_owned());
    Some(value)
}

/// The most bytes that are kept of an element's name, since it is repeated for all elements in it.
const MAX_NAME: usize = 40;

/// The text of each element as `item/title`, from the root down to a depth; what lies deeper belongs to the element that
/// it lies in.
pub(super) fn texts(xml: &str, deepest: usize) -> Vec<(String, String)> {
    let mut reader = reader(xml);
    let mut open: Vec<(String, String)> = Vec::new();
    let (mut depth, mut found) = (0usize, Vec::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth <= deepest {
                    let outer = open.last().map(|(path, _)| format!("{path}/")).unwrap_or_default();
                    let name = start.local_name();
                    let name: &str = name.as_ref();
                    let path = outer + &name[..name.floor_char_boundary(MAX_NAME)];
                    steps::count(path.len());
                    open.push((path, String::new()));
                }
            }
            Ok(Event::End(_)) => {
                if depth <= deepest {
                    found.extend(open.pop());
                }
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => {
                if let (Some((_, text)), Some(more)) = (open.last_mut(), text(&event)) {
                    text.push_str(&more);
                }
            }
        }
    }
    found
}

/// The text that an event adds.
pub(super) fn text(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml10_content().into_owned()),
        Event::CData(text) => Some(text.xml10_content().into_owned()),
        Event::GeneralRef(name) => Some(reference(name)),
        _ => None,
    }
}

/// A text with single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_stands_behind_comments_and_declarations() {
        for text in [
            "<feed>",
            "\u{FEFF}<?xml version='1.0'?>\n<!-- <rss> --><feed a='b'>",
            "<!DOCTYPE x [ <!ENTITY a 'b'> ]><a:feed/>",
        ] {
            assert_eq!(root(text).map(|tag| tag.local()), Some("feed"), "{text}");
        }
        for text in ["", "A line", "<", "<!-- ", "A < b and <feed>", "<3 of them>"] {
            assert!(root(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_broken_entry_ends_where_the_next_begins() {
        let text = "<a><i>1</i><i>2<i x='3'>3 <![CDATA[</i>]]></i><i/><i>5";
        let texts: Vec<&str> = cut(text, &["i"]).entries.iter().map(|e| e.text).collect();
        assert_eq!(texts, ["<i>1</i>", "<i>2", "<i x='3'>3 <![CDATA[</i>]]></i>", "<i/>", "<i>5"]);
        assert_eq!(cut(text, &["i"]).around, ["<a>", ""]);
    }
}
