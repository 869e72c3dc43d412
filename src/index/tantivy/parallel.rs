//! The segments of an index, the clauses of a plan and parts of segments, worked through by several threads where the work is worth it.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::DocId;

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

/// What a work makes of each of so many clauses, in their order; `postings` is about how many are read in all.
pub(super) fn of_each<T: Send>(
    clauses: usize,
    postings: u64,
    work: impl Fn(usize) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    if postings < MIN_POSTINGS || clauses < 2 {
        return (0..clauses).map(work).collect();
    }
    (0..clauses).into_par_iter().with_max_len(1).map(work).collect()
}

/// So many articles are looked at at once: what is known of them is held in memory.
const MAX_ARTICLES: usize = 16_384;

/// So many articles are looked at by one thread in less time than others take to wake.
const MIN_ARTICLES: usize = if cfg!(debug_assertions) { 16 } else { 512 };

/// What a work makes of some articles, part by part in their order.
pub(super) fn in_parts<T: Send>(
    articles: &[u32],
    work: impl Fn(&[u32]) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    let threads = rayon::current_num_threads();
    let part = articles.len().div_ceil(PARTS_A_THREAD * threads).clamp(MIN_ARTICLES, MAX_ARTICLES);
    if threads == 1 || articles.len() <= part {
        return articles.chunks(MAX_ARTICLES).map(work).collect();
    }
    articles.par_chunks(part).with_max_len(1).map(&work).collect()
}

/// What a work makes of the documents of a segment, range by range in their order; `postings` is about how many are read in all.
pub(super) fn in_ranges<T: Send>(
    documents: DocId,
    postings: u64,
    work: impl Fn(Range<DocId>) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    let threads = rayon::current_num_threads();
    if postings < MIN_POSTINGS || threads == 1 {
        return Ok(vec![work(0..documents)?]);
    }
    let part = documents.div_ceil((PARTS_A_THREAD * threads) as DocId).max(1);
    let parts = (0..documents.div_ceil(part)).into_par_iter().with_max_len(1);
    parts.map(|number| work(number * part..(number * part + part).min(documents))).collect()
}

/// More parts than threads, since some have more to do than others.
const PARTS_A_THREAD: usize = 4;
