//! The articles that have all that is wanted → how many each outlet, language, span of days and kind of passage has.

use super::{Address, ArticleMatch, BestFirst, MatchSource};
use crate::article::Day;
use crate::error::Result;
use crate::work::Budget;

/// Of no more articles the kinds of the passages that matched are counted.
pub const MAX_WITH_KINDS: usize = 10_000;

/// How many of the articles that have all that is wanted share a value, copies counted; in no order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetCounts {
    /// How many articles there are.
    pub articles: u64,
    /// The outlets as they are compared, each with its articles and the first of these, which knows how it is written.
    pub outlets: Vec<(String, u64, Address)>,
    /// The codes of the languages.
    pub languages: Vec<(String, u64)>,
    /// The first and last day on which articles can have been published.
    pub days: Vec<((Day, Day), u64)>,
    /// Articles without a date.
    pub undated: u64,
    /// In how many articles a headline, a caption, the text has something wanted; nothing if there are more articles than
    /// [`MAX_WITH_KINDS`].
    pub kinds: Option<[u64; 3]>,
}

/// The articles that have all that is wanted, in the order of their addresses.
#[derive(Clone, Debug)]
pub(super) struct WholeArticles {
    /// The articles.
    addresses: Vec<Address>,
    /// Their passages with something wanted, of few enough articles.
    passages: Option<Vec<(Address, u32)>>,
}

impl Default for WholeArticles {
    fn default() -> Self {
        Self { addresses: Vec::new(), passages: Some(Vec::new()) }
    }
}

impl WholeArticles {
    /// All of a source that gives the best first.
    pub(super) fn of(articles: &mut dyn BestFirst, wanted: &[bool]) -> Result<Self> {
        let addresses = articles.whole()?;
        if addresses.len() > MAX_WITH_KINDS {
            return Ok(Self { addresses, passages: None });
        }
        let mut whole = Self::default();
        articles.visit(&addresses, &mut |matched| whole.add(&matched, wanted))?;
        Ok(whole)
    }

    /// Adds an article.
    pub(super) fn add(&mut self, matched: &ArticleMatch<'_>, wanted: &[bool]) {
        self.addresses.push(matched.address);
        self.passages = self.passages.take().filter(|_| self.addresses.len() <= MAX_WITH_KINDS);
        if let Some(passages) = &mut self.passages {
            let found = matched.clauses.iter().filter(|found| wanted[found.clause as usize]);
            passages.extend(found.map(|found| (matched.address, found.ordinal)));
            passages.dedup();
        }
    }

    /// What they share.
    pub(super) fn facets(&self, source: &dyn MatchSource, budget: &Budget) -> Result<FacetCounts> {
        let mut counts = source.facets(&self.addresses, budget)?;
        counts.articles = self.addresses.len() as u64;
        let dated: u64 = counts.days.iter().map(|(_, articles)| articles).sum();
        counts.undated = counts.articles - dated;
        if let Some(passages) = &self.passages {
            counts.kinds = Some(kinds(passages, &source.captions(passages, budget)?));
        }
        Ok(counts)
    }
}

/// In how many articles a headline, a caption, the text is among some passages; which of these are captions is known.
fn kinds(passages: &[(Address, u32)], captions: &[bool]) -> [u64; 3] {
    let mut kinds = [0; 3];
    let mut last: [Option<Address>; 3] = [None; 3];
    for ((address, ordinal), is_caption) in passages.iter().zip(captions) {
        let kind = if *ordinal == 0 { 0 } else { 2 - usize::from(*is_caption) };
        kinds[kind] += u64::from(last[kind] != Some(*address));
        last[kind] = Some(*address);
    }
    kinds
}
