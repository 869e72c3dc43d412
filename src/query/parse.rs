//! user text → [`Query`]: never fails; what is not understood is a warning with its position and the way out.

use super::lexer::{Kind, Lexed, Token, lex};
use super::simplify::simplify;
use super::{Node, Query, Text, Warning, foreign};

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
    let end = text.floor_char_boundary(MAX_BYTES);
    let Lexed { mut tokens, mut warnings, operators_are_meant } = lex(&text[..end]);
    if end < text.len() {
        warn(&mut warnings, end, "only the first 100,000 bytes are read: shorten the query");
    }
    let has_case = tokens.iter().any(speaks_of_case);
    // Operators alone are words too, whatever the letters of others are.
    let is_alone = !tokens.iter().any(|token| matches!(token.kind, Kind::Text(_) | Kind::Filter(_)));
    let are_operators = has_case || operators_are_meant;
    tokens.retain_mut(|token| settle_operator(token, (are_operators, is_alone), &mut warnings));
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
    let is_empty = matches!(&root, Node::All(nodes) if nodes.is_empty());
    if let Some(at) = text.find(|c: char| !c.is_whitespace()).filter(|_| is_empty && warnings.is_empty()) {
        let message = match text.trim() {
            "-" | "--" => "a hyphen alone excludes nothing: write the word after it, `-Hama`",
            _ => "no word in the query: signs are not searched, write a word like `displ*`",
        };
        warn(&mut warnings, at, message);
    }
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

/// Whether a part shows that capitals are meant: it has a lower-case letter or a script without case, or is a field.
fn speaks_of_case(token: &Token) -> bool {
    match &token.kind {
        Kind::Text(text) => text.speaks_of_case(),
        Kind::Filter(_) => true,
        _ => false,
    }
}

/// In a query all in capitals AND, OR and NOT are words, elsewhere the operators of other programs are left out; both is
/// said. False for what is left out.
fn settle_operator(
    token: &mut Token,
    (are_operators, is_alone): (bool, bool),
    warnings: &mut Vec<Warning>,
) -> bool {
    if are_operators {
        let Kind::Foreign(word) = &token.kind else { return true };
        let way = foreign::between(word).unwrap_or_default();
        warn(warnings, token.position, format!("`{word}` is left out, {way}"));
        return false;
    }
    let word = match &token.kind {
        Kind::And => "AND",
        Kind::Or => "OR",
        Kind::Not => "NOT",
        Kind::Foreign(word) => word,
        _ => return true,
    };
    let message = match is_alone {
        true => "is searched as a word, with no other beside it: write `Saraqeb AND Hama`, `Saraqeb NOT Hama`",
        false => "is a word where all is in capitals: write the other words in small letters",
    };
    if !matches!(token.kind, Kind::Foreign(_)) {
        warn(warnings, token.position, format!("`{word}` {message}"));
    }
    token.kind = Kind::Text(Text { text: word.into(), quoted: false, exact: false, in_title: false });
    true
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
