//! `search check`: verifies the stored index.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use dateline::Check;

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

/// What `search check` is told.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Only the checksums of the files, not every article
    #[arg(long)]
    quick: bool,
}

pub(crate) fn run(args: &CheckArgs, global: &Global) -> Result<ExitCode> {
    let reader = place::found(global)?.reader()?;
    let faults = reader.check(if args.quick { Check::Quick } else { Check::Full })?;
    let articles = reader.statistics().articles;
    let mut out = io::stdout().lock();
    if global.json {
        let mut line = serde_json::json!({ "articles": articles, "faults": faults });
        if let Some(first) = faults.first() {
            line["error"] = serde_json::json!({ "message": first, "kind": "file" });
        }
        writeln!(out, "{line}")?;
    } else {
        for fault in &faults {
            writeln!(out, "{}", terminal_safe(fault))?;
        }
        match faults.len() {
            0 => writeln!(out, "{articles} articles, nothing wrong")?,
            1 => writeln!(out, "one fault: build the index anew with `search index --rebuild`")?,
            n => writeln!(out, "{n} faults: build the index anew with `search index --rebuild`")?,
        }
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
