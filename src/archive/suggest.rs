//! Archive → the names that its reader may want to join.

use super::{Archive, lock};
use crate::error::Result;
use crate::index::{Backend, BackendNames};
use crate::names::dictionary::{Dictionary, NameQuery};
use crate::names::mining::{MiningOptions, Notes, Passage, Suggestion, suggestions, undecided};
use crate::names::spelling::{probability, script_of};
use crate::names::walk::Walk;

/// So much of a word is written as a name, or it is none: what else begins sentences also stands in small letters.
const NAME_SHARE: f32 = 0.8;

impl Archive {
    /// Acronyms that the texts explain, and spellings that look like one name, without those on which the aliases have decided. Reads
    /// every article, one after the other.
    pub fn suggestions(&self, options: MiningOptions) -> Result<Vec<Suggestion>> {
        let notes = self.read_notes()?;
        let dictionary = BackendNames { backend: &self.snapshot, passages: self.statistics.passages };
        let similar = |name: &str| names_like(name, options.least_score, (&dictionary, &notes));
        let all = suggestions(&notes, options, &similar)?;
        Ok(undecided(all, &self.aliases, &mut lock(&self.analyzer)))
    }

    fn read_notes(&self) -> Result<Notes> {
        let mut notes = Notes::default();
        for address in self.snapshot.find(None)? {
            let article = self.snapshot.article(address)?;
            let analyzer = &mut lock(&self.analyzer);
            for ordinal in 0..article.passages.len() as u32 {
                let (text, language) = (article.text_of(ordinal), article.language_of(ordinal));
                notes.read(Passage { text, language, source: article.source.as_deref() }, analyzer);
            }
        }
        Ok(notes)
    }
}

/// The names of one word that are like a name of one word, with their probability.
fn names_like(
    name: &str,
    least: f32,
    (dictionary, notes): (&dyn Dictionary, &Notes),
) -> Result<Vec<(String, f32)>> {
    let is_name = |word: &str| -> Result<bool> {
        Ok(notes.passages(word) as f32 >= NAME_SHARE * dictionary.documents(word)? as f32)
    };
    let walk = script_of(name).and_then(|script| Walk::new(script, name));
    let Some(walk) = walk.filter(|_| notes.passages(name) > 0) else { return Ok(Vec::new()) };
    let mut near: Vec<String> = Vec::new();
    dictionary.names(NameQuery::Near(&walk), &mut |key, form| {
        if !form.contains(' ') && key != name && !near.iter().any(|known| known == key) {
            near.push(key.to_owned());
        }
        // Their passages are noted already.
        false
    })?;
    let mut found = Vec::new();
    for key in near {
        let score = probability(name, &key);
        if score >= least && is_name(&key)? && is_name(name)? {
            found.push((key, score));
        }
    }
    Ok(found)
}
