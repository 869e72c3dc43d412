//! article → what makes it unique in an index: its id, and the keys under which a later one replaces it.
//!
//! The id is the one given, else the address (URL), else the path under its root with the number of the entry. A given id
//! counts within its outlet where the data name one, else, where there is no address either, within its file; the same address
//! is the same article, whatever its id. So an article has up to two keys, and an article with either of them takes its place.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::stored::StoredArticle;
use crate::analysis::keyword;
use crate::article::Article;

/// The version of these rules; an index built by others is refused.
pub const IDENTITY_VERSION: u32 = 2;

/// The longest text that is indexed as it is, in bytes: tantivy passes over longer ones than 65,530 without an error.
const MAX_TERM_BYTES: usize = 8192;

/// Stands between the parts of a key.
const SEPARATOR: char = '\u{1f}';

/// Where an article comes from.
#[derive(Clone, Copy, Debug)]
pub enum Provenance<'a> {
    /// A file: its path as the index keeps it, and its path under its root.
    File {
        /// The whole path.
        path: &'a str,
        /// The path under the root.
        name: &'a str,
    },
    /// No file of ours; an article without id, address and path is called by the next number.
    Memory(&'a AtomicU64),
}

/// What an article is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its id.
    pub id: String,
    /// What makes it unique, the first by its id; a later article with one of them replaces it.
    pub keys: Vec<Key>,
    /// The path of its file; empty for an article from memory.
    pub file: String,
}

/// Something that only one article of an index has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// As it is indexed.
    pub text: String,
    /// What it is made of.
    pub kind: KeyKind,
}

/// What a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The outlet and the id that it gave.
    OutletId,
    /// The file and the id that stands in it.
    FileId,
    /// The address.
    Url,
    /// The file and the number of the entry, or a number of our own.
    Place,
}

impl Origin {
    /// What a stored article is known by, given the first of its keys and its file.
    pub fn of_stored(article: &StoredArticle, key: String, file: &str) -> Self {
        let kind = KeyKind::of(&key);
        let url = article.url.as_deref().map(str::trim).filter(|url| is_address(url));
        let given = Some(article.id.as_str()).filter(|id| is_address(id) && id.contains("://"));
        let mut keys = vec![Key { text: key, kind }];
        if matches!(kind, KeyKind::OutletId | KeyKind::FileId) {
            keys.extend(url.or(given).map(|url| Key::new(KeyKind::Url, &[url])));
        }
        Self { id: article.id.clone(), keys, file: file.to_owned() }
    }

    /// What an article is known by.
    pub fn of(article: &Article, from: Provenance<'_>) -> Self {
        let url = article.url.as_deref().map(str::trim).filter(|url| is_address(url));
        // Readers put the address in place of an id that is not there.
        let given =
            article.id.as_deref().map(str::trim).filter(|id| !id.is_empty() && article.url.as_deref() != Some(id));
        let url = url.or(given.filter(|id| is_address(id) && id.contains("://")));
        let (file, inner) = match from {
            Provenance::File { path, .. } => (path, inner_file(&article.path)),
            Provenance::Memory(_) => ("", article.path.as_str()),
        };
        let mut keys = Vec::with_capacity(2);
        if let Some(id) = given {
            match article.source.as_deref().map(keyword).filter(|outlet| !outlet.is_empty()) {
                Some(outlet) => keys.push(Key::new(KeyKind::OutletId, &[&outlet, id])),
                // Of two addresses with one id nobody knows whether they count within one outlet.
                None if url.is_some() => {}
                None => keys.push(Key::new(KeyKind::FileId, &[file, inner, id])),
            }
        }
        keys.extend(url.map(|url| Key::new(KeyKind::Url, &[url])));
        let mut id = given.or(article.url.as_deref().filter(|url| !url.trim().is_empty())).map(str::to_owned);
        if keys.is_empty() {
            let (place, key) = place_of(article, from);
            id.get_or_insert(place);
            keys.push(key);
        }
        Self { id: id.expect("what has a key by an id or an address has an id"), keys, file: file.to_owned() }
    }
}

/// The kinds of keys, each with what its keys begin with.
const KINDS: [(KeyKind, &str); 4] =
    [(KeyKind::OutletId, "o"), (KeyKind::FileId, "f"), (KeyKind::Url, "u"), (KeyKind::Place, "p")];

impl KeyKind {
    /// What a key is made of.
    fn of(key: &str) -> Self {
        KINDS.iter().find(|(_, mark)| key.starts_with(mark)).map_or(Self::Place, |(kind, _)| *kind)
    }
}

impl Key {
    fn new(kind: KeyKind, parts: &[&str]) -> Self {
        let mark = KINDS.iter().find(|(known, _)| *known == kind).map_or("p", |(_, mark)| mark);
        let mut text = String::from(mark);
        for part in parts {
            text.push(SEPARATOR);
            text.push_str(part);
        }
        Self { text: indexable(&text).into_owned(), kind }
    }
}

/// The id and the key that an article has by where it stands.
fn place_of(article: &Article, from: Provenance<'_>) -> (String, Key) {
    let entry = article.entry.map(|entry| format!("#{entry}")).unwrap_or_default();
    match from {
        Provenance::Memory(last) if article.path.is_empty() => {
            let id = format!("memory-{}", last.fetch_add(1, Ordering::Relaxed) + 1);
            (id.clone(), Key::new(KeyKind::Place, &["", &id]))
        }
        Provenance::Memory(_) => (
            format!("{}{entry}", without_spaces(&article.path)),
            Key::new(KeyKind::Place, &["", &article.path, &entry]),
        ),
        Provenance::File { path, name } => {
            (format!("{}{entry}", without_spaces(name)), Key::new(KeyKind::Place, &[path, &entry]))
        }
    }
}

fn without_spaces(path: &str) -> String {
    path.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The name of the file in an archive that an article was read from: an id of its own counts within that.
fn inner_file(path: &str) -> &str {
    path.split_once('!').map_or("", |(_, inner)| inner)
}

/// Whether an address is that of a page: many articles of an export may name the front page of their outlet.
fn is_address(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split_once('/').map_or("", |(_, path)| path);
    !url.is_empty() && (!rest.is_empty() || url.contains('?'))
}

/// A text as it is indexed: one that is too long ends in its hash.
pub fn indexable(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_TERM_BYTES {
        return Cow::Borrowed(text);
    }
    let mut end = MAX_TERM_BYTES - 80;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let hash = blake3::hash(text.as_bytes());
    Cow::Owned(format!("{}{SEPARATOR}{hash}", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(id: Option<&str>, source: Option<&str>, url: Option<&str>, path: &str) -> Origin {
        let mut article = Article::from_text("Rain", "It rained.");
        (article.id, article.source) = (id.map(str::to_owned), source.map(str::to_owned));
        (article.url, article.path) = (url.map(str::to_owned), path.to_owned());
        article.entry = Some(1);
        Origin::of(&article, Provenance::File { path: path.split('!').next().unwrap(), name: "a" })
    }

    /// Whether an article with the second origin replaces one with the first.
    fn meet(a: &Origin, b: &Origin) -> bool {
        a.keys.iter().any(|key| b.keys.iter().any(|other| other.text == key.text))
    }

    #[test]
    fn an_id_counts_within_its_outlet_else_within_its_file() {
        let one = origin(Some("1"), Some("Northern  Ledger"), None, "/a");
        assert!(meet(&one, &origin(Some("1"), Some("northern ledger"), None, "/b")));
        assert!(!meet(&one, &origin(Some("1"), Some("Southern Ledger"), None, "/a")));
        assert!(!meet(&one, &origin(Some("1"), None, None, "/a")));
        let bare = origin(Some("1"), None, None, "/a");
        assert!(meet(&bare, &origin(Some("1"), None, None, "/a")));
        assert!(!meet(&bare, &origin(Some("1"), None, None, "/b")));
        assert!(!meet(&origin(Some("1"), None, None, "/z!x"), &origin(Some("1"), None, None, "/z!y")));
    }

    #[test]
    fn the_same_address_is_the_same_article_and_a_front_page_is_none() {
        let url = Some("https://example.org/rain");
        let one = origin(Some("1"), Some("A"), url, "/a");
        assert!(meet(&one, &origin(Some("2"), Some("B"), url, "/b")));
        assert!(meet(&one, &origin(None, None, url, "/c")));
        assert!(meet(&one, &origin(url, None, url, "/d")));
        assert_eq!(origin(url, None, url, "/d").keys.len(), 1);
        let other = origin(Some("1"), None, Some("https://example.org/snow"), "/a");
        assert!(!meet(&other, &origin(Some("1"), None, url, "/a")));
        for front in ["https://example.org", "https://example.org/", "example.org/"] {
            assert!(!meet(
                &origin(Some("1"), None, Some(front), "/a"),
                &origin(Some("2"), None, Some(front), "/a")
            ));
            assert!(!meet(&origin(None, None, Some(front), "/a"), &origin(None, None, Some(front), "/b")));
        }
    }

    #[test]
    fn what_is_too_long_for_a_term_keeps_apart() {
        let long = "x".repeat(70_000);
        let (a, b) = (format!("{long}a"), format!("{long}b"));
        assert!(indexable(&a).len() <= MAX_TERM_BYTES && indexable(&a) != indexable(&b));
        assert!(!meet(&origin(Some(&a), None, None, "/a"), &origin(Some(&b), None, None, "/a")));
        assert_eq!(indexable("short"), "short");
    }
}
