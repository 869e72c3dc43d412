//! The articles of one segment that match a plan, each with the bound of its score.

use tantivy::DocId;

use super::clause_articles::ClauseArticles;
use super::scale::Scale;
use crate::error::Result;
use crate::index::tantivy::articles::Articles;
use crate::index::tantivy::bits::{Bits, holding};
use crate::index::tantivy::filters::SegmentFilters;
use crate::index::tantivy::segment::Segment;
use crate::query::Filter;
use crate::query::plan::{Condition, Plan};
use crate::ranking::{Address, Counted, ScoreBounds, Sort, Total};
use crate::work::{Budget, Counter};

/// Where the clauses have fewer articles than one in this number together, only these are gone through.
const SPARSE_ONE_IN: usize = 32;

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
enum Found {
    /// All articles of the only clause; what its bounds stand for.
    Only(Scale),
    /// The articles that are gone through by their places.
    Several(Several),
}

/// What was found of several clauses: sets of places.
struct Several {
    /// The articles that are gone through, in order; all of the segment if none is named.
    named: Option<Vec<u32>>,
    /// Where each clause is found.
    sets: Vec<Bits>,
    /// What the bounds of each clause stand for.
    scales: Vec<Scale>,
    /// What has all that is wanted, and what has some of it.
    whole: Bits,
    partial: Bits,
    /// What of these was not bounded yet.
    left: [Bits; 2],
}

impl Several {
    fn new(named: Option<Vec<u32>>, sets: Vec<Bits>) -> Self {
        let [whole, partial] = [Bits::default(), Bits::default()];
        Self { named, sets, scales: Vec::new(), whole, partial, left: Default::default() }
    }

    fn places(&self, articles: &Articles) -> u32 {
        self.named.as_ref().map_or(articles.len(), |named| named.len() as u32)
    }

    fn article(&self, place: u32) -> u32 {
        self.named.as_ref().map_or(place, |named| named[place as usize])
    }

    /// The places of the articles that live, where some do not.
    fn alive(&self, alive: Option<&Bits>, places: u32) -> Option<Bits> {
        let alive = alive?;
        let Some(named) = &self.named else { return Some(alive.clone()) };
        let mut living = Bits::new(places);
        (0..).zip(named).filter(|(_, article)| alive.has(**article)).for_each(|(place, _)| living.add(place));
        Some(living)
    }
}

impl<'a> SegmentArticles<'a> {
    /// Looks up where the clauses of a plan are found. `is_only` says that the articles of one clause are wanted in the order of
    /// their scores.
    pub(super) fn new(
        (number, segment, filters): (u32, &'a Segment, SegmentFilters),
        (plan, is_only): (&'a Plan, bool),
        clauses: Vec<ClauseArticles<'a>>,
        budget: &Budget,
    ) -> Result<Self> {
        let articles = segment.articles()?;
        let alive = segment.living_articles()?;
        let found = Found::Only(Scale::default());
        let mut found = Self { number, segment, articles, plan, clauses, filters, alive, found };
        if !is_only {
            found.found = Found::Several(found.sets(budget)?);
        }
        Ok(found)
    }

    /// Where each clause is found.
    fn sets(&self, budget: &Budget) -> Result<Several> {
        let named = if self.plan.asks_every_article() { None } else { self.named(budget)? };
        let mut several = Several::new(named, Vec::with_capacity(self.clauses.len()));
        let places = several.places(self.articles);
        for clause in &self.clauses {
            let (mut set, mut place) = (Bits::new(places), 0);
            let named = several.named.as_deref();
            clause.for_each(budget, |article, _| {
                place = place_of(named, place, article);
                set.add(place as u32);
            })?;
            several.sets.push(set);
        }
        Ok(several)
    }

    /// Adds for every clause the number of articles in which it is found.
    pub(super) fn count_clauses(&self, frequencies: &mut [u64], budget: &Budget) -> Result<()> {
        let alive = match &self.found {
            Found::Several(several) => several.alive(self.alive, several.places(self.articles)),
            Found::Only(_) => None,
        };
        for (number, (clause, frequency)) in self.clauses.iter().zip(frequencies).enumerate() {
            *frequency += match (&self.found, &alive) {
                (Found::Several(several), Some(alive)) => several.sets[number].common(alive),
                _ => clause.live_articles(self.alive, budget)?,
            };
        }
        Ok(())
    }

    fn is_alive(&self, article: u32) -> bool {
        self.alive.is_none_or(|alive| alive.has(article))
    }

    /// What the bounds of each clause stand for.
    fn scales(&self, bounds: &ScoreBounds) -> Vec<Scale> {
        let drift = bounds.measure.over(self.articles.measure());
        let beside = |word: usize| {
            let pairs = self.clauses.iter().zip(&bounds.idf);
            let of_word =
                |pair: &ClauseArticles<'_>| matches!(pair, ClauseArticles::Beside(other) if *other == word);
            pairs.filter(|(pair, _)| of_word(pair)).map(|(_, idf)| *idf as f32).sum::<f32>()
        };
        let scale = |number: usize| {
            let drift = if matches!(self.clauses[number], ClauseArticles::Stored(_)) { drift } else { 1.0 };
            Scale { drift, idf: bounds.idf[number] as f32, beside: beside(number) }
        };
        (0..self.clauses.len()).map(scale).collect()
    }

    /// Counts what matches.
    pub(super) fn count(&mut self, plan: &Plan, bounds: &ScoreBounds, budget: &Budget) -> Result<Total> {
        let scales = self.scales(bounds);
        let only = self.clauses.first().filter(|_| is_one_clause(plan));
        let passages = only.map(|clause| clause.live_passages(self.segment, budget)).transpose()?;
        let mut several = match &mut self.found {
            Found::Only(scale) => {
                *scale = scales[0];
                let articles = self.clauses[0].live_articles(self.alive, budget)?;
                return Ok(Total { articles, passages: passages.unwrap_or(0), ..Total::default() });
            }
            Found::Several(several) => std::mem::replace(several, Several::new(None, Vec::new())),
        };
        let mut total = self.matching(plan, &mut several);
        several.scales = scales;
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

    /// Finds what matches, given where each clause is found.
    fn matching(&self, plan: &Plan, several: &mut Several) -> Total {
        let places = several.places(self.articles);
        let head = |place: u32| self.articles.head(several.article(place));
        let sets = &several.sets;
        let scoring = plan.scoring();
        let scoring: Vec<&Bits> =
            sets.iter().zip(&scoring).filter(|(_, scores)| **scores).map(|(set, _)| set).collect();
        let living = several.alive(self.alive, places);
        let alive = |word: usize| living.as_ref().map_or(u64::MAX, |living| living.word(word));
        let [with_word] =
            Bits::made(places, |word| [alive(word) & scoring.iter().fold(0, |any, set| any | set.word(word))]);
        let has_word = |word: usize| with_word.word(word);
        // The last bits of the last word are no articles.
        let all = |word: usize| u64::MAX >> (64 * (word + 1)).saturating_sub(places as usize).min(63);
        let looked_at =
            |word: usize| if plan.asks_every_article() { alive(word) & all(word) } else { has_word(word) };
        // Filters are asked of what was found, if there are any.
        let [found] =
            if plan.filters.is_empty() { [Bits::default()] } else { Bits::made(places, |w| [looked_at(w)]) };
        let filters: Vec<Bits> =
            (0..plan.filters.len()).map(|number| self.filtered((number, &found), (places, &head))).collect();
        let matching = |filters: &[Bits], word: usize| {
            let holds = |condition: &Condition| holding(condition, sets, filters, word);
            let required = plan.required.iter().fold(looked_at(word), |all, c| all & holds(c));
            if required == 0 {
                return [0, 0];
            }
            let (whole, any) = plan.wanted.iter().fold((required, 0), |(all, any), condition| {
                let here = holds(condition);
                (all & here, any | here)
            });
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
        (several.whole, several.partial) = (whole, partial);
        total
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

    /// Whether an article has all that is wanted, of several clauses.
    pub(super) fn is_whole(&self, article: u32) -> bool {
        let Found::Several(several) = &self.found else { return false };
        let place = several
            .named
            .as_ref()
            .map_or(Some(article), |named| named.binary_search(&article).ok().map(|place| place as u32));
        place.is_some_and(|place| several.whole.has(place))
    }

    /// The blocks of the only clause, each with the bound of what is in it; nothing if there are several clauses.
    pub(super) fn blocks(&self) -> Vec<(f32, u32)> {
        let (Found::Only(scale), Some(clause)) = (&self.found, self.clauses.first()) else { return Vec::new() };
        (0..).take(clause.blocks()).map(|block| (scale.score(clause.max_bound(block as usize)), block)).collect()
    }

    /// Gives the articles of a block of the only clause with their bounds.
    pub(super) fn block(&self, block: usize, mut visit: impl FnMut(u32, f32)) {
        if let (Found::Only(scale), Some(clause)) = (&self.found, self.clauses.first()) {
            clause.block(block, |article, bound| {
                if self.is_alive(article) {
                    visit(article, scale.score(bound));
                }
            });
        }
    }

    /// The highest bound of a clause.
    pub(super) fn max_bound(&self, clause: usize) -> f32 {
        let Found::Several(several) = &self.found else { return 0.0 };
        let blocks = 0..self.clauses[clause].blocks();
        let max = blocks.map(|block| self.clauses[clause].max_bound(block)).max();
        several.scales[clause].score(max.unwrap_or(0))
    }

    /// Begins anew: nothing was bounded yet.
    pub(super) fn restart(&mut self) {
        if let Found::Several(several) = &mut self.found {
            several.left = [several.whole.clone(), several.partial.clone()];
        }
    }

    /// Gives all articles that have all that is wanted, or all others that match.
    pub(super) fn each(&self, is_whole: bool, visit: &mut dyn FnMut(u32)) {
        let Found::Several(several) = &self.found else { return };
        let set = if is_whole { &several.whole } else { &several.partial };
        set.iter().for_each(|place| visit(several.article(place)));
    }

    /// Gives all articles that have all that is wanted, also those of the only clause.
    pub(super) fn each_whole(&self, budget: &Budget, visit: &mut dyn FnMut(u32)) -> Result<()> {
        if matches!(self.found, Found::Several(_)) {
            self.each(true, visit);
            return Ok(());
        }
        self.clauses[0].for_each(budget, |article, _| {
            if self.is_alive(article) {
                visit(article);
            }
        })
    }

    /// Gives the articles with the first of some clauses that were not given before, each with the bound of what these clauses
    /// score: of those that have all that is wanted, or of the others. Without a clause all that are left are given.
    pub(super) fn take(
        &mut self,
        is_whole: bool,
        clauses: &[usize],
        budget: &Budget,
        visit: &mut dyn FnMut(u32, f32),
    ) -> Result<()> {
        let Found::Several(several) = &mut self.found else { return Ok(()) };
        let left = &mut several.left[usize::from(!is_whole)];
        let taken = match clauses.first() {
            Some(clause) => left.take_common(&several.sets[*clause]),
            None => std::mem::take(left),
        };
        let several = &*several;
        let places: Vec<u32> = taken.iter().collect();
        let mut scores = vec![0.0; places.len()];
        for clause in clauses {
            let (set, scale) = (&several.sets[*clause], several.scales[*clause]);
            let mut bounds = self.clauses[*clause].bounds();
            for (place, score) in places.iter().zip(&mut scores) {
                if set.has(*place) {
                    *score += scale.score(bounds.of(several.article(*place)));
                }
            }
            budget.spend(Counter::BlocksRead, bounds.blocks_read())?;
        }
        places.iter().zip(scores).for_each(|(place, score)| visit(several.article(*place), score));
        Ok(())
    }
}

/// All articles that have all that is wanted.
pub(super) fn whole(segments: &[SegmentArticles<'_>], budget: &Budget) -> Result<Vec<Address>> {
    let mut whole = Vec::new();
    for segment in segments {
        let address = |article| Address::new(segment.number, segment.articles.head(article));
        segment.each_whole(budget, &mut |article| whole.push(address(article)))?;
    }
    Ok(whole)
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
pub(super) fn is_only(plan: &Plan, sort: Sort) -> bool {
    sort == Sort::Relevance && is_one_clause(plan)
}

/// Whether what is wanted is one clause and no more.
fn is_one_clause(plan: &Plan) -> bool {
    let is_only = |condition: &Condition| *condition == Condition::Clause(0);
    plan.clauses.len() == 1
        && plan.filters.is_empty()
        && !plan.wanted.is_empty()
        && plan.wanted.iter().chain(&plan.required).all(is_only)
}
