//! How much one clause can add to an article's score at most, its inverse document frequency left out: in one byte, so that an
//! index can keep it beside each posting.

use super::Statistics;

/// BM25 (Robertson and Zaragoza 2009): how fast repetition stops to count, and how much length is held against a text.
pub(super) const K1: f64 = 1.2;
pub(super) const B: f64 = 0.65;

/// The share of the article's own BM25 in the score of a passage; the rest is the passage's.
pub(super) const ARTICLE_SHARE: f64 = 0.6;

/// Counts up whenever the same article would get another bound; an index keeps the number it was written with.
pub(crate) const BOUND_VERSION: u32 = 1;

/// No clause adds more.
pub(crate) const MAX_SCORE: f32 = (K1 + 1.0) as f32;

/// What the weight of the headline is while an index is written.
pub(crate) const NOMINAL_TITLE_WEIGHT: f32 = 2.5;

/// What is added for the rounding of numbers.
const ROUNDING: f32 = 1.0001;

/// What a bound is reckoned from: the mean lengths, and the weight of the headline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BoundMeasure {
    /// The words of a passage in the mean.
    pub mean_passage: f32,
    /// The words of an article in the mean.
    pub mean_article: f32,
    /// What a word of the headline counts against one of the text.
    pub title_weight: f32,
}

impl BoundMeasure {
    /// The measure of articles, passages and words.
    pub(crate) fn new(statistics: &Statistics, title_weight: f32) -> Self {
        let mean = |parts: u64| (statistics.words as f64 / parts.max(1) as f64).max(1.0) as f32;
        Self { mean_passage: mean(statistics.passages), mean_article: mean(statistics.articles), title_weight }
    }

    /// What BM25 has of the length of a passage.
    pub(crate) fn passage_length(&self, words: u32) -> f32 {
        length(words as f32 / self.mean_passage)
    }

    /// What BM25 has of the length of an article.
    pub(crate) fn article_length(&self, words: u32) -> f32 {
        length(words as f32 / self.mean_article)
    }

    /// By how much a bound of another measure may be too low under this one, at least 1: what BM25 gives grows no faster than the
    /// mean length, nor than the frequency.
    pub(crate) fn over(&self, other: &Self) -> f32 {
        let means = (self.mean_passage / other.mean_passage).max(self.mean_article / other.mean_article);
        means.max(1.0) * (self.title_weight / other.title_weight).max(1.0)
    }
}

fn length(length: f32) -> f32 {
    K1 as f32 * ((1.0 - B) as f32 + B as f32 * length)
}

/// What BM25 gives a frequency in a text of this length.
pub(crate) fn saturated(frequency: f32, length: f32) -> f32 {
    frequency * MAX_SCORE / (frequency + length)
}

/// The bound of what is given for the frequency in the article and for that in its best passage.
pub(crate) fn bound(article: f32, best_passage: f32) -> u8 {
    let share = ARTICLE_SHARE as f32;
    let score = (share * article + (1.0 - share) * best_passage).min(MAX_SCORE);
    let steps = score * (ROUNDING * 255.0 / MAX_SCORE);
    // Numbers above 255 become 255. `ceil` is a call of a function where the processor may be an old one.
    let whole = steps as u8;
    whole.saturating_add(u8::from(f32::from(whole) < steps))
}

/// What a bound stands for.
pub(crate) fn score_of_bound(bound: u8) -> f32 {
    f32::from(bound) * (ROUNDING * MAX_SCORE / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_never_below_what_it_bounds_whatever_the_means_become() {
        let measure = |passage, article, title_weight| BoundMeasure {
            mean_passage: passage,
            mean_article: article,
            title_weight,
        };
        let then = measure(80.0, 400.0, 2.5);
        for now in [then, measure(95.0, 410.0, 2.5), measure(60.0, 700.0, 4.0), measure(90.0, 300.0, 1.0)] {
            for (title, text, words) in [(0, 1, 5), (1, 0, 300), (1, 7, 90), (2, 40, 1000), (0, 3, 60)] {
                let score = |m: &BoundMeasure| {
                    let frequency = m.title_weight * title as f32 + text as f32;
                    let article = saturated(frequency, m.article_length(words));
                    (article, saturated(frequency, m.passage_length(words / 2)))
                };
                let ((a, p), (now_a, now_p)) = (score(&then), score(&now));
                let share = ARTICLE_SHARE as f32;
                let exact = share * now_a + (1.0 - share) * now_p;
                let bounded = score_of_bound(bound(a, p)) * now.over(&then);
                assert!(exact <= bounded && bounded <= exact * now.over(&then) * 1.6 + 0.02, "{exact} {bounded}");
            }
        }
    }
}
