//! files → the steps of a run: their articles and faults, in order.

use std::path::Path;

use super::files::{FileState, ToRead};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::ingest::{self, Opened, ReadingOptions};

/// A batch is handed on when it has so many articles or so many bytes of text; one by one, the threads would spend their
/// time waking each other.
const ARTICLES_A_BATCH: usize = 64;
const BYTES_A_BATCH: usize = 256 << 10;

/// A step of the run, in the order of the files.
pub(super) enum Step<A> {
    Begin(usize),
    Articles(usize, Vec<A>),
    Fault(usize, Error),
    Skip(usize, String),
    /// The end of a file, with the state in which it was read to its end.
    End(usize, FileState),
}

/// Sends the articles of all files in order. Returns false when it was told to stop, without the end of the file at hand.
pub(super) fn read_files(
    files: &[ToRead],
    options: &ReadingOptions,
    send: &mut dyn FnMut(Step<Article>) -> bool,
) -> bool {
    files.iter().enumerate().all(|(index, file)| {
        if !send(Step::Begin(index)) {
            return false;
        }
        let before = match FileState::before_reading(&file.path) {
            Ok(state) => state,
            Err(error) => return send(Step::Fault(index, error)) && send(Step::End(index, FileState::UNFINISHED)),
        };
        if !read_file((index, &file.path), options, send) {
            return false;
        }
        // Of a file that changed meanwhile nobody knows which parts were read.
        let unchanged = FileState::of(&file.path).is_ok_and(|after| after == before);
        send(Step::End(index, if unchanged { before } else { FileState::UNFINISHED }))
    })
}

fn read_file(
    (index, path): (usize, &Path),
    options: &ReadingOptions,
    send: &mut dyn FnMut(Step<Article>) -> bool,
) -> bool {
    let mut articles = match guarded(path, || ingest::open(path, options)) {
        Ok(Ok(Opened::Articles(articles))) => articles,
        Ok(Ok(Opened::Other(reason))) => return send(Step::Skip(index, reason)),
        Ok(Err(error)) | Err(error) => return send(Step::Fault(index, error)),
    };
    let (mut batch, mut bytes) = (Vec::new(), 0);
    loop {
        let (fault, is_end) = match guarded(path, || articles.next()) {
            Ok(Some(Ok(article))) => {
                bytes += article.blocks.iter().map(|b| b.text.len()).sum::<usize>();
                batch.push(article);
                (None, false)
            }
            Ok(Some(Err(error))) => (Some(error), false),
            Ok(None) => (None, true),
            Err(error) => (Some(error), true),
        };
        if batch.len() >= ARTICLES_A_BATCH || bytes >= BYTES_A_BATCH || fault.is_some() || is_end {
            bytes = 0;
            let batch = std::mem::take(&mut batch);
            let handed_on = batch.is_empty() || send(Step::Articles(index, batch));
            if !handed_on || fault.is_some_and(|error| !send(Step::Fault(index, error))) {
                return false;
            }
        }
        if is_end {
            return true;
        }
    }
}

/// What `work` gives; a panic in it is an error of the file, and the run goes on.
pub(super) fn guarded<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| {
        let message = "could not be understood: this is a fault of the program, please report it".to_owned();
        Error::Article { path: path.to_owned(), line: None, message }
    })
}
