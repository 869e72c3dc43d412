//! Checksums of the small files and what tantivy reports → the file that is damaged, in an [`Error`].
//!
//! Tantivy ends each file of a segment with its checksum. The two files that it writes whole, `meta.json` and
//! `.managed.json`, have none of their own: a line with one is put after their text and taken off again when they are read.

use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::error::{Error, Result};

/// What stands before the checksum in the last line.
pub(super) const SEAL: &[u8] = b"\n#crc32 ";

/// The text of a file with its checksum in a last line.
pub(super) fn sealed(text: &[u8]) -> Vec<u8> {
    let mut file = text.to_vec();
    file.extend_from_slice(SEAL);
    file.extend_from_slice(format!("{:08x}\n", crc32fast::hash(text)).as_bytes());
    file
}

/// The text of a file that [`sealed`] gave; otherwise what is wrong with it.
pub(super) fn unsealed(file: &[u8]) -> std::result::Result<&[u8], &'static str> {
    let text = file.len().checked_sub(sealed(b"").len()).map(|end| &file[..end]);
    let text = text.filter(|text| file[text.len()..].starts_with(SEAL));
    let text = text.ok_or("it has no checksum: it was cut off, or written by something else")?;
    if sealed(text) == file { Ok(text) } else { Err("its checksum is wrong") }
}

/// What tantivy reports, as an error of this crate; whoever knows the folder of the index completes it.
pub(super) trait OrDamaged<T> {
    /// The value, or the file that is damaged.
    fn or_damaged(self) -> Result<T>;
}

impl<T, E: Into<TantivyError>> OrDamaged<T> for std::result::Result<T, E> {
    fn or_damaged(self) -> Result<T> {
        self.map_err(|error| damaged(Path::new(""), error.into()))
    }
}

/// What tantivy reports of the index in a folder, with the file that is damaged.
pub(super) fn damaged(folder: &Path, error: TantivyError) -> Error {
    let at = |file: &Path| folder.join(file);
    match error {
        TantivyError::DataCorruption(corruption) => {
            // Tantivy prints the file and the comment in one text only; what it quotes of the file helps nobody.
            let text = format!("{corruption:?}");
            let text = text.split(": ").next().unwrap_or_default();
            Error::damaged(folder, text.trim())
        }
        TantivyError::OpenReadError(error) => match error {
            OpenReadError::FileDoesNotExist(file) => Error::damaged(&at(&file), "it is missing"),
            OpenReadError::IoError { io_error, filepath } => of_io(&at(&filepath), &io_error, "read"),
            OpenReadError::IncompatibleIndex(reason) => incompatible(folder, &format!("{reason:?}")),
        },
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            of_io(&at(&filepath), &io_error, "write")
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, directory_path }) => {
            of_io(&directory_path, &io_error, "read")
        }
        TantivyError::LockFailure(LockError::IoError(error), _) => of_io(folder, &error, "write"),
        TantivyError::IoError(error) => of_io(folder, &error, "read"),
        TantivyError::IncompatibleIndex(reason) => incompatible(folder, &format!("{reason:?}")),
        other => Error::damaged(folder, other.to_string()),
    }
}

fn incompatible(folder: &Path, reason: &str) -> Error {
    Error::OtherIndex { path: folder.to_owned(), difference: format!("another version of the engine ({reason})") }
}

/// What the system itself refused is the machine's fault; what could be read and made no sense is damage.
fn of_io(path: &Path, error: &std::io::Error, action: &'static str) -> Error {
    match error.raw_os_error() {
        Some(code) => Error::file(action, path)(std::io::Error::from_raw_os_error(code)),
        None if error.to_string().contains("checksum") => Error::damaged(path, error.to_string()),
        // What the engine says of it supposes that it was written by another version of itself.
        None => Error::damaged(path, "it was cut off or changed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flip_of_a_sealed_file_shows() {
        let file = sealed(br#"{"segments":[]}"#);
        assert_eq!(unsealed(&file), Ok(&br#"{"segments":[]}"#[..]));
        for bit in 0..file.len() * 8 {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(unsealed(&flipped).is_err(), "bit {bit}");
        }
        for length in 0..file.len() {
            assert!(unsealed(&file[..length]).is_err(), "{length} bytes");
        }
    }
}
