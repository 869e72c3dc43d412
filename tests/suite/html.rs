//! Saved pages → articles. What the tests prove:
//!
//! 1. Each page of `tests/pages` gives what its `expected.toml` says; nothing of its scripts or mark-up is in its text.
//! 2. A page that is not to be parsed is read as plain text, with a warning; the pages beside it are read as ever.
//! 3. What a page declares of its encoding counts where it can be right.
//! 4. No text makes the reader panic.
//! 5. What decided on blocks and facts is told, with what lost.

use std::path::PathBuf;

use dateline::article::{Article, BlockKind};
use dateline::ingest;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    title: String,
    date: Option<String>,
    updated: Option<String>,
    byline: Option<String>,
    source: Option<String>,
    language: Option<String>,
    url: Option<String>,
    body: Option<String>,
    captions: Option<Vec<String>>,
    headings: Option<Vec<String>>,
    /// Reasons that are among those of the blocks that were left out.
    #[serde(default)]
    left_out: Vec<String>,
}

/// The one article of a page.
fn read(name: &str, html: &[u8]) -> Article {
    let mut articles = ingest::read_bytes(name, html).unwrap();
    let article = articles.next().unwrap().unwrap();
    assert!(articles.next().is_none());
    for block in &article.blocks {
        assert!(!block.text.is_empty());
        assert_eq!(block.text.trim(), block.text);
    }
    assert!(article.kept().filter(|b| b.kind == BlockKind::Headline).count() <= 1);
    article
}

fn texts(article: &Article, kind: BlockKind) -> Vec<&str> {
    article.kept().filter(|b| b.kind == kind).map(|b| b.text.as_str()).collect()
}

#[test]
fn a_folder_of_pages() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("tests/pages");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(!pages.is_empty());
    for page in pages {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        let expected = std::fs::read_to_string(page.join("expected.toml")).unwrap();
        let expected: Expected = toml::from_str(&expected).unwrap();
        let article = read("page.html", &std::fs::read(page.join("source.html")).unwrap());
        assert_eq!(article.title(), expected.title, "{name}");
        assert_eq!(article.date.map(|d| d.to_string()), expected.date, "{name}");
        if let Some(body) = &expected.body {
            assert_eq!(article.body(), body.trim(), "{name}: {:#?}", article.blocks);
        }
        if expected.updated.is_some() {
            assert_eq!(article.updated.map(|d| d.to_string()), expected.updated, "{name}");
        }
        if expected.byline.is_some() {
            assert_eq!(article.byline, expected.byline, "{name}");
        }
        if expected.source.is_some() {
            assert_eq!(article.source, expected.source, "{name}");
        }
        if expected.url.is_some() {
            assert_eq!(article.url, expected.url, "{name}");
        }
        if let Some(language) = &expected.language {
            assert_eq!(article.language.as_str(), language, "{name}");
        }
        if let Some(captions) = &expected.captions {
            assert_eq!(&texts(&article, BlockKind::Caption), captions, "{name}");
        }
        if let Some(headings) = &expected.headings {
            assert_eq!(&texts(&article, BlockKind::Heading), headings, "{name}");
        }
        for reason in &expected.left_out {
            assert!(article.blocks.iter().any(|b| b.left_out.as_ref() == Some(reason)), "{name}: {reason}");
        }
        let text = article.full_text();
        for mark in ["<p", "</", "{", "never shown", "function("] {
            assert!(!text.contains(mark), "{name}: {mark}");
        }
    }
}

#[test]
fn what_decided_is_told() {
    let page = std::fs::read_to_string(
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("tests/pages/structured-data/source.html"),
    );
    let page = page.unwrap().replace("news/old-bridge", "2019/05/01/old-bridge");
    let article = read("page.html", page.as_bytes());
    let decided = |fact: &str| article.decisions.iter().find(|d| d.fact == fact).unwrap();
    let date = decided("date");
    assert_eq!((date.won.value.as_str(), date.won.from.as_str()), ("2019-05-03", "JSON-LD datePublished"));
    let lost: Vec<(&str, &str)> = date.lost.iter().map(|l| (l.value.as_str(), l.from.as_str())).collect();
    assert_eq!(lost, [("2019-05-01", "the URL")]);
    assert_eq!(decided("updated").won.from, "JSON-LD dateModified");
    assert_eq!(decided("source").won.from, "meta og:site_name");
    assert_eq!(decided("source").lost[0].value, "valley.example");
    assert_eq!(decided("byline").won.from, "JSON-LD author");
    assert_eq!(decided("title").lost[0].value, "Old bridge falls after the flood | Valley Post");
    assert_eq!(decided("language").won.value, "en");
    let menu = article.blocks.iter().find(|b| b.text.starts_with("Home")).unwrap();
    let why = menu.why.as_ref().unwrap();
    assert_eq!((why.because.as_str(), why.place.as_str()), ("menu", "nav > li"));
    assert!(why.votes.iter().all(|vote| !vote.wants) && why.votes.len() >= 2);
    let rights = article.blocks.iter().find(|b| b.text.contains("All rights reserved")).unwrap();
    assert!(rights.left_out.is_some());
    let text = article.blocks.iter().find(|b| b.text.starts_with("Nobody was hurt")).unwrap();
    assert!(text.why.as_ref().unwrap().votes.iter().any(|vote| vote.wants));
}

/// The shapes that take down every extractor: none of them may be parsed.
fn hostile() -> [(&'static str, String); 5] {
    let text = "<p>The old bridge over the river fell early on Thursday, and nobody was hurt, the mayor said.</p>";
    let many =
        |piece: &str, times: usize| format!("<html><title>Bridge falls</title><body>{}{text}", piece.repeat(times));
    let attributes: String = (0..50_000).map(|i| format!(" a{i}=1")).collect();
    [
        ("divs", many("<div>", 20_000)),
        ("lists", many("<ul><li>", 8_000)),
        ("formatting", many("<b><i>", 20_000)),
        ("attributes", format!("<html><title>Bridge falls</title><body><div{attributes}>{text}")),
        (
            "long-tag",
            format!("<html><title>Bridge falls</title><body><div class=\"{}\">{text}", "a ".repeat(200_000)),
        ),
    ]
}

#[test]
fn hostile_pages_are_read_as_plain_text() {
    for (name, html) in hostile() {
        let article = read("page.html", html.as_bytes());
        assert_eq!(article.title(), "Bridge falls", "{name}");
        assert!(article.body().contains("fell early on Thursday"), "{name}");
        assert!(
            article.warnings.iter().any(|w| w.message.starts_with("read as plain text")),
            "{name}: {:?}",
            article.warnings
        );
    }
    let crossed = "<x><div></x></div>".repeat(20_000);
    let open_in_each = (0..5_000).map(|i| format!("<p><b id=n{i}>word")).collect::<String>();
    for html in [crossed, open_in_each] {
        let html = format!("<html><title>Bridge falls</title><p>Nobody was hurt, the mayor said.</p>{html}");
        assert!(!read("page.html", html.as_bytes()).warnings.is_empty());
    }
}

#[test]
fn declared_encodings() {
    let page = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><title>Мост рухнул</title></head><body><p>Старый мост через реку рухнул рано утром в четверг.</p></body></html>";
    let (bytes, _, wrong) = encoding_rs::WINDOWS_1251.encode(page);
    assert!(!wrong);
    assert_eq!(read("page.html", &bytes).title(), "Мост рухнул");
    assert_eq!(read("page.html", page.as_bytes()).title(), "Мост рухнул", "it is UTF-8, whatever it declares");
}

#[test]
fn what_is_a_page() {
    for (name, text, is_page) in [
        ("a", "<!DOCTYPE html><p>The bridge fell.", true),
        ("a.txt", "\n<!-- saved --><HTML><body>The bridge fell.", true),
        ("a", "<?xml version='1.0'?><!DOCTYPE html><html><body>The bridge fell.</body></html>", true),
        ("a.html", "The bridge <b>fell</b>.", true),
        ("a.txt", "The bridge <b>fell</b>.", false),
    ] {
        let article = read(name, text.as_bytes());
        assert_eq!(!article.full_text().contains('<'), is_page, "{text}");
    }
    let empty = ingest::read_bytes("a.html", b"<html><script>1</script></html>");
    assert!(empty.is_err() || empty.unwrap().next().unwrap().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(pieces in proptest::collection::vec(
        proptest::sample::select(vec![
            "<", ">", "</", "<!--", "-->", "<p>", "</p>", "<script>", "</script", "<title>", "<a href='", "\"", "=", "data:",
            "<table>", "<td>", "<pre>", "\n", " ", "é", "ب", "\u{202E}", "&amp;", "&#0;", "<br>", "<b>", "2019-05-03",
            "<script type='application/ld+json'>", "{\"@type\":\"NewsArticle\",\"datePublished\":\"", "\"}", "<time datetime='",
            "The bridge fell early on Thursday.", "<meta property='og:title' content='", "'>", "<h1>", "<figure>", "<svg>",
        ]), 0..60,
    )) {
        let html = format!("<html>{}", pieces.concat());
        if let Ok(articles) = ingest::read_bytes("a.html", html.as_bytes()) {
            articles.for_each(drop);
        }
    }
}
