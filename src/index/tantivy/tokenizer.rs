//! Packed tokens → tantivy's token stream.
//!
//! Tantivy's own `PreTokenizedString` is written as JSON into every document and parsed again when the document is
//! indexed, which costs more than all of the analysis.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::index::packed::unpack;

/// The name under which the field of words has it.
pub(super) const PACKED: &str = "packed";

/// A tokeniser for texts that are packed tokens.
#[derive(Clone, Default)]
pub(super) struct PackedTokenizer {
    token: Token,
}

/// The tokens of one packed text.
pub(super) struct PackedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for PackedTokenizer {
    type TokenStream<'a> = PackedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PackedStream<'a> {
        self.token.reset(); // position usize::MAX: before the first word
        PackedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for PackedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((words, term, rest)) = unpack(self.rest) else { return false };
        self.rest = rest;
        // Before its first token the position is that of no word, one before 0.
        self.token.position = self.token.position.wrapping_add(words);
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
