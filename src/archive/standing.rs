//! Questions that are asked again and again, kept in a file of JSON lines.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::EvidenceOptions;
use crate::error::{Error, Result, settings_text};
use crate::names::alias_file;
use crate::results::{SearchOptions, SeenArticles};

/// A question that is asked again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SavedQuery {
    /// What it is called.
    pub name: String,
    /// The question as it was typed: `last month` is counted from the day on which it is asked.
    pub query: String,
    /// How it is answered.
    pub options: EvidenceOptions,
    /// The alias file that it is asked with, or `none`; without one, that of the asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aliases: Option<PathBuf>,
    /// When it was saved, in UTC.
    pub saved: String,
    /// When it was last asked for what is new, in UTC.
    pub asked: String,
    /// What it found then.
    pub seen: SeenArticles,
}

impl SavedQuery {
    /// A question that has found these articles up to now.
    pub fn new(name: &str, query: &str, options: &SearchOptions, seen: SeenArticles) -> Self {
        let (name, query, options) = (name.to_owned(), query.to_owned(), EvidenceOptions::of(options));
        Self { name, query, options, aliases: None, saved: now(), asked: now(), seen }
    }

    /// Remembers what it has found now.
    pub fn has_found(&mut self, seen: SeenArticles) {
        self.asked = now();
        self.seen = seen;
    }
}

fn now() -> String {
    format!("{:.0}", jiff::Timestamp::now())
}

/// The saved questions of an index, by their names.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedQueries {
    file: PathBuf,
    /// The questions, in the order in which they were saved.
    pub queries: Vec<SavedQuery>,
}

impl SavedQueries {
    /// Reads a file of them; there are none where there is no file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or a line of it is no saved question.
    pub fn open(file: &Path) -> Result<Self> {
        let text = match settings_text(file) {
            Err(Error::File { cause, .. }) if cause.kind() == ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let mut queries: Vec<SavedQuery> = Vec::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |message: String| Error::Settings { path: file.to_owned(), line: number + 1, message };
            let query: SavedQuery = serde_json::from_str(line)
                .map_err(|error| wrong(format!("is no saved query ({error}): mend or take out the line")))?;
            if queries.iter().any(|other| other.name == query.name) {
                return Err(wrong(format!("`{}` is saved twice: take out one line", query.name)));
            }
            queries.push(query);
        }
        Ok(Self { file: file.to_owned(), queries })
    }

    /// Reads a file of them, changes them and writes it, all of it or nothing. Other programs that do the same wait until then, by a
    /// lock on a file beside it; one that fails changes nothing.
    ///
    /// # Errors
    ///
    /// As [`SavedQueries::open`], where it cannot be written, or what the change returns.
    pub fn change<T, E: From<Error>>(
        file: &Path,
        change: impl FnOnce(&mut Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let lock = file.with_extension("lock");
        let lock_file = File::create(&lock).map_err(Error::file("write", &lock))?;
        match lock_file.lock() {
            // Some file systems have no locks.
            Err(cause) if cause.kind() == ErrorKind::Unsupported => {}
            locked => locked.map_err(Error::file("lock", &lock))?,
        }
        let mut saved = Self::open(file)?;
        let changed = change(&mut saved)?;
        saved.write()?;
        Ok(changed)
    }

    fn write(&self) -> Result<()> {
        let mut text = String::new();
        for query in &self.queries {
            text += &serde_json::to_string(query).map_err(|error| Error::broken(error.to_string()))?;
            text.push('\n');
        }
        alias_file::write(&self.file, &text)
    }

    /// The question of this name.
    pub fn get(&self, name: &str) -> Option<&SavedQuery> {
        self.queries.iter().find(|query| query.name == name)
    }

    /// Keeps a question, in the place of one of the same name.
    pub fn put(&mut self, query: SavedQuery) {
        match self.queries.iter_mut().find(|other| other.name == query.name) {
            Some(other) => *other = query,
            None => self.queries.push(query),
        }
    }

    /// Forgets the question of this name; false if there is none.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.queries.len();
        self.queries.retain(|query| query.name != name);
        self.queries.len() < before
    }
}
