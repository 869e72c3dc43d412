//! The learned tables as they are read: those that people read are texts, and reading these took a third of the time of the first
//! name that a program was asked for.
//!
//! `prepared` in `bench/` writes the files, and a test reads them against the texts.

use super::letters::SCRIPTS;
use super::model::Weights;
use super::table::Table;

/// What a prepared table holds.
macro_rules! learned {
    ($kind:literal $(, $script:literal)?) => {
        include_bytes!(concat!("../data/spelling/prepared/", $kind $(, $script)?, ".table")) as &'static [u8]
    };
}

pub(super) use learned;

macro_rules! texts {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../data/spelling/", $name, ".txt")))),*]
    };
}

/// The names of all tables with their texts.
const TEXTS: [(&str, &str); 26] = texts!(
    "units_latin" "units_arabic" "units_cyrillic" "units_hebrew"
    "letters_latin" "letters_arabic" "letters_cyrillic" "letters_hebrew"
    "walk_latin" "walk_arabic" "walk_cyrillic" "walk_hebrew"
    "weights_latin" "weights_arabic" "weights_cyrillic" "weights_hebrew"
    "runs_latin" "places_latin" "contexts_latin"
    "skeletons_latin_latin" "skeletons_latin_arabic" "skeletons_latin_cyrillic" "skeletons_latin_hebrew"
    "skeletons_arabic_latin" "skeletons_cyrillic_latin" "skeletons_hebrew_latin"
);

/// All tables, prepared of their texts, each with its name.
pub fn prepare() -> Vec<(&'static str, Vec<u8>)> {
    let prepare = |(name, text): (&'static str, &str)| {
        let script = SCRIPTS.into_iter().find(|script| name == format!("weights_{script:?}").to_lowercase());
        let table = match script {
            Some(script) => Weights::read(text, script).prepare(),
            None => Table::read(text).prepare(),
        };
        (name, table)
    };
    TEXTS.into_iter().map(prepare).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_is_prepared_is_what_the_texts_say() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/names/data/spelling/prepared");
        for (name, table) in prepare() {
            let file = std::fs::read(folder.join(name).with_extension("table")).unwrap_or_default();
            assert!(file == table, "{name}: run `cargo run --release -p dateline-bench --bin prepared`");
        }
    }

    #[test]
    fn a_table_is_read_as_its_text() {
        for (name, text) in TEXTS.into_iter().filter(|(name, _)| !name.starts_with("weights")) {
            let (read, prepared) = (Table::read(text), Table::read_prepared(&Table::read(text).prepare()));
            assert_eq!((read.left, read.right), (prepared.left, prepared.right), "{name}");
            assert_eq!(read.pair, prepared.pair, "{name}");
            assert_eq!((read.gap_left, read.gap_right), (prepared.gap_left, prepared.gap_right), "{name}");
        }
    }
}
