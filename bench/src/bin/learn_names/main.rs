//! Learns the tables of `dateline::names::spelling` from files of names, and measures them on names not learned from.

mod data;
mod em;

use std::fs;
use std::path::PathBuf;

use data::{Reader, Set, halve, mix, rows};
use dateline::names::spelling::letters::{SCRIPTS, Script, script_of};
use dateline::names::spelling::table::Table;
use dateline::names::spelling::units::{Symbols, letter_names, letter_symbols, unit_names, unit_symbols};
use em::{Pair, Start};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("folder"));
    let out = PathBuf::from("src/names/data/spelling");
    let mut reader = Reader::new();
    let files = [
        ("arabic_places", Script::Latin),
        ("airwars_places", Script::Latin),
        ("person_arabic", Script::Latin),
        ("person_cyrillic", Script::Latin),
        ("person_hebrew", Script::Latin),
        ("script_arabic", Script::Arabic),
        ("script_cyrillic", Script::Cyrillic),
        ("script_hebrew", Script::Hebrew),
    ];
    let mut sets: Vec<Set> = files.iter().map(|(f, s)| reader.set(&folder, f, *s)).collect();
    let keys: Vec<Vec<String>> = files
        .iter()
        .map(|(f, _)| rows(&folder.join(f).with_extension("tsv")).into_iter().map(|r| r.0).collect())
        .collect();
    let (latin, scripts) = sets.split_at_mut(5);
    halve(&mut latin.iter_mut().collect::<Vec<_>>(), &keys[..5]);
    halve(&mut scripts.iter_mut().collect::<Vec<_>>(), &keys[5..]);
    for s in &sets {
        println!(
            "{} pool {} queries {} groups {} half0 {}",
            s.file,
            s.pool.len(),
            s.queries.len(),
            s.groups.len(),
            s.queries.iter().filter(|q| q.half == 0).count()
        );
    }
    for script in SCRIPTS {
        let pairs: Vec<(String, String, f64)> =
            sets.iter().filter(|s| s.script == script).flat_map(|s| group_pairs(s, None)).collect();
        let (l, u) = tables(&pairs, script);
        let n = format!("{script:?}").to_lowercase();
        fs::write(
            out.join(format!("letters_{n}.txt")),
            l.write(&letter_names(script), &letter_names(Script::Latin)),
        )
        .unwrap();
        fs::write(out.join(format!("units_{n}.txt")), u.write(&unit_names(script), &unit_names(Script::Latin)))
            .unwrap();
    }
}

fn group_pairs(set: &Set, half: Option<u8>) -> Vec<(String, String, f64)> {
    let mut out = Vec::new();
    for (number, group) in set.groups.iter().enumerate() {
        if half.is_some_and(|h| set.halves[number] != h) {
            continue;
        }
        let mut pairs = Vec::new();
        if set.script == Script::Latin {
            for (i, a) in group.iter().enumerate() {
                for b in &group[i + 1..] {
                    pairs.push((set.pool[*a].folded.clone(), set.pool[*b].folded.clone()));
                }
            }
        } else {
            for b in group {
                pairs.push((set.queries[number].name.folded.clone(), set.pool[*b].folded.clone()));
            }
        }
        pairs.retain(|(a, b)| script_of(a) == Some(set.script) && script_of(b) == Some(Script::Latin));
        pairs.sort_by_key(|(a, b)| mix(a.bytes().chain(b.bytes()).fold(7, |h, c| mix(h ^ u64::from(c)))));
        pairs.truncate(15);
        out.extend(pairs.into_iter().map(|(a, b)| (a, b, 1.0)));
    }
    out
}

fn tables(pairs: &[(String, String, f64)], script: Script) -> (Table, Table) {
    let start = if script == Script::Latin { Start::Equal } else { Start::Even };
    let symbols = |f: fn(Script, &str, &mut Symbols), s: Script, n: &str| {
        let mut o = Symbols::default();
        f(s, n, &mut o);
        o.codes
    };
    let view = |f: fn(Script, &str, &mut Symbols)| -> Vec<Pair> {
        pairs.iter().map(|(a, b, w)| (symbols(f, script, a), symbols(f, Script::Latin, b), *w)).collect()
    };
    let (l, u) = (view(letter_symbols), view(unit_symbols));
    (
        em::learn(&l, script.letters(), 26, start),
        em::learn(&u, unit_names(script).len(), unit_names(Script::Latin).len(), start),
    )
}
