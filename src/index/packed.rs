//! tokens → one string, and back: how the tokens of a passage travel to the index without a string each.

use crate::analysis::Token;

/// Position increment of one.
const NEXT_WORD: char = '\u{1}';
/// Ends a term; no term holds it, since terms are letters and digits.
const END: char = '\u{2}';

/// The terms of a passage and their positions, packed: `␁families␂␁displaced␂en:displac␂`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedTokens {
    text: String,
    words: u32,
}

impl PackedTokens {
    /// Room for the tokens of a text with this many bytes.
    pub fn for_bytes(bytes: usize) -> Self {
        Self { text: String::with_capacity(2 * bytes + 16), words: 0 }
    }

    /// Adds a token; positions never go back.
    pub fn push(&mut self, token: Token<'_>) {
        self.push_term(token.term, token.position);
    }

    /// Adds a term at a position.
    pub(super) fn push_term(&mut self, term: &str, position: u32) {
        while self.words <= position {
            self.text.push(NEXT_WORD);
            self.words += 1;
        }
        self.text.push_str(term);
        self.text.push(END);
    }

    /// The packed form.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The packed form itself.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Takes the first term off a packed text: how many words further on it stands, the term, the rest.
pub(super) fn unpack(packed: &str) -> Option<(usize, &str, &str)> {
    let words = packed.bytes().take_while(|b| *b == NEXT_WORD as u8).count();
    let term = &packed[words..];
    let end = term.bytes().position(|b| b == END as u8)?;
    Some((words, &term[..end], &term[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_with_its_positions() {
        let mut packed = PackedTokens::default();
        for (term, position) in [("al", 0), ("sham", 0), ("displaced", 3), ("en:displac", 3)] {
            packed.push_term(term, position);
        }
        let (mut rest, mut position, mut got) = (packed.as_str(), -1, Vec::new());
        while let Some((words, term, after)) = unpack(rest) {
            position += words as i32;
            got.push((term, position));
            rest = after;
        }
        assert_eq!(got, [("al", 0), ("sham", 0), ("displaced", 3), ("en:displac", 3)]);
    }
}
