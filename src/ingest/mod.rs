//! files → articles: one file a format, chosen by content before extension.
//!
//! [`walk`] finds the files of a folder, [`open`] tells whether one is in a format that is read, [`read_file`],
//! [`read_from`] and [`read_bytes`] give its articles. JSON lines are read line by line, so that a file of any size
//! takes the memory of its longest line; a file of another format is held whole and must not exceed [`SIZE_LIMIT`].

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::article::Article;
use crate::error::{Error, Result};
use crate::schema::Columns;
use columns::Names;
use limits::Unpacking;

// In the order in which data flows.
mod body; // where the article stands on a pasted page
mod bounded; // a work that may hang → its result
mod byline; // what is said of the writers → their names
mod columns; // under which names data gives the parts of an article
mod compressed; // a compressed file → the file
mod container; // entries of archives → articles
mod csv; // a table → an article a row
mod date; // text → date of publication
mod document; // paragraphs of a document → article
mod docx; // Word documents
pub mod encoding; // bytes → text
mod epub; // books → their chapters
mod faults; // how many faults of a file are listed
mod feed; // RSS, Atom, JSON Feed
mod fields; // JSON object → article
mod format; // the table of the formats
mod furniture; // which lines are not the article
mod headline; // which line is its headline
mod html; // a saved page → article
mod http; // what a server answered → the page
mod json; // one object or a list of them
mod jsonl; // an object a line
mod language; // text → language
mod limits; // how much may be unpacked
mod lines; // text → lines
mod mail; // e-mails, mailboxes, pages saved as archives
mod markdown; // front matter and marked up text → article
mod newsml; // NewsML
mod nitf; // NITF
mod octets; // texts of a feed that are sent as bytes → text
mod odt; // OpenDocument texts
#[cfg(feature = "pdf")]
mod pages; // lines of printed pages → paragraphs
#[cfg(feature = "parquet")]
mod parquet; // a table in Parquet → an article a row
#[cfg(feature = "pdf")]
mod pdf; // PDF → article
mod stamps; // the times of an entry → its date
mod steps; // how much work reading takes, for tests
mod tarball; // tar → its entries
mod text; // pasted text → article
pub mod walk; // folder → files
mod warc; // web archive → its pages
mod xml; // what the readers of XML share
mod zipped; // zip archive → its entries

pub use bounded::THREAD_NAME as READING_THREAD;
pub use date::{parse_epoch, parse_stamp};
pub use faults::MAX_FAULTS_OF_A_KIND;
pub use language::detect as detect_language;

/// The largest file, and the longest line of JSON lines, that is read: 64 MB.
pub const SIZE_LIMIT: u64 = 64 << 20;

/// How much of a file tells its format.
const HEAD_BYTES: usize = 64 * 1024;

/// The articles of a file in order, or why one could not be read; an error of one keeps none of the others. Of errors of one
/// kind the first [`MAX_FAULTS_OF_A_KIND`] are given one by one; at the end one error counts the others.
pub type Articles = Box<dyn Iterator<Item = Result<Article>> + Send>;

/// How files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingOptions {
    /// The reader's own names of the columns of tables and data, tried before the built-in ones.
    pub columns: Columns,
}

/// What a file turned out to be.
pub enum Opened {
    /// A file of articles.
    Articles(Articles),
    /// A file in a format that is not read, and why.
    Other(String),
}

/// A file, or an entry of one, that is about to be read.
struct Input {
    /// How it is called in articles and errors: the file, and behind `!` the entry in it.
    path: PathBuf,
    /// The name that tells its kind: without the `.gz` of a compressed file.
    name: String,
    reader: Box<dyn BufRead + Send>,
    /// The file on disk that holds just this, for formats that are read from their end.
    file: Option<PathBuf>,
    unpacking: Unpacking,
    /// Under which names tables and data give the parts of an article.
    names: Arc<Names>,
}

/// Opens a file of a folder: its articles, or what it is instead.
pub fn open(path: &Path, options: &ReadingOptions) -> Result<Opened> {
    let file = File::open(path).map_err(Error::file("read", path))?;
    if file.metadata().map_err(Error::file("read", path))?.is_dir() {
        let message = "is a folder: name the files in it".to_owned();
        return Err(Error::Article { path: path.to_owned(), line: None, message });
    }
    let length = file.metadata().map_err(Error::file("read", path))?.len();
    let mut input = Input::of_stream(path, BufReader::new(file), options);
    input.unpacking.packed(length);
    input.file = Some(path.to_owned());
    open_whole(input)
}

/// The articles of a file that was named on purpose; a format that is not read is an error.
pub fn read_file(path: &Path, options: &ReadingOptions) -> Result<Articles> {
    named(path, open(path, options)?)
}

/// The articles of a stream, such as standard input; `shown` is its name in articles and errors.
pub fn read_from(shown: &Path, stream: impl Read + Send + 'static, options: &ReadingOptions) -> Result<Articles> {
    named(shown, open_whole(Input::of_stream(shown, BufReader::new(stream), options))?)
}

/// The articles of a file in memory, read without options; `shown` is its name in articles and errors.
pub fn read_bytes(shown: &str, bytes: &[u8]) -> Result<Articles> {
    read_from(Path::new(shown), Cursor::new(bytes.to_vec()), &ReadingOptions::default())
}

fn named(path: &Path, opened: Opened) -> Result<Articles> {
    match opened {
        Opened::Articles(articles) => Ok(articles),
        Opened::Other(message) => Err(Error::Article { path: path.to_owned(), line: None, message }),
    }
}

/// What a file as a whole is, with a bound on the faults that are listed of it.
fn open_whole(input: Input) -> Result<Opened> {
    let path = input.path.clone();
    Ok(match faults::unless_busy(&path, || open_input(input))? {
        Opened::Articles(articles) => Opened::Articles(faults::limited(&path, articles)),
        other => other,
    })
}

/// Tells the format of what is to be read, also inside archives, and begins to read it.
fn open_input(mut input: Input) -> Result<Opened> {
    let mut head = Vec::new();
    let limit = HEAD_BYTES as u64;
    match input.reader.by_ref().take(limit).read_to_end(&mut head) {
        // What was read before the fault is read all the same.
        Err(error) if !head.is_empty() => input.reader = Box::new(BufReader::new(limits::Failing(Some(error)))),
        Err(error) => return Err(input.unreadable(error)),
        Ok(_) => {}
    }
    let whole = (head.len() as u64) < limit;
    if let Some(packed) = format::packed(&head) {
        input.put_back(head);
        return (packed.open)(input);
    }
    if let Some(reason) = format::other(&head) {
        return Ok(Opened::Other(reason));
    }
    let two_bytes = encoding_rs::Encoding::for_bom(&head).is_some_and(|(e, _)| e != encoding_rs::UTF_8)
        || encoding::utf16_without_mark(&head).is_some();
    input.put_back(head.clone());
    if two_bytes {
        // Lines of UTF-16 cannot be told apart by bytes, so such a file is decoded whole.
        let bytes = input.read_whole()?;
        head = encoding::decode(&bytes).text.into_owned().into_bytes();
        input.reader = Box::new(Cursor::new(head.clone()));
    }
    let decoded = encoding::decode(&head);
    let extension = Path::new(&input.name).extension().and_then(|e| e.to_str()).unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let head = format::Head { text: &decoded.text, whole, extension: &extension, names: &input.names };
    Ok(Opened::Articles((format::of(&head).read)(input)?))
}

impl Input {
    fn of_stream(path: &Path, reader: impl BufRead + Send + 'static, options: &ReadingOptions) -> Self {
        let name = path.to_string_lossy().into_owned();
        let unpacking = Unpacking::default();
        let names = Names::of(&options.columns);
        Self { path: path.to_owned(), name, reader: Box::new(reader), file: None, unpacking, names }
    }

    /// Puts what was read of the beginning back before the rest.
    fn put_back(&mut self, head: Vec<u8>) {
        let rest = std::mem::replace(&mut self.reader, Box::new(std::io::empty()));
        self.reader = Box::new(Cursor::new(head).chain(rest));
    }

    /// All bytes, or an error beyond [`SIZE_LIMIT`].
    fn read_whole(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(SIZE_LIMIT + 1).read_to_end(&mut bytes);
        read.map_err(|error| self.unreadable(error))?;
        if bytes.len() as u64 > SIZE_LIMIT {
            return Err(
                self.error(None, "is larger than 64 MB: split it, or save it as JSON lines (one object a line)")
            );
        }
        Ok(bytes)
    }

    /// What to say of a fault while reading: the system's own, or one of the packed data.
    fn unreadable(&self, error: std::io::Error) -> Error {
        match error.raw_os_error() {
            Some(_) => Error::file("read", &self.path)(error),
            None => self.error(None, error.to_string()),
        }
    }

    fn error(&self, line: Option<usize>, message: impl Into<String>) -> Error {
        Error::Article { path: self.path.clone(), line, message: message.into() }
    }
}
