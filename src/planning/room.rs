//! How much of a long query a plan holds: what is wanted gives way to what is excluded.

use crate::analysis::Analyzer;
use crate::query::plan::ClauseSet;
use crate::query::{Node, Query};

/// At most this many words of a query are searched, and as many are excluded; parsing bounds only what stands apart.
const MAX_WORDS: usize = 1000;

/// At most this many clauses are kept for exclusions.
const MAX_EXCLUDED: usize = ClauseSet::MAX_CLAUSES - 128;

/// How much more a plan may hold.
pub(super) struct Room {
    /// Words that are wanted.
    pub(super) words: usize,
    /// Words that are excluded.
    pub(super) excluded_words: usize,
    /// Clauses that are wanted.
    pub(super) clauses: usize,
    /// Clauses that are excluded: they are kept for the exclusions, wherever these stand in the query.
    pub(super) excluded_clauses: usize,
}

impl Room {
    /// The room of an empty plan.
    pub(super) fn for_query(query: &Query, analyzer: &mut Analyzer) -> Self {
        let excluded = excluded_clauses(&query.root, false, analyzer).min(MAX_EXCLUDED);
        Self {
            words: MAX_WORDS,
            excluded_words: MAX_WORDS,
            clauses: ClauseSet::MAX_CLAUSES - excluded,
            excluded_clauses: excluded,
        }
    }
}

/// How many clauses the exclusions of a query need at most.
fn excluded_clauses(node: &Node, negated: bool, analyzer: &mut Analyzer) -> usize {
    match node {
        Node::All(nodes) | Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter().map(|node| excluded_clauses(node, negated, analyzer)).sum()
        }
        Node::Not(inner) => excluded_clauses(inner, true, analyzer),
        Node::Near(_) | Node::AtLeast(..) | Node::First(..) => usize::from(negated),
        Node::Text(text) if negated && text.quoted => 1,
        Node::Text(text) if negated => analyzer.query_words(&text.text).len(),
        Node::Text(_) | Node::Filter(_) => 0,
    }
}
