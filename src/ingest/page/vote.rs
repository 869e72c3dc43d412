//! A body as an extractor gives it → which parts of the page are in it.
//!
//! Each extractor rewrites the page in its own way, so its body is only asked whether it has a part's words; the text
//! itself always comes from the page.

use std::hash::{Hash, Hasher};

use dom_query::Document;
use rustc_hash::{FxHashSet, FxHasher};

use super::dom;

/// How many words in a row are compared.
const RUN: usize = 4;

/// A part with fewer words is in a body only as a paragraph of its own; its words would stand in any text.
const FEW_WORDS: usize = 6;

/// What one extractor takes for the article's body.
#[derive(Debug, Default)]
pub(super) struct ExtractorVote {
    paragraphs: FxHashSet<u64>,
    runs: FxHashSet<u64>,
}

impl ExtractorVote {
    /// Reads a body in HTML.
    pub(super) fn of_html(html: &str) -> Self {
        let parts = dom::parts_and_repeats(&Document::from(html), html.contains("<table")).0;
        Self::of_paragraphs(parts.iter().map(|part| part.text.as_str()))
    }

    /// Reads a body as paragraphs.
    pub(super) fn of_paragraphs<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut opinion = Self::default();
        let mut all = Vec::new();
        for text in texts {
            let words = words(text);
            opinion.paragraphs.insert(hash(&words));
            all.extend(words);
        }
        opinion.runs.extend(all.windows(RUN).map(hash));
        opinion
    }

    /// Whether at least half of a part is in the body.
    pub(super) fn has(&self, words: &[u64]) -> bool {
        if words.is_empty() {
            return false;
        }
        if self.paragraphs.contains(&hash(words)) {
            return true;
        }
        let found = words.windows(RUN).filter(|run| self.runs.contains(&hash(run))).count();
        words.len() >= FEW_WORDS && 2 * found > words.len() - RUN
    }
}

/// The words of a text in lower case, hashed; a letter of a script without spaces is a word.
pub(super) fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    let mut hasher = FxHasher::default();
    let mut open = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            hasher.write_u32(u32::from(c.to_ascii_lowercase()));
            open = true;
            continue;
        }
        let alone = matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}');
        if open && (alone || !c.is_alphanumeric()) && !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}') {
            words.push(std::mem::take(&mut hasher).finish());
            open = false;
        }
        if alone {
            words.push(u64::from(c));
        } else if c.is_alphanumeric() {
            c.to_lowercase().for_each(|c| c.hash(&mut hasher));
            open = true;
        }
    }
    if open {
        words.push(hasher.finish());
    }
    words
}

fn hash(words: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_in_a_body_by_its_words() {
        let body = ExtractorVote::of_html("<p>The old bridge <b>fell</b> early on Thursday.<p>Nobody was hurt");
        for (part, expected) in [
            ("The old bridge fell early on Thursday. (Agencies)", true),
            ("nobody was hurt", true),
            ("was hurt", false),
            ("The new bridge will stand next year, said the mayor", false),
            ("", false),
        ] {
            assert_eq!(body.has(&words(part)), expected, "{part}");
        }
    }
}
