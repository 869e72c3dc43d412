//! A blog exported from WordPress or Blogger, which is a feed with more: its published posts, and the names of its writers.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::ingest::xml;

/// What a blog exports beside its posts.
const NO_POSTS: [&str; 8] = [
    "attachment",
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "acf-field",
];

/// What Blogger exports beside posts and pages, by what their entries say.
const NO_POSTS_OF_BLOGGER: [(&str, &str); 8] = [
    ("<blogger:type>COMMENT<", "comment"),
    ("kind#comment", "comment"),
    ("kind#template", "template"),
    ("kind#settings", "settings"),
    ("<blogger:status>DRAFT<", "draft"),
    ("<blogger:status>SCHEDULED<", "scheduled"),
    ("<blogger:status>SOFT_TRASHED<", "trash"),
    ("<app:draft>yes<", "draft"),
];

/// What is no published post: its kind, or its state.
fn no_post(piece: &str) -> Option<&str> {
    if piece.contains("blogger") {
        return NO_POSTS_OF_BLOGGER.iter().find(|(mark, _)| piece.contains(mark)).map(|(_, what)| *what);
    }
    let said = |name: &str| {
        let (_, rest) = piece.split_once(&format!("<wp:{name}>"))?;
        let text = rest.split_once("</wp:")?.0.trim();
        Some(text.strip_prefix("<![CDATA[").and_then(|text| text.strip_suffix("]]>")).unwrap_or(text).trim())
    };
    let kind = said("post_type").filter(|kind| NO_POSTS.contains(kind) || kind.starts_with("wp_"));
    kind.or_else(|| said("status").filter(|state| *state != "publish"))
}

/// The published posts among the entries, and what the others are.
pub(super) fn posts(
    entries: impl Iterator<Item = Range<usize>>,
    text: &str,
) -> (Vec<Range<usize>>, Option<String>) {
    let (mut posts, mut left_out) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for entry in entries {
        match no_post(&text[entry.clone()]) {
            Some(what) => *left_out.entry(what).or_default() += 1,
            None => posts.push(entry),
        }
    }
    let counts: Vec<String> = left_out.iter().map(|(what, count)| format!("{count} {what}")).collect();
    let said =
        (!counts.is_empty()).then(|| format!("what is no published post was left out: {}", counts.join(", ")));
    (posts, said)
}

/// The names of the writers by what they log in with, given what stands around the entries.
pub(super) fn writers(around: &str) -> Vec<(String, String)> {
    let writer = |entry: &xml::Entry<'_>| {
        let texts = xml::texts(entry.text, 2);
        let said = |name: &str| {
            let found = texts.iter().find(|(path, _)| path.ends_with(name))?;
            Some(found.1.trim().to_owned()).filter(|text| !text.is_empty())
        };
        Some((said("author_login")?, said("author_display_name")?))
    };
    xml::cut(around, &["author"]).entries.iter().filter_map(writer).collect()
}
