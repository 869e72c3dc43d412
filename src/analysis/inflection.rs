//! a folded name of a text → the forms without the particles and case endings of the text's language.
//!
//! The rules are `inflection.toml`. They are for names: a stemmer that cuts words of all kinds is in `stem`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// A row of the list; what it says of its reason is for readers.
#[derive(Deserialize)]
struct Rule {
    #[serde(default)]
    begin: String,
    #[serde(default)]
    end: String,
    #[serde(default)]
    after: String,
    base: Vec<String>,
    #[serde(default = "Rule::usual_least")]
    least: usize,
}

impl Rule {
    fn usual_least() -> usize {
        3
    }

    fn letters(&self) -> usize {
        self.begin.chars().count() + self.end.chars().count()
    }
}

/// The rules of languages that inflect alike.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageRules {
    codes: Vec<String>,
    vowels: String,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    language: Vec<LanguageRules>,
}

static LIST: LazyLock<Vec<LanguageRules>> = LazyLock::new(|| {
    toml::from_str::<List>(include_str!("inflection.toml")).expect("a test reads the inflection").language
});

/// The rules of a language with its vowels, the longest letters first.
static BY_CODE: LazyLock<FxHashMap<&str, Vec<(&Rule, &str)>>> = LazyLock::new(|| {
    let mut by_code: FxHashMap<&str, Vec<(&Rule, &str)>> = FxHashMap::default();
    for language in LIST.iter() {
        for code in &language.codes {
            let rules = by_code.entry(code).or_default();
            rules.extend(language.rules.iter().map(|rule| (rule, language.vowels.as_str())));
            rules.sort_by_key(|(rule, _)| std::cmp::Reverse(rule.letters()));
        }
    }
    by_code
});

/// Gives `visit` the forms under which a folded name of a text in this language is looked up too: without the particles and
/// endings that the sentence gave it. The name itself is not among them; there are three at most, often none.
///
/// ```
/// let mut forms = Vec::new();
/// dateline::analysis::base_forms("путина", "ru", &mut |form| forms.push(form.to_owned()));
/// assert_eq!(forms, ["путин"]);
/// ```
pub fn base_forms(folded: &str, language: &str, visit: &mut dyn FnMut(&str)) {
    let Some(rules) = BY_CODE.get(language) else { return };
    for (rule, vowels) in rules {
        let Some(kept) = kept_by(rule, vowels, folded) else { continue };
        let letters = kept.chars().count();
        let mut given = rule.base.is_empty();
        for base in rule.base.iter().filter(|base| letters + base.chars().count() >= rule.least) {
            given = true;
            if base.is_empty() {
                visit(kept);
            } else if rule.begin.is_empty() {
                visit(&[kept, base].concat());
            } else {
                visit(&[base, kept].concat());
            }
        }
        if given {
            return;
        }
    }
}

/// Whether there are rules for a language.
pub(super) fn has_rules(language: &str) -> bool {
    BY_CODE.contains_key(language)
}

/// What a rule leaves of a word that it fits.
fn kept_by<'a>(rule: &Rule, vowels: &str, word: &'a str) -> Option<&'a str> {
    let kept = word.strip_prefix(rule.begin.as_str())?.strip_suffix(rule.end.as_str())?;
    let fits = |last: char| {
        rule.after.chars().any(|class| match class {
            'C' => last.is_alphabetic() && !vowels.contains(last),
            'V' => vowels.contains(last),
            letter => letter == last,
        })
    };
    (rule.after.is_empty() || kept.chars().next_back().is_some_and(fits)).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn every_rule_is_folded_and_can_be_reached() {
        for language in LIST.iter() {
            let mut before: Vec<&Rule> = Vec::new();
            for rule in &language.rules {
                let name = format!("{:?} {}{}", language.codes, rule.begin, rule.end);
                assert!(rule.begin.is_empty() != rule.end.is_empty(), "{name}");
                assert!(rule.begin.is_empty() || rule.after.is_empty(), "{name}");
                assert!(
                    rule.base.len() <= 3 && !rule.base.contains(&format!("{}{}", rule.begin, rule.end)),
                    "{name}"
                );
                let letters = rule.base.iter().chain([&rule.begin, &rule.end, &language.vowels]);
                letters.for_each(|text| assert_eq!(*text, fold(text), "{name}"));
                let same = |other: &&&Rule| (&other.begin, &other.end) == (&rule.begin, &rule.end);
                let hidden = before.iter().find(same).is_some_and(|other| {
                    other.after.is_empty()
                        || other.after == rule.after
                        || other.after.contains('C') && rule.after.is_empty()
                });
                assert!(!hidden, "{name}: an earlier row holds");
                before.push(rule);
            }
        }
    }
}
