//! DOCX → article: the text as it is printed, without what was deleted, without comments and the codes of fields.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::document::{self, Document, Paragraph, Properties, Role, role_of_style};
use crate::error::Result;
use crate::ingest::Opened;
use crate::ingest::unpack::zip::Package;
use crate::ingest::xml::{self, local_attribute};

/// Elements whose content is not printed: what was deleted or moved away, the second form of a drawing, the reading of
/// a character, and how all was before a change.
const SILENT: &[&str] = &["del", "moveFrom", "Fallback", "rt"];

/// How many styles may stand on each other.
const STYLES_DEEP: usize = 20;

/// Whether a package is a text document.
pub(in crate::ingest) fn recognises(package: &mut Package) -> bool {
    package.has("[Content_Types].xml") && (package.has("word/document.xml") || package.has("word/styles.xml"))
}

/// The article of a document.
pub(in crate::ingest) fn open(mut package: Package) -> Result<Opened> {
    let main = main_part(&mut package);
    let Some(text) = package.text(&main) else {
        let message = format!("the document has no part `{main}`: save it anew");
        return Err(package.input.error(None, message));
    };
    let text = text?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut part = |name: &str| package.text(&format!("{folder}/{name}")).and_then(Result::ok);
    let styles = part("styles.xml").map(|xml| styles(&xml)).unwrap_or_default();
    let mut document = Document::default();
    (document.paragraphs, document.broken) = paragraphs(&text, &styles);
    for name in ["footnotes.xml", "endnotes.xml"] {
        if let Some(notes) = part(name) {
            document.notes.extend(paragraphs(&notes, &styles).0);
        }
    }
    if let Some(Ok(core)) = package.text("docProps/core.xml") {
        document.properties = Properties::of(&core);
    }
    document::article(&package.input, document).map(Opened::Articles)
}

/// The name of the part that holds the text, as the package's relations say.
fn main_part(package: &mut Package) -> String {
    let usual = "word/document.xml".to_owned();
    let Some(Ok(relations)) = package.text("_rels/.rels") else { return usual };
    let mut reader = xml::reader(&relations);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if start.local_name().as_ref() == "Relationship" => {
                let is_main = xml::attribute(&start, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
                if let Some(target) = xml::attribute(&start, "Target").filter(|_| is_main) {
                    return target.trim_start_matches('/').to_owned();
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    usual
}

/// A style: its name, the one that it stands on, and whether it makes headings.
#[derive(Default)]
struct Style {
    name: String,
    base: Option<String>,
    heads: bool,
}

type Styles = HashMap<String, Style>;

fn styles(text: &str) -> Styles {
    let mut reader = xml::reader(text);
    let (mut found, mut id, mut style) = (Styles::new(), None, Style::default());
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => match start.local_name().as_ref() {
                "style" => {
                    id = local_attribute(&start, "styleId");
                    style = Style::default();
                }
                "name" => style.name = local_attribute(&start, "val").unwrap_or_default(),
                "basedOn" => style.base = local_attribute(&start, "val"),
                "outlineLvl" => style.heads = heads(&start),
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "style" => {
                if let Some(id) = id.take() {
                    found.insert(id, std::mem::take(&mut style));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// Whether a level of the outline is one of headings; 9 is that of the text.
fn heads(start: &BytesStart<'_>) -> bool {
    local_attribute(start, "val").and_then(|level| level.parse::<u8>().ok()).is_some_and(|level| level < 9)
}

/// What a paragraph of a style is: by the style, or by the one that it stands on.
fn role(styles: &Styles, id: &str) -> Option<Role> {
    let mut id = id;
    for _ in 0..STYLES_DEEP {
        let Some(style) = styles.get(id) else { return role_of_style(id) };
        if let Some(role) = role_of_style(&style.name).or(style.heads.then_some(Role::Heading)) {
            return Some(role);
        }
        id = style.base.as_deref()?;
    }
    None
}

/// The paragraphs of a part, and why reading ended before its end.
fn paragraphs(text: &str, styles: &Styles) -> (Vec<Paragraph>, Option<String>) {
    let mut reader = xml::reader(text);
    let mut walk =
        Walk { styles, found: Vec::new(), open: Vec::new(), silent: 0, settings: 0, run: Run::default() };
    let broken = loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => walk.start(&start),
            Ok(Event::End(end)) => walk.end(end.local_name().as_ref()),
            Ok(Event::Eof) => {
                break (!walk.open.is_empty()).then(|| "the document breaks off: save it anew".into());
            }
            Ok(event) if walk.run.in_text && walk.silent == 0 && !walk.run.hidden => {
                walk.push(&xml::text(&event).unwrap_or_default());
            }
            Ok(_) => {}
            Err(error) => break Some(format!("the document is broken ({error}): save it anew")),
        }
    };
    while !walk.open.is_empty() {
        walk.end("p");
    }
    (walk.found, broken)
}

/// A walk through a part.
struct Walk<'a> {
    styles: &'a Styles,
    found: Vec<Paragraph>,
    /// The open paragraphs: those of a text box lie inside another.
    open: Vec<Paragraph>,
    /// How many elements are open that are not printed.
    silent: usize,
    /// How many elements are open that say how a paragraph looks.
    settings: usize,
    run: Run,
}

/// A run of characters that look the same.
#[derive(Default)]
struct Run {
    in_text: bool,
    hidden: bool,
}

impl Walk<'_> {
    fn start(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name();
        let name = name.as_ref();
        if is_silent(name) || is_separator(name, start) {
            self.silent += 1;
        }
        if self.silent > 0 {
            return;
        }
        let value = || local_attribute(start, "val").unwrap_or_default();
        match name {
            "p" => self.open.push(Paragraph { role: Role::Text, text: String::new() }),
            "pPr" => self.settings += 1,
            "pStyle" => {
                if let (Some(role), Some(open)) = (role(self.styles, &value()), self.open.last_mut()) {
                    open.role = role;
                }
            }
            "outlineLvl" if heads(start) => {
                let open = self.open.last_mut().filter(|open| open.role == Role::Text);
                open.into_iter().for_each(|open| open.role = Role::Heading);
            }
            "r" => self.run = Run::default(),
            "vanish" if self.settings == 0 => self.run.hidden = !matches!(value().as_str(), "0" | "false" | "off"),
            // What asks to be written over is no text.
            "rStyle" => {
                let style = self.styles.get(&value());
                self.run.hidden |= style.is_some_and(|s| s.name.eq_ignore_ascii_case("placeholder text"));
            }
            "t" => self.run.in_text = true,
            "tab" | "ptab" if self.settings == 0 => self.push(" "),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("\u{2011}"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if is_silent(name) || (self.silent > 0 && matches!(name, "footnote" | "endnote")) {
            self.silent = self.silent.saturating_sub(1);
        }
        match name {
            "t" => self.run.in_text = false,
            "pPr" if self.silent == 0 => self.settings = self.settings.saturating_sub(1),
            "p" if self.silent == 0 => {
                let paragraph = self.open.pop().filter(|p| !p.text.trim().is_empty());
                self.found.extend(paragraph);
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }
}

fn is_silent(name: &str) -> bool {
    SILENT.contains(&name) || name.ends_with("PrChange")
}

/// Whether a note is only the line above the notes.
fn is_separator(name: &str, start: &BytesStart<'_>) -> bool {
    matches!(name, "footnote" | "endnote") && local_attribute(start, "type").is_some_and(|kind| kind != "normal")
}
