//! name terms and the documents that hold them → [`NameForm`]s, counted alike by every backend.

use std::collections::BTreeMap;

use crate::analysis::{folded_form, written_form};
use crate::names::request::NameForm;

/// The forms of one key that are the same but for case and hyphens.
#[derive(Debug, Default)]
struct Form {
    /// As written → passages.
    written: BTreeMap<String, u64>,
    passages: u64,
}

/// Names by key and form, as they are found.
#[derive(Debug, Default)]
pub struct NameForms {
    forms: BTreeMap<(String, String), Form>,
    /// Key and folded word → name-like documents.
    words: BTreeMap<(String, String), FormDocuments>,
}

/// How many documents have a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormDocuments {
    /// Those whose capitals say that it is a name.
    pub named: u64,
    /// Those whose capitals say nothing.
    pub unclear: u64,
}

impl NameForms {
    /// Where a form with this key is counted: by its key and what it is but for case and hyphens.
    pub fn place(key: &str, form: &str) -> (String, String) {
        (key.to_owned(), written_form(form))
    }

    /// Adds the written forms of one place in one part of the index: each with its passages, all with the
    /// passages of their union and its documents.
    pub fn add(&mut self, place: (String, String), written: Vec<(String, u64)>, union: (u64, FormDocuments)) {
        let (passages, documents) = union;
        if documents == FormDocuments::default() {
            // The dictionary still has the terms of deleted articles.
            return;
        }
        if let Some(word) = single_word(&folded_form(&place.1)) {
            let counted = self.words.entry((place.0.clone(), word.to_owned())).or_default();
            counted.named += documents.named;
            counted.unclear += documents.unclear;
        }
        let form = self.forms.entry(place).or_default();
        form.passages += passages;
        for (text, passages) in written {
            *form.written.entry(text).or_default() += passages;
        }
    }

    /// All forms, given in how many live documents a word stands.
    pub fn finish<E>(self, mut documents: impl FnMut(&str) -> Result<u64, E>) -> Result<Vec<NameForm>, E> {
        let mut all = Vec::with_capacity(self.forms.len());
        for ((key, written), form) in self.forms {
            let share = match single_word(&folded_form(&written)) {
                Some(word) => {
                    let counted = self.words.get(&(key.clone(), word.to_owned())).copied().unwrap_or_default();
                    match documents(word)?.saturating_sub(counted.unclear) {
                        // A name that stands only in headlines is one.
                        0 => Some(1.0),
                        clear => Some((counted.named as f32 / clear as f32).min(1.0)),
                    }
                }
                None => None,
            };
            let commonest = form.written.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            let text = commonest.map(|(text, _)| text).unwrap_or_default();
            all.push(NameForm { key, text, passages: form.passages, share });
        }
        Ok(all)
    }
}

/// The word of a form of one word, its article not counted.
fn single_word(folded: &str) -> Option<&str> {
    let mut words = folded.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some(word), None, None) => Some(word),
        (Some(article), Some(word), None) if crate::analysis::is_article(article) => Some(word),
        _ => None,
    }
}
