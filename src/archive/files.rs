//! roots → the files under them that are to be read, and those that are gone.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustc_hash::{FxHashMap, FxHashSet};

use super::summary::{Skipped, Summary};
use crate::error::{Error, Result};
use crate::index::tantivy::FileRecord;
use crate::ingest;

/// How coarse a file system's clock may be: a change within this time of another one may show the same time.
const CLOCK_STEP: Duration = Duration::from_millis(20);

/// A file to be read.
#[derive(Clone)]
pub(super) struct ToRead {
    pub(super) path: PathBuf,
    /// The path as the index keeps it.
    pub(super) text: String,
    /// What its articles without id and URL are called by: its path under its root.
    pub(super) name: String,
    pub(super) state: FileState,
    /// Whether the index has a record of it.
    pub(super) known: bool,
    /// The files of which it replaced articles, as far as recorded.
    pub(super) took_from: BTreeSet<String>,
}

/// What tells whether a file has changed: its size, and its time in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileState {
    pub(super) bytes: u64,
    pub(super) modified: u64,
}

/// What a look at the roots finds.
#[derive(Default)]
pub(super) struct Found {
    /// New and changed files, in the order of roots and names.
    pub(super) to_read: Vec<ToRead>,
    /// What is recorded of files that are gone.
    pub(super) gone: Vec<FileRecord>,
}

/// Compares the files under the roots with what is recorded of them; drops roots that were files and are gone. A file is
/// gone when the system or an ignore file says so: one that cannot be looked at, or whose root is not there (a drive that is
/// not mounted), keeps its articles.
pub(super) fn look(
    roots: &mut Vec<PathBuf>,
    index: &Path,
    records: Vec<FileRecord>,
    summary: &mut Summary,
) -> Found {
    let mut known: FxHashMap<String, FileRecord> = records.into_iter().map(|r| (r.path.clone(), r)).collect();
    let index = index.canonicalize().ok();
    let mut found = Found::default();
    let mut seen = FxHashSet::default();
    let mut ignored = Vec::new();
    roots.retain(|root| {
        if !is_gone(root) {
            return true;
        }
        if known.contains_key(&*path_text(root)) && root.parent().is_some_and(Path::is_dir) {
            return false;
        }
        let reason = "is not there: its articles stay; take them out with `search remove --root`".to_owned();
        summary.skipped.push(Skipped { path: root.display().to_string(), reason, error: true });
        known.retain(|path, _| !path_of(path).starts_with(root));
        true
    });
    for root in roots.iter().filter(|root| !is_gone(root)) {
        let walk = ingest::walk::walk(root);
        let errors = walk.errors.into_iter().map(|e| (root.clone(), e.to_string(), true));
        let skipped = walk.skipped.into_iter().map(|(path, reason)| (path, reason, false));
        summary.skipped.extend(errors.chain(skipped).map(|(path, reason, error)| Skipped {
            path: path.display().to_string(),
            reason,
            error,
        }));
        ignored.extend(walk.ignored);
        for path in walk.files {
            if index.as_ref().is_some_and(|index| path.starts_with(index)) || !seen.insert(path.clone()) {
                continue;
            }
            match file_to_read(&path, root, &mut known) {
                Ok((file, true)) => found.to_read.push(file),
                Ok((_, false)) => summary.unchanged += 1,
                Err(error) => summary.skipped.push(Skipped::fault(&path, &error)),
            }
        }
    }
    // A folder may stand where a file was.
    let is_unwanted =
        |path: &Path| is_gone(path) || path.is_dir() || ignored.iter().any(|ignored| path.starts_with(ignored));
    found.gone = known.into_values().filter(|record| is_unwanted(&path_of(&record.path))).collect();
    found.gone.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Whether one of the paths is that of a file or of an entry in it.
pub(super) fn holds(record: &FileRecord, paths: &BTreeSet<String>) -> bool {
    let inside = format!("{}!", record.path);
    paths.contains(&record.path)
        || paths.range(inside.clone()..).next().is_some_and(|path| path.starts_with(&inside))
}

/// The files among these that are under a root and were read as they are; a path may be that of an entry in a file.
pub(super) fn unchanged(paths: &BTreeSet<String>, roots: &[PathBuf], records: Vec<FileRecord>) -> Vec<ToRead> {
    let records = records.into_iter().filter(|record| holds(record, paths));
    let mut known: FxHashMap<String, FileRecord> = records.map(|record| (record.path.clone(), record)).collect();
    let mut meant: Vec<PathBuf> = known.keys().map(|path| path_of(path)).collect();
    meant.sort();
    let read = meant.iter().filter_map(|path| {
        let root = roots.iter().find(|root| path.starts_with(root))?;
        file_to_read(path, root, &mut known).ok().filter(|(_, is_new)| !is_new)
    });
    read.map(|(file, _)| file).collect()
}

/// A file under a root, and whether it is new or changed since it was read.
fn file_to_read(path: &Path, root: &Path, known: &mut FxHashMap<String, FileRecord>) -> Result<(ToRead, bool)> {
    let text = path_text(path).into_owned();
    // What is recorded of a file that cannot be looked at stays.
    let state = FileState::of(path)?;
    let record = known.remove(&text);
    let is_new = !record.as_ref().is_some_and(|r| r.bytes == state.bytes && r.modified == state.modified);
    let name = name_under(path, root);
    let (path, known) = (path.to_owned(), record.is_some());
    let took_from = record.map(|record| record.took_from).unwrap_or_default();
    Ok((ToRead { path, text, name, state, known, took_from }, is_new))
}

/// What the articles of a file without id and URL are called by: its path under its root.
pub(super) fn name_under(path: &Path, root: &Path) -> String {
    let under_root = path.strip_prefix(root).ok().filter(|p| !p.as_os_str().is_empty());
    let name = under_root.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()));
    path_text(name).into_owned()
}

impl FileState {
    /// What no file has: the state of one that must be read again.
    pub(super) const UNFINISHED: Self = Self { bytes: u64::MAX, modified: 0 };

    /// Whether a file is recorded as one that must be read again.
    pub(super) fn is_unfinished(record: &FileRecord) -> bool {
        record.bytes == Self::UNFINISHED.bytes
    }

    /// The state of a regular file.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let metadata = path.metadata().map_err(Error::file("read", path))?;
        if !metadata.is_file() {
            let message = "is no regular file: save what it gives as a file, and index that".to_owned();
            return Err(Error::Article { path: path.to_owned(), line: None, message });
        }
        let modified = metadata.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        Ok(Self { bytes: metadata.len(), modified: modified.map_or(0, |t| t.as_nanos() as u64) })
    }

    /// The state of a file that is about to be read. A file that was changed just now is waited for, so that a change
    /// while it is read shows another time.
    pub(super) fn before_reading(path: &Path) -> Result<Self> {
        let state = Self::of(path)?;
        let modified = UNIX_EPOCH + Duration::from_nanos(state.modified);
        match SystemTime::now().duration_since(modified) {
            Ok(age) if age < CLOCK_STEP => {
                std::thread::sleep(CLOCK_STEP.saturating_sub(age));
                Self::of(path)
            }
            _ => Ok(state),
        }
    }
}

/// Whether a file is surely not there; what cannot be looked at may be.
pub(super) fn is_gone(path: &Path) -> bool {
    path.metadata().is_err_and(|e| matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

/// A path as text, one for each: bytes that are no UTF-8 stand as `\xE9`, and a backslash before an x as `\x5C`.
#[cfg(unix)]
pub(super) fn path_text(path: &Path) -> Cow<'_, str> {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;
    if let Some(text) = path.to_str().filter(|text| !text.contains("\\x")) {
        return Cow::Borrowed(text);
    }
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        text.push_str(&chunk.valid().replace("\\x", "\\x5Cx"));
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02X}").expect("a string takes all that is written");
        }
    }
    Cow::Owned(text)
}

/// The path that [`path_text`] wrote.
#[cfg(unix)]
pub(super) fn path_of(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        let code = rest.get(at + 2..at + 4).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match code {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(b"\\x"),
        }
        rest = &rest[at + if code.is_some() { 4 } else { 2 }..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_text(path: &Path) -> Cow<'_, str> {
    path.to_string_lossy()
}

#[cfg(not(unix))]
pub(super) fn path_of(text: &str) -> PathBuf {
    PathBuf::from(text)
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn a_path_survives_its_text() {
        for name in
            [&b"plain.txt"[..], "قصة.txt".as_bytes(), b"caf\xe9.txt", b"\xff\xfe", b"a\\xE9b", b"a\\x", b"\\x41"]
        {
            let path = Path::new(OsStr::from_bytes(name));
            assert_eq!(path_of(&path_text(path)), path);
        }
    }
}
