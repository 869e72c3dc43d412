//! An answer in every format:
//! 1. all formats have the same articles, in order, and JSON lines and tables all that JSON has of each, cell by cell;
//! 2. no cell of a table is a formula, whatever the articles hold, and nothing of an article is Markdown;
//! 3. a file has what is printed, is written whole or not at all, and leaves nothing else behind.

use serde_json::Value;

use crate::scratch::Scratch;

/// Articles whose texts look like formulas, mark-up, quotation marks, rows and control characters.
const HOSTILE: &str = r##"{"id":"=1+1","title":"=HYPERLINK(\"http://x\",\"quarry\")","date":"2020-01-31","source":"@Ledger","text":"- the quarry, \"closed\";\r\nwas *flooded* for 1 < 2 days.\n\n=SUM(A1:A9) of the quarry"}
{"id":"-b","title":"[quarry](javascript:x) **bold**","date":"2020-02","source":"Post, \"Evening\"","url":"https://example.org/a b>(c)","text":"\tThe quarry\u0007 is 1. deep, 2. wet | or dry. ' \u202equarry"}
{"id":"c,d","title":"","text":"+44 quarry \u0645\u062d\u062c\u0631 \u77f3\u5207\u308a\u5834 quarry_stone #1\n\n> quoted quarry"}
{"id":"d","title":"The quarry","source":"Post","date":"2019","url":"javascript:alert(1)","text":"Nothing else. The quarry. @quarry ``` quarry"}
"##;

fn printed(scratch: &Scratch, arguments: &[&str], question: &str) -> String {
    let all = [&["--duplicates", "apart", "--limit", "20", "-q", question][..], arguments].concat();
    let got = scratch.run(&all, "");
    assert!(got.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&got.stderr));
    String::from_utf8(got.stdout).unwrap()
}

/// The rows of a table (RFC 4180).
fn rows(table: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = table.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !is_quoted, "the last row ends");
    rows
}

/// The value of a cell, as JSON has it: a list is one of its own, an apostrophe stands before what looks like a formula.
fn is_value(cell: &str, value: &Value) -> bool {
    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "a formula: {cell}");
    match value {
        Value::Null => cell.is_empty(),
        Value::String(text) => cell == text || cell.strip_prefix('\'') == Some(text),
        Value::Array(list) if list.is_empty() => cell.is_empty(),
        Value::Array(_) => serde_json::from_str::<Value>(cell).unwrap() == *value,
        number => serde_json::to_string(number).unwrap() == cell,
    }
}

/// Checks the rows of an article against what JSON says of it; how many there are.
fn check_rows(names: &[String], rows: &[Vec<String>], (question, hit): (&str, &Value)) -> usize {
    let none = [Value::Null];
    let passages = hit["passages"].as_array().filter(|all| !all.is_empty()).map_or(&none[..], Vec::as_slice);
    for (row, passage) in rows.iter().zip(passages) {
        assert_eq!(row.len(), names.len());
        for (name, cell) in names.iter().zip(row) {
            let article = &hit["article"];
            let value = match name.as_str() {
                "query_id" => &Value::Null,
                "query" => &Value::from(question),
                "passage_id" => &passage["id"],
                "passage_score" => &passage["score"],
                "excerpt" => &passage["excerpt"]["text"],
                "excerpt_start" => &passage["excerpt"]["start"],
                "excerpt_end" => &passage["excerpt"]["end"],
                "more_duplicates" | "similar" if hit[name].is_null() => &Value::from(0),
                name => [&hit[name], &article[name], &passage[name]]
                    .into_iter()
                    .find(|v| !v.is_null())
                    .unwrap_or(&Value::Null),
            };
            assert!(is_value(cell, value), "{name}: `{cell}` is not {value}");
        }
    }
    for name in ["rank", "score", "match", "missing", "id", "title", "source", "date", "language", "url", "text"] {
        assert!(names.iter().any(|known| known == name), "{name} has no column");
    }
    passages.len()
}

#[test]
fn all_formats_have_the_same_articles() {
    let scratch = Scratch::new();
    scratch.write("corpus/hostile.jsonl", HOSTILE);
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let mut seen = 0;
    for question in
        ["quarry", "Saraqeb displacement", "quarry goats", "title:quarry", "date:2020", "zzzz", "\"the quarry\""]
    {
        for passages in ["0", "1", "3"] {
            let print = |format| printed(&scratch, &["--passages", passages, "--format", format], question);
            let answer: Value = serde_json::from_str(&print("json")).unwrap();
            let hits = answer["hits"].as_array().unwrap();
            seen += hits.len();
            let lines = print("jsonl");
            for (line, hit) in lines.lines().zip(hits) {
                let mut line: Value = serde_json::from_str(line).unwrap();
                let asked = line.as_object_mut().unwrap().remove("query");
                assert_eq!((asked, &line), (Some(question.into()), hit));
            }
            assert_eq!(lines.lines().count(), hits.len());
            let table = rows(&print("csv"));
            let (names, mut left) = table.split_first().unwrap();
            for hit in hits {
                left = &left[check_rows(names, left, (question, hit))..];
            }
            assert!(left.is_empty(), "rows of no article: {left:?}");
            let id = |hit: &Value| hit["article"]["id"].as_str().unwrap().to_owned();
            let ranked: Vec<String> =
                print("trec").lines().map(|line| line.split(' ').nth(2).unwrap().to_owned()).collect();
            assert_eq!(ranked, hits.iter().map(id).collect::<Vec<_>>());
            let [headlines, whole] = ["-l", "--full"].map(|form| printed(&scratch, &[form], question));
            let markdown = print("markdown");
            for (number, hit) in hits.iter().enumerate() {
                let heading = format!("{}. ", number + 1);
                assert!(markdown.lines().any(|line| line.starts_with(&format!("## {heading}"))));
                for text in [&headlines, &whole] {
                    assert!(
                        text.lines().any(|line| line.starts_with(&heading)) && text.contains(&id(hit)),
                        "{text}"
                    );
                }
            }
            assert_eq!(markdown.matches("\n## ").count(), hits.len());
        }
    }
    assert!(seen > 60, "the questions find {seen} articles");
}

#[test]
fn nothing_of_an_article_is_markdown() {
    let scratch = Scratch::new();
    scratch.write("corpus/hostile.jsonl", HOSTILE);
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let markdown = printed(&scratch, &["--format", "markdown", "--passages", "5", "--full"], "quarry");
    for escaped in
        ["\\*flooded\\*", "1 \\< 2", "\\[**quarry**\\](javascript:x)", "\\`\\`\\`", "> \\- the **quarry**"]
    {
        assert!(markdown.contains(escaped), "{escaped} is not in\n{markdown}");
    }
    assert!(
        markdown.contains("](<https://example.org/a%20b%3E(c)>)")
            && !markdown.replace("\\]", "").contains("](javascript")
    );
    assert!(!markdown.contains(['\u{7}', '\u{202e}']), "no control characters");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    for (file, format) in [
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.md", "markdown"),
        ("a.TXT", "text"),
        ("a.trec", "trec"),
        ("a.csv", "csv"),
    ] {
        let stdout = printed(&scratch, &["--format", format], "Saraqeb displacement");
        assert_eq!(printed(&scratch, &["-o", file], "Saraqeb displacement"), "");
        let written = std::fs::read_to_string(scratch.path().join(file)).unwrap();
        let bare = written.strip_prefix('\u{feff}').unwrap_or(&written);
        assert_eq!((bare, bare.len() < written.len()), (&*stdout, format == "csv"), "{file}");
    }
    // A run that fails leaves what was there.
    scratch.write("kept.csv", "mine");
    scratch.write("queries.tsv", "q1\tSaraqeb\n");
    assert_eq!(scratch.run(&["-o", "kept.csv", "--batch", "not-there.tsv"], "").status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(scratch.path().join("kept.csv")).unwrap(), "mine");
    assert!(scratch.run(&["-o", "kept.csv", "--batch", "queries.tsv"], "").status.success());
    assert!(std::fs::read_to_string(scratch.path().join("kept.csv")).unwrap().contains("q1,Saraqeb,1,"));
    let left: Vec<String> =
        std::fs::read_dir(scratch.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.ends_with(".part")), "{left:?}");
}
