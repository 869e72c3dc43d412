//! the first bytes of a file → its format: one row a format.

use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;

use super::bytes::encoding;
use super::documents::{docx, epub, markdown, odt, rtf};
use super::head::Head;
use super::pasted::text;
use super::records::{csv, json, jsonl, ris, xlsx};
use super::unpack::zip::{self, Package};
use super::unpack::{compressed, tar, warc};
use super::wire::{feed, newsml, nitf, telegram, telegram_json};
use super::{Articles, Input, Opened, mail, outlook, page, xml};
use crate::error::Result;

/// A format that is read.
pub(super) struct Format {
    /// Whether a file that begins like this is in the format.
    recognises: fn(&Head<'_>) -> bool,
    /// Gives its articles.
    pub(super) read: fn(Input) -> Result<Articles>,
}

/// The formats; the first that recognises a file reads it. A new one is a row here and a file in the folder of its kind.
const FORMATS: &[Format] = &[
    Format { recognises: feed::recognises, read: feed::read },
    Format { recognises: newsml::recognises, read: newsml::read },
    Format { recognises: nitf::recognises, read: nitf::read },
    Format { recognises: mail::recognises, read: mail::read },
    Format { recognises: telegram_json::recognises, read: telegram_json::read },
    Format { recognises: jsonl::recognises, read: jsonl::read },
    Format { recognises: json::recognises, read: json::read },
    Format { recognises: telegram::recognises, read: telegram::read },
    Format { recognises: page::recognises, read: page::read },
    Format { recognises: markdown::recognises, read: markdown::read },
    Format { recognises: ris::recognises, read: ris::read },
    Format { recognises: csv::recognises, read: csv::read },
    Format { recognises: |_| true, read: text::read },
];

/// A format that is no text, or that holds other files.
pub(super) struct Packed {
    /// Whether a file that begins with these bytes is in the format.
    recognises: fn(&[u8]) -> bool,
    /// Opens what is inside.
    pub(super) open: fn(Input) -> Result<Opened>,
}

/// The formats that are known by their bytes.
const PACKED: &[Packed] = &[
    #[cfg(feature = "pdf")]
    Packed { recognises: super::documents::pdf::recognises, open: super::documents::pdf::open },
    #[cfg(feature = "parquet")]
    Packed { recognises: super::records::parquet::recognises, open: super::records::parquet::open },
    Packed { recognises: |head| head.starts_with(b"\x1F\x8B\x08"), open: compressed::open_gzip },
    Packed { recognises: compressed::is_zstd, open: compressed::open_zstd },
    Packed { recognises: outlook::is_compound, open: open_compound },
    Packed { recognises: rtf::recognises, open: rtf::open },
    Packed { recognises: zip::is_zip, open: zip::open_zip },
    Packed { recognises: warc::recognises, open: warc::open },
    Packed { recognises: tar::is_tar, open: tar::open_tar },
];

/// The mail in a file that has the form of Office's of old, or what else it is.
fn open_compound(mut input: Input) -> Result<Opened> {
    input.count_packed();
    let bytes = input.read_whole()?;
    let reason = other(&bytes);
    match (outlook::mail(&input, bytes)?, reason) {
        (Some(mail), _) => {
            input.reader = Box::new(std::io::Cursor::new(mail));
            mail::read(input).map(Opened::Articles)
        }
        (None, reason) => Ok(Opened::Other(reason.unwrap_or_default())),
    }
}

/// A document whose parts are the entries of a zip archive.
pub(super) struct Document {
    /// Whether the entries are those of such a document.
    recognises: fn(&mut Package) -> bool,
    /// Gives its articles.
    pub(super) open: fn(Package) -> Result<Opened>,
}

/// The documents in zip archives; any other archive is one of files.
const DOCUMENTS: &[Document] = &[
    Document { recognises: epub::recognises, open: epub::open },
    Document { recognises: docx::recognises, open: docx::open },
    Document { recognises: xlsx::recognises, open: xlsx::open },
    Document { recognises: odt::recognises, open: odt::open },
];

/// Which document a zip archive is.
pub(super) fn document(package: &mut Package) -> Option<&'static Document> {
    DOCUMENTS.iter().find(|d| (d.recognises)(package))
}

/// The format of a file that is known by its bytes.
pub(super) fn packed(head: &[u8]) -> Option<&'static Packed> {
    PACKED.iter().find(|p| (p.recognises)(head))
}

/// The format of a file.
pub(super) fn of(head: &Head<'_>) -> &'static Format {
    FORMATS.iter().find(|f| (f.recognises)(head)).expect("the last format takes every text")
}

/// Why a file that none but the last format recognises is not read: it is XML or SGML of an unknown kind.
pub(super) fn unknown_markup(head: &Head<'_>) -> Option<String> {
    let last = FORMATS.iter().position(|f| (f.recognises)(head)) == Some(FORMATS.len() - 1);
    let is_named = matches!(head.extension, "xml" | "sgml" | "sgm");
    let root = xml::root(head.text).filter(|_| last)?;
    // A page's elements stand in texts that people paste.
    let is_markup = is_named || !page::is_element(root.name) && xml::closed_elements(head.text) >= MIN_CLOSED;
    let of_xml = || OTHER_KINDS.iter().find(|kind| kind.begins.iter().any(|begin| begin == "<?xml")).map(reason);
    is_markup.then(of_xml).flatten()
}

/// A text has fewer elements of different names that are opened and closed.
const MIN_CLOSED: usize = 2;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    kind: Vec<Kind>,
}

/// A kind of file that is not read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    way_out: String,
    extensions: Vec<String>,
    begins: Vec<String>,
    /// The feature of the program that reads it after all.
    feature: Option<String>,
}

/// The features that this program was built with.
const FEATURES: &[&str] = &[
    #[cfg(feature = "pdf")]
    "pdf",
    #[cfg(feature = "parquet")]
    "parquet",
];

static OTHER_KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let kinds: Kinds = toml::from_str(include_str!("unread.toml")).expect("a test reads the built-in list");
    let is_read = |kind: &Kind| kind.feature.as_deref().is_some_and(|feature| FEATURES.contains(&feature));
    kinds.kind.into_iter().filter(|kind| !is_read(kind)).collect()
});

/// Why a file with this extension is not read.
fn other_extension(extension: &str) -> Option<String> {
    let extension = extension.to_ascii_lowercase();
    OTHER_KINDS.iter().find(|k| k.extensions.contains(&extension)).map(reason)
}

/// Why a file of this name is not read; a compressed one is told by the name that it has unpacked.
pub(super) fn other_name(name: &str) -> Option<String> {
    let extension = Path::new(unpacked_name(name)).extension()?;
    other_extension(extension.to_str()?)
}

/// The name of a compressed file without the end that says so.
pub(super) fn unpacked_name(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let end = [".gz", ".zst", ".zstd"].iter().find(|end| lower.ends_with(**end));
    end.map_or(name, |end| &name[..name.len() - end.len()])
}

/// The kind of file that a reason speaks of.
pub(super) fn kind_of(reason: &str) -> &str {
    let rest = reason.strip_prefix("not a format that is read: ").unwrap_or(reason);
    rest.split(": ").next().unwrap_or(rest)
}

/// Why a file that begins with these bytes is not read.
pub(super) fn other(head: &[u8]) -> Option<String> {
    let start = head.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let begins = |pattern: &String| {
        // A pattern's characters stand for bytes.
        let mut bytes = head[start..].iter();
        pattern.chars().all(|c| {
            bytes.next().is_some_and(|b| u32::from(b.to_ascii_lowercase()) == u32::from(c.to_ascii_lowercase()))
        })
    };
    // A page, a feed or a story that says that it is XML is that all the same.
    let read = page::is_xml_page(&head[start..]) || is_news(&head[start..]);
    if let Some(kind) = OTHER_KINDS.iter().filter(|_| !read).find(|k| k.begins.iter().any(begins)) {
        return Some(reason(kind));
    }
    let binary = encoding::is_binary(head);
    binary.then(|| "not a format that is read: no text but binary data: save its text as .txt".into())
}

/// Whether XML is of a kind that is read.
fn is_news(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    [feed::is_feed, newsml::is_newsml, nitf::is_nitf].iter().any(|is| is(&text))
}

fn reason(kind: &Kind) -> String {
    format!("not a format that is read: {}: {}", kind.name, kind.way_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_stands_once() {
        let mut all: Vec<&String> = OTHER_KINDS.iter().flat_map(|k| &k.extensions).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (head, name) in [
            (&b"SQLite format 3"[..], "table"),
            (b"BZh9", "archive"),
            (b"BEGIN:VCARD", "contacts"),
            (b"a\0b\0\0\0\0", "binary"),
        ] {
            assert!(other(head).is_some_and(|r| r.contains(name)), "{name}");
        }
        assert_eq!(other(b"A plain line"), None);
    }
}
