//! `search check`: verifies the stored index.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

pub(crate) fn run(global: &Global) -> Result<ExitCode> {
    let archive = place::open(global)?;
    let faults = archive.check()?;
    let articles = archive.statistics().articles;
    let mut out = io::stdout().lock();
    if global.json {
        writeln!(out, "{}", serde_json::json!({ "articles": articles, "faults": faults }))?;
    } else {
        for fault in &faults {
            writeln!(out, "{}", terminal_safe(fault))?;
        }
        match faults.len() {
            0 => writeln!(out, "{articles} articles, nothing wrong")?,
            n => writeln!(out, "{n} faults: build the index anew with `search index --rebuild`")?,
        }
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
