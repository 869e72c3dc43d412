//! Writes what the library knows of names and words: `src/names/data/{places.table,persons.table,ordinary_words.txt}`.
//!
//! `known_names SOURCES`: the folder holds, unpacked,
//!
//! - `cldr-localenames-full`, `cldr-dates-full`, `cldr-subdivisions-full`: version 48.2 of the packages of these names
//!   (Unicode CLDR, Unicode License v3): countries, regions, cities of time zones;
//! - `ne_50m_populated_places.dbf` of Natural Earth 5.1 (public domain): 1,251 great cities with their names in 23 languages;
//! - `wd_arabic.normalized.aligned.tokens`, `wd_hebrew.normalized.aligned.tokens`, `wd_russian_80`, `wd_russian_20` of
//!   `steveash/NETransliteration-COLING2018` (CC0): words of persons' names with their forms in other scripts, from Wikidata;
//! - `large_ar`, `small_fa` and the others that `words.rs` names, each with `.msgpack.gz`, of the Python package wordfreq 3.1.1
//!   (CC BY-SA 4.0): how frequent words are.
//!
//! `known_names SOURCES words` writes the words alone, by the two tables as they are.

mod persons;
mod places;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dateline::analysis::Analyzer;
use dateline::names::known::persons::KnownPersons;
use dateline::names::known::places::KnownPlaces;
use dateline::schema::IndexSchema;

/// Any fault ends the program.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Folds names as the alias book does.
pub struct Folder {
    analyzer: Analyzer,
}

impl Folder {
    /// The folded words of a name, a space between them; articles of names left out.
    pub fn fold(&mut self, name: &str) -> String {
        let words = self.analyzer.query_words(name);
        words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
    }
}

fn main() -> ExitCode {
    let Some(sources) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: known_names SOURCES [words]");
        return ExitCode::FAILURE;
    };
    let words_alone = std::env::args().nth(2).is_some_and(|argument| argument == "words");
    match write(&sources, Path::new("src/names/data"), words_alone) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("known_names: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(sources: &Path, data: &Path, words_alone: bool) -> Result<()> {
    let mut folder = Folder { analyzer: Analyzer::new(&IndexSchema::built_in().stemmers) };
    let (place_file, person_file) = (data.join("places.table"), data.join("persons.table"));
    if !words_alone {
        std::fs::write(&place_file, places::table(sources, &mut folder)?)?;
        std::fs::write(&person_file, persons::table(sources, &mut folder)?)?;
    }
    let (places, persons) = (std::fs::read(place_file)?, std::fs::read(person_file)?);
    let bytes = persons.len();
    let known = (KnownPlaces::read(places.leak()), KnownPersons::read(persons.leak()));
    let words = words::list(sources, known, &mut folder)?;
    std::fs::write(data.join("ordinary_words.txt"), &words)?;
    println!("persons {} bytes, words {} bytes", bytes, words.len());
    Ok(())
}
