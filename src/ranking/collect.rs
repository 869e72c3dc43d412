//! Matching articles → the best of them in order with their near-duplicates, and exact totals.
//!
//! A source that gives the best first is asked until no other article can be among the wanted; another one gives all of them.
//! They are gone through once, and in two cases again: where duplicates took the places of a page, more articles are kept the
//! second time; and where duplicates are older than the best of them, these are scored the last time.

mod grouping;

use rustc_hash::{FxHashMap, FxHashSet};

use super::best_first::{BestFirst, MAX_WHOLE};
use super::facets::WholeArticles;
use super::feedback::Feedback;
use super::near_duplicates::{Fingerprinted, Group, MAX_GROUPS};
use super::near_words::near_words;
use super::page::{buffered, has_feedback, kept, order, top_article};
use super::score::{MatchSummary, Scored, Scorer};
use super::top::{Candidate, Key, Top};
use super::{Address, ArticleMatch, Collector, MatchSource, MinHash, Sort, TopArticles, TopRequest, Total};
use crate::error::Result;
use crate::query::plan::Plan;
use crate::query::{Filter, Warning};
use crate::work::{Budget, Counter};

/// Near-duplicates are looked for among at most this many matching articles, the first ones of the index; later ones stay
/// single.
const MAX_COMPARED: usize = 200_000;

/// At least this many articles are kept where near-duplicates are looked for: all those of a smaller answer are counted.
const MIN_COUNTED: usize = 128;

/// Of a larger answer those are counted that so many of the first articles stand for, on whatever page.
const COUNTED_GROUPS: usize = 10;

/// Where near-duplicates took the places of a page, at most this many of the best articles are looked through for others.
const MAX_RANKED: usize = 10_000;

/// So many articles are taken at once where not all of them come, more each time.
const MIN_TAKEN: usize = 24;
const MAX_TAKEN: usize = 1024;

/// The best articles that match a plan.
pub fn top_articles(
    source: &dyn MatchSource,
    plan: &Plan,
    request: &TopRequest,
    budget: &Budget,
) -> Result<TopArticles> {
    let (mut top, whole) = best_articles(source, plan, request, budget)?;
    top.facets = if request.facets { Some(whole.facets(source, budget)?) } else { None };
    top.near = request.near.iter().map(|word| near_words(source, word, budget)).collect::<Result<_>>()?;
    Ok(top)
}

/// The best articles, and all that have all that is wanted, if these are counted by their facets.
fn best_articles(
    source: &dyn MatchSource,
    plan: &Plan,
    request: &TopRequest,
    budget: &Budget,
) -> Result<(TopArticles, WholeArticles)> {
    let mut collector = TopCollector::new(source, plan, request, budget);
    if plan.wanted.is_empty() && plan.required.is_empty() {
        return Ok((collector.finish()?, WholeArticles::default()));
    }
    match source.best_first(plan, request, budget)? {
        Some(mut articles) => {
            collector.take_best(&mut *articles)?;
            if request.facets {
                collector.whole = WholeArticles::of(&mut *articles, &plan.wanted_clauses())?;
            }
        }
        None => source.collect(plan, budget, &mut collector)?,
    }
    let whole = std::mem::take(&mut collector.whole);
    Ok((collector.finish()?, whole))
}

/// What was collected.
struct Ranking {
    /// The articles in order, each with its near-duplicates.
    groups: Vec<Group>,
    /// For each article from the offset on, itself and its near-duplicates that are listed, the earliest first.
    listed: Vec<Vec<Address>>,
    /// The articles that are older than the best of their near-duplicates.
    earlier: FxHashMap<Address, Candidate>,
    /// How much was found.
    total: Total,
    /// In how many articles each clause stands.
    frequencies: Vec<u64>,
    /// What the best articles add to each other's scores, once it is known.
    feedback: Option<Feedback>,
    /// Where a bound changed the answer.
    warnings: Vec<Warning>,
}

/// Why the matching articles are gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// To find the best ones, and to count.
    First,
    /// To find more of the best ones.
    Second,
    /// To score those that are older than the best of their near-duplicates.
    Earlier,
}

/// Collects the best articles of a plan.
struct TopCollector<'a> {
    source: &'a dyn MatchSource,
    plan: &'a Plan,
    request: &'a TopRequest,
    budget: &'a Budget,
    /// How many of the best are kept.
    k: usize,
    pass: Pass,
    scorer: Option<Scorer<'a>>,
    top: Top,
    /// How many articles match, where that is known from the beginning: then not all of them come.
    counted: Option<u64>,
    /// How many came of them in the first pass.
    taken: u64,
    /// What was found, where near-duplicates are looked for and all articles come.
    found: Vec<Fingerprinted>,
    /// Whether more was found than is compared.
    is_found_cut: bool,
    has_date_filter: bool,
    /// What is scored in the last pass.
    wanted: FxHashSet<Address>,
    /// What has all that is wanted, where that is counted by its facets.
    whole: WholeArticles,
    ranking: Ranking,
}

impl<'a> TopCollector<'a> {
    fn new(source: &'a dyn MatchSource, plan: &'a Plan, request: &'a TopRequest, budget: &'a Budget) -> Self {
        let page = request.offset.saturating_add(request.limit);
        let k = if request.fold { page.max(COUNTED_GROUPS) } else { page };
        let kept = kept(plan, request, k);
        let buffered = buffered(kept).max(if request.fold { MIN_COUNTED } else { 0 });
        Self {
            source,
            plan,
            request,
            budget,
            k,
            pass: Pass::First,
            scorer: None,
            top: Top::new(order(plan, request), kept, buffered),
            counted: None,
            taken: 0,
            found: Vec::new(),
            is_found_cut: false,
            has_date_filter: plan.filters.iter().any(|f| matches!(f, Filter::Date(_))),
            wanted: FxHashSet::default(),
            whole: WholeArticles::default(),
            ranking: Ranking {
                groups: Vec::new(),
                listed: Vec::new(),
                earlier: FxHashMap::default(),
                total: Total::default(),
                frequencies: Vec::new(),
                feedback: None,
                warnings: Vec::new(),
            },
        }
    }

    /// What was collected.
    fn finish(mut self) -> Result<TopArticles> {
        let mut warn = |message: String| self.ranking.warnings.push(Warning { position: 0, message });
        if self.is_found_cut {
            warn(format!(
                "copies were looked for among {MAX_COMPARED} of the articles found, the others stand by themselves: \
                 narrow the query"
            ));
        }
        if self.request.fold && self.ranking.groups.len() > MAX_GROUPS {
            warn(format!(
                "copies of the first {MAX_GROUPS} articles were looked for, the others stand by themselves: ask for \
                 fewer articles at once"
            ));
        }
        let Ranking { groups, listed, earlier, mut total, frequencies, feedback, warnings } = self.ranking;
        // What was counted on the way depends on the page.
        total.passages = if total.are_passages_exact { total.passages } else { 0 };
        let reached = groups.len();
        let mut listed = listed.iter();
        let mut articles = Vec::with_capacity(reached.saturating_sub(self.request.offset).min(self.request.limit));
        for group in groups.iter().skip(self.request.offset).take(self.request.limit) {
            self.budget.check()?;
            let listed = listed.next().map_or(&[][..], Vec::as_slice);
            articles.push(top_article(group, listed, &earlier));
        }
        let feedback = feedback.unwrap_or_default().words;
        Ok(TopArticles {
            articles,
            reached,
            total,
            article_frequencies: frequencies,
            feedback,
            warnings,
            ..TopArticles::default()
        })
    }

    /// Takes the best articles and leaves the others.
    fn take_best(&mut self, articles: &mut dyn BestFirst) -> Result<()> {
        self.begin(articles.article_frequencies());
        let Some(scorer) = &self.scorer else { return Ok(()) };
        let folded = self.ranking.total.folded;
        self.ranking.total = Total { folded, ..articles.count(&scorer.bounds(self.request.sort))? };
        let found = self.ranking.total.articles + self.ranking.total.partial.articles;
        self.counted = Some(found);
        loop {
            self.budget.spend(Counter::Passes, 1)?;
            if self.pass == Pass::Earlier {
                let mut wanted: Vec<Address> = self.wanted.iter().copied().collect();
                wanted.sort_unstable();
                articles.visit(&wanted, &mut |matched| self.article(matched))?;
            } else {
                self.take_highest(articles)?;
            }
            if !self.end_pass(Some(articles))? {
                return Ok(());
            }
            articles.restart();
        }
    }

    /// Takes articles in the order of their bounds until no other can be among the best.
    fn take_highest(&mut self, articles: &mut dyn BestFirst) -> Result<()> {
        let Total { articles: whole, are_passages_exact, .. } = self.ranking.total;
        let found = self.counted.unwrap_or(0);
        let is_first = self.pass == Pass::First;
        let mut most = self.k.saturating_mul(2).clamp(MIN_TAKEN, MAX_TAKEN);
        if is_first && !are_passages_exact && whole <= MAX_WHOLE {
            self.taken +=
                articles.next(whole as usize, f64::NEG_INFINITY, &mut |matched| self.article(matched))? as u64;
            self.ranking.total.are_passages_exact = true;
        }
        loop {
            self.budget.check()?;
            let floor = if self.top.is_roomy_for(found) { f64::NEG_INFINITY } else { self.top.floor() };
            let taken = articles.next(most, floor, &mut |matched| self.article(matched))?;
            self.taken += if is_first { taken as u64 } else { 0 };
            if taken == 0 {
                return Ok(());
            }
            most = (most * 2).min(MAX_TAKEN);
        }
    }

    fn count(&mut self, summary: &MatchSummary, matched: &ArticleMatch<'_>) {
        let total = &mut self.ranking.total;
        if self.counted.is_none() {
            let count = if summary.is_whole { &mut total.articles } else { &mut total.partial.articles };
            *count += 1;
        }
        let are_counted = self.counted.is_some() && total.are_passages_exact;
        if let Some(scorer) = self.scorer.as_ref().filter(|_| summary.is_whole && !are_counted) {
            let passages = scorer.matching(matched.clauses).filter(|entries| entries[0].ordinal > 0);
            total.passages += passages.count() as u64;
        }
    }

    /// Counts an article that a condition on the date left out because it has none.
    fn count_undated(&mut self, matched: &ArticleMatch<'_>) {
        if !self.has_date_filter || (matched.days)().is_some() {
            return;
        }
        let mut dated = *matched;
        let filters = self.plan.filters.iter().enumerate();
        filters.filter(|(_, f)| matches!(f, Filter::Date(_))).for_each(|(n, _)| dated.filters.add(n));
        let summary = self.scorer.as_ref().and_then(|scorer| scorer.summary(&dated));
        self.ranking.total.undated += u64::from(summary.is_some_and(|o| o.is_whole));
    }
}

impl Collector for TopCollector<'_> {
    fn begin(&mut self, article_frequencies: &[u64]) {
        let TopRequest { statistics, weights, .. } = self.request;
        self.ranking.frequencies = article_frequencies.to_vec();
        self.scorer = Some(Scorer::new(self.plan, statistics, article_frequencies, *weights));
    }

    fn article(&mut self, matched: ArticleMatch<'_>) {
        let Some(scorer) = &self.scorer else { return };
        if self.pass == Pass::Earlier && !self.wanted.contains(&matched.address) {
            return;
        }
        let Some(summary) = scorer.summary(&matched) else {
            if self.pass == Pass::First && self.counted.is_none() {
                self.count_undated(&matched);
            }
            return;
        };
        let has_min_hash = self.request.fold || has_feedback(self.plan, self.request);
        let min_hash = if has_min_hash { (matched.min_hash)() } else { MinHash::default() };
        if self.pass == Pass::First {
            if self.request.facets && summary.is_whole && self.counted.is_none() {
                self.whole.add(&matched, &self.plan.wanted_clauses());
            }
            self.count(&summary, &matched);
            if self.request.fold && self.counted.is_none_or(|found| self.top.is_roomy_for(found)) {
                self.is_found_cut = self.found.len() == MAX_COMPARED;
                self.found.extend((!self.is_found_cut).then_some((matched.address, min_hash)));
            }
        }
        let is_shown = self.pass == Pass::Earlier;
        if !is_shown && (self.k == 0 || self.top.is_out_of_reach(summary.score_upper_bound)) {
            return;
        }
        let Some(scorer) = &self.scorer else { return };
        self.budget.add(Counter::ArticlesScored, 1);
        let Scored { tier, passages } = scorer.score(&matched, &summary);
        let score = passages.first().map_or_else(|| scorer.tier_bonus(tier), |(_, score)| *score);
        let ArticleMatch { address, filters, .. } = matched;
        let (key, id_order) = (Key { tier, score, days: (matched.days)() }, (matched.id_order)());
        if is_shown || self.top.has_room_for(&key, address, id_order) {
            let (words, clauses) = (matched.words, matched.clauses.to_vec());
            let feedback = 0.0;
            let candidate =
                Candidate { address, id_order, key, feedback, words, passages, clauses, filters, min_hash };
            match self.pass {
                Pass::Earlier => drop(self.ranking.earlier.insert(address, candidate)),
                Pass::First | Pass::Second => self.top.push(candidate),
            }
        }
    }

    fn end(&mut self) -> Result<bool> {
        self.end_pass(None)
    }
}

impl TopCollector<'_> {
    /// Ends a pass; whether another is needed.
    fn end_pass(&mut self, best_first: Option<&mut dyn BestFirst>) -> Result<bool> {
        if self.pass == Pass::Earlier {
            return Ok(false);
        }
        let is_missing_some = self.group(best_first)?;
        if is_missing_some && self.pass == Pass::First {
            let k = self.k.max(MAX_RANKED);
            self.top = Top::new(order(self.plan, self.request), k, buffered(k));
            self.pass = Pass::Second;
            return Ok(true);
        }
        if is_missing_some {
            let message = format!(
                "nearly all of the best {MAX_RANKED} articles are copies of a few, and no others were looked for: \
                 narrow the query, or ask for copies as articles of their own"
            );
            self.ranking.warnings.push(Warning { position: 0, message });
        }
        if !self.request.list {
            return Ok(false);
        }
        self.pass = Pass::Earlier;
        self.list()
    }
}
