//! Archive: open, add, remove, commit, search, explain. The only module that sees every stage.

mod reader; // an opened state that searches share
mod guard; // work on an index that may be damaged
mod asking; // question → answer
mod suggest; // names that may be joined
mod check; // what is wrong with the stored index
mod audit; // an answer beside that of the stored texts
mod evidence; // an answer, to be compared with a later one
mod like; // articles like one
mod matching; // what of all that a new text has
mod standing; // questions that are asked again and again
mod writer; // additions, commits, rollback
mod removal; // what is to be taken out → the articles that go
mod summary; // how far a run has come, and what it did
mod files; // roots → the files that are to be read
mod reading; // files → their articles, in order
mod run; // changed files → the index
mod refresh; // a run over all roots
mod rebuild; // the archive built anew
mod repair; // a damaged archive built anew from its own texts

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::article::Article;
use crate::error::Result;
use crate::schema::IndexSchema;

pub use asking::ExplainResponse;
pub use check::Check;
pub use evidence::{Evidence, EvidenceHit, EvidenceIndex, EvidenceOptions, EvidencePassage};
pub use matching::{Matches, NameMatch, NamePlace, QueryMatch};
pub use reader::{OpenOptions, Reader};
pub use rebuild::rebuild;
pub use removal::{Removal, Removed, RemovedArticle};
pub use repair::{Repair, repair};
pub use standing::{SavedQueries, SavedQuery};
pub use summary::{
    FileWarning, MAX_WARNINGS_OF_A_KIND, Progress, Replacement, RunWork, Skipped, Summary, WarningCount,
};
pub use writer::Writer;

/// An archive of articles that can be searched, in a folder or in memory: a [`Reader`] and, from the first change to the next
/// commit, its [`Writer`], in one value.
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
    reader: Reader,
    writer: Option<Writer>,
}

/// All that a [`Reader`] answers, an archive answers too.
impl Deref for Archive {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl From<Reader> for Archive {
    fn from(reader: Reader) -> Self {
        Self { reader, writer: None }
    }
}

impl Archive {
    /// Opens the archive in a folder. With a schema it must be one that fits the stored data; without one, the archive's
    /// own is taken.
    pub fn open(folder: &Path, schema: Option<IndexSchema>) -> Result<Self> {
        Reader::open(folder, OpenOptions::with_schema(schema)).map(Self::from)
    }

    /// Opens the archive in a folder, or makes an empty one there.
    pub fn open_or_create(folder: &Path, schema: IndexSchema) -> Result<Self> {
        Reader::open_or_create(folder, schema).map(Self::from)
    }

    /// An empty archive in memory with the built-in schema.
    pub fn in_memory() -> Result<Self> {
        Self::in_memory_with(IndexSchema::built_in())
    }

    /// An empty archive in memory.
    pub fn in_memory_with(schema: IndexSchema) -> Result<Self> {
        Reader::in_memory(schema).map(Self::from)
    }

    /// Adds an alias file to the packs; it works at once, on what is already indexed.
    pub fn add_aliases(&mut self, file: &Path) -> Result<()> {
        self.reader.add_aliases(file)
    }

    /// Forgets all aliases, those of the packs too.
    pub fn clear_aliases(&mut self) {
        self.reader.clear_aliases();
    }

    /// Adds an article in place of those with the same id in the same outlet (or file) and of those with the same address; seen
    /// by searches after [`Archive::commit`].
    pub fn add(&mut self, article: &Article) -> Result<()> {
        self.writer()?.add(article)
    }

    /// Takes out articles on purpose; seen by searches after [`Archive::commit`].
    pub fn remove(&mut self, removal: &Removal) -> Result<Removed> {
        self.writer()?.remove(removal)
    }

    /// Makes additions and removals visible and durable, all or none, and gives the writer's lock back.
    pub fn commit(&mut self) -> Result<()> {
        match self.writer.take() {
            Some(mut writer) => {
                writer.commit()?;
                writer.close()?;
                self.reader.reload()
            }
            None => self.reader.reload(),
        }
    }

    /// Adds the paths to the archive's roots and reads what is new or changed under all of them: [`Writer::refresh`].
    pub fn refresh(
        &mut self,
        paths: &[PathBuf],
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Summary> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.reader.writer()?,
        };
        let summary = writer.refresh(paths, stop, progress)?;
        // Who interrupts does not wait for merges either: they are done another time.
        if !summary.interrupted {
            writer.close()?;
            self.reader.reload()?;
        }
        Ok(summary)
    }

    fn writer(&mut self) -> Result<&mut Writer> {
        if self.writer.is_none() {
            self.writer = Some(self.reader.writer()?);
        }
        Ok(self.writer.as_mut().expect("set in the line above"))
    }
}
