//! `search index [PATH…]`: reads what is new or changed, with a progress bar and a summary.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use dateline::{Archive, MAX_WARNINGS_OF_A_KIND, Progress, Reader, Replacement, Summary, WarningCount};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};

use crate::arguments::Global;
use crate::place::Place;
use crate::terminal::terminal_safe;
use crate::text::plural;

/// What `search index` is told.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Files and folders to add to those that the index is read from
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read everything anew into a new index, which then takes the old one's place
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// End with exit code 2 if anything that is read now has a doubt or a fault; the index is written all the same
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Signals so near to each other are one press of Ctrl-C, sent to the program and to its group.
const ONE_PRESS: Duration = Duration::from_millis(300);

pub(crate) fn run(args: &IndexArgs, global: &Global) -> Result<ExitCode> {
    let place = Place::find(global)?;
    if args.paths.is_empty() && !(place.has_index()? && has_roots(&place, args)?) {
        bail!("nothing to index: name a folder, like `search index clippings`");
    }
    for path in &args.paths {
        if !path.exists() {
            bail!("`{}` is not there: check the path", path.display());
        }
        if !path.is_file() && !path.is_dir() {
            bail!(
                "`{}` is neither a file nor a folder: save what it gives as a file, and index that",
                path.display()
            );
        }
        let is_inside = |index: PathBuf| path.canonicalize().is_ok_and(|path| path.starts_with(index));
        if place.index.canonicalize().is_ok_and(is_inside) {
            bail!(
                "`{}` lies in the index's folder, which is not read: give `--index` another folder",
                path.display()
            );
        }
    }
    let work = if args.rebuild && place.has_index()? { rebuild } else { refresh_index };
    let summary = run_with_progress(&place, &args.paths, global, work)?;
    if global.json {
        let line = serde_json::to_string(&summary)?;
        writeln!(io::stdout(), "{line}")?;
    }
    if summary.interrupted && args.rebuild {
        bail!("stopped: the old index stays as it was; give `--rebuild` again");
    }
    if summary.interrupted {
        return Err(dateline::Error::Interrupted.into());
    }
    let warnings: u64 = summary.warning_counts.iter().map(|counted| counted.count).sum();
    let faults = summary.skipped.iter().filter(|skipped| skipped.error).count();
    if args.strict && summary.unchanged > 0 {
        let files = plural(summary.unchanged, "file");
        writeln!(
            io::stderr(),
            "warning: {files} unchanged: what was doubtful there was told before, `--rebuild` reads all again"
        )?;
    }
    if args.strict && (warnings > 0 || faults > 0) {
        bail!(
            "{warnings} warnings and {faults} faults, of which `--strict` allows none: see above; the index is written"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the index has something to be read from; one that must be built anew may have it in what cannot be read yet.
fn has_roots(place: &Place, args: &IndexArgs) -> Result<bool> {
    if args.rebuild {
        return Ok(true);
    }
    Ok(!place.reader()?.roots().is_empty())
}

/// Reads the paths and all roots into the place's index, showing how far it is.
pub(crate) fn refresh(place: &Place, paths: &[PathBuf], global: &Global) -> Result<Summary> {
    run_with_progress(place, paths, global, refresh_index)
}

/// Something that reads files into an index.
type Work = fn(&Place, &[PathBuf], &AtomicBool, &mut dyn FnMut(Progress)) -> dateline::Result<Summary>;

fn refresh_index(
    place: &Place,
    paths: &[PathBuf],
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> dateline::Result<Summary> {
    Archive::from(Reader::open_or_create(&place.index, place.schema.clone())?).refresh(paths, stop, progress)
}

fn rebuild(
    place: &Place,
    paths: &[PathBuf],
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> dateline::Result<Summary> {
    dateline::rebuild(&place.index, place.schema.clone(), paths, stop, progress)
}

/// How far it is is shown ten times a second.
const BETWEEN_PICTURES: Duration = Duration::from_millis(100);

fn run_with_progress(place: &Place, paths: &[PathBuf], global: &Global, work: Work) -> Result<Summary> {
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    let first = OnceLock::new();
    // A second Ctrl-C does not wait for the commit; the last commit is whole all the same.
    let pressed = move || {
        let first: &Instant = first.get_or_init(Instant::now);
        if handler.swap(true, Ordering::Relaxed) && first.elapsed() > ONE_PRESS {
            std::process::exit(2);
        }
    };
    ctrlc::set_handler(pressed).context("cannot listen to Ctrl-C")?;
    let bar = ProgressBar::new(0);
    let template = "{bar:30} {msg} {binary_bytes_per_sec}, {eta} left";
    bar.set_style(ProgressStyle::with_template(template).context("the progress bar's template")?);
    let started = Instant::now();
    let (mut shown, mut bytes) = (Instant::now(), 0);
    let mut progress = |p: Progress| {
        bytes = p.bytes;
        if shown.elapsed() < BETWEEN_PICTURES {
            return;
        }
        shown = Instant::now();
        bar.set_length(p.bytes_in_all);
        bar.set_position(p.bytes);
        bar.set_message(format!("{} articles, {} passages,", HumanCount(p.articles), HumanCount(p.passages)));
    };
    let summary = work(place, paths, &stop, &mut progress)?;
    bar.finish_and_clear();
    report(&summary, (bytes, started.elapsed().as_secs_f64()), global)?;
    Ok(summary)
}

/// Tells people, on standard error, what was done.
fn report(summary: &Summary, (bytes, seconds): (u64, f64), global: &Global) -> io::Result<()> {
    let mut err = io::stderr().lock();
    let faults = summary.skipped.iter().filter(|s| s.error);
    for fault in faults {
        writeln!(err, "skipped: {}", terminal_safe(&fault_line(&fault.path, &fault.reason)))?;
    }
    warnings(summary, &mut err)?;
    if global.json {
        return Ok(());
    }
    let rate = HumanBytes((bytes as f64 / seconds.max(1e-3)) as u64);
    writeln!(
        err,
        "{}, {} read ({} in {seconds:.1} s, {rate}/s); {} unchanged, {} replaced, {} removed, {} skipped",
        plural(summary.articles, "article"),
        plural(summary.passages, "passage"),
        HumanBytes(bytes),
        plural(summary.unchanged, "file"),
        plural(summary.replaced, "article"),
        summary.removed,
        summary.skipped.len(),
    )?;
    for Replacement { reason, articles, example, .. } in &summary.replacements {
        let example = example.as_ref().map(|example| format!(", first by {example}")).unwrap_or_default();
        writeln!(err, "  {articles} replaced: {reason}{}", terminal_safe(&example))?;
    }
    if summary.carried_over > 0 {
        let articles = plural(summary.carried_over, "article");
        writeln!(
            err,
            "  {articles} in no file that can be read {} carried over",
            if summary.carried_over == 1 { "was" } else { "were" }
        )?;
    }
    for WarningCount { name, count, way_out, .. } in &summary.warning_counts {
        writeln!(err, "  {}: {name}: {way_out}", plural(*count, "warning"))?;
    }
    for (reason, count) in reasons(summary) {
        writeln!(err, "  {count} skipped: {}", terminal_safe(&reason))?;
    }
    Ok(())
}

/// Tells of each kind of doubt how many there are and what helps, after the first of them.
fn warnings(summary: &Summary, err: &mut impl Write) -> io::Result<()> {
    for WarningCount { kind, name, count, .. } in &summary.warning_counts {
        for warning in summary.warnings.iter().filter(|warning| warning.kind == *kind).take(WARNINGS_SHOWN) {
            writeln!(err, "warning: {}", terminal_safe(&fault_line(&warning.path, &warning.reason)))?;
        }
        let more = count.saturating_sub(WARNINGS_SHOWN as u64);
        if more > 0 {
            writeln!(
                err,
                "warning: {more} more like these ({name}); `search index --json` lists up to {MAX_WARNINGS_OF_A_KIND}"
            )?;
        }
    }
    Ok(())
}

/// The message with its file, which most messages name themselves.
fn fault_line(path: &str, reason: &str) -> String {
    if reason.contains(path) { reason.to_owned() } else { format!("{path}: {reason}") }
}

/// How many warnings of a kind are printed one by one.
const WARNINGS_SHOWN: usize = 5;

/// The reasons for which files of another kind were passed over, with their number.
fn reasons(summary: &Summary) -> Vec<(String, usize)> {
    let mut reasons: Vec<(String, usize)> = Vec::new();
    for skipped in summary.skipped.iter().filter(|s| !s.error) {
        match reasons.iter_mut().find(|(reason, _)| *reason == skipped.reason) {
            Some((_, count)) => *count += 1,
            None => reasons.push((skipped.reason.clone(), 1)),
        }
    }
    reasons
}
