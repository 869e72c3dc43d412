//! Operands of an operator for nearness → a tree in which every such operator stands between words, phrases and what is either
//! of them.

use super::operators::Operator;
use super::{Near, Node};

/// At most so many pairs are made of words side by side.
const MAX_PAIRS: usize = 64;

/// At most so many operators for nearness stand inside each other, also in a row.
const MAX_DEPTH: usize = 40;

/// What is said where an operand is several words.
const SPLIT: &str = "holds for each of the words in parentheses: write `\"a b\"` for words in a row";

/// Joins two operands. Of several words side by side each is near the other operand; what is excluded or a filter holds for
/// the article. What is to be said of it stands beside.
pub(super) fn near(operator: Operator, left: Node, right: Node) -> (Node, Option<String>) {
    if parts(&left) == 0 || parts(&right) == 0 {
        let message = format!("{operator} with no word on one side is read as AND: write `a {operator} b`");
        return (Operator::And.join(left, right), Some(message));
    }
    if is_mixed(&left) || is_mixed(&right) {
        let message = format!(
            "{operator} beside OR with an exclusion, a filter or words side by side is read as AND: write them \
             outside, `(a OR b) {operator} c -d`"
        );
        return (Operator::And.join(left, right), Some(message));
    }
    let is_deep = depth(&left).max(depth(&right)) >= MAX_DEPTH;
    if is_deep || parts(&left) * parts(&right) > MAX_PAIRS {
        let message = format!("{operator} between so many words is read as AND: write fewer of them in a row");
        return (Operator::And.join(left, right), Some(message));
    }
    let (node, is_split) = each(left, &mut |left| {
        let (node, _) = each(right.clone(), &mut |right| operator.join(left.clone(), right));
        node
    });
    let is_split = is_split || each(right, &mut |node| node).1;
    (node, is_split.then(|| format!("{operator} {SPLIT}")))
}

/// Does something with each part of a tree that stands in a text; whether these are several where all are wanted.
pub(super) fn each(node: Node, work: &mut dyn FnMut(Node) -> Node) -> (Node, bool) {
    if is_operand(&node) {
        return (work(node), false);
    }
    let mut is_split = false;
    let mut of_all = |nodes: Vec<Node>| {
        let each = |node| {
            let (node, split) = each(node, work);
            is_split |= split;
            node
        };
        nodes.into_iter().map(each).collect::<Vec<_>>()
    };
    let node = match node {
        Node::All(nodes) => {
            let is_several = nodes.iter().filter(|node| parts(node) > 0).count() > 1;
            let nodes = of_all(nodes);
            is_split |= is_several;
            Node::All(nodes)
        }
        Node::And(nodes) => Node::And(of_all(nodes)),
        Node::Or(nodes) => Node::Or(of_all(nodes)),
        other => other,
    };
    (node, is_split)
}

/// Whether a tree is something that stands at places of a text.
fn is_operand(node: &Node) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Or(nodes) => nodes.iter().all(is_operand),
        Node::Near(near) => is_operand_pair(near),
        Node::AtLeast(_, node) | Node::First(_, node) => is_operand(node),
        Node::All(_) | Node::And(_) | Node::Not(_) | Node::Filter(_) => false,
    }
}

fn is_operand_pair(near: &Near) -> bool {
    is_operand(&near.left) && is_operand(&near.right)
}

/// Whether what holds for the whole article stands under an OR, where it cannot be taken out of an operand.
fn is_mixed(node: &Node) -> bool {
    match node {
        Node::Or(nodes) => nodes.iter().any(|node| !is_operand(node)),
        Node::All(nodes) | Node::And(nodes) => nodes.iter().any(is_mixed),
        _ => false,
    }
}

/// How many operators for nearness stand inside each other.
fn depth(node: &Node) -> usize {
    match node {
        Node::Near(near) => 1 + depth(&near.left).max(depth(&near.right)),
        Node::All(nodes) | Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(depth).max().unwrap_or(0),
        Node::Not(node) | Node::AtLeast(_, node) | Node::First(_, node) => depth(node),
        Node::Text(_) | Node::Filter(_) => 0,
    }
}

/// How many operands a tree has, those that are alternatives of one counted as one.
pub(super) fn parts(node: &Node) -> usize {
    match node {
        _ if is_operand(node) => 1,
        Node::All(nodes) | Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(parts).sum(),
        _ => 0,
    }
}
