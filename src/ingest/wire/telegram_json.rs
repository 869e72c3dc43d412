//! The data that Telegram exports of a channel, or of all conversations → an article a message.

use serde_json::{Map, Value};

use super::telegram::Unread;
use crate::article::{Article, WarningKind};
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::facts::timestamps;
use crate::ingest::head::Head;
use crate::ingest::records::json_text::end_or_open;
use crate::ingest::records::{fields, json};
use crate::ingest::{Articles, Input};

/// Whether data is that of an exported conversation, or of all.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let text: String = head.text.chars().filter(|c| !c.is_whitespace()).take(4000).collect();
    let is_channel = ["_channel\"", "_chat\"", "_group\"", "_supergroup\""]
        .iter()
        .any(|kind| text.contains(kind) && text.contains("\"type\":\""));
    text.starts_with('{') && is_channel && text.contains("\"messages\":[")
}

/// The articles of the messages, numbered through all conversations.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let text = encoding::decode(&bytes).text.into_owned();
    let (data, breaks_off) = match serde_json::from_str(&text) {
        Ok(data) => (Some(data), None),
        Err(error) => (before_the_end(&text), Some((error.line(), BROKEN))),
    };
    let Some(Value::Object(data)) = data else {
        // What is broken in its midst is cut into its entries, as any data is.
        input.put_back(bytes);
        return json::read(input);
    };
    drop(text);
    let mut unread = Unread::default();
    let mut messages: Vec<Map<String, Value>> = Vec::new();
    for conversation in conversations(data) {
        let name = conversation.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some((_, Value::Array(found))) = conversation.into_iter().find(|(key, _)| key == "messages") else {
            continue;
        };
        messages.extend(found.into_iter().filter_map(|message| unread.kept(message, &name)));
    }
    if messages.is_empty() {
        return Err(unread.nothing(&input));
    }
    let count = messages.len();
    let broken = breaks_off.map(|(line, message)| Err(input.error(Some(line), message)));
    let articles = messages.into_iter().zip(1u32..).map(move |(message, entry)| {
        let place = fields::Place { path: &input.path, names: &input.names, line: None, entry: Some(entry) };
        let mut article = fields::article(&message, &place)?;
        with_origin(&mut article, &message);
        if entry as usize == count {
            article.warn(WarningKind::Unread, unread.told());
        }
        Ok(article)
    });
    Ok(Box::new(articles.chain(broken)))
}

const BROKEN: &str = "the export breaks off here: what stands before is read: export it again";

/// How many ends of objects are tried where the data breaks off: some of them may stand in a text.
const MAX_ENDS: usize = 16;

/// The data up to the last message that is whole.
fn before_the_end(text: &str) -> Option<Value> {
    let start = text.len() - text.trim_start().len();
    text.rmatch_indices('}').take(MAX_ENDS).find_map(|(end, _)| {
        let open = end_or_open(&text[..=end], start).err()?;
        let closed = open.iter().rev().map(|at| if text[*at as usize..].starts_with('{') { '}' } else { ']' });
        serde_json::from_str(&(text[..=end].to_owned() + &closed.collect::<String>())).ok()
    })
}

/// The conversations of an export: itself, or those in its list.
fn conversations(mut data: Map<String, Value>) -> Vec<Map<String, Value>> {
    if data.contains_key("messages") {
        return vec![data];
    }
    let lists = ["chats", "left_chats"].into_iter().filter_map(|name| data.remove(name));
    let lists = lists.filter_map(|mut list| list.get_mut("list").map(Value::take));
    let all = lists.filter_map(|list| if let Value::Array(list) = list { Some(list) } else { None });
    all.flatten().filter_map(|chat| if let Value::Object(chat) = chat { Some(chat) } else { None }).collect()
}

impl Unread {
    /// A message with the outlet and the writer under their names, if it is one with a text.
    fn kept(&mut self, message: Value, name: &str) -> Option<Map<String, Value>> {
        let Value::Object(mut message) = message else { return None };
        if message.get("type").and_then(Value::as_str) == Some("service") {
            self.service += 1;
            return None;
        }
        let is_empty = |value: &Value| match value {
            Value::String(text) => text.trim().is_empty(),
            Value::Array(parts) => parts.is_empty(),
            _ => true,
        };
        if message.get("text").is_none_or(is_empty) {
            let poll = message.get("poll").and_then(poll);
            let Some(poll) = poll else {
                self.without_text += 1;
                return None;
            };
            message.insert("text".to_owned(), Value::String(poll));
        }
        let from = message.get("from").and_then(Value::as_str).unwrap_or_default().to_owned();
        let outlet = if name.is_empty() { from.clone() } else { name.to_owned() };
        let signed = message.get("author").and_then(Value::as_str).map(str::to_owned);
        let writer = signed.or_else(|| Some(from).filter(|from| *from != outlet && !from.is_empty()));
        message.extend(writer.map(|writer| ("author".to_owned(), Value::String(writer))));
        message.insert("source".to_owned(), Value::String(outlet));
        Some(message)
    }
}

/// The question of a poll and its answers.
fn poll(poll: &Value) -> Option<String> {
    let question = poll.get("question")?.as_str()?;
    let answers = poll.get("answers").and_then(Value::as_array).into_iter().flatten();
    let answers = answers.filter_map(|answer| answer.get("text")?.as_str());
    Some([question].into_iter().chain(answers).collect::<Vec<_>>().join("\n\n"))
}

/// Says where a message was first sent.
fn with_origin(article: &mut Article, message: &Map<String, Value>) {
    if let Some(from) = message.get("forwarded_from").and_then(Value::as_str) {
        timestamps::leave_out(article, &format!("forwarded from {from}"), "a fact of the message");
    }
}
