//! the passages of an archive, one after the other → what is noted of their names and acronyms.

use std::collections::{BTreeMap, BTreeSet};

use super::acronyms::definitions;
use crate::analysis::{Analyzer, capitals_speak, split_name_term};
use crate::article::Language;

/// A passage as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its language.
    pub language: &'a Language,
    /// The outlet of its article.
    pub source: Option<&'a str>,
}

/// Where something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Sightings {
    /// In how many passages, headlines among them.
    pub(super) passages: u64,
    /// Of which outlets.
    pub(super) outlets: BTreeSet<u32>,
    /// In which languages.
    pub(super) languages: BTreeSet<Language>,
    /// A sentence that has it.
    pub(super) example: String,
    /// How it is written → in how many passages.
    pub(super) written: BTreeMap<String, u64>,
}

/// What is noted of all passages read so far.
#[derive(Debug, Default)]
pub struct Notes {
    outlets: BTreeMap<String, u32>,
    /// Acronym and the beginnings of the words of its long form → where the text defines one by the other, and how well they fit.
    pub(super) acronyms: BTreeMap<(String, String), (f32, Sightings)>,
    /// Folded name of one word → where it stands.
    pub(super) names: BTreeMap<String, Sightings>,
}

/// An example is cut after this many bytes, at a space.
const MAX_EXAMPLE: usize = 220;

/// By this many letters the words of a long form are compared: `Федеральной службы` is `Федеральная служба`.
const STEM_LETTERS: usize = 5;

impl Notes {
    /// Reads a passage.
    pub fn read(&mut self, passage: Passage<'_>, analyzer: &mut Analyzer) {
        let next = u32::try_from(self.outlets.len()).unwrap_or(u32::MAX);
        // What names no outlet is one of its own.
        let outlet = *self.outlets.entry(passage.source.unwrap_or_default().to_owned()).or_insert(next);
        self.read_acronyms(passage, outlet, analyzer);
        let mut seen: BTreeSet<String> = BTreeSet::new();
        analyzer.tokens_and_names(
            passage.text,
            passage.language,
            &mut |_| {},
            Some(&mut |term| {
                if !term.contains(' ') && capitals_speak(term) && !seen.contains(term) {
                    seen.insert(term.to_owned());
                }
            }),
        );
        for term in seen {
            let (key, form) = split_name_term(&term);
            // An inflected name also stands under its base form, which is not how it is written.
            if crate::analysis::fold(&form) == key {
                let sightings = self.names.entry(key.to_owned()).or_default();
                sightings.add(&form, passage, (outlet, || passage.text.find(&form)));
            }
        }
    }

    fn read_acronyms(&mut self, passage: Passage<'_>, outlet: u32, analyzer: &mut Analyzer) {
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        for found in definitions(passage.text) {
            let long = &passage.text[found.long.clone()];
            let short: String = passage.text[found.short.clone()].chars().filter(|c| *c != '.').collect();
            let words = analyzer.query_words(long);
            // Without an ending after an apostrophe.
            let long = words.last().map_or(long, |last| &long[..last.end]);
            let written = long.split_whitespace().collect::<Vec<_>>().join(" ");
            let stems: Vec<&str> = words.iter().map(|word| beginning(&word.folded)).collect();
            let key = (short, stems.join(" "));
            if !seen.insert(key.clone()) {
                continue;
            }
            let (score, sightings) = self.acronyms.entry(key).or_default();
            *score = score.max(found.score);
            sightings.add(&written, passage, (outlet, || Some(found.long.start.min(found.short.start))));
        }
    }
}

/// The letters of a folded word that inflection leaves alone: words of one acronym are the same word if they begin alike.
fn beginning(folded: &str) -> &str {
    folded.char_indices().nth(STEM_LETTERS).map_or(folded, |(end, _)| &folded[..end])
}

impl Sightings {
    /// Notes a form of a passage; the example is the shortest sentence, of equal ones the first by its letters, so that the order of
    /// reading is nothing.
    fn add(&mut self, form: &str, passage: Passage<'_>, (outlet, place): (u32, impl FnOnce() -> Option<usize>)) {
        self.passages += 1;
        self.outlets.insert(outlet);
        if !self.languages.contains(passage.language) {
            self.languages.insert(passage.language.clone());
        }
        *self.written.entry(form.to_owned()).or_default() += 1;
        let Some(at) = place() else { return };
        let sentence = sentence(passage.text, at);
        let better = (sentence.len(), sentence) < (self.example.len(), self.example.as_str());
        if self.example.is_empty() || better {
            self.example.clear();
            self.example.push_str(sentence);
        }
    }

    /// The form in which it stands most often.
    pub(super) fn text(&self) -> &str {
        let most = self.written.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        most.map(|(form, _)| form.as_str()).unwrap_or_default()
    }
}

/// The sentence around a place, as far as full stops tell; a long one up to a space.
fn sentence(text: &str, at: usize) -> &str {
    let is_end = |(i, c): &(usize, char)| {
        let next = text[i + c.len_utf8()..].chars().next();
        *c == '\n' && next == Some('\n')
            || matches!(c, '.' | '!' | '?' | '؟') && next.is_none_or(char::is_whitespace)
    };
    let start = text[..at].char_indices().rev().find(is_end).map_or(0, |(i, c)| i + c.len_utf8());
    let end = text.char_indices().skip_while(|(i, _)| *i < at).find(is_end);
    let whole = text[start..end.map_or(text.len(), |(i, c)| i + c.len_utf8())].trim();
    if whole.len() <= MAX_EXAMPLE {
        return whole;
    }
    // A long sentence is shown from its name on, unless that is near its beginning.
    let offset = at.saturating_sub(text[..at].len() - text[..at].trim_end().len()) - start.min(at);
    let from = if offset > MAX_EXAMPLE / 2 { at } else { start };
    let rest = text[from..].trim_start();
    let cut = rest.char_indices().take_while(|(i, _)| *i < MAX_EXAMPLE).filter(|(_, c)| c.is_whitespace()).last();
    rest[..cut.map_or(rest.len(), |(i, _)| i)].trim_end()
}
