//! A word that no article has → the words of an index that differ by a letter or two: those that may have been meant.

use std::collections::BTreeMap;

use super::MatchSource;
use crate::error::Result;
use crate::work::Budget;

/// A word of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearWord {
    /// The word, folded.
    pub word: String,
    /// The live passages and headlines that hold it.
    pub documents: u64,
}

/// At most so many words are given for one.
const MAX_NEAR: usize = 3;

/// Shorter words are like too many others.
const MIN_LETTERS: usize = 3;

/// From so many letters on two may differ.
const MIN_LETTERS_FOR_TWO: usize = 5;

/// The words of an index that differ from a folded word by one letter, or where none does by two; the most frequent ones first.
pub(super) fn near_words(source: &dyn MatchSource, word: &str, budget: &Budget) -> Result<Vec<NearWord>> {
    let letters = word.chars().count();
    let most = if letters < MIN_LETTERS { 0 } else { 1 + u8::from(letters >= MIN_LETTERS_FOR_TWO) };
    for edits in 1..=most {
        let found: BTreeMap<String, u64> = source.edited_words(word, edits, budget)?.into_iter().collect();
        if !found.is_empty() {
            let mut near: Vec<NearWord> =
                found.into_iter().map(|(word, documents)| NearWord { word, documents }).collect();
            near.sort_by_key(|near| std::cmp::Reverse(near.documents));
            near.truncate(MAX_NEAR);
            return Ok(near);
        }
    }
    Ok(Vec::new())
}
