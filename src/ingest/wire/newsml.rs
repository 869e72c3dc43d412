//! NewsML-G2 and NewsML 1 → articles: one a news item, its text in NITF, HTML or plain inside of it.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::nitf;
use crate::article::{Article, Block, BlockKind, Language, WarningKind, paragraphs};
use crate::error::Result;
use crate::ingest::facts::timestamps::{self, CHANGED, Stamp};
use crate::ingest::facts::{byline, language};
use crate::ingest::head::Head;
use crate::ingest::page::pieces;
use crate::ingest::{Articles, Input, page, steps, xml};

/// The items of NewsML, and whether they are news.
const ITEMS: &[(&str, bool)] = &[
    ("newsItem", true),
    ("packageItem", true),
    ("NewsItem", true),
    ("conceptItem", false),
    ("knowledgeItem", false),
    ("planningItem", false),
    ("catalogItem", false),
];

/// What may hold items, and parts of one that are sent alone.
const ROOTS: &[&str] = &["newsMessage", "NewsML", "itemSet", "contentSet", "contentMeta", "inlineXML", "groupSet"];

/// Why a description is left out of an item that has a text.
const SUMMARY: &str = "summary of the text";

/// No item nests deeper; elements beyond are taken as part of the one that they lie in.
const DEEPEST: usize = 64;

/// Whether a file is NewsML.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    is_newsml(head.text)
}

/// Whether a text begins like NewsML.
pub(in crate::ingest) fn is_newsml(text: &str) -> bool {
    let known = |name: &str| ROOTS.contains(&name) || ITEMS.iter().any(|(item, _)| *item == name);
    xml::root(text).is_some_and(|root| known(root.local()))
}

/// The articles of a file, numbered where it holds several items.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = page::decode(&bytes);
    let (text, warning) = (decoded.text.into_owned(), decoded.warning);
    let root = xml::root(&text).map(|root| root.local().to_owned()).unwrap_or_default();
    let names: Vec<&str> = ITEMS.iter().map(|(name, _)| *name).collect();
    let entries = xml::cut(&text, &names).entries;
    let mut items: Vec<(Range<usize>, String)> =
        entries.iter().map(|e| (e.tag.start..e.tag.start + e.text.len(), e.tag.local().to_owned())).collect();
    let message = matches!(root.as_str(), "newsMessage" | "NewsML" | "itemSet");
    if items.is_empty() && message {
        return Err(input.error(None, "holds no article: the message has no items"));
    }
    if items.is_empty() {
        items.push((0..text.len(), root));
    }
    let numbered = items.len() > 1;
    // What a message says of the time of its sending holds for its items.
    let sent = xml::texts(&text[..items[0].0.start], 3).into_iter().find(|(path, _)| path.ends_with("/sent"));
    let sent = sent.map(|(_, text)| Stamp { text, origin: "the day of sending", rank: CHANGED - 1 });
    let (mut counted, mut line, mut number) = (0, 1, 0u32);
    Ok(Box::new(items.into_iter().map(move |(range, name)| {
        line += text[counted..range.start].matches('\n').count();
        counted = range.start;
        number += 1;
        let mut item = Item::default();
        item.stamps.extend(sent.clone());
        let read = if ITEMS.contains(&(&name, false)) {
            Err(format!("holds no news but a `{name}`: take it out"))
        } else {
            item.read(&text[range]);
            item.article(&name)
        };
        let which = if numbered { format!("item {number} ") } else { String::new() };
        let mut article = read.map_err(|why| input.error(Some(line), format!("{which}{why}")))?;
        article.path = input.path.to_string_lossy().into_owned();
        article.entry = numbered.then_some(number);
        article.warn(WarningKind::Encoding, warning.clone());
        Ok(article)
    })))
}

/// What an item says.
#[derive(Debug, Default)]
struct Item {
    headline: String,
    /// The title of the item, which stands for a headline.
    title: String,
    /// Texts that describe it, and whether they are captions.
    described: Vec<(String, bool)>,
    blocks: Vec<Block>,
    stamps: Vec<Stamp>,
    id: Option<String>,
    language: Option<String>,
    /// The outlet under its names, the best with the lowest rank.
    sources: Vec<(u8, String)>,
    writers: Vec<String>,
    broken: Option<String>,
}

/// An element that is open.
struct Open {
    name: String,
    text: String,
    /// Its attribute `role`.
    role: String,
}

impl Item {
    fn read(&mut self, xml: &str) {
        let mut reader = xml::reader(xml);
        let mut open: Vec<Open> = Vec::new();
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => {
                    let name = start.local_name().as_ref().to_ascii_lowercase();
                    self.attributes(&name, &start, &open);
                    if matches!(name.as_str(), "inlinexml" | "inlinedata" | "datacontent") {
                        let kind = xml::attribute(&start, "contenttype").unwrap_or_default();
                        let begin = reader.buffer_position();
                        let end =
                            reader.read_to_end(start.name()).map_or_else(|_| xml.len() as u64, |span| span.end);
                        let place = |at: u64| usize::try_from(at).unwrap_or(xml.len()).min(xml.len());
                        self.content(&xml[place(begin)..place(end)], &kind, name == "inlinedata");
                        continue;
                    }
                    let role = xml::attribute(&start, "role").unwrap_or_default();
                    if open.len() < DEEPEST {
                        open.push(Open { name, text: String::new(), role });
                    }
                }
                Ok(Event::End(end)) => {
                    let name = end.local_name().as_ref().to_ascii_lowercase();
                    if let Some(at) = open.iter().rposition(|o| o.name == name) {
                        open.truncate(at + 1);
                        let closed = open.pop().expect("it was found there");
                        self.element(&closed, &open);
                    }
                }
                Ok(Event::Eof) => break,
                Ok(event) => {
                    if let (Some(inner), Some(text)) = (open.last_mut(), xml::text(&event)) {
                        inner.text.push_str(&text);
                    }
                }
                Err(error) => {
                    self.broken = Some(format!("the XML is broken: {error}"));
                    break;
                }
            }
        }
        if !open.is_empty() && self.broken.is_none() {
            self.broken = Some("the XML breaks off: complete the item".to_owned());
        }
    }

    /// What the attributes of an element say.
    fn attributes(&mut self, name: &str, start: &BytesStart<'_>, open: &[Open]) {
        let say = |wanted: &str| xml::attribute(start, wanted);
        if open.is_empty() {
            self.id = say("guid");
            self.language = say("xml:lang");
        }
        match name {
            "language"
                if open
                    .last()
                    .is_some_and(|o| matches!(o.name.as_str(), "contentmeta" | "descriptivemetadata")) =>
            {
                self.language = say("tag").or_else(|| say("FormalName")).or(self.language.take());
            }
            // A code stands for the name, without the name of its list.
            "provider" => {
                let code = say("literal").or_else(|| say("qcode"));
                let name = code.map(|code| code.rsplit(':').next().unwrap_or_default().to_owned());
                self.sources.extend(name.map(|name| (3, name)));
                self.sources.extend(say("uri").and_then(|uri| host(&uri)).map(|name| (4, name)));
            }
            "party" if open.last().is_some_and(|o| o.name == "provider") => {
                self.sources.extend(say("FormalName").map(|name| (0, name)));
            }
            _ => {}
        }
    }

    /// Takes an element that has ended.
    fn element(&mut self, element: &Open, open: &[Open]) {
        let text = pieces::line(&element.text);
        let outer = open.last().map_or("", |o| o.name.as_str());
        if text.is_empty() {
            return;
        }
        match (outer, element.name.as_str()) {
            ("contentmeta" | "newslines", "headline") if self.headline.is_empty() => self.headline = text,
            ("itemmeta", "title") => self.title = text,
            ("contentmeta", "description") => self.described.push((text, element.role.ends_with("caption"))),
            // A package says what the items are that it refers to.
            ("itemref", "title" | "headline") => self.blocks.push(Block::new(BlockKind::Heading, text)),
            ("itemref", "description") => self.blocks.push(Block::new(BlockKind::Paragraph, text)),
            ("newslines", "subheadline") => self.blocks.push(Block::new(BlockKind::Heading, text)),
            ("contentmeta", "by") | ("newslines", "byline") => self.writers.push(text),
            ("creator", "name") if self.writers.is_empty() => self.writers.push(text),
            ("provider", "name") => self.sources.push((0, text)),
            ("copyrightholder", "name") => self.sources.push((1, text)),
            ("infosource", "name") => self.sources.push((2, text)),
            ("newsidentifier", "publicidentifier") => self.id = Some(text),
            _ => self.stamps.extend(stamp(outer, &element.name, &text)),
        }
    }

    /// Takes the text of the item.
    fn content(&mut self, inner: &str, kind: &str, escaped: bool) {
        let text = if escaped { xml::texts(&format!("<t>{inner}</t>"), 1).pop().map(|(_, t)| t) } else { None };
        let text = text.as_deref().unwrap_or(inner);
        let has = |names: &[&str]| names.iter().any(|name| text.contains(name));
        if has(&["<nitf", ":nitf", "<body.content"]) {
            let story = nitf::parse(text);
            if self.headline.is_empty() {
                self.headline = story.title;
            } else if !story.title.is_empty() && story.title != self.headline {
                let mut other = Block::new(BlockKind::Heading, story.title);
                other.left_out = Some("another headline".to_owned());
                self.blocks.push(other);
            }
            self.blocks.extend(story.blocks);
            self.writers.extend(story.writers);
            self.stamps.extend(story.stamps);
            self.language = self.language.take().or(story.language);
            self.sources.extend(story.source.map(|name| (2, name)));
        } else if has(&["<p>", "<p ", "<html", "<div", "<body", "<br", ":p>"]) || kind.contains("html") {
            self.blocks.extend(pieces::fragment(text));
        } else if escaped || !text.contains('<') {
            let lines = paragraphs(text).map(pieces::line).filter(|line| !line.is_empty());
            self.blocks.extend(lines.map(|line| Block::new(BlockKind::Paragraph, line)));
        }
        // Any other mark-up is data: results of matches, events, prices.
    }

    /// The article of the item, or what it lacks.
    fn article(mut self, name: &str) -> std::result::Result<Article, String> {
        let headline = if self.headline.is_empty() { &self.title } else { &self.headline };
        let mut article = Article::from_text(headline, "");
        article.blocks.append(&mut self.blocks);
        let has_text = article.kept().any(|b| b.kind == BlockKind::Paragraph);
        // The story itself may have given some of them.
        let told = article.blocks.iter().filter(|block| block.left_out.as_deref() == Some(SUMMARY));
        let mut told: HashSet<String> = told.map(|block| block.text.clone()).collect();
        for (text, caption) in self.described {
            steps::count(1);
            let kind = if caption { BlockKind::Caption } else { BlockKind::Paragraph };
            let mut block = Block::new(kind, text);
            block.left_out = (!caption && has_text).then(|| SUMMARY.to_owned());
            if block.left_out.is_none() || told.insert(block.text.clone()) {
                article.blocks.push(block);
            }
        }
        if article.kept().next().is_none() {
            let id = self.id.map(|id| format!(" (`{id}`)")).unwrap_or_default();
            let why = self.broken.map(|why| format!(": {why}")).unwrap_or_default();
            return Err(format!("holds no article: the `{name}`{id} has neither a headline nor a text{why}"));
        }
        article.id = self.id;
        self.sources.sort_by_key(|(rank, _)| *rank);
        article.source = self.sources.into_iter().next().map(|(_, name)| name);
        let declared = self.language.as_deref().and_then(Language::declared);
        article.language = declared.unwrap_or_else(Language::undetermined);
        article.warn(WarningKind::Damage, self.broken);
        timestamps::set_date(&mut article, self.stamps);
        article.byline = byline::byline(self.writers.iter().map(String::as_str));
        language::settle(&mut article);
        Ok(article)
    }
}

/// The time that an element says, by the element that it lies in.
fn stamp(outer: &str, name: &str, text: &str) -> Option<Stamp> {
    let (origin, rank) = match (outer, name) {
        ("itemmeta" | "newsmanagement", "firstcreated") => ("the day of the first version", 4),
        ("contentmeta", "contentcreated") => ("the day of creation", 5),
        ("itemmeta", "versioncreated") | ("newsmanagement", "thisrevisioncreated") => {
            ("the day of this version", 6)
        }
        ("itemmeta", "embargoed") => ("the end of the embargo", 7),
        ("newsenvelope", "dateandtime") => ("the day of sending", CHANGED - 1),
        ("contentmeta", "contentmodified") => ("the day of a change", CHANGED),
        _ => return None,
    };
    Some(Stamp { text: text.to_owned(), origin, rank })
}

fn host(uri: &str) -> Option<String> {
    let host = uri.split_once("://")?.1.split(['/', ':', '?']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_lowercase())
}
