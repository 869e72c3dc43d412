//! A set of articles, or of documents, of a segment: a bit each.

use crate::query::plan::Condition;

/// A set of articles.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set of up to so many articles.
    pub(super) fn new(articles: u32) -> Self {
        Self(vec![0; articles.div_ceil(64) as usize])
    }

    /// The set of all of so many articles.
    pub(super) fn full(articles: u32) -> Self {
        let mut full = Self(vec![u64::MAX; articles.div_ceil(64) as usize]);
        if let (Some(last), more) = (full.0.last_mut(), articles % 64)
            && more > 0
        {
            *last = (1 << more) - 1;
        }
        full
    }

    pub(super) fn add(&mut self, article: u32) {
        self.0[article as usize / 64] |= 1 << (article % 64);
    }

    pub(super) fn remove(&mut self, article: u32) {
        self.0[article as usize / 64] &= !(1 << (article % 64));
    }

    pub(super) fn has(&self, article: u32) -> bool {
        self.0[article as usize / 64] >> (article % 64) & 1 == 1
    }

    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many articles both sets have.
    pub(super) fn common(&self, other: &Self) -> u64 {
        self.0.iter().zip(&other.0).map(|(a, b)| u64::from((a & b).count_ones())).sum()
    }

    /// Keeps what another set has as well.
    pub(super) fn keep_common(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(here, other)| *here &= other);
    }

    /// Takes out of the set what another has as well.
    pub(super) fn take_common(&mut self, other: &Self) -> Self {
        let take = |(here, other): (&mut u64, &u64)| {
            let taken = *here & other;
            *here &= !other;
            taken
        };
        Self(self.0.iter_mut().zip(&other.0).map(take).collect())
    }

    /// The articles in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.0).flat_map(|(number, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(64 * number + bit)
            })
        })
    }

    /// The sets of articles for which a rule holds, made of sixty-four at once.
    pub(super) fn made<const N: usize>(articles: u32, rule: impl Fn(usize) -> [u64; N]) -> [Self; N] {
        let mut made = std::array::from_fn(|_| Self(Vec::with_capacity(articles.div_ceil(64) as usize)));
        for word in 0..articles.div_ceil(64) as usize {
            made.iter_mut().zip(rule(word)).for_each(|(made, bits)| made.0.push(bits));
        }
        made
    }

    /// Sixty-four articles of the set.
    pub(super) fn word(&self, word: usize) -> u64 {
        self.0[word]
    }
}

/// For which of sixty-four articles a condition holds, given for which the clauses and the filters do.
pub(super) fn holding(condition: &Condition, clauses: &[Bits], filters: &[Bits], word: usize) -> u64 {
    match condition {
        Condition::Clause(number) => clauses[*number].word(word),
        Condition::Filter(number) => filters[*number].word(word),
        Condition::Not(inner) => !holding(inner, clauses, filters, word),
        Condition::All(inner) => inner.iter().fold(u64::MAX, |all, c| all & holding(c, clauses, filters, word)),
        Condition::Any(inner) => inner.iter().fold(0, |any, c| any | holding(c, clauses, filters, word)),
    }
}
