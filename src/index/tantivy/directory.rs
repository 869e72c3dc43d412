//! A tantivy directory that keeps what it has committed, and opens also where nothing can be written.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr};
use tantivy::{Directory, HasLen};

use super::damage::{sealed, unsealed};
use super::layout::name_while_new;
use super::mending::{mended_file, mended_text};
use crate::error::{Error, Result as CrateResult};

/// Wraps a directory in three ways: it is synced after every atomic write, so that the rename of `meta.json` that makes a
/// commit survives a power cut; the files that are written so carry a checksum; and where a lock's file cannot be written
/// (a read-only medium, another user's archive) nobody can write the index either, so that a reader goes on without it.
#[derive(Clone, Debug)]
pub(super) struct DurableDirectory {
    inner: Box<dyn Directory>,
    /// Its folder; empty in memory.
    folder: PathBuf,
    kind: Kind,
}

/// What a directory is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The index.
    Index,
    /// The index that is built anew beside it.
    New,
    /// What can be saved of an index, whatever its checksums say.
    Lenient,
}

impl DurableDirectory {
    pub(super) fn new(inner: Box<dyn Directory>, folder: &Path) -> Self {
        Self { inner, folder: folder.to_owned(), kind: Kind::Index }
    }

    /// The directory of an index that is built anew beside the one in the folder.
    pub(super) fn for_rebuild(inner: Box<dyn Directory>, folder: &Path) -> Self {
        Self { kind: Kind::New, ..Self::new(inner, folder) }
    }

    /// A directory that is read for what can be saved of it.
    pub(super) fn lenient(inner: Box<dyn Directory>, folder: &Path) -> Self {
        Self { kind: Kind::Lenient, ..Self::new(inner, folder) }
    }

    /// Under which name a file lies.
    fn name<'a>(&self, path: &'a Path) -> Cow<'a, Path> {
        if self.kind == Kind::New { Cow::Owned(name_while_new(path)) } else { Cow::Borrowed(path) }
    }
}

impl Directory for DurableDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if !self.folder.as_os_str().is_empty()
            && is_writing()
            && let Ok(file) = ReadFile::open(&self.folder.join(path))
        {
            return Ok(Arc::new(file));
        }
        let file = self.inner.get_file_handle(path)?;
        if self.kind == Kind::Lenient {
            let bytes = file.read_bytes(0..file.len());
            let bytes = bytes.map_err(|e| OpenReadError::wrap_io_error(e, path.to_owned()))?;
            if let Some(mended) = mended_file(&bytes) {
                return Ok(Arc::new(OwnedBytes::new(mended)));
            }
        }
        Ok(file)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(&self.name(path))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(&self.name(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let file = self.inner.atomic_read(&self.name(path))?;
        match unsealed(&file) {
            Ok(text) => Ok(text.to_vec()),
            Err(_) if self.kind == Kind::Lenient => {
                let text = mended_text(&file);
                // A list of files that cannot be read is one that is not there.
                let is_read = serde_json::from_slice::<serde_json::Value>(&text).is_ok();
                if is_read { Ok(text) } else { Err(OpenReadError::FileDoesNotExist(path.to_owned())) }
            }
            Err(message) => Err(OpenReadError::wrap_io_error(io::Error::other(message), path.to_owned())),
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let path = self.name(path);
        self.inner.atomic_write(&path, &sealed(data))?;
        if !self.folder.as_os_str().is_empty() {
            share(&self.folder, &path)?;
        }
        self.inner.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let lock = &Lock { filepath: self.name(&lock.filepath).into_owned(), is_blocking: lock.is_blocking };
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.is_blocking && cannot_write(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// What the names of tantivy's threads begin with that write, verify and merge segments.
const WRITING: [&str; 3] = ["thrd-tantivy-index", "segment_updater", "merge_thread"];

/// Whether this thread reads files of segments from end to end. What it reads so of a mapped file would count as memory of the process
/// until nobody has the file open: with a large index, all of it.
fn is_writing() -> bool {
    let thread = std::thread::current();
    thread.name().is_some_and(|name| WRITING.iter().any(|writing| name.starts_with(writing)))
}

/// A file that is read part by part.
#[derive(Debug)]
struct ReadFile {
    file: File,
    length: usize,
}

impl ReadFile {
    /// Opens a file; an error where no part of it can be read alone.
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        read_at(&file, &mut [], 0)?;
        Ok(Self { file, length })
    }
}

impl HasLen for ReadFile {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for ReadFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(not(unix))]
fn read_at(_file: &File, _bytes: &mut [u8], _start: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Lets those read a file who may read its folder: tantivy makes it as a temporary file, for its owner alone.
#[cfg(unix)]
fn share(folder: &Path, file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let file = folder.join(file);
    let readers = folder.metadata()?.permissions().mode() & 0o444;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_mode(permissions.mode() | readers);
    std::fs::set_permissions(file, permissions)
}

#[cfg(not(unix))]
fn share(_folder: &Path, _file: &Path) -> io::Result<()> {
    Ok(())
}

fn cannot_write(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Makes a folder and those above it that are missing, each of them on the medium before the next.
pub(super) fn create_folder(path: &Path) -> CrateResult<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder(above)?;
    match std::fs::create_dir(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Error::file("create", path)(error));
        }
        _ => {}
    }
    // Folders can be synced on Unix only; elsewhere the system sees to it.
    if cfg!(unix) {
        let synced = std::fs::File::open(above).and_then(|folder| folder.sync_all());
        synced.map_err(Error::file("write", above))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_reads_the_parts_of_a_file_that_it_asks_for() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.store"), b"0123456789").unwrap();
        let directory = tantivy::directory::MmapDirectory::open(folder.path()).unwrap();
        let directory = DurableDirectory::new(Box::new(directory), folder.path());
        let read = move || {
            let file = directory.get_file_handle(Path::new("a.store")).unwrap();
            (format!("{file:?}").starts_with("ReadFile"), file.len(), file.read_bytes(2..5).unwrap().to_vec())
        };
        assert_eq!(read(), (false, 10, b"234".to_vec()));
        let merging = std::thread::Builder::new().name("merge_thread_0".to_owned()).spawn(read).unwrap();
        assert_eq!(merging.join().unwrap(), (cfg!(unix), 10, b"234".to_vec()));
    }
}
