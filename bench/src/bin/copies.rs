//! Copies of articles: how many are found, how many pairs that are none are taken for copies, and what folding costs.
//!
//!     cargo run --release -p dateline-bench --bin copies -- NEWS.jsonl [ARTICLES]
//!
//! First the articles of a file: pairs with equal bodies must be found; every other pair found is printed with the share of
//! runs of three words that it really has in common. Then 500 copies made by light editing, a hundred of each kind. At last
//! an index of ARTICLES short articles (a million unless said otherwise), asked with and without folding.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use dateline::Archive;
use dateline::analysis::Analyzer;
use dateline::article::Article;
use dateline::index::analyse_article;
use dateline::ingest::ReadingOptions;
use dateline::ranking::MinHash;
use dateline::results::{DuplicateHandling, SearchOptions};
use dateline::schema::IndexSchema;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// As `results` decides.
const COPY: f32 = 0.6;

/// Copies of each kind of editing.
const EACH: usize = 100;

/// Fewer words are only compared whole.
const FEW_WORDS: usize = 50;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rest @ ..] = &arguments[..] else {
        return Err("give a file of articles: `copies NEWS.jsonl [ARTICLES]`".into());
    };
    let articles: Vec<Article> =
        dateline::ingest::read_file(Path::new(file), &ReadingOptions::default())?.collect::<Result<_, _>>()?;
    let mut random = Random(20_200_205);
    of_file(&articles)?;
    of_edits(&articles, &mut random)?;
    let wanted = rest.first().map_or(Ok(1_000_000), |n| n.parse())?;
    cost(&articles, wanted, &mut random)
}

fn signatures(articles: &[Article]) -> Vec<MinHash> {
    let schema = IndexSchema::built_in();
    let mut analyzer = Analyzer::new(&schema.stemmers);
    let signed = articles.iter().enumerate();
    signed.map(|(n, a)| analyse_article(a, n.to_string(), schema.passage_words, &mut analyzer).min_hash).collect()
}

/// The pairs that resemble each other enough.
fn found(signatures: &[MinHash]) -> HashSet<(usize, usize)> {
    let mut found = HashSet::new();
    for (number, signature) in signatures.iter().enumerate() {
        let alike = |(_, other): &(usize, &MinHash)| signature.resembles(other, COPY);
        found.extend(signatures[..number].iter().enumerate().filter(alike).map(|(other, _)| (other, number)));
    }
    found
}

fn of_file(articles: &[Article]) -> Outcome<()> {
    let mut equal: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, article) in articles.iter().enumerate() {
        let body = words(&article.body()).join(" ");
        if body.split(' ').count() >= FEW_WORDS {
            equal.entry(body).or_default().push(number);
        }
    }
    let mut wanted = HashSet::new();
    for group in equal.values() {
        for (at, first) in group.iter().enumerate() {
            wanted.extend(group[at + 1..].iter().map(|second| (*first, *second)));
        }
    }
    let started = Instant::now();
    let signatures = signatures(articles);
    let bytes: usize = articles.iter().map(|a| a.full_text().len()).sum();
    let rate = bytes as f64 / 1e6 / started.elapsed().as_secs_f64();
    let found = found(&signatures);
    let hits = wanted.iter().filter(|pair| found.contains(pair)).count();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} articles, analysed with signatures at {rate:.1} MB/s on one thread", articles.len())?;
    writeln!(out, "pairs with equal bodies of {FEW_WORDS} words or more: {hits} of {} found", wanted.len())?;
    let mut others: Vec<_> = found.difference(&wanted).copied().collect();
    others.sort_unstable();
    writeln!(out, "other pairs found: {}", others.len())?;
    let mut shares = [0; 11];
    for (a, b) in &others {
        let share = share(&articles[*a], &articles[*b]);
        shares[(share * 10.0) as usize] += 1;
        if others.len() <= 40 {
            writeln!(out, "  {share:.2} {} | {}", articles[*a].title(), articles[*b].title())?;
        }
    }
    for (tenth, count) in shares.iter().enumerate().filter(|(_, count)| **count > 0) {
        writeln!(out, "  of them with {:.1} or more of all runs in common: {count}", tenth as f64 / 10.0)?;
    }
    Ok(())
}

/// The share of runs of three words that two bodies have in common.
fn share(a: &Article, b: &Article) -> f64 {
    let runs = |article: &Article| -> HashSet<Vec<String>> {
        words(&article.body()).windows(3).map(<[String]>::to_vec).collect()
    };
    let (a, b) = (runs(a), runs(b));
    let both = a.intersection(&b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// A way to edit a text, and its name.
type Edit = (&'static str, fn(&[&str], &mut Random) -> Vec<String>);

const EDITS: [Edit; 5] = [
    ("one word in twenty is another", |words, random| {
        let other = |word: &&str| {
            if random.below(20) == 0 { format!("other{}", random.below(1000)) } else { (*word).into() }
        };
        words.iter().map(other).collect()
    }),
    ("the last fifth is cut", |words, _| owned(&words[..words.len() * 4 / 5])),
    ("an agency's line before, an outlet's after", |words, _| {
        let before = "BEIRUT, Feb 3 (Agency) -".split(' ');
        let after =
            "Reporting by our correspondents in Beirut and Amman. All rights reserved. Subscribe to our letter.";
        before.chain(words.iter().copied()).chain(after.split(' ')).map(str::to_owned).collect()
    }),
    ("two halves change places", |words, _| {
        let (first, second) = words.split_at(words.len() / 2);
        owned(&[second, first].concat())
    }),
    ("twenty words are put in, twenty taken out", |words, random| {
        let put = random.below(words.len());
        let added = (0..20).map(|n| format!("added{n}"));
        let mut text: Vec<String> = owned(&words[..put]).into_iter().chain(added).collect();
        text.extend(owned(&words[put..]));
        let taken = random.below(text.len() - 20);
        text.drain(taken..taken + 20);
        text
    }),
];

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

fn of_edits(articles: &[Article], random: &mut Random) -> Outcome<()> {
    let long: Vec<&Article> = articles.iter().filter(|a| words(&a.body()).len() >= 100).collect();
    if long.is_empty() {
        return Err("the file has no article of a hundred words to edit".into());
    }
    let mut out = std::io::stdout().lock();
    let (mut hits, mut wrong) = (0, 0);
    for (name, edit) in EDITS {
        let mut pairs = Vec::with_capacity(2 * EACH);
        for number in 0..EACH {
            let article = long[(number * long.len()) / EACH];
            let body = article.body();
            let edited = edit(&body.split_whitespace().collect::<Vec<_>>(), random).join(" ");
            pairs.extend([article.clone(), Article::from_text("Another headline", &edited)]);
        }
        let found = found(&signatures(&pairs));
        let right = (0..EACH).filter(|n| found.contains(&(2 * n, 2 * n + 1))).count();
        let others = found.iter().filter(|(a, b)| a / 2 != b / 2);
        let apart = others.filter(|(a, b)| share(&pairs[*a], &pairs[*b]) < 0.5).count();
        writeln!(out, "edited so that {name}: {right} of {EACH} found, {apart} wrong pairs")?;
        hits += right;
        wrong += apart;
    }
    let precision = hits as f64 / (hits + wrong).max(1) as f64;
    Ok(writeln!(out, "recall {:.3}, precision {precision:.3} of 500", hits as f64 / 500.0)?)
}

/// Builds an index of many short articles, one in ten a copy of another, and asks it with and without folding.
fn cost(articles: &[Article], wanted: usize, random: &mut Random) -> Outcome<()> {
    let vocabulary: Vec<String> = articles.iter().flat_map(|a| words(&a.body())).collect();
    let folder = std::env::temp_dir().join(format!("copies-{}", std::process::id()));
    let mut archive = Archive::open_or_create(&folder, IndexSchema::built_in())?;
    let mut last = Vec::new();
    for number in 0..wanted {
        if number % 10 != 9 {
            last = (0..60).map(|_| vocabulary[random.below(vocabulary.len())].as_str()).collect();
        }
        let mut article = Article::from_text(&last[..6].join(" "), &last.join(" "));
        article.id = Some(number.to_string());
        archive.add(&article)?;
    }
    archive.commit()?;
    let mut out = std::io::stdout().lock();
    let size = folder_bytes(&folder)?;
    writeln!(
        out,
        "{wanted} articles: {:.0} MB, of which signatures {:.0} MB",
        size as f64 / 1e6,
        wanted as f64 * 32e-6
    )?;
    let mut frequencies: HashMap<&str, usize> = HashMap::new();
    vocabulary.iter().for_each(|word| *frequencies.entry(word.as_str()).or_default() += 1);
    let mut by_frequency: Vec<(&str, usize)> = frequencies.into_iter().filter(|(w, _)| w.len() > 3).collect();
    by_frequency.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for (name, from) in [("frequent", 30), ("middling", 500), ("rare", 3000)] {
        let words: Vec<&str> = by_frequency.iter().skip(from).take(50).map(|(w, _)| *w).collect();
        let queries: Vec<String> = words.chunks_exact(2).map(|pair| pair.join(" ")).collect();
        let (fold, matched) = median(&archive, &queries, DuplicateHandling::Fold)?;
        let (apart, _) = median(&archive, &queries, DuplicateHandling::Apart)?;
        writeln!(
            out,
            "two {name} words ({matched} articles): {fold:.2} ms folded, {apart:.2} ms apart, {:.2} times",
            fold / apart
        )?;
    }
    drop(archive);
    Ok(std::fs::remove_dir_all(&folder)?)
}

/// The median time of an answer in milliseconds, best of three rounds, and the median number of articles.
fn median(archive: &Archive, queries: &[String], copies: DuplicateHandling) -> Outcome<(f64, u64)> {
    let options = SearchOptions { duplicates: copies, ..SearchOptions::default() };
    let (mut times, mut counts) = (Vec::new(), Vec::new());
    for query in queries {
        let mut best = f64::MAX;
        for _ in 0..3 {
            let started = Instant::now();
            let answer = archive.search(query, &options)?;
            best = best.min(started.elapsed().as_secs_f64() * 1e3);
            counts.push(answer.total.articles + answer.total.partial.articles);
        }
        times.push(best);
    }
    times.sort_by(f64::total_cmp);
    counts.sort_unstable();
    Ok((times[times.len() / 2], counts[counts.len() / 2]))
}

fn folder_bytes(folder: &Path) -> Outcome<u64> {
    let files = std::fs::read_dir(folder)?.flatten();
    Ok(files.filter_map(|f| f.metadata().ok()).map(|m| m.len()).sum())
}

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}
