//! The names of an index that are like a whole name without its spaces.

use super::{DEFAULT_THRESHOLD, LOWERED_SCALE, NameVariant, VariantFinder};
use crate::analysis::Analyzer;
use crate::error::Result;
use crate::names::evidence::Evidence;
use crate::names::guesses::Guesses;
use crate::names::matcher::NameMatcher;
use crate::names::request::NameRequest;
use crate::names::words::{PATRONYMIC, syllables};

impl VariantFinder<'_> {
    /// The names of the dictionary that are like the whole name without its spaces: single words, and words that stand in
    /// it as one.
    pub(super) fn written_as_one(
        &self,
        evidence: &Evidence<'_>,
        (sure, share): (bool, f32),
        analyzer: &mut Analyzer,
    ) -> Result<Vec<NameVariant>> {
        let name = evidence.name();
        let lowered = if self.min_probability() < DEFAULT_THRESHOLD { LOWERED_SCALE } else { 1.0 };
        let threshold_scale = share * lowered;
        let request = NameRequest::LikeName {
            words: name.to_vec(),
            threshold_scale,
            min_probability: self.min_probability(),
        };
        let mut matcher = NameMatcher::new(&request);
        let mut guesses = Guesses::new(name);
        let mut judged = Vec::new();
        for form in self.dictionary.names(&request)? {
            let (words, score) = matcher.judge(&form.key, &form.text, analyzer);
            let judgement = evidence.judge(&words, &form.key, score);
            guesses.add(&words, &form.key, judgement.score);
            judged.push((form, (words, score, judgement)));
        }
        let mut found: Vec<NameVariant> = Vec::new();
        for (form, (words, score, judgement)) in judged {
            let judgement = guesses.weigh(&words, &form.key, judgement);
            // A form stands under several keys: with its ending and without, with an article and without.
            match found.iter_mut().find(|s| s.text == form.text) {
                Some(known) if known.score >= score => {}
                Some(known) => *known = self.spelling(evidence, sure, form, (words, score, judgement))?,
                None => found.push(self.spelling(evidence, sure, form, (words, score, judgement))?),
            }
        }
        // `Kim Jong` is the beginning of another name than `Kim Jong Eun`.
        let whole = name.concat();
        let is_cut = |spelling: &NameVariant| {
            let rest = whole.strip_prefix(&*spelling.words.concat()).unwrap_or_default();
            rest.chars().count() >= 2 && syllables(rest) > 0
        };
        // `bin Abdulaziz` is anybody's father.
        let is_fathers = |words: &[String]| words.first().is_some_and(|word| PATRONYMIC.contains(&word.as_str()));
        let lacks_head = |spelling: &NameVariant| is_fathers(&spelling.words) && !is_fathers(name);
        let is_other = |spelling: &NameVariant| is_cut(spelling) || lacks_head(spelling);
        found.retain(|spelling| name.len() < 2 || spelling.words.len() < 2 || !is_other(spelling));
        Ok(found)
    }
}
