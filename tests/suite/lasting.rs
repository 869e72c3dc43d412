//! Nothing that was added is lost, and nothing is taken out by accident.
//!
//! 1. A removal takes what it is told and nothing else; what is not clear is refused and takes nothing.
//! 2. An article is known by its id within its outlet, else within its file, and by its address; what it replaces is counted with
//!    the reason.
//! 3. Articles without a name of their own never replace each other, also after the archive was opened again.
//! 4. What another process committed is not forgotten.
//! 5. A rebuild keeps what no file holds, and one that ends early leaves the old index.
//! 6. Roots and files whose names are no text are kept, read and removed as all others.
//! 7. Ids and addresses of any length make an article unique.
//! 8. A writer gives its lock back; a run that panics hangs nobody and commits nothing of the file at hand.
//! 9. An article that two files hold goes with the last of them.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use dateline::article::Article;
use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;
use dateline::{Archive, Error, Reader, Writer};
use dateline::{OpenOptions, Removal, Summary, rebuild};
use tempfile::TempDir;

/// A folder with files and an index beside them.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        Self { folder }
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("corpus").canonicalize().unwrap()
    }

    fn write(&self, name: &str, lines: &[&str]) {
        let path = self.corpus().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }

    fn archive(&self) -> Archive {
        Archive::open_or_create(&self.index(), IndexSchema::built_in()).unwrap()
    }

    fn refresh(&self, roots: &[&Path]) -> Summary {
        let roots: Vec<PathBuf> = roots.iter().map(|root| root.to_path_buf()).collect();
        self.archive().refresh(&roots, &AtomicBool::new(false), &mut |_| {}).unwrap()
    }

    fn rebuild(&self) -> Summary {
        let schema = IndexSchema::built_in();
        rebuild(&self.index(), schema, &[], &AtomicBool::new(false), &mut |_| {}).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.archive().articles().unwrap().into_iter().map(|a| a.id).collect();
        ids.sort();
        ids
    }

    fn remove(&self, removal: &Removal) -> Result<u64, Error> {
        let mut archive = self.archive();
        let removed = archive.remove(removal)?;
        archive.commit()?;
        Ok(removed.articles)
    }
}

fn article(text: &str) -> Article {
    Article::from_text("Rain", text)
}

fn with_id(id: &str, text: &str) -> Article {
    Article { id: Some(id.to_owned()), ..article(text) }
}

fn reasons(summary: &Summary) -> Vec<(&str, u64)> {
    summary.replacements.iter().map(|r| (r.reason, r.articles)).collect()
}

#[test]
fn a_removal_that_is_not_clear_takes_nothing() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"1","text":"Rain on the yard."}"#]);
    place.write("inner/b.jsonl", &[r#"{"id":"1","text":"Snow on the yard."}"#, r#"{"id":"2","text":"Hail."}"#]);
    place.refresh(&[&place.corpus()]);
    let refused = [
        Removal::Path("".into()),
        Removal::Path(".".into()),
        Removal::Path("/".into()),
        Removal::Path(place.corpus()),
        Removal::Path(place.folder.path().canonicalize().unwrap()),
        Removal::Root("".into()),
        Removal::Root(place.corpus().join("inner")),
        Removal::Article(String::new()),
        Removal::Article(" ".into()),
        Removal::Articles(String::new()),
        // Two files have an article that they call so.
        Removal::Article("1".into()),
    ];
    for removal in refused {
        assert!(matches!(place.remove(&removal), Err(Error::Unclear { .. })), "{removal:?}");
        assert_eq!(place.ids(), ["1", "1", "2"], "{removal:?}");
    }
    for nothing in [Removal::Article("3".into()), Removal::Path(place.corpus().join("c.jsonl"))] {
        assert_eq!(place.remove(&nothing).unwrap(), 0, "{nothing:?}");
    }
    let inner = Removal::Path(place.corpus().join("inner"));
    let would = place.archive().would_remove(std::slice::from_ref(&inner)).unwrap();
    let examples: BTreeSet<&str> = would.examples.iter().map(|article| article.id.as_str()).collect();
    assert_eq!((would.articles, would.files, examples), (2, 1, BTreeSet::from(["1", "2"])));
    assert_eq!(place.remove(&inner).unwrap(), 2);
    assert_eq!(place.ids(), ["1"]);
    // Taken out on purpose: neither a refresh nor a rebuild brings it back, a change of the file does.
    assert_eq!(place.refresh(&[]).articles, 0);
    place.rebuild();
    assert_eq!(place.ids(), ["1"]);
    place.write("inner/b.jsonl", &[r#"{"id":"3","text":"Fog on the yard."}"#]);
    place.refresh(&[]);
    assert_eq!(place.ids(), ["1", "3"]);
    assert_eq!(place.remove(&Removal::Root(place.corpus())).unwrap(), 2);
    assert!(place.archive().roots().is_empty() && place.ids().is_empty());
}

#[test]
fn all_articles_with_an_id_go_where_that_is_said() {
    let place = Place::new();
    let mut archive = place.archive();
    for source in ["Northern Ledger", "Southern Ledger"] {
        archive.add(&Article { source: Some(source.into()), ..with_id("1", "Rain.") }).unwrap();
    }
    archive.add(&with_id("2", "Snow.")).unwrap();
    archive.commit().unwrap();
    assert_eq!(place.ids(), ["1", "1", "2"]);
    assert_eq!(place.remove(&Removal::Articles("1".into())).unwrap(), 2);
    assert_eq!(place.remove(&Removal::Article("2".into())).unwrap(), 1);
}

#[test]
fn two_exports_that_count_from_one_stay_apart() {
    let place = Place::new();
    for name in ["a.jsonl", "b.jsonl"] {
        place.write(name, &[r#"{"id":1,"text":"Rain."}"#, r#"{"id":2,"text":"Snow."}"#]);
    }
    let summary = place.refresh(&[&place.corpus()]);
    assert_eq!((summary.articles, summary.replaced), (4, 0));
    assert_eq!(place.ids(), ["1", "1", "2", "2"]);
}

#[test]
fn what_is_replaced_is_counted_with_its_reason() {
    let place = Place::new();
    let rain = r#"{"id":1,"source":"Northern Ledger","text":"Rain."}"#;
    place.write("a.jsonl", &[rain, r#"{"url":"https://example.org/snow","text":"Snow."}"#]);
    place.write("b.jsonl", &[r#"{"id":1,"source":"northern ledger","text":"More rain."}"#]);
    place.write("c.jsonl", &[r#"{"id":7,"url":"https://example.org/snow","text":"More snow."}"#]);
    place.write("d.jsonl", &[r#"{"id":1,"text":"Hail."}"#, r#"{"id":1,"text":"More hail."}"#]);
    let summary = place.refresh(&[&place.corpus()]);
    let expected = [("the same address", 1), ("the same id in one file", 1), ("the same id in the same outlet", 1)];
    assert_eq!((summary.articles, summary.replaced, reasons(&summary)), (6, 3, expected.to_vec()));
    assert!(summary.replacements[0].example.as_ref().unwrap().ends_with("c.jsonl: `7`"));
    let texts: BTreeSet<String> = place.archive().articles().unwrap().into_iter().map(|a| a.full_text()).collect();
    assert_eq!(texts.into_iter().collect::<Vec<_>>(), ["More hail.", "More rain.", "More snow."]);
    place.write("d.jsonl", &[r#"{"id":1,"text":"The last of the hail."}"#]);
    assert_eq!(reasons(&place.refresh(&[])), [("a new version of their file", 1)]);
}

#[test]
fn what_a_file_has_no_more_is_counted_as_removed() {
    let place = Place::new();
    let line = |id: u8| format!(r#"{{"id":{id},"text":"Rain on {id}."}}"#);
    place.write("a.jsonl", &[&line(1), &line(2), &line(3)]);
    place.write("b.txt", &["Hail", "", "It hailed on the yard all night."]);
    place.refresh(&[&place.corpus()]);
    let counts = |place: &Place| {
        let summary = place.refresh(&[]);
        (summary.articles, summary.replaced, summary.removed, place.ids().len())
    };
    place.write("a.jsonl", &[&line(1)]);
    assert_eq!(counts(&place), (1, 1, 2, 2));
    place.write("b.txt", &[]);
    assert_eq!(counts(&place), (0, 0, 1, 1));
    fs::write(place.corpus().join("a.jsonl"), b"\0\x01\x02\0").unwrap();
    assert_eq!(counts(&place), (0, 0, 1, 0));
    place.write("a.jsonl", &[&line(1), &line(2)]);
    assert_eq!(counts(&place), (2, 0, 0, 2));
}

#[test]
fn an_article_of_two_files_goes_with_the_last_of_them() {
    let place = Place::new();
    let shared = r#"{"id":"s","source":"Northern Ledger","text":"Rain."}"#;
    let other = |id: &str| format!(r#"{{"id":"{id}","source":"Northern Ledger","text":"Snow of {id}."}}"#);
    for (name, id) in [("a.jsonl", "a"), ("b.jsonl", "b"), ("c.jsonl", "c")] {
        place.write(name, &[shared, &other(id)]);
    }
    place.refresh(&[&place.corpus()]);
    let held = |place: &Place| place.archive().show("s").unwrap().into_iter().map(|a| a.path).collect::<Vec<_>>();
    assert!(held(&place)[0].ends_with("c.jsonl"));
    fs::remove_file(place.corpus().join("c.jsonl")).unwrap();
    let summary = place.refresh(&[]);
    assert!(held(&place)[0].ends_with("b.jsonl"), "{:?} {summary:?}", held(&place));
    // The new version of a file has it no more.
    place.write("b.jsonl", &[&other("b")]);
    place.refresh(&[]);
    assert_eq!(place.ids(), ["a", "b", "s"]);
    assert!(held(&place)[0].ends_with("a.jsonl"));
    fs::remove_file(place.corpus().join("a.jsonl")).unwrap();
    place.refresh(&[]);
    assert_eq!(place.ids(), ["b"]);
    // Two at once, of which one took it from the other.
    place.write("d.jsonl", &[shared]);
    place.refresh(&[]);
    place.write("e.jsonl", &[shared]);
    place.refresh(&[]);
    place.write("f.jsonl", &[shared]);
    place.refresh(&[]);
    fs::remove_file(place.corpus().join("e.jsonl")).unwrap();
    fs::remove_file(place.corpus().join("f.jsonl")).unwrap();
    assert_eq!(place.refresh(&[]).removed, 1);
    assert!(held(&place)[0].ends_with("d.jsonl"));
}

#[test]
fn what_an_ignore_file_names_goes_and_comes_back() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","text":"Rain."}"#]);
    place.write("inner/b.jsonl", &[r#"{"id":"b","text":"Snow."}"#]);
    place.refresh(&[&place.corpus()]);
    place.write(".ignore", &["inner/"]);
    let summary = place.refresh(&[]);
    assert_eq!((summary.removed, place.ids()), (1, vec!["a".to_owned()]));
    assert!(summary.skipped.iter().any(|s| s.reason.contains(".ignore")), "{:?}", summary.skipped);
    fs::remove_file(place.corpus().join(".ignore")).unwrap();
    place.refresh(&[]);
    assert_eq!(place.ids(), ["a", "b"]);
}

#[test]
fn a_run_counts_what_it_costs() {
    let place = Place::new();
    let lines: Vec<String> = (0..300).map(|n| format!(r#"{{"id":"{n}","text":"Rain on {n}."}}"#)).collect();
    place.write("a.jsonl", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let first = place.refresh(&[&place.corpus()]).work;
    assert_eq!((first.words_analysed, first.deletions), (900, 0));
    assert_eq!(first.bytes_read, fs::metadata(place.corpus().join("a.jsonl")).unwrap().len());
    assert_eq!(place.refresh(&[]).work, dateline::RunWork::default());
    place.write("a.jsonl", &lines[..200].iter().map(String::as_str).collect::<Vec<_>>());
    // One for each article and one for the record of the file.
    assert_eq!(place.refresh(&[]).work.deletions, 301);
}

#[test]
fn a_run_that_is_stopped_before_it_restores_is_completed_by_the_next() {
    let place = Place::new();
    let shared = r#"{"id":"s","source":"Northern Ledger","text":"Rain."}"#;
    place.write("a.jsonl", &[shared]);
    place.write("b.jsonl", &[shared]);
    place.refresh(&[&place.corpus()]);
    fs::remove_file(place.corpus().join("b.jsonl")).unwrap();
    let stopped = place.archive().refresh(&[], &AtomicBool::new(true), &mut |_| {}).unwrap();
    assert!(stopped.interrupted && place.ids().is_empty());
    place.refresh(&[]);
    assert_eq!(place.ids(), ["s"]);
    assert_eq!(place.refresh(&[]).articles, 0);
}

#[test]
fn a_root_that_goes_leaves_what_another_root_holds() {
    let place = Place::new();
    let line = r#"{"id":"s","source":"Northern Ledger","text":"Rain."}"#;
    place.write("one/a.jsonl", &[line]);
    place.write("two/a.jsonl", &[line]);
    let (one, two) = (place.corpus().join("one"), place.corpus().join("two"));
    place.refresh(&[&one]);
    place.refresh(&[&two]);
    let mut archive = place.archive();
    let removed = archive.remove(&Removal::Root(two)).unwrap();
    archive.commit().unwrap();
    assert_eq!((removed.articles, removed.read_again), (1, 1));
    place.refresh(&[]);
    assert!(place.archive().show("s").unwrap()[0].path.contains("one"));
}

#[test]
fn a_folder_in_the_place_of_a_file_leaves_no_articles() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","text":"Rain."}"#]);
    place.refresh(&[&place.corpus()]);
    fs::remove_file(place.corpus().join("a.jsonl")).unwrap();
    place.write("a.jsonl/b.jsonl", &[r#"{"id":"b","text":"Snow."}"#]);
    assert_eq!(place.refresh(&[]).removed, 1);
    assert_eq!(place.ids(), ["b"]);
}

#[test]
fn articles_without_a_name_never_replace_each_other() {
    let place = Place::new();
    for text in ["One.", "Two."] {
        place.archive().add(&article(text)).unwrap();
    }
    let mut archive = place.archive();
    archive.add(&article("One.")).unwrap();
    archive.add(&article("Two.")).unwrap();
    archive.commit().unwrap();
    drop(archive);
    let first = place.ids()[0].clone();
    assert_eq!(place.remove(&Removal::Article(first)).unwrap(), 1);
    for text in ["Three.", "Four."] {
        let mut archive = place.archive();
        archive.add(&article(text)).unwrap();
        archive.commit().unwrap();
    }
    let texts: BTreeSet<String> = place.archive().articles().unwrap().into_iter().map(|a| a.full_text()).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    place.rebuild();
    let mut archive = place.archive();
    archive.add(&article("Five.")).unwrap();
    archive.commit().unwrap();
    assert_eq!(place.ids().len(), 4);
}

#[test]
fn what_another_process_committed_is_not_forgotten() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","text":"Rain."}"#]);
    let mut early = place.archive();
    place.refresh(&[&place.corpus()]);
    early.add(&with_id("memory", "Snow.")).unwrap();
    early.commit().unwrap();
    assert_eq!(place.archive().roots(), [place.corpus()]);
    assert_eq!(early.roots(), [place.corpus()]);
    assert_eq!(place.ids(), ["a", "memory"]);
}

#[test]
fn a_rebuild_keeps_what_no_file_holds() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","text":"Rain."}"#]);
    place.refresh(&[&place.corpus()]);
    let mut archive = place.archive();
    let text = "The first paragraph is short.\n\nThe second one is not much longer. It has two sentences.";
    let url = Some("https://example.org/memory".to_owned());
    archive.add(&Article { url, source: Some("Wire".into()), ..with_id("m", text) }).unwrap();
    archive.add(&article("Without a name.")).unwrap();
    archive.commit().unwrap();
    let before = archive.articles().unwrap();
    let summary = place.rebuild();
    assert_eq!((summary.articles, summary.carried_over), (1, 2));
    let after = place.archive().articles().unwrap();
    let sorted = |mut articles: Vec<dateline::index::StoredArticle>| {
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        articles
    };
    assert_eq!(sorted(after), sorted(before));
    // A reader that was open sees the new index when it looks again.
    archive.reload().unwrap();
    assert_eq!(archive.statistics().articles, 3);
}

/// Takes a folder out of a reader's hands while a test does something; whether the system heeds that, as it does not for its
/// administrator.
#[cfg(unix)]
fn without_permission(folder: &Path, test: impl FnOnce()) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let allow = |mode| fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    let is_heeded = fs::read_dir(folder).is_err();
    if is_heeded {
        test();
    }
    allow(0o755);
    is_heeded
}

#[cfg(unix)]
#[test]
fn a_rebuild_keeps_the_articles_of_a_folder_that_cannot_be_read() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","text":"Rain."}"#]);
    place.write("inner/b.jsonl", &[r#"{"id":"b","text":"Snow."}"#]);
    place.write("inner/deep/c.txt", &["Hail", "", "It hailed on the yard all night."]);
    place.write("other/d.jsonl", &[r#"{"id":"d","text":"Fog."}"#]);
    place.refresh(&[&place.corpus(), &place.corpus().join("other")]);
    for folder in ["inner", "inner/deep", ""] {
        without_permission(&place.corpus().join(folder), || {
            let before = place.ids();
            let summary = place.rebuild();
            assert!(summary.carried_over > 0 && summary.skipped.iter().any(|s| s.error), "{folder}: {summary:?}");
            assert_eq!(place.ids(), before, "{folder}");
        });
    }
    // They are read as soon as they can be, and go when they are gone or named by an ignore file.
    let summary = place.refresh(&[]);
    assert_eq!((place.ids().len(), summary.removed), (4, 0));
    fs::remove_file(place.corpus().join("inner/b.jsonl")).unwrap();
    place.write(".ignore", &["a.jsonl"]);
    without_permission(&place.corpus().join("inner/deep"), || {
        place.rebuild();
        assert_eq!(place.ids(), ["d", "inner/deep/c.txt"]);
    });
}

#[test]
fn a_rebuild_that_is_stopped_leaves_the_old_index_and_no_garbage() {
    let place = Place::new();
    let lines: Vec<String> = (0..500).map(|n| format!(r#"{{"id":"{n}","text":"Rain on {n}."}}"#)).collect();
    place.write("a.jsonl", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    place.refresh(&[&place.corpus()]);
    let files = |place: &Place| -> BTreeSet<String> {
        let entries = fs::read_dir(place.index()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.ends_with("lock")).collect()
    };
    let before = files(&place);
    let stop = AtomicBool::new(false);
    let mut progress = |_| stop.store(true, Ordering::Relaxed);
    let summary = rebuild(&place.index(), IndexSchema::built_in(), &[], &stop, &mut progress).unwrap();
    assert!(summary.interrupted);
    assert_eq!(place.ids().len(), 500);
    assert!(place.rebuild().replacements.is_empty());
    assert_eq!(place.ids().len(), 500);
    let after = files(&place);
    assert!(after.iter().all(|name| !name.starts_with(".new")), "{after:?}");
    assert_eq!(after.len(), before.len(), "{before:?} {after:?}");
}

#[test]
fn a_reader_of_another_schema_is_not_misled_by_a_rebuild() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","language":"en","text":"Families were displaced."}"#]);
    place.refresh(&[&place.corpus()]);
    let own = Reader::open(&place.index(), OpenOptions::default()).unwrap();
    let fixed = Reader::open(&place.index(), OpenOptions::with_schema(IndexSchema::built_in())).unwrap();
    let text = dateline::schema::BUILT_IN.replace("en = \"snowball:english\"", "en = \"none\"");
    assert_ne!(text, dateline::schema::BUILT_IN);
    let other = IndexSchema::parse(&text, None).unwrap();
    rebuild(&place.index(), other, &[], &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert!(matches!(fixed.reload(), Err(Error::OtherIndex { .. })));
    let found = |reader: &Reader| reader.search("displacement", &SearchOptions::default()).unwrap().hits.len();
    // The one that insists on its schema goes on with the state that it had; the other takes the schema of the new index.
    assert_eq!((found(&fixed), found(&own)), (1, 1));
    own.reload().unwrap();
    assert_eq!((found(&fixed), found(&own)), (1, 0));
    assert!(matches!(fixed.writer(), Err(Error::OtherIndex { .. })));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_roots_and_files_as_all_others() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let root = place.corpus().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    if fs::create_dir(&root).is_err() {
        return; // A file system that has no such names.
    }
    let file = root.join(std::ffi::OsStr::from_bytes(b"na\xefve.jsonl"));
    fs::write(&file, "{\"id\":\"a\",\"text\":\"Rain.\"}\n").unwrap();
    assert_eq!(place.refresh(&[&root]).articles, 1);
    assert_eq!(place.archive().roots(), std::slice::from_ref(&root));
    assert_eq!(place.refresh(&[]).unchanged, 1);
    assert_eq!(place.rebuild().articles, 1);
    assert_eq!(place.remove(&Removal::Path(file)).unwrap(), 1);
    assert_eq!(place.remove(&Removal::Root(root)).unwrap(), 0);
    assert!(place.archive().roots().is_empty());
}

#[test]
fn ids_and_addresses_of_any_length_make_unique() {
    let place = Place::new();
    let long = "x".repeat(70_000);
    for text in ["Rain.", "Snow."] {
        let mut archive = place.archive();
        archive.add(&with_id(&format!("{long}a"), text)).unwrap();
        archive.add(&with_id(&format!("{long}b"), text)).unwrap();
        let url = Some(format!("https://example.org/{long}"));
        archive.add(&Article { url, ..article(text) }).unwrap();
        archive.commit().unwrap();
        assert_eq!(archive.statistics().articles, 3);
        assert_eq!(archive.show(&format!("{long}a")).unwrap()[0].full_text(), format!("Rain\n\n{text}"));
    }
    assert_eq!(place.remove(&Removal::Article(format!("{long}b"))).unwrap(), 1);
}

#[test]
fn a_writer_gives_its_lock_back() {
    let place = Place::new();
    let (mut one, mut other) = (place.archive(), place.archive());
    for round in 0..3 {
        one.add(&with_id(&format!("one {round}"), "Rain.")).unwrap();
        assert!(matches!(other.add(&with_id("other", "Snow.")), Err(Error::Locked { .. })));
        one.commit().unwrap();
        other.add(&with_id(&format!("other {round}"), "Snow.")).unwrap();
        other.commit().unwrap();
    }
    assert_eq!(place.ids().len(), 6);
    let writer = Writer::open(&place.index(), OpenOptions::default()).unwrap();
    writer.add(&with_id("given up", "Hail.")).unwrap();
    drop(writer);
    let mut writer = Writer::open(&place.index(), OpenOptions::default()).unwrap();
    writer.add(&with_id("rolled back", "Hail.")).unwrap();
    writer.rollback().unwrap();
    writer.add(&with_id("kept", "Hail.")).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    assert_eq!(place.ids().len(), 7);
}

#[test]
fn what_was_added_before_a_refresh_is_kept() {
    let place = Place::new();
    place.write("a.jsonl", &[r#"{"id":"a","text":"Rain."}"#]);
    let mut archive = place.archive();
    archive.add(&with_id("memory", "Snow.")).unwrap();
    let missing = place.corpus().join("missing");
    assert!(archive.refresh(&[missing], &AtomicBool::new(false), &mut |_| {}).is_err());
    archive.add(&with_id("memory", "Snow.")).unwrap();
    archive.refresh(&[place.corpus()], &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!(place.ids(), ["a", "memory"]);
}

#[test]
fn a_panic_of_progress_ends_the_run_and_leaves_the_last_commit() {
    let place = Place::new();
    let lines: Vec<String> = (0..3000).map(|n| format!(r#"{{"id":"{n}","text":"Rain on {n}."}}"#)).collect();
    place.write("a.jsonl", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let mut writer = Writer::open_or_create(&place.index(), IndexSchema::built_in()).unwrap();
    writer.add(&with_id("memory", "Snow.")).unwrap();
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut progress = |p: dateline::Progress| assert!(p.articles < 100, "the caller breaks down");
        writer.refresh(&[place.corpus()], &AtomicBool::new(false), &mut progress)
    }));
    assert!(run.is_err());
    writer.commit().unwrap();
    assert_eq!(place.ids(), ["memory"]);
    writer.refresh(&[], &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!(place.ids().len(), 3001);
}
