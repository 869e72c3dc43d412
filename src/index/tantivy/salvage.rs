//! The folder of an index that may be damaged → the articles and records that its stored rows still give, whatever else is wrong.
//!
//! Nothing but the list of the segments, the stored rows and which of them are deleted is read; all else is made of these.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::directory::MmapDirectory;
use tantivy::fastfield::AliveBitSet;
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::store::StoreReader;
use tantivy::{Directory, Index};

use super::damage::{OrDamaged, damaged};
use super::directory::DurableDirectory;
use super::documents::{FileRecord, read_file_record};
use super::fields::Fields;
use super::opening::{Commit, data_shape};
use super::record::{read_article, read_key, read_passage};
use super::row::StoredRow;
use super::{TantivyIndex, Writer};
use crate::error::{Error, Result};
use crate::index::stored::fnv_1a;
use crate::index::{ArticleTerms, Origin, StoredArticle, analyse_stored};
use crate::schema::IndexSchema;

/// Blocks of stored rows kept unpacked: they are read in their order.
const STORE_BLOCKS: usize = 2;

/// What can be read of an index.
pub struct Salvage {
    index: Index,
    fields: Fields,
    schema: IndexSchema,
    commit: Commit,
    segments: Vec<SegmentMeta>,
}

impl std::fmt::Debug for Salvage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Salvage").field("segments", &self.segments.len()).finish_non_exhaustive()
    }
}

/// Something that was stored.
#[derive(Debug)]
pub enum Salvaged {
    /// An article.
    Article {
        /// All that was stored of it.
        article: StoredArticle,
        /// The first of its keys.
        key: String,
        /// Whether its text is the one that was indexed.
        is_sound: bool,
    },
    /// The record of a file.
    Record(FileRecord),
}

/// What could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Rows that make no sense: passages, heads of articles, records of files.
    pub rows: u64,
    /// Segments of which nobody knows any more what was deleted, so that all of it stays.
    pub deletions: u64,
}

/// The article whose rows are being read.
struct Begun {
    article: StoredArticle,
    key: String,
    passages: u32,
}

impl Salvage {
    /// Opens what lies in a folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let failed = |e| damaged(folder, e);
        let commit = TantivyIndex::last_readable_commit(folder).ok_or_else(|| {
            let what = "the list of its segments cannot be read: name the folders that it was read from, as in `search index --rebuild FOLDER`";
            Error::damaged(folder, what)
        })?;
        let schema = IndexSchema::parse(&commit.schema, None)?;
        if data_shape(&schema) != commit.shape {
            let difference =
                "another version of the program: build it anew with `search index --rebuild`".to_owned();
            return Err(Error::OtherIndex { path: folder.to_owned(), difference });
        }
        let directory = MmapDirectory::open(folder).map_err(|e| failed(e.into()))?;
        let index = Index::open(DurableDirectory::lenient(Box::new(directory), folder)).map_err(failed)?;
        let segments = index.load_metas().map_err(failed)?.segments;
        let (_, fields) = Fields::new(&schema);
        Ok(Self { index, fields, schema, commit, segments })
    }

    /// What its last commit says.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// The schema that it was built with.
    pub fn schema(&self) -> &IndexSchema {
        &self.schema
    }

    /// Gives what was stored, in its order.
    pub fn read(&self, visit: &mut dyn FnMut(Salvaged) -> Result<()>) -> Result<Losses> {
        let mut losses = Losses::default();
        for segment in &self.segments {
            let store = guarded(|| {
                let file = self.index.directory().open_read(&segment.relative_path(SegmentComponent::Store));
                StoreReader::open(file.or_damaged()?, STORE_BLOCKS).or_damaged()
            });
            let Ok(store) = store else {
                losses.rows += u64::from(segment.num_docs());
                continue;
            };
            let alive = if segment.has_deletes() { self.alive(segment) } else { None };
            losses.deletions += u64::from(segment.has_deletes() && alive.is_none());
            self.read_segment(&store, (segment.max_doc(), alive), visit, &mut losses)?;
        }
        Ok(losses)
    }

    fn alive(&self, segment: &SegmentMeta) -> Option<AliveBitSet> {
        let path = segment.relative_path(SegmentComponent::Delete);
        let alive = guarded(|| {
            let file = self.index.directory().open_read(&path).or_damaged()?;
            Ok(AliveBitSet::open(file.read_bytes().or_damaged()?))
        });
        let is_whole = self.index.directory().validate_checksum(&path).unwrap_or(false);
        alive.ok().filter(|alive| is_whole && alive.num_alive_docs() == segment.num_docs() as usize)
    }

    fn read_segment(
        &self,
        store: &StoreReader,
        (documents, alive): (u32, Option<AliveBitSet>),
        visit: &mut dyn FnMut(Salvaged) -> Result<()>,
        losses: &mut Losses,
    ) -> Result<()> {
        let mut begun: Option<Begun> = None;
        for doc in 0..documents {
            if alive.as_ref().is_some_and(|alive| alive.is_deleted(doc)) {
                continue;
            }
            let step = guarded(|| self.row(StoredRow::read(store, doc).or_damaged()?, begun.take()));
            let Ok((whole, next)) = step else {
                losses.rows += 1;
                continue;
            };
            begun = next;
            whole.into_iter().try_for_each(&mut *visit)?;
        }
        Ok(())
    }

    /// What a row makes whole, and the article that goes on.
    fn row(&self, mut row: StoredRow, begun: Option<Begun>) -> Result<(Option<Salvaged>, Option<Begun>)> {
        if row.bytes(self.fields.file_record).is_some() {
            let record = read_file_record(row.bytes(self.fields.file_record))?;
            return Ok((Some(Salvaged::Record(record)), None));
        }
        let begun = match row.bytes(self.fields.article) {
            Some(known) => {
                let ((article, passages), key) = (read_article(known)?, read_key(known)?);
                Some(Begun { article, key, passages })
            }
            None => begun,
        };
        let lost = || Error::broken("a passage without its article");
        let Begun { mut article, key, passages } = begun.ok_or_else(lost)?;
        let ordinal = article.passages.len() as u32;
        article.passages.push(read_passage(row.take(self.fields.passage).ok_or_else(lost)?, ordinal)?);
        if ordinal + 1 < passages {
            return Ok((None, Some(Begun { article, key, passages })));
        }
        let is_sound = fnv_1a(article.full_text().as_bytes()) == article.content_hash;
        Ok((Some(Salvaged::Article { article, key, is_sound }), None))
    }
}

/// What bytes give that may make no sense.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let broken = |_| Err(Error::broken("it makes no sense"));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(broken)
}

impl Writer {
    /// Adds articles as they were stored, their passages not cut anew.
    pub fn restore(&self, articles: Vec<(StoredArticle, Origin)>) -> Result<()> {
        let committed = self.committed();
        let begin = || (committed.analyzer(), Arc::<ArticleTerms>::default());
        let analysed: Vec<_> = articles
            .into_par_iter()
            .map_init(begin, |(analyzer, terms), (article, origin)| {
                (analyse_stored(article, analyzer, terms), origin)
            })
            .collect();
        analysed.into_iter().try_for_each(|(analysed, origin)| self.add(analysed, &origin).map(drop))
    }
}
