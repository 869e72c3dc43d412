//! The stored index behind one trait: the best articles for a plan, stored articles, names, counts.

mod analysed;
pub mod identity;
pub mod scan;
mod stored;
pub mod tantivy;
mod terms;

use std::collections::BTreeMap;

use crate::analysis::{Analyzer, Form, TermFinder};
use crate::article::Language;
use crate::error::Result;
use crate::names::NameMatcher;
use crate::names::index::NameLookup;
use crate::names::index::forms::NameForms;
use crate::names::request::{Dictionary, Lettering, NameForm, NameRequest};
use crate::names::spelling::letters::Script;
use crate::query::occurrences::{Occurrence, clause_occurrences};
use crate::query::plan::{Alternative, Clause, MatchKind, Plan, Slot, Term, TermRun};
use crate::query::plan_terms::PlanTerms;
use crate::query::positions::PassagePositions;
use crate::work::{Budget, Counter};

pub use crate::ranking::{Address, Statistics, TopArticles, TopRequest};
pub use analysed::{AnalysedArticle, analyse_article};
pub(crate) use analysed::{analyse_stored, analyse_with};
pub use identity::{IDENTITY_VERSION, Origin};
pub use stored::{StoredArticle, StoredPassage};
pub(crate) use terms::ArticleTerms;
pub use terms::TokenList;

/// How many passages of a phrase a backend gives as examples: the first ones.
pub(crate) const SAMPLE: usize = 8;

/// An alternative for each slot, and where it stands in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phrase {
    /// The number of the alternative in each slot.
    pub alternatives: Vec<usize>,
    /// The live passages that hold it, headlines not counted.
    pub passages: u64,
    /// Some of them: article and passage.
    pub some: Vec<(Address, u32)>,
}

impl Phrase {
    /// The phrase of the first alternative of one slot.
    fn of_first() -> Self {
        Self { alternatives: vec![0], ..Self::default() }
    }

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
        let alternatives: Vec<usize> = occurrence.iter().map(|span| span.alternative).collect();
        if !seen.contains(&alternatives) {
            let phrase = phrases.entry(alternatives.clone()).or_default();
            phrase.alternatives.clone_from(&alternatives);
            phrase.add(article, ordinal);
            seen.push(alternatives);
        }
    }
}

/// An index that answers plans: what crosses it is plain data, so that an index may also lie in another process. The same plan
/// gives the same articles on every backend over the same articles. What a budget bounds ends with its error; what it counts
/// may be counted elsewhere.
pub trait Backend {
    /// What the index holds.
    fn statistics(&self) -> Result<Statistics>;
    /// The outlets of the index that a filter of this text stands for, folded, in order.
    fn outlets(&self, asked: &str, budget: &Budget) -> Result<Vec<String>>;
    /// The best articles for a plan, and how much was found.
    fn search(&self, plan: &Plan, request: &TopRequest, budget: &Budget) -> Result<TopArticles>;
    /// Stored articles in the order in which they are asked for, each with its headline and the passages with these numbers.
    fn fetch(&self, wanted: &[(Address, Vec<u32>)], budget: &Budget) -> Result<Vec<StoredArticle>>;
    /// The articles with this id, of whatever source; all articles if none is given.
    fn find(&self, id: Option<&str>) -> Result<Vec<Address>>;
    /// How many live passages and headlines hold a folded word.
    fn documents(&self, word: &str) -> Result<u64>;
    /// The phrases that take one alternative of each slot, as far as live passages (headlines not counted) hold them; once so many
    /// passages hold one, no others are looked at.
    fn phrases(&self, slots: &[Slot], most: u64, budget: &Budget) -> Result<Vec<Phrase>>;
    /// The names of the index that are asked for, each in all its forms.
    fn names(&self, request: &NameRequest, budget: &Budget) -> Result<Vec<NameForm>>;
}

/// Looks up the names of a request, given what finds the forms of those that are looked up and accepted; what is decided about
/// is counted.
fn requested_names(
    request: &NameRequest,
    analyzer: &mut Analyzer,
    budget: &Budget,
    find: impl FnOnce(&NameLookup, &mut dyn FnMut(&str, &str) -> bool) -> Result<NameForms>,
) -> Result<NameForms> {
    let mut matcher = NameMatcher::new(request);
    let Some(lookup) = matcher.lookup() else { return Ok(NameForms::default()) };
    let mut decided = 0;
    let forms = find(&lookup, &mut |key, form| {
        decided += 1;
        matcher.accepts(key, form, analyzer)
    })?;
    budget.spend(Counter::FormsDecided, decided)?;
    Ok(forms)
}

/// Reads stored articles one after the other, which is counted.
fn fetched(
    wanted: &[(Address, Vec<u32>)],
    budget: &Budget,
    read: impl Fn(Address, &[u32]) -> Result<StoredArticle>,
) -> Result<Vec<StoredArticle>> {
    let fetch = |(address, ordinals): &(Address, Vec<u32>)| {
        budget.check()?;
        let article = read(*address, ordinals)?;
        budget.add(Counter::ArticlesFetched, 1);
        budget.add(Counter::BytesFetched, article.text_bytes());
        Ok(article)
    };
    wanted.iter().map(fetch).collect()
}

/// Gives the folded words of some passages of an article.
fn passage_words(article: &StoredArticle, passages: &[u32], analyzer: &mut Analyzer, visit: &mut dyn FnMut(&str)) {
    for passage in passages.iter().filter_map(|ordinal| article.passage(*ordinal)) {
        analyzer.tokens(&passage.text, article.language_of(passage), &mut |token| {
            if token.form == Form::Word {
                visit(token.term);
            }
        });
    }
}

/// Adds how the words of a clause are written in a passage.
fn add_lettering(
    lettering: &mut Lettering,
    clause: &Clause,
    (passage, language): (&StoredPassage, &Language),
    analyzer: &mut Analyzer,
) {
    let (text, terms) = (passage.text.as_str(), PlanTerms::of_clause(clause));
    let positions =
        PassagePositions::of_terms(text, language, &mut TermFinder::new(analyzer, &|term| terms.has(term)));
    let is_capital = |position: u32| {
        let Some((start, _)) = positions.bytes(position, position + 1) else { return false };
        text[start..].starts_with(char::is_uppercase)
    };
    for occurrence in clause_occurrences(clause, &mut |term, out| positions.positions(term, out)) {
        let (Some(first), Some(last)) = (occurrence.first(), occurrence.last()) else { continue };
        let is_joined = |position: u32| {
            positions.bytes(position, position + 1).is_some_and(|(start, _)| text[..start].ends_with('-'))
        };
        let mut rest = first.start + 1..last.end;
        if !is_capital(first.start) || !rest.all(|position| is_capital(position) || is_joined(position)) {
            lettering.small += 1;
        } else if passage.sentences.contains(&first.start) {
            lettering.sentence_starts += 1;
        } else {
            lettering.capitals += 1;
        }
    }
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
    fn names(&self, request: &NameRequest) -> Result<Vec<NameForm>> {
        self.backend.names(request, self.budget)
    }

    fn phrases(&self, slots: &[Slot], most: u64) -> Result<Vec<(Vec<usize>, u64)>> {
        Ok(self
            .backend
            .phrases(slots, most, self.budget)?
            .into_iter()
            .map(|phrase| (phrase.alternatives, phrase.passages))
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

    fn documents_in(&self, language: &str) -> u64 {
        let held = self.statistics.languages.iter().find(|(held, _)| held.as_str() == language);
        let articles = held.map_or(0, |(_, articles)| *articles);
        (self.all_documents() * articles).div_ceil(self.statistics.articles.max(1))
    }

    fn all_documents(&self) -> u64 {
        self.statistics.passages + self.statistics.articles
    }

    fn lettering(&self, words: &[String], analyzer: &mut Analyzer) -> Result<Lettering> {
        let parts = words.iter().map(|word| TermRun { term: Term::Exact(word.clone()), length: 1 }).collect();
        let alternative = Alternative { parts, kind: MatchKind::Exact, weight: 1.0 };
        let clause = Clause::of_alternative(alternative);
        let mut lettering = Lettering::default();
        for Phrase { some, .. } in self.backend.phrases(&clause.slots, SAMPLE as u64, self.budget)? {
            let wanted: Vec<_> = some.iter().map(|(address, ordinal)| (*address, vec![*ordinal])).collect();
            for (article, (_, ordinal)) in self.backend.fetch(&wanted, self.budget)?.iter().zip(&some) {
                let Some(passage) = article.passage(*ordinal) else { continue };
                self.budget.add(Counter::PassagesAnalysed, 1);
                add_lettering(&mut lettering, &clause, (passage, article.language_of(passage)), analyzer);
            }
        }
        Ok(lettering)
    }
}
