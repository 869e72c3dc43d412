//! What one search costs, counted as it goes, and whether it may go on.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::error::{Error, Result};

/// What a search has cost. The same search of the same index costs the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Work {
    /// Entries read of the postings lists of words and names.
    pub postings: u64,
    /// Blocks read of the lists of articles.
    pub blocks_read: u64,
    /// Words that begin as a prefix of the query does.
    pub prefix_words: u64,
    /// Beginnings and endings of skeletons of names, their consonants, that were aligned with one of the query.
    pub skeletons_aligned: u64,
    /// Names of the index that were aligned with one of the query.
    pub names_aligned: u64,
    /// Forms of names about which it was decided whether they are spellings.
    pub forms_decided: u64,
    /// How often the matching articles were gone through.
    pub passes: u64,
    /// Matching articles gone through, over all passes.
    pub articles_matched: u64,
    /// Articles that were scored, over all passes.
    pub articles_scored: u64,
    /// Articles that were scored anew by the words of the best.
    pub articles_rescored: u64,
    /// Words of the best articles whose passages were counted.
    pub feedback_words: u64,
    /// Comparisons of two articles to put them in order.
    pub comparisons: u64,
    /// Comparisons of two articles to find near-duplicates.
    pub signatures_compared: u64,
    /// Ids and dates that were read without their articles.
    pub facts_read: u64,
    /// Stored articles that were read.
    pub articles_fetched: u64,
    /// The bytes of their texts.
    pub bytes_fetched: u64,
    /// Passages that were analysed anew.
    pub passages_analysed: u64,
}

/// What is counted: the fields of [`Work`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of `Work` say what each is")]
pub enum Counter {
    Postings,
    BlocksRead,
    PrefixWords,
    SkeletonsAligned,
    NamesAligned,
    FormsDecided,
    Passes,
    ArticlesMatched,
    ArticlesScored,
    ArticlesRescored,
    FeedbackWords,
    Comparisons,
    SignaturesCompared,
    FactsRead,
    ArticlesFetched,
    BytesFetched,
    PassagesAnalysed,
}

/// How many counters there are.
const COUNTERS: usize = Counter::PassagesAnalysed as usize + 1;

/// How many steps a loop may take before it asks whether to go on.
const STEPS_BETWEEN_CHECKS: u64 = 1024;

/// Stops a search from another thread. All clones of one are the same.
///
/// ```
/// use dateline::results::{Cancel, SearchOptions};
/// use dateline::{Archive, Error};
///
/// let cancel = Cancel::default();
/// let options = SearchOptions { cancel: Some(cancel.clone()), ..SearchOptions::default() };
/// cancel.cancel();
/// assert!(matches!(Archive::in_memory()?.search("Saraqeb", &options), Err(Error::Cancelled)));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    is_cancelled: AtomicBool,
    /// How many more checks there are before it cancels by itself.
    checks_left: Option<AtomicU64>,
}

impl Cancel {
    /// One that cancels by itself once it was checked this often: a bound on the work of a search without a clock. A search
    /// checks at each of its stages, and in its loops every 1,024 steps.
    pub fn after(checks: u64) -> Self {
        Self(Arc::new(CancelState { is_cancelled: AtomicBool::new(false), checks_left: Some(checks.into()) }))
    }

    /// Stops every search that was given this.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Relaxed);
    }

    /// Whether it was called off.
    fn is_cancelled(&self) -> bool {
        if let Some(left) = &self.0.checks_left
            && left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err()
        {
            self.cancel();
        }
        self.0.is_cancelled.load(Relaxed)
    }
}

impl PartialEq for Cancel {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Counts what one search costs, and stops it when its time is up.
#[derive(Debug)]
pub struct Budget {
    counts: [AtomicU64; COUNTERS],
    started: Instant,
    time_limit: Option<Duration>,
    cancel: Option<Cancel>,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(None, None)
    }
}

impl Budget {
    /// A budget whose time runs from now on; without a limit it only counts.
    pub fn new(time_limit: Option<Duration>, cancel: Option<Cancel>) -> Self {
        Self { counts: Default::default(), started: Instant::now(), time_limit, cancel }
    }

    /// Counts.
    pub fn add(&self, counter: Counter, count: u64) {
        self.counts[counter as usize].fetch_add(count, Relaxed);
    }

    /// Counts, and fails if the search has to stop.
    pub fn spend(&self, counter: Counter, count: u64) -> Result<()> {
        self.add(counter, count);
        self.check()
    }

    /// Fails if the search has to stop.
    pub fn check(&self) -> Result<()> {
        if self.cancel.as_ref().is_some_and(Cancel::is_cancelled) {
            return Err(Error::Cancelled);
        }
        match self.time_limit {
            Some(limit) if self.started.elapsed() >= limit => Err(Error::TimedOut { limit }),
            _ => Ok(()),
        }
    }

    /// A counter for the steps of a loop, which now and then asks whether to go on.
    pub fn steps(&self, counter: Counter) -> Steps<'_> {
        Steps { budget: self, counter, pending: 0 }
    }

    /// What was counted so far.
    pub fn work(&self) -> Work {
        let count = |counter: Counter| self.counts[counter as usize].load(Relaxed);
        Work {
            postings: count(Counter::Postings),
            blocks_read: count(Counter::BlocksRead),
            prefix_words: count(Counter::PrefixWords),
            skeletons_aligned: count(Counter::SkeletonsAligned),
            names_aligned: count(Counter::NamesAligned),
            forms_decided: count(Counter::FormsDecided),
            passes: count(Counter::Passes),
            articles_matched: count(Counter::ArticlesMatched),
            articles_scored: count(Counter::ArticlesScored),
            articles_rescored: count(Counter::ArticlesRescored),
            feedback_words: count(Counter::FeedbackWords),
            comparisons: count(Counter::Comparisons),
            signatures_compared: count(Counter::SignaturesCompared),
            facts_read: count(Counter::FactsRead),
            articles_fetched: count(Counter::ArticlesFetched),
            bytes_fetched: count(Counter::BytesFetched),
            passages_analysed: count(Counter::PassagesAnalysed),
        }
    }

    /// The time since the search began, in milliseconds to three places.
    pub fn took_ms(&self) -> f64 {
        (self.started.elapsed().as_secs_f64() * 1e6).round() / 1e3
    }
}

/// The steps of one loop.
#[derive(Debug)]
pub struct Steps<'a> {
    budget: &'a Budget,
    counter: Counter,
    pending: u64,
}

impl Steps<'_> {
    /// Counts one step; fails if the search has to stop.
    #[inline]
    pub fn step(&mut self) -> Result<()> {
        self.pending += 1;
        if self.pending < STEPS_BETWEEN_CHECKS {
            return Ok(());
        }
        let steps = std::mem::take(&mut self.pending);
        self.budget.spend(self.counter, steps)
    }

    /// Counts some steps; fails if the search has to stop.
    #[inline]
    pub fn steps(&mut self, count: u64) -> Result<()> {
        self.pending += count;
        if self.pending < STEPS_BETWEEN_CHECKS {
            return Ok(());
        }
        let steps = std::mem::take(&mut self.pending);
        self.budget.spend(self.counter, steps)
    }
}

impl Drop for Steps<'_> {
    fn drop(&mut self) {
        self.budget.add(self.counter, self.pending);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_stopped_after_so_many_checks() {
        let budget = Budget::new(None, Some(Cancel::after(2)));
        assert!(budget.check().is_ok() && budget.check().is_ok());
        assert!(matches!(budget.check(), Err(Error::Cancelled)));
        assert!(matches!(budget.check(), Err(Error::Cancelled)), "it stays cancelled");
    }

    #[test]
    fn steps_are_counted_also_where_the_loop_ends_early() {
        let budget = Budget::default();
        let mut steps = budget.steps(Counter::Postings);
        (0..3000).for_each(|_| steps.step().unwrap());
        drop(steps);
        assert_eq!(budget.work().postings, 3000);
    }

    #[test]
    fn no_time_at_all_is_over_at_once() {
        let budget = Budget::new(Some(Duration::ZERO), None);
        assert!(matches!(budget.check(), Err(Error::TimedOut { .. })));
    }
}
