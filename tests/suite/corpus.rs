//! The articles and questions of `corpus/`:
//! 1. every question of `corpus/queries.toml` finds exactly the articles that it names, the one on top first;
//! 2. the folder is large and varied enough to show what the program does;
//! 3. the linear scan answers every question alike;
//! 4. the universal laws of answers and marks.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use dateline::Archive;
use dateline::Check;
use dateline::results::{SearchOptions, Tier};
use dateline::schema::IndexSchema;
use serde::Deserialize;

use crate::oracle::as_counted_by;
use crate::oracle::check;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    query: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    query: String,
    finds: Vec<String>,
    top: Option<String>,
    why: String,
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn questions() -> Vec<Question> {
    let text = std::fs::read_to_string(root().join("corpus/queries.toml")).unwrap();
    toml::from_str::<Questions>(&text).unwrap().query
}

/// The corpus in an index of its own; its folder goes when the archive is dropped at the end of the run.
static ARCHIVE: LazyLock<(tempfile::TempDir, Archive)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let schema = IndexSchema::read(&root().join("index_schema.toml")).unwrap();
    let mut archive = Archive::open_or_create(folder.path(), schema).unwrap();
    let summary = archive.refresh(&[root().join("corpus")], &AtomicBool::new(false), &mut |_| {}).unwrap();
    let faults: Vec<_> = summary.skipped.iter().filter(|s| s.error).collect();
    assert!(faults.is_empty(), "{faults:?}");
    (folder, archive)
});

#[test]
fn every_question_finds_its_articles() {
    let archive = &ARCHIVE.1;
    let options = SearchOptions { limit: 1000, ..SearchOptions::default() };
    let mut wrong = String::new();
    for question in questions() {
        let answer = archive.search(&question.query, &options).unwrap();
        check(&answer, &options);
        let whole: Vec<&str> =
            answer.hits.iter().filter(|h| h.tier > Tier::Partial).map(|h| h.article.id.as_str()).collect();
        let got: BTreeSet<&str> = whole.iter().copied().collect();
        let expected: BTreeSet<&str> = question.finds.iter().map(String::as_str).collect();
        let more: Vec<_> = got.difference(&expected).collect();
        let less: Vec<_> = expected.difference(&got).collect();
        let top = question.top.as_deref();
        if got != expected || top.is_some_and(|top| whole.first() != Some(&top)) {
            let Question { query, why, .. } = &question;
            wrong += &format!(
                "{query} ({why})\n  too many {more:?}\n  missing  {less:?}\n  first    {:?}\n",
                whole.first()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_scan_answers_every_question_alike() {
    let archive = &ARCHIVE.1;
    let scan = archive.scan().unwrap();
    for Question { query, .. } in questions() {
        let options = SearchOptions::default();
        let by_index = archive.search(&query, &options).unwrap();
        assert!(
            by_index == as_counted_by(&by_index, archive.search_on(&scan, &query, &options).unwrap()),
            "{query}"
        );
    }
}

#[test]
fn the_corpus_is_varied() {
    let archive = &ARCHIVE.1;
    assert!(archive.statistics().articles >= 20 && questions().len() >= 25);
    let statistics = archive.statistics();
    let languages: Vec<&str> = statistics.languages.iter().map(|(language, _)| language.as_str()).collect();
    for language in ["ar", "en", "fr", "ru"] {
        assert!(languages.contains(&language), "{languages:?}");
    }
    for article in archive.articles().unwrap() {
        assert!((100..=700).contains(&article.words()), "{} has {} words", article.id, article.words());
    }
    assert!(archive.check(Check::Full).unwrap().is_empty());
}
