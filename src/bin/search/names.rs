//! `search names …`: the spellings that the index knows for a name, and the reader's say on which are one.

mod aliases;
mod pairs;
mod suggest;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use dateline::names::SpellingOptions;
use dateline::query::plan::MatchKind;
use dateline::results::NameReport;

use crate::arguments::{Global, probability};
use crate::batch::lines;
use crate::place;
use crate::terminal::terminal_safe;

/// What `search names` is told.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct NamesArgs {
    /// The names, each as one argument
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Read the names from a file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
    /// Also list spellings of less probability, down to this one
    #[arg(long, value_name = "SCORE", value_parser = probability)]
    pub(crate) min_score: Option<f32>,
    /// Say how probable it is that two names are one, for each line of a file, a TAB between them; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["names", "batch", "min_score"])]
    pub(crate) pairs: Option<PathBuf>,
    /// Make names one for good, in your alias file
    #[arg(long, value_names = ["NAME", "NAME"], num_args = 2, conflicts_with_all = OTHERS, group = "writes")]
    pub(crate) join: Vec<String>,
    /// Never take two names for one, in your alias file
    #[arg(long, value_names = ["NAME", "NAME"], num_args = 2, conflicts_with_all = OTHERS, group = "writes")]
    pub(crate) part: Vec<String>,
    /// List names that you may want to join: acronyms that the articles explain, and spellings that look like one name
    #[arg(long, conflicts_with_all = OTHERS, group = "writes")]
    pub(crate) suggest: bool,
    /// At most so many suggestions
    #[arg(long, value_name = "N", default_value_t = 20, requires = "suggest")]
    pub(crate) limit: usize,
    /// Join the names of the suggestions with these numbers, in your alias file
    #[arg(long, value_name = "N", num_args = 1.., conflicts_with_all = OTHERS, group = "writes")]
    pub(crate) accept: Vec<usize>,
}

/// What cannot stand beside an option that writes the alias file.
const OTHERS: [&str; 4] = ["names", "batch", "min_score", "pairs"];

const AFTER_HELP: &str = "\
Your alias file is that of --aliases or DATELINE_ALIASES, else aliases.toml beside the schema, else
dateline/aliases.toml in your configuration folder. It works at once, without a new index.";

pub(crate) fn run(args: &NamesArgs, global: &Global) -> Result<ExitCode> {
    if let [a, b] = &args.join[..] {
        return aliases::join(&[vec![a, b]], global);
    }
    if let [a, b] = &args.part[..] {
        return aliases::part(a, b, global);
    }
    if !args.accept.is_empty() {
        return suggest::accept(&args.accept, global);
    }
    if args.suggest {
        return suggest::list(args.limit, global);
    }
    match &args.pairs {
        Some(file) => pairs::run(file, global),
        None => list(args, global),
    }
}

/// Lists the spellings of names.
fn list(args: &NamesArgs, global: &Global) -> Result<ExitCode> {
    let mut names = args.names.clone();
    if let Some(file) = &args.batch {
        let lines = lines(file)?.collect::<Result<Vec<_>>>()?;
        names.extend(lines.into_iter().filter(|line| !line.trim().is_empty()));
    }
    if names.is_empty() {
        bail!("no name is given: write `search names Saraqeb`");
    }
    let archive = place::open(global)?;
    // Who asks for the improbable ones wants to see how many there are.
    let max_variants = if args.min_score.is_some() { 1000 } else { SpellingOptions::default().max_variants };
    let options = SpellingOptions { min_score: args.min_score, max_variants };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut found = false;
    for name in &names {
        let report = archive.names(name, options)?;
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

fn print_text(out: &mut impl Write, report: &NameReport) -> io::Result<()> {
    writeln!(out, "{}", terminal_safe(&report.name))?;
    if report.variants.is_empty() {
        writeln!(out, "  no other form in the index")?;
    }
    for variant in &report.variants {
        let kind = match variant.kind {
            MatchKind::Script => "script",
            MatchKind::Spelling => "spelling",
            _ => "alias",
        };
        let text = terminal_safe(&variant.text);
        let reason = &variant.reason;
        let left_out = if variant.shown { "" } else { "; not searched for" };
        let score = variant.score;
        writeln!(out, "  {:>6} passages  {kind:<8} {score:.2} {text}  ({reason}{left_out})", variant.passages)?;
    }
    Ok(())
}
