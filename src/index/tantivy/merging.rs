//! Which segments are merged: never a damaged one, whose bytes would get a new checksum that says they are right.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};
use tantivy::{Index, Opstamp};

use super::opening::damaged_files_of;

/// The share of deleted documents from which a segment is written anew.
const DELETED_BEFORE_MERGE: f32 = 0.2;

/// Merges segments of like size, after the checksums of each were verified: the bytes are read for the merge anyway.
#[derive(Debug)]
pub(super) struct VerifiedMerges {
    policy: LogMergePolicy,
    index: Index,
    /// Whether a segment, with what was deleted of it, is whole.
    verified: Mutex<HashMap<(SegmentId, Option<Opstamp>), bool>>,
}

impl VerifiedMerges {
    pub(super) fn of(index: &Index) -> Self {
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
        Self { policy, index: index.clone(), verified: Mutex::default() }
    }

    fn is_whole(&self, segment: &SegmentMeta) -> bool {
        let key = (segment.id(), segment.delete_opstamp());
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        *verified.entry(key).or_insert_with(|| damaged_files_of(&self.index, segment).is_empty())
    }
}

impl MergePolicy for VerifiedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.policy.compute_merge_candidates(segments);
        for MergeCandidate(ids) in &mut candidates {
            let is_whole = |id: &SegmentId| segments.iter().any(|s| s.id() == *id && self.is_whole(s));
            let all = ids.len();
            ids.retain(is_whole);
            // What is left of several is merged all the same; a lone segment is only written anew for what was deleted of it.
            if ids.len() < 2 && ids.len() < all {
                ids.clear();
            }
        }
        candidates.retain(|candidate| !candidate.0.is_empty());
        candidates
    }
}
