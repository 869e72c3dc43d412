//! What failed, where, and who can fix it.

use std::path::{Path, PathBuf};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} `{}`: {cause}", path.display())]
    File {
        /// What was tried: `read`, `write`, `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system answered; part of the message, so no source of its own.
        cause: std::io::Error,
    },
    /// A settings file (schema, aliases) holds a wrong key or value.
    #[error("{}:{line}: {message}", path.display())]
    Settings {
        /// The file, or `built-in NAME`.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A name that cannot be joined with or parted from another.
    #[error("`{name}` {message}")]
    Name {
        /// The name as it was given.
        name: String,
        /// What is wrong and what would be right.
        message: &'static str,
    },
    /// An article, or a whole file of them, could not be understood.
    #[error("{}{}: {message}", path.display(), line.map(|l| format!(":{l}")).unwrap_or_default())]
    Article {
        /// The file it stands in.
        path: PathBuf,
        /// The line, counted from 1, where the format has lines.
        line: Option<usize>,
        /// What is wrong and what would be right.
        message: String,
    },
    /// The machine was too busy to read a file: nothing is wrong with the file, which is read again by the next run.
    #[error("cannot read `{}`: files before it still take up the processors: read it again later", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// There is no index at the place asked for.
    #[error("no index at `{}`", path.display())]
    NoIndex {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The index was built by another version or with another schema; it must be built anew.
    #[error("the index at `{}` was built with {difference}", path.display())]
    OtherIndex {
        /// The index's folder.
        path: PathBuf,
        /// What differs.
        difference: String,
    },
    /// Another writer has the index.
    #[error("the index at `{}` is being written by {holder}", path.display())]
    Locked {
        /// The index's folder.
        path: PathBuf,
        /// Who writes: process number and start, as the lock says.
        holder: String,
    },
    /// The run was told to stop; the last commit is whole.
    #[error("stopped: what was committed stays, the next run reads the rest")]
    Interrupted,
    /// A search took longer than it was given.
    #[error("no answer within {}", seconds(*limit))]
    TimedOut {
        /// The time that it was given.
        limit: std::time::Duration,
    },
    /// A search was called off by whoever asked.
    #[error("the search was cancelled")]
    Cancelled,
    /// A file of the stored index is damaged, or was not written by this program; the index must be built anew.
    #[error("{}", damage(path, message))]
    Damaged {
        /// The file; empty where it is not known.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// What was to be removed is not told clearly enough; nothing was removed.
    #[error("`{what}` {message}")]
    Unclear {
        /// What was named.
        what: String,
        /// What is wrong.
        message: String,
    },
}

/// The text of a settings file.
///
/// # Errors
///
/// Where it cannot be read, and for bytes that are no UTF-8, with their line.
#[doc(hidden)]
pub fn settings_text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(Error::file("read", path))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|b| **b == b'\n').count() + 1;
        Error::Settings {
            path: path.to_owned(),
            line,
            message: "holds bytes that are no UTF-8: save it as UTF-8".into(),
        }
    })
}

/// Who must act so that what failed can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The user: a name, a query, a setting or a command is to be written otherwise.
    User,
    /// A file is broken, or no longer what it was: it is to be mended, built anew or left out.
    File,
    /// The machine: the same may go well another time, or with more rights, room or time.
    Machine,
}

fn damage(path: &std::path::Path, message: &str) -> String {
    if path.as_os_str().is_empty() {
        return format!("the index is damaged: {message}");
    }
    format!("`{}` is damaged: {message}", path.display())
}

/// A time in words.
fn seconds(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds == 1.0 { "a second".to_owned() } else { format!("{seconds} seconds") }
}

impl Error {
    /// Who must act.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Settings { .. } | Self::Name { .. } | Self::NoIndex { .. } | Self::Unclear { .. } => {
                ErrorKind::User
            }
            Self::Article { .. } | Self::OtherIndex { .. } | Self::Damaged { .. } => ErrorKind::File,
            Self::File { .. }
            | Self::Busy { .. }
            | Self::Locked { .. }
            | Self::Interrupted
            | Self::Cancelled
            | Self::TimedOut { .. } => ErrorKind::Machine,
        }
    }

    /// Whether the index is there but cannot be used as it is, so that building it anew is the way out.
    pub fn asks_for_rebuild(&self) -> bool {
        matches!(self, Self::OtherIndex { .. } | Self::Damaged { .. })
    }

    /// A damaged file of an index.
    pub(crate) fn damaged(path: &std::path::Path, message: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), message: message.into() }
    }

    /// Something in an index that is not what was written; nobody knows in which file.
    pub(crate) fn broken(message: impl Into<String>) -> Self {
        Self::Damaged { path: PathBuf::new(), message: message.into() }
    }

    /// Wraps what the system said of a file: `fs::read(p).map_err(Error::file("read", p))`.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { action, path, cause }
    }

    /// A wrong entry of a settings file, its line counted from a byte offset into the file's text.
    pub fn settings(path: impl Into<PathBuf>, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let line = text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
        Self::Settings { path: path.into(), line, message: message.into() }
    }
}
