//! `search QUERY…`: one question, or a file of them.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use dateline::Reader;
use dateline::article::Day;
use dateline::error::Error;
use dateline::ingest::{self, ReadingOptions};
use dateline::query::{DateRange, ParseDateError};
use dateline::results::{DuplicateHandling, SearchOptions, SearchResponse};

use crate::arguments::{Answering, Ask, Duplicates, Global};
use crate::failure::Failure;
use crate::formats::{Format, Printer, Question};
use crate::index;
use crate::lines::Screen;
use crate::output;
use crate::place::Place;
use crate::proof;
use crate::terminal::terminal_safe;
use crate::text::{Form, Shown, plural};

pub(crate) fn run(args: &Ask, global: &Global) -> Result<ExitCode> {
    let format = Format::asked(args.format, args.output.as_deref(), global.json)?;
    check_together(args, format)?;
    let options = search_options(args, format)?;
    if args.words.is_empty() && args.query.is_none() && args.batch.is_none() && args.like.is_none() {
        bail!("nothing to search for: write `search \"Saraqeb displacement\"`, or `search --help`");
    }
    // The program ends with the answer: what it holds need not be taken apart first.
    let archive = ManuallyDrop::new(archive(global, options.exact)?);
    let shown = Shown {
        has_pages: true,
        offset: options.offset,
        copies: args.answer.duplicates == Duplicates::Show,
        form: args.show.form(),
        screen: if args.output.is_some() { Screen::FILE } else { Screen::of_output() },
    };
    let mut printer = Printer { audit: args.audit, ..Printer::of(format, shown, args.output.is_some()) };
    let code = output::print_to(args.output.as_deref(), format == Format::Text, |mut out| {
        answer_all(&mut out, &archive, &options, (args, &mut printer))
    })?;
    if let Some(file) = &args.output {
        writeln!(io::stderr(), "wrote {} to {}", plural(printer.articles as u64, "article"), file.display())?;
    }
    if let Some(file) = &args.evidence {
        // Whatever of the answer is shown, what was found is recorded.
        let options = self::options(&args.answer)?;
        proof::write_evidence(&archive, &query_of(args), &options, (file, global))?;
    }
    Ok(if printer.differs { ExitCode::from(2) } else { code })
}

/// The query that was typed.
fn query_of(args: &Ask) -> String {
    args.query.clone().unwrap_or_else(|| args.words.join(" "))
}

/// Whether what is asked for has a place in the format.
fn check_together(args: &Ask, format: Format) -> Result<()> {
    if args.show.count && !matches!(format, Format::Text | Format::Json) {
        bail!("`--count` has no articles to print in this format: take `--format text` or `--format json`");
    }
    if args.like.is_some() && format == Format::Trec {
        bail!("`--like` has no ranking of its own: take `--format json`");
    }
    if args.output.is_some() && args.output == args.evidence {
        bail!("`--output` and `--evidence` name one file: give each its own");
    }
    if args.facets && format == Format::Trec {
        bail!("`--facets` has no place among TREC lines: take `--format json`");
    }
    Ok(())
}

/// How a question is answered, for the form in which the answer is shown.
fn search_options(args: &Ask, format: Format) -> Result<SearchOptions> {
    let options = options(&args.answer)?;
    let form = args.show.form();
    let is_read = matches!(format, Format::Text | Format::Markdown) && form != Form::Full;
    let passages = match (form, args.answer.passages) {
        (Form::Count | Form::Headlines, _) => 0,
        (_, Some(passages)) => passages,
        (_, None) if is_read => 1,
        (_, None) => options.passages,
    };
    let limit = if form == Form::Count { 0 } else { options.limit };
    Ok(SearchOptions {
        passages,
        limit,
        context: args.show.context,
        timing: args.timing,
        facets: args.facets,
        ..options
    })
}

/// Prints the answers to what is asked.
fn answer_all(
    out: &mut impl Write,
    archive: &Reader,
    options: &SearchOptions,
    (args, printer): (&Ask, &mut Printer),
) -> Result<ExitCode> {
    // What is on its way to a terminal comes after what is said meanwhile.
    let mut answer = Vec::new();
    printer.begin(&mut answer)?;
    if let Some(file) = &args.batch {
        out.write_all(&answer)?;
        return batch(out, archive, file, options, printer);
    }
    let found = match &args.like {
        Some(like) => print_like(&mut answer, archive, like, options, printer)?,
        None => {
            let query = query_of(args);
            print(&mut answer, archive, Question { id: None, text: &query }, options, printer)?
        }
    };
    out.write_all(&answer)?;
    out.flush()?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The archive to ask; where there is none yet, the schema's corpus is indexed first.
fn archive(global: &Global, exact: bool) -> Result<Reader> {
    let place = Place::find(global)?;
    if !place.has_index()? {
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
        let range =
            if text.contains("..") { Err(ParseDateError::NotADate) } else { DateRange::read(text, Day::today()) };
        range.map_err(|why| {
            let way = match why {
                ParseDateError::Ambiguous(day, other) => format!("{day} or {other}"),
                _ => "2018, 2018-01, 2018-01-31 or `31 Jan 2018`".to_owned(),
            };
            anyhow::anyhow!("`{option} {text}` {why}: write {way}")
        })
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
        passages: args.passages.unwrap_or(SearchOptions::default().passages),
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
    out: &mut impl Write,
    archive: &Reader,
    file: &Path,
    options: &SearchOptions,
    printer: &mut Printer,
) -> Result<ExitCode> {
    let is_json = matches!(printer.format, Format::Json | Format::Jsonl);
    let mut buffer = Vec::new();
    let mut all_understood = true;
    for (number, line) in crate::batch::lines(file)?.enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let Some((id, query)) = line.split_once('\t') else {
            let place = format!("{}:{}", file.display(), number + 1);
            let message = format!("{place}: no TAB between id and query: write `1<TAB>Saraqeb`");
            writeln!(io::stderr(), "error: {message}")?;
            if is_json {
                writeln!(out, "{}", Failure::of(&anyhow::Error::msg(message)).line(None))?;
            }
            all_understood = false;
            continue;
        };
        buffer.clear();
        match print(&mut buffer, archive, Question { id: Some(id), text: query }, options, printer) {
            Ok(_) => {}
            Err(error) if is_too_late(&error) => {
                let place = format!("{}:{}", file.display(), number + 1);
                let failure = Failure::of(&error);
                writeln!(io::stderr(), "error: {place}: {}", failure.message)?;
                if is_json {
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
    question: Question<'_>,
    options: &SearchOptions,
    printer: &mut Printer,
) -> Result<bool> {
    if printer.format == Format::Trec {
        let ranked = archive.rank(question.text, options)?;
        printer.ranking(out, question, &ranked)?;
        if printer.audit
            && let Some(audit) = &archive.audit(question.text, options)?.audit
        {
            printer.differs |= !proof::tell(audit)?;
        }
        let is_page = options.limit == 0 || options.offset > 0;
        let whole = SearchOptions { limit: 1, offset: 0, ..options.clone() };
        return Ok(!ranked.is_empty() || is_page && !archive.rank(question.text, &whole)?.is_empty());
    }
    let answer = match printer.audit {
        true => archive.audit(question.text, options)?,
        false => archive.search(question.text, options)?,
    };
    printer.answer(out, question, &answer)?;
    if let Some(audit) = &answer.audit {
        printer.differs |= !proof::tell(audit)?;
    }
    Ok(found(&answer))
}

/// Prints the articles like one: that with an id, else the first of a file.
fn print_like(
    out: &mut impl Write,
    archive: &Reader,
    like: &str,
    options: &SearchOptions,
    printer: &mut Printer,
) -> Result<bool> {
    let article = match archive.show(like)?.into_iter().next() {
        Some(article) => article,
        None if Path::new(like).is_file() => {
            let options = ReadingOptions { columns: archive.schema().columns };
            let mut articles = ingest::read_file(Path::new(like), &options)?;
            let Some(article) = articles.next().transpose()? else {
                bail!("`{like}` holds no article");
            };
            if articles.next().is_some() {
                let message = "holds more articles than one, of which the first is taken: index it to give an id";
                writeln!(io::stderr(), "warning: `{}` {message}", terminal_safe(like))?;
            }
            archive.as_stored(&article)
        }
        None => bail!("`{like}` is neither the id of an article nor a file: answers give ids, `--json` too"),
    };
    let answer = archive.like(&article, options)?;
    printer.answer(out, Question { id: None, text: &answer.query.clone() }, &answer)?;
    Ok(found(&answer))
}

/// Whether the question has an answer, on whatever page.
fn found(answer: &SearchResponse) -> bool {
    answer.total.articles + answer.total.partial.articles > 0
}
