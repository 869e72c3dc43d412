//! The segments of an index, worked through by several threads where the work is worth it.

use std::sync::Arc;

use rayon::prelude::*;

use super::segment::Segment;
use crate::error::Result;

/// So many postings are read by one thread in less time than others take to wake. What is built to be tested has few.
const MIN_POSTINGS: u64 = if cfg!(debug_assertions) { 64 } else { 16_384 };

/// What a work makes of each segment, in their order; `postings` is about how many are read in all.
pub(super) fn of_each_segment<'a, T: Send>(
    segments: &'a [Arc<Segment>],
    postings: u64,
    work: impl Fn(u32, &'a Segment) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    if postings < MIN_POSTINGS || segments.len() < 2 {
        return (0..).zip(segments).map(|(number, segment)| work(number, segment)).collect();
    }
    segments.par_iter().enumerate().with_max_len(1).map(|(number, segment)| work(number as u32, segment)).collect()
}
