//! HTML → article: a saved page, also one that was saved as a single file.
//!
//! ```text
//! bytes ─sanitize→ slim page ─dom→ parts ─choose→ blocks ──────────┐
//!                    │        └metadata→ data ─title, date_choice───┼→ article
//!                    └ refused, too slow or a panic ─plain──────────┘
//! ```
//!
//! The text always comes from the page's own parts, in their order; the extractors are only asked which of them are the
//! article. So nothing of scripts or mark-up can reach it, and what was left out can be shown with its reason.

use std::path::Path;
use std::time::Duration;

use dom_query::Document;

use super::bytes::{charset, encoding};
use super::head::Head;
use super::pasted::text;
use super::sandbox::{self, Failure};
use super::{Articles, Input, databases, markup, xml};
use crate::article::{Article, Block, BlockKind, WarningKind, Why};
use crate::error::{Error, Result};

mod sanitize; // page → the same without what no reader sees
mod looks; // an element's style and names → what it is for
mod elements; // the elements by what they do to text
mod gates; // the page's data → what is kept from those who have not paid
mod repeats; // tree → what stands on it several times in one shape
mod dom; // tree → parts
mod json_ld; // a script of data → its values
mod marked; // tree → the elements that say something of the page
mod other_stories; // an element → whether it stands with another headline
mod metadata; // what a page says of itself
pub(in crate::ingest) mod pieces; // a piece of HTML that is all article → its blocks
mod scripts; // the data in scripts → the text that they would show
mod captures; // a page of a web archive → what is of the page
mod letters; // what of a text counts where two are compared
mod lean; // page → the same with few attributes
mod vote; // what an extractor takes for the body
mod extractors; // page → what the extractors take for its body
mod choose; // parts and votes → what is the article
mod window; // the title of the window → its pieces
mod title; // which headline
mod date_choice; // which date
mod article_facts; // the facts of the article, and what decided

use article_facts::complete;
use choose::Verdict;
use dom::{Part, Place};
use extractors::ExtractorVotes;
use metadata::Facts;
use sanitize::sanitize;
use vote::ExtractorVote;

/// The most of the processor's time that the extractors may take for a page; the slowest of 438 real pages takes a quarter of a second.
const BUDGET: Duration = Duration::from_secs(10);

/// A body with fewer letters is one that was not found, if the page offers more.
const SHORT: usize = 250;

/// A page that shows fewer letters than this shows nothing.
const NOTHING: usize = 100;

/// A page that shows more bytes than this was built when it was saved.
const MAX_UNBUILT: usize = 2000;

/// What is known of a page from where it was found; what the page itself says goes before, but for the path.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints<'a> {
    /// The file, as it is shown.
    pub(super) path: &'a str,
    /// Its number in a file of several.
    pub(super) entry: Option<u32>,
    /// Where it was fetched.
    pub(super) url: Option<&'a str>,
    /// Its headline.
    pub(super) title: Option<&'a str>,
}

/// Whether a file is a page: a tag that only HTML has among its first, or the extension and any tag.
pub(super) fn recognises(head: &Head<'_>) -> bool {
    let named = matches!(head.extension, "html" | "htm" | "xhtml" | "shtml");
    let mut text = head.text.trim_start();
    while let Some(rest) = text.strip_prefix("<!--").or_else(|| text.strip_prefix("<?xml")) {
        text = rest.split_once('>').map_or("", |(_, after)| after.trim_start());
    }
    let start = text[..text.floor_char_boundary(300)].to_ascii_lowercase();
    let begins = ["<!doctype html", "<html", "<head", "<body", "<title", "<meta"];
    begins.iter().any(|tag| start.starts_with(tag)) || (named && text.contains('<') && text.contains('>'))
}

/// Whether a file begins like XML and then like a page.
pub(super) fn is_xml_page(head: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&head[..head.len().min(1000)]).to_ascii_lowercase();
    start.starts_with("<?xml") && (start.contains("<!doctype html") || start.contains("<html"))
}

/// The article of a file.
pub(super) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = charset::decode(&bytes);
    if let Some(stories) = of_database(&decoded.text) {
        return Ok(databases::articles(&input, stories, decoded.warning));
    }
    let path = input.path.to_string_lossy().into_owned();
    let mut article = article(&decoded.text, &Hints { path: &path, ..Hints::default() })?;
    article.warn(WarningKind::Encoding, decoded.warning);
    Ok(Box::new(std::iter::once(Ok(article))))
}

/// The stories of a page that a press database exported; nothing if it is another page.
fn of_database(html: &str) -> Option<Vec<databases::Story>> {
    let has_labels = html.contains("LOAD-DATE") || html.contains(" DOCUMENTS") || html.contains(" DOKUMENTE");
    let mut stories = Vec::new();
    if databases::is_page(html) {
        for piece in databases::page_pieces(html) {
            let guarded = sanitize(piece);
            if guarded.refused.is_some() {
                return None;
            }
            stories.extend(sandbox::bounded(BUDGET, move || databases::page_stories(&guarded.html)).ok()?);
        }
    }
    if !stories.is_empty() || !has_labels {
        return Some(stories).filter(|stories| !stories.is_empty());
    }
    let lines: Vec<String> = pieces::all_parts(html).1.into_iter().map(|part| xml::one_line(&part.text)).collect();
    databases::stories(&lines)
}

/// The article of a page.
pub(super) fn article(html: &str, hints: &Hints<'_>) -> Result<Article> {
    let without = captures::without_toolbar(html);
    let html = without.as_deref().unwrap_or(html);
    let guarded = sanitize(html);
    let saved = saved_from(html);
    let mut warning = guarded.refused.map(|why| format!("read as plain text: {why}"));
    let mut read = None;
    if warning.is_none() {
        match sandbox::bounded(BUDGET, move || take_apart(&guarded.html)) {
            Ok(taken) => {
                let scripted = taken.scripted(html);
                read = Some(put_together(taken, scripted, hints.title));
            }
            Err(failure) => warning = Some(format!("read as plain text: {}", reason(failure))),
        }
    }
    let mut article = read.unwrap_or_else(|| plain(html, hints.title));
    article.warn(WarningKind::Damage, warning);
    if article.kept().next().is_none() {
        let message = "holds no article: the page shows no text: save it again once it is loaded".into();
        return Err(Error::Article { path: Path::new(hints.path).to_owned(), line: None, message });
    }
    article.path = hints.path.to_owned();
    article.entry = hints.entry;
    let own = |url: String| captures::original(&url).map_or(url.clone(), |(_, page)| page.to_owned());
    article.url = article.url.or_else(|| hints.url.map(str::to_owned)).or(saved).map(own);
    article.id = article.url.clone();
    article.source = article.source.or_else(|| article.url.as_deref().and_then(host));
    Ok(article)
}

/// Why a page was not taken apart.
fn reason(failure: Failure) -> &'static str {
    match failure {
        Failure::Panicked => "an extractor broke down on this page",
        Failure::TooSlow => "the page takes too long to take apart",
        // Who reads the file is told so, and reads it again.
        Failure::Busy => "the machine is too busy",
    }
}

/// Whether pages have elements of this name.
pub(super) fn is_element(name: &str) -> bool {
    sanitize::is_known(&name.to_ascii_lowercase())
}

/// The text of a page or of XML, by what it declares.
pub(super) fn decode(bytes: &[u8]) -> encoding::Decoded<'_> {
    charset::decode(bytes)
}

/// A page that has been taken apart.
struct Taken {
    parts: Vec<Part>,
    facts: Facts,
    opinions: ExtractorVotes,
}

impl Taken {
    /// The text that the scripts hold, where the page shows little.
    fn scripted(&self, html: &str) -> String {
        let shown = self.parts.iter().filter(|part| !part.place.hidden).map(|part| part.text.len()).sum::<usize>();
        if shown < MAX_UNBUILT { scripts::text(html) } else { String::new() }
    }
}

/// All that parses the page: it may hang or break down.
fn take_apart(html: &str) -> Taken {
    let document = Document::from(html);
    gates::mark(&document);
    let (parts, repeats) = dom::parts_and_repeats(&document, true);
    let mut facts = metadata::facts(&document, &repeats);
    captures::take_apart(&mut facts);
    let mut opinions = extractors::ask(html, document, &parts);
    opinions.structured = ExtractorVote::of_paragraphs(facts.body().split("\n\n"));
    Taken { parts, facts, opinions }
}

/// The article of a page that has been taken apart.
fn put_together(page: Taken, scripted: String, said: Option<&str>) -> Article {
    let Taken { parts, facts, opinions } = page;
    let title = title::title(&facts, &parts, said.unwrap_or(&opinions.title));
    let fates = choose::fates(&parts, &opinions, &title.text, title.part);
    let mut article = Article::from_text("", "");
    article.blocks = blocks(&parts, &fates, &title);
    let length = letters(&article);
    let letters_of = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let body = Some(facts.body()).filter(|body| letters_of(body) >= letters_of(&scripted)).unwrap_or(scripted);
    let offered = letters_of(&body);
    // A page that shows next to nothing has all of a short text in its data; one that shows nothing has any text there.
    let shown = || letters(&by_lines(&parts, |_| false));
    let least = match length {
        0 if !facts.body().is_empty() && shown() < offered => 0,
        ..NOTHING => NOTHING,
        _ => SHORT,
    };
    if offered > least.max(length * 3 / 2) {
        // A page that is built by its scripts has its text in its data.
        from_data(&mut article, &body, &title.text);
    } else if length < SHORT {
        let mut lines = by_lines(&parts, Place::is_card);
        if letters(&lines) < NOTHING {
            lines = by_lines(&parts, |_| false);
        }
        if letters(&lines) > length * 2 {
            let theirs =
                lines.blocks.iter_mut().filter(|b| b.kind == BlockKind::Headline && !title.text.is_empty());
            theirs.for_each(|block| block.kind = BlockKind::Heading);
            article.blocks = with_headline(lines.blocks, &title.text);
        }
    }
    article.decisions.extend(title.decision);
    complete(&mut article, &facts, &parts, title.part, opinions.byline.as_deref());
    article
}

/// The article of a page that is not parsed: its lines, as if they had been pasted.
fn plain(html: &str, said: Option<&str>) -> Article {
    let document = Document::from(sanitize::plain(html));
    let (parts, repeats) = dom::parts_and_repeats(&document, true);
    let mut facts = metadata::facts(&document, &repeats);
    captures::take_apart(&mut facts);
    let mut article = by_lines(&parts, |_| false);
    let headline = facts.text("headline").unwrap_or_else(|| facts.window.clone());
    let headline = said.map(str::to_owned).unwrap_or(headline);
    if article.title().is_empty() {
        article.blocks = with_headline(article.blocks, &headline);
    }
    let near = parts.iter().position(|part| part.text == article.title());
    complete(&mut article, &facts, &parts, near, None);
    article
}

/// The parts as if they had been pasted, but for those that stand in some places.
fn by_lines(parts: &[Part], but: fn(&Place) -> bool) -> Article {
    let shown = parts.iter().filter(|part| !part.place.hidden && !but(&part.place));
    text::parse(&shown.map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n\n"))
}

/// The article with the text that its data gives.
fn from_data(article: &mut Article, body: &str, title: &str) {
    for block in &mut article.blocks {
        if matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading) {
            block.left_out.get_or_insert_with(|| "the page's data has more of the text".into());
        }
    }
    article.blocks.extend(markup::blocks(body));
    article.blocks = with_headline(std::mem::take(&mut article.blocks), title);
}

/// Puts the headline before the blocks, if none of them is it.
fn with_headline(mut blocks: Vec<Block>, title: &str) -> Vec<Block> {
    let has = blocks.iter().any(|b| b.kind == BlockKind::Headline && b.left_out.is_none());
    if !has && !title.is_empty() {
        blocks.insert(0, Block::new(BlockKind::Headline, title));
    }
    blocks
}

/// The parts with their fates, the headline where it stands; neighbours that are left out for one reason are one block.
fn blocks(parts: &[Part], fates: &[Verdict], title: &title::Title) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(parts.len());
    // The headline goes before all of the article, wherever the page shows it.
    let first = fates.iter().position(|f| f.left_out.is_none()).unwrap_or(parts.len());
    let place = title.part.unwrap_or(0).min(first);
    for (i, (part, fate)) in parts.iter().zip(fates).enumerate() {
        if i == place && !title.text.is_empty() {
            blocks.push(Block::new(BlockKind::Headline, title.text.as_str()));
        }
        if title.part == Some(i) && i == place {
            // What the page shows as its heading is text, where the headline does not have its words.
            if !letters::letters(&title.text).contains(&letters::letters(&part.text)) {
                let mut block = Block::new(BlockKind::Heading, part.text.as_str());
                block.why = Some(Box::new(Why { because: "the page's heading".to_owned(), ..fate.why() }));
                blocks.push(block);
            }
            continue;
        }
        match blocks.last_mut() {
            Some(last) if fate.left_out.is_some() && last.left_out.as_deref() == fate.left_out => {
                last.text.push('\n');
                last.text.push_str(&part.text);
            }
            _ => {
                let mut block = Block::new(fate.kind, part.text.as_str());
                block.left_out = fate.left_out.map(str::to_owned);
                block.why = Some(Box::new(fate.why()));
                blocks.push(block);
            }
        }
    }
    with_headline(blocks, &title.text)
}

/// Whether an address is that of a page, not of a whole site, which would be one for all of its articles.
fn is_page(url: &str) -> bool {
    url.split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .is_some_and(|(_, path)| !path.trim_matches('/').is_empty())
}

fn host(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':', '?']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.contains('.')).then(|| host.to_lowercase())
}

/// The address that browsers write into a comment at the head of a page that they save.
fn saved_from(html: &str) -> Option<String> {
    let head = &html[..html.floor_char_boundary(4096)];
    let after =
        ["saved from url=", " url: "].iter().find_map(|mark| head.split_once(mark).map(|(_, after)| after))?;
    // The length stands before it, in brackets.
    let after = after.split_once(')').filter(|_| after.starts_with('(')).map_or(after, |(_, after)| after);
    let url: String = after.trim_start().chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
    (url.starts_with("http") && is_page(&url)).then_some(url)
}

fn letters(article: &Article) -> usize {
    article.body().chars().filter(|c| c.is_alphanumeric()).count()
}
