//! Tables and data under names of the reader's own. What the tests prove:
//!
//! 1. The rows of `cases/tables.toml`: own names go before the built-in ones, in tables and in JSON, and make a table one.
//! 2. `search read` and `search index` both take the names of the nearest schema.

use std::path::Path;

use dateline::article::Article;
use dateline::error::Result;
use dateline::ingest::{self, Columns, ReadingOptions};
use serde::Deserialize;

use crate::feeds::{Got, matches};
use crate::scratch::Scratch;

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
    #[serde(default)]
    columns: Columns,
    input: String,
    got: Vec<Got>,
}

/// What a file gives under these names.
fn read(file: &str, bytes: &[u8], columns: &Columns) -> Vec<Result<Article>> {
    let options = ReadingOptions { columns: columns.clone() };
    match ingest::read_from(Path::new(file), std::io::Cursor::new(bytes.to_vec()), &options) {
        Ok(articles) => articles.collect(),
        Err(error) => vec![Err(error)],
    }
}

#[test]
fn own_names_go_before_the_built_in_ones() {
    let cases: Cases = toml::from_str(include_str!("../cases/tables.toml")).unwrap();
    for case in cases.case {
        let read = read(&case.file, case.input.as_bytes(), &case.columns);
        assert_eq!(read.len(), case.got.len(), "{}: {read:?}", case.name);
        for (read, got) in read.iter().zip(&case.got) {
            matches(read, got, &case.name);
        }
    }
}

#[test]
fn the_program_takes_the_names_of_its_schema() {
    let scratch = Scratch::new();
    let schema = std::fs::read_to_string(scratch.path().join("index_schema.toml")).unwrap();
    scratch.write("index_schema.toml", &format!("{schema}title = [\"Schlagzeile\"]\ntext = [\"Inhalt\"]\n"));
    scratch.write(
        "table.csv",
        "Schlagzeile;Inhalt\nBrücke gefallen;Die alte Brücke fiel am Donnerstag in den Fluss.\n",
    );
    let read = scratch.run(&["read", "table.csv"], "");
    assert!(scratch.text(&read.stdout).contains("title     Brücke gefallen"), "{}", scratch.text(&read.stdout));
    assert!(scratch.run(&["index", "table.csv"], "").status.success());
    let found = scratch.run(&["--json", "Donnerstag"], "");
    assert!(
        scratch.text(&found.stdout).contains("\"title\":\"Brücke gefallen\""),
        "{}",
        scratch.text(&found.stdout)
    );
}
