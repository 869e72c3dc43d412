//! `search --audit`, `search --evidence FILE` and `search verify FILE`: an answer compared with the texts, and with a later one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use dateline::error::Error;
use dateline::query::parse;
use dateline::results::{Audit, SearchOptions};
use dateline::{Evidence, Reader};

use crate::arguments::Global;
use crate::output::OutputFile;
use crate::place::{self, Place};
use crate::terminal::terminal_safe;
use crate::text::plural;

/// What `search verify` is told.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A file that `search --evidence` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Says what an audit has shown; whether there is no difference.
pub(crate) fn tell(audit: &Audit) -> io::Result<bool> {
    let mut err = io::stderr().lock();
    for difference in &audit.differences {
        writeln!(err, "audit: {}", terminal_safe(difference))?;
    }
    let (read, found) = (plural(audit.articles, "article"), plural(audit.found, "article"));
    match audit.differences.len() {
        0 => writeln!(err, "audit: {read} read, {found} found as in the index: no difference")?,
        _ => writeln!(err, "audit: {read} read: the index differs; `search check` tells more")?,
    }
    Ok(audit.differences.is_empty())
}

/// Writes the record of an answer to a file.
pub(crate) fn write_evidence(
    archive: &Reader,
    query: &str,
    options: &SearchOptions,
    (file, global): (&Path, &Global),
) -> Result<()> {
    let aliases = alias_file(global)?;
    let evidence = archive.evidence(query, options, aliases.as_deref())?;
    let mut out = OutputFile::create(file)?;
    serde_json::to_writer_pretty(&mut out, &evidence)?;
    out.write_all(b"\n")?;
    out.finish()?;
    writeln!(io::stderr(), "wrote {} to {}", plural(evidence.hits.len() as u64, "article"), file.display())?;
    Ok(())
}

/// What stands in the reader's alias file.
fn alias_file(global: &Global) -> Result<Option<Vec<u8>>> {
    let file = Place::find(global)?.alias_file(global)?.filter(|file| file.is_file());
    Ok(file.map(|file| fs::read(&file).map_err(Error::file("read", &file))).transpose()?)
}

pub(crate) fn run(args: &VerifyArgs, global: &Global) -> Result<ExitCode> {
    let text = fs::read_to_string(&args.file).map_err(Error::file("read", &args.file))?;
    let before = match Evidence::parse(&text) {
        Ok(evidence) => evidence,
        Err(message) => bail!("`{}` is no file that `search --evidence` wrote: {message}", args.file.display()),
    };
    let archive = place::found(global)?.open(global)?;
    let options = before.options.search_options();
    // Dates that were counted from the day of asking are those of then.
    let is_as_typed = parse(&before.query).0.to_string() == before.parsed;
    let query = if is_as_typed { &before.query } else { &before.parsed };
    let now = archive.evidence(query, &options, alias_file(global)?.as_deref())?;
    let (changes, differences) = (before.changes(&now), before.differences(&now));
    let mut out = io::stdout().lock();
    if global.json {
        let line = serde_json::json!({
            "query": before.query, "asked": before.asked, "hits": before.hits.len(),
            "changes": changes, "differences": differences,
        });
        writeln!(out, "{line}")?;
    } else {
        for change in &changes {
            writeln!(out, "changed  {}", terminal_safe(change))?;
        }
        for difference in &differences {
            writeln!(out, "differs  {}", terminal_safe(difference))?;
        }
        let (query, articles) = (terminal_safe(&before.query), plural(before.hits.len() as u64, "article"));
        let verdict = if differences.is_empty() { "the same answer" } else { "another answer" };
        writeln!(out, "{verdict} to `{query}` as on {} ({articles})", before.asked)?;
    }
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
