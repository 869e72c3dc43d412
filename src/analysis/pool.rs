//! Analysers that threads take turns with.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Analyzer;

/// Analysers that nobody uses at the moment: each has learned words, so they are kept for the next search.
#[derive(Debug, Default)]
pub struct AnalyzerPool(Mutex<Vec<Analyzer>>);

impl AnalyzerPool {
    /// An analyser for one piece of work; a new one where all are in use.
    pub fn take(&self, new: impl FnOnce() -> Analyzer) -> PooledAnalyzer<'_> {
        PooledAnalyzer { pool: self, analyzer: Some(self.idle().pop().unwrap_or_else(new)) }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Analyzer>> {
        // Nothing that can panic is done with the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An analyser that goes back to its pool; one whose work panicked does not.
#[derive(Debug)]
pub struct PooledAnalyzer<'a> {
    pool: &'a AnalyzerPool,
    analyzer: Option<Analyzer>,
}

impl Deref for PooledAnalyzer<'_> {
    type Target = Analyzer;

    fn deref(&self) -> &Analyzer {
        self.analyzer.as_ref().expect("it is taken out when dropped")
    }
}

impl DerefMut for PooledAnalyzer<'_> {
    fn deref_mut(&mut self) -> &mut Analyzer {
        self.analyzer.as_mut().expect("it is taken out when dropped")
    }
}

impl Drop for PooledAnalyzer<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.pool.idle().extend(self.analyzer.take());
        }
    }
}
