//! The dictionaries of a segment → its [`NameIndex`], in memory.

use tantivy::termdict::TermDictionary;

use super::damage::OrDamaged;
use crate::analysis::{clitics, is_function_word};
use crate::error::Result;
use crate::names::index::NameIndex;
use crate::names::spelling::letters::SCRIPTS;
use crate::work::Budget;

/// The names of a segment, read from its dictionaries. It is not counted, as only the first search that asks for a name does it.
pub(super) fn read_names(names: &TermDictionary, words: &TermDictionary, budget: &Budget) -> Result<NameIndex> {
    let mut keys: Vec<(String, u32)> = Vec::new();
    let mut terms = names.stream().or_damaged()?;
    while terms.advance() {
        let Ok(key) = std::str::from_utf8(key_of(terms.key())) else { continue };
        if keys.last().is_none_or(|(last, _)| last != key) {
            keys.push((key.to_owned(), terms.term_ord() as u32));
            check_now_and_then(keys.len(), budget)?;
        }
    }
    let mut caseless = Vec::new();
    for script in SCRIPTS.into_iter().filter(|script| !clitics(script.character(0)).is_empty()) {
        let (from, to) = script.block();
        let mut found: Vec<(String, u32)> = Vec::new();
        let mut terms = words.range().ge(from.to_string()).lt(to.to_string()).into_stream().or_damaged()?;
        while terms.advance() {
            if let Ok(word) = std::str::from_utf8(terms.key())
                && !is_function_word(word)
            {
                found.push((word.to_owned(), terms.term_ord() as u32));
                check_now_and_then(found.len(), budget)?;
            }
        }
        caseless.push((script, found));
    }
    Ok(NameIndex::new(&keys, &caseless))
}

/// Fails at every few thousandth step if the search has to stop.
fn check_now_and_then(step: usize, budget: &Budget) -> Result<()> {
    if step.is_multiple_of(4096) { budget.check() } else { Ok(()) }
}

/// The key of a name term.
pub(super) fn key_of(term: &[u8]) -> &[u8] {
    term.split(|byte| *byte == 0).next().unwrap_or_default()
}
