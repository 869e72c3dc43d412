//! The stored index behind one trait: evidence for a plan, stored articles, counts.

pub mod identity;
mod name_forms;
mod name_list;
mod packed;
pub mod scan;
mod scan_names;
mod signature;
mod stored;
pub mod tantivy;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::article::Language;
use crate::error::Result;
use crate::names::dictionary::{Dictionary, NameForm, NameQuery};
use crate::names::spelling::letters::Script;
use crate::query::occurrences::Occurrence;
use crate::query::plan::{Found, Plan, Slot};
use crate::work::{Budget, Counter};

pub use identity::{IDENTITY_VERSION, Origin};
pub use packed::PackedTokens;
pub use signature::{Signature, VERSION as SIGNATURE_VERSION};
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
    /// A number in the order of the ids of its part of the index; only read where it is needed.
    pub id_order: &'a dyn Fn() -> u64,
    /// What is compared of it to find its copies; only read where it is needed.
    pub signature: &'a dyn Fn() -> Signature,
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
    /// Comes after all articles; whether all are wanted once more, which costs no second reading of the postings.
    fn end(&mut self) -> Result<bool>;
}

/// How many passages of a phrase a backend gives as examples: the first ones.
pub(crate) const SAMPLE: usize = 8;

/// A choice for each slot, and where it stands in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phrase {
    /// The number of the choice in each slot.
    pub choices: Vec<usize>,
    /// The live passages that hold it, headlines not counted.
    pub passages: u64,
    /// Some of them: article and passage.
    pub some: Vec<(Address, u32)>,
}

impl Phrase {
    /// Counts a passage.
    fn add(&mut self, article: Address, ordinal: u32) {
        self.passages += 1;
        if self.some.len() < SAMPLE {
            self.some.push((article, ordinal));
        }
    }
}

/// Adds to the phrases those of one passage, each once.
fn add_phrases(
    phrases: &mut BTreeMap<Vec<usize>, Phrase>,
    occurrences: &[Occurrence],
    (article, ordinal): (Address, u32),
) {
    let mut seen: Vec<Vec<usize>> = Vec::new();
    for occurrence in occurrences {
        let choices: Vec<usize> = occurrence.iter().map(|span| span.choice).collect();
        if !seen.contains(&choices) {
            let phrase = phrases.entry(choices.clone()).or_default();
            phrase.choices.clone_from(&choices);
            phrase.add(article, ordinal);
            seen.push(choices);
        }
    }
}

/// An index that answers plans. The same plan gives the same evidence on every backend over the same articles.
pub trait Backend {
    /// What the index holds.
    fn statistics(&self) -> Result<Statistics>;
    /// Gives the evidence for a plan to a visitor.
    fn evidence(&self, plan: &Plan, budget: &Budget, visitor: &mut dyn EvidenceVisitor) -> Result<()>;
    /// A stored article.
    fn article(&self, address: Address) -> Result<StoredArticle>;
    /// The id and the days of an article, without reading the rest of it.
    fn facts(&self, address: Address) -> Result<ArticleFacts>;
    /// The articles with this id, of whatever source; all articles if none is given.
    fn find(&self, id: Option<&str>) -> Result<Vec<Address>>;
    /// How many live passages and headlines hold a folded word.
    fn documents(&self, word: &str) -> Result<u64>;
    /// The phrases that take one choice of each slot, as far as live passages (headlines not counted) hold them.
    fn phrases(&self, slots: &[Slot], budget: &Budget) -> Result<Vec<Phrase>>;
    /// The names of the index whose key is asked for and that `keep` takes, given their key and a form as written.
    fn names(
        &self,
        query: NameQuery<'_>,
        budget: &Budget,
        keep: &mut dyn FnMut(&str, &str) -> bool,
    ) -> Result<Vec<NameForm>>;
}

/// The names of a backend.
pub struct BackendNames<'a> {
    /// The backend.
    pub backend: &'a dyn Backend,
    /// What it holds.
    pub statistics: &'a Statistics,
    /// What asking for them is counted in.
    pub budget: &'a Budget,
}

impl std::fmt::Debug for BackendNames<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BackendNames").field("statistics", &self.statistics).finish_non_exhaustive()
    }
}

impl Dictionary for BackendNames<'_> {
    fn names(&self, query: NameQuery<'_>, keep: &mut dyn FnMut(&str, &str) -> bool) -> Result<Vec<NameForm>> {
        let mut decided = 0;
        let forms = self.backend.names(query, self.budget, &mut |key, form| {
            decided += 1;
            keep(key, form)
        });
        self.budget.spend(Counter::FormsDecided, decided)?;
        forms
    }

    fn phrases(&self, slots: &[Slot]) -> Result<Vec<(Vec<usize>, u64)>> {
        Ok(self
            .backend
            .phrases(slots, self.budget)?
            .into_iter()
            .map(|phrase| (phrase.choices, phrase.passages))
            .collect())
    }

    fn documents(&self, word: &str) -> Result<u64> {
        self.budget.check()?;
        self.backend.documents(word)
    }

    fn passages(&self, script: Script) -> u64 {
        let languages: &[&str] = match script {
            Script::Arabic => &["ar", "fa", "ur", "ckb", "ps", "ug"],
            Script::Hebrew => &["he", "yi"],
            Script::Latin | Script::Cyrillic => return self.statistics.passages,
        };
        let in_script =
            self.statistics.languages.iter().filter(|(language, _)| languages.contains(&language.as_str()));
        let articles: u64 = in_script.map(|(_, articles)| articles).sum();
        self.statistics.passages * articles / self.statistics.articles.max(1)
    }
}
