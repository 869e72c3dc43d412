//! How much of the articles may wait between analysis and the segments: tantivy's own queue counts articles, whatever their size.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// So many bytes may wait.
const MAX_BYTES: usize = 48 << 20;

/// Nobody waits longer than this for a segment that is being written: what was wrong with it is told by tantivy.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// The bytes that are under way.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    bytes: Mutex<usize>,
    less: Condvar,
}

/// A part of them, until it is dropped.
#[derive(Debug)]
pub(super) struct Load {
    bytes: usize,
    all: Arc<UnderWay>,
}

impl UnderWay {
    /// Counts what goes on its way, after some of the rest has arrived if that is too much.
    pub(super) fn add(self: &Arc<Self>, bytes: usize) -> Load {
        let under_way = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |under_way: &mut usize| *under_way > MAX_BYTES;
        let waited = self.less.wait_timeout_while(under_way, MAX_WAIT, is_full);
        let (mut under_way, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *under_way += bytes;
        Load { bytes, all: Arc::clone(self) }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        *self.all.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.all.less.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_waits_for_what_arrives() {
        let all = Arc::new(UnderWay::default());
        let first = all.add(MAX_BYTES + 1);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| drop(all.add(1)));
            drop(first);
            second.join().unwrap();
        });
        assert_eq!(*all.bytes.lock().unwrap(), 0);
    }
}
