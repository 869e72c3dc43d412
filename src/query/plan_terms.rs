//! [`PlanTerms`]: the terms that a plan looks up.

use rustc_hash::FxHashSet;

use super::plan::{Clause, Plan, Term};
use super::words_like::WordShape;

/// The terms that a plan looks up, to pick them out of a text.
#[derive(Clone, Debug, Default)]
pub struct PlanTerms {
    exact: FxHashSet<String>,
    /// The first bytes of these, as bits: most words of a text begin otherwise.
    first_bytes: [u64; 4],
    prefixes: Vec<String>,
    shapes: Vec<WordShape>,
}

impl PlanTerms {
    /// The terms of a plan.
    pub fn of_plan(plan: &Plan) -> Self {
        let mut terms = Self::default();
        plan.clauses.iter().for_each(|clause| terms.add(clause));
        terms
    }

    /// The terms of a clause.
    pub fn of_clause(clause: &Clause) -> Self {
        let mut terms = Self::default();
        terms.add(clause);
        terms
    }

    fn add(&mut self, clause: &Clause) {
        for part in clause.slots.iter().flat_map(|s| &s.alternatives).flat_map(|c| &c.parts) {
            match &part.term {
                Term::Exact(term) | Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => {
                    let first = term.as_bytes().first().copied().unwrap_or(0);
                    self.first_bytes[usize::from(first / 64)] |= 1 << (first % 64);
                    self.exact.insert(term.clone());
                }
                Term::Prefix(prefix) => self.prefixes.push(prefix.clone()),
                Term::Like(shape) => self.shapes.push(shape.clone()),
            }
        }
    }

    /// Whether the term is among them.
    pub fn has(&self, term: &str) -> bool {
        let first = term.as_bytes().first().copied().unwrap_or(0);
        let may_be_exact = self.first_bytes[usize::from(first / 64)] >> (first % 64) & 1 == 1;
        (may_be_exact && self.exact.contains(term))
            || self.prefixes.iter().any(|prefix| term.starts_with(prefix))
            || self.shapes.iter().any(|shape| term.starts_with(shape.prefix()) && shape.fits(term))
    }
}
