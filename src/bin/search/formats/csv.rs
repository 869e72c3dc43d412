//! An article of an answer → rows of a table, one a passage (RFC 4180): what is a list is JSON in its cell. No cell is a formula to a
//! spreadsheet: before what could begin one stands an apostrophe, as a spreadsheet writes a text itself.

use std::io::{self, IsTerminal, Write};

use dateline::results::{Hit, PassageReport};
use serde::Serialize;

use super::Question;
use crate::terminal::terminal_safe;

/// The columns, named as in JSON; what an article and a passage both have says whose it is.
const COLUMNS: [&str; 30] = [
    "query_id",
    "query",
    "rank",
    "score",
    "match",
    "missing",
    "id",
    "title",
    "title_marks",
    "source",
    "date",
    "date_precision",
    "language",
    "path",
    "url",
    "passage_id",
    "ordinal",
    "kind",
    "passage_score",
    "start",
    "end",
    "text",
    "marks",
    "excerpt",
    "excerpt_start",
    "excerpt_end",
    "more_passages",
    "duplicates",
    "more_duplicates",
    "similar",
];

/// What a file begins with, so that a spreadsheet reads it as UTF-8. Programs that read a pipe take it for a letter.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Prints the names of the columns.
pub(super) fn begin(out: &mut impl Write, is_file: bool) -> io::Result<()> {
    let mark = if is_file { BYTE_ORDER_MARK } else { "" };
    write!(out, "{mark}{}\r\n", COLUMNS.join(","))
}

/// Prints the passages of an article; one of which none is shown has a row without.
pub(super) fn rows(out: &mut impl Write, question: Question<'_>, hit: &Hit, is_output: bool) -> io::Result<()> {
    let is_terminal = is_output && io::stdout().is_terminal();
    let none = hit.passages.is_empty().then_some(None);
    for passage in hit.passages.iter().map(Some).chain(none) {
        let cells = row(question, hit, passage)?;
        let cells = cells.iter().map(|value| if is_terminal { cell(&terminal_safe(value)) } else { cell(value) });
        write!(out, "{}\r\n", cells.collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

fn row(question: Question<'_>, hit: &Hit, passage: Option<&PassageReport>) -> io::Result<[String; COLUMNS.len()]> {
    let article = &hit.article;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let of_passage = |value: &dyn Fn(&PassageReport) -> String| passage.map(value).unwrap_or_default();
    let marks = passage.map(|passage| json(&passage.marks)).transpose()?.unwrap_or_default();
    let score = passage.map(|passage| serde_json::to_string(&passage.score)).transpose()?.unwrap_or_default();
    let kind = passage.map(|passage| word(&passage.kind)).transpose()?.unwrap_or_default();
    Ok([
        question.id.unwrap_or_default().to_owned(),
        question.text.to_owned(),
        hit.rank.to_string(),
        serde_json::to_string(&hit.score)?,
        word(&hit.tier)?,
        json(&hit.missing)?,
        article.id.clone(),
        article.title.clone(),
        json(&article.title_marks)?,
        text(&article.source),
        text(&article.date),
        word(&article.date_precision)?,
        article.language.to_string(),
        article.path.clone(),
        text(&article.url),
        of_passage(&|p| p.id.clone()),
        of_passage(&|p| p.ordinal.to_string()),
        kind,
        score,
        of_passage(&|p| p.start.to_string()),
        of_passage(&|p| p.end.to_string()),
        of_passage(&|p| p.text.clone()),
        marks,
        of_passage(&|p| p.excerpt.text.clone()),
        of_passage(&|p| p.excerpt.start.to_string()),
        of_passage(&|p| p.excerpt.end.to_string()),
        hit.more_passages.to_string(),
        json(&hit.duplicates)?,
        hit.more_duplicates.to_string(),
        hit.similar.to_string(),
    ])
}

/// A list as JSON; one of nothing is an empty cell.
fn json<T: Serialize>(list: &[T]) -> io::Result<String> {
    if list.is_empty() { Ok(String::new()) } else { Ok(serde_json::to_string(list)?) }
}

/// A value that JSON writes as a word.
fn word(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// A cell: in quotation marks where it must be, and never the beginning of a formula.
fn cell(value: &str) -> String {
    const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let is_formula = value.trim_start_matches([' ', '\n', '\u{a0}']).starts_with(FORMULA);
    let apostrophe = if is_formula { "'" } else { "" };
    if value.contains([',', '"', '\r', '\n']) || value.starts_with(' ') || value.ends_with(' ') {
        format!("\"{apostrophe}{}\"", value.replace('"', "\"\""))
    } else {
        format!("{apostrophe}{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_no_formula() {
        for (value, expected) in [
            ("one two", "one two"),
            ("one, two", "\"one, two\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("one\ntwo", "\"one\ntwo\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-Hama", "'-Hama"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            (" =1", "\"' =1\""),
            ("＝1", "'＝1"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("2020-01-31", "2020-01-31"),
            ("", ""),
        ] {
            assert_eq!(cell(value), expected, "{value:?}");
        }
    }
}
