//! index_schema.toml and the alias files as settings:
//! 1. the built-in schema is the file of the repository, and reads;
//! 2. every wrong key or value is an error that names its line and the way out;
//! 3. the table of fields in README.md is the schema's;
//! 4. what shapes the stored data changes the shape, what does not leaves it.

use dateline::index::tantivy::data_shape;
use dateline::schema::{BUILT_IN, IndexSchema};

/// What stands for what, the line of the error, and a word of its message.
const FAULTS: [(&str, &str, usize, &str); 19] = [
    ("format = 2", "format = 9", 5, "format `9` is not known"),
    ("format = 2", "", 1, "missing field `format`"),
    ("format = 2", "fromat = 2", 5, "unknown field `fromat`"),
    ("index = \".dateline\"", "indexes = \".dateline\"", 9, "unknown field `indexes`"),
    ("index = \".dateline\"", "index = 7", 9, "string"),
    ("words = 100", "words = 5", 13, "a passage of `5` words"),
    ("words = 100", "words = \"many\"", 13, "usize"),
    ("weight = 2.5", "weight = 0", 22, "weight `0` of `title`"),
    ("weight = 2.5", "weight = 101.0", 22, "weight `101` of `title`"),
    ("weight = 2.5", "heft = 2.5", 25, "unknown field `heft`"),
    ("name = \"url\"", "name = \"link\"", 58, "field `link` is not known"),
    ("name = \"url\"", "name = \"date\"", 58, "field `date`"),
    ("kind = \"date\"", "kind = \"keyword\"", 51, "field `date` is of kind `date`"),
    ("kind = \"date\"", "kind = \"day\"", 52, "unknown variant `day`"),
    ("fr = \"snowball:french\"", "fr = \"snowball:klingon\"", 77, "stemmer `snowball:klingon` is not known"),
    ("# title = [\"Überschrift\", \"Schlagzeile\"]", "headline = [\"Titel\"]", 97, "unknown field `headline`"),
    ("# title = [\"Überschrift\", \"Schlagzeile\"]", "title = \"Titel\"", 97, "expected a sequence"),
    ("feedback = 0.2", "feedback = 2", 18, "a `feedback` of `2`"),
    ("max_stepped = 2", "max_steps = 2", 19, "unknown field `max_steps`"),
];

#[test]
fn the_built_in_schema_reads() {
    let file = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("index_schema.toml");
    let read = IndexSchema::read(&file).unwrap();
    assert_eq!(read.text, BUILT_IN);
    assert_eq!(IndexSchema { file: None, ..read }, IndexSchema::built_in());
}

#[test]
fn a_wrong_key_or_value_is_an_error_with_its_line() {
    let mut wrong = String::new();
    for (from, to, line, message) in FAULTS {
        assert_eq!(BUILT_IN.matches(from).count(), 1, "{from}");
        let error = match IndexSchema::parse(&BUILT_IN.replace(from, to), Some("my.toml".into())) {
            Ok(_) => "none".to_owned(),
            Err(error) => error.to_string(),
        };
        if !error.starts_with(&format!("my.toml:{line}: ")) || !error.contains(message) || error.contains('\n') {
            wrong += &format!("{to}\n  expected my.toml:{line}: … {message}\n  got      {error}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_missing_or_second_field_is_an_error() {
    let (before, rest) = BUILT_IN.split_once("[[field]]\nname = \"url\"").unwrap();
    let after = &rest[rest.find("# How the words").unwrap()..];
    let error = IndexSchema::parse(&format!("{before}{after}"), None).unwrap_err().to_string();
    assert!(error.contains("field `url` is missing"), "{error}");
    let second = format!("{before}[[field]]\nname = \"date\"\nkind = \"date\"\nabout = \"again\"\n\n{after}");
    let error = IndexSchema::parse(&second, None).unwrap_err().to_string();
    assert!(error.contains("a second time"), "{error}");
}

#[test]
fn readme_holds_the_table_of_fields() {
    let file = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("README.md");
    let readme = std::fs::read_to_string(file).expect("README.md is missing");
    let after = readme.split_once("<!-- fields -->").expect("README.md lacks `<!-- fields -->` before its table").1;
    let table = after.split_once("<!-- /fields -->").expect("README.md lacks `<!-- /fields -->` after its table").0;
    assert_eq!(table.trim(), IndexSchema::built_in().field_table().trim(), "copy the second into README.md");
}

#[test]
fn weights_paths_and_descriptions_change_freely() {
    let shape = data_shape(&IndexSchema::built_in());
    let with = |from: &str, to: &str| data_shape(&IndexSchema::parse(&BUILT_IN.replace(from, to), None).unwrap());
    assert_eq!(shape, with("weight = 2.5", "weight = 3.0"));
    assert_eq!(shape, with("index = \".dateline\"", "index = \"elsewhere\""));
    assert_eq!(shape, with("# title = [\"Über", "title = [\"Über"));
    assert_eq!(shape, with("about = \"the outlet\"", "about = \"who published it\""));
    assert_ne!(shape, with("words = 100", "words = 120"));
    assert_ne!(shape, with("snowball:french", "none"));
}
