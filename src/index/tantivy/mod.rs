//! The stored index on tantivy: opened states of it, and one writer.

mod cased;
mod cursor;
mod directory;
mod documents;
mod evidence;
#[cfg(test)]
mod faults;
mod fields;
mod names;
mod postings;
mod segment;
mod tokenizer;
mod writer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::schema::IndexRecordOption;
use tantivy::{
    Directory, DocSet, Index, IndexReader, ReloadPolicy, TERMINATED, TantivyDocument, Term as TantivyTerm,
};

use self::directory::{DurableDirectory, create_folder};
use self::documents::{FILE_RECORD, read_article, read_file_record, read_key};
use self::evidence::{segment_matches, visit};
use self::fields::Fields;
use self::names::find_names;
use self::segment::Segment;
use self::tokenizer::{PACKED, PackedTokenizer};
use super::name_forms::NameForms;
use super::{
    Address, ArticleFacts, Backend, EvidenceVisitor, Phrase, SIGNATURE_VERSION, Statistics, StoredArticle,
    add_phrases,
};
use crate::article::Language;
use crate::error::{Error, Result};
use crate::names::dictionary::{NameForm, NameQuery};
use crate::query::plan::{Clause, Plan, Slot};
use crate::schema::IndexSchema;
use crate::work::{Budget, Counter};

pub use self::documents::{FileRecord, Origin};
pub use self::writer::{Writer, WriterLock};

/// What a commit says of the whole index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// The program's version that made it.
    pub version: String,
    /// What shapes the stored data: [`IndexSchema::data_shape`].
    pub shape: String,
    /// The text of the schema it was built with.
    pub schema: String,
    /// The files and folders that it is refreshed from.
    pub roots: Vec<PathBuf>,
}

impl Commit {
    /// What is said of an index to which nothing was committed yet.
    fn of_empty(schema: &IndexSchema) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            shape: shape(schema),
            schema: schema.text.clone(),
            roots: Vec::new(),
        }
    }
}

/// An index on disk or in memory.
pub struct TantivyIndex {
    path: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    schema: IndexSchema,
    commit: Commit,
}

impl TantivyIndex {
    /// Opens the index in a folder; `schema` says where things lie and what words weigh, and must be of the same shape.
    /// Without one, the schema that the index was built with is taken.
    pub fn open(path: &Path, schema: Option<IndexSchema>) -> Result<Self> {
        if !path.join("meta.json").is_file() {
            return Err(Error::NoIndex { path: path.to_owned() });
        }
        let directory = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        Self::open_directory(Box::new(directory), path, schema)
    }

    /// Whether there is an index in the folder.
    pub fn exists(path: &Path) -> bool {
        path.join("meta.json").is_file()
    }

    /// Makes an empty index in a folder, which is created if need be.
    pub fn create(path: &Path, schema: IndexSchema) -> Result<Self> {
        create_folder(path)?;
        let directory = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        Self::create_in(Box::new(directory), path, schema)
    }

    /// Makes an empty index in memory.
    pub fn in_memory(schema: IndexSchema) -> Result<Self> {
        Self::create_in(Box::new(tantivy::directory::RamDirectory::create()), Path::new(""), schema)
    }

    fn create_in(directory: Box<dyn Directory>, path: &Path, schema: IndexSchema) -> Result<Self> {
        let (tantivy_schema, fields) = Fields::new(&schema);
        let index = Index::create(
            DurableDirectory::new(directory, path),
            tantivy_schema,
            tantivy::IndexSettings::default(),
        )?;
        index.tokenizers().register(PACKED, PackedTokenizer::default());
        let commit = Commit::of_empty(&schema);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { path: path.to_owned(), index, reader, fields, schema, commit })
    }

    fn open_directory(directory: Box<dyn Directory>, path: &Path, schema: Option<IndexSchema>) -> Result<Self> {
        let index = Index::open(DurableDirectory::new(directory, path))?;
        index.tokenizers().register(PACKED, PackedTokenizer::default());
        let payload = index.load_metas()?.payload;
        let commit: Option<Commit> = payload.as_deref().and_then(|p| serde_json::from_str(p).ok());
        let schema = match (&commit, schema) {
            (_, Some(schema)) => schema,
            (Some(commit), None) => IndexSchema::parse(&commit.schema, None)?,
            (None, None) => IndexSchema::built_in(),
        };
        let (tantivy_schema, fields) = Fields::new(&schema);
        let other = |difference: &str| Error::OtherIndex { path: path.to_owned(), difference: difference.into() };
        if let Some(commit) = &commit
            && commit.shape != shape(&schema)
        {
            return Err(other(&first_difference(&commit.shape, &shape(&schema))));
        }
        if index.schema() != tantivy_schema {
            return Err(other("other fields"));
        }
        let commit = commit.unwrap_or_else(|| Commit::of_empty(&schema));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { path: path.to_owned(), index, reader, fields, schema, commit })
    }

    /// The roots in the last commit of the index in a folder, whatever its shape; none if it cannot be read.
    pub fn roots_of(path: &Path) -> Result<Vec<PathBuf>> {
        let file = path.join("meta.json");
        let meta = std::fs::read(&file).map_err(Error::file("read", &file))?;
        let meta: serde_json::Value = serde_json::from_slice(&meta).unwrap_or_default();
        let commit =
            meta.get("payload").and_then(|p| p.as_str()).and_then(|p| serde_json::from_str::<Commit>(p).ok());
        Ok(commit.map(|c| c.roots).unwrap_or_default())
    }

    /// The schema it is asked with.
    pub fn schema(&self) -> &IndexSchema {
        &self.schema
    }

    /// What its last commit says.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// Its folder; empty for an index in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sees what was committed since it was opened.
    pub fn reload(&mut self) -> Result<()> {
        self.reader.reload()?;
        if let Some(payload) = self.index.load_metas()?.payload {
            self.commit =
                serde_json::from_str(&payload).map_err(|e| Error::Damaged(format!("the last commit: {e}")))?;
        }
        Ok(())
    }

    /// The state that was last seen, opened for asking.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let searcher = self.reader.searcher();
        let segments = searcher.segment_readers().iter().map(|r| Segment::open(r, &self.fields));
        let segments = segments.collect::<Result<_>>()?;
        Ok(Snapshot { segments, fields: self.fields.clone(), schema: self.schema.clone() })
    }

    /// The files whose checksum is wrong.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>> {
        let mut files: Vec<PathBuf> = self.index.validate_checksum()?.into_iter().collect();
        files.sort();
        Ok(files)
    }
}

impl std::fmt::Debug for TantivyIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TantivyIndex")
            .field("path", &self.path)
            .field("commit", &self.commit)
            .finish_non_exhaustive()
    }
}

/// What shapes the stored data: what the schema says, and how copies are known.
fn shape(schema: &IndexSchema) -> String {
    format!("{}signature {SIGNATURE_VERSION}\n", schema.data_shape())
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

/// One state of an index, unmoved by later commits.
pub struct Snapshot {
    segments: Vec<Segment>,
    fields: Fields,
    schema: IndexSchema,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("segments", &self.segments.len()).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// The records of all files that were read.
    pub fn files(&self) -> Result<Vec<FileRecord>> {
        let term = TantivyTerm::from_field_text(self.fields.key, FILE_RECORD);
        let mut records = Vec::new();
        for segment in &self.segments {
            for doc in live_docs(segment, &term, self.fields.key)? {
                let document: TantivyDocument = segment.store.get(doc)?;
                records.push(read_file_record(&self.fields, &document)?);
            }
        }
        Ok(records)
    }

    /// How many live articles came from a file.
    pub fn articles_of_file(&self, path: &str) -> Result<u64> {
        let term = TantivyTerm::from_field_text(self.fields.file, path);
        let mut articles = 0;
        for segment in &self.segments {
            let docs = live_docs(segment, &term, self.fields.file)?;
            articles += docs.into_iter().filter(|doc| segment.ordinal(*doc) == Some(0)).count() as u64;
        }
        Ok(articles)
    }

    /// What makes an article unique in the index.
    pub fn key(&self, address: Address) -> Result<String> {
        let document: TantivyDocument = self.segment(address).store.get(address.entry)?;
        read_key(&self.fields, &document)
    }

    fn segment(&self, address: Address) -> &Segment {
        &self.segments[address.segment as usize]
    }
}

/// The live documents with a term of a keyword field.
fn live_docs(segment: &Segment, term: &TantivyTerm, field: tantivy::schema::Field) -> Result<Vec<u32>> {
    let index = segment.reader.inverted_index(field)?;
    let postings = index.read_postings(term, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
    let mut docs = Vec::new();
    if let Some(mut postings) = postings {
        while postings.doc() != TERMINATED {
            if segment.is_alive(postings.doc()) {
                docs.push(postings.doc());
            }
            postings.advance();
        }
    }
    Ok(docs)
}

impl Backend for Snapshot {
    fn statistics(&self) -> Result<Statistics> {
        let mut statistics = Statistics::default();
        let mut languages: BTreeMap<Language, u64> = BTreeMap::new();
        for segment in &self.segments {
            segment.count(&mut statistics);
            let Some(field) = self.fields.keyword("language") else { continue };
            let index = segment.reader.inverted_index(field)?;
            let mut terms = index.terms().stream().map_err(tantivy::TantivyError::from)?;
            while let Some((code, info)) = terms.next() {
                let count = if segment.reader.has_deletes() {
                    let code = std::str::from_utf8(code).unwrap_or("und");
                    live_docs(segment, &TantivyTerm::from_field_text(field, code), field)?.len() as u64
                } else {
                    u64::from(info.doc_freq)
                };
                if count > 0 {
                    *languages.entry(Language::new(std::str::from_utf8(code).unwrap_or("und"))).or_insert(0) +=
                        count;
                }
            }
        }
        statistics.languages = languages.into_iter().collect();
        Ok(statistics)
    }

    fn evidence(&self, plan: &Plan, budget: &Budget, visitor: &mut dyn EvidenceVisitor) -> Result<()> {
        let mut frequencies = vec![0; plan.clauses.len()];
        let mut all = Vec::with_capacity(self.segments.len());
        for (number, segment) in self.segments.iter().enumerate() {
            let mut matches = segment_matches(segment, plan, budget)?;
            if plan.clauses.iter().any(|clause| clause.cased.is_some()) {
                self.keep_as_written(number, plan, budget, matches.lists_mut())?;
            }
            matches.count_articles(&mut frequencies);
            all.push(matches);
        }
        visitor.begin(&frequencies);
        loop {
            budget.spend(Counter::Passes, 1)?;
            for (number, (segment, matches)) in self.segments.iter().zip(&all).enumerate() {
                visit((number as u32, segment, &self.fields), (plan, matches), budget, visitor)?;
            }
            if !visitor.end()? {
                return Ok(());
            }
        }
    }

    fn article(&self, address: Address) -> Result<StoredArticle> {
        let document: TantivyDocument = self.segment(address).store.get(address.entry)?;
        read_article(&self.fields, &document)
    }

    fn facts(&self, address: Address) -> Result<ArticleFacts> {
        let segment = self.segment(address);
        Ok(ArticleFacts { id: segment.id(address.entry)?, days: segment.days(address.entry) })
    }

    fn find(&self, id: Option<&str>) -> Result<Vec<Address>> {
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let address = |entry| Address { segment: number as u32, entry };
            match id {
                Some(id) => {
                    let term = TantivyTerm::from_field_text(self.fields.id, id);
                    found.extend(live_docs(segment, &term, self.fields.id)?.into_iter().map(address));
                }
                None => found.extend(segment.heads().map(address)),
            }
        }
        Ok(found)
    }

    fn documents(&self, word: &str) -> Result<u64> {
        self.segments.iter().map(|segment| segment.documents_with(word)).sum()
    }

    fn phrases(&self, slots: &[Slot], budget: &Budget) -> Result<Vec<Phrase>> {
        let clause = Clause::of_slots(slots.to_vec());
        let mut phrases = BTreeMap::new();
        for (number, segment) in self.segments.iter().enumerate() {
            postings::phrase_occurrences(segment, &clause, budget, &mut |doc, occurrences| {
                if let Some(ordinal) = segment.ordinal(doc).filter(|ordinal| *ordinal > 0) {
                    let article = Address { segment: number as u32, entry: doc - ordinal };
                    add_phrases(&mut phrases, occurrences, (article, ordinal));
                }
            })?;
        }
        Ok(phrases.into_values().collect())
    }

    fn names(
        &self,
        query: NameQuery<'_>,
        budget: &Budget,
        keep: &mut dyn FnMut(&str, &str) -> bool,
    ) -> Result<Vec<NameForm>> {
        let mut forms = NameForms::default();
        find_names(&self.segments, query, budget, keep, &mut forms)?;
        forms.finish(|word| self.documents(word))
    }
}
