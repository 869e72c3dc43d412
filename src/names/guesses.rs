//! What an index says of guesses, the forms that no list knows: what else in the same script is like the name.

use super::evidence::{Judgement, log_odds, probability};
use super::matcher::likeness;
use super::spelling::letters::{Script, script_of};

/// In a script without case a guess whose log odds are so much less than those of the likeliest form is another word.
const MAX_BEHIND_BEST: f32 = 1.5;

/// Unless it is so like that form that both may be spellings of one name: كينج and كينغ.
const MIN_OF_ONE_NAME: f32 = 0.4;

/// What it costs to be another word than the likeliest.
const COST_OF_BEHIND: f32 = 5.0;

/// The guesses at a name of one word, while all of its forms are gone through.
#[derive(Debug)]
pub(super) struct Guesses<'a> {
    name: &'a [String],
    script: Option<Script>,
    /// Of each script the likeliest key and its log odds.
    best: Vec<(Script, f32, String)>,
}

impl<'a> Guesses<'a> {
    pub(super) fn new(name: &'a [String]) -> Self {
        Self { name, script: script_of(&name.concat()), best: Vec::new() }
    }

    /// Takes note of a form: its words, its key, and how probable it is so far.
    pub(super) fn add(&mut self, words: &[String], key: &str, score: f32) {
        let ([_], [word]) = (self.name, words) else { return };
        let Some(script) = script_of(word).filter(|script| !script.has_case()) else { return };
        let odds = log_odds(score);
        match self.best.iter_mut().find(|(known, ..)| *known == script) {
            Some((_, best, best_key)) => {
                if odds > *best || odds == *best && key < best_key.as_str() {
                    (*best, *best_key) = (odds, key.to_owned());
                }
            }
            None => self.best.push((script, odds, key.to_owned())),
        }
    }

    /// Decides anew on a guess at a name of one word in another script.
    pub(super) fn weigh(&self, words: &[String], key: &str, mut judged: Judgement) -> Judgement {
        let ([_], [word], true) = (self.name, words, judged.is_guess && judged.score > 0.0) else { return judged };
        let script = script_of(word).filter(|script| Some(*script) != self.script);
        let Some((_, best, best_key)) = self.best.iter().find(|(known, ..)| Some(*known) == script) else {
            return judged;
        };
        let odds = log_odds(judged.score);
        if best - odds > MAX_BEHIND_BEST && likeness(best_key, key) < MIN_OF_ONE_NAME {
            judged.score = probability(odds - COST_OF_BEHIND);
            judged.reason.get_or_insert_with(|| "another word of its script is likelier".to_owned());
        }
        judged
    }
}
