//! Learns the tables of `dateline::names::spelling` from files of names, and measures them on names not learned from.
//!
//! `learn_names FOLDER [--check] [--only SCRIPT]`: the folder holds the files of names. First the scores on a split by name:
//! learned on half of the names, measured on the other half, both ways, with the protocol of the program's evaluation. Then
//! the tables are learned on all names and written. With `--check` the scores are left out and nothing is written: the tables
//! must be the same, byte for byte. With `--only` the tables of that script alone (`latin`) are learned. A second run is needed
//! after the letters changed: the last table is measured with the first ones built in.

mod data;
mod em;
mod examples;
mod measure;
mod regress;
mod score;
mod through;
mod walk;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dateline::names::spelling::align::Aligner;
use dateline::names::spelling::letter_groups::{Symbols, group_names, group_symbols, letter_names, letter_symbols};
use dateline::names::spelling::letters::{SCRIPTS, Script, script_of};
use dateline::names::spelling::runs::{RunTables, VIEWS, View, letters_without_runs};
use dateline::names::spelling::table::{AlignmentModel, Table};

use data::{Reader, Set, gazetteer, halve, mix, rows};
use em::{Pair, Start};
use examples::Model;
use measure::Answers;

/// Two folded names that are one, and what the pair counts.
type Spellings = (String, String, f64);

/// The files: name, script of the queries, weight. What has less weight is only learned from: the more names, the better.
const FILES: [(&str, Script, f32); 17] = [
    ("arabic_places", Script::Latin, 1.0),
    ("airwars_places", Script::Latin, 1.0),
    ("person_arabic", Script::Latin, 1.0),
    ("person_cyrillic", Script::Latin, 1.0),
    ("person_hebrew", Script::Latin, 1.0),
    ("script_arabic", Script::Latin, 0.3),
    ("script_cyrillic", Script::Latin, 0.3),
    ("script_hebrew", Script::Latin, 0.3),
    ("geonames", Script::Latin, 0.5),
    ("script_arabic", Script::Arabic, 1.0),
    ("script_cyrillic", Script::Cyrillic, 1.0),
    ("script_hebrew", Script::Hebrew, 1.0),
    ("arabic_places", Script::Arabic, 0.35),
    ("airwars_places", Script::Arabic, 0.35),
    ("geonames", Script::Arabic, 0.35),
    ("geonames", Script::Cyrillic, 0.35),
    ("geonames", Script::Hebrew, 0.35),
];

/// So many places of the gazetteer are learned from, for each script.
const PLACES: usize = 1500;
const LATIN_PLACES: usize = 4000;

/// At most so many pairs of one group shape the alignment.
const PAIRS: usize = 15;

/// What a pair of the list of transliterations counts.
const TRANSLITERATION: f64 = 0.5;

/// Where the tables stand.
fn tables_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/names/data/spelling")
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: learn_names FOLDER [--check] [--only SCRIPT]");
        return ExitCode::from(2);
    };
    let options: Vec<String> = arguments.collect();
    let check = options.iter().any(|o| o == "--check");
    let only = options.iter().position(|o| o == "--only").and_then(|at| options.get(at + 1));
    let mut reader = Reader::new();
    let sets = read(&folder, &mut reader);
    let mut differ = false;
    for script in SCRIPTS.into_iter().filter(|s| only.is_none_or(|only| *only == name(*s))) {
        let own: Vec<&Set> = sets.iter().filter(|s| s.script == script).collect();
        let transliterations = if script == Script::Arabic {
            reader.pairs(&folder.join("google_ar2en.tsv"), script)
        } else {
            Vec::new()
        };
        let model = learn(&own, script, None, &transliterations);
        let walk = if check { kept_threshold(script) } else { score(&own, script, &transliterations) };
        let table = walk::learn(&own, script, &model, None);
        for (kind, text) in texts(script, &model, (&table, walk)) {
            differ |= put(&format!("{kind}_{}.txt", name(script)), &text, check);
        }
    }
    let lines = through::calibrate(&folder.join("geonames.tsv"), &mut reader);
    let header = "# A script, another, the similarity at which two names of them are as likely one as not, how fast the log-odds rise.\n";
    differ |= put("through_latin.txt", &format!("{}{header}{lines}", SOURCE), check);
    if differ && check { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The head of each table.
const SOURCE: &str = "\
# Learned by `learn_names` in bench/, November 2026; do not edit. Licence: MIT OR Apache-2.0, as the program. Learned from:
# GeoNames (geonames.org, CC BY 4.0), Wikidata (CC0) by way of rigour (MIT), google/transliteration (Apache-2.0), and the
# spellings of places in Airwars' reports (airwars.org), of which the tables hold no name.
";

fn name(script: Script) -> String {
    format!("{script:?}").to_lowercase()
}

fn read(folder: &Path, reader: &mut Reader) -> Vec<Set> {
    let (mut sets, mut keys) = (Vec::new(), Vec::new());
    for (file, script, weight) in FILES {
        let path = folder.join(file).with_extension("tsv");
        let rows = if file == "geonames" {
            gazetteer(&path, script, if script == Script::Latin { LATIN_PLACES } else { PLACES })
        } else {
            rows(&path)
        };
        sets.push(reader.set(file, &rows, script, weight));
        keys.push(rows.into_iter().map(|r| r.0).collect::<Vec<_>>());
    }
    for latin in [true, false] {
        let of = |script: Script| (script == Script::Latin) == latin;
        let keys: Vec<&Vec<String>> = keys.iter().zip(FILES).filter(|(_, f)| of(f.1)).map(|(k, _)| k).collect();
        halve(&mut sets.iter_mut().filter(|s| of(s.script)).collect::<Vec<_>>(), &keys);
    }
    sets
}

/// Prints the scores on halves not learned from. Returns the threshold for the walk of the dictionary.
fn score(sets: &[&Set], script: Script, transliterations: &[(String, String)]) -> f32 {
    let mut answers: Vec<Answers> = sets.iter().map(|_| Answers::default()).collect();
    for half in 0..2 {
        let asked: HashSet<&str> = sets
            .iter()
            .flat_map(|s| &s.queries)
            .filter(|q| q.half == half)
            .map(|q| q.name.folded.as_str())
            .collect();
        let known = transliterations.iter().filter(|(key, _)| !asked.contains(key.as_str())).cloned();
        let model = learn(sets, script, Some(half), &known.collect::<Vec<_>>());
        let walk = walk::learn(sets, script, &model, Some(half));
        measure::ask(sets, (&model, &walk), half, &mut answers);
    }
    measure::report(sets, &answers);
    let walk = measure::walk_threshold(&answers);
    println!("{:9} 99.5% of what is shown is at least so similar: {walk:.2}", format!("{script:?}"));
    walk
}

/// The threshold of the walk as it stands in the written table.
fn kept_threshold(script: Script) -> f32 {
    dateline::names::spelling::costs::Costs::between(script, Script::Latin).walk_threshold
}

fn learn(sets: &[&Set], script: Script, held: Option<u8>, transliterations: &[(String, String)]) -> Model {
    let mut pairs: Vec<Spellings> = sets.iter().flat_map(|s| group_pairs(s, held)).collect();
    pairs.extend(transliterations.iter().map(|(a, b)| (a.clone(), b.clone(), TRANSLITERATION)));
    let (letters, units) = tables(&pairs, script);
    let [groups, letters] = [units, letters].map(AlignmentModel::new);
    let runs = (script == Script::Latin).then(|| run_tables(&pairs));
    let aligner = Aligner { script, groups, letters, runs };
    let weights = examples::weights(sets, &aligner, held);
    Model { aligner, weights }
}

/// The texts of a model's tables by kind.
fn texts(script: Script, model: &Model, (walk, threshold): (&Table, f32)) -> Vec<(&'static str, String)> {
    let rows = "# Log-likelihood ratios in hundredths, a row a symbol, `.` for never; the last column and row: nothing on the other side.\n";
    let made = "# Moved from likelihood to where they tell apart what the decision shows and what not. `walk`: 99.5% of what it shows by\n\
        # default is at least so similar.\n";
    let rule = "# Weights: the numbers of a pair, then how often each operation occurs, in hundredths. First letter of an operation: u by\n\
        # letter groups, l by letters; second: p a pair of symbols, s at the start, e at the end, x and y the same by vowel (0),\n\
        # consonant (1), nothing (2), b a gap between kinds, n neighbouring pairs, w where a word begins, a after and f before a\n\
        # letter, S length and changes, L similarity and length. `-`: nothing, `=`: the second of a doubled letter.\n";
    let a = &model.aligner;
    let letters = a.letters.table.write(&letter_names(script), &letter_names(Script::Latin));
    let walk = walk.write(&letter_names(script), &letter_names(Script::Latin));
    let units = a.groups.table.write(&group_names(script), &group_names(Script::Latin));
    let mut texts = vec![
        ("letters", format!("{SOURCE}{rows}{letters}")),
        ("walk", format!("{SOURCE}{rows}{made}walk {threshold:.2}\n{walk}")),
        ("units", format!("{SOURCE}{rows}{units}")),
        ("weights", format!("{SOURCE}{rule}{}", model.weights.write(script))),
    ];
    let tags = "# `^`: the first letter, `$`: the last; `v`: after a vowel, `c`: after a consonant. Each run of a letter is one.\n";
    for ((kind, view), table) in
        ["runs", "places", "contexts"].into_iter().zip(VIEWS).zip(a.runs.iter().flat_map(|r| &r.0))
    {
        texts.push((kind, format!("{SOURCE}{rows}{tags}{}", table.table.write(&view.names(), &view.names()))));
    }
    texts
}

/// Writes a table, or compares it. Returns whether it differs.
fn put(file: &str, text: &str, check: bool) -> bool {
    let path = tables_folder().join(file);
    let differs = fs::read_to_string(&path).ok().as_deref() != Some(text);
    if check {
        println!("{file}: {}", if differs { "differs" } else { "the same" });
    } else {
        fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    differs
}

fn group_pairs(set: &Set, held: Option<u8>) -> Vec<Spellings> {
    let mut out = Vec::new();
    for (number, group) in set.groups.iter().enumerate() {
        if held == Some(set.halves[number]) {
            continue;
        }
        let pool = |n: &usize| set.pool[*n].folded.as_str();
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if set.script == Script::Latin {
            for (i, a) in group.iter().enumerate() {
                pairs.extend(group[i + 1..].iter().map(|b| (pool(a), pool(b))));
            }
        } else {
            pairs.extend(group.iter().map(|b| (set.queries[number].name.folded.as_str(), pool(b))));
        }
        pairs.retain(|(a, b)| script_of(a) == Some(set.script) && script_of(b) == Some(Script::Latin));
        pairs.sort_by_key(|(a, b)| mix(a.bytes().chain(b.bytes()).fold(7, |h, c| mix(h ^ u64::from(c)))));
        pairs.truncate(PAIRS);
        out.extend(pairs.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned(), f64::from(set.weight))));
    }
    out
}

/// The tables of Latin letters without runs.
fn run_tables(pairs: &[Spellings]) -> RunTables {
    let pairs_in = |view: View| -> Vec<Pair> {
        let (mut letters, mut symbols) = (Vec::new(), Vec::new());
        let mut row = |name: &str| {
            letters_without_runs(name, &mut letters);
            view.symbols(&letters, &mut symbols);
            symbols.clone()
        };
        pairs.iter().map(|(a, b, weight)| (row(a), row(b), *weight)).collect()
    };
    let plain = pairs_in(View::Letter);
    let symbols = View::Letter.names().len();
    let coarse = em::joint(&plain, symbols, symbols, Start::Equal);
    let table = |view| match view {
        View::Letter => em::ratios(&coarse, &plain, Start::Equal, true),
        View::Place | View::Context => em::learn_tagged(&pairs_in(view), &coarse),
    };
    RunTables(VIEWS.map(|view| AlignmentModel::new(table(view))))
}

/// The tables of letters and of letter groups.
fn tables(pairs: &[Spellings], script: Script) -> (Table, Table) {
    type Split = fn(Script, &str, &mut Symbols);
    let start = if script == Script::Latin { Start::Equal } else { Start::Even };
    let symbols = |split: Split, script: Script, name: &str| {
        let mut found = Symbols::default();
        split(script, name, &mut found);
        found.codes
    };
    let view = |split: Split| -> Vec<Pair> {
        let pair = |(a, b, w): &Spellings| (symbols(split, script, a), symbols(split, Script::Latin, b), *w);
        pairs.iter().map(pair).collect()
    };
    let sizes = |names: fn(Script) -> Vec<String>| (names(script).len(), names(Script::Latin).len());
    let ((l, r), (left, right)) = (sizes(letter_names), sizes(group_names));
    (em::learn(&view(letter_symbols), l, r, start), em::learn(&view(group_symbols), left, right, start))
}
