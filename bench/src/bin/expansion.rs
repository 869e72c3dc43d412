//! How long it takes to find the spellings of a name among many distinct words, and whether the walk of the dictionary
//! finds what scoring every word would.
//!
//!     cargo run --release -p dateline-bench --bin expansion -- [DISTINCT-WORDS | NAMES ASKED]
//!
//! The words are pseudo-names of syllables that Arabic and Slavic names are made of, each in an article sentence with a
//! capital; the names asked for are such words with one or two letters changed, and the words themselves. Or
//! they are the names of two files, a folded word a line: those of the texts, sorted by their scripts, and those asked for. Printed: median,
//! 99th percentile and maximum in milliseconds of one word's expansion in a warm index of one commit; the share of the pairs
//! above the default threshold that the expansion finds.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use dateline::Archive;
use dateline::article::Article;
use dateline::names::SpellingOptions;
use dateline::names::spelling::{DEFAULT_THRESHOLD, NameComparison};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Names asked for.
const ASKED: usize = 1000;

/// Names for which every word is scored.
const SCORED: usize = 30;

/// Words of an article.
const WORDS_AN_ARTICLE: usize = 200;

const ONSETS: [&str; 30] = [
    "", "b", "d", "dh", "f", "g", "gh", "h", "j", "k", "kh", "l", "m", "n", "q", "r", "s", "sh", "t", "th", "v",
    "w", "y", "z", "zh", "ch", "br", "st", "kr", "p",
];
const VOWELS: [&str; 12] = ["a", "e", "i", "o", "u", "aa", "ai", "ei", "ou", "ee", "ay", "ya"];
const CODAS: [&str; 16] = ["", "", "", "", "b", "d", "f", "l", "m", "n", "r", "s", "t", "k", "sh", "q"];

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (words, asked) = match &arguments[..] {
        [names, asked] => (lines(names)?, lines(asked)?),
        [distinct] => made(distinct.parse()?),
        _ => made(100_000),
    };
    let mut archive = Archive::in_memory()?;
    for (number, chunk) in words.chunks(WORDS_AN_ARTICLE).enumerate() {
        // Commas between small words keep the names from being taken for one.
        let text: Vec<String> = chunk.iter().map(|word| format!("they left {}", capitalised(word))).collect();
        let mut article = Article::from_text("", &text.join(", "));
        article.id = Some(number.to_string());
        archive.add(&article)?;
    }
    archive.commit()?;
    let (distinct, count) = (words.len(), asked.len());
    let mut times = Vec::with_capacity(count);
    for name in &asked {
        let start = Instant::now();
        archive.names(name, SpellingOptions::default())?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let (median, p99, most) = (times[count / 2], times[count * 99 / 100], times[count - 1]);
    let mean = times.iter().sum::<f64>() / count as f64;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{distinct} distinct words: median {median:.3} ms, mean {mean:.3}, p99 {p99:.3}, most {most:.3}"
    )?;
    let (found, all) = recall(&archive, &words, &asked)?;
    writeln!(out, "{found} of {all} pairs above the threshold found, {:.4}", found as f64 / all.max(1) as f64)?;
    Ok(())
}

/// The lines of a file.
fn lines(file: &str) -> Outcome<Vec<String>> {
    Ok(std::fs::read_to_string(file)?.lines().map(str::to_owned).collect())
}

/// So many words, and the names asked for.
fn made(distinct: usize) -> (Vec<String>, Vec<String>) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut words: Vec<String> = Vec::with_capacity(distinct);
    let mut seen = std::collections::HashSet::new();
    while words.len() < distinct {
        let word = random.word();
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    let mut asked: Vec<String> = (0..ASKED).map(|_| words[random.below(distinct)].clone()).collect();
    asked.iter_mut().step_by(2).for_each(|name| random.change(name));
    (words, asked)
}

/// How many of the pairs above the threshold are found, and how many there are.
fn recall(archive: &Archive, words: &[String], asked: &[String]) -> Outcome<(usize, usize)> {
    let (mut found, mut all) = (0, 0);
    for name in asked.iter().take(SCORED) {
        let options = SpellingOptions { min_score: Some(DEFAULT_THRESHOLD), max_variants: usize::MAX };
        let report = archive.names(name, options)?;
        let listed: std::collections::HashSet<String> =
            report.variants.iter().map(|variant| variant.text.to_lowercase()).collect();
        let mut comparison = NameComparison::new(name);
        for word in words.iter().filter(|word| *word != name) {
            if comparison.probability(word) >= DEFAULT_THRESHOLD {
                all += 1;
                found += usize::from(listed.contains(word));
            }
        }
    }
    Ok((found, all))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Xorshift (Marsaglia 2003): the same words in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn word(&mut self) -> String {
        loop {
            let syllables = 2 + self.below(3);
            let parts = (0..syllables).map(|_| [self.one(&ONSETS), self.one(&VOWELS), self.one(&CODAS)].concat());
            let word = parts.collect::<Vec<_>>().concat();
            if (4..=14).contains(&word.len()) {
                return word;
            }
        }
    }

    /// Puts another vowel for one of the word.
    fn change(&mut self, word: &mut String) {
        let vowels: Vec<usize> =
            word.char_indices().filter(|(_, c)| "aeiou".contains(*c)).map(|(at, _)| at).collect();
        if !vowels.is_empty() {
            let at = vowels[self.below(vowels.len())];
            word.replace_range(at..=at, ["a", "e", "i", "o", "u"][self.below(5)]);
        }
    }
}
