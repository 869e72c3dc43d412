//! Operators, and signs that stand alone.

use super::{Kind, Lexer};
use crate::query::characters::{bare_word, is_opening_quote, is_symbol};
use crate::query::foreign;
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
        let but = self.length_of_but(word);
        let word = if but > 0 { "NOT" } else { word };
        let Some(written) = operator(word) else { return false };
        self.at += but + word.len();
        self.lexed.operators_are_meant |= written.is_certain;
        self.push(position, negated, Kind::Operator(written.operator, word.to_owned()));
        true
    }

    /// How long `BUT` and the space after it are before `NOT`: nothing elsewhere, and where all is in capitals.
    fn length_of_but(&self, word: &str) -> usize {
        let after = &self.rest()[word.len()..];
        let not = after.trim_start();
        let is_operator = word == "BUT" && self.has_small && not.len() < after.len() && bare_word(not) == "NOT";
        if is_operator { word.len() + after.len() - not.len() } else { 0 }
    }

    /// Says of a word what it may be meant as.
    pub(super) fn say_meant(&mut self, word: &str, start: usize) {
        let rest = self.rest();
        let has_value = rest.starts_with(|c| is_opening_quote(c) || c == '(');
        let is_between = !rest.trim_start().is_empty() && !self.lexed.tokens.is_empty();
        let unknown = || foreign::unknown_field(word, has_value);
        let before = || foreign::before_parenthesis(word).filter(|_| rest.starts_with('(') && self.has_small);
        let operator = || foreign::like_operator(word).filter(|_| is_between);
        let translated = || {
            let ours = foreign::translated(word).filter(|_| self.has_small)?;
            Some(format!("`{word}` is searched as a word: write {ours} for the operator"))
        };
        let said = unknown().or_else(before).or_else(operator).or_else(translated);
        if let Some(message) = said.or_else(|| foreign::range_without_field(word)) {
            self.warn(start, message);
        }
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
