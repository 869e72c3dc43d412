//! From a question to its tree:
//! 1. every row of `tests/cases/queries.toml` prints as it says, with its warnings and where they stand;
//! 2. a tree that is printed and read again is the same tree;
//! 3. no text panics; a warning stands inside the text, on a character boundary;
//! 4. a text longer than any question is cut, with a warning, in a time that grows no faster than the text.

use dateline::query::{Query, parse};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    query: String,
    parsed: String,
    #[serde(default)]
    warnings: Vec<String>,
}

/// The tree and the warnings of a text, after the universal laws were checked.
fn check(text: &str) -> (Query, Vec<(usize, String)>) {
    let (query, warnings) = parse(text);
    let printed = query.to_string();
    let (again, _) = parse(&printed);
    assert_eq!(query.root, again.root, "{text:?} printed {printed:?}, and again {:?}", again.to_string());
    let positions: Vec<usize> = warnings.iter().map(|w| w.position).collect();
    assert!(positions.is_sorted(), "{text:?} {warnings:?}");
    assert!(positions.iter().all(|p| *p < text.len() && text.is_char_boundary(*p)), "{text:?} {warnings:?}");
    (query, warnings.into_iter().map(|w| (w.position, w.message)).collect())
}

#[test]
fn every_case_prints_as_it_says() {
    let cases: Cases = toml::from_str(include_str!("../cases/queries.toml")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        let (query, warnings) = check(&case.query);
        let warnings: Vec<String> = warnings.into_iter().map(|(at, message)| format!("{at} {message}")).collect();
        let as_said = warnings.len() == case.warnings.len()
            && warnings.iter().zip(&case.warnings).all(|(got, expected)| got.starts_with(expected.as_str()));
        if query.to_string() != case.parsed || !as_said {
            let Case { name, parsed, warnings: said, .. } = case;
            wrong += &format!("{name}\n  expected {parsed} {said:?}\n  got      {query} {warnings:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_told_from_today_is_said_as_days() {
    let (query, warnings) = check("tent date:yesterday");
    let days = query.to_string().replace("tent ", "");
    assert_eq!(warnings, [(5, format!("`date:yesterday` is read as `{days}`"))]);
    assert!(check("tent date:2020").1.is_empty());
}

#[test]
fn a_text_longer_than_any_question_is_cut() {
    let (query, warnings) = check(&"camp ".repeat(1200));
    assert_eq!(query.to_string().split(' ').count(), 1000);
    assert_eq!(warnings, [(1000 * 5, "only the first 1,000 words are searched: shorten the query".to_owned())]);
    let (query, warnings) = check(&(0..1000).map(|n| format!("(camp{n})")).collect::<Vec<_>>().join(" OR "));
    assert_eq!(query.to_string().split(" OR ").count(), 1000);
    assert!(warnings.is_empty(), "{warnings:?}");
    let (_, warnings) = check(&format!("{}camp OR tent", "-(a OR ".repeat(60)));
    assert!(warnings.iter().all(|(_, message)| message.contains("parentheses")), "{warnings:?}");
}

#[test]
fn a_text_of_any_kind_and_length_is_read() {
    let long = |piece: &str| piece.repeat(1_000_000 / piece.len());
    for piece in [
        "(",
        "((a ",
        "\"",
        "a\"",
        "a\"b\" ",
        "* ",
        "a*",
        "-",
        "-(",
        "NOT ",
        "NOT(",
        "title:",
        "= ",
        "a:\"",
        "«",
        "'",
        "word/",
        "a NEAR/3 ",
        "atleast/2 ",
        "NOT /s ",
        "!",
        "a?",
    ] {
        let (query, warnings) = parse(&long(piece));
        assert!(warnings.len() <= 21, "{piece}: {} warnings", warnings.len());
        assert!(
            warnings.iter().any(|w| w.message.contains("shorten")) || warnings.len() == 21,
            "{piece}: {warnings:?}"
        );
        assert!(query.to_string().len() <= 110_000, "{piece}");
    }
    let (query, _) = check(&format!("{}a{}", "-(b OR ".repeat(100), ")".repeat(100)));
    assert!(!query.is_empty());
}

/// Texts with much of what the reading is about.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Zé]{1,3}|صه|צה|Hay’at|north-west|AFP",
        4 => " ",
        4 => "[-()=*:\"“”«»„–~^|]",
        2 => " (AND|OR|NOT|and|-|\\|\\||&&|NEAR|W/3|\\.\\.|:) ",
        2 => " (w/5|/s|adj3|NOT NEAR/2|atleast/2|first/9|PRE/3|SAME|PARA|AROUND\\(3\\)|\\+3|pre/p) ",
        1 => "~2|~|a\\?b|a\\*b|!|\\|\\||words>9|caption:|quote:|byline:|words:",
        2 => "(title|TITLE|text|source|language|date|url|other|after|lang|body):",
        1 => "2018|2018-01|\\.\\.|2020-02-06",
        1 => "\\PC{1,2}|\n",
    ];
    prop::collection::vec(piece, 0..18).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_again_alike(text in tricky()) {
        check(&text);
    }

    #[test]
    fn any_characters_at_all(text in any::<String>()) {
        check(&text);
    }
}
