//! What stands after a field's colon.

use super::{Kind, Lexer, Token, text_of};
use crate::query::characters::{bare_address, bare_word, is_dash};
use crate::query::fields::Field;
use crate::query::operators::{Operator, operator};
use crate::query::{Text, foreign};

impl<'t> Lexer<'t> {
    /// What stands after a field's colon.
    pub(super) fn field(&mut self, (field, name): (Field, &str), position: usize, mut negated: bool) {
        let colon = self.at;
        self.at += self.rest().len() - self.rest().trim_start().len();
        let has_space = self.at > colon;
        negated ^= self.negation();
        if let Some(sign @ ('(' | '（')) = self.rest().chars().next() {
            return self.open(position, negated, (Some(field), true), sign);
        }
        if self.quotation_or_exact(Some(field), position, negated) {
            return;
        }
        let word = match self.bracketed(field) {
            Some(range) => range,
            None if field == Field::Url => bare_address(self.rest()),
            None => bare_word(self.rest()),
        };
        let is_foreign = || foreign::between(word).is_some() || operator(word).is_some();
        let is_operator = matches!(word, "AND" | "OR" | "NOT" | "&&" | "||") || !field.is_filter() && is_foreign();
        let is_field = Field::before(word).is_some() || Field::compared(word).is_some();
        let is_other = has_space && (is_field || is_operator);
        if is_other || !word.contains(char::is_alphanumeric) {
            let end = if has_space { colon } else { self.at + word.len() };
            self.at = end;
            let name = name.trim_end_matches([':', '：', '=']).to_lowercase();
            return self.warn(position, format!("`{name}:` without a value is left out: write `{name}:x`"));
        }
        let start = self.at;
        self.at += word.len();
        let (core, edits) = if field.is_filter() { (word, None) } else { self.without_suffixes(word, start) };
        if field.is_date() && !core.starts_with(['[', '{']) {
            return self.date(field, start, (position, negated));
        }
        if field == Field::Text && !has_space && is_more_than_a_word(core) {
            return self.emit(None, text_of(&core.replace('"', ""), true), (position, negated));
        }
        if !field.is_filter() {
            self.check_word(core, start);
        }
        self.emit(Some(field), Text { edits, ..text_of(core, false) }, (position, negated));
    }

    /// A field whose sign stands apart from its name, `title : Idlib`, `words > 800`; false if there is none here.
    pub(super) fn field_apart(&mut self, word: &'t str, (position, negated): (usize, bool)) -> bool {
        let Some(field) = Field::called(word) else { return false };
        let after = self.rest()[word.len()..].trim_start();
        if let Some(value) = after.strip_prefix(':').filter(|_| Field::is_own_name(word)) {
            self.at = self.text.len() - value.len();
            self.field((field, word), position, negated);
            return true;
        }
        let digits = after.trim_start_matches(['<', '>', '=', '≥', '≤']);
        let sign = &after[..after.len() - digits.len()];
        let is_compared =
            matches!(field, Field::Words | Field::Date) && sign.starts_with(['<', '>', '≥', '≤', '=']);
        let digits = digits.trim_start();
        if !is_compared || !digits.starts_with(|c: char| c.is_numeric()) {
            return false;
        }
        let value = bare_word(digits);
        self.at = self.text.len() - digits.len() + value.len();
        self.emit(Some(field), text_of(&format!("{sign}{value}"), false), (position, negated));
        true
    }

    /// A range in brackets, as other programs write it: `[2018 TO 2020]`.
    fn bracketed(&self, field: Field) -> Option<&'t str> {
        let rest = Some(self.rest()).filter(|rest| field == Field::Date && rest.starts_with(['[', '{']))?;
        Some(&rest[..=rest.find([']', '}'])?])
    }

    /// Values side by side in the parenthesis of a field are alternatives: an article has one outlet.
    pub(super) fn join_filters(&mut self, position: usize, negated: bool) {
        let Some(group) = self.groups.last().filter(|group| group.field.is_some_and(Field::is_filter)) else {
            return;
        };
        let last = self.lexed.tokens.last();
        let is_value = |t: &Token| matches!(t.kind, Kind::Filter(_)) && !t.negated && t.position > group.position;
        if !negated && last.is_some_and(is_value) {
            self.push(position, false, Kind::Operator(Operator::Or, String::new()));
        }
    }

    /// The words of an outlet inside `source:( )`, up to a comma, an operator or a parenthesis.
    pub(super) fn outlet(&mut self, first: &str) -> String {
        let mut name = first.trim_end_matches(',').to_owned();
        let mut is_ended = first.ends_with(',');
        while !is_ended {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            let word = bare_word(rest.trim_start());
            let is_operator = matches!(word, "AND" | "OR" | "NOT" | "&&" | "||");
            let goes_on = word.starts_with(char::is_alphanumeric) && Field::before(word).is_none();
            if is_operator || !goes_on || foreign::suffix(word).is_some() {
                break;
            }
            self.at += blanks + word.len();
            name = name + " " + word.trim_end_matches(',');
            is_ended = word.ends_with(',');
        }
        name
    }
}

/// Whether a word would be an operator, a field or excluded if it stood alone, without `text:` before it.
fn is_more_than_a_word(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
        || word.eq_ignore_ascii_case("since")
        || word.starts_with(is_dash)
        || Field::before(word).is_some()
        || foreign::between(word).is_some()
        || operator(word).is_some()
        || word.starts_with('!')
        || Field::compared(word).is_some()
}
