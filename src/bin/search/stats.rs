//! `search stats`: what the index holds.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

pub(crate) fn run(global: &Global) -> Result<ExitCode> {
    let archive = place::open(global)?;
    let (statistics, files) = (archive.statistics(), archive.files()?);
    let mut out = io::stdout().lock();
    if global.json {
        let roots: Vec<String> = archive.roots().iter().map(|r| r.display().to_string()).collect();
        let folder = archive.folder().display().to_string();
        let value =
            serde_json::json!({ "index": folder, "roots": roots, "statistics": statistics, "files": files });
        writeln!(out, "{value}")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "index      {}", archive.folder().display())?;
    for root in archive.roots() {
        writeln!(out, "root       {}", terminal_safe(&root.display().to_string()))?;
    }
    writeln!(out, "articles   {} ({} without a date)", statistics.articles, statistics.undated)?;
    writeln!(out, "passages   {}", statistics.passages)?;
    writeln!(out, "words      {}", statistics.words)?;
    let mut languages = statistics.languages.clone();
    languages.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let languages: Vec<String> = languages.iter().map(|(language, count)| format!("{language} {count}")).collect();
    writeln!(out, "languages  {}", languages.join(", "))?;
    writeln!(out, "files      {}", files.len())?;
    for file in files.iter().filter(|f| !f.errors.is_empty()) {
        for error in &file.errors {
            writeln!(out, "error      {}", terminal_safe(error))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
