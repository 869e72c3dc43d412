//! Which articles may be near-duplicates of one: those that have a band of their MinHashes in common with it (locality-sensitive
//! hashing; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
//!
//! For each band: a bucket for each value of its first bits (where its articles end, `u32`), then the articles by bucket (`u32`).

use crate::ranking::{BAND_BITS, BANDS, MinHash};

/// About so many articles share a bucket by chance.
const BUCKET: usize = 8;

/// The buckets of so many articles, as bits of a band.
fn bits(articles: usize) -> u32 {
    (articles / BUCKET).max(1).ilog2().min(BAND_BITS)
}

fn bucket(band: u32, bits: u32) -> usize {
    (band >> (BAND_BITS - bits)) as usize
}

/// Appends the table of articles, which are given by their MinHashes.
pub(super) fn write_copies(articles: &[MinHash], out: &mut Vec<u8>) {
    let bits = bits(articles.len());
    for band in 0..BANDS {
        let mut ends = vec![0_u32; 1 << bits];
        let buckets: Vec<usize> = articles.iter().map(|article| bucket(article.band(band), bits)).collect();
        buckets.iter().for_each(|bucket| ends[*bucket] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        let mut sorted = vec![0_u32; articles.len()];
        for (article, bucket) in (0..).zip(buckets) {
            sorted[ends[bucket] as usize] = article;
            ends[bucket] += 1;
        }
        out.extend(ends.iter().chain(&sorted).flat_map(|number| number.to_le_bytes()));
    }
}

/// The bytes of the table of so many articles.
pub(super) fn table_length(articles: usize) -> usize {
    4 * BANDS * ((1 << bits(articles)) + articles)
}

/// Gives the articles that share a bucket with one, in no order and some of them several times.
pub(super) fn alike(table: &[u8], articles: usize, min_hash: &MinHash, visit: &mut dyn FnMut(u32)) {
    let bits = bits(articles);
    let number = |at: usize| u32::from_le_bytes(table[4 * at..4 * at + 4].try_into().expect("four bytes"));
    let band_length = (1 << bits) + articles;
    for band in 0..BANDS {
        let (start, bucket) = (band * band_length, bucket(min_hash.band(band), bits));
        let from = bucket.checked_sub(1).map_or(0, |before| number(start + before));
        for at in from..number(start + bucket) {
            visit(number(start + (1 << bits) + at as usize));
        }
    }
}
