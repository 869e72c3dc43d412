//! What a plan matches in an index → the best articles, scored, near-duplicates together: the same on every backend.

mod best_first;
mod bound;
mod collect;
mod facets;
mod feedback;
mod headline;
mod min_hash;
mod near_duplicates;
mod near_words;
mod page;
mod score;
mod top;

use serde::Serialize;

use crate::article::Language;
use crate::error::{Error, Result};
use crate::query::Warning;
use crate::query::plan::{ClauseSet, Plan};
use crate::work::Budget;

pub(crate) use best_first::day_bound;
pub use best_first::{BestFirst, MAX_WHOLE, ScoreBounds};
pub(crate) use bound::{
    BOUND_VERSION, BoundMeasure, MAX_SCORE, NOMINAL_TITLE_WEIGHT, bound, saturated, score_of_bound,
};
pub use collect::top_articles;
pub use facets::{FacetCounts, MAX_WITH_KINDS};
pub use headline::{CopyFacts, Headline};
pub(crate) use min_hash::{BAND_BITS, BANDS, NUMBERS as MIN_HASH_NUMBERS, ShingleBuffer};
pub use min_hash::{MinHash, VERSION as MIN_HASH_VERSION};
pub use near_words::NearWord;
pub use score::Parts;
pub(crate) use score::Scorer;

/// Where a backend has an article; made by the backend alone, and valid as long as the opened state of its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    part: u32,
    number: u32,
}

impl Address {
    /// For backends: the article with a number in a part of the index.
    pub fn new(part: u32, number: u32) -> Self {
        Self { part, number }
    }

    /// For backends: the part of the index.
    pub fn part(self) -> u32 {
        self.part
    }

    /// For backends: the article's number in it.
    pub fn number(self) -> u32 {
        self.number
    }
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

/// What is known of an article without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFacts {
    /// Its id.
    pub id: String,
    /// The first and last day on which it can have been published, in days since 1970.
    pub days: Option<(i32, i32)>,
}

/// How often a clause was found in one passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClauseMatch {
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
pub struct ArticleMatch<'a> {
    /// The article.
    pub address: Address,
    /// The words of headline and passages.
    pub words: u32,
    /// The first and last day on which it can have been published, in days since 1970; only read where it is needed.
    pub days: &'a dyn Fn() -> Option<(i32, i32)>,
    /// A number in the order of the ids of its part of the index; only read where it is needed.
    pub id_order: &'a dyn Fn() -> u64,
    /// What its near-duplicates are known by; only read where it is needed.
    pub min_hash: &'a dyn Fn() -> MinHash,
    /// The clauses found, by passage, then clause.
    pub clauses: &'a [ClauseMatch],
    /// The filters of the plan that hold for it.
    pub filters: ClauseSet,
}

/// Takes the matching articles one after the other.
pub trait Collector {
    /// Comes first: in how many articles each clause was found.
    fn begin(&mut self, article_frequencies: &[u64]);
    /// Comes once for every article with a scoring clause, or for every article if [`Plan::asks_every_article`].
    fn article(&mut self, matched: ArticleMatch<'_>);
    /// Comes after all articles; whether all are wanted once more, which costs no second reading of the postings.
    fn end(&mut self) -> Result<bool>;
}

/// An index in this process, whose matching articles can be ranked here.
pub trait MatchSource {
    /// Gives the articles that match a plan to a collector. Not asked of a source that gives the best first.
    fn collect(&self, _plan: &Plan, _budget: &Budget, _collector: &mut dyn Collector) -> Result<()> {
        Err(Error::broken("this backend gives the best articles first"))
    }
    /// What gives the best of them without the others, if the source can do that.
    fn best_first<'a>(
        &'a self,
        _plan: &'a Plan,
        _request: &TopRequest,
        _budget: &'a Budget,
    ) -> Result<Option<Box<dyn BestFirst + 'a>>> {
        Ok(None)
    }
    /// The id and the days of an article, without reading the rest of it.
    fn facts(&self, address: Address) -> Result<ArticleFacts>;
    /// What is known of an article to tell whether it copies another.
    fn copy_facts(&self, address: Address) -> Result<CopyFacts>;
    /// Gives the folded words of some passages of an article.
    fn words(&self, address: Address, passages: &[u32], visit: &mut dyn FnMut(&str)) -> Result<()>;
    /// How many live passages and headlines hold a folded word.
    fn documents_with(&self, word: &str) -> Result<u64>;
    /// How many of these articles, which are in the order of their addresses, share an outlet, a language, a span of days; what else
    /// is counted is left at its default.
    fn facets(&self, _articles: &[Address], _budget: &Budget) -> Result<FacetCounts> {
        Err(Error::broken("this source counts no facets"))
    }
    /// Which of these passages, which are in order, are captions.
    fn captions(&self, _passages: &[(Address, u32)], _budget: &Budget) -> Result<Vec<bool>> {
        Err(Error::broken("this source counts no facets"))
    }
    /// The folded words that differ by so many letters from one, each with the live passages and headlines that hold it.
    fn edited_words(&self, _word: &str, _edits: u8, _budget: &Budget) -> Result<Vec<(String, u64)>> {
        Err(Error::broken("this source lists no words"))
    }
    /// How often a folded word stands in the headline and in the text of each of these articles, which are in the order of
    /// their addresses.
    fn word_frequencies(&self, word: &str, articles: &[Address], budget: &Budget) -> Result<Vec<(u32, u32)>>;
}

/// Which of the matching articles are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct TopRequest {
    /// Their order.
    pub sort: Sort,
    /// How many of the best are passed over.
    pub offset: usize,
    /// How many are wanted after these.
    pub limit: usize,
    /// Whether near-duplicates of an article are no articles of their own.
    pub fold: bool,
    /// Whether the near-duplicates of each article are listed.
    pub list: bool,
    /// Whether it is counted what the articles share that have all that is wanted.
    pub facets: bool,
    /// Words, folded, for which those of the index are wanted that may have been meant.
    pub near: Vec<String>,
    /// What words, steps and feedback weigh.
    pub weights: Weights,
    /// What all articles hold that are searched, here and elsewhere: scores are reckoned from it.
    pub statistics: Statistics,
}

/// What the ranking is set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// What a word of the headline counts against one of the text.
    pub title: f32,
    /// In a query of at most so many wanted things an article that has them all comes before one that lacks some.
    pub max_stepped: usize,
    /// The most that feedback has of a score; 0 is none.
    pub feedback: f32,
}

/// A word that the best articles of a question share, by which the best are scored anew.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeedbackWord {
    /// The word, folded.
    pub word: String,
    /// Its share among these words.
    pub weight: f64,
    /// The passages and headlines that have it.
    pub documents: u64,
}

/// The best articles of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TopArticles {
    /// The articles in order, from the offset on.
    pub articles: Vec<TopArticle>,
    /// How many articles were put in order: all that there are, where the offset lies past the last of them.
    pub reached: usize,
    /// How much was found.
    pub total: Total,
    /// In how many articles each clause of the plan was found.
    pub article_frequencies: Vec<u64>,
    /// The words of the best articles by which these were scored anew.
    pub feedback: Vec<FeedbackWord>,
    /// What the articles share that have all that is wanted, if that was asked for.
    pub facets: Option<FacetCounts>,
    /// For each word of the request those of the index that may have been meant.
    pub near: Vec<Vec<NearWord>>,
    /// Where a bound changed the answer.
    pub warnings: Vec<Warning>,
}

/// One of the best articles.
#[derive(Clone, Debug, PartialEq)]
pub struct TopArticle {
    /// Where it is.
    pub address: Address,
    /// The words of headline and passages.
    pub words: u32,
    /// How much of what is wanted it has.
    pub tier: Tier,
    /// Its score.
    pub score: f64,
    /// What feedback adds to its score.
    pub feedback: f64,
    /// The score of the best of it and its near-duplicates, which gives it its rank.
    pub best_score: f64,
    /// Number and score of each passage with something wanted, best first.
    pub passages: Vec<(u32, f64)>,
    /// The clauses found in it, by passage, then clause.
    pub clauses: Vec<ClauseMatch>,
    /// The filters of the plan that hold for it.
    pub filters: ClauseSet,
    /// How many others that were found are versions of its story, and no copies.
    pub similar: u64,
    /// Its near-duplicates that are listed, the earliest first.
    pub duplicates: Vec<Address>,
    /// How many more there are.
    pub more_duplicates: usize,
}

/// The order of the articles of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By tier and score; a query without words lists the newest first.
    #[default]
    Relevance,
    /// The newest first, within those that have all words and those that lack some.
    Newest,
    /// The oldest first, likewise.
    Oldest,
}

/// How much was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Total {
    /// Articles that have all that is wanted.
    pub articles: u64,
    /// Their passages that have some of it; 0 where they were not counted.
    pub passages: u64,
    /// Whether the passages were counted. Left out where they were.
    #[serde(rename = "exact", skip_serializing_if = "Clone::clone")]
    pub are_passages_exact: bool,
    /// Articles that lack some of it.
    pub partial: Counted,
    /// Articles that a condition on the date left out because they have none.
    pub undated: u64,
    /// Articles, counted above, that are near-duplicates of others and listed with them; of more than 128 articles those of the first
    /// ten hits.
    pub folded: Counted,
}

impl Default for Total {
    fn default() -> Self {
        let none = Counted::default();
        Self { articles: 0, passages: 0, are_passages_exact: true, partial: none, undated: 0, folded: none }
    }
}

/// A number of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counted {
    /// How many.
    pub articles: u64,
    /// Whether the number is exact.
    pub exact: bool,
}

impl Counted {
    /// This number and no other.
    pub(crate) fn exactly(articles: u64) -> Self {
        Self { articles, exact: true }
    }
}

impl Default for Counted {
    fn default() -> Self {
        Self { articles: 0, exact: true }
    }
}

/// How much of what is wanted an article has, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Some of it is missing.
    Partial,
    /// All of it, spread over the article.
    Article,
    /// All of it in one passage, the headline counted.
    Passage,
}
