//! article → passages that cover it exactly.

mod pieces;
mod quotes;
mod sentences;

use std::ops::Range;

use crate::article::{Article, BLOCK_SEPARATOR, BlockKind, Language};

use pieces::{Piece, word_count};
pub(crate) use quotes::quotes;

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
    /// Where blocks start in it, in bytes from `start`, and what each is; none where it goes on with the one before.
    pub blocks: Vec<(u32, BlockKind)>,
}

/// The passages of an article of about `words` words each, in order; `full_text` is that of the article.
///
/// The headline and each caption are passages of their own. A heading opens the passage after it. Short paragraphs stay
/// whole and are put together with their neighbours, long ones are split between sentences, and only a sentence three times
/// as long as a passage is split itself. A headline, heading or caption of more than a thousand words is cut like a
/// paragraph, and what follows its first passage is running text. The passages cover the text: between them stand only spaces.
///
/// ```
/// use dateline::article::Article;
/// let article = Article::from_text("Rain", "It rained. It stopped.");
/// let passages = dateline::passage::passages(&article, &article.full_text(), 100);
/// assert_eq!(passages.len(), 2);
/// assert_eq!(passages[1].sentences, [0, 11]);
/// ```
pub fn passages(article: &Article, full_text: &str, words: usize) -> Vec<Passage> {
    let parts = parts(article, full_text);
    let words = words.max(1);
    let headline = parts.iter().find(|p| p.kind == BlockKind::Headline);
    let mut headline = headline.map(|p| own_passages(p, full_text, words)).unwrap_or_default().into_iter();
    let mut all = vec![headline.next().unwrap_or_else(|| no_headline(article))];
    let has_headline = all[0].end > all[0].start;
    let mut open: Option<Open> = None;
    for part in &parts {
        match part.kind {
            BlockKind::Headline if has_headline && part.start == all[0].start => {
                all.extend(close(&mut open));
                all.extend(headline.by_ref());
            }
            BlockKind::Headline | BlockKind::Caption => {
                all.extend(close(&mut open));
                all.extend(own_passages(part, full_text, words));
            }
            BlockKind::Heading if is_too_long(part, full_text) => {
                let part = Part { kind: BlockKind::Paragraph, ..*part };
                add_paragraph(&mut all, &mut open, &part, full_text, words);
            }
            BlockKind::Heading => {
                if open.as_ref().is_some_and(|o| !o.only_heading || o.passage.language != *part.language) {
                    all.extend(close(&mut open));
                }
                let piece = whole(part, full_text);
                add(&mut open, part, &piece, full_text);
            }
            BlockKind::Paragraph => add_paragraph(&mut all, &mut open, part, full_text, words),
        }
    }
    all.extend(close(&mut open));
    for (ordinal, passage) in (0..).zip(&mut all) {
        passage.ordinal = ordinal;
    }
    all
}

/// The sentences of a text of several blocks, without the spaces between them.
pub(crate) fn sentences_of(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for block in text.split(BLOCK_SEPARATOR) {
        let mut starts = Vec::new();
        sentences::sentences(block, |start| starts.push(start));
        let ends = starts.iter().skip(1).copied().chain([block.len()]);
        let bare = starts.iter().zip(ends).map(|(start, end)| {
            let sentence = &block[*start..end];
            let first = at + start + sentence.len() - sentence.trim_start().len();
            first..first + sentence.trim().len()
        });
        found.extend(bare.filter(|sentence| !sentence.is_empty()));
        at += block.len() + BLOCK_SEPARATOR.len();
    }
    found
}

/// A headline, heading or caption of more words is a text that was only called one, and is cut like a paragraph.
const MAX_TITLE_WORDS: usize = 1_000;

/// A block of the full text, without spaces around it.
struct Part<'a> {
    kind: BlockKind,
    language: &'a Language,
    start: usize,
    end: usize,
    paragraph: u32,
}

/// A passage to which more may be added.
struct Open {
    passage: Passage,
    words: usize,
    only_heading: bool,
}

/// The blocks that stay, with their places; those of spaces alone are passed over.
fn parts<'a>(article: &'a Article, full_text: &str) -> Vec<Part<'a>> {
    let mut at = 0;
    let mut parts = Vec::new();
    for (paragraph, block) in (0..).zip(article.kept()) {
        let text = &full_text[at..at + block.text.len()];
        let start = at + text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        let language = block.language.as_ref().unwrap_or(&article.language);
        if start < end {
            parts.push(Part { kind: block.kind, language, start, end, paragraph });
        }
        at += block.text.len() + BLOCK_SEPARATOR.len();
    }
    parts
}

/// The empty passage 0 of an article without a headline.
fn no_headline(article: &Article) -> Passage {
    Passage {
        ordinal: 0,
        kind: BlockKind::Headline,
        language: article.language.clone(),
        start: 0,
        end: 0,
        paragraph: 0,
        sentences: vec![0],
        blocks: Vec::new(),
    }
}

/// A block as one piece.
fn whole(part: &Part<'_>, full_text: &str) -> Piece {
    let text = &full_text[part.start..part.end];
    let mut starts = Vec::new();
    sentences::sentences(text, |start| starts.push(part.start + start));
    Piece { start: part.start, end: part.end, words: word_count(text), sentences: starts }
}

/// Whether a headline, a heading or a caption is too long to stay whole.
fn is_too_long(part: &Part<'_>, full_text: &str) -> bool {
    word_count(&full_text[part.start..part.end]) > MAX_TITLE_WORDS
}

/// A block as a passage of its own; of one that is too long the first passage is what the block is, the others are text.
fn own_passages(part: &Part<'_>, full_text: &str, words: usize) -> Vec<Passage> {
    let piece = whole(part, full_text);
    let pieces = if piece.words > MAX_TITLE_WORDS { pieces::split(full_text, &piece, words) } else { vec![piece] };
    let passage = |piece: &Piece| {
        let mut open = None;
        add(&mut open, part, piece, full_text);
        close(&mut open).expect("a passage was just begun")
    };
    let mut passages: Vec<Passage> = pieces.iter().map(passage).collect();
    passages[0].kind = part.kind;
    passages
}

/// Adds a paragraph: whole to the open passage, whole to a new one, or in parts.
fn add_paragraph(all: &mut Vec<Passage>, open: &mut Option<Open>, part: &Part<'_>, text: &str, words: usize) {
    let piece = whole(part, text);
    let keeps = |open: &Open| {
        let near = open.words + piece.words / 2 <= words;
        open.passage.language == *part.language && (open.only_heading || near && piece.words * 2 <= words * 3)
    };
    if !open.as_ref().is_some_and(keeps) {
        all.extend(close(open));
    }
    if piece.words * 2 <= words * 3 {
        return add(open, part, &piece, text);
    }
    for piece in pieces::split(text, &piece, words) {
        if open.as_ref().is_some_and(|o| !o.only_heading) {
            all.extend(close(open));
        }
        add(open, part, &piece, text);
    }
    all.extend(close(open));
}

/// Adds a piece of a block to the open passage, or begins one with it.
fn add(open: &mut Option<Open>, part: &Part<'_>, piece: &Piece, text: &str) {
    let open = open.get_or_insert_with(|| Open {
        passage: Passage {
            ordinal: 0,
            kind: BlockKind::Heading,
            language: part.language.clone(),
            start: piece.start,
            end: piece.start,
            paragraph: part.paragraph,
            sentences: Vec::new(),
            blocks: Vec::new(),
        },
        words: 0,
        only_heading: true,
    });
    let passage = &mut open.passage;
    debug_assert!(text[passage.end..piece.start].trim().is_empty(), "passages cover their article");
    let offset = |at: usize| u32::try_from(at - passage.start).unwrap_or(u32::MAX);
    let starts = piece.sentences.iter().map(|at| offset(*at));
    if passage.sentences.is_empty() && piece.sentences.first() != Some(&piece.start) {
        passage.sentences.push(0);
    }
    passage.sentences.extend(starts);
    if piece.start == part.start {
        passage.blocks.push((offset(piece.start), part.kind));
    }
    passage.end = piece.end;
    open.words += piece.words;
    if part.kind != BlockKind::Heading {
        open.only_heading = false;
        passage.kind = BlockKind::Paragraph;
    }
}

/// The open passage, which ends here.
fn close(open: &mut Option<Open>) -> Option<Passage> {
    open.take().map(|open| open.passage)
}
