//! `search names NAME…`: the spellings that the index knows for a name.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use dateline::error::Error;
use dateline::names::SpellingOptions;
use dateline::query::plan::MatchKind;
use dateline::results::NameReport;

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

/// What `search names` is told.
#[derive(Debug, Args)]
pub(crate) struct NamesArgs {
    /// The names, each as one argument
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Read the names from a file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
    /// Also list spellings of less probability, down to this one
    #[arg(long, value_name = "SCORE")]
    pub(crate) min_score: Option<f32>,
}

pub(crate) fn run(args: &NamesArgs, global: &Global) -> Result<ExitCode> {
    let mut names = args.names.clone();
    if let Some(file) = &args.batch {
        names.extend(lines(file)?);
    }
    if names.is_empty() {
        bail!("no name is given: write `search names Saraqeb`");
    }
    let archive = place::open(global)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut found = false;
    for name in &names {
        let report = archive.names(name, SpellingOptions { least: args.min_score, most: if args.min_score.is_some() { 1000 } else { 60 } })?;
        found |= !report.variants.is_empty();
        if global.json {
            serde_json::to_writer(&mut out, &report)?;
            out.write_all(b"\n")?;
        } else {
            print_text(&mut out, &report)?;
        }
    }
    out.flush()?;
    Ok(if found || args.batch.is_some() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn lines(file: &Path) -> Result<Vec<String>> {
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(Error::file("read", file))?)
    };
    let lines = BufReader::new(input).lines().collect::<io::Result<Vec<_>>>().map_err(Error::file("read", file))?;
    Ok(lines.into_iter().filter(|l| !l.trim().is_empty()).collect())
}

fn print_text(out: &mut impl Write, report: &NameReport) -> io::Result<()> {
    writeln!(out, "{}", terminal_safe(&report.name))?;
    if report.variants.is_empty() {
        writeln!(out, "  no other form in the index")?;
    }
    for variant in &report.variants {
        let kind = if variant.kind == MatchKind::Script { "script" } else { "alias" };
        let text = terminal_safe(&variant.text);
        writeln!(out, "  {:>6} passages  {kind:<8} {text}  ({})", variant.passages, variant.reason)?;
    }
    Ok(())
}
