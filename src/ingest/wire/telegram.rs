//! The pages that Telegram exports of a channel or a conversation → an article a message.
//!
//! The page is cut before each of its messages, and each is read on its own: a page that breaks off, or is of any length, loses
//! none of the others. The day of a message is the one at the offset of who exported it.

use dom_query::{NodeRef, Selection};

use crate::article::{Article, Block, BlockKind, Day, Language, PublishedDate, WarningKind};
use crate::error::{Error, Result};
use crate::ingest::bytes::charset;
use crate::ingest::facts::language;
use crate::ingest::head::Head;
use crate::ingest::page::pieces;
use crate::ingest::{Articles, Input, xml};

/// What begins a message, of whichever kind.
const MESSAGE: &str = "<div class=\"message ";

/// Whether a page is one of an exported conversation.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let is_page = head.text.trim_start().starts_with(['<', '\u{FEFF}']);
    let has = |class: &str| head.text.contains(class);
    is_page && has("class=\"page_header") && has("class=\"history\"") && (has(MESSAGE) || !head.whole)
}

/// The articles of a page, numbered by its messages.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let text = charset::decode(&bytes).text.into_owned();
    let starts: Vec<usize> = text.match_indices(MESSAGE).map(|(at, _)| at).collect();
    let first = starts.first().copied().unwrap_or(text.len());
    let channel = pieces::in_tree(&text[..first], |page| shown(&page.select(".page_header .text")));
    let mut messages = Messages {
        channel: channel.unwrap_or_default(),
        starts,
        text,
        next: 0,
        writer: None,
        unread: Unread::default(),
        path: input.path.to_string_lossy().into_owned(),
    };
    let mut held = messages.article();
    if held.is_none() {
        return Err(messages.unread.nothing(&input));
    }
    Ok(Box::new(std::iter::from_fn(move || {
        let mut article = held.take()?;
        held = messages.article();
        if held.is_none() {
            article.warn(WarningKind::Unread, messages.unread.told());
        }
        Some(Ok(article))
    })))
}

/// The messages of a page.
struct Messages {
    channel: String,
    text: String,
    starts: Vec<usize>,
    /// The number of the next message.
    next: usize,
    /// Who wrote the last one: a message that is joined to it does not say it again.
    writer: Option<String>,
    unread: Unread,
    path: String,
}

/// How many messages were left out.
#[derive(Debug, Default)]
pub(super) struct Unread {
    pub(super) service: usize,
    pub(super) without_text: usize,
}

impl Unread {
    /// What was left out; nothing if nothing was.
    pub(super) fn told(&self) -> Option<String> {
        let kinds =
            [(self.service, "of the service (who joined, what was pinned)"), (self.without_text, "without a text")];
        let kinds: Vec<String> =
            kinds.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!("{n} {kind}")).collect();
        (!kinds.is_empty()).then(|| format!("messages left out: {}", kinds.join(", ")))
    }

    /// What to say where nothing stays.
    pub(super) fn nothing(&self, input: &Input) -> Error {
        let left_out = self.told().unwrap_or_else(|| "the export has no messages".to_owned());
        input.error(None, format!("holds no article: {left_out}: export the messages with their text"))
    }
}

impl Messages {
    /// The next message that has a text.
    fn article(&mut self) -> Option<Article> {
        while let Some(start) = self.starts.get(self.next).copied() {
            self.next += 1;
            let end = self.starts.get(self.next).copied().unwrap_or(self.text.len());
            let piece = &self.text[start..end];
            if piece[MESSAGE.len()..].starts_with("service") {
                self.unread.service += 1;
                continue;
            }
            let read = pieces::in_tree(piece, |page| page.select("div.message").nodes().first().map(message));
            let Some(message) = read.flatten() else {
                self.unread.without_text += 1;
                continue;
            };
            self.writer = message.writer.clone().filter(|_| !message.is_joined).or(self.writer.take());
            match self.written(message) {
                Some(article) => return Some(article),
                None => self.unread.without_text += 1,
            }
        }
        None
    }

    fn written(&self, message: Message) -> Option<Article> {
        let mut article = Article::from_text("", "");
        article.blocks = pieces::fragment(&message.text);
        article.kept().next()?;
        for text in message.beside {
            let mut block = Block::new(BlockKind::Paragraph, text);
            block.left_out = Some("a fact of the message".to_owned());
            article.blocks.push(block);
        }
        article.source = Some(self.channel.clone()).filter(|channel| !channel.is_empty()).or(self.writer.clone());
        let own = self.writer.clone().filter(|writer| *writer != self.channel && article.source.is_some());
        article.byline = message.signature.or(own);
        article.id = message.id;
        article.entry = u32::try_from(self.next).ok();
        article.path.clone_from(&self.path);
        article.language = Language::undetermined();
        language::settle(&mut article);
        match message.date.as_deref().map(|stamp| (day(stamp), stamp)) {
            Some((Some(day), _)) => article.date = Some(day),
            Some((None, stamp)) => article.warn(WarningKind::Date, Some(format!("date `{stamp}` not understood"))),
            None => article.warn(WarningKind::Date, Some("the message has no day".to_owned())),
        }
        Some(article)
    }
}

/// What a message says.
struct Message {
    id: Option<String>,
    /// The day and time of sending.
    date: Option<String>,
    writer: Option<String>,
    is_joined: bool,
    signature: Option<String>,
    /// Its text as HTML.
    text: String,
    /// Where it was first sent, and what it answers.
    beside: Vec<String>,
}

fn message(node: &NodeRef<'_>) -> Message {
    let message = Selection::from(*node);
    let own = message.select("div.message > .body");
    let forwarded = own.select(".forwarded");
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let title = |of: &Selection<'_>| of.attr("title").and_then(|title| some(xml::one_line(&title)));
    let texts = own.select(".text, .media_poll .question, .media_poll .answer");
    let text = texts.nodes().iter().map(|text| format!("<div>{}</div>", text.inner_html())).collect();
    // The name of who sent it first has the day as an element in it.
    let from = forwarded.select_single(".from_name");
    let first = some(shown(&from)).map(|name| match title(&from.select_single(".date")) {
        Some(date) if !name.contains(&date) => format!("forwarded from {name}, {date}"),
        _ => format!("forwarded from {name}"),
    });
    let class = node.attr("class").unwrap_or_default();
    Message {
        id: node.attr("id").and_then(|id| some(id.trim_start_matches("message").to_owned())),
        date: title(&own.select_single(".message > .body > .date")),
        writer: some(shown(&own.select_single(".message > .body > .from_name"))),
        is_joined: class.split_whitespace().any(|name| name == "joined"),
        signature: some(shown(&own.select_single(".signature"))),
        text,
        beside: first.into_iter().chain(some(shown(&own.select_single(".reply_to")))).collect(),
    }
}

fn shown(part: &Selection<'_>) -> String {
    xml::one_line(&part.nodes().first().map(|node| node.text()).unwrap_or_default())
}

/// The day of `11.02.2020 09:00:00 UTC+03:00`: in these pages the day always comes first.
fn day(stamp: &str) -> Option<PublishedDate> {
    let mut parts = stamp.split([' ', ',']).next()?.split('.');
    let (day, month, year) =
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Day::new(year, month, day).map(PublishedDate::day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_comes_first() {
        let date = |stamp| day(stamp).map(|date| date.to_string());
        assert_eq!(date("03.04.2020 09:00:00 UTC+03:00").as_deref(), Some("2020-04-03"));
        assert_eq!(date("03.04.2020 09:00:00").as_deref(), Some("2020-04-03"));
        assert_eq!(date("yesterday"), None);
    }
}
