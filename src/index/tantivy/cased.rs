//! postings of `=word` → those whose text has its capitals.
//!
//! The index has no capitals but those of whole words, so that the texts decide: each article in which such a word was found
//! is read once for all clauses, and of its passages only those are analysed that can have the form as written.

use tantivy::DocId;

use super::Snapshot;
use super::postings::{Posting, clause_postings};
use crate::analysis::{Analyzer, TermFinder};
use crate::error::Result;
use crate::index::StoredArticle;
use crate::query::plan::{Clause, Plan};
use crate::query::plan_terms::PlanTerms;
use crate::query::positions::{PassagePositions, may_be_as_written};
use crate::ranking::Address;
use crate::work::{Budget, Counter};

/// What decides about the postings of one clause.
struct Cased<'a> {
    clause: &'a Clause,
    terms: PlanTerms,
    postings: std::vec::IntoIter<Posting>,
    kept: &'a mut Vec<Posting>,
}

impl Snapshot {
    /// The postings of each clause of a plan that asks for capitals, as far as they have them; nothing for the others.
    pub(super) fn as_written(
        &self,
        number: u32,
        plan: &Plan,
        budget: &Budget,
    ) -> Result<Vec<Option<Vec<Posting>>>> {
        if plan.clauses.iter().all(|clause| clause.cased.is_none()) {
            return Ok(Vec::new());
        }
        let segment = &self.segments[number as usize];
        let postings = |clause: &Clause| match clause.cased {
            Some(_) => clause_postings(segment, clause, budget).map(Some),
            None => Ok(None),
        };
        let mut lists = plan.clauses.iter().map(postings).collect::<Result<Vec<_>>>()?;
        let cased = plan.clauses.iter().zip(&mut lists).filter_map(|(clause, list)| Some((clause, list.as_mut()?)));
        let mut cased: Vec<Cased<'_>> = cased.map(|(clause, list)| Cased::new(clause, list)).collect();
        let mut analyzer = Analyzer::new(&self.schema.stemmers);
        while let Some(head) = cased.iter().filter_map(Cased::head).min() {
            budget.check()?;
            let ordinals: Vec<u32> = cased.iter().flat_map(|cased| cased.ordinals(head)).collect();
            let article = self.excerpt(Address::new(number, head), &ordinals)?;
            budget.add(Counter::ArticlesFetched, 1);
            budget.add(Counter::BytesFetched, article.text_bytes());
            for cased in &mut cased {
                cased.decide(head, &article, &mut analyzer, budget);
            }
        }
        drop(cased);
        Ok(lists)
    }
}

impl<'a> Cased<'a> {
    fn new(clause: &'a Clause, list: &'a mut Vec<Posting>) -> Self {
        let postings = std::mem::take(list).into_iter();
        Self { clause, terms: PlanTerms::of_clause(clause), postings, kept: list }
    }

    /// The article of the next posting.
    fn head(&self) -> Option<DocId> {
        self.postings.as_slice().first().map(Posting::head)
    }

    /// The passages of an article whose postings come next.
    fn ordinals(&self, head: DocId) -> impl Iterator<Item = u32> {
        let of_article = self.postings.as_slice().iter().take_while(move |posting| posting.head() == head);
        of_article.map(|posting| posting.ordinal)
    }

    /// Decides about the postings of an article.
    fn decide(&mut self, head: DocId, article: &StoredArticle, analyzer: &mut Analyzer, budget: &Budget) {
        while self.head() == Some(head) {
            let Some(mut posting) = self.postings.next() else { break };
            let Some(passage) = article.passage(posting.ordinal) else { continue };
            let text = passage.text.as_str();
            if !may_be_as_written(self.clause, text) {
                continue;
            }
            budget.add(Counter::PassagesAnalysed, 1);
            let is_wanted = |term: &str| self.terms.has(term);
            let language = article.language_of(passage);
            let positions = PassagePositions::of_terms(text, language, &mut TermFinder::new(analyzer, &is_wanted));
            posting.frequency = positions.frequency(self.clause, text);
            if posting.frequency > 0.0 {
                self.kept.push(posting);
            }
        }
    }
}
