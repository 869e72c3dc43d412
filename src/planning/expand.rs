//! [`Query`] → [`Plan`]: every word with its stems, every name with its other forms, function words out.

use rustc_hash::FxHashSet;

use super::function_words::FunctionWords;
use super::mentions::{MatchMode, Mention, MentionReader};
use super::room::Room;
use super::shapes::is_pattern;
use super::spellings::Spellings;
use super::surnames::drop_stems_of_surnames;
use super::written_together::{add_particles, join_half_spaces};
use crate::analysis::{Analyzer, QueryWord, is_vietnamese};
use crate::article::Language;
use crate::error::{Error, Result};
use crate::names::request::Dictionary;
use crate::names::{AliasBook, SpellingOptions, VariantFinder};
use crate::query::pattern::Pattern;
use crate::query::plan::{Clause, Condition, Name, Plan, Scope};
use crate::query::wildcard::has_wildcards;
use crate::query::{Filter, Node, Part, Query, Text};

/// Questions of fewer wanted things say what they want: no other words are added.
const MIN_FED_BACK: usize = 3;

/// What an expansion may use.
#[derive(Clone)]
pub struct ExpandOptions<'a> {
    /// The alias packs.
    pub aliases: &'a AliasBook,
    /// The languages of the indexed articles, whose stems a word is tried with.
    pub languages: &'a [Language],
    /// The names of the index.
    pub dictionary: &'a dyn Dictionary,
    /// How spellings are looked for there.
    pub spellings: SpellingOptions,
    /// No aliases, spellings or stems anywhere.
    pub exact: bool,
}

impl std::fmt::Debug for ExpandOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExpandOptions").field("exact", &self.exact).finish_non_exhaustive()
    }
}

impl ExpandOptions<'_> {
    pub(super) fn finder(&self) -> VariantFinder<'_> {
        let ExpandOptions { dictionary, aliases, languages, spellings: options, .. } = *self;
        VariantFinder { dictionary, aliases, languages, options }
    }
}

/// Expands a query. Function words are dropped unless the query has nothing else.
pub fn expand(query: &Query, options: &ExpandOptions<'_>, analyzer: &mut Analyzer) -> Result<Plan> {
    let plan = build(query, options, analyzer, false)?;
    if plan.wanted.is_empty() { build(query, options, analyzer, true) } else { Ok(plan) }
}

fn build(
    query: &Query,
    options: &ExpandOptions<'_>,
    analyzer: &mut Analyzer,
    keep_function_words: bool,
) -> Result<Plan> {
    let case_is_significant = query.case_is_significant;
    let is_question = query.is_question;
    let room = Room::for_query(query, analyzer);
    let plan = Plan::default();
    let mut expansion = Expansion {
        plan,
        options,
        analyzer,
        keep_function_words,
        case_is_significant,
        is_question,
        room,
        failure: None,
    };
    match &query.root {
        Node::All(nodes) => {
            expansion.plan.may_have_feedback = !options.exact && nodes.iter().all(is_word_or_filter);
            for condition in expansion.side_by_side(nodes, false, false) {
                expansion.want(condition, false);
            }
        }
        Node::And(nodes) => {
            for node in nodes {
                for condition in expansion.side_by_side(std::slice::from_ref(node), false, true) {
                    expansion.want(condition, true);
                }
            }
        }
        node => {
            if let Some(condition) = expansion.condition(node, false, true) {
                expansion.want(condition, false);
            }
        }
    }
    expansion.plan.may_have_feedback &= expansion.plan.wanted.len() >= MIN_FED_BACK;
    expansion.failure.map_or(Ok(expansion.plan), Err)
}

pub(super) struct Expansion<'a, 'o> {
    pub(super) plan: Plan,
    pub(super) options: &'a ExpandOptions<'o>,
    pub(super) analyzer: &'a mut Analyzer,
    /// Whether function words stay.
    pub(super) keep_function_words: bool,
    pub(super) case_is_significant: bool,
    /// Whether a question mark ends it: its first word has a capital for that alone.
    pub(super) is_question: bool,
    pub(super) room: Room,
    /// The first fault of the index; the expansion goes on without its names.
    failure: Option<Error>,
}

impl Expansion<'_, '_> {
    /// Puts a condition where it belongs: what has no words outside NOT is required, the rest is wanted.
    fn want(&mut self, condition: Condition, required: bool) {
        let mut positive = vec![false; self.plan.clauses.len()];
        condition.mark_positive(&mut positive);
        let scopes = positive.iter().zip(&self.plan.clauses).filter(|(scores, _)| **scores);
        let title = scopes.clone().all(|(_, clause)| clause.scope == Scope::Title || is_within(clause));
        if !positive.contains(&true) {
            self.plan.required.push(condition);
            return;
        }
        if required || title {
            self.plan.required.push(condition.clone());
        }
        self.plan.wanted.push(condition);
    }

    /// The conditions of nodes that stand side by side; neighbouring words are read together, for names of several words.
    fn side_by_side(&mut self, nodes: &[Node], negated: bool, operand: bool) -> Vec<Condition> {
        let mut conditions = Vec::new();
        let mut rest = nodes;
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|n| is_plain_word(n)).count();
            if run == 0 {
                conditions.extend(self.condition(first, negated, operand));
                rest = &rest[1..];
                continue;
            }
            let words: Vec<&str> = rest[..run]
                .iter()
                .filter_map(|n| if let Node::Text(t) = n { Some(&*t.text) } else { None })
                .collect();
            let mode = MatchMode {
                exact: self.options.exact,
                quoted: false,
                spread: false,
                cased: false,
                scope: Scope::Anywhere,
                negated,
                operand,
            };
            conditions.extend(self.words(&words.join(" "), mode));
            rest = &rest[run..];
        }
        conditions
    }

    fn condition(&mut self, node: &Node, negated: bool, operand: bool) -> Option<Condition> {
        match node {
            Node::All(nodes) => group(self.side_by_side(nodes, negated, false), Condition::All),
            Node::And(nodes) => {
                let parts = nodes.iter().filter_map(|n| self.condition(n, negated, true)).collect();
                group(parts, Condition::All)
            }
            Node::Or(nodes) => {
                let parts = nodes.iter().filter_map(|n| self.condition(n, negated, true)).collect();
                group(parts, Condition::Any)
            }
            Node::Not(inner) => {
                let inner = self.condition(inner, true, true)?;
                Some(Condition::Not(Box::new(inner)))
            }
            Node::Filter(filter) => Some(self.filter(filter)),
            Node::Near(_) | Node::AtLeast(..) | Node::First(..) => self.pattern_clause(node, negated),
            Node::Text(text) => self.text(text, negated, operand),
        }
    }

    fn filter(&mut self, filter: &Filter) -> Condition {
        self.plan.filters.push(filter.clone());
        Condition::Filter(self.plan.filters.len() - 1)
    }

    fn text(&mut self, text: &Text, negated: bool, operand: bool) -> Option<Condition> {
        if is_pattern(text, self.analyzer) {
            return self.pattern_clause(&Node::Text(text.clone()), negated);
        }
        let mode = self.mode(text, negated, operand);
        if text.edits.is_some() || has_wildcards(&text.text) {
            return group(self.shaped_words(text, mode), Condition::All);
        }
        group(self.words(&text.text, mode), Condition::All)
    }

    /// How the words of a text must match.
    pub(super) fn mode(&self, text: &Text, negated: bool, operand: bool) -> MatchMode {
        let scope = if text.part == Some(Part::Headline) { Scope::Title } else { Scope::Anywhere };
        let exact = self.options.exact || text.exact;
        let spread = text.slop.is_some();
        MatchMode { exact, quoted: text.quoted, spread, cased: text.exact, scope, negated, operand }
    }

    /// The clauses of words: one for a phrase, else one for each word or name.
    fn words(&mut self, text: &str, mode: MatchMode) -> Vec<Condition> {
        let words = self.query_words(text, mode);
        self.read_words(text, &words, mode).unwrap_or_else(|error| {
            self.failure.get_or_insert(error);
            Vec::new()
        })
    }

    /// The words of a text for which there is room.
    fn query_words(&mut self, text: &str, mode: MatchMode) -> Vec<QueryWord> {
        let mut words = self.analyzer.query_words(text);
        let room = if mode.negated { &mut self.room.excluded_words } else { &mut self.room.words };
        let left_out = words.split_off(words.len().min(*room));
        *room -= words.len();
        for word in left_out {
            self.leave_out(text[word.start..word.end].to_owned(), mode);
        }
        words
    }

    /// The mentions of a text, whatever becomes of them.
    pub(super) fn mentions(&mut self, text: &str, mode: MatchMode) -> Vec<Mention> {
        let words = self.query_words(text, mode);
        self.read_mentions(text, &words, mode).unwrap_or_else(|error| {
            self.failure.get_or_insert(error);
            Vec::new()
        })
    }

    fn read_words(&mut self, text: &str, words: &[QueryWord], mode: MatchMode) -> Result<Vec<Condition>> {
        let mentions = self.read_mentions(text, words, mode)?;
        if !mode.quoted {
            return self.clauses(text, &mentions, mode);
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return Ok(Vec::new()) };
        let cased = mode.cased.then(|| text[first.start..last.end].to_owned());
        let slots = mentions.into_iter().map(|mention| mention.slot).collect();
        Ok(self.clause(slots, text.trim().to_owned(), cased, mode).into_iter().collect())
    }

    fn read_mentions(&mut self, text: &str, words: &[QueryWord], mode: MatchMode) -> Result<Vec<Mention>> {
        let function_words = self.function_words();
        let mut found = FxHashSet::default();
        let is_vietnamese =
            words.iter().any(|word| is_vietnamese(&word.lower)) && function_words.holds_vietnamese();
        for word in words {
            let is_one = match is_vietnamese {
                true => function_words.has_in_vietnamese(&word.lower)?,
                false => function_words.has(&word.folded, words.len())?,
            };
            if is_one {
                found.insert(word.lower.clone());
            }
        }
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let mention = self.mention_reader(&found, is_vietnamese).mention(text, words, at, mode);
            at += mention.count;
            mentions.push(mention);
        }
        if !mode.exact {
            let Self { case_is_significant, is_question, .. } = *self;
            let function_words =
                FunctionWords { dictionary: self.options.dictionary, case_is_significant, is_question };
            let finder = self.options.finder();
            let languages = self.options.languages;
            let mut spellings = Spellings { finder, function_words, languages, analyzer: self.analyzer };
            let kept = spellings.add(&mut mentions, text, mode)?;
            self.plan.kept_spellings.extend(kept);
            if case_is_significant {
                drop_stems_of_surnames(&mut mentions, &self.options.finder())?;
            }
            add_particles(&mut mentions, mode, self.options.dictionary)?;
            if mode.quoted && !mode.spread {
                join_half_spaces(&mut mentions, languages, self.options.dictionary)?;
            }
        }
        if !mode.negated {
            mentions.iter().for_each(|mention| self.report(mention));
        }
        Ok(mentions)
    }

    pub(super) fn function_words(&self) -> FunctionWords<'_> {
        let Self { case_is_significant, is_question, .. } = *self;
        FunctionWords { dictionary: self.options.dictionary, case_is_significant, is_question }
    }

    fn mention_reader<'r>(
        &'r mut self,
        function_words: &'r FxHashSet<String>,
        is_vietnamese: bool,
    ) -> MentionReader<'r> {
        let ExpandOptions { aliases, languages, .. } = self.options;
        let case_is_significant = self.case_is_significant;
        let (finder, failure) = (self.options.finder(), &mut self.failure);
        let analyzer = &mut *self.analyzer;
        MentionReader {
            aliases,
            finder,
            languages,
            analyzer,
            failure,
            case_is_significant,
            function_words,
            is_vietnamese,
        }
    }

    /// Reports the variants of a name, once for each name.
    fn report(&mut self, mention: &Mention) {
        let known = self.plan.names.iter().any(|n| n.name == mention.label);
        if !mention.variants.is_empty() && !known {
            self.plan.names.push(Name { name: mention.label.clone(), variants: mention.variants.clone() });
        }
    }
}

fn is_plain_word(node: &Node) -> bool {
    matches!(node, Node::Text(t)
        if !t.quoted && !t.exact && t.part.is_none() && t.edits.is_none() && !has_wildcards(&t.text))
}

/// Whether a clause asks for a part of the article.
fn is_within(clause: &Clause) -> bool {
    matches!(clause.pattern, Some(Pattern::Within(..)))
}

fn is_word_or_filter(node: &Node) -> bool {
    is_plain_word(node) || matches!(node, Node::Filter(_))
}

fn group(mut conditions: Vec<Condition>, kind: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    if conditions.len() > 1 { Some(kind(conditions)) } else { conditions.pop() }
}
