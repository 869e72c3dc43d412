//! A page → what the extractors take for its body: asked one after the other, for as long as they disagree.
//!
//! The extractors take nearly all of the time of a page. On most pages the two cheapest, of different make, take the same
//! parts; what the others would say then changes next to nothing, and takes half of the time. The one that is asked first gets the
//! page without the attributes that it does not look at.

use dom_query::Document;
use dom_smoothie::Readability;
use trafilatura::{ExtractionFocus, HtmlDateMode};

use super::dom::Part;
use super::lean;
use super::vote::{self, ExtractorVote};
use crate::article::BlockKind;
use crate::ingest::pasted::lines::ends_sentence;

/// Two extractors agree on a page if both take so many percent of its running text, and of what any of them takes for such.
const AGREE: usize = 90;

/// A shorter part says little about whether two extractors agree.
const LONG: usize = 80;

/// What the extractors say.
#[derive(Debug, Default)]
pub(super) struct ExtractorVotes {
    /// Would rather lose a paragraph.
    pub(super) strict: ExtractorVote,
    /// Would rather keep too much; not asked where the others agree.
    pub(super) generous: Option<ExtractorVote>,
    /// Of another make.
    pub(super) other: ExtractorVote,
    /// What the page's own data says.
    pub(super) structured: ExtractorVote,
    /// The headline as the other finds it.
    pub(super) title: String,
    /// The writers as the other finds them.
    pub(super) byline: Option<String>,
}

/// Asks the extractors.
pub(super) fn ask(html: &str, document: Document, parts: &[Part]) -> ExtractorVotes {
    let mut opinions = other(document);
    let agree = |opinions: &ExtractorVotes| agreement(parts, &opinions.strict, &opinions.other) >= AGREE;
    let lean = trafilatura::dom::Document::parse(&lean::lean(html));
    opinions.strict = read(lean, ExtractionFocus::FavorPrecision, false);
    if agree(&opinions) {
        return opinions;
    }
    // Its fallbacks look at what the lean page does not have.
    let page = trafilatura::dom::Document::parse(html);
    opinions.strict = read(page.clone_document(), ExtractionFocus::FavorPrecision, true);
    if !agree(&opinions) {
        opinions.generous = Some(read(page, ExtractionFocus::FavorRecall, true));
    }
    opinions
}

/// How many percent of the page's running text, and of what any of two takes for such, both take.
fn agreement(parts: &[Part], one: &ExtractorVote, other: &ExtractorVote) -> usize {
    let (mut both, mut any) = (0, 0);
    for part in parts.iter().filter(|part| part.text.len() >= LONG && 2 * part.linked < part.text.len()) {
        let words = vote::words(&part.text);
        let votes = [one.has(&words), other.has(&words)];
        let text = part.kind == BlockKind::Paragraph && ends_sentence(&part.text) && part.place.outside().is_none();
        both += if votes == [true, true] { part.text.len() } else { 0 };
        any += if votes == [false, false] && !text { 0 } else { part.text.len() };
    }
    100 * both / any.max(1)
}

/// What dom_smoothie takes for the body, the headline and the writers.
fn other(document: Document) -> ExtractorVotes {
    let Ok(mut reader) = Readability::with_document(document, None, None) else { return ExtractorVotes::default() };
    let data = reader.parse_json_ld();
    let title = reader.get_article_metadata(data).title;
    let article = reader.parse().ok();
    let other = article.as_ref().map(|article| ExtractorVote::of_html(&article.content)).unwrap_or_default();
    let byline = article.and_then(|article| article.byline);
    ExtractorVotes { other, title, byline, ..ExtractorVotes::default() }
}

/// What trafilatura takes for the body.
fn read(page: trafilatura::dom::Document, focus: ExtractionFocus, fallback: bool) -> ExtractorVote {
    let options = trafilatura::Options::default().with_fallback(fallback).with_exclude_comments(true);
    let options = options.with_focus(focus).with_html_date_mode(HtmlDateMode::Disabled);
    let read = trafilatura::extract_document(page, &options);
    read.map(|body| ExtractorVote::of_html(&body.content_html)).unwrap_or_default()
}
