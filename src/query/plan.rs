//! The expanded query: clauses with their alternatives, and the condition that an article must meet.

use std::fmt;

use serde::Serialize;

pub use super::clause_set::ClauseSet;
use super::pattern::Pattern;
use super::words_like::WordShape;
use super::{Filter, Warning};
use crate::analysis::fold;
use crate::article::Language;

/// Why an alternative stands for what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// The word itself, but for case, accents and apostrophes.
    Exact,
    /// A word of the same stem.
    Stem,
    /// A compound that the word is a part of. Printed as `stem`, since readers know no other value; a mark has `compound` beside
    /// it.
    #[serde(rename = "stem")]
    Compound,
    /// Another name for the same thing, from a pack or the reader's file.
    Alias,
    /// Another spelling of the same name.
    Spelling,
    /// The name in another writing system.
    Script,
    /// A word that differs by a letter or two: a value of an answer's `kind` that no plan makes yet.
    Fuzzy,
    /// A word that begins so.
    Prefix,
}

/// What an index looks up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// This very term.
    Exact(String),
    /// This very term in texts of these languages: a word that is its own stem there.
    InLanguages(String, Vec<Language>),
    /// This very term in texts of any other language.
    OutsideLanguage(String, Language),
    /// Every folded word that begins so.
    Prefix(String),
    /// Every folded word of this shape.
    Like(WordShape),
}

/// A term and how many words of the text it covers (more than one for a hyphenated word written in one).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TermRun {
    /// What is looked up.
    pub term: Term,
    /// How many word positions it covers.
    pub length: u32,
}

/// One way of meeting a slot: one word, or several in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The words in order.
    pub parts: Vec<TermRun>,
    /// Why it stands here.
    pub kind: MatchKind,
    /// How much one occurrence counts, from 0 to 1.
    pub weight: f32,
}

impl Alternative {
    /// Whether it is these folded words in a row.
    pub fn has_words(&self, words: &[String]) -> bool {
        let same = |(part, word): (&TermRun, &String)| matches!(&part.term, Term::Exact(term) | Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) if term == word);
        self.parts.len() == words.len() && self.parts.iter().zip(words).all(same)
    }
}

/// What may stand at one place of a phrase.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Slot {
    /// The alternatives, the typed form first.
    pub alternatives: Vec<Alternative>,
}

/// Where a clause is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Headline and text.
    Anywhere,
    /// The headline only.
    Title,
}

/// One wanted thing: a word, a name or a phrase with all its alternatives. It is scored as one term.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// What was typed.
    pub label: String,
    /// The places of the phrase in order; one for a word.
    pub slots: Vec<Slot>,
    /// Where it is looked for.
    pub scope: Scope,
    /// The form as typed must stand there with its capitals (`=word`).
    pub cased: Option<String>,
    /// How often the query asks for it; a word that is repeated counts as often.
    pub times: u32,
    /// How its places stand in an article, where that is asked; they are then looked for over the borders of passages. Without it
    /// they stand in a row in one passage.
    pub pattern: Option<Pattern>,
}

impl Clause {
    /// A clause for one alternative alone.
    pub fn of_alternative(alternative: Alternative) -> Self {
        Self::of_slots(vec![Slot { alternatives: vec![alternative] }])
    }

    /// A clause for slots in a row, anywhere.
    pub fn of_slots(slots: Vec<Slot>) -> Self {
        Self { label: String::new(), slots, scope: Scope::Anywhere, cased: None, times: 1, pattern: None }
    }

    /// Whether two clauses look for the same, however often.
    pub fn is_same(&self, other: &Self) -> bool {
        self.slots == other.slots
            && self.scope == other.scope
            && self.cased == other.cased
            && self.pattern == other.pattern
    }

    /// Whether it is nothing but an acronym of two letters, as it is written in capitals.
    pub fn is_short_acronym(&self) -> bool {
        let [slot] = &self.slots[..] else { return false };
        let [alternative] = &slot.alternatives[..] else { return false };
        let [TermRun { term: Term::Exact(term), .. }] = &alternative.parts[..] else { return false };
        term.chars().count() == 2 && term.chars().all(char::is_uppercase)
    }

    /// The alternatives of a clause of one place; where none of those stands that are several words in a row, the others are
    /// counted without positions.
    pub fn word(&self) -> Option<&Slot> {
        if let ([slot], None) = (&self.slots[..], &self.pattern) { Some(slot) } else { None }
    }

    /// The term of a clause that has no other.
    pub fn only_term(&self) -> Option<&Term> {
        let [alternative] = &self.word()?.alternatives[..] else { return None };
        if let [part] = &alternative.parts[..] { Some(&part.term) } else { None }
    }

    /// A clause for those alternatives that are several words in a row, of a clause of one place that has some.
    pub fn runs(&self) -> Option<Self> {
        let is_run = |alternative: &&Alternative| alternative.parts.len() > 1;
        let alternatives: Vec<Alternative> = self.word()?.alternatives.iter().filter(is_run).cloned().collect();
        (!alternatives.is_empty()).then(|| Self::of_slots(vec![Slot { alternatives }]))
    }
}

/// What must hold for an article, over the numbers of the clauses.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The clause with this number is found.
    Clause(usize),
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// Nowhere in the article.
    Not(Box<Condition>),
    /// The filter with this number holds.
    Filter(usize),
}

/// A name of the query with what stands for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// As it was typed.
    pub name: String,
    /// Its other forms.
    pub variants: Vec<Variant>,
}

/// Another form of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The form as its source has it.
    pub text: String,
    /// Why it stands for the name.
    pub kind: MatchKind,
    /// How sure that is, from 0 to 1.
    pub score: f32,
    /// Whether the query asks for it.
    pub shown: bool,
    /// The reason in words.
    pub reason: String,
    /// The live passages that hold it, where that is known; the text is then the commonest form.
    pub passages: Option<u64>,
    /// How it is looked up; nothing where the name as typed finds it.
    pub alternative: Option<Alternative>,
}

/// An expanded query.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Plan {
    /// What is looked up; also the clauses that must not be found.
    pub clauses: Vec<Clause>,
    /// The filters that [`Condition::Filter`] numbers.
    pub filters: Vec<Filter>,
    /// What an article should have, each one wanted thing; those it lacks are named `missing`.
    pub wanted: Vec<Condition>,
    /// What it must have: filters, exclusions, and all of `wanted` if the query joins them by AND.
    pub required: Vec<Condition>,
    /// The names of the query and their other forms.
    pub names: Vec<Name>,
    /// Whether it is words side by side and no more: what the best articles share may then tell what is meant.
    pub may_have_feedback: bool,
    /// The clauses of function words beside a wanted word: they score where they are found, and are not wanted.
    pub beside: Vec<usize>,
    /// The function words that are not wanted, as typed.
    pub dropped: Vec<String>,
    /// Excluded names, and the spellings of the index that may be meant and are not excluded, with their passages.
    pub kept_spellings: Vec<(String, Vec<(String, u64)>)>,
    /// Words and phrases for which there was no room.
    pub not_searched: Vec<String>,
    /// Excluded words and phrases for which there was no room.
    pub not_excluded: Vec<String>,
}

/// At most this many of the words that were left out are named.
const MAX_NAMED: usize = 5;

impl Plan {
    /// Whether it looks for words at all; otherwise it lists articles.
    pub fn is_list(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Whether it has clauses that are looked for in whole articles.
    pub fn has_patterns(&self) -> bool {
        self.clauses.iter().any(|clause| clause.pattern.is_some())
    }

    /// Whether an article can be found that has none of the words: all are listed, or a filter or an exclusion stands
    /// beside a word under an OR.
    pub fn asks_every_article(&self) -> bool {
        self.wanted.iter().all(Condition::can_hold_without_words)
    }

    /// What of a query's text was left out for want of room, and what its exclusions leave in.
    pub fn warnings(&self, text: &str) -> Vec<Warning> {
        let kinds = [(&self.not_searched, "not searched"), (&self.not_excluded, "not excluded")];
        let warning = |(labels, what): (&Vec<String>, &str)| {
            let first = labels.first()?;
            let named: Vec<String> = labels.iter().take(MAX_NAMED).map(|label| format!("`{label}`")).collect();
            let more = labels.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("too long a query, {what}: {}{more}: shorten it", named.join(", "));
            Some(Warning { position: text.rfind(first).unwrap_or(0), message })
        };
        let excluded = if self.kept_spellings.is_empty() { Vec::new() } else { self.excluded_words() };
        kinds
            .into_iter()
            .filter_map(warning)
            .chain(self.kept_spellings.iter().filter_map(|kept| hint(kept, &excluded, text)))
            .collect()
    }

    /// The words that are excluded by themselves, folded.
    fn excluded_words(&self) -> Vec<String> {
        let mut excluded = vec![false; self.clauses.len()];
        for condition in &self.required {
            if let Condition::Not(inner) = condition {
                inner.mark_positive(&mut excluded);
            }
        }
        let clauses = self.clauses.iter().zip(&excluded).filter(|(_, is_excluded)| **is_excluded);
        clauses.map(|(clause, _)| fold(&clause.label)).collect()
    }

    /// The word beside which a function word stands, for the number of their clause: the number of the word's own clause.
    pub fn word_beside(&self, clause: usize) -> Option<usize> {
        let pair = &self.clauses[clause];
        let is_word = |word: &Clause| word.word().is_some_and(|slot| pair.slots.contains(slot));
        let has_place = |word: &Clause| word.scope == pair.scope && word.cased == pair.cased;
        let is_pair = self.beside.contains(&clause);
        self.clauses.iter().position(|word| is_pair && is_word(word) && has_place(word))
    }

    /// The numbers of the clauses that score: those that are wanted, and those of function words beside them.
    pub fn scoring(&self) -> Vec<bool> {
        let mut scoring = self.wanted_clauses();
        self.beside.iter().for_each(|clause| scoring[*clause] = true);
        scoring
    }

    /// The numbers of the clauses that are wanted: those that stand in a wanted condition outside a NOT.
    pub fn wanted_clauses(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.clauses.len()];
        self.wanted.iter().for_each(|c| c.mark_positive(&mut wanted));
        wanted
    }
}

/// Says which spellings an excluded name leaves in, of which others are not excluded too.
fn hint((label, spellings): &(String, Vec<(String, u64)>), excluded: &[String], text: &str) -> Option<Warning> {
    let spellings: Vec<_> = spellings.iter().filter(|(spelling, _)| !excluded.contains(&fold(spelling))).collect();
    if spellings.is_empty() {
        return None;
    }
    let named = spellings.iter().take(MAX_NAMED).map(|(spelling, passages)| match passages {
        1 => format!("`{spelling}` (1 passage)"),
        passages => format!("`{spelling}` ({passages} passages)"),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = spellings.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("`{label}` is excluded, what is spelled alike is not: {named}{more}: exclude it by name");
    Some(Warning { position: text.rfind(label.as_str()).unwrap_or(0), message })
}

impl Condition {
    fn can_hold_without_words(&self) -> bool {
        match self {
            Self::Clause(_) => false,
            Self::All(inner) => inner.iter().all(Self::can_hold_without_words),
            Self::Any(inner) => inner.iter().any(Self::can_hold_without_words),
            Self::Not(_) | Self::Filter(_) => true,
        }
    }

    /// Marks the clauses that it names outside NOT.
    pub(crate) fn mark_positive(&self, scoring: &mut [bool]) {
        match self {
            Self::Clause(number) => scoring[*number] = true,
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|c| c.mark_positive(scoring)),
            Self::Not(_) | Self::Filter(_) => {}
        }
    }

    /// Whether it holds for what was found `here` (a passage with its headline, or the article); exclusions and filters
    /// are asked of the whole `article` whatever `here` is.
    pub fn holds(&self, here: &ClauseSet, article: &ClauseSet, filter: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Clause(number) => here.has(*number),
            Self::All(inner) => inner.iter().all(|c| c.holds(here, article, filter)),
            Self::Any(inner) => inner.iter().any(|c| c.holds(here, article, filter)),
            Self::Not(inner) => !inner.holds(article, article, filter),
            Self::Filter(number) => filter(*number),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(term) | Self::InLanguages(term, _) | Self::OutsideLanguage(term, _) => f.write_str(term),
            Self::Prefix(prefix) => write!(f, "{prefix}*"),
            Self::Like(shape) => write!(f, "{shape}"),
        }
    }
}

impl fmt::Display for Clause {
    /// Prints the alternatives of each place: `{hts | hayat tahrir sham} {fighters}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.scope == Scope::Title { "title: " } else { "" })?;
        match &self.pattern {
            Some(pattern) => pattern.write(f, &|f, slots| self.write_row(f, &self.slots[slots.clone()])),
            None => self.write_row(f, &self.slots),
        }
    }
}

impl Clause {
    fn write_row(&self, f: &mut fmt::Formatter<'_>, slots: &[Slot]) -> fmt::Result {
        for (number, slot) in slots.iter().enumerate() {
            let alternative = |c: &Alternative| {
                let parts: Vec<String> = c.parts.iter().map(|p| p.term.to_string()).collect();
                parts.join(" ")
            };
            let alternatives: Vec<String> = slot.alternatives.iter().map(alternative).collect();
            let blank = if number > 0 { " " } else { "" };
            write!(f, "{blank}{{{}}}", alternatives.join(" | "))?;
        }
        Ok(())
    }
}
