//! A text that is in no index → the saved questions that find it, and the known names that it has.

use serde::Serialize;

use super::{Reader, SavedQuery};
use crate::analysis::{Analyzer, QueryWord};
use crate::article::{Article, Language};
use crate::error::Result;
use crate::index::scan::ScanBackend;
use crate::index::{Address, Backend, Phrase, Statistics, StoredArticle, TopArticles, TopRequest};
use crate::names::request::{NameForm, NameRequest};
use crate::names::{AliasBook, Match};
use crate::query::plan::{Plan, Slot};
use crate::results::{Hit, SearchOptions, Tier};
use crate::work::Budget;

/// What a text has of what is asked again and again, and of what is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Matches {
    /// The saved questions of which it has all that is wanted.
    pub queries: Vec<QueryMatch>,
    /// The known names, in the order in which they come.
    pub names: Vec<NameMatch>,
}

/// A saved question that finds a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct QueryMatch {
    /// What it is called.
    pub name: String,
    /// The question.
    pub query: String,
    /// The text as an answer has it, with what matched.
    pub hit: Hit,
}

/// A known name that a text has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NameMatch {
    /// The form shown to people.
    pub name: String,
    /// What it is the name of: `place`, `group`, `person` ...
    pub kind: String,
    /// Where it stands.
    pub places: Vec<NamePlace>,
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NamePlace {
    /// As it is written there.
    pub text: String,
    /// Its first byte in the full text: the headline, an empty line, the rest.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// A name has at most so many words.
const MAX_WORDS: usize = 8;

impl Reader {
    /// Which saved questions find a text that need not be in the index, and which known names it has, with the aliases of this
    /// reader. Of a question all that it wants must be there; its condition on the date holds too.
    pub fn matches(&self, article: &Article, queries: &[SavedQuery]) -> Result<Matches> {
        let (schema, state) = (self.schema(), self.state());
        let stored = self.as_stored(article);
        let names = self.known_names(&stored, &mut state.analyzer());
        let mut statistics = state.statistics.clone();
        if !statistics.languages.iter().any(|(language, _)| *language == stored.language) {
            statistics.languages.push((stored.language.clone(), 1));
        }
        let text = TextBeside { index: &state.snapshot, text: ScanBackend::new(vec![stored], &schema) };
        let mut found = Vec::new();
        for query in queries {
            let options = SearchOptions { limit: 1, offset: 0, ..query.options.search_options() };
            let answer = self.answer_on(&state, (&text, &statistics), &query.query, &options)?;
            if let Some(hit) = answer.hits.into_iter().find(|hit| hit.tier != Tier::Partial) {
                found.push(QueryMatch { name: query.name.clone(), query: query.query.clone(), hit });
            }
        }
        Ok(Matches { queries: found, names })
    }

    /// The names of the alias book that an article has.
    fn known_names(&self, article: &StoredArticle, analyzer: &mut Analyzer) -> Vec<NameMatch> {
        let mut names: Vec<NameMatch> = Vec::new();
        for passage in &article.passages {
            let language = article.language_of(passage);
            let text = PassageText { text: &passage.text, words: analyzer.query_words(&passage.text), language };
            let mut at = 0;
            while at < text.words.len() {
                let Some(found) = text.name_at(at, &self.aliases) else {
                    at += 1;
                    continue;
                };
                let (start, end) = text.place(at, &found);
                let place = NamePlace {
                    text: passage.text[start..end].to_owned(),
                    start: passage.start + start as u32,
                    end: passage.start + end as u32,
                };
                at += found.words;
                let (name, kind) = self.aliases.name_of(&found);
                match names.iter_mut().find(|known| known.name == name && known.kind == kind) {
                    Some(known) => known.places.push(place),
                    None => names.push(NameMatch { name, kind, places: vec![place] }),
                }
            }
        }
        names
    }
}

/// A text that is searched as if it were in an index: by the index it is known which words are names.
struct TextBeside<'a> {
    index: &'a dyn Backend,
    text: ScanBackend,
}

impl Backend for TextBeside<'_> {
    fn statistics(&self) -> Result<Statistics> {
        self.text.statistics()
    }

    fn outlets(&self, asked: &str, budget: &Budget) -> Result<Vec<String>> {
        self.text.outlets(asked, budget)
    }

    fn search(&self, plan: &Plan, request: &TopRequest, budget: &Budget) -> Result<TopArticles> {
        self.text.search(plan, request, budget)
    }

    fn fetch(&self, wanted: &[(Address, Vec<u32>)], budget: &Budget) -> Result<Vec<StoredArticle>> {
        self.text.fetch(wanted, budget)
    }

    fn find(&self, id: Option<&str>) -> Result<Vec<Address>> {
        self.text.find(id)
    }

    fn documents(&self, word: &str) -> Result<u64> {
        Ok(self.index.documents(word)? + self.text.documents(word)?)
    }

    fn phrases(&self, slots: &[Slot], most: u64, budget: &Budget) -> Result<Vec<Phrase>> {
        // How the words are written is told by the texts of the index; these are not looked at here.
        let of_index = self.index.phrases(slots, most, budget)?.into_iter();
        let of_index = of_index.map(|phrase| Phrase { some: Vec::new(), ..phrase });
        let mut phrases: Vec<Phrase> = of_index.collect();
        for phrase in self.text.phrases(slots, most, budget)? {
            match phrases.iter_mut().find(|known| known.alternatives == phrase.alternatives) {
                Some(known) => known.passages += phrase.passages,
                None => phrases.push(phrase),
            }
        }
        Ok(phrases)
    }

    fn names(&self, request: &NameRequest, budget: &Budget) -> Result<Vec<NameForm>> {
        let mut names = self.index.names(request, budget)?;
        for form in self.text.names(request, budget)? {
            if !names.iter().any(|known| known.text == form.text) {
                names.push(form);
            }
        }
        Ok(names)
    }
}

/// A passage whose names are looked for.
struct PassageText<'a> {
    text: &'a str,
    words: Vec<QueryWord>,
    language: &'a Language,
}

impl PassageText<'_> {
    /// The name that begins at a word.
    fn name_at(&self, at: usize, aliases: &AliasBook) -> Option<Match> {
        let following = &self.words[at..(at + MAX_WORDS).min(self.words.len())];
        let capitals = |word: &QueryWord| word.capitals.is_some() && self.capitals_speak();
        let window: Vec<(&str, Option<&str>)> = following
            .iter()
            .map(|word| (&*word.folded, word.capitals.as_deref().filter(|_| capitals(word))))
            .collect();
        let folded = &self.words[at].folded;
        let inflected = || {
            let languages = std::slice::from_ref(self.language);
            if folded.is_ascii() { None } else { aliases.inflected_match(folded, languages) }
        };
        let found = aliases.longest_match(&window).or_else(inflected)?;
        (found.capitals || self.may_be_name(at, &found)).then_some(found)
    }

    /// The bytes of a name.
    fn place(&self, at: usize, found: &Match) -> (usize, usize) {
        (self.words[at].start, self.words[at + found.words - 1].end)
    }

    /// Whether the passage has small letters: capitals for style say nothing of names.
    fn capitals_speak(&self) -> bool {
        self.text.contains(char::is_lowercase)
    }

    /// Whether a form is the name: it has a capital where the script has capitals. What is known as a place alone may also be an
    /// ordinary word, so the capital must not be that of a sentence, nor the script one without capitals.
    fn may_be_name(&self, at: usize, found: &Match) -> bool {
        let (start, end) = self.place(at, found);
        let form = &self.text[start..end];
        let has_case = form.chars().any(|c| c.is_lowercase() || c.is_uppercase());
        if !has_case {
            return !found.is_place_alone();
        }
        let before = self.text[..start].trim_end().chars().next_back();
        let is_inside = before.is_some_and(|c| c.is_alphanumeric() || ",;'’-–(".contains(c));
        let is_sure = self.capitals_speak() && (is_inside || found.words > 1);
        form.contains(char::is_uppercase) && (is_sure || !found.is_place_alone())
    }
}
