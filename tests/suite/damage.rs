//! A stored index that is damaged, or is none.
//!
//! 1. Whatever bit of whatever file is flipped: no panic, and no wrong answer that a check does not see.
//! 2. A file that is missing, cut off or foreign is one error that names it.
//! 3. The quick check sees what a flip does to a file's data.
//! 4. Damage is never merged away.
//! 5. An index whose writer was killed is verified before it is written again, and refused while it is damaged.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use dateline::error::ErrorKind;
use dateline::names::SpellingOptions;
use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;
use dateline::{Archive, Error, Reader};
use dateline::{Check, OpenOptions};
use tempfile::TempDir;

/// How many bits are flipped, one at a time.
const FLIPS: u64 = 160;

/// An index of the project's own corpus.
fn index(folder: &Path) -> PathBuf {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("corpus");
    let index = folder.join("index");
    let mut archive = Archive::open_or_create(&index, IndexSchema::built_in()).unwrap();
    archive.refresh(&[corpus], &AtomicBool::new(false), &mut |_| {}).unwrap();
    index
}

pub(crate) fn files(index: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(index).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.metadata().is_ok_and(|m| m.len() > 0));
    files.sort();
    files
}

/// Everything that is asked of an index, as text.
pub(crate) fn answers(index: &Path) -> Result<String, Error> {
    let reader = Reader::open(index, OpenOptions::default())?;
    let mut text = format!("{:?}", reader.statistics());
    for query in
        ["Saraqeb displacement", "\"Hayat Tahrir al-Sham\"", "displ*", "=Hope", "language:en", "bakery NOT Hama"]
    {
        text += &serde_json::to_string(&reader.search(query, &SearchOptions::default())?).unwrap();
    }
    text += &serde_json::to_string(&reader.names("Saraqeb", SpellingOptions::default())?).unwrap();
    text += &format!("{:?}{:?}", reader.articles()?, reader.files()?);
    Ok(text)
}

/// Xorshift (Marsaglia 2003).
pub(crate) fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}

#[test]
fn no_flipped_bit_is_a_panic_or_an_answer_that_no_check_doubts() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path());
    let (files, whole) = (files(&index), answers(&index).unwrap());
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    let (mut random, mut errors, mut doubted) = (20_200_205, 0, 0);
    for flip in 0..FLIPS {
        let mut at = next(&mut random) % (bytes * 8);
        // Every other flip is in one of the small files, which few flips would meet.
        let file = if flip % 2 == 0 {
            &files[at as usize % files.len()]
        } else {
            let length = |file: &PathBuf| file.metadata().unwrap().len() * 8;
            files
                .iter()
                .find(|file| {
                    at < length(file) || {
                        at -= length(file);
                        false
                    }
                })
                .unwrap()
        };
        let data = fs::read(file).unwrap();
        let mut flipped = data.clone();
        let bit = at as usize % (data.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(file, &flipped).unwrap();
        let context = format!("bit {bit} of {}", file.display());
        match std::panic::catch_unwind(|| answers(&index)) {
            Err(_) => panic!("{context}: a panic"),
            Ok(Err(error)) => {
                errors += 1;
                assert_eq!(error.kind(), ErrorKind::File, "{context}: {error}");
            }
            Ok(Ok(answers)) if answers != whole => {
                doubted += 1;
                let seen = Reader::open(&index, OpenOptions::default())
                    .map_or(true, |reader| reader.check(Check::Quick).map_or(true, |faults| !faults.is_empty()));
                assert!(seen, "{context}: another answer, and nothing wrong");
            }
            Ok(Ok(_)) => {}
        }
        fs::write(file, data).unwrap();
    }
    assert!(errors > FLIPS / 16 && doubted > 0, "{errors} errors, {doubted} other answers");
    assert_eq!(answers(&index).unwrap(), whole);
}

#[test]
fn a_file_that_is_missing_cut_off_or_foreign_is_named() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path());
    for file in files(&index).iter().filter(|file| !file.ends_with("writer.lock")) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".lock") {
            continue;
        }
        let data = fs::read(file).unwrap();
        let half = &data[..data.len() / 2];
        for (what, damage) in [
            ("missing", None),
            ("empty", Some(&[][..])),
            ("cut off", Some(half)),
            ("foreign", Some(b"PK\x03\x04 and so on")),
        ] {
            match damage {
                Some(bytes) => fs::write(file, bytes).unwrap(),
                None => fs::remove_file(file).unwrap(),
            }
            let outcome = Reader::open(&index, OpenOptions::default()).and_then(|reader| {
                let faults = reader.check(Check::Quick)?;
                Ok(faults.into_iter().next())
            });
            let said = match outcome {
                Err(error) => error.to_string(),
                // Which files there are matters to a writer only.
                Ok(None) if name == ".managed.json" => name.clone(),
                Ok(fault) => fault.unwrap_or_default(),
            };
            let is_named = said.contains(&name) || name == "meta.json" && said.starts_with("no index at");
            assert!(is_named, "{name} is {what}: {said}");
            fs::write(file, &data).unwrap();
        }
    }
}

#[test]
fn damage_is_never_merged_away() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path());
    let store = files(&index).into_iter().find(|file| file.extension().is_some_and(|e| e == "store")).unwrap();
    let mut data = fs::read(&store).unwrap();
    data[10] ^= 1;
    fs::write(&store, &data).unwrap();
    // Many small commits, which are merged with each other and with what is there.
    for number in 0..20 {
        let mut archive = Archive::open(&index, None).unwrap();
        let article = dateline::article::Article::from_text("Rain", &format!("It rained on {number}."));
        archive.add(&article).unwrap();
        archive.commit().unwrap();
    }
    let reader = Reader::open(&index, OpenOptions::default()).unwrap();
    let faults = reader.check(Check::Quick).unwrap();
    let name = store.file_name().unwrap().to_string_lossy().into_owned();
    assert!(faults.len() == 1 && faults[0].contains(&name), "{faults:?}");
    assert!(reader.writer().unwrap().merge().is_err());
}

#[test]
fn an_index_whose_writer_was_killed_is_verified_before_it_is_written_again() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path());
    let article = dateline::article::Article::from_text("Rain", "It rained.");
    let add = || -> Result<(), Error> {
        let mut archive = Archive::open(&index, None)?;
        archive.add(&article)?;
        archive.commit()
    };
    let store = files(&index).into_iter().find(|file| file.extension().is_some_and(|e| e == "store")).unwrap();
    let (data, lock) = (fs::read(&store).unwrap(), index.join("writer.lock"));
    let mut flipped = data.clone();
    flipped[10] ^= 1;
    fs::write(&store, &flipped).unwrap();
    // It was closed well, so nothing is read for a check.
    add().unwrap();
    fs::write(&lock, "process 1 since 2020-02-05T00:00:00Z").unwrap();
    for _ in 0..2 {
        let Err(error) = add() else { panic!("a damaged index is written") };
        assert!(error.to_string().contains(".store"), "{error}");
    }
    if store.exists() {
        fs::write(&store, &data).unwrap();
        add().unwrap();
        assert_eq!(fs::read(&lock).unwrap(), b"");
    }
}
