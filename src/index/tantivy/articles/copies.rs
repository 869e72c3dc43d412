//! Which articles may be near-duplicates of one: those that have a band of their MinHashes in common with it (locality-sensitive
//! hashing; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
//!
//! For each band: a bucket for each value of its first bits (where its articles end, `u32`), then the articles by bucket, each in
//! as many bits as the highest number has, up to a whole byte. [`PADDING`] bytes end the table.

use crate::ranking::{BAND_BITS, BANDS, MinHash};

/// About so many articles share a bucket by chance.
const BUCKET: usize = 8;

/// A number is read as part of so many bytes.
const PADDING: usize = 8;

/// The buckets of so many articles, as bits of a band.
fn bits(articles: usize) -> u32 {
    (articles / BUCKET).max(1).ilog2().min(BAND_BITS)
}

fn bucket(band: u32, bits: u32) -> usize {
    (band >> (BAND_BITS - bits)) as usize
}

/// The bits of the number of one of so many articles.
fn width(articles: usize) -> usize {
    articles.max(2).ilog2() as usize + 1
}

/// The bytes of a band of so many articles: its buckets, and all.
fn band_length(articles: usize) -> (usize, usize) {
    let buckets = 4 << bits(articles);
    (buckets, buckets + (articles * width(articles)).div_ceil(8))
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
        out.extend(ends.iter().flat_map(|end| end.to_le_bytes()));
        pack(&sorted, width(articles.len()), out);
    }
    out.extend([0; PADDING]);
}

/// Appends numbers of so many bits.
fn pack(numbers: &[u32], width: usize, out: &mut Vec<u8>) {
    let (mut waiting, mut bits) = (0_u64, 0);
    for number in numbers {
        waiting |= u64::from(*number) << bits;
        bits += width;
        while bits >= 8 {
            out.push(waiting as u8);
            waiting >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        out.push(waiting as u8);
    }
}

/// The bytes of the table of so many articles.
pub(super) fn table_length(articles: usize) -> usize {
    BANDS * band_length(articles).1 + PADDING
}

/// Gives the articles that share a bucket with one, in no order and some of them several times.
pub(super) fn alike(table: &[u8], articles: usize, min_hash: &MinHash, visit: &mut dyn FnMut(u32)) {
    let (bits, width) = (bits(articles), width(articles));
    let (buckets, length) = band_length(articles);
    let end = |start: usize, bucket: usize| {
        let at = start + 4 * bucket;
        u32::from_le_bytes(table[at..at + 4].try_into().expect("four bytes")) as usize
    };
    for band in 0..BANDS {
        let (start, bucket) = (band * length, bucket(min_hash.band(band), bits));
        let from = bucket.checked_sub(1).map_or(0, |before| end(start, before));
        for at in from..end(start, bucket) {
            let (byte, bit) = (start + buckets + at * width / 8, at * width % 8);
            let bytes = u64::from_le_bytes(table[byte..byte + PADDING].try_into().expect("eight bytes"));
            visit((bytes >> bit & ((1 << width) - 1)) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_that_share_a_band_are_found_among_any_number() {
        for length in [1_usize, 2, 3, 255, 256, 257, 3000] {
            let numbers =
                |n: usize| (1..5).map(move |part| (n as u64 * 7919 + part).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let articles: Vec<MinHash> = (0..length).map(|n| MinHash::of_numbers(numbers(n))).collect();
            let mut table = Vec::new();
            write_copies(&articles, &mut table);
            assert_eq!(table.len(), table_length(length));
            for (number, article) in (0..).zip(&articles).step_by(1 + length / 50) {
                let mut found = Vec::new();
                alike(&table, length, article, &mut |article| found.push(article));
                assert_eq!(found.iter().filter(|other| **other == number).count(), BANDS);
                assert!(found.iter().all(|other| (*other as usize) < length));
                let shares = |(_, other): &(u32, &MinHash)| article.shares_band(other);
                assert!((0..).zip(&articles).filter(shares).all(|(other, _)| found.contains(&other)));
            }
        }
    }
}
