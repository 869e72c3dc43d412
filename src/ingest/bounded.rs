//! A piece of work that may hang, panic or need a deep stack → its result, or what became of it.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// Readers of pages and documents call themselves once for each element that lies in another, which takes a deep stack.
const STACK: usize = 64 << 20;

/// What a thread of such works is called: a panic on it is told as an error of the file, and need not be printed.
pub const THREAD_NAME: &str = "reader";

/// The works that were given up and still run: nothing can stop a thread.
static ABANDONED: AtomicUsize = AtomicUsize::new(0);

/// A thread that does one work after the other, and ends when nobody can give it any more.
struct Worker {
    works: Sender<Box<dyn FnOnce() + Send>>,
}

thread_local! {
    /// The worker of this thread: one for all its files, since the extractors' patterns are warmed up for a thread.
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It panicked.
    Panicked,
    /// It took longer than it may.
    TooSlow,
    /// As many works as there are cores were given up and still run, so it was not begun.
    Busy,
}

/// Does a work on another thread, and gives it up after a while.
pub(super) fn bounded<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if ABANDONED.load(Ordering::SeqCst) >= cores {
        return Err(Failure::Busy);
    }
    let worker = WORKER.take().or_else(worker).ok_or(Failure::Busy)?;
    let (sender, receiver) = mpsc::channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&given_up);
    let sent = worker.works.send(Box::new(move || {
        // A failed send says that nobody waits.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        if theirs.swap(true, Ordering::SeqCst) {
            ABANDONED.fetch_sub(1, Ordering::SeqCst);
        }
    }));
    sent.map_err(|_| Failure::Busy)?;
    let result = match receiver.recv_timeout(time) {
        Err(RecvTimeoutError::Timeout) => {
            ABANDONED.fetch_add(1, Ordering::SeqCst);
            if !given_up.swap(true, Ordering::SeqCst) {
                return Err(Failure::TooSlow);
            }
            // It ended in this very moment.
            ABANDONED.fetch_sub(1, Ordering::SeqCst);
            receiver.recv().map_err(|_| Failure::Panicked)?
        }
        Err(RecvTimeoutError::Disconnected) => return Err(Failure::Panicked),
        Ok(result) => result,
    };
    WORKER.set(Some(worker));
    result.map_err(|_| Failure::Panicked)
}

/// A new worker; `None` if the system gives no thread.
fn worker() -> Option<Worker> {
    let (works, given) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
    let thread = thread::Builder::new().name(THREAD_NAME.into()).stack_size(STACK);
    let started = thread.spawn(move || given.into_iter().for_each(|work| work()));
    started.is_ok().then_some(Worker { works })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_or_panics_is_told_and_the_next_goes_on() {
        let long = Duration::from_secs(60);
        assert_eq!(bounded(long, || 7), Ok(7));
        assert_eq!(bounded(long, || panic!("as it must")), Err::<(), _>(Failure::Panicked));
        let (wake, wait) = mpsc::channel::<()>();
        assert_eq!(bounded(Duration::ZERO, move || wait.recv().is_ok()), Err(Failure::TooSlow));
        assert_eq!(bounded(long, || 8), Ok(8));
        drop(wake);
    }
}
