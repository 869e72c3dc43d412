//! folder → its files that may hold articles, in the order of their names, by ripgrep's ignore rules.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::format;
use crate::error::Error;

/// What was found under a root.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files to read, sorted.
    pub files: Vec<PathBuf>,
    /// The files that are passed over, and why; hidden and ignored ones are not among them.
    pub skipped: Vec<(PathBuf, String)>,
    /// What could not be looked into.
    pub errors: Vec<Error>,
}

/// The files under a root. A root that is a file is always taken; in a folder hidden files, those that an ignore file
/// names and those whose names tell another format are passed over. Links inside a folder are not followed.
pub fn walk(root: &Path) -> Walk {
    let mut found = Walk::default();
    let mut builder = WalkBuilder::new(root);
    builder.sort_by_file_name(std::cmp::Ord::cmp);
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.errors.push(walk_error(root, error));
                continue;
            }
        };
        let Some(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if entry.depth() == 0 {
            if !path.is_dir() {
                found.files.push(path.to_owned());
            }
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if kind.is_symlink() {
            found.skipped.push((path.to_owned(), "a symbolic link: name the file that it points to".into()));
        } else if kind.is_dir() {
        } else if !kind.is_file() {
            found
                .skipped
                .push((path.to_owned(), "no regular file: save what it gives as a file, and index that".into()));
        } else if let Some(reason) = format::other_name(name) {
            found.skipped.push((path.to_owned(), reason));
        } else {
            found.files.push(path.to_owned());
        }
    }
    found
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
