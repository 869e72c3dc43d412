//! The names of the files in the folder of an index that are not its segments'.

use std::path::{Path, PathBuf};

/// The file in which tantivy keeps what a commit holds.
pub(super) const META_FILE: &str = "meta.json";

/// What the names of the two lists and of the locks have before them while an index is built anew.
const NEW: &str = ".new-";

/// The name under which a file lies while its index is built anew.
pub(super) fn name_while_new(file: &Path) -> PathBuf {
    match file.to_str() {
        Some(name) if name == META_FILE || name.starts_with('.') => PathBuf::from(format!("{NEW}{name}")),
        _ => file.to_owned(),
    }
}
