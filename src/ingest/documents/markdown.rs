//! Markdown → article: the fields of its front matter, and its text without marks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use crate::article::{Block, BlockKind, WarningKind};
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::facts::language;
use crate::ingest::head::Head;
use crate::ingest::records::fields;
use crate::ingest::{Articles, Input};

/// Front matter with a field that articles have, or the extension.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let (front, _) = parted(head.text);
    let known = front.is_some_and(|front| front.object().keys().any(|name| head.names.is_known(name)));
    known || matches!(head.extension, "md" | "markdown")
}

/// The article of a file.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = encoding::decode(&bytes);
    let (front, text) = parted(&decoded.text);
    let mut blocks = blocks(text);
    let mut object = front.map(|front| front.object()).unwrap_or_default();
    let titled = object.keys().any(|name| input.names.is_title(name));
    // The first of the largest headings is the headline, where the front matter gives none.
    if !titled && let Some(first) = blocks.iter().position(|(level, _)| *level == 1) {
        let (_, headline) = blocks.remove(first);
        object.insert(input.names.all.title[0].clone(), Value::String(headline.text));
    }
    let names: Vec<String> = object.keys().filter(|name| input.names.is_text(name)).cloned().collect();
    for name in names.iter().filter(|_| !blocks.is_empty()) {
        object.remove(name);
    }
    if object.is_empty() && blocks.is_empty() {
        return Err(input.error(None, "holds no article: the file is empty"));
    }
    let body = blocks.iter().map(|(_, block)| block.text.as_str()).collect::<Vec<_>>().join("\n\n");
    if !body.is_empty() {
        object.insert(input.names.all.text[0].clone(), Value::String(body));
    }
    let place = fields::Place { path: &input.path, names: &input.names, line: None, entry: None };
    let mut article = fields::article(&object, &place)?;
    if !blocks.is_empty() {
        article.blocks.retain(|block| block.kind == BlockKind::Headline);
        let title = article.title().to_owned();
        let own = blocks.into_iter().map(|(_, block)| block).filter(|block| block.text != title);
        article.blocks.extend(own);
        language::settle(&mut article);
    }
    article.warn(WarningKind::Encoding, decoded.warning);
    Ok(Box::new(std::iter::once(Ok(article))))
}

/// What stands before the text between two lines of marks.
enum Front<'a> {
    Yaml(&'a str),
    Toml(&'a str),
}

fn parted(text: &str) -> (Option<Front<'_>>, &str) {
    for (mark, front) in [("---", Front::Yaml as fn(_) -> _), ("+++", Front::Toml)] {
        let Some(rest) = text.trim_start().strip_prefix(mark).filter(|rest| rest.starts_with(['\n', '\r'])) else {
            continue;
        };
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if at > 0 && line.trim_end() == mark {
                return (Some(front(&rest[..at])), &rest[at + line.len()..]);
            }
            at += line.len();
        }
    }
    (None, text)
}

impl Front<'_> {
    fn object(&self) -> Map<String, Value> {
        match self {
            Self::Toml(text) => toml::from_str::<toml::Table>(text)
                .map(|table| table.into_iter().map(|(name, value)| (name, plain(value))).collect())
                .unwrap_or_default(),
            Self::Yaml(text) => yaml(text),
        }
    }
}

fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(plain).collect()),
        other => Value::String(other.to_string()),
    }
}

/// The fields of front matter in YAML, of which it uses little: a name and a value a line, longer values and lists
/// indented below. What is deeper is not looked at.
fn yaml(text: &str) -> Map<String, Value> {
    let mut object = Map::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t', '-', '#'])) else {
            continue;
        };
        let value = value.trim();
        let mut below = Vec::new();
        while let Some(next) = lines.next_if(|next| next.starts_with([' ', '\t', '-'])) {
            below.push(next.trim());
        }
        let is_list = value.is_empty() && below.len() > 1 && below.iter().all(|line| line.starts_with("- "));
        let mut below: Vec<String> = below.iter().map(|line| scalar(line.trim_start_matches("- "))).collect();
        let entries = if is_list { Some(std::mem::take(&mut below)) } else { list(value) };
        if let Some(entries) = entries {
            object.insert(unquoted(name.trim()), Value::Array(entries.into_iter().map(Value::String).collect()));
            continue;
        }
        if !matches!(value, "|" | ">" | "|-" | ">-") {
            below.insert(0, scalar(value));
        }
        let value = below.join(" ").trim().to_owned();
        if !value.is_empty() && value != "null" && value != "~" {
            object.insert(unquoted(name.trim()), Value::String(value));
        }
    }
    object
}

/// The entries of a list on one line.
fn list(value: &str) -> Option<Vec<String>> {
    let inside = value.strip_prefix('[')?.strip_suffix(']').filter(|inside| !inside.starts_with('['))?;
    let split = || inside.split(',').map(|entry| scalar(entry.trim())).filter(|entry| !entry.is_empty()).collect();
    Some(serde_json::from_str(value).unwrap_or_else(|_| split()))
}

/// A value without its quotation marks, and without the brackets of a link to another note, of which what is shown counts:
/// `[[notes/Post|The Post]]`.
fn scalar(value: &str) -> String {
    let value = unquoted(value);
    let name = value.strip_prefix("[[").and_then(|v| v.strip_suffix("]]")).filter(|name| !name.contains("[["));
    let shown = name.map(|name| name.rsplit_once('|').map_or(name, |(_, shown)| shown).trim().to_owned());
    shown.unwrap_or(value)
}

fn unquoted(value: &str) -> String {
    let double = value.strip_prefix('"').and_then(|v| v.split_once('"'));
    let single = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')).map(|v| v.replace("''", "'"));
    let escaped = value.contains('\\').then(|| serde_json::from_str::<String>(value).ok()).flatten();
    let bare = value.split(" #").next().unwrap_or_default().trim_end().to_owned();
    escaped.or(double.map(|(inside, _)| inside.to_owned())).or(single).unwrap_or(bare)
}

/// The blocks of the text; a heading with its level, the others with 0. Code, raw HTML and notes' marks are not text.
fn blocks(text: &str) -> Vec<(u8, Block)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let (mut found, mut words, mut level) = (Vec::new(), String::new(), 0u8);
    let (mut caption, mut in_image, mut in_code) = (String::new(), false, false);
    let end = |words: &mut String, kind, level, found: &mut Vec<(u8, Block)>| {
        let text = std::mem::take(words);
        if !text.trim().is_empty() {
            found.push((level, Block::new(kind, text.trim())));
        }
    };
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { level: depth, .. }) => level = depth as u8,
            Event::Start(Tag::Image { .. }) => in_image = true,
            Event::End(TagEnd::Image) => in_image = false,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::End(TagEnd::Heading(_)) => {
                end(&mut words, BlockKind::Heading, level, &mut found);
                level = 0;
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead)
            | Event::Start(Tag::List(_)) => {
                end(&mut words, BlockKind::Paragraph, 0, &mut found);
                end(&mut caption, BlockKind::Caption, 0, &mut found);
            }
            Event::End(TagEnd::TableCell) => words.push(' '),
            Event::Text(text) | Event::Code(text) if !in_code => {
                if in_image { &mut caption } else { &mut words }.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => words.push('\n'),
            _ => {}
        }
    }
    end(&mut words, BlockKind::Paragraph, 0, &mut found);
    found
}
