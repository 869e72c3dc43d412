//! JSON object → article: the fields under their common names, the text as it is given.

use std::path::Path;

use serde_json::{Map, Value};

use super::columns::{self, FieldNames, plain_name};
use super::json_text::with_null;
use crate::article::{Article, Language, PublishedDate, WarningKind};
use crate::error::{Error, Result};
use crate::ingest::facts::{byline, date, language};
use crate::ingest::markup;

/// Where an object stands.
pub(in crate::ingest) struct Place<'a> {
    pub(in crate::ingest) path: &'a Path,
    pub(in crate::ingest) names: &'a FieldNames,
    pub(in crate::ingest) line: Option<usize>,
    pub(in crate::ingest) entry: Option<u32>,
}

/// The keys of an object that stands where a plain value is expected, the best first.
const PLAIN: [&str; 23] = [
    "name",
    "value",
    "text",
    "title",
    "rendered",
    "main",
    "original",
    "raw",
    "content",
    "@value",
    "#text",
    "$oid",
    "$date",
    "$numberLong",
    "$numberInt",
    "$timestamp",
    "t",
    "body",
    "date",
    "paragraphs",
    "sections",
    "@id",
    "id",
];

/// The keys of an object that holds a text by its sections, and of a section, in the order in which they are read.
const TOLD: [&str; 4] = ["headline", "summary", "paragraphs", "sections"];

/// What programs write into a cell or member that holds nothing.
const NOTHING: [&str; 33] = [
    "-",
    "--",
    "---",
    "–",
    "—",
    "[]",
    "{}",
    "''",
    "\"\"",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "nan",
    "NaN",
    "NAN",
    "NaT",
    "None",
    "none",
    "null",
    "NULL",
    "Null",
    "nil",
    "N/A",
    "n/a",
    "#N/A",
    "NA",
    "<NA>",
    "undefined",
    "\\N",
    "(null)",
];

/// What programs call an outlet or a writer that they do not know.
const NOBODY: [&str; 14] = [
    "unknown",
    "unknown author",
    "unknown source",
    "not available",
    "not specified",
    "unbekannt",
    "inconnu",
    "desconocido",
    "desconhecido",
    "sconosciuto",
    "onbekend",
    "nieznany",
    "неизвестно",
    "غير معروف",
];

fn is_nobody(name: &str) -> bool {
    let name = name.to_lowercase();
    NOBODY.contains(&name.trim())
}

/// The article of one JSON object.
pub(in crate::ingest) fn parse(json: &str, place: &Place<'_>) -> Result<Article> {
    let parsed = serde_json::from_str(json).or_else(|error| match with_null(json) {
        Some(mended) => serde_json::from_str(&mended).map_err(|_| error),
        None => Err(error),
    });
    let value: Value = parsed.map_err(|e| {
        let line = place.line.map(|l| l + e.line().saturating_sub(1));
        let what = e.to_string();
        let what = what.split(" at line").next().unwrap_or_default().to_owned();
        let message = format!("not JSON in column {}: {what}: correct or remove this entry", e.column());
        Error::Article { path: place.path.to_owned(), line, message }
    })?;
    match value {
        Value::Object(object) => article(unwrap(&object, place.names), place),
        _ => Err(error(place, "an article must be an object: {\"title\": …, \"text\": …}")),
    }
}

/// The object itself, or the one inside it that holds the article (`{"_id": …, "_source": {"article": {…}}}`).
fn unwrap<'a>(object: &'a Map<String, Value>, names: &FieldNames) -> &'a Map<String, Value> {
    let said = |value: &Value| value.is_string() || value.as_array().is_some_and(|values| !values.is_empty());
    inside(object, names, &|value| value.is_string(), MAX_WRAPPERS)
        .or_else(|| inside(object, names, &said, MAX_WRAPPERS))
        .or_else(|| inside(object, names, &|_| true, MAX_WRAPPERS))
        .unwrap_or(object)
}

/// How deep in other objects an article may stand.
const MAX_WRAPPERS: usize = 4;

/// The outermost object with a headline or a text that is written in a way.
fn inside<'a>(
    object: &'a Map<String, Value>,
    names: &FieldNames,
    is_written: &dyn Fn(&Value) -> bool,
    wrappers: usize,
) -> Option<&'a Map<String, Value>> {
    if object.iter().any(|(name, value)| names.holds_article(name) && is_written(value)) {
        return Some(object);
    }
    let inner = object.iter().filter(|(name, _)| wrappers > 0 && names.holds_list(name));
    inner
        .filter_map(|(_, value)| value.as_object())
        .find_map(|inner| inside(inner, names, is_written, wrappers - 1))
}

/// The article of an object.
pub(in crate::ingest) fn article(object: &Map<String, Value>, place: &Place<'_>) -> Result<Article> {
    let members = object.iter().map(|(name, value)| (place.names.part_name(name), name, value));
    // A name that is known as it stands counts before one of several words.
    let (known, several): (Vec<_>, Vec<_>) = members.partition(|(part, name, _)| *part == plain_name(name));
    let mut members: Vec<(String, &Value)> =
        known.into_iter().chain(several).map(|(part, _, value)| (part, value)).collect();
    let inner = object.iter().filter(|(k, _)| place.names.holds_members(k)).filter_map(|(_, v)| v.as_object());
    let inner: Vec<(String, &Value)> = inner.flatten().map(|(k, v)| (plain_name(k), v)).collect();
    // What the article says itself goes before what is said in an object of it.
    let is_said = |name: &String| {
        members.iter().any(|(own, value)| place.names.are_one_part(own, name) && plain(value).is_some())
    };
    let unsaid: Vec<_> = inner.into_iter().filter(|(name, _)| !is_said(name)).collect();
    members.extend(unsaid);
    let members = Members(&members);
    let names = &place.names.all;
    let one_line = |names| members.first(names).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
    let title = members.first(&names.title).map(|title| markup::line(&title)).unwrap_or_default();
    let text = members.text(&names.text).or_else(|| members.text(&names.summary)).unwrap_or_default();
    if title.is_empty() && text.is_empty() {
        return Err(error(place, "neither a title nor a text: give `title` or `text`"));
    }
    let mut article = Article::from_text(&title, "");
    let whole = without_mark(&text);
    // Where a text was cut off, what stands for it says its beginning.
    let lead =
        members.text(&names.summary).filter(|lead| whole.is_some() && !text.contains(lead.trim_end_matches('…')));
    article.blocks.extend(lead.iter().flat_map(|lead| markup::blocks(lead)));
    article.blocks.extend(markup::blocks(whole.unwrap_or(&text)));
    let cut = whole.map(|whole| format!("the text was cut off by who sent it: `{}`", text[whole.len()..].trim()));
    article.warn(WarningKind::Unread, cut);
    article.path = place.path.to_string_lossy().into_owned();
    article.entry = place.entry;
    article.url = one_line(&names.url);
    article.id = one_line(&names.id).or_else(|| article.url.clone());
    article.source = one_line(&names.source).filter(|name| !is_nobody(name)).map(outlet);
    article.language = Language::undetermined();
    if let Some(code) = one_line(&names.language) {
        match Language::declared(&code) {
            Some(language) => article.language = language,
            None if code.eq_ignore_ascii_case("und") => {}
            None => {
                let message = format!("language `{code}` not understood: write a code such as `en`");
                article.warn(WarningKind::Language, Some(message));
            }
        }
    }
    article.byline = writers(&members, &names.byline);
    let dates = names.updated.iter().flat_map(|name| members.named(name));
    article.updated = dates.filter_map(|value| parse_date(value, &plain(value)?)).next();
    language::settle(&mut article);
    set_date(&mut article, &members, place.names);
    Ok(article)
}

/// A text without the mark of those who send but its beginning (`… [+1200 chars]`); nothing if it has none.
fn without_mark(text: &str) -> Option<&str> {
    let (text, mark) = text.trim_end().strip_suffix(" chars]")?.rsplit_once("[+")?;
    (!mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit())).then(|| text.trim_end())
}

/// The outlet: of an address its host.
fn outlet(named: String) -> String {
    let host = named.split_once("://").filter(|(scheme, _)| scheme.starts_with("http")).map(|(_, rest)| rest);
    let host = host.and_then(|rest| rest.split(['/', '?', '#', ':']).next()).filter(|host| host.contains('.'));
    host.map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned()).unwrap_or(named)
}

/// The names of the writers, each the member of a list or a text of several.
fn writers(members: &Members<'_>, names: &[String]) -> Option<String> {
    let values = names.iter().flat_map(|name| members.named(name));
    values
        .filter_map(|value| {
            let names: Vec<String> = match value {
                Value::Array(values) => values.iter().filter_map(plain).collect(),
                value => plain(value).into_iter().collect(),
            };
            byline::byline(names.iter().map(String::as_str).filter(|name| !is_nobody(name)))
        })
        .next()
}

fn set_date<'a>(article: &mut Article, members: &Members<'a>, names: &'a FieldNames) {
    let mut wrong = None;
    // Where a member for the day of publication is empty, some other time is not that day.
    // `data` is a date in some languages, and holds other members in others.
    let is_date = |name: &str, value: &Value| !names.holds_list(name) || !value.is_object();
    let says = |name: &'a String| members.named(name).any(|value| is_date(name, value));
    let is_said = names.all.date.iter().any(|name| !names.is_any_time(name) && says(name));
    for name in names.all.date.iter().filter(|name| !(is_said && names.is_any_time(name))) {
        for value in members.named(name).filter(|value| is_date(name, value)) {
            let Some(stamp) = plain(value) else { continue };
            match parse_date(value, &stamp) {
                Some(date) => {
                    // What a date of three numbers means is said by the others of its file.
                    article.date = Some(date);
                    article.date_as_written = Some(stamp);
                    return;
                }
                None => wrong = wrong.or(Some(stamp)),
            }
        }
    }
    article.warn(WarningKind::Date, wrong.map(|stamp| date::not_understood(&stamp)));
}

fn parse_date(value: &Value, stamp: &str) -> Option<PublishedDate> {
    match value.as_f64() {
        // A table's number of a day has the hour after the point.
        Some(number) if number.fract() != 0.0 && number >= 100_000.0 => date::parse_epoch(number.floor() as i64),
        _ => date::parse_stamp(stamp),
    }
}

/// The members of an object under their plain names.
struct Members<'a>(&'a [(String, &'a Value)]);

impl<'a> Members<'a> {
    fn named(&self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| *value)
    }

    /// The first of the names that holds something.
    fn first(&self, names: &'a [String]) -> Option<String> {
        names.iter().flat_map(|name| self.named(name)).find_map(plain)
    }

    /// The text of the first of the names that holds some, and what follows where it is only its lead.
    fn text(&self, names: &'a [String]) -> Option<String> {
        let found = names.iter().find_map(|name| Some((name, self.named(name).find_map(plain)?)));
        let (name, text) = found?;
        let rest = || columns::REST.iter().flat_map(|name| self.named(name)).find_map(plain);
        match columns::LEADS.contains(&name.as_str()).then(rest).flatten() {
            Some(rest) => Some(format!("{text}\n\n{rest}")),
            None => Some(text),
        }
    }
}

/// A value as text; `None` where it holds nothing. The parts of a list become paragraphs.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) if is_one_line(values) => {
            values.iter().filter_map(piece).collect::<String>().trim().to_owned()
        }
        Value::Array(values) => values.iter().filter_map(plain).collect::<Vec<_>>().join("\n\n"),
        Value::Object(object) if ["sections", "paragraphs"].iter().any(|key| object.contains_key(*key)) => {
            let parts = TOLD.iter().filter_map(|key| object.get(*key)).filter_map(plain);
            parts.collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(object) => PLAIN.iter().filter_map(|key| object.get(*key)).find_map(plain)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty() && !NOTHING.contains(&text.as_str())).then_some(text)
}

/// What a part of a list is called that is a paragraph of its own.
const BLOCKS: [&str; 14] = [
    "p",
    "paragraph",
    "text",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "heading",
    "header",
    "headline",
    "subheading",
    "subtitle",
];

/// Whether the parts of a list are those of one text, some of them marked (`["Road ", {"type": "bold", "text": "open"}]`).
fn is_one_line(values: &[Value]) -> bool {
    let is_block = |kind: &Value| kind.as_str().is_some_and(|kind| BLOCKS.contains(&kind.to_lowercase().as_str()));
    let is_marked = |value: &Value| {
        value.get("type").is_some_and(|kind| !is_block(kind)) && value.get("text").is_some_and(Value::is_string)
    };
    values.iter().any(is_marked) && values.iter().all(|value| value.is_string() || is_marked(value))
}

fn piece(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("text")?.as_str())
}

fn error(place: &Place<'_>, message: &str) -> Error {
    Error::Article { path: place.path.to_owned(), line: place.line, message: message.to_owned() }
}
