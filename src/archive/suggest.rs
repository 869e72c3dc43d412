//! Reader → the names that its reader may want to join.

use super::Reader;
use super::reader::State;
use crate::error::Result;
use crate::index::Backend;
use crate::names::mining::{MiningOptions, Notes, Passage, Suggestion, suggestions, undecided};

impl Reader {
    /// Acronyms that the texts explain, and spellings that look like one name, without those on which the aliases have decided. Reads
    /// every article, one after the other.
    pub fn suggestions(&self, options: MiningOptions) -> Result<Vec<Suggestion>> {
        self.on_state(|state| self.suggestions_on(state, options))
    }

    fn suggestions_on(&self, state: &State, options: MiningOptions) -> Result<Vec<Suggestion>> {
        let mut notes = Notes::default();
        let mut analyzer = state.analyzer();
        for address in state.snapshot.find(None)? {
            let article = state.snapshot.article(address)?;
            for passage in &article.passages {
                let (text, language) = (passage.text.as_str(), article.language_of(passage));
                notes.read(Passage { text, language, source: article.source.as_deref() }, &mut analyzer);
            }
        }
        let all = suggestions(&notes, options, &|word| state.snapshot.documents(word))?;
        Ok(undecided(all, &self.aliases, &mut analyzer))
    }
}
