//! An index that is damaged, and built anew from what is left of it.
//!
//! 1. Each flipped bit that changes an answer is seen by a check, and a repair brings the answers back without the files.
//! 2. What is wrong under a right checksum is seen by the full check.
//! 3. A repair keeps ids, roots, records of files, what was taken out, and articles that no file holds.
//! 4. Articles whose stored text is damaged are read from their files; those whose files are gone are told, and the others stay.
//!
//! `DATELINE_FLIPS=1000` flips as many bits as that in the first two.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use dateline::article::Article;
use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;
use dateline::{Archive, Check, OpenOptions, Reader, Removal, Repair, repair};
use tempfile::TempDir;

use crate::damage::{answers, files, next};
use crate::scratch::Scratch;

/// How many bits are flipped, one at a time.
fn flips() -> u64 {
    std::env::var("DATELINE_FLIPS").ok().and_then(|flips| flips.parse().ok()).unwrap_or(24)
}

/// An index of a copy of the project's own corpus, and the copy.
pub(crate) fn index(folder: &Path) -> (PathBuf, PathBuf) {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("corpus");
    let (index, copy) = (folder.join("index"), folder.join("corpus"));
    copy_all(&corpus, &copy);
    let mut archive = Archive::open_or_create(&index, IndexSchema::built_in()).unwrap();
    archive.refresh(std::slice::from_ref(&copy), &AtomicBool::new(false), &mut |_| {}).unwrap();
    (index, copy)
}

/// A copy of a folder, in place of what was there.
pub(crate) fn copy_all(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir(to).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_all(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// A bit of one of the files; every other time of one of the small ones, which few flips would meet.
fn draw(files: &[PathBuf], number: u64, random: &mut u64) -> (PathBuf, usize) {
    let length = |file: &PathBuf| file.metadata().unwrap().len() * 8;
    let bits: u64 = files.iter().map(length).sum();
    let mut at = next(random) % bits;
    if number.is_multiple_of(2) {
        let file = &files[at as usize % files.len()];
        return (file.clone(), (next(random) % length(file)) as usize);
    }
    for file in files {
        if at < length(file) {
            return (file.clone(), at as usize);
        }
        at -= length(file);
    }
    unreachable!("a bit lies in a file")
}

fn flip(file: &Path, bit: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    fs::write(file, bytes).unwrap();
}

/// What a check of an index says; that it cannot be opened is a fault too.
fn faults(index: &Path, check: Check) -> Vec<String> {
    let work = || Reader::open(index, OpenOptions::default()).and_then(|reader| reader.check(check));
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(faults)) => faults,
        Ok(Err(error)) => vec![error.to_string()],
        Err(_) => vec!["a panic".to_owned()],
    }
}

fn repaired(index: &Path) -> Repair {
    repair(index, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

#[test]
fn a_repair_brings_back_the_answers_that_a_flipped_bit_changed() {
    let folder = TempDir::new().unwrap();
    let (index, corpus) = index(folder.path());
    fs::remove_dir_all(corpus).unwrap();
    let (whole, damaged) = (answers(&index).unwrap(), folder.path().join("damaged"));
    let locks = |file: &PathBuf| file.extension().is_none_or(|extension| extension != "lock");
    let files: Vec<PathBuf> = files(&index).into_iter().filter(locks).collect();
    let (mut random, mut changed) = (20_200_206, 0);
    for number in 0..flips() {
        let (file, bit) = draw(&files, number, &mut random);
        let name = file.file_name().unwrap();
        let context = format!("bit {bit} of {}", name.display());
        copy_all(&index, &damaged);
        flip(&damaged.join(name), bit);
        if answers(&damaged).is_ok_and(|answers| answers == whole) {
            continue;
        }
        changed += 1;
        assert!(!faults(&damaged, Check::Quick).is_empty(), "{context}: another answer, and nothing wrong");
        let repair = repaired(&damaged);
        assert_eq!((repair.lost_rows, &repair.faults[..]), (0, &[][..]), "{context}");
        assert_eq!(answers(&damaged).unwrap(), whole, "{context}: {repair:?}");
        assert_eq!(faults(&damaged, Check::Full), Vec::<String>::new(), "{context}");
    }
    assert!(changed > flips() / 8, "{changed} flips changed an answer");
}

/// A file of a segment with a bit flipped and the checksum that this has.
pub(crate) fn with_checksum(file: &Path, bit: usize) {
    let bytes = fs::read(file).unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let (end, magic) = (bytes.len() - 8, number(bytes.len() - 4));
    assert_eq!(magic, 1337, "tantivy ends its files otherwise");
    let start = end - number(end);
    let mut body = bytes[..start].to_vec();
    let bit = bit % (body.len() * 8);
    body[bit / 8] ^= 1 << (bit % 8);
    let mut footer: serde_json::Value = serde_json::from_slice(&bytes[start..end]).unwrap();
    assert_eq!(footer["crc"], crc32fast::hash(&bytes[..start]));
    footer["crc"] = crc32fast::hash(&body).into();
    let footer = footer.to_string().into_bytes();
    body.extend_from_slice(&footer);
    body.extend((footer.len() as u32).to_le_bytes());
    body.extend(1337_u32.to_le_bytes());
    fs::write(file, body).unwrap();
}

#[test]
fn what_is_wrong_under_a_right_checksum_is_seen_by_the_full_check() {
    let folder = TempDir::new().unwrap();
    let (index, _) = index(folder.path());
    let (whole, damaged) = (answers(&index).unwrap(), folder.path().join("damaged"));
    // Of what is known of an article beside its text the stored row alone tells, if no filter asks for it.
    let asked = ["term", "idx", "pos", "fast", "names", "counts", "articles"];
    let is_asked = |file: &PathBuf| file.extension().is_some_and(|e| asked.iter().any(|asked| e == *asked));
    let files: Vec<PathBuf> = files(&index).into_iter().filter(is_asked).collect();
    assert!(files.len() >= asked.len(), "{files:?}");
    let (mut random, mut changed) = (20_200_207, 0);
    for number in 0..flips() {
        let (file, bit) = draw(&files, number, &mut random);
        let name = file.file_name().unwrap();
        let context = format!("bit {bit} of {}", name.display());
        copy_all(&index, &damaged);
        with_checksum(&damaged.join(name), bit);
        let same = catch_unwind(|| answers(&damaged)).is_ok_and(|got| got.is_ok_and(|answers| answers == whole));
        if same {
            continue;
        }
        changed += 1;
        assert!(!faults(&damaged, Check::Full).is_empty(), "{context}: another answer, and nothing wrong");
    }
    assert!(changed > 0, "no flip changed an answer");
}

#[test]
fn a_check_of_a_state_whose_files_are_gone_is_one_of_the_next() {
    let folder = TempDir::new().unwrap();
    let index = folder.path().join("index");
    let mut writer = dateline::Writer::open_or_create(&index, IndexSchema::built_in()).unwrap();
    for text in ["It rained.", "It snowed."] {
        writer.add(&Article::from_text("News", text)).unwrap();
        writer.commit().unwrap();
    }
    let reader = Reader::open(&index, OpenOptions::default()).unwrap();
    assert_eq!(reader.check(Check::Full).unwrap(), Vec::<String>::new());
    writer.merge().unwrap();
    assert_eq!(reader.check(Check::Full).unwrap(), Vec::<String>::new());
}

/// Articles and records, in an order that does not depend on where they lie.
fn content(index: &Path) -> (Vec<String>, String) {
    let reader = Reader::open(index, OpenOptions::default()).unwrap();
    let mut articles: Vec<String> =
        reader.articles().unwrap().iter().map(|article| format!("{article:?}")).collect();
    articles.sort();
    let (files, roots) = (reader.files().unwrap(), reader.roots());
    (articles, format!("{files:?} {roots:?} {:?}", reader.statistics()))
}

/// An answer, whatever the order in which its articles lie.
fn found(index: &Path) -> String {
    let reader = Reader::open(index, OpenOptions::default()).unwrap();
    let answer = reader.search("Saraqeb displacement", &SearchOptions::default()).unwrap();
    serde_json::to_string(&answer).unwrap()
}

#[test]
fn a_repair_keeps_all_that_the_index_knows() {
    let folder = TempDir::new().unwrap();
    let (index, corpus) = (folder.path().join("index"), folder.path().join("corpus"));
    fs::create_dir(&corpus).unwrap();
    let line = |id: &str, text: &str| {
        format!(
            "{{\"id\": \"{id}\", \"source\": \"Post\", \"url\": \"https://post.example/{id}\", \"title\": \"News\", \"text\": \"{text}\"}}\n"
        )
    };
    fs::write(corpus.join("a.jsonl"), line("1", "It rained. “And how!” said Anna.") + &line("2", "It snowed."))
        .unwrap();
    fs::write(corpus.join("b.txt"), "A mast fell\n\nIt fell on the road to Saraqib.").unwrap();
    fs::write(corpus.join("c.jsonl"), line("2", "It snowed all night.")).unwrap();
    let mut archive = Archive::open_or_create(&index, IndexSchema::built_in()).unwrap();
    archive.refresh(std::slice::from_ref(&corpus), &AtomicBool::new(false), &mut |_| {}).unwrap();
    let mut memory = Article::from_text("A letter", "A heading\n\nThe well is dry.");
    memory.blocks[1].kind = dateline::article::BlockKind::Heading;
    archive.add(&memory).unwrap();
    archive.remove(&Removal::Path(corpus.join("b.txt"))).unwrap();
    archive.commit().unwrap();
    drop(archive);
    let before = content(&index);
    assert_eq!((before.0.len(), faults(&index, Check::Full)), (3, vec![]));
    for file in files(&index).iter().filter(|f| f.extension().is_some_and(|e| e == "pos" || e == "term")) {
        fs::remove_file(file).unwrap();
    }
    assert!(!faults(&index, Check::Quick).is_empty());
    let repair = repaired(&index);
    assert_eq!((repair.articles, repair.files, repair.read_again, repair.lost_rows), (3, 3, 0, 0));
    assert_eq!(content(&index), before);
    assert_eq!(faults(&index, Check::Full), Vec::<String>::new());
    // The next run finds nothing changed, and an article of another id stays apart.
    let mut archive = Archive::open(&index, None).unwrap();
    let summary = archive.refresh(&[], &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!((summary.articles, summary.unchanged), (0, 3));
    archive.add(&Article::from_text("Another letter", "The well is full.")).unwrap();
    archive.commit().unwrap();
    assert_eq!(archive.statistics().articles, 4);
    assert_eq!(archive.search("well", &SearchOptions::default()).unwrap().total.articles, 2);
}

#[test]
fn what_the_stored_texts_do_not_give_comes_from_the_files_or_is_told() {
    let folder = TempDir::new().unwrap();
    let (index, corpus) = index(folder.path());
    let (whole, before) = (found(&index), content(&index));
    let store = files(&index).into_iter().find(|f| f.extension().is_some_and(|e| e == "store")).unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[20_000..20_200].fill(0x55);
    fs::write(&store, bytes).unwrap();
    let without = folder.path().join("without");
    copy_all(&index, &without);
    let repair = repaired(&index);
    assert!(repair.lost_rows > 0 && repair.read_again > 0 && repair.faults.is_empty(), "{repair:?}");
    assert_eq!(content(&index).0, before.0);
    assert_eq!(found(&index), whole);

    fs::remove_dir_all(&corpus).unwrap();
    let repair = repaired(&without);
    assert!(repair.lost_rows > 0 && repair.read_again == 0 && !repair.faults.is_empty(), "{repair:?}");
    // A text may be damaged and be readable: it is kept, and every check tells it.
    let told = |what: &str| repair.faults.iter().filter(|fault| fault.reason.contains(what)).count();
    let (lost, damaged) = (told("could not be had back"), told("was taken as it is"));
    assert!(lost > 0 && damaged <= 1 && lost + damaged == repair.faults.len(), "{repair:?}");
    let left = content(&without).0;
    assert!(left.len() as u64 == repair.articles && left.len() < before.0.len());
    assert_eq!(left.iter().filter(|article| !before.0.contains(article)).count(), damaged);
    assert_eq!(faults(&without, Check::Full).len(), damaged);
}

#[test]
fn the_program_repairs_and_says_what_it_did() {
    let scratch = Scratch::new();
    let run = |arguments: &[&str]| {
        let output = scratch.run(arguments, "");
        (output.status.code().unwrap(), scratch.text(&output.stdout) + &scratch.text(&output.stderr))
    };
    assert_eq!(run(&["Saraqeb"]).0, 0);
    let index = files(&scratch.path().join(".dateline"));
    let positions = index.iter().find(|file| file.extension().is_some_and(|e| e == "pos")).unwrap();
    fs::remove_file(positions).unwrap();
    let (code, said) = run(&["check"]);
    assert!(code == 2 && said.contains("it is missing") && said.contains("check --repair"), "{said}");
    let (code, said) = run(&["check", "--repair"]);
    assert!(
        code == 0 && said.contains("taken from the stored texts\n") && said.contains("nothing wrong"),
        "{said}"
    );
    let (code, said) = run(&["check", "--repair", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (code, &said["faults"], &said["repair"]["articles"]),
        (0, &serde_json::json!([]), &said["articles"])
    );
    assert_eq!(run(&["--index", "nowhere", "check", "--repair"]).0, 2);
    assert_eq!(run(&["check", "--quick", "--full"]).0, 2);
}
