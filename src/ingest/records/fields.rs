//! JSON object → article: the fields under their common names, the text as it is given.

use std::path::Path;

use serde_json::{Map, Value};

use super::columns::{FieldNames, plain_name};
use crate::article::{Article, Language, PublishedDate};
use crate::error::{Error, Result};
use crate::ingest::facts::{byline, date, language};

/// Where an object stands.
pub(in crate::ingest) struct Place<'a> {
    pub(in crate::ingest) path: &'a Path,
    pub(in crate::ingest) names: &'a FieldNames,
    pub(in crate::ingest) line: Option<usize>,
    pub(in crate::ingest) entry: Option<u32>,
}

/// The keys of an object that stands where a plain value is expected, the best first.
const PLAIN: [&str; 12] =
    ["name", "value", "text", "title", "rendered", "content", "@value", "#text", "$oid", "$date", "@id", "id"];

/// The article of one JSON object.
pub(in crate::ingest) fn parse(json: &str, place: &Place<'_>) -> Result<Article> {
    let value: Value = serde_json::from_str(json).map_err(|e| {
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

/// The object itself, or the one inside it that holds the article (`{"_id": …, "_source": {…}}`).
fn unwrap<'a>(object: &'a Map<String, Value>, names: &FieldNames) -> &'a Map<String, Value> {
    if object.keys().any(|k| names.holds_article(k) && object[k].is_string()) {
        return object;
    }
    let inner = object.iter().filter(|(k, _)| names.holds_list(k)).find_map(|(_, v)| v.as_object());
    inner.filter(|o| o.keys().any(|k| names.holds_article(k))).unwrap_or(object)
}

/// The article of an object.
pub(in crate::ingest) fn article(object: &Map<String, Value>, place: &Place<'_>) -> Result<Article> {
    let members: Vec<(String, &Value)> = object.iter().map(|(k, v)| (plain_name(k), v)).collect();
    let members = Members(&members);
    let names = &place.names.all;
    let one_line = |names| members.first(names).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
    let title = one_line(&names.title).unwrap_or_default();
    let text = members.first(&names.text).or_else(|| members.first(&names.summary)).unwrap_or_default();
    if title.is_empty() && text.is_empty() {
        return Err(error(place, "neither a title nor a text: give `title` or `text`"));
    }
    let mut article = Article::from_text(&title, &text.replace("\r\n", "\n"));
    article.path = place.path.to_string_lossy().into_owned();
    article.entry = place.entry;
    article.url = one_line(&names.url);
    article.id = one_line(&names.id).or_else(|| article.url.clone());
    article.source = one_line(&names.source);
    article.language = Language::undetermined();
    if let Some(code) = one_line(&names.language) {
        match Language::declared(&code) {
            Some(language) => article.language = language,
            None if code.eq_ignore_ascii_case("und") => {}
            None => article.warnings.push(format!("language `{code}` not understood: write a code such as `en`")),
        }
    }
    article.byline = writers(&members, &names.byline);
    let dates = names.updated.iter().flat_map(|name| members.named(name));
    article.updated = dates.filter_map(|value| parse_date(value, &plain(value)?)).next();
    language::settle(&mut article);
    set_date(&mut article, &members, &names.date);
    Ok(article)
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
            byline::byline(names.iter().map(String::as_str))
        })
        .next()
}

fn set_date(article: &mut Article, members: &Members<'_>, names: &[String]) {
    let mut wrong = None;
    for name in names {
        for value in members.named(name) {
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
    article.warnings.extend(wrong.map(|stamp| date::not_understood(&stamp)));
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
}

/// A value as text; `None` where it holds nothing. The parts of a list become paragraphs.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().filter_map(plain).collect::<Vec<_>>().join("\n\n"),
        Value::Object(object) => PLAIN.iter().filter_map(|key| object.get(*key)).find_map(plain)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn error(place: &Place<'_>, message: &str) -> Error {
    Error::Article { path: place.path.to_owned(), line: place.line, message: message.to_owned() }
}
