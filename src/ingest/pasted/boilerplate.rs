//! line → the rule that says it is not the article's text, or a caption.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

/// What a rule does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::ingest) enum Effect {
    /// It is left out.
    Line,
    /// It is left out, and what follows is probably not the article.
    Section,
    /// It is a caption.
    Caption,
}

/// A rule of `boilerplate.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest) struct Rule {
    /// Its name in the file.
    pub(in crate::ingest) name: String,
    /// What a reader is shown.
    pub(in crate::ingest) reason: String,
    /// What it does.
    pub(in crate::ingest) effect: Effect,
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
    /// The patterns without the counts of their repetitions ([`uncounted`]), which take every line that they take and more.
    set: RegexSet,
    /// The rule of each pattern of the set, and the pattern itself.
    exact: Vec<(usize, Regex)>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let rules: Rules = toml::from_str(include_str!("boilerplate.toml")).expect("a test reads the built-in rules");
    let rules = rules.rule;
    let (short, long) = (patterns(&rules, 0), patterns(&rules, default_longest() + 1));
    Compiled { rules, short, long }
});

/// The patterns of the rules that take lines of this length.
fn patterns(rules: &[Rule], length: usize) -> Patterns {
    let rules = rules.iter().enumerate().filter(|(_, rule)| rule.longest >= length);
    let owned: Vec<(usize, &String)> =
        rules.flat_map(|(i, rule)| rule.patterns.iter().map(move |p| (i, p))).collect();
    let mut builder = RegexSetBuilder::new(owned.iter().map(|(_, pattern)| uncounted(pattern)));
    let set = builder.case_insensitive(true).size_limit(64 << 20).dfa_size_limit(16 << 20).build();
    let exact = owned.into_iter().map(|(i, pattern)| {
        let exact = RegexBuilder::new(pattern).case_insensitive(true).build();
        (i, exact.expect("a test compiles the built-in patterns"))
    });
    Patterns { set: set.expect("a test compiles the built-in patterns"), exact: exact.collect() }
}

/// A pattern with `*` and `+` for its counted repetitions: an automaton has a state for each number that is counted, and for
/// all of them together so many that none of its states would come twice.
fn uncounted(pattern: &str) -> String {
    static COUNTED: LazyLock<[Regex; 2]> = LazyLock::new(|| {
        [r"\{0,\d*\}", r"\{[1-9]\d*,\d*\}"].map(|p| Regex::new(p).expect("a test compiles the built-in patterns"))
    });
    COUNTED[1].replace_all(&COUNTED[0].replace_all(pattern, "*"), "+").into_owned()
}

/// The first rule that takes a line.
pub(in crate::ingest) fn rule(line: &str) -> Option<&'static Rule> {
    let compiled = &*COMPILED;
    let length = line.chars().count();
    let longest = compiled.rules.iter().map(|r| r.longest).max().unwrap_or(0);
    if length > longest {
        return None;
    }
    let line = line.replace(['\u{A0}', '\u{202F}', '\n'], " ").replace('’', "'");
    let patterns = if length > default_longest() { &compiled.long } else { &compiled.short };
    let matches = patterns.set.matches(&line).into_iter().map(|p| &patterns.exact[p]);
    let fits = matches.filter(|(i, exact)| length <= compiled.rules[*i].longest && exact.is_match(&line));
    fits.map(|(i, _)| *i).min().map(|i| &compiled.rules[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_takes_its_examples_and_leaves_the_others() {
        let mut wrong = Vec::new();
        for own in &COMPILED.rules {
            assert!(!own.yes.is_empty() && !own.no.is_empty(), "{}", own.name);
            for pattern in &own.patterns {
                assert!(!pattern.replace(r"(?-u:\b)", "").contains(r"\b"), "{pattern} takes the slow engine");
            }
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
