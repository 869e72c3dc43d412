//! Which segments are merged: never a damaged one, whose bytes would get a new checksum that says they are right.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};
use tantivy::{Index, Opstamp};

use super::opening::damaged_files_of;

/// The share of deleted documents from which a segment is written anew.
const DELETED_BEFORE_MERGE: f32 = 0.2;

/// Larger segments are not put together, so that what a merge takes of time and memory is bounded: a run gives few of them, each of
/// some hundreds of megabytes of text.
const MAX_DOCUMENTS: u32 = 500_000;

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
        policy.set_max_docs_before_merge(MAX_DOCUMENTS as usize);
        Self { policy, index: index.clone(), verified: Mutex::default() }
    }

    /// What is to be merged, if it is whole.
    fn candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let alone = segments.iter().filter(|segment| is_large_with_deleted(segment));
        let alone = alone.map(|segment| MergeCandidate(vec![segment.id()]));
        self.policy.compute_merge_candidates(segments).into_iter().chain(alone).collect()
    }

    fn is_whole(&self, segment: &SegmentMeta) -> bool {
        let key = (segment.id(), segment.delete_opstamp());
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        *verified.entry(key).or_insert_with(|| damaged_files_of(&self.index, segment).is_empty())
    }
}

/// Whether a segment is written anew alone, for what was deleted of it.
fn is_large_with_deleted(segment: &SegmentMeta) -> bool {
    let deleted = f64::from(segment.num_deleted_docs()) / f64::from(segment.max_doc().max(1));
    segment.num_docs() > MAX_DOCUMENTS && deleted > f64::from(DELETED_BEFORE_MERGE)
}

impl MergePolicy for VerifiedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.candidates(segments);
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

#[cfg(test)]
mod tests {
    use tantivy::schema::Schema;

    use super::*;

    #[test]
    fn segments_of_like_size_are_put_together_unless_they_are_large() {
        let index = Index::create_in_ram(Schema::builder().build());
        let merges = VerifiedMerges::of(&index);
        let segments = |documents: u32| -> Vec<SegmentMeta> {
            (0..8).map(|_| index.new_segment_meta(SegmentId::generate_random(), documents)).collect()
        };
        for (documents, merged) in [(10, 8), (100_000, 8), (MAX_DOCUMENTS, 8), (MAX_DOCUMENTS + 1, 0)] {
            let candidates = merges.candidates(&segments(documents));
            assert_eq!(candidates.iter().map(|candidate| candidate.0.len()).sum::<usize>(), merged, "{documents}");
        }
    }
}
