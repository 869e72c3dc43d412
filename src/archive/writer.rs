//! The archive as it is written: articles from memory and from files, removals, commits.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::reader::{OpenOptions, Reader};
use crate::article::Article;
use crate::error::Result;
use crate::index::identity::Provenance;
use crate::index::tantivy::{TantivyIndex, Writer as IndexWriter, WriterLock};
use crate::index::{AnalysedArticle, Origin, analyse_article};
use crate::schema::IndexSchema;

/// The one writer of an archive; while it lives no other process and no other `Writer` can write there.
///
/// [`Writer::add`] may be called from several threads. What was added or removed is seen by searches after
/// [`Writer::commit`], all of it or, after a crash or a power cut, none. A writer that is dropped gives up what was not
/// committed, and the lock.
#[derive(Debug)]
pub struct Writer {
    reader: Reader,
    writer: IndexWriter,
    /// The number of the last article without a name of its own.
    unnamed: AtomicU64,
    /// Whether a run broke down in the middle of a file: what it wrote must not be committed.
    broke_down: bool,
}

impl Reader {
    /// The writer of this archive; an error names the process that has it.
    pub fn writer(&self) -> Result<Writer> {
        self.reload()?;
        let writer = self.state().index.writer()?;
        Ok(Writer::of(self.clone(), writer))
    }
}

impl Writer {
    fn of(reader: Reader, writer: IndexWriter) -> Self {
        let unnamed = AtomicU64::new(writer.committed().commit().unnamed);
        Self { reader, writer, unnamed, broke_down: false }
    }

    /// The writer of an archive whose lock is already held.
    pub(super) fn over(reader: Reader, lock: Option<WriterLock>) -> Result<Self> {
        let writer = reader.state().index.writer_under(lock)?;
        Ok(Self::of(reader, writer))
    }

    /// Goes on counting articles without a name from this number.
    pub(super) fn count_unnamed_from(&mut self, last: u64) {
        *self.unnamed.get_mut() = last;
    }

    /// Puts an archive that was built anew in the place of the old one.
    pub(super) fn take_place(self) -> Result<()> {
        self.writer.take_place()
    }

    /// Opens the archive in a folder for writing.
    pub fn open(folder: &Path, options: OpenOptions) -> Result<Self> {
        Reader::open(folder, options)?.writer()
    }

    /// Opens the archive in a folder for writing, or makes an empty one there.
    pub fn open_or_create(folder: &Path, schema: IndexSchema) -> Result<Self> {
        Reader::open_or_create(folder, schema)?.writer()
    }

    /// An empty archive in memory.
    pub fn in_memory(schema: IndexSchema) -> Result<Self> {
        Reader::in_memory(schema)?.writer()
    }

    /// A reader of the archive; it sees what this writer commits.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Adds an article in place of those with the same id in the same outlet (or file) and of those with the same address.
    pub fn add(&self, article: &Article) -> Result<()> {
        let origin = self.origin(article);
        let analysed = self.analyse(article, &origin);
        self.writer.add(analysed, &origin).map(drop)
    }

    /// Adds articles, analysed on as many threads as there are cores and written in their order.
    pub fn add_all(&self, articles: &[Article]) -> Result<()> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = articles.len().div_ceil(threads).max(1);
        let work = |part: &[Article]| -> Vec<(AnalysedArticle, Origin)> {
            let analysed = part.iter().map(|article| {
                let origin = self.origin(article);
                (self.analyse(article, &origin), origin)
            });
            analysed.collect()
        };
        // A batch at a time, so that what was analysed and not written is bounded.
        for batch in articles.chunks(share.min(BATCH) * threads) {
            let parts: Vec<_> = thread::scope(|scope| {
                let parts = batch.chunks(batch.len().div_ceil(threads)).map(|part| scope.spawn(move || work(part)));
                parts.collect::<Vec<_>>().into_iter().map(thread::ScopedJoinHandle::join).collect()
            });
            for part in parts {
                let part = part.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                for (analysed, origin) in part {
                    self.writer.add(analysed, &origin)?;
                }
            }
        }
        Ok(())
    }

    /// Adds articles that came from a file with a path under its root, as its own. The id of one may be the name that it has by
    /// its place, which reading the file would give it.
    pub(super) fn add_of_file(&self, (path, name): (&str, &str), articles: &[Article]) -> Result<()> {
        let from = Provenance::File { path, name };
        for article in articles {
            let by_place = Origin::of(&Article { id: None, ..article.clone() }, from);
            let is_by_place = article.id.as_ref() == Some(&by_place.id);
            let origin = if is_by_place { by_place } else { Origin::of(article, from) };
            self.writer.add(self.analyse(article, &origin), &origin)?;
        }
        Ok(())
    }

    fn origin(&self, article: &Article) -> Origin {
        Origin::of(article, Provenance::Memory(&self.unnamed))
    }

    fn analyse(&self, article: &Article, origin: &Origin) -> AnalysedArticle {
        let state = self.reader.state();
        let words = state.index.schema().passage_words;
        analyse_article(article, origin.id.clone(), words, &mut state.analyzer())
    }

    /// Makes all that was added and removed since the last commit visible and durable, all or none.
    pub fn commit(&mut self) -> Result<()> {
        let unnamed = self.unnamed.load(Ordering::Relaxed);
        let writer = self.index_writer()?;
        writer.next_commit().unnamed = unnamed;
        writer.commit()?;
        self.reader.reload()
    }

    /// Gives up all that was added and removed since the last commit.
    pub fn rollback(&mut self) -> Result<()> {
        self.broke_down = false;
        self.writer.rollback()
    }

    /// Writes all that is committed into one segment, without what was deleted: the fastest form to search. Takes as long as
    /// writing the index anew; searches go on.
    pub fn merge(&mut self) -> Result<()> {
        self.index_writer()?.merge()?;
        self.reader.reload()
    }

    /// Waits until the segments that are being merged are written, and gives the lock back; without it they are merged
    /// another time. What was not committed is given up.
    pub fn close(self) -> Result<()> {
        self.writer.finish()
    }

    /// The writer of the index, without what a run that broke down has left.
    pub(super) fn index_writer(&mut self) -> Result<&mut IndexWriter> {
        if self.broke_down {
            self.rollback()?;
        }
        Ok(&mut self.writer)
    }

    /// The writer of the index during a run.
    pub(super) fn running(&mut self) -> &mut IndexWriter {
        &mut self.writer
    }

    /// Says that what is written from here on must not be committed unless [`Writer::ran_through`] follows.
    pub(super) fn may_break_down(&mut self) {
        self.broke_down = true;
    }

    pub(super) fn ran_through(&mut self) {
        self.broke_down = false;
    }
}

/// At most this many articles of a thread wait to be written.
const BATCH: usize = 64;

impl Reader {
    /// Opens the archive in a folder, or makes an empty one there.
    pub fn open_or_create(folder: &Path, schema: IndexSchema) -> Result<Self> {
        if TantivyIndex::exists(folder) {
            return Self::open(folder, OpenOptions::with_schema(schema));
        }
        Self::over(OpenOptions::with_schema(schema.clone()), || TantivyIndex::create(folder, schema))
    }

    /// An empty archive in memory.
    pub fn in_memory(schema: IndexSchema) -> Result<Self> {
        Self::over(OpenOptions::with_schema(schema.clone()), || TantivyIndex::in_memory(schema))
    }
}
