//! The one writer of an index: adds, replaces, removes, commits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tantivy::directory::MmapDirectory;
use tantivy::indexer::UserOperation;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, IndexWriter, TERMINATED, Term as TantivyTerm};

use super::added::{Added, Replaced, why};
use super::damage::{OrDamaged, damaged};
use super::deletion::WholeArticles;
use super::documents::{FILE_RECORD, FileRecord, documents, file_document};
use super::fields::Fields;
use super::lock::WriterLock;
use super::merging::VerifiedMerges;
use super::rebuild::{segment_files, take_place};
use super::row::Row;
use super::segment::Segment;
use super::under_way::UnderWay;
use super::{Commit, Snapshot, TantivyIndex, live_docs};
use crate::error::{Error, Result};
use crate::index::AnalysedArticle;
use crate::index::identity::{KeyKind, Origin};
use crate::ranking::Address;

/// The memory in which segments are built; a thread writes one when its share is full. The tokens, which are most of a segment,
/// hardly count: they go to files.
const BYTES: usize = 320 << 20;

/// Cores for each thread that builds segments: articles take three times as long to be read and analysed.
const CORES_A_THREAD: usize = 3;

/// More threads would each have too little of the memory.
const MAX_THREADS: usize = 6;

/// About how many bytes a byte of text takes on its way to a segment.
const BYTES_UNDER_WAY_A_BYTE: usize = 4;

/// The keys of articles that are fewer than one in this number of a segment's documents are read one by one.
const FEW: usize = 64;

/// The time between two looks whether a merge has ended.
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Writes to an index; while it lives no other process can.
pub struct Writer {
    index: Arc<TantivyIndex>,
    writer: IndexWriter<Row>,
    /// What the next commit says.
    commit: Commit,
    /// The index as it was last committed.
    committed: Snapshot,
    added: Mutex<Added>,
    under_way: Arc<UnderWay>,
    _lock: Option<WriterLock>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("commit", &self.commit).finish_non_exhaustive()
    }
}

impl TantivyIndex {
    /// The writer; an error names the process that has it. After a writer that was killed the checksums are verified first.
    pub fn writer(self: &Arc<Self>) -> Result<Writer> {
        let lock = if self.path.as_os_str().is_empty() { None } else { Some(WriterLock::take(&self.path)?) };
        self.writer_under(lock)
    }

    /// The writer of the index for whoever has its lock.
    pub fn writer_under(self: &Arc<Self>, lock: Option<WriterLock>) -> Result<Writer> {
        if let Some(lock) = lock.as_ref().filter(|lock| lock.was_abandoned())
            && let Some(fault) = self.damaged_files()?.into_iter().next()
        {
            lock.stays_abandoned();
            return Err(fault);
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (cores / CORES_A_THREAD).clamp(1, MAX_THREADS);
        let writer = self.index.writer_with_num_threads(threads, BYTES).map_err(|e| match e {
            tantivy::TantivyError::LockFailure(tantivy::directory::error::LockError::LockBusy, _) => {
                Error::Locked { path: self.path.clone(), holder: "another writer".into() }
            }
            other => damaged(&self.path, other),
        })?;
        writer.set_merge_policy(Box::new(VerifiedMerges::of(&self.index)));
        // Another process may have committed since the index was opened; from here on none can.
        let committed = self.snapshot(None)?;
        let commit = self.next_commit(&committed);
        Ok(Writer {
            index: Arc::clone(self),
            writer,
            commit,
            committed,
            added: Mutex::default(),
            under_way: Arc::default(),
            _lock: lock,
        })
    }

    fn next_commit(&self, committed: &Snapshot) -> Commit {
        let version = env!("CARGO_PKG_VERSION").into();
        Commit { version, schema: self.schema.text.clone(), ..committed.commit().clone() }
    }
}

impl Writer {
    /// Adds an article in place of those that have one of its keys; gives those. Several threads may call it.
    pub fn add(&self, prepared: AnalysedArticle, origin: &Origin) -> Result<Vec<Replaced>> {
        let load = self.under_way.add(BYTES_UNDER_WAY_A_BYTE * prepared.article.text_bytes() as usize);
        let rows = documents(&self.index.fields, prepared, origin, load);
        let mut added = self.added();
        let mut replaced = Vec::new();
        let (article, file) = (added.articles, added.number_of_file(&origin.file));
        added.articles += 1;
        for key in &origin.keys {
            let term = TantivyTerm::from_field_text(self.index.fields.key, &key.text);
            let earlier = added.keys.insert(&key.text, (article, file));
            if let Some((other, other_file)) = earlier.filter(|(other, _)| *other != article) {
                if added.replaced.insert(other) {
                    let path = (other_file != file).then(|| added.files[other_file as usize].clone());
                    replaced.push(Replaced { why: why(key.kind, false, path.is_none()), path });
                }
            } else if !self.committed.has_key(&term)? {
                continue;
            }
            for address in self.committed.with_term(&term, self.index.fields.key)? {
                if added.gone.insert(address) {
                    replaced.push(self.replaced_at(address, key.kind, &origin.file)?);
                }
            }
            self.delete(&mut added, vec![term])?;
        }
        // The lock is kept until the operations have their order, so that of two articles with one key the later stays.
        let rows = rows.into_iter().map(UserOperation::Add);
        self.writer.run(rows).map_err(|e| damaged(&self.index.path, e))?;
        Ok(replaced)
    }

    /// Deletes all that was added so far and has all of these terms.
    fn delete(&self, added: &mut Added, terms: Vec<TantivyTerm>) -> Result<()> {
        added.deletions += 1;
        let query = Box::new(WholeArticles(terms));
        self.writer.delete_query(query).map_err(|e| damaged(&self.index.path, e))?;
        Ok(())
    }

    /// What a committed article says that gives way to one with the same key.
    fn replaced_at(&self, address: Address, key: KeyKind, file: &str) -> Result<Replaced> {
        let same_file = self.committed.is_of_file(address, file)?;
        let path = if same_file { None } else { Some(self.committed.excerpt(address, &[])?.path) };
        Ok(Replaced { why: why(key, true, same_file), path })
    }

    /// Whether the index or what was added to it has an article with one of these keys.
    pub fn has(&self, origin: &Origin) -> Result<bool> {
        for key in &origin.keys {
            let term = TantivyTerm::from_field_text(self.index.fields.key, &key.text);
            let committed = self.committed.with_term(&term, self.index.fields.key)?;
            let added = self.added();
            let is_added = added.keys.get(&key.text).is_some_and(|(n, _)| !added.replaced.contains(n));
            if is_added || committed.iter().any(|address| !added.gone.contains(address)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes out all articles of a file and its record; how many there were in the last commit.
    pub fn remove_file(&self, path: &str) -> Result<u64> {
        let mut added = self.added();
        let term = TantivyTerm::from_field_text(self.index.fields.file, path);
        let articles = self.committed.with_term(&term, self.index.fields.file)?;
        let removed = articles.into_iter().filter(|address| added.gone.insert(*address)).count() as u64;
        self.delete(&mut added, vec![term])?;
        Ok(removed)
    }

    /// Takes out the committed articles of a file of which `is_kept` does not hold, given the key of each; how many.
    pub fn remove_others_of_file(&self, path: &str, is_kept: &dyn Fn(&str) -> bool) -> Result<u64> {
        let mut removed = 0;
        for address in self.committed.others_of_file(path, is_kept)? {
            let key = self.committed.key(address)?;
            removed += u64::from(self.added().gone.insert(address));
            self.delete_of_file(&key, path)?;
        }
        Ok(removed)
    }

    /// Takes out the record of a file, not its articles.
    pub fn remove_record(&self, path: &str) -> Result<()> {
        self.delete_of_file(FILE_RECORD, path)
    }

    /// Takes out the committed articles at these addresses; how many of them were still there.
    pub fn remove(&self, addresses: &[Address]) -> Result<u64> {
        let mut removed = 0;
        for address in addresses {
            let key = self.committed.key(*address)?;
            let mut added = self.added();
            removed += u64::from(added.gone.insert(*address));
            self.delete(&mut added, vec![TantivyTerm::from_field_text(self.index.fields.key, &key)])?;
        }
        Ok(removed)
    }

    fn delete_of_file(&self, key: &str, file: &str) -> Result<()> {
        let Fields { key: keys, file: files, .. } = self.index.fields;
        let terms = vec![TantivyTerm::from_field_text(keys, key), TantivyTerm::from_field_text(files, file)];
        self.delete(&mut self.added(), terms)
    }

    /// Records that a file was read to its end.
    pub fn record_file(&self, record: &FileRecord) -> Result<()> {
        let document = file_document(&self.index.fields, record)?;
        self.writer.add_document(document).map_err(|e| damaged(&self.index.path, e))?;
        Ok(())
    }

    /// Sets the files and folders that the index is refreshed from.
    pub fn set_roots(&mut self, roots: Vec<String>) {
        self.commit.roots = roots;
    }

    /// What the next commit will say.
    pub fn next_commit(&mut self) -> &mut Commit {
        &mut self.commit
    }

    /// The index as it was last committed.
    pub fn committed(&self) -> &Snapshot {
        &self.committed
    }

    /// How many deletions wait for the next commit; each takes some memory.
    pub fn deletions(&self) -> u64 {
        self.added().deletions
    }

    /// Makes all that was done since the last commit visible and durable, at once or not at all: tantivy syncs the new files
    /// before it renames `meta.json`, our directory syncs the rename.
    pub fn commit(&mut self) -> Result<()> {
        let payload =
            serde_json::to_string(&self.commit).map_err(|e| Error::damaged(&self.index.path, e.to_string()))?;
        let failed = |e| damaged(&self.index.path, e);
        let mut prepared = self.writer.prepare_commit().map_err(failed)?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(failed)?;
        self.begin_anew()
    }

    /// Gives up all that was done since the last commit.
    pub fn rollback(&mut self) -> Result<()> {
        self.writer.rollback().map_err(|e| damaged(&self.index.path, e))?;
        self.writer.set_merge_policy(Box::new(VerifiedMerges::of(&self.index.index)));
        self.begin_anew()?;
        self.commit = self.index.next_commit(&self.committed);
        Ok(())
    }

    fn begin_anew(&mut self) -> Result<()> {
        self.committed = self.index.snapshot(Some(&self.committed))?;
        *self.added() = Added::default();
        Ok(())
    }

    /// Writes all segments of the last commit into one, without what was deleted.
    pub fn merge(&mut self) -> Result<()> {
        let failed = |e| damaged(&self.index.path, e);
        if let Some(fault) = self.index.damaged_files()?.into_iter().next() {
            return Err(fault);
        }
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        loop {
            let segments = self.index.index.searchable_segment_ids().map_err(failed)?;
            if segments.len() < 2 {
                break;
            }
            match self.writer.merge(&segments).wait() {
                Ok(_) => break,
                // Some of them are being merged already; that comes to its end, and no other merge begins.
                Err(tantivy::TantivyError::InvalidArgument(_)) => std::thread::sleep(BETWEEN_TRIES),
                Err(error) => return Err(failed(error)),
            }
        }
        self.writer.set_merge_policy(Box::new(VerifiedMerges::of(&self.index.index)));
        self.collect_garbage()?;
        self.committed = self.index.snapshot(Some(&self.committed))?;
        Ok(())
    }

    /// Chooses which segments are merged.
    #[cfg(test)]
    pub(super) fn set_merge_policy(&self, policy: Box<dyn tantivy::merge_policy::MergePolicy>) {
        self.writer.set_merge_policy(policy);
    }

    /// Puts an index that was made by [`TantivyIndex::create_anew`] in the place of the old one.
    pub fn take_place(self) -> Result<()> {
        let Self { index, writer, _lock, .. } = self;
        writer.wait_merging_threads().map_err(|e| damaged(&index.path, e))?;
        let folder = &index.path;
        let directory = MmapDirectory::open(folder).map_err(|e| damaged(folder, e.into()))?;
        take_place(folder, &directory, segment_files(folder))?;
        // What was the old index is garbage now; whoever still reads it keeps it until he is done.
        let index = Arc::new(TantivyIndex::open(folder, Some((*index.schema).clone()))?);
        index.writer_under(_lock)?.collect_garbage()
    }

    /// Removes the files that no commit needs; whoever still reads one keeps it until he is done.
    pub(super) fn collect_garbage(&self) -> Result<()> {
        self.writer.garbage_collect_files().wait().map_err(|e| damaged(&self.index.path, e))?;
        Ok(())
    }

    /// Waits for the segments that are being merged; without it they are dropped and merged again another time.
    pub fn finish(self) -> Result<()> {
        let Self { index, writer, .. } = self;
        writer.wait_merging_threads().map_err(|e| damaged(&index.path, e))
    }

    fn added(&self) -> MutexGuard<'_, Added> {
        // Whoever panicked with the lock has noted a deletion too many at most.
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a writer asks of the index as it was.
impl Snapshot {
    /// The living articles of a file that `is_kept` does not hold for, given the key of each.
    fn others_of_file(&self, path: &str, is_kept: &dyn Fn(&str) -> bool) -> Result<Vec<Address>> {
        let file = TantivyTerm::from_field_text(self.fields.file, path);
        let mut others = Vec::new();
        for (number, segment) in (0..).zip(&self.segments) {
            let mut heads = live_docs(segment, &file, self.fields.file)?;
            heads.retain(|doc| segment.ordinal(*doc) == Some(0));
            let kept = if heads.len() * FEW < segment.reader.max_doc() as usize {
                let is_kept = |head: &u32| Ok(is_kept(&self.key(Address::new(number, *head))?));
                heads.iter().map(is_kept).collect::<Result<Vec<bool>>>()?
            } else {
                self.kept_by_terms(segment, &heads, is_kept)?
            };
            let left = heads.iter().zip(kept).filter(|(_, kept)| !kept);
            others.extend(left.map(|(head, _)| Address::new(number, *head)));
        }
        Ok(others)
    }

    /// For which articles of a segment `is_kept` holds with any of their keys: an article that has another key alone in common
    /// with one that was added is gone already. The keys are read as terms: in the stored articles, those of a file that makes
    /// up the index would be all that it has.
    fn kept_by_terms(&self, segment: &Segment, heads: &[u32], is_kept: &dyn Fn(&str) -> bool) -> Result<Vec<bool>> {
        let mut kept = vec![false; heads.len()];
        let index = segment.reader.inverted_index(self.fields.key).or_damaged()?;
        let mut keys = index.terms().stream().or_damaged()?;
        while let Some((key, info)) = keys.next() {
            if !std::str::from_utf8(key).is_ok_and(is_kept) {
                continue;
            }
            let mut list = index.read_postings_from_terminfo(info, IndexRecordOption::Basic).or_damaged()?;
            while list.doc() != TERMINATED {
                heads.binary_search(&list.doc()).into_iter().for_each(|at| kept[at] = true);
                list.advance();
            }
        }
        Ok(kept)
    }

    /// Whether an article with this key is in the index, or was before the last merge.
    fn has_key(&self, key: &TantivyTerm) -> Result<bool> {
        for segment in &self.segments {
            let index = segment.reader.inverted_index(self.fields.key).or_damaged()?;
            if index.doc_freq(key).or_damaged()? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an article came from this file.
    fn is_of_file(&self, address: Address, path: &str) -> Result<bool> {
        let term = TantivyTerm::from_field_text(self.fields.file, path);
        let index = self.segment(address).reader.inverted_index(self.fields.file).or_damaged()?;
        let postings = index.read_postings(&term, IndexRecordOption::Basic).or_damaged()?;
        let is_there = |mut list: tantivy::postings::SegmentPostings| {
            list.doc() != TERMINATED
                && (list.doc() == address.number() || list.seek(address.number()) == address.number())
        };
        Ok(postings.is_some_and(is_there))
    }
}
