//! article → passages that cover it exactly.

use crate::article::{Article, BlockKind, Language};

/// The ranked unit: whole sentences of one article, about as many words as the schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its number in the article, from 0; the headline is passage 0, also where it is empty.
    pub ordinal: u32,
    /// What it is: a headline, a caption or running text (a heading is part of the passage that it opens).
    pub kind: BlockKind,
    /// Its language: the article's, or that of its long paragraph.
    pub language: Language,
    /// Its first byte in [`Article::full_text`].
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// The number of its first block in the article, from 0, among those that stay.
    pub paragraph: u32,
    /// Where its sentences start, in bytes from `start`; the first is 0.
    pub sentences: Vec<u32>,
}

/// The passages of an article of about `words` words each, in order; `full_text` is that of the article.
pub fn passages(_article: &Article, _full_text: &str, _words: usize) -> Vec<Passage> {
    Vec::new()
}
