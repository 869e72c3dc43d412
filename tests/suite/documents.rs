//! Documents → articles. What the tests prove:
//!
//! 1. The rows of `cases/documents.toml`: what is printed is read, by its styles, and what is not printed is not.
//! 2. A broken chapter keeps none of the others; what is encrypted or empty is an error with the way out.
//! 3. A document in an archive is read as on its own.
//! 4. Elements inside one another without end are read soon, and a part that unpacks to too much is an error.
//! 5. Nothing that is cut off or changed anywhere makes the reader panic.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::archives::zip;
use crate::feeds::{Got, matches, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A document as its parts; what every document of its kind has is added to them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    parts: BTreeMap<String, String>,
    got: Vec<Got>,
}

fn cases() -> Vec<Case> {
    let cases: Cases = toml::from_str(include_str!("../cases/documents.toml")).unwrap();
    cases.case
}

/// The styles that Word writes, in German: their names stay English.
const STYLES: &str = r#"
    <w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
    <w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
    <w:style w:type="paragraph" w:styleId="Rubrik"><w:name w:val="Rubrik"/><w:basedOn w:val="berschrift2"/></w:style>
    <w:style w:type="paragraph" w:styleId="Datum"><w:name w:val="Date"/><w:basedOn w:val="Titel"/></w:style>
    <w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
    <w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
    <w:style w:type="character" w:styleId="Platzhalter"><w:name w:val="Placeholder Text"/></w:style>"#;

/// A part with the elements around it that every such part has.
fn whole(name: &str, inner: &str) -> String {
    let word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    match name {
        "word/document.xml" => format!("<w:document {word}><w:body>{inner}</w:body></w:document>"),
        "word/footnotes.xml" => format!("<w:footnotes {word}>{inner}</w:footnotes>"),
        "word/styles.xml" => format!("<w:styles {word}>{inner}</w:styles>"),
        "content.xml" => format!(
            "<office:document-content><office:automatic-styles><style:style style:name=\"P1\" \
             style:parent-style-name=\"Title\"/></office:automatic-styles><office:body><office:text>{inner}\
             </office:text></office:body></office:document-content>"
        ),
        "book.opf" => format!("<package><metadata>{inner}</package>"),
        _ if name.ends_with(".xhtml") => format!(
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body>{inner}</body></html>"
        ),
        _ => inner.to_owned(),
    }
}

/// The parts of a document as a file.
fn document(file: &str, parts: &BTreeMap<String, String>) -> Vec<u8> {
    let extension = file.rsplit('.').next().unwrap();
    let own: &[(&str, &str)] = match extension {
        "docx" => &[("[Content_Types].xml", "<Types/>"), ("word/styles.xml", STYLES)],
        "xlsx" => &[("[Content_Types].xml", "<Types/>")],
        "odt" => &[("mimetype", "application/vnd.oasis.opendocument.text")],
        _ => &[
            ("mimetype", "application/epub+zip"),
            (
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path=\"book.opf\"/></rootfiles></container>",
            ),
        ],
    };
    let mut all: Vec<(&str, String)> =
        own.iter().filter(|(name, _)| !parts.contains_key(*name)).map(|(n, t)| (*n, whole(n, t))).collect();
    all.extend(parts.iter().map(|(name, text)| (name.as_str(), whole(name, text))));
    let entries: Vec<(&str, &[u8])> = all.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip(&entries)
}

#[test]
fn documents_give_their_articles() {
    for case in cases() {
        let name = &case.name;
        let read = read(&case.file, &document(&case.file, &case.parts));
        assert_eq!(read.len(), case.got.len(), "{name}: {read:?}");
        for (read, got) in read.iter().zip(&case.got) {
            matches(read, got, name);
        }
    }
}

#[test]
fn a_document_in_an_archive_is_read_as_on_its_own() {
    for case in cases().iter().filter(|case| case.got.iter().all(|got| got.error.is_none())) {
        let file = document(&case.file, &case.parts);
        let alone = read(&case.file, &file);
        let inside = read("all.zip", &zip(&[("notes.txt", b"Notes\n\nSome notes of ours."), (&case.file, &file)]));
        assert_eq!(inside.len(), alone.len() + 1, "{}: {inside:?}", case.name);
        for (alone, inside) in alone.iter().zip(&inside[1..]) {
            assert_eq!(alone.as_ref().unwrap().blocks, inside.as_ref().unwrap().blocks, "{}", case.name);
            assert!(inside.as_ref().unwrap().path.starts_with(&format!("all.zip!{}", case.file)));
        }
    }
}

fn one(file: &str, part: &str, text: &str) -> Vec<u8> {
    document(file, &BTreeMap::from([(part.to_owned(), text.to_owned())]))
}

#[test]
fn elements_without_end_are_read_soon() {
    let begun = Instant::now();
    for (file, part, element) in [
        ("a.docx", "word/document.xml", "<w:p>"),
        ("a.docx", "word/document.xml", "<w:tbl><w:tc><w:p><w:r><w:t>One"),
        ("a.docx", "word/document.xml", "<w:del>"),
        ("a.odt", "content.xml", "<text:p>One"),
        ("a.odt", "content.xml", "<text:note>"),
        ("a.epub", "book.opf", "<item id=\"a\" href=\"a\" media-type=\"html\">"),
        ("a.epub", "META-INF/container.xml", "<a"),
    ] {
        assert!(!read(file, &one(file, part, &element.repeat(20_000))).is_empty(), "{element}");
    }
    let book = "</metadata><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
        <spine><itemref idref=\"a\"/></spine>";
    let parts = [("book.opf", book.to_owned()), ("a.xhtml", "<div>One ".repeat(20_000))];
    let parts = parts.map(|(name, text)| (name.to_owned(), text)).into();
    assert_eq!(read("a.epub", &document("a.epub", &parts)).len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn a_bomb_is_an_error() {
    for (file, part) in [("a.docx", "word/document.xml"), ("a.odt", "content.xml"), ("a.epub", "book.opf")] {
        let read = read(file, &one(file, part, &" ".repeat(20 << 20)));
        let error = read[0].as_ref().unwrap_err().to_string();
        assert!(read.len() == 1 && error.contains("unpacks to more than 200 times"), "{error}");
    }
}

#[test]
fn no_damage_is_a_panic() {
    for case in cases() {
        let file = document(&case.file, &case.parts);
        for at in (0..file.len()).step_by(41) {
            read(&case.file, &file[..at]);
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            read(&case.file, &changed);
        }
    }
}
