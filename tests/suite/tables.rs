//! Tables and data under names of the reader's own. What the tests prove:
//!
//! 1. The rows of `cases/tables.toml`: own names go before the built-in ones, in tables and in JSON, and make a table one.
//! 2. A Parquet file is read like a table; without the feature, or damaged, it is an error with the way out.
//! 3. `search read` and `search index` both take the names of the nearest schema.

use std::path::Path;

use dateline::article::Article;
use dateline::error::Result;
use dateline::ingest::{self, ReadingOptions};
use dateline::schema::Columns;
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

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_is_named_with_its_way_out() {
    let error = read("a.parquet", b"PAR1\x15\0PAR1", &Columns::default()).remove(0).unwrap_err().to_string();
    assert!(error.contains("build the program with `--features parquet`, or save its rows as CSV"), "{error}");
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::sync::Arc;

    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// A table of texts and days; the vector is what no article has.
    fn table(headline: &str, rows: &[(&str, &str)], compression: Compression) -> Vec<u8> {
        let schema = format!(
            "message rows {{ required binary {headline} (UTF8); required binary body (UTF8); \
             required int64 published (TIMESTAMP(MILLIS, true)); required int64 vector; }}"
        );
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let texts: [Vec<ByteArray>; 2] =
            [rows.iter().map(|r| r.0.into()).collect(), rows.iter().map(|r| r.1.into()).collect()];
        for texts in &texts {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(texts, None, None).unwrap();
            column.close().unwrap();
        }
        for _ in 0..2 {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&vec![1_556_755_200_000; rows.len()], None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    const ROWS: [(&str, &str); 3] =
        [("Bridge falls", "It fell early on Thursday."), ("", ""), ("Bakers strike", "They stayed away.")];

    #[test]
    fn rows_are_articles() {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::GZIP(Default::default())] {
            let file = table("title", &ROWS, compression);
            let got = read("a.parquet", &file, &Columns::default());
            assert_eq!(got.len(), 3, "{got:?}");
            let first = got[0].as_ref().unwrap();
            assert_eq!((first.title(), first.body().as_str()), ("Bridge falls", "It fell early on Thursday."));
            assert_eq!(first.date.unwrap().to_string(), "2019-05-02");
            assert!(got[1].as_ref().unwrap_err().to_string().contains("row 2: neither a title nor a text"));
            assert_eq!(got[2].as_ref().unwrap().entry, Some(3));
        }
    }

    #[test]
    fn own_names_are_asked_for_first() {
        let mut columns = Columns { title: vec!["Oberzeile".into()], ..Columns::default() };
        let file = table("oberzeile", &ROWS, Compression::SNAPPY);
        assert_eq!(read("a.parquet", &file, &columns)[0].as_ref().unwrap().title(), "Bridge falls");
        columns.id = vec!["body".into()];
        columns.title.clear();
        let error = read("a.parquet", &file, &columns).remove(0).unwrap_err().to_string();
        assert!(error.contains("no column is called `title` or `text` (but oberzeile, body"), "{error}");
    }

    #[test]
    fn damage_is_an_error() {
        let file = table("title", &ROWS, Compression::SNAPPY);
        for at in (0..file.len()).step_by(3) {
            read("a.parquet", &file[..at], &Columns::default());
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            read("a.parquet", &changed, &Columns::default());
        }
        assert!(read("a.parquet", &file[..file.len() / 2], &Columns::default())[0].is_err());
        let long = "x".repeat(1 << 20);
        let bomb: Vec<(&str, &str)> = vec![("One", &long); 40];
        let got =
            read("a.parquet", &table("title", &bomb, Compression::GZIP(Default::default())), &Columns::default());
        assert!(got.last().unwrap().as_ref().unwrap_err().to_string().contains("unpacks to more than 200 times"));
    }
}
