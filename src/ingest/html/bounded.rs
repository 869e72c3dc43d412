//! A piece of work that may hang, panic or need a deep stack → its result, or what became of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// The extractors call themselves once for each element that lies in another: a deep page needs a deep stack.
const STACK: usize = 64 << 20;

/// The works that were given up and still run: nothing can stop a thread.
static ABANDONED: AtomicUsize = AtomicUsize::new(0);

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

impl Failure {
    /// What a reader is told.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Panicked => "an extractor broke down on this page",
            Self::TooSlow => "the page takes too long to take apart",
            Self::Busy => "pages before it still take up all processors",
        }
    }
}

/// Does a work on a thread of its own, and gives it up after a while.
pub(super) fn bounded<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if ABANDONED.load(Ordering::SeqCst) >= cores {
        return Err(Failure::Busy);
    }
    let (sender, receiver) = mpsc::channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&given_up);
    let thread = thread::Builder::new().name("page".into()).stack_size(STACK);
    let started = thread.spawn(move || {
        // A failed send says that nobody waits.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        if theirs.swap(true, Ordering::SeqCst) {
            ABANDONED.fetch_sub(1, Ordering::SeqCst);
        }
    });
    if started.is_err() {
        return Err(Failure::Busy);
    }
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
    result.map_err(|_| Failure::Panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_or_panics_is_told() {
        assert_eq!(bounded(Duration::from_secs(60), || 7), Ok(7));
        assert_eq!(bounded(Duration::from_secs(60), || panic!("as it must")), Err::<(), _>(Failure::Panicked));
        let (wake, wait) = mpsc::channel::<()>();
        assert_eq!(bounded(Duration::ZERO, move || wait.recv().is_ok()), Err(Failure::TooSlow));
        drop(wake);
    }
}
