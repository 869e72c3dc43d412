//! Which words and quotations are looked for otherwise than as they stand: over the borders of passages, with wildcards, with other
//! letters.

use super::mentions::Mention;
use crate::analysis::Analyzer;
use crate::query::plan::{Alternative, MatchKind, Term, TermRun};
use crate::query::words_like::WordShape;
use crate::query::{Part, Text};

/// A quotation of so many words may go over the border of two passages, and one in which a sentence ends: a shorter one hardly
/// ever does.
const MIN_WORDS_OVER_BORDERS: usize = 4;

/// What ends a sentence in a quotation.
const SENTENCE_ENDS: [char; 10] = ['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'];

/// What a word counts that differs by one letter, and by two.
const EDITED: [f32; 2] = [0.7, 0.5];

/// Whether a word or quotation is looked for over the borders of passages, or in a part of an article.
pub(super) fn is_pattern(text: &Text, analyzer: &mut Analyzer) -> bool {
    if text.part == Some(Part::Headline) {
        return text.slop.is_some();
    }
    text.part.is_some() || text.slop.is_some() || (text.quoted && is_long(&text.text, analyzer))
}

fn is_long(text: &str, analyzer: &mut Analyzer) -> bool {
    let ended = text.trim_end().trim_end_matches(|c: char| !c.is_alphanumeric());
    ended.contains(SENTENCE_ENDS) || analyzer.query_words(text).len() >= MIN_WORDS_OVER_BORDERS
}

/// A word of this shape.
pub(super) fn alternative(term: Term, kind: MatchKind, weight: f32) -> Alternative {
    Alternative { parts: vec![TermRun { term, length: 1 }], kind, weight }
}

/// Adds words that differ from one by so many letters.
pub(super) fn add_edited(mention: &mut Mention, edits: u8) {
    let [word] = &mention.words[..] else { return };
    for (edits, weight) in (1..=edits).zip(EDITED) {
        let term = Term::Like(WordShape::Edited(word.clone(), edits));
        mention.slot.alternatives.push(alternative(term, MatchKind::Fuzzy, weight));
    }
}
