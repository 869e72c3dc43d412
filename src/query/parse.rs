//! user text → [`Query`]: never fails; what is not understood is a warning with its position and the way out.

use super::lexer::{Kind, Lexed, Token, lex};
use super::nearness::{each, near, parts};
use super::operators::{Operator, SIDE_BY_SIDE};
use super::simplify::{DEEPEST, simplify, without_the_deepest};
use super::{Node, Query, Reach, Text, Warning, foreign};

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
    let Lexed { mut tokens, mut warnings, operators_are_meant, conditions } = lex(&text[..end]);
    if end < text.len() {
        warn(&mut warnings, end, "only the first 100,000 bytes are read: shorten the query");
    }
    let has_case = !conditions.is_empty() || tokens.iter().any(speaks_of_case);
    // Operators alone are words too, whatever the letters of others are.
    let is_alone =
        conditions.is_empty() && !tokens.iter().any(|token| matches!(token.kind, Kind::Text(_) | Kind::Filter(_)));
    let are_operators = has_case || operators_are_meant;
    if !are_operators {
        quote_names_before_numbers(&mut tokens);
    }
    tokens.retain_mut(|token| settle_operator(token, (are_operators, is_alone), &mut warnings));
    drop_idle_parentheses(&mut tokens, &mut warnings);
    let one_word = tokens.iter().filter(|t| matches!(t.kind, Kind::Text(_))).count() == 1;
    join_not(&mut tokens);
    warn_of_names(&tokens, &mut warnings);
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), warnings, depth: 0, deepest: (0, 0) };
    let read = parser.expression(0);
    let conditions = conditions.into_iter().map(Node::Filter);
    let read = read.into_iter().chain(conditions).reduce(beside).and_then(simplify);
    let root = match read.and_then(|node| parser.flattened(node)) {
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

/// Where the names of operators are words, that of a distance is one in quotation marks before a number and more: once the signs
/// between them are gone it would be the operator with that number.
fn quote_names_before_numbers(tokens: &mut [Token]) {
    let (mut is_last, mut is_number) = (true, false);
    for token in tokens.iter_mut().rev() {
        match &token.kind {
            Kind::Open | Kind::Close => continue,
            Kind::Operator(Operator::Near(Reach::Words(_), ..) | Operator::AtLeast(_), word) if is_number => {
                token.kind = Kind::Text(Text { quoted: true, ..Text::plain(word.clone()) });
            }
            _ => {}
        }
        let starts = |text: &Text| text.text.starts_with(|c: char| c.is_ascii_digit());
        is_number = !is_last && matches!(&token.kind, Kind::Text(text) if starts(text));
        is_last = false;
    }
}

/// In a query all in capitals the names of operators are words, elsewhere the operators of other programs are left out; both is
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
        Kind::Operator(_, word) | Kind::Foreign(word) => word.clone(),
        _ => return true,
    };
    let message = match is_alone {
        true => "is searched as a word, with no other beside it: write `Saraqeb AND Hama`, `Saraqeb NOT Hama`",
        false => "is a word where all is in capitals: write the other words in small letters",
    };
    if matches!(token.kind, Kind::Operator(Operator::And | Operator::Or | Operator::Not, _)) {
        warn(warnings, token.position, format!("`{word}` {message}"));
    }
    token.kind = Kind::Text(Text::plain(word));
    true
}

/// `NOT NEAR/5` is one operator, and so are `AND NOT NEAR/5`, and `AND NOT` before an operand.
fn join_not(tokens: &mut Vec<Token>) {
    let is = |tokens: &[Token], at: Option<usize>, operator| {
        at.is_some_and(
            |at| matches!(tokens.get(at), Some(Token { kind: Kind::Operator(other, _), .. }) if *other == operator),
        )
    };
    for at in (1..tokens.len()).rev() {
        if !is(tokens, Some(at - 1), Operator::Not) {
            continue;
        }
        if let Some(Token { kind: Kind::Operator(Operator::Near(.., excludes), _), .. }) = tokens.get_mut(at) {
            *excludes = true;
            tokens.remove(at - 1);
            if is(tokens, at.checked_sub(2), Operator::And) {
                tokens.remove(at - 2);
            }
        }
    }
}

/// Parentheses with no operator in or beside them are punctuation; one of the others that lacks its partner is told.
fn drop_idle_parentheses(tokens: &mut Vec<Token>, warnings: &mut Vec<Warning>) {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut is_idle = vec![false; tokens.len()];
    let is_operator = |t: &Token| t.negated || matches!(t.kind, Kind::Operator(..));
    let mut operators = 0;
    for i in 0..tokens.len() {
        let before = operators;
        operators += usize::from(is_operator(&tokens[i]));
        match tokens[i].kind {
            Kind::Open => open.push((i, before)),
            Kind::Close => match open.pop() {
                Some((start, before_it)) => {
                    let beside = start.checked_sub(1).is_some_and(|b| is_operator(&tokens[b]));
                    let after = tokens.get(i + 1).is_some_and(|t| is_operator(t) && !t.negated);
                    is_idle[start] = !beside && !after && before == before_it;
                    is_idle[i] = is_idle[start];
                }
                None => {
                    is_idle[i] = true;
                    if operators > 0 {
                        warn(warnings, tokens[i].position, "`)` without its `(` is left out: write `(a OR b)`");
                    }
                }
            },
            _ => {}
        }
    }
    let mut is_told = false;
    for (start, before_it) in open {
        let beside = start.checked_sub(1).is_some_and(|b| is_operator(&tokens[b]));
        is_idle[start] = !tokens[start].negated && !beside && operators == before_it;
        if !is_idle[start] && !is_told {
            is_told = true;
            let message = "parentheses without their `)` hold for all that follows: write `(a OR b)`";
            warn(warnings, tokens[start].position, message);
        }
    }
    let mut is_idle = is_idle.into_iter();
    tokens.retain(|_| !is_idle.next().unwrap_or(false));
}

/// Deeper nesting of parentheses and of operators before their operands than any question has: more than a tree that is printed has.
const MAX_PARENTHESES: usize = DEEPEST + 10;

/// Whether nothing is left of a tree once it is simplified.
fn is_empty(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_empty),
        Node::Not(node) | Node::AtLeast(_, node) | Node::First(_, node) => is_empty(node),
        Node::Near(near) => is_empty(&near.left) && is_empty(&near.right),
        Node::Text(_) | Node::Filter(_) => false,
    }
}

/// What stands beside others.
fn beside(left: Node, right: Node) -> Node {
    match left {
        Node::All(mut nodes) => {
            nodes.push(right);
            Node::All(nodes)
        }
        left => Node::All(vec![left, right]),
    }
}

/// Says where an operator takes one word of what may be a name of several.
fn warn_of_names(tokens: &[Token], warnings: &mut Vec<Warning>) {
    let word = |at: Option<usize>| match tokens.get(at?) {
        Some(Token { kind: Kind::Text(text), negated: false, .. }) if !text.quoted => Some(text.text.as_str()),
        _ => None,
    };
    let is_name = |word: &str| word.contains(char::is_uppercase);
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Operator(operator @ Operator::Near(..), _) = token.kind else { continue };
        let sides = [(at.checked_sub(2), at.checked_sub(1)), (Some(at + 1), Some(at + 2))];
        for (number, (first, second)) in sides.into_iter().enumerate() {
            let (Some(first), Some(second)) = (word(first), word(second)) else { continue };
            if is_name(first) && is_name(second) {
                let taken = if number == 0 { second } else { first };
                let message = format!("{operator} takes `{taken}` alone: write `\"{first} {second}\"` for a name");
                warn(warnings, token.position, message);
            }
        }
    }
}

/// What is said of what is nested too deep.
const TOO_DEEP: &str = "parentheses nested this deep are left out: write the query flatter";

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    warnings: Vec<Warning>,
    depth: usize,
    /// The deepest that was gone, and where.
    deepest: (usize, usize),
}

impl Parser {
    /// Operands that are joined by operators which bind at least so tightly; none if nothing stands here.
    fn expression(&mut self, least: u8) -> Option<Node> {
        let mut left = self.operand()?;
        loop {
            let Some(token) = self.tokens.peek() else { return Some(left) };
            let position = token.position;
            match token.kind {
                Kind::Close => return Some(left),
                Kind::Operator(operator, _) if !operator.is_prefix() && !token.negated => {
                    if operator.binding() < least {
                        return Some(left);
                    }
                    self.tokens.next();
                    let right = self.expression(operator.binding() + 1);
                    left = self.joined(operator, left, right, position);
                }
                _ if SIDE_BY_SIDE < least => return Some(left),
                _ => match self.expression(SIDE_BY_SIDE + 1) {
                    Some(right) => left = beside(left, right),
                    None => return Some(left),
                },
            }
        }
    }

    /// Two operands with their operator; one that lacks a side is left out.
    fn joined(&mut self, operator: Operator, left: Node, right: Option<Node>, position: usize) -> Node {
        let right = match right.filter(|node| !is_empty(node)) {
            Some(right) if !is_empty(&left) => right,
            right => {
                self.warn_of_side(operator, position);
                return right.unwrap_or(left);
            }
        };
        if !matches!(operator, Operator::Near(..)) {
            return operator.join(left, right);
        }
        let (joined, said) = near(operator, left, right);
        said.into_iter().for_each(|message| warn(&mut self.warnings, position, message));
        joined
    }

    fn warn_of_side(&mut self, operator: Operator, position: usize) {
        let name = operator.to_string();
        let message = format!("{name} with nothing on one side is left out: write `a {name} b`");
        warn(&mut self.warnings, position, message);
    }

    /// A word, a phrase, a filter, a group, or one of them after an operator; operators that lack what stands before them are
    /// left out.
    fn operand(&mut self) -> Option<Node> {
        loop {
            let token = self.tokens.next_if(|token| !matches!(token.kind, Kind::Close))?;
            let node = match token.kind {
                Kind::Text(text) => Node::Text(text),
                Kind::Filter(filter) => Node::Filter(filter),
                Kind::Operator(operator, _) if operator.is_prefix() => self.prefixed(operator, token.position)?,
                Kind::Operator(operator, _) => {
                    self.warn_of_side(operator, token.position);
                    continue;
                }
                _ => self.group(token.position),
            };
            return Some(if token.negated { Node::Not(Box::new(node)) } else { node });
        }
    }

    /// What stands after an operator, with it.
    fn prefixed(&mut self, operator: Operator, position: usize) -> Option<Node> {
        if self.is_too_deep(position) {
            return None;
        }
        let operand = self.operand();
        self.depth -= 1;
        let Some(operand) = operand else {
            let message = format!("{operator} with nothing after it is left out: write `{operator} a`");
            warn(&mut self.warnings, position, message);
            return None;
        };
        Some(self.applied(operator, operand, position))
    }

    /// Goes one level deeper; beyond the deepest the rest of the query is left out, which is said.
    fn is_too_deep(&mut self, position: usize) -> bool {
        self.depth += 1;
        if self.depth > self.deepest.0 {
            self.deepest = (self.depth, position);
        }
        let is_too_deep = self.depth > MAX_PARENTHESES;
        if is_too_deep {
            warn(&mut self.warnings, position, TOO_DEEP);
            self.tokens = Vec::new().into_iter().peekable();
        }
        is_too_deep
    }

    /// An operator before its operand: of several words side by side each has it.
    fn applied(&mut self, operator: Operator, operand: Node, position: usize) -> Node {
        if operator == Operator::Not {
            return operator.apply(operand);
        }
        if parts(&operand) == 0 {
            let message = format!("{operator} holds for words and is left out: write `{operator} a`");
            warn(&mut self.warnings, position, message);
            return operand;
        }
        let (node, is_split) = each(operand, &mut |node| operator.apply(node));
        if is_split {
            let name = operator.to_string();
            let message = format!("{name} holds for each of the words: write `{name} \"a b\"` for words in a row");
            warn(&mut self.warnings, position, message);
        }
        node
    }

    /// Takes out what lies too deep in a tree, which is said.
    fn flattened(&mut self, mut node: Node) -> Option<Node> {
        if without_the_deepest(&mut node, DEEPEST) {
            return Some(node);
        }
        if !self.warnings.iter().any(|warning| warning.message == TOO_DEEP) {
            warn(&mut self.warnings, self.deepest.1, TOO_DEEP);
        }
        simplify(node)
    }

    fn group(&mut self, position: usize) -> Node {
        if self.is_too_deep(position) {
            return Node::All(Vec::new());
        }
        let node = self.expression(0).unwrap_or(Node::All(Vec::new()));
        self.tokens.next_if(|token| matches!(token.kind, Kind::Close));
        self.depth -= 1;
        node
    }
}
