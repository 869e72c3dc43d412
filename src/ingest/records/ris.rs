//! The records of a bibliography (RIS, or EndNote's own) → an article a record: its abstract and notes are the text.

use serde_json::{Map, Value};

use super::fields;
use crate::article::WarningKind;
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::head::Head;
use crate::ingest::{Articles, Input};

/// What a tag says, as data names it; the first tag that a record has goes before.
const TAGS: [(&str, &[&str]); 8] = [
    ("title", &["TI", "T1", "CT", "%T"]),
    ("source", &["JF", "T2", "JO", "JA", "J2", "%J", "%B", "PB", "%I"]),
    ("date", &["DA", "Y1", "PY", "%8", "%D"]),
    ("author", &["AU", "A1", "%A"]),
    ("url", &["UR", "L2", "LK", "%U"]),
    ("language", &["LA", "%G"]),
    ("id", &["AN", "ID", "DO", "%M", "%R"]),
    ("text", &["N2", "AB", "N1", "%X", "%Z"]),
];

/// How many lines may stand above the first record.
const MAX_LINES_ABOVE: usize = 10;

/// Whether a text begins with a record.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let lines = head.text.lines().map(|line| line.trim_start_matches('\u{FEFF}'));
    let mut lines = lines.filter(|line| !line.trim().is_empty()).take(MAX_LINES_ABOVE).peekable();
    let is_first = |line: &&str| line.starts_with("%0 ") || tag(line).is_some_and(|(tag, _)| tag == "TY");
    let begins = lines.peek().is_some_and(is_first);
    begins || matches!(head.extension, "ris" | "enw") && lines.any(|line| is_first(&line))
}

/// The tag of a line and its value: `T1  - Bridge falls`, `%T Bridge falls`.
fn tag(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    if bytes.len() >= 2
        && bytes[0] == b'%'
        && bytes.get(2).is_none_or(|b| *b == b' ')
        && bytes[1].is_ascii_graphic()
    {
        return Some((&line[..2], line[2..].trim()));
    }
    let is_tag = bytes.len() >= 5 && bytes[0].is_ascii_uppercase() && bytes[1].is_ascii_alphanumeric();
    let value = line.get(2..).filter(|_| is_tag)?.trim_start().strip_prefix('-')?;
    (line.len() - value.len() <= 6 && line[2..].starts_with(' ')).then(|| (&line[..2], value.trim()))
}

/// A record: its tags with their values, and its line.
type Record = (usize, Vec<(String, String)>);

/// The articles of the records, numbered.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = encoding::decode(&bytes);
    let mut records: Vec<Record> = Vec::new();
    let mut is_open = false;
    for (line, number) in decoded.text.lines().zip(1..) {
        let line = line.trim_start_matches('\u{FEFF}');
        match tag(line) {
            Some(("TY" | "%0", _)) => {
                records.push((number, Vec::new()));
                is_open = true;
            }
            Some(("ER", _)) => is_open = false,
            Some((tag, value)) if is_open => {
                let record = records.last_mut();
                record.into_iter().for_each(|(_, said)| said.push((tag.to_owned(), value.to_owned())));
            }
            // A value may go on, and have paragraphs.
            None if is_open => {
                let value = records.last_mut().and_then(|(_, said)| said.last_mut()).map(|(_, value)| value);
                value.into_iter().for_each(|value| {
                    value.push('\n');
                    value.push_str(line.trim());
                });
            }
            _ => {}
        }
    }
    if records.is_empty() {
        return Err(input.error(None, "holds no article: the bibliography has no records: export it anew"));
    }
    let warning = decoded.warning;
    Ok(Box::new(records.into_iter().zip(1u32..).map(move |((line, said), entry)| {
        let place = fields::Place { path: &input.path, names: &input.names, line: Some(line), entry: Some(entry) };
        let object = object(&said);
        let mut article = fields::article(&object, &place)?;
        article.warn(WarningKind::Encoding, warning.clone());
        Ok(article)
    })))
}

/// A record as data names its parts.
fn object(said: &[(String, String)]) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, tags) in TAGS {
        let values = |wanted: &&str| {
            let named = said.iter().filter(|(tag, value)| tag == wanted && !value.is_empty());
            named.map(|(_, value)| value.clone()).collect::<Vec<String>>()
        };
        let first = tags.iter().map(values).find(|values| !values.is_empty()).unwrap_or_default();
        let value = match name {
            "author" => Value::from(first.iter().map(|name| in_order(name)).collect::<Vec<_>>()),
            "text" => Value::from(texts(tags.iter().flat_map(values).collect())),
            "date" => Value::from(date(said).unwrap_or_default()),
            _ => Value::from(first.into_iter().next().unwrap_or_default()),
        };
        if value.as_str().is_none_or(|text| !text.is_empty()) {
            object.insert(name.to_owned(), value);
        }
    }
    object
}

/// The texts of a record, each once: some programs give the abstract under two tags.
fn texts(mut texts: Vec<String>) -> String {
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts.join("\n\n")
}

/// The day: `2019/05/02/` and what may follow it, or the day and the year apart.
fn date(said: &[(String, String)]) -> Option<String> {
    let first = |wanted: &[&str]| {
        let found = said.iter().find(|(tag, value)| wanted.contains(&tag.as_str()) && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    };
    if let (Some(day), year) = (first(&["%8"]), first(&["%D"])) {
        let has_year = day.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
        return Some(if has_year { day.to_owned() } else { format!("{day} {}", year.unwrap_or_default()) });
    }
    let stamps = ["DA", "Y1", "PY", "%D"].map(|tag| first(&[tag]));
    let parts = |stamp: &str| stamp.split('/').take(3).filter(|part| !part.trim().is_empty()).count();
    // The one that says most.
    let stamp = stamps.into_iter().flatten().rev().max_by_key(|stamp| parts(stamp))?;
    let has_slashes = stamp.split('/').next().is_some_and(|year| year.len() == 4) && stamp.contains('/');
    let parts: Vec<&str> = stamp.split('/').take(3).map(str::trim).filter(|part| !part.is_empty()).collect();
    Some(if has_slashes { parts.join("-") } else { stamp.to_owned() })
}

/// A name that is given by its surname: `Venn, Orla`.
fn in_order(name: &str) -> String {
    match name.split_once(", ") {
        Some((last, first)) if !first.contains(',') => format!("{first} {last}"),
        _ => name.trim_end_matches(',').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_before_a_hyphen() {
        assert_eq!(tag("T1  - Bridge falls"), Some(("T1", "Bridge falls")));
        assert_eq!(tag("ER  -"), Some(("ER", "")));
        assert_eq!(tag("%T Bridge falls"), Some(("%T", "Bridge falls")));
        for line in ["Today - it fell", "%", "IT fell", "é - a", ""] {
            assert_eq!(tag(line), None, "{line}");
        }
    }
}
