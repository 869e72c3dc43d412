//! Europresse → its stories: an element `article` each, with the headline, the outlet and the day in elements of its own.

use std::sync::LazyLock;

use dom_query::{Document, NodeRef, Selection};
use regex::Regex;

use super::Story;
use crate::ingest::xml;

/// The number of an issue after the outlet's name, and what says that it is the outlet's site.
static ISSUE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i),\s*(?:no|n°|nº|vol|num)\.?\s*\d.*$|\s*\((?:site web|web site|web)[^)]*\)"));

/// A day between the section and the number of words.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b\d{1,2}(?:er)?\.? \p{L}{3,12}\.?,? (?:de )?(?:19|20)\d\d\b|\b\p{L}{3,12} \d{1,2}, (?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b",
    )
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a test uses the patterns")
}

/// Whether a page has the elements of an export.
pub(super) fn is_page(html: &str) -> bool {
    html.contains("DocPublicationName") && (html.contains("titreArticle") || html.contains("rdp__articletitle"))
}

/// The pieces of a page that are a story each.
pub(super) fn pieces(html: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = html.match_indices("<article").map(|(at, _)| at).collect();
    starts.push(html.len());
    starts.windows(2).map(|ends| &html[ends[0]..ends[1]]).collect()
}

/// The story of a piece.
pub(super) fn story(page: &Document) -> Option<Story> {
    let first = |queries: &[&str]| {
        let found = queries.iter().map(|query| shown(&page.select(query)));
        found.into_iter().find(|text| !text.is_empty())
    };
    let title = first(&[".titreArticle", ".titreArticleVisu", ".rdp__articletitle", ".grandTitre"])?;
    // The name stands on the first line of its element.
    let outlet = page.select(".DocPublicationName");
    let lines =
        outlet.nodes().first().map(|node| node.descendants_it().filter(NodeRef::is_text).collect::<Vec<_>>());
    let lines = lines.into_iter().flatten().map(|node| xml::one_line(&node.text()));
    let outlet = lines.into_iter().find(|line| !line.is_empty());
    let header = first(&[".DocHeader", ".rdp__DocHeader"]).unwrap_or_default();
    let writers = page.select(".sm-margin-bottomNews");
    let last = writers.nodes().last().map(|node| xml::one_line(&node.text())).filter(|text| !text.is_empty());
    let mut left_out: Vec<String> = Vec::new();
    left_out.extend(outlet.clone().filter(|outlet| ISSUE.is_match(outlet)));
    left_out.extend(Some(header.clone()).filter(|header| !header.is_empty()));
    for query in [".Doc-LegalInfo", ".publiC-lblNodoc", "aside", ".apd-wrapper"] {
        left_out.extend(page.select(query).nodes().iter().map(|node| xml::one_line(&node.text())));
    }
    left_out.retain(|text| !text.is_empty());
    let mut paragraphs: Vec<String> = first(&[".rdp__subtitle", ".sousTitreArticle"]).into_iter().collect();
    let body = [".DocText", ".docOcurrContainer"].iter().map(|query| page.select(query)).find(Selection::exists);
    paragraphs.extend(body.map(|body| texts(&body)).unwrap_or_default());
    Some(Story {
        title,
        source: outlet.map(|outlet| ISSUE.replace_all(&outlet, "").trim().to_owned()),
        date: DAY.find(&header).map(|day| day.as_str().to_owned()),
        byline: first(&[".docAuthors"]).or(last),
        id: first(&[".publiC-lblNodoc"]),
        paragraphs,
        left_out,
        ..Story::default()
    })
}

/// The paragraphs of the body, or its lines where it has none.
fn texts(body: &Selection<'_>) -> Vec<String> {
    let paragraphs = body.select("p, h2, h3, h4, li");
    let is_inner =
        |node: &NodeRef<'_>| node.descendants_it().any(|inner| inner.has_name("p") || inner.has_name("li"));
    let own = paragraphs.nodes().iter().filter(|node| !is_inner(node)).map(|node| xml::one_line(&node.text()));
    let own: Vec<String> = own.filter(|text| !text.is_empty()).collect();
    if own.is_empty() { vec![shown(body)] } else { own }
}

fn shown(part: &Selection<'_>) -> String {
    part.nodes().first().map(|node| xml::one_line(&node.text())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_and_days_are_found_among_what_stands_beside_them() {
        for (line, outlet) in [
            ("Le Val, no. 43018", "Le Val"),
            ("Le Val (site web)", "Le Val"),
            ("Val-Matin, Nord", "Val-Matin, Nord"),
        ] {
            assert_eq!(ISSUE.replace_all(line, ""), outlet);
        }
        for (line, day) in [
            ("Monde, jeudi 13 juin 2024 1234 mots, p. 3", "13 juin 2024"),
            ("News, Thursday, June 13, 2024 812 words", "June 13, 2024"),
            ("Une, vendredi 1er mars 2019", "1er mars 2019"),
            ("2019-03-01", "2019-03-01"),
        ] {
            assert_eq!(DAY.find(line).map(|day| day.as_str()), Some(day), "{line}");
        }
    }
}
