//! The data in a page's scripts → the text that they would show: of a page whose own parts hold none.
//!
//! Looked at are scripts that are JSON, that assign an object (`window.__STATE__ = {…}`), and the rows that frameworks push
//! (`self.__next_f.push([1, "…"])`). Of all objects in them, the one with the most running text is the article.

use serde_json::Value;

use crate::ingest::records::json_text::value_end;

/// Larger scripts are programs.
const MAX_BYTES: usize = 4 << 20;

/// How many signs of assignment of a script are looked at.
const MAX_ASSIGNED: usize = 20;

/// How many values inside one another are looked through.
const NESTING: usize = 32;

/// A shorter piece is a label or a name.
const MIN_PIECE: usize = 40;

/// A shorter text is none of an article.
const MIN_TEXT: usize = 100;

/// The members under which a piece of a list has its text, and those under which it has more pieces.
const TEXTS: [&str; 6] = ["text", "content", "html", "value", "body", "copy"];

/// Members that hold no text of the article.
const OTHERS: [&str; 10] =
    ["query", "css", "style", "styles", "script", "comments", "related", "recommended", "translations", "config"];

/// The text in the scripts of a page, paragraphs parted by empty lines or as mark-up; empty if they hold none.
pub(super) fn text(html: &str) -> String {
    let mut best = String::new();
    let mut rows = String::new();
    for script in scripts(html) {
        if let Some(row) = pushed(script) {
            rows.push_str(&row);
            continue;
        }
        for value in values(script) {
            look_through(&value, NESTING, &mut best);
        }
    }
    for line in rows.lines() {
        let json = line.split_once(':').map_or(line, |(_, json)| json);
        if let Ok(value) = serde_json::from_str::<Value>(json.trim()) {
            look_through(&value, NESTING, &mut best);
            take_longer(elements(&value, NESTING).join("\n\n"), &mut best);
        }
    }
    if letters(&best) < MIN_TEXT { String::new() } else { best }
}

/// The scripts of a page, as they stand there: the tree has none.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once("<script")?;
            let (tag, after) = after.split_once('>')?;
            let (script, after) = after.split_once("</script").unwrap_or((after, ""));
            rest = after;
            let script = script.trim();
            if script.len() <= MAX_BYTES && !script.is_empty() && !tag.to_ascii_lowercase().contains("ld+json") {
                return Some(script);
            }
        }
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn take_longer(text: String, best: &mut String) {
    if letters(&text) > letters(best) {
        *best = text;
    }
}

/// The JSON of a script: all of it, or the objects that it assigns.
fn values(script: &str) -> Vec<Value> {
    if let Ok(value) = serde_json::from_str(script) {
        return vec![value];
    }
    let starts = script.match_indices('=').take(MAX_ASSIGNED).map(|(at, _)| at + 1);
    let assigned = starts.filter_map(|at| {
        let start = at + script[at..].len() - script[at..].trim_start().len();
        let end = script[start..].starts_with(['{', '[']).then(|| value_end(script, start)).flatten()?;
        serde_json::from_str(&script[start..end]).ok()
    });
    assigned.collect()
}

/// The row of a script that pushes one.
fn pushed(script: &str) -> Option<String> {
    let list = script.split_once(".push(").filter(|(name, _)| name.ends_with("__next_f"))?.1;
    let value: Value = serde_json::from_str(&list[..value_end(list, 0)?]).ok()?;
    value.get(1)?.as_str().map(str::to_owned)
}

/// Looks for the longest text of a value and of what is in it.
fn look_through(value: &Value, nesting: usize, best: &mut String) {
    let Some(nesting) = nesting.checked_sub(1) else { return };
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
                match value {
                    Value::String(text) if is_running(text) => take_longer(text.clone(), best),
                    Value::Array(pieces) => {
                        take_longer(
                            pieces
                                .iter()
                                .filter_map(|piece| text_of(piece, nesting))
                                .collect::<Vec<_>>()
                                .join("\n\n"),
                            best,
                        );
                        look_through(value, nesting, best);
                    }
                    _ if name == "__typename" => {}
                    value => look_through(value, nesting, best),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| look_through(value, nesting, best)),
        _ => {}
    }
}

/// Whether a text is made of sentences: it is no list of names, no program and no address.
fn is_running(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let ends = text.chars().filter(|c| matches!(c, '.' | '。' | '!' | '?' | '؟' | '।')).count();
    text.len() >= MIN_PIECE
        && words >= 6
        && ends > 0
        && !text.contains("function(")
        && !text.trim_start().starts_with(['{', '['])
}

/// The text of a piece of a list: a paragraph, or an object with one.
fn text_of(piece: &Value, nesting: usize) -> Option<String> {
    let nesting = nesting.checked_sub(1)?;
    let found = match piece {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => TEXTS.iter().find_map(|name| match members.get(*name)? {
            Value::String(text) => Some(text.clone()),
            Value::Array(pieces) => {
                let parts: Vec<String> = pieces.iter().filter_map(|piece| text_of(piece, nesting)).collect();
                (!parts.is_empty()).then(|| parts.join(" "))
            }
            value => text_of(value, nesting),
        }),
        _ => None,
    };
    found.filter(|text| is_running(text))
}

/// The paragraphs of the elements of a page that are data: `["$", "p", null, {"children": …}]`.
fn elements(value: &Value, nesting: usize) -> Vec<String> {
    let Some(nesting) = nesting.checked_sub(1) else { return Vec::new() };
    match value {
        Value::Array(parts) => {
            match (parts.first().and_then(Value::as_str), parts.get(1).and_then(Value::as_str), parts.get(3)) {
                (Some("$"), Some("p" | "h2" | "h3" | "li" | "blockquote"), Some(members)) => {
                    let text = inner(members.get("children").unwrap_or(&Value::Null), nesting);
                    (letters(&text) > 0).then_some(text).into_iter().collect()
                }
                (Some("$"), Some("nav" | "footer" | "aside" | "header"), _) => Vec::new(),
                _ => parts.iter().flat_map(|part| elements(part, nesting)).collect(),
            }
        }
        Value::Object(members) => members.values().flat_map(|value| elements(value, nesting)).collect(),
        _ => Vec::new(),
    }
}

/// All text inside an element.
fn inner(value: &Value, nesting: usize) -> String {
    let Some(nesting) = nesting.checked_sub(1) else { return String::new() };
    match value {
        Value::String(text) if !text.starts_with('$') => text.clone(),
        Value::Array(parts) if parts.first().and_then(Value::as_str) == Some("$") => parts
            .get(3)
            .and_then(|members| members.get("children"))
            .map_or_else(String::new, |children| inner(children, nesting)),
        Value::Array(parts) => parts.iter().map(|part| inner(part, nesting)).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::markup;

    #[test]
    fn the_longest_running_text_of_the_scripts_is_found() {
        let long = "The old bridge over the river fell early on Thursday, hours after the last bus had crossed it. Nobody was hurt.";
        let [one, two] = [format!("First. {long}"), format!("Second. {long}")];
        for script in [
            format!(
                r#"<script type="application/json">{{"a": {{"story": {{"body": "<p>{one}</p><p>{two}</p>"}}}}}}</script>"#
            ),
            format!(
                r#"<script>var a = 1; window.__DATA__ = {{"items": [{{"type": "p", "text": "{one}"}}, {{"text": "{two}"}}]}};</script>"#
            ),
            format!(
                r#"<script>self.__next_f.push([1, "3:[\"$\",\"main\",null,{{\"children\":[[\"$\",\"p\",\"1\",{{\"children\":\"{one}\"}}],[\"$\",\"p\",\"2\",{{\"children\":\"{two}\"}}]]}}]\n"])</script>"#
            ),
        ] {
            let found = text(&format!("<html><body><div>Loading</div>{script}</body></html>"));
            let blocks: Vec<String> = markup::blocks(&found).into_iter().map(|block| block.text).collect();
            assert_eq!(blocks, [one.as_str(), two.as_str()], "{script}");
        }
        let program = "<script>function(){ var a = {\"text\": \"Short.\"}; }</script><script>a = {</script>";
        assert_eq!(text(program), "");
    }
}
