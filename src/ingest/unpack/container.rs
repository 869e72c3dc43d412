//! The entries of an archive (zip, tar, web archive) → the articles of all, numbered through.
//!
//! An entry is called `archive.zip!name` and read as a file of that name would be; the name is never a path. What fails
//! is one error and the others are read; entries in formats that are not read are counted.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::path::PathBuf;

use crate::article::{Article, WarningKind};
use crate::error::{Error, Result};
use crate::ingest::faults::guarded;
use crate::ingest::{Articles, Input, Opened, detect, open_input};

/// An entry: its name and what it holds.
pub(in crate::ingest) struct Entry {
    pub(in crate::ingest) name: String,
    pub(in crate::ingest) content: Content,
}

/// What an entry holds.
pub(in crate::ingest) enum Content {
    /// A file.
    Bytes(Box<dyn Read + Send>),
    /// An article.
    Article(Box<Article>),
    /// Something that is not read: of which kind.
    Other(String),
    /// Something that cannot be read: why.
    Fault(String),
    /// A folder or a link.
    Nothing,
}

/// Gives one entry after the other.
pub(in crate::ingest) type Entries = Box<dyn FnMut() -> Option<Result<Entry>> + Send>;

/// The most kinds of entries that are counted apart: a web archive may give each of its entries a type of its own.
const MAX_KINDS: usize = 50;

/// Stands for all further kinds.
const OTHER_KINDS: &str = "of other kinds";

/// An archive that is being read.
struct Container {
    outer: Input,
    entries: Entries,
    /// The articles of the entry at hand.
    current: Option<(PathBuf, Articles)>,
    /// The number of the last article or error.
    number: u32,
    /// How many entries are not read, by their kind.
    unread: BTreeMap<String, usize>,
    /// An article, held back in case it is the last: then it says what was not read. And what comes after it.
    held: VecDeque<Result<Article>>,
    given: bool,
    ended: bool,
}

/// The articles of an archive.
pub(in crate::ingest) fn articles(outer: Input, entries: Entries) -> Opened {
    let mut container = Container {
        outer,
        entries,
        current: None,
        number: 0,
        unread: BTreeMap::new(),
        held: VecDeque::new(),
        given: false,
        ended: false,
    };
    Opened::Articles(Box::new(std::iter::from_fn(move || container.next())))
}

impl Container {
    fn next(&mut self) -> Option<Result<Article>> {
        while !self.ended && (self.held.len() < 2) {
            match self.read() {
                Some(result) => self.held.push_back(result),
                None => self.end(),
            }
        }
        self.given |= !self.held.is_empty();
        self.held.pop_front()
    }

    /// Says at the end what was not read.
    fn end(&mut self) {
        self.ended = true;
        let kinds: Vec<String> = self.unread.iter().map(|(kind, n)| format!("{n} × {kind}")).collect();
        let kinds = kinds.join(", ");
        let nothing = !self.given && self.held.is_empty();
        match self.held.back_mut() {
            Some(Ok(last)) if !kinds.is_empty() => {
                last.warn(WarningKind::Unread, Some(format!("not read of this archive: {kinds}")));
            }
            _ if nothing && kinds.is_empty() => {
                self.held.push_back(Err(self.outer.error(None, "holds no article: the archive is empty")));
            }
            _ if !kinds.is_empty() => {
                self.held.push_back(Err(self
                    .outer
                    .error(None, format!("not read of this archive: {kinds}: unpack and convert them"))));
            }
            _ => {}
        }
    }

    /// The next article or error, numbered.
    fn read(&mut self) -> Option<Result<Article>> {
        loop {
            if let Some((path, articles)) = &mut self.current {
                match guarded(path, || articles.next()) {
                    Ok(Some(result)) => return Some(self.number(result)),
                    Ok(None) => self.current = None,
                    Err(error) => {
                        self.current = None;
                        return Some(self.number(Err(error)));
                    }
                }
            }
            if self.outer.unpacking.exceeded() {
                return None;
            }
            let opened = match (self.entries)()? {
                Ok(entry) => self.open(entry),
                Err(error) => Err(error),
            };
            if let Err(error) = opened {
                return Some(self.number(Err(error)));
            }
        }
    }

    fn number(&mut self, result: Result<Article>) -> Result<Article> {
        self.number = self.number.saturating_add(1);
        result.map(|article| Article { entry: Some(self.number), ..article })
    }

    /// Counts an entry that is not read.
    fn count_unread(&mut self, kind: &str) {
        let is_new = !self.unread.contains_key(kind) && self.unread.len() >= MAX_KINDS;
        *self.unread.entry(if is_new { OTHER_KINDS } else { kind }.to_owned()).or_default() += 1;
    }

    fn open(&mut self, entry: Entry) -> Result<()> {
        let hidden = |part: &str| part.starts_with('.') && !part.trim_matches('.').is_empty() || part == "__MACOSX";
        let path = path_inside(&self.outer, &entry.name);
        if !self.outer.unpacking.entry() {
            self.entries = Box::new(|| None);
            return Err(self
                .outer
                .error(None, "holds more than 1000000 entries: the others are not read: split it"));
        }
        let reader = match entry.content {
            Content::Nothing => return Ok(()),
            Content::Bytes(_) if entry.name.split('/').any(hidden) => return Ok(()),
            Content::Bytes(reader) => reader,
            Content::Fault(message) => return Err(Error::Article { path, line: None, message }),
            Content::Other(kind) => {
                self.count_unread(&kind);
                return Ok(());
            }
            Content::Article(article) => {
                self.current = Some((path, Box::new(std::iter::once(Ok(*article)))));
                return Ok(());
            }
        };
        if let Some(reason) = detect::other_name(&entry.name) {
            self.count_unread(detect::kind_of(&reason));
            return Ok(());
        }
        let inside = self.outer.inside(path.clone(), &entry.name, reader)?;
        match guarded(&path, || open_input(inside))?? {
            Opened::Articles(articles) => self.current = Some((path, articles)),
            Opened::Other(reason) => self.count_unread(detect::kind_of(&reason)),
        }
        Ok(())
    }
}

/// How an entry is called; control characters in its name are not kept.
pub(in crate::ingest) fn path_inside(outer: &Input, name: &str) -> PathBuf {
    let shown: String = name.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    let mut path = outer.path.clone().into_os_string();
    path.push("!");
    path.push(shown);
    path.into()
}
