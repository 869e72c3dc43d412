//! `search names --pairs FILE`: for two names a line, how sure it is that they are one.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use dateline::analysis::Analyzer;
use dateline::names::pairs::compare;

use crate::arguments::Global;
use crate::batch::lines;
use crate::place::Place;
use crate::terminal::terminal_safe;

/// Prints probability and reason of each pair; lines that are no pair are reported and passed over.
pub(super) fn run(file: &Path, global: &Global) -> Result<ExitCode> {
    let place = Place::find(global)?;
    let mut analyzer = Analyzer::new(&place.schema.stemmers);
    let book = place.alias_book(global, &mut analyzer)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut wrong = false;
    for (number, line) in lines(file)?.enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let names: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [name1, name2] = names[..] else {
            wrong = true;
            let (file, number) = (file.display(), number + 1);
            writeln!(io::stderr(), "{file}:{number}: not two names with a TAB between them: passed over")?;
            continue;
        };
        let report = compare(name1, name2, &book, &mut analyzer);
        if global.json {
            serde_json::to_writer(&mut out, &report)?;
            out.write_all(b"\n")?;
        } else {
            let line = format!("{:.3}  {name1} = {name2}  ({})", report.score, report.reason);
            let line = if report.shown { line } else { line.replacen(" = ", " / ", 1) };
            writeln!(out, "{}", terminal_safe(&line))?;
        }
    }
    out.flush()?;
    Ok(if wrong { ExitCode::from(2) } else { ExitCode::SUCCESS })
}
