//! An index that is built anew in the folder of the one that answers meanwhile, and then takes its place.
//!
//! The segments of both lie side by side, under names that never meet; only the two lists, what a commit holds and which files
//! there are, have another name while the new index is built. It takes the old one's place by one atomic write of `meta.json`:
//! before it the old index is whole, after it the new one. Left-overs are known by the list with the other name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::directory::error::DeleteError;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{Directory, DocId, DocSet, Index, IndexReader, TERMINATED, Term};

use super::damage::{damaged, sealed, unsealed};
use super::directory::DurableDirectory;
use super::documents::{FILE_RECORD, FileRecord, read_file_record};
use super::fields::{self, Fields};
use super::layout::{META_FILE, name_while_new};
use super::row::StoredRow;
use super::stored;
use crate::error::{Error, Result};
use crate::index::StoredArticle;
use crate::schema::IndexSchema;

/// The list of the files that tantivy has made.
const FILES_FILE: &str = ".managed.json";

/// Removes what a rebuild that did not come to its end has left in a folder.
pub(super) fn discard(folder: &Path, directory: &dyn Directory) -> Result<()> {
    let list = name_while_new(Path::new(FILES_FILE));
    let Some(files) = list_in(directory, &list) else { return Ok(()) };
    let kept = list_in(directory, Path::new(FILES_FILE)).unwrap_or_default();
    let lists = [name_while_new(Path::new(META_FILE)), list];
    let files = files.into_iter().filter(|file| !kept.contains(file) && file != Path::new(META_FILE));
    for file in files.chain(lists) {
        match directory.delete(&file) {
            Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => {}
            Err(DeleteError::IoError { io_error, .. }) => {
                return Err(Error::file("remove", folder.join(&file))(std::io::Error::other(io_error.to_string())));
            }
        }
    }
    Ok(())
}

/// Puts the new index in a folder in the place of the old one. `others` are files of the old one that its list may lack.
pub(super) fn take_place(folder: &Path, directory: &dyn Directory, others: BTreeSet<PathBuf>) -> Result<()> {
    let new = name_while_new(Path::new(FILES_FILE));
    let mut files = list_in(directory, &new).ok_or_else(|| Error::damaged(&folder.join(&new), "it is missing"))?;
    files.extend(others);
    files.extend(list_in(directory, Path::new(FILES_FILE)).unwrap_or_default());
    let meta = directory.atomic_read(&name_while_new(Path::new(META_FILE)));
    let meta = meta.map_err(|e| damaged(folder, e.into()))?;
    let list = serde_json::to_vec(&files).map_err(|e| Error::broken(e.to_string()))?;
    let write = |name: &str, text: &[u8]| {
        let written = directory.atomic_write(Path::new(name), text).and_then(|()| directory.sync_directory());
        written.map_err(Error::file("write", folder.join(name)))
    };
    // From here on each file of the old index is known to be garbage once the new one is in force.
    write(FILES_FILE, &sealed(&list))?;
    write(META_FILE, &meta)?;
    for name in [META_FILE, FILES_FILE].map(|name| name_while_new(Path::new(name))) {
        // The new index is in force; what stays of these is taken away by the next rebuild.
        let _ = directory.delete(&name);
    }
    Ok(())
}

/// The files of a list, if it is there and whole.
fn list_in(directory: &dyn Directory, list: &Path) -> Option<BTreeSet<PathBuf>> {
    let file = directory.atomic_read(list).ok()?;
    serde_json::from_slice(unsealed(&file).ok()?).ok()
}

/// The files in a folder that are named as those of a segment.
pub(super) fn segment_files(folder: &Path) -> BTreeSet<PathBuf> {
    let is_segment = |name: &str| {
        let stem = name.split('.').next().unwrap_or_default();
        stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit())
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| is_segment(name)).map(PathBuf::from).collect()
}

/// What an index of any shape holds that reading its files again would not give.
#[derive(Debug, Default)]
pub struct Saved {
    /// The articles that no file holds.
    pub articles: Vec<StoredArticle>,
    /// The records of its files.
    pub files: Vec<FileRecord>,
}

/// What can be read of an index, whatever its shape and its checksums say.
pub struct OldIndex {
    folder: PathBuf,
    reader: IndexReader,
    fields: Fields,
    /// The field that format 1 has for the text of an article; what is known of it stands in [`Fields::article`] as JSON.
    full_text: Option<Field>,
}

impl OldIndex {
    /// Opens what lies in a folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let failed = |e| damaged(folder, e);
        let directory = MmapDirectory::open(folder).map_err(|e| failed(e.into()))?;
        let index = Index::open(DurableDirectory::lenient(Box::new(directory), folder)).map_err(failed)?;
        let field = |name: &str| index.schema().get_field(name).map_err(failed);
        let (_, mut fields) = Fields::new(&IndexSchema::built_in());
        (fields.file, fields.key) = (field("file")?, field("key")?);
        (fields.article, fields.file_record) = (field(fields::ARTICLE)?, field("file_record")?);
        let full_text = index.schema().get_field("full_text").ok();
        if full_text.is_none() {
            fields.passage = field(fields::PASSAGE)?;
        }
        let reader = index.reader().map_err(failed)?;
        Ok(Self { folder: folder.to_owned(), reader, fields, full_text })
    }

    /// What reading the files again would not give.
    pub fn saved(&self) -> Result<Saved> {
        let mut saved = Saved { articles: self.articles_of_file("")?, ..Saved::default() };
        self.documents(&Term::from_field_text(self.fields.key, FILE_RECORD), &mut |row, doc| {
            saved.files.push(read_file_record(row(doc)?.bytes(self.fields.file_record))?);
            Ok(())
        })?;
        Ok(saved)
    }

    /// The articles that came from a file; those from memory have an empty path.
    pub fn articles_of_file(&self, path: &str) -> Result<Vec<StoredArticle>> {
        let mut articles = Vec::new();
        self.documents(&Term::from_field_text(self.fields.file, path), &mut |row, doc| {
            let head = row(doc)?;
            // Passages of format 1 and records of files are none.
            if let Some(known) = head.bytes(self.fields.article) {
                articles.push(match self.full_text {
                    Some(full_text) => article_of_format_1(known, head.bytes(full_text))?,
                    None => stored(&self.fields, doc, row, &mut |passages| (1..passages).collect())?,
                });
            }
            Ok(())
        })?;
        Ok(articles)
    }

    /// Gives the living documents with a term, each with what reads those of its segment.
    fn documents(&self, term: &Term, visit: Visit<'_>) -> Result<()> {
        let failed = |e| damaged(&self.folder, e);
        for segment in self.reader.searcher().segment_readers() {
            let terms = segment.inverted_index(term.field()).map_err(failed)?;
            let postings = terms.read_postings(term, IndexRecordOption::Basic).map_err(|e| failed(e.into()))?;
            let Some(mut postings) = postings else { continue };
            let store: StoreReader = segment.get_store_reader(1).map_err(|e| failed(e.into()))?;
            let row = |doc: DocId| StoredRow::read(&store, doc).map_err(failed);
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    visit(&row, postings.doc())?;
                }
                postings.advance();
            }
        }
        Ok(())
    }
}

/// Takes a document, with what reads the documents of its segment.
type Visit<'a> = &'a mut dyn FnMut(&dyn Fn(DocId) -> Result<StoredRow>, DocId) -> Result<()>;

/// An article as format 1 kept it: JSON and the text.
fn article_of_format_1(known: &[u8], full_text: Option<&[u8]>) -> Result<StoredArticle> {
    let article: StoredArticle =
        serde_json::from_slice(known).map_err(|e| Error::broken(format!("a stored article: {e}")))?;
    Ok(article.with_full_text(&String::from_utf8_lossy(full_text.unwrap_or_default())))
}
