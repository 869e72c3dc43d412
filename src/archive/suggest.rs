//! Archive → the names that its reader may want to join.

use super::{Archive, lock};
use crate::error::Result;
use crate::index::{Backend, BackendNames};
use crate::names::dictionary::{Dictionary, NameQuery};
use crate::names::mining::{MiningOptions, Notes, Passage, Suggestion, suggestions, undecided};
use crate::names::spelling::{probability, script_of};
use crate::names::walk::Walk;

impl Archive {
    /// Acronyms that the texts explain, and spellings that look like one name, without those on which the aliases have decided. Reads
    /// every article, one after the other.
    pub fn suggestions(&self, options: MiningOptions) -> Result<Vec<Suggestion>> {
        let mut notes = Notes::default();
        for address in self.snapshot.find(None)? {
            let article = self.snapshot.article(address)?;
            let analyzer = &mut lock(&self.analyzer);
            for ordinal in 0..article.passages.len() as u32 {
                let (text, language) = (article.text_of(ordinal), article.language_of(ordinal));
                notes.read(Passage { text, language, source: article.source.as_deref() }, analyzer);
            }
        }
        let dictionary = BackendNames { backend: &self.snapshot, passages: self.statistics.passages };
        let similar = |name: &str| {
            let Some(walk) = script_of(name).and_then(|script| Walk::new(script, name)) else {
                return Ok(Vec::new());
            };
            let mut found: Vec<(String, f32)> = Vec::new();
            dictionary.names(NameQuery::Near(&walk), &mut |key, form| {
                if !form.contains(' ') && key != name && !found.iter().any(|(known, _)| known == key) {
                    found.push((key.to_owned(), probability(name, key)));
                }
                false
            })?;
            Ok(found)
        };
        let all = suggestions(&notes, options, &similar)?;
        Ok(undecided(all, &self.aliases, &mut lock(&self.analyzer)))
    }
}
