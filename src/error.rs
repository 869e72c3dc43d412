//! What failed, where, and who can fix it.

use std::path::PathBuf;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. Each message ends with the way out.
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
    /// There is no index at the place asked for.
    #[error("no index at `{}`: build one with `search index --index {} FOLDER`", path.display(), path.display())]
    NoIndex {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The index was built by another version or with another schema.
    #[error("the index at `{}` was built with {difference}: build it anew with `search index --index {} --rebuild`", path.display(), path.display())]
    OtherIndex {
        /// The index's folder.
        path: PathBuf,
        /// What differs.
        difference: String,
    },
    /// Another process is writing to the index.
    #[error("the index at `{}` is being written by {holder}: wait until it has finished, or end it", path.display())]
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
    #[error("no answer within {}: narrow the query, or give it more time", seconds(*limit))]
    TimedOut {
        /// The time that it was given.
        limit: std::time::Duration,
    },
    /// A search was called off by whoever asked.
    #[error("the search was cancelled: ask again")]
    Cancelled,
    /// The stored index failed or is damaged.
    #[error("the index failed: {0}: `search check` tells what is damaged")]
    Index(#[from] tantivy::TantivyError),
    /// The stored index holds something that this version did not write.
    #[error("the index is damaged: {0}: `search check` tells more, `search index --rebuild` builds it anew")]
    Damaged(String),
}

/// A time in words.
fn seconds(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds == 1.0 { "a second".to_owned() } else { format!("{seconds} seconds") }
}

impl Error {
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
