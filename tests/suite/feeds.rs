//! Feeds, news in XML and mails → articles. What the tests prove:
//!
//! 1. The rows of `cases/feeds.toml`, `cases/databases.toml`, `cases/channels.toml`, `cases/rich_text.toml`, `cases/bibliographies.toml` and `cases/pages.toml`: what each kind of file gives, and that a broken entry keeps none of the others.
//! 2. A file that is cut off anywhere gives articles or errors, and what stood before the cut.
//! 3. Elements inside one another without end are an error or an article, soon.
//! 4. The encoding that a feed declares holds.

use dateline::article::{Article, BlockKind};
use dateline::error::{Error, Result};
use dateline::ingest;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    input: String,
    got: Vec<Got>,
}

/// An article or, with `error`, a part of a message; what is not given is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Got {
    pub(crate) error: Option<String>,
    line: Option<usize>,
    title: Option<String>,
    body: Option<String>,
    captions: Option<Vec<String>>,
    headings: Option<Vec<String>>,
    date: Option<String>,
    updated: Option<String>,
    byline: Option<String>,
    source: Option<String>,
    language: Option<String>,
    id: Option<String>,
    url: Option<String>,
    entry: Option<u32>,
    left_out: Option<Vec<String>>,
    warnings: Option<usize>,
}

fn cases() -> Vec<Case> {
    let files = [
        include_str!("../cases/feeds.toml"),
        include_str!("../cases/databases.toml"),
        include_str!("../cases/channels.toml"),
        include_str!("../cases/rich_text.toml"),
        include_str!("../cases/bibliographies.toml"),
        include_str!("../cases/pages.toml"),
    ];
    files.iter().flat_map(|file| toml::from_str::<Cases>(file).unwrap().case).collect()
}

/// What a file gives.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Vec<Result<Article>> {
    match ingest::read_bytes(file, bytes) {
        Ok(articles) => articles.collect(),
        Err(error) => vec![Err(error)],
    }
}

/// What holds for every article.
fn check(article: &Article, name: &str) {
    assert!(article.kept().next().is_some(), "{name}: something stays");
    for block in &article.blocks {
        assert_eq!(block.text.trim(), block.text, "{name}");
        assert!(!block.text.is_empty(), "{name}");
    }
    assert!(article.kept().filter(|b| b.kind == BlockKind::Headline).count() <= 1, "{name}");
}

fn texts(article: &Article, kind: BlockKind) -> Vec<String> {
    article.kept().filter(|b| b.kind == kind).map(|b| b.text.clone()).collect()
}

fn compare(article: &Article, got: &Got, name: &str) {
    check(article, name);
    assert!(got.error.is_none(), "{name}: an article and no error");
    let same = |what: &str, wanted: &Option<String>, found: Option<&str>| {
        if let Some(wanted) = wanted {
            assert_eq!(found.unwrap_or_default(), wanted.trim(), "{name}: {what}");
        }
    };
    same("title", &got.title, Some(article.title()));
    same("body", &got.body, Some(&article.body()));
    same("date", &got.date, article.date.map(|d| d.to_string()).as_deref());
    same("updated", &got.updated, article.updated.map(|d| d.to_string()).as_deref());
    same("byline", &got.byline, article.byline.as_deref());
    same("source", &got.source, article.source.as_deref());
    same("language", &got.language, Some(article.language.as_str()));
    same("id", &got.id, article.id.as_deref());
    same("url", &got.url, article.url.as_deref());
    if let Some(captions) = &got.captions {
        assert_eq!(&texts(article, BlockKind::Caption), captions, "{name}");
    }
    if let Some(headings) = &got.headings {
        assert_eq!(&texts(article, BlockKind::Heading), headings, "{name}");
    }
    if let Some(reasons) = &got.left_out {
        let left_out: Vec<String> = article.blocks.iter().filter_map(|b| b.left_out.clone()).collect();
        assert_eq!(&left_out, reasons, "{name}");
    }
    if got.entry.is_some() {
        assert_eq!(article.entry, got.entry, "{name}");
    }
    if let Some(warnings) = got.warnings {
        assert_eq!(article.warnings.len(), warnings, "{name}: {:?}", article.warnings);
    }
}

/// Whether what was read of a file is what a row says.
pub(crate) fn matches(read: &Result<Article>, got: &Got, name: &str) {
    match read {
        Ok(article) => compare(article, got, name),
        Err(Error::Article { line, message, .. }) => {
            let wanted = got.error.as_deref().unwrap_or_else(|| panic!("{name}: {message}"));
            assert!(message.contains(wanted), "{name}: {message}");
            assert!(got.line.is_none() || *line == got.line, "{name}: line {line:?}");
        }
        Err(other) => panic!("{name}: {other}"),
    }
}

#[test]
fn every_kind_of_file_gives_its_articles() {
    for case in cases() {
        let name = &case.name;
        let read = read(&case.file, case.input.as_bytes());
        assert_eq!(read.len(), case.got.len(), "{name}: {read:?}");
        for (read, got) in read.iter().zip(&case.got) {
            matches(read, got, name);
        }
    }
}

#[test]
fn a_file_that_is_cut_off_gives_what_stands_before() {
    for case in cases().into_iter().filter(|case| case.got.iter().all(|got| got.error.is_none())) {
        let titles = |input: &str| -> Vec<String> {
            let read = read(&case.file, input.as_bytes());
            assert!(!read.is_empty(), "{}", case.name);
            read.into_iter().flatten().map(|article| article.title().to_owned()).collect()
        };
        let whole = titles(&case.input);
        for end in (0..case.input.len()).step_by(37).filter(|end| case.input.is_char_boundary(*end)) {
            assert!(titles(&case.input[..end]).len() <= whole.len() + 1, "{} at {end}", case.name);
        }
        if whole.len() > 1 {
            let almost = case.input.trim_end();
            let cut = titles(&almost[..almost.floor_char_boundary(almost.len() - 25)]);
            assert_eq!(cut.first(), whole.first(), "{}", case.name);
        }
    }
}

#[test]
fn elements_without_end_are_read_soon() {
    for (start, element) in [
        ("<rss version='2.0'><channel><item><description>", "<a>"),
        ("<feed><entry><content type='xhtml'>", "<div>"),
        ("<rss version='2.0'><channel>", "<!--"),
        ("<rss version='2.0'><channel>", "<item>"),
        ("<nitf><body><body.content>", "<p>One"),
        ("<newsItem><contentMeta>", "<headline>One"),
        ("<newsItem><contentSet>", "<inlineXML><p>"),
    ] {
        assert!(!read("a.xml", format!("{start}{}", element.repeat(5_000)).as_bytes()).is_empty(), "{start}");
    }
}

#[test]
fn mails_in_mails_without_end_are_an_error() {
    let head = "Subject: One\nFrom: a@valley.example\nMessage-ID: <1@valley.example>\nMIME-Version: 1.0\n";
    for kind in ["message/rfc822", "Message/Global"] {
        let mails = |number: usize| {
            format!("{head}{}Subject: Two\n\nIt fell.", format!("Content-Type: {kind}\n\n").repeat(number))
        };
        let error = read("a.eml", mails(100_000).as_bytes()).remove(0).unwrap_err().to_string();
        assert!(error.contains("holds more than 1000 mails"), "{error}");
        assert!(read("a.eml", mails(500).as_bytes()).remove(0).is_ok(), "{kind}");
    }
}

#[test]
fn a_feed_is_read_in_the_encoding_that_it_declares() {
    let feed = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss version=\"2.0\"><channel><title>Вести долины</title>\
        <item><title>Старый мост рухнул</title></item></channel></rss>";
    let (bytes, _, wrong) = encoding_rs::WINDOWS_1251.encode(feed);
    assert!(!wrong);
    let article = read("a.xml", &bytes).remove(0).unwrap();
    assert_eq!((article.title(), article.source.as_deref()), ("Старый мост рухнул", Some("Вести долины")));
    assert_eq!(read("a.xml", feed.as_bytes())[0].as_ref().unwrap().title(), "Старый мост рухнул", "it is UTF-8");
}
