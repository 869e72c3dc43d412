//! files under the roots → the index: reads what changed, drops what is gone, commits.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::Serialize;

use super::files::{FileState, ToRead, look};
use super::reading::{Step, guarded, read_files};
use super::{Archive, key};
use crate::analysis::Analyzer;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::index::tantivy::{FileRecord, Origin, Snapshot, Writer};
use crate::index::{Prepared, prepare};
use crate::ingest::ReadingOptions;
use crate::schema::IndexSchema;

/// Threads that cut and analyse articles, beside those that read and those that write.
const ANALYSERS: usize = 2;

/// Batches of articles under way between two stages: bounds the memory, whatever the corpus.
const QUEUE: usize = 8;

/// Steps between the reader and the writer; those that wait for an earlier one, still being analysed, are among them.
const UNDER_WAY: usize = 4 * QUEUE;

/// Bytes read between two commits, so that a long run that is killed need not begin again.
const BYTES_A_COMMIT: u64 = 512 << 20;

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
pub struct Summary {
    /// Articles read from new and changed files.
    pub articles: u64,
    /// Their passages.
    pub passages: u64,
    /// Files that had not changed.
    pub unchanged: u64,
    /// Earlier articles that a newer one, or the new version of their file, took the place of.
    pub replaced: u64,
    /// Articles whose file is gone.
    pub removed: u64,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
    /// What was read with a doubt, such as a date that was not understood.
    pub warnings: Vec<Skipped>,
    /// Whether the run was told to stop before its end.
    pub interrupted: bool,
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

/// An article that is ready to be written, with where it comes from and what was doubtful; or why it is not.
type Ready = Result<(Prepared, Origin, Vec<String>)>;

impl Archive {
    /// Adds the paths to the archive's roots and reads what is new or changed under all of them. `stop` ends the run after
    /// the article at hand; what was read is committed. `progress` is called after each article.
    pub fn refresh(
        &mut self,
        paths: &[PathBuf],
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Summary> {
        let paths = paths.iter().map(|path| path.canonicalize().map_err(Error::file("read", path)));
        let paths = paths.collect::<Result<Vec<_>>>()?;
        let mut writer = self.writer.take().map_or_else(|| self.index.writer(), Ok)?;
        self.reload()?;
        let mut roots = self.roots().to_vec();
        for root in paths {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        let mut summary = Summary::default();
        let before = self.statistics.articles;
        let found = look(&mut roots, self.folder(), self.snapshot.files()?, &mut summary);
        let new_roots = roots != self.roots();
        writer.set_roots(roots);
        for path in &found.gone {
            summary.removed += self.snapshot.articles_of_file(path)?;
            writer.remove_file(path);
        }
        if new_roots {
            // A run that is killed from here on is completed by one that names no path.
            writer.commit()?;
        }
        let done =
            Progress { bytes_in_all: found.to_read.iter().map(|f| f.state.bytes).sum(), ..Progress::default() };
        let (files, earlier) = (&found.to_read[..], &self.snapshot);
        let mut run = Run { writer, files, earlier, summary, progress, done, current: None, since_commit: 0 };
        let complete = run.read(self.schema(), stop)?;
        run.suspend_file()?;
        let Run { mut writer, mut summary, .. } = run;
        writer.commit()?;
        summary.interrupted = !complete;
        // Who interrupts does not wait for merges either: they are done another time.
        if complete {
            writer.finish()?;
        } else {
            drop(writer);
        }
        self.reload()?;
        let expected = before + summary.articles - summary.removed;
        summary.replaced = expected.saturating_sub(self.statistics.articles);
        Ok(summary)
    }
}

/// The state of a run: what is written, and what is said of it.
struct Run<'a> {
    writer: Writer,
    files: &'a [ToRead],
    /// The index as it was before the run.
    earlier: &'a Snapshot,
    summary: Summary,
    progress: &'a mut dyn FnMut(Progress),
    done: Progress,
    current: Option<Current>,
    since_commit: u64,
}

/// The file at hand. Its articles take the place of their earlier versions one by one, and those that it holds no more
/// go at its end, so that a run that ends in its middle has lost none.
struct Current {
    file: usize,
    record: FileRecord,
    /// The hashes of its articles' keys.
    keys: FxHashSet<u64>,
    /// Whether the index has a record of it.
    recorded: bool,
    /// Whether the system refused to give all of it: then its earlier articles stay, and the next run tries again.
    failed: bool,
}

impl Run<'_> {
    /// Reads on several threads, analyses on others, writes on this one in the order of the files. Returns whether all files
    /// were read to their end.
    fn read(&mut self, schema: &IndexSchema, stop: &AtomicBool) -> Result<bool> {
        let (to_analyse, waiting) = sync_channel::<(u64, Step<Article>)>(QUEUE);
        let (done, finished) = sync_channel::<(u64, Step<Ready>)>(QUEUE);
        let (under_way, written) = sync_channel::<()>(UNDER_WAY);
        let (waiting, files) = (Mutex::new(waiting), self.files);
        let options = ReadingOptions { columns: schema.columns.clone() };
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut number = 0;
                read_files(files, &options, &mut |step| {
                    number += 1;
                    // What ends a file that was read is sent in any case.
                    let ends = matches!(step, Step::End(..));
                    // The writer takes one out for each step that it has written, and hangs up when it fails.
                    (ends || !stop.load(Ordering::Relaxed))
                        && under_way.send(()).is_ok()
                        && to_analyse.send((number - 1, step)).is_ok()
                })
            });
            for _ in 0..ANALYSERS {
                let (waiting, done) = (&waiting, done.clone());
                scope.spawn(move || analyse(waiting, &done, files, schema));
            }
            drop(done);
            self.write(&finished, written)?;
            Ok(reader.join().unwrap_or(false))
        })
    }

    fn write(&mut self, finished: &Receiver<(u64, Step<Ready>)>, written: Receiver<()>) -> Result<()> {
        let mut next = 0;
        let mut early = BTreeMap::new();
        let mut written = Some(written);
        let mut outcome = Ok(());
        // After a fault of the writer the channel is still emptied, so that the other threads come to their end.
        for (number, step) in finished {
            early.insert(number, step);
            while let Some(step) = early.remove(&next) {
                next += 1;
                let _ = written.as_ref().map(Receiver::recv);
                if outcome.is_ok() {
                    outcome = self.take(step);
                }
            }
            if outcome.is_err() {
                written = None;
            }
        }
        outcome
    }

    fn take(&mut self, step: Step<Ready>) -> Result<()> {
        match step {
            Step::Begin(file) => {
                let ToRead { text, known, .. } = &self.files[file];
                let record =
                    FileRecord { path: text.clone(), bytes: 0, modified: 0, articles: 0, errors: Vec::new() };
                self.current =
                    Some(Current { file, record, keys: FxHashSet::default(), recorded: *known, failed: false });
            }
            Step::Articles(file, articles) => {
                for article in articles {
                    match article {
                        Ok((prepared, origin, warnings)) => {
                            self.take_article(file, &prepared, (origin, warnings))?;
                        }
                        Err(error) => self.take_fault(file, &error),
                    }
                }
            }
            Step::Fault(file, error) => self.take_fault(file, &error),
            Step::Skip(file, reason) => {
                let path = self.files[file].path.display().to_string();
                self.summary.skipped.push(Skipped { path, reason, error: false });
            }
            Step::End(file, state) => self.end_file(file, state)?,
        }
        Ok(())
    }

    fn take_fault(&mut self, file: usize, error: &Error) {
        let skipped = Skipped::fault(&self.files[file].path, error);
        if let Some(current) = &mut self.current {
            current.record.errors.push(skipped.reason.clone());
            current.failed |= matches!(error, Error::File { .. } | Error::Busy { .. });
        }
        self.summary.skipped.push(skipped);
    }

    fn take_article(
        &mut self,
        file: usize,
        prepared: &Prepared,
        (origin, warnings): (Origin, Vec<String>),
    ) -> Result<()> {
        let bytes = prepared.article.full_text.len() as u64;
        let left = self.done.bytes_in_all - self.done.bytes;
        self.summary.articles += 1;
        self.summary.passages += prepared.article.passages.len() as u64 - 1;
        self.since_commit += bytes;
        if let Some(current) = &mut self.current
            && current.keys.insert(hash(&origin.key))
        {
            current.record.articles += 1;
        }
        for reason in warnings {
            let path = self.files[file].path.display().to_string();
            self.summary.warnings.push(Skipped { path, reason, error: false });
        }
        self.writer.add(prepared, &origin)?;
        let (articles, passages) = (self.summary.articles, self.summary.passages);
        let shown = Progress { articles, passages, bytes: self.done.bytes + bytes.min(left), ..self.done };
        (self.progress)(shown);
        if self.since_commit >= BYTES_A_COMMIT {
            self.since_commit = 0;
            self.suspend_file()?;
            self.writer.commit()?;
        }
        Ok(())
    }

    /// Writes, before a commit in the middle of a file, that it must be read again if the run ends here.
    fn suspend_file(&mut self) -> Result<()> {
        let Some(current) = &mut self.current else { return Ok(()) };
        if current.recorded {
            self.writer.remove_record(&current.record.path)?;
        }
        current.recorded = true;
        let FileState { bytes, modified } = FileState::UNFINISHED;
        self.writer.record_file(&FileRecord { bytes, modified, ..current.record.clone() })
    }

    fn end_file(&mut self, file: usize, state: FileState) -> Result<()> {
        if let Some(mut current) = self.current.take() {
            debug_assert_eq!(current.file, file, "the files come one after the other");
            let path = current.record.path.clone();
            if !current.failed {
                let writer = &self.writer;
                self.earlier.keys_of_file(&path, &mut |key| match current.keys.contains(&hash(key)) {
                    true => Ok(()),
                    false => writer.remove_article(key, &path),
                })?;
            }
            if current.recorded {
                self.writer.remove_record(&path)?;
            }
            let state = if current.failed { FileState::UNFINISHED } else { state };
            current.record.bytes = state.bytes;
            current.record.modified = state.modified;
            self.writer.record_file(&current.record)?;
        }
        self.done.bytes += self.files[file].state.bytes;
        self.done.articles = self.summary.articles;
        self.done.passages = self.summary.passages;
        (self.progress)(self.done);
        Ok(())
    }
}

/// What stands for a key among the keys of one file.
fn hash(key: &str) -> u64 {
    FxBuildHasher.hash_one(key)
}

fn analyse(
    waiting: &Mutex<Receiver<(u64, Step<Article>)>>,
    done: &SyncSender<(u64, Step<Ready>)>,
    files: &[ToRead],
    schema: &IndexSchema,
) {
    let mut analyzer = Analyzer::new(schema);
    loop {
        let received = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
        let Ok((number, step)) = received else { return };
        let step = match step {
            Step::Begin(file) => Step::Begin(file),
            Step::Fault(file, error) => Step::Fault(file, error),
            Step::Skip(file, reason) => Step::Skip(file, reason),
            Step::End(file, state) => Step::End(file, state),
            Step::Articles(file, articles) => {
                let ready = articles.into_iter().map(|article| {
                    let (id, origin) = identity(&article, &files[file]);
                    let words = schema.passage_words;
                    let prepared = guarded(&files[file].path, || prepare(&article, id, words, &mut analyzer));
                    if prepared.is_err() {
                        analyzer = Analyzer::new(schema);
                    }
                    prepared.map(|prepared| (prepared, origin, article.warnings))
                });
                Step::Articles(file, ready.collect())
            }
        };
        if done.send((number, step)).is_err() {
            return;
        }
    }
}

/// The id of an article and what makes it unique: the id given, else its URL, else its path under its root.
fn identity(article: &Article, file: &ToRead) -> (String, Origin) {
    let path = file.text.clone();
    if let Some(id) = article.id.as_ref().or(article.url.as_ref()) {
        return (id.clone(), Origin { key: key(article.source.as_deref(), id), file: path });
    }
    let id = article.entry.map_or_else(|| file.name.clone(), |entry| format!("{}#{entry}", file.name));
    let key = key(Some(&format!("\u{1f}{}", file.root)), &id);
    (id, Origin { key, file: path })
}
