//! A corpus of articles → the same passages for every engine, its figures, and what questions are drawn from.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use dateline::article::Article;
use dateline::passage::passages;
use dateline::schema::IndexSchema;
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::random::{Random, Sample};

/// So many passages and headlines are kept to draw from.
const SAMPLE: usize = 5000;

/// An article of the corpus; what else a line holds is for Dateline alone.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
}

/// A passage as the peers index it.
#[derive(Debug, Deserialize, Serialize)]
pub struct Passage {
    /// The headline of its article.
    pub title: String,
    /// Its text; the first passage of an article is its headline.
    pub text: String,
}

/// How large a corpus is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Figures {
    /// The bytes of the file, by which it is known again.
    pub file_bytes: u64,
    /// Articles.
    pub articles: u64,
    /// Passages, headlines among them.
    pub passages: u64,
    /// Bytes of headlines and texts.
    pub text_bytes: u64,
    /// Words.
    pub words: u64,
    /// Different words in small letters.
    pub distinct: usize,
}

/// What questions are drawn from.
#[derive(Debug)]
pub struct Material {
    /// How large the corpus is.
    pub figures: Figures,
    /// The passages that hold each word.
    pub frequency: HashMap<String, u32>,
    /// Some passages.
    pub passages: Vec<String>,
    /// Some headlines.
    pub titles: Vec<String>,
}

/// The words of a text as the peers' tokenisers part them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Cuts the articles into Dateline's passages, writes them to a file for the peers, and counts.
pub fn prepare(corpus: &Path, passage_file: &Path, seed: u64) -> Outcome<Material> {
    let mut out = BufWriter::new(File::create(passage_file)?);
    let size = IndexSchema::built_in().passage_words;
    let mut figures = Figures { file_bytes: std::fs::metadata(corpus)?.len(), ..Figures::default() };
    let mut frequency: HashMap<String, u32> = HashMap::new();
    let (mut random, mut texts, mut titles) = (Random(seed), Sample::of_size(SAMPLE), Sample::of_size(SAMPLE));
    for line in BufReader::new(File::open(corpus)?).lines() {
        let Ok(Line { title, text }) = serde_json::from_str(&line?) else { continue };
        let article = Article::from_text(&title, &text);
        let full = article.full_text();
        figures.articles += 1;
        titles.offer(&mut random, || title.clone());
        for passage in passages(&article, &full, size) {
            let text = &full[passage.start..passage.end];
            figures.passages += 1;
            figures.text_bytes += text.len() as u64;
            figures.words += count(text, &mut frequency);
            if passage.ordinal > 0 {
                texts.offer(&mut random, || text.to_owned());
            }
            let passage = Passage { title: title.clone(), text: text.to_owned() };
            serde_json::to_writer(&mut out, &passage)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    figures.distinct = frequency.len();
    Ok(Material { figures, frequency, passages: texts.kept, titles: titles.kept })
}

/// Counts a passage's words, each once; says how many there are.
fn count(text: &str, frequency: &mut HashMap<String, u32>) -> u64 {
    let mut all: Vec<String> = words(text).map(str::to_lowercase).collect();
    let length = all.len() as u64;
    all.sort_unstable();
    all.dedup();
    for word in all {
        *frequency.entry(word).or_default() += 1;
    }
    length
}

/// The passages of the file that was made for the peers.
pub fn passages_of(file: &Path) -> Outcome<impl Iterator<Item = Outcome<Passage>>> {
    let lines = BufReader::new(File::open(file)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}
