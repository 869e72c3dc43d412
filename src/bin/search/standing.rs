//! `search save`, `search saved` and `search new`: questions that are asked again and again.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstream::AutoStream;
use anyhow::{Result, bail};
use clap::Args;
use dateline::query::parse;
use dateline::results::{News, SearchOptions};
use dateline::{Reader, SavedQueries, SavedQuery};
use serde::Serialize;

use crate::arguments::{Answering, Global, Showing};
use crate::ask;
use crate::failure::Failure;
use crate::formats::{Format, Printer, Question};
use crate::lines::Screen;
use crate::place::{self, Place};
use crate::terminal::terminal_safe;
use crate::text::{Form, Shown, plural};

/// What `search save` is told.
#[derive(Debug, Args)]
pub(crate) struct SaveArgs {
    /// What the query is called
    #[arg(value_name = "NAME")]
    name: String,
    /// The query; its words are joined by a blank
    #[arg(required = true, value_name = "QUERY")]
    words: Vec<String>,
    /// Take the place of a query that is saved under this name
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    answer: Answering,
}

/// What `search saved` is told.
#[derive(Debug, Args)]
pub(crate) struct SavedArgs {
    /// Forget this query
    #[arg(long, value_name = "NAME")]
    remove: Option<String>,
}

/// What `search new` is told.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The name of a saved query; else all of them are asked
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Show the same again the next time
    #[arg(long)]
    keep: bool,
    /// At most so many articles a query; the others stay new
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// At most so many passages an article
    #[arg(long, value_name = "N")]
    passages: Option<usize>,
    #[command(flatten)]
    show: Showing,
}

/// The file of the saved queries of an index: beside its folder, which is built anew at times, and hidden, so that it is not
/// read as articles.
pub(crate) fn file(place: &Place) -> PathBuf {
    let index = fs::canonicalize(&place.index).unwrap_or_else(|_| place.index.clone());
    let name = index.file_name().unwrap_or_default().to_string_lossy().into_owned();
    index.with_file_name(format!(".{}.saved.jsonl", name.trim_start_matches('.')))
}

pub(crate) fn save(args: &SaveArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let (name, query) = (args.name.trim(), args.words.join(" "));
    if name.is_empty() || name.contains(char::is_control) {
        bail!("a saved query has a name: write `search save bread \"bread queue\"`");
    }
    let (understood, warnings) = parse(&query);
    if understood.is_empty() {
        bail!("`{query}` asks for nothing: write `search save {name} \"bread queue\"`");
    }
    for warning in warnings {
        writeln!(io::stderr(), "warning: at {}: {}", warning.position + 1, terminal_safe(&warning.message))?;
    }
    let mut saved = SavedQueries::open(&file(&place))?;
    if let Some(other) = saved.get(name).filter(|_| !args.replace) {
        bail!("`{name}` is saved as `{}`: take another name, or `--replace` it", other.query);
    }
    let options = ask::options(&args.answer)?;
    let seen = place.open(global)?.seen(&query, &options)?;
    let found = plural(seen.len() as u64, "article");
    saved.put(SavedQuery::new(name, &query, &options, seen));
    saved.write()?;
    let (name, understood) = (terminal_safe(name), understood.to_string());
    if global.json {
        writeln!(io::stdout(), "{}", line(saved.get(args.name.trim())))?;
    } else {
        let understood = terminal_safe(&understood);
        writeln!(
            io::stdout(),
            "saved `{name}`: {understood} ({found} up to now); `search new {name}` shows what comes"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A saved query as a program reads it.
fn line(query: Option<&SavedQuery>) -> serde_json::Value {
    query.map_or(serde_json::Value::Null, |query| {
        let SavedQuery { name, query, options, saved, asked, seen, .. } = query;
        serde_json::json!({
            "name": name, "query": query, "options": options, "saved": saved, "asked": asked, "articles": seen.len(),
        })
    })
}

pub(crate) fn list(args: &SavedArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let mut saved = SavedQueries::open(&file(&place))?;
    if let Some(name) = &args.remove {
        if !saved.remove(name) {
            bail!(no_such(name, &saved));
        }
        saved.write()?;
        writeln!(io::stdout(), "forgot `{}`", terminal_safe(name))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = io::stdout().lock();
    for query in &saved.queries {
        if global.json {
            writeln!(out, "{}", line(Some(query)))?;
            continue;
        }
        let (name, text) = (terminal_safe(&query.name), terminal_safe(&query.query));
        let articles = plural(query.seen.len() as u64, "article");
        writeln!(out, "{name}\t{text}\t{articles}, asked {}", query.asked)?;
    }
    if saved.queries.is_empty() && !global.json {
        writeln!(io::stderr(), "no query is saved: write `search save NAME QUERY`")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn no_such(name: &str, saved: &SavedQueries) -> String {
    let names: Vec<String> = saved.queries.iter().map(|query| format!("`{}`", query.name)).collect();
    let known = if names.is_empty() { "none is".to_owned() } else { format!("saved are {}", names.join(", ")) };
    format!("no query is saved as `{name}`, {known}; `search -q \"new {name}\"` asks for these words")
}

pub(crate) fn new(args: &NewArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let mut saved = SavedQueries::open(&file(&place))?;
    if let Some(name) = args.name.as_ref().filter(|name| saved.get(name).is_none()) {
        bail!(no_such(name, &saved));
    }
    if saved.queries.is_empty() {
        bail!("no query is saved: write `search save NAME QUERY`");
    }
    let archive = place.open(global)?;
    let (mut is_new, mut is_whole) = (false, true);
    for query in &mut saved.queries {
        if args.name.as_ref().is_some_and(|name| *name != query.name) {
            continue;
        }
        match asked(query, &archive, args, global) {
            Ok(news) => {
                is_new |= news.new + news.changed > 0;
                query.has_found(news.seen);
            }
            Err(error) if error.downcast_ref::<io::Error>().is_some() => return Err(error),
            Err(error) => {
                is_whole = false;
                let failure = Failure::of(&error);
                if global.json {
                    writeln!(io::stdout(), "{}", failure.line(Some(&query.name)))?;
                }
                writeln!(
                    io::stderr(),
                    "error: {}: {}",
                    terminal_safe(&query.name),
                    terminal_safe(&failure.message)
                )?;
            }
        }
    }
    if !args.keep {
        saved.queries.retain(|query| args.name.as_ref().is_none_or(|name| *name == query.name));
        remember(saved, &file(&place))?;
    }
    Ok(match (is_whole, is_new) {
        (false, _) => ExitCode::from(2),
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(1),
    })
}

/// Writes what the queries that were asked have found into their file, as it is now: others may have been saved meanwhile.
fn remember(asked: SavedQueries, file: &Path) -> Result<()> {
    let mut now = SavedQueries::open(file)?;
    for query in asked.queries {
        let is_same = |other: &SavedQuery| other.query == query.query && other.saved == query.saved;
        if now.get(&query.name).is_some_and(is_same) {
            now.put(query);
        }
    }
    Ok(now.write()?)
}

/// What is new of a saved query, as a program reads it.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    query: &'a str,
    since: &'a str,
    #[serde(flatten)]
    news: &'a News,
}

/// Asks a saved query for what is new, and prints it.
fn asked(query: &SavedQuery, archive: &Reader, args: &NewArgs, global: &Global) -> Result<News> {
    let form = args.show.form();
    let options = query.options.search_options();
    let options = SearchOptions {
        limit: if form == Form::Count { 0 } else { args.limit },
        offset: 0,
        context: args.show.context,
        passages: match (form, args.passages) {
            (Form::Count | Form::Headlines, _) => 0,
            (_, Some(passages)) => passages,
            (form, None) if form == Form::Full || global.json => options.passages,
            _ => 1,
        },
        ..options
    };
    let news = archive.news(&query.query, &options, &query.seen)?;
    let SavedQuery { name, query: text, asked, .. } = query;
    if global.json {
        let line = Line { name, query: text, since: asked, news: &news };
        writeln!(io::stdout(), "{}", serde_json::to_string(&line)?)?;
        return Ok(news);
    }
    let mut out = AutoStream::auto(io::stdout().lock());
    let changed = if news.changed > 0 { format!(", {} changed", news.changed) } else { String::new() };
    writeln!(out, "== {}: {} new{changed} since {asked}", terminal_safe(name), news.new)?;
    let left = (news.new + news.changed).saturating_sub(news.answer.hits.len() as u64);
    if !news.answer.hits.is_empty() {
        let shown = Shown { offset: 0, copies: false, form, screen: Screen::of_output() };
        let mut printer =
            Printer { format: Format::Text, shown, is_file: false, articles: 0, audit: false, differs: false };
        printer.answer(&mut out, Question { id: None, text }, &news.answer)?;
    }
    if left > 0 {
        writeln!(out, "{left} more stay new: `--limit` shows more at once")?;
    }
    out.flush()?;
    Ok(news)
}
