//! EPUB → articles: a chapter each, with date, outlet and language of the book.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use quick_xml::events::Event;
use regex::Regex;

use crate::article::{Article, Block, BlockKind, Language};
use crate::error::{Error, Result};
use crate::ingest::facts::timestamps::{self, CHANGED, Stamp};
use crate::ingest::facts::{byline, language};
use crate::ingest::page::pieces;
use crate::ingest::unpack::zip::Package;
use crate::ingest::{Opened, xml};

/// Says where the book's description is.
const CONTAINER: &str = "META-INF/container.xml";

/// What is said in a book to be none of its chapters, by the guide of EPUB 2 or in the page by EPUB 3.
const NO_CHAPTERS: &[&str] = &["copyright-page", "cover", "halftitlepage", "title-page", "titlepage", "toc"];

/// Of a page with a greater share of links, in percent, the text is elsewhere.
const MAX_LINKED: usize = 60;

/// Whether a package is a book.
pub(in crate::ingest) fn recognises(package: &mut Package) -> bool {
    package.has(CONTAINER) && (!package.has("mimetype") || package.begins("mimetype", b"application/epub"))
}

/// The articles of a book.
pub(in crate::ingest) fn open(mut package: Package) -> Result<Opened> {
    let book = book(&mut package)?;
    if book.chapters.is_empty() {
        return Err(package.input.error(None, "holds no article: the book names no chapters: save it anew"));
    }
    let mut chapters = book.chapters.clone().into_iter();
    let (mut number, mut ended) = (0u32, false);
    Ok(Opened::Articles(Box::new(std::iter::from_fn(move || {
        while !ended {
            // A book that unpacks to too much is not read on.
            let next = if package.input.unpacking.exceeded() { None } else { chapters.next() };
            let Some(name) = next else {
                ended = true;
                let nothing = || package.input.error(None, "holds no article: no chapter of the book has a text");
                return (number == 0).then(|| Err(nothing()));
            };
            if let Some(result) = chapter(&mut package, &book, &name).transpose() {
                number += 1;
                return Some(result.map(|article| Article { entry: Some(number), ..article }));
            }
        }
        None
    }))))
}

/// What a book says of itself.
#[derive(Default)]
struct Book {
    title: String,
    publisher: Option<String>,
    writer: Option<String>,
    language: Option<String>,
    stamps: Vec<Stamp>,
    /// The parts that are its chapters, in order.
    chapters: Vec<String>,
    /// The parts that cannot be read without a key.
    encrypted: HashSet<String>,
}

fn book(package: &mut Package) -> Result<Book> {
    let missing = |package: &Package, name: &str| {
        package.input.error(None, format!("the book has no part `{name}`: save it anew"))
    };
    let container = package.text(CONTAINER).unwrap_or_else(|| Err(missing(package, CONTAINER)))?;
    let root = attributes(&container, "rootfile").into_iter().find_map(|mut tag| tag.remove("full-path"));
    let root = root.ok_or_else(|| missing(package, "OPF"))?;
    let text = package.text(&root).unwrap_or_else(|| Err(missing(package, &root)))?;
    let mut book = Book::default();
    described(&mut book, &text);
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    book.chapters = chapters(&text, folder);
    if let Some(Ok(encryption)) = package.text("META-INF/encryption.xml") {
        let parts = attributes(&encryption, "CipherReference").into_iter();
        book.encrypted = parts.filter_map(|mut tag| tag.remove("URI")).map(|uri| resolved("", &uri)).collect();
    }
    Ok(book)
}

/// The start tags of a name, each as its attributes.
fn attributes(text: &str, name: &str) -> Vec<HashMap<String, String>> {
    let mut reader = xml::reader(text);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if start.local_name().as_ref() == name => {
                let mut tag = start.attributes();
                let tag = tag.with_checks(false).flatten().map(|a| {
                    let value = quick_xml::escape::unescape(a.value.as_ref());
                    let value = value.map_or_else(|_| a.value.as_ref().to_owned(), |v| v.into_owned());
                    (a.key.local_name().as_ref().to_owned(), value)
                });
                found.push(tag.collect());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// What the book's description says of it.
fn described(book: &mut Book, text: &str) {
    let mut events = attributes(text, "date").into_iter().map(|mut tag| tag.remove("event").unwrap_or_default());
    for (path, text) in xml::texts(text, 3) {
        let text = xml::one_line(&text);
        let name = path.rsplit('/').next().unwrap_or_default();
        if name == "date" {
            let (origin, rank) = match events.next().unwrap_or_default().as_str() {
                "publication" | "issued" => ("the day of publication", 0),
                "modification" => ("the day of a change", CHANGED),
                "creation" | "conversion" => ("the day of the file", CHANGED + 1),
                _ => ("the day of publication", 1),
            };
            book.stamps.push(Stamp { text, origin, rank });
            continue;
        }
        let place = match name {
            _ if text.is_empty() => continue,
            "title" if book.title.is_empty() => {
                book.title = text;
                continue;
            }
            "publisher" => &mut book.publisher,
            "creator" => &mut book.writer,
            "language" => &mut book.language,
            _ => continue,
        };
        place.get_or_insert(text);
    }
}

/// The parts that are read one after the other, but for the table of contents.
fn chapters(text: &str, folder: &str) -> Vec<String> {
    let is_none =
        |tag: &HashMap<String, String>| tag.get("type").is_some_and(|kind| NO_CHAPTERS.contains(&kind.as_str()));
    let others = attributes(text, "reference").into_iter().filter(is_none).filter_map(|mut tag| tag.remove("href"));
    let others: HashSet<String> = others.map(|href| resolved(folder, &href)).collect();
    let mut items = HashMap::new();
    for mut tag in attributes(text, "item") {
        let page = tag.get("media-type").is_some_and(|kind| kind.contains("html"));
        let nav = tag.get("properties").is_some_and(|p| p.split_whitespace().any(|p| p == "nav"));
        if let (true, Some(id), Some(href)) = (page && !nav, tag.remove("id"), tag.remove("href")) {
            items.insert(id, resolved(folder, &href));
        }
    }
    let spine = attributes(text, "itemref").into_iter().filter_map(|mut tag| tag.remove("idref"));
    // What stands in the order twice is read once.
    spine.filter_map(|id| items.remove(&id)).filter(|name| !others.contains(name)).collect()
}

/// The name of the part that a reference means: it counts from the folder of what it stands in.
fn resolved(folder: &str, href: &str) -> String {
    let path = href.split('#').next().unwrap_or_default();
    let path = unescaped(path);
    let mut parts: Vec<&str> =
        folder.split('/').filter(|part| !part.is_empty() && !path.starts_with('/')).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A reference without its `%20`.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The article of a chapter; `None` where it has no text of its own.
fn chapter(package: &mut Package, book: &Book, name: &str) -> Result<Option<Article>> {
    let path = crate::ingest::unpack::container::path_inside(&package.input, name);
    let wrong = |message: &str| Error::Article { path: path.clone(), line: None, message: message.to_owned() };
    if book.encrypted.contains(name) {
        return Err(wrong("the chapter is encrypted: get the book without protection against copying"));
    }
    let text = package.text(name).unwrap_or_else(|| Err(wrong("the book has no such part: save it anew")))?;
    let says = |kind: &&str| text.contains(&format!("epub:type=\"{kind}\""));
    if NO_CHAPTERS.iter().any(says) {
        return Ok(None);
    }
    let chapter = pieces::chapter(&closed(&without_note_marks(&text)));
    if chapter.blocks.is_empty() || chapter.linked > MAX_LINKED {
        return Ok(None);
    }
    let mut article = Article::from_text("", "");
    article.blocks = chapter.blocks;
    if article.title().is_empty() {
        let own = Some(chapter.window).filter(|title| !title.is_empty());
        let title = own.unwrap_or_else(|| book.title.clone());
        if !title.is_empty() {
            article.blocks.insert(0, Block::new(BlockKind::Headline, title));
        }
    }
    article.path = path.to_string_lossy().into_owned();
    article.source = book.publisher.clone().or_else(|| Some(book.title.clone()).filter(|t| !t.is_empty()));
    timestamps::set_date(&mut article, book.stamps.clone());
    article.byline = byline::byline(book.writer.as_deref());
    language::settle(&mut article);
    if !article.language.is_known()
        && let Some(declared) = book.language.as_deref().and_then(Language::declared)
    {
        article.language = declared;
        language::settle(&mut article);
    }
    Ok(Some(article))
}

/// The page without the numbers of notes in the text.
fn without_note_marks(text: &str) -> Cow<'_, str> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        let kind = r#"(?:epub:type="noteref"|role="doc-noteref")"#;
        Regex::new(&format!(r"<a\b[^<>]*{kind}[^<>]*>(?:<[^<>]*>|[^<>]){{0,20}}?</a>"))
            .expect("a test compiles the built-in pattern")
    });
    MARK.replace_all(text, "")
}

/// The page with every element closed: in XML `<a/>` is one, and to a parser of HTML it is only opened.
fn closed(text: &str) -> String {
    static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<([A-Za-z][\w:.-]*)([^<>]*)/>").expect("a test compiles the built-in pattern")
    });
    let void =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
    let closed = EMPTY.replace_all(text, |found: &regex::Captures<'_>| {
        let (tag, attributes) = (&found[1], &found[2]);
        if void.iter().any(|name| tag.eq_ignore_ascii_case(name)) {
            return found[0].to_owned();
        }
        format!("<{tag}{attributes}></{tag}>")
    });
    closed.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_count_from_their_folder() {
        assert_eq!(resolved("OEBPS", "text/a%20b.xhtml#x"), "OEBPS/text/a b.xhtml");
        assert_eq!(resolved("OEBPS/x", "../../../etc/a"), "etc/a");
        assert_eq!(resolved("OEBPS", "/a.xhtml"), "a.xhtml");
        assert_eq!(resolved("", "100%.xhtml"), "100%.xhtml");
    }

    #[test]
    fn empty_elements_are_closed() {
        let noted = r##"bus.<a href="#n" epub:type="noteref"><sup>1</sup></a>"##;
        assert_eq!(without_note_marks(noted), "bus.");
        assert_eq!(closed("<title/><br/><a id=\"x\"/>"), "<title></title><br/><a id=\"x\"></a>");
    }
}
