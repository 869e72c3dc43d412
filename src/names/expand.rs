//! [`Query`] → [`Plan`]: every word with its stems, every name with its other forms, function words out.

use super::aliases::{AliasBook, Form, Match};
use crate::analysis::{Analyzer, QueryWord, is_function_word};
use crate::article::Language;
use crate::query::plan::{
    Choice, Clause, Condition, Found, MatchKind, Name, Part, Plan, Scope, Slot, Term, Variant,
};
use crate::query::{Filter, Node, Query, Text};

/// What an occurrence of another form of a word (`displaced` for `displacement`) counts against the word itself.
pub(super) const STEM_WEIGHT: f32 = 0.9;

/// More parts than a hyphenated word has; longer ones are not indexed as one word.
const MOST_JOINED: usize = 4;

/// What an expansion may use.
#[derive(Clone, Debug)]
pub struct ExpandOptions<'a> {
    /// The alias packs.
    pub aliases: &'a AliasBook,
    /// The languages of the indexed articles, whose stems a word is tried with.
    pub languages: &'a [Language],
    /// No aliases, spellings or stems anywhere.
    pub exact: bool,
}

/// Expands a query. Function words are dropped unless the query has nothing else.
pub fn expand(query: &Query, options: &ExpandOptions<'_>, analyzer: &mut Analyzer) -> Plan {
    let mut plan = build(query, options, analyzer, false);
    if plan.wanted.is_empty() {
        plan = build(query, options, analyzer, true);
    }
    plan
}

fn build(query: &Query, options: &ExpandOptions<'_>, analyzer: &mut Analyzer, keep: bool) -> Plan {
    let capitals_speak = query.capitals_speak;
    let mut expansion = Expansion { plan: Plan::default(), options, analyzer, keep, capitals_speak };
    match &query.root {
        Node::All(nodes) => {
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
    expansion.plan
}

struct Expansion<'a, 'o> {
    plan: Plan,
    options: &'a ExpandOptions<'o>,
    analyzer: &'a mut Analyzer,
    /// Whether function words stay.
    keep: bool,
    capitals_speak: bool,
}

/// What the words of one text are asked for as.
#[derive(Clone, Copy)]
struct Manner {
    exact: bool,
    quoted: bool,
    /// Whether the capitals must stand as typed.
    cased: bool,
    scope: Scope,
    /// Whether the words are excluded, so that function words stay and names are not reported.
    negated: bool,
}

impl Manner {
    /// Whether the reader said more of the words than to name them, so that function words stay.
    fn is_meant(self) -> bool {
        self.cased || self.negated || self.scope == Scope::Title
    }
}

impl Expansion<'_, '_> {
    /// Puts a condition where it belongs: what has no words outside NOT is required, the rest is wanted.
    fn want(&mut self, condition: Condition, required: bool) {
        let mut positive = vec![false; self.plan.clauses.len()];
        let probe = Plan { wanted: vec![condition.clone()], clauses: self.plan.clauses.clone(), ..Plan::default() };
        positive.copy_from_slice(&probe.scoring());
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
            let manner =
                Manner { exact: self.options.exact, quoted: false, cased: false, scope: Scope::Anywhere, negated };
            conditions.extend(self.words(&words.join(" "), manner));
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
        let manner = Manner { exact, quoted: text.quoted, cased: text.exact, scope, negated };
        group(self.words(&text.text, manner), Condition::All)
    }

    /// The clauses of words: one for a phrase, else one for each word or name.
    fn words(&mut self, text: &str, manner: Manner) -> Vec<Condition> {
        let words = self.analyzer.query_words(text);
        let mut slots: Vec<Slot> = Vec::new();
        let mut conditions = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let unit = self.unit(text, &words, at, manner);
            at += unit.words;
            if manner.quoted {
                slots.push(unit.slot);
            } else if !unit.is_function_word || self.keep || manner.is_meant() {
                let cased = manner.cased.then(|| unit.label.clone());
                conditions.extend(self.clause(vec![unit.slot], unit.label, (manner.scope, cased)));
            }
        }
        if let (false, Some(first), Some(last)) = (slots.is_empty(), words.first(), words.last()) {
            let cased = manner.cased.then(|| text[first.start..last.end].to_owned());
            conditions.extend(self.clause(slots, text.trim().to_owned(), (manner.scope, cased)));
        }
        conditions
    }

    fn clause(
        &mut self,
        slots: Vec<Slot>,
        label: String,
        (scope, cased): (Scope, Option<String>),
    ) -> Option<Condition> {
        let clause = Clause { label, slots, scope, cased, times: 1 };
        if let Some(number) = self.plan.clauses.iter().position(|c| c.is_same(&clause)) {
            self.plan.clauses[number].times += 1;
            return Some(Condition::Clause(number));
        }
        if self.plan.clauses.len() == Found::MOST {
            return None;
        }
        self.plan.clauses.push(clause);
        Some(Condition::Clause(self.plan.clauses.len() - 1))
    }

    /// The word, hyphenated word or name that begins at word `at`.
    fn unit(&mut self, text: &str, words: &[QueryWord], at: usize, manner: Manner) -> Unit {
        let name = (!manner.exact).then(|| self.name_at(words, at)).flatten();
        let count = name.map_or_else(|| compound_length(&words[at..]), |m| m.words);
        let typed = &words[at..at + count];
        let label = text[typed[0].start..typed[count - 1].end].to_owned();
        let prefix = text[typed[count - 1].end..].starts_with('*');
        let mut slot = Slot { choices: self.typed_choices(typed, prefix, name, manner) };
        if let Some(found) = name.filter(|_| !prefix) {
            self.add_aliases(&mut slot, &label, found, manner);
        }
        let is_function_word = count == 1
            && name.is_none()
            && !prefix
            && is_function_word(&typed[0].folded)
            && self.acronym(&typed[0]).is_none();
        Unit { words: count, slot, label, is_function_word }
    }

    fn name_at(&self, words: &[QueryWord], at: usize) -> Option<Match> {
        let window: Vec<(&str, Option<&str>)> = words[at..]
            .iter()
            .take(8)
            .map(|w| (&*w.folded, w.capitals.as_deref().filter(|_| self.capitals_speak)))
            .collect();
        self.options.aliases.longest_match(&window)
    }

    /// A function word in capitals (`US`, `WHO`) is an acronym where capitals can be told from others.
    fn acronym(&self, word: &QueryWord) -> Option<String> {
        word.capitals.clone().filter(|_| self.capitals_speak && is_function_word(&word.folded))
    }

    /// The typed form itself: as written, in one word, with its stems.
    fn typed_choices(
        &mut self,
        typed: &[QueryWord],
        prefix: bool,
        name: Option<Match>,
        manner: Manner,
    ) -> Vec<Choice> {
        let capitals = name.is_some_and(|m| self.options.aliases.group(m).forms[m.form].capitals);
        let part = |word: &QueryWord| {
            let acronym = if capitals { word.capitals.clone() } else { self.acronym(word) };
            Part { term: Term::Whole(acronym.unwrap_or_else(|| word.folded.clone())), length: 1 }
        };
        let mut parts: Vec<Part> = typed.iter().map(part).collect();
        let is_acronym = matches!(&parts[..], [Part { term: Term::Whole(t), .. }] if *t != typed[0].folded);
        if prefix {
            let last = parts.len() - 1;
            parts[last].term = Term::Prefix(typed[last].folded.clone());
            return vec![choice(parts, MatchKind::Prefix, 1.0)];
        }
        let mut choices = vec![choice(parts, MatchKind::Exact, 1.0)];
        let joined: String = typed.iter().map(|w| &*w.folded).collect();
        let is_compound = typed.len() > 1 && typed[1..].iter().all(|w| w.joined_to_previous);
        if is_compound {
            choices.push(single(joined, 1, MatchKind::Exact, 1.0));
        } else if typed.len() == 1 && !is_acronym {
            for length in 2..=MOST_JOINED {
                choices.push(single(format!("{length}:{joined}"), length as u32, MatchKind::Exact, 1.0));
            }
        }
        // A name in Latin letters has no endings, and its stem may be another name: Hamas would be Hama.
        let is_name = name.is_some() && script(&typed[0].folded) == script("a");
        if typed.len() == 1 && !is_acronym && !is_name && !manner.exact && !manner.quoted {
            choices.extend(self.stems(&typed[0]));
        }
        choices
    }

    fn stems(&mut self, word: &QueryWord) -> Vec<Choice> {
        let mut terms: Vec<String> = Vec::new();
        for language in self.options.languages {
            for term in self.analyzer.stem_terms(&word.lower, language) {
                if term != word.folded && !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        terms.into_iter().map(|term| single(term, 1, MatchKind::Stem, STEM_WEIGHT)).collect()
    }

    /// Adds the other forms of a name to its slot and reports them.
    fn add_aliases(&mut self, slot: &mut Slot, label: &str, found: Match, manner: Manner) {
        let book = self.options.aliases;
        let group = book.group(found);
        let typed = &group.forms[found.form];
        let number = self.plan.names.len();
        let mut variants = Vec::new();
        for form in book.others(found) {
            let kind = if script(&form.text) == script(label) { MatchKind::Alias } else { MatchKind::Script };
            let parts = form.words.iter().map(|w| Part { term: Term::Whole(w.clone()), length: 1 }).collect();
            let mut choice = choice(parts, kind, 1.0);
            if slot.choices.iter().any(|c| c.parts == choice.parts) {
                continue;
            }
            choice.variant = Some((number, variants.len()));
            slot.choices.push(choice.clone());
            let (text, reason) = (form.text.clone(), reason(form, typed, &group.kind));
            variants.push(Variant { text, kind, score: 1.0, reason, choice });
        }
        let known = self.plan.names.iter().any(|n| n.name == label);
        if !manner.negated && !variants.is_empty() && !known {
            self.plan.names.push(Name { name: label.to_owned(), variants });
        }
    }
}

/// What one word, hyphenated word or name of a query became.
struct Unit {
    words: usize,
    slot: Slot,
    label: String,
    is_function_word: bool,
}

fn is_plain_word(node: &Node) -> bool {
    matches!(node, Node::Text(t) if !t.quoted && !t.exact && !t.in_title)
}

fn group(mut conditions: Vec<Condition>, kind: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    if conditions.len() > 1 { Some(kind(conditions)) } else { conditions.pop() }
}

/// How many of the words are parts of the hyphenated word that the first begins.
fn compound_length(words: &[QueryWord]) -> usize {
    1 + words[1..].iter().take_while(|w| w.joined_to_previous).count()
}

fn choice(parts: Vec<Part>, kind: MatchKind, weight: f32) -> Choice {
    Choice { parts, kind, weight, variant: None }
}

fn single(term: String, length: u32, kind: MatchKind, weight: f32) -> Choice {
    choice(vec![Part { term: Term::Whole(term), length }], kind, weight)
}

fn reason(form: &Form, typed: &Form, kind: &str) -> String {
    let what = if form.capitals { ", in capitals only" } else { "" };
    let origin = if form.origin == typed.origin { &form.origin } else { &typed.origin };
    format!("the same {kind} in {origin}{what}")
}

/// The writing system of a name, by its first letter.
fn script(text: &str) -> u8 {
    let letter = text.chars().find(|c| c.is_alphabetic()).unwrap_or('a');
    match u32::from(letter) {
        0x0370..=0x03FF | 0x1F00..=0x1FFF => 1,
        0x0400..=0x052F => 2,
        0x0590..=0x05FF => 3,
        0x0600..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => 4,
        0x2E80..=0x9FFF | 0xAC00..=0xD7AF => 5,
        _ => 0,
    }
}
