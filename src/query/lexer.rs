//! user text → its parts: words, quotations, filters, operators and parentheses, each with its place.

mod dates; // dates of several words, and `since 2020`
mod signs; // operators, and what is said of signs
mod values; // what stands after a field's colon

use super::characters::{bare_word, is_dash, is_inside_hebrew, is_opening_quote};
use super::fields::{Field, Meaning, meaning};
use super::operators::Operator;
use super::wildcard::{LEADING_STAR, has_wildcards, leading_star};
use super::{Filter, Text, Warning, foreign};

/// More wanted words than any question has; the rest of a longer text is left out with a warning.
const MAX_WORDS: usize = 1000;

/// More operators and parentheses than any question has.
const MAX_SIGNS: usize = 4000;

/// What is said of `=` before what is not looked for as it is written.
const AS_WRITTEN: &str = "`=` beside wildcards or `~` asks for no capitals: write `=Word` or `\"a b\"` alone";

/// A lexical part of a query and where it stands.
pub(super) struct Token {
    pub(super) position: usize,
    /// Whether a hyphen for "not" stands before it.
    pub(super) negated: bool,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Text(Text),
    Filter(Filter),
    /// An operator, and the word that it is where all is in capitals.
    Operator(Operator, String),
    /// An operator of other programs in capitals, which is a word where all is in capitals.
    Foreign(String),
    Open,
    Close,
}

impl Kind {
    fn is_sign(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Filter(_))
    }
}

/// The parts of a text.
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) warnings: Vec<Warning>,
    /// Conditions that hold for all of the query.
    pub(super) conditions: Vec<Filter>,
    /// Whether something shows that AND, OR and NOT are operators, whatever the letters are.
    pub(super) operators_are_meant: bool,
}

/// An open parenthesis.
struct Group {
    /// The field that holds for the words in it.
    field: Option<Field>,
    /// Whether the field stands right before it.
    is_named: bool,
    position: usize,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    lexed: Lexed,
    words: usize,
    is_full: bool,
    groups: Vec<Group>,
    /// Whether the text has a small letter.
    has_small: bool,
}

/// Cuts a query into its parts.
pub(super) fn lex(text: &str) -> Lexed {
    let lexed =
        Lexed { tokens: Vec::new(), warnings: Vec::new(), conditions: Vec::new(), operators_are_meant: false };
    let has_small = text.contains(char::is_lowercase);
    let mut lexer = Lexer { text, at: 0, lexed, words: 0, is_full: false, groups: Vec::new(), has_small };
    while let Some(c) = lexer.rest().chars().next() {
        if c.is_whitespace() {
            lexer.at += c.len_utf8();
            continue;
        }
        lexer.part();
        if lexer.is_full {
            return lexer.lexed;
        }
    }
    lexer.close_named();
    lexer.lexed
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn warn(&mut self, position: usize, message: impl Into<String>) {
        self.lexed.warnings.push(Warning { position, message: message.into() });
    }

    /// The field that holds for the words of the innermost parenthesis.
    fn group_field(&self) -> Option<Field> {
        self.groups.last().and_then(|group| group.field)
    }

    fn push(&mut self, position: usize, negated: bool, kind: Kind) {
        let is_sign = kind.is_sign();
        let signs = self.lexed.tokens.len() - self.words;
        let what = match is_sign {
            true if signs >= MAX_SIGNS => "4,000 operators and parentheses are read",
            false if self.words >= MAX_WORDS => "1,000 words are searched",
            _ => {
                self.words += usize::from(!is_sign);
                self.lexed.tokens.push(Token { position, negated, kind });
                return;
            }
        };
        if !self.is_full {
            self.warn(position, format!("only the first {what}: shorten the query"));
        }
        self.is_full = true;
    }

    /// Closes at the end the parenthesis of a field that has no partner.
    fn close_named(&mut self) {
        let Some(outermost) = self.groups.iter().position(|group| group.is_named) else { return };
        let Group { field, position, .. } = self.groups[outermost];
        let name = field.map_or("text", Field::name);
        let message = format!("`{name}:(` without its `)` holds for all that follows: write `{name}:(a OR b)`");
        self.warn(position, message);
        for _ in outermost..self.groups.len() {
            self.push(position, false, Kind::Close);
        }
    }

    fn part(&mut self) {
        let position = self.at;
        let negated = self.negation();
        match self.rest().chars().next() {
            Some(c @ ('(' | '（')) => self.open(position, negated, (self.group_field(), false), c),
            Some(c @ (')' | '）')) => {
                self.at += c.len_utf8();
                self.groups.pop();
                self.push(position, negated, Kind::Close);
                self.after_closing();
            }
            _ => self.word(position, negated),
        }
    }

    /// Takes a hyphen, a dash, a minus or an exclamation mark that stands for "not", also two of them: `-!a`.
    fn negation(&mut self) -> bool {
        let mut chars = self.rest().chars();
        let (Some(first), Some(next)) = (chars.next(), chars.next()) else { return false };
        let is_not = match first {
            '-' => !next.is_whitespace() && !is_dash(next),
            '!' => next.is_alphabetic() || "(=（".contains(next) || is_opening_quote(next),
            _ if is_dash(first) => next.is_alphanumeric() || "(=（".contains(next) || is_opening_quote(next),
            _ => false,
        };
        self.at += first.len_utf8() * usize::from(is_not);
        if is_not && next == '!' {
            self.negation();
        }
        is_not
    }

    fn open(&mut self, position: usize, negated: bool, (field, is_named): (Option<Field>, bool), sign: char) {
        self.at += sign.len_utf8();
        self.groups.push(Group { field, is_named, position });
        self.lexed.operators_are_meant |= is_named;
        self.push(position, negated, Kind::Open);
    }

    /// Leaves out the signs of other programs after a quotation or a parenthesis.
    fn after_closing(&mut self) {
        if let Some((length, way)) = foreign::after_closing(self.rest()) {
            let signs = &self.rest()[..length];
            self.warn(self.at, format!("`{signs}` {way}"));
            self.at += length;
        }
    }

    fn word(&mut self, position: usize, negated: bool) {
        let field = self.group_field();
        if self.quotation_or_exact(field, position, negated) {
            return;
        }
        let word = bare_word(self.rest());
        if let Some((field, length)) = Field::compared(word) {
            if field.is_date() {
                return self.date(field, self.at + length, (position, negated));
            }
            self.at += word.len();
            return self.emit(Some(field), text_of(&word[length..], false), (position, negated));
        }
        if let Some((field, length)) = Field::before(word) {
            let after = &self.rest()[length..];
            let is_number = || after.trim_start().starts_with(|c: char| c.is_ascii_digit() || "<>".contains(c));
            if Field::is_own_name(word)
                || after.starts_with(|c: char| !c.is_whitespace() && !")）".contains(c))
                || field == Field::Words && is_number()
            {
                self.at += length;
                return self.field((field, &word[..length]), position, negated);
            }
            let (name, field) = (&word[..length], field.name());
            self.warn(self.at, format!("`{name}` with a space after it is read as a word: write `{field}:x`"));
        }
        let after = &self.rest()[word.len()..];
        if let Some(field) = Field::called(word).filter(|_| after.starts_with('(') && !after.starts_with("(s)")) {
            self.at += word.len();
            return self.field((field, word), position, negated);
        }
        if self.field_apart(word, (position, negated)) {
            return;
        }
        if field.is_none() && self.since(word, (position, negated)) {
            return;
        }
        self.bare(word, field, (position, negated));
    }

    /// A quotation, or a word or a quotation after `=`; false if there is none here.
    fn quotation_or_exact(&mut self, field: Option<Field>, position: usize, negated: bool) -> bool {
        let rest = self.rest();
        let starts = |c: char| c.is_alphanumeric() || is_opening_quote(c);
        let exact = rest.starts_with('=') && rest[1..].starts_with(starts);
        let body = &rest[usize::from(exact)..];
        if body.starts_with(is_opening_quote) {
            self.at += usize::from(exact);
            let (phrase, slop) = self.quotation();
            if exact && (slop.is_some() || has_wildcards(phrase)) {
                self.warn(position, AS_WRITTEN);
            }
            self.emit(field, Text { exact, slop, ..text_of(phrase, true) }, (position, negated));
            return true;
        }
        if exact {
            let (word, edits) = self.without_suffixes(bare_word(body), self.at + 1);
            if edits.is_some() {
                self.warn(self.at, "`~` after a word as it is written is left out: write `word~` or `=word`");
            }
            if has_wildcards(word) {
                self.warn(position, AS_WRITTEN);
            }
            self.at += 1 + bare_word(body).len();
            self.emit(field, Text { exact, ..text_of(word, false) }, (position, negated));
        }
        exact
    }

    /// The text between quotation marks here, and how many other words may stand in it; goes past them and what stands right
    /// after them.
    fn quotation(&mut self) -> (&'t str, Option<u32>) {
        let text = self.rest();
        let open = text.chars().next().map_or(0, char::len_utf8);
        let closes = |(at, c): &(usize, char)| is_opening_quote(*c) && !is_inside_hebrew(&text[open..], *at);
        let phrase = match text[open..].char_indices().find(closes) {
            Some((end, c)) => {
                self.at += open + end + c.len_utf8();
                &text[open..open + end]
            }
            None => {
                self.warn(self.at, "quotation mark without its partner: the phrase goes to the end of the query");
                self.at = self.text.len();
                &text[open..]
            }
        };
        let start = self.text.len() - text.len() + open;
        for (at, message) in foreign::in_quotation(phrase) {
            self.warn(start + at, message);
        }
        if let Some(star) = leading_star(phrase) {
            self.warn(start + star, LEADING_STAR);
        }
        let slop = foreign::slop(self.rest());
        if let Some((length, slop)) = slop {
            self.at += length;
            return (phrase, Some(slop));
        }
        let apart = self.rest().trim_start_matches(' ');
        if let Some((length, _)) = foreign::slop(apart) {
            let sign = &apart[..length];
            let message = format!("`{sign}` after a space is searched as a word: write `\"a b\"{sign}`");
            self.warn(self.text.len() - apart.len(), message);
        }
        self.after_closing();
        (phrase, None)
    }

    /// A word as it stands here, which may be an operator.
    fn bare(&mut self, word: &'t str, field: Option<Field>, (position, negated): (usize, bool)) {
        if self.operator(word, (position, negated)) {
            return;
        }
        let start = self.at;
        if foreign::between(word).is_some() {
            self.at += word.len();
            return self.push(position, negated, Kind::Foreign(word.to_owned()));
        }
        let (core, edits) = self.without_suffixes(word, start);
        if edits.is_none() && core.len() < word.len() && self.operator(core, (position, negated)) {
            self.at += word.len() - core.len();
            return;
        }
        self.at +=
            word.len().max(self.rest().chars().next().map_or(1, char::len_utf8) * usize::from(word.is_empty()));
        if !core.contains(char::is_alphanumeric) {
            return self.sign(core, start);
        }
        self.check_word(core, start);
        if let Some(field) = field.filter(|field| field.is_date()) {
            return self.date(field, start, (position, negated));
        }
        let text = match field {
            Some(Field::Source) => self.outlet(core),
            _ => core.to_owned(),
        };
        // Once its parenthesis is gone, what stands in it would be the date of `since`.
        let quoted = core.eq_ignore_ascii_case("since") && self.is_before_date_in_parenthesis();
        self.emit(field, Text { edits, ..text_of(&text, quoted) }, (position, negated));
    }

    /// A word without the signs of inexact and heavier words at its end, and by how many letters others may differ.
    fn without_suffixes(&mut self, mut word: &'t str, start: usize) -> (&'t str, Option<u8>) {
        let mut asked: Option<(usize, &str, Option<u8>)> = None;
        while let Some((at, suffix)) =
            foreign::suffix(word).filter(|(at, _)| word[..*at].contains(char::is_alphanumeric))
        {
            let signs = &word[at..];
            match suffix {
                foreign::Suffix::Edits(number) => {
                    if let Some((at, signs, _)) = asked.replace((at, signs, number)) {
                        self.warn(start + at, format!("`{signs}` is left out: write one `~` after a word"));
                    }
                }
                foreign::Suffix::Heavier(way) => self.warn(start + at, format!("`{signs}` {way}")),
            }
            word = &word[..at];
        }
        let Some((at, signs, number)) = asked else { return (word, None) };
        let (edits, said) = foreign::edits(word, number);
        if let Some(said) = said {
            self.warn(start + at, format!("`{signs}` {said}"));
        }
        (word, edits)
    }

    /// Adds a word, a quotation or a filter.
    fn emit(&mut self, field: Option<Field>, value: Text, (position, negated): (usize, bool)) {
        if value.text.is_empty() {
            if let Some(field) = field {
                let name = field.name();
                self.warn(position, format!("`{name}:` without a value is left out: write `{name}:x`"));
            }
            return;
        }
        if !value.text.contains(char::is_alphanumeric) {
            return self
                .warn(position, format!("`{}` is left out, signs are not searched: write a word", value.text));
        }
        let kind = match meaning(field.unwrap_or(Field::Text), value) {
            Meaning::Nothing(message) => return self.warn(position, message),
            Meaning::Text(text) => Kind::Text(text),
            Meaning::Filter(filter, message) => {
                message.into_iter().for_each(|message| self.warn(position, message));
                self.join_filters(position, negated);
                Kind::Filter(filter)
            }
        };
        self.push(position, negated, kind);
    }
}

fn text_of(text: &str, quoted: bool) -> Text {
    Text { quoted, ..Text::plain(text.trim()) }
}
