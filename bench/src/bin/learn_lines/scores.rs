//! a text and what it should be → how alike they are.

use std::collections::HashMap;

/// Texts are compared by runs of so many words.
pub(crate) const SHINGLE: usize = 4;

/// The words of a text.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// The runs of words of a text with how often they occur; a short text is one run.
pub(crate) fn shingles(text: &str) -> HashMap<Vec<String>, u32> {
    let words: Vec<String> = words(text).map(str::to_lowercase).collect();
    let mut counts = HashMap::new();
    for run in words.windows(SHINGLE.min(words.len()).max(1)) {
        *counts.entry(run.to_vec()).or_default() += 1;
    }
    counts
}

/// The F1 of the runs of words of a text.
pub(crate) fn alike(wanted: &str, text: &str) -> f64 {
    let (wanted, text) = (shingles(wanted), shingles(text));
    let both: u32 = wanted.iter().map(|(run, count)| *count.min(text.get(run).unwrap_or(&0))).sum();
    let all = wanted.values().sum::<u32>() + text.values().sum::<u32>();
    2.0 * f64::from(both) / f64::from(all.max(1))
}

/// A line in lower case, with single spaces.
pub(crate) fn squashed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether two headlines are the same but for case and spaces.
pub(crate) fn same(a: &str, b: &str) -> bool {
    squashed(a) == squashed(b)
}
