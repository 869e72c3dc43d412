//! Which articles may be near-duplicates of one: those that have a band of their MinHashes in common with it (locality-sensitive
//! hashing; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
//!
//! For each band: a bucket for each value of its first bits (where its articles end, `u32`), then the articles by bucket, packed:
//! the number of the article in as many bits as the highest has, above it the other bits of the band, so that what shares no more
//! than the bucket is passed over without a look at its MinHash. [`PADDING`] bytes end the table.

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

/// The bits of a band after those of its bucket, which stand above the number of one of so many articles.
fn tag(band: u32, articles: usize) -> u32 {
    band & ((1 << tag_bits(articles)) - 1)
}

fn tag_bits(articles: usize) -> u32 {
    BAND_BITS - bits(articles)
}

/// The bits of the number of one of so many articles.
fn number_bits(articles: usize) -> u32 {
    articles.max(2).ilog2() + 1
}

/// The bits of both.
fn width(articles: usize) -> usize {
    (number_bits(articles) + tag_bits(articles)) as usize
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
        let bands: Vec<u32> = articles.iter().map(|article| article.band(band)).collect();
        bands.iter().for_each(|band| ends[bucket(*band, bits)] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        let mut sorted = vec![0_u64; articles.len()];
        for (article, band) in (0_u64..).zip(bands) {
            let end = &mut ends[bucket(band, bits)];
            sorted[*end as usize] = article | u64::from(tag(band, articles.len())) << number_bits(articles.len());
            *end += 1;
        }
        out.extend(ends.iter().flat_map(|end| end.to_le_bytes()));
        pack(&sorted, width(articles.len()), out);
    }
    out.extend([0; PADDING]);
}

/// Appends numbers of so many bits.
fn pack(numbers: &[u64], width: usize, out: &mut Vec<u8>) {
    let (mut waiting, mut bits) = (0_u64, 0);
    for number in numbers {
        waiting |= number << bits;
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

/// Gives the articles that share a band with one, in no order and some of them several times.
pub(super) fn alike(table: &[u8], articles: usize, min_hash: &MinHash, visit: &mut dyn FnMut(u32)) {
    let (bits, width) = (bits(articles), width(articles));
    let (buckets, length) = band_length(articles);
    let end = |start: usize, bucket: usize| {
        let at = start + 4 * bucket;
        u32::from_le_bytes(table[at..at + 4].try_into().expect("four bytes")) as usize
    };
    let number_bits = number_bits(articles);
    // All buckets are looked up before any is read, so that the memory is waited for once.
    let buckets_of: [_; BANDS] = std::array::from_fn(|number| {
        let (start, band) = (number * length, min_hash.band(number));
        let bucket = bucket(band, bits);
        let from = bucket.checked_sub(1).map_or(0, |before| end(start, before));
        (start + buckets, from..end(start, bucket), u64::from(tag(band, articles)))
    });
    for (start, bucket, tag) in buckets_of {
        for at in bucket {
            let (byte, bit) = (start + at * width / 8, at * width % 8);
            let bytes = u64::from_le_bytes(table[byte..byte + PADDING].try_into().expect("eight bytes"));
            let found = bytes >> bit & ((1 << width) - 1);
            if found >> number_bits == tag {
                visit((found & ((1 << number_bits) - 1)) as u32);
            }
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
                let sharing = (0..).zip(&articles).filter(shares).map(|(other, _)| other);
                found.sort_unstable();
                found.dedup();
                assert!(sharing.eq(found), "of {length} articles nothing else");
            }
        }
    }
}
