//! `search remove PATH|ID`: takes articles out on purpose.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use dateline::Reader;
use dateline::{Removal, Removed};

use crate::arguments::Global;
use crate::place;
use crate::terminal::terminal_safe;

/// What `search remove` is told.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// An article's id, or a file or folder below a root whose articles are to go
    #[arg(required = true, value_name = "PATH|ID")]
    pub(crate) what: Vec<OsString>,
    /// The paths are roots: they are read no more, and their articles go
    #[arg(long, conflicts_with = "all")]
    pub(crate) root: bool,
    /// An id of several articles takes them all
    #[arg(long)]
    pub(crate) all: bool,
    /// Say what would go, and take nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

pub(crate) fn run(args: &RemoveArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let reader = place.reader()?;
    let mut removals = Vec::with_capacity(args.what.len());
    // All are understood before the first is taken.
    for what in &args.what {
        let removal = removal(&reader, what, args)?;
        let removed = reader.would_remove(std::slice::from_ref(&removal)).with_context(|| way_out(&removal))?;
        if removed.articles == 0 && removed.roots.is_empty() {
            let what = terminal_safe(&what.to_string_lossy()).into_owned();
            writeln!(io::stderr(), "`{what}` is no id and no file of the index: `search stats` lists its roots")?;
            continue;
        }
        removals.push(removal);
    }
    let mut removed = reader.would_remove(&removals)?;
    if !args.dry_run && !removals.is_empty() {
        let mut writer = reader.writer()?;
        removed.articles = 0;
        for removal in &removals {
            let done = writer.remove(removal)?;
            removed.articles += done.articles;
            removed.read_again += done.read_again;
        }
        writer.commit()?;
        writer.close()?;
    }
    print(&removed, (args, global))?;
    Ok(if removals.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What an argument means: an id that the index has, else a path.
fn removal(reader: &Reader, what: &OsStr, args: &RemoveArgs) -> Result<Removal> {
    let shown = what.to_string_lossy();
    if shown.trim().is_empty() {
        bail!("an empty argument names nothing: nothing was removed");
    }
    if !args.root {
        let id = what.to_str().filter(|id| reader.show(id).is_ok_and(|articles| !articles.is_empty()));
        if let Some(id) = id.map(str::to_owned) {
            return Ok(if args.all { Removal::Articles(id) } else { Removal::Article(id) });
        }
        if shown.chars().all(|c| matches!(c, '.' | '/' | '\\')) {
            bail!(
                "`{shown}` may be more than is meant, nothing was removed: name the folder, with `--root` if it is a root"
            );
        }
    }
    let path = std::path::absolute(what).with_context(|| format!("`{shown}` is no path"))?;
    // A file that is gone has no canonical path any more; its folder may have one.
    let path = path.canonicalize().unwrap_or_else(|_| beside_parent(&path));
    Ok(if args.root { Removal::Root(path) } else { Removal::Path(path) })
}

fn beside_parent(path: &Path) -> PathBuf {
    match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => path.to_owned(),
    }
}

/// What to do where a removal is not clear.
fn way_out(removal: &Removal) -> &'static str {
    match removal {
        Removal::Article(_) => {
            "nothing was removed; `--all` takes all articles with the id, a path those of one file"
        }
        Removal::Root(_) => "nothing was removed; `search stats` lists the roots",
        _ => {
            "nothing was removed; `--root` takes a root with all its articles, a path below it those of a file or folder"
        }
    }
}

/// How many articles are named without `--json`.
const NAMED: usize = 20;

fn print(removed: &Removed, (args, global): (&RemoveArgs, &Global)) -> Result<()> {
    let (mut out, articles) = (io::stdout().lock(), removed.articles);
    if global.json {
        let line = match args.dry_run {
            true => serde_json::json!({ "would_remove": articles, "what": removed }),
            false => serde_json::json!({ "removed": articles }),
        };
        writeln!(out, "{line}")?;
        return Ok(());
    }
    if args.dry_run {
        for article in removed.examples.iter().take(NAMED) {
            let line = format!("{}  {}  {}", article.id, article.title, article.path);
            writeln!(out, "{}", terminal_safe(&line))?;
        }
        let named = removed.examples.len().min(NAMED) as u64;
        if articles > named {
            writeln!(out, "and {} more", articles - named)?;
        }
    }
    for root in &removed.roots {
        writeln!(out, "root {}", terminal_safe(&root.display().to_string()))?;
    }
    if removed.read_again > 0 {
        let files = removed.read_again;
        writeln!(out, "{files} files under other roots hold some of them too: `search index` reads them again")?;
    }
    let done = if args.dry_run { "would be removed" } else { "removed" };
    Ok(writeln!(out, "{articles} {} {done}", if articles == 1 { "article" } else { "articles" })?)
}
