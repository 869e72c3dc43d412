//! Archive: open, add, remove, commit, search, explain. The only file that sees every stage.

mod asking;
mod files;
mod reading;
mod refresh;
mod suggest;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::analysis::{Analyzer, Token};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::index::tantivy::{FileRecord, Origin, Snapshot, TantivyIndex, Writer};
use crate::index::{Backend, Statistics, StoredArticle, prepare};
use crate::names::AliasBook;
use crate::schema::IndexSchema;

pub use asking::ExplainResponse;
pub use refresh::{Progress, Summary};

/// An archive of articles that can be searched, in a folder or in memory.
///
/// ```
/// use dateline::{Archive, article::Article, results::SearchOptions};
///
/// let mut archive = Archive::in_memory()?;
/// archive.add(&Article::from_text("Families leave", "Thousands fled Saraqib overnight."))?;
/// archive.commit()?;
/// let answer = archive.search("Saraqeb", &SearchOptions::default())?;
/// assert_eq!(answer.hits[0].passages[0].marks[0].text, "Saraqib");
/// # Ok::<(), dateline::Error>(())
/// ```
#[derive(Debug)]
pub struct Archive {
    index: TantivyIndex,
    snapshot: Snapshot,
    statistics: Statistics,
    aliases: AliasBook,
    analyzer: Mutex<Analyzer>,
    writer: Option<Writer>,
    /// How many articles without id and URL were added from memory.
    unnamed: u64,
}

impl Archive {
    /// Opens the archive in a folder. With a schema it must be one that fits the stored data; without one, the archive's
    /// own is taken.
    pub fn open(folder: &Path, schema: Option<IndexSchema>) -> Result<Self> {
        Self::over(|| TantivyIndex::open(folder, schema))
    }

    /// Opens the archive in a folder, or makes an empty one there.
    pub fn open_or_create(folder: &Path, schema: IndexSchema) -> Result<Self> {
        if TantivyIndex::exists(folder) {
            return Self::open(folder, Some(schema));
        }
        Self::over(|| TantivyIndex::create(folder, schema))
    }

    /// An empty archive in memory with the built-in schema.
    pub fn in_memory() -> Result<Self> {
        Self::in_memory_with(IndexSchema::built_in())
    }

    /// An empty archive in memory.
    pub fn in_memory_with(schema: IndexSchema) -> Result<Self> {
        Self::over(|| TantivyIndex::in_memory(schema))
    }

    /// Opens an index, and reads the alias packs at the same time: the two are most of the program's start.
    fn over(open: impl FnOnce() -> Result<TantivyIndex>) -> Result<Self> {
        let (opened, aliases) = std::thread::scope(|scope| {
            // Names are read without a language, so that no schema is needed for their stemmers.
            let packs = scope.spawn(|| AliasBook::built_in(&mut Analyzer::new(&IndexSchema::without_stemmers())));
            let opened = open().and_then(|index| {
                let snapshot = index.snapshot()?;
                let statistics = snapshot.statistics()?;
                Ok((index, snapshot, statistics))
            });
            (opened, packs.join().expect("a test reads the built-in packs"))
        });
        let (index, snapshot, statistics) = opened?;
        let analyzer = Analyzer::new(index.schema());
        Ok(Self { index, snapshot, statistics, aliases, analyzer: Mutex::new(analyzer), writer: None, unnamed: 0 })
    }

    /// Adds an alias file to the built-in packs; it works at once, on what is already indexed.
    pub fn add_aliases(&mut self, file: &Path) -> Result<()> {
        let mut analyzer = lock(&self.analyzer);
        self.aliases.add_file(file, &mut analyzer)
    }

    /// Forgets all aliases, the built-in packs too.
    pub fn clear_aliases(&mut self) {
        self.aliases = AliasBook::empty();
    }

    /// Adds an article in place of the one with the same source and id; seen by searches after [`Archive::commit`].
    pub fn add(&mut self, article: &Article) -> Result<()> {
        let id = match (&article.id, &article.url) {
            (Some(id), _) => id.clone(),
            (None, Some(url)) => url.clone(),
            (None, None) => {
                self.unnamed += 1;
                format!("memory-{}", self.statistics.articles + self.unnamed)
            }
        };
        let origin = Origin { key: key(article.source.as_deref(), &id), file: String::new() };
        let words = self.index.schema().passage_words;
        let prepared = prepare(article, id, words, &mut lock(&self.analyzer));
        self.writer()?.add(&prepared, &origin)
    }

    /// Takes out all articles with this id, of whatever source, else those of this file or of all files under this folder;
    /// the number of articles. A root is a root no more; any other file counts as read until it changes.
    pub fn remove(&mut self, what: &str) -> Result<u64> {
        let mut removed = 0;
        for address in self.snapshot.find(Some(what))? {
            let key = self.snapshot.key(address)?;
            self.writer()?.remove_key(&key);
            removed += 1;
        }
        if removed > 0 {
            return Ok(removed);
        }
        let path = Path::new(what);
        let roots: Vec<PathBuf> = self.roots().iter().filter(|root| !root.starts_with(path)).cloned().collect();
        for mut record in self.snapshot.files()?.into_iter().filter(|r| Path::new(&r.path).starts_with(path)) {
            removed += self.snapshot.articles_of_file(&record.path)?;
            let stays = roots.iter().any(|root| Path::new(&record.path).starts_with(root));
            record.articles = 0;
            let writer = self.writer()?;
            writer.remove_file(&record.path);
            if stays {
                writer.record_file(&record)?;
            }
        }
        if roots.len() < self.roots().len() {
            self.writer()?.set_roots(roots);
        }
        Ok(removed)
    }

    fn writer(&mut self) -> Result<&mut Writer> {
        if self.writer.is_none() {
            self.writer = Some(self.index.writer()?);
        }
        Ok(self.writer.as_mut().expect("set in the line above"))
    }

    /// Makes additions and removals visible and durable, all or none.
    pub fn commit(&mut self) -> Result<()> {
        if let Some(writer) = &mut self.writer {
            writer.commit()?;
        }
        self.reload()
    }

    /// Sees what another process has committed.
    pub fn reload(&mut self) -> Result<()> {
        self.index.reload()?;
        self.snapshot = self.index.snapshot()?;
        self.statistics = self.snapshot.statistics()?;
        Ok(())
    }

    /// The articles with an id, of whatever source; all that are stored of them.
    pub fn show(&self, id: &str) -> Result<Vec<StoredArticle>> {
        self.snapshot.find(Some(id))?.into_iter().map(|address| self.snapshot.article(address)).collect()
    }

    /// All stored articles.
    pub fn articles(&self) -> Result<Vec<StoredArticle>> {
        self.snapshot.find(None)?.into_iter().map(|address| self.snapshot.article(address)).collect()
    }

    /// What the archive holds.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// The files that were read, by path.
    pub fn files(&self) -> Result<Vec<FileRecord>> {
        let mut files = self.snapshot.files()?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The files and folders that [`Archive::refresh`] reads.
    pub fn roots(&self) -> &[PathBuf] {
        &self.index.commit().roots
    }

    /// The schema that it is asked with.
    pub fn schema(&self) -> &IndexSchema {
        self.index.schema()
    }

    /// Its folder; empty for an archive in memory.
    pub fn folder(&self) -> &Path {
        self.index.path()
    }

    /// Verifies the stored index: checksums of its files, then every article read and analysed anew. Returns what is
    /// wrong.
    pub fn check(&self) -> Result<Vec<String>> {
        let damaged = self.index.damaged_files()?;
        let mut faults: Vec<String> =
            damaged.iter().map(|f| format!("`{}` is damaged: its checksum is wrong", f.display())).collect();
        if !faults.is_empty() {
            return Ok(faults);
        }
        let mut analyzer = lock(&self.analyzer);
        for address in self.snapshot.find(None)? {
            let article = match self.snapshot.article(address) {
                Ok(article) => article,
                Err(error) => {
                    faults.push(error.to_string());
                    continue;
                }
            };
            for (ordinal, passage) in article.passages.iter().enumerate() {
                let (text, language) = (article.text_of(ordinal as u32), article.language_of(ordinal as u32));
                let words = analyzer.tokens(text, language, &mut |_: Token<'_>| {});
                if words != passage.words {
                    let (id, stored) = (&article.id, passage.words);
                    faults.push(format!("`{id}#{ordinal}` has {words} words and was indexed with {stored}"));
                }
            }
        }
        Ok(faults)
    }
}

/// The files and folders that the index in a folder was read from, also where it was built by another version.
pub fn roots_of(folder: &Path) -> Result<Vec<PathBuf>> {
    TantivyIndex::roots_of(folder)
}

/// What makes an article unique.
fn key(source: Option<&str>, id: &str) -> String {
    format!("{}\u{1f}{id}", source.unwrap_or_default())
}

fn lock(analyzer: &Mutex<Analyzer>) -> std::sync::MutexGuard<'_, Analyzer> {
    // A thread that panicked while it held the cache left nothing half done that matters: the cache only grows.
    analyzer.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Error {
    /// Whether the index is there but cannot be used as it is, so that building it anew is the way out.
    pub fn asks_for_rebuild(&self) -> bool {
        matches!(self, Self::OtherIndex { .. } | Self::Damaged(_))
    }
}
