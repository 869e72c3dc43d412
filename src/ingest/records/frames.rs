//! The JSON of a data frame, by its columns or as a table → a list of objects, one for each row.

use serde_json::{Map, Value};

use super::columns::FieldNames;
use super::json_text;

/// The rows as a list of objects: of `{"title": {"0": …}, "text": {"0": …}}` and of `{"columns": […], "data": [[…], …]}`.
pub(super) fn records(text: &str, names: &FieldNames) -> Option<String> {
    let start = text.len() - text.trim_start().len();
    let members = json_text::members(text, start);
    let begins = |name: &str, sign: &str| {
        members.iter().any(|(member, at)| *member == name && text[*at..].starts_with(sign))
    };
    let is_split = begins("columns", "[") && begins("data", "[");
    let is_column = |at: usize| {
        let rows = json_text::members(text, at);
        !rows.is_empty() && rows.iter().all(|(row, _)| row.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_frame = || {
        members.iter().any(|(name, _)| names.holds_article(name)) && members.iter().all(|(_, at)| is_column(*at))
    };
    if !is_split && !is_frame() {
        return None;
    }
    let frame: Map<String, Value> = serde_json::from_str(text).ok()?;
    let rows = if is_split { of_table(&frame, names)? } else { of_columns(frame) };
    serde_json::to_string_pretty(&rows).ok()
}

fn of_table(frame: &Map<String, Value>, names: &FieldNames) -> Option<Vec<Map<String, Value>>> {
    let columns: Option<Vec<&str>> = frame.get("columns")?.as_array()?.iter().map(Value::as_str).collect();
    let columns = columns.filter(|columns| columns.iter().any(|name| names.holds_words(name)))?;
    let row = |row: &Value| {
        let cells = row.as_array()?.iter().cloned();
        Some(columns.iter().map(|name| (*name).to_owned()).zip(cells).collect())
    };
    frame.get("data")?.as_array()?.iter().map(row).collect()
}

fn of_columns(frame: Map<String, Value>) -> Vec<Map<String, Value>> {
    let mut rows: std::collections::BTreeMap<u64, Map<String, Value>> = std::collections::BTreeMap::new();
    for (name, column) in frame {
        let Value::Object(cells) = column else { continue };
        for (number, cell) in cells {
            rows.entry(number.parse().unwrap_or(u64::MAX)).or_default().insert(name.clone(), cell);
        }
    }
    rows.into_values().collect()
}
