//! ranked articles → groups of near-duplicates: the best stands for all that resemble it.
//!
//! What belongs to a group depends on nothing after its best article in the ranking, so that every page of an answer is the
//! same part of it; and as each duplicate resembles the best, no chain of small changes makes two stories one.

use rustc_hash::FxHashSet;

use super::top::Candidate;
use super::{Address, ArticleFacts, BestFirst, MatchSource, MinHash};
use crate::error::Result;
use crate::work::{Budget, Counter};

/// Articles that have so large a share of their runs of words in common are near-duplicates.
const MIN_RESEMBLANCE: f32 = 0.8;

/// Articles that have so large a share in common are versions of one story, or made after one pattern.
const MIN_SIMILAR: f32 = 0.6;

/// At most this many groups are formed, because each is compared with every match; later articles stay single.
pub(super) const MAX_GROUPS: usize = 1000;

/// At most this many near-duplicates are listed with an article, the earliest ones, and only among them is looked for an
/// earlier one that has as much of what is wanted.
pub(super) const MAX_DUPLICATES: usize = 100;

/// An article that was found, with what its near-duplicates are known by.
pub(super) type Fingerprinted = (Address, MinHash);

/// Where near-duplicates are looked for.
pub(super) enum Searched<'a, 'b> {
    /// Among all that was found.
    All(&'a [Fingerprinted]),
    /// By those that match and may be some.
    Alike(&'a mut (dyn BestFirst + 'b)),
}

/// An article and its near-duplicates.
#[derive(Debug)]
pub(super) struct Group {
    /// The best of them, which gives all their place.
    pub(super) best: Candidate,
    /// The others, in the order of the index.
    pub(super) duplicates: Vec<Address>,
    /// How many others of those found are versions of its story.
    pub(super) similar: u64,
}

/// Groups the first articles of a ranking until there are `max_groups` groups.
pub(super) fn groups(
    source: &dyn MatchSource,
    ranked: &[Candidate],
    searched: &mut Searched<'_, '_>,
    max_groups: usize,
    budget: &Budget,
) -> Result<Vec<Group>> {
    let mut taken: FxHashSet<Address> = FxHashSet::default();
    let mut groups = Vec::new();
    for best in ranked {
        if groups.len() >= max_groups {
            break;
        }
        // What stands for others itself came before and resembles none of them.
        if !taken.insert(best.address) {
            continue;
        }
        let alike;
        let found = match searched {
            _ if groups.len() >= MAX_GROUPS => &[],
            Searched::All(found) => {
                budget.spend(Counter::SignaturesCompared, found.len() as u64)?;
                *found
            }
            Searched::Alike(articles) => {
                alike = articles.alike(&best.min_hash, MIN_SIMILAR)?;
                &alike[..]
            }
        };
        let (duplicates, similar) = resembling(source, best, found)?;
        let duplicates: Vec<Address> = duplicates.into_iter().filter(|address| taken.insert(*address)).collect();
        groups.push(Group { best: best.clone(), duplicates, similar });
    }
    Ok(groups)
}

/// The copies of an article among what was found, and how many others are versions of its story.
fn resembling(source: &dyn MatchSource, best: &Candidate, found: &[Fingerprinted]) -> Result<(Vec<Address>, u64)> {
    let (mut copies, mut similar, mut facts) = (Vec::new(), 0, None);
    for (address, min_hash) in found {
        let is_alike = best.min_hash.resembles(min_hash, MIN_SIMILAR) && best.min_hash.shares_band(min_hash);
        if *address == best.address || !is_alike {
            continue;
        }
        let facts = match facts {
            Some(facts) => facts,
            None => *facts.insert(source.copy_facts(best.address)?),
        };
        let is_copy =
            best.min_hash.resembles(min_hash, MIN_RESEMBLANCE) && source.copy_facts(*address)?.is_copy_of(&facts);
        if is_copy { copies.push(*address) } else { similar += 1 }
    }
    Ok((copies, similar))
}

/// The articles of a group that are listed, the earliest first: as an agency sends a story before the outlets print it, that
/// one is shown. Of many duplicates these are the earliest ones and the best.
pub(super) fn by_date(group: &Group, source: &dyn MatchSource, budget: &Budget) -> Result<Vec<Address>> {
    if group.duplicates.is_empty() {
        return Ok(vec![group.best.address]);
    }
    let mut members: Vec<(ArticleFacts, Address)> = Vec::with_capacity(group.duplicates.len() + 1);
    for address in std::iter::once(&group.best.address).chain(&group.duplicates) {
        budget.spend(Counter::FactsRead, 1)?;
        members.push((source.facts(*address)?, *address));
    }
    members.sort_by(|(a, _), (b, _)| {
        let day = |facts: &ArticleFacts| (facts.days.is_none(), facts.days);
        day(a).cmp(&day(b)).then_with(|| a.id.cmp(&b.id))
    });
    if members.len() > MAX_DUPLICATES + 1 {
        let place = members.iter().position(|(_, address)| *address == group.best.address);
        members.swap(MAX_DUPLICATES, place.unwrap_or(0).max(MAX_DUPLICATES));
        members.truncate(MAX_DUPLICATES + 1);
    }
    Ok(members.into_iter().map(|(_, address)| address).collect())
}
