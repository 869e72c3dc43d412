//! The cells of a row of an alignment of skeletons, eight in a word, all lowered at once by plain arithmetic.
//!
//! A cell holds in seven bits what may still be spent, 0 where nothing may. So a difference that would fall below 0 is seen in the
//! eighth bit of its byte, and no cell ever touches its neighbour.

/// The eighth bits of eight bytes.
const EIGHTH_BITS: u64 = 0x8080_8080_8080_8080;

/// 1 in each of eight bytes.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The most that a cell holds.
pub(super) const FULL: u8 = 127;

/// Eight cells a word, the first in the lowest bits of the first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cells<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Cells<WORDS> {
    /// How many there are.
    pub(super) const COUNT: usize = 8 * WORDS;

    /// Nothing may be spent in any.
    pub(super) const NONE: Self = Self([0; WORDS]);

    /// The cells of these values, each up to [`FULL`].
    pub(super) fn of(values: &[u8]) -> Self {
        let mut cells = Self::NONE;
        for (at, value) in values.iter().enumerate().take(Self::COUNT) {
            cells.0[at / 8] |= u64::from(*value & FULL) << (8 * (at % 8));
        }
        cells
    }

    /// The same value in all cells.
    pub(super) fn all(value: u8) -> Self {
        Self([u64::from(value & FULL) * ONES; WORDS])
    }

    /// The value of a cell.
    #[inline(always)]
    pub(super) fn get(self, at: usize) -> u8 {
        (self.0[at / 8] >> (8 * (at % 8))) as u8
    }

    /// Each cell less another, nothing where that is more.
    #[inline(always)]
    pub(super) fn less(self, other: Self) -> Self {
        self.with(other, |one, other| {
            let difference = (one | EIGHTH_BITS) - other;
            difference & of_eighth_bits(difference)
        })
    }

    /// Each cell or another, whichever is more.
    #[inline(always)]
    pub(super) fn most(self, other: Self) -> Self {
        let more = self.less(other);
        other.with(more, |one, more| one + more)
    }

    /// Each cell that is no less than another, nothing in place of the rest.
    #[inline(always)]
    pub(super) fn at_least(self, other: Self) -> Self {
        self.with(other, |one, other| one & of_eighth_bits((one | EIGHTH_BITS) - other))
    }

    /// The cells moved towards the end of the row; nothing may be spent in the first ones.
    #[inline(always)]
    pub(super) fn moved<const BY: usize>(self) -> Self {
        let (words, bits) = (BY / 8, 8 * (BY % 8));
        let mut moved = [0; WORDS];
        for (at, word) in moved.iter_mut().enumerate().skip(words) {
            *word = self.0[at - words] << bits;
            if bits > 0 && at > words {
                *word |= self.0[at - words - 1] >> (64 - bits);
            }
        }
        Self(moved)
    }

    /// Whether nothing may be spent in any.
    #[inline(always)]
    pub(super) fn is_none(self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    #[inline(always)]
    fn with(self, other: Self, of_words: impl Fn(u64, u64) -> u64) -> Self {
        let mut cells = self.0;
        for (one, other) in cells.iter_mut().zip(other.0) {
            *one = of_words(*one, other);
        }
        Self(cells)
    }
}

/// The seven lower bits of each byte whose eighth bit is set.
#[inline(always)]
fn of_eighth_bits(word: u64) -> u64 {
    let bits = word & EIGHTH_BITS;
    bits - (bits >> 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_as_each_alone_would_be() {
        let values = [0u8, 1, 2, 45, 63, 64, 126, 127];
        for by in 0..8 {
            let turned: [u8; 8] = std::array::from_fn(|at| values[(at + by) % 8]);
            let (one, other) = (Cells::<1>::of(&values), Cells::<1>::of(&turned));
            for at in 0..8 {
                let (a, b) = (values[at], turned[at]);
                assert_eq!(one.less(other).get(at), a.saturating_sub(b), "{a} {b}");
                assert_eq!(one.most(other).get(at), a.max(b), "{a} {b}");
                assert_eq!(one.at_least(other).get(at), if a >= b { a } else { 0 }, "{a} {b}");
            }
        }
    }

    #[test]
    fn cells_move_over_the_borders_of_words() {
        let values: Vec<u8> = (1..=32).collect();
        let cells = Cells::<4>::of(&values);
        let moved = |cells: Cells<4>| (0..32).map(|at| cells.get(at)).collect::<Vec<u8>>();
        let expected = |by: usize| [vec![0; by], values[..32 - by].to_vec()].concat();
        assert_eq!(moved(cells.moved::<1>()), expected(1));
        assert_eq!(moved(cells.moved::<4>()), expected(4));
        assert_eq!(moved(cells.moved::<8>()), expected(8));
        assert_eq!(moved(cells.moved::<16>()), expected(16));
        assert!(Cells::<4>::NONE.is_none() && !cells.is_none());
        assert_eq!(Cells::<2>::all(FULL).get(15), FULL);
    }
}
