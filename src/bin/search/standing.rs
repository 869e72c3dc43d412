//! `search save`, `search saved` and `search new`: questions that are asked again and again.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use dateline::query::parse;
use dateline::results::{News, SearchOptions};
use dateline::{EvidenceOptions, Reader, SavedQueries, SavedQuery};
use serde::Serialize;

use crate::arguments::{Answering, Global, QueryArgs, Showing};
use crate::ask;
use crate::failure::Failure;
use crate::formats::{Format, Printer, Question};
use crate::lines::Screen;
use crate::output;
use crate::place::{self, Place};
use crate::terminal::terminal_safe;
use crate::text::{Form, Shown, plural};

/// What `search save` is told.
#[derive(Debug, Args)]
pub(crate) struct SaveArgs {
    /// What the query is called
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    query: QueryArgs,
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
    /// How to print what is new: for people, where neither this nor the name of a file says otherwise
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write what is new to a file, whole or not at all; the end of its name says its format: .json .jsonl .csv .md .txt
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// An archive, opened once for each alias file that saved queries name.
pub(crate) struct Archives<'a> {
    place: &'a Place,
    global: &'a Global,
    open: Vec<(Option<PathBuf>, Reader)>,
}

impl<'a> Archives<'a> {
    pub(crate) fn new(place: &'a Place, global: &'a Global) -> Self {
        Self { place, global, open: Vec::new() }
    }

    /// The archive as it is asked with an alias file.
    pub(crate) fn with(&mut self, aliases: Option<&Path>) -> Result<&Reader> {
        let at = match self.open.iter().position(|(file, _)| file.as_deref() == aliases) {
            Some(at) => at,
            None => {
                let reader = self.place.open(&self.global.with_aliases(aliases))?;
                self.open.push((aliases.map(Path::to_owned), reader));
                self.open.len() - 1
            }
        };
        Ok(&self.open[at].1)
    }
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
    let (name, query) = (args.name.trim(), args.query.text());
    if name.is_empty() || name.contains(char::is_control) || name.starts_with('-') {
        bail!("a saved query has a name, which no hyphen begins: write `search save bread \"bread queue\"`");
    }
    let (understood, warnings) = parse(&query);
    for warning in warnings {
        writeln!(io::stderr(), "warning: at {}: {}", warning.position + 1, terminal_safe(&warning.message))?;
    }
    if understood.is_empty() {
        bail!("`{query}` asks for nothing: write `search save {name} \"bread queue\"`");
    }
    let is_free = |saved: &SavedQueries| match saved.get(name).filter(|_| !args.replace) {
        Some(other) => bail!("`{name}` is saved as `{}`: take another name, or `--replace` it", other.query),
        None => Ok(()),
    };
    let file = file(&place);
    is_free(&SavedQueries::open(&file)?)?;
    let options = ask::options(&args.answer)?;
    for (option, field, text) in [("--from", "after", &args.answer.from), ("--to", "until", &args.answer.to)] {
        let has_year = |text: &str| text.split(|c: char| !c.is_numeric()).any(|digits| digits.chars().count() > 3);
        let Some(text) = text.as_deref().filter(|text| !has_year(text)) else { continue };
        writeln!(
            io::stderr(),
            "warning: `{option} {}` is kept as the day that it is today: write `{field}:\"{}\"` in the query for one that moves on",
            terminal_safe(text),
            terminal_safe(text)
        )?;
    }
    let seen = place.open(global)?.seen(&query, &options)?;
    let found = plural(seen.len() as u64, "article");
    let mut asked = SavedQuery::new(name, &query, &options, seen);
    asked.aliases = global.aliases().map(whole_path).transpose()?;
    let line = line(&asked);
    SavedQueries::change(&file, |saved| {
        is_free(saved)?;
        saved.put(asked);
        Ok::<_, anyhow::Error>(())
    })?;
    let (name, understood) = (terminal_safe(name), understood.to_string());
    if global.json {
        writeln!(io::stdout(), "{line}")?;
    } else {
        let understood = terminal_safe(&understood);
        writeln!(
            io::stdout(),
            "saved `{name}`: {understood} ({found} up to now); `search new {}` shows what comes",
            as_argument(&name)
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// An alias file as it is found from any folder; `none` stays.
fn whole_path(file: &Path) -> Result<PathBuf> {
    Ok(if file == Path::new("none") { file.to_owned() } else { std::path::absolute(file)? })
}

/// A saved query as a program reads it.
fn line(query: &SavedQuery) -> serde_json::Value {
    let SavedQuery { name, query, options, aliases, saved, asked, seen, .. } = query;
    serde_json::json!({
        "name": name, "query": query, "options": options, "aliases": aliases, "saved": saved, "asked": asked,
        "articles": seen.len(),
    })
}

pub(crate) fn list(args: &SavedArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let file = file(&place);
    if let Some(name) = &args.remove {
        let forgotten = SavedQueries::change(&file, |saved| {
            let forgotten = saved.get(name).cloned();
            saved.remove(name);
            forgotten.ok_or_else(|| anyhow::anyhow!(no_such(name, saved)))
        })?;
        match global.json {
            true => writeln!(io::stdout(), "{}", serde_json::json!({ "forgot": line(&forgotten) }))?,
            false => writeln!(io::stdout(), "forgot `{}`", terminal_safe(name))?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let saved = SavedQueries::open(&file)?;
    let mut out = io::stdout().lock();
    for query in &saved.queries {
        if global.json {
            writeln!(out, "{}", line(query))?;
            continue;
        }
        let (name, text) = (terminal_safe(&query.name), terminal_safe(&query.query));
        let articles = plural(query.seen.len() as u64, "article");
        let options = terminal_safe(&options_of(query)).into_owned();
        writeln!(out, "{name}\t{text}{options}\t{articles}, asked {}", query.asked)?;
    }
    if saved.queries.is_empty() && !global.json {
        writeln!(io::stderr(), "no query is saved: write `search save NAME QUERY`")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What of its options decides on what a saved query finds.
fn options_of(query: &SavedQuery) -> String {
    let EvidenceOptions { exact, from, to, source, language, .. } = &query.options;
    let with_value = [("--from", from), ("--to", to), ("--source", source), ("--language", language)];
    let given = with_value.iter().filter_map(|(name, value)| Some(format!(" {name} {}", value.as_deref()?)));
    given.chain(exact.then(|| " --exact".to_owned())).collect()
}

/// A name as a shell takes it for one argument.
fn as_argument(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if is_bare { name.to_owned() } else { format!("'{}'", name.replace('\'', "'\\''")) }
}

fn no_such(name: &str, saved: &SavedQueries) -> String {
    let names: Vec<String> = saved.queries.iter().map(|query| format!("`{}`", query.name)).collect();
    let known = if names.is_empty() { "none is".to_owned() } else { format!("saved are {}", names.join(", ")) };
    format!("no query is saved as `{name}`, {known}")
}

pub(crate) fn new(args: &NewArgs, global: &Global) -> Result<ExitCode> {
    let place = place::found(global)?;
    let file = file(&place);
    let mut saved = SavedQueries::open(&file)?;
    if let Some(name) = args.name.as_ref().filter(|name| saved.get(name).is_none()) {
        bail!(no_such(name, &saved));
    }
    if saved.queries.is_empty() {
        bail!("no query is saved: write `search save NAME QUERY`");
    }
    saved.queries.retain(|query| args.name.as_ref().is_none_or(|name| *name == query.name));
    let mut printer = printer(args, global)?;
    let mut archives = Archives::new(&place, global);
    let is_text = printer.format == Format::Text;
    let (is_whole, is_new) = output::print_to(args.output.as_deref(), is_text, |out| {
        ask_all(out, &mut saved.queries, &mut archives, (args, &mut printer))
    })?;
    if let Some(file) = &args.output {
        writeln!(io::stderr(), "wrote {} to {}", plural(printer.articles as u64, "article"), file.display())?;
    }
    if !args.keep {
        remember(saved, &file)?;
    }
    Ok(match (is_whole, is_new) {
        (false, _) => ExitCode::from(2),
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(1),
    })
}

/// How what is new is printed.
fn printer(args: &NewArgs, global: &Global) -> Result<Printer> {
    let format = Format::asked(args.format, args.output.as_deref(), global.json)?;
    let form = args.show.form();
    if format == Format::Trec {
        bail!("what is new has no ranking: take `--format jsonl`");
    }
    if form == Form::Count && !matches!(format, Format::Text | Format::Json) {
        bail!("`--count` has no articles to print in this format: take `--format text` or `--format json`");
    }
    let is_file = args.output.is_some();
    let screen = if is_file { Screen::FILE } else { Screen::of_output() };
    let shown = Shown { offset: 0, has_pages: false, copies: false, form, screen };
    Ok(Printer::of(format, shown, is_file))
}

/// Asks saved queries for what is new, and prints it: whether all could be asked, and whether anything is new.
fn ask_all(
    mut out: &mut dyn Write,
    queries: &mut [SavedQuery],
    archives: &mut Archives<'_>,
    (args, printer): (&NewArgs, &mut Printer),
) -> Result<(bool, bool)> {
    let (mut is_whole, mut is_new) = (true, false);
    printer.begin(&mut out)?;
    for query in queries {
        match asked(out, query, archives, (args, printer)) {
            Ok(news) => {
                is_new |= news.new + news.changed > 0;
                query.has_found(news.seen);
            }
            Err(error) if error.downcast_ref::<io::Error>().is_some() => return Err(error),
            Err(error) => {
                is_whole = false;
                let failure = Failure::of(&error);
                if printer.format == Format::Json {
                    writeln!(out, "{}", failure.line(Some(&query.name)))?;
                }
                let (name, message) = (terminal_safe(&query.name), terminal_safe(&failure.message));
                writeln!(io::stderr(), "error: {name}: {message}")?;
            }
        }
    }
    out.flush()?;
    Ok((is_whole, is_new))
}

/// Writes what the queries that were asked have found into their file, as it is now: others may have been saved meanwhile.
fn remember(asked: SavedQueries, file: &Path) -> Result<()> {
    SavedQueries::change(file, |now| {
        for query in asked.queries {
            let is_same = |other: &SavedQuery| other.query == query.query && other.saved == query.saved;
            if now.get(&query.name).is_some_and(is_same) {
                now.put(query);
            }
        }
        Ok(())
    })
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
fn asked(
    mut out: &mut dyn Write,
    query: &SavedQuery,
    archives: &mut Archives<'_>,
    (args, printer): (&NewArgs, &mut Printer),
) -> Result<News> {
    let form = args.show.form();
    let options = query.options.search_options();
    let options = SearchOptions {
        limit: if form == Form::Count { 0 } else { args.limit },
        offset: 0,
        context: args.show.context,
        passages: match (form, args.passages) {
            (Form::Count | Form::Headlines, _) => 0,
            (_, Some(passages)) => passages,
            (form, None) if form == Form::Full || !printer.is_read() => options.passages,
            _ => 1,
        },
        ..options
    };
    let news = archives.with(query.aliases.as_deref())?.news(&query.query, &options, &query.seen)?;
    let SavedQuery { name, query: text, asked, .. } = query;
    if printer.format == Format::Json {
        let line = Line { name, query: text, since: asked, news: &news };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
        printer.articles += news.answer.hits.len();
        return Ok(news);
    }
    let changed = if news.changed > 0 { format!(", {} changed", news.changed) } else { String::new() };
    let head = format!("{}: {} new{changed} since {asked}", terminal_safe(name), news.new);
    let left = (news.new + news.changed).saturating_sub(news.answer.hits.len() as u64);
    let left = (left > 0).then(|| match options.limit {
        0 if form == Form::Count => format!("{left} still new: leave out `--count` to see them"),
        0 => format!("{left} still new: leave out `--limit 0` to see them"),
        _ => format!("{left} more stay new: `--limit` shows more at once"),
    });
    let is_text = printer.format == Format::Text;
    match is_text {
        true => writeln!(out, "== {head}")?,
        false => writeln!(io::stderr(), "{head}")?,
    }
    if !news.answer.hits.is_empty() {
        let id = (!is_text).then_some(&**name);
        printer.answer(&mut out, Question { id, text }, &news.answer)?;
    }
    match left {
        Some(left) if is_text => writeln!(out, "{left}")?,
        Some(left) => writeln!(io::stderr(), "{}: {left}", terminal_safe(name))?,
        None => {}
    }
    Ok(news)
}
