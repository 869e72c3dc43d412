//! files under the roots → the index: reads what changed, drops what is gone, commits.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::files::{look, path_text};
use super::guard::guarded;
use super::removal::read_again;
use super::run::Run;
use super::summary::{Progress, Summary};
use super::{Reader, Writer};
use crate::error::{Error, Result};

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
        let index = reader.state().index.clone();
        let done = guarded(&index, || self.read_all(&reader, paths, stop, progress));
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
        let records = writer.committed().files()?;
        let found = look(&mut roots, &reader.folder(), records.clone(), &mut summary);
        for record in &found.gone {
            summary.removed += writer.remove_file(&record.path)?;
        }
        read_again(writer, &found.gone)?;
        if roots != before {
            writer.set_roots(roots.iter().map(|root| path_text(root).into_owned()).collect());
            // A run that is killed from here on is completed by one that names no path.
            writer.commit()?;
        }
        let mut run = Run::new(writer, &schema, summary, progress);
        run.lost_with(&found.gone);
        let complete = run.read(&found.to_read, stop)? && run.restore(&roots, records, stop)?;
        let mut summary = run.finish()?;
        self.running().commit()?;
        summary.interrupted = !complete;
        summary.replacements.sort_by_key(|replacement| replacement.reason);
        Ok(summary)
    }
}
