//! A [`NameRequest`] → what is looked up for it, and which of the forms found are taken: the part of the request that is done
//! where the names lie.

use rustc_hash::FxHashMap;

use super::index::NameLookup;
use super::index::profile::QueryProfile;
use super::request::NameRequest;
use super::spelling::articles::{bare_form, is_one_word};
use super::spelling::letters::script_of;
use super::spelling::{NameComparison, probability};
use super::words::{in_key_order, words_of};
use crate::analysis::{Analyzer, folded_form};

/// Decides about the names that a request is like; each is judged once.
#[derive(Debug)]
pub struct NameMatcher<'r> {
    request: &'r NameRequest,
    /// The name as it is compared: its words, and without spaces.
    name: (String, String),
    /// The same, ready to be compared.
    comparison: NameComparison,
    /// By candidate and key.
    scores: FxHashMap<String, f32>,
    /// By key, of the keys by themselves.
    key_scores: FxHashMap<String, f32>,
}

impl<'r> NameMatcher<'r> {
    /// A matcher for a request.
    pub fn new(request: &'r NameRequest) -> Self {
        let name = match request {
            NameRequest::WithKey(key) => (key.clone(), key.clone()),
            NameRequest::LikeName { words, .. } => (words.join(" "), words.concat()),
            NameRequest::LikeWord { word, .. } => (word.clone(), word.clone()),
        };
        let comparison = NameComparison::new(&name.0);
        Self { request, name, comparison, scores: FxHashMap::default(), key_scores: FxHashMap::default() }
    }

    /// What is looked up; nothing where a name is too long, or in another script than those that are compared.
    pub fn lookup(&self) -> Option<NameLookup> {
        let key = &self.name.1;
        match self.request {
            NameRequest::WithKey(key) => Some(NameLookup::Exactly(key.clone())),
            NameRequest::LikeName { threshold_scale, .. } | NameRequest::LikeWord { threshold_scale, .. } => {
                let profile = QueryProfile::with_threshold_scale(script_of(key)?, key, *threshold_scale);
                profile.map(|profile| NameLookup::Near { profile: Box::new(profile), is_by_key: self.is_by_key() })
            }
        }
    }

    /// Whether the forms of a key are taken only if the key alone is, as a word: those of a name of one word.
    fn is_by_key(&self) -> bool {
        match self.request {
            NameRequest::WithKey(_) => false,
            NameRequest::LikeName { words, .. } => words.len() == 1,
            NameRequest::LikeWord { .. } => true,
        }
    }

    /// Whether a name is taken, given its key and a form as written; of no form, whether the key is, as a word.
    pub fn accepts(&mut self, key: &str, form: &str, analyzer: &mut Analyzer) -> bool {
        match self.request {
            NameRequest::WithKey(_) => true,
            NameRequest::LikeName { min_probability, .. } => {
                // What is one word is decided by its key, whatever its ending, and no text is read for it.
                let is_word = form.chars().all(char::is_alphabetic);
                let is_near = !(is_word || self.is_by_key()) || self.word_score(key) >= *min_probability;
                is_near && (is_word || self.judge(key, form, analyzer).1 >= *min_probability)
            }
            NameRequest::LikeWord { word, min_probability, .. } => {
                is_one_word(&folded_form(form)) && key != word && self.word_score(key) >= *min_probability
            }
        }
    }

    /// The folded words of a form, and how probable it is that they are the name.
    pub(super) fn judge(&mut self, key: &str, form: &str, analyzer: &mut Analyzer) -> (Vec<String>, f32) {
        let words = words_of(form, analyzer);
        if let [_] = &words[..] {
            let score = self.word_score(key);
            return (words, score);
        }
        let mut candidate = String::new();
        bare_form(&in_key_order(key, &words), &mut candidate);
        let (name, key_of_name) = &self.name;
        if candidate == *name {
            return (words, 1.0);
        }
        let is_one = matches!(self.request, NameRequest::LikeName { words, .. } if words.len() == 1);
        let score = *self.scores.entry([&*candidate, key].join("\0")).or_insert_with(|| {
            let score = self.comparison.probability(&candidate);
            // Two words are one only if they are it without their space: `Securities Inc` is not `securities`.
            if is_one && candidate.contains(' ') {
                let glued = likeness(key_of_name, &candidate.replace(' ', ""));
                score.min(glued.max(likeness(key_of_name, key)))
            } else {
                score
            }
        });
        (words, score)
    }

    /// How probable it is that a key is the word asked for.
    pub(super) fn word_score(&mut self, key: &str) -> f32 {
        if let Some(score) = self.key_scores.get(key) {
            return *score;
        }
        let score = self.comparison.probability(key);
        self.key_scores.insert(key.to_owned(), score);
        score
    }
}

/// The probability of a spelling; 1 for the name itself.
pub(super) fn likeness(name: &str, candidate: &str) -> f32 {
    if name == candidate { 1.0 } else { probability(name, candidate) }
}
