//! Measures the decision on whole names and prints it for pairs.
//!
//! `pairs bench FILE.csv`: precision, recall and F1 on the labelled pairs of persons in Latin letters (columns `schema`,
//! `name1`, `name2`, `is_match`). `pairs one FILE`: how many of the other lines each line shows by default. `pairs tell FILE`:
//! probability and reason for two names a line, parted by a TAB. `pairs time`: how long the decision takes.

use std::fs;
use std::time::Instant;

use dateline::analysis::Analyzer;
use dateline::names::person::whole_name_probability;
use dateline::names::spelling::{DEFAULT_THRESHOLD, probability, reason};
use dateline::schema::IndexSchema;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = |at: usize| {
        let file = arguments.get(at).map_or("", String::as_str);
        fs::read_to_string(file).unwrap_or_else(|e| panic!("`{file}`: {e}"))
    };
    match arguments.first().map(String::as_str) {
        Some("bench") => bench(&text(1)),
        Some("one") => one(&text(1)),
        Some("tell") => tell(&text(1)),
        Some("time") => time(),
        _ => println!("pairs bench|one|tell FILE, or pairs time"),
    }
}

fn words(analyzer: &mut Analyzer, name: &str) -> Vec<String> {
    analyzer.query_words(name).into_iter().map(|w| w.folded).collect()
}

fn whole(a: &[String], b: &[String]) -> f32 {
    let slices = |words: &[String]| words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let (a, b) = (slices(a), slices(b));
    whole_name_probability(&a.split(' ').collect::<Vec<_>>(), &b.split(' ').collect::<Vec<_>>())
}

/// The cells of a line of CSV.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().expect("one at least").push(c),
        }
    }
    cells
}

fn bench(text: &str) {
    let mut analyzer = Analyzer::new(&IndexSchema::built_in().stemmers);
    let mut lines = text.lines();
    let header = cells(lines.next().unwrap_or_default());
    let column = |name: &str| header.iter().position(|h| h == name).expect("the file has the column");
    let (schema, name1, name2, is_match) = (column("schema"), column("name1"), column("name2"), column("is_match"));
    let latin = |s: &str| {
        s.chars().all(|c| !c.is_alphabetic() || (c as u32) < 0x250 || (0x1E00..0x1F00).contains(&(c as u32)))
    };
    let mut scored: Vec<(f32, bool, String)> = Vec::new();
    for row in lines.map(cells) {
        if row.len() <= is_match || row[schema] != "Person" || !latin(&row[name1]) || !latin(&row[name2]) {
            continue;
        }
        let (a, b) = (words(&mut analyzer, &row[name1]), words(&mut analyzer, &row[name2]));
        scored.push((whole(&a, &b), row[is_match] == "true", format!("{} / {}", row[name1], row[name2])));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let positives = scored.iter().filter(|s| s.1).count() as f32;
    let f1 = |right: f32, shown: f32| 2.0 * right / (shown + positives);
    let (mut right, mut best, mut default) = (0.0, (0.0, 0.0), (0.0, 0.0, 0.0));
    for (i, (score, ok, _)) in scored.iter().enumerate() {
        right += f32::from(u8::from(*ok));
        let shown = (i + 1) as f32;
        if f1(right, shown) > best.0 {
            best = (f1(right, shown), *score);
        }
        if *score >= DEFAULT_THRESHOLD {
            default = (right / shown, right / positives, f1(right, shown));
        }
    }
    println!("pairs {} matches {positives} best_f1 {:.3} at {:.3}", scored.len(), best.0, best.1);
    println!("at default: precision {:.3} recall {:.3} f1 {:.3}", default.0, default.1, default.2);
    for (score, ok, pair) in &scored {
        if std::env::args().any(|a| a == "--errors") && *ok != (*score >= best.1) {
            println!("{ok} {score:.3} {pair}");
        }
    }
}

fn one(text: &str) {
    let mut analyzer = Analyzer::new(&IndexSchema::built_in().stemmers);
    let names: Vec<Vec<String>> = text.lines().map(|l| words(&mut analyzer, l)).collect();
    for (i, name) in names.iter().enumerate() {
        let shown =
            names.iter().enumerate().filter(|(j, other)| i != *j && whole(name, other) >= DEFAULT_THRESHOLD);
        let joined = name.join(" ");
        let spelled = (names.iter().enumerate())
            .filter(|(j, other)| i != *j && probability(&joined, &other.join(" ")) >= DEFAULT_THRESHOLD);
        println!("{:3} as whole name, {:3} as one spelling: {joined}", shown.count(), spelled.count());
    }
}

fn tell(text: &str) {
    let mut analyzer = Analyzer::new(&IndexSchema::built_in().stemmers);
    for (a, b) in text.lines().filter_map(|l| l.split_once('\t')) {
        let (x, y) = (words(&mut analyzer, a), words(&mut analyzer, b));
        let (joined, other) = (x.join(" "), y.join(" "));
        let (one, all) = (probability(&joined, &other), whole(&x, &y));
        println!("{one:.3}\t{all:.3}\t{a}\t{b}\t{}", reason(&joined, &other));
    }
}

fn time() {
    let names = [
        "saraqib",
        "sarakeb",
        "deir zor",
        "deirezzor",
        "khan shaykhun",
        "kafranbel",
        "سراقب",
        "саракиб",
        "mohammed",
    ];
    for (a, b) in [("saraqib", "sarakeb"), ("saraqib", "سراقب"), ("саракиб", "saraqib"), ("סראקב", "saraqib")]
    {
        let start = Instant::now();
        let p = probability(a, b);
        println!("first {a} {b}: {p:.3} in {:?}", start.elapsed());
    }
    let start = Instant::now();
    let mut sum = 0.0;
    let rounds = 500;
    for _ in 0..rounds {
        for a in names {
            for b in names {
                sum += probability(a, b);
            }
        }
    }
    let pairs = rounds * names.len() * names.len();
    println!("{:?} a pair ({sum})", start.elapsed() / u32::try_from(pairs).expect("few"));
}
