//! A compressed file → the file: gzip and Zstandard, also several streams one after the other.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::Result;
use crate::ingest::{Input, Opened, open_input};

const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

type Source = Box<dyn BufRead + Send>;

/// Whether a file is compressed by Zstandard; it may begin with a frame to be skipped.
pub(in crate::ingest) fn is_zstd(head: &[u8]) -> bool {
    let skipped = head.len() >= 4 && (0x50..0x60).contains(&head[0]) && head[1..4] == *b"\x2A\x4D\x18";
    head.starts_with(ZSTD) || skipped
}

/// What a gzip file holds.
pub(in crate::ingest) fn open_gzip(input: Input) -> Result<Opened> {
    open(input, |source| Box::new(Gzip(Some(GzDecoder::new(source)))))
}

/// What a Zstandard file holds.
pub(in crate::ingest) fn open_zstd(input: Input) -> Result<Opened> {
    open(input, |source| Box::new(Zstd { source, decoder: FrameDecoder::new(), in_frame: false }))
}

fn open(mut input: Input, unpacker: fn(Source) -> Box<dyn Read + Send>) -> Result<Opened> {
    input.count_packed();
    let source = std::mem::replace(&mut input.reader, Box::new(io::empty()));
    let name = input.name.strip_suffix(".tgz").map_or(input.name.clone(), |name| format!("{name}.tar"));
    let inside = input.inside(input.path.clone(), &name, unpacker(source))?;
    open_input(inside)
}

/// Unpacks gzip; what follows the last stream and is none is no part of the file.
struct Gzip(Option<GzDecoder<Source>>);

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.0 else { return Ok(0) };
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(mut source) = self.0.take().map(GzDecoder::into_inner) else { return Ok(0) };
            if source.fill_buf()?.first() == GZIP.first() {
                self.0 = Some(GzDecoder::new(source));
            }
        }
    }
}

/// Unpacks Zstandard, frame by frame.
struct Zstd {
    source: Source,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl Zstd {
    /// Begins the next frame; false at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length, ..
                })) => {
                    io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            }
        }
    }
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.in_frame && !self.begin()? {
                return Ok(0);
            }
            self.in_frame = true;
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let decoded = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
                decoded.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.in_frame = false;
        }
    }
}
