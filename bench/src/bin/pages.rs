//! How many saved pages a second are read, on one thread.
//!
//! `pages FOLDER…`: reads all files of the folders once to warm up the patterns, then once more, and prints the pages a second
//! of that second run, those that could not be read, and the slowest. `bench/pages_peer.py` does the same with the peer.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dateline::ingest;

fn main() -> Result<(), Box<dyn Error>> {
    let mut pages = Vec::new();
    for folder in std::env::args_os().skip(1).map(PathBuf::from) {
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
        files.sort();
        for file in files {
            pages.push((file.to_string_lossy().into_owned(), fs::read(&file)?));
        }
    }
    if pages.is_empty() {
        return Err("no pages: name a folder of saved pages".into());
    }
    read(&pages);
    let start = Instant::now();
    let (failed, mut slow) = read(&pages);
    let took = start.elapsed();
    slow.sort_unstable_by(|a, b| b.cmp(a));
    let each = 1000.0 * took.as_secs_f64() / pages.len() as f64;
    println!("{} pages in {took:.2?}: {:.0} pages a second, {each:.2} ms a page", pages.len(), 1000.0 / each);
    println!("{failed} could not be read; the slowest: {:?} {}", slow[0].0, slow[0].1);
    Ok(())
}

/// How many pages could not be read, and how long each took.
fn read(pages: &[(String, Vec<u8>)]) -> (usize, Vec<(Duration, &str)>) {
    let mut failed = 0;
    let mut times = Vec::with_capacity(pages.len());
    for (name, bytes) in pages {
        let start = Instant::now();
        let read = ingest::read_bytes(name, bytes).map(|articles| articles.filter_map(Result::ok).count());
        failed += usize::from(read.unwrap_or(0) == 0);
        times.push((start.elapsed(), name.as_str()));
    }
    (failed, times)
}
