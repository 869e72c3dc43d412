//! `search check`: verifies the stored index, and repairs it.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use anyhow::{Result, bail};
use clap::Args;
use dateline::{Check, Repair};

use crate::arguments::Global;
use crate::place::{self, Place};
use crate::terminal::terminal_safe;
use crate::text::plural;

/// What `search check` is told.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Only the checksums of the files, not every article
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// Also every article with all that the index has of it, as without an option
    #[arg(long)]
    full: bool,
    /// Build the index anew from its own stored texts, and check that; no file that was indexed is needed
    #[arg(long, conflicts_with = "quick")]
    repair: bool,
}

pub(crate) fn run(args: &CheckArgs, global: &Global) -> Result<ExitCode> {
    let repaired = if args.repair { Some(repair(global)?) } else { None };
    let reader = place::found(global)?.reader()?;
    let faults = reader.check(if args.quick { Check::Quick } else { Check::Full })?;
    let articles = reader.statistics().articles;
    let lost = repaired.as_ref().map_or(0, |repaired| repaired.faults.len());
    let mut out = io::stdout().lock();
    if global.json {
        let mut line = serde_json::json!({ "articles": articles, "faults": faults });
        if let Some(first) = faults.first() {
            line["error"] = serde_json::json!({ "message": first, "kind": "file" });
        }
        if let Some(repaired) = &repaired {
            line["repair"] = serde_json::to_value(repaired)?;
        }
        writeln!(out, "{line}")?;
    } else {
        if let Some(repaired) = &repaired {
            tell(repaired, &mut out)?;
        }
        for fault in &faults {
            writeln!(out, "{}", terminal_safe(fault))?;
        }
        let way_out =
            "`search check --repair` builds the index anew from its texts, `search index --rebuild` from the files";
        match faults.len() {
            0 => writeln!(out, "{}, nothing wrong", plural(articles, "article"))?,
            1 => writeln!(out, "one fault: {way_out}")?,
            n => writeln!(out, "{n} faults: {way_out}")?,
        }
    }
    Ok(if faults.is_empty() && lost == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn repair(global: &Global) -> Result<Repair> {
    let place = Place::find(global)?;
    if !place.has_index()? {
        bail!(dateline::Error::NoIndex { path: place.index });
    }
    Ok(dateline::repair(&place.index, &AtomicBool::new(false), &mut |_| {})?)
}

/// Says what a repair did, and what it could not.
fn tell(repaired: &Repair, out: &mut impl Write) -> io::Result<()> {
    let Repair { articles, files, read_again, lost_rows, faults, .. } = repaired;
    let records = plural(*files, "record");
    writeln!(out, "{} and {records} of files taken from the stored texts", plural(*articles, "article"))?;
    if *lost_rows > 0 {
        writeln!(out, "{lost_rows} stored passages or records make no sense")?;
    }
    if *read_again > 0 {
        writeln!(out, "{} read again from the files", plural(*read_again, "article"))?;
    }
    for fault in faults {
        let path = if fault.path.is_empty() { String::new() } else { format!("{}: ", fault.path) };
        writeln!(out, "{}", terminal_safe(&format!("{path}{}", fault.reason)))?;
    }
    Ok(())
}
