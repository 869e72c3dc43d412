//! Searches on one and on eight threads, beside nothing and beside a writer that indexes a folder.
//!
//! `side_by_side FIRST SECOND [SECONDS]`: indexes the folder FIRST in a folder of its own, then asks a list of questions
//! again and again, each time for some seconds: on one thread, on eight, and the same while a writer reads SECOND into the same
//! index, commits and merges. Prints questions a second, the slowest one, and the number of errors.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use dateline::results::SearchOptions;
use dateline::{IndexSchema, Reader, Writer};

const QUESTIONS: [&str; 12] = [
    "Saraqeb displacement",
    "oil prices",
    "\"Hayat Tahrir al-Sham\"",
    "wheat harvest export",
    "Damascus",
    "central bank interest rates",
    "Idlib NOT Aleppo",
    "title:market shares",
    "displ*",
    "Путин",
    "حلب",
    "government forces town",
];

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// What some threads did.
struct Rate {
    questions: u64,
    errors: u64,
    slowest: Duration,
    time: Duration,
}

fn run() -> Result<u64, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let first = PathBuf::from(arguments.next().ok_or("name two folders of articles")?);
    let second = PathBuf::from(arguments.next().ok_or("name a second folder")?);
    let seconds: u64 = arguments.next().map_or(Ok(10), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("dateline-side-by-side-{}", std::process::id()));
    let mut writer = Writer::open_or_create(&folder, IndexSchema::built_in())?;
    let (go_on, reader) = (AtomicBool::new(false), writer.reader());
    writer.refresh(&[first], &go_on, &mut |_| {})?;
    println!("{} articles", reader.statistics().articles);
    let mut errors = 0;
    for threads in [1, 8] {
        let rate = ask(&reader, threads, &AtomicBool::new(false), Duration::from_secs(seconds));
        errors += report(threads, "idle", &rate);
    }
    let done = AtomicBool::new(false);
    let rates = thread::scope(|scope| {
        let indexing = scope.spawn(|| {
            let started = Instant::now();
            let summary = writer.refresh(&[second], &go_on, &mut |_| {}).map_err(|error| error.to_string());
            done.store(true, Ordering::Relaxed);
            (summary, started.elapsed())
        });
        let one = ask(&reader, 1, &done, Duration::from_secs(seconds));
        let eight = ask(&reader, 8, &done, Duration::MAX);
        (one, eight, indexing.join())
    });
    let (one, eight, indexing) = rates;
    errors += report(1, "indexing", &one) + report(8, "indexing", &eight);
    let (summary, time) = indexing.map_err(|_| "the writer panicked")?;
    println!("{} articles more in {:.0} s", summary?.articles, time.as_secs_f64());
    reader.reload()?;
    println!("{} articles", reader.statistics().articles);
    writer.close()?;
    std::fs::remove_dir_all(&folder)?;
    Ok(errors)
}

/// Asks until it is done or the time is over.
fn ask(reader: &Reader, threads: usize, done: &AtomicBool, limit: Duration) -> Rate {
    let (questions, errors, slowest) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let started = Instant::now();
    thread::scope(|scope| {
        for number in 0..threads {
            let (reader, questions, errors, slowest) = (reader.clone(), &questions, &errors, &slowest);
            scope.spawn(move || {
                let mut at = number;
                while !done.load(Ordering::Relaxed) && started.elapsed() < limit {
                    let asked = Instant::now();
                    let answer = reader.search(QUESTIONS[at % QUESTIONS.len()], &SearchOptions::default());
                    slowest.fetch_max(asked.elapsed().as_micros() as u64, Ordering::Relaxed);
                    questions.fetch_add(1, Ordering::Relaxed);
                    at += 1;
                    // A server looks for a newer commit now and then.
                    let has_reloaded = !at.is_multiple_of(50) || reader.reload().is_ok();
                    errors.fetch_add(u64::from(answer.is_err() || !has_reloaded), Ordering::Relaxed);
                }
            });
        }
    });
    Rate {
        questions: questions.into_inner(),
        errors: errors.into_inner(),
        slowest: Duration::from_micros(slowest.into_inner()),
        time: started.elapsed(),
    }
}

fn report(threads: usize, beside: &str, rate: &Rate) -> u64 {
    let a_second = rate.questions as f64 / rate.time.as_secs_f64();
    let (errors, slowest) = (rate.errors, rate.slowest.as_secs_f64());
    println!(
        "{threads} threads, {beside}: {a_second:.1} questions a second, the slowest {slowest:.2} s, {errors} errors"
    );
    errors
}
