//! A piece of HTML that is all article → its blocks: what feeds, books and data have.

use dom_query::Document;

use super::dom::{self, Part};
use super::sanitize::{self, sanitize};
use super::{BUDGET, SHORT};
use crate::article::{Block, BlockKind};
use crate::ingest::{sandbox, xml};

/// The blocks of a piece of HTML that is all article, as feeds have it.
pub(in crate::ingest) fn fragment(html: &str) -> Vec<Block> {
    let shown = all_parts(html).1.into_iter().filter(|part| !part.place.hidden);
    shown.map(|part| Block::new(part.kind, part.text)).collect()
}

/// A page that is all article, as books have it.
pub(in crate::ingest) struct Chapter {
    /// The title of its window.
    pub(in crate::ingest) window: String,
    /// Its text; the largest of the headings above the text is the headline.
    pub(in crate::ingest) blocks: Vec<Block>,
    /// How many percent of it are links.
    pub(in crate::ingest) linked: usize,
}

/// The text of a page that is all article.
pub(in crate::ingest) fn chapter(html: &str) -> Chapter {
    let (window, mut parts) = all_parts(html);
    parts.retain(|part| !part.place.hidden && !part.place.menu);
    let above = parts.iter().take_while(|part| part.kind != BlockKind::Paragraph || part.text.len() < SHORT);
    let headings = above.enumerate().filter(|(_, part)| part.level > 0);
    let headline = headings.min_by_key(|(i, part)| (part.level, *i)).map(|(i, _)| i);
    let sum = |of: fn(&Part) -> usize| parts.iter().map(of).sum::<usize>();
    let linked = sum(|part| part.linked) * 100 / sum(|part| part.text.len()).max(1);
    if let Some(headline) = headline {
        // What stands above the headline is read after it.
        parts[..=headline].rotate_right(1);
        parts[0].kind = BlockKind::Headline;
    }
    let blocks = parts.into_iter().map(|part| Block::new(part.kind, part.text)).collect();
    Chapter { window, blocks, linked }
}

/// The title of a page's window and all its parts; those of its plain text if it must not be parsed.
pub(super) fn all_parts(html: &str) -> (String, Vec<Part>) {
    let parse = |html: String| {
        let document = Document::from(html);
        (xml::one_line(&document.select_single("title").text()), dom::parts(&document))
    };
    let guarded = sanitize(html);
    let parsed =
        if guarded.refused.is_none() { sandbox::bounded(BUDGET, move || parse(guarded.html)).ok() } else { None };
    parsed.unwrap_or_else(|| parse(sanitize::plain(html)))
}

/// What `read` finds in the tree of a piece of HTML; nothing if that must not be parsed, or takes too long.
pub(in crate::ingest) fn in_tree<T: Send + 'static>(
    html: &str,
    read: impl FnOnce(&Document) -> T + Send + 'static,
) -> Option<T> {
    let guarded = sanitize(html);
    if guarded.refused.is_some() {
        return None;
    }
    sandbox::bounded(BUDGET, move || read(&Document::from(guarded.html))).ok()
}

/// A piece of HTML as one line, without its mark-up.
pub(in crate::ingest) fn line(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return xml::one_line(html);
    }
    let parts = dom::parts(&Document::from(sanitize::plain(html)));
    xml::one_line(&parts.into_iter().map(|part| part.text).collect::<Vec<_>>().join(" "))
}
