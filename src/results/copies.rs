//! ranked articles → groups of copies: the best stands for all that resemble it.
//!
//! What stands for its copies depends on nothing behind it in the ranking, so that every page of an answer is the same part
//! of it; and as each copy resembles the one that stands for it, no chain of small changes makes two stories one.

use rustc_hash::FxHashSet;

use super::rank::Candidate;
use crate::index::{Address, Signature};

/// Articles that have so large a share of their runs of words in common are copies.
const COPY: f32 = 0.6;

/// An article that was found, with what its copies are known by.
pub(super) type Signed = (Address, Signature);

/// An article and its copies.
pub(super) struct Group {
    /// The best of them, which stands for all.
    pub(super) best: Candidate,
    /// The others, in the order of the index.
    pub(super) copies: Vec<Address>,
}

/// Which groups are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// So many at most.
    pub(super) most: usize,
    /// Whether of copies that are equally good the earliest stands for all, as an agency sends a story before outlets print it.
    pub(super) earliest: bool,
}

/// Scores that are nearer to each other are equal.
const EQUAL: f64 = 5e-5;

/// Groups the first articles of a ranking; `found` is all that was found.
pub(super) fn groups(ranked: &[Candidate], found: &[Signed], wanted: Wanted) -> Vec<Group> {
    let mut told: FxHashSet<Address> = FxHashSet::default();
    let mut groups = Vec::new();
    for (place, best) in ranked.iter().enumerate() {
        if groups.len() >= wanted.most {
            break;
        }
        // What stands for others itself came before and resembles none of them.
        if !told.insert(best.address) {
            continue;
        }
        let is_copy = |(address, signature): &&Signed| {
            best.signature.resemblance(signature) >= COPY && !told.contains(address)
        };
        let mut copies: Vec<Address> = found.iter().filter(is_copy).map(|(address, _)| *address).collect();
        told.extend(copies.iter().copied());
        let equal = |c: &&Candidate| c.tier == best.tier && (c.score - best.score).abs() < EQUAL;
        let equals = ranked[place + 1..].iter().take_while(equal).filter(|c| copies.contains(&c.address));
        let day = |c: &&Candidate| (c.days.is_none(), c.days);
        let shown = std::iter::once(best).chain(equals.take(if wanted.earliest { usize::MAX } else { 0 }));
        let shown = shown.min_by_key(day).unwrap_or(best).clone();
        if let Some(copy) = copies.iter_mut().find(|copy| **copy == shown.address) {
            *copy = best.address;
        }
        groups.push(Group { best: shown, copies });
    }
    groups
}
