//! Dateline beside raw tantivy and SQLite FTS5 in one run: building, answers by class, names, threads, start.
//!
//!     cargo build --release && cargo run --release -p dateline-bench --features sqlite --bin bench -- CORPUS.jsonl
//!
//! The passages of Dateline are the documents of the peers. The engines are asked in turn, question by question, in one
//! process; the table has the p50 and p99 of the questions' medians, and the ratio of the p50 to raw tantivy's. `README.md`
//! in `bench/` says what the classes are, and has the table of a run.

mod random; // a seed → numbers
mod corpus; // articles → passages for the peers, and what questions are drawn from
mod draw; // words → questions
mod engine; // what every engine is asked
mod raw; // raw tantivy
mod ours; // Dateline
#[cfg(feature = "sqlite")]
mod sqlite; // SQLite FTS5
mod engines; // where each lies, how it is built and opened
mod options; // the command line and the folder of a run
mod classes; // the table of classes
mod interleave; // engines and questions → times
mod threads; // questions a second
mod start; // process start to answer
mod table; // figures → Markdown

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use classes::CLASSES;
use engine::{Answer, Engine, Page, Question};
use engines::{ENGINES, Which, peak_kilobytes};
use interleave::interleave;
use options::{Options, Prepared, Work};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Says whether there is an answer, as the exit code does.
fn run(arguments: &[String]) -> Outcome<bool> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &words[..] {
        // What this program starts itself.
        ["--build", key, folder, source] => {
            Which::of_key(key)?.build(Path::new(folder), Path::new(source))?;
            table::say(&peak_kilobytes()?.to_string())?;
            Ok(true)
        }
        ["--ask", key, folder, word] => start::ask(key, Path::new(folder), word),
        _ => compare(&Options::read(arguments)?).map(|()| true),
    }
}

fn compare(options: &Options) -> Outcome<()> {
    let work = Work::of(options)?;
    eprintln!("reading the corpus, drawing questions");
    let prepared = work.prepare(options)?;
    table::head(&prepared.figures, options.extent)?;
    build(options, &work, &prepared)?;
    let mut engines =
        ENGINES.iter().map(|engine| engine.open(&work, options.extent.limit)).collect::<Outcome<Vec<_>>>()?;
    answers(options, &prepared, &mut engines)?;
    if options.wants("names") {
        names(options, &work, &prepared)?;
    }
    if options.wants("threads") {
        eprintln!("threads");
        threads::measure(&engines, &prepared.drawn, options.extent)?;
    }
    if options.wants("start") {
        eprintln!("start");
        start::measure(options, &work, &prepared.drawn)?;
    }
    table::say("")?;
    table::say_load("at the end")?;
    work.close()
}

/// Builds the indexes, alternately; where building is not to be measured, only those that are not there.
fn build(options: &Options, work: &Work, prepared: &Prepared) -> Outcome<()> {
    let is_measured = options.wants("build");
    let mut built = vec![Vec::new(); ENGINES.len()];
    for _ in 0..if is_measured { options.builds } else { 1 } {
        for (engine, built) in ENGINES.iter().zip(&mut built) {
            if is_measured || !engine.is_built(work) {
                eprintln!("building {}", engine.key());
                built.push(engine.build_in_child(work)?);
            }
        }
    }
    if !is_measured {
        return Ok(());
    }
    let text = prepared.figures.text_bytes as f64;
    let medians = |figure: &dyn Fn(&engines::Built) -> f64| -> Vec<Option<f64>> {
        built.iter().map(|runs| table::median(runs.iter().map(figure).collect())).collect()
    };
    let title = match options.builds {
        1 => "build, once".to_owned(),
        times => format!("build, median of {times}"),
    };
    table::line((&title, "MB of text a second"), &medians(&|built| text / 1e6 / built.seconds), "")?;
    table::line((&title, "peak memory, MB"), &medians(&|built| built.peak_kilobytes as f64 / 1e3), "")?;
    table::line((&title, "index / text"), &medians(&|built| built.bytes as f64 / text), "")
}

/// The classes that every engine answers: first the numbers of the ten best, then their texts.
fn answers(options: &Options, prepared: &Prepared, engines: &mut [Box<dyn Engine>]) -> Outcome<()> {
    for class in CLASSES.iter().filter(|class| options.wants(class.key)) {
        let questions = (class.questions)(&prepared.drawn);
        for (page, measured) in [(Page::Ids, "ids, ms"), (Page::Text, "text, ms")] {
            eprintln!("{}, {measured}", class.key);
            let size = (engines.len(), questions.len());
            let series = interleave(size, options.extent, |engine, question| {
                let slots = &questions[question];
                engines[engine].ask(&Question { slots, kind: class.kind, mode: class.mode, page })
            })?;
            table::latency((class.title, measured), &series)?;
        }
    }
    Ok(())
}

/// The spellings of a name, which only Dateline looks for.
fn names(options: &Options, work: &Work, prepared: &Prepared) -> Outcome<()> {
    eprintln!("names");
    let archive = ours::Ours::open(&work.index(Which::Ours), &work.aliases, options.extent.limit)?;
    let names = &prepared.drawn.names;
    let series = interleave((1, names.len()), options.extent, |_, question| {
        Ok(Answer::of(archive.names(&names[question][0][0])?))
    })?;
    table::latency_alone(("spellings of a name, in process", "look-up, ms"), &series[0])
}
