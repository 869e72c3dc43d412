//! Names joined and parted in the reader's alias file:
//! 1. every row of `tests/cases/alias_file.toml` gives its text or its error;
//! 2. the same order again changes nothing; the text is a valid alias file, in which the names are one, or apart;
//! 3. what is joined wins over the packs, and what is parted too;
//! 4. a file is written whole: its permissions and a link to it stay, and nothing is left beside it;
//! 5. without a schema the program reads and writes the file in the user's configuration folder.

use std::path::Path;
use std::process::Command;

use dateline::analysis::Analyzer;
use dateline::names::{AliasBook, alias_file};
use dateline::schema::IndexSchema;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    join: Vec<String>,
    #[serde(default)]
    part: Vec<String>,
    before: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    error: String,
}

fn analyzer() -> Analyzer {
    Analyzer::new(&IndexSchema::built_in().stemmers)
}

fn change(case: &Case, text: &str) -> Result<String, String> {
    let (place, mut analyzer) = (Path::new("a.toml"), analyzer());
    let changed = match (&case.join[..], &case.part[..]) {
        ([..], []) => {
            let names: Vec<&str> = case.join.iter().map(String::as_str).collect();
            alias_file::join(text, &names, place, &mut analyzer)
        }
        (_, [a, b]) => alias_file::part(text, [a, b], place, &mut analyzer),
        _ => panic!("{}: two names are parted", case.name),
    };
    changed.map_err(|error| error.to_string())
}

fn book(text: &str) -> AliasBook {
    let mut book = AliasBook::built_in();
    book.add_text(text, Path::new("a.toml"), "a.toml", &mut analyzer()).unwrap();
    book
}

fn words(name: &str) -> Vec<String> {
    analyzer().query_words(name).into_iter().map(|w| w.folded).collect()
}

#[test]
fn every_row_gives_its_text() {
    let cases: Cases = toml::from_str(include_str!("../cases/alias_file.toml")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        match change(case, &case.before) {
            Ok(text) if case.error.is_empty() => {
                if text != case.after {
                    wrong += &format!("{}: expected\n{}\ngot\n{text}\n", case.name, case.after);
                }
                assert_eq!(change(case, &text).unwrap(), text, "{}: the second time", case.name);
                let book = book(&text);
                if let [a, b] = &case.join[..] {
                    assert!(book.joins(a, b, &mut analyzer()).is_some(), "{}", case.name);
                }
                if let [a, b] = &case.part[..] {
                    assert!(book.are_apart(&words(a), &words(b)), "{}", case.name);
                    assert!(book.joins(a, b, &mut analyzer()).is_none(), "{}", case.name);
                }
            }
            Err(error) if !case.error.is_empty() && error.starts_with(&case.error) => {}
            other => wrong += &format!("{}: expected {:?}, got {other:?}\n", case.name, case.error),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_head_of_a_new_file_explains_a_valid_one() {
    book(alias_file::HEAD);
    let example = alias_file::HEAD.lines().filter_map(|line| line.strip_prefix("#   "));
    let example = example.collect::<Vec<_>>().join("\n");
    let book = book(&example);
    assert!(book.joins("Maarat Misrin", "Maaret Misrin", &mut analyzer()).is_some(), "{example}");
    assert!(book.joins("MM", "معرة مصرين", &mut analyzer()).is_some(), "{example}");
}

#[test]
fn the_reader_overrules_the_packs() {
    let (place, mut analyzer) = (Path::new("a.toml"), analyzer());
    let parted = alias_file::part("", ["Saraqeb", "Saraqib"], place, &mut analyzer).unwrap();
    assert!(book(&parted).joins("Saraqeb", "Saraqib", &mut analyzer).is_none());
    let joined = alias_file::join("", &["Hama", "Hamas"], place, &mut analyzer).unwrap();
    assert!(book(&joined).joins("Hamas", "Hama", &mut analyzer).is_some(), "a pack parts them");
    // Each is in a group of a pack: the groups become one.
    let joined = alias_file::join("", &["Saraqeb", "Daesh"], place, &mut analyzer).unwrap();
    assert!(book(&joined).joins("سراقب", "Islamic State", &mut analyzer).is_some());
    assert!(book(&joined).joins("IS", "Saraqib", &mut analyzer).is_some());
}

#[cfg(unix)]
#[test]
fn a_file_is_written_whole() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("real.toml"), folder.path().join("aliases.toml"));
    alias_file::write(&file, "# one\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    alias_file::write(&link, "# two\n").unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# two\n");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
    let nowhere = alias_file::write(&file.join("below.toml"), "").unwrap_err().to_string();
    assert!(nowhere.starts_with("cannot create `"), "{nowhere}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_schema_the_file_is_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
        command
            .args(arguments)
            .current_dir(folder.path())
            .env_remove("DATELINE_ALIASES")
            .env_remove("DATELINE_INDEX");
        command.env("HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path().join("settings"));
        let output = command.env("XDG_DATA_HOME", folder.path().join("data")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["names", "--join", "Tell Mannas", "Telmennes"]);
    let text = std::fs::read_to_string(folder.path().join("settings/dateline/aliases.toml")).unwrap();
    assert!(text.starts_with(alias_file::HEAD) && text.contains("[[group]]\nname = \"Tell Mannas\"\n"), "{text}");
    std::fs::write(folder.path().join("one.txt"), "A road\n\nThe road to Telmennes was closed on Friday.\n")
        .unwrap();
    run(&["index", "one.txt"]);
    let names = run(&["names", "--json", "Tell Mannas"]);
    assert!(names.contains("the same name in aliases.toml"), "{names}");
}
