//! How far a run over files has come, and what it did.

use std::path::Path;

use serde::Serialize;

use crate::article::{ReadingWarning, WarningKind};
use crate::error::Error;
use crate::index::tantivy::Why;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Articles read.
    pub articles: u64,
    /// Their passages.
    pub passages: u64,
    /// Bytes of the files read so far.
    pub bytes: u64,
    /// Bytes of all files that are to be read.
    pub bytes_in_all: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Articles read from new and changed files.
    pub articles: u64,
    /// Their passages.
    pub passages: u64,
    /// Files that had not changed.
    pub unchanged: u64,
    /// Articles that a newer one, or the new version of one, took the place of.
    pub replaced: u64,
    /// Articles whose file is gone, or has them no more.
    pub removed: u64,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
    /// What was read with a doubt, such as a date that was not understood, in the order in which it was read.
    pub warnings: Vec<FileWarning>,
    /// How many of these there are of each kind; of a kind at most [`MAX_WARNINGS_OF_A_KIND`] are given one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warning_counts: Vec<WarningCount>,
    /// Whether the run was told to stop before its end.
    pub interrupted: bool,
    /// The articles that were replaced, by reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<Replacement>,
    /// What the run has cost.
    pub work: RunWork,
    /// Articles that no file gave in a rebuild, and were taken from the old index.
    #[serde(skip_serializing_if = "is_none")]
    pub carried_over: u64,
}

/// What a run has cost; the same run over the same files costs the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RunWork {
    /// Bytes of the files that were read.
    pub bytes_read: u64,
    /// Words that were analysed.
    pub words_analysed: u64,
    /// Deletions that were given to the index.
    pub deletions: u64,
    /// Commits in the middle of the run.
    pub commits: u64,
}

fn is_none(number: &u64) -> bool {
    *number == 0
}

/// How many articles gave their place to others for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Replacement {
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub articles: u64,
    /// The file and the id of the first article that took a place, where it is another article.
    pub example: Option<String>,
}

impl Summary {
    /// Notes a doubt about an article of a file.
    pub(super) fn count_warning(&mut self, path: &str, ReadingWarning { kind, message }: ReadingWarning) {
        let place = self.warning_counts.binary_search_by_key(&kind, |known| known.kind);
        let place = place.unwrap_or_else(|place| {
            let name = kind.name();
            self.warning_counts.insert(place, WarningCount { kind, name, count: 0, way_out: kind.way_out() });
            place
        });
        self.warning_counts[place].count += 1;
        if self.warning_counts[place].count <= MAX_WARNINGS_OF_A_KIND {
            self.warnings.push(FileWarning { path: path.to_owned(), kind, reason: message });
        }
    }

    pub(super) fn count_replaced(&mut self, why: Why, example: &str) {
        let reason = match why {
            Why::NewVersion => "a new version of their file",
            Why::SameId => "the same id in the same outlet",
            Why::SameIdInFile => "the same id in one file",
            Why::SameUrl => "the same address",
        };
        self.replaced += 1;
        match self.replacements.iter_mut().find(|known| known.reason == reason) {
            Some(known) => known.articles += 1,
            None => {
                let example = (why != Why::NewVersion).then(|| example.to_owned());
                self.replacements.push(Replacement { reason, articles: 1, example });
            }
        }
    }
}

/// So many warnings of a kind are given one by one.
pub const MAX_WARNINGS_OF_A_KIND: u64 = 1_000;

/// How many warnings there are of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WarningCount {
    /// The kind.
    pub kind: WarningKind,
    /// What it is called.
    pub name: &'static str,
    /// How many.
    pub count: u64,
    /// What helps with all of them.
    pub way_out: &'static str,
}

/// Something that was read with a doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileWarning {
    /// The file.
    pub path: String,
    /// Of which kind it is.
    pub kind: WarningKind,
    /// What is doubtful, and the way out.
    pub reason: String,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The file, or the place in it.
    pub path: String,
    /// Why, and the way out.
    pub reason: String,
    /// Whether it is a fault, and not only a file of another kind.
    pub error: bool,
}

impl Skipped {
    /// Something that failed.
    pub(super) fn fault(path: &Path, error: &Error) -> Self {
        Self { path: path.display().to_string(), reason: error.to_string(), error: true }
    }
}
