//! What ARCHITECTURE.md promises of the source, read from the source:
//! 1. a library stands only where the architecture puts it;
//! 2. a module uses only the modules that it may know, and files use each other only where it is listed with its reason;
//! 3. files are short;
//! 4. nothing names a path of one machine.

use std::path::PathBuf;

use crate::imports::{Modules, Uses, circles, code, module, paths};

/// Who may use whom, with the reason where it is not the order of the data path.
const NEIGHBOURS: [(&str, &[&str]); 15] = [
    ("error", &[]),
    // What every long loop of a search counts itself in, and is stopped by.
    ("work", &["error"]),
    // What a run of any length keeps, and gives back when it is done with it.
    ("memory", &[]),
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
    ("names", &["error", "work", "memory", "analysis", "article", "query"]),
    // A plan's words are tried with the stems of the indexed languages, its names with their variants.
    ("planning", &["error", "analysis", "article", "query", "names"]),
    // What matches a plan is ranked alike on every backend; near-duplicates are known by their tokens.
    ("ranking", &["error", "work", "article", "analysis", "query"]),
    // What is stored are the passages and tokens of an article, by the schema; names are looked up by their alignment, and
    // what matches is ranked where it lies.
    (
        "index",
        &["error", "work", "memory", "schema", "article", "passage", "analysis", "query", "names", "ranking"],
    ),
    // Marks come from the same tokens as the scan's; a score is explained by what it was made of; an excerpt is of whole sentences.
    ("results", &["error", "work", "article", "passage", "analysis", "query", "ranking", "index"]),
    // The schema says what the ranking is set to.
    (
        "archive",
        &[
            "error", "work", "memory", "schema", "article", "ingest", "passage", "analysis", "names", "query",
            "planning", "index", "ranking", "results",
        ],
    ),
];

/// The files that use each other, in order, with the reason why they may.
const CIRCLES: [(&str, &str); 3] = [
    (
        "analysis/arrange.rs analysis/name_terms.rs analysis/particles.rs analysis/vocabulary.rs",
        "a word is learned once with its shape, which decides where words stand and which are name-like",
    ),
    (
        "bin/search/arguments.rs bin/search/ask.rs bin/search/check.rs bin/search/explain.rs bin/search/index.rs bin/search/matching.rs \
         bin/search/names.rs bin/search/names/aliases.rs bin/search/names/pairs.rs bin/search/names/suggest.rs \
         bin/search/place.rs bin/search/proof.rs bin/search/read.rs bin/search/remove.rs bin/search/show.rs bin/search/standing.rs \
         bin/search/timeline.rs",
        "the arguments of all commands stand in one file, those of one command beside it",
    ),
    (
        "ingest/detect.rs ingest/documents/docx.rs ingest/documents/epub.rs ingest/documents/odt.rs \
         ingest/records/xlsx.rs ingest/records/xlsx_cells.rs ingest/unpack/container.rs ingest/unpack/limits.rs \
         ingest/unpack/tar.rs ingest/unpack/warc.rs ingest/unpack/zip.rs",
        "what lies in an archive is told apart as a file is, and may be an archive itself",
    ),
];

/// Where the program is; all else in `src/` is the library.
const PROGRAM: &str = "src/bin/search/";

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

/// Each file with its code and whose crate it is: the library's or the program's.
fn crates() -> [(&'static str, Vec<(String, String)>); 2] {
    let code = |(file, text): (String, String)| (file, code(&text));
    let (program, library) =
        files("src", "rs").into_iter().map(code).partition(|(file, _)| file.starts_with(PROGRAM));
    [("src/", library), (PROGRAM, program)]
}

#[test]
fn dependencies_stay_in_their_place() {
    for (library, place) in [("tantivy", "src/index/"), ("clap", PROGRAM), ("anyhow", PROGRAM)] {
        for (folder, files) in crates() {
            let modules = Modules::new(folder, files.iter().map(|(file, _)| file.as_str()));
            for (file, code) in files.iter().filter(|(file, _)| !file.starts_with(place)) {
                let module = module(folder, file);
                let uses = |path: &Vec<String>| path[0] == library && modules.target(&module, path).is_none();
                assert!(!paths(code).iter().any(uses), "{file} uses {library}");
            }
        }
    }
}

#[test]
fn modules_use_their_neighbours_only() {
    let [(folder, files), _] = crates();
    let modules = Modules::new(folder, files.iter().map(|(file, _)| file.as_str()));
    for (file, code) in &files {
        let from = module(folder, file);
        let Some(name) = from.first() else { continue };
        let row = NEIGHBOURS.iter().find(|(module, _)| module == name);
        let (_, allowed) = row.unwrap_or_else(|| panic!("{file} has no row in the table"));
        for path in paths(code) {
            let Some(other) = modules.target(&from, &path).and_then(|target| target.into_iter().next()) else {
                continue;
            };
            let known = other == *name || allowed.contains(&other.as_str());
            assert!(known, "{file} uses {other}: a new edge is a new row of the table, with its reason");
        }
    }
}

#[test]
fn modules_have_no_circles() {
    let uses: Uses = NEIGHBOURS.iter().map(|(name, others)| (*name, others.iter().copied().collect())).collect();
    assert_eq!(circles(&uses), []);
}

#[test]
fn files_have_only_the_circles_that_are_listed() {
    let mut found = Vec::new();
    for (folder, files) in crates() {
        let modules = Modules::new(folder, files.iter().map(|(file, _)| file.as_str()));
        let mut uses = Uses::new();
        for (file, code) in &files {
            let before_tests = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let from = module(folder, file);
            // The file of a folder holds what all files in it share, so it may use them and they it.
            let is_own = |target: &Vec<String>| from.starts_with(target);
            let others = paths(before_tests);
            let others = others.iter().filter_map(|path| modules.target(&from, path));
            uses.insert(
                file,
                others.filter(|target| !is_own(target)).map(|target| modules.file(&target)).collect(),
            );
        }
        found.extend(circles(&uses).into_iter().map(|circle| {
            circle.into_iter().map(|file| file.trim_start_matches("src/").to_owned()).collect::<Vec<_>>().join(" ")
        }));
    }
    found.sort();
    let listed: Vec<&str> = CIRCLES.iter().map(|(files, _)| *files).collect();
    assert_eq!(found, listed, "break the circle, or list it with its reason");
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

/// What is kept at the top of the project.
const KEPT: [&str; 21] = [
    ".cargo",
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "bench",
    "cli",
    "clippy.toml",
    "corpus",
    "examples",
    "fuzz",
    "index_schema.toml",
    "rustfmt.toml",
    "src",
    "tests",
];

#[test]
fn nothing_of_a_trial_is_kept() {
    let output = std::process::Command::new("git").arg("ls-files").current_dir(root()).output();
    // Without a repository nothing can be kept by mistake.
    let Some(output) = output.ok().filter(|output| output.status.success()) else { return };
    let files = String::from_utf8(output.stdout).unwrap();
    for top in files.lines().filter_map(|file| file.split('/').next()) {
        assert!(KEPT.contains(&top), "`{top}` is no part of the project: take it out, or list it");
    }
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
