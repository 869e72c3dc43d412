//! ODT → article: the text as it is printed, without what was deleted and without comments.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::document::{self, Document, Paragraph, Properties, Role, role_of_style};
use crate::error::Result;
use crate::ingest::unpack::zip::Package;
use crate::ingest::{Opened, xml};

const MIME: &[u8] = b"application/vnd.oasis.opendocument.text";

/// Elements whose content is not printed.
const SILENT: &[&str] = &[
    "annotation",
    "desc",
    "forms",
    "hidden-paragraph",
    "note-citation",
    "ruby-text",
    "script",
    "title",
    "tracked-changes",
];

/// Lists of what is elsewhere in the document.
const CONTENTS: &[&str] = &[
    "alphabetical-index",
    "bibliography",
    "illustration-index",
    "object-index",
    "table-index",
    "table-of-content",
    "user-index",
];

/// How many styles may stand on each other.
const STYLES_DEEP: usize = 20;

/// Whether a package is a text document.
pub(in crate::ingest) fn recognises(package: &mut Package) -> bool {
    package.has("content.xml") && package.begins("mimetype", MIME)
}

/// The article of a document.
pub(in crate::ingest) fn open(mut package: Package) -> Result<Opened> {
    if let Some(Ok(manifest)) = package.text("META-INF/manifest.xml")
        && manifest.contains("encryption-data")
    {
        return Err(package.input.error(None, "the document is encrypted: save it without a password"));
    }
    let Some(content) = package.text("content.xml") else {
        return Err(package.input.error(None, "the document has no part `content.xml`: save it anew"));
    };
    let content = content?;
    let mut styles = Styles::new();
    if let Some(Ok(shared)) = package.text("styles.xml") {
        add_styles(&mut styles, &shared);
    }
    add_styles(&mut styles, &content);
    let mut document = read(&content, &styles);
    if let Some(Ok(meta)) = package.text("meta.xml") {
        document.properties = Properties::of(&meta);
    }
    document::article(&package.input, document).map(Opened::Articles)
}

/// The styles by name: what each is called by people, and the one that it stands on.
type Styles = HashMap<String, (String, Option<String>)>;

fn add_styles(styles: &mut Styles, text: &str) {
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if start.local_name().as_ref() == "style" => {
                if let Some(name) = xml::attribute(&start, "style:name") {
                    let shown = xml::attribute(&start, "style:display-name").unwrap_or_else(|| name.clone());
                    styles.insert(name, (shown, xml::attribute(&start, "style:parent-style-name")));
                }
            }
            // The text comes after the styles.
            Event::Start(start) if start.local_name().as_ref() == "body" => break,
            Event::Eof => break,
            _ => {}
        }
    }
}

/// What a paragraph of a style is: by the style, or by the one that it stands on.
fn role(styles: &Styles, name: &str) -> Option<Role> {
    let mut name = name;
    for _ in 0..STYLES_DEEP {
        let Some((shown, base)) = styles.get(name) else { return role_of_style(&name.replace("_20_", " ")) };
        if let Some(role) = role_of_style(shown) {
            return Some(role);
        }
        name = base.as_deref()?;
    }
    None
}

fn read(content: &str, styles: &Styles) -> Document {
    let mut reader = xml::reader(content);
    let mut walk =
        Walk { styles, document: Document::default(), open: Vec::new(), silent: 0, contents: 0, notes: 0 };
    let mut in_body = false;
    let broken = loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if !in_body => in_body = start.local_name().as_ref() == "body",
            Ok(Event::Start(start)) => walk.start(&start),
            Ok(Event::End(end)) if in_body => walk.end(end.local_name().as_ref()),
            Ok(Event::Eof) => {
                break (!walk.open.is_empty()).then(|| "the document breaks off: save it anew".into());
            }
            Ok(event) => {
                if walk.silent == 0
                    && let Some(open) = walk.open.last_mut()
                {
                    // A break of the line in the file is none in the text.
                    open.text.push_str(&xml::text(&event).unwrap_or_default().replace(['\n', '\r'], " "));
                }
            }
            Err(error) => break Some(format!("the document is broken ({error}): save it anew")),
        }
    };
    while !walk.open.is_empty() {
        walk.close();
    }
    walk.document.broken = broken;
    walk.document
}

/// A walk through the text.
struct Walk<'a> {
    styles: &'a Styles,
    document: Document,
    /// The open paragraphs: those of a text box or of a note lie inside another.
    open: Vec<Paragraph>,
    /// How many elements are open that are not printed, that list what is elsewhere, that are notes.
    silent: usize,
    contents: usize,
    notes: usize,
}

impl Walk<'_> {
    fn start(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name();
        let name = name.as_ref();
        self.silent += usize::from(SILENT.contains(&name));
        if self.silent > 0 {
            return;
        }
        self.contents += usize::from(CONTENTS.contains(&name));
        match name {
            "p" | "h" => {
                let style = xml::attribute(start, "text:style-name");
                let styled = style.and_then(|style| role(self.styles, &style));
                let role = match styled {
                    _ if self.contents > 0 => Role::Contents,
                    Some(role) => role,
                    None if name == "h" => Role::Heading,
                    None => Role::Text,
                };
                self.open.push(Paragraph { role, text: String::new() });
            }
            "note" => self.notes += 1,
            "s" | "tab" => self.push(" "),
            "line-break" => self.push("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if SILENT.contains(&name) {
            self.silent = self.silent.saturating_sub(1);
        }
        if self.silent > 0 {
            return;
        }
        match name {
            "p" | "h" => self.close(),
            "note" => self.notes = self.notes.saturating_sub(1),
            _ if CONTENTS.contains(&name) => self.contents = self.contents.saturating_sub(1),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    /// Ends the innermost paragraph.
    fn close(&mut self) {
        let found = if self.notes > 0 { &mut self.document.notes } else { &mut self.document.paragraphs };
        found.extend(self.open.pop().filter(|p| !p.text.trim().is_empty()));
    }
}
