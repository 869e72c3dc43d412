//! Dateline beside raw tantivy, in one run on one machine: building, warm answers, cold answers, memory.
//!
//!     cargo build --release && cargo run --release -p dateline-bench --bin versus_tantivy -- CORPUS.jsonl
//!
//! Raw tantivy has its default tokeniser, positions, stored title and text, two threads, BM25 and its SnippetGenerator.
//! The runs of the two alternate; the best of three is printed, with the ratio.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use dateline::Archive;
use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{STORED, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, ReloadPolicy, TantivyDocument};

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 3;
const QUERIES: usize = 300;
const STARTS: usize = 21;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &words[..] {
        ["build-raw", folder, corpus] => {
            build_raw(Path::new(folder), Path::new(corpus)).and_then(|()| print_peak())
        }
        ["build-dateline", folder, corpus] => {
            build_dateline(Path::new(folder), Path::new(corpus)).and_then(|()| print_peak())
        }
        ["ask-raw", folder, query] => ask_raw(&open_raw(Path::new(folder))?, query).map(|_| ()),
        [corpus] => compare(Path::new(corpus)),
        _ => Err("give one corpus: `versus_tantivy CORPUS.jsonl`".into()),
    }
}

fn compare(corpus: &Path) -> Outcome<()> {
    let work = std::env::temp_dir().join(format!("versus-tantivy-{}", std::process::id()));
    let (raw, ours) = (work.join("raw"), work.join("dateline"));
    let megabytes = std::fs::metadata(corpus)?.len() as f64 / 1e6;
    let (mut raw_best, mut ours_best) = ((Duration::MAX, 0), (Duration::MAX, 0));
    for _ in 0..ROUNDS {
        raw_best = raw_best.min(build_in_child("build-raw", &raw, corpus)?);
        ours_best = ours_best.min(build_in_child("build-dateline", &ours, corpus)?);
    }
    let rate = |best: Duration| megabytes / best.as_secs_f64();
    say("build, MB/s", rate(raw_best.0), rate(ours_best.0))?;
    say("build, peak MB of memory", raw_best.1 as f64 / 1e3, ours_best.1 as f64 / 1e3)?;
    say("index, MB", folder_megabytes(&raw)?, folder_megabytes(&ours)?)?;
    let queries = queries(corpus)?;
    let (raw_index, archive) = (open_raw(&raw)?, Archive::open(&ours, None)?);
    let options = SearchOptions::default();
    let (mut raw_best, mut ours_best) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        raw_best = raw_best.min(time(|| queries.iter().try_for_each(|q| ask_raw(&raw_index, q).map(|_| ())))?);
        ours_best = ours_best
            .min(time(|| queries.iter().try_for_each(|q| Ok(archive.search(q, &options).map(|_| ())?)))?);
    }
    let each = |best: Duration| best.as_secs_f64() * 1e3 / queries.len() as f64;
    say("warm top 10 with marks, ms", each(raw_best), each(ours_best))?;
    compare_starts(&raw, &ours, &queries)?;
    std::fs::remove_dir_all(&work)?;
    Ok(())
}

/// Process start to the answer on standard output, the median of several.
fn compare_starts(raw: &Path, ours: &Path, queries: &[String]) -> Outcome<()> {
    let program = std::env::current_exe()?;
    let search = program.with_file_name("search");
    if !search.exists() {
        return Err(format!("`{}` is not there: run `cargo build --release` first", search.display()).into());
    }
    let (mut raw_times, mut our_times) = (Vec::new(), Vec::new());
    for query in queries.iter().take(STARTS) {
        raw_times.push(time(|| run(Command::new(&program).arg("ask-raw").arg(raw).arg(query)))?);
        our_times.push(time(|| run(Command::new(&search).arg("--index").arg(ours).arg("-q").arg(query)))?);
    }
    raw_times.sort();
    our_times.sort();
    let median = |times: &[Duration]| times[times.len() / 2].as_secs_f64() * 1e3;
    say("process start to answer, ms", median(&raw_times), median(&our_times))
}

fn say(what: &str, raw: f64, ours: f64) -> Outcome<()> {
    writeln!(std::io::stdout(), "{what:<28} tantivy {raw:8.3}   dateline {ours:8.3}   ratio {:.2}", ours / raw)?;
    Ok(())
}

fn time(work: impl FnOnce() -> Outcome<()>) -> Outcome<Duration> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

fn run(command: &mut Command) -> Outcome<()> {
    let output = command.output()?;
    // 1 is the exit code of an answer with nothing in it.
    if output.status.code().is_none_or(|code| code > 1) {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(())
}

/// Builds in a process of its own; how long the building took, and the peak of its memory in kB.
fn build_in_child(mode: &str, folder: &Path, corpus: &Path) -> Outcome<(Duration, u64)> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let started = Instant::now();
    let output = Command::new(std::env::current_exe()?).arg(mode).arg(folder).arg(corpus).output()?;
    let took = started.elapsed();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok((took, String::from_utf8_lossy(&output.stdout).trim().parse()?))
}

/// Prints the peak of this process's memory in kB, as Linux has it.
fn print_peak() -> Outcome<()> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|l| l.starts_with("VmHWM")).ok_or("no VmHWM in /proc/self/status")?;
    let peak = line.split_whitespace().nth(1).ok_or("no number in VmHWM")?;
    writeln!(std::io::stdout(), "{peak}")?;
    Ok(())
}

fn folder_megabytes(folder: &Path) -> Outcome<f64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes as f64 / 1e6)
}

/// Title and text of each article.
fn articles(corpus: &Path) -> Outcome<impl Iterator<Item = (String, String)>> {
    let lines = BufReader::new(std::fs::File::open(corpus)?).lines();
    let field = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Ok(lines.map_while(Result::ok).filter_map(move |line| {
        let value: serde_json::Value = serde_json::from_str(&line).ok()?;
        Some((field(&value, "title"), field(&value, "text")))
    }))
}

fn build_raw(folder: &Path, corpus: &Path) -> Outcome<()> {
    let mut schema = Schema::builder();
    let (title, text) =
        (schema.add_text_field("title", TEXT | STORED), schema.add_text_field("text", TEXT | STORED));
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads(2, 120 << 20)?;
    for (title_text, body) in articles(corpus)? {
        let mut document = TantivyDocument::new();
        document.add_text(title, title_text);
        document.add_text(text, body);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn build_dateline(folder: &Path, corpus: &Path) -> Outcome<()> {
    let mut archive = Archive::open_or_create(folder, IndexSchema::built_in())?;
    let paths: Vec<PathBuf> = vec![corpus.to_owned()];
    archive.refresh(&paths, &AtomicBool::new(false), &mut |_| {})?;
    Ok(())
}

struct Raw {
    reader: tantivy::IndexReader,
    parser: QueryParser,
    title: tantivy::schema::Field,
    text: tantivy::schema::Field,
}

fn open_raw(folder: &Path) -> Outcome<Raw> {
    let index = Index::open_in_dir(folder)?;
    let (title, text) = (index.schema().get_field("title")?, index.schema().get_field("text")?);
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(Raw { reader, parser: QueryParser::for_index(&index, vec![title, text]), title, text })
}

/// The ten best articles with title and marked fragment; their number.
fn ask_raw(raw: &Raw, query: &str) -> Outcome<usize> {
    let searcher = raw.reader.searcher();
    let (query, _) = raw.parser.parse_query_lenient(query);
    let found = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
    let snippets = SnippetGenerator::create(&searcher, &query, raw.text)?;
    let mut out = String::new();
    for (_, address) in &found {
        let document: TantivyDocument = searcher.doc(*address)?;
        let title = document.get_first(raw.title).and_then(|v| v.as_str()).unwrap_or_default();
        out += title;
        out += &snippets.snippet_from_doc(&document).to_html();
    }
    std::hint::black_box(out);
    Ok(found.len())
}

/// One to four neighbouring words from the texts, of the same ones in every run.
fn queries(corpus: &Path) -> Outcome<Vec<String>> {
    let texts: Vec<String> = articles(corpus)?.map(|(_, text)| text).filter(|t| t.len() > 200).collect();
    let mut random: u64 = 42;
    let mut next = |below: usize| {
        // The generator of Knuth's MMIX; its high bits are good enough to pick words.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let mut queries = Vec::new();
    while queries.len() < QUERIES {
        let words: Vec<&str> = texts[next(texts.len())].split_whitespace().collect();
        let (start, length) = (next(words.len().saturating_sub(4).max(1)), 1 + next(4));
        let some = words[start..].iter().take(length);
        let query: Vec<String> = some
            .map(|w| w.chars().filter(|c| c.is_alphanumeric()).collect())
            .filter(|w: &String| w.len() > 3)
            .collect();
        if !query.is_empty() {
            queries.push(query.join(" ").to_lowercase());
        }
    }
    Ok(queries)
}
