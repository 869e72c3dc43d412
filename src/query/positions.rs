//! text → [`PassagePositions`]: where its terms stand, for all that looks for clauses in a text itself.

use std::ops::Range;

use super::borders::{MARK, QUOTE_END, QUOTE_START, SENTENCE_START, block_start};
use super::occurrences::{Occurrence, WordCounter, clause_occurrences, frequency};
use super::plan::{Clause, Term};
use super::term_lists::{TermBuffer, TermLists};
use crate::analysis::{Analyzer, Form, TermFinder, is_word};
use crate::article::{BlockKind, Language};

/// Where the terms of one text stand, and the bytes of its words.
#[derive(Clone, Debug, Default)]
pub struct PassagePositions {
    /// The terms of its words.
    terms: TermLists,
    /// The terms of its borders.
    borders: TermLists,
    /// Position → the bytes of its word.
    spans: Vec<(u32, u32)>,
    /// The positions that have an article, and its first byte.
    articles: Vec<(u32, u32)>,
    /// How many words the text has.
    words: u32,
    /// The language that it was analysed in; none where nothing was.
    language: Option<Language>,
}

impl PassagePositions {
    /// Analyses a text.
    pub fn new(text: &str, language: &Language, analyzer: &mut Analyzer) -> Self {
        Self::of_terms(text, language, &mut TermFinder::new(analyzer, &|_| true))
    }

    /// Analyses a text and keeps the terms that are wanted.
    pub fn of_terms(text: &str, language: &Language, finder: &mut TermFinder<'_>) -> Self {
        let mut found = Self { language: Some(language.clone()), ..Self::default() };
        let is_wanted = finder.is_wanted();
        let (spans, articles, mut terms) = (&mut found.spans, &mut found.articles, TermBuffer::default());
        found.words = finder.tokens(text, language, &mut |token| {
            match token.form {
                Form::Word => spans.resize(token.position as usize + 1, (token.start as u32, token.end as u32)),
                Form::Article => articles.push((token.position, token.start as u32)),
                _ => {}
            }
            if !token.term.is_empty() && is_wanted(token.term) {
                terms.push(token.term, token.position);
            }
        });
        spans.shrink_to_fit();
        found.terms = terms.lists();
        found
    }

    /// Appends the positions of a term in order.
    pub fn positions(&self, term: &Term, out: &mut Vec<u32>) {
        match term {
            Term::InLanguages(_, languages) if !self.language.as_ref().is_some_and(|l| languages.contains(l)) => {}
            Term::OutsideLanguage(_, language) if self.language.as_ref() == Some(language) => {}
            Term::Exact(term) | Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => {
                let lists = if term.starts_with(MARK) { &self.borders } else { &self.terms };
                out.extend(lists.get(term));
            }
            Term::Prefix(prefix) => {
                let words = self.terms.beginning(prefix).filter(|(term, _)| is_word(term));
                out.extend(words.flat_map(|(_, positions)| positions));
                out.sort_unstable();
            }
            Term::Like(shape) => {
                let words =
                    self.terms.beginning(shape.prefix()).filter(|(term, _)| is_word(term) && shape.fits(term));
                out.extend(words.flat_map(|(_, positions)| positions));
                out.sort_unstable();
            }
        }
    }

    /// Adds where sentences, blocks and quotations begin, as an index has it: the numbers of the words that begin a sentence or a
    /// block, and the bytes of the quotations.
    pub fn add_borders(&mut self, sentences: &[u32], blocks: &[(u32, BlockKind)], quotations: &[Range<usize>]) {
        let mut borders = TermBuffer::default();
        sentences.iter().for_each(|start| borders.push(SENTENCE_START, *start));
        for (start, kind) in blocks {
            borders.push(block_start(*kind), *start);
        }
        let first_word = |byte: usize| self.spans.partition_point(|(start, _)| (*start as usize) < byte) as u32;
        let words = self.spans.len() as u32;
        for quotation in quotations {
            for (border, byte) in [(QUOTE_START, quotation.start), (QUOTE_END, quotation.end)] {
                let word = first_word(byte);
                if word < words {
                    borders.push(border, word);
                }
            }
        }
        self.borders = borders.lists();
    }

    /// The letters and digits of the words from position `start` up to, not including, `end`.
    pub fn written(&self, text: &str, start: u32, end: u32) -> String {
        self.bytes(start, end).map(|(start, end)| written_letters(&text[start..end])).unwrap_or_default()
    }

    /// How often a term stands in the text.
    pub fn count(&self, term: &Term) -> u32 {
        let mut positions = Vec::new();
        self.positions(term, &mut positions);
        positions.len() as u32
    }

    /// The bytes of the words from position `start` up to, not including, `end`.
    pub fn bytes(&self, start: u32, end: u32) -> Option<(usize, usize)> {
        let first = self.spans.get(start as usize)?;
        let last = self.spans.get(end.checked_sub(1)? as usize)?;
        Some((first.0 as usize, last.1 as usize))
    }

    /// The same from the article of the first word on, if it has one.
    pub fn bytes_with_article(&self, start: u32, end: u32) -> Option<(usize, usize)> {
        let (first, last) = self.bytes(start, end)?;
        let article = self.articles.binary_search_by_key(&start, |(position, _)| *position);
        Some((article.map_or(first, |number| self.articles[number].1 as usize), last))
    }

    /// How many words the text has.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// The terms that stand in the text, borders too.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.beginning("").chain(self.borders.beginning("")).map(|(term, _)| term)
    }

    /// The folded words that stand in the text.
    pub fn held_words(&self) -> impl Iterator<Item = &str> {
        self.terms.beginning("").map(|(term, _)| term).filter(|term| is_word(term))
    }

    /// The weighted frequency of a clause in the text.
    pub fn frequency(&self, clause: &Clause, text: &str) -> f32 {
        let occurrences = |clause: &Clause| clause_occurrences(clause, &mut |term, out| self.positions(term, out));
        if let Some(slot) = clause.word().filter(|_| clause.cased.is_none())
            && clause.runs().is_none_or(|runs| occurrences(&runs).is_empty())
        {
            let words = slot.alternatives.iter().enumerate().filter(|(_, c)| c.parts.len() == 1);
            let counts = words.map(|(number, c)| (number, self.count(&c.parts[0].term)));
            return WordCounter::new(slot).frequency(counts);
        }
        let mut found = occurrences(clause);
        found.retain(|occurrence| self.is_as_written(clause, occurrence, text));
        frequency(clause, &found)
    }

    /// Whether an occurrence has the capitals that the clause asks for.
    pub fn is_as_written(&self, clause: &Clause, found: &Occurrence, text: &str) -> bool {
        let Some(written) = &clause.cased else { return true };
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return false };
        let Some((start, end)) = self.bytes(first.start, last.end) else { return false };
        let (here, wanted): (String, String) = (written_letters(&text[start..end]), written_letters(written));
        here == wanted || (here.starts_with(&wanted) && is_prefix(clause))
    }
}

/// The letters and digits of a text, as they are written.
pub(super) fn written_letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a text can have an occurrence with the capitals that the clause asks for: whether its letters stand there in a
/// row, whatever else stands between them. This is looked at before a text is analysed.
pub fn may_be_as_written(clause: &Clause, text: &str) -> bool {
    let Some(written) = &clause.cased else { return true };
    let wanted = written_letters(written);
    let Some(first) = wanted.chars().next() else { return true };
    text.match_indices(first).any(|(at, _)| {
        let mut here = text[at..].chars().filter(|c| c.is_alphanumeric());
        wanted.chars().all(|letter| here.next() == Some(letter))
    })
}

fn is_prefix(clause: &Clause) -> bool {
    let parts = clause.slots.iter().flat_map(|s| &s.alternatives).flat_map(|c| &c.parts);
    parts.into_iter().any(|p| matches!(p.term, Term::Prefix(_)))
}
