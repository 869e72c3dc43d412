//! Indexes of earlier formats, kept in `tests/compat/` as they were written:
//! 1. one is refused with its way out, and nothing in its folder changes;
//! 2. that way out builds it anew with all that no file holds.

use std::collections::BTreeMap;
use std::path::Path;

use super::scratch::Scratch;

const FORMATS: [&str; 1] = ["format-1"];

/// The articles of each of them: id, beginning of the full text, how many bytes it has.
const ARTICLES: [(&str, &str, usize); 3] = [
    ("memory-1", "Goats crossed the road to Tarnquist. Goats", 2219),
    ("bakery", "مخبز في سراقب\n\nفتح المخبز", 119),
    ("ferry", "Ferry to Velmora\n\nThe ferry in March\n\nThe ferry left Velmora at noon. It came", 129),
];

/// A scratch folder in which the index of a format lies as `old`.
fn with_index(format: &str) -> Scratch {
    let place = Scratch::new();
    let kept = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/compat")).join(format);
    std::fs::create_dir(place.path().join("old")).unwrap();
    for file in std::fs::read_dir(kept).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), place.path().join("old").join(file.file_name())).unwrap();
    }
    place
}

/// What lies in the folder of the index, without locks, which are empty.
fn files(place: &Scratch) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(place.path().join("old")).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    };
    files.map(read).filter(|(_, bytes)| !bytes.is_empty()).collect()
}

#[test]
fn an_index_of_an_earlier_format_is_refused_and_keeps_its_files() {
    for format in FORMATS {
        let place = with_index(format);
        let before = files(&place);
        place.write("new.txt", "Rain\n\nIt rained.");
        for arguments in [&["--index", "old", "ferry"][..], &["index", "--index", "old", "new.txt"]] {
            let output = place.run(arguments, "");
            let errors = place.text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{errors}");
            assert!(errors.contains(&format!("`{}`", format.replace('-', " "))), "{errors}");
            assert!(errors.contains("build it anew with `search index --index old --rebuild`"), "{errors}");
            assert!(files(&place) == before, "{arguments:?} changed a file of {format}");
        }
    }
}

#[test]
fn its_way_out_keeps_what_no_file_holds() {
    for format in FORMATS {
        let place = with_index(format);
        let output = place.run(&["index", "--index", "old", "--rebuild"], "");
        assert_eq!(output.status.code(), Some(0), "{}", place.text(&output.stderr));
        for (id, beginning, length) in ARTICLES {
            let output = place.run(&["show", "--index", "old", id, "--json"], "");
            let article: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            let text = article["full_text"].as_str().unwrap();
            assert!(text.starts_with(beginning) && text.len() == length, "{format} {id}: {} {text}", text.len());
        }
        let output = place.run(&["show", "--index", "old", "ferry", "--json"], "");
        let ferry: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&ferry["byline"], &ferry["date"], &ferry["updated"], &ferry["passages"][1]["kind"]),
            (&"Anna Example".into(), &"2020-02-05".into(), &"2020-03".into(), &"caption".into())
        );
        let check = place.run(&["check", "--index", "old"], "");
        assert_eq!(check.status.code(), Some(0), "{}", place.text(&check.stdout));
    }
}
