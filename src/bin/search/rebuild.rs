//! `search index --rebuild`: a new index beside the old one, which it replaces when it is whole.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use dateline::archive::{Summary, roots_of};
use dateline::index::tantivy::WriterLock;

use crate::arguments::Global;
use crate::index::refresh;
use crate::place::Place;

/// Reads the old index's roots and the paths into a new index and puts that in the old one's place. Until then the old one
/// answers; a run that ends early leaves it as it was.
pub(crate) fn rebuild(place: &Place, paths: &[PathBuf], global: &Global) -> Result<Summary> {
    // Nobody may write to what is going to be replaced.
    let lock = WriterLock::take(&place.index)?;
    let mut roots = roots_of(&place.index)?;
    if let Some(root) = roots.iter().find(|root| !root.exists()) {
        bail!(
            "`{}` is not there: its articles would be lost; take it out with `search remove` first",
            root.display()
        );
    }
    if let Some(stranger) = stranger(&place.index)? {
        bail!("`{}` is no part of an index: move it out of the index's folder first", stranger.display());
    }
    roots.extend_from_slice(paths);
    let (new, old) = (beside(&place.index, "rebuild")?, beside(&place.index, "old")?);
    for left_over in [&new, &old].into_iter().filter(|folder| folder.exists()) {
        remove(left_over)?;
    }
    let summary = refresh(&place.at(new.clone()), &roots, global)?;
    if summary.interrupted {
        remove(&new)?;
        return Ok(summary);
    }
    rename(&place.index, &old)?;
    rename(&new, &place.index)?;
    drop(lock);
    remove(&old)?;
    Ok(summary)
}

/// The folder beside the index with this ending.
fn beside(index: &Path, ending: &str) -> Result<PathBuf> {
    let index = index.canonicalize().with_context(|| format!("cannot read `{}`", index.display()))?;
    let mut name = OsString::from(".");
    name.push(index.file_name().context("the index has no folder of its own")?);
    name.push(format!(".{ending}"));
    Ok(index.with_file_name(name))
}

/// A file of the folder that no index holds.
fn stranger(folder: &Path) -> Result<Option<PathBuf>> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry.with_context(|| format!("cannot read `{}`", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_id = |stem: &str| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit());
        let known = name.split('.').next().is_some_and(is_id)
            || [".managed", ".tantivy", ".tmp", "meta.json", "writer.lock"]
                .iter()
                .any(|known| name.starts_with(known));
        if !known {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).with_context(|| format!("cannot move `{}` to `{}`", from.display(), to.display()))
}

fn remove(folder: &Path) -> Result<()> {
    std::fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))
}
