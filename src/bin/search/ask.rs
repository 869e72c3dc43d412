//! `search QUERY…`: one question, or a file of them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use dateline::Reader;
use dateline::error::Error;
use dateline::query::DateRange;
use dateline::results::{DuplicateHandling, SearchOptions, SearchResponse};
use serde::Serialize;

use crate::arguments::{Answering, Ask, Duplicates, Format, Global};
use crate::failure::Failure;
use crate::index;
use crate::place::Place;
use crate::terminal::terminal_safe;
use crate::text;

pub(crate) fn run(args: &Ask, global: &Global) -> Result<ExitCode> {
    let format = if global.json { Format::Json } else { args.format };
    let options = SearchOptions { timing: args.timing, ..options(&args.answer)? };
    if args.words.is_empty() && args.query.is_none() && args.batch.is_none() {
        bail!("nothing to search for: write `search \"Saraqeb displacement\"`, or `search --help`");
    }
    // The program ends with the answer: what it holds need not be taken apart first.
    let archive = ManuallyDrop::new(archive(global, options.exact)?);
    if let Some(file) = &args.batch {
        return batch(&archive, file, &options, (args, format));
    }
    let query = args.query.clone().unwrap_or_else(|| args.words.join(" "));
    let mut answer = Vec::new();
    let found = print(&mut answer, &archive, (&query, None), &options, (args, format))?;
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    out.write_all(&answer)?;
    out.flush()?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The archive to ask; where there is none yet, the schema's corpus is indexed first.
fn archive(global: &Global, exact: bool) -> Result<Reader> {
    let place = Place::find(global)?;
    if !place.has_index() {
        if place.named || place.schema.file.is_none() {
            bail!(Error::NoIndex { path: place.index });
        }
        let corpus = place.schema.resolve(&place.schema.paths.corpus);
        if !corpus.is_dir() {
            bail!(Error::NoIndex { path: place.index });
        }
        index::refresh(&place, &[corpus], global)?;
    }
    if exact { place.open_exactly(global) } else { place.open(global) }
}

pub(crate) fn options(args: &Answering) -> Result<SearchOptions> {
    let range = |text: &str, option: &str| {
        let range = DateRange::parse(text).filter(|_| !text.contains(".."));
        range.with_context(|| format!("`{option} {text}` is not a date: write 2018, 2018-01 or 2018-01-31"))
    };
    let from = args.from.as_deref().map(|t| range(t, "--from")).transpose()?.and_then(|r| r.from);
    let to = args.to.as_deref().map(|t| range(t, "--to")).transpose()?.and_then(|r| r.to);
    let dates = (from.is_some() || to.is_some()).then_some(DateRange { from, to });
    if dates.is_some_and(|d| d.is_backwards()) {
        bail!("`--from` lies after `--to`: swap the two dates");
    }
    Ok(SearchOptions {
        limit: args.limit,
        offset: args.offset,
        passages: args.passages,
        exact: args.exact,
        min_score: args.min_score,
        variants: args.variants,
        dates,
        source: args.source.clone(),
        language: args.language.clone(),
        sort: args.sort.into(),
        duplicates: match args.duplicates {
            Duplicates::Fold | Duplicates::Show => DuplicateHandling::Fold,
            Duplicates::Apart => DuplicateHandling::Apart,
        },
        time_limit: args.timeout,
        ..SearchOptions::default()
    })
}

/// Answers every line of a file; the exit code is 0 once all are answered, 2 if a line was no question or took too long.
fn batch(
    archive: &Reader,
    file: &Path,
    options: &SearchOptions,
    (args, format): (&Ask, Format),
) -> Result<ExitCode> {
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(Error::file("read", file))?)
    };
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    let mut buffer = Vec::new();
    let mut all_understood = true;
    for (number, line) in BufReader::new(input).split(b'\n').enumerate() {
        let line = line.map_err(Error::file("read", file))?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r').trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            continue;
        }
        let Some((id, query)) = line.split_once('\t') else {
            let place = format!("{}:{}", file.display(), number + 1);
            let message = format!("{place}: no TAB between id and query: write `1<TAB>Saraqeb`");
            writeln!(io::stderr(), "error: {message}")?;
            if format == Format::Json {
                writeln!(out, "{}", Failure::of(&anyhow::Error::msg(message)).line(None))?;
            }
            all_understood = false;
            continue;
        };
        buffer.clear();
        match print(&mut buffer, archive, (query, Some(id)), options, (args, format)) {
            Ok(_) => {}
            Err(error) if is_too_late(&error) => {
                let place = format!("{}:{}", file.display(), number + 1);
                let failure = Failure::of(&error);
                writeln!(io::stderr(), "error: {place}: {}", failure.message)?;
                if format == Format::Json {
                    writeln!(buffer, "{}", failure.line(Some(id)))?;
                }
                all_understood = false;
            }
            Err(error) => return Err(error),
        }
        out.write_all(&buffer)?;
    }
    out.flush()?;
    Ok(if all_understood { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Whether a question took too long, which says nothing of the next one.
fn is_too_late(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Error::TimedOut { .. }))
}

/// Prints the answer to one question; whether anything was found.
fn print(
    out: &mut impl Write,
    archive: &Reader,
    (query, id): (&str, Option<&str>),
    options: &SearchOptions,
    (args, format): (&Ask, Format),
) -> Result<bool> {
    if format == Format::Trec {
        let ranked = archive.rank(query, options)?;
        for (number, article) in ranked.iter().enumerate() {
            let (id, rank) = (id.unwrap_or("0"), options.offset + number + 1);
            writeln!(out, "{id} Q0 {} {rank} {:.4} dateline", article.id, article.score)?;
        }
        return Ok(!ranked.is_empty());
    }
    let answer = archive.search(query, options)?;
    if format == Format::Json {
        print_json(out, &answer, id)?;
        return Ok(found(&answer));
    }
    for warning in &answer.warnings {
        let message = terminal_safe(&warning.message);
        writeln!(io::stderr(), "warning: at {}: {message}", warning.position + 1)?;
    }
    if let Some(id) = id {
        writeln!(out, "== {} {}", terminal_safe(id), terminal_safe(query))?;
    }
    let copies_shown = args.answer.duplicates == Duplicates::Show;
    text::print(out, &answer, &text::Shown { offset: options.offset, copies: copies_shown })?;
    Ok(found(&answer))
}

/// Whether the question has an answer, on whatever page.
fn found(answer: &SearchResponse) -> bool {
    answer.total.articles + answer.total.partial.articles > 0
}

/// One line of JSON: the answer, with the id of its question where there is one.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(flatten)]
    answer: &'a SearchResponse,
}

fn print_json(out: &mut impl Write, answer: &SearchResponse, id: Option<&str>) -> Result<()> {
    serde_json::to_writer(&mut *out, &Line { id, answer })?;
    Ok(out.write_all(b"\n")?)
}
