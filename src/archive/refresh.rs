//! files under the roots → the index: reads what changed, drops what is gone, commits.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::files::{look, path_text};
use super::run::Run;
use super::{Reader, Writer};
use crate::error::{Error, Result};
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
    /// Articles that a newer one, or the new version of their file, took the place of.
    pub replaced: u64,
    /// Articles whose file is gone.
    pub removed: u64,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
    /// What was read with a doubt, such as a date that was not understood.
    pub warnings: Vec<Skipped>,
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
    pub(super) fn count_replaced(&mut self, why: Why, articles: u64, example: Option<&str>) {
        let reason = match why {
            Why::NewVersion => "a new version of their file",
            Why::SameId => "the same id in the same outlet",
            Why::SameIdInFile => "the same id in one file",
            Why::SameUrl => "the same address",
        };
        self.replaced += articles;
        match self.replacements.iter_mut().find(|known| known.reason == reason) {
            Some(known) => known.articles += articles,
            None if articles > 0 => {
                let example = example.filter(|_| why != Why::NewVersion).map(str::to_owned);
                self.replacements.push(Replacement { reason, articles, example });
            }
            None => {}
        }
    }
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

impl Writer {
    /// Adds the paths to the archive's roots and reads what is new or changed under all of them. `stop` ends the run after
    /// the article at hand; what was read is committed. `progress` is called after each article.
    ///
    /// What was added before is committed first. After an error, or a panic of `progress`, the archive is at its last commit.
    pub fn refresh(
        &mut self,
        paths: &[PathBuf],
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Summary> {
        let paths = paths.iter().map(|path| path.canonicalize().map_err(Error::file("read", path)));
        let paths = paths.collect::<Result<Vec<_>>>()?;
        self.commit()?;
        self.may_break_down();
        let reader = self.reader();
        let done = self.read_all(&reader, paths, stop, progress);
        match done {
            Ok(_) => self.ran_through(),
            Err(_) => self.rollback()?,
        }
        reader.reload()?;
        done
    }

    fn read_all(
        &mut self,
        reader: &Reader,
        paths: Vec<PathBuf>,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Summary> {
        let (schema, before) = (reader.schema(), reader.roots());
        let mut roots = before.clone();
        for root in paths {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        let mut summary = Summary::default();
        let writer = self.running();
        let found = look(&mut roots, &reader.folder(), writer.committed().files()?, &mut summary);
        for record in &found.gone {
            summary.removed += writer.remove_file(&record.path)?;
        }
        if roots != before {
            writer.set_roots(roots.iter().map(|root| path_text(root).into_owned()).collect());
            // A run that is killed from here on is completed by one that names no path.
            writer.commit()?;
        }
        let mut run = Run::new(writer, &schema, summary, progress);
        run.lost_with(&found.gone);
        let complete = run.read(&found.to_read, stop)? && run.restore(&roots, stop)?;
        let mut summary = run.finish()?;
        self.running().commit()?;
        summary.interrupted = !complete;
        summary.replacements.sort_by_key(|replacement| replacement.reason);
        Ok(summary)
    }
}
