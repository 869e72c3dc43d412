//! Any bytes → every reader: no panic, no run-away memory, no hanging.
//!
//! `make fuzz` runs it (`MINUTES=60`, `SEEDS=folder` of files to begin with). The last byte of an input chooses the name of the
//! file, and so the reader where the content leaves a choice; what is found is left in `fuzz/found/`. What an
//! extractor of saved pages breaks down on is no finding: it runs on a thread of its own and the page is read otherwise.

#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;

/// One name for each way to read a file.
const NAMES: [&str; 27] = [
    "a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.md", "a.xml", "a.eml", "a.mbox", "a.mhtml",
    "a.warc", "a.arc", "a.zip", "a.tar", "a.gz", "a.zst", "a.epub", "a.docx", "a.odt", "a.parquet",
    "a.rtf", "a.msg", "a.xlsx", "a.ris", "a.enw", "a.pdf",
];

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    QUIET.call_once(leave_others_panics);
    let name = NAMES[bytes.last().map_or(0, |b| usize::from(*b)) % NAMES.len()];
    let Ok(articles) = dateline::ingest::read_bytes(name, bytes) else { return };
    for article in articles.take(1000).flatten() {
        check(&article);
    }
});

/// What holds for every article, whatever it was read from.
fn check(article: &dateline::article::Article) {
    assert!(article.kept().next().is_some(), "an article without a text");
    assert!(!article.full_text().trim().is_empty(), "an article of blanks");
    assert!(article.blocks.iter().all(|b| b.text.trim() == b.text), "blanks around a block");
}

/// Ends the run at any panic but those of an extractor on a thread of its own.
fn leave_others_panics() {
    let stop = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let theirs = info.location().is_some_and(|place| place.file().contains("/registry/"));
        if !theirs || std::thread::current().name() != Some("reader") {
            stop(info);
        }
    }));
}
