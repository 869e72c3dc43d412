//! text → where some terms stand in it: what follows from a word is asked once, however often it comes again.

use super::arrange::arrange;
use super::vocabulary::{Entry, Vocabulary};
use super::{Analyzer, Form, Token, tokens_at};
use crate::article::Language;

/// Finds the terms that are wanted.
pub struct TermFinder<'a> {
    analyzer: &'a mut Analyzer,
    is_wanted: &'a dyn Fn(&str) -> bool,
    /// What is known of the words of each vocabulary of the analyser.
    known: Vec<Known>,
}

impl std::fmt::Debug for TermFinder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TermFinder").finish_non_exhaustive()
    }
}

/// What is known of the words of a vocabulary.
#[derive(Default)]
struct Known {
    /// How often the vocabulary had forgotten everything.
    forgotten: u32,
    /// By the number of the word: whether one of its terms is wanted, once that was asked.
    words: Vec<Option<bool>>,
}

impl Known {
    /// Whether a word has a term that is wanted.
    #[inline]
    fn has_wanted(&mut self, number: u32, words: &Vocabulary, is_wanted: &dyn Fn(&str) -> bool) -> bool {
        let number = number as usize;
        if let Some(Some(known)) = self.words.get(number) {
            return *known;
        }
        let has_wanted = has_wanted(words, words.entry(number as u32), is_wanted);
        self.words.resize(self.words.len().max(number + 1), None);
        self.words[number] = Some(has_wanted);
        has_wanted
    }
}

fn has_wanted(words: &Vocabulary, entry: &Entry, is_wanted: &dyn Fn(&str) -> bool) -> bool {
    is_wanted(words.folded(entry))
        || words.stem(entry).is_some_and(is_wanted)
        || words.capitals(entry).is_some_and(is_wanted)
        || words.parts(entry).any(is_wanted)
}

impl<'a> TermFinder<'a> {
    /// A finder for the terms for which a rule holds.
    pub fn new(analyzer: &'a mut Analyzer, is_wanted: &'a dyn Fn(&str) -> bool) -> Self {
        Self { analyzer, is_wanted, known: Vec::new() }
    }

    /// The rule of the terms that are wanted.
    pub fn is_wanted(&self) -> &'a dyn Fn(&str) -> bool {
        self.is_wanted
    }

    /// Gives the tokens of a text as [`Analyzer::tokens`] does; of a word without a wanted term it may give the word alone, and
    /// without its term. Returns how many positions the text has.
    pub fn tokens(&mut self, text: &str, language: &Language, mut visit: &mut dyn FnMut(Token<'_>)) -> u32 {
        let number = self.analyzer.vocabulary(language.as_str());
        self.analyzer.find(text, number);
        let Analyzer { vocabularies, found, joined, .. } = &mut *self.analyzer;
        let words = &vocabularies[number];
        self.known.resize_with(self.known.len().max(number + 1), Known::default);
        let known = &mut self.known[number];
        if known.forgotten != words.forgotten() {
            *known = Known { forgotten: words.forgotten(), words: Vec::new() };
        }
        let mut position = 0;
        arrange(text, found, words, |place| {
            let at = found[place.word];
            let is_alone = !place.article && place.parts == 1;
            if is_alone && !known.has_wanted(at.entry, words, self.is_wanted) {
                let (start, end) = (at.start, at.end);
                visit(Token { term: "", form: Form::Word, position, start, end, hash: 0, memo: None });
            } else {
                tokens_at((found, words, joined), (place, position), &mut visit);
            }
            position += 1;
        });
        position
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::analysis::Stemmer;

    type Seen = (bool, Form, u32, usize, usize);

    /// What must be given of a token: of a word that is not wanted only where it stands.
    fn seen(token: Token<'_>, wanted: &str) -> Option<Seen> {
        let is_wanted = token.term == wanted;
        let seen = (is_wanted, token.form, token.position, token.start, token.end);
        (is_wanted || token.form == Form::Word).then_some(seen)
    }

    #[test]
    fn a_finder_gives_every_wanted_token_and_the_place_of_every_word() {
        let english = Stemmer::from_name("snowball:english").unwrap();
        let new = || Analyzer::new(&BTreeMap::from([("en".to_owned(), english)]));
        let texts = ["Prices of oil in al-Bab: the north-west, price-wise. IS said so.", "The US price; don t."];
        for wanted in ["en:price", "prices", "al", "2:northwest", "IS", "bab", "nowhere", "dont"] {
            let is_wanted = |term: &str| term == wanted;
            let (mut analyzer, mut other) = (new(), new());
            let mut finder = TermFinder::new(&mut analyzer, &is_wanted);
            for (text, language) in texts.iter().flat_map(|text| [(text, "en"), (text, "und"), (text, "en")]) {
                let language = Language::new(language);
                let (mut all, mut found) = (Vec::new(), Vec::new());
                let words = other.tokens(text, &language, &mut |token| all.extend(seen(token, wanted)));
                let found_words = finder.tokens(text, &language, &mut |token| found.extend(seen(token, wanted)));
                assert_eq!(found_words, words);
                assert_eq!(found, all, "{wanted} in {text}");
            }
        }
    }
}
