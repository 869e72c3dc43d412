//! Operators, and signs that stand alone.

use super::{Kind, Lexer};
use crate::query::characters::is_symbol;
use crate::query::operators::{around, operator};

impl<'t> Lexer<'t> {
    /// An operator as a word here, or before a word without a space between them; false if there is none.
    pub(super) fn operator(&mut self, word: &'t str, (position, negated): (usize, bool)) -> bool {
        if let Some((operator, rest)) = around(self.rest()) {
            self.at = self.text.len() - rest.len();
            self.lexed.operators_are_meant = true;
            self.push(position, negated, Kind::Operator(operator, String::new()));
            return true;
        }
        let Some(written) = operator(word) else { return false };
        self.at += word.len();
        self.lexed.operators_are_meant |= written.is_certain;
        self.push(position, negated, Kind::Operator(written.operator, word.to_owned()));
        true
    }

    /// Says what is done with a part that has no letter.
    pub(super) fn sign(&mut self, sign: &str, start: usize) {
        if sign.contains('*') {
            self.warn(start, "`*` alone is left out: write the beginning of a word before it, like `displ*`");
        } else if sign == "|" {
            self.warn(start, "`|` is left out: write OR between words of which any will do");
        } else if sign.contains(is_symbol) {
            self.warn(start, format!("`{sign}` is left out, signs are not searched: write a word"));
        }
    }
}
