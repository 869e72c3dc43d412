//! a word of a query → the other forms under which texts hold it: stems, compounds, endings that are cut off.

use crate::analysis::{Analyzer, QueryWord, TURKISH, ambiguous_thousands, compound_terms, fold, turkish_word};
use crate::article::Language;
use crate::names::{parts, script};
use crate::query::plan::{Alternative, MatchKind, Term, TermRun};

/// What an occurrence of another form of a word (`displaced` for `displacement`) counts against the word itself.
const STEM_WEIGHT: f32 = 0.9;

/// What a compound (`Bundestagswahl`) counts against the word that is a part of it.
const COMPOUND_WEIGHT: f32 = 0.5;

/// The mark of a long vowel in katakana, and the least letters before it that are the same word without it.
const LONG_VOWEL: &str = "ー";
const MIN_KATAKANA: usize = 3;

/// Parts words of Persian that belong together, each of so many letters at least.
const HALF_SPACE: char = '\u{200C}';
const MIN_PART: usize = 2;

/// The stems of a word in each language of the index.
pub(super) fn stems(word: &QueryWord, languages: &[Language], analyzer: &mut Analyzer) -> Vec<Alternative> {
    let mut terms: Vec<Term> = Vec::new();
    for language in languages {
        for stem in analyzer.stems(&word.lower, language) {
            terms.push(Term::Exact(format!("{language}:{stem}")));
            let bare = terms.iter_mut().find_map(|term| match term {
                Term::InLanguages(known, languages) if *known == stem => Some(languages),
                _ => None,
            });
            match bare {
                _ if stem == word.folded => {}
                Some(languages) => languages.push(language.clone()),
                None => terms.push(Term::InLanguages(stem, vec![language.clone()])),
            }
        }
    }
    terms.into_iter().map(|term| alternative(term, MatchKind::Stem, STEM_WEIGHT)).collect()
}

/// The compounds that a word is a part of.
pub(super) fn compounds(word: &QueryWord, languages: &[Language]) -> impl Iterator<Item = Alternative> {
    let terms = languages.iter().flat_map(|language| compound_terms(&word.folded, language.as_str()));
    terms.map(|term| alternative(Term::Exact(term), MatchKind::Compound, COMPOUND_WEIGHT))
}

/// A word as texts in Turkish hold it, where they cut off what follows its apostrophe (`Çin'in`) and others do not.
pub(super) fn as_in_turkish(typed: &str, languages: &[Language]) -> Option<Alternative> {
    let language = languages.iter().find(|language| language.as_str() == TURKISH)?;
    let term = Term::InLanguages(turkish_word(typed)?, vec![language.clone()]);
    Some(alternative(term, MatchKind::Exact, 1.0))
}

/// A name of several words with each of them hyphenated: `Deng Xiao-ping`.
pub(super) fn hyphenated(typed: &[QueryWord], name: &Alternative) -> Vec<Alternative> {
    let is_joined = |at: usize| typed.get(at).is_some_and(|word| word.joined_to_previous);
    let with = |at: usize| {
        let mut alternative = name.clone();
        alternative.parts[at] = TermRun { term: Term::Exact(format!("2:{}", typed[at].folded)), length: 2 };
        alternative
    };
    (0..typed.len()).filter(|at| !is_joined(*at) && !is_joined(at + 1)).map(with).collect()
}

/// A row of words with a hyphen between them as texts of other languages hold it: the points of numbers part thousands there, and in
/// Turkish what follows an apostrophe is cut off. `None` if it is the same row.
pub(super) fn row_of_other_languages(
    text: &str,
    typed: &[QueryWord],
    languages: &[Language],
    mut may_be_turkish: impl FnMut(&QueryWord) -> bool,
) -> Option<Alternative> {
    let mut has_other = false;
    let part = |word: &QueryWord| {
        let turkish = || as_in_turkish(&text[word.start..word.end], languages)?.parts.pop();
        let turkish = turkish().filter(|_| may_be_turkish(word));
        let number =
            || ambiguous_thousands(&word.folded).map(|number| TermRun { term: Term::Exact(number), length: 1 });
        let other = turkish.or_else(number);
        has_other |= other.is_some();
        other.unwrap_or_else(|| TermRun { term: Term::Exact(word.folded.clone()), length: 1 })
    };
    let parts = typed.iter().map(part).collect();
    has_other.then_some(Alternative { parts, kind: MatchKind::Exact, weight: 1.0 })
}

/// A long word of katakana with or without the long vowel at its end: サーバー, サーバ.
pub(super) fn with_other_end(typed: &[QueryWord], as_typed: &Alternative) -> Option<Alternative> {
    let letters = typed.iter().rev().take_while(|word| word.katakana).count();
    let is_long = typed.last().is_some_and(|word| word.folded == LONG_VOWEL);
    if letters < MIN_KATAKANA + usize::from(is_long) {
        return None;
    }
    let mut other = as_typed.clone();
    if is_long {
        other.parts.pop();
    } else {
        other.parts.push(TermRun { term: Term::Exact(LONG_VOWEL.to_owned()), length: 1 });
    }
    Some(other)
}

/// A word with half-spaces as texts have its parts apart.
pub(super) fn without_half_spaces(typed: &str) -> Option<Alternative> {
    let words: Vec<String> = typed.split(HALF_SPACE).map(fold).collect();
    let is_row =
        words.len() > 1 && words.iter().all(|word| word.chars().count() >= MIN_PART && script(word) == script("ا"));
    is_row.then(|| Alternative { parts: parts(&words), kind: MatchKind::Exact, weight: 1.0 })
}

fn alternative(term: Term, kind: MatchKind, weight: f32) -> Alternative {
    Alternative { parts: vec![TermRun { term, length: 1 }], kind, weight }
}
