//! A script of JSON-LD → its values, also where it is nearly JSON.

use serde_json::{Map, Value};

/// The values of a script; several objects may follow each other.
pub(super) fn values(script: &str) -> Vec<Value> {
    let script = script.trim().trim_start_matches("//").trim_start_matches("<![CDATA[").trim_start_matches("<!--");
    let script = script.trim_end_matches("]]>").trim_end_matches("-->").trim_end().trim_end_matches("//");
    let script = script.trim().trim_end_matches(';');
    // Line breaks inside of texts are no JSON and stand there all the same.
    let script: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let read =
        |script: &str| serde_json::Deserializer::from_str(script).into_iter().collect::<Result<Vec<Value>, _>>();
    // Nor are comments, and commas after the last of a list; several objects may follow each other.
    let values = read(&script).or_else(|_| read(&mended(&script)));
    // Some templates escape the marks, or write single ones.
    let marked = match () {
        () if script.contains('"') => script,
        () if script.contains("&quot;") => script.replace("&quot;", "\"").replace("&amp;", "&"),
        () => script.replace('\'', "\""),
    };
    values.or_else(|_| read(&marked)).unwrap_or_else(|_| vec![Value::Object(members(&marked))])
}

/// The texts of a script that is no JSON for the quotation marks inside of them: each is taken up to the mark after which the
/// data goes on. The first of a name counts.
fn members(script: &str) -> Map<String, Value> {
    let mut members = Map::new();
    let mut rest = script;
    while let Some((_, after)) = rest.split_once('"') {
        rest = after;
        let Some((name, value)) = after.split_once('"') else { break };
        let value = value.trim_start().strip_prefix(':').and_then(|value| value.trim_start().strip_prefix('"'));
        let Some(value) = value.filter(|_| name.len() <= LONGEST_MEMBER_NAME) else { continue };
        let goes_on = |at: &usize| value[at + 1..].trim_start().starts_with([',', '}', ']']);
        let ends = value.match_indices('"').map(|(at, _)| at).filter(|at| !value[..*at].ends_with('\\'));
        let Some(end) = ends.take(MAX_MARKS).find(goes_on) else { continue };
        members
            .entry(name)
            .or_insert_with(|| Value::String(value[..end].replace("\\\"", "\"").replace("\\/", "/")));
        rest = &value[end + 1..];
    }
    members
}

/// A longer text is no name of a member.
const LONGEST_MEMBER_NAME: usize = 40;

/// A text of broken data holds at most so many quotation marks.
const MAX_MARKS: usize = 100;

/// A script without comments outside of its texts, and without commas before a closing bracket.
fn mended(script: &str) -> String {
    let mut mended = String::with_capacity(script.len());
    let (mut rest, mut quoted) = (script, false);
    while let Some(c) = rest.chars().next() {
        let comment = [("/*", "*/"), ("<!--", "-->")].iter().find(|(begin, _)| !quoted && rest.starts_with(begin));
        if let Some((_, end)) = comment {
            rest = rest.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        if quoted && c == '\\' {
            let next = rest.chars().nth(1).map_or(0, char::len_utf8);
            mended.push_str(&rest[..1 + next]);
            rest = &rest[1 + next..];
            continue;
        }
        quoted ^= c == '"';
        if !quoted && matches!(c, '}' | ']') && mended.trim_end().ends_with(',') {
            mended.truncate(mended.trim_end().len() - 1);
        }
        mended.push(c);
        rest = &rest[c.len_utf8()..];
    }
    mended
}
