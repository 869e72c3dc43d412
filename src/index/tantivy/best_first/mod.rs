//! plan → its best articles first: every segment bounds the score of each article from lists of articles, and only those with
//! the highest bounds are read in their passages.

mod bounded;
mod clause_articles;
mod reading;
mod segment;
mod stored_term;

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use self::clause_articles::ClauseArticles;
use self::reading::read_articles;
use self::segment::{SegmentArticles, is_only};
use super::Snapshot;
use super::filters::SegmentFilters;

use crate::error::Result;
use crate::query::plan::Plan;
use crate::ranking::{
    Address, ArticleMatch, BestFirst, BoundMeasure, Counted, MAX_DAY_BOUND, MAX_WHOLE, MinHash, ScoreBounds, Sort,
    Total, day_bound,
};
use crate::work::{Budget, Counter};

/// Articles are put in order by their bounds a level at a time.
const LEVELS: usize = 2048;

/// What the rounding of sums is allowed for.
const ROUNDING: f32 = 1.0001;

/// The articles of an opened index that match a plan.
pub(super) struct MatchingArticles<'a> {
    plan: &'a Plan,
    budget: &'a Budget,
    segments: Vec<SegmentArticles<'a>>,
    frequencies: Vec<u64>,
    sort: Sort,
    /// Whether what is found is the articles of one clause, in the order of their scores.
    is_only: bool,
    /// What an article may have for having all that is wanted.
    whole: f32,
    /// No bound is higher.
    max_bound: f32,
    /// Whether those that have all that is wanted come first, whatever their bounds.
    is_whole_first: bool,
    /// The blocks of the only clause: the one with the highest bound is the last.
    blocks: Vec<(f32, u32, usize)>,
    /// How many articles there are at each level; of several clauses.
    levels: Vec<u32>,
    /// From this level on the articles are in the queue, or were given.
    level: usize,
    queue: BinaryHeap<Queued>,
}

/// An article that waits to be read.
#[derive(Clone, Copy, PartialEq)]
struct Queued {
    bound: f32,
    segment: u32,
    article: u32,
}

impl Eq for Queued {}

impl Ord for Queued {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.bound.total_cmp(&other.bound);
        order.then(other.segment.cmp(&self.segment)).then(other.article.cmp(&self.article))
    }
}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> MatchingArticles<'a> {
    /// Looks up the clauses of a plan.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        plan: &'a Plan,
        measure: &BoundMeasure,
        budget: &'a Budget,
    ) -> Result<Self> {
        let mut segments = Vec::with_capacity(snapshot.segments.len());
        let mut frequencies = vec![0; plan.clauses.len()];
        for (number, segment) in (0..).zip(&snapshot.segments) {
            let mut as_written = snapshot.as_written(number, plan, budget)?.into_iter();
            let clauses = plan.clauses.iter().enumerate().map(|(clause_number, clause)| {
                match (as_written.next().flatten(), plan.word_beside(clause_number)) {
                    (Some(postings), _) => ClauseArticles::of_postings(segment, postings, measure),
                    (None, Some(word)) => Ok(ClauseArticles::Beside(word)),
                    (None, None) => ClauseArticles::open(segment, clause, measure, budget),
                }
            });
            let clauses = clauses.collect::<Result<Vec<_>>>()?;
            let filters = SegmentFilters::new(segment, &snapshot.fields, plan, budget)?;
            let segment = SegmentArticles::new((number, segment, filters), plan, clauses)?;
            segment.count_clauses(&mut frequencies, budget)?;
            segments.push(segment);
        }
        Ok(Self {
            plan,
            budget,
            segments,
            frequencies,
            sort: Sort::Relevance,
            is_only: false,
            whole: 0.0,
            max_bound: 0.0,
            is_whole_first: false,
            blocks: Vec::new(),
            levels: Vec::new(),
            level: LEVELS,
            queue: BinaryHeap::new(),
        })
    }

    /// The bound of an article of several clauses.
    fn bound(&self, segment: &SegmentArticles<'_>, (article, is_whole, words): (u32, bool, f32)) -> f32 {
        match is_whole {
            true if self.is_whole_first => self.max_bound,
            _ if self.sort != Sort::Relevance => {
                day_bound(self.sort, is_whole, segment.segment.days(segment.articles.head(article)))
            }
            true => words + self.whole,
            false => words,
        }
    }

    fn level_of(&self, bound: f32) -> usize {
        ((bound / self.max_bound * LEVELS as f32) as usize).min(LEVELS - 1)
    }

    /// Puts more articles into the queue; whether there were any that can score so much.
    fn fill(&mut self, most: usize, floor: f32) -> Result<bool> {
        if self.levels.is_empty() {
            return self.fill_from_block(floor);
        }
        let (mut from, mut count) = (self.level, 0);
        let lowest = if floor <= 0.0 { 0 } else { self.level_of(floor) };
        while from > lowest && count < most {
            from -= 1;
            count += self.levels[from] as usize;
        }
        let levels = from..self.level;
        self.level = from;
        if count == 0 {
            return Ok(false);
        }
        let mut queued = Vec::with_capacity(count);
        for segment in &self.segments {
            segment.each(|article, is_whole, words| {
                let bound = self.bound(segment, (article, is_whole, words));
                if levels.contains(&self.level_of(bound)) && bound >= floor {
                    queued.push(Queued { bound, segment: segment.number, article });
                }
            });
        }
        self.queue.extend(queued);
        Ok(true)
    }

    fn fill_from_block(&mut self, floor: f32) -> Result<bool> {
        let Some((_, number, block)) = self.blocks.pop_if(|(bound, ..)| *bound >= floor) else { return Ok(false) };
        self.budget.spend(Counter::BlocksRead, 1)?;
        let queue = &mut self.queue;
        self.segments[number as usize].block(block, &mut |article, bound| {
            if bound >= floor {
                queue.push(Queued { bound, segment: number, article });
            }
        });
        Ok(true)
    }

    /// No article outside the queue has a higher bound.
    fn highest_outside(&self) -> f32 {
        match self.blocks.last() {
            Some((bound, ..)) => *bound,
            None if self.levels.is_empty() => f32::NEG_INFINITY,
            None => self.level as f32 / LEVELS as f32 * self.max_bound,
        }
    }
}

impl BestFirst for MatchingArticles<'_> {
    fn article_frequencies(&self) -> &[u64] {
        &self.frequencies
    }

    fn count(&mut self, bounds: &ScoreBounds) -> Result<Total> {
        let mut total = Total::default();
        for segment in &mut self.segments {
            let counted = segment.count(self.plan, bounds, self.budget)?;
            total.articles += counted.articles;
            total.passages += counted.passages;
            total.are_passages_exact &= counted.are_passages_exact;
            total.partial = Counted::exactly(total.partial.articles + counted.partial.articles);
            total.undated += counted.undated;
        }
        let drift = self.segments.iter().map(|segment| bounds.measure.over(segment.articles.measure()));
        self.whole = bounds.whole as f32;
        self.max_bound =
            ROUNDING * bounds.highest() as f32 * drift.fold(1.0, f32::max) + self.whole + f32::MIN_POSITIVE;
        self.sort = bounds.sort;
        self.is_only = is_only(self.plan, bounds);
        if self.sort != Sort::Relevance {
            self.max_bound = ROUNDING * MAX_DAY_BOUND;
        }
        self.is_whole_first = total.articles <= MAX_WHOLE;
        self.restart();
        Ok(total)
    }

    fn restart(&mut self) {
        self.queue.clear();
        self.level = LEVELS;
        self.levels.clear();
        self.blocks.clear();
        if self.is_only {
            for segment in &self.segments {
                let blocks = segment.blocks();
                self.blocks.extend(blocks.into_iter().map(|(bound, block)| (bound, segment.number, block)));
            }
            self.blocks.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
            return;
        }
        let mut levels = vec![0; LEVELS];
        for segment in &self.segments {
            segment.each(|article, is_whole, words| {
                levels[self.level_of(self.bound(segment, (article, is_whole, words)))] += 1;
            });
        }
        self.levels = levels;
    }

    fn next(&mut self, most: usize, floor: f64, visit: &mut dyn FnMut(ArticleMatch<'_>)) -> Result<usize> {
        // The bonus of a whole article is part of the bounds of several clauses, and all have it where there is one.
        let bonus = if self.levels.is_empty() { self.whole } else { 0.0 };
        let floor = (floor / f64::from(ROUNDING)) as f32 - bonus;
        let (mut taken, mut is_all_queued) = (Vec::<Queued>::with_capacity(most), false);
        while taken.len() < most {
            let outside = if is_all_queued { f32::NEG_INFINITY } else { self.highest_outside() };
            if self.queue.peek().is_none_or(|best| best.bound < outside) && !is_all_queued {
                is_all_queued = outside < floor || !self.fill(most - taken.len(), floor)?;
                continue;
            }
            match self.queue.pop() {
                Some(best) if best.bound >= floor => taken.push(best),
                _ => break,
            }
        }
        taken.sort_unstable_by_key(|queued| (queued.segment, queued.article));
        for queued in taken.chunk_by(|a, b| a.segment == b.segment) {
            let articles: Vec<u32> = queued.iter().map(|queued| queued.article).collect();
            read_articles(&self.segments[queued[0].segment as usize], &articles, self.budget, visit)?;
        }
        Ok(taken.len())
    }

    fn visit(&mut self, articles: &[Address], visit: &mut dyn FnMut(ArticleMatch<'_>)) -> Result<()> {
        for addresses in articles.chunk_by(|a, b| a.part() == b.part()) {
            let segment = &self.segments[addresses[0].part() as usize];
            let articles = addresses.iter().map(|address| segment.articles.of_document(address.number()));
            read_articles(segment, &articles.collect::<Vec<_>>(), self.budget, visit)?;
        }
        Ok(())
    }

    fn alike(&mut self, min_hash: &MinHash, share: f32) -> Result<Vec<(Address, MinHash)>> {
        let mut found = Vec::new();
        for segment in &self.segments {
            let (mut alike, mut compared) = (Vec::new(), 0);
            segment.articles.alike(min_hash, &mut |article| {
                compared += 1;
                let other = segment.articles.min_hash(article);
                if min_hash.resembles(&other, share) {
                    alike.push((article, other));
                }
            });
            self.budget.spend(Counter::SignaturesCompared, compared)?;
            alike.sort_unstable_by_key(|(article, _)| *article);
            alike.dedup_by_key(|(article, _)| *article);
            let matching = alike.into_iter().filter(|(article, _)| segment.has(*article));
            let address = |article| Address::new(segment.number, segment.articles.head(article));
            found.extend(matching.map(|(article, other)| (address(article), other)));
        }
        Ok(found)
    }
}
