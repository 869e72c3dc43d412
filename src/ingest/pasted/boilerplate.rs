//! line → the rule that says it is not the article's text, or a caption.

use std::collections::BTreeMap;
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

/// What a heading says of what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::ingest) enum Heading {
    /// Readers write.
    Comments,
    /// Other articles, or the foot of the page.
    More,
}

/// The headings of a kind, by language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Headings {
    kind: Heading,
    longest: usize,
    /// Words that may stand before, beside numbers.
    before: Vec<String>,
    /// How a heading begins, by language: in lower case, `*` for the rest of a word.
    beginnings: BTreeMap<String, Vec<String>>,
    /// Headings.
    #[cfg_attr(not(test), expect(dead_code, reason = "the examples are for readers and tests"))]
    yes: Vec<String>,
    /// Lines that are none.
    #[cfg_attr(not(test), expect(dead_code, reason = "the examples are for readers and tests"))]
    no: Vec<String>,
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
    /// What kind of heading it takes, if it takes headings.
    heading: Option<Heading>,
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

/// No heading is longer than this, in characters.
const MAX_HEADING: usize = 80;

fn default_longest() -> usize {
    160
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
    headings: Vec<Headings>,
}

struct Compiled {
    rules: Vec<Rule>,
    headings: Vec<Headings>,
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
    let (rules, headings) = (rules.rule, rules.headings);
    let (short, long) = (patterns(&rules, 0), patterns(&rules, default_longest() + 1));
    Compiled { rules, headings, short, long }
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

/// What a line heads, of which the rules said this: by them, or by the lists of headings.
pub(in crate::ingest) fn heading(line: &str, rule: Option<&Rule>) -> Option<Heading> {
    if let Some(heading) = rule.and_then(|rule| rule.heading) {
        return Some(heading);
    }
    let length = line.chars().take(MAX_HEADING + 1).count();
    if length > MAX_HEADING {
        return None;
    }
    let line = line.to_lowercase().replace('’', "'");
    let mut headings = COMPILED.headings.iter().filter(|headings| length <= headings.longest);
    headings.find(|headings| headings.take(&line)).map(|headings| headings.kind)
}

impl Headings {
    /// Whether a line in lower case is one of these headings.
    fn take(&self, line: &str) -> bool {
        let mut rest = line;
        loop {
            rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
            if self.beginnings.values().flatten().any(|beginning| begins(rest, beginning)) {
                return true;
            }
            let (word, after) = rest.split_at(rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()));
            let is_number = word.bytes().all(|b| b.is_ascii_digit());
            if word.is_empty() || !(is_number || self.before.iter().any(|before| before == word)) {
                return false;
            }
            rest = after;
        }
    }
}

/// Whether a line begins so, up to the end of a word or, where the beginning ends with `*`, anywhere.
fn begins(line: &str, beginning: &str) -> bool {
    match beginning.strip_suffix('*') {
        Some(beginning) => line.starts_with(beginning),
        None => line.strip_prefix(beginning).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)),
    }
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
    #[test]
    fn headings_are_told_by_how_they_begin() {
        for headings in &COMPILED.headings {
            let told = |line: &String| heading(line, None) == Some(headings.kind);
            assert!(headings.longest <= MAX_HEADING);
            assert_eq!(headings.yes.iter().filter(|l| !told(l)).collect::<Vec<_>>(), [""; 0]);
            assert_eq!(headings.no.iter().filter(|l| heading(l, None).is_some()).collect::<Vec<_>>(), [""; 0]);
            for beginning in headings.beginnings.values().flatten() {
                assert_eq!(*beginning, beginning.to_lowercase());
            }
        }
        assert_eq!(heading("Comments (3)", rule("Comments (3)")), Some(Heading::Comments));
        assert_eq!(heading("Most popular", rule("Most popular")), Some(Heading::More));
    }
}
