//! A zip archive → its entries, from the directory at its end; or the document whose parts they are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::container::{Content, Entries, Entry, articles, path_inside};
use super::limits;
use crate::error::{Error, Result};
use crate::ingest::{Input, Opened, detect, page};

/// Whether a file is a zip archive, also an empty one.
pub(in crate::ingest) fn is_zip(head: &[u8]) -> bool {
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

type Archive = ZipArchive<Box<dyn ReadSeek>>;

/// What a zip archive holds: the parts of a document, or files of their own, numbered through.
pub(in crate::ingest) fn open_zip(mut input: Input) -> Result<Opened> {
    let place = match &input.file {
        Some(path) => Place::Disk(path.clone()),
        None => {
            input.count_packed();
            Place::Memory(input.read_whole()?.into())
        }
    };
    let reader = place.open().map_err(|error| input.unreadable(error))?;
    let archive = ZipArchive::new(reader).map_err(|error| {
        input.error(None, format!("the zip archive is damaged ({error}): fetch the file again"))
    })?;
    let mut package = Package { input, archive, place };
    if let Some(document) = detect::document(&mut package) {
        return (document.open)(package);
    }
    if let Some(reason) = other_document(&mut package) {
        return Ok(Opened::Other(reason));
    }
    let Package { input, archive, place } = package;
    Ok(entries(input, archive, place))
}

/// The entries, in the order of the directory.
fn entries(input: Input, mut archive: Archive, place: Place) -> Opened {
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
    articles(input, entries)
}

/// A zip archive that is a document: its parts are asked for by name.
pub(in crate::ingest) struct Package {
    pub(in crate::ingest) input: Input,
    archive: Archive,
    place: Place,
}

impl Package {
    /// Whether there is a part of this name.
    pub(in crate::ingest) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Whether the name of any part begins like this.
    fn has_any(&self, start: &str) -> bool {
        self.archive.file_names().flatten().any(|name| name.starts_with(start))
    }

    /// Whether a part begins with these bytes.
    pub(in crate::ingest) fn begins(&mut self, name: &str, bytes: &[u8]) -> bool {
        let mut head = Vec::new();
        if let Some(Ok(Content::Bytes(reader))) = self.content(name) {
            // A part that cannot be read does not begin in any way.
            let _ = reader.take(bytes.len() as u64).read_to_end(&mut head);
        }
        head == bytes
    }

    /// All of a part; `None` if there is none of this name.
    pub(in crate::ingest) fn part(&mut self, name: &str) -> Option<Result<Vec<u8>>> {
        let path = path_inside(&self.input, name);
        let reader = match self.content(name)? {
            Ok(Content::Bytes(reader)) => reader,
            Ok(Content::Fault(message)) => return Some(Err(Error::Article { path, line: None, message })),
            Ok(_) => return None,
            Err(message) => return Some(Err(Error::Article { path, line: None, message })),
        };
        Some(self.input.inside(path, name, reader).and_then(|mut inside| inside.read_whole()))
    }

    /// The text of a part, by what it declares.
    pub(in crate::ingest) fn text(&mut self, name: &str) -> Option<Result<String>> {
        Some(self.part(name)?.map(|bytes| page::decode(&bytes).text.into_owned()))
    }

    fn content(&mut self, name: &str) -> Option<std::result::Result<Content, String>> {
        let index = self.archive.index_for_name(name)?;
        let entry = zip_entry(&mut self.archive, index, &self.place);
        Some(entry.map(|e| e.content).map_err(|error| format!("is damaged ({error}): fetch the file again")))
    }
}

/// Why a zip archive that is a document of another kind is not read.
fn other_document(package: &mut Package) -> Option<String> {
    let office = package.has("[Content_Types].xml");
    let kind = if office && package.has_any("xl/") {
        "xlsb"
    } else if office && package.has_any("ppt/") {
        "pptx"
    } else if package.begins("mimetype", b"application/vnd.oasis.opendocument") {
        "ods"
    } else {
        return None;
    };
    detect::other_name(&format!("document.{kind}"))
}

fn zip_entry(
    archive: &mut Archive,
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
