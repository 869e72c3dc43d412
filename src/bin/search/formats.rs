//! An answer → text for people, JSON, JSON lines, CSV, Markdown or TREC lines. All have the same articles, and data has all that is
//! known of each.

mod csv;
mod markdown;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use clap::ValueEnum;
use dateline::query::{Warning, parse};
use dateline::results::{Hit, Ranked, SearchResponse};
use serde::Serialize;

use crate::facets::facet_lines;
use crate::terminal::terminal_safe;
use crate::text::{self, Form, Shown};

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON object a query
    Json,
    /// One JSON object an article
    Jsonl,
    /// A table for spreadsheets, a row a passage
    Csv,
    /// For documents: headlines, links, excerpts with what matched in bold
    Markdown,
    /// `qid Q0 article-id rank score tag`, for programs that score rankings
    Trec,
}

/// The endings of the names of files, and what is written to them.
const EXTENSIONS: [(&str, Format); 6] = [
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("csv", Format::Csv),
    ("md", Format::Markdown),
    ("txt", Format::Text),
    ("trec", Format::Trec),
];

impl Format {
    /// The format that was asked for, else the one that the name of the file says.
    pub(crate) fn asked(format: Option<Self>, output: Option<&Path>, json: bool) -> Result<Self> {
        match (output, format) {
            (_, Some(other)) if json && other != Self::Json => Err(two_formats(&other)),
            _ if json => Ok(Self::Json),
            (_, Some(format)) => Ok(format),
            (Some(file), None) => Self::of_file(file),
            (None, None) => Ok(Self::Text),
        }
    }

    /// Whether the name of a file says a format.
    pub(crate) fn is_told_by(file: &Path) -> bool {
        Self::of_file(file).is_ok()
    }

    /// The format that the name of a file asks for.
    fn of_file(file: &Path) -> Result<Self> {
        let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let found = EXTENSIONS.iter().find(|(ending, _)| *ending == extension);
        let (_, format) = found.with_context(|| {
            let endings: Vec<String> = EXTENSIONS.iter().map(|(ending, _)| format!(".{ending}")).collect();
            let endings = endings.join(" ");
            format!("`{}` does not say its format: end its name in {endings}, or give --format", file.display())
        })?;
        Ok(*format)
    }
}

/// What is said of a format beside `--json`.
pub(crate) fn two_formats(other: &impl ValueEnum) -> anyhow::Error {
    let other = other.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    anyhow::anyhow!("`--json` and `--format {other}` are two formats: write one of them")
}

/// A question, with its id where it is one of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) text: &'a str,
}

/// Prints answers one after the other.
pub(crate) struct Printer {
    pub(crate) format: Format,
    pub(crate) shown: Shown,
    /// Whether it is a file that is written.
    pub(crate) is_file: bool,
    /// How many articles were printed.
    pub(crate) articles: usize,
    /// Whether every text is read too.
    pub(crate) audit: bool,
    /// Whether a reading of the texts gave another answer.
    pub(crate) differs: bool,
    /// Whether it was said that ids had blanks.
    pub(crate) has_blanks: bool,
}

impl Printer {
    /// One that has printed nothing.
    pub(crate) fn of(format: Format, shown: Shown, is_file: bool) -> Self {
        Self { format, shown, is_file, articles: 0, audit: false, differs: false, has_blanks: false }
    }

    /// Whether people read what is printed.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self.format, Format::Text | Format::Markdown)
    }

    /// Prints what stands before all answers.
    pub(crate) fn begin(&self, out: &mut impl Write) -> io::Result<()> {
        match self.format {
            Format::Csv => csv::begin(out, self.is_file),
            _ => Ok(()),
        }
    }

    /// Prints an answer; its warnings go to standard error where the format has no place for them.
    pub(crate) fn answer(
        &mut self,
        out: &mut impl Write,
        question: Question<'_>,
        answer: &SearchResponse,
    ) -> Result<()> {
        self.articles += answer.hits.len();
        if self.format != Format::Json {
            warn(question, &answer.warnings)?;
        }
        if matches!(self.format, Format::Jsonl | Format::Csv) {
            say(question, answer)?;
        }
        match self.format {
            Format::Text => self.text(out, question, answer)?,
            Format::Json => json(out, question, answer)?,
            Format::Jsonl => answer.hits.iter().try_for_each(|hit| json_line(out, question, hit))?,
            Format::Csv => answer.hits.iter().try_for_each(|hit| csv::rows(out, question, hit, !self.is_file))?,
            Format::Markdown => markdown::print(out, question, answer, &self.shown)?,
            // A ranking has every copy: it is asked for as such.
            Format::Trec => {}
        }
        Ok(())
    }

    fn text(&self, out: &mut impl Write, question: Question<'_>, answer: &SearchResponse) -> io::Result<()> {
        match question.id {
            Some(id) if self.shown.form == Form::Count => write!(out, "{}\t", terminal_safe(id))?,
            Some(id) => writeln!(out, "== {} {}", terminal_safe(id), terminal_safe(question.text))?,
            None => {}
        }
        text::print(out, answer, &self.shown)
    }

    /// Prints the places of a ranking.
    pub(crate) fn ranking(
        &mut self,
        out: &mut impl Write,
        question: Question<'_>,
        ranked: &[Ranked],
    ) -> io::Result<()> {
        self.articles += ranked.len();
        // A ranking has no place for what was understood.
        warn(question, &parse(question.text).1)?;
        for (number, article) in ranked.iter().enumerate() {
            let [qid, id] = [question.id.unwrap_or("0"), &article.id].map(column);
            let (rank, score) = (self.shown.offset + number + 1, article.score);
            writeln!(out, "{qid} Q0 {id} {rank} {score:.4} dateline")?;
            let is_whole = matches!((&qid, &id), (Cow::Borrowed(_), Cow::Borrowed(_)));
            if !is_whole && !std::mem::replace(&mut self.has_blanks, true) {
                let message = "blanks in the ids of queries and articles are written as `_`: columns end at blanks";
                writeln!(io::stderr(), "warning: {message}")?;
            }
        }
        Ok(())
    }
}

/// Says what is doubtful about a question.
fn warn(question: Question<'_>, warnings: &[Warning]) -> io::Result<()> {
    for warning in warnings {
        let line = format!("{}at {}: {}", lead(question), warning.position + 1, warning.message);
        writeln!(io::stderr(), "warning: {}", terminal_safe(&line))?;
    }
    Ok(())
}

/// What says of which question a line on standard error is.
fn lead(question: Question<'_>) -> String {
    question.id.map(|id| format!("{id}: ")).unwrap_or_default()
}

/// What is said of an answer whose articles alone are printed.
fn say(question: Question<'_>, answer: &SearchResponse) -> io::Result<()> {
    let lead = lead(question);
    let facets = answer.facets.iter().flat_map(facet_lines);
    for line in text::advice(answer).into_iter().chain(facets) {
        writeln!(io::stderr(), "{}", terminal_safe(&format!("{lead}{line}")))?;
    }
    Ok(())
}

/// One line: the answer, with the id of its question where there is one.
fn json(out: &mut impl Write, question: Question<'_>, answer: &SearchResponse) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        #[serde(flatten)]
        answer: &'a SearchResponse,
    }
    serde_json::to_writer(&mut *out, &Line { id: question.id, answer })?;
    Ok(out.write_all(b"\n")?)
}

/// One line: an article of the answer, with its question.
fn json_line(out: &mut impl Write, question: Question<'_>, hit: &Hit) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        query_id: Option<&'a str>,
        query: &'a str,
        #[serde(flatten)]
        hit: &'a Hit,
    }
    serde_json::to_writer(&mut *out, &Line { query_id: question.id, query: question.text, hit })?;
    Ok(out.write_all(b"\n")?)
}

/// An id as a column of a TREC line, which a blank would end.
fn column(id: &str) -> Cow<'_, str> {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    match id {
        "" => Cow::Owned("_".to_owned()),
        id if id.contains(is_blank) => Cow::Owned(id.replace(is_blank, "_")),
        id => Cow::Borrowed(id),
    }
}
