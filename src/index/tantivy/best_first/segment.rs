//! The articles of one segment that match a plan, each with the bound of its score.

use tantivy::DocId;

use super::clause_articles::ClauseArticles;
use crate::error::Result;
use crate::index::tantivy::articles::Articles;
use crate::index::tantivy::bits::{Bits, holding};
use crate::index::tantivy::filters::SegmentFilters;
use crate::index::tantivy::segment::Segment;
use crate::query::Filter;
use crate::query::plan::{Condition, Plan};
use crate::ranking::{Counted, ScoreBounds, Sort, Total, score_of_bound};
use crate::work::Budget;

/// Where the clauses have fewer articles than one in this number together, only these are gone through.
const SPARSE_ONE_IN: usize = 32;

/// A word has no fewer than one in this number of the occurrences that it has beside a function word: its stem counts there for
/// itself, where the word alone counts it once.
const MAX_BESIDE: f64 = 2.5;

/// The articles of a segment that may match a plan.
pub(super) struct SegmentArticles<'a> {
    /// The number of the segment.
    pub(super) number: u32,
    pub(super) segment: &'a Segment,
    pub(super) articles: &'a Articles,
    pub(super) plan: &'a Plan,
    pub(super) clauses: Vec<ClauseArticles<'a>>,
    pub(super) filters: SegmentFilters,
    /// The articles that are not deleted, where some are.
    alive: Option<&'a Bits>,
    found: Found,
}

/// What was found.
#[derive(Default)]
enum Found {
    /// Nothing was counted yet.
    #[default]
    Nothing,
    /// All articles of the only clause; what a bound of 1 stands for.
    Only(f32),
    /// The articles that are gone through by their places.
    Several(Several),
}

/// What was found of several clauses: sets of places, and the bound of the score at each.
struct Several {
    /// The articles that are gone through, in order; all of the segment if none is named.
    named: Option<Vec<u32>>,
    whole: Bits,
    partial: Bits,
    scores: Vec<f32>,
}

impl<'a> SegmentArticles<'a> {
    /// Looks the clauses of a plan up.
    pub(super) fn new(
        (number, segment, filters): (u32, &'a Segment, SegmentFilters),
        plan: &'a Plan,
        clauses: Vec<ClauseArticles<'a>>,
    ) -> Result<Self> {
        let articles = segment.articles()?;
        let alive = segment.living_articles()?;
        Ok(Self { number, segment, articles, plan, clauses, filters, alive, found: Found::Nothing })
    }

    /// Adds for every clause the number of articles in which it is found.
    pub(super) fn count_clauses(&self, frequencies: &mut [u64], budget: &Budget) -> Result<()> {
        for (clause, frequency) in self.clauses.iter().zip(frequencies) {
            *frequency += clause.live_articles(self.alive, budget)?;
        }
        Ok(())
    }

    fn is_alive(&self, article: u32) -> bool {
        self.alive.is_none_or(|alive| alive.has(article))
    }

    /// Bounds the scores, and counts what matches.
    pub(super) fn count(&mut self, plan: &Plan, bounds: &ScoreBounds, budget: &Budget) -> Result<Total> {
        let drift = bounds.measure.over(self.articles.measure());
        let beside = |word: usize| {
            let pairs = self.clauses.iter().zip(&bounds.idf);
            pairs
                .filter(move |(pair, _)| matches!(pair, ClauseArticles::Beside(other) if *other == word))
                .map(|(_, i)| i)
        };
        let unit = |number: usize| {
            let drift = if matches!(self.clauses[number], ClauseArticles::Stored(_)) { drift } else { 1.0 };
            let idf = bounds.idf[number] + MAX_BESIDE * beside(number).sum::<f64>();
            score_of_bound(1) * drift * idf as f32
        };
        let only = self.clauses.first().filter(|_| is_one_clause(plan));
        let passages = only.map(|clause| clause.live_passages(self.segment, budget)).transpose()?;
        if let Some(clause) = only.filter(|_| is_only(plan, bounds)) {
            let articles = clause.live_articles(self.alive, budget)?;
            let found = Found::Only(unit(0));
            self.found = found;
            return Ok(Total { articles, passages: passages.unwrap_or(0), ..Total::default() });
        }
        let named = if plan.asks_every_article() { None } else { self.named(budget)? };
        let places = named.as_ref().map_or(self.articles.len(), |named| named.len() as u32);
        let mut scores = vec![0.0; places as usize];
        let mut sets = Vec::with_capacity(self.clauses.len());
        for (number, clause) in self.clauses.iter().enumerate() {
            let (mut set, unit) = (Bits::new(places), unit(number));
            let mut place = 0;
            clause.for_each(budget, |article, bound| {
                place = place_of(named.as_deref(), place, article);
                set.add(place as u32);
                scores[place] += unit * f32::from(bound);
            })?;
            sets.push(set);
        }
        let (several, mut total) = self.several(plan, (named, scores), &sets);
        if let Some(passages) = passages {
            (total.passages, total.are_passages_exact) = (passages, true);
        }
        self.found = Found::Several(several);
        Ok(total)
    }

    /// The articles of all clauses in order, where they are few.
    fn named(&self, budget: &Budget) -> Result<Option<Vec<u32>>> {
        let sum: usize = self.clauses.iter().map(ClauseArticles::len).sum();
        if sum > self.articles.len() as usize / SPARSE_ONE_IN {
            return Ok(None);
        }
        let mut named = Vec::with_capacity(sum);
        for clause in &self.clauses {
            clause.for_each(budget, |article, _| named.push(article))?;
        }
        named.sort_unstable();
        named.dedup();
        Ok(Some(named))
    }

    /// What matches, given where each clause is found.
    fn several(
        &self,
        plan: &Plan,
        (named, scores): (Option<Vec<u32>>, Vec<f32>),
        sets: &[Bits],
    ) -> (Several, Total) {
        let places = scores.len() as u32;
        let article = |place: u32| named.as_ref().map_or(place, |named| named[place as usize]);
        let head = |place: u32| self.articles.head(article(place));
        let scoring = plan.scoring();
        let scoring: Vec<&Bits> =
            sets.iter().zip(&scoring).filter(|(_, scores)| **scores).map(|(set, _)| set).collect();
        let living = |place: u32| self.is_alive(article(place));
        let mut alive = self.alive.map(|_| Bits::new(places));
        if let Some(alive) = &mut alive {
            (0..places).filter(|place| living(*place)).for_each(|place| alive.add(place));
        }
        let alive = |word: usize| alive.as_ref().map_or(u64::MAX, |alive| alive.word(word));
        let has_word = |word: usize| alive(word) & scoring.iter().fold(0, |any, set| any | set.word(word));
        // The last bits of the last word are no articles.
        let all = |word: usize| u64::MAX >> (64 * (word + 1)).saturating_sub(places as usize).min(63);
        let looked_at =
            |word: usize| if plan.asks_every_article() { alive(word) & all(word) } else { has_word(word) };
        let [found] = Bits::made(places, |word| [looked_at(word)]);
        let filters: Vec<Bits> =
            (0..plan.filters.len()).map(|number| self.filtered((number, &found), (places, &head))).collect();
        let matching = |filters: &[Bits], word: usize| {
            let holds = |condition: &Condition| holding(condition, sets, filters, word);
            let required = plan.required.iter().fold(looked_at(word), |all, c| all & holds(c));
            let whole = plan.wanted.iter().fold(required, |all, c| all & holds(c));
            let any = plan.wanted.iter().fold(0, |any, c| any | holds(c));
            [whole, required & has_word(word) & any & !whole]
        };
        let [whole, partial] = Bits::made(places, |word| matching(&filters, word));
        let mut total = Total { articles: whole.len(), are_passages_exact: whole.len() == 0, ..Total::default() };
        total.partial = Counted::exactly(partial.len());
        if plan.filters.iter().any(is_date) {
            let dated: Vec<Bits> = filters
                .iter()
                .zip(&plan.filters)
                .map(|(set, filter)| if is_date(filter) { found.clone() } else { set.clone() })
                .collect();
            let [missed] =
                Bits::made(places, |word| [matching(&dated, word)[0] & !whole.word(word) & !partial.word(word)]);
            total.undated = missed.iter().filter(|place| self.segment.days(head(*place)).is_none()).count() as u64;
        }
        (Several { named, whole, partial, scores }, total)
    }

    /// For which of the places that were found a filter holds.
    fn filtered(&self, (number, found): (usize, &Bits), (places, head): (u32, &dyn Fn(u32) -> DocId)) -> Bits {
        let mut set = Bits::new(places);
        let holds = |place: &u32| self.filters.holds(number, self.segment, head(*place));
        found.iter().filter(holds).for_each(|place| set.add(place));
        set
    }

    /// Whether an article matches.
    pub(super) fn has(&self, article: u32) -> bool {
        match &self.found {
            Found::Nothing => false,
            Found::Only(_) => self.is_alive(article) && self.clauses[0].has(article),
            Found::Several(several) => {
                let place = match &several.named {
                    None => Some(article),
                    Some(named) => named.binary_search(&article).ok().map(|place| place as u32),
                };
                place.is_some_and(|place| several.whole.has(place) || several.partial.has(place))
            }
        }
    }

    /// The blocks of the only clause, each with the bound of what is in it; nothing if there are several clauses.
    pub(super) fn blocks(&self) -> Vec<(f32, usize)> {
        let (Found::Only(unit), Some(clause)) = (&self.found, self.clauses.first()) else { return Vec::new() };
        (0..clause.blocks()).map(|block| (unit * f32::from(clause.max_bound(block)), block)).collect()
    }

    /// Gives the articles of a block of the only clause with their bounds.
    pub(super) fn block(&self, block: usize, visit: &mut dyn FnMut(u32, f32)) {
        if let (Found::Only(unit), Some(clause)) = (&self.found, self.clauses.first()) {
            clause.block(block, &mut |article, bound| {
                if self.is_alive(article) {
                    visit(article, unit * f32::from(bound));
                }
            });
        }
    }

    /// Gives all articles that match several clauses: whether it has all that is wanted, and its bound.
    pub(super) fn each(&self, mut visit: impl FnMut(u32, bool, f32)) {
        let Found::Several(Several { named, whole, partial, scores }) = &self.found else { return };
        let article = |place: u32| named.as_ref().map_or(place, |named| named[place as usize]);
        for (set, is_whole) in [(whole, true), (partial, false)] {
            set.iter().for_each(|place| visit(article(place), is_whole, scores[place as usize]));
        }
    }
}

/// The place of an article, which is not before the place of the one before it.
#[inline]
fn place_of(named: Option<&[u32]>, mut place: usize, article: u32) -> usize {
    let Some(named) = named else { return article as usize };
    while named[place] < article {
        place += 1;
    }
    place
}

fn is_date(filter: &Filter) -> bool {
    matches!(filter, Filter::Date(_))
}

/// Whether the articles of one clause are found, in the order of their scores.
pub(super) fn is_only(plan: &Plan, bounds: &ScoreBounds) -> bool {
    bounds.sort == Sort::Relevance && is_one_clause(plan)
}

/// Whether what is wanted is one clause and no more.
fn is_one_clause(plan: &Plan) -> bool {
    let is_only = |condition: &Condition| *condition == Condition::Clause(0);
    plan.clauses.len() == 1
        && plan.filters.is_empty()
        && !plan.wanted.is_empty()
        && plan.wanted.iter().chain(&plan.required).all(is_only)
}
