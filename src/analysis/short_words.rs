//! The words of a few bytes → their numbers.

use super::hash::GOLDEN;

/// The numbers of words of a few bytes, which stand in one value with their number: a table with open addressing, so that a word
/// that was seen before mostly lies in one line of the processor's cache.
pub(super) struct ShortWords<W> {
    /// A word with its number; its value is 0 where there is none. At most three quarters are full.
    slots: Vec<(W, u32)>,
    count: usize,
}

impl<W: ShortWord> ShortWords<W> {
    pub(super) fn new() -> Self {
        Self { slots: vec![(W::default(), 0); 1024], count: 0 }
    }

    #[inline]
    pub(super) fn get(&self, word: W) -> Option<u32> {
        let (known, number) = self.slots[self.place(word)];
        (known == word).then_some(number)
    }

    /// Adds a word that is not there.
    pub(super) fn insert(&mut self, word: W, number: u32) {
        if self.count * 4 >= self.slots.len() * 3 {
            let larger = vec![(W::default(), 0); self.slots.len() * 2];
            for (word, number) in std::mem::replace(&mut self.slots, larger) {
                let place = self.place(word);
                self.slots[place] = (word, number);
            }
        }
        let place = self.place(word);
        self.slots[place] = (word, number);
        self.count += 1;
    }

    /// Where a word is, or belongs.
    #[inline]
    fn place(&self, word: W) -> usize {
        let last = self.slots.len() - 1;
        let mut place = word.hash() & last;
        while self.slots[place].0 != word && self.slots[place].0 != W::default() {
            place = (place + 1) & last;
        }
        place
    }

    pub(super) fn clear(&mut self) {
        self.slots.fill((W::default(), 0));
        self.count = 0;
    }
}

/// The bytes of a word and their number in one value, different for different words and never 0.
pub(super) trait ShortWord: Copy + Default + PartialEq {
    /// A word has fewer bytes.
    const BYTES: usize;

    /// The word that stands there in a text; it is not empty.
    fn read(text: &[u8], start: usize, length: usize) -> Self;

    fn hash(self) -> usize;
}

impl ShortWord for u64 {
    const BYTES: usize = 8;

    #[inline]
    fn read(text: &[u8], start: usize, length: usize) -> Self {
        let value = match text[start..].first_chunk() {
            Some(bytes) => Self::from_le_bytes(*bytes) & !(Self::MAX << (8 * length)),
            None => text[start..].iter().take(length).rfold(0, |value, byte| value << 8 | Self::from(*byte)),
        };
        value | (length as Self) << 56
    }

    #[inline]
    fn hash(self) -> usize {
        (self.wrapping_mul(GOLDEN) >> 32) as usize
    }
}

impl ShortWord for u128 {
    const BYTES: usize = 16;

    #[inline]
    fn read(text: &[u8], start: usize, length: usize) -> Self {
        let value = match text[start..].first_chunk() {
            Some(bytes) => Self::from_le_bytes(*bytes) & !(Self::MAX << (8 * length)),
            None => text[start..].iter().take(length).rfold(0, |value, byte| value << 8 | Self::from(*byte)),
        };
        value | (length as Self) << 120
    }

    #[inline]
    fn hash(self) -> usize {
        (self as u64 ^ ((self >> 64) as u64).rotate_left(29)).hash()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_is_its_bytes_and_their_number() {
        let word = "abcdefghijklmno";
        for length in 1..=15 {
            let mut bytes = [0; 16];
            bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
            bytes[15] = length as u8;
            for text in ["-abcdefghijklmno", "-abcdefghijklmno and more"] {
                assert_eq!(u128::read(text.as_bytes(), 1, length), u128::from_le_bytes(bytes), "{length}");
            }
            if length < 8 {
                bytes[7] = length as u8;
                let expected = u64::from_le_bytes(*bytes.first_chunk().unwrap());
                for text in [&word[..length], "abcdefghijklmno"] {
                    assert_eq!(u64::read(text.as_bytes(), 0, length), expected, "{length}");
                }
            }
        }
    }
}
