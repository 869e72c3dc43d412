//! The best articles without the others: those whose bounds are highest are scored first, until no other can reach the page. In
//! an order by days the day is the bound.

use super::bound::BoundMeasure;
use super::{Address, ArticleMatch, MinHash, Sort, Total};
use crate::error::Result;

/// The articles that match a plan, of which the best can be had without the others.
pub trait BestFirst {
    /// In how many articles each clause was found.
    fn article_frequencies(&self) -> &[u64];
    /// Bounds the score of every matching article, and counts these: folded ones apart, and passages where that costs little.
    /// If it counted no passages, their number is said not to be exact.
    fn count(&mut self, bounds: &ScoreBounds) -> Result<Total>;
    /// Begins anew with those whose bounds are highest.
    fn restart(&mut self);
    /// Gives the articles with the highest bounds of those that were not given yet, at most so many, and none whose bound is below
    /// `floor`. If no more than [`MAX_WHOLE`] have all that is wanted, these come first. How many were given; none if none is left.
    fn next(&mut self, most: usize, floor: f64, visit: &mut dyn FnMut(ArticleMatch<'_>)) -> Result<usize>;
    /// Gives these articles, in the order of their addresses.
    fn visit(&mut self, articles: &[Address], visit: &mut dyn FnMut(ArticleMatch<'_>)) -> Result<()>;
    /// The articles that have all that is wanted, by their addresses. Comes after [`BestFirst::count`].
    fn whole(&mut self) -> Result<Vec<Address>>;
    /// The matching articles that share a band with a MinHash and have this share of their runs in common with it, by their
    /// addresses.
    fn alike(&mut self, min_hash: &MinHash, share: f32) -> Result<Vec<(Address, MinHash)>>;
}

/// If no more articles have all that is wanted, their passages are counted.
pub const MAX_WHOLE: u64 = 64;

/// What bounds the scores of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreBounds {
    /// The inverse document frequency of each clause; 0 for those that do not score.
    pub(crate) idf: Vec<f64>,
    /// What an article may have for having all that is wanted.
    pub(crate) whole: f64,
    /// What one may have that has no more than some of it in each passage.
    pub(crate) apart: f64,
    /// What the bounds of the clauses are compared with.
    pub(crate) measure: BoundMeasure,
    /// The order of the articles: where it is that of the days, [`day_bound`] stands for the score.
    pub(crate) sort: Sort,
}

/// No bound of an order by days is higher.
const MAX_DAY_BOUND: f32 = 131_072.0;

/// The place of an article in an order by days, the highest first: what has all that is wanted before what has not, what has no
/// date after what has one; the first and last day on which it can have been published are days since 1970.
pub(crate) fn day_bound(sort: Sort, is_whole: bool, days: Option<(i32, i32)>) -> f32 {
    let half = MAX_DAY_BOUND as i32 / 2;
    let place = days.map_or(0, |(first, last)| {
        let day = if sort == Sort::Newest { last } else { -first };
        day.saturating_add(half / 2).clamp(1, half - 1)
    });
    (place + if is_whole { half } else { 0 }) as f32
}
