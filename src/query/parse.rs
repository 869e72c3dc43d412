//! user text → [`Query`]: never fails; what is not understood is a warning with its position and the way out.

use super::simplify::simplify;
use super::wildcard::{INNER_STAR, inner_star};
use super::{DateRange, Filter, Node, Query, Text, Warning};

/// The names that may stand before a colon, those of `index_schema.toml`.
const FIELDS: [&str; 6] = ["title", "text", "source", "language", "date", "url"];

/// More wanted words than any question has; the rest of a longer text is left out with a warning.
const MAX_WORDS: usize = 250;

/// More bytes than any question has, whatever it consists of.
const MAX_BYTES: usize = 100_000;

/// At most this many warnings are given of one query.
const MAX_WARNINGS: usize = 20;

/// Reads a question.
///
/// ```
/// let (query, warnings) = dateline::query::parse("Saraqeb -Hama date:2020");
/// assert_eq!(query.to_string(), "Saraqeb -Hama date:2020-01-01..2020-12-31");
/// assert!(warnings.is_empty());
/// ```
pub fn parse(text: &str) -> (Query, Vec<Warning>) {
    let mut warnings = Vec::new();
    let end = text.floor_char_boundary(MAX_BYTES);
    if end < text.len() {
        warn(&mut warnings, end, "only the first 100,000 bytes are read: shorten the query");
    }
    let mut tokens = tokens(&text[..end], &mut warnings);
    if tokens.len() > MAX_WORDS {
        warn(&mut warnings, tokens[MAX_WORDS].position, "only the first 250 words are searched: shorten the query");
        tokens.truncate(MAX_WORDS);
    }
    let has_case = tokens.iter().any(speaks_of_case);
    if !has_case {
        tokens.iter_mut().for_each(operator_to_word);
    }
    drop_idle_parentheses(&mut tokens);
    let one_word = tokens.iter().filter(|t| matches!(t.kind, Kind::Text(_))).count() == 1;
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), warnings, depth: 0 };
    let root = match simplify(parser.any_of()) {
        Some(Node::All(nodes)) => Node::All(nodes),
        Some(node @ (Node::And(_) | Node::Or(_))) => node,
        Some(node) => Node::All(vec![node]),
        None => Node::All(Vec::new()),
    };
    let mut warnings = parser.warnings;
    warnings.sort_by_key(|w| w.position);
    if warnings.len() > MAX_WARNINGS {
        let more = warnings.split_off(MAX_WARNINGS);
        warn(&mut warnings, more[0].position, format!("{} more warnings are left out", more.len()));
    }
    let is_question = text.trim_end().ends_with(['?', '？', '؟']);
    (Query { root, case_is_significant: has_case || one_word, is_question }, warnings)
}

fn warn(warnings: &mut Vec<Warning>, position: usize, message: impl Into<String>) {
    warnings.push(Warning { position, message: message.into() });
}

/// A lexical part of a query and where it stands.
struct Token {
    position: usize,
    /// Whether a hyphen for "not" stands before it.
    negated: bool,
    kind: Kind,
}

enum Kind {
    Text(Text),
    Filter(Filter),
    And,
    Or,
    Not,
    Open,
    Close,
}

/// Whether a part shows that capitals are meant: it has a lower-case letter or a script without case, or is a field.
fn speaks_of_case(token: &Token) -> bool {
    match &token.kind {
        Kind::Text(text) => text.in_title || text.text.chars().any(|c| c.is_alphabetic() && !c.is_uppercase()),
        Kind::Filter(_) => true,
        _ => false,
    }
}

/// In a query all in capitals AND, OR and NOT are words.
fn operator_to_word(token: &mut Token) {
    let word = match token.kind {
        Kind::And => "AND",
        Kind::Or => "OR",
        Kind::Not => "NOT",
        _ => return,
    };
    token.kind = Kind::Text(Text { text: word.into(), quoted: false, exact: false, in_title: false });
}

fn is_opening_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '＂')
}

/// Cuts a query into its parts.
fn tokens(text: &str, warnings: &mut Vec<Warning>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let position = at;
        let rest = &text[at..];
        let negated = c == '-' && rest[1..].chars().next().is_some_and(|n| !n.is_whitespace() && n != '-');
        at += usize::from(negated);
        let (kind, length) = next_part(&text[at..], at, warnings);
        if let Some(kind) = kind {
            if let (Kind::Text(_), Some(star)) = (&kind, inner_star(&text[at..at + length])) {
                warn(warnings, at + star, INNER_STAR);
            }
            tokens.push(Token { position, negated, kind });
        }
        at += length;
        if tokens.len() > MAX_WORDS {
            break;
        }
    }
    tokens
}

/// The part that `rest` begins with (`None` for punctuation) and its length in bytes.
fn next_part(rest: &str, at: usize, warnings: &mut Vec<Warning>) -> (Option<Kind>, usize) {
    let Some(first) = rest.chars().next() else { return (None, 0) };
    if first == '(' {
        return (Some(Kind::Open), 1);
    }
    if first == ')' {
        return (Some(Kind::Close), 1);
    }
    let exact =
        first == '=' && rest[1..].chars().next().is_some_and(|c| c.is_alphanumeric() || is_opening_quote(c));
    let skip = usize::from(exact);
    let body = &rest[skip..];
    if body.chars().next().is_some_and(is_opening_quote) {
        let (phrase, length) = quoted(body, at + skip, warnings);
        let kind = (!phrase.trim().is_empty()).then(|| Kind::Text(Text { exact, ..text_of(phrase, true) }));
        return (kind, skip + length);
    }
    let word = bare_word(body);
    if !exact
        && let Some((name, value)) = word.split_once(':')
        && let Some(field) = FIELDS.iter().find(|f| f.eq_ignore_ascii_case(name))
    {
        let colon = name.len() + 1;
        let after = &body[colon..];
        if after.chars().next().is_some_and(is_opening_quote) {
            let (phrase, length) = quoted(after, at + colon, warnings);
            return (field_part(field, phrase, true, (at, warnings)), colon + length);
        }
        if !value.is_empty() {
            return (field_part(field, value, false, (at, warnings)), word.len());
        }
    }
    let length = skip + word.len().max(first.len_utf8() * usize::from(word.is_empty()));
    let kind = match word {
        "AND" => Some(Kind::And),
        "OR" => Some(Kind::Or),
        "NOT" => Some(Kind::Not),
        _ if word.contains(char::is_alphanumeric) => Some(Kind::Text(Text { exact, ..text_of(word, false) })),
        _ => None,
    };
    if kind.is_none() && word.contains('*') {
        warn(warnings, at, "`*` alone is left out: write the beginning of a word before it, like `displ*`");
    }
    (kind, length.max(1))
}

fn text_of(text: &str, quoted: bool) -> Text {
    Text { text: text.trim().to_owned(), quoted, exact: false, in_title: false }
}

/// All up to a space, a parenthesis or a quotation mark. A quotation mark inside a Hebrew acronym belongs to the word.
fn bare_word(text: &str) -> &str {
    let ends = |(at, c): &(usize, char)| {
        c.is_whitespace() || "()".contains(*c) || is_opening_quote(*c) && !is_inside_hebrew(text, *at)
    };
    let end = text.char_indices().find(ends).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Whether the quotation mark at this place stands between two letters of a Hebrew acronym.
fn is_inside_hebrew(text: &str, at: usize) -> bool {
    let is_hebrew = |c: char| ('\u{590}'..='\u{5FF}').contains(&c);
    let mut rest = text[at..].chars().skip(1);
    text[..at].ends_with(is_hebrew) && rest.next().is_some_and(is_hebrew)
}

/// The text between quotation marks at the beginning of `text`, and its length with them.
fn quoted<'t>(text: &'t str, at: usize, warnings: &mut Vec<Warning>) -> (&'t str, usize) {
    let open = text.chars().next().map_or(0, char::len_utf8);
    let closes = |(at, c): &(usize, char)| is_opening_quote(*c) && !is_inside_hebrew(&text[open..], *at);
    match text[open..].char_indices().find(closes) {
        Some((end, c)) => (&text[open..open + end], open + end + c.len_utf8()),
        None => {
            warn(warnings, at, "quotation mark without its partner: the phrase goes to the end of the query");
            (&text[open..], text.len())
        }
    }
}

/// Whether a word would be an operator, a field or excluded if it stood alone, without `text:` before it.
fn is_more_than_a_word(word: &str, exact: bool) -> bool {
    let is_field = |name: &str| FIELDS.iter().any(|f| f.eq_ignore_ascii_case(name));
    if exact {
        return !word.starts_with(char::is_alphanumeric);
    }
    matches!(word, "AND" | "OR" | "NOT")
        || word.starts_with('-')
        || word.split_once(':').is_some_and(|(n, _)| is_field(n))
}

/// A field and its value; `None`, with a warning, where the value is not understood.
fn field_part(field: &str, value: &str, quoted: bool, (at, warnings): (usize, &mut Vec<Warning>)) -> Option<Kind> {
    let value = value.trim();
    if value.is_empty() {
        warn(
            warnings,
            at,
            format!("`{field}:` without a value is left out: write it without a blank, like `{field}:x`"),
        );
        return None;
    }
    match field {
        "title" | "text" => {
            let exact = !quoted && value.starts_with('=');
            let value = value.trim_start_matches(|c| c == '=' && !quoted);
            let text = match field {
                "text" if !quoted && is_more_than_a_word(value, exact) => text_of(&value.replace('"', ""), true),
                _ => text_of(value, quoted),
            };
            let usable = text.text.contains(char::is_alphanumeric);
            usable.then(|| Kind::Text(Text { exact, in_title: field == "title", ..text }))
        }
        "source" => Some(Kind::Filter(Filter::Source(value.to_owned()))),
        "language" => Some(Kind::Filter(Filter::Language(value.to_lowercase()))),
        "url" => Some(Kind::Filter(Filter::Url(value.to_owned()))),
        _ => match DateRange::parse(value) {
            Some(range) if range.is_backwards() => {
                warn(
                    warnings,
                    at,
                    format!("`date:{value}` ends before it begins and is left out: swap the two dates"),
                );
                None
            }
            Some(range) => Some(Kind::Filter(Filter::Date(range))),
            None => {
                let message = format!("`date:{value}` is not a date and is left out: write `date:2018-01..2020`");
                warn(warnings, at, message);
                None
            }
        },
    }
}

/// Parentheses with no operator in or beside them are punctuation.
fn drop_idle_parentheses(tokens: &mut Vec<Token>) {
    let mut open: Vec<usize> = Vec::new();
    let mut idle: Vec<usize> = Vec::new();
    let is_operator = |t: &Token| t.negated || matches!(t.kind, Kind::And | Kind::Or | Kind::Not);
    for i in 0..tokens.len() {
        match tokens[i].kind {
            Kind::Open => open.push(i),
            Kind::Close => match open.pop() {
                Some(start) => {
                    let beside = start.checked_sub(1).is_some_and(|b| is_operator(&tokens[b]));
                    let after = tokens.get(i + 1).is_some_and(|t| is_operator(t) && !t.negated);
                    if !beside && !after && !tokens[start..i].iter().any(is_operator) {
                        idle.extend([start, i]);
                    }
                }
                None => idle.push(i),
            },
            _ => {}
        }
    }
    idle.extend(open);
    let mut index = 0;
    tokens.retain(|_| {
        index += 1;
        !idle.contains(&(index - 1))
    });
}

/// Deeper nesting than any question has.
const DEEPEST: usize = 40;

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    warnings: Vec<Warning>,
    depth: usize,
}

impl Parser {
    /// `a b OR c d`: OR binds least, AND more, words side by side most.
    fn any_of(&mut self) -> Node {
        let mut parts = vec![self.all_of()];
        while let Some(position) = self.take_if(|k| matches!(k, Kind::Or)) {
            let next = self.all_of();
            self.check_side(&parts, &next, position, "OR");
            parts.push(next);
        }
        Node::Or(parts)
    }

    fn all_of(&mut self) -> Node {
        let mut parts = vec![self.side_by_side()];
        while let Some(position) = self.take_if(|k| matches!(k, Kind::And)) {
            let next = self.side_by_side();
            self.check_side(&parts, &next, position, "AND");
            parts.push(next);
        }
        Node::And(parts)
    }

    fn check_side(&mut self, before: &[Node], after: &Node, position: usize, operator: &str) {
        let empty = |node: &Node| simplify(node.clone()).is_none();
        if before.last().is_some_and(empty) || empty(after) {
            let message = format!("{operator} with nothing on one side is left out: write `a {operator} b`");
            warn(&mut self.warnings, position, message);
        }
    }

    fn side_by_side(&mut self) -> Node {
        let mut parts = Vec::new();
        while let Some(node) = self.one() {
            parts.push(node);
        }
        Node::All(parts)
    }

    fn one(&mut self) -> Option<Node> {
        let token = self.tokens.next_if(|t| !matches!(t.kind, Kind::And | Kind::Or | Kind::Close))?;
        let node = match token.kind {
            Kind::Text(text) => Node::Text(text),
            Kind::Filter(filter) => Node::Filter(filter),
            Kind::Not => match self.one() {
                Some(node) => Node::Not(Box::new(node)),
                None => {
                    warn(
                        &mut self.warnings,
                        token.position,
                        "NOT with nothing after it is left out: write `NOT a`",
                    );
                    Node::All(Vec::new())
                }
            },
            _ => self.group(token.position),
        };
        Some(if token.negated { Node::Not(Box::new(node)) } else { node })
    }

    fn group(&mut self, position: usize) -> Node {
        self.depth += 1;
        if self.depth > DEEPEST {
            warn(
                &mut self.warnings,
                position,
                "parentheses nested this deep are left out: write the query flatter",
            );
            self.tokens = Vec::new().into_iter().peekable();
            return Node::All(Vec::new());
        }
        let node = self.any_of();
        self.take_if(|k| matches!(k, Kind::Close));
        self.depth -= 1;
        node
    }

    fn take_if(&mut self, wanted: impl Fn(&Kind) -> bool) -> Option<usize> {
        self.tokens.next_if(|t| wanted(&t.kind)).map(|t| t.position)
    }
}
