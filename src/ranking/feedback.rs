//! the best articles of a longer question → words that they share, and what these add to the scores of the best articles.
//!
//! Pseudo-relevance feedback (Abdul-Jaleel and others, "UMass at TREC 2004", RM3), gentle: few articles, their best
//! passages, a small share, and less of it where articles are short. It only puts the best articles in another order:
//! what it adds is never negative, so that an article that gains nothing stays behind all that may.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::score::Scorer;
use super::top::Candidate;
use super::{Address, FeedbackWord, MatchSource};
use crate::error::Result;
use crate::work::{Budget, Counter};

/// So many of the best articles are scored anew.
pub(super) const MAX_RESCORED: usize = 200;

/// So many of the best articles give words, copies of one story counting as one.
const MAX_SOURCES: usize = 5;

/// Of each so many of its best passages are read.
const MAX_PASSAGES: usize = 2;

/// So many words are added.
const MAX_WORDS: usize = 20;

/// A word must stand in so many of the articles.
const MIN_SOURCES: usize = 2;

/// A word that stands in one of this number of passages, or more often, tells nothing.
const COMMON_ONE_IN: u64 = 10;

/// Shorter words are left out.
const MIN_LETTERS: usize = 3;

/// With articles of so few words nothing is added, with articles longer by [`FULL_AFTER`] all of it.
const MIN_ARTICLE_WORDS: f64 = 60.0;
const FULL_AFTER: f64 = 100.0;

/// The best articles have this share of their runs of words in common: they are one story.
const SAME_STORY: f32 = 0.6;

/// What the feedback adds.
#[derive(Debug, Default)]
pub(super) struct Feedback {
    /// The words, the weightiest first.
    pub(super) words: Vec<FeedbackWord>,
    /// What each of the best articles gains.
    gains: FxHashMap<Address, f64>,
}

impl Feedback {
    /// The feedback from the best of these articles, which are in order; `share` is the most that it has of a score.
    pub(super) fn new(
        (source, scorer): (&dyn MatchSource, &Scorer<'_>),
        ordered: &[Candidate],
        share: f64,
        budget: &Budget,
    ) -> Result<Self> {
        let sources = sources(ordered);
        let words: f64 = sources.iter().map(|c| f64::from(c.words)).sum();
        let mean = words / sources.len().max(1) as f64;
        let share = share * ((mean - MIN_ARTICLE_WORDS) / FULL_AFTER).clamp(0.0, 1.0);
        if share <= 0.0 || sources.len() < MIN_SOURCES {
            return Ok(Self::default());
        }
        let words = shared_words((source, scorer), &sources, budget)?;
        let scale = share / (1.0 - share) * scorer.asked_words();
        let mut rescored: Vec<&Candidate> = ordered.iter().take(MAX_RESCORED).collect();
        rescored.sort_unstable_by_key(|c| c.address);
        budget.spend(Counter::ArticlesRescored, rescored.len() as u64)?;
        let addresses: Vec<Address> = rescored.iter().map(|c| c.address).collect();
        let mut gains: FxHashMap<Address, f64> = FxHashMap::default();
        for FeedbackWord { word, weight, documents } in &words {
            let idf = scorer.idf_of_passages(*documents);
            let frequencies = source.word_frequencies(word, &addresses, budget)?;
            for (candidate, (title, text)) in rescored.iter().zip(frequencies).filter(|(_, (a, b))| a + b > 0) {
                let score = idf * scorer.article_saturation(title, text, candidate.words);
                *gains.entry(candidate.address).or_default() += scale * weight * score;
            }
        }
        Ok(Self { words, gains })
    }

    /// Adds to the scores of articles in order what each gains; their order is another one then.
    pub(super) fn add_to(&self, ordered: &mut [Candidate]) {
        for candidate in ordered.iter_mut().take(MAX_RESCORED) {
            let gain = self.gains.get(&candidate.address).copied().unwrap_or(0.0);
            candidate.feedback = gain;
            candidate.key.score += gain;
            candidate.passages.iter_mut().for_each(|(_, score)| *score += gain);
        }
    }
}

/// The articles that give words: the best ones of which none is a copy of a better one.
fn sources(ordered: &[Candidate]) -> Vec<&Candidate> {
    let mut sources: Vec<&Candidate> = Vec::with_capacity(MAX_SOURCES);
    for candidate in ordered.iter().take(MAX_RESCORED) {
        if sources.len() == MAX_SOURCES {
            break;
        }
        if !sources.iter().any(|known| known.min_hash.resembles(&candidate.min_hash, SAME_STORY)) {
            sources.push(candidate);
        }
    }
    sources
}

/// The words of several of the articles, each with its share in them; the shares add up to 1.
fn shared_words(
    (source, scorer): (&dyn MatchSource, &Scorer<'_>),
    articles: &[&Candidate],
    budget: &Budget,
) -> Result<Vec<FeedbackWord>> {
    let total: f64 = articles.iter().map(|c| c.key.score).sum();
    let mut found: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    for candidate in articles {
        let best = candidate.passages.iter().map(|(ordinal, _)| *ordinal).filter(|ordinal| *ordinal > 0);
        let mut passages: Vec<u32> = best.take(MAX_PASSAGES).collect();
        if passages.is_empty() {
            passages.push(0);
        }
        let (mut words, mut counts): (u32, BTreeMap<String, u32>) = (0, BTreeMap::new());
        budget.spend(Counter::PassagesAnalysed, passages.len() as u64)?;
        source.words(candidate.address, &passages, &mut |word| {
            words += 1;
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        })?;
        let share = candidate.key.score / total.max(f64::MIN_POSITIVE);
        for (word, count) in counts {
            let (articles, weight) = found.entry(word).or_default();
            *articles += 1;
            *weight += share * f64::from(count) / f64::from(words.max(1));
        }
    }
    let mut words: Vec<FeedbackWord> = Vec::new();
    let mut candidates: Vec<(String, f64)> = found
        .into_iter()
        .filter(|(word, (articles, _))| *articles >= MIN_SOURCES && word.chars().count() >= MIN_LETTERS)
        .map(|(word, (_, weight))| (word, weight))
        .collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (word, weight) in candidates {
        if words.len() == MAX_WORDS {
            break;
        }
        budget.spend(Counter::FeedbackWords, 1)?;
        let documents = source.documents_with(&word)?;
        if documents * COMMON_ONE_IN <= scorer.all_passages() {
            words.push(FeedbackWord { word, weight, documents });
        }
    }
    let sum: f64 = words.iter().map(|word| word.weight).sum();
    words.iter_mut().for_each(|word| word.weight /= sum);
    Ok(words)
}
