//! The chain from text to tokens:
//! 1. every row of `tests/cases/analysis.toml` gives its terms;
//! 2. spans are in order, inside the text and on character boundaries;
//! 3. positions begin at 0, grow by one, and each holds exactly one word;
//! 4. folding is idempotent: a folded word is a word and folds to itself;
//! 5. a query has the words of the text, without articles;
//! 6. no text of any kind panics, and a text gives the same tokens twice.

use dateline::analysis::{Analyzer, Form, Token};
use dateline::article::Language;
use dateline::schema::IndexSchema;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    input: String,
    #[serde(default)]
    language: String,
    expected: String,
}

fn analyzer() -> Analyzer {
    Analyzer::new(&IndexSchema::built_in().stemmers)
}

/// A token that owns its term.
type Owned = (String, Form, u32, usize, usize);

fn tokens(analyzer: &mut Analyzer, text: &str, language: &str) -> Vec<Owned> {
    let mut all: Vec<Owned> = Vec::new();
    let positions = analyzer.tokens(text, &Language::new(language), &mut |t: Token<'_>| {
        all.push((t.term.to_owned(), t.form, t.position, t.start, t.end));
    });
    check(text, &all, positions);
    all
}

/// The universal laws.
fn check(text: &str, tokens: &[Owned], positions: u32) {
    let mut next = 0;
    let (mut last_start, mut last_end) = (0, 0);
    for (term, form, position, start, end) in tokens {
        assert!(!term.is_empty() && start < end && *end <= text.len(), "{text:?} {term:?}");
        assert!(text.is_char_boundary(*start) && text.is_char_boundary(*end), "{text:?} {term:?}");
        assert!(*start >= last_start, "{text:?} {term:?}");
        last_start = *start;
        match form {
            Form::Word => {
                assert_eq!(*position, next, "{text:?} {term:?}");
                assert!(*start >= last_end, "{text:?} {term:?}");
                assert!(!term.chars().any(char::is_uppercase), "{term:?}");
                last_end = *end;
                next += 1;
            }
            Form::Article => assert_eq!(*position, next, "{text:?} {term:?}"),
            Form::Stem => assert!(term.contains(':') && *position + 1 == next, "{text:?} {term:?}"),
            Form::Part => assert!(term.contains(":+") && *position + 1 == next, "{text:?} {term:?}"),
            Form::Joined(n) => assert!((2..=4).contains(n) && *position + 1 == next, "{text:?} {term:?}"),
            Form::Capitals => assert!(term.chars().any(char::is_uppercase) && *position + 1 == next, "{text:?}"),
        }
    }
    assert_eq!(positions, next, "{text:?}");
}

/// The tokens as `tests/cases/analysis.toml` writes them.
fn print(tokens: &[Owned]) -> String {
    let mut places: Vec<Vec<String>> = Vec::new();
    for (term, form, position, ..) in tokens {
        if places.len() <= *position as usize {
            places.push(Vec::new());
        }
        let mark = if *form == Form::Article { "+" } else { "" };
        places[*position as usize].push(format!("{term}{mark}"));
    }
    let print = |terms: &Vec<String>| match &terms[..] {
        [term] => term.clone(),
        terms => format!("[{}]", terms.join(" ")),
    };
    places.iter().map(print).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_case_gives_its_terms() {
    let cases: Cases = toml::from_str(include_str!("../cases/analysis.toml")).unwrap();
    let mut analyzer = analyzer();
    let mut wrong = String::new();
    for case in &cases.case {
        let got = print(&tokens(&mut analyzer, &case.input, &case.language));
        if got != case.expected {
            wrong += &format!("{}\n  expected {}\n  got      {got}\n", case.name, case.expected);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The words a query has, the joined ones after a hyphen.
fn query(text: &str) -> String {
    let words = analyzer().query_words(text);
    let print = |w: &dateline::analysis::QueryWord| {
        let capitals = w.capitals.as_ref().map(|c| format!("={c}")).unwrap_or_default();
        format!("{}{}{capitals}", if w.joined_to_previous { "-" } else { "" }, w.folded)
    };
    words.iter().map(print).collect::<Vec<_>>().join(" ")
}

#[test]
fn queries_leave_out_articles() {
    for (text, expected) in [
        ("Hay'at Tahrir al-Sham", "hayat tahrir sham"),
        ("Hayat Tahrir a-Sham", "hayat tahrir sham"),
        ("hayat tahrir al sham", "hayat tahrir sham"),
        ("al", "al"),
        ("Al, Sham", "al sham"),
        ("north-west Idlib", "north -west idlib"),
        ("al-Sham-based", "sham -based"),
        ("IS fighters", "is=IS fighters"),
        ("U.S.-led", "us=US -led"),
        ("İdlib'de", "idlib"),
    ] {
        assert_eq!(query(text), expected, "{text}");
    }
}

#[test]
fn a_query_word_keeps_what_a_stemmer_wants() {
    let words = analyzer().query_words("l'Étude Saraqeb's");
    let got: Vec<_> = words.iter().map(|w| (w.lower.as_str(), w.start, w.end, w.position)).collect();
    assert_eq!(got, [("étude", 2, 8, 0), ("saraqeb", 9, 16, 1)]);
}

#[test]
fn a_word_of_a_query_has_the_stem_of_each_language() {
    let mut analyzer = analyzer();
    let mut terms = |word: &str, language: &str| analyzer.stems(word, &Language::new(language));
    assert_eq!(terms("displaced", "en"), ["displac"]);
    assert_eq!(terms("war", "en"), ["war"]);
    assert_eq!(terms("déplacés", "fr"), ["deplac"]);
    assert_eq!(terms("السورية", "ar"), ["سور"]);
    assert_eq!(terms("서울에서", "ko"), ["서울에서", "서울"]);
    assert!(terms("война", "uk").is_empty() && terms("x", "und").is_empty());
}

/// Texts with much of what the rules are about.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "(al|el|a|as|Ash|AL|un|e|l|d|qu)[- '’]?",
        4 => "[A-Za-z]{1,8}",
        2 => "[-'’`´. ,:_\n\u{2010}\u{AD}\u{5BE}ʾ]",
        2 => "[ابتسشصلمنوهيةأىآ]{1,5}|[а-яёй]{1,4}|[א-ת\"]{1,4}|[0-9٠-٩.,]{1,4}",
        1 => "\\PC{1,3}",
        1 => "[\u{300}-\u{320}\u{64B}-\u{655}\u{200B}-\u{200F}\u{202F}İıẞǅﬁ]",
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_keeps_the_laws(text in tricky(), language in "en|ar|tr|fr|he|und") {
        let mut analyzer = analyzer();
        let first = tokens(&mut analyzer, &text, &language);
        prop_assert_eq!(&first, &tokens(&mut analyzer, &text, &language));
    }

    #[test]
    fn folding_is_idempotent(text in tricky()) {
        let mut analyzer = analyzer();
        for word in analyzer.query_words(&text) {
            let again = analyzer.query_words(&word.folded);
            let folded: String = again.iter().map(|w| w.folded.as_str()).collect();
            prop_assert_eq!(&folded, &word.folded, "{:?}", text);
        }
    }

    #[test]
    fn a_query_has_the_words_of_a_text(text in tricky()) {
        let mut analyzer = analyzer();
        let words: Vec<_> = tokens(&mut analyzer, &text, "und").into_iter().filter(|t| t.1 == Form::Word).collect();
        let query = analyzer.query_words(&text);
        let expected: Vec<_> = words.iter().map(|(term, _, at, start, end)| (term.as_str(), *at, *start, *end)).collect();
        let got: Vec<_> = query.iter().map(|w| (w.folded.as_str(), w.position, w.start, w.end)).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn any_characters_at_all(text in any::<String>()) {
        tokens(&mut analyzer(), &text, "tr");
    }
}

#[test]
fn a_language_without_a_stemmer_is_not_asked_for_stems() {
    let mut analyzer = analyzer();
    for (code, has_stemmer) in [("en", true), ("ru", true), ("ar", true), ("und", false), ("xx", false)] {
        let language = Language::new(code);
        assert_eq!(analyzer.has_stemmer(&language), has_stemmer, "{code}");
        assert_eq!(analyzer.stems("displaced", &language).is_empty(), !has_stemmer, "{code}");
    }
}
