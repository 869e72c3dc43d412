//! A tree as it was read → the same without groups of one, groups in groups and double negation.

use super::{Near, Node};

/// Takes out groups of one and of none; `None` if nothing is left.
pub(super) fn simplify(node: Node) -> Option<Node> {
    let wrap = match &node {
        Node::All(_) => Node::All,
        Node::And(_) => Node::And,
        _ => Node::Or,
    };
    let nodes = match node {
        Node::All(nodes) | Node::And(nodes) | Node::Or(nodes) => nodes,
        Node::Not(node) => {
            return match simplify(*node)? {
                Node::Not(inner) => Some(*inner),
                inner => Some(Node::Not(Box::new(inner))),
            };
        }
        Node::Near(near) => return simplified_near(*near),
        Node::AtLeast(count, node) => return Some(Node::AtLeast(count, Box::new(simplify(*node)?))),
        Node::First(words, node) => return Some(Node::First(words, Box::new(simplify(*node)?))),
        leaf => return Some(leaf),
    };
    let mut left: Vec<Node> = nodes.into_iter().filter_map(simplify).collect();
    match left.len() {
        0 => None,
        1 => left.pop(),
        _ => Some(wrap(flatten(left, &wrap(Vec::new())))),
    }
}

/// More groups and operators inside each other than any question has.
pub(super) const DEEPEST: usize = 100;

/// Takes out all that lies in more than so many groups and operators; false if there was something.
pub(super) fn without_the_deepest(node: &mut Node, most: usize) -> bool {
    let is_leaf = matches!(node, Node::Text(_) | Node::Filter(_));
    let Some(most) = most.checked_sub(usize::from(!is_leaf)) else {
        *node = Node::All(Vec::new());
        return false;
    };
    match node {
        Node::All(nodes) | Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter_mut().filter_map(|node| (!without_the_deepest(node, most)).then_some(())).count() == 0
        }
        Node::Not(node) | Node::AtLeast(_, node) | Node::First(_, node) => without_the_deepest(node, most),
        Node::Near(near) => {
            let is_left_whole = without_the_deepest(&mut near.left, most);
            without_the_deepest(&mut near.right, most) && is_left_whole
        }
        Node::Text(_) | Node::Filter(_) => true,
    }
}

/// An operator that has lost an operand is the other one.
fn simplified_near(near: Near) -> Option<Node> {
    match (simplify(near.left), simplify(near.right)) {
        (Some(left), Some(right)) => Some(Node::Near(Box::new(Near {
            left,
            right,
            reach: near.reach,
            is_ordered: near.is_ordered,
            is_not: near.is_not,
        }))),
        (left, right) => left.or(right),
    }
}

/// Groups inside a group of the same kind become its members.
fn flatten(nodes: Vec<Node>, kind: &Node) -> Vec<Node> {
    let mut flat = Vec::new();
    for node in nodes {
        match (node, kind) {
            (Node::All(inner), Node::All(_))
            | (Node::And(inner), Node::And(_))
            | (Node::Or(inner), Node::Or(_)) => {
                flat.extend(inner);
            }
            (node, _) => flat.push(node),
        }
    }
    flat
}
