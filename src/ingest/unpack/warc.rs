//! A web archive (WARC, ARC) → the pages in it, each with its address.
//!
//! What cannot be read is passed over up to the next record; one error at the end tells how often and where first. The
//! day of a record is the day of its capture and says nothing of publication.

use std::io::{self, BufRead, Read};
use std::path::PathBuf;

use super::container::{Content, Entries, Entry, articles};
use super::http::{self, Headers, get};
use super::limits::{self, Unpacking};
use crate::article::{Article, WarningKind};
use crate::error::{Error, Result};
use crate::ingest::bytes::{charset, encoding};
use crate::ingest::page::{self, Hints};
use crate::ingest::pasted::text;
use crate::ingest::{Input, Opened, SIZE_LIMIT};

/// The longest line of a record's head, and the most lines of it.
const HEAD_LINE: u64 = 64 << 10;
const HEAD_LINES: usize = 1000;

/// Whether a file begins with a record.
pub(in crate::ingest) fn recognises(head: &[u8]) -> bool {
    head.starts_with(b"WARC/") || head.starts_with(b"filedesc://")
}

/// The pages of a web archive.
pub(in crate::ingest) fn open(mut input: Input) -> Result<Opened> {
    input.count_packed();
    let reader = std::mem::replace(&mut input.reader, Box::new(io::empty()));
    let (path, unpacking) = (input.path.clone(), input.unpacking.clone());
    let mut archive = Archive { path, reader, unpacking, at: 0, damage: None, places: 0, ended: false };
    let (mut given, mut described) = (false, 0);
    let entries: Entries = Box::new(move || {
        while let Some(record) = archive.record() {
            match archive.entry(record) {
                Some(entry) => {
                    given = true;
                    return Some(Ok(entry));
                }
                None => described += 1,
            }
        }
        let none = archive.without_pages(if given { 0 } else { std::mem::take(&mut described) });
        archive.damage().or(none).map(Err)
    });
    Ok(articles(input, entries))
}

/// A web archive that is read through once.
struct Archive {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    /// What the answers unpack to counts as what is unpacked of the file.
    unpacking: Unpacking,
    /// How many bytes were read.
    at: u64,
    /// The first fault: its place, and what it was.
    damage: Option<(u64, io::Error)>,
    /// How many faults there were.
    places: usize,
    ended: bool,
}

/// A record: what it is, where it was fetched, and its content.
struct Record {
    kind: String,
    url: String,
    content_type: String,
    content: Vec<u8>,
}

impl Archive {
    fn broken(&mut self, at: u64, error: io::Error) {
        self.places += 1;
        self.damage.get_or_insert((at, error));
    }

    /// What to say at the end of what could not be read.
    fn damage(&mut self) -> Option<Error> {
        let (at, error) = self.damage.take()?;
        if error.raw_os_error().is_some() {
            return Some(Error::file("read", &self.path)(error));
        }
        let places = if self.places == 1 { "1 place is".to_owned() } else { format!("{} places are", self.places) };
        let message = format!(
            "{places} damaged, the first at byte {at} ({error}): what else it holds was read; fetch it again for the rest"
        );
        Some(Error::Article { path: self.path.clone(), line: None, message })
    }

    /// A line without its end; `None` at the end of the file or where it cannot be read on.
    fn line(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        match self.reader.by_ref().take(HEAD_LINE).read_until(b'\n', &mut line) {
            Ok(0) => self.ended = true,
            Ok(read) => self.at += read as u64,
            Err(error) => {
                self.ended = true;
                self.broken(self.at, error);
            }
        }
        (!self.ended).then(|| line.trim_ascii_end().to_vec())
    }

    /// The next record whose head can be read.
    fn record(&mut self) -> Option<Record> {
        let mut lost = false;
        while !self.ended {
            let start = self.at;
            let line = self.line()?;
            if line.is_empty() {
                continue;
            }
            let head = match line.starts_with(b"WARC/") {
                true => self.warc_head(),
                false => arc_head(&line),
            };
            match head {
                Some((kind, url, content_type, length)) => {
                    let content = self.content(start, length);
                    return Some(Record { kind, url, content_type, content });
                }
                // What follows a broken head belongs to it.
                None if !std::mem::replace(&mut lost, true) => {
                    self.broken(start, io::Error::other("no head of a record"));
                }
                None => {}
            }
        }
        None
    }

    fn warc_head(&mut self) -> Option<Head> {
        let mut lines = Vec::new();
        while lines.len() < HEAD_LINES {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            lines.push(String::from_utf8_lossy(&line).into_owned());
        }
        let headers: Headers = http::headers(lines.iter().map(String::as_str));
        let length = get(&headers, "content-length")?.parse().ok()?;
        let text = |name| get(&headers, name).unwrap_or_default();
        let url = text("warc-target-uri").trim_matches(['<', '>']).to_owned();
        Some((text("warc-type").to_ascii_lowercase(), url, http::plain_type(text("content-type")), length))
    }

    /// The content of a record, as far as it goes; nothing of one that is too large.
    fn content(&mut self, start: u64, length: u64) -> Vec<u8> {
        let mut content = Vec::new();
        let mut source = self.reader.by_ref().take(length);
        let read = if length > SIZE_LIMIT {
            io::copy(&mut source, &mut io::sink())
        } else {
            source.read_to_end(&mut content).map(|read| read as u64)
        };
        match read {
            Ok(read) => {
                self.at += read;
                if read < length {
                    self.broken(start, io::Error::other("the record breaks off"));
                } else if length > SIZE_LIMIT {
                    self.broken(start, io::Error::other("the record is larger than 64 MB"));
                }
            }
            Err(error) => {
                self.ended = true;
                self.broken(start, error);
            }
        }
        content
    }

    /// Says of an archive whose records all describe others that it holds no page.
    fn without_pages(&self, described: usize) -> Option<Error> {
        let message = format!(
            "holds no page: its {described} records are requests or notes of the crawl: save the answers with them"
        );
        (described > 0).then(|| Error::Article { path: self.path.clone(), line: None, message })
    }

    /// The article of a record, or what it is instead; `None` for what only describes others.
    fn entry(&self, record: Record) -> Option<Entry> {
        let Record { kind, url, mut content_type, mut content } = record;
        let answered = kind == "response";
        if !answered && kind != "resource" && kind != "conversion" {
            return None;
        }
        let other = |what: String| Some(Entry { name: String::new(), content: Content::Other(what) });
        if let Some(answer) = http::answer(&content).filter(|_| answered) {
            if !(200..300).contains(&answer.status) {
                return other(format!("answer {}", answer.status));
            }
            if answer.body.len() > content.len() && self.unpacking.unpacked(answer.body.len() as u64).is_err() {
                return Some(Entry { name: url, content: Content::Fault(limits::bomb()) });
            }
            (content_type, content) = (answer.content_type, answer.body);
        }
        let article = match content_type.as_str() {
            "text/html" | "application/xhtml+xml" => self.page(&content, &url),
            "" if content.trim_ascii_start().starts_with(b"<") => self.page(&content, &url),
            "text/plain" if !answered && !url.starts_with("metadata:") => self.text(&content, &url),
            "application/rss+xml" | "application/atom+xml" | "application/feed+json" => {
                let reader = Box::new(io::Cursor::new(content));
                return Some(Entry { name: url, content: Content::Bytes(reader) });
            }
            "" => return other("content of no known type".into()),
            _ => return other(content_type),
        };
        match article {
            Some(article) => Some(Entry { name: url, content: Content::Article(Box::new(article)) }),
            None => other("page without text".into()),
        }
    }

    fn page(&self, content: &[u8], url: &str) -> Option<Article> {
        let decoded = charset::decode(content);
        let path = self.path.to_string_lossy();
        let url = Some(url).filter(|url| !url.is_empty());
        let mut article = page::article(&decoded.text, &Hints { path: &path, url, ..Hints::default() }).ok()?;
        article.warn(WarningKind::Encoding, decoded.warning);
        Some(article)
    }

    fn text(&self, content: &[u8], url: &str) -> Option<Article> {
        let decoded = encoding::decode(content);
        let mut article = text::parse(&decoded.text);
        article.path = self.path.to_string_lossy().into_owned();
        article.url = Some(url.to_owned()).filter(|url| !url.is_empty());
        article.id = article.url.clone();
        article.warn(WarningKind::Encoding, decoded.warning);
        (!article.blocks.is_empty()).then_some(article)
    }
}

/// What a record is, where it was fetched, the type of its content and its length.
type Head = (String, String, String, u64);

/// The line before a record of an ARC: address (which may hold spaces), host, day, type and length.
fn arc_head(line: &[u8]) -> Option<Head> {
    let line = String::from_utf8_lossy(line);
    let mut fields = line.rsplitn(5, ' ');
    let (length, content_type, day) = (fields.next()?.parse().ok()?, fields.next()?, fields.next()?);
    let (_, url) = (fields.next()?, fields.next()?);
    let is_day = day.len() >= 8 && day.bytes().all(|b| b.is_ascii_digit());
    let kind = if url.starts_with("filedesc:") { "warcinfo" } else { "response" };
    (is_day && url.contains(':')).then(|| (kind.into(), url.into(), http::plain_type(content_type), length))
}
