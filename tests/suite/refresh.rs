//! Reading folders into an archive again and again.
//!
//! 1. A refresh leaves what a fresh archive of the same files would hold.
//! 2. A run that was interrupted has lost nothing, and the next one completes it.
//! 3. A file that could not be read keeps its articles and is tried again; one with faults in its content is not.
//! 4. A file counts once, whatever roots lead to it, whatever its name.
//! 5. Only one writer at a time; the others are told who it is.
//! 6. Files are read side by side, and what a run says and keeps is in their order all the same.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use dateline::Summary;
use dateline::schema::IndexSchema;
use dateline::{Archive, Error};
use tempfile::TempDir;

/// A folder with a corpus and an index beside it.
struct Place {
    folder: TempDir,
    archive: Archive,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        let archive = Archive::open_or_create(&folder.path().join("index"), IndexSchema::built_in()).unwrap();
        Self { folder, archive }
    }

    fn corpus(&self) -> std::path::PathBuf {
        self.folder.path().join("corpus")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.corpus().join(name), text).unwrap();
    }

    /// Writes JSON lines of articles with these ids.
    fn write_lines(&self, name: &str, ids: &[&str]) {
        self.write(name, &ids.iter().map(|id| line(id)).collect::<String>());
    }

    fn refresh(&mut self) -> Summary {
        let corpus = self.corpus();
        self.refresh_from(&[&corpus])
    }

    fn refresh_from(&mut self, roots: &[&Path]) -> Summary {
        let roots: Vec<_> = roots.iter().map(|r| r.to_path_buf()).collect();
        self.archive.refresh(&roots, &AtomicBool::new(false), &mut |_| {}).unwrap()
    }

    /// Stops the run after some articles.
    fn refresh_until(&mut self, articles: u64) -> Summary {
        let (stop, corpus) = (AtomicBool::new(false), self.corpus());
        let most = Cell::new(0);
        let mut progress = |p: dateline::Progress| {
            most.set(p.articles);
            if p.articles >= articles {
                stop.store(true, Ordering::Relaxed);
            }
        };
        self.archive.refresh(&[corpus], &stop, &mut progress).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.archive.articles().unwrap().into_iter().map(|a| a.id).collect();
        ids.sort();
        ids
    }
}

fn line(id: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"source\":\"Northern Ledger\",\"title\":\"Rain\",\"text\":\"It rained on {id} all night.\"}}\n"
    )
}

#[test]
fn only_what_changed_is_read_again() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one", "two"]);
    place.write_lines("b.jsonl", &["three"]);
    assert_eq!(place.refresh().articles, 3);
    place.write_lines("a.jsonl", &["two", "four", "five"]);
    let summary = place.refresh();
    assert_eq!((summary.articles, summary.unchanged, summary.replaced, summary.removed), (3, 1, 1, 1));
    assert_eq!(place.ids(), ["five", "four", "three", "two"]);
    fs::remove_file(place.corpus().join("a.jsonl")).unwrap();
    assert_eq!(place.refresh().removed, 3);
    assert_eq!(place.ids(), ["three"]);
}

#[test]
fn an_article_may_move_to_another_file() {
    let mut place = Place::new();
    place.write_lines("b.jsonl", &["one", "two"]);
    place.refresh();
    place.write_lines("a.jsonl", &["one"]);
    place.write_lines("b.jsonl", &["two"]);
    place.refresh();
    assert_eq!(place.ids(), ["one", "two"]);
    assert_eq!(place.archive.show("one").unwrap().len(), 1);
    assert!(place.archive.show("one").unwrap()[0].path.ends_with("a.jsonl"));
}

#[test]
fn files_read_side_by_side_come_in_their_order() {
    let mut place = Place::new();
    let many: Vec<String> = (0..3000).map(|n| format!("n{n}")).collect();
    let mut ids: Vec<&str> = many.iter().map(String::as_str).collect();
    for number in 0..40 {
        // Every other file takes long, and its last article stands in the next one too.
        ids.push("one");
        let lines = if number % 2 == 0 { &ids[..] } else { &["one"][..] };
        let broken = format!("{}{{broken {number}\n", lines.iter().map(|id| line(id)).collect::<String>());
        place.write(&format!("{number:02}.jsonl"), &broken);
        ids.truncate(3000);
    }
    let summary = place.refresh();
    let files: Vec<String> = summary.skipped.iter().map(|s| s.path[s.path.len() - 8..].to_owned()).collect();
    assert_eq!(files, (0..40).map(|n| format!("{n:02}.jsonl")).collect::<Vec<_>>());
    let one = place.archive.show("one").unwrap();
    assert!(one.len() == 1 && one[0].path.ends_with("39.jsonl"), "{one:?}");
    assert_eq!(place.archive.statistics().articles, 3001);
}

#[test]
fn an_interrupted_run_loses_nothing_and_the_next_completes_it() {
    let ids: Vec<String> = (0..2000).map(|n| format!("n{n}")).collect();
    let all: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut place = Place::new();
    place.write_lines("a.jsonl", &all[..1500]);
    place.refresh();
    place.write_lines("a.jsonl", &all[500..]);
    let summary = place.refresh_until(10);
    assert!(summary.interrupted && summary.articles < 1500, "{} articles", summary.articles);
    let held = place.ids();
    assert!(all[..1500].iter().all(|id| held.contains(&id.to_string())), "no article of the old version is lost");
    assert!(!place.refresh().interrupted);
    assert_eq!(place.ids().len(), 1500);
    assert_eq!(place.refresh().unchanged, 1);
}

#[test]
fn an_interrupted_file_that_is_then_deleted_leaves_nothing() {
    let ids: Vec<String> = (0..1000).map(|n| format!("n{n}")).collect();
    let mut place = Place::new();
    place.write_lines("a.jsonl", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(place.refresh_until(1).interrupted);
    assert!(!place.ids().is_empty());
    fs::remove_file(place.corpus().join("a.jsonl")).unwrap();
    place.refresh();
    assert_eq!(place.ids(), Vec::<String>::new());
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_again() {
    let ids: Vec<String> = (0..1000).map(|n| format!("n{n}")).collect();
    let mut place = Place::new();
    place.write_lines("a.jsonl", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    let (path, corpus) = (place.corpus().join("a.jsonl"), place.corpus());
    let text = fs::read_to_string(&path).unwrap();
    let grown = Cell::new(false);
    let mut progress = |_| {
        if !grown.replace(true) {
            fs::write(&path, format!("{text}{}", line("late"))).unwrap();
        }
    };
    place.archive.refresh(&[corpus], &AtomicBool::new(false), &mut progress).unwrap();
    place.refresh();
    assert_eq!(place.ids().len(), 1001);
    assert_eq!(place.refresh().unchanged, 1);
}

#[test]
fn a_file_with_a_broken_line_is_read_once() {
    let mut place = Place::new();
    place.write("a.jsonl", &format!("{}{{broken\n{}", line("one"), line("two")));
    let summary = place.refresh();
    assert_eq!(summary.skipped.iter().filter(|s| s.error).count(), 1);
    assert_eq!(place.ids(), ["one", "two"]);
    assert_eq!(place.refresh().unchanged, 1);
    assert_eq!(place.archive.files().unwrap()[0].errors.len(), 1, "the fault stays on record");
}

#[test]
fn a_file_that_is_no_text_any_more_has_no_articles() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    place.refresh();
    place.write("a.jsonl", "SQLite format 3 and so on");
    let summary = place.refresh();
    assert_eq!((summary.replaced, summary.removed), (0, 1));
    assert_eq!(place.ids(), Vec::<String>::new());
}

#[test]
fn roots_inside_each_other_count_a_file_once() {
    let mut place = Place::new();
    fs::create_dir(place.corpus().join("inner")).unwrap();
    place.write("inner/a.txt", "Rain\n\nIt rained on the inner yard all night.\n");
    let (outer, inner) = (place.corpus(), place.corpus().join("inner"));
    let summary = place.refresh_from(&[&inner, &outer, &outer.join("inner/a.txt")]);
    assert_eq!(summary.articles, 1);
    assert_eq!(place.refresh_from(&[&outer]).unchanged, 1);
    assert_eq!(place.ids(), ["a.txt"]);
}

#[test]
fn a_file_named_as_a_root_goes_with_it() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    let file = place.corpus().join("a.jsonl");
    place.refresh_from(&[&file]);
    fs::remove_file(&file).unwrap();
    let summary = place.refresh_from(&[]);
    assert_eq!((summary.removed, summary.skipped.len()), (1, 0));
    assert!(place.archive.roots().is_empty());
}

#[test]
fn a_folder_that_is_not_there_keeps_its_articles() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    place.refresh();
    let (corpus, away) = (place.corpus(), place.folder.path().join("away"));
    fs::rename(&corpus, &away).unwrap();
    let summary = place.refresh_from(&[]);
    assert_eq!((summary.removed, summary.skipped.len()), (0, 1));
    assert_eq!(place.ids(), ["one"]);
    fs::rename(&away, &corpus).unwrap();
    assert_eq!(place.refresh().unchanged, 1);
}

#[test]
fn an_index_inside_its_corpus_is_not_read() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.jsonl"), line("one")).unwrap();
    fs::create_dir(folder.path().join("b")).unwrap();
    let index = folder.path().join("b/../index");
    let mut archive = Archive::open_or_create(&index, IndexSchema::built_in()).unwrap();
    for _ in 0..2 {
        archive.refresh(&[folder.path().to_owned()], &AtomicBool::new(false), &mut |_| {}).unwrap();
        assert_eq!(archive.statistics().articles, 1);
        assert_eq!(archive.files().unwrap().len(), 1);
    }
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_stay_apart() {
    use std::os::unix::ffi::OsStrExt;
    let mut place = Place::new();
    let path = |name: &[u8]| place.corpus().join(std::ffi::OsStr::from_bytes(name));
    let (first, second) = (path(b"caf\xe9.txt"), path(b"caf\xe8.txt"));
    if fs::write(&first, "Rain\n\nIt rained on the first yard all night.\n").is_err() {
        return; // A file system that has no such names.
    }
    fs::write(&second, "Snow\n\nIt snowed on the other yard all night.\n").unwrap();
    assert_eq!(place.refresh().articles, 2);
    assert_eq!(place.refresh().unchanged, 2);
    fs::remove_file(second).unwrap();
    assert_eq!(place.refresh().removed, 1);
    assert_eq!(place.archive.statistics().articles, 1);
}

#[cfg(unix)]
#[test]
fn a_link_as_a_root_is_what_it_points_to() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    let (corpus, link) = (place.corpus(), place.folder.path().join("link"));
    std::os::unix::fs::symlink(&corpus, &link).unwrap();
    assert_eq!(place.refresh_from(&[&link, &corpus]).articles, 1);
    assert_eq!(place.archive.roots().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_hold_up_the_run() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    let pipe = place.corpus().join("pipe");
    if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|s| s.success()) {
        return; // A system without named pipes.
    }
    let corpus = place.corpus();
    let summary = place.refresh_from(&[&corpus, &pipe]);
    assert_eq!(summary.articles, 1);
    assert!(summary.skipped.iter().any(|s| s.path.ends_with("pipe")));
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    place.refresh();
    let mut second = Archive::open(&place.folder.path().join("index"), None).unwrap();
    let article = dateline::article::Article::from_text("Rain", "It rained all night.");
    place.archive.add(&article).unwrap();
    let Err(Error::Locked { holder, .. }) = second.add(&article) else { panic!("two writers") };
    assert!(holder.contains(&format!("process {} since 2", std::process::id())), "{holder}");
    assert_eq!(second.search("rained", &dateline::results::SearchOptions::default()).unwrap().hits.len(), 1);
    place.archive.commit().unwrap();
    drop(place.archive);
    second.add(&article).unwrap();
    second.commit().unwrap();
}

#[test]
fn a_second_writer_in_memory_is_locked_out_as_well() {
    let reader = dateline::Reader::in_memory(IndexSchema::built_in()).unwrap();
    let _first = reader.writer().unwrap();
    assert!(matches!(reader.writer(), Err(Error::Locked { .. })));
}

#[test]
fn the_roots_are_known_before_the_first_article_is() {
    let mut place = Place::new();
    place.write_lines("a.jsonl", &["one"]);
    let (corpus, index) = (place.corpus(), place.folder.path().join("index"));
    let mut progress =
        |_| assert_eq!(Archive::open(&index, None).unwrap().roots(), [corpus.canonicalize().unwrap()]);
    place.archive.refresh(std::slice::from_ref(&corpus), &AtomicBool::new(false), &mut progress).unwrap();
}

#[test]
fn a_run_tells_how_far_it_is_in_a_file() {
    let mut place = Place::new();
    let text = "The old bridge over the river fell early on Thursday. ".repeat(20);
    let lines: Vec<String> = (0..50).map(|i| format!("{text} {i}")).collect();
    place.write_lines("a.jsonl", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let (corpus, mut seen) = (place.corpus(), Vec::new());
    let mut progress = |p: dateline::Progress| seen.push((p.bytes, p.bytes_in_all));
    let roots = std::slice::from_ref(&corpus);
    place.archive.refresh(roots, &AtomicBool::new(false), &mut progress).unwrap();
    assert!(seen.iter().all(|(bytes, all)| bytes <= all) && seen.is_sorted(), "{seen:?}");
    let (middle, all) = seen[seen.len() / 2];
    assert!(middle > all / 4 && middle < all * 3 / 4, "{middle} of {all} bytes in the middle of a file");

    // A run that is stopped there has read as much.
    place.write_lines("a.jsonl", &lines.iter().map(String::as_str).chain(["more"]).collect::<Vec<_>>());
    let stop = AtomicBool::new(false);
    let mut progress = |p: dateline::Progress| stop.store(p.articles >= 25, std::sync::atomic::Ordering::Relaxed);
    let summary = place.archive.refresh(roots, &stop, &mut progress).unwrap();
    assert!(!summary.interrupted || summary.work.bytes_read > 0, "{summary:?}");
}
