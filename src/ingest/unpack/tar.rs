//! A tar archive → its entries, read through once.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::container::{Content, Entries, Entry, articles};
use crate::error::{Error, Result};
use crate::ingest::{Input, Opened};

/// A block of a tar archive.
const BLOCK: u64 = 512;

/// Whether a file begins with the header of a tar archive: its check sum is right.
pub(in crate::ingest) fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK as usize) else { return false };
    let header = tar::Header::from_byte_slice(block);
    let field = 148..156;
    let sum: u32 =
        block.iter().enumerate().map(|(i, b)| u32::from(if field.contains(&i) { b' ' } else { *b })).sum();
    block[0] != 0 && header.cksum().is_ok_and(|said| said == sum)
}

/// A tar archive that is read through once.
struct Tar {
    reader: Box<dyn BufRead + Send>,
    /// What is still unread of the entry at hand, and the filling after it.
    left: u64,
    filling: u64,
}

/// The bytes of the entry at hand.
struct TarEntry(Arc<Mutex<Tar>>);

impl Read for TarEntry {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = tar.left;
        let read = tar.reader.by_ref().take(left).read(buffer)?;
        tar.left -= read as u64;
        if read == 0 && left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }
}

/// The entries of a tar archive, in its order.
pub(in crate::ingest) fn open_tar(mut input: Input) -> Result<Opened> {
    input.count_packed();
    let reader = std::mem::replace(&mut input.reader, Box::new(io::empty()));
    let tar = Arc::new(Mutex::new(Tar { reader, left: 0, filling: 0 }));
    let (mut ended, shown) = (false, input.path.clone());
    let entries: Entries = Box::new(move || {
        if ended {
            return None;
        }
        match tar_entry(&tar) {
            Ok(Some(entry)) => Some(Ok(entry)),
            Ok(None) => {
                ended = true;
                None
            }
            Err(error) => {
                ended = true;
                let message = format!("the tar archive is damaged from here on ({error}): fetch the file again");
                let told = error.to_string().starts_with("unpacks to");
                let message = if told { error.to_string() } else { message };
                Some(Err(Error::Article { path: shown.clone(), line: None, message }))
            }
        }
    });
    Ok(articles(input, entries))
}

fn tar_entry(shared: &Arc<Mutex<Tar>>) -> io::Result<Option<Entry>> {
    let mut tar = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let rest = tar.left + tar.filling;
    let skipped = io::copy(&mut tar.reader.by_ref().take(rest), &mut io::sink())?;
    if skipped < rest.saturating_sub(BLOCK) || (skipped < rest && skipped < tar.left) {
        return Err(io::Error::other("it breaks off"));
    }
    (tar.left, tar.filling) = (0, 0);
    let mut archive = tar::Archive::new(&mut tar.reader);
    let Some(entry) = archive.entries()?.next() else { return Ok(None) };
    let entry = entry?;
    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    let (kind, size) = (entry.header().entry_type(), entry.size());
    drop(entry);
    (tar.left, tar.filling) = (size, size.next_multiple_of(BLOCK) - size);
    Ok(Some(match kind {
        tar::EntryType::Regular | tar::EntryType::Continuous => {
            Entry { name, content: Content::Bytes(Box::new(TarEntry(shared.clone()))) }
        }
        tar::EntryType::GNUSparse => Entry {
            name,
            content: Content::Fault("is a sparse file, which is not read: unpack the archive".into()),
        },
        // Folders, links and devices hold no text.
        _ => Entry { name, content: Content::Nothing },
    }))
}
