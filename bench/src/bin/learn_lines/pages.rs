//! folder → its pages, with their lines and which of these are text of the article.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use dateline::ingest::learning::{self, Example, FEATURES};
use serde::Deserialize;

use crate::scores;

/// A line of `gold.jsonl`.
#[derive(Deserialize)]
struct Gold {
    html: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    title: String,
    outlet: Option<String>,
}

/// A page, and how it should be read.
pub(crate) struct Page {
    /// Its text as it was pasted.
    pub(crate) page: String,
    /// The article's text.
    pub(crate) text: String,
    /// The headline, if it is known.
    pub(crate) title: String,
    /// Its lines; none where it is an article alone.
    pub(crate) lines: Vec<Example<FEATURES>>,
    /// Whether each line is of the article's text.
    pub(crate) wanted: Vec<bool>,
    outlet: String,
}

impl Page {
    /// The part of the page's outlet.
    pub(crate) fn part(&self, parts: usize) -> usize {
        let hash =
            self.outlet.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
        hash as usize % parts
    }
}

/// The pages of a folder whose text is known.
pub(crate) fn pages(folder: &Path) -> Result<Vec<Page>, Box<dyn Error>> {
    let gold = fs::read_to_string(folder.join("gold.jsonl"))?;
    let gold = gold.lines().map(serde_json::from_str).collect::<Result<Vec<Gold>, _>>()?;
    let known = gold.into_iter().filter(|gold| !gold.text.is_empty());
    let page = |gold: Gold| {
        let page = fs::read_to_string(folder.join("pages").join(&gold.html))?;
        let lines = learning::lines_of(&page);
        let wanted = wanted(&lines, &gold.text);
        let outlet = outlet(&gold);
        Ok(Page { page, text: gold.text, title: gold.title, lines, wanted, outlet })
    };
    known.map(page).collect()
}

/// The name of the outlet without its domain, or of the file without its number.
fn outlet(gold: &Gold) -> String {
    let stem = gold.html.trim_end_matches(".txt");
    let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    let name = gold.outlet.as_deref().and_then(|outlet| outlet.split('.').next());
    let name = name.filter(|name| !name.is_empty()).unwrap_or(if stem.is_empty() { &gold.html } else { stem });
    name.to_lowercase()
}

/// Which lines are of the text: most of the words of a line stand there in its order, or a short one as a line.
fn wanted(lines: &[Example<FEATURES>], text: &str) -> Vec<bool> {
    let known = scores::shingles(text);
    let short: HashSet<String> = text.lines().map(scores::squashed).collect();
    let of_text = |line: &Example<FEATURES>| {
        if scores::words(&line.text).count() < scores::SHINGLE {
            return short.contains(&scores::squashed(&line.text));
        }
        let shingles = scores::shingles(&line.text);
        let found: u32 = shingles.iter().filter(|(s, _)| known.contains_key(*s)).map(|(_, count)| count).sum();
        found * 2 > shingles.values().sum::<u32>()
    };
    lines.iter().map(of_text).collect()
}
