//! The lock of the one writer of an index in a folder.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// Held by the system for as long as the process lives, with the holder's name inside.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
    /// Whether the name of an earlier holder was still there: it did not come to its end.
    was_abandoned: bool,
    /// Whether the name stays in it, so that the next writer sees it as abandoned too.
    stays: AtomicBool,
}

impl WriterLock {
    /// Takes the lock of the index in a folder; an error names the process that has it.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("writer.lock");
        let open = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let mut file = open.map_err(Error::file("write", &path))?;
        let is_locked = match file.try_lock() {
            Ok(()) => false,
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(error)) => return Err(Error::file("lock", &path)(error)),
        };
        let mut holder = Vec::new();
        file.read_to_end(&mut holder).map_err(Error::file("read", &path))?;
        let holder = String::from_utf8_lossy(&holder).trim().to_owned();
        if is_locked {
            let holder = if holder.is_empty() { "another process".into() } else { holder };
            return Err(Error::Locked { path: folder.to_owned(), holder });
        }
        let started = jiff::Timestamp::now();
        let text = format!("process {} since {:.0}", std::process::id(), started);
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
        written.map_err(Error::file("write", &path))?;
        Ok(Self { file, was_abandoned: !holder.is_empty(), stays: AtomicBool::new(false) })
    }

    /// Whether its earlier holder was killed, or the power failed, before it gave the lock back.
    pub(super) fn was_abandoned(&self) -> bool {
        self.was_abandoned
    }

    /// Leaves the name in it: the index was not found whole.
    pub(super) fn stays_abandoned(&self) {
        self.stays.store(true, Ordering::Relaxed);
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // The text is cleared so that it names nobody.
        if !self.stays.load(Ordering::Relaxed) {
            let _ = self.file.set_len(0);
        }
        // Closing the file would do as well, but that a process which was begun meanwhile may have it for a moment too.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_given_back_is_free_whoever_still_has_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let lock = WriterLock::take(folder.path()).unwrap();
        assert!(matches!(WriterLock::take(folder.path()), Err(Error::Locked { .. })));
        let _file = lock.file.try_clone().unwrap();
        drop(lock);
        assert!(!WriterLock::take(folder.path()).unwrap().was_abandoned());
    }
}
