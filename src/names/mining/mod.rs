//! the passages of an archive → names that the reader may want to join: acronyms that the text itself explains, and spellings that
//! look like one name and that no alias file knows.

pub mod acronyms;
pub mod alike;
pub mod groups;
mod notes;

use std::collections::BTreeSet;

use serde::Serialize;

use super::aliases::AliasBook;
use crate::analysis::{Analyzer, base_forms};
use crate::error::Result;

pub use notes::{Notes, Passage};

/// Names that may be one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    /// Its number, from 1: the same as long as the index is.
    pub number: usize,
    /// Why it is suggested.
    pub kind: Kind,
    /// How sure that is, from 0 to 1: for an acronym how many of its letters begin words of the long form, for spellings the
    /// probability of the least probable two.
    pub score: f64,
    /// In how many passages the text says so, or one of the spellings stands.
    pub passages: u64,
    /// Of how many outlets.
    pub outlets: u64,
    /// The names.
    pub forms: Vec<SuggestedForm>,
    /// A sentence that has one of them.
    pub example: String,
}

/// What kind of suggestion it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A text explains a short form by a long one.
    Acronym,
    /// The names are spelt alike.
    Spelling,
}

/// One of the names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SuggestedForm {
    /// As it is written most often.
    pub text: String,
    /// In how many passages it stands, or stands explained.
    pub passages: u64,
}

/// What is worth a suggestion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MiningOptions {
    /// Spellings stand in at least this many passages.
    pub min_passages: u64,
    /// They have at least this many letters: short names are alike by chance.
    pub min_letters: usize,
    /// Two of them are one with this probability at least.
    pub min_score: f32,
    /// So much of each is written as a name; what else begins sentences also stands in small letters.
    pub min_share: f32,
    /// At most this many names are compared, the most frequent ones.
    pub max_names: usize,
}

impl Default for MiningOptions {
    fn default() -> Self {
        Self { min_passages: 2, min_letters: 5, min_score: 0.8, min_share: 0.8, max_names: 10_000 }
    }
}

/// In how many passages and headlines a folded word stands, however it is written.
pub type Documents<'a> = dyn Fn(&str) -> Result<u64> + 'a;

/// All suggestions, numbered: acronyms by outlets and passages, then spellings by probability.
pub fn suggestions(notes: &Notes, options: MiningOptions, documents: &Documents<'_>) -> Result<Vec<Suggestion>> {
    let mut found = acronym_suggestions(notes);
    found.extend(spelling_suggestions(notes, options, documents)?);
    for (number, suggestion) in found.iter_mut().enumerate() {
        suggestion.number = number + 1;
    }
    Ok(found)
}

/// The suggestions on which neither the packs nor the reader have decided: no two of their names are one by an alias, or parted.
/// They keep their numbers.
pub fn undecided(suggestions: Vec<Suggestion>, book: &AliasBook, analyzer: &mut Analyzer) -> Vec<Suggestion> {
    let mut is_decided = |a: &str, b: &str| {
        let mut words = |name: &str| analyzer.query_words(name).into_iter().map(|w| w.folded).collect::<Vec<_>>();
        book.are_apart(&words(a), &words(b)) || book.joins(a, b, analyzer).is_some()
    };
    let mut is_open = |suggestion: &Suggestion| {
        let forms = &suggestion.forms;
        !forms.iter().enumerate().any(|(n, a)| forms[n + 1..].iter().any(|b| is_decided(&a.text, &b.text)))
    };
    suggestions.into_iter().filter(|suggestion| is_open(suggestion)).collect()
}

fn acronym_suggestions(notes: &Notes) -> Vec<Suggestion> {
    let suggest = |((short, _), (score, seen)): (&(String, String), &(f32, notes::Sightings))| {
        let form = |text: &str| SuggestedForm { text: text.to_owned(), passages: seen.passages };
        Suggestion {
            number: 0,
            kind: Kind::Acronym,
            score: rounded(*score),
            passages: seen.passages,
            outlets: seen.outlets.len() as u64,
            forms: vec![form(seen.text()), form(short)],
            example: seen.example.clone(),
        }
    };
    let mut found: Vec<Suggestion> = notes.acronyms.iter().map(suggest).collect();
    found.sort_by(|a, b| {
        let texts = |s: &Suggestion| s.forms.iter().map(|f| f.text.clone()).collect::<Vec<_>>();
        let weight = |s: &Suggestion| (s.outlets, s.passages);
        weight(b).cmp(&weight(a)).then(b.score.total_cmp(&a.score)).then_with(|| texts(a).cmp(&texts(b)))
    });
    found
}

fn spelling_suggestions(
    notes: &Notes,
    options: MiningOptions,
    documents: &Documents<'_>,
) -> Result<Vec<Suggestion>> {
    let fits = |name: &str, seen: &notes::Sightings| {
        seen.passages >= options.min_passages && name.chars().count() >= options.min_letters
    };
    let mut names: Vec<(&str, &notes::Sightings)> =
        notes.names.iter().filter(|(name, seen)| fits(name, seen)).map(|(name, seen)| (&**name, seen)).collect();
    names.sort_by(|a, b| b.1.passages.cmp(&a.1.passages).then_with(|| a.0.cmp(b.0)));
    names.truncate(options.max_names);
    let texts: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let mut pairs = Vec::new();
    for (a, b, score) in alike::alike(&texts, options.min_score) {
        let is_name = |(name, seen): (&str, &notes::Sightings)| -> Result<bool> {
            Ok(seen.passages as f32 >= options.min_share * documents(name)? as f32)
        };
        if !is_inflection(names[a], names[b]) && is_name(names[a])? && is_name(names[b])? {
            pairs.push((a, b, score));
        }
    }
    let suggest = |group: groups::Group| {
        let seen: Vec<&notes::Sightings> = group.names.iter().map(|n| names[*n].1).collect();
        let outlets: BTreeSet<u32> = seen.iter().flat_map(|s| s.outlets.iter().copied()).collect();
        let form = |s: &&notes::Sightings| SuggestedForm { text: s.text().to_owned(), passages: s.passages };
        Suggestion {
            number: 0,
            kind: Kind::Spelling,
            score: rounded(group.score),
            passages: seen.iter().map(|s| s.passages).sum(),
            outlets: outlets.len() as u64,
            forms: seen.iter().map(form).collect(),
            // The rarer spelling is the one that the reader does not know.
            example: seen.last().map(|s| s.example.clone()).unwrap_or_default(),
        }
    };
    Ok(groups::groups(&pairs).into_iter().map(suggest).collect())
}

/// Whether two names are forms of one word in a language of either, which needs no alias.
fn is_inflection((a, of_a): (&str, &notes::Sightings), (b, of_b): (&str, &notes::Sightings)) -> bool {
    let bases = |name: &str| {
        let mut bases = BTreeSet::from([name.to_owned()]);
        for language in of_a.languages.union(&of_b.languages) {
            base_forms(name, language.as_str(), &mut |form| {
                bases.insert(form.to_owned());
            });
        }
        bases
    };
    // The plural, and a possessive that lost its apostrophe.
    let plural = a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a);
    plural || !bases(a).is_disjoint(&bases(b))
}

/// Scores are printed with four digits at most.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1e4).round() / 1e4
}
