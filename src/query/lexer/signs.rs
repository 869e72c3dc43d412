//! Operators, and what is said of signs that mean something elsewhere.

use super::{Kind, Lexer};
use crate::query::Reach;
use crate::query::characters::{bare_word, is_opening_quote, is_symbol};
use crate::query::foreign;
use crate::query::operators::{Operator, around, near_function, operator, spaced};
use crate::query::wildcard::{LEADING_STAR, UNREAD_WILDCARD, leading_star, unread_wildcard};

/// Single quotation marks that are farther apart, in bytes, are apostrophes.
const MAX_QUOTED: usize = 500;

impl<'t> Lexer<'t> {
    /// `NEAR(a b, 5)` or `NEAR("a b" c)` of other programs as what stands in it with the operator between; false if there is none here.
    fn near_function(&mut self, (position, negated): (usize, bool)) -> bool {
        let Some((operands, distance, length)) = near_function(self.rest()) else { return false };
        let (begin, operator) = (self.at, Operator::Near(Reach::Words(distance), false, false));
        self.lexed.operators_are_meant = true;
        self.push(position, negated, Kind::Open);
        for (number, operand) in operands.into_iter().enumerate() {
            if number > 0 {
                self.push(begin + operand, false, Kind::Operator(operator, String::new()));
            }
            self.at = begin + operand;
            if !self.quotation_or_exact(None, self.at, false) {
                let word = bare_word(self.rest()).trim_end_matches(',');
                self.bare(word, None, (self.at, false));
            }
        }
        self.push(begin + length, false, Kind::Close);
        self.at = begin + length;
        true
    }

    /// An operator as a word here, or before a word without a space between them; false if there is none.
    pub(super) fn operator(&mut self, word: &'t str, (position, negated): (usize, bool)) -> bool {
        if self.near_function((position, negated)) {
            return true;
        }
        if let Some((operator, rest)) = around(self.rest()).or_else(|| spaced(self.rest())) {
            self.at = self.text.len() - rest.len();
            self.lexed.operators_are_meant = true;
            self.push(position, negated, Kind::Operator(operator, String::new()));
            return true;
        }
        let but = self.length_of_but(word);
        let word = if but > 0 { "NOT" } else { word };
        if word == "not" && self.is_before_distance(word) {
            self.at += word.len();
            self.push(position, negated, Kind::Operator(Operator::Not, "NOT".to_owned()));
            return true;
        }
        let Some(written) = operator(word) else { return false };
        self.at += but;
        let digits = word.trim_start_matches(|c: char| !c.is_ascii_digit());
        if !digits.is_empty() && digits.bytes().all(|digit| digit == b'0') {
            self.warn(self.at, format!("`{word}` is read as `{}`: no number is less than 1", written.operator));
        }
        self.at += word.len();
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

    /// Whether an operator with a number comes after a word: `not w/5`.
    fn is_before_distance(&self, word: &str) -> bool {
        let next = bare_word(self.rest()[word.len()..].trim_start());
        operator(next).is_some_and(|next| next.is_certain && matches!(next.operator, Operator::Near(..)))
    }

    /// Says which signs of a word mean nothing here.
    pub(super) fn check_word(&mut self, word: &str, start: usize) {
        if let Some(star) = leading_star(word) {
            self.warn(start + star, LEADING_STAR);
        }
        if let Some(sign) = unread_wildcard(word) {
            self.warn(start + sign, UNREAD_WILDCARD);
        }
        for (at, message) in foreign::signs(word) {
            self.warn(start + at, message);
        }
        self.say_wild(word, start);
        self.say_meant(word, start);
        let closes = |rest: &str| {
            let mut ends = rest.split_whitespace().skip(1).map(|w| w.trim_end_matches([')', ',', '.']));
            ends.any(|w| w.len() > 1 && w.ends_with(['\'', '’', '‘']))
        };
        let near = &self.text[start..self.text.floor_char_boundary(start + MAX_QUOTED)];
        if word.starts_with(['\'', '‘', '‚', '`']) && !word.ends_with(['\'', '’']) && closes(near) {
            self.warn(start, "single quotation marks are left out: write `\"a b\"` for words in a row");
        }
    }

    /// Says of a `?` before or after a word, where no sentence ends, that it stands for no letter.
    fn say_wild(&mut self, word: &str, start: usize) {
        let next = self.rest().trim_start().chars().next();
        let is_alone = next.is_none() && self.lexed.tokens.is_empty();
        let is_wild = is_alone || word.ends_with("??") || next.is_some_and(char::is_lowercase);
        if word.ends_with('?') && is_wild {
            let message = "`?` after a word is left out: write `displ*`, or `disp?ace` inside it";
            self.warn(start + word.len() - 1, message);
        }
        if word.starts_with('?') && word[1..].starts_with(char::is_alphanumeric) {
            self.warn(start, "`?` before a word is left out: write its first letter, like `d?splace`");
        }
    }

    /// Says of a word what it may be meant as.
    fn say_meant(&mut self, word: &str, start: usize) {
        let rest = self.rest();
        let has_value = rest.starts_with(|c| is_opening_quote(c) || c == '(');
        let is_between = !rest.trim_start().is_empty() && !self.lexed.tokens.is_empty();
        let unknown = || foreign::unknown_field(word, has_value);
        // `person(s)` has a plural.
        let is_called = rest.starts_with('(') && !rest.starts_with("(s)") && self.has_small;
        let before = || foreign::before_parenthesis(word).filter(|_| is_called);
        let operator = || foreign::like_operator(word, is_between);
        let is_address = ["http://", "https://", "www."].iter().any(|begin| word.starts_with(begin));
        let address = || {
            let message = "an address is searched as words: write `url:` before it for its article";
            is_address.then(|| message.to_owned())
        };
        let translated = || {
            let ours = foreign::translated(word).filter(|_| self.has_small)?;
            Some(format!("`{word}` is searched as a word: write {ours} for the operator"))
        };
        let distance = || foreign::distance(word, rest).filter(|_| is_between);
        let distance = || foreign::no_comparison(word).or_else(distance);
        let said =
            address().or_else(unknown).or_else(before).or_else(operator).or_else(translated).or_else(distance);
        if let Some(message) = said.or_else(|| foreign::range_without_field(word)) {
            self.warn(start, message);
        }
    }

    /// Says what is done with a part that has no letter.
    pub(super) fn sign(&mut self, sign: &str, start: usize) {
        let is_before_word =
            self.rest().trim_start().starts_with(|c: char| c.is_alphanumeric() || "\"(".contains(c));
        if matches!(sign, "-" | "!" | "--" | "¬") && is_before_word {
            self.warn(
                start,
                format!("`{sign}` with a space after it excludes nothing: write `-word` or `NOT word`"),
            );
        } else if sign.contains('*') {
            self.warn(start, "`*` alone is left out: write the beginning of a word before it, like `displ*`");
        } else if sign == "|" {
            self.warn(start, "`|` is left out: write OR between words of which any will do");
        } else if sign.contains(is_symbol) {
            self.warn(start, format!("`{sign}` is left out, signs are not searched: write a word"));
        }
    }
}
