//! The stored index behind one trait: evidence for a plan, stored articles, counts.

mod packed;
pub mod scan;
mod stored;
pub mod tantivy;

use serde::Serialize;

use crate::article::Language;
use crate::error::Result;
use crate::query::plan::{Choice, Found, Plan};

pub use packed::PackedTokens;
pub use stored::{Prepared, StoredArticle, StoredPassage, prepare};

/// Where a backend has an article; valid as long as the opened state of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The part of the index.
    pub segment: u32,
    /// The article's first entry in it.
    pub entry: u32,
}

/// What an index holds, counted over live articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Articles.
    pub articles: u64,
    /// Passages, headlines not counted.
    pub passages: u64,
    /// Words of all passages and headlines.
    pub words: u64,
    /// Articles without a date.
    pub undated: u64,
    /// Articles a language.
    pub languages: Vec<(Language, u64)>,
}

/// How often a clause was found in one passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The passage's number in its article; 0 is the headline.
    pub ordinal: u32,
    /// The passage's words.
    pub words: u32,
    /// The number of the clause in the plan.
    pub clause: u32,
    /// Its weighted frequency there.
    pub frequency: f32,
}

/// What was found of a plan in one article.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The article.
    pub address: Address,
    /// The words of headline and passages.
    pub words: u32,
    /// The first and last day on which it can have been published, in days since 1970; only read where it is needed.
    pub days: &'a dyn Fn() -> Option<(i32, i32)>,
    /// What was found, by passage, then clause.
    pub entries: &'a [Entry],
    /// The filters of the plan that hold for it.
    pub filters: Found,
}

/// Takes the evidence of one article after the other.
pub trait EvidenceVisitor {
    /// Comes first: in how many articles each clause was found.
    fn begin(&mut self, article_frequencies: &[u64]);
    /// Comes once for every article with a scoring clause, or for every article if [`Plan::asks_every_article`].
    fn article(&mut self, evidence: Evidence<'_>);
}

/// How many of a choice's passages a backend gives as examples: the first ones.
pub(crate) const SAMPLE: usize = 8;

/// An index that answers plans. The same plan gives the same evidence on every backend over the same articles.
pub trait Backend {
    /// What the index holds.
    fn statistics(&self) -> Result<Statistics>;
    /// Gives the evidence for a plan to a visitor.
    fn evidence(&self, plan: &Plan, visitor: &mut dyn EvidenceVisitor) -> Result<()>;
    /// A stored article.
    fn article(&self, address: Address) -> Result<StoredArticle>;
    /// The id of an article, without reading the rest of it.
    fn id(&self, address: Address) -> Result<String>;
    /// The articles with this id, of whatever source.
    fn find(&self, id: &str) -> Result<Vec<Address>>;
    /// How many live passages (headlines not counted) hold a choice, and a few of them.
    fn passages_with(&self, choice: &Choice) -> Result<(u64, Vec<(Address, u32)>)>;
    /// All articles.
    fn addresses(&self) -> Result<Vec<Address>>;
}
