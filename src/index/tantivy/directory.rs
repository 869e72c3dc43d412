//! A tantivy directory that keeps what it has committed, and opens also where nothing can be written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, WatchCallback, WatchHandle, WritePtr};

use crate::error::{Error, Result as CrateResult};

/// Wraps a directory in two ways: it is synced after every atomic write, so that the rename of `meta.json` that makes a
/// commit survives a power cut; and where a lock's file cannot be written (a read-only medium, another user's archive)
/// nobody can write the index either, so that a reader goes on without it.
#[derive(Clone, Debug)]
pub(super) struct DurableDirectory {
    inner: Box<dyn Directory>,
    /// Its folder; empty in memory.
    folder: PathBuf,
}

impl DurableDirectory {
    pub(super) fn new(inner: Box<dyn Directory>, folder: &Path) -> Self {
        Self { inner, folder: folder.to_owned() }
    }
}

impl Directory for DurableDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)?;
        if !self.folder.as_os_str().is_empty() {
            share(&self.folder, path)?;
        }
        self.inner.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
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
