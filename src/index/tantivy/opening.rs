//! folder → [`TantivyIndex`] and its opened states.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{META_LOCK, MmapDirectory, RamDirectory};
use tantivy::index::{SegmentComponent, SegmentId, SegmentMeta};
use tantivy::{Directory, Index, Opstamp, SegmentReader};

use super::Snapshot;
use super::articles::VERSION as ARTICLES_VERSION;
use super::counts::VERSION as COUNTS_VERSION;
use super::damage::{OrDamaged, damaged, unsealed};
use super::derived::Derived;
use super::directory::{DurableDirectory, create_folder};
use super::fields::Fields;
use super::layout::META_FILE;
use super::mending::mended_text;
use super::plugin::DerivedFiles;
use super::rebuild::discard;
use super::record::VERSION as RECORD_VERSION;
use super::segment::Segment;
use crate::analysis;
use crate::error::{Error, Result};
use crate::index::IDENTITY_VERSION;
use crate::names::index::VERSION as NAMES_VERSION;
use crate::ranking::{BOUND_VERSION, MIN_HASH_VERSION};
use crate::schema::{FORMAT, IndexSchema};

/// So many bytes of stored passages are packed together: what is shown of an article lies in one or two of these.
const STORE_BLOCK_BYTES: usize = 16_384;

/// What a commit says of the whole index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// The program's version that made it.
    pub version: String,
    /// What shapes the stored data: its [`data_shape`].
    pub shape: String,
    /// The text of the schema it was built with.
    pub schema: String,
    /// The files and folders that the index is refreshed from, as the index writes paths.
    pub roots: Vec<String>,
    /// The number of the last article that was added without an id, a URL or a file.
    #[serde(default)]
    pub unnamed: u64,
}

impl Commit {
    /// What is said of an index to which nothing was committed yet.
    fn of_empty(schema: &IndexSchema) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            shape: data_shape(schema),
            schema: schema.text.clone(),
            roots: Vec::new(),
            unnamed: 0,
        }
    }
}

/// An index on disk or in memory, as it was opened; [`TantivyIndex::snapshot`] gives its last commit.
pub struct TantivyIndex {
    pub(super) path: PathBuf,
    pub(super) index: Index,
    pub(super) fields: Fields,
    pub(super) schema: Arc<IndexSchema>,
}

impl TantivyIndex {
    /// Opens the index in a folder; `schema` says where things lie and what words weigh, and must be of the same shape.
    /// Without one, the schema that the index was built with is taken.
    pub fn open(path: &Path, schema: Option<IndexSchema>) -> Result<Self> {
        if !Self::exists(path) {
            return Err(match path.join(META_FILE).metadata() {
                // There may be one.
                Err(cause) if cause.kind() == ErrorKind::PermissionDenied => Error::file("read", path)(cause),
                _ => Error::NoIndex { path: path.to_owned() },
            });
        }
        let directory = MmapDirectory::open(path).or_damaged()?;
        Self::open_directory(Box::new(directory), path, schema)
    }

    /// Whether there is an index in the folder.
    pub fn exists(path: &Path) -> bool {
        path.join(META_FILE).is_file()
    }

    /// Makes an empty index in a folder, which is created if need be.
    pub fn create(path: &Path, schema: IndexSchema) -> Result<Self> {
        create_folder(path)?;
        let directory = MmapDirectory::open(path).or_damaged()?;
        Self::create_in(Box::new(directory), path, schema)
    }

    /// Makes an empty index in memory.
    pub fn in_memory(schema: IndexSchema) -> Result<Self> {
        Self::create_in(Box::new(RamDirectory::create()), Path::new(""), schema)
    }

    pub(super) fn create_in(directory: Box<dyn Directory>, path: &Path, schema: IndexSchema) -> Result<Self> {
        Self::create_on(DurableDirectory::new(directory, path), path, schema)
    }

    /// Makes an empty index in the folder of another one, which answers until [`Writer::take_place`]; without the left-overs of
    /// an earlier one. Whoever calls it has the writer's lock.
    ///
    /// [`Writer::take_place`]: super::Writer::take_place
    pub fn create_anew(path: &Path, schema: IndexSchema) -> Result<Self> {
        let directory = MmapDirectory::open(path).map_err(|e| damaged(path, e.into()))?;
        Self::create_anew_in(Box::new(directory), path, schema)
    }

    pub(super) fn create_anew_in(directory: Box<dyn Directory>, path: &Path, schema: IndexSchema) -> Result<Self> {
        discard(path, &*directory)?;
        Self::create_on(DurableDirectory::for_rebuild(directory, path), path, schema)
    }

    fn create_on(directory: DurableDirectory, path: &Path, schema: IndexSchema) -> Result<Self> {
        let (tantivy_schema, fields) = Fields::new(&schema);
        let settings =
            tantivy::IndexSettings { docstore_blocksize: STORE_BLOCK_BYTES, ..tantivy::IndexSettings::default() };
        let new =
            Index::builder().schema(tantivy_schema).settings(settings).register_plugin(DerivedFiles::plugin());
        let index = new.open_or_create(directory).map_err(|e| damaged(path, e))?;
        Ok(Self { path: path.to_owned(), index, fields, schema: Arc::new(schema) })
    }

    pub(super) fn open_directory(
        directory: Box<dyn Directory>,
        path: &Path,
        schema: Option<IndexSchema>,
    ) -> Result<Self> {
        let mut index = Index::open(DurableDirectory::new(directory, path)).map_err(|e| damaged(path, e))?;
        index.register_plugin(DerivedFiles::plugin());
        let commit = commit_of(index.load_metas().map_err(|e| damaged(path, e))?.payload.as_deref(), path)?;
        let schema = match (&commit, schema) {
            (_, Some(schema)) => schema,
            (Some(commit), None) => {
                check_format(path, commit)?;
                IndexSchema::parse(&commit.schema, None)?
            }
            (None, None) => IndexSchema::built_in(),
        };
        let (tantivy_schema, fields) = Fields::new(&schema);
        if let Some(commit) = &commit {
            check_shape(path, commit, &schema)?;
        }
        if index.schema() != tantivy_schema {
            return Err(Error::OtherIndex { path: path.to_owned(), difference: "other fields".into() });
        }
        Ok(Self { path: path.to_owned(), index, fields, schema: Arc::new(schema) })
    }

    /// The last commit of the index in a folder, whatever its shape; none if it has none.
    pub fn last_commit(path: &Path) -> Result<Option<Commit>> {
        let file = path.join(META_FILE);
        let meta = std::fs::read(&file).map_err(Error::file("read", &file))?;
        let meta = unsealed(&meta).map_err(|message| Error::damaged(&file, message))?;
        let meta: serde_json::Value =
            serde_json::from_slice(meta).map_err(|e| Error::damaged(&file, format!("it cannot be read: {e}")))?;
        commit_of(meta.get("payload").and_then(serde_json::Value::as_str), path)
    }

    /// What can be read of the last commit of an index that is damaged or was built otherwise.
    pub fn last_readable_commit(path: &Path) -> Option<Commit> {
        let meta = std::fs::read(path.join(META_FILE)).ok()?;
        let meta = mended_text(&meta);
        let meta = serde_json::Deserializer::from_slice(&meta).into_iter::<serde_json::Value>().next()?.ok()?;
        serde_json::from_str(meta.get("payload")?.as_str()?).ok()
    }

    /// The schema it is asked with.
    pub fn schema(&self) -> &IndexSchema {
        &self.schema
    }

    /// Its folder; empty for an index in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its last commit, opened for asking; segments that an earlier state has as well are taken from there. An error if it was
    /// built anew with a schema of another shape since.
    pub fn snapshot(&self, earlier: Option<&Snapshot>) -> Result<Snapshot> {
        let damaged = |e| damaged(&self.path, e);
        // Nobody takes a file away between the reading of the list and the opening of the last one.
        let _lock = self.index.directory().acquire_lock(&META_LOCK).map_err(|e| damaged(e.into()))?;
        let metas = self.index.load_metas().map_err(damaged)?;
        let commit = commit_of(metas.payload.as_deref(), &self.path)?;
        let commit = commit.unwrap_or_else(|| Commit::of_empty(&self.schema));
        check_shape(&self.path, &commit, &self.schema)?;
        let open = |meta| {
            let reader = SegmentReader::open(&self.index.segment(meta)).map_err(damaged)?;
            let earlier = earlier.into_iter().flat_map(|state| &state.segments);
            let same = |s: &&Arc<Segment>| s.reader.segment_id() == reader.segment_id();
            match earlier.into_iter().find(same) {
                Some(segment) if segment.reader.delete_opstamp() == reader.delete_opstamp() => {
                    Ok(Arc::clone(segment))
                }
                _ => Ok(Arc::new(Segment::open(&reader, &self.fields)?)),
            }
        };
        let opstamp = metas.opstamp;
        let segments = metas.segments.into_iter().map(open).collect::<Result<_>>()?;
        let analyzers = earlier.map(|state| Arc::clone(&state.analyzers)).unwrap_or_default();
        let (fields, schema) = (self.fields.clone(), Arc::clone(&self.schema));
        Ok(Snapshot { segments, fields, schema, commit, opstamp, analyzers })
    }
}

impl TantivyIndex {
    /// An error for each file of the last commit whose checksum is wrong or that is missing; reads all of them.
    pub fn damaged_files(&self) -> Result<Vec<Error>> {
        let mut segments = self.committed_segments()?;
        loop {
            let files: Vec<_> =
                segments.iter().flat_map(|segment| damaged_files_of(&self.index, segment)).collect();
            let segments_now = if files.is_empty() { Vec::new() } else { self.committed_segments()? };
            if files.is_empty() || segments_now.iter().map(files_key).eq(segments.iter().map(files_key)) {
                let fault = |(file, error): (PathBuf, Option<OpenReadError>)| match error {
                    None => Error::damaged(&self.path.join(&file), "its checksum is wrong"),
                    Some(error) => damaged(&self.path, error.into()),
                };
                let mut faults: Vec<Error> = files.into_iter().map(fault).collect();
                faults.sort_by_key(ToString::to_string);
                return Ok(faults);
            }
            // A merge came to its end meanwhile, and the files of what it merged are gone.
            segments = segments_now;
        }
    }

    pub(super) fn committed_segments(&self) -> Result<Vec<SegmentMeta>> {
        Ok(self.index.load_metas().map_err(|e| damaged(&self.path, e))?.segments)
    }
}

/// What the files of a segment are named by.
fn files_key(segment: &SegmentMeta) -> (SegmentId, Option<Opstamp>) {
    (segment.id(), segment.delete_opstamp())
}

/// The files of a segment whose checksum is wrong, or why it cannot be told.
pub(super) fn damaged_files_of(index: &Index, segment: &SegmentMeta) -> Vec<(PathBuf, Option<OpenReadError>)> {
    let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
    let files = COMPONENTS
        .into_iter()
        .chain(Derived::all().map(Derived::component))
        .chain(deletes)
        .map(|component| segment.relative_path(component));
    let faults = files.filter_map(|file| match index.directory().validate_checksum(&file) {
        Ok(true) => None,
        Ok(false) => Some((file, None)),
        Err(error) => Some((file, Some(error))),
    });
    faults.collect()
}

/// The files of a segment that tantivy itself writes; one with the deleted documents may come to them.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Store,
];

impl std::fmt::Debug for TantivyIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TantivyIndex").field("path", &self.path).finish_non_exhaustive()
    }
}

/// What a commit's payload says.
fn commit_of(payload: Option<&str>, path: &Path) -> Result<Option<Commit>> {
    let read = |payload| serde_json::from_str(payload).map(Some);
    let commit: serde_json::Result<Option<Commit>> = payload.map_or(Ok(None), read);
    commit.map_err(|e| Error::damaged(&path.join(META_FILE), format!("the last commit cannot be read: {e}")))
}

/// Nobody reads the schema of an index in another format: it is written otherwise.
fn check_format(path: &Path, commit: &Commit) -> Result<()> {
    let built = commit.shape.lines().next().unwrap_or_default();
    let asked = format!("format {FORMAT}");
    if built == asked {
        return Ok(());
    }
    Err(Error::OtherIndex { path: path.to_owned(), difference: first_difference(built, &asked) })
}

fn check_shape(path: &Path, commit: &Commit, schema: &IndexSchema) -> Result<()> {
    let asked = data_shape(schema);
    if commit.shape == asked {
        return Ok(());
    }
    Err(Error::OtherIndex { path: path.to_owned(), difference: first_difference(&commit.shape, &asked) })
}

/// What shapes the stored data, as one comparable text: what the schema says, how texts become tokens, and how articles and their
/// copies are known. Weights, paths and descriptions are not part of it.
pub fn data_shape(schema: &IndexSchema) -> String {
    let mut shape = format!("format {FORMAT}\nanalysis {}\npassage {}\n", analysis::VERSION, schema.passage_words);
    for field in &schema.fields {
        shape += &format!("field {} {:?} stored {} facet {}\n", field.name, field.kind, field.stored, field.facet);
    }
    for (code, stemmer) in &schema.stemmers {
        shape += &format!("stemmer {code} {stemmer}\n");
    }
    shape
        + &format!(
            "signature {MIN_HASH_VERSION}\nidentity {IDENTITY_VERSION}\nnames {NAMES_VERSION}\ncounts {COUNTS_VERSION}\narticles {ARTICLES_VERSION} {BOUND_VERSION}\nrecords {RECORD_VERSION}\n"
        )
}

/// The first line in which two shapes differ, in words.
fn first_difference(built: &str, asked: &str) -> String {
    let missing = |a: &str, b: &str| a.lines().find(|line| !b.lines().any(|l| l == *line)).map(str::to_owned);
    match (missing(built, asked), missing(asked, built)) {
        (Some(built), Some(asked)) => format!("`{built}` and not `{asked}`"),
        (Some(built), None) => format!("`{built}`"),
        (None, Some(asked)) => format!("no `{asked}`"),
        (None, None) => "another order of its schema".into(),
    }
}
