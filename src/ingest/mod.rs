//! files → articles: one file a format, chosen by content before extension.
//!
//! [`walk`] finds the files of a folder, [`open`] tells whether one is in a format that is read, [`read_file`],
//! [`read_from`] and [`read_bytes`] give its articles. JSON lines are read line by line, so that a file of any size
//! takes the memory of its longest line; a file of another format is held whole and must not exceed [`SIZE_LIMIT`].

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use crate::article::{Article, BlockKind, WarningKind};
use crate::error::{Error, Result};
use crate::schema::Columns;
use bytes::encoding;
use facts::majority;
use head::Head;
use input::Input;
use unpack::limits;

// In the order in which data flows.
pub mod walk; // folder → files
mod input; // what is about to be read
mod head; // what is known of a file before its format is
mod detect; // the table of the formats
mod unpack; // what holds other files → the files
mod bytes; // bytes → text
mod xml; // what the readers of XML share
mod markup; // a text of data that may hold mark-up → its blocks
mod records; // tables and data → articles
mod wire; // feeds and NewsML → articles
mod documents; // Word, OpenDocument, EPUB, PDF, Markdown → articles
mod mail_words; // the encoded words of a mail's head → text
mod mail; // e-mails, mailboxes, pages saved as archives
mod outlook; // a mail that Outlook saved → the mail as others send it
mod page; // a saved page → article
mod pasted; // pasted text → article
mod databases; // what press databases export → an article a story
mod facts; // what is said of an article → date, writers, language
mod sandbox; // a work that may hang → its result
mod faults; // how many faults of a file are listed
mod steps; // how much work reading takes, for tests

pub use facts::date::{parse_epoch, parse_stamp};
pub use facts::language::detect as detect_language;
pub use faults::MAX_FAULTS_OF_A_KIND;
pub(crate) use faults::guarded;
pub use pasted::learning;
pub use sandbox::THREAD_NAME as READING_THREAD;

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
        Opened::Articles(articles) => {
            let articles = Box::new(majority::settled(articles).map(told));
            Opened::Articles(faults::limited(&path, articles))
        }
        other => other,
    })
}

/// So many characters of a headline are shown in a warning.
const MAX_SHOWN_TITLE: usize = 80;

/// Notes of an article that it has a headline and no text.
fn told(read: Result<Article>) -> Result<Article> {
    read.map(|mut article| {
        let is_bare = article.kept().all(|block| block.kind == BlockKind::Headline);
        let shown = |title: &str| match title.char_indices().nth(MAX_SHOWN_TITLE) {
            Some((end, _)) => format!("`{}…` has no text", &title[..end]),
            None => format!("`{title}` has no text"),
        };
        let message = is_bare.then(|| shown(article.title()));
        article.warn(WarningKind::NoText, message);
        article
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
    if let Some(packed) = detect::packed(&head) {
        input.put_back(head);
        return (packed.open)(input);
    }
    if let Some(reason) = detect::other(&head) {
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
    let head = Head { text: &decoded.text, whole, extension: &extension, names: &input.names };
    if let Some(reason) = detect::unknown_markup(&head) {
        return Ok(Opened::Other(reason));
    }
    Ok(Opened::Articles((detect::of(&head).read)(input)?))
}
