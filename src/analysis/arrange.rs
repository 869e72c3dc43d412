//! the words of a text → their places: which are articles of the next word, and which are parts of a hyphenated one. What a
//! space joins (`bonds`), an underscore, or a hyphen at the end of a line, is a hyphenated word too.

use super::articles;
pub(super) use super::articles::Case;
use super::vocabulary::Vocabulary;

/// A word of the text: where it stands and its entry in the vocabulary.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordSpan {
    /// The word without elision and ending.
    pub(super) start: usize,
    pub(super) end: usize,
    /// With them.
    pub(super) whole: (usize, usize),
    /// The number of its entry.
    pub(super) entry: u32,
    /// Whether nothing joins it to a neighbour but a hyphen.
    pub(super) is_plain: bool,
}

/// One position of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of its word among those found.
    pub(super) word: usize,
    /// Whether the word before it is its article.
    pub(super) article: bool,
    /// Of how many parts the hyphenated word is that begins here; 1 for all other words.
    pub(super) parts: usize,
    /// Whether a hyphen joins it to the place before it.
    pub(super) joined_to_previous: bool,
}

/// What stands between two words, as far as it can bind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Hyphen,
    Blank,
    Other,
}

/// Gives the places of all words to `visit`, in order.
pub(super) fn arrange(text: &str, found: &[WordSpan], words: &Vocabulary, mut visit: impl FnMut(Place)) {
    // Up to here (exclusive) the words are parts of a hyphenated word that has begun.
    let mut parts_until = 0;
    let mut word = 0;
    while word < found.len() {
        let article = is_article(text, found, words, word);
        if article {
            word += 1;
        }
        let joined_to_previous = word < parts_until;
        let mut parts = 1;
        if !joined_to_previous {
            while is_joined(text, found, words, word + parts) {
                parts += 1;
            }
            if parts == 1 && is_short_katakana(found, words, word) {
                parts = 2;
            }
            parts_until = word + parts;
        }
        visit(Place { word, article, parts, joined_to_previous });
        word += 1;
    }
}

/// Whether a hyphen, or a bond over a space, joins this word to the one before it and neither is an article.
fn is_joined(text: &str, found: &[WordSpan], words: &Vocabulary, word: usize) -> bool {
    if word >= found.len() {
        return false;
    }
    let bonds = |word: usize| words.entry(found[word].entry).bonds;
    let joins = match gap(text, found, word - 1) {
        Gap::Hyphen => true,
        Gap::Blank if found[word - 1].is_plain || found[word].is_plain => false,
        Gap::Blank => bonds(word - 1).join(bonds(word)),
        Gap::Other => false,
    };
    joins && !is_article(text, found, words, word) && !is_article(text, found, words, word - 1)
}

/// Whether a word of katakana of two letters begins here. It is one word, since its letters stand in too many others: タイ is
/// not タイヤ; a longer one is a phrase of its letters, so that it is found in a compound.
fn is_short_katakana(found: &[WordSpan], words: &Vocabulary, word: usize) -> bool {
    if found[word].is_plain || !words.entry(found[word].entry).katakana {
        return false;
    }
    let is_letter = |word: usize| found.get(word).is_some_and(|f| words.entry(f.entry).katakana);
    let follows = |word: usize| is_letter(word) && found[word - 1].whole.1 == found[word].whole.0;
    let begins = word == 0 || !(is_letter(word - 1) && follows(word));
    begins && follows(word + 1) && !follows(word + 2)
}

/// Whether this word is the article of the next one. Of two article-like words in a row only the second can be one.
fn is_article(text: &str, found: &[WordSpan], words: &Vocabulary, word: usize) -> bool {
    binds(text, found, words, word) && !binds(text, found, words, word + 1)
}

fn binds(text: &str, found: &[WordSpan], words: &Vocabulary, word: usize) -> bool {
    if found.get(word).is_none_or(|f| f.is_plain) {
        return false;
    }
    let entry = |word: usize| found.get(word).map(|f| words.entry(f.entry));
    // Most words are neither articles nor what is left of one.
    let Some(this) = entry(word).filter(|this| this.is_article || this.bonds.may_be_elided()) else {
        return false;
    };
    let Some(noun) = entry(word + 1) else { return false };
    if this.bonds.elided(noun.bonds) {
        return gap(text, found, word) == Gap::Blank;
    }
    let Some(article) = words.article(this) else { return false };
    let hyphen = match gap(text, found, word) {
        Gap::Hyphen => true,
        Gap::Blank => false,
        Gap::Other => return false,
    };
    articles::belongs(article, this.case, (words.folded(noun), noun.case), hyphen)
}

/// What stands between this word and the next.
#[inline]
pub(super) fn gap(text: &str, found: &[WordSpan], word: usize) -> Gap {
    let (end, start) = (found[word].whole.1, found[word + 1].whole.0);
    match &text.as_bytes()[end..start] {
        [b' '] => Gap::Blank,
        [b'-' | b'_'] => Gap::Hyphen,
        [b'\n'] if text[..end].ends_with(SOFT_HYPHEN) => Gap::Hyphen,
        [] => Gap::Other,
        _ => unusual_gap(&text[end..start]),
    }
}

/// Where a word may be cut at the end of a line; it is part of the word before it.
const SOFT_HYPHEN: char = '\u{AD}';

/// A gap that is not one space or hyphen. The dot of `U.S.-led` and the apostrophe of `al-‘Arab` may stand beside the hyphen,
/// and the end of a line after it: a word that was cut there is also found whole.
fn unusual_gap(between: &str) -> Gap {
    if between.len() > 40 {
        return Gap::Other;
    }
    let between = between.trim_end_matches(['\'', '‘', '’', '`', '´']);
    let blank = !between.is_empty() && between.chars().all(char::is_whitespace);
    let breaks = between.bytes().filter(|b| *b == b'\n').count();
    match between.strip_prefix('.').unwrap_or(between) {
        "-" | "\u{2010}" | "\u{2011}" | "\u{5BE}" => Gap::Hyphen,
        "-\n" | "-\r\n" | "\u{2010}\n" | "\u{2011}\n" | "- \n" | "¬\n" => Gap::Hyphen,
        _ if blank && breaks <= 1 => Gap::Blank,
        _ => Gap::Other,
    }
}

/// How a word is written.
pub(super) fn case(word: &str) -> Case {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let mut rest = letters.peekable();
    match first {
        false => Case::Small,
        true if rest.peek().is_some() && rest.all(char::is_uppercase) => Case::Capitals,
        true => Case::Capitalised,
    }
}
