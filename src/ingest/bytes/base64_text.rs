//! an entry of a feed whose texts are sent as bytes → the same with the texts themselves (RFC 4287, 4.1.3.3).

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::{Captures, Regex};

use super::encoding;

/// An element with a type of bytes, and its content in Base64.
static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"<((?:\w+:)?(?:content|summary|title|subtitle))\s[^<>]*type\s*=\s*["']application/(?:octet-stream|html|x-html)["'][^<>]*>\s*([A-Za-z0-9+/=\s]+)</"#;
    Regex::new(pattern).expect("a test compiles the built-in pattern")
});

/// The entry with its texts; bytes that are no text stay as they are.
pub(in crate::ingest) fn decoded(entry: &str) -> Cow<'_, str> {
    ELEMENT.replace_all(entry, |found: &Captures<'_>| text(&found[1], &found[2]).unwrap_or(found[0].to_owned()))
}

/// The beginning of an element up to its end tag, with its content as text that may hold mark-up.
fn text(name: &str, data: &str) -> Option<String> {
    let data: String = data.split_whitespace().collect();
    let bytes = STANDARD.decode(data).ok().filter(|bytes| !encoding::is_binary(bytes))?;
    let text = encoding::decode(&bytes).text.replace('&', "&amp;").replace('<', "&lt;");
    Some(format!("<{name} type=\"html\">{text}</"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text_where_they_are_text() {
        for (entry, expected) in [
            (
                "<content type=\"application/octet-stream\">\nPHA+SXQg\nZmVsbC48L3A+\n</content>",
                "<content type=\"html\">&lt;p>It fell.&lt;/p></content>",
            ),
            ("<content type='application/octet-stream'>AAAA</content>", ""),
            ("<content type='text'>SXQg</content>", ""),
        ] {
            let expected = if expected.is_empty() { entry } else { expected };
            assert_eq!(decoded(entry), expected);
        }
    }
}
