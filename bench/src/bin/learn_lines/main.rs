//! Learns what tells the lines of a pasted page that are the article's body from the others.
//!
//!     cargo run --release -p dateline-bench --bin learn_lines -- FOLDER… [--check]
//!
//! A folder holds `gold.jsonl`, a line a page: `html` (its file in `pages/`), `text` and `title` as they should be read, and
//! `outlet`. A logistic regression learns of every line whether its words stand in the text, a page counting for as much as any
//! other, and another one of the lines around the first text which is the headline. First the outlets are dealt into five
//! parts, and each is read with the weights learned of the others: what is printed is how well pages of outlets are read that
//! were not learned from. Then the weights learned of all are written. With `--check` nothing is written: the table must be
//! the same, byte for byte.

mod pages; // folders → pages
mod scores; // a text and what it should be → how alike they are

#[path = "../learn_names/regress.rs"]
mod regress;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::ingest::learning::{self, FEATURES, HEADLINE_FEATURES, Weights};

use pages::Page;
use regress::Examples;

/// Into so many parts the outlets are dealt.
const PARTS: usize = 5;

/// What the examples count against small weights.
const LINE_STRENGTH: f64 = 0.1;
const HEADLINE_STRENGTH: f64 = 1.0;

/// The learning ends after so many rounds at the latest.
const ROUNDS: usize = 300;

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
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src/ingest/pasted/weights.toml");
    let table = format!("{HEAD}{}", weights.write());
    if !flags.iter().any(|flag| flag == "--check") {
        fs::write(file, table)?;
    } else if fs::read_to_string(file)? != table {
        return Err("weights.toml differs".into());
    }
    Ok(())
}

/// The beginning of the table.
const HEAD: &str = "\
# What each number known of a line adds to the log odds that it is text of the article, or its headline. Learned by
# `learn_lines` in bench/, November 2026, from 795 pages of news with their texts marked; do not edit. Licence: MIT OR
# Apache-2.0, as the program. What the numbers are is said in `features.rs` and `headline.rs`.
";

/// The weights learned of these pages: those of the body first, since the headline is looked for where the body is.
fn learn<'a>(pages: impl Iterator<Item = &'a Page> + Clone) -> Weights {
    let (intercept, body) = regression(lines(pages.clone()), LINE_STRENGTH);
    let weights = rounded(&Weights { intercept, body, ..Weights::built_in().clone() });
    let (_, headline) = regression(headlines(pages, &weights), HEADLINE_STRENGTH);
    rounded(&Weights { headline, ..weights })
}

/// The weights as the table will hold them.
fn rounded(weights: &Weights) -> Weights {
    Weights::read(&weights.write()).expect("a table is read as it was written")
}

/// The lines of the pages, and whether they are of the text.
fn lines<'a>(pages: impl Iterator<Item = &'a Page>) -> Examples {
    let mut examples = Examples { dense: FEATURES, ..Examples::default() };
    for page in pages {
        let words = |line: &learning::Example<FEATURES>| scores::words(&line.text).count() as f32;
        let all: f32 = page.lines.iter().map(|line| (1.0 + words(line)).sqrt()).sum();
        for (line, wanted) in page.lines.iter().zip(&page.wanted) {
            let words = words(line);
            let weight = (1.0 + words).sqrt() / all * PAGE_WEIGHT * if words == 0.0 { WORDLESS } else { 1.0 };
            add(&mut examples, &line.features, *wanted, weight);
        }
    }
    examples
}

/// The lines that can be the headline, and whether they are, of the pages where one is.
fn headlines<'a>(pages: impl Iterator<Item = &'a Page>, weights: &Weights) -> Examples {
    let mut examples = Examples { dense: HEADLINE_FEATURES, ..Examples::default() };
    for page in pages.filter(|page| !page.lines.is_empty()) {
        let lines = learning::headlines_of(&page.page, weights);
        let is_headline = |line: &learning::Example<HEADLINE_FEATURES>| scores::same(&line.text, &page.title);
        if lines.iter().any(is_headline) {
            lines.iter().for_each(|line| add(&mut examples, &line.features, is_headline(line), 1.0));
        }
    }
    examples
}

fn add(examples: &mut Examples, features: &[f32], label: bool, weight: f32) {
    examples.numbers.extend(features);
    examples.labels.push(label);
    examples.weights.push(weight);
    examples.ends.push(0);
}

/// The intercept and the weights of a logistic regression over these examples.
fn regression<const N: usize>(mut examples: Examples, strength: f64) -> (f32, [f32; N]) {
    let scales = standardise(&mut examples.numbers, N);
    let learned = regress::learn(&examples, strength, ROUNDS);
    let mut intercept = learned[N];
    let mut weights = [0.0; N];
    for (i, (mean, deviation)) in scales.into_iter().enumerate() {
        let weight = learned[i] / deviation;
        weights[i] = weight as f32;
        intercept -= weight * mean;
    }
    (intercept as f32, weights)
}

/// Gives each of the numbers of a row the mean 0 and the deviation 1; returns what they were.
fn standardise(numbers: &mut [f32], row: usize) -> Vec<(f64, f64)> {
    let scale = |i: usize| {
        let of = || numbers.iter().skip(i).step_by(row).map(|x| f64::from(*x));
        let count = of().count().max(1) as f64;
        let mean = of().sum::<f64>() / count;
        let variance = of().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        (mean, variance.sqrt() + 1e-6)
    };
    let scales: Vec<(f64, f64)> = (0..row).map(scale).collect();
    for row in numbers.chunks_exact_mut(row) {
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
