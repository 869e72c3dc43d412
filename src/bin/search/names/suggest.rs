//! `search names --suggest`, `--accept N`: what the reader may want to join, and the reader's yes.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, bail};
use dateline::names::mining::{Kind, MiningOptions, Suggestion};

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

/// Prints the first suggestions of the index.
pub(super) fn list(limit: usize, global: &Global) -> Result<ExitCode> {
    let all = place::open(global)?.suggestions(MiningOptions::default())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for suggestion in all.iter().take(limit) {
        if global.json {
            serde_json::to_writer(&mut out, suggestion)?;
            out.write_all(b"\n")?;
        } else {
            print_text(&mut out, suggestion)?;
        }
    }
    if !global.json {
        match all.len() {
            0 => writeln!(out, "nothing to suggest")?,
            n if n > limit => writeln!(out, "{limit} of {n}; more with --limit N")?,
            _ => {}
        }
    }
    out.flush()?;
    Ok(if all.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Writes the suggestions with these numbers to the alias file.
pub(super) fn accept(numbers: &[usize], global: &Global) -> Result<ExitCode> {
    let all = place::found(global)?.open_to_edit(global)?.suggestions(MiningOptions::default())?;
    let mut chosen = Vec::new();
    for number in numbers {
        match all.iter().find(|suggestion| suggestion.number == *number) {
            Some(suggestion) => chosen.push(suggestion),
            None => bail!("no suggestion has the number {number}: see `search names --suggest`"),
        }
    }
    let lists: Vec<Vec<&String>> = chosen.iter().map(|s| s.forms.iter().map(|f| &f.text).collect()).collect();
    super::aliases::join(&lists, global)
}

fn print_text(out: &mut impl Write, suggestion: &Suggestion) -> io::Result<()> {
    let forms: Vec<String> = match suggestion.kind {
        Kind::Acronym => suggestion.forms.iter().map(|f| f.text.clone()).collect(),
        Kind::Spelling => suggestion.forms.iter().map(|f| format!("{} ({})", f.text, f.passages)).collect(),
    };
    let plural = |n: u64, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let (passages, outlets) = (plural(suggestion.passages, "passage"), plural(suggestion.outlets, "outlet"));
    let line = format!(
        "{:>4}  {}  ({:.2}, {passages}, {outlets})",
        suggestion.number,
        forms.join(" = "),
        suggestion.score
    );
    writeln!(out, "{}", terminal_safe(&line))?;
    writeln!(out, "      {}", terminal_safe(&suggestion.example.replace('\n', " ")))
}
