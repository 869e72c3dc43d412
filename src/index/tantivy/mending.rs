//! A file whose checksum is wrong → the same with the bit put back that was flipped, if one is all that is wrong with it.
//!
//! A CRC-32 is linear: what a bit adds to it depends on nothing but the number of bytes after it. So the bit is found in one walk
//! over the file, and in files of up to 16 MB there is hardly another that would do by chance. What is mended is read, never written
//! in its place; whoever reads articles from it looks at their own hashes too.

use super::damage::{SEAL, sealed, unsealed};

/// A longer file is left as it is, in bytes.
const MAX_MENDED: usize = 16 << 20;

/// What ends a file of a segment, after the footer and its length.
const MAGIC: u32 = 1337;

/// What a footer begins with.
const FOOTER_START: &[u8] = br#"{"version":{"major":"#;

/// A footer is nowhere near so long, in bytes.
const MAX_FOOTER: usize = 256;

/// The most wrong bits with which the beginning of a footer is still known.
const MAX_WRONG_BITS: u32 = 8;

/// The remainders of all bytes by the polynomial of CRC-32, the bits in reverse.
const REMAINDERS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut remainder, mut bit) = (byte as u32, 0);
        while bit < 8 {
            remainder = if remainder & 1 == 1 { remainder >> 1 ^ 0xedb8_8320 } else { remainder >> 1 };
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
};

/// The bytes with the one bit flipped that gives them this checksum.
fn with_bit_back(bytes: &[u8], checksum: u32) -> Option<Vec<u8>> {
    let wrong = crc32fast::hash(bytes) ^ checksum;
    if bytes.len() > MAX_MENDED {
        return None;
    }
    let mut of_bits: [u32; 8] = std::array::from_fn(|bit| REMAINDERS[1 << bit]);
    for at in (0..bytes.len()).rev() {
        if let Some(bit) = of_bits.iter().position(|adds| *adds == wrong) {
            let mut mended = bytes.to_vec();
            mended[at] ^= 1 << bit;
            return Some(mended);
        }
        for adds in &mut of_bits {
            *adds = REMAINDERS[(*adds & 0xff) as usize] ^ *adds >> 8;
        }
    }
    None
}

/// The text of a file that `damage::sealed` gave, where one bit at most is wrong; else all before what may be its checksum.
pub(super) fn mended_text(file: &[u8]) -> Vec<u8> {
    let end = file.len().saturating_sub(sealed(b"").len());
    let (text, seal) = file.split_at(end);
    if unsealed(file).is_ok() || wrong_bits(&sealed(text)[end..], seal) <= 1 {
        return text.to_vec();
    }
    let digits = seal.get(SEAL.len()..).and_then(|digits| std::str::from_utf8(digits).ok());
    let checksum = digits.and_then(|digits| u32::from_str_radix(digits.trim_end(), 16).ok());
    checksum.and_then(|checksum| with_bit_back(text, checksum)).unwrap_or_else(|| {
        let at = file.windows(SEAL.len()).rposition(|window| window == SEAL);
        file[..at.unwrap_or(file.len())].to_vec()
    })
}

/// A file of a segment with a footer that can be read, and the bit put back that its checksum tells of; nothing if it is whole.
pub(super) fn mended_file(file: &[u8]) -> Option<Vec<u8>> {
    let body = match footer(file) {
        Some((end, checksum)) if crc32fast::hash(&file[..end]) == checksum => return None,
        Some((end, checksum)) => with_bit_back(&file[..end], checksum).unwrap_or_else(|| file[..end].to_vec()),
        None => file[..footer_start(file)].to_vec(),
    };
    Some(with_footer(body))
}

/// Where the footer of a file begins, and the checksum in it.
fn footer(file: &[u8]) -> Option<(usize, u32)> {
    let (rest, magic) = file.split_last_chunk::<4>()?;
    let (rest, length) = rest.split_last_chunk::<4>()?;
    let start = rest.len().checked_sub(u32::from_le_bytes(*length) as usize)?;
    let footer: serde_json::Value = serde_json::from_slice(&rest[start..]).ok()?;
    let version = serde_json::to_value(tantivy::version()).ok()?;
    let is_ours = u32::from_le_bytes(*magic) == MAGIC && footer["version"] == version;
    let checksum = u32::try_from(footer["crc"].as_u64()?).ok()?;
    is_ours.then_some((start, checksum))
}

/// Where a footer begins that cannot be read; the end of the file if there is none.
fn footer_start(file: &[u8]) -> usize {
    let from = file.len().saturating_sub(MAX_FOOTER);
    let places = file[from..].windows(FOOTER_START.len()).enumerate();
    let nearest = places.map(|(at, window)| (wrong_bits(window, FOOTER_START), from + at)).min();
    nearest.filter(|(wrong, _)| *wrong <= MAX_WRONG_BITS).map_or(file.len(), |(_, at)| at)
}

fn with_footer(mut body: Vec<u8>) -> Vec<u8> {
    let version = serde_json::to_string(tantivy::version()).unwrap_or_default();
    let footer = format!(r#"{{"version":{version},"crc":{}}}"#, crc32fast::hash(&body));
    body.extend_from_slice(footer.as_bytes());
    body.extend((footer.len() as u32).to_le_bytes());
    body.extend(MAGIC.to_le_bytes());
    body
}

/// In how many bits two rows of as many bytes differ.
fn wrong_bits(one: &[u8], other: &[u8]) -> u32 {
    one.iter().zip(other).map(|(a, b)| (a ^ b).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_is_put_back_wherever_it_is() {
        let text = br#"{"segments":[]}"#;
        let (seal, file) = (sealed(text), with_footer(text.to_vec()));
        assert_eq!((mended_text(&seal), mended_file(&file)), (text.to_vec(), None));
        for bit in 0..seal.len() * 8 {
            let mut flipped = seal.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(mended_text(&flipped), text, "bit {bit} of a text");
        }
        for bit in 0..file.len() * 8 {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let mended = mended_file(&flipped).unwrap();
            assert_eq!(mended, file, "bit {bit} of a file");
        }
    }

    #[test]
    fn what_was_cut_off_or_is_wrong_in_many_bits_is_read_as_it_is() {
        let text = br#"{"segments":[]}"#;
        assert_eq!(mended_text(b"{}"), b"{}");
        assert_eq!(mended_text(&sealed(text)[..text.len()]), text);
        let file = with_footer(text.to_vec());
        assert_eq!(mended_file(text), Some(file.clone()));
        let mut wrong = file;
        wrong[..4].copy_from_slice(b"#?!1");
        let mended = mended_file(&wrong).unwrap();
        assert_eq!((&mended[..4], footer(&mended).map(|(end, _)| end)), (&b"#?!1"[..], Some(text.len())));
    }
}
