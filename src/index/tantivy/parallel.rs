//! Parts of a work on an index, done side by side by several threads where the work is worth it.
//!
//! The threads are new ones: a system puts these on processors that are idle, while it often wakes the sleeping threads of a pool
//! where the one that waits for them is running, and a search is over before they move. All searches of a process together
//! have no more of them than there are processors.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use tantivy::DocId;

use crate::error::Result;

/// So many postings are read by one thread in less time than others take to begin. What is built to be tested has few.
const MIN_POSTINGS: u64 = if cfg!(debug_assertions) { 64 } else { 16_384 };

/// So many articles are looked at at once: what is known of them is held in memory.
const MAX_ARTICLES: usize = 16_384;

/// So many articles are looked at by one thread in less time than others take to begin.
const MIN_ARTICLES: usize = if cfg!(debug_assertions) { 16 } else { 512 };

/// More parts than threads, since some have more to do than others.
const PARTS_A_THREAD: usize = 4;

static PROCESSORS: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// The threads at work beside those that search.
static OTHERS: AtomicUsize = AtomicUsize::new(0);

/// A thread that may be begun, until it is given back.
struct Permit;

impl Permit {
    fn get() -> Option<Self> {
        let one_more = |others| (others + 1 < *PROCESSORS).then_some(others + 1);
        OTHERS.fetch_update(Relaxed, Relaxed, one_more).ok().map(|_| Self)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        OTHERS.fetch_sub(1, Relaxed);
    }
}

/// What a work makes of so many parts, in their order; `postings` is about how many are read in all.
pub(super) fn of_each<T: Send>(
    parts: usize,
    postings: u64,
    work: impl Fn(usize) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let permits = if postings < MIN_POSTINGS { 0 } else { parts.saturating_sub(1) };
    let permits: Vec<Permit> = (0..permits).map_while(|_| Permit::get()).collect();
    if permits.is_empty() {
        return (0..parts).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let next = || Some(next.fetch_add(1, Relaxed)).filter(|part| *part < parts);
    let some = || std::iter::from_fn(next).map(|part| (part, work(part))).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        let begin = |permit| {
            scope.spawn(|| {
                let _until_the_end: Permit = permit;
                some()
            })
        };
        let others: Vec<_> = permits.into_iter().map(begin).collect();
        let mut done = some();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(part, _)| *part);
    done.into_iter().map(|(_, made)| made).collect()
}

/// What a work makes of some articles, part by part in their order.
pub(super) fn in_parts<T: Send>(articles: &[u32], work: impl Fn(&[u32]) -> Result<T> + Sync) -> Result<Vec<T>> {
    let part = articles.len().div_ceil(PARTS_A_THREAD * *PROCESSORS).clamp(MIN_ARTICLES, MAX_ARTICLES);
    let parts: Vec<&[u32]> = articles.chunks(part).collect();
    of_each(parts.len(), MIN_POSTINGS, |number| work(parts[number]))
}

/// What a work makes of the documents of a segment, range by range in their order; `postings` is about how many are read in all.
pub(super) fn in_ranges<T: Send>(
    documents: DocId,
    postings: u64,
    work: impl Fn(Range<DocId>) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let parts = if postings < MIN_POSTINGS { 1 } else { PARTS_A_THREAD * *PROCESSORS };
    let part = documents.div_ceil(parts as DocId).max(1);
    let range = |number: usize| {
        let start = number as DocId * part;
        start.min(documents)..(start + part).min(documents)
    };
    of_each(parts, postings, |number| work(range(number)))
}
