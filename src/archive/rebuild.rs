//! An archive → the same built anew: its files read again, and what no file holds carried over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashSet;

use super::files::{FileState, is_gone, look, name_under, path_of};
use super::reader::{OpenOptions, Reader};
use super::summary::{Progress, Skipped, Summary};
use super::writer::Writer;
use crate::article::{Article, BLOCK_SEPARATOR, Block, BlockKind};
use crate::error::{Error, Result};
use crate::index::StoredArticle;
use crate::index::tantivy::{Commit, FileRecord, OldIndex, Saved, TantivyIndex, WriterLock};
use crate::schema::IndexSchema;

/// Reads the roots of the archive in a folder, and the paths, into a new index, which then takes the place of the old one;
/// articles that were added from memory are carried over. The old index may be damaged or of another schema. It answers until
/// the new one is whole: a run that fails, is stopped or loses its power leaves it as it was.
pub fn rebuild(
    folder: &Path,
    schema: IndexSchema,
    paths: &[PathBuf],
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Summary> {
    let lock = WriterLock::take(folder)?;
    let commit = TantivyIndex::last_readable_commit(folder);
    let roots: Vec<String> = commit.iter().flat_map(|commit| commit.roots.clone()).collect();
    if let Some(root) = roots.iter().map(|root| path_of(root)).find(|root| is_gone(root)) {
        let message = "is not there: its articles would be lost; bring it back, or remove it as a root".to_owned();
        return Err(Error::Unclear { what: root.display().to_string(), message });
    }
    if commit.is_none() && paths.is_empty() {
        let message =
            "has no list of its roots that can be read: name the folders that it was read from".to_owned();
        return Err(Error::Unclear { what: folder.display().to_string(), message });
    }
    let options = OpenOptions::with_schema(schema.clone()).without_packs();
    let reader = Reader::over(options, || TantivyIndex::create_anew(folder, schema))?;
    let mut writer = Writer::over(reader, Some(lock))?;
    writer.index_writer()?.set_roots(roots);
    let (mut faults, mut carried_over, mut files) = (Vec::new(), 0, Vec::new());
    let old = OldIndex::open(folder);
    match old.as_ref().map(|old| as_far_as_readable(|| old.saved())) {
        Ok(Ok(saved)) => {
            carried_over = saved.articles.len() as u64;
            carry_over(&mut writer, &saved, commit.as_ref())?;
            files = saved.files;
        }
        Ok(Err(error)) => faults.push(Skipped::fault(folder, &lost(folder, &error))),
        Err(error) => faults.push(Skipped::fault(folder, &lost(folder, error))),
    }
    let mut summary = writer.refresh(paths, stop, progress)?;
    if !summary.interrupted {
        if let Ok(old) = old {
            record_unread(&mut writer, files)?;
            carried_over += keep_unreadable(&mut writer, &old, &mut faults)?;
        }
        writer.take_place()?;
    }
    summary.skipped.extend(faults);
    summary.carried_over = carried_over;
    Ok(summary)
}

/// What is read of an index that may be damaged: bytes that make no sense cost what they hold, not the rebuild.
fn as_far_as_readable<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    let broken = |_| Err(Error::broken("what it holds makes no sense"));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(broken)
}

fn lost(folder: &Path, error: &Error) -> Error {
    let message = format!(
        "the articles that a program had added could not be carried over ({error}): add them again, if any"
    );
    Error::Article { path: folder.to_owned(), line: None, message }
}

/// Adds what reading the files again would not give.
fn carry_over(writer: &mut Writer, saved: &Saved, commit: Option<&Commit>) -> Result<()> {
    writer.count_unnamed_from(commit.map_or(0, |commit| commit.unnamed));
    let articles: Vec<Article> = saved.articles.iter().map(as_article).collect();
    writer.add_all(&articles)?;
    let mut removed = saved.files.iter().filter(|record| record.removed);
    removed.try_for_each(|record| writer.index_writer()?.record_file(record))
}

/// Records the files of the old index to which the system did not let the run come: they lie in a folder that cannot be read, as
/// far as is known, and are to be read as soon as it can be.
fn record_unread(writer: &mut Writer, mut files: Vec<FileRecord>) -> Result<()> {
    let reader = writer.reader();
    let records = reader.files()?;
    let known: FxHashSet<&str> = records.iter().map(|record| &*record.path).collect();
    files.retain(|record| !known.contains(&*record.path) && !is_gone(&path_of(&record.path)));
    if files.is_empty() {
        return Ok(());
    }
    // What they are the roots say: an ignore file may name them now, or their names tell another format.
    let mut unwanted = Summary::default();
    let found = look(&mut reader.roots(), &reader.folder(), files.clone(), &mut unwanted);
    let mut gone: BTreeSet<String> = found.gone.into_iter().map(|record| record.path).collect();
    gone.extend(unwanted.skipped.into_iter().filter(|skipped| !skipped.error).map(|skipped| skipped.path));
    let is_unwanted = |record: &FileRecord| {
        gone.contains(&record.path) || gone.contains(&*path_of(&record.path).to_string_lossy())
    };
    for record in files.into_iter().filter(|record| !is_unwanted(record)) {
        let FileState { bytes, modified } = FileState::UNFINISHED;
        writer.index_writer()?.record_file(&FileRecord { bytes, modified, ..record })?;
    }
    writer.commit()
}

/// Carries over the articles of files that the system did not let be read this time.
fn keep_unreadable(writer: &mut Writer, old: &OldIndex, faults: &mut Vec<Skipped>) -> Result<u64> {
    let (mut kept, roots) = (0, writer.reader().roots());
    for record in writer.reader().files()?.iter().filter(|record| FileState::is_unfinished(record)) {
        let articles = match as_far_as_readable(|| old.articles_of_file(&record.path)) {
            Ok(articles) => articles,
            Err(error) => {
                faults.push(Skipped::fault(&path_of(&record.path), &error));
                continue;
            }
        };
        kept += articles.len() as u64;
        let path = path_of(&record.path);
        let root = roots.iter().find(|root| path.starts_with(root));
        let name = name_under(&path, root.unwrap_or(&path));
        writer.add_of_file((&record.path, &name), &articles.iter().map(as_article).collect::<Vec<_>>())?;
    }
    writer.commit()?;
    Ok(kept)
}

/// The article that was stored: its text in blocks of the same kinds.
fn as_article(stored: &StoredArticle) -> Article {
    let mut at = 0;
    let full_text = stored.full_text();
    let blocks = full_text.split(BLOCK_SEPARATOR).map(|text| {
        let passage =
            stored.passages.iter().rfind(|passage| passage.start as usize <= at && passage.start < passage.end);
        at += text.len() + BLOCK_SEPARATOR.len();
        let kind = passage.map_or(BlockKind::Paragraph, |passage| passage.kind);
        Block { language: passage.and_then(|passage| passage.language.clone()), ..Block::new(kind, text) }
    });
    let blocks = blocks.collect();
    Article {
        id: Some(stored.id.clone()),
        source: stored.source.clone(),
        url: stored.url.clone(),
        date: stored.date,
        updated: stored.updated,
        byline: stored.byline.clone(),
        language: stored.language.clone(),
        path: stored.path.clone(),
        entry: stored.entry,
        blocks,
        ..Article::from_text("", "")
    }
}
