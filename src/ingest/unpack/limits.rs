//! How much may be unpacked: bounds on size, depth and number against archives that are made to fill a machine.

use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::error::{Error, Result};
use crate::ingest::{Input, detect};

/// How deep archives may lie in each other; a compressed archive counts twice.
const DEPTH: u8 = 6;

/// What may be unpacked of any file: 16 MB.
const FREE: u64 = 16 << 20;

/// How many times its own size a file may unpack to beyond that; text packs to a fifth or a tenth, pages to a thirtieth.
const TIMES: u64 = 200;

/// How many entries of one file are looked at, all archives in it together.
const ENTRIES: u64 = 1_000_000;

/// What is unpacked of one file, all archives in it together.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Unpacking {
    depth: u8,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    packed: AtomicU64,
    unpacked: AtomicU64,
    entries: AtomicU64,
    exceeded: AtomicBool,
}

impl Unpacking {
    /// Counts bytes of the file itself.
    pub(in crate::ingest) fn packed(&self, bytes: u64) {
        self.counts.packed.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts unpacked bytes; an error where they are too many.
    pub(in crate::ingest) fn unpacked(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.counts.unpacked.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if !is_bomb(self.counts.packed.load(Ordering::Relaxed), unpacked) {
            return Ok(());
        }
        self.counts.exceeded.store(true, Ordering::Relaxed);
        Err(io::Error::other(bomb()))
    }

    /// Whether a limit was passed: then nothing more of the file is read.
    pub(in crate::ingest) fn exceeded(&self) -> bool {
        self.counts.exceeded.load(Ordering::Relaxed)
    }

    /// Counts an entry; false where there are too many.
    pub(in crate::ingest) fn entry(&self) -> bool {
        self.counts.entries.fetch_add(1, Ordering::Relaxed) < ENTRIES
    }
}

/// Whether so many bytes are too many for what they come from.
pub(in crate::ingest) fn is_bomb(packed: u64, unpacked: u64) -> bool {
    unpacked > FREE.saturating_add(packed.saturating_mul(TIMES))
}

/// What to say of a bomb.
pub(in crate::ingest) fn bomb() -> String {
    format!("unpacks to more than {TIMES} times its size and is not read on: if it is no bomb, unpack it yourself")
}

impl Input {
    /// What is inside: under `path` in articles and errors and with a `name` that tells its kind, unpacked by `reader`.
    pub(in crate::ingest) fn inside(
        &self,
        path: PathBuf,
        name: &str,
        reader: impl Read + Send + 'static,
    ) -> Result<Self> {
        let mut unpacking = self.unpacking.clone();
        unpacking.depth += 1;
        if unpacking.depth > DEPTH {
            let message = format!("archives lie more than {DEPTH} deep in each other: unpack it yourself");
            return Err(Error::Article { path, line: None, message });
        }
        let reader = BufReader::new(Unpacked { reader, unpacking: unpacking.clone() });
        let name = detect::unpacked_name(name).to_owned();
        let names = Arc::clone(&self.names);
        Ok(Self { path, name, reader: Box::new(reader), file: None, unpacking, names })
    }

    /// Counts what is read from a stream whose length is not known before.
    pub(in crate::ingest) fn count_packed(&mut self) {
        if self.unpacking.depth == 0 && self.file.is_none() {
            let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
            self.reader = Box::new(BufReader::new(Packed { reader: rest, unpacking: self.unpacking.clone() }));
        }
    }
}

/// Counts what comes from a stream.
struct Packed<R> {
    reader: R,
    unpacking: Unpacking,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.unpacking.packed(read as u64);
        Ok(read)
    }
}

/// Counts what comes out of packed data, and says what a fault of it means.
struct Unpacked<R> {
    reader: R,
    unpacking: Unpacking,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.reader.read(buffer) {
            Ok(read) => self.unpacking.unpacked(read as u64).map(|()| read),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) if error.raw_os_error().is_some() || is_told(&error) => Err(error),
            Err(error) => Err(damaged(&error)),
        }
    }
}

/// Whether an error already says what is wrong and what helps.
fn is_told(error: &io::Error) -> bool {
    error.to_string().contains(": ")
        && ["unpacks to", "packed data"].iter().any(|start| error.to_string().contains(start))
}

fn damaged(error: &io::Error) -> io::Error {
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "breaks off".to_owned(),
        _ => format!("is damaged ({error})"),
    };
    io::Error::other(format!("the packed data {what}: fetch the file again"))
}

/// A reader that fails once and is at its end then.
pub(in crate::ingest) struct Failing(pub(in crate::ingest) Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
