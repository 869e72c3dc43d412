//! NITF → article: headline, dateline, text, captions and dates of a story in the news industry's text format.

use quick_xml::events::{BytesStart, Event};

use crate::article::{Article, Block, BlockKind, Language, WarningKind};
use crate::error::Result;
use crate::ingest::facts::timestamps::{self, CHANGED, Stamp};
use crate::ingest::facts::{byline, language};
use crate::ingest::head::Head;
use crate::ingest::{Articles, Input, page, xml};

/// Elements that break the line.
const BREAKING: &[&str] = &[
    "abstract",
    "bibliography",
    "block",
    "body",
    "body.content",
    "body.end",
    "body.head",
    "bq",
    "br",
    "byline",
    "caption",
    "copyrite",
    "credit",
    "dateline",
    "dd",
    "distributor",
    "dl",
    "dt",
    "fn",
    "hedline",
    "hl1",
    "hl2",
    "hr",
    "li",
    "media",
    "media-caption",
    "media-producer",
    "nitf-table",
    "note",
    "ol",
    "p",
    "pre",
    "rights",
    "series",
    "slugline",
    "table",
    "tagline",
    "td",
    "th",
    "title",
    "tr",
    "ul",
];

/// Elements whose text is no text of the story.
const SILENT: &[&str] = &[
    "custom-table",
    "key-list",
    "media-metadata",
    "media-object",
    "media-reference",
    "meta",
    "nitf-table-metadata",
    "ruby-text",
    "rt",
    "virtloc",
];

/// No story nests deeper; elements beyond are taken as part of the one that they lie in.
const DEEPEST: usize = 64;

/// What a story in NITF says.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Story {
    /// Its headline.
    pub(in crate::ingest) title: String,
    /// Its text, without the headline; what was left out has its reason.
    pub(in crate::ingest) blocks: Vec<Block>,
    /// What its bylines say.
    pub(in crate::ingest) writers: Vec<String>,
    /// Its times.
    pub(in crate::ingest) stamps: Vec<Stamp>,
    /// The id of the document.
    pub(in crate::ingest) id: Option<String>,
    /// The name of the publication, or of the agency.
    pub(in crate::ingest) source: Option<String>,
    /// The declared language.
    pub(in crate::ingest) language: Option<String>,
    /// Why reading ended before the end.
    pub(in crate::ingest) broken: Option<String>,
}

/// Whether a file is a story in NITF.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    is_nitf(head.text)
}

/// Whether a text begins like NITF.
pub(in crate::ingest) fn is_nitf(text: &str) -> bool {
    xml::root(text).is_some_and(|root| root.local() == "nitf")
}

/// The article of a file.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = page::decode(&bytes);
    let story = parse(&decoded.text);
    if story.title.is_empty() && story.blocks.iter().all(|b| b.left_out.is_some()) {
        let why = story.broken.map(|why| format!(": {why}")).unwrap_or_default();
        return Err(
            input.error(None, format!("holds no article: the story has neither a headline nor a text{why}"))
        );
    }
    let mut article = Article::from_text(&story.title, "");
    article.blocks.extend(story.blocks);
    article.byline = byline::byline(story.writers.iter().map(String::as_str));
    article.id = story.id;
    article.source = story.source;
    article.language = story.language.as_deref().and_then(Language::declared).unwrap_or(article.language);
    article.path = input.path.to_string_lossy().into_owned();
    article.warn(WarningKind::Damage, story.broken);
    article.warn(WarningKind::Encoding, decoded.warning);
    timestamps::set_date(&mut article, story.stamps);
    language::settle(&mut article);
    Ok(Box::new(std::iter::once(Ok(article))))
}

/// Reads a story as far as it goes.
pub(in crate::ingest) fn parse(xml: &str) -> Story {
    let mut reader = xml::reader(xml);
    let mut walk = Walk::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => walk.start(&start),
            Ok(Event::End(end)) => walk.end(end.local_name().as_ref()),
            Ok(Event::Eof) => break,
            Ok(event) => walk.text.push_str(&xml::text(&event).unwrap_or_default()),
            Err(error) => {
                walk.story.broken =
                    Some(format!("the XML is broken behind byte {}: {error}", reader.buffer_position()));
                break;
            }
        }
    }
    walk.flush();
    if !walk.open.is_empty() && walk.story.broken.is_none() {
        walk.story.broken = Some("the XML breaks off: complete the file".to_owned());
    }
    walk.finish()
}

#[derive(Default)]
struct Walk {
    story: Story,
    /// The names of the open elements.
    open: Vec<String>,
    text: String,
    /// The title of the head, which stands for a headline.
    title: String,
    summary: Vec<String>,
    agency: Option<String>,
}

impl Walk {
    fn start(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name().as_ref().to_ascii_lowercase();
        if is(BREAKING, &name) {
            self.flush();
        }
        self.facts(&name, start);
        if self.open.len() < DEEPEST {
            self.open.push(name);
        }
    }

    fn end(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        if is(BREAKING, &name) {
            self.flush();
        }
        if is(SILENT, &name) {
            self.text.clear();
        }
        // An element that was not closed ends with the one that it lies in.
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.open.truncate(at);
        }
    }

    /// What attributes say.
    fn facts(&mut self, name: &str, start: &BytesStart<'_>) {
        let say = |wanted: &str| xml::attribute(start, wanted);
        let mut stamp = |attribute: &str, origin, rank| {
            self.story.stamps.extend(say(attribute).map(|text| Stamp { text, origin, rank }));
        };
        match name {
            "date.release" => stamp("norm", "the day of release", 1),
            "pubdata" => stamp("date.publication", "the day of publication", 0),
            "date.issue" => stamp("norm", "the day of issue", 2),
            "story.date" => stamp("norm", "the day of the story", 3),
            "revision-history" => stamp("norm", "the day of a change", CHANGED),
            _ => {}
        }
        let story = &mut self.story;
        match name {
            "nitf" | "body" => story.language = story.language.take().or_else(|| say("xml:lang")),
            "doc-id" => story.id = story.id.take().or_else(|| say("id-string")),
            "pubdata" => story.source = story.source.take().or_else(|| say("name")),
            "doc.copyright" => self.agency = self.agency.take().or_else(|| say("holder")),
            _ => {}
        }
    }

    /// Makes a block of the text since the last break, by where it stands.
    fn flush(&mut self) {
        let text = xml::one_line(&std::mem::take(&mut self.text));
        let inside = |name: &str| self.open.iter().any(|open| open == name);
        if text.is_empty() || self.open.iter().any(|open| is(SILENT, open)) {
            return;
        }
        if inside("head") && !inside("body") {
            if inside("title") {
                self.title = text;
            }
        } else if inside("hl1") && self.story.title.is_empty() {
            self.story.title = text;
        } else if inside("abstract") {
            self.summary.push(text);
        } else if inside("distributor") {
            self.agency = Some(text);
        } else if inside("byline") {
            self.story.writers.push(text);
        } else {
            let (kind, reason) = match () {
                () if inside("hl1") || inside("hl2") => (BlockKind::Heading, None),
                () if inside("media-caption") || inside("caption") => (BlockKind::Caption, None),
                () if inside("media-producer") || inside("credit") => {
                    (BlockKind::Paragraph, Some("who made the picture"))
                }
                () if inside("rights") || inside("copyrite") => {
                    (BlockKind::Paragraph, Some("notice of rights, terms or cookies"))
                }
                () if inside("slugline") => (BlockKind::Paragraph, Some("the desk's name for the story")),
                () if inside("body.head") && inside("note") => (BlockKind::Paragraph, Some("note to editors")),
                () if inside("body.end") => (BlockKind::Paragraph, Some("who was involved")),
                () => (BlockKind::Paragraph, None),
            };
            let mut block = Block::new(kind, text);
            block.left_out = reason.map(str::to_owned);
            self.story.blocks.push(block);
        }
    }

    fn finish(self) -> Story {
        let Self { mut story, title, summary, agency, .. } = self;
        if story.title.is_empty() {
            story.title = title;
        }
        story.source = story.source.or(agency);
        // A summary is the text where there is no other.
        let has_text = story.blocks.iter().any(|b| b.left_out.is_none() && b.kind == BlockKind::Paragraph);
        for text in summary {
            let mut block = Block::new(BlockKind::Paragraph, text);
            block.left_out = has_text.then(|| "summary of the text".to_owned());
            story.blocks.push(block);
        }
        story
    }
}

fn is(list: &[&str], name: &str) -> bool {
    list.contains(&name)
}
