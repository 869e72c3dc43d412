//! Archives of files (zip here, tar beside it) → the articles of all entries, numbered through.
//!
//! An entry is called `archive.zip!name` and read as a file of that name would be; the name is never a path. What fails
//! is one error and the others are read; entries in formats that are not read are counted.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::{Articles, Input, Opened, format, limits, open_input};
use crate::article::Article;
use crate::error::{Error, Result};

/// An entry: its name and what it holds.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) content: Content,
}

/// What an entry holds.
pub(super) enum Content {
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
pub(super) type Entries = Box<dyn FnMut() -> Option<Result<Entry>> + Send>;

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
pub(super) fn articles(outer: Input, entries: Entries) -> Opened {
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
                last.warnings.push(format!("not read of this archive: {kinds}"));
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
                *self.unread.entry(kind).or_default() += 1;
                return Ok(());
            }
            Content::Article(article) => {
                self.current = Some((path, Box::new(std::iter::once(Ok(*article)))));
                return Ok(());
            }
        };
        if let Some(reason) = format::other_name(&entry.name) {
            *self.unread.entry(format::kind_of(&reason).to_owned()).or_default() += 1;
            return Ok(());
        }
        let inside = self.outer.inside(path.clone(), &entry.name, reader)?;
        match guarded(&path, || open_input(inside))?? {
            Opened::Articles(articles) => self.current = Some((path, articles)),
            Opened::Other(reason) => {
                *self.unread.entry(format::kind_of(&reason).to_owned()).or_default() += 1;
            }
        }
        Ok(())
    }
}

/// How an entry is called; control characters in its name are not kept.
pub(super) fn path_inside(outer: &Input, name: &str) -> PathBuf {
    let shown: String = name.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    let mut path = outer.path.clone().into_os_string();
    path.push("!");
    path.push(shown);
    path.into()
}

/// What `work` gives; a panic in it is an error of the entry, and the others are read.
fn guarded<T>(path: &std::path::Path, work: impl FnOnce() -> T) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| {
        let message = "could not be understood: this is a fault of the program, please report it".to_owned();
        Error::Article { path: path.to_owned(), line: None, message }
    })
}

/// Whether a file is a zip archive, also an empty one.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// A place to read a zip archive from: the file, or its bytes where it is inside another.
#[derive(Clone)]
enum Place {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

trait ReadSeek: BufRead + Seek + Send {}
impl<T: BufRead + Seek + Send> ReadSeek for T {}

impl Place {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Self::Disk(path) => Box::new(BufReader::new(File::open(path)?)),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }
}

/// The entries of a zip archive, in the order of its directory.
pub(super) fn open_zip(mut input: Input) -> Result<Opened> {
    let place = match &input.file {
        Some(path) => Place::Disk(path.clone()),
        None => {
            input.count_packed();
            Place::Memory(input.read_whole()?.into())
        }
    };
    let reader = place.open().map_err(|error| input.unreadable(error))?;
    let mut archive = ZipArchive::new(reader).map_err(|error| {
        input.error(None, format!("the zip archive is damaged ({error}): fetch the file again"))
    })?;
    if let Some(reason) = document(&archive) {
        return Ok(Opened::Other(reason));
    }
    let (mut index, shown) = (0, input.path.clone());
    let entries: Entries = Box::new(move || {
        (index < archive.len()).then(|| {
            index += 1;
            zip_entry(&mut archive, index - 1, &place).map_err(|error| {
                let message = format!("entry {index} is damaged ({error}): fetch the file again");
                Error::Article { path: shown.clone(), line: None, message }
            })
        })
    });
    Ok(articles(input, entries))
}

/// Why a zip archive that is really a document is not read.
fn document<R: Read + Seek>(archive: &ZipArchive<R>) -> Option<String> {
    let known = [("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("META-INF/container.xml", "epub")];
    let named = |start: &str| archive.file_names().flatten().any(|name| name.starts_with(start));
    let office = named("[Content_Types].xml") || named("mimetype");
    let kind = known.iter().find(|(start, _)| office && named(start))?.1;
    format::other_name(&format!("document.{kind}"))
}

fn zip_entry<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    place: &Place,
) -> std::result::Result<Entry, Box<dyn std::error::Error>> {
    let file = archive.by_index_raw(index)?;
    let name = match file.name() {
        Ok(name) => name.into_owned(),
        Err(_) => String::from_utf8_lossy(file.name_raw()).into_owned(),
    };
    if file.is_dir() || file.is_symlink() {
        return Ok(Entry { name, content: Content::Nothing });
    }
    if file.encrypted() {
        return Ok(Entry { name, content: Content::Fault("is encrypted: unpack it with its password".into()) });
    }
    if limits::is_bomb(file.compressed_size(), file.size()) {
        return Ok(Entry { name, content: Content::Fault(limits::bomb()) });
    }
    let (start, length) = (file.data_start().ok_or("no data")?, file.compressed_size());
    let (sum, method) = (file.crc32(), file.compression());
    let mut source = place.open()?;
    source.seek(SeekFrom::Start(start))?;
    let packed = source.take(length);
    let reader: Box<dyn Read + Send> = match method {
        CompressionMethod::STORE => Box::new(packed),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
        _ => {
            let content =
                Content::Fault(format!("is packed by a method that is not read ({method}): unpack the archive"));
            return Ok(Entry { name, content });
        }
    };
    let checked = Checked { reader, left: crc32fast::Hasher::new(), sum, ended: false };
    Ok(Entry { name, content: Content::Bytes(Box::new(checked)) })
}

/// Compares an entry's check sum at its end.
struct Checked {
    reader: Box<dyn Read + Send>,
    left: crc32fast::Hasher,
    sum: u32,
    ended: bool,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left.update(&buffer[..read]);
        if read == 0 && !buffer.is_empty() && !std::mem::replace(&mut self.ended, true) {
            let right = self.left.clone().finalize() == self.sum;
            return if right { Ok(0) } else { Err(io::Error::other("wrong check sum")) };
        }
        Ok(read)
    }
}
