//! function words of a query → those that are dropped, and those that are part of a name.
//!
//! A function word is dropped where it is one: a word of a language that the index holds, and frequent there or in a sentence. It
//! stays where the reader wrote it as a name (`Theresa May`), where the index does, however it was typed (`will smith`), and where
//! the index has it beside its neighbour as one thing (`copper mine`).

use super::mentions::{Mention, MentionKind};
use crate::analysis::{Analyzer, VIETNAMESE, function_word_languages, is_vietnamese_function_word, marked_term};
use crate::error::Result;
use crate::names::request::{Dictionary, Lettering};
use crate::query::plan::{Alternative, MatchKind, Slot, Term, TermRun};

/// A function word stands in one of this number of passages of its language, or more often.
const FREQUENT_ONE_IN: u64 = 1000;

/// Where no language is known, in one of this number of passages.
const FREQUENT_IN_UNKNOWN: u64 = 20;

/// No language of them is asked for where they are fewer than one in this number of all.
const UNKNOWN_ONE_IN: u64 = 10;

/// A word that stands in so many times more passages than its language has is another language's word.
const MAX_OF_LANGUAGE: u64 = 2;

/// A word that stands in one of this number of passages, or more often, is no part of a name unless it is written so.
const COMMON_ONE_IN: u64 = 4;

/// A function word that is part of a thing stands in one of this number of passages at most.
const RARE_ONE_IN: u64 = 50;

/// Two words are one thing from so many times as many passages as by chance, and from so many passages on.
const MIN_LIFT: u64 = 10;
const MIN_TOGETHER: u64 = 3;

/// So common a word is looked up beside its neighbours where it stands in no more passages.
const MAX_COMMON: u64 = 1000;

/// In a longer query of capitals throughout they are those of a headline.
const MAX_TITLE_CASE: usize = 3;

/// A longer query is a sentence.
const MAX_NOT_SENTENCE: usize = 6;

/// Tells the function words of an index.
pub(super) struct FunctionWords<'a> {
    pub(super) dictionary: &'a dyn Dictionary,
    /// Whether capitals can be told from others.
    pub(super) case_is_significant: bool,
    /// Whether a question mark ends the query: the first word of a sentence has a capital for that alone.
    pub(super) is_question: bool,
}

impl FunctionWords<'_> {
    /// Whether a folded word, of a query of so many words, is a function word of a language that the index holds, and frequent
    /// there; in a sentence, which has such words for its grammar, also a rarer one (`I am interested in`). What is nowhere in the
    /// index is one if any of its languages is held.
    pub(super) fn has(&self, folded: &str, words: usize) -> Result<bool> {
        let languages = function_word_languages(folded);
        if languages.is_empty() {
            return Ok(false);
        }
        let held: u64 = languages.iter().map(|language| self.dictionary.documents_in(language)).sum();
        let unknown = self.dictionary.documents_in("und");
        // A few texts of which no language is known tell nothing of what is frequent in them.
        let is_told = held > 0 || unknown * UNKNOWN_ONE_IN >= self.dictionary.all_documents();
        if held + unknown == 0 || !is_told {
            return Ok(false);
        }
        let documents = self.dictionary.documents(folded)?;
        if documents == 0 {
            return Ok(true);
        }
        if held == 0 {
            return Ok(documents * FREQUENT_IN_UNKNOWN >= unknown);
        }
        let is_frequent = documents * FREQUENT_ONE_IN >= held || words > MAX_NOT_SENTENCE;
        Ok(is_frequent && documents <= MAX_OF_LANGUAGE * (held + unknown))
    }

    /// Whether the index holds texts in Vietnamese.
    pub(super) fn holds_vietnamese(&self) -> bool {
        self.dictionary.documents_in(VIETNAMESE) > 0
    }

    /// Whether a word of a query in Vietnamese, in lower case, is a function word there: with its marks, since `cá` is a fish
    /// and `cả` all of them. What other languages have of the same letters is another word.
    pub(super) fn has_in_vietnamese(&self, lower: &str) -> Result<bool> {
        if !is_vietnamese_function_word(lower) {
            return Ok(false);
        }
        let documents = self.dictionary.documents(marked_term(lower).as_deref().unwrap_or(lower))?;
        Ok(documents * FREQUENT_ONE_IN >= self.dictionary.documents_in(VIETNAMESE))
    }

    /// Whether a word is among the most frequent ones of the index.
    pub(super) fn is_common(&self, folded: &str) -> Result<bool> {
        Ok(self.dictionary.documents(folded)? * COMMON_ONE_IN >= self.dictionary.all_documents())
    }

    /// The part of a name that the function word at a place is, if it is one: with its neighbour, if the index writes both as
    /// a name; by itself, if the reader gave it a capital as no sentence or headline does.
    pub(super) fn part_of_name<'m>(
        &self,
        (text, mentions): (&str, &'m [Mention]),
        at: usize,
        analyzer: &mut Analyzer,
    ) -> Result<&'m [Mention]> {
        let word = &mentions[at].words[0];
        let is_common = self.is_common(word)?;
        let is_costly = is_common && self.dictionary.documents(word)? > MAX_COMMON;
        for pair in pairs_with(mentions, at).filter(|_| !is_costly) {
            let words: Vec<String> = pair.iter().flat_map(|mention| mention.words.clone()).collect();
            if words.len() == 2 && (self.are_name(&words, analyzer)? || self.are_compound(word, &words)?) {
                return Ok(pair);
            }
        }
        let is_capital = |mention: &Mention| mention.label.starts_with(char::is_uppercase);
        let is_headline = mentions.len() > MAX_TITLE_CASE && mentions.iter().all(is_capital);
        // The English word for oneself always has one.
        let tells =
            self.case_is_significant && is_capital(&mentions[at]) && mentions[at].label != "I" && !is_headline;
        let begins = begins_sentence(text, mentions[at].start);
        let is_sentence = self.is_question || is_common || mentions.len() > MAX_NOT_SENTENCE;
        let is_name = tells && !(begins && is_sentence);
        Ok(if is_name { &mentions[at..=at] } else { &[] })
    }

    /// Whether two words of which one is a function word stand in a row so much oftener than they would by chance that both are one
    /// thing: `copper mine`, `down syndrome`.
    fn are_compound(&self, function_word: &str, words: &[String]) -> Result<bool> {
        let all = self.dictionary.all_documents();
        if self.dictionary.documents(function_word)? * RARE_ONE_IN > all {
            return Ok(false);
        }
        let slot = |word: &String| {
            let parts = vec![TermRun { term: Term::Exact(word.clone()), length: 1 }];
            Slot { alternatives: vec![Alternative { parts, kind: MatchKind::Exact, weight: 1.0 }] }
        };
        let mut by_chance = MIN_LIFT;
        for word in words {
            by_chance *= self.dictionary.documents(word)?;
        }
        let enough = MIN_TOGETHER.max(by_chance.div_ceil(all.max(1)));
        let found = self.dictionary.phrases(&words.iter().map(slot).collect::<Vec<_>>(), enough)?;
        Ok(found.iter().map(|(_, passages)| *passages).sum::<u64>() >= enough)
    }

    /// Whether the index writes words in a row as a name.
    fn are_name(&self, words: &[String], analyzer: &mut Analyzer) -> Result<bool> {
        let Lettering { capitals, small, sentence_starts } = self.dictionary.lettering(words, analyzer)?;
        Ok(if capitals + small > 0 { capitals > small } else { sentence_starts > 0 })
    }
}

/// The pairs of neighbours of which one is the function word at a place and the other is none.
pub(super) fn pairs_with(mentions: &[Mention], at: usize) -> impl Iterator<Item = &[Mention]> {
    let is_other = |other: usize| mentions.get(other).is_some_and(|m| m.kind != MentionKind::FunctionWord);
    let left = at.checked_sub(1).filter(|left| is_other(*left));
    let right = Some(at).filter(|_| is_other(at + 1));
    left.into_iter().chain(right).map(|first| &mentions[first..=first + 1])
}

/// Whether a sentence of a query begins at a byte of it.
fn begins_sentence(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches(|c: char| c.is_whitespace() || "\"'“”„«»(".contains(c));
    before.is_empty() || before.ends_with(['.', '?', '!', ':', ';'])
}
