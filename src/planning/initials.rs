//! Initials before a surname, in all of their writings.

use crate::analysis::QueryWord;
use crate::query::plan::{Alternative, MatchKind, Slot, Term, TermRun};

/// The most initials of a name.
const MAX_INITIALS: usize = 4;

/// How many of the first words are initials before a name: `J. P. Morgan`, `J.P. Morgan`, `JP Morgan`.
pub(super) fn initials(text: &str, words: &[QueryWord]) -> usize {
    let is_capital = |word: &QueryWord| text[word.start..].starts_with(char::is_uppercase);
    let is_letter = |word: &&QueryWord| word.folded.chars().count() == 1 && is_capital(word);
    let letters = words.iter().take_while(is_letter).count();
    let is_written_as_one = |word: &QueryWord| {
        let letters = word.folded.chars().count();
        let dotted = text[word.start..word.end].contains('.');
        (2..=MAX_INITIALS).contains(&letters) && (dotted || letters == 2) && word.capitals.is_some()
    };
    let count = match words.first() {
        Some(first) if letters == 0 && is_written_as_one(first) => 1,
        _ if (2..=MAX_INITIALS).contains(&letters) => letters,
        _ => return 0,
    };
    let is_surname = |word: &QueryWord| is_capital(word) && word.capitals.is_none() && !word.joined_to_previous;
    if words.get(count).is_some_and(is_surname) { count } else { 0 }
}

/// Adds to initials that they may be written as one word, or apart.
pub(super) fn add_initials(slot: &mut Slot, typed: &[QueryWord]) {
    let joined: String = typed.iter().map(|word| &*word.folded).collect();
    let apart = joined.chars().map(|c| TermRun { term: Term::Exact(c.to_string()), length: 1 }).collect();
    let apart = Alternative { parts: apart, kind: MatchKind::Exact, weight: 1.0 };
    let as_one = vec![TermRun { term: Term::Exact(joined), length: 1 }];
    let as_one = Alternative { parts: as_one, kind: MatchKind::Exact, weight: 1.0 };
    for alternative in [as_one, apart] {
        if !slot.alternatives.iter().any(|known| known.parts == alternative.parts) {
            slot.alternatives.push(alternative);
        }
    }
}
