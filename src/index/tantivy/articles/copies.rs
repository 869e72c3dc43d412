//! Which articles may be near-duplicates of one: those that have a band of their MinHashes in common with it (locality-sensitive
//! hashing; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
//!
//! For each band: a bucket for each value of its first bits (where its articles end, `u32`), then the articles by bucket (`u32`):
//! the number of the article in the low bits, above it as many of the band's other bits as there is room for, so that what
//! shares no more than the bucket is passed over without a look at its MinHash.

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

/// How many of the other bits of a band stand above the number of an article.
fn tag_bits(articles: usize) -> u32 {
    (BAND_BITS - bits(articles)).min((articles as u32).leading_zeros())
}

/// The other bits of a band, as they stand above the number of an article.
fn tag(band: u32, articles: usize) -> u32 {
    let (rest, tag_bits) = (BAND_BITS - bits(articles), tag_bits(articles));
    let tag = (band & ((1 << rest) - 1)) >> (rest - tag_bits);
    tag.checked_shl(32 - tag_bits).unwrap_or(0)
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
        let mut sorted = vec![0_u32; articles.len()];
        for (article, band) in (0..).zip(bands) {
            let end = &mut ends[bucket(band, bits)];
            sorted[*end as usize] = article | tag(band, articles.len());
            *end += 1;
        }
        out.extend(ends.iter().chain(&sorted).flat_map(|number| number.to_le_bytes()));
    }
}

/// The bytes of the table of so many articles.
pub(super) fn table_length(articles: usize) -> usize {
    4 * BANDS * ((1 << bits(articles)) + articles)
}

/// Gives the articles that share a band with one, as far as the table knows, in no order and some of them several times.
pub(super) fn alike(table: &[u8], articles: usize, min_hash: &MinHash, visit: &mut dyn FnMut(u32)) {
    let bits = bits(articles);
    let number = |at: usize| u32::from_le_bytes(table[4 * at..4 * at + 4].try_into().expect("four bytes"));
    let band_length = (1 << bits) + articles;
    let article_bits = u32::MAX >> tag_bits(articles);
    for band in 0..BANDS {
        let (start, band) = (band * band_length, min_hash.band(band));
        let (bucket, tag) = (bucket(band, bits), tag(band, articles));
        let from = bucket.checked_sub(1).map_or(0, |before| number(start + before));
        for at in from..number(start + bucket) {
            let found = number(start + (1 << bits) + at as usize);
            if found & !article_bits == tag {
                visit(found & article_bits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::mixed;

    /// Articles of which every fifth has its first numbers from the one before.
    fn min_hashes(articles: u64) -> Vec<MinHash> {
        let number =
            |article: u64, part: u64| mixed(4 * if part == 0 { article - article % 5 / 4 } else { article } + part);
        (0..articles).map(|article| MinHash::of_numbers((0..4).map(|part| number(article, part)))).collect()
    }

    #[test]
    fn the_table_gives_what_shares_a_band_and_hardly_anything_else() {
        for articles in [1, 2, 7, 100, 3000] {
            let min_hashes = min_hashes(articles);
            let mut table = Vec::new();
            write_copies(&min_hashes, &mut table);
            assert_eq!(table.len(), table_length(min_hashes.len()));
            for wanted in min_hashes.iter().step_by(37) {
                let mut found = Vec::new();
                alike(&table, min_hashes.len(), wanted, &mut |article| found.push(article));
                found.sort_unstable();
                found.dedup();
                let sharing = (0..).zip(&min_hashes).filter(|(_, other)| wanted.shares_band(other));
                assert!(sharing.map(|(article, _)| article).eq(found), "of {articles}");
            }
        }
    }
}
