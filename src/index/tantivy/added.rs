//! What a writer has added since the last commit, and what that replaced.

use rustc_hash::FxHashSet;

use crate::index::identity::KeyKind;
use crate::memory::KeyMap;
use crate::ranking::Address;

/// An article that gave its place to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Why.
    pub why: Why,
    /// Where it was read, where that is another file.
    pub path: Option<String>,
}

/// Why an article gave its place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The new version of its file has it again.
    NewVersion,
    /// Another article has the same id in the same outlet.
    SameId,
    /// Another article of the same file has the same id.
    SameIdInFile,
    /// Another article has the same address.
    SameUrl,
}

/// What was done since the last commit. Only what may be in the index is deleted, because tantivy keeps some kilobytes for each
/// deletion until the next commit.
#[derive(Default)]
pub(super) struct Added {
    /// The article that has a key, and the number of its file.
    pub(super) keys: KeyMap<(u32, u32)>,
    /// The files, the last one that of the last article.
    pub(super) files: Vec<String>,
    pub(super) articles: u32,
    /// The articles among them that were replaced.
    pub(super) replaced: FxHashSet<u32>,
    /// The committed articles that were replaced or removed.
    pub(super) gone: FxHashSet<Address>,
    pub(super) deletions: u64,
}

impl Added {
    /// The number of a file, which is the last one's or a new one.
    pub(super) fn number_of_file(&mut self, file: &str) -> u32 {
        if self.files.last().is_none_or(|last| last != file) {
            self.files.push(file.to_owned());
        }
        self.files.len() as u32 - 1
    }
}

/// Why an article gave way to one with the same key.
pub(super) fn why(kind: KeyKind, was_committed: bool, same_file: bool) -> Why {
    match kind {
        _ if was_committed && same_file => Why::NewVersion,
        KeyKind::Url => Why::SameUrl,
        KeyKind::OutletId if !same_file => Why::SameId,
        KeyKind::OutletId | KeyKind::FileId | KeyKind::Place => Why::SameIdInFile,
    }
}
