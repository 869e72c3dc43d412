//! `search match FILE…`: which saved queries and which known names the articles of files have.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstream::AutoStream;
use anstyle::Style;
use anyhow::Result;
use clap::Args;
use dateline::article::Article;
use dateline::ingest::walk::Walk;
use dateline::ingest::{self, ReadingOptions};
use dateline::{Matches, SavedQueries, SavedQuery};
use serde::Serialize;

use crate::arguments::Global;
use crate::lines::{self, Screen, one_line};
use crate::place;
use crate::read;
use crate::standing::{self, Archives};
use crate::terminal::terminal_safe;
use crate::text::plural;

/// What `search match` is told.
#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    /// The files and folders; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What an article has, as a program reads it.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    entry: Option<u32>,
    id: Option<&'a str>,
    title: &'a str,
    #[serde(flatten)]
    matches: &'a Matches,
}

/// Prints what each article has; the exit code is 0 if any has something, 2 if any could not be read.
pub(crate) fn run(args: &MatchArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let saved = SavedQueries::open(&standing::file(&place))?;
    let (others, plain): (Vec<_>, Vec<_>) = saved.queries.into_iter().partition(|query| query.aliases.is_some());
    let mut archives = Archives::new(&place, global);
    archives.with(None)?;
    let options = ReadingOptions { columns: place.schema.columns.clone() };
    if plain.is_empty() && others.is_empty() {
        writeln!(io::stderr(), "no query is saved, only names are looked for: write `search save NAME QUERY`")?;
    }
    let (mut articles, mut found, mut failed) = (0, 0, false);
    let mut visit = |article: dateline::error::Result<Article>, path: &Path| -> Result<()> {
        let read = article.map_err(anyhow::Error::from);
        let read = read.and_then(|article| Ok((matches(&article, (&plain, &others), &mut archives)?, article)));
        match read {
            Ok((matches, article)) => {
                articles += 1;
                found += u64::from(!matches.queries.is_empty() || !matches.names.is_empty());
                print(&article, &matches, global)?;
            }
            Err(error) => {
                failed = true;
                if global.json {
                    let line = read::ReadError { path: &path.to_string_lossy(), error: error.to_string() };
                    writeln!(io::stdout(), "{}", serde_json::to_string(&line)?)?;
                }
                writeln!(io::stderr(), "error: {}", terminal_safe(&error.to_string()))?;
            }
        }
        Ok(())
    };
    for path in &args.files {
        let walk = match path.is_dir() {
            true => ingest::walk::walk(path),
            false => Walk { files: vec![path.clone()], ..Walk::default() },
        };
        say_left_out(&walk)?;
        walk.errors.into_iter().try_for_each(|error| visit(Err(error), path))?;
        for file in walk.files {
            match read::articles(&file, &options) {
                Ok(articles) => articles.into_iter().try_for_each(|article| visit(article, &file))?,
                Err(error) => visit(Err(error), &file)?,
            }
        }
    }
    writeln!(io::stderr(), "{} read, {found} with something", plural(articles, "article"))?;
    Ok(match (failed, found) {
        (true, _) => ExitCode::from(2),
        (false, 0) => ExitCode::from(1),
        (false, _) => ExitCode::SUCCESS,
    })
}

/// What an article has of saved queries, those with an alias file of their own last, and of names as this run knows them.
fn matches(
    article: &Article,
    (plain, others): (&[SavedQuery], &[SavedQuery]),
    archives: &mut Archives<'_>,
) -> Result<Matches> {
    let mut matches = archives.with(None)?.matches(article, plain)?;
    for query in others {
        let archive = archives.with(query.aliases.as_deref())?;
        matches.queries.extend(archive.matches(article, std::slice::from_ref(query))?.queries);
    }
    Ok(matches)
}

/// Says what of a folder is not read.
fn say_left_out(walk: &Walk) -> io::Result<()> {
    let mut err = io::stderr().lock();
    for (file, why) in &walk.skipped {
        writeln!(err, "left out: {}: {}", terminal_safe(&file.to_string_lossy()), terminal_safe(why))?;
    }
    let said = |file: &PathBuf| walk.skipped.iter().any(|(skipped, _)| skipped == file);
    for file in walk.ignored.iter().filter(|file| !said(file)) {
        writeln!(err, "left out: {}: ignored", terminal_safe(&file.to_string_lossy()))?;
    }
    Ok(())
}

fn print(article: &Article, matches: &Matches, global: &Global) -> Result<()> {
    let Article { path, entry, id, .. } = article;
    if global.json {
        let line = Line { path, entry: *entry, id: id.as_deref(), title: article.title(), matches };
        writeln!(io::stdout(), "{}", serde_json::to_string(&line)?)?;
        return Ok(());
    }
    if matches.queries.is_empty() && matches.names.is_empty() {
        return Ok(());
    }
    let width = Screen::of_output().width;
    let mut out = AutoStream::auto(io::stdout().lock());
    let entry = entry.map(|entry| format!(" entry {entry}")).unwrap_or_default();
    writeln!(out, "{}", one_line(&terminal_safe(article.title()), width))?;
    writeln!(out, "   {}{entry}", terminal_safe(path))?;
    for found in &matches.queries {
        writeln!(out, "   query {}: {}", terminal_safe(&found.name), terminal_safe(&found.query))?;
        let (article, passage) = (&found.hit.article, found.hit.passages.first());
        let marked = match passage {
            Some(passage) => lines::marked(&passage.text, &passage.marks),
            None => lines::marked(&article.title, &article.title_marks),
        };
        for line in lines::fitted(&marked, (width.saturating_sub(6), 2), (false, false)) {
            writeln!(out, "      {}", lines::coloured(&line, Style::new()))?;
        }
    }
    for name in &matches.names {
        let mut forms: Vec<&str> = name.places.iter().map(|place| &*place.text).collect();
        forms.sort_unstable();
        forms.dedup();
        let (times, forms) =
            (plural(name.places.len() as u64, "time"), terminal_safe(&forms.join(", ")).into_owned());
        writeln!(out, "   {} {}: {times}, as {forms}", name.kind, terminal_safe(&name.name))?;
    }
    Ok(())
}
