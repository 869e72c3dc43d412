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

/// Whether a word becomes another by at most so many letters that are put in, left out, changed, or swapped with their neighbour
/// (Damerau 1964, no letter being changed twice).
pub(crate) fn is_edited(word: &str, other: &str, edits: u8) -> bool {
    let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    let edits = usize::from(edits);
    if word.len().abs_diff(other.len()) > edits {
        return false;
    }
    let mut rows = [vec![0; other.len() + 1], vec![0; other.len() + 1], (0..=other.len()).collect()];
    for (i, letter) in word.iter().enumerate() {
        rows.rotate_left(1);
        let [before, last, row] = &mut rows;
        row[0] = i + 1;
        for (j, of_other) in other.iter().enumerate() {
            let changed = last[j] + usize::from(letter != of_other);
            row[j + 1] = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && letter != of_other && *letter == other[j - 1] && word[i - 1] == *of_other {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
    }
    rows[2][other.len()] <= edits
}

#[cfg(test)]
mod tests {
    use super::is_edited;

    #[test]
    fn words_are_compared_by_letters() {
        for (word, other, edits) in [
            ("quarry", "quarry", 0),
            ("quarry", "quary", 1),
            ("quarry", "qaurry", 1),
            ("quarry", "quarrys", 1),
            ("quarry", "querry", 1),
            ("quarry", "query", 2),
            ("quarry", "aqurry", 2),
            ("قرية", "قريه", 1),
            ("ca", "abc", 3),
            ("", "a", 1),
            ("", "", 0),
            ("quarry", "", 6),
        ] {
            for most in 0..7 {
                assert_eq!(is_edited(word, other, most), edits <= most, "{word} {other} {most}");
                assert_eq!(is_edited(other, word, most), edits <= most, "{other} {word} {most}");
            }
        }
    }
}
