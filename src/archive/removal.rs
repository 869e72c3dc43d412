//! What is to be taken out → the articles that go, shown before anything is done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::files::{FileState, holds, path_of, path_text};
use super::{Reader, Writer};
use crate::error::{Error, Result};
use crate::index::tantivy::{FileRecord, Snapshot, Writer as IndexWriter};
use crate::index::{Address, Backend};

/// What is to be taken out of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Removal {
    /// The one article with this id; an error if several have it.
    Article(String),
    /// All articles with this id, of whatever outlet and file.
    Articles(String),
    /// The articles of a file, or of all files in a folder, below a root. The files stay known: they are read again when they
    /// change.
    Path(PathBuf),
    /// A root and all articles under it that no other root holds.
    Root(PathBuf),
}

/// What a removal takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Removed {
    /// How many articles.
    pub articles: u64,
    /// How many files, where it takes all articles of some.
    pub files: u64,
    /// The roots that are read no more.
    pub roots: Vec<PathBuf>,
    /// Files under other roots that hold some of the articles too: the next refresh reads them again.
    pub read_again: u64,
    /// The first of the articles.
    pub examples: Vec<RemovedArticle>,
}

/// One of the articles that a removal takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RemovedArticle {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its file.
    pub path: String,
}

/// At most this many articles are named.
const MAX_EXAMPLES: usize = 20;

/// A removal, worked out on one state.
#[derive(Default)]
struct Taken {
    articles: Vec<Address>,
    /// All articles of these files; the record of a file that stays known is kept.
    files: Vec<(FileRecord, bool)>,
    roots: Vec<String>,
}

impl Reader {
    /// What removals would take, one after the other; an article that several of them name counts once.
    pub fn would_remove(&self, removals: &[Removal]) -> Result<Removed> {
        self.on_state(|state| {
            let (mut all, mut articles) = (Taken::default(), BTreeSet::new());
            for removal in removals {
                let taken = taken(&state.snapshot, removal)?;
                articles.extend(taken.articles.iter().copied());
                for (record, _) in &taken.files {
                    articles.extend(state.snapshot.addresses_of_file(&record.path)?);
                }
                all.articles.extend(taken.articles);
                all.files.extend(taken.files);
                all.roots.extend(taken.roots);
            }
            Ok(Removed { articles: articles.len() as u64, ..described(&state.snapshot, &all)? })
        })
    }
}

impl Writer {
    /// Takes out articles on purpose, seen after the next commit. Nothing is taken when nothing has the id or lies at the
    /// path, and [`Removed::articles`] is 0.
    pub fn remove(&mut self, removal: &Removal) -> Result<Removed> {
        let writer = self.index_writer()?;
        let taken = taken(writer.committed(), removal)?;
        let mut removed = described(writer.committed(), &taken)?;
        removed.articles = writer.remove(&taken.articles)?;
        let files: Vec<FileRecord> = taken.files.iter().map(|(record, _)| record.clone()).collect();
        for (mut record, stays) in taken.files {
            removed.articles += writer.remove_file(&record.path)?;
            if stays {
                (record.articles, record.removed) = (0, true);
                writer.record_file(&record)?;
            }
        }
        if !taken.roots.is_empty() {
            removed.read_again = read_again(writer, &files)?;
            let roots = &mut writer.next_commit().roots;
            roots.retain(|root| !taken.roots.contains(root));
        }
        Ok(removed)
    }
}

/// Marks the files that had lost articles to files that go, so that they are read again; how many there are.
pub(super) fn read_again(writer: &IndexWriter, gone: &[FileRecord]) -> Result<u64> {
    if gone.iter().all(|record| record.took_from.is_empty()) {
        return Ok(0);
    }
    let took_from: BTreeSet<String> = gone.iter().flat_map(|record| record.took_from.iter().cloned()).collect();
    let stays = |record: &FileRecord| holds(record, &took_from) && gone.iter().all(|gone| gone.path != record.path);
    let mut marked = 0;
    for mut record in writer.committed().files()?.into_iter().filter(stays) {
        let FileState { bytes, modified } = FileState::UNFINISHED;
        writer.remove_record(&record.path)?;
        (record.bytes, record.modified) = (bytes, modified);
        writer.record_file(&record)?;
        marked += 1;
    }
    Ok(marked)
}

fn described(snapshot: &Snapshot, taken: &Taken) -> Result<Removed> {
    let mut addresses = taken.articles.clone();
    for (record, _) in &taken.files {
        if addresses.len() >= MAX_EXAMPLES {
            break;
        }
        addresses.extend(snapshot.addresses_of_file(&record.path)?);
    }
    addresses.truncate(MAX_EXAMPLES);
    let examples = addresses.into_iter().map(|address| example(snapshot, address)).collect::<Result<_>>()?;
    let roots = taken.roots.iter().map(|root| path_of(root)).collect();
    Ok(Removed { articles: 0, files: taken.files.len() as u64, roots, read_again: 0, examples })
}

fn example(snapshot: &Snapshot, address: Address) -> Result<RemovedArticle> {
    let article = snapshot.article(address)?;
    let title = article.title().to_owned();
    Ok(RemovedArticle { id: article.id, title, source: article.source, path: article.path })
}

fn taken(snapshot: &Snapshot, removal: &Removal) -> Result<Taken> {
    match removal {
        Removal::Article(id) => {
            let articles = with_id(snapshot, id)?;
            if articles.len() > 1 {
                return Err(several(snapshot, id, &articles)?);
            }
            Ok(Taken { articles, ..Taken::default() })
        }
        Removal::Articles(id) => Ok(Taken { articles: with_id(snapshot, id)?, ..Taken::default() }),
        Removal::Path(path) => below(snapshot, path),
        Removal::Root(path) => root(snapshot, path),
    }
}

fn with_id(snapshot: &Snapshot, id: &str) -> Result<Vec<Address>> {
    if id.trim().is_empty() {
        return Err(wrong(Path::new(id), "names nothing"));
    }
    snapshot.find(Some(id))
}

/// The error that names the articles with an id.
fn several(snapshot: &Snapshot, id: &str, articles: &[Address]) -> Result<Error> {
    let mut places = BTreeMap::new();
    for address in articles {
        let article = example(snapshot, *address)?;
        let outlet = article.source.map(|source| format!(" ({source})")).unwrap_or_default();
        places.insert(format!("{}{outlet}", article.path), ());
    }
    let places: Vec<String> = places.into_keys().take(MAX_EXAMPLES).collect();
    let message = format!("is the id of {} articles, in {}", articles.len(), places.join(", "));
    Ok(wrong(Path::new(id), &message))
}

/// The files at or below a path that is below a root.
fn below(snapshot: &Snapshot, path: &Path) -> Result<Taken> {
    if !path.is_absolute() {
        return Err(wrong(path, "is no whole path"));
    }
    let roots: Vec<PathBuf> = snapshot.commit().roots.iter().map(|root| path_of(root)).collect();
    if let Some(root) = roots.iter().find(|root| root.starts_with(path)) {
        let is_root = roots.iter().any(|root| root == path);
        let holds = format!("holds the root `{}` of the index", root.display());
        return Err(wrong(path, if is_root { "is a root of the index" } else { &holds }));
    }
    let records = snapshot.files()?.into_iter().filter(|record| path_of(&record.path).starts_with(path));
    let stays = |record: &FileRecord| roots.iter().any(|root| path_of(&record.path).starts_with(root));
    let files = records.map(|record| (record.clone(), stays(&record))).collect();
    Ok(Taken { files, ..Taken::default() })
}

/// A root with what no other root holds.
fn root(snapshot: &Snapshot, path: &Path) -> Result<Taken> {
    let text = path_text(path).into_owned();
    if !snapshot.commit().roots.contains(&text) {
        return Err(wrong(path, "is no root of the index"));
    }
    let others: Vec<PathBuf> =
        snapshot.commit().roots.iter().filter(|root| **root != text).map(|root| path_of(root)).collect();
    let is_taken = |record: &FileRecord| {
        let file = path_of(&record.path);
        file.starts_with(path) && !others.iter().any(|other| file.starts_with(other))
    };
    let files = snapshot.files()?.into_iter().filter(is_taken).map(|record| (record, false)).collect();
    Ok(Taken { files, roots: vec![text], ..Taken::default() })
}

fn wrong(what: &Path, message: &str) -> Error {
    Error::Unclear { what: what.display().to_string(), message: message.to_owned() }
}
