//! The letters of JSON: where a string or a value ends, and words that programs write into it though it has none.

use crate::ingest::steps;

/// The same with `null` where a program wrote what JSON has no word for (`NaN`, `Infinity`, `None`); nothing if there is none.
pub(super) fn with_null(json: &str) -> Option<String> {
    const WORDS: [(&str, &str); 7] = [
        ("NaN", "null"),
        ("-Infinity", "null"),
        ("Infinity", "null"),
        ("undefined", "null"),
        ("None", "null"),
        ("True", "true"),
        ("False", "false"),
    ];
    let (mut mended, mut kept, mut at) = (String::new(), 0, 0);
    let bytes = json.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string_end(bytes, at).unwrap_or(bytes.len()),
            b'N' | b'I' | b'-' | b'u' | b'T' | b'F' => {
                if let Some((word, null)) = WORDS.iter().find(|(word, _)| json[at..].starts_with(word)) {
                    mended.push_str(&json[kept..at]);
                    mended.push_str(null);
                    at += word.len() - 1;
                    kept = at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    (kept > 0).then(|| mended + &json[kept..])
}

/// The closing quotation mark of a string.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// Where the value that begins at `start` ends; `None` if the text ends before.
pub(in crate::ingest) fn value_end(text: &str, start: usize) -> Option<usize> {
    end_or_open(text, start).ok()
}

/// Where the value that begins at `start` ends, or the places of the brackets that are still open at the end of the text.
pub(in crate::ingest) fn end_or_open(text: &str, start: usize) -> std::result::Result<usize, Vec<u32>> {
    let bytes = text.as_bytes();
    let (mut open, mut at) = (Vec::new(), start);
    let end = loop {
        match bytes.get(at) {
            None if open.is_empty() && at > start => break Some(at),
            None => break None,
            Some(b'"') => match string_end(bytes, at) {
                Some(end) if open.is_empty() => break Some(end + 1),
                Some(end) => at = end,
                None => {
                    at = bytes.len();
                    break None;
                }
            },
            Some(b'{' | b'[') => open.push(u32::try_from(at).unwrap_or(u32::MAX)),
            Some(b'}' | b']') => match open.pop() {
                None => break Some(at.max(start + 1)),
                Some(_) if open.is_empty() => break Some(at + 1),
                Some(_) => {}
            },
            Some(b',') if open.is_empty() => break Some(at),
            Some(_) => {}
        }
        at += 1;
    };
    steps::count(at - start);
    end.ok_or(open)
}

/// The names of an object's members and where their values begin, as far as they can be read.
pub(in crate::ingest) fn members(text: &str, start: usize) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    if !text[start..].starts_with('{') {
        return found;
    }
    let mut at = start + 1;
    while at <= text.len() {
        at = skip(text, at, &[',']);
        let Some(end) = value_end(text, at).filter(|_| text[at..].starts_with('"')) else { break };
        let colon = skip(text, end, &[]);
        if !text[colon..].starts_with(':') {
            break;
        }
        let value = skip(text, colon + 1, &[]);
        found.push((&text[at + 1..end - 1], value));
        let Some(after) = value_end(text, value) else { break };
        at = after;
    }
    found
}

/// The first place from `at` that is no space and none of the marks.
pub(super) fn skip(text: &str, at: usize, marks: &[char]) -> usize {
    let rest = text[at..].trim_start_matches(|c: char| c.is_whitespace() || marks.contains(&c));
    text.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_json_does_not_have_are_null_outside_of_strings() {
        let mended =
            with_null(r#"{"a": NaN, "b": [-Infinity, None], "c": "NaN \" None", "d": True, "n": -1}"#).unwrap();
        assert_eq!(mended, r#"{"a": null, "b": [null, null], "c": "NaN \" None", "d": true, "n": -1}"#);
        assert_eq!(with_null(r#"{"a": "NaN"}"#), None);
    }
}
