//! files → the steps of a run: their articles and faults, in order.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::files::{FileState, ToRead};
use crate::article::Article;
use crate::error::Error;
use crate::ingest::{self, Opened, ReadingOptions, guarded};

/// A batch is handed on when it has so many articles or so many bytes of text; one by one, the threads would spend their
/// time waking each other.
const ARTICLES_A_BATCH: usize = 160;
const BYTES_A_BATCH: usize = 384 << 10;

/// A step of the run, in the order of the files.
pub(super) enum Step<A> {
    Begin(usize),
    Articles(usize, Vec<A>),
    Fault(usize, Error),
    Skip(usize, String),
    /// The end of a file, with the state in which it was read to its end.
    End(usize, FileState),
}

/// At most so many files are read at once.
const MOST_READERS: usize = 8;

/// So many steps of a file may wait while an earlier file is still being read.
const STEPS_AHEAD: usize = 4;

/// A file whose turn has come, and where its steps go.
type Turn = (usize, SyncSender<Step<Article>>);

/// Gives the steps of one file to whoever takes them, until nobody does; false then.
type Reader<'a> = dyn Fn((usize, &ToRead), &mut dyn FnMut(Step<Article>) -> bool) -> bool + Sync + 'a;

/// Reads files, each on a thread of its own, as many at once as there are cores, and sends the articles of all in order: of
/// a later file so much waits that the memory is bounded, and no order depends on which thread is faster. Returns false
/// when it was told to stop, without the end of the file at hand.
pub(super) fn read_files(
    files: &[ToRead],
    options: &ReadingOptions,
    send: &mut dyn FnMut(Step<Article>) -> bool,
) -> bool {
    read_in_order(files, &|file, send| read_steps(file, options, send), send)
}

fn read_in_order(files: &[ToRead], read: &Reader<'_>, send: &mut dyn FnMut(Step<Article>) -> bool) -> bool {
    let readers = thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS).min(files.len());
    let (turns, next) = sync_channel::<Turn>(0);
    let (in_order, streams) = sync_channel::<Receiver<Step<Article>>>(readers);
    // It is gone with the last thread that can take a turn, so that nobody waits for one that cannot.
    let next = Arc::new(Mutex::new(next));
    thread::scope(move |scope| {
        scope.spawn(move || {
            (0..files.len()).all(|file| {
                let (steps, stream) = sync_channel(STEPS_AHEAD);
                // Either fails when nobody waits for more.
                turns.send((file, steps)).is_ok() && in_order.send(stream).is_ok()
            })
        });
        for _ in 0..readers {
            let next = Arc::clone(&next);
            scope.spawn(move || take_turns(files, read, &next));
        }
        drop(next);
        streams.iter().flatten().all(send)
    })
}

/// Reads one file after the other, as their turns come. A panic is an error of the file, which is read again by the next run.
fn take_turns(files: &[ToRead], read: &Reader<'_>, next: &Mutex<Receiver<Turn>>) {
    loop {
        let turn = next.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((file, steps)) = turn else { return };
        let read = guarded(&files[file].path, || read((file, &files[file]), &mut |step| steps.send(step).is_ok()));
        if let Err(error) = read {
            // Either fails when nobody waits for more.
            let _ = steps
                .send(Step::Fault(file, error))
                .and_then(|()| steps.send(Step::End(file, FileState::UNFINISHED)));
        }
    }
}

/// Sends the steps of one file, until nobody takes them.
fn read_steps(
    (index, file): (usize, &ToRead),
    options: &ReadingOptions,
    send: &mut dyn FnMut(Step<Article>) -> bool,
) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn files(number: usize) -> Vec<ToRead> {
        let file = |i: usize| ToRead {
            path: format!("{i}.txt").into(),
            text: String::new(),
            name: String::new(),
            state: FileState::UNFINISHED,
            known: false,
            took_from: Default::default(),
        };
        (0..number).map(file).collect()
    }

    #[test]
    fn a_reader_that_panics_costs_its_file_alone() {
        let read = |(file, _): (usize, &ToRead), send: &mut dyn FnMut(Step<Article>) -> bool| {
            assert!(send(Step::Begin(file)) && file % 2 == 1, "as it must");
            send(Step::End(file, FileState { bytes: 0, modified: 0 }))
        };
        let mut steps = Vec::new();
        assert!(read_in_order(&files(40), &read, &mut |step| {
            steps.push(match step {
                Step::Fault(file, _) => (file, "fault"),
                Step::End(file, FileState::UNFINISHED) => (file, "unfinished"),
                Step::End(file, _) => (file, "end"),
                _ => return true,
            });
            true
        }));
        let wanted = (0..40).flat_map(|file| match file % 2 {
            0 => vec![(file, "fault"), (file, "unfinished")],
            _ => vec![(file, "end")],
        });
        assert_eq!(steps, wanted.collect::<Vec<_>>());
    }

    #[test]
    fn readers_end_when_nobody_takes_their_steps() {
        let endless = |(file, _): (usize, &ToRead), send: &mut dyn FnMut(Step<Article>) -> bool| {
            while send(Step::Begin(file)) {}
            false
        };
        assert!(!read_in_order(&files(40), &endless, &mut |_| false));
        let panics =
            std::panic::catch_unwind(|| read_in_order(&files(40), &endless, &mut |_| panic!("as it must")));
        assert!(panics.is_err());
    }
}
