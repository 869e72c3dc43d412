//! `search remove PATH|ID`: takes articles out on purpose.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::arguments::Global;
use crate::place;

/// What `search remove` is told.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// An article's id, or a file or folder whose articles are to go
    #[arg(required = true, value_name = "PATH|ID")]
    pub(crate) what: Vec<String>,
}

pub(crate) fn run(args: &RemoveArgs, global: &Global) -> Result<ExitCode> {
    let mut archive = place::open(global)?;
    let mut removed = 0;
    for what in &args.what {
        let mut found = archive.remove(what)?;
        if found == 0
            && let Ok(path) = std::path::absolute(what)
        {
            // A file that is gone has no canonical path any more.
            let path = path.canonicalize().unwrap_or(path);
            found = archive.remove(&path.to_string_lossy())?;
        }
        if found == 0 {
            writeln!(io::stderr(), "`{what}` is no id and no file of the index: `search stats` lists its files")?;
        }
        removed += found;
    }
    archive.commit()?;
    if global.json {
        writeln!(io::stdout(), "{}", serde_json::json!({ "removed": removed }))?;
    } else {
        writeln!(io::stdout(), "{removed} articles removed")?;
    }
    Ok(if removed > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
