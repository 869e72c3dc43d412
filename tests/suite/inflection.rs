//! Names without the particles and endings of a sentence:
//! 1. every row of `tests/cases/inflection.toml` gives its forms;
//! 2. every rule of the list has its row, in the order of the list;
//! 3. no form is the word itself, shorter than three letters, or one of more than three, whatever the word.

use dateline::analysis::{base_forms, fold};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    language: String,
    rule: String,
    word: String,
    expected: Vec<String>,
}

#[derive(Deserialize)]
struct List {
    language: Vec<Language>,
}

#[derive(Deserialize)]
struct Language {
    codes: Vec<String>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    begin: Option<String>,
    end: Option<String>,
    #[serde(rename = "after")]
    _after: Option<String>,
    #[serde(rename = "base")]
    _base: Vec<String>,
    #[serde(rename = "least")]
    _least: Option<u32>,
    why: String,
}

fn cases() -> Vec<Case> {
    toml::from_str::<Cases>(include_str!("../cases/inflection.toml")).unwrap().case
}

/// The forms of a word, and the universal laws.
fn forms(word: &str, language: &str) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    base_forms(word, language, &mut |form| forms.push(form.to_owned()));
    assert!(forms.len() <= 3, "{word}: {forms:?}");
    for form in &forms {
        assert!(form != word && form.chars().count() >= 3, "{word}: {forms:?}");
        assert_eq!(forms.iter().filter(|f| *f == form).count(), 1, "{word}: {forms:?}");
    }
    forms
}

#[test]
fn every_row_gives_its_forms() {
    let mut wrong = String::new();
    for case in cases() {
        let got = forms(&fold(&case.word), &case.language);
        if got != case.expected {
            wrong += &format!("{} {}: expected {:?}, got {got:?}\n", case.language, case.word, case.expected);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_its_row() {
    let list: List = toml::from_str(include_str!("../../src/analysis/inflection.toml")).unwrap();
    let cases = cases();
    let mut rows = cases.iter().filter(|case| !case.rule.is_empty());
    for language in &list.language {
        for rule in &language.rules {
            let letters = rule.begin.as_ref().or(rule.end.as_ref()).unwrap();
            let row = rows.next().unwrap_or_else(|| panic!("no row for {letters} ({})", rule.why));
            assert_eq!((&row.language, &row.rule), (&language.codes[0], letters), "{}", rule.why);
            let word = fold(&row.word);
            let fits = if rule.begin.is_some() { word.starts_with(letters) } else { word.ends_with(letters) };
            assert!(fits && rule.why.contains(&row.word), "{letters}: {}", row.word);
        }
    }
    assert!(rows.next().is_none());
}

proptest! {
    #[test]
    fn no_word_breaks_a_rule(word in "\\PC{0,12}", latin in "[a-z]{1,9}", slavic in "[а-яіїєьј]{1,9}", arabic in "[ا-ي]{1,9}") {
        for language in ["ar", "fa", "he", "ru", "uk", "bg", "pl", "cs", "sk", "sl", "hr", "sr", "tr", "fi", "hu", "et", "lt", "lv", "eu", "en", "und", ""] {
            for word in [&word, &latin, &slavic, &arabic] {
                forms(&fold(word), language);
            }
        }
    }
}
