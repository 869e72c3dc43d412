//! The names of the linear scan: every name term of every text, each compared by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::NameLookup;
use super::cost_cutoff::CostCutoff;
use super::forms::{FormDocuments, NameForms};
use super::profile::QueryProfile;
use crate::analysis::{Analyzer, Token, capitals_speak, clitics, is_function_word, split_name_term};
use crate::article::Language;
use crate::error::Result;
use crate::names::spelling::letters::{letters, script_of};
use crate::work::{Budget, Counter};

/// The numbers of an article and of a passage in it.
type PassageRef = (u32, u32);

/// The places of each term, in order.
type Places = BTreeMap<String, Vec<PassageRef>>;

/// Forms by where they are counted, each as written with its places, and whether its capitals speak.
type FormPlaces<'a> = BTreeMap<(String, String), Vec<(String, &'a [PassageRef], bool)>>;

/// A form by where it is counted, as written, with its places, and whether its capitals speak.
type NearName<'a> = ((String, String), String, &'a [PassageRef], bool);

/// The names of all texts, by where they stand.
#[derive(Debug, Default)]
pub struct ScannedNames {
    /// By name term.
    terms: Places,
    /// The words of scripts without case.
    caseless: Places,
}

impl ScannedNames {
    /// Reads the names of one text, of which each comes after those before it.
    pub fn read(&mut self, (text, language): (&str, &Language), place: PassageRef, analyzer: &mut Analyzer) {
        let Self { terms, caseless } = self;
        let mut name = |term: &str| add(terms, term, place);
        let mut word = |token: Token<'_>| {
            let has_clitics = token.term.chars().next().is_some_and(|first| !clitics(first).is_empty());
            if has_clitics && !is_function_word(token.term) {
                add(caseless, token.term, place);
            }
        };
        analyzer.tokens_and_names(text, language, &mut word, Some(&mut name));
    }

    /// The names that are looked up and that `accept` takes.
    pub fn find(
        &self,
        lookup: &NameLookup,
        budget: &Budget,
        accept: &mut dyn FnMut(&str, &str) -> bool,
    ) -> Result<NameForms> {
        let mut steps = budget.steps(Counter::NamesAligned);
        let mut cutoff = CostCutoff::default();
        // What each of the names asked for costs, and where it is counted.
        let mut near: Vec<(u8, NearName<'_>)> = Vec::new();
        for (term, places) in &self.terms {
            steps.step()?;
            let (key, form) = split_name_term(term);
            let cost = match lookup {
                NameLookup::Exactly(wanted) => (key == wanted).then_some(0),
                NameLookup::Near { profile, .. } => cost(profile, key, &mut cutoff),
            };
            let speak = capitals_speak(term);
            near.extend(cost.map(|cost| (cost, (NameForms::place(key, &form), form, places.as_slice(), speak))));
        }
        if let NameLookup::Near { profile, .. } = lookup {
            for (word, places) in &self.caseless {
                steps.step()?;
                let clitics = word.chars().next().map(clitics).into_iter().flatten();
                for key in clitics.filter_map(|clitic| word.strip_prefix(clitic)) {
                    let cost = cost(profile, key, &mut cutoff);
                    let form = || (NameForms::place(key, word), word.clone(), places.as_slice(), true);
                    near.extend(cost.map(|cost| (cost, form())));
                }
            }
        }
        let mut found: FormPlaces<'_> = BTreeMap::new();
        for (cost, (place, form, places, speak)) in near {
            if cost <= cutoff.limit() && accept(&place.0, &form) {
                found.entry(place).or_default().push((form, places, speak));
            }
        }
        let mut forms = NameForms::default();
        for (place, terms) in found {
            let union_of = |speaking: bool| -> BTreeSet<PassageRef> {
                let terms = terms.iter().filter(|(.., speak)| *speak == speaking);
                terms.flat_map(|(_, places, _)| places.iter().copied()).collect()
            };
            // The capitals of a text speak for all of its words or for none.
            let (named, unclear) = (union_of(true), union_of(false));
            let written = terms.iter().map(|(form, places, _)| (form.clone(), passages(*places))).collect();
            let documents = FormDocuments { named: named.len() as u64, unclear: unclear.len() as u64 };
            forms.add(place, written, (passages(&named) + passages(&unclear), documents));
        }
        Ok(forms)
    }
}

fn add(terms: &mut Places, term: &str, place: PassageRef) {
    let places = match terms.get_mut(term) {
        Some(places) => places,
        None => terms.entry(term.to_owned()).or_default(),
    };
    if places.last() != Some(&place) {
        places.push(place);
    }
}

/// How many of the places are no headlines.
fn passages<'a>(places: impl IntoIterator<Item = &'a PassageRef>) -> u64 {
    places.into_iter().filter(|(_, ordinal)| *ordinal > 0).count() as u64
}

/// What a key costs that a profile accepts, in whatever script; it is counted.
fn cost(profile: &QueryProfile, key: &str, cutoff: &mut CostCutoff) -> Option<u8> {
    let script = script_of(key)?;
    let mut codes = Vec::new();
    letters(script, key, &mut codes).then_some(())?;
    let cost = profile.cost_of(script, &codes)?;
    cutoff.add(script, &codes, cost);
    Some(cost)
}
