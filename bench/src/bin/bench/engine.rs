//! What every engine is asked, and what it tells of its answer.

use std::path::Path;

use crate::Outcome;
use crate::draw::Slots;

/// How the slots of a question belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All are wanted.
    All,
    /// Any of them is wanted.
    Any,
    /// They stand in a row.
    Phrase,
    /// The beginning of a word.
    Prefix,
    /// An operator between or before the first word `{a}` and the last one `{b}`, `{a?}` with a sign for a letter, which the peers do not
    /// have: they look for all words in a row.
    Operator(&'static str),
}

/// What of Dateline's expansions is used; the peers have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// None: words as written.
    Exact,
    /// Stems, spellings and aliases: the default.
    Spellings,
    /// The same, and a file of aliases in which the alternatives of a slot are the names of one thing.
    Aliases,
}

/// What is asked for of the ten best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Their numbers.
    Ids,
    /// Headlines and texts with what matched marked.
    Text,
}

/// A question.
#[derive(Debug)]
pub struct Question<'a> {
    /// What is wanted.
    pub slots: &'a Slots,
    /// How it belongs together.
    pub kind: Kind,
    /// How Dateline expands it.
    pub mode: Mode,
    /// What is wanted of the best.
    pub page: Page,
}

/// What an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// So many of the ten best, with or without a warning of what was not understood.
    Hits {
        /// How many.
        count: usize,
        /// Whether something of the question was left out or doubted.
        is_doubted: bool,
    },
    /// It was stopped after the time that a question has.
    Stopped,
}

impl Answer {
    /// An answer with so many hits.
    pub fn of(count: usize) -> Self {
        Self::Hits { count, is_doubted: false }
    }
}

/// The number of hits that are wanted.
pub const PAGE: usize = 10;

/// An opened index.
pub trait Engine: Send {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Answers a question.
    fn ask(&mut self, question: &Question) -> Outcome<Answer>;

    /// The same index for another thread.
    fn another(&self) -> Outcome<Box<dyn Engine>>;
}

/// The bytes of the files of a folder and the folders in it.
pub fn folder_bytes(folder: &Path) -> Outcome<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() { folder_bytes(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}
