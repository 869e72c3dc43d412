//! a text of data → its blocks: it may hold the mark-up of a page, its entities alone, the shortcodes of a blog, or none of it.

use std::sync::LazyLock;

use regex::Regex;

use super::page::pieces;
use super::xml;
use crate::article::{Block, BlockKind, paragraphs};

/// The elements of which texts are made, those that end a paragraph first.
const BLOCKS: [&str; 24] = [
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
    "table",
    "tr",
    "td",
    "figure",
    "hr",
    "pre",
    "dl",
    "dd",
    "header",
];
const INLINE: [&str; 19] = [
    "a",
    "b",
    "i",
    "em",
    "strong",
    "span",
    "img",
    "u",
    "s",
    "sub",
    "sup",
    "small",
    "font",
    "iframe",
    "script",
    "style",
    "figcaption",
    "cite",
    "center",
];

/// A caption of a blog as a shortcode, and the others: by their names, or by a setting that follows the name.
static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?s)\[(?:wp_)?caption\b[^\]]*\]\s*((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)?(.*?)\[/(?:wp_)?caption\]",
    )
});
static SHORTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\[/?(?:gallery|embed|audio|video|playlist|caption|wp_caption|more|[a-z]{2,}_[a-z_]+)\b[^\]\n]*\]|\[/?[a-z][a-z0-9_-]*(?:\s+[a-z][a-z0-9_-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s\]"']+))+\s*/?\]"#,
    )
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a test uses the patterns")
}

/// How many tags of a text are looked at.
const MAX_TAGS: usize = 1000;

/// What mark-up a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Markup {
    None,
    /// Entities alone.
    Entities,
    /// Elements in a line, with line breaks of its own.
    Inline,
    /// The elements of paragraphs.
    Blocks,
}

/// Whether a text has elements of a page.
pub(super) fn has_elements(text: &str) -> bool {
    matches!(markup(text), Markup::Inline | Markup::Blocks)
}

fn markup(text: &str) -> Markup {
    if !text.contains(['<', '&']) {
        return Markup::None;
    }
    let mut found = if has_entities(text) { Markup::Entities } else { Markup::None };
    for (at, _) in text.match_indices('<').take(MAX_TAGS) {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, after) = rest.split_at(length);
        let is_tag = after.starts_with(['>', '/', ' ', '\n', '\t', '\r']) && after.contains('>');
        if !is_tag || !is_used(text, name) {
            continue;
        }
        let name = name.to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            return Markup::Blocks;
        }
        if INLINE.contains(&name.as_str()) {
            found = Markup::Inline;
        }
    }
    found
}

/// Elements that many texts do not end.
const ENDLESS: [&str; 5] = ["p", "br", "li", "hr", "img"];

/// Whether a tag is one of mark-up, and not a sign of its own: `<U>` and `<TD>` are companies in the news of exchanges.
fn is_used(text: &str, name: &str) -> bool {
    let is_small = ENDLESS.contains(&name);
    let is_often = ["P", "BR", "LI"].contains(&name) && text.matches(&format!("<{name}>")).nth(1).is_some();
    is_small || is_often || text.contains(&format!("</{name}>")) || text.contains(&format!("</{name} "))
}

/// Whether a text has references to characters: `&amp;`, `&#1587;`.
fn has_entities(text: &str) -> bool {
    text.match_indices('&').take(MAX_TAGS).any(|(at, _)| {
        let name = text[at + 1..].split(';').next().filter(|name| name.len() < text.len() - at - 1);
        name.is_some_and(|name| {
            let number = name.strip_prefix('#').map(|number| number.trim_start_matches(['x', 'X']));
            let is_word = || name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphanumeric());
            name.len() <= 10
                && number.map_or_else(is_word, |n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_hexdigit()))
        })
    })
}

/// A text that was escaped once more than it should, as it was before.
fn unescaped(text: &str) -> Option<String> {
    let is_escaped =
        ["&lt;p", "&lt;div", "&lt;br", "&lt;/", "&lt;span", "&lt;a "].iter().any(|tag| text.contains(tag));
    (is_escaped && !text.contains('<')).then(|| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        text.replace("&amp;", "&")
    })
}

/// The blocks of a text; a line break of its own ends a paragraph where two do, or where it has no elements.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    if let Some(text) = unescaped(text) {
        return blocks(&text);
    }
    let found = markup(text);
    let text = text.replace("\r\n", "\n");
    match found {
        Markup::Blocks | Markup::Inline => {
            let text = without_shortcodes(&text);
            let has_own = found == Markup::Inline || !has_paragraphs(&text) && text.contains("\n\n");
            let text = if has_own { with_paragraphs(&text) } else { text };
            pieces::fragment(&text)
        }
        _ => {
            let text = if SHORTCODE.is_match(&text) { without_shortcodes(&text) } else { text };
            let lines = paragraphs(&text).map(|paragraph| match found {
                Markup::None => paragraph.to_owned(),
                _ => paragraph.lines().map(pieces::line).collect::<Vec<_>>().join("\n"),
            });
            lines
                .filter(|line| !line.trim().is_empty())
                .map(|line| Block::new(BlockKind::Paragraph, line))
                .collect()
        }
    }
}

/// A text as one line.
pub(super) fn line(text: &str) -> String {
    match markup(text) {
        Markup::None => xml::one_line(text),
        _ => pieces::line(&unescaped(text).unwrap_or_else(|| text.to_owned())),
    }
}

fn has_paragraphs(text: &str) -> bool {
    ["<p>", "<p ", "<P>", "<P ", "<br", "<BR"].iter().any(|tag| text.contains(tag))
}

/// The paragraphs that empty lines part, as elements.
fn with_paragraphs(text: &str) -> String {
    let parts: Vec<&str> = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.iter().map(|part| format!("<p>{}</p>\n", part.replace('\n', "<br>"))).collect()
}

/// The text without the commands of a blog's templates; a caption stays one.
fn without_shortcodes(text: &str) -> String {
    if !text.contains('[') {
        return text.to_owned();
    }
    let text = CAPTION.replace_all(text, "<figure>$1<figcaption>$2</figcaption></figure>");
    SHORTCODE.replace_all(&text, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        blocks(text).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn mark_up_is_read_and_other_signs_stay() {
        for (text, read) in [
            ("Bread &amp; salt", vec!["Bread & salt"]),
            ("<p>One.</p><p>The caf&eacute;.</p>", vec!["One.", "The café."]),
            ("&#1587;&#1585;&#1575;&#1602;&#1576;", vec!["سراقب"]),
            ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", vec!["One.", "Two."]),
            ("One <b>bold</b> word.\n\nTwo.", vec!["One bold word.", "Two."]),
            ("AT&T rose; R&D fell.", vec!["AT&T rose; R&D fell."]),
            ("If a < b and c > d, then so.", vec!["If a < b and c > d, then so."]),
            (
                "USAIR <U> REJECTS TWA <TWA> BID; SEARS<S> AND <TD> GAIN.",
                vec!["USAIR <U> REJECTS TWA <TWA> BID; SEARS<S> AND <TD> GAIN."],
            ),
            ("Write to <orla@courier.example>.", vec!["Write to <orla@courier.example>."]),
            ("One.\n\n[gallery ids=\"1,2\"]\n\nTwo [sic] and [1].", vec!["One.", "Two [sic] and [1]."]),
            ("<p>One.</p>[su_button url='x']Go[/su_button]", vec!["One.", "Go"]),
        ] {
            assert_eq!(texts(text), read, "{text}");
        }
        let captioned =
            "[caption id=\"a_5\" width=\"3\"]<img src=\"a.jpg\"> The road[/caption]\n\n<b>One</b> paragraph.";
        assert_eq!(texts(captioned), ["The road", "One paragraph."]);
        assert_eq!(line("Valley&#8217;s <i>road</i>"), "Valley’s road");
    }
}
