//! Learns what tells the lines of a pasted page that are the article's body from the others.
//!
//!     cargo run --release -p dateline-bench --bin learn_lines -- FOLDER… [--check]
//!
//! A folder holds `gold.jsonl`, a line a page: `html` (its file in `pages/`), `text` and `title` as they should be read, and
//! `outlet`. A logistic regression learns of every line whether its words stand in the text, a page counting for as much as any
//! other. First the outlets are dealt into five parts, and each is read with the weights learned of the others: what is printed
//! is how well pages of outlets are read that were not learned from. Then the weights learned of all are written. With
//! `--check` nothing is written: the table must be the same, byte for byte.

mod pages; // folders → pages
mod scores; // a text and what it should be → how alike they are

#[path = "../learn_names/regress.rs"]
mod regress;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::ingest::learning::{self, FEATURES, NAMES, Weights};

use pages::Page;
use regress::Examples;

/// Into so many parts the outlets are dealt.
const PARTS: usize = 5;

/// What the examples count against small weights.
const STRENGTH: f64 = 0.1;

/// The weights of all lines of a page together.
const PAGE_WEIGHT: f32 = 100.0;

/// What a line without words counts beside others: nothing tells whether it belongs to the text.
const WORDLESS: f32 = 0.1;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, folders): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    if folders.is_empty() {
        return Err("usage: learn_lines FOLDER… [--check]".into());
    }
    let sets = folders.iter().map(|folder| pages::pages(Path::new(folder))).collect::<Result<Vec<_>, _>>()?;
    let parts: Vec<Weights> =
        (0..PARTS).map(|part| learn(sets.iter().flatten().filter(|page| page.part(PARTS) != part))).collect();
    for (folder, pages) in folders.iter().zip(&sets) {
        print(&format!("{folder}, by outlets left out"), pages, |page| &parts[page.part(PARTS)]);
    }
    let weights = learn(sets.iter().flatten());
    for (folder, pages) in folders.iter().zip(&sets) {
        print(&format!("{folder}, with the weights learned of it"), pages, |_| &weights);
    }
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src/ingest/pasted/line_weights.toml");
    let table = format!("{HEAD}{}", weights.write());
    if !flags.iter().any(|flag| flag == "--check") {
        fs::write(file, table)?;
    } else if fs::read_to_string(file)? != table {
        return Err("line_weights.toml differs".into());
    }
    Ok(())
}

/// The beginning of the table.
const HEAD: &str = "\
# What each number known of a line adds to the log odds that it is text of the article. Learned by `learn_lines` in bench/,
# November 2026, from 795 pages of news with their texts marked; do not edit. Licence: MIT OR Apache-2.0, as the program.
# What the numbers are is said in `features.rs`.
";

/// The weights learned of these pages.
fn learn<'a>(pages: impl Iterator<Item = &'a Page>) -> Weights {
    let mut examples = Examples { dense: FEATURES, ..Examples::default() };
    for page in pages {
        let words = |line: &learning::Example| scores::words(&line.text).count() as f32;
        let counts = |line: &learning::Example| {
            let words = words(line);
            (1.0 + words).sqrt() * if words == 0.0 { WORDLESS } else { 1.0 }
        };
        let all: f32 = page.lines.iter().map(|line| (1.0 + words(line)).sqrt()).sum();
        for (line, wanted) in page.lines.iter().zip(&page.wanted) {
            examples.numbers.extend(line.features);
            examples.labels.push(*wanted);
            examples.weights.push(counts(line) / all * PAGE_WEIGHT);
            examples.ends.push(0);
        }
    }
    let scales = standardise(&mut examples.numbers);
    let learned = regress::learn(&examples, STRENGTH, 300);
    let mut intercept = learned[FEATURES];
    let mut weights = [0.0; FEATURES];
    for (i, (mean, deviation)) in scales.into_iter().enumerate() {
        let weight = learned[i] / deviation;
        weights[i] = weight as f32;
        intercept -= weight * mean;
    }
    let learned = Weights { intercept: intercept as f32, weights };
    // What is measured is what the table will hold.
    Weights::read(&learned.write()).expect("a table is read as it was written")
}

/// Gives every number the mean 0 and the deviation 1; returns what they were.
fn standardise(numbers: &mut [f32]) -> Vec<(f64, f64)> {
    let scale = |i: usize| {
        let of = || numbers.iter().skip(i).step_by(FEATURES).map(|x| f64::from(*x));
        let count = of().count().max(1) as f64;
        let mean = of().sum::<f64>() / count;
        let variance = of().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        (mean, variance.sqrt() + 1e-6)
    };
    let scales: Vec<(f64, f64)> = (0..NAMES.len()).map(scale).collect();
    for row in numbers.chunks_exact_mut(FEATURES) {
        for (x, (mean, deviation)) in row.iter_mut().zip(&scales) {
            *x = ((f64::from(*x) - mean) / deviation) as f32;
        }
    }
    scales
}

/// Prints how well these pages are read.
fn print<'a>(what: &str, pages: &'a [Page], weights: impl Fn(&'a Page) -> &'a Weights) {
    let (mut alike, mut titles, mut titled) = (0.0, 0, 0);
    for page in pages {
        let article = learning::read(&page.page, weights(page));
        alike += scores::alike(&page.text, &article.body());
        titled += usize::from(!page.title.is_empty());
        titles += usize::from(!page.title.is_empty() && scores::same(&page.title, article.title()));
    }
    let [body, titles] = [(alike, pages.len()), (titles as f64, titled)].map(|(sum, n)| sum / n.max(1) as f64);
    println!("{what}: {} pages, F1 of the body {body:.4}, titles {titles:.4}", pages.len());
}
