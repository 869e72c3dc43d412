//! Alias packs and files:
//! 1. the built-in packs load, and hold at least 60 groups;
//! 2. folded, no form stands twice in a group, nor in two groups of a pack;
//! 3. a reader's file adds, extends and forbids at once, without a new index;
//! 4. a wrong key or value is an error that names its line.

use std::collections::HashMap;
use std::path::Path;

use dateline::Archive;
use dateline::analysis::Analyzer;
use dateline::article::Article;
use dateline::names::AliasBook;
use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;

fn analyzer() -> Analyzer {
    Analyzer::new(&IndexSchema::built_in().stemmers)
}

#[test]
fn the_built_in_packs_load() {
    let book = AliasBook::built_in();
    assert!(book.groups().len() >= 60, "{}", book.groups().len());
    let kinds = |kind: &str| book.groups().iter().filter(|g| g.kind == kind).count();
    for kind in ["place", "group", "agency", "person"] {
        assert!(kinds(kind) > 0, "{kind}");
    }
}

/// The text of a pack names its source and licence; its forms, folded, are all different.
#[test]
fn no_form_of_a_pack_stands_twice() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("src/names/data");
    let mut analyzer = analyzer();
    let mut wrong = String::new();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.extension().is_some_and(|e| e == "toml")) {
        // A form of another pack extends the group there.
        let mut seen: HashMap<(String, bool), String> = HashMap::new();
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("# Source:") && text.contains("# Licence:"));
        let file: toml::Table = toml::from_str(&text).unwrap();
        for group in file.get("group").and_then(|groups| groups.as_array()).into_iter().flatten() {
            let list = |key: &str| group.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
            let name = group["name"].clone();
            let capitals = list("capitals");
            let mut forms: Vec<(toml::Value, bool)> = list("names").into_iter().map(|n| (n, false)).collect();
            if !capitals.contains(&name) {
                forms.push((name.clone(), false));
            }
            forms.extend(capitals.into_iter().map(|n| (n, true)));
            for (form, capitals) in forms {
                let form = form.as_str().unwrap();
                let words: Vec<String> = analyzer.query_words(form).into_iter().map(|w| w.folded).collect();
                let here = format!("{form} of {name}");
                if let Some(before) = seen.insert((words.join(" "), capitals), here.clone()) {
                    wrong += &format!("{here} is {before}\n");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn archive() -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for text in ["A market in Wilat.", "A road to Tal Mannis.", "Rain in Saraqeb.", "Snow in Saraqib."] {
        archive.add(&Article::from_text("", text)).unwrap();
    }
    archive.commit().unwrap();
    archive
}

fn found(archive: &Archive, query: &str) -> u64 {
    archive.search(query, &SearchOptions::default()).unwrap().total.articles
}

#[test]
fn a_file_of_the_readers_works_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("aliases.toml");
    let mut archive = archive();
    assert_eq!(
        (found(&archive, "\"Tell Mannas\""), found(&archive, "Saraqeb")),
        (1, 2),
        "spelling finds Tal Mannis"
    );
    let adds = "[[group]]\nname = \"Tell Mannas\"\nkind = \"place\"\nnames = [\"Tal Mannis\", \"Wilat\"]\n";
    std::fs::write(&file, format!("{adds}\n[[forbid]]\nnames = [\"Saraqeb\", \"Saraqib\"]\n")).unwrap();
    archive.add_aliases(&file).unwrap();
    assert_eq!((found(&archive, "\"Tell Mannas\""), found(&archive, "Wilat")), (2, 2));
    assert_eq!((found(&archive, "Saraqeb"), found(&archive, "سراقب")), (1, 2));
    std::fs::write(&file, "[[group]]\nname = \"Saraqib\"\nnames = [\"Wilat by another name\"]\n").unwrap();
    archive.add_aliases(&file).unwrap();
    let answer = archive.search("\"Wilat by another name\"", &SearchOptions::default()).unwrap();
    assert_eq!(answer.total.articles, 2, "a group that shares a form extends that group");
    assert!(
        answer.names[0].variants.iter().any(|v| v.reason == "the same place in aliases.toml"),
        "{:?}",
        answer.names
    );
    archive.clear_aliases();
    assert_eq!((found(&archive, "Saraqeb"), found(&archive, "\"Tell Mannas\"")), (2, 1), "spelling alone decides");
}

#[test]
fn a_wrong_alias_file_is_an_error_with_its_line() {
    let good = "[[group]]\nname = \"Tell Mannas\"\nkind = \"place\"\nnames = [\"Wilat\"]\n";
    let rows = [
        ("kind = \"place\"", "kind = \"planet\"", 3, "kind `planet` is not known"),
        ("kind = \"place\"", "kinds = \"place\"", 3, "unknown field `kinds`"),
        ("name = \"Tell Mannas\"", "", 1, "missing field `name`"),
        ("[\"Wilat\"]", "[]", 1, "fewer than two names"),
        ("[\"Wilat\"]", "[\"Telmennes\", \"--\"]", 4, "`--` holds no word"),
        ("[\"Wilat\"]", "[\"Wilat\"]\ncapitals = [\"tm\"]", 5, "`tm` is not an acronym"),
        ("[\"Wilat\"]", "[\"Wilat\"]\n[[forbid]]\nnames = [\"Mali\"]", 5, "two or more"),
        ("[\"Wilat\"]", "[\"Telmennes\"", 4, ""),
    ];
    let mut analyzer = analyzer();
    let mut wrong = String::new();
    for (from, to, line, message) in rows {
        let text = good.replace(from, to);
        let error = AliasBook::empty().add_text(&text, Path::new("a.toml"), "a.toml", &mut analyzer);
        let error = error.map_or_else(|e| e.to_string(), |()| "none".to_owned());
        if !error.starts_with(&format!("a.toml:{line}: ")) || !error.contains(message) {
            wrong += &format!("{to}\n  expected a.toml:{line}: … {message}\n  got      {error}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
