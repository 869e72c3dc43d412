//! a folded name of a text → the forms without the particles and case endings of the text's language.
//!
//! The rules are `inflection.toml`. They are for names: a stemmer that cuts words of all kinds is in `stem`.

use std::sync::{LazyLock, OnceLock};

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
struct LanguageRules {
    vowels: String,
    rules: Vec<Rule>,
}

/// The rules of all languages, as they are written.
const FILE: &str = include_str!("inflection.toml");

/// What each section of the file begins with.
const SECTION: &str = "[[language]]";

/// A section of the file: languages that inflect alike.
struct Section {
    /// The line of their codes.
    codes: &'static str,
    text: &'static str,
    /// Its rules, read when one of the languages is first asked for.
    rules: OnceLock<LanguageRules>,
}

impl Section {
    fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.codes.split('"').skip(1).step_by(2)
    }

    fn rules(&self) -> &LanguageRules {
        self.rules.get_or_init(|| toml::from_str(self.text).expect("a test reads the inflection"))
    }
}

static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let section = |text: &'static str| {
        let codes = text.lines().find(|line| line.starts_with("codes")).unwrap_or_default();
        Section { codes, text, rules: OnceLock::new() }
    };
    FILE.split(SECTION).skip(1).map(section).collect()
});

/// Rules, each with the vowels of its language.
type Rules = Vec<(&'static Rule, &'static str)>;

/// The rules of each language that has some, the longest letters first, once it was asked for.
static BY_CODE: LazyLock<FxHashMap<&str, OnceLock<Rules>>> =
    LazyLock::new(|| SECTIONS.iter().flat_map(Section::codes).map(|code| (code, OnceLock::new())).collect());

/// The rules of a language; nothing if there are none.
fn rules_of(code: &str) -> Option<&'static Rules> {
    let rules = BY_CODE.get(code)?;
    Some(rules.get_or_init(|| {
        let sections = SECTIONS.iter().filter(|section| section.codes().any(|known| known == code));
        let rules = sections.map(Section::rules).flat_map(|of| of.rules.iter().map(|rule| (rule, &*of.vowels)));
        let mut rules: Rules = rules.collect();
        rules.sort_by_key(|(rule, _)| std::cmp::Reverse(rule.letters()));
        rules
    }))
}

/// Gives `visit` the forms under which a folded name of a text in this language is looked up too: without the particles and
/// endings that the sentence gave it. The name itself is not among them; there are three at most, often none.
///
/// ```
/// let mut forms = Vec::new();
/// dateline::analysis::base_forms("путина", "ru", &mut |form| forms.push(form.to_owned()));
/// assert_eq!(forms, ["путин"]);
/// ```
pub fn base_forms(folded: &str, language: &str, visit: &mut dyn FnMut(&str)) {
    let Some(rules) = rules_of(language) else { return };
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
    fn a_language_is_read_alone_as_it_is_with_the_others() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct List {
            language: Vec<Language>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Language {
            codes: Vec<String>,
            vowels: String,
            rules: Vec<Rule>,
        }
        let whole = toml::from_str::<List>(FILE).unwrap().language;
        assert_eq!(whole.len(), SECTIONS.len());
        for (language, section) in whole.iter().zip(SECTIONS.iter()) {
            assert_eq!(language.codes, section.codes().collect::<Vec<_>>());
            let LanguageRules { vowels, rules } = section.rules();
            assert_eq!((&language.vowels, language.rules.len()), (vowels, rules.len()), "{:?}", language.codes);
        }
        assert!(rules_of("sr").unwrap().len() > 20 && rules_of("en").is_none());
    }

    #[test]
    fn every_rule_is_folded_and_can_be_reached() {
        for (section, language) in SECTIONS.iter().map(|section| (section, section.rules())) {
            let mut before: Vec<&Rule> = Vec::new();
            for rule in &language.rules {
                let name = format!("{} {}{}", section.codes, rule.begin, rule.end);
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
