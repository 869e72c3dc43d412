//! [`Query`] → [`Plan`]: every word with its stems, every name with its other forms, function words out.

use super::mentions::{MatchMode, Mention, MentionKind, MentionReader, window};
use super::room::Room;
use crate::analysis::Analyzer;
use crate::article::Language;
use crate::error::{Error, Result};
use crate::names::request::Dictionary;
use crate::names::{AliasBook, MAX_WORDS, SpellingOptions, VariantFinder};
use crate::query::plan::{Alternative, Clause, Condition, MatchKind, Name, Plan, Scope, Slot};
use crate::query::{Filter, Node, Query, Text};

/// The most letters of a word in capitals that is read as an acronym.
const MAX_ACRONYM: usize = 5;

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
    fn finder(&self) -> VariantFinder<'_> {
        VariantFinder { dictionary: self.dictionary, aliases: self.aliases, options: self.spellings }
    }
}

/// The forms of a name: those of the alias book, and the spellings of the index.
pub fn name_forms(name: &str, options: &ExpandOptions<'_>, analyzer: &mut Analyzer) -> Result<Name> {
    let mut typed = analyzer.query_words(name);
    typed.retain(|word| !word.article_of_name);
    let words: Vec<String> = typed.iter().map(|w| w.folded.clone()).collect();
    let found = options.aliases.longest_match(&window(&typed, true)).filter(|m| m.words == typed.len());
    let finder = options.finder();
    let others = found.as_ref().map(|found| options.aliases.others(found)).unwrap_or_default();
    let sure = found.is_some() || words.len() > 1 || words.first().map_or(Ok(false), |w| finder.is_name(w))?;
    let spellings = match is_acronym(name) {
        true => Vec::new(),
        false => finder.spellings(&words, sure, analyzer)?,
    };
    let inflected = finder.inflected(&others, analyzer)?;
    let mut mention = Mention::of_name(name, words, others);
    mention.add_others(&finder, options.languages)?;
    mention.add_spellings(inflected);
    mention.add_spellings(spellings);
    Ok(Name { name: mention.label, variants: mention.variants })
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
    let room = Room::for_query(query, analyzer);
    let plan = Plan::default();
    let mut expansion =
        Expansion { plan, options, analyzer, keep_function_words, case_is_significant, room, failure: None };
    match &query.root {
        Node::All(nodes) => {
            expansion.plan.may_have_feedback = !options.exact && nodes.iter().all(is_word_or_filter);
            for condition in expansion.side_by_side(nodes, false) {
                expansion.want(condition, false);
            }
        }
        Node::And(nodes) => {
            for node in nodes {
                for condition in expansion.side_by_side(std::slice::from_ref(node), false) {
                    expansion.want(condition, true);
                }
            }
        }
        node => {
            if let Some(condition) = expansion.condition(node, false) {
                expansion.want(condition, false);
            }
        }
    }
    expansion.plan.may_have_feedback &= expansion.plan.wanted.len() >= MIN_FED_BACK;
    expansion.failure.map_or(Ok(expansion.plan), Err)
}

struct Expansion<'a, 'o> {
    plan: Plan,
    options: &'a ExpandOptions<'o>,
    analyzer: &'a mut Analyzer,
    /// Whether function words stay.
    keep_function_words: bool,
    case_is_significant: bool,
    room: Room,
    /// The first fault of the index; the expansion goes on without its names.
    failure: Option<Error>,
}

impl Expansion<'_, '_> {
    /// Puts a condition where it belongs: what has no words outside NOT is required, the rest is wanted.
    fn want(&mut self, condition: Condition, required: bool) {
        let mut positive = vec![false; self.plan.clauses.len()];
        condition.mark_positive(&mut positive);
        let scopes = positive.iter().zip(&self.plan.clauses).filter(|(scores, _)| **scores);
        let title = scopes.clone().all(|(_, clause)| clause.scope == Scope::Title);
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
    fn side_by_side(&mut self, nodes: &[Node], negated: bool) -> Vec<Condition> {
        let mut conditions = Vec::new();
        let mut rest = nodes;
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|n| is_plain_word(n)).count();
            if run == 0 {
                conditions.extend(self.condition(first, negated));
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
                cased: false,
                scope: Scope::Anywhere,
                negated,
            };
            conditions.extend(self.words(&words.join(" "), mode));
            rest = &rest[run..];
        }
        conditions
    }

    fn condition(&mut self, node: &Node, negated: bool) -> Option<Condition> {
        match node {
            Node::All(nodes) => group(self.side_by_side(nodes, negated), Condition::All),
            Node::And(nodes) => {
                let parts = nodes.iter().filter_map(|n| self.condition(n, negated)).collect();
                group(parts, Condition::All)
            }
            Node::Or(nodes) => {
                let parts = nodes.iter().filter_map(|n| self.condition(n, negated)).collect();
                group(parts, Condition::Any)
            }
            Node::Not(inner) => {
                let inner = self.condition(inner, true)?;
                Some(Condition::Not(Box::new(inner)))
            }
            Node::Filter(filter) => Some(self.filter(filter)),
            Node::Text(text) => self.text(text, negated),
        }
    }

    fn filter(&mut self, filter: &Filter) -> Condition {
        self.plan.filters.push(filter.clone());
        Condition::Filter(self.plan.filters.len() - 1)
    }

    fn text(&mut self, text: &Text, negated: bool) -> Option<Condition> {
        let scope = if text.in_title { Scope::Title } else { Scope::Anywhere };
        let exact = self.options.exact || text.exact;
        let mode = MatchMode { exact, quoted: text.quoted, cased: text.exact, scope, negated };
        group(self.words(&text.text, mode), Condition::All)
    }

    /// The clauses of words: one for a phrase, else one for each word or name.
    fn words(&mut self, text: &str, mode: MatchMode) -> Vec<Condition> {
        let mut words = self.analyzer.query_words(text);
        let room = if mode.negated { &mut self.room.excluded_words } else { &mut self.room.words };
        let left_out = words.split_off(words.len().min(*room));
        *room -= words.len();
        for word in left_out {
            self.leave_out(text[word.start..word.end].to_owned(), mode);
        }
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let mention = self.mention_reader().mention(text, &words, at, mode);
            at += mention.count;
            mentions.push(mention);
        }
        if !mode.exact
            && let Err(error) = self.add_spellings(&mut mentions, text, mode)
        {
            self.failure.get_or_insert(error);
        }
        let mut slots: Vec<Slot> = Vec::new();
        let mut conditions = Vec::new();
        for mention in mentions {
            if !mode.negated {
                self.report(&mention);
            }
            if mode.quoted {
                slots.push(mention.slot);
            } else if mention.kind != MentionKind::FunctionWord || self.keep_function_words || mode.is_meant() {
                let cased = mode.cased.then(|| mention.label.clone());
                conditions.extend(self.clause(vec![mention.slot], mention.label, cased, mode));
            }
        }
        if let (false, Some(first), Some(last)) = (slots.is_empty(), words.first(), words.last()) {
            let cased = mode.cased.then(|| text[first.start..last.end].to_owned());
            conditions.extend(self.clause(slots, text.trim().to_owned(), cased, mode));
        }
        conditions
    }

    fn mention_reader(&mut self) -> MentionReader<'_> {
        let ExpandOptions { aliases, languages, .. } = self.options;
        MentionReader {
            aliases,
            finder: self.options.finder(),
            languages,
            analyzer: self.analyzer,
            failure: &mut self.failure,
            case_is_significant: self.case_is_significant,
        }
    }

    /// Adds to each name the spellings that the index has for it. Neighbours in a phrase are one name; elsewhere they may
    /// also be written as one word. Excluded names have no spellings added.
    fn add_spellings(&mut self, mentions: &mut Vec<Mention>, text: &str, mode: MatchMode) -> Result<()> {
        let finder = self.options.finder();
        let mut names = mentions.iter().map(|mention| is_name(mention, &finder)).collect::<Result<Vec<_>>>()?;
        for at in (1..mentions.len()).rev() {
            if mentions[at - 1].article_of_name && names[at] {
                mentions.remove(at - 1);
                names.remove(at - 1);
            }
        }
        if !mode.negated {
            for mention in mentions.iter_mut().filter(|mention| mention.words.len() == 1) {
                let small = !self.case_is_significant || !mention.label.contains(char::is_uppercase);
                if finder.is_known_name(&mention.words[0], small)? {
                    mention.drop_stems();
                }
            }
        }
        for mention in mentions.iter_mut().filter(|mention| !mention.others.is_empty()) {
            mention.add_others(&finder, self.options.languages)?;
            let inflected = finder.inflected(&mention.others, self.analyzer)?;
            mention.add_spellings(inflected);
        }
        if mode.negated {
            // What only looks alike may be another name: whoever excludes a name would lose it without a word.
            return Ok(());
        }
        if mode.quoted && names.contains(&true) {
            for (mention, is_name) in mentions.iter().zip(&mut names).filter(|(_, is_name)| !**is_name) {
                *is_name = mention.kind != MentionKind::Prefix && finder.are_rare(&mention.words)?;
            }
        }
        if mode.quoted {
            merge_names(mentions, &mut names, text);
        }
        for (mention, _) in mentions.iter_mut().zip(&names).filter(|(_, is_name)| **is_name) {
            if self.case_is_significant && is_acronym(&mention.label) {
                continue;
            }
            let mut spellings = finder.spellings(&mention.words, true, self.analyzer)?;
            spellings.retain(|spelling| spelling.shown || self.options.spellings.min_score.is_some());
            mention.add_spellings(spellings);
        }
        if mode.quoted {
            return Ok(());
        }
        for left in 1..mentions.len() {
            let pair = &mut mentions[left - 1..=left];
            if names[left - 1] && names[left] && pair.iter().all(|u| u.words.len() == 1) {
                let words: Vec<String> = pair.iter().flat_map(|u| u.words.clone()).collect();
                let mut joined = finder.joined(&words, self.analyzer)?;
                // What is one of the two words already is not both of them: Саракиб is Saraqib, not `HTS Saraqib`.
                joined.retain(|s| !pair.iter().any(|u| u.slot.alternatives.iter().any(|c| c.has_words(&s.words))));
                for mention in pair {
                    mention.add_spellings(joined.clone());
                }
            }
        }
        Ok(())
    }

    /// Reports the variants of a name, once for each name.
    fn report(&mut self, mention: &Mention) {
        let known = self.plan.names.iter().any(|n| n.name == mention.label);
        if !mention.variants.is_empty() && !known {
            self.plan.names.push(Name { name: mention.label.clone(), variants: mention.variants.clone() });
        }
    }

    fn clause(
        &mut self,
        slots: Vec<Slot>,
        label: String,
        cased: Option<String>,
        mode: MatchMode,
    ) -> Option<Condition> {
        let clause = Clause { label, slots, scope: mode.scope, cased, times: 1 };
        if let Some(number) = self.plan.clauses.iter().position(|c| c.is_same(&clause)) {
            self.plan.clauses[number].times += 1;
            return Some(Condition::Clause(number));
        }
        let room = if mode.negated { &mut self.room.excluded_clauses } else { &mut self.room.clauses };
        if *room == 0 {
            self.leave_out(clause.label, mode);
            return None;
        }
        *room -= 1;
        self.plan.clauses.push(clause);
        Some(Condition::Clause(self.plan.clauses.len() - 1))
    }

    /// Notes what is left out of the plan, which is said in the answer.
    fn leave_out(&mut self, label: String, mode: MatchMode) {
        let left_out = if mode.negated { &mut self.plan.not_excluded } else { &mut self.plan.not_searched };
        left_out.push(label);
    }
}

fn is_plain_word(node: &Node) -> bool {
    matches!(node, Node::Text(t) if !t.quoted && !t.exact && !t.in_title)
}

fn is_word_or_filter(node: &Node) -> bool {
    is_plain_word(node) || matches!(node, Node::Filter(_))
}

fn group(mut conditions: Vec<Condition>, kind: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    if conditions.len() > 1 { Some(kind(conditions)) } else { conditions.pop() }
}

/// Whether a name is typed as an acronym, which has no other spellings: `SANA` is not `Sana'a`.
fn is_acronym(label: &str) -> bool {
    let capitals = label.chars().filter(|c| c.is_uppercase()).count();
    (2..=MAX_ACRONYM).contains(&capitals) && !label.chars().any(char::is_lowercase)
}

/// Whether all words of a mention can be taken for a name.
fn is_name(mention: &Mention, finder: &VariantFinder<'_>) -> Result<bool> {
    match mention.kind {
        MentionKind::Alias => Ok(true),
        MentionKind::Prefix | MentionKind::FunctionWord => Ok(false),
        MentionKind::Word => {
            for word in &mention.words {
                if !finder.is_name(word)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

/// Makes one mention of name-like words that stand side by side in a phrase.
fn merge_names(mentions: &mut Vec<Mention>, names: &mut Vec<bool>, text: &str) {
    let may_merge = |mention: &Mention, is_name: bool| is_name && mention.kind != MentionKind::Alias;
    let mut at = 0;
    while at < mentions.len() {
        let run = mentions[at..].iter().zip(&names[at..]).take_while(|(u, n)| may_merge(u, **n)).count();
        let words: usize = mentions[at..at + run].iter().map(|u| u.words.len()).sum();
        if run < 2 || words > MAX_WORDS {
            at += run.max(1);
            continue;
        }
        let merged: Vec<Mention> = mentions.drain(at..at + run).collect();
        names.drain(at + 1..at + run);
        let parts = merged.iter().flat_map(|u| u.slot.alternatives[0].parts.clone()).collect();
        let slot = Slot { alternatives: vec![Alternative { parts, kind: MatchKind::Exact, weight: 1.0 }] };
        let words: Vec<String> = merged.iter().flat_map(|u| u.words.clone()).collect();
        let labels: Vec<&str> = merged.iter().map(|u| &*u.label).collect();
        let label = if mentions.is_empty() { text.trim().to_owned() } else { labels.join(" ") };
        let count = merged.iter().map(|u| u.count).sum();
        let (kind, article_of_name, aliases, others) = (MentionKind::Word, false, 0, Vec::new());
        let variants = Vec::new();
        mentions.insert(
            at,
            Mention { count, slot, label, words, kind, article_of_name, others, aliases, variants },
        );
        at += 1;
    }
}
