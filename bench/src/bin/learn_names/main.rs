//! Learns the tables of `dateline::names::spelling` from files of names, and measures them on names not learned from.

mod data;
mod em;
mod regress;
mod score;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use data::{Query, Reader, Set, halve, mix, rows};
use dateline::names::spelling::align::{Aligner, Alignments, View};
use dateline::names::spelling::costs::{Costs, similarity};
use dateline::names::spelling::features::{Features, features};
use dateline::names::spelling::letters::{Script, letters, script_of};
use dateline::names::spelling::model::{Model, Weights};
use dateline::names::spelling::table::Table;
use dateline::names::spelling::units::{Symbols, letter_symbols, unit_names, unit_symbols};
use em::{Pair, Start};
use score::{Scored, figures};

fn env(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("folder"));
    let mut reader = Reader::new();
    let (places, half) = (env("PLACES", 1.0) > 0.0, env("PW", 0.25) as f32);
    let mut files = vec![("arabic_places", Script::Latin, 1.0), ("airwars_places", Script::Latin, 1.0), ("person_arabic", Script::Latin, 1.0), ("person_cyrillic", Script::Latin, 1.0), ("person_hebrew", Script::Latin, 1.0), ("script_arabic", Script::Arabic, 1.0), ("script_cyrillic", Script::Cyrillic, 1.0), ("script_hebrew", Script::Hebrew, 1.0)];
    if places {
        files.extend([("arabic_places", Script::Arabic, half), ("airwars_places", Script::Arabic, half), ("geonames", Script::Arabic, half), ("geonames", Script::Cyrillic, half), ("geonames", Script::Hebrew, half)]);
    }
    let mut sets: Vec<Set> = Vec::new();
    let mut keys: Vec<Vec<String>> = Vec::new();
    for (file, script, weight) in files {
        let path = folder.join(file).with_extension("tsv");
        let rows = if file == "geonames" { data::gazetteer(&path, script, env("GEO", 1500.) as usize) } else { rows(&path) };
        sets.push(reader.set(file, &rows, script, weight));
        keys.push(rows.into_iter().map(|r| r.0).collect());
    }
    let (latin, scripts) = sets.split_at_mut(5);
    halve(&mut latin.iter_mut().collect::<Vec<_>>(), &keys[..5], env("FOLDS", 4.0) as u64);
    halve(&mut scripts.iter_mut().collect::<Vec<_>>(), &keys[5..], env("FOLDS", 4.0) as u64);
    let only = std::env::var("ONLY").unwrap_or_default();
    for script in [Script::Latin, Script::Arabic, Script::Cyrillic, Script::Hebrew] {
        if !only.is_empty() && format!("{script:?}") != only { continue; }
        let own: Vec<&Set> = sets.iter().filter(|s| s.script == script).collect();
        let t = Instant::now();
        if std::env::args().any(|a| a == "--write") {
            let extra = extra(&mut reader, &folder, script, &own, None);
            let model = learn(&own, script, None, &extra);
            write(script, &model);
            continue;
        }
        let mut all: Vec<(Vec<Scored>, usize)> = vec![(Vec::new(), 0); own.len()];
        for fold in 0..env("FOLDS", 4.0) as u8 {
            let extra = extra(&mut reader, &folder, script, &own, Some(fold));
            let model = learn(&own, script, Some(fold), &extra);
            for (sum, (scored, positives)) in all.iter_mut().zip(measure(&own, &model, fold)) {
                sum.0.extend(scored);
                sum.1 += positives;
            }
        }
        report(&own, all);
        println!("{:?}", t.elapsed());
    }
}

fn write(script: Script, model: &Model) {
    use dateline::names::spelling::units::letter_names;
    let out = PathBuf::from("src/names/data/spelling");
    let n = format!("{script:?}").to_lowercase();
    let a = &model.aligner;
    fs::write(out.join(format!("letters_{n}.txt")), a.letters.table.write(&letter_names(script), &letter_names(Script::Latin))).unwrap();
    fs::write(out.join(format!("units_{n}.txt")), a.units.table.write(&unit_names(script), &unit_names(Script::Latin))).unwrap();
    fs::write(out.join(format!("weights_{n}.txt")), model.weights.write(script)).unwrap();
}

/// Pairs for the alignment only.
fn extra(reader: &mut Reader, folder: &Path, script: Script, sets: &[&Set], half: Option<u8>) -> Vec<(String, String, f64)> {
    if script != Script::Arabic { return Vec::new(); }
    let held: std::collections::HashSet<&str> = sets.iter().flat_map(|s| s.queries.iter().filter(|q| half.is_some_and(|h| q.half == h)).map(|q| q.name.folded.as_str())).collect();
    let mut out = Vec::new();
    for f in ["google_ar2en.tsv"] {
        out.extend(reader.pairs(&folder.join(f), script).into_iter().filter(|(k, _)| !held.contains(k.as_str())).map(|(a, b)| (a, b, 0.5)));
    }
    out
}

fn learn(sets: &[&Set], script: Script, half: Option<u8>, extra: &[(String, String, f64)]) -> Model {
    let mut pairs: Vec<(String, String, f64)> = sets.iter().flat_map(|s| group_pairs(s, half)).collect();
    pairs.extend_from_slice(extra);
    let (l, u) = tables(&pairs, script);
    let aligner = Aligner { script, units: View::new(u), letters: View::new(l) };
    let weights = weights(sets, &aligner, half);
    Model { aligner, weights }
}

struct Candidates { queries: Vec<Vec<u8>>, pool: Vec<Vec<u8>> }

/// number of pool, similarity
fn candidates(costs: &Costs, query: &[u8], pool: &[Vec<u8>], floor: f32, most: usize) -> Vec<(usize, f32)> {
    let mut found: Vec<(usize, f32)> = pool.iter().enumerate().filter(|(_, p)| !p.is_empty()).map(|(i, p)| (i, similarity(query, p, costs))).filter(|(_, s)| *s > floor).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found.truncate(most);
    found
}

fn codes(script: Script, folded: &str) -> Vec<u8> {
    let mut out = Vec::new();
    if folded.is_empty() || !letters(script, folded, &mut out) { out.clear(); }
    out
}

impl Candidates {
    fn new(set: &Set) -> Self {
        Self { queries: set.queries.iter().map(|q| codes(set.script, &q.name.folded)).collect(), pool: set.pool.iter().map(|n| codes(Script::Latin, &n.folded)).collect() }
    }
}

fn sample(set: &Set, keep: impl Fn(&Query) -> bool, most: usize) -> Vec<usize> {
    let mut of: Vec<usize> = (0..set.queries.len()).filter(|i| keep(&set.queries[*i])).collect();
    of.sort_by_key(|i| mix(*i as u64 + 77));
    of.truncate(most);
    of
}

/// Both sides in the order in which the model aligns them.
fn sides<'a>(script: Script, a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if script == Script::Latin && b < a { (b, a) } else { (a, b) }
}

fn weights(sets: &[&Set], aligner: &Aligner, half: Option<u8>) -> Weights {
    let costs = Costs::of(&aligner.letters.table, 0.0);
    let (floor, most, queries) = (env("FLOOR", 0.05) as f32, env("MOST", 120.) as usize, env("QUERIES", 2000.) as usize);
    let mut rows: Vec<(Vec<u64>, Vec<f32>, bool, f32)> = Vec::new();
    let (mut alignments, mut found) = (Alignments::default(), Features::default());
    for set in sets {
        let codes = Candidates::new(set);
        let mut half_of = vec![2u8; set.pool.len()];
        for (g, h) in set.groups.iter().zip(&set.halves) { g.iter().for_each(|n| half_of[*n] = *h); }
        let begin = rows.len();
        for q in sample(set, |q| half.is_none_or(|h| q.half != h), queries) {
            let query = &set.queries[q];
            if codes.queries[q].is_empty() { continue; }
            for (n, _) in candidates(&costs, &codes.queries[q], &codes.pool, floor, most) {
                let name = &set.pool[n];
                if half.is_some_and(|h| half_of[n] == h) || name.folded == query.name.folded { continue; }
                let (a, b) = sides(set.script, &query.name.folded, &name.folded);
                aligner.align(a, b, &mut alignments);
                features(aligner, &alignments, &mut found);
                let right = query.truth.contains(&n);
                rows.push((found.operations.clone(), found.numbers.clone(), right, if half.is_some() && !right { 1.0 / (1.0 - 1.0 / env("FOLDS", 4.0) as f32) } else { 1.0 }));
            }
        }
        let total: f32 = rows[begin..].iter().map(|r| r.3).sum();
        let pos = rows[begin..].iter().filter(|r| r.2).count();
        println!("  {} examples {} right {}", set.file, rows.len() - begin, pos);
        for r in &mut rows[begin..] { r.3 *= set.weight * 100_000.0 / total; }
    }
    let mut seen: HashMap<u64, u32> = HashMap::new();
    for r in &rows { for o in &r.0 { *seen.entry(*o).or_default() += 1; } }
    let min = env("SEEN", 20.) as u32;
    let mut keys: Vec<u64> = seen.iter().filter(|(_, n)| **n >= min).map(|(k, _)| *k).collect();
    keys.sort_unstable();
    let column: HashMap<u64, u32> = keys.iter().enumerate().map(|(i, k)| (*k, i as u32)).collect();
    let dense = rows[0].1.len();
    let n = rows.len() as f64;
    let mean: Vec<f64> = (0..dense).map(|d| rows.iter().map(|r| f64::from(r.1[d])).sum::<f64>() / n).collect();
    let sd: Vec<f64> = (0..dense).map(|d| (rows.iter().map(|r| (f64::from(r.1[d]) - mean[d]).powi(2)).sum::<f64>() / n).sqrt().max(1e-3)).collect();
    let mut ex = regress::Examples { dense, sparse: keys.len(), ..Default::default() };
    for (ops, nums, label, weight) in &rows {
        ex.columns.extend(ops.iter().filter_map(|o| column.get(o)));
        ex.ends.push(ex.columns.len());
        ex.numbers.extend(nums.iter().enumerate().map(|(d, x)| ((f64::from(*x) - mean[d]) / sd[d]) as f32));
        ex.labels.push(*label);
        ex.weights.push(*weight);
    }
    println!("  rows {} columns {} nonzero {}", rows.len(), keys.len(), ex.columns.len());
    drop(rows);
    let w = regress::learn(&ex, env("C", 0.005), env("ROUNDS", 60.) as usize);
    let mut intercept = w[w.len() - 1];
    let numbers: Vec<f32> = (0..dense).map(|d| { let x = w[keys.len() + d] / sd[d]; intercept -= x * mean[d]; x as f32 }).collect();
    Weights { intercept: intercept as f32, numbers, operations: keys.iter().zip(&w).map(|(k, w)| (*k, *w as f32)).collect() }
}

fn measure(sets: &[&Set], model: &Model, half: u8) -> Vec<(Vec<Scored>, usize)> {
    let costs = Costs::of(&model.aligner.letters.table, 0.0);
    let mut all: Vec<(Vec<Scored>, usize)> = Vec::new();
    for set in sets {
        let codes = Candidates::new(set);
        let (mut scored, mut positives) = (Vec::new(), 0);
        let mut alignments = Alignments::default();
        for q in sample(set, |q| q.half == half, (2000.0 / env("FOLDS", 4.0)) as usize) {
            let query = &set.queries[q];
            positives += query.truth.len();
            for (n, similarity) in candidates(&costs, &codes.queries[q], &codes.pool, 0.1, 400) {
                if query.own == Some(n) { continue; }
                let name = &set.pool[n];
                let (a, b) = sides(set.script, &query.name.folded, &name.folded);
                let score = if a == b { 99.0 } else { model.logit(a, b, &mut alignments) };
                if let Ok(f) = std::env::var("ERRORS") && f == set.file {
                    let right = query.truth.contains(&n);
                    eprintln!("{}\t{score:.2}\t{similarity:.2}\t{}\t{}\t{}\t{}", if right { "T" } else { "F" }, query.name.text, name.text, query.name.folded, name.folded);
                }
                scored.push(Scored { score, similarity, right: query.truth.contains(&n) });
            }
        }
        all.push((scored, positives));
    }
    all
}

fn report(sets: &[&Set], all: Vec<(Vec<Scored>, usize)>) {
    let mut best = (0.0, 0.0f32);
    for t in -30..10 {
        let t = t as f32 / 10.0;
        let mean: f64 = all.iter().map(|(s, p)| figures(s.clone(), *p, t).f1).sum::<f64>() / all.len() as f64;
        if mean > best.0 { best = (mean, t); }
    }
    let mut sum = 0.0;
    for (set, (scored, positives)) in sets.iter().zip(all) {
        let plain: Vec<Scored> = scored.iter().map(|s| Scored { score: s.similarity, ..*s }).collect();
        let f0 = figures(plain, positives, 0.5);
        let f = figures(scored, positives, best.1);
        sum += f.best_f1;
        println!("{:16} {}  (similarity alone {:.3})", set.file, f, f0.best_f1);
    }
    println!("mean best_f1 {:.4}; at one threshold {:.2}: {:.4}", sum / sets.len() as f64, best.1, best.0);
}

fn group_pairs(set: &Set, half: Option<u8>) -> Vec<(String, String, f64)> {
    let mut out = Vec::new();
    for (number, group) in set.groups.iter().enumerate() {
        if half.is_some_and(|h| set.halves[number] == h) { continue; }
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
        out.extend(pairs.into_iter().map(|(a, b)| (a, b, f64::from(set.weight))));
    }
    out
}

fn tables(pairs: &[(String, String, f64)], script: Script) -> (Table, Table) {
    let start = if script == Script::Latin { Start::Equal } else { Start::Even };
    let symbols = |f: fn(Script, &str, &mut Symbols), s: Script, n: &str| { let mut o = Symbols::default(); f(s, n, &mut o); o.codes };
    let view = |f: fn(Script, &str, &mut Symbols)| -> Vec<Pair> {
        pairs.iter().map(|(a, b, w)| (symbols(f, script, a), symbols(f, Script::Latin, b), *w)).collect()
    };
    let (l, u) = (view(letter_symbols), view(unit_symbols));
    (em::learn(&l, script.letters(), 26, start), em::learn(&u, unit_names(script).len(), unit_names(Script::Latin).len(), start))
}
