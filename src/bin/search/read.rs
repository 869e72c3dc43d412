//! `search read FILE…`: what was understood of files, for people and as JSON.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use dateline::article::{Article, Block, BlockKind, Decision, Said, Why};
use dateline::ingest::{self, ReadingOptions};
use serde::Serialize;

use crate::arguments::Global;
use crate::terminal::terminal_safe;

/// What `search read` is told.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Also say why: what decided on each block, and where the headline, the dates, the outlet and the language were taken from
    #[arg(long)]
    pub(crate) why: bool,
}

/// A block with what decided on it.
#[derive(Serialize)]
struct ReadBlock<'a> {
    #[serde(flatten)]
    block: &'a Block,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a Why>,
}

/// One line of `search read --json`.
#[derive(Serialize)]
struct ReadArticle<'a> {
    path: &'a str,
    entry: Option<u32>,
    id: Option<&'a str>,
    title: &'a str,
    date: Option<String>,
    date_precision: Option<dateline::article::Precision>,
    updated: Option<String>,
    byline: Option<&'a str>,
    source: Option<&'a str>,
    language: &'a str,
    url: Option<&'a str>,
    text: String,
    full_text: String,
    blocks: Vec<ReadBlock<'a>>,
    warnings: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<&'a [Decision]>,
}

#[derive(Serialize)]
pub(crate) struct ReadError<'a> {
    pub(crate) path: &'a str,
    pub(crate) error: String,
}

/// Prints the articles of the files in order; the exit code is 2 if any could not be read.
pub(crate) fn run(args: &ReadArgs, global: &Global) -> Result<ExitCode> {
    let options = ReadingOptions { columns: crate::place::schema(global)?.columns };
    let json = global.json;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut failed = false;
    for path in &args.files {
        let articles = match articles(path, &options) {
            Ok(articles) => articles,
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        for article in articles {
            failed |= article.is_err();
            match (&article, json) {
                (Ok(article), true) => print_json(&mut out, article, args.why)?,
                (Ok(article), false) => print_text(&mut out, article, args.why)?,
                (Err(error), true) => {
                    let line = ReadError { path: &path.to_string_lossy(), error: error.to_string() };
                    serde_json::to_writer(&mut out, &line)?;
                    out.write_all(b"\n")?;
                }
                (Err(error), false) => {
                    out.flush()?;
                    writeln!(io::stderr(), "error: {}", terminal_safe(&error.to_string()))?;
                }
            }
        }
    }
    out.flush()?;
    Ok(if failed { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

pub(crate) fn articles(path: &Path, options: &ReadingOptions) -> dateline::error::Result<ingest::Articles> {
    if path == Path::new("-") {
        ingest::read_from(path, io::stdin(), options)
    } else {
        ingest::read_file(path, options)
    }
}

fn print_json(out: &mut impl Write, article: &Article, why: bool) -> Result<()> {
    let block = |block| ReadBlock { block, why: block.why.as_deref().filter(|_| why) };
    let line = ReadArticle {
        path: &article.path,
        entry: article.entry,
        id: article.id.as_deref(),
        title: article.title(),
        date: article.date.map(|d| d.to_string()),
        date_precision: article.date.map(|d| d.precision),
        updated: article.updated.map(|d| d.to_string()),
        byline: article.byline.as_deref(),
        source: article.source.as_deref(),
        language: article.language.as_str(),
        url: article.url.as_deref(),
        text: article.body(),
        full_text: article.full_text(),
        blocks: article.blocks.iter().map(block).collect(),
        warnings: article.warnings.iter().map(|warning| warning.message.as_str()).collect(),
        decisions: why.then_some(&article.decisions),
    };
    serde_json::to_writer(&mut *out, &line)?;
    Ok(out.write_all(b"\n")?)
}

fn print_text(out: &mut impl Write, article: &Article, why: bool) -> Result<()> {
    let entry = article.entry.map(|n| format!(" entry {n}")).unwrap_or_default();
    writeln!(out, "{}{entry}", terminal_safe(&article.path))?;
    let [date, updated] = [article.date, article.updated].map(|date| date.map(|d| d.to_string()));
    let parts = [
        ("title", Some(article.title())),
        ("date", date.as_deref()),
        ("updated", updated.as_deref()),
        ("byline", article.byline.as_deref()),
        ("source", article.source.as_deref()),
        ("language", Some(article.language.as_str())),
        ("id", article.id.as_deref()),
        ("url", article.url.as_deref()),
    ];
    // Most files say nothing of these two.
    let parts = parts.into_iter().filter(|(name, value)| value.is_some() || !["updated", "byline"].contains(name));
    for (name, value) in parts {
        let value = value.filter(|v| !v.is_empty()).unwrap_or("none");
        writeln!(out, "  {name:<9} {}", terminal_safe(value))?;
    }
    for warning in &article.warnings {
        writeln!(out, "  {:<9} {}", "warning", terminal_safe(&warning.message))?;
    }
    for decision in article.decisions.iter().filter(|_| why) {
        writeln!(out, "  {:<9} {}", "why", terminal_safe(&told(decision)))?;
    }
    for block in &article.blocks {
        print_block(out, block)?;
        if let Some(because) = block.why.as_deref().filter(|_| why) {
            writeln!(out, "      why: {}", terminal_safe(&reasons(because)))?;
        }
    }
    Ok(writeln!(out)?)
}

/// A decision as a line: `date 2020-01-31 from JSON-LD datePublished; lost: 2020-02-01 from the URL`.
fn told(decision: &Decision) -> String {
    let said = |said: &Said| format!("{} from {}", said.value, said.from);
    let lost: Vec<String> = decision.lost.iter().map(said).collect();
    let lost = if lost.is_empty() { String::new() } else { format!("; lost: {}", lost.join(", ")) };
    format!("{} {}{lost}", decision.fact, said(&decision.won))
}

/// What decided on a block as a line.
fn reasons(why: &Why) -> String {
    let mut all = vec![why.because.clone()];
    all.extend(why.rule.as_ref().map(|rule| format!("rule `{rule}`")));
    let votes = why.votes.iter().map(|vote| format!("{} {}", vote.by, if vote.wants { "yes" } else { "no" }));
    all.push(votes.collect::<Vec<_>>().join(", "));
    all.push(if why.place.is_empty() { String::new() } else { format!("in {}", why.place) });
    all.retain(|part| !part.is_empty());
    all.join("; ")
}

fn print_block(out: &mut impl Write, block: &Block) -> io::Result<()> {
    let kind = match block.kind {
        BlockKind::Headline => "headline",
        BlockKind::Caption => "caption",
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
    };
    let language = block.language.as_ref().map(|l| format!(" [{l}]")).unwrap_or_default();
    let text = terminal_safe(&block.text).replace('\n', "\n             ");
    match &block.left_out {
        Some(reason) => writeln!(out, "  - left out ({}): {text}", terminal_safe(reason)),
        None => writeln!(out, "  + {kind:<9}{language} {text}"),
    }
}
