//! line → the rule that says it is not the article's text, or a caption.

use std::sync::LazyLock;

use regex::{RegexSet, RegexSetBuilder};
use serde::Deserialize;

/// What a rule does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Effect {
    /// It is left out.
    Line,
    /// It is left out, and what follows is probably not the article.
    Section,
    /// It is a caption.
    Caption,
}

/// A rule of `furniture.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// Its name in the file.
    #[cfg_attr(not(test), expect(dead_code, reason = "the name is for readers and tests"))]
    pub(super) name: String,
    /// What a reader is told.
    pub(super) reason: String,
    /// What it does.
    pub(super) effect: Effect,
    #[serde(default = "default_longest")]
    longest: usize,
    patterns: Vec<String>,
    /// Lines that it takes.
    #[cfg_attr(not(test), expect(dead_code, reason = "the examples are for readers and tests"))]
    yes: Vec<String>,
    /// Lines that it leaves.
    #[cfg_attr(not(test), expect(dead_code, reason = "the examples are for readers and tests"))]
    no: Vec<String>,
}

fn default_longest() -> usize {
    160
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

struct Compiled {
    rules: Vec<Rule>,
    /// The patterns of all rules, and of those that take long lines: few, so that a paragraph is looked at quickly.
    short: Patterns,
    long: Patterns,
}

struct Patterns {
    set: RegexSet,
    /// The rule of each pattern of the set.
    owners: Vec<usize>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let rules: Rules = toml::from_str(include_str!("furniture.toml")).expect("a test reads the built-in rules");
    let rules = rules.rule;
    let (short, long) = (patterns(&rules, 0), patterns(&rules, default_longest() + 1));
    Compiled { rules, short, long }
});

/// The patterns of the rules that take lines of this length.
fn patterns(rules: &[Rule], length: usize) -> Patterns {
    let rules = rules.iter().enumerate().filter(|(_, rule)| rule.longest >= length);
    let owned = rules.flat_map(|(i, rule)| rule.patterns.iter().map(move |p| (i, p)));
    let (owners, patterns): (Vec<usize>, Vec<&String>) = owned.unzip();
    let mut builder = RegexSetBuilder::new(patterns);
    let set = builder.case_insensitive(true).size_limit(64 << 20).dfa_size_limit(16 << 20).build();
    Patterns { set: set.expect("a test compiles the built-in patterns"), owners }
}

/// The first rule that takes a line.
pub(super) fn rule(line: &str) -> Option<&'static Rule> {
    let compiled = &*COMPILED;
    let length = line.chars().count();
    let longest = compiled.rules.iter().map(|r| r.longest).max().unwrap_or(0);
    if length > longest {
        return None;
    }
    let line = line.replace(['\u{A0}', '\u{202F}', '\n'], " ").replace('’', "'");
    let patterns = if length > default_longest() { &compiled.long } else { &compiled.short };
    let mut owners = patterns.set.matches(&line).into_iter().map(|p| patterns.owners[p]).collect::<Vec<_>>();
    owners.sort_unstable();
    owners.into_iter().map(|i| &compiled.rules[i]).find(|rule| length <= rule.longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_takes_its_examples_and_leaves_the_others() {
        let mut wrong = Vec::new();
        for own in &COMPILED.rules {
            assert!(!own.yes.is_empty() && !own.no.is_empty(), "{}", own.name);
            for line in own.yes.iter().filter(|line| rule(line).map(|r| &r.name) != Some(&own.name)) {
                wrong.push(format!("{} must take: {line}", own.name));
            }
            for line in own.no.iter().filter(|line| rule(line).is_some()) {
                wrong.push(format!("{:?} must leave: {line}", rule(line).map(|r| &r.name)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
