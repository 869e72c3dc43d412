//! files under the roots → the index: reads what changed, drops what is gone, commits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Archive, key};
use crate::analysis::Analyzer;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::index::tantivy::{FileRecord, Origin, Writer};
use crate::index::{Prepared, prepare};
use crate::ingest::{self, Opened};
use crate::schema::IndexSchema;

/// Threads that cut and analyse articles, beside the one that reads and those that write.
const ANALYSERS: usize = 2;

/// Batches of articles under way between two stages: bounds the memory, whatever the corpus.
const QUEUE: usize = 8;

/// A batch is handed on when it has so many articles or so many bytes of text; one by one, the threads would spend their
/// time waking each other.
const ARTICLES_A_BATCH: usize = 64;
const BYTES_A_BATCH: usize = 256 << 10;

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

/// A file to be read.
struct ToRead {
    path: PathBuf,
    /// What its articles without id and URL are called by: its path under its root.
    name: String,
    /// What makes those names unique among all roots.
    root: String,
    bytes: u64,
    modified: u64,
}

/// A step of the run, in the order of the files.
enum Step<A> {
    Begin(usize),
    Articles(usize, Vec<A>),
    Fault(usize, Error),
    Skip(usize, String),
    End(usize),
}

/// An article ready to be written, with where it comes from and what was doubtful.
struct Analysed {
    prepared: Prepared,
    origin: Origin,
    warnings: Vec<String>,
}

impl Archive {
    /// Adds the paths to the archive's roots and reads what is new or changed under all of them. `stop` ends the run after
    /// the article at hand; what was read is committed. `progress` is called after each article.
    pub fn refresh(&mut self, paths: &[PathBuf], stop: &AtomicBool, progress: &mut dyn FnMut(Progress)) -> Result<Summary> {
        let mut roots = self.roots().to_vec();
        for path in paths {
            let root = path.canonicalize().map_err(Error::file("read", path))?;
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        let mut writer = self.writer.take().map_or_else(|| self.index.writer(), Ok)?;
        self.reload()?;
        writer.set_roots(roots.clone());
        let mut summary = Summary::default();
        let before = self.statistics.articles;
        let to_read = self.changed_files(&roots, &writer, &mut summary)?;
        let schema = self.schema().clone();
        let mut run = Run { writer, files: &to_read, summary, progress, done: Progress::default(), record: None, since_commit: 0 };
        run.done.bytes_in_all = to_read.iter().map(|f| f.bytes).sum();
        run.read(&schema, stop)?;
        let Run { mut writer, mut summary, .. } = run;
        writer.commit()?;
        writer.finish()?;
        self.reload()?;
        let expected = before + summary.articles - summary.removed;
        summary.replaced = expected.saturating_sub(self.statistics.articles);
        summary.interrupted = stop.load(Ordering::Relaxed);
        Ok(summary)
    }

    /// The files under the roots that are new or changed; drops the articles of those that are gone.
    fn changed_files(&self, roots: &[PathBuf], writer: &Writer, summary: &mut Summary) -> Result<Vec<ToRead>> {
        let known = self.snapshot.files()?;
        let mut known: FxHashMap<String, FileRecord> = known.into_iter().map(|r| (r.path.clone(), r)).collect();
        let mut to_read: Vec<ToRead> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for root in roots {
            if !root.exists() {
                let reason = "is not there: its articles stay; take them out with `search remove`".to_owned();
                summary.skipped.push(Skipped { path: root.display().to_string(), reason, error: true });
                known.retain(|path, _| !Path::new(path).starts_with(root));
                continue;
            }
            let walk = ingest::walk::walk(root);
            let errors = walk.errors.into_iter().map(|e| (root.clone(), e.to_string(), true));
            let skipped = walk.skipped.into_iter().map(|(path, reason)| (path, reason, false));
            summary.skipped.extend(errors.chain(skipped).map(|(path, reason, error)| {
                Skipped { path: path.display().to_string(), reason, error }
            }));
            for path in walk.files.into_iter().filter(|p| !p.starts_with(self.folder()) || self.folder().as_os_str().is_empty()) {
                if !seen.insert(path.clone()) {
                    continue;
                }
                match file_to_read(&path, root) {
                    Ok(file) if is_unchanged(known.get(&file.path.display().to_string()), &file) => summary.unchanged += 1,
                    Ok(file) => to_read.push(file),
                    Err(error) => summary.skipped.push(skipped_for(&path, &error)),
                }
                known.remove(&path.display().to_string());
            }
        }
        for path in known.keys().filter(|path| !path.is_empty() && !Path::new(path).exists()) {
            summary.removed += self.snapshot.articles_of_file(path)?;
            writer.remove_file(path);
        }
        Ok(to_read)
    }
}

fn skipped_for(path: &Path, error: &Error) -> Skipped {
    Skipped { path: path.display().to_string(), reason: error.to_string(), error: true }
}

fn is_unchanged(record: Option<&FileRecord>, file: &ToRead) -> bool {
    record.is_some_and(|r| r.bytes == file.bytes && r.modified == file.modified)
}

fn file_to_read(path: &Path, root: &Path) -> Result<ToRead> {
    let metadata = path.metadata().map_err(Error::file("read", path))?;
    let modified = metadata.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    let under_root = path.strip_prefix(root).ok().filter(|p| !p.as_os_str().is_empty());
    let name = under_root.map_or_else(|| path.file_name().unwrap_or_default().to_string_lossy(), Path::to_string_lossy);
    Ok(ToRead {
        name: name.split_whitespace().collect::<Vec<_>>().join("_"),
        root: root.display().to_string(),
        path: path.to_owned(),
        bytes: metadata.len(),
        modified: modified.map_or(0, |t| t.as_nanos() as u64),
    })
}

/// The state of a run: what is written, and what is said of it.
struct Run<'a> {
    writer: Writer,
    files: &'a [ToRead],
    summary: Summary,
    progress: &'a mut dyn FnMut(Progress),
    done: Progress,
    record: Option<FileRecord>,
    since_commit: u64,
}

impl Run<'_> {
    /// Reads on one thread, analyses on others, writes on this one in the order of the files.
    fn read(&mut self, schema: &IndexSchema, stop: &AtomicBool) -> Result<()> {
        let (to_analyse, waiting) = sync_channel::<(u64, Step<Article>)>(QUEUE);
        let (done, finished) = sync_channel::<(u64, Step<Analysed>)>(QUEUE);
        let (waiting, files) = (Mutex::new(waiting), self.files);
        std::thread::scope(|scope| {
            scope.spawn(move || read_files(files, stop, &to_analyse));
            for _ in 0..ANALYSERS {
                let (waiting, done) = (&waiting, done.clone());
                scope.spawn(move || analyse(waiting, &done, files, schema));
            }
            drop(done);
            self.write(&finished)
        })
    }

    fn write(&mut self, finished: &Receiver<(u64, Step<Analysed>)>) -> Result<()> {
        let mut next = 0;
        let mut early = BTreeMap::new();
        let mut outcome = Ok(());
        // After a fault of the writer the channel is still emptied, so that the other threads come to their end.
        for (number, step) in finished {
            early.insert(number, step);
            while let Some(step) = early.remove(&next) {
                next += 1;
                if outcome.is_ok() {
                    outcome = self.take(step);
                }
            }
        }
        outcome
    }

    fn take(&mut self, step: Step<Analysed>) -> Result<()> {
        match step {
            Step::Begin(file) => {
                let file = &self.files[file];
                let path = file.path.display().to_string();
                self.writer.remove_file(&path);
                let (bytes, modified) = (file.bytes, file.modified);
                self.record = Some(FileRecord { path, bytes, modified, articles: 0, errors: Vec::new() });
            }
            Step::Articles(file, articles) => {
                articles.into_iter().try_for_each(|analysed| self.take_article(file, analysed))?;
            }
            Step::Fault(file, error) => {
                let skipped = skipped_for(&self.files[file].path, &error);
                self.record.iter_mut().for_each(|r| r.errors.push(skipped.reason.clone()));
                self.summary.skipped.push(skipped);
            }
            Step::Skip(file, reason) => {
                let path = self.files[file].path.display().to_string();
                self.summary.skipped.push(Skipped { path, reason, error: false });
            }
            Step::End(file) => self.end_file(file)?,
        }
        Ok(())
    }

    fn take_article(&mut self, file: usize, analysed: Analysed) -> Result<()> {
        let Analysed { prepared, origin, warnings } = analysed;
        let bytes = prepared.article.full_text.len() as u64;
        let left = self.done.bytes_in_all - self.done.bytes;
        self.summary.articles += 1;
        self.summary.passages += prepared.article.passages.len() as u64 - 1;
        self.since_commit += bytes;
        if let Some(record) = &mut self.record {
            record.articles += 1;
        }
        for reason in warnings {
            let path = self.files[file].path.display().to_string();
            self.summary.warnings.push(Skipped { path, reason, error: false });
        }
        self.writer.add(&prepared, &origin)?;
        let (articles, passages) = (self.summary.articles, self.summary.passages);
        let shown = Progress { articles, passages, bytes: self.done.bytes + bytes.min(left), ..self.done };
        (self.progress)(shown);
        if self.since_commit >= BYTES_A_COMMIT {
            self.since_commit = 0;
            self.writer.commit()?;
        }
        Ok(())
    }

    fn end_file(&mut self, file: usize) -> Result<()> {
        if let Some(record) = self.record.take() {
            self.writer.record_file(&record)?;
        }
        self.done.bytes += self.files[file].bytes;
        self.done.articles = self.summary.articles;
        self.done.passages = self.summary.passages;
        (self.progress)(self.done);
        Ok(())
    }
}

/// Sends the articles of all files in order; ends early when told to stop, without the end of the file at hand.
fn read_files(files: &[ToRead], stop: &AtomicBool, out: &SyncSender<(u64, Step<Article>)>) {
    let mut number = 0;
    let mut send = |step| {
        number += 1;
        out.send((number - 1, step)).is_ok() && !stop.load(Ordering::Relaxed)
    };
    for (index, file) in files.iter().enumerate() {
        if !send(Step::Begin(index)) {
            return;
        }
        let articles = match ingest::open(&file.path) {
            Ok(Opened::Articles(articles)) => articles,
            Ok(Opened::Other(reason)) => {
                if !send(Step::Skip(index, reason)) || !send(Step::End(index)) {
                    return;
                }
                continue;
            }
            Err(error) => Box::new(std::iter::once(Err(error))) as ingest::Articles,
        };
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for article in articles {
            let fault = match article {
                Ok(article) => {
                    bytes += article.blocks.iter().map(|b| b.text.len()).sum::<usize>();
                    batch.push(article);
                    None
                }
                Err(error) => Some(Step::Fault(index, error)),
            };
            let is_full = batch.len() >= ARTICLES_A_BATCH || bytes >= BYTES_A_BATCH;
            if is_full || fault.is_some() {
                bytes = 0;
                if !send(Step::Articles(index, std::mem::take(&mut batch))) || !fault.is_none_or(&mut send) {
                    return;
                }
            }
        }
        if !send(Step::Articles(index, batch)) || !send(Step::End(index)) {
            return;
        }
    }
}

fn analyse(
    waiting: &Mutex<Receiver<(u64, Step<Article>)>>,
    done: &SyncSender<(u64, Step<Analysed>)>,
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
            Step::End(file) => Step::End(file),
            Step::Articles(file, articles) => {
                let analysed = articles.into_iter().map(|article| {
                    let (id, origin) = identity(&article, &files[file]);
                    let prepared = prepare(&article, id, schema.passage_words, &mut analyzer);
                    Analysed { prepared, origin, warnings: article.warnings }
                });
                Step::Articles(file, analysed.collect())
            }
        };
        if done.send((number, step)).is_err() {
            return;
        }
    }
}

/// The id of an article and what makes it unique: the id given, else its URL, else its path under its root.
fn identity(article: &Article, file: &ToRead) -> (String, Origin) {
    let path = file.path.display().to_string();
    if let Some(id) = article.id.as_ref().or(article.url.as_ref()) {
        return (id.clone(), Origin { key: key(article.source.as_deref(), id), file: path });
    }
    let id = article.entry.map_or_else(|| file.name.clone(), |entry| format!("{}#{entry}", file.name));
    let key = key(Some(&format!("\u{1f}{}", file.root)), &id);
    (id, Origin { key, file: path })
}
