//! A page without what no reader sees → the same with those attributes alone that decide what the first extractor takes.
//!
//! Addresses, pictures' sizes and the data of a page's own scripts are most of its tags. The extractor asked first looks at none of
//! them, unless it looks for writers, sections and licences, which nobody asks it for: what it would ask the whole tree for
//! stands in the head, under names that mean nothing.

use super::sanitize::{closing_tag, tag_end};

/// The attributes that decide what trafilatura takes, and those that decide how a page is parsed.
const DECIDING: [&str; 11] = [
    "aria-hidden",
    "class",
    "data-component",
    "data-lp-replacement-content",
    "encoding",
    "id",
    "itemprop",
    "lang",
    "role",
    "style",
    "type",
];

/// What is looked for in all of a page, unless its head has it.
const HEAD: &str = r#"<meta property="og:title" content="No title"><meta property="og:site_name" content="No site"><meta name="author" content="No writer"><meta property="article:tag" content="none">"#;

/// The data by which a page is a list of posts.
const FORUM: &str = "DiscussionForumPosting";

/// The page with the attributes that decide.
pub(super) fn lean(html: &str) -> String {
    let mut lean = String::with_capacity(HEAD.len() + html.len() / 2);
    lean.push_str(HEAD);
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|i| at + i) {
        lean.push_str(&html[at..open]);
        at = tag_end(html, open);
        let tag = &html[open..at];
        push_tag(&mut lean, tag);
        if tag.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("<script")) {
            let end = closing_tag(html, at, "script").unwrap_or(html.len());
            lean.push_str(Some(&html[at..end]).filter(|data| data.contains(FORUM)).unwrap_or_default());
            at = end;
        }
    }
    lean.push_str(&html[at..]);
    lean
}

/// Appends a tag with the attributes that decide.
fn push_tag(lean: &mut String, tag: &str) {
    let named = tag.bytes().position(is_end_of_name).unwrap_or(tag.len());
    // A font with a colour ends a drawing.
    if tag.starts_with("</") || tag.len() - named <= 1 || tag[1..named].eq_ignore_ascii_case("font") {
        lean.push_str(tag);
        return;
    }
    lean.push_str(&tag[..named]);
    let mut rest = &tag[named..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            break;
        }
        let attribute = &rest[..attribute_end(rest)];
        let name = attribute
            .bytes()
            .skip(1)
            .position(|b| is_end_of_name(b) || b == b'=')
            .map_or(attribute.len(), |i| i + 1);
        if DECIDING.iter().any(|known| known.eq_ignore_ascii_case(&attribute[..name])) {
            lean.push(' ');
            lean.push_str(attribute);
        }
        rest = &rest[attribute.len()..];
    }
    lean.push_str(rest);
}

fn is_end_of_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

/// Where the attribute ends that a text begins with, as a parser reads it.
fn attribute_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let after = |from: usize, stop: &dyn Fn(u8) -> bool| {
        bytes[from..].iter().position(|byte| stop(*byte)).map_or(bytes.len(), |i| from + i)
    };
    // A name may begin with an equals sign.
    let name = after(1, &|byte| is_end_of_name(byte) || byte == b'=');
    let sign = after(name, &|byte| !byte.is_ascii_whitespace());
    if bytes.get(sign) != Some(&b'=') {
        return name;
    }
    let value = after(sign + 1, &|byte| !byte.is_ascii_whitespace());
    match bytes.get(value) {
        Some(mark @ (b'"' | b'\'')) => (after(value + 1, &|byte| byte == *mark) + 1).min(bytes.len()),
        _ => after(value, &|byte| byte.is_ascii_whitespace() || byte == b'>'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_the_attributes_that_decide() {
        for (tag, expected) in [
            ("<p>", "<p>"),
            ("</p >", "</p >"),
            ("<br/>", "<br>"),
            (r#"<a href="/a>b" class="x y" target=_blank>"#, r#"<a class="x y">"#),
            ("<DIV Class=a/b data-x ID = 'c' hidden>", "<DIV Class=a/b ID = 'c'>"),
            ("<input type=hidden value=\"\">", "<input type=hidden>"),
            ("<font color=red>", "<font color=red>"),
            ("<p =x class=y", "<p class=y"),
            ("<p class=", "<p class="),
            ("<p é=\"é\" class=\"é\">", "<p class=\"é\">"),
        ] {
            let mut lean = String::new();
            push_tag(&mut lean, tag);
            assert_eq!(lean, expected);
        }
        let data = r#"<script type="application/ld+json">{"text": "<p id=1>"}</script><p dir=rtl>The bridge"#;
        assert_eq!(lean(data), format!(r#"{HEAD}<script type="application/ld+json"></script><p>The bridge"#));
    }
}
