//! Operands of operators, quotations over several passages, parts of an article → clauses with a pattern; words with wildcards and
//! words that differ by a letter or two.

use super::expand::Expansion;
use super::mentions::{MatchMode, Mention, MentionKind};
use super::shapes::{add_edited, alternative};
use crate::query::pattern::{NearPattern, Pattern};
use crate::query::plan::{Clause, Condition, MatchKind, Scope, Slot, Term};
use crate::query::wildcard::{Piece, has_wildcards, wildcards};
use crate::query::words_like::{ShapePart, WordShape};
use crate::query::{Node, Text};

impl Expansion<'_, '_> {
    /// A clause for what stands at places of a text.
    pub(super) fn pattern_clause(&mut self, node: &Node, negated: bool) -> Option<Condition> {
        let mut slots = Vec::new();
        let pattern = self.pattern(node, &mut slots, negated)?;
        let label = match node {
            Node::Text(Text { text, part: None, slop: None, .. }) => text.trim().to_owned(),
            Node::Near(near) => near.to_string(),
            node => node.to_string(),
        };
        let mode = MatchMode {
            exact: false,
            quoted: true,
            spread: true,
            cased: false,
            scope: Scope::Anywhere,
            negated,
            operand: true,
        };
        let scope = Scope::Anywhere;
        self.add(Clause { label, slots, scope, cased: None, times: 1, pattern: Some(pattern) }, mode)
    }

    /// The pattern of a tree, whose places are added to others; nothing where no word is left.
    fn pattern(&mut self, node: &Node, slots: &mut Vec<Slot>, negated: bool) -> Option<Pattern> {
        match node {
            Node::Text(text) => self.text_pattern(text, slots, negated),
            Node::Or(nodes) | Node::All(nodes) | Node::And(nodes) => {
                let patterns = nodes.iter().filter_map(|node| self.pattern(node, slots, negated));
                let mut patterns: Vec<Pattern> = patterns.collect();
                if patterns.len() > 1 { Some(Pattern::Any(patterns)) } else { patterns.pop() }
            }
            Node::Near(near) => {
                let left = self.pattern(&near.left, slots, negated);
                let right = self.pattern(&near.right, slots, negated);
                let (Some(left), Some(right)) = (left.clone(), right.clone()) else { return left.or(right) };
                let (reach, is_ordered, is_not) = (near.reach, near.is_ordered, near.is_not);
                Some(Pattern::Near(Box::new(NearPattern { left, right, reach, is_ordered, is_not })))
            }
            Node::AtLeast(count, node) => {
                let pattern = self.pattern(node, slots, negated)?;
                Some(Pattern::AtLeast(*count, Box::new(pattern)))
            }
            Node::First(words, node) => {
                let pattern = self.pattern(node, slots, negated)?;
                Some(Pattern::First(*words, Box::new(pattern)))
            }
            Node::Not(_) | Node::Filter(_) => None,
        }
    }

    fn text_pattern(&mut self, text: &Text, slots: &mut Vec<Slot>, negated: bool) -> Option<Pattern> {
        let mode = MatchMode { scope: Scope::Anywhere, ..self.mode(text, negated, true) };
        let mentions = self.shaped_mentions(text, mode);
        let range = slots.len()..slots.len() + mentions.len();
        if range.is_empty() {
            return None;
        }
        slots.extend(mentions.into_iter().map(|mention| mention.slot));
        let cased = mode.cased.then(|| text.text.trim().to_owned());
        let pattern = match text.slop {
            Some(gap) if range.len() > 1 => {
                let rows = range.map(|place| Pattern::Row(place..place + 1, None));
                Pattern::Window(rows.collect(), gap)
            }
            _ => Pattern::Row(range, cased),
        };
        Some(match text.part {
            Some(part) => Pattern::Within(part, Box::new(pattern)),
            None => pattern,
        })
    }

    /// The clauses of a text that has words with wildcards or is inexact.
    pub(super) fn shaped_words(&mut self, text: &Text, mode: MatchMode) -> Vec<Condition> {
        let mentions = self.shaped_mentions(text, mode);
        if mode.quoted {
            let slots: Vec<Slot> = mentions.into_iter().map(|mention| mention.slot).collect();
            if slots.is_empty() {
                return Vec::new();
            }
            return self.clause(slots, text.text.trim().to_owned(), None, mode).into_iter().collect();
        }
        let clauses =
            mentions.into_iter().filter_map(|mention| self.clause(vec![mention.slot], mention.label, None, mode));
        clauses.collect()
    }

    /// The mentions of a text, those with wildcards and inexact ones too.
    fn shaped_mentions(&mut self, text: &Text, mode: MatchMode) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut from = 0;
        if has_wildcards(&text.text) {
            let mut end = 0;
            for part in text.text.split_inclusive(char::is_whitespace) {
                let start = end;
                end += part.len();
                let Some(mention) = self.wild_mention(part.trim_end()) else { continue };
                mentions.extend(self.mentions(&text.text[from..start], mode));
                mentions.push(mention);
                from = end;
            }
        }
        mentions.extend(self.mentions(&text.text[from..], mode));
        if let Some(edits) = text.edits {
            mentions.iter_mut().for_each(|mention| add_edited(mention, edits));
        }
        mentions
    }

    /// A word with wildcards; nothing for any other.
    fn wild_mention(&mut self, word: &str) -> Option<Mention> {
        let mut parts = Vec::new();
        for piece in wildcards(word)? {
            parts.push(match piece {
                Piece::One => ShapePart::One,
                Piece::Any => ShapePart::Any,
                Piece::Letters(letters) => {
                    let words = self.analyzer.query_words(letters);
                    ShapePart::Letters(words.into_iter().map(|word| word.folded).collect())
                }
            });
        }
        let term = Term::Like(WordShape::Wild(parts));
        let alternative = alternative(term, MatchKind::Prefix, 1.0);
        Some(Mention::of_slot(word, Slot { alternatives: vec![alternative] }, MentionKind::Prefix))
    }
}
