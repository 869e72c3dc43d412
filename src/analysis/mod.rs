//! text → tokens: the one chain for indexing, querying and marking.

use crate::article::Language;
use crate::schema::IndexSchema;

/// Counts up whenever the same text would give other tokens; an index keeps the number it was built with.
pub const VERSION: u32 = 1;

/// What a token's term is of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The folded word: `saraqeb`.
    Word,
    /// Its stem, tagged with the language, only where the folded stem differs from the folded word: `en:displac`.
    Stem,
    /// The word as written, only where it is in capitals: `IS`.
    Capitals,
    /// The article before it (`al`, `ash`), at the position of its noun.
    Article,
    /// All parts of a hyphenated word as one, tagged with their number, at the position of the first: `2:northwest`.
    Joined(u8),
}

/// One term at one position of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What is indexed and asked for.
    pub term: &'a str,
    /// What the term is of its word.
    pub form: Form,
    /// The number of its word in the text, from 0; an article has the number of its noun.
    pub position: u32,
    /// The first byte of the word in the text (without article, elision or ending after an apostrophe).
    pub start: usize,
    /// The byte after the word.
    pub end: usize,
}

/// One word of a query; its language is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The first byte of the word in the query.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Its number in the query, from 0.
    pub position: u32,
    /// The folded word, as [`Form::Word`] has it.
    pub folded: String,
    /// The word in lower case with its accents: what a stemmer wants.
    pub lower: String,
    /// The word as written, if it is in capitals, as [`Form::Capitals`] has it.
    pub capitals: Option<String>,
    /// Whether a hyphen joins it to the word before it (an article's hyphen does not).
    pub joined_to_previous: bool,
}

/// Turns texts into tokens; keeps what it learned of each distinct word, so that a word is folded and stemmed once.
pub struct Analyzer {}

impl Analyzer {
    /// An analyser with the stemmers of a schema.
    pub fn new(_schema: &IndexSchema) -> Self {
        Self {}
    }

    /// Gives each token of `text` to `visit`, in order of position. Returns how many positions the text has.
    pub fn tokens(&mut self, _text: &str, _language: &Language, _visit: &mut dyn FnMut(Token<'_>)) -> u32 {
        0
    }

    /// The words of a query, or of a name in an alias file.
    pub fn query_words(&mut self, _text: &str) -> Vec<QueryWord> {
        Vec::new()
    }

    /// The terms under which texts in this language hold words with the stem of `lower`: the tagged stem (`en:displac`),
    /// and the bare folded stem, which stands for words that are their own stem. Empty without a stemmer.
    pub fn stem_terms(&mut self, _lower: &str, _language: &Language) -> Vec<String> {
        Vec::new()
    }
}
