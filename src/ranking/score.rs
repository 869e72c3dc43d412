//! What matches in one article → its tier and the score of each passage: the ranking function, the same on every backend.

use super::best_first::ScoreBounds;
use super::bound::{ARTICLE_SHARE, B, BoundMeasure, K1};
use super::{ArticleMatch, ClauseMatch, Sort, Statistics, Tier, Weights};
use crate::query::plan::{Clause, ClauseSet, Condition, Plan};

/// What a function word beside a wanted word counts against another wanted thing.
const BESIDE_WEIGHT: f64 = 0.08;

/// Scores articles for one plan over one state of an index.
///
/// The score of a passage is `(1 − s) · BM25(passage) + s · BM25(article) + bonus`. A word of the headline counts for every
/// passage, with the weight of its field. The document frequency of a clause is the number of articles in which any of
/// its alternatives stands, its term frequency the weighted sum over them; an acronym of two letters has no more idf than the
/// other clauses on average. The bonus of the tier is 0 for a partial match, the most that
/// words can score for a match in the article, twice that in the passage; in a query of more wanted things than
/// [`Weights::max_stepped`] it is 0: in a long article every word stands somewhere.
#[derive(Debug)]
pub(crate) struct Scorer<'a> {
    plan: &'a Plan,
    scoring: Vec<bool>,
    idf: Vec<f64>,
    max_score: f64,
    title_weight: f64,
    max_stepped: usize,
    passages: u64,
    mean_passage: f64,
    mean_article: f64,
}

/// The tier of an article and the scores of its passages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scored {
    /// How much of what is wanted it has.
    pub tier: Tier,
    /// Number and score of each passage with something wanted, best first; the headline is among them.
    pub passages: Vec<(u32, f64)>,
}

/// The parts of a passage's score, for an explanation.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Parts {
    /// The clause as typed.
    pub clause: String,
    /// The articles that have it.
    pub articles: u64,
    /// Its inverse document frequency.
    pub idf: f64,
    /// Its weighted frequency in the best passage, the headline counted.
    pub passage_frequency: f64,
    /// Its weighted frequency in the article.
    pub article_frequency: f64,
    /// What it adds to the score.
    pub score: f64,
}

/// Which conditions an article meets, and an upper bound of its score.
#[derive(Clone, Debug)]
pub(crate) struct MatchSummary {
    /// Whether it has all that is wanted.
    pub is_whole: bool,
    /// Its score is no higher.
    pub score_upper_bound: f64,
    /// The clauses found in it.
    article: ClauseSet,
}

impl<'a> Scorer<'a> {
    /// A scorer, given in how many articles each clause stands.
    pub(crate) fn new(plan: &'a Plan, statistics: &Statistics, frequencies: &[u64], weights: Weights) -> Self {
        let articles = statistics.articles.max(1) as f64;
        // A function word beside a word is as rare as the word: nobody need look for them everywhere.
        let counted = (0..plan.clauses.len()).map(|clause| frequencies[plan.word_beside(clause).unwrap_or(clause)]);
        let idf = counted.zip(&plan.clauses).map(|(df, clause)| {
            let df = df as f64;
            f64::from(clause.times) * (1.0 + (articles - df + 0.5) / (df + 0.5)).ln()
        });
        let mut idf: Vec<f64> = idf.collect();
        bound_short_acronyms(plan, &mut idf);
        plan.beside.iter().for_each(|clause| idf[*clause] *= BESIDE_WEIGHT);
        let scoring = plan.scoring();
        let max_score = idf.iter().zip(&scoring).filter(|(_, s)| **s).map(|(idf, _)| idf * (K1 + 1.0)).sum();
        Self {
            plan,
            scoring,
            idf,
            max_score,
            title_weight: f64::from(weights.title),
            max_stepped: weights.max_stepped,
            // A headline is one as well.
            passages: statistics.passages + statistics.articles,
            mean_passage: (statistics.words as f64 / statistics.passages.max(1) as f64).max(1.0),
            mean_article: (statistics.words as f64 / articles).max(1.0),
        }
    }

    /// What bounds the scores.
    pub(super) fn bounds(&self, sort: Sort) -> ScoreBounds {
        let scores = |(idf, scores): (&f64, &bool)| if *scores { *idf } else { 0.0 };
        ScoreBounds {
            idf: self.idf.iter().zip(&self.scoring).map(scores).collect(),
            whole: self.tier_bonus(Tier::Passage),
            apart: self.tier_bonus(Tier::Article),
            sort,
            measure: BoundMeasure {
                mean_passage: self.mean_passage as f32,
                mean_article: self.mean_article as f32,
                title_weight: self.title_weight as f32,
            },
        }
    }

    /// What an article has, before it is scored; `None` if it does not meet what is required or has nothing wanted.
    pub(crate) fn summary(&self, matched: &ArticleMatch<'_>) -> Option<MatchSummary> {
        let article = clauses_in(matched.clauses.iter());
        let filter = |number: usize| matched.filters.has(number);
        let meets = |c: &Condition| c.holds(&article, &article, &filter);
        if !self.plan.required.iter().all(meets) {
            return None;
        }
        let has = self.plan.wanted.iter().filter(|c| meets(c)).count();
        let has_word = matched.clauses.iter().any(|e| self.scoring[e.clause as usize]);
        // What holds without a word (`Hama OR source:x`) finds an article that has all, never one that lacks some.
        if !has_word && has < self.plan.wanted.len() || has == 0 && !self.plan.is_list() {
            return None;
        }
        let is_whole = has == self.plan.wanted.len();
        let scores = |clause: &usize| self.scoring[*clause] && article.has(*clause);
        let words: f64 = (0..self.idf.len()).filter(scores).map(|clause| self.idf[clause] * (K1 + 1.0)).sum();
        let tier = if is_whole { Tier::Passage } else { Tier::Partial };
        Some(MatchSummary { is_whole, article, score_upper_bound: words + self.tier_bonus(tier) })
    }

    /// The tier and the passages' scores of an article with this summary.
    pub(crate) fn score(&self, matched: &ArticleMatch<'_>, summary: &MatchSummary) -> Scored {
        if self.plan.is_list() {
            return Scored { tier: Tier::Article, passages: Vec::new() };
        }
        let filter = |number: usize| matched.filters.has(number);
        let (title, _) = split_title(matched.clauses);
        let title_found = clauses_in(title.iter());
        let article_part = ARTICLE_SHARE * self.article_score(matched);
        let mut best = if summary.is_whole { Tier::Article } else { Tier::Partial };
        let mut passages = Vec::new();
        for entries in self.matching(matched.clauses) {
            let mut here = clauses_in(entries.iter());
            here.add_all(&title_found);
            let has_all = |c: &Condition| c.holds(&here, &summary.article, &filter);
            let all_here = summary.is_whole && self.plan.wanted.iter().all(has_all);
            let tier = if all_here { Tier::Passage } else { best.min(Tier::Article) };
            best = best.max(tier);
            let words = (1.0 - ARTICLE_SHARE) * self.passage_score(entries, title);
            passages.push((entries[0].ordinal, words + article_part + self.tier_bonus(tier)));
        }
        passages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Scored { tier: best, passages }
    }

    /// The entries of each passage that has a scoring clause; the headline is among them.
    pub(crate) fn matching<'e>(&'e self, entries: &'e [ClauseMatch]) -> impl Iterator<Item = &'e [ClauseMatch]> {
        let scores = |entries: &&[ClauseMatch]| entries.iter().any(|e| self.scoring[e.clause as usize]);
        entries.chunk_by(|a, b| a.ordinal == b.ordinal).filter(scores)
    }

    /// What a passage, or an article found by no word at all, scores for its tier.
    pub(super) fn tier_bonus(&self, tier: Tier) -> f64 {
        match tier {
            _ if self.plan.wanted.len() > self.max_stepped => 0.0,
            Tier::Partial => 0.0,
            Tier::Article => self.max_score,
            Tier::Passage => 2.0 * self.max_score,
        }
    }

    /// How many words the question has, those that it repeats counted as often.
    pub(super) fn asked_words(&self) -> f64 {
        let wanted = self.plan.wanted_clauses();
        let wanted = self.plan.clauses.iter().zip(wanted).filter(|(_, is_wanted)| *is_wanted);
        wanted.map(|(clause, _)| f64::from(clause.times)).sum()
    }

    /// How many passages and headlines there are.
    pub(super) fn all_passages(&self) -> u64 {
        self.passages
    }

    /// The inverse document frequency of a word that stands in so many passages and headlines.
    pub(super) fn idf_of_passages(&self, documents: u64) -> f64 {
        let documents = documents as f64;
        (1.0 + (self.passages as f64 - documents + 0.5).max(0.0) / (documents + 0.5)).ln()
    }

    /// What a word that stands so often in headline and text of an article scores there, its inverse document frequency aside.
    pub(super) fn article_saturation(&self, title: u32, text: u32, words: u32) -> f64 {
        let frequency = self.title_weight * f64::from(title) + f64::from(text);
        let length = f64::from(words) / self.mean_article;
        frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length))
    }

    fn passage_score(&self, entries: &[ClauseMatch], title: &[ClauseMatch]) -> f64 {
        let is_title = entries[0].ordinal == 0;
        let length = f64::from(entries[0].words) / self.mean_passage;
        let mut score = 0.0;
        let mut add = |clause: u32, frequency: f64| score += self.saturated(clause, frequency, length);
        for entry in entries {
            let in_title = title.iter().find(|t| t.clause == entry.clause).filter(|_| !is_title);
            let weight = if is_title { self.title_weight } else { 1.0 };
            let title_frequency = in_title.map_or(0.0, |t| self.title_weight * f64::from(t.frequency));
            add(entry.clause, weight * f64::from(entry.frequency) + title_frequency);
        }
        for entry in title.iter().filter(|t| !is_title && entries.iter().all(|e| e.clause != t.clause)) {
            add(entry.clause, self.title_weight * f64::from(entry.frequency));
        }
        score
    }

    fn article_score(&self, matched: &ArticleMatch<'_>) -> f64 {
        let length = f64::from(matched.words) / self.mean_article;
        let frequencies = self.article_frequencies(matched.clauses);
        frequencies.iter().map(|(clause, frequency)| self.saturated(*clause, *frequency, length)).sum()
    }

    /// The weighted frequency of each clause in the article, by clause.
    fn article_frequencies(&self, entries: &[ClauseMatch]) -> Vec<(u32, f64)> {
        let mut frequencies: Vec<(u32, f64)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let weight = if entry.ordinal == 0 { self.title_weight } else { 1.0 };
            let frequency = weight * f64::from(entry.frequency);
            match frequencies.iter_mut().find(|(clause, _)| *clause == entry.clause) {
                Some((_, sum)) => *sum += frequency,
                None => frequencies.push((entry.clause, frequency)),
            }
        }
        frequencies.sort_by_key(|(clause, _)| *clause);
        frequencies
    }

    fn saturated(&self, clause: u32, frequency: f64, length: f64) -> f64 {
        let clause = clause as usize;
        if !self.scoring[clause] {
            return 0.0;
        }
        self.idf[clause] * frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length))
    }

    /// What each clause adds to the score of the article's best passage, the bonus of the tier left out. The article is given by
    /// its words and the clauses found in it.
    pub(crate) fn parts(
        &self,
        (words, clauses): (u32, &[ClauseMatch]),
        frequencies: &[u64],
        best: u32,
    ) -> Vec<Parts> {
        let (title, _) = split_title(clauses);
        let of_article = self.article_frequencies(clauses);
        let passage: Vec<&ClauseMatch> = clauses.iter().filter(|e| e.ordinal == best).collect();
        let passage_length = passage.first().map_or(1.0, |e| f64::from(e.words)) / self.mean_passage;
        let article_length = f64::from(words) / self.mean_article;
        let part = |(clause, article_frequency): &(u32, f64)| {
            let weight = if best == 0 { self.title_weight } else { 1.0 };
            let here =
                passage.iter().find(|e| e.clause == *clause).map_or(0.0, |e| weight * f64::from(e.frequency));
            let in_title = title.iter().find(|t| t.clause == *clause && best > 0);
            let passage_frequency = here + in_title.map_or(0.0, |t| self.title_weight * f64::from(t.frequency));
            Parts {
                clause: self.plan.clauses[*clause as usize].label.clone(),
                articles: frequencies[*clause as usize],
                idf: self.idf[*clause as usize],
                passage_frequency,
                article_frequency: *article_frequency,
                score: (1.0 - ARTICLE_SHARE) * self.saturated(*clause, passage_frequency, passage_length)
                    + ARTICLE_SHARE * self.saturated(*clause, *article_frequency, article_length),
            }
        };
        of_article.iter().map(part).collect()
    }
}

/// Two letters in capitals stand for many things (`CA`, `LA`) and are rare beside the words that they are short for: such a
/// clause has no more than the mean of the other wanted ones.
fn bound_short_acronyms(plan: &Plan, idf: &mut [f64]) {
    let wanted = plan.wanted_clauses();
    let is_short: Vec<bool> = plan.clauses.iter().map(Clause::is_short_acronym).collect();
    let others = || (0..idf.len()).filter(|clause| wanted[*clause] && !is_short[*clause]);
    let count = others().count();
    if count == 0 || !is_short.contains(&true) {
        return;
    }
    let mean = others().map(|clause| idf[clause]).sum::<f64>() / count as f64;
    (0..idf.len()).filter(|clause| is_short[*clause]).for_each(|clause| idf[clause] = idf[clause].min(mean));
}

fn clauses_in<'e>(matches: impl Iterator<Item = &'e ClauseMatch>) -> ClauseSet {
    let mut clauses = ClauseSet::default();
    matches.for_each(|found| clauses.add(found.clause as usize));
    clauses
}

/// The entries of the headline, and those of the passages.
fn split_title(entries: &[ClauseMatch]) -> (&[ClauseMatch], &[ClauseMatch]) {
    entries.split_at(entries.partition_point(|e| e.ordinal == 0))
}
