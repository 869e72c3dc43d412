//! The archive as it is asked: an opened state that searches share, swapped for a newer one by a reload.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::files::path_of;
use super::guard::guarded;
use crate::analysis::PooledAnalyzer;
use crate::error::{Error, Result};
use crate::index::tantivy::{FileRecord, Snapshot, TantivyIndex};
use crate::index::{Backend, Statistics, StoredArticle};
use crate::names::{AliasBook, Pack};
use crate::ranking::Weights;
use crate::schema::{IndexSchema, RankingSettings};

/// How an archive is opened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OpenOptions {
    /// Where things lie and what words weigh; it must fit the stored data. Without one, the schema that the index was built
    /// with is taken.
    pub schema: Option<IndexSchema>,
    /// The built-in packs of aliases that are read.
    pub packs: Vec<Pack>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { schema: None, packs: Pack::ALL.to_vec() }
    }
}

impl OpenOptions {
    /// All packs, and this schema.
    pub fn with_schema(schema: impl Into<Option<IndexSchema>>) -> Self {
        Self { schema: schema.into(), ..Self::default() }
    }

    /// The same without packs.
    pub fn without_packs(self) -> Self {
        Self { packs: Vec::new(), ..self }
    }
}

/// Answers questions about an archive.
///
/// It is cheap to clone and may be used from any number of threads: searches run side by side, and beside a [`Writer`].
/// All clones share one opened state, which does not move while it is searched; [`Reader::reload`] takes a newer commit for
/// all of them. Aliases belong to a clone and to those made from it later.
///
/// [`Writer`]: super::Writer
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    pub(super) aliases: Arc<AliasBook>,
}

#[derive(Debug)]
struct Shared {
    /// The schema that was asked for; without one, that of the index is taken, also of one built anew.
    schema: Option<IndexSchema>,
    state: RwLock<Arc<State>>,
}

/// One commit, opened.
#[derive(Debug)]
pub(super) struct State {
    pub(super) index: Arc<TantivyIndex>,
    pub(super) snapshot: Snapshot,
    pub(super) statistics: Statistics,
}

impl State {
    fn of(index: TantivyIndex) -> Result<Self> {
        Self::opened(Arc::new(index), None)
    }

    fn opened(index: Arc<TantivyIndex>, earlier: Option<&Snapshot>) -> Result<Self> {
        let (snapshot, statistics) = guarded(&index, || {
            let snapshot = index.snapshot(earlier)?;
            let statistics = snapshot.statistics()?;
            Ok((snapshot, statistics))
        })?;
        Ok(Self { index, snapshot, statistics })
    }

    /// What the ranking is set to.
    pub(super) fn weights(&self) -> Weights {
        let schema = self.index.schema();
        let RankingSettings { max_stepped, feedback } = schema.ranking;
        Weights { title: schema.title_weight(), max_stepped, feedback }
    }

    /// An analyser for one piece of work.
    pub(super) fn analyzer(&self) -> PooledAnalyzer<'_> {
        self.snapshot.analyzer()
    }
}

impl Reader {
    /// Whether there is an archive in a folder.
    pub fn exists(folder: &Path) -> bool {
        TantivyIndex::exists(folder)
    }

    /// Opens the archive in a folder.
    pub fn open(folder: &Path, options: OpenOptions) -> Result<Self> {
        let schema = options.schema.clone();
        Self::over(options, || TantivyIndex::open(folder, schema))
    }

    /// Opens an index, and reads the packs of aliases at the same time, if there are any: the two are most of the program's start.
    /// The packs are read here: memory for many small things is dearer in another thread.
    pub(super) fn over(options: OpenOptions, open: impl FnOnce() -> Result<TantivyIndex> + Send) -> Result<Self> {
        let open = || open().and_then(State::of);
        let (state, aliases) = if options.packs.is_empty() {
            (open(), AliasBook::empty())
        } else {
            std::thread::scope(|scope| {
                let state = scope.spawn(open);
                let aliases = AliasBook::of_packs(&options.packs);
                (state.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), aliases)
            })
        };
        let shared = Shared { schema: options.schema, state: RwLock::new(Arc::new(state?)) };
        Ok(Self { shared: Arc::new(shared), aliases: Arc::new(aliases) })
    }

    /// The state that searches which begin now are answered from.
    pub(super) fn state(&self) -> Arc<State> {
        // The lock is only held for the copy of a pointer.
        Arc::clone(&self.shared.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Works on that state; damage of the index is an error that names the file.
    pub(super) fn on_state<T>(&self, work: impl FnOnce(&State) -> Result<T>) -> Result<T> {
        let state = self.state();
        guarded(&state.index, || work(&state))
    }

    /// Takes the last commit, by whatever process, for this reader and all its clones; searches that have begun go on with
    /// the earlier one. After an error, such as an index that was built anew with another schema, the earlier one stays.
    pub fn reload(&self) -> Result<()> {
        let earlier = self.state();
        let state = match State::opened(Arc::clone(&earlier.index), Some(&earlier.snapshot)) {
            Ok(state) => state,
            Err(Error::OtherIndex { .. }) if self.shared.schema.is_none() => {
                State::of(TantivyIndex::open(earlier.index.path(), None)?)?
            }
            Err(error) => return Err(error),
        };
        *self.shared.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        Ok(())
    }

    /// Adds an alias file to the packs; it works at once, on what is already indexed.
    pub fn add_aliases(&mut self, file: &Path) -> Result<()> {
        let state = self.state();
        Arc::make_mut(&mut self.aliases).add_file(file, &mut state.analyzer())
    }

    /// Forgets all aliases, those of the packs too.
    pub fn clear_aliases(&mut self) {
        self.aliases = Arc::default();
    }

    /// The articles with an id, of whatever outlet and file; all that is stored of them.
    pub fn show(&self, id: &str) -> Result<Vec<StoredArticle>> {
        self.stored(Some(id))
    }

    /// All stored articles.
    pub fn articles(&self) -> Result<Vec<StoredArticle>> {
        self.stored(None)
    }

    fn stored(&self, id: Option<&str>) -> Result<Vec<StoredArticle>> {
        self.on_state(|state| {
            state.snapshot.find(id)?.into_iter().map(|address| state.snapshot.article(address)).collect()
        })
    }

    /// What the archive holds.
    pub fn statistics(&self) -> Statistics {
        self.state().statistics.clone()
    }

    /// The files that were read, by path.
    pub fn files(&self) -> Result<Vec<FileRecord>> {
        let mut files = self.on_state(|state| state.snapshot.files())?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The files and folders that a refresh reads.
    pub fn roots(&self) -> Vec<PathBuf> {
        self.state().snapshot.commit().roots.iter().map(|root| path_of(root)).collect()
    }

    /// The schema that it is asked with.
    pub fn schema(&self) -> IndexSchema {
        self.state().index.schema().clone()
    }

    /// The number of the commit that is asked, and what shapes its data.
    pub(super) fn generation(&self) -> (u64, String) {
        let state = self.state();
        (state.snapshot.opstamp(), state.snapshot.commit().shape.clone())
    }

    /// Its folder; empty for an archive in memory.
    pub fn folder(&self) -> PathBuf {
        self.state().index.path().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Language};
    use crate::results::SearchOptions;
    use crate::{Archive, Removal};

    fn article(number: usize) -> Article {
        let text = "The bridge over the quarry was closed. ".repeat(1 + number % 30) + &format!("word{number}");
        let mut article = Article::from_text("A report", &text);
        article.id = Some(format!("a{number}"));
        article.language = Language::new(["en", "de"][number % 2]);
        article
    }

    #[test]
    fn a_start_opens_no_column_of_all_passages_and_goes_through_what_was_deleted_alone() {
        let mut archive = Archive::in_memory().unwrap();
        for number in 0..600 {
            archive.add(&article(number)).unwrap();
        }
        archive.commit().unwrap();
        for number in 600..700 {
            archive.add(&article(number)).unwrap();
        }
        archive.commit().unwrap();
        let exact = SearchOptions { exact: true, ..SearchOptions::default() };
        let asked = |archive: &Archive| {
            let index = Arc::clone(&archive.state().index);
            let state = State::opened(index, None).unwrap();
            assert_eq!(state.statistics, archive.scan().unwrap().statistics().unwrap());
            let at_start = state.snapshot.work_of_start();
            assert_eq!(archive.search_on(&state.snapshot, "word7", &exact).unwrap().total.articles, 1);
            let columns = state.snapshot.work_of_start().into_iter().flat_map(|(columns, _)| columns);
            assert!(!columns.into_iter().any(|column| ["place", "language", "words"].contains(&column)));
            at_start
        };
        assert!(asked(&archive).iter().all(|(columns, deleted)| columns.is_empty() && *deleted == 0));
        for id in ["a0", "a63", "a64", "a599"] {
            archive.remove(&Removal::Article(id.to_owned())).unwrap();
        }
        archive.commit().unwrap();
        let at_start = asked(&archive);
        assert_eq!(at_start.iter().map(|(_, deleted)| deleted).sum::<usize>(), 4);
        assert!(at_start.iter().all(|(columns, _)| columns.iter().all(|column| *column == "earliest")));
    }
}
