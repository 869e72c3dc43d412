//! folder → its files that may hold articles, in the order of their names, without those that its reader's ignore files name.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::Gitignore;

use super::detect;
use crate::error::Error;

/// The files in which a reader says what of a folder is not read, the strongest first. What git ignores is read.
const IGNORE_FILES: [&str; 2] = [".datelineignore", ".ignore"];

/// What was found under a root.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files to read, sorted.
    pub files: Vec<PathBuf>,
    /// The files that are passed over, and why: those of other formats, and the ignored files and folders. Hidden ones are not
    /// among them.
    pub skipped: Vec<(PathBuf, String)>,
    /// The files and folders that an ignore file names and the folders of saved pages, sorted: what was read of them before is no longer wanted.
    pub ignored: Vec<PathBuf>,
    /// What could not be looked into.
    pub errors: Vec<Error>,
}

/// The files under a root. A root that is a file is always taken; in a folder hidden files, those that an `.ignore` or a
/// `.datelineignore` of it or of a folder around it names, and those whose names tell another format are passed over. Links
/// inside a folder are not followed.
pub fn walk(root: &Path) -> Walk {
    let mut found = Walk::default();
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut beside_page: Option<PathBuf> = None;
    for entry in builder(root).build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.errors.push(walk_error(root, error));
                continue;
            }
        };
        // A folder whose ignore file holds a pattern that cannot be read is walked by the others.
        found.errors.extend(entry.error().cloned().map(|error| walk_error(entry.path(), error)));
        let Some(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if beside_page.as_ref().is_some_and(|folder| path.starts_with(folder)) {
            continue;
        }
        if kind.is_dir()
            && entry.depth() > 0
            && let Some(page) = page_of(path)
        {
            let why = format!("part of a saved page: `{page}` has its text: rename the folder to have it read");
            found.skipped.push((path.to_owned(), why));
            found.ignored.push(path.to_owned());
            beside_page = Some(path.to_owned());
            continue;
        }
        if kind.is_dir() || (entry.depth() == 0 && path.is_dir()) {
            folders.push(path.to_owned());
        } else if entry.depth() == 0 {
            found.files.push(path.to_owned());
        } else if let Some(reason) = other(path, kind) {
            found.skipped.push((path.to_owned(), reason));
        } else {
            found.files.push(path.to_owned());
        }
    }
    let ignored = ignored(root, &folders);
    found.ignored.extend(ignored.iter().map(|(path, _)| path.clone()));
    found.skipped.extend(ignored);
    found.skipped.sort();
    found.ignored.sort();
    found
}

/// What browsers call the folder with the pictures and frames of a page that they save, after the page's own name.
const FOLDERS_OF_PAGES: [&str; 17] = [
    "_files",
    ".files",
    "-Dateien",
    "_fichiers",
    "_archivos",
    "_file",
    "_arquivos",
    "_ficheiros",
    "_bestanden",
    "_pliki",
    "_soubory",
    "_dosyalar",
    "-filer",
    "_файлы",
    "_файли",
    "_ملفات",
    "_קבצים",
];

/// The saved page that a folder belongs to.
fn page_of(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    let stem = FOLDERS_OF_PAGES.iter().find_map(|end| name.strip_suffix(end)).filter(|stem| !stem.is_empty())?;
    let pages = ["html", "htm", "xhtml", "shtml"].map(|extension| format!("{stem}.{extension}"));
    pages.into_iter().find(|page| folder.with_file_name(page).is_file())
}

/// A walk in the order of names, by no rules but those of [`IGNORE_FILES`].
fn builder(root: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder.sort_by_file_name(std::cmp::Ord::cmp);
    builder.git_ignore(false).git_global(false).git_exclude(false);
    builder.add_custom_ignore_filename(IGNORE_FILES[0]);
    builder
}

/// Why something that is no folder is not read, as far as its name and kind tell.
fn other(path: &Path, kind: std::fs::FileType) -> Option<String> {
    if kind.is_symlink() {
        return Some("a symbolic link: name the file that it points to".into());
    }
    if !kind.is_file() {
        return Some("no regular file: save what it gives as a file, and index that".into());
    }
    detect::other_name(path.file_name()?.to_str()?)
}

/// What ignore files name in the folders that were walked, and which of them does.
fn ignored(root: &Path, folders: &[PathBuf]) -> Vec<(PathBuf, String)> {
    let mut rules: HashMap<PathBuf, Gitignore> = HashMap::new();
    let mut found = Vec::new();
    // Most roots have none: then no folder is looked into a second time.
    let is_ruled = |folder: &Path| IGNORE_FILES.iter().any(|name| folder.join(name).is_file());
    let above = root.ancestors().skip(1).any(is_ruled);
    let mut ruled: Vec<&Path> = if above { vec![root] } else { Vec::new() };
    for folder in folders {
        if !ruled.last().is_some_and(|outer| folder.starts_with(outer)) {
            if !is_ruled(folder) {
                continue;
            }
            ruled.push(folder);
        }
        let Ok(entries) = folder.read_dir() else { continue };
        for entry in entries.flatten() {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let path = entry.path();
            found.extend(ignored_by(&path, is_folder, &mut rules).map(|reason| (path, reason)));
        }
    }
    found
}

/// Which ignore file names a path: of the files of one name the nearest that says anything of it decides.
fn ignored_by(path: &Path, is_folder: bool, rules: &mut HashMap<PathBuf, Gitignore>) -> Option<String> {
    if path.file_name()?.to_str().is_some_and(|name| name.starts_with('.')) {
        return None;
    }
    let above = || path.ancestors().skip(1);
    for file in IGNORE_FILES.iter().flat_map(|name| above().map(move |folder| folder.join(name))) {
        let rules = rules
            .entry(file)
            .or_insert_with_key(|file| if file.is_file() { Gitignore::new(file).0 } else { Gitignore::empty() });
        let held = rules.matched(path, is_folder);
        if let ignore::Match::Ignore(glob) = held {
            let file = glob.from().unwrap_or(Path::new(IGNORE_FILES[1])).display();
            return Some(format!("ignored by `{file}`: take it out of there to have it read"));
        }
        if held.is_whitelist() {
            return None;
        }
    }
    None
}

fn walk_error(root: &Path, error: ignore::Error) -> Error {
    let path = path_of(&error).unwrap_or(root).to_owned();
    let message = error.to_string();
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(message));
    Error::File { action: "read", path, cause: source }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
