//! The one writer of an index: adds, replaces, removes, commits.

use std::fs::{File, TryLockError};
use std::hash::BuildHasher;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use rustc_hash::{FxBuildHasher, FxHashSet};
use tantivy::indexer::UserOperation;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexWriter, TantivyDocument, Term as TantivyTerm};

use super::documents::{FILE_RECORD, FileRecord, Origin, documents, file_document};
use super::fields::Fields;
use super::{Commit, Snapshot, TantivyIndex, live_docs, read_key};
use crate::error::{Error, Result};
use crate::index::Prepared;

/// Threads that build segments, and the memory of each before it writes one.
const THREADS: usize = 2;
const BYTES_A_THREAD: usize = 60 << 20;

/// The share of deleted documents from which a segment is written anew.
const DELETED_BEFORE_MERGE: f32 = 0.2;

/// Writes to an index; while it lives no other process can.
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
    commit: Commit,
    /// The index before the first addition, and the hashes of the keys added since: only what may be there is deleted,
    /// because tantivy keeps some kilobytes for each deletion until the next commit.
    earlier: Snapshot,
    added: FxHashSet<u64>,
    _lock: Option<WriterLock>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("commit", &self.commit).finish_non_exhaustive()
    }
}

impl TantivyIndex {
    /// The writer of the index; an error names the process that has it.
    pub fn writer(&self) -> Result<Writer> {
        let lock = if self.path.as_os_str().is_empty() { None } else { Some(WriterLock::take(&self.path)?) };
        let writer =
            self.index.writer_with_num_threads(THREADS, THREADS * BYTES_A_THREAD).map_err(|e| match e {
                tantivy::TantivyError::LockFailure(..) => {
                    Error::Locked { path: self.path.clone(), holder: "another writer".into() }
                }
                other => other.into(),
            })?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
        writer.set_merge_policy(Box::new(policy));
        let mut commit = self.commit.clone();
        commit.version = env!("CARGO_PKG_VERSION").into();
        commit.schema.clone_from(&self.schema.text);
        // Another process may have committed since this state was opened; from here on none can.
        self.reader.reload()?;
        let earlier = self.snapshot()?;
        Ok(Writer {
            writer,
            fields: self.fields.clone(),
            commit,
            earlier,
            added: FxHashSet::default(),
            _lock: lock,
        })
    }
}

impl Writer {
    /// Adds an article in place of the one with the same key.
    pub fn add(&mut self, prepared: &Prepared, origin: &Origin) -> Result<()> {
        let mut operations = Vec::with_capacity(prepared.tokens.len() + 1);
        if !self.added.insert(FxBuildHasher.hash_one(&origin.key)) || self.earlier.had_key(&origin.key)? {
            operations.push(UserOperation::Delete(TantivyTerm::from_field_text(self.fields.key, &origin.key)));
        }
        operations.extend(documents(&self.fields, prepared, origin)?.into_iter().map(UserOperation::Add));
        self.writer.run(operations)?;
        Ok(())
    }

    /// Takes out all articles of a file and its record.
    pub fn remove_file(&self, path: &str) {
        self.writer.delete_term(TantivyTerm::from_field_text(self.fields.file, path));
    }

    /// Takes out the record of a file, not its articles.
    pub fn remove_record(&self, path: &str) -> Result<()> {
        self.remove_article(FILE_RECORD, path)
    }

    /// Takes out the article with this key if it came from this file.
    pub fn remove_article(&self, key: &str, file: &str) -> Result<()> {
        let term = |field, text| -> Box<dyn Query> {
            Box::new(TermQuery::new(TantivyTerm::from_field_text(field, text), IndexRecordOption::Basic))
        };
        let both = BooleanQuery::intersection(vec![term(self.fields.key, key), term(self.fields.file, file)]);
        self.writer.delete_query(Box::new(both))?;
        Ok(())
    }

    /// Takes out the article with this key.
    pub fn remove_key(&self, key: &str) {
        self.writer.delete_term(TantivyTerm::from_field_text(self.fields.key, key));
    }

    /// Records that a file was read to its end.
    pub fn record_file(&self, record: &FileRecord) -> Result<()> {
        let document: TantivyDocument = file_document(&self.fields, record)?;
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Sets the files and folders that the index is refreshed from.
    pub fn set_roots(&mut self, roots: Vec<PathBuf>) {
        self.commit.roots = roots;
    }

    /// Makes all that was done since the last commit visible and durable, at once or not at all: tantivy syncs the new files
    /// before it renames `meta.json`, our directory syncs the rename.
    pub fn commit(&mut self) -> Result<()> {
        let payload = serde_json::to_string(&self.commit).map_err(|e| Error::Damaged(e.to_string()))?;
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        Ok(())
    }

    /// Chooses which segments are merged.
    #[cfg(test)]
    pub(super) fn set_merge_policy(&self, policy: Box<dyn tantivy::merge_policy::MergePolicy>) {
        self.writer.set_merge_policy(policy);
    }

    /// Waits for the segments that are being merged; without it they are dropped and merged again another time.
    pub fn finish(self) -> Result<()> {
        self.writer.wait_merging_threads()?;
        Ok(())
    }
}

/// What a writer asks of the index as it was.
impl Snapshot {
    /// Gives the keys of the live articles that came from a file.
    pub fn keys_of_file(&self, path: &str, visit: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let term = TantivyTerm::from_field_text(self.fields.file, path);
        for segment in &self.segments {
            for doc in
                live_docs(segment, &term, self.fields.file)?.into_iter().filter(|d| segment.ordinal(*d) == Some(0))
            {
                visit(&read_key(&self.fields, &segment.store.get::<TantivyDocument>(doc)?)?)?;
            }
        }
        Ok(())
    }

    /// Whether an article with this key is in the index, or was before the last merge.
    fn had_key(&self, key: &str) -> Result<bool> {
        let term = TantivyTerm::from_field_text(self.fields.key, key);
        for segment in &self.segments {
            if segment
                .reader
                .inverted_index(self.fields.key)?
                .doc_freq(&term)
                .map_err(tantivy::TantivyError::from)?
                > 0
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The lock of the one writer: held by the system for as long as the process lives, with the holder's name inside.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock of the index in a folder; an error names the process that has it.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("writer.lock");
        let open = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let mut file = open.map_err(Error::file("write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(Error::file("read", &path))?;
                let holder =
                    if holder.trim().is_empty() { "another process".into() } else { holder.trim().to_owned() };
                return Err(Error::Locked { path: folder.to_owned(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("lock", &path)(error)),
        }
        let started = jiff::Timestamp::now();
        let text = format!("process {} since {:.0}", std::process::id(), started);
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
        written.map_err(Error::file("write", &path))?;
        Ok(Self { file })
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back as well; the text is cleared so that it names nobody.
        let _ = self.file.set_len(0);
    }
}
