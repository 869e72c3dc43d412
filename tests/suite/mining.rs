//! Names that the reader may want to join:
//! 1. every row of `tests/cases/acronyms.toml` gives its definitions;
//! 2. spans are in order, on character boundaries, and no text panics;
//! 3. suggestions come with passages, outlets, forms and an example, in an order that does not depend on that of the articles;
//! 4. what the aliases join or part is not suggested, and the other numbers stay;
//! 5. inflected forms, plurals, ordinary words and short names are not suggested.

use std::path::Path;

use dateline::Archive;
use dateline::article::{Article, Language};
use dateline::names::mining::acronyms::definitions;
use dateline::names::mining::{Kind, MiningOptions, Suggestion};
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
    text: String,
    expected: Vec<String>,
}

/// The definitions of a text, and the universal laws.
fn read(text: &str) -> Vec<String> {
    let found = definitions(text);
    for pair in &found {
        let (first, second) =
            if pair.long.start < pair.short.start { (&pair.long, &pair.short) } else { (&pair.short, &pair.long) };
        assert!(
            first.start < first.end && first.end < second.start && second.end < text.len(),
            "{text:?} {pair:?}"
        );
        assert!((0.5..=1.0).contains(&pair.score), "{text:?} {pair:?}");
    }
    found.iter().map(|pair| format!("{} = {}", &text[pair.long.clone()], &text[pair.short.clone()])).collect()
}

#[test]
fn every_row_gives_its_definitions() {
    let cases: Cases = toml::from_str(include_str!("../cases/acronyms.toml")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        let got = read(&case.text);
        if got != case.expected {
            wrong += &format!("{}: expected {:?}, got {got:?}\n", case.name, case.expected);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in "[A-Za-zÉİاول \"().,\\n'-]{0,60}", any in "\\PC{0,40}") {
        read(&text);
        read(&any);
        read(&format!("{any} ({text}) {any}"));
    }
}

fn archive(texts: &[(&str, &str, &str)]) -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for (number, (language, source, text)) in texts.iter().enumerate() {
        let mut article = Article::from_text("", text);
        article.id = Some(format!("a-{number}"));
        article.source = Some((*source).to_owned());
        article.language = Language::new(language);
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    archive
}

fn suggestions(archive: &Archive) -> Vec<Suggestion> {
    archive.suggestions(MiningOptions::default()).unwrap()
}

const ARTICLES: [(&str, &str, &str); 6] = [
    (
        "en",
        "Courier",
        "The Tell Mannas Local Council (TMLC) opened a well. Water from the well is free for all who come.",
    ),
    (
        "en",
        "Ledger",
        "Farmers asked the Tell Mannas Local\nCouncil (TMLC) for seed. The road to Jarjanaz stays closed today.",
    ),
    (
        "en",
        "Ledger",
        "The Hilltop Bakers Union (HBU) is on strike. Bread came from Jerjanaz, where two ovens still work.",
    ),
    (
        "en",
        "Courier",
        "A bus from Jarjanaz did not arrive. Its driver had turned back at the bridge before the town.",
    ),
    (
        "en",
        "Courier",
        "In Jerjanaz the market was open again. Traders from Jerjanaz said that the tomatoes were good.",
    ),
    (
        "en",
        "Courier",
        "The Syrian Arab Army (SAA) closed the bridge for two days, and drivers had to take the valley road.",
    ),
];

#[test]
fn suggestions_say_what_they_rest_on() {
    let found = suggestions(&archive(&ARTICLES));
    let texts = |s: &Suggestion| s.forms.iter().map(|f| (f.text.clone(), f.passages)).collect::<Vec<_>>();
    let council = &found[0];
    assert_eq!((council.number, council.kind, council.score), (1, Kind::Acronym, 1.0));
    assert_eq!((council.passages, council.outlets), (2, 2));
    assert_eq!(texts(council), [("Tell Mannas Local Council".to_owned(), 2), ("TMLC".to_owned(), 2)]);
    assert_eq!(council.example, "The Tell Mannas Local Council (TMLC) opened a well.");
    assert_eq!(texts(&found[1])[1].0, "HBU");
    let town = &found[2];
    assert_eq!((town.kind, town.passages, town.outlets), (Kind::Spelling, 4, 2), "{town:?}");
    assert_eq!(texts(town), [("Jarjanaz".to_owned(), 2), ("Jerjanaz".to_owned(), 2)]);
    assert_eq!(found.len(), 3, "a pack joins the army and its acronym: {found:?}");
    assert_eq!(town.number, 4, "which has a number all the same");
    let mut turned = ARTICLES;
    turned.reverse();
    assert_eq!(suggestions(&archive(&turned)), found);
}

#[test]
fn what_is_decided_is_not_suggested() {
    let mut archive = archive(&ARTICLES);
    let numbers = |archive: &Archive| suggestions(archive).iter().map(|s| s.number).collect::<Vec<_>>();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("aliases.toml");
    let add = |archive: &mut Archive, text: &str| {
        std::fs::write(&file, text).unwrap();
        archive.add_aliases(Path::new(&file)).unwrap();
    };
    assert_eq!(numbers(&archive), [1, 2, 4]);
    add(&mut archive, "[[group]]\nname = \"Tell Mannas Local Council\"\nnames = [\"TMLC\"]\n");
    assert_eq!(numbers(&archive), [2, 4]);
    add(&mut archive, "[[forbid]]\nnames = [\"Jarjanaz\", \"Jerjanaz\"]\n");
    assert_eq!(numbers(&archive), [2]);
}

#[test]
fn what_is_no_other_spelling_is_not_suggested() {
    let texts = [
        ("ru", "A", "Автобус из Сарминой долины вёз Валентина. Водитель ждал Валентина на мосту до самого вечера."),
        (
            "ru",
            "A",
            "Дорогу открыл Валентин. Потом Валентин уехал домой, и дорогу снова закрыли до следующего утра.",
        ),
        (
            "ru",
            "A",
            "Рынок посетил Валентин, говорят торговцы. Вечером Валентина видели у моста через старую реку.",
        ),
        (
            "en",
            "A",
            "The Rebuilder came early. A rebuilder is a man with a hammer, and the Rebuilders have many of them.",
        ),
        (
            "en",
            "A",
            "The Rebuilders were late. All rebuilders are, said one of them, and the Rebuilder had to laugh at that.",
        ),
        (
            "en",
            "A",
            "In Rima the well was dry. The people of Rema brought water there, and others came from the valley.",
        ),
        (
            "en",
            "A",
            "From Rema it is an hour on foot. Near Rima the road is wet, so that nobody goes there after dark.",
        ),
    ];
    assert_eq!(suggestions(&archive(&texts)), []);
}
