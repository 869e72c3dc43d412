//! term → hash, the same on every machine.

/// 2⁶⁴ divided by the golden ratio.
pub(crate) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number of which every bit depends on the whole of another one (SplitMix64; Steele, Lea, Flood 2014).
pub(crate) fn mixed(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A hash of a term, eight bytes at a time.
#[inline]
pub(crate) fn hash_of_term(term: &str) -> u64 {
    let (eights, rest) = term.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let numbers = eights.iter().chain([&last]).map(|eight| u64::from_le_bytes(*eight));
    mixed(numbers.fold(term.len() as u64, |hash, number| (hash.rotate_left(26) ^ number).wrapping_mul(GOLDEN)))
}
