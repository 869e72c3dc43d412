//! What ARCHITECTURE.md promises of the source, read from the source:
//! 1. a library stands only where the architecture puts it;
//! 2. a module uses only the modules that it may know;
//! 3. files are short;
//! 4. nothing names a path of one machine.

use std::path::{Path, PathBuf};

/// Who may use whom, with the reason where it is not the order of the data path.
const NEIGHBOURS: [(&str, &[&str]); 14] = [
    ("error", &[]),
    // What every long loop of a search counts itself in, and is stopped by.
    ("work", &["error"]),
    ("article", &[]),
    // The settings name the stemmer of each language; which there are, the analysis says.
    ("schema", &["error", "analysis"]),
    // The reader's own names of columns are settings.
    ("ingest", &["error", "article", "schema"]),
    ("passage", &["article"]),
    ("analysis", &["article"]),
    // A date range compares with a published date; where words stand in a text is known by its tokens.
    ("query", &["article", "analysis"]),
    // What compares names with those of an index counts itself.
    ("names", &["error", "work", "analysis", "article", "query"]),
    // A plan's words are tried with the stems of the indexed languages, its names with their variants.
    ("planning", &["error", "analysis", "article", "query", "names"]),
    // What matches a plan is ranked alike on every backend; near-duplicates are known by their tokens.
    ("ranking", &["error", "work", "article", "analysis", "query"]),
    // What is stored are the passages and tokens of an article, by the schema; names are looked up by their alignment, and
    // what matches is ranked where it lies.
    ("index", &["error", "work", "schema", "article", "passage", "analysis", "query", "names", "ranking"]),
    // Marks come from the same tokens as the scan's; a score is explained by what it was made of.
    ("results", &["error", "work", "article", "analysis", "query", "ranking", "index"]),
    (
        "archive",
        &[
            "error", "work", "schema", "article", "ingest", "passage", "analysis", "names", "query", "planning",
            "index", "results",
        ],
    ),
];

/// The most lines that a file has before its tests.
const MOST_LINES: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The files under a folder with this extension: their path from the root, and their text.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()));
            }
        }
    }
    found.sort();
    found
}

/// The text without comments.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn dependencies_stay_in_their_place() {
    for (library, place) in [("tantivy", "src/index/"), ("clap", "src/bin/search/"), ("anyhow", "src/bin/search/")]
    {
        for (file, text) in files("src", "rs").iter().filter(|(file, _)| !file.starts_with(place)) {
            let uses = code(text).lines().any(|line| {
                let line = line.trim_start();
                line.starts_with(&format!("use {library}::")) || line.contains(&format!(" {library}::"))
            });
            // The error type wraps what the index says.
            assert!(!uses || file == "src/error.rs", "{file} uses {library}");
        }
    }
}

#[test]
fn modules_use_their_neighbours_only() {
    let modules: Vec<&str> = NEIGHBOURS.iter().map(|(name, _)| *name).collect();
    for (file, text) in files("src", "rs") {
        let path = file.trim_start_matches("src/").trim_end_matches(".rs");
        let module = Path::new(path).iter().next().unwrap().to_string_lossy().into_owned();
        let Some((_, allowed)) = NEIGHBOURS.iter().find(|(name, _)| *name == module) else {
            assert!(["lib", "bin"].contains(&module.as_str()), "{file} has no row in the table");
            continue;
        };
        for other in modules.iter().filter(|m| **m != module && !allowed.contains(*m)) {
            let uses = code(&text).contains(&format!("crate::{other}::"));
            assert!(!uses, "{file} uses {other}: a new edge is a new row of the table, with its reason");
        }
    }
}

#[test]
fn files_are_short() {
    let files = files("src", "rs").into_iter().chain(files("bench", "rs"));
    // A file that is a test as a whole has no lines before its tests.
    for (file, text) in files.filter(|(file, _)| !file.ends_with("faults.rs")) {
        let before_tests = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = before_tests.lines().count();
        assert!(lines <= MOST_LINES, "{file} has {lines} lines: find its second idea and give it a file");
    }
    let architecture = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(architecture.lines().count() <= 150, "ARCHITECTURE.md is longer than 150 lines");
}

#[test]
fn no_machine_is_named() {
    let folders = ["src", "tests", "bench", "corpus", "examples"];
    let kinds = ["rs", "toml", "md", "txt", "jsonl"];
    let mut texts: Vec<(String, String)> =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Makefile", "Cargo.toml"]
            .map(|name| (name.to_owned(), std::fs::read_to_string(root().join(name)).unwrap()))
            .into();
    for folder in folders {
        for kind in kinds {
            texts.extend(files(folder, kind));
        }
    }
    let places = ["/ro", "/ho", "/wo"].map(|start| start.to_owned()).into_iter().zip(["ot/", "me/", "rk/"]);
    let places: Vec<String> = places.map(|(start, end)| start + end).collect();
    for (file, text) in texts {
        for place in &places {
            assert!(!text.contains(place), "{file} names `{place}`");
        }
    }
}
