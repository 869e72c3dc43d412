//! ranked articles → groups of copies: the best stands for all that resemble it.
//!
//! What belongs to a group depends on nothing behind its best article in the ranking, so that every page of an answer is the
//! same part of it; and as each copy resembles the best, no chain of small changes makes two stories one.

use rustc_hash::FxHashSet;

use super::question::fetch;
use super::top::Candidate;
use crate::error::Result;
use crate::index::{Address, Backend, Signature, StoredArticle};
use crate::work::{Budget, Counter};

/// Articles that have so large a share of their runs of words in common are copies.
const COPY: f32 = 0.6;

/// So many groups are made at most, since each is compared with all that was found; behind them each article is its own.
pub(super) const MOST_GROUPS: usize = 1000;

/// An article that was found, with what its copies are known by.
pub(super) type Signed = (Address, Signature);

/// An article and its copies.
pub(super) struct Group {
    /// The best of them, which gives all their place.
    pub(super) best: Candidate,
    /// The others, in the order of the index.
    pub(super) copies: Vec<Address>,
}

/// Groups the first articles of a ranking until there are `most` groups; `found` is all that was found.
pub(super) fn groups(ranked: &[Candidate], found: &[Signed], most: usize, budget: &Budget) -> Result<Vec<Group>> {
    let mut told: FxHashSet<Address> = FxHashSet::default();
    let mut groups = Vec::new();
    for best in ranked {
        if groups.len() >= most {
            break;
        }
        // What stands for others itself came before and resembles none of them.
        if !told.insert(best.address) {
            continue;
        }
        let is_copy =
            |(address, signature): &&Signed| best.signature.resembles(signature, COPY) && !told.contains(address);
        let found = if groups.len() < MOST_GROUPS { found } else { &[] };
        budget.spend(Counter::SignaturesCompared, found.len() as u64)?;
        let copies: Vec<Address> = found.iter().filter(is_copy).map(|(address, _)| *address).collect();
        told.extend(copies.iter().copied());
        groups.push(Group { best: best.clone(), copies });
    }
    Ok(groups)
}

/// The articles of a group, the earliest first: as an agency sends a story before the outlets print it, that one is told.
pub(super) fn by_date(
    group: &Group,
    backend: &dyn Backend,
    budget: &Budget,
) -> Result<Vec<(Address, StoredArticle)>> {
    let addresses = std::iter::once(&group.best.address).chain(&group.copies);
    let articles = addresses.map(|address| Ok((*address, fetch(backend, *address, budget)?)));
    let mut articles = articles.collect::<Result<Vec<_>>>()?;
    articles.sort_by(|(_, a), (_, b)| {
        let day = |article: &StoredArticle| (article.date.is_none(), article.days());
        day(a).cmp(&day(b)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(articles)
}
