//! `search timeline QUERY…`: how many articles were published when.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use anyhow::Result;
use clap::{Args, ValueEnum};
use dateline::results::{Bucket, SearchOptions, Span, Timeline};

use crate::arguments::{Answering, Global, QueryArgs};
use crate::ask;
use crate::formats::two_formats;
use crate::lines::{FAINT, Screen, one_line};
use crate::place;
use crate::terminal::terminal_safe;
use crate::text::plural;

/// What `search timeline` is told.
#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// How long each span is
    #[arg(long, value_name = "SPAN", default_value = "month")]
    pub(crate) by: By,
    /// How to print it: for people, where this does not say otherwise
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<TimelineFormat>,
    #[command(flatten)]
    pub(crate) answer: Answering,
}

/// The spans that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Year,
    Month,
    /// From Monday on
    Week,
    Day,
}

/// How a timeline is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    /// Bars
    Text,
    /// A span a row
    Csv,
    /// One JSON object
    Json,
}

/// A bar is at most so long.
const MAX_BAR: usize = 50;

/// A longer row of spans without an article is one line.
const MAX_EMPTY: usize = 3;

pub(crate) fn run(args: &TimelineArgs, global: &Global) -> Result<ExitCode> {
    let format = match args.format {
        Some(other) if global.json && other != TimelineFormat::Json => return Err(two_formats(&other)),
        _ if global.json => TimelineFormat::Json,
        format => format.unwrap_or(TimelineFormat::Text),
    };
    let archive = place::open(global)?;
    let options: SearchOptions = ask::options(&args.answer)?;
    let by = match args.by {
        By::Year => Span::Year,
        By::Month => Span::Month,
        By::Week => Span::Week,
        By::Day => Span::Day,
    };
    let timeline = archive.timeline(&args.query.text(), &options, by)?;
    if format == TimelineFormat::Json {
        writeln!(io::stdout(), "{}", serde_json::to_string(&timeline)?)?;
    } else {
        for warning in &timeline.warnings {
            let message = terminal_safe(&warning.message);
            writeln!(io::stderr(), "warning: at {}: {message}", warning.position + 1)?;
        }
        match format {
            TimelineFormat::Csv => print_table(&mut BufWriter::new(io::stdout().lock()), &timeline)?,
            _ => print_bars(&mut AutoStream::auto(io::stdout().lock()), &timeline, Screen::of_output())?,
        }
    }
    Ok(if timeline.total.articles > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A row a span; the articles without a date have a row without days.
fn print_table(out: &mut impl Write, timeline: &Timeline) -> io::Result<()> {
    write!(out, "from,to,articles,spread\r\n")?;
    for Bucket { from, to, articles, spread, .. } in &timeline.buckets {
        write!(out, "{from},{to},{articles},{spread}\r\n")?;
    }
    if timeline.undated > 0 {
        write!(out, ",,{},0\r\n", timeline.undated)?;
    }
    out.flush()
}

fn print_bars(out: &mut impl Write, timeline: &Timeline, screen: Screen) -> io::Result<()> {
    let part = match timeline.total.partial.articles {
        0 => String::new(),
        partial => format!("; {} with a part of it not shown", plural(partial, "article")),
    };
    writeln!(out, "{}{part}", plural(timeline.total.articles, "article"))?;
    let label = |bucket: &Bucket| match timeline.by {
        Span::Year => format!("{:04}", bucket.from.year()),
        Span::Month => {
            bucket.from.to_string().rsplit_once('-').map_or_else(String::new, |(month, _)| month.to_owned())
        }
        Span::Week | Span::Day => bucket.from.to_string(),
    };
    let all = |bucket: &Bucket| bucket.articles as f64 + bucket.spread;
    let most = timeline.buckets.iter().map(all).fold(1.0, f64::max);
    let longest = screen.width.saturating_sub(24).min(MAX_BAR) as f64;
    let is_empty = |bucket: &Bucket| bucket.articles == 0 && bucket.spread == 0.0;
    for buckets in timeline.buckets.chunk_by(|a, b| is_empty(a) == is_empty(b)) {
        if is_empty(&buckets[0]) && buckets.len() > MAX_EMPTY {
            writeln!(out, "{FAINT}… {} without an article{FAINT:#}", buckets.len())?;
            continue;
        }
        for bucket in buckets {
            let [known, spread] =
                [bucket.articles as f64, bucket.spread].map(|n| (n / most * longest).round() as usize);
            // What is there is seen.
            let known = known.max(usize::from(bucket.articles > 0));
            let (known, spread) = ("█".repeat(known), "░".repeat(spread));
            let count = (all(bucket) * 10.0).round() / 10.0;
            let bar = if known.len() + spread.len() > 0 { format!("{known}{spread} ") } else { String::new() };
            writeln!(out, "{} {bar}{count}", label(bucket))?;
        }
    }
    let mut notes = Vec::new();
    if timeline.spread > 0 {
        notes.push(format!(
            "{} of a date wider than a line spread over its days (░)",
            plural(timeline.spread, "article")
        ));
    }
    if timeline.undated > 0 {
        notes.push(format!("{} without a date not shown", plural(timeline.undated, "article")));
    }
    for note in notes {
        writeln!(out, "{FAINT}{}{FAINT:#}", one_line(&note, screen.width))?;
    }
    Ok(())
}
