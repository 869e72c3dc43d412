//! An answer that can be proved.
//!
//! 1. An audit reads every stored text and says that nothing differs; of an index whose lists are wrong it says what does.
//! 2. Evidence holds what was asked, of what, and what was found, with hashes of the texts and bytes into them.
//! 3. A later look at it finds the same answer, or says what has changed.

use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::Output;

use dateline::results::SearchOptions;
use dateline::{OpenOptions, Reader};
use serde_json::Value;
use tempfile::TempDir;

use crate::damage::{files, next};
use crate::repair::{copy_all, index, with_checksum};
use crate::scratch::Scratch;

const QUERY: &str = "Saraqeb displacement";

/// A question that most lists of words have a part in.
const MANY_LISTS: &str = "a* b* c* d* e* f* g* h* i* l* m* n* o* p* r* s* t* u* w*";

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn an_audit_finds_no_difference_in_a_whole_index() {
    let scratch = Scratch::new();
    for query in [QUERY, "\"Hayat Tahrir al-Sham\"", "language:en NOT bakery", "displ*", "date:2020"] {
        let output = scratch.run(&["--json", "--audit", "--limit", "3", "-q", query], "");
        let answer = json(&output);
        assert_eq!((code(&output), &answer["audit"]["differences"]), (0, &Value::Array(vec![])), "{answer}");
        let found = &answer["total"];
        let all = found["articles"].as_u64().unwrap() + found["partial"]["articles"].as_u64().unwrap();
        let folded = found["folded"]["articles"].as_u64().unwrap();
        assert_eq!((answer["audit"]["found"].as_u64(), all > 0), (Some(all - folded), true), "{answer}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(" read, "), "{output:?}");
    }
    let output = scratch.run(&["--audit", "nowhere-to-be-found"], "");
    assert_eq!(code(&output), 1, "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no difference"), "{output:?}");
}

#[test]
fn an_audit_tells_what_wrong_lists_change() {
    let folder = TempDir::new().unwrap();
    let (index, _) = index(folder.path());
    let damaged = folder.path().join("damaged");
    let ask =
        |index: &PathBuf| Reader::open(index, OpenOptions::default())?.audit(MANY_LISTS, &SearchOptions::default());
    let mut whole = ask(&index).unwrap();
    assert_eq!(whole.audit.take().unwrap().differences, Vec::<String>::new());
    let is_list = |file: &PathBuf| file.extension().is_some_and(|e| e == "idx");
    let files: Vec<PathBuf> = files(&index).into_iter().filter(is_list).collect();
    let (mut random, mut seen) = (20_200_208, 0);
    for number in 0..100 {
        copy_all(&index, &damaged);
        with_checksum(&damaged.join(files[number % files.len()].file_name().unwrap()), next(&mut random) as usize);
        let Ok(Ok(mut answer)) = catch_unwind(|| ask(&damaged)) else { continue };
        let audit = answer.audit.take().unwrap();
        if answer != whole {
            seen += 1;
            assert!(!audit.differences.is_empty(), "flip {number}: {answer:?}");
        }
        if seen > 0 {
            return;
        }
    }
    panic!("no flip changes the answer");
}

#[test]
fn evidence_holds_what_was_asked_and_found() {
    let scratch = Scratch::new();
    let output =
        scratch.run(&["--json", "--evidence", "e.json", "--from", "2018", "--passages", "2", "-q", QUERY], "");
    assert_eq!(code(&output), 0, "{output:?}");
    let answer = json(&output);
    let text = std::fs::read_to_string(scratch.path().join("e.json")).unwrap();
    let evidence: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&evidence["query"], &evidence["parsed"]), (&answer["query"], &answer["parsed"]));
    assert_eq!((&evidence["options"]["from"], &evidence["options"]["passages"]), (&"2018-01-01".into(), &2.into()));
    assert!(evidence["plan"].as_array().unwrap().iter().any(|clause| clause.as_str().unwrap().contains("saraqib")));
    assert!(evidence["index"]["articles"].as_u64().unwrap() > 20 && evidence["aliases"].is_null());
    let (hits, shown) = (evidence["hits"].as_array().unwrap(), answer["hits"].as_array().unwrap());
    assert!(hits.len() == shown.len() && hits.len() > 2);
    for (hit, shown) in hits.iter().zip(shown) {
        assert_eq!(
            (&hit["id"], &hit["match"], &hit["rank"]),
            (&shown["article"]["id"], &shown["match"], &shown["rank"])
        );
        let stored = json(&scratch.run(&["show", "--json", hit["id"].as_str().unwrap()], ""));
        let full_text = stored["full_text"].as_str().unwrap();
        assert_eq!(hit["text_hash"].as_str().unwrap().len(), 64);
        for (passage, shown) in
            hit["passages"].as_array().unwrap().iter().zip(shown["passages"].as_array().unwrap())
        {
            let bytes = |range: &Value, [from, to]: [usize; 2]| {
                full_text[range[from].as_u64().unwrap() as usize..range[to].as_u64().unwrap() as usize].to_owned()
            };
            let range = serde_json::json!([passage["start"], passage["end"]]);
            assert_eq!(bytes(&range, [0, 1]), shown["text"].as_str().unwrap());
            let marks = passage["marks"].as_array().unwrap().iter().map(|mark| bytes(mark, [0, 1]));
            let expected =
                shown["marks"].as_array().unwrap().iter().map(|mark| mark["text"].as_str().unwrap().to_owned());
            assert_eq!(marks.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_later_look_at_evidence_says_what_has_changed() {
    let scratch = Scratch::new();
    assert_eq!(code(&scratch.run(&["--evidence", "e.json", "-c", "-q", QUERY], "")), 0);
    let same = scratch.run(&["verify", "e.json"], "");
    assert_eq!((code(&same), scratch.text(&same.stdout).contains("the same answer")), (0, true), "{same:?}");
    // Another article alone changes the index, and not this answer.
    scratch.write("corpus/other.txt", "A well\n\nThe well of the village is dry.");
    assert_eq!(code(&scratch.run(&["index"], "")), 0);
    let same = json(&scratch.run(&["verify", "--json", "e.json"], ""));
    assert_eq!(same["changes"].as_array().unwrap().len(), 1, "{same}");
    scratch.write(
        "corpus/new.txt",
        "Displacement from Saraqib\n\nThe displacement from Saraqib goes on, and Saraqib is empty.",
    );
    assert_eq!(code(&scratch.run(&["index"], "")), 0);
    let other = scratch.run(&["verify", "e.json"], "");
    let said = scratch.text(&other.stdout);
    assert_eq!(code(&other), 1, "{said}");
    assert!(said.contains("`new.txt`, rank 1, was not among them") && said.contains("another answer"), "{said}");
    // Dates are those of the day on which it was asked, whatever day it is now.
    assert_eq!(code(&scratch.run(&["--evidence", "e.json", "-c", "-q", "Saraqeb date:2020"], "")), 0);
    let text = std::fs::read_to_string(scratch.path().join("e.json")).unwrap();
    scratch.write("e.json", &text.replace("\"Saraqeb date:2020\"", "\"Saraqeb date:last week\""));
    let same = scratch.run(&["verify", "e.json"], "");
    assert_eq!((code(&same), scratch.text(&same.stdout).contains("the same answer")), (0, true), "{same:?}");
    scratch.write("no.json", "{}");
    let wrong = scratch.run(&["verify", "no.json"], "");
    assert_eq!((code(&wrong), scratch.text(&wrong.stderr).contains("no file that")), (2, true), "{wrong:?}");
    assert_eq!(code(&scratch.run(&["verify", "gone.json"], "")), 2);
}
