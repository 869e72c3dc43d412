//! `search names --join A B`, `--part A B`: the reader's alias file with names joined or parted.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use dateline::analysis::Analyzer;
use dateline::error::{Error, settings_text};
use dateline::names::alias_file;

use crate::arguments::Global;
use crate::place::Place;
use crate::terminal::terminal_safe;

/// Joins the names of each list.
pub(super) fn join(lists: &[Vec<&String>], global: &Global) -> Result<ExitCode> {
    edit(global, |text, file, analyzer| {
        let mut text = text.to_owned();
        for names in lists {
            let names: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
            text = alias_file::join(&text, &names, file, analyzer)?;
        }
        let said = lists.iter().map(|names| (names.iter().map(|n| n.to_string()).collect(), "one name"));
        Ok((text, said.collect()))
    })
}

/// Parts two names.
pub(super) fn part(a: &str, b: &str, global: &Global) -> Result<ExitCode> {
    edit(global, |text, file, analyzer| {
        let text = alias_file::part(text, [a, b], file, analyzer)?;
        Ok((text, vec![(vec![a.to_owned(), b.to_owned()], "never one name")]))
    })
}

/// The new text of an alias file, and for each list of names what they are in it.
type Edited = (String, Vec<(Vec<String>, &'static str)>);

/// Gives the alias file another text and says what was written where.
fn edit(
    global: &Global,
    change: impl FnOnce(&str, &Path, &mut Analyzer) -> dateline::error::Result<Edited>,
) -> Result<ExitCode> {
    let place = Place::find(global)?;
    let Some(file) = place.alias_file(global)? else {
        bail!("`--aliases none` names no file to write to: leave it out, or give --aliases FILE");
    };
    // The place that is taken by default may be made, one that is named is not made of a slip of the pen.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if global.aliases().is_some() && folder.is_some_and(|folder| !folder.exists()) {
        bail!("`{}` lies in no folder that is there: make it, or check the path", file.display());
    }
    let known = read(&file)?;
    let text = known.as_deref().unwrap_or(alias_file::HEAD);
    let (changed, said) = change(text, &file, &mut Analyzer::new(&place.schema.stemmers))?;
    let is_new = known.as_deref() != Some(&changed);
    if is_new {
        alias_file::write(&file, &changed)?;
    }
    let mut out = io::stdout().lock();
    for (names, what) in said {
        if global.json {
            let line = serde_json::json!({ "file": file, "names": names, "are": what, "written": is_new });
            writeln!(out, "{line}")?;
            continue;
        }
        let names = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" and ");
        let already = if is_new { "" } else { " already" };
        let line = format!("{names} are {what} in `{}`{already}", file.display());
        writeln!(out, "{}", terminal_safe(&line))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The text of the file, if it is there.
fn read(file: &Path) -> Result<Option<String>> {
    match settings_text(file) {
        Err(Error::File { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        text => Ok(Some(text?)),
    }
}
