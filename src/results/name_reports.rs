//! The names of a plan → their other forms in the index, each as texts write it and with how many passages hold it.

use std::collections::{BTreeMap, BTreeSet};

use super::{NameReport, VariantReport, rounded};
use crate::analysis::{Analyzer, TermFinder, written_form};
use crate::error::Result;
use crate::index::{Address, Backend};
use crate::query::occurrences::clause_occurrences;
use crate::query::plan::{Alternative, Clause, Name, Slot};
use crate::query::plan_terms::PlanTerms;
use crate::query::positions::PassagePositions;
use crate::work::{Budget, Counter};

/// The other forms of each name that the index holds, those that are searched for and the commonest first.
pub(crate) fn name_reports(
    names: &[Name],
    backend: &dyn Backend,
    analyzer: &mut Analyzer,
    budget: &Budget,
) -> Result<Vec<NameReport>> {
    let mut reports = Vec::new();
    for name in names {
        let typed = written_form(&name.name);
        let mut variants: Vec<VariantReport> = Vec::new();
        for variant in &name.variants {
            let forms = match (variant.passages, &variant.alternative) {
                (None, Some(alternative)) => counted_forms(alternative, backend, analyzer, budget)?,
                (passages, _) => vec![(variant.text.clone(), passages.unwrap_or(0))],
            };
            for (text, passages) in forms {
                let known = || variants.iter().any(|v| written_form(&v.text) == written_form(&text));
                if passages > 0 && written_form(&text) != typed && !known() {
                    let (score, reason) = (rounded(f64::from(variant.score)), variant.reason.clone());
                    let (kind, shown) = (variant.kind, variant.shown);
                    variants.push(VariantReport { text, kind, score, shown, passages, reason });
                }
            }
        }
        variants.sort_by(|a, b| b.shown.cmp(&a.shown).then(b.passages.cmp(&a.passages)).then(a.text.cmp(&b.text)));
        reports.push(NameReport { name: name.name.clone(), variants });
    }
    Ok(reports)
}

/// The forms of an alternative, and how many passages hold each: all forms where a few passages hold it, else the commonest
/// for all.
fn counted_forms(
    alternative: &Alternative,
    backend: &dyn Backend,
    analyzer: &mut Analyzer,
    budget: &Budget,
) -> Result<Vec<(String, u64)>> {
    let phrases = backend.phrases(&[Slot { alternatives: vec![alternative.clone()] }], u64::MAX, budget)?;
    let Some(phrase) = phrases.first() else { return Ok(Vec::new()) };
    let mut forms = WrittenForms::new(alternative);
    if phrase.passages == phrase.some.len() as u64 {
        forms.read(&phrase.some, backend, analyzer, budget)?;
        return Ok(forms.finish());
    }
    // What more than half of the passages write alike is the commonest, whatever the others have.
    let (most, others) = phrase.some.split_at(phrase.some.len().min(phrase.some.len() / 2 + 1));
    forms.read(most, backend, analyzer, budget)?;
    if !forms.is_one_in(most.len()) {
        forms.read(others, backend, analyzer, budget)?;
    }
    let commonest = forms.finish().into_iter().next();
    Ok(commonest.map(|(text, _)| (text, phrase.passages)).into_iter().collect())
}

/// The forms in which passages write an alternative, articles and all. What differs in case and hyphens only is one form.
struct WrittenForms {
    clause: Clause,
    /// By the form in small letters: as it is written, in how many passages.
    forms: BTreeMap<String, BTreeMap<String, u64>>,
}

impl WrittenForms {
    fn new(alternative: &Alternative) -> Self {
        Self { clause: Clause::of_alternative(alternative.clone()), forms: BTreeMap::new() }
    }

    /// Reads passages, which were not read before.
    fn read(
        &mut self,
        passages: &[(Address, u32)],
        backend: &dyn Backend,
        analyzer: &mut Analyzer,
        budget: &Budget,
    ) -> Result<()> {
        let terms = PlanTerms::of_clause(&self.clause);
        let is_wanted = |term: &str| terms.has(term);
        let mut finder = TermFinder::new(analyzer, &is_wanted);
        let wanted: Vec<_> = passages.iter().map(|(address, ordinal)| (*address, vec![*ordinal])).collect();
        for (article, (_, ordinal)) in backend.fetch(&wanted, budget)?.iter().zip(passages) {
            let Some(passage) = article.passage(*ordinal) else { continue };
            budget.add(Counter::PassagesAnalysed, 1);
            let (text, language) = (passage.text.as_str(), article.language_of(passage));
            let positions = PassagePositions::of_terms(text, language, &mut finder);
            let mut here: BTreeSet<&str> = BTreeSet::new();
            for occurrence in clause_occurrences(&self.clause, &mut |term, out| positions.positions(term, out)) {
                let (first, last) = (occurrence[0].start, occurrence[occurrence.len() - 1].end);
                here.extend(positions.bytes_with_article(first, last).map(|(start, end)| &text[start..end]));
            }
            let mut counted: BTreeSet<String> = BTreeSet::new();
            for form in here {
                let written = written_form(form);
                let count = u64::from(counted.insert(written.clone()));
                *self.forms.entry(written).or_default().entry(form.to_owned()).or_default() += count;
            }
        }
        Ok(())
    }

    /// Whether so many passages have one form and no other.
    fn is_one_in(&self, passages: usize) -> bool {
        let mut written = self.forms.values().flat_map(BTreeMap::values);
        written.next() == Some(&(passages as u64)) && written.next().is_none()
    }

    /// The forms with how many passages hold each; the commonest first, the first of equals in the alphabet.
    fn finish(self) -> Vec<(String, u64)> {
        let commonest = |written: BTreeMap<String, u64>| {
            let passages = written.values().sum();
            let text = written.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            (text.map(|(text, _)| text).unwrap_or_default(), passages)
        };
        let mut forms: Vec<(String, u64)> = self.forms.into_values().map(commonest).collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        forms
    }
}
