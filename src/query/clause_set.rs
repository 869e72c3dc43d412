//! Which clauses of a plan were found somewhere.

/// A set of clause numbers below 1,280: a thousand words and their exclusions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClauseSet([u64; 20]);

impl ClauseSet {
    /// The most clauses that a plan may have.
    pub const MAX_CLAUSES: usize = 1280;

    /// Puts a number in.
    pub fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    /// Whether the number is in.
    pub fn has(&self, number: usize) -> bool {
        self.0[number / 64] >> (number % 64) & 1 == 1
    }

    /// Puts in what another set has.
    pub fn add_all(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a |= b);
    }
}
