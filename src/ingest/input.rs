//! A file, or an entry of one, as its reader gets it.

use std::io::{BufRead, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::records::columns::FieldNames;
use super::unpack::limits::Unpacking;
use super::{ReadingOptions, SIZE_LIMIT};
use crate::error::{Error, Result};

/// A file, or an entry of one, that is about to be read.
pub(super) struct Input {
    /// How it is called in articles and errors: the file, and after `!` the entry in it.
    pub(super) path: PathBuf,
    /// The name that tells its kind: without the `.gz` of a compressed file.
    pub(super) name: String,
    pub(super) reader: Box<dyn BufRead + Send>,
    /// The file on disk that holds just this, for formats that are read from their end.
    pub(super) file: Option<PathBuf>,
    pub(super) unpacking: Unpacking,
    /// Under which names tables and data give the parts of an article.
    pub(super) names: Arc<FieldNames>,
}

impl Input {
    pub(super) fn of_stream(path: &Path, reader: impl BufRead + Send + 'static, options: &ReadingOptions) -> Self {
        let name = path.to_string_lossy().into_owned();
        let unpacking = Unpacking::default();
        let names = FieldNames::of(&options.columns);
        Self { path: path.to_owned(), name, reader: Box::new(reader), file: None, unpacking, names }
    }

    /// Puts what was read of the beginning back before the rest.
    pub(super) fn put_back(&mut self, head: Vec<u8>) {
        let rest = std::mem::replace(&mut self.reader, Box::new(std::io::empty()));
        self.reader = Box::new(Cursor::new(head).chain(rest));
    }

    /// All bytes, or an error beyond [`SIZE_LIMIT`].
    pub(super) fn read_whole(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(SIZE_LIMIT + 1).read_to_end(&mut bytes);
        read.map_err(|error| self.unreadable(error))?;
        if bytes.len() as u64 > SIZE_LIMIT {
            return Err(
                self.error(None, "is larger than 64 MB: split it, or save it as JSON lines (one object a line)")
            );
        }
        Ok(bytes)
    }

    /// What to say of a fault while reading: the system's own, or one of the packed data.
    pub(super) fn unreadable(&self, error: std::io::Error) -> Error {
        match error.raw_os_error() {
            Some(_) => Error::file("read", &self.path)(error),
            None => self.error(None, error.to_string()),
        }
    }

    pub(super) fn error(&self, line: Option<usize>, message: impl Into<String>) -> Error {
        Error::Article { path: self.path.clone(), line, message: message.into() }
    }
}
