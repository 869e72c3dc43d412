//! Figures → lines of a Markdown table, with what was left out said beside them.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use crate::Outcome;
use crate::corpus::Figures;
use crate::engines::ENGINES;
use crate::interleave::{Extent, Series};

/// From this load on the figures are marked as those of a machine that was shared.
const BUSY: f64 = 1.5;

/// The names of the columns of engines; one that this program was built without has none but a dash.
pub const COLUMNS: [&str; 3] = ["raw tantivy", "Dateline", "SQLite FTS5"];

/// Prints a line.
pub fn say(line: &str) -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Prints where, when, how and on what is measured, and opens the table.
pub fn head(figures: &Figures, extent: Extent) -> Outcome<()> {
    say(&format!("- Machine: {}", machine()?))?;
    say(&format!("- Date: {}", run("date", &["-u", "+%Y-%m-%d %H:%M UTC"])?))?;
    say(&format!("- Command: `{}`", command()))?;
    let Figures { articles, passages, text_bytes, words, distinct, .. } = figures;
    let megabytes = *text_bytes as f64 / 1e6;
    say(&format!(
        "- Corpus: {articles} articles, {passages} passages, {megabytes:.0} MB of text, {words} words, {distinct} distinct"
    ))?;
    let Extent { rounds, limit } = extent;
    let seconds = limit.as_secs_f64();
    say(&format!("- Each question {rounds} times; an engine is asked one class for about {seconds} s at most"))?;
    if ENGINES.len() < COLUMNS.len() {
        say("- SQLite FTS5 is not measured: build with `--features sqlite`")?;
    }
    say_load("at the start")?;
    say("")?;
    say("| class | measured | raw tantivy | Dateline | SQLite FTS5 | Dateline / raw | SQLite / raw | left out |")?;
    say("| --- | --- | --- | --- | --- | --- | --- | --- |")
}

/// Prints the load of the last five minutes.
pub fn say_load(when: &str) -> Outcome<()> {
    let loads = std::fs::read_to_string("/proc/loadavg")?;
    let load: f64 = loads.split_whitespace().nth(1).ok_or("no load in /proc/loadavg")?.parse()?;
    let shared =
        if load > BUSY { ": **the machine was shared, only ratios within a line mean something**" } else { "" };
    say(&format!("- Load (5 minutes) {when}: {load:.1}{shared}"))
}

/// A line with any figures.
pub fn line((class, measured): (&str, &str), values: &[Option<f64>], note: &str) -> Outcome<()> {
    let cells: Vec<String> = values.iter().map(|value| value.map_or("–".into(), rounded)).collect();
    let ratio = |place: usize| Some(values.get(place).copied()?? / values.first().copied()??);
    row((class, measured), &cells, [ratio(1), ratio(2)], note)
}

/// A line with p50 and p99 in milliseconds.
pub fn latency((class, measured): (&str, &str), all: &[Series]) -> Outcome<()> {
    let cells: Vec<String> =
        all.iter().map(|series| format!("{} / {}", time(series, 50), time(series, 99))).collect();
    let ratio = |place: usize| all.get(place)?.ratio(&all[0]);
    row((class, measured), &cells, [ratio(1), ratio(2)], &notes(all))
}

/// A line of Dateline alone.
pub fn latency_alone((class, measured): (&str, &str), series: &Series) -> Outcome<()> {
    let cells = ["–".to_owned(), format!("{} / {}", time(series, 50), time(series, 99))];
    row((class, measured), &cells, [None, None], &notes(&[Series::default(), series.clone()]))
}

fn row((class, measured): (&str, &str), cells: &[String], ratios: [Option<f64>; 2], note: &str) -> Outcome<()> {
    let cell = |place: usize| cells.get(place).map_or("–", String::as_str);
    let [ours, other] = ratios.map(|ratio| ratio.map_or("–".to_owned(), rounded));
    let (first, second, third) = (cell(0), cell(1), cell(2));
    say(&format!("| {class} | {measured} | {first} | {second} | {third} | **{ours}** | {other} | {note} |"))
}

fn time(series: &Series, percent: usize) -> String {
    series.percentile(percent).map_or("–".into(), |time: Duration| rounded(time.as_secs_f64() * 1e3))
}

/// Three digits that count.
fn rounded(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        large if large >= 10.0 => format!("{value:.1}"),
        large if large >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// What the bound of time left out, and answers that are none.
fn notes(all: &[Series]) -> String {
    let rounds = all.iter().map(Series::rounds).max().unwrap_or(0);
    let mut notes = Vec::new();
    for (series, name) in all.iter().zip(COLUMNS).filter(|(series, _)| series.questions() > 0) {
        let mut note = Vec::new();
        if series.asked() < series.questions() {
            note.push(format!("{} of {} questions", series.asked(), series.questions()));
        }
        if series.rounds() < rounds {
            note.push(format!("{} to {rounds} times", series.rounds()));
        }
        let counts =
            [(series.stopped, "stopped"), (series.empty, "without a hit"), (series.doubted, "with a warning")];
        note.extend(counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
        if !note.is_empty() {
            notes.push(format!("{name}: {}", note.join(", ")));
        }
    }
    notes.join("; ")
}

/// Processor, cores, memory and system, as Linux has them.
fn machine() -> Outcome<String> {
    let value = |file: &str, name: &str| -> Outcome<String> {
        let text = std::fs::read_to_string(file)?;
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        Ok(line.split_once(':').map_or("?", |(_, value)| value.trim()).to_owned())
    };
    let cores = std::thread::available_parallelism()?;
    let memory = value("/proc/meminfo", "MemTotal")?;
    let kilobytes: f64 = memory.trim_end_matches(" kB").parse().unwrap_or(0.0);
    let gigabytes = kilobytes / 1e6;
    let model = value("/proc/cpuinfo", "model name")?;
    Ok(format!("{model}, {cores} cores, {gigabytes:.0} GB, {}", run("uname", &["-sr"])?))
}

/// The command line; of paths only their last part.
fn command() -> String {
    let name = |argument: String| {
        let last = std::path::Path::new(&argument).file_name().map(|name| name.to_string_lossy().into_owned());
        last.unwrap_or(argument)
    };
    std::env::args().map(name).collect::<Vec<_>>().join(" ")
}

fn run(program: &str, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new(program).args(arguments).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The middle one of some figures.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}
