//! A piece of work that may hang, panic or need a deep stack → its result, or what became of it.
//!
//! What a work may take is counted in time of the processor ([`ProcessorClock`]): what is read of a file must not depend on what
//! else the machine does. A work that gets no processor is given up after [`PATIENCE`] times its budget, but that is no
//! fault of the file: [`was_busy`] says so, and the file is read again by the next run.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Readers of pages and documents call themselves once for each element that lies in another, which takes a deep stack.
const STACK: usize = 64 << 20;

/// What a thread of such works is called: a panic on it is told as an error of the file, and need not be printed.
pub const THREAD_NAME: &str = "reader";

/// How often a work that has not ended is looked at.
const TICK: Duration = Duration::from_millis(100);

/// How many times its budget a work may take by the clock on the wall, where others have the processors.
const PATIENCE: u32 = 20;

/// How long is waited for one of the works that were given up to end, where as many as there are cores still run.
const WAIT: Duration = Duration::from_secs(60);

/// The works of this process.
static SLOTS: Slots =
    Slots { abandoned: Mutex::new(Abandoned { works: 0, in_vain: false }), ended: Condvar::new() };

/// The works that were given up and still run: nothing can stop a thread.
struct Slots {
    abandoned: Mutex<Abandoned>,
    ended: Condvar,
}

struct Abandoned {
    works: usize,
    /// Whether somebody waited for one of them to end and none did: then nobody waits again before one does.
    in_vain: bool,
}

/// A thread that does one work after the other, and ends when nobody can give it any more.
struct Worker {
    works: Sender<Box<dyn FnOnce() + Send>>,
    clock: ProcessorClock,
}

thread_local! {
    /// The worker of this thread: one for all its files, since the extractors' patterns are warmed up for a thread.
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
    /// Whether the machine was too busy for a work of this thread.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It panicked.
    Panicked,
    /// It took more time of the processor than it may.
    TooSlow,
    /// The machine did not get to it: the file must be read again.
    Busy,
}

/// Whether the machine was too busy for a work of this thread since this was last asked.
pub(super) fn was_busy() -> bool {
    BUSY.take()
}

/// Does a work on another thread, and gives it up when it has taken its budget of the processor's time.
pub(super) fn bounded<T: Send + 'static>(
    budget: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let done = if SLOTS.has_room(cores, WAIT) { SLOTS.run(budget, work) } else { Err(Failure::Busy) };
    if done.as_ref().is_err_and(|failure| *failure == Failure::Busy) {
        set_busy();
    }
    done
}

/// Says that the machine was too busy for a work of this thread.
pub(super) fn set_busy() {
    BUSY.set(true);
}

/// What has become of a work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Ended,
    GivenUp,
}

impl Slots {
    /// Whether fewer works than these were given up and still run, at once or after a while.
    fn has_room(&self, limit: usize, wait: Duration) -> bool {
        let abandoned = locked(&self.abandoned);
        let full = |abandoned: &mut Abandoned| abandoned.works >= limit && !abandoned.in_vain;
        let waited = self.ended.wait_timeout_while(abandoned, wait, full);
        let (mut abandoned, _) = waited.unwrap_or_else(PoisonError::into_inner);
        abandoned.in_vain = abandoned.works >= limit;
        !abandoned.in_vain
    }

    fn run<T: Send + 'static>(
        &'static self,
        budget: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let worker = WORKER.take().or_else(worker).ok_or(Failure::Busy)?;
        let (sender, receiver) = mpsc::channel();
        let state = Arc::new(Mutex::new(State::Running));
        let theirs = Arc::clone(&state);
        let (before, begun) = (worker.clock.time(), Instant::now());
        let sent = worker.works.send(Box::new(move || {
            // A failed send says that nobody waits.
            let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
            if std::mem::replace(&mut *locked(&theirs), State::Ended) == State::GivenUp {
                self.end();
            }
        }));
        sent.map_err(|_| Failure::Busy)?;
        let result = loop {
            match receiver.recv_timeout(TICK.min(budget)) {
                Ok(result) => break result,
                Err(RecvTimeoutError::Disconnected) => return Err(Failure::Panicked),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let on_the_wall = begun.elapsed();
            let taken = worker.clock.time().zip(before).map(|(now, before)| now.saturating_sub(before));
            let failure = match taken {
                Some(taken) if taken >= budget => Failure::TooSlow,
                _ if on_the_wall < budget * PATIENCE => continue,
                Some(_) => Failure::Busy,
                None => Failure::TooSlow,
            };
            if self.give_up(&state) {
                return Err(failure);
            }
            // It ended in this very moment.
            break receiver.recv().map_err(|_| Failure::Panicked)?;
        };
        WORKER.set(Some(worker));
        result.map_err(|_| Failure::Panicked)
    }

    /// Gives a work up, unless it has ended.
    fn give_up(&self, state: &Mutex<State>) -> bool {
        let mut state = locked(state);
        let runs = *state == State::Running;
        if runs {
            *state = State::GivenUp;
            locked(&self.abandoned).works += 1;
        }
        runs
    }

    /// Says that a work that was given up has ended.
    fn end(&self) {
        let mut abandoned = locked(&self.abandoned);
        abandoned.works -= 1;
        abandoned.in_vain = false;
        self.ended.notify_all();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new worker; `None` if the system gives no thread.
fn worker() -> Option<Worker> {
    let (works, given) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
    let (say, clock) = mpsc::channel();
    let thread = thread::Builder::new().name(THREAD_NAME.into()).stack_size(STACK);
    let started = thread.spawn(move || {
        // A failed send says that nobody waits.
        let _ = say.send(ProcessorClock::of_this_thread());
        given.into_iter().for_each(|work| work());
    });
    started.ok()?;
    Some(Worker { works, clock: clock.recv().ok()? })
}

/// How long this thread has worked since it was started: by the processor's time, where the system tells it.
#[cfg(feature = "pdf")]
pub(super) struct Stopwatch {
    clock: ProcessorClock,
    before: Option<Duration>,
    begun: Instant,
}

#[cfg(feature = "pdf")]
impl Stopwatch {
    /// One for this thread that starts now.
    pub(super) fn start() -> Self {
        let clock = ProcessorClock::of_this_thread();
        Self { before: clock.time(), clock, begun: Instant::now() }
    }

    /// The time that has passed.
    pub(super) fn elapsed(&self) -> Duration {
        let taken = self.clock.time().zip(self.before).map(|(now, before)| now.saturating_sub(before));
        taken.unwrap_or_else(|| self.begun.elapsed())
    }
}

/// The time that a thread has had of the processors; Linux alone tells it of another thread without a call of C.
struct ProcessorClock(Option<PathBuf>);

impl ProcessorClock {
    fn of_this_thread() -> Self {
        let thread = if cfg!(target_os = "linux") { std::fs::read_link("/proc/thread-self").ok() } else { None };
        Self(thread.map(|thread| PathBuf::from("/proc").join(thread).join("schedstat")))
    }

    /// The time since the thread began; `None` where the system does not tell it.
    fn time(&self) -> Option<Duration> {
        let said = std::fs::read_to_string(self.0.as_ref()?).ok()?;
        said.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn slots() -> &'static Slots {
        let abandoned = Mutex::new(Abandoned { works: 0, in_vain: false });
        Box::leak(Box::new(Slots { abandoned, ended: Condvar::new() }))
    }

    #[test]
    fn what_hangs_or_panics_is_told_and_the_next_goes_on() {
        assert_eq!(bounded(LONG, || 7), Ok(7));
        assert_eq!(bounded(LONG, || panic!("as it must")), Err::<(), _>(Failure::Panicked));
        let (wake, wait) = mpsc::channel::<()>();
        assert_eq!(bounded(Duration::ZERO, move || wait.recv().is_ok()), Err(Failure::TooSlow));
        assert_eq!(bounded(LONG, || 8), Ok(8));
        drop(wake);
    }

    #[test]
    fn what_others_keep_from_the_processor_is_no_fault_of_the_file() {
        let slots = slots();
        let (wake, wait) = mpsc::channel::<()>();
        // It takes no time of the processor, as far as the system tells it.
        let waits = slots.run(Duration::from_millis(20), move || wait.recv().is_ok());
        let told = ProcessorClock::of_this_thread().time().is_some();
        assert_eq!(waits, Err(if told { Failure::Busy } else { Failure::TooSlow }));
        assert!(!slots.has_room(1, Duration::ZERO), "it still runs");
        assert!(!slots.has_room(1, LONG), "nobody waits a second time");
        drop(wake);
        while locked(&slots.abandoned).works > 0 {
            thread::yield_now();
        }
        assert!(slots.has_room(1, Duration::ZERO));
    }

    #[test]
    fn who_finds_all_slots_taken_waits_for_one() {
        let slots = slots();
        let (wake, wait) = mpsc::channel::<()>();
        assert_eq!(slots.run(Duration::ZERO, move || wait.recv().is_ok()), Err(Failure::TooSlow));
        let waiting = thread::spawn(|| slots.has_room(1, LONG));
        drop(wake);
        assert!(waiting.join().unwrap());
    }

    #[test]
    fn a_busy_machine_is_told_once() {
        set_busy();
        assert!(was_busy() && !was_busy());
    }
}
