//! A feed → articles: RSS, Atom and JSON Feed of any version, one article an entry.
//!
//! The feed is cut into its entries first, and each is read as a feed of its own: a broken entry keeps none of the others,
//! and a feed that breaks off gives what stands before. The extension's names for the usual additions hold also where
//! a feed forgets to declare them. Dates are read from the entry itself, at their own offset.

use std::ops::Range;

use feed_rs::model::{Entry, MediaObject};
use feed_rs::parser::{Builder, Parser};
use serde_json::Value;

use super::wordpress;
use crate::article::{Article, Block, BlockKind, Language, WarningKind, paragraphs};
use crate::error::Result;
use crate::ingest::bytes::base64_text;
use crate::ingest::facts::timestamps::{self, CHANGED, Stamp};
use crate::ingest::facts::{byline, language};
use crate::ingest::head::Head;
use crate::ingest::markup;
use crate::ingest::page::pieces;
use crate::ingest::records::columns::FieldNames;
use crate::ingest::records::json::{self, Piece, Pieces};
use crate::ingest::records::json_text;
use crate::ingest::{Articles, Input, page, xml};

/// The prefixes of the usual additions.
const PREFIXES: &[(&str, &str)] = &[
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
];

/// The elements that are times of an entry: their names, what they say and their rank.
const TIMES: &[(&str, &str, u8)] = &[
    ("published", "the day of publication", 1),
    ("date_published", "the day of publication", 1),
    ("pubDate", "the day of publication", 2),
    ("issued", "the day of issue", 3),
    ("date", "the entry's date", 4),
    ("created", "the day of creation", 5),
    ("updated", "the day of a change", CHANGED),
    ("date_modified", "the day of a change", CHANGED),
    ("modified", "the day of a change", CHANGED + 1),
];

/// The elements that can hold the text, the best first.
const TEXTS: &[&str] = &["encoded", "fullitem", "body", "content", "description", "summary", "abstract"];

/// Whether a file is a feed: its root, or what a JSON Feed says of itself.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    is_feed(head.text) || is_json(head.text)
}

/// Whether a text begins like a feed in XML.
pub(in crate::ingest) fn is_feed(text: &str) -> bool {
    let known = |root: xml::Tag<'_>| matches!(root.local(), "rss" | "feed" | "RDF" | "channel" | "entry");
    xml::root(text).is_some_and(known)
}

fn is_json(text: &str) -> bool {
    let start = text.trim_start();
    let says =
        |text: &str| text.contains("//jsonfeed.org/version/") || text.contains("\\/\\/jsonfeed.org\\/version");
    start.starts_with('{') && says(&start[..start.floor_char_boundary(4096)])
}

/// What a feed says of all its entries.
#[derive(Debug, Default)]
struct Feed {
    title: Option<String>,
    language: Option<String>,
    /// What stands around an entry when it is read alone.
    around: [String; 2],
    /// Whether text that calls itself plain is plain; RSS calls nothing so.
    declares: bool,
    json: bool,
    /// The names of the writers by what they log in with, where a blog was exported.
    writers: Vec<(String, String)>,
}

/// Where the entries of a feed stand.
enum Entries {
    Xml(std::vec::IntoIter<Range<usize>>),
    Json(Option<Pieces>),
}

impl Entries {
    /// The next entry.
    fn next(&mut self, text: &str) -> Option<Piece> {
        match self {
            Self::Xml(places) => places.next().map(Piece::Value),
            Self::Json(pieces) => pieces.as_mut()?.next(text),
        }
    }

    /// Leaves out what an exported blog did not publish, and says what that is.
    fn keep_posts(&mut self, text: &str) -> Option<String> {
        let Self::Xml(places) = self else { return None };
        let (posts, left_out) = wordpress::posts(std::mem::take(places), text);
        *self = Self::Xml(posts.into_iter());
        left_out
    }
}

/// The articles of a feed, numbered.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = page::decode(&bytes);
    let (text, warning) = (decoded.text.into_owned(), decoded.warning);
    let (feed, mut entries) = if is_json(&text) { json_feed(&text) } else { xml_feed(&text) };
    let left_out = entries.keep_posts(&text);
    let mut first = entries.next(&text);
    if first.is_none() {
        let what = left_out.unwrap_or_else(|| "the feed has no entries".to_owned());
        return Err(input.error(None, format!("holds no article: {what}")));
    }
    let (mut counted, mut line, mut number, mut untold) = (0, 1, 0u32, left_out);
    Ok(Box::new(std::iter::from_fn(move || {
        let piece = first.take().or_else(|| entries.next(&text))?;
        let start = piece.start();
        line += text[counted..start].matches('\n').count();
        counted = start;
        number += 1;
        let read = match piece {
            Piece::Value(range) => entry(&feed, &text[range]).and_then(|read| article(&feed, read)),
            Piece::Broken(_) => Err(" is broken: it breaks off: complete or remove it".to_owned()),
            Piece::Rest(_) => Err(format!(": {}", json::REST)),
        };
        let read = read.map_err(|why| input.error(Some(line), format!("entry {number}{why}")));
        Some(read.map(|mut article| {
            article.path = input.path.to_string_lossy().into_owned();
            article.entry = Some(number);
            article.warn(WarningKind::Encoding, warning.clone());
            article.warn(WarningKind::Unread, untold.take());
            article
        }))
    })))
}

/// An RSS or Atom feed, and where its entries stand.
fn xml_feed(text: &str) -> (Feed, Entries) {
    let Some(root) = xml::root(text) else { return (Feed::default(), Entries::Xml(Vec::new().into_iter())) };
    let atom = matches!(root.local(), "feed" | "entry");
    let cut = xml::cut(text, if atom { &["entry"] } else { &["item"] });
    let declared = root.attributes();
    let mut names: Vec<(String, String)> = declared.clone();
    names.retain(|(name, _)| name.starts_with("xmlns:") || name.starts_with("xml:"));
    for (prefix, address) in PREFIXES {
        if !names.iter().any(|(name, _)| name.strip_prefix("xmlns:") == Some(prefix)) {
            names.push((format!("xmlns:{prefix}"), (*address).to_owned()));
        }
    }
    let escaped = |(name, value): &(String, String)| format!(" {name}=\"{}\"", quick_xml::escape::escape(value));
    let names: String = names.iter().map(escaped).collect();
    let around = if atom {
        [format!("<feed{names}>"), "</feed>".to_owned()]
    } else {
        [format!("<rss version=\"2.0\"{names}><channel>"), "</channel></rss>".to_owned()]
    };
    let texts = if root.local() == "entry" { Vec::new() } else { xml::texts(&cut.around.concat(), 3) };
    let said = |name: &str| {
        let inside = format!("channel/{name}");
        let place = |path: &str| path.split_once('/').is_some_and(|(_, rest)| rest == name || rest == inside);
        texts.iter().find(|(path, _)| place(path)).map(|(_, text)| pieces::line(text)).filter(|t| !t.is_empty())
    };
    let attribute = declared.into_iter().find(|(name, _)| name == "xml:lang").map(|(_, value)| value);
    let feed = Feed {
        title: said("title"),
        language: said("language").or(attribute),
        around,
        declares: atom,
        json: false,
        writers: wordpress::writers(&cut.around.concat()),
    };
    let place = |e: &xml::Entry<'_>| e.tag.start..e.tag.start + e.text.len();
    let places: Vec<Range<usize>> = cut.entries.iter().map(place).collect();
    (feed, Entries::Xml(places.into_iter()))
}

/// A JSON Feed, and where its entries stand.
fn json_feed(text: &str) -> (Feed, Entries) {
    let start = text.len() - text.trim_start().len();
    let members = json_text::members(text, start);
    let said = |wanted: &str| {
        let (_, at) = members.iter().find(|(name, _)| *name == wanted)?;
        let value = serde_json::from_str(&text[*at..json_text::value_end(text, *at)?]).ok()?;
        if let Value::String(value) = value { Some(pieces::line(&value)) } else { None }
    };
    let around =
        ["{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"\",\"items\":[", "]}"].map(str::to_owned);
    let feed = Feed {
        title: said("title"),
        language: said("language"),
        around,
        declares: true,
        json: true,
        writers: Vec::new(),
    };
    let items = members.iter().find(|(name, at)| *name == "items" && text[*at..].starts_with('['));
    let pieces = items.map(|(_, at)| json::pieces(text, *at, json::WRAPPERS, &FieldNames::built_in()));
    (feed, Entries::Json(pieces))
}

/// An entry that has been read.
struct Read {
    entry: Entry,
    /// What feed-rs does not say of it.
    said: Said,
    warning: Option<String>,
}

/// What an entry says beside what feed-rs reads of it.
#[derive(Default)]
struct Said {
    stamps: Vec<Stamp>,
    source: Option<String>,
    language: Option<String>,
    title: Option<String>,
    /// A text under other names than the usual, or with its mark-up not escaped.
    text: Vec<Block>,
    /// Whether that text is the whole of what feed-rs gives the beginning of.
    whole: bool,
}

/// Reads an entry as a feed of its own, or says what is wrong with it.
fn entry(feed: &Feed, piece: &str) -> std::result::Result<Read, String> {
    let (piece, said) = if feed.json {
        json_entry(piece)?
    } else {
        let piece = base64_text::decoded(piece);
        let said = xml_entry(feed, &piece);
        // As feeds before Atom 1.0 call mark-up that is not escaped.
        let piece = ['"', '\''].iter().fold(piece.into_owned(), |piece, mark| {
            piece.replace(&format!("type={mark}application/xhtml+xml{mark}"), &format!("type={mark}xhtml{mark}"))
        });
        (piece, said)
    };
    let whole = [&*feed.around[0], &piece, &*feed.around[1]].concat();
    let read = std::panic::catch_unwind(|| parser().parse(whole.as_bytes()).map_err(|e| e.to_string()));
    match read.unwrap_or_else(|_| Err("unable to read it".to_owned())).map(|mut read| read.entries.pop()) {
        Ok(Some(entry)) => Ok(Read { entry, said, warning: None }),
        Ok(None) => Err(" cannot be read: correct or remove it".to_owned()),
        Err(what) => {
            let what: String = what.rsplit("error: ").next().unwrap_or_default().trim().chars().take(200).collect();
            // An entry that ends was sent whole: what can be read of it is the article.
            let ends = ["</item>", "</entry>"].iter().any(|end| piece.trim_end().ends_with(end));
            let has_any = said.title.is_some() || !said.text.is_empty();
            if ends && has_any && !what.contains("content type application/") {
                let warning = Some(format!("the entry is broken and may lack something: {what}"));
                return Ok(Read { entry: Entry::default(), said, warning });
            }
            let name = said.title.map(|title| format!(" (`{title}`)")).unwrap_or_default();
            Err(format!("{name} is broken: {what}: correct or remove it"))
        }
    }
}

/// A parser that makes up no ids.
fn parser() -> Parser {
    Builder::new().id_generator(|_, _, _| String::new()).sanitize_content(false).build()
}

/// What an entry in XML says.
fn xml_entry(feed: &Feed, piece: &str) -> Said {
    let texts = xml::texts(piece, 3);
    let inside = |path: &str| path.split_once('/').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let texts: Vec<(String, String)> = texts.into_iter().map(|(path, text)| (inside(&path), text)).collect();
    let said = |name: &str| {
        let found = texts.iter().find(|(path, text)| path == name && !text.trim().is_empty());
        found.map(|(_, text)| pieces::line(text)).filter(|text| !text.is_empty())
    };
    let stamps = TIMES.iter().flat_map(|(name, origin, rank)| {
        let of = texts.iter().filter(move |(path, text)| path == name && !text.trim().is_empty());
        of.map(|(_, text)| Stamp { text: text.trim().to_owned(), origin, rank: *rank })
    });
    let mut attributes = xml::root(piece).map(|tag| tag.attributes()).unwrap_or_default().into_iter();
    let attribute = attributes.find(|(name, _)| name == "xml:lang").map(|(_, value)| value);
    let (text, whole) = TEXTS.iter().find_map(|name| other_text(piece, name)).unwrap_or_default();
    Said {
        stamps: stamps.collect(),
        source: said("source/title").or_else(|| said("source")),
        language: said("language").or(attribute),
        title: said("title"),
        text,
        whole: whole && !feed.declares,
    }
}

/// The text of an element of an entry, and whether its mark-up is not escaped.
fn other_text(piece: &str, name: &str) -> Option<(Vec<Block>, bool)> {
    let cut = xml::cut(piece, &[name]);
    // Pictures and sound have descriptions of their own.
    let own = |e: &&xml::Entry<'_>| !["media:", "itunes:"].iter().any(|prefix| e.tag.name.starts_with(prefix));
    let inner = cut.entries.iter().find(own).map(|e| &e.text[e.tag.text.len()..])?;
    let inner = inner.rfind("</").map_or(inner, |end| &inner[..end]);
    let naked = xml::has_elements(inner);
    let text = if naked {
        pieces::fragment(inner)
    } else {
        blocks(&xml::texts(&format!("<t>{inner}</t>"), 1).pop()?.1, false)
    };
    (!text.is_empty()).then_some((text, naked && name == "description"))
}

/// Times and language of an entry in JSON; numbers that stand for ids become texts.
fn json_entry(piece: &str) -> std::result::Result<(String, Said), String> {
    let mut value: Value = serde_json::from_str(piece).map_err(|error| {
        let what = error.to_string();
        format!(" is broken: {}: correct or remove it", what.split(" at line").next().unwrap_or_default())
    })?;
    let Some(object) = value.as_object_mut() else { return Err(" is no object: remove it".to_owned()) };
    if let Some(id) = object.get_mut("id").filter(|id| id.is_number()) {
        *id = Value::String(id.to_string());
    }
    let said = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let stamp = |(name, origin, rank): &(&str, &'static str, u8)| {
        said(name).map(|text| Stamp { text, origin, rank: *rank })
    };
    let said =
        Said { stamps: TIMES.iter().filter_map(stamp).collect(), language: said("language"), ..Said::default() };
    Ok((value.to_string(), said))
}

/// The article of an entry, or what it lacks.
fn article(feed: &Feed, read: Read) -> std::result::Result<Article, String> {
    let Read { entry, said, warning } = read;
    let url = url(&entry);
    let title = entry.title.as_ref().map(|t| pieces::line(&t.content)).filter(|title| !title.is_empty());
    let title = title.or(said.title).unwrap_or_default();
    let (text, left_out) = text_of(feed, &entry, said.text, said.whole);
    if title.is_empty() && text.is_empty() {
        let name = Some(entry.id.as_str()).filter(|id| !id.is_empty()).or(url.as_deref());
        let name = name.map(|name| format!(" (`{}`)", xml::one_line(name))).unwrap_or_default();
        return Err(format!("{name} has neither a title nor a text: give it one or remove it"));
    }
    let mut article = Article::from_text(&title, "");
    article.blocks.extend(text);
    article.id = Some(xml::one_line(&entry.id)).filter(|id| !id.is_empty()).or_else(|| url.clone());
    article.url = url;
    article.source = said.source.or_else(|| feed.title.clone());
    let codes = [said.language.as_ref(), entry.language.as_ref(), feed.language.as_ref()];
    let declared = codes.into_iter().flatten().find_map(|code| Language::declared(code));
    article.language = declared.unwrap_or_else(Language::undetermined);
    article.warn(WarningKind::Damage, warning);
    timestamps::set_date(&mut article, said.stamps);
    let summary: Vec<String> = left_out.into_iter().map(|b| b.text).collect();
    if !summary.is_empty() && !article.full_text().contains(&summary.join("\n\n")) {
        timestamps::leave_out(&mut article, &summary.join("\n"), "summary of the text");
    }
    let named = |login: &str| feed.writers.iter().find(|(known, _)| known == login).map(|(_, name)| name.clone());
    let writers = entry.authors.iter().filter_map(|author| author.name.as_deref());
    let writers: Vec<String> = writers.map(|name| named(name.trim()).unwrap_or_else(|| name.to_owned())).collect();
    let writers: Vec<&str> = writers.iter().map(String::as_str).collect();
    article.byline = byline::byline(writers);
    language::settle(&mut article);
    Ok(article)
}

/// The text of an entry, and the summary where there is both.
fn text_of(feed: &Feed, entry: &Entry, other: Vec<Block>, whole: bool) -> (Vec<Block>, Vec<Block>) {
    let plain = |kind: &str| feed.declares && kind.starts_with("text/plain");
    let content = entry.content.as_ref().filter(|c| is_text(c.content_type.as_ref()));
    let content = content.and_then(|c| Some(blocks(c.body.as_deref()?, plain(c.content_type.as_ref()))));
    let summary = entry.summary.as_ref().map(|s| blocks(&s.content, plain(s.content_type.as_ref())));
    // feed-rs gives the text before the first element that lies in it.
    let summary = if whole { Some(other.clone()) } else { summary };
    let described = |m: &MediaObject| m.description.as_ref().map(|d| blocks(&d.content, false));
    let others = [summary, Some(other)].into_iter().flatten().chain(entry.media.iter().filter_map(described));
    let mut texts = content.into_iter().chain(others).filter(|blocks| !blocks.is_empty());
    let text = texts.next().unwrap_or_default();
    (text, texts.next().unwrap_or_default())
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.ends_with("xml")
}

/// The address of an entry: its page, not its comments or its sound; else an id that is one.
fn url(entry: &Entry) -> Option<String> {
    let page = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let pages = entry.links.iter().filter(|l| l.target.is_none() && page(l.rel.as_deref()));
    let mut found = pages.map(|l| l.href.trim()).chain([entry.id.trim()]);
    found.find(|url| url.starts_with("http://") || url.starts_with("https://")).map(str::to_owned)
}

/// The blocks of a text that may hold mark-up.
fn blocks(text: &str, plain: bool) -> Vec<Block> {
    let marked = |text: &str| text.contains("</") || text.contains("/>");
    if !plain || markup::has_elements(text) && marked(text) {
        return markup::blocks(text);
    }
    let text = text.replace("\r\n", "\n");
    let lines = paragraphs(&text).map(xml::one_line).filter(|line| !line.is_empty());
    lines.map(|line| Block::new(BlockKind::Paragraph, line)).collect()
}
