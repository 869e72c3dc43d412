//! changed files → the index: read and analysed side by side, written in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashSet;

use super::files::{FileState, ToRead, unchanged};
use super::reading::{Step, read_files};
use super::removal::read_again;
use super::summary::{Progress, Skipped, Summary};
use crate::analysis::Analyzer;
use crate::article::{Article, ReadingWarning};
use crate::error::{Error, Result};
use crate::index::identity::Provenance;
use crate::index::tantivy::{FileRecord, Writer as IndexWriter};
use crate::index::{AnalysedArticle, ArticleTerms, Origin, analyse_with};
use crate::ingest::{ReadingOptions, guarded};
use crate::memory::KeyMap;
use crate::schema::IndexSchema;

/// Batches of articles under way between two stages: bounds the memory, whatever the corpus.
const QUEUE: usize = 4;

/// Steps between the reader and the writer; those that wait for an earlier one, still being analysed, are among them.
const UNDER_WAY: usize = 4 * QUEUE;

/// Bytes read between two commits, so that a long run that is killed need not begin again; that is also what one segment has,
/// which takes about half as many bytes of memory.
pub(super) const BYTES_A_COMMIT: u64 = 320 << 20;

/// Deletions between two commits: each takes over a kilobyte of memory until then.
const DELETIONS_A_COMMIT: u64 = 100_000;

/// An article that is ready to be written, with where it comes from and what was doubtful; or why it is not.
type Ready = Result<(AnalysedArticle, Origin, Vec<ReadingWarning>)>;

/// The state of a run: what is written, and what is said of it.
pub(super) struct Run<'a> {
    writer: &'a mut IndexWriter,
    schema: &'a IndexSchema,
    summary: Summary,
    progress: &'a mut dyn FnMut(Progress),
    done: Progress,
    current: Option<Current>,
    /// How many bytes of the file at hand were read, as far as its articles tell.
    bytes_of_file: u64,
    since_commit: u64,
    /// The paths of articles that others replaced which are gone now.
    lost: BTreeSet<String>,
    /// Whether only articles are added that the index has not, from files that had lost them to others.
    restores: bool,
}

/// The file at hand. Its articles take the place of their earlier versions one by one, and those that it holds no more
/// go at its end, so that a run that ends in its middle has lost none.
struct Current {
    record: FileRecord,
    /// The article that has a key.
    keys: KeyMap<u32>,
    /// The articles that it gave, and those among them that a later one replaced.
    articles: u32,
    replaced: FxHashSet<u32>,
    /// Whether the index has a record of it.
    recorded: bool,
    /// Whether the system refused to give all of it: then its earlier articles stay, and the next run tries again.
    failed: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        writer: &'a mut IndexWriter,
        schema: &'a IndexSchema,
        summary: Summary,
        progress: &'a mut dyn FnMut(Progress),
    ) -> Self {
        let (done, current, lost) = (Progress::default(), None, BTreeSet::new());
        let (bytes_of_file, since_commit) = (0, 0);
        Self {
            writer,
            schema,
            summary,
            progress,
            done,
            current,
            bytes_of_file,
            since_commit,
            lost,
            restores: false,
        }
    }

    /// Notes that the articles which these files took from others may be missing now.
    pub(super) fn lost_with(&mut self, gone: &[FileRecord]) {
        self.lost.extend(gone.iter().flat_map(|record| record.took_from.iter().cloned()));
    }

    /// Adds the articles of unchanged files that the index has not: another file had replaced them, and is gone or has them no
    /// more.
    /// `records` are those of before the run: now these files are marked to be read again, in case the run ends here.
    pub(super) fn restore(
        &mut self,
        roots: &[PathBuf],
        records: Vec<FileRecord>,
        stop: &AtomicBool,
    ) -> Result<bool> {
        if self.lost.is_empty() {
            return Ok(true);
        }
        let files = unchanged(&self.lost, roots, records);
        self.read_missing(&files, stop)
    }

    /// Adds the articles of files that the index has not. Returns whether all files were read to their end.
    pub(super) fn read_missing(&mut self, files: &[ToRead], stop: &AtomicBool) -> Result<bool> {
        self.commit()?;
        self.restores = true;
        self.read(files, stop)
    }

    /// What the run did; a file in whose middle it ended is marked to be read again.
    pub(super) fn finish(mut self) -> Result<Summary> {
        self.suspend_file()?;
        self.summary.work.bytes_read = self.done.bytes + self.bytes_of_file;
        self.summary.work.deletions += self.writer.deletions();
        Ok(self.summary)
    }

    fn commit(&mut self) -> Result<()> {
        self.summary.work.commits += 1;
        self.summary.work.deletions += self.writer.deletions();
        self.writer.commit()
    }

    /// Reads on several threads, analyses on others, writes on this one in the order of the files. Returns whether all files
    /// were read to their end.
    pub(super) fn read(&mut self, files: &[ToRead], stop: &AtomicBool) -> Result<bool> {
        self.done.bytes_in_all += files.iter().map(|file| file.state.bytes).sum::<u64>();
        let schema = self.schema;
        let (to_analyse, waiting) = sync_channel::<(u64, Step<Article>)>(QUEUE);
        let (done, finished) = sync_channel::<(u64, Step<Ready>)>(QUEUE);
        let (under_way, written) = sync_channel::<()>(UNDER_WAY);
        // Held by the analysers alone, so that the reader does not wait for them when they have ended.
        let waiting = Arc::new(Mutex::new(waiting));
        let terms = Arc::new(Mutex::<Arc<ArticleTerms>>::default());
        let options = ReadingOptions { columns: schema.columns.clone() };
        std::thread::scope(move |scope| {
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
            // Those that read and those that write have less to do.
            let analysers = std::thread::available_parallelism().map_or(1, usize::from);
            for _ in 0..analysers {
                let (waiting, done) = (Arc::clone(&waiting), done.clone());
                let terms = Arc::clone(&terms);
                scope.spawn(move || analyse(&waiting, &done, (files, &terms), schema));
            }
            drop((waiting, done));
            // The receivers go with the scope: the other threads come to their end also when `progress` panics.
            self.write(files, finished, written)?;
            Ok(reader.join().unwrap_or(false))
        })
    }

    fn write(
        &mut self,
        files: &[ToRead],
        finished: Receiver<(u64, Step<Ready>)>,
        written: Receiver<()>,
    ) -> Result<()> {
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
                    outcome = self.take(files, step);
                }
            }
            if outcome.is_err() {
                written = None;
            }
        }
        outcome
    }

    fn take(&mut self, files: &[ToRead], step: Step<Ready>) -> Result<()> {
        match step {
            Step::Begin(file) => self.current = Some(Current::new(&files[file])),
            Step::Articles(file, articles) => {
                for article in articles {
                    match article {
                        Ok((analysed, origin, warnings)) => {
                            self.take_article(&files[file], analysed, (origin, warnings))?;
                        }
                        Err(error) => self.take_fault(&files[file], &error),
                    }
                }
            }
            Step::Fault(file, error) => self.take_fault(&files[file], &error),
            Step::Skip(file, reason) => {
                let path = files[file].path.display().to_string();
                self.summary.skipped.push(Skipped { path, reason, error: false });
            }
            Step::End(file, state) => self.end_file(&files[file], state)?,
        }
        Ok(())
    }

    fn take_fault(&mut self, file: &ToRead, error: &Error) {
        let skipped = Skipped::fault(&file.path, error);
        if let Some(current) = &mut self.current {
            current.record.errors.push(skipped.reason.clone());
            current.failed |= matches!(error, Error::File { .. } | Error::Busy { .. });
        }
        if !self.restores {
            self.summary.skipped.push(skipped);
        }
    }

    fn take_article(
        &mut self,
        file: &ToRead,
        analysed: AnalysedArticle,
        (origin, warnings): (Origin, Vec<ReadingWarning>),
    ) -> Result<()> {
        if let Some(current) = &mut self.current {
            current.note(&origin);
        }
        if self.restores && self.writer.has(&origin)? {
            return Ok(());
        }
        let bytes = analysed.article.text_bytes();
        self.summary.articles += 1;
        self.summary.work.words_analysed += u64::from(analysed.article.words());
        self.summary.passages += analysed.article.passages.len() as u64 - 1;
        self.since_commit += bytes;
        let shown = file.path.display().to_string();
        warnings.into_iter().for_each(|warning| self.summary.count_warning(&shown, warning));
        for replaced in self.writer.add(analysed, &origin)? {
            self.summary.count_replaced(replaced.why, &format!("{shown}: `{}`", origin.id));
            if let Some(current) = &mut self.current {
                current.record.took_from.extend(replaced.path);
            }
        }
        let (articles, passages) = (self.summary.articles, self.summary.passages);
        self.bytes_of_file = (self.bytes_of_file + bytes).min(file.state.bytes);
        let shown = Progress { articles, passages, bytes: self.done.bytes + self.bytes_of_file, ..self.done };
        (self.progress)(shown);
        if self.since_commit >= BYTES_A_COMMIT || self.writer.deletions() >= DELETIONS_A_COMMIT {
            self.since_commit = 0;
            self.suspend_file()?;
            self.commit()?;
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

    fn end_file(&mut self, file: &ToRead, state: FileState) -> Result<()> {
        if let Some(current) = self.current.take() {
            let Current { mut record, keys, recorded, failed, .. } = current;
            debug_assert_eq!(record.path, file.text, "the files come one after the other");
            if !failed {
                let is_kept = |key: &str| keys.get(key).is_some();
                let missing = self.writer.remove_others_of_file(&record.path, &is_kept)?;
                self.summary.removed += missing;
                if missing > 0 {
                    self.lost_with(std::slice::from_ref(&record));
                    read_again(self.writer, std::slice::from_ref(&record))?;
                }
            }
            if recorded {
                self.writer.remove_record(&record.path)?;
            }
            let state = if failed { FileState::UNFINISHED } else { state };
            record.bytes = state.bytes;
            record.modified = state.modified;
            self.writer.record_file(&record)?;
        }
        self.done.bytes += file.state.bytes;
        self.bytes_of_file = 0;
        self.done.articles = self.summary.articles;
        self.done.passages = self.summary.passages;
        (self.progress)(self.done);
        Ok(())
    }
}

impl Current {
    fn new(file: &ToRead) -> Self {
        let (path, took_from) = (file.text.clone(), file.took_from.iter().cloned().collect());
        let (articles, errors) = (0, Vec::new());
        let record = FileRecord { path, bytes: 0, modified: 0, articles, errors, took_from, removed: false };
        let (keys, replaced) = (KeyMap::default(), FxHashSet::default());
        Self { record, keys, articles: 0, replaced, recorded: file.known, failed: false }
    }

    /// Counts an article, and those of the same file that it replaces no more.
    fn note(&mut self, origin: &Origin) {
        let article = self.articles;
        self.articles += 1;
        self.record.articles += 1;
        for key in &origin.keys {
            let earlier = self.keys.insert(&key.text, article);
            if let Some(earlier) = earlier.filter(|earlier| *earlier != article)
                && self.replaced.insert(earlier)
            {
                self.record.articles -= 1;
            }
        }
    }
}

/// The terms that the next articles share; others when there are too many.
fn current(terms: &Mutex<Arc<ArticleTerms>>) -> Arc<ArticleTerms> {
    let mut terms = terms.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if terms.is_full() {
        *terms = Arc::default();
    }
    Arc::clone(&terms)
}

fn analyse(
    waiting: &Mutex<Receiver<(u64, Step<Article>)>>,
    done: &SyncSender<(u64, Step<Ready>)>,
    (files, terms): (&[ToRead], &Mutex<Arc<ArticleTerms>>),
    schema: &IndexSchema,
) {
    let mut analyzer = Analyzer::new(&schema.stemmers);
    loop {
        let received = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
        let Ok((number, step)) = received else { return };
        let step = match step {
            Step::Begin(file) => Step::Begin(file),
            Step::Fault(file, error) => Step::Fault(file, error),
            Step::Skip(file, reason) => Step::Skip(file, reason),
            Step::End(file, state) => Step::End(file, state),
            Step::Articles(file, articles) => {
                let terms = current(terms);
                let ready = articles.into_iter().map(|article| {
                    let ToRead { path, text, name, .. } = &files[file];
                    let origin = Origin::of(&article, Provenance::File { path: text, name });
                    let (words, id) = (schema.passage_words, origin.id.clone());
                    let analysed = guarded(path, || analyse_with(&article, id, words, &mut analyzer, &terms));
                    if analysed.is_err() {
                        analyzer = Analyzer::new(&schema.stemmers);
                    }
                    analysed.map(|analysed| (analysed, origin, article.warnings))
                });
                Step::Articles(file, ready.collect())
            }
        };
        if done.send((number, step)).is_err() {
            return;
        }
    }
}
