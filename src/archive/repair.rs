//! A damaged archive → the same built anew from its own stored texts: no file is needed for what these still give.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Writer;
use super::files::{FileState, look, path_of, unchanged};
use super::guard::guarded;
use super::reader::{OpenOptions, Reader};
use super::run::{BYTES_A_COMMIT, Run};
use super::summary::{Progress, Skipped, Summary};
use crate::error::{Error, Result};
use crate::index::tantivy::{FileRecord, Losses, Salvage, Salvaged, TantivyIndex, WriterLock};
use crate::index::{Origin, StoredArticle};

/// So many bytes of text are analysed at once.
const BYTES_AT_ONCE: u64 = 4 << 20;

/// What a repair did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Repair {
    /// Articles that were taken from the stored texts.
    pub articles: u64,
    /// The records of files that were.
    pub files: u64,
    /// Articles that were not to be had from these, and were read from their files, which had not changed.
    pub read_again: u64,
    /// Rows of the index that make no sense: passages, heads of articles, records of files.
    pub lost_rows: u64,
    /// What could not be had back as it was, and what helps.
    pub faults: Vec<Skipped>,
}

/// Builds the index in a folder anew from what it has stored, and puts the new one in its place; ids, days of reading and roots stay
/// as they are. Of articles whose stored texts are damaged, those are read from their files that have not changed. The old index
/// answers until then; it stays if the repair is stopped or fails.
pub fn repair(folder: &Path, stop: &AtomicBool, progress: &mut dyn FnMut(Progress)) -> Result<Repair> {
    let lock = WriterLock::take(folder)?;
    let salvage = Salvage::open(folder)?;
    let (commit, schema) = (salvage.commit().clone(), salvage.schema().clone());
    let options = OpenOptions::with_schema(schema.clone()).without_packs();
    let reader = Reader::over(options, || TantivyIndex::create_anew(folder, schema.clone()))?;
    let mut writer = Writer::over(reader, Some(lock))?;
    writer.count_unnamed_from(commit.unnamed);
    writer.index_writer()?.set_roots(commit.roots);
    let index = writer.reader().state().index.clone();
    let repair = guarded(&index, || {
        let mut work = Work::new(&salvage)?;
        work.take_articles(&mut writer, stop, progress)?;
        work.read_files(&mut writer, stop, progress)?;
        work.take_doubtful(&mut writer)?;
        writer.commit()?;
        Ok(work.done)
    })?;
    if stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted);
    }
    writer.take_place()?;
    Ok(repair)
}

struct Work<'a> {
    salvage: &'a Salvage,
    records: Vec<FileRecord>,
    /// The files by their names as articles have them.
    files: FxHashMap<String, String>,
    /// How many articles there are of each file.
    found: FxHashMap<String, u64>,
    /// Articles whose text is not the one that was indexed.
    doubtful: Vec<(StoredArticle, Origin)>,
    done: Repair,
}

impl<'a> Work<'a> {
    fn new(salvage: &'a Salvage) -> Result<Self> {
        let mut records = Vec::new();
        salvage.read(&mut |salvaged| {
            if let Salvaged::Record(record) = salvaged {
                records.push(record);
            }
            Ok(())
        })?;
        let shown =
            |record: &FileRecord| (path_of(&record.path).to_string_lossy().into_owned(), record.path.clone());
        let files = records.iter().map(shown).collect();
        let (found, doubtful) = (FxHashMap::default(), Vec::new());
        Ok(Self { salvage, records, files, found, doubtful, done: Repair::default() })
    }

    /// The file that an article came from; nothing for one from memory.
    fn file_of(&self, article: &StoredArticle, key: &str) -> String {
        let mut shown = article.path.as_str();
        loop {
            if let Some(file) = self.files.get(shown) {
                return file.clone();
            }
            let Some(at) = shown.rfind('!') else { break };
            shown = &shown[..at];
        }
        // Its record is lost: some keys have the file in them.
        let mut parts = key.split('\u{1f}');
        match parts.next() {
            Some("p" | "f") => parts.next().unwrap_or_default().to_owned(),
            _ if Path::new(shown).is_absolute() => shown.to_owned(),
            _ => String::new(),
        }
    }

    fn take_articles(
        &mut self,
        writer: &mut Writer,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let (mut batch, mut bytes, mut since_commit) = (Vec::new(), 0, 0);
        let mut shown = Progress::default();
        let salvage = self.salvage;
        let losses = salvage.read(&mut |salvaged| {
            let Salvaged::Article { article, key, is_sound } = salvaged else { return Ok(()) };
            let file = self.file_of(&article, &key);
            let origin = Origin::of_stored(&article, key, &file);
            if !is_sound {
                self.doubtful.push((article, origin));
                return Ok(());
            }
            *self.found.entry(file).or_default() += 1;
            self.done.articles += 1;
            bytes += article.text_bytes();
            shown.articles += 1;
            shown.passages += article.passages.len() as u64 - 1;
            batch.push((article, origin));
            if bytes < BYTES_AT_ONCE {
                return Ok(());
            }
            since_commit += bytes;
            writer.running().restore(std::mem::take(&mut batch))?;
            bytes = 0;
            progress(shown);
            if since_commit >= BYTES_A_COMMIT {
                since_commit = 0;
                writer.running().commit()?;
            }
            if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
        })?;
        writer.running().restore(batch)?;
        self.tell(losses);
        Ok(())
    }

    fn tell(&mut self, losses: Losses) {
        self.done.lost_rows = losses.rows;
        if losses.deletions > 0 {
            let reason = "which articles were deleted cannot be read: some that were replaced or taken out may be back; run `search index`, and take them out again";
            self.done.faults.push(Skipped { path: String::new(), reason: reason.to_owned(), error: true });
        }
    }

    /// Writes the records, and reads the files again of which articles are missing and which have not changed.
    fn read_files(
        &mut self,
        writer: &mut Writer,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let is_whole = self.done.lost_rows == 0 && self.doubtful.is_empty();
        let found = |record: &FileRecord| self.found.get(&record.path).copied().unwrap_or(0);
        let is_short = |record: &&FileRecord| !is_whole && !record.removed && found(record) < record.articles;
        let short: BTreeSet<String> =
            self.records.iter().filter(is_short).map(|record| record.path.clone()).collect();
        let mut roots: Vec<PathBuf> = self.salvage.commit().roots.iter().map(|root| path_of(root)).collect();
        let mut to_read = unchanged(&short, &roots, self.records.clone());
        if !is_whole {
            // The record of a file may be lost with its articles.
            let found = look(&mut roots, &writer.reader().folder(), self.records.clone(), &mut Summary::default());
            to_read.extend(found.to_read.into_iter().filter(|file| !file.known));
        }
        for record in &self.records {
            let mut record = record.clone();
            if short.contains(&record.path) && !to_read.iter().any(|file| file.text == record.path) {
                let (missing, path) = (record.articles - found(&record), path_of(&record.path));
                let reason = format!(
                    "{missing} of its {} articles could not be had back, and it is gone or has changed: run `search index` where it is",
                    record.articles
                );
                self.done.faults.push(Skipped { path: path.display().to_string(), reason, error: true });
                (record.bytes, record.modified) = (FileState::UNFINISHED.bytes, FileState::UNFINISHED.modified);
            }
            writer.running().record_file(&record)?;
        }
        self.done.files = self.records.len() as u64;
        if to_read.is_empty() {
            return Ok(());
        }
        let mut run = Run::new(writer.running(), self.salvage.schema(), Summary::default(), progress);
        run.read_missing(&to_read, stop)?;
        let summary = run.finish()?;
        self.done.read_again = summary.articles;
        Ok(())
    }

    /// Takes articles whose text has changed in its place, where nothing better is to be had.
    fn take_doubtful(&mut self, writer: &mut Writer) -> Result<()> {
        for (article, origin) in std::mem::take(&mut self.doubtful) {
            if writer.running().has(&origin)? {
                continue;
            }
            let reason = format!("`{}`: its stored text is damaged and was taken as it is", article.id);
            self.done.faults.push(Skipped { path: article.path.clone(), reason, error: true });
            self.done.articles += 1;
            writer.running().restore(vec![(article, origin)])?;
        }
        Ok(())
    }
}
