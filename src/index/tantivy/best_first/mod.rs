//! plan → its best articles first: every segment bounds the score of each article from lists of articles, and only those with
//! the highest bounds are read in their passages.

mod bounded;
mod clause_articles;
mod passage_tier;
mod reading;
mod scale;
mod segment;
mod stored_term;

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use self::clause_articles::open_clauses;
use self::passage_tier::{wanted_clauses, with_all_in_a_passage};
use self::reading::read_articles;
use self::segment::{SegmentArticles, is_only};
use super::Snapshot;
use super::bits::Bits;
use super::filters::SegmentFilters;

use crate::error::Result;
use crate::query::plan::Plan;
use crate::ranking::{
    Address, ArticleMatch, BestFirst, BoundMeasure, Counted, MAX_WHOLE, MinHash, ScoreBounds, Sort, Total,
    day_bound,
};
use crate::work::{Budget, Counter};

/// So many articles are put in order at once, if no more are asked for.
const MIN_ORDERED: usize = 256;

/// If so many articles were given and the best wanted are not among those that have all that is wanted in one passage, and so many
/// have all, it is found out which have it in one.
const GIVEN_BEFORE_APART: usize = 256;
const MIN_APART: u64 = 2_000;

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
    /// What one may have that has it in no passage, and how many have it.
    apart: f32,
    whole_articles: u64,
    /// How many were given.
    given: usize,
    /// The articles of each segment that have all that is wanted in one passage, once that was found out.
    in_a_passage: Option<Vec<Bits>>,
    /// The clauses that score, those that can score most first, each with the most.
    clauses: Vec<(usize, f32)>,
    /// Whether those that have all that is wanted come first, whatever their bounds.
    is_whole_first: bool,
    /// The blocks of the only clause that were not read yet.
    blocks: BinaryHeap<Queued>,
    /// The strata that were not bounded yet: the one with the highest bound is the last.
    strata: Vec<Stratum>,
    /// What was bounded and is in no order yet, and what none of it is above.
    bounded: Vec<Queued>,
    max_bounded: f32,
    queue: BinaryHeap<Queued>,
}

/// Articles that are bounded together: those that have the first of some clauses and none of the clauses before (the essential
/// lists of MaxScore; Turtle and Flood, "Query evaluation: strategies and optimizations", 1995).
#[derive(Clone, Copy)]
struct Stratum {
    /// No bound in it is higher.
    bound: f32,
    /// Whether they have all that is wanted.
    is_whole: bool,
    /// The place of the first clause among those that score.
    from: usize,
}

/// An article that waits to be read, or a block of the only clause.
#[derive(Clone, Copy, PartialEq)]
struct Queued {
    bound: f32,
    segment: u32,
    number: u32,
}

impl Eq for Queued {}

impl Ord for Queued {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.bound.total_cmp(&other.bound);
        order.then(other.segment.cmp(&self.segment)).then(other.number.cmp(&self.number))
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
        (sort, budget): (Sort, &'a Budget),
    ) -> Result<Self> {
        let is_only = is_only(plan, sort);
        let mut opened = open_clauses(snapshot, plan, measure, budget)?.into_iter();
        let mut frequencies = vec![0; plan.clauses.len()];
        let mut segments = Vec::with_capacity(snapshot.segments.len());
        for (number, segment) in (0..).zip(&snapshot.segments) {
            let filters = SegmentFilters::new(segment, &snapshot.fields, plan, budget)?;
            let clauses = opened.by_ref().take(plan.clauses.len()).collect();
            let segment = SegmentArticles::new((number, segment, filters), (plan, is_only), clauses, budget)?;
            segment.count_clauses(&mut frequencies, budget)?;
            segments.push(segment);
        }
        Ok(Self {
            plan,
            budget,
            segments,
            frequencies,
            sort,
            is_only,
            whole: 0.0,
            apart: 0.0,
            whole_articles: 0,
            given: 0,
            in_a_passage: None,
            clauses: Vec::new(),
            is_whole_first: false,
            blocks: BinaryHeap::new(),
            strata: Vec::new(),
            bounded: Vec::new(),
            max_bounded: f32::NEG_INFINITY,
            queue: BinaryHeap::new(),
        })
    }

    /// What can be found, by what it can score at most.
    fn all_strata(&self) -> Vec<Stratum> {
        let mut strata = Vec::new();
        for (is_whole, bonus) in [(true, self.whole), (false, 0.0)] {
            if self.sort != Sort::Relevance || (is_whole && self.is_whole_first) {
                strata.push(Stratum { bound: f32::INFINITY, is_whole, from: 0 });
                continue;
            }
            let mut bound = bonus;
            strata.push(Stratum { bound, is_whole, from: self.clauses.len() });
            for (from, (_, most)) in self.clauses.iter().enumerate().rev() {
                bound += most;
                strata.push(Stratum { bound: ROUNDING * bound, is_whole, from });
            }
        }
        strata.sort_by(|a, b| {
            a.bound.total_cmp(&b.bound).then(a.is_whole.cmp(&b.is_whole)).then(b.from.cmp(&a.from))
        });
        strata
    }

    /// Bounds the articles of a stratum; those below the floor are left out.
    fn open(&mut self, Stratum { bound, is_whole, from }: Stratum, floor: f32) -> Result<()> {
        let in_a_passage = self.in_a_passage.as_deref().filter(|_| is_whole);
        let clauses: Vec<usize> = self.clauses[from..].iter().map(|(clause, _)| *clause).collect();
        let (bounded, max_bounded) = (&mut self.bounded, &mut self.max_bounded);
        for segment in &mut self.segments {
            let number = segment.number;
            let in_a_passage = in_a_passage.map(|articles| &articles[number as usize]);
            let bonus = |article: u32| match in_a_passage {
                _ if !is_whole => 0.0,
                Some(articles) if !articles.has(article) => self.apart,
                _ => self.whole,
            };
            let mut add = |article: u32, bound: f32| {
                if bound >= floor {
                    *max_bounded = max_bounded.max(bound);
                    bounded.push(Queued { bound, segment: number, number: article });
                }
            };
            if bound < f32::INFINITY {
                let mut add = |article, words| add(article, words + bonus(article));
                segment.take(is_whole, &clauses, self.budget, &mut add)?;
            } else if self.sort == Sort::Relevance {
                segment.each(is_whole, &mut |article| add(article, f32::INFINITY));
            } else {
                let days = |article: u32| segment.segment.days(segment.articles.head(article));
                segment.each(is_whole, &mut |article| add(article, day_bound(self.sort, is_whole, days(article))));
            }
        }
        Ok(())
    }

    /// Puts more articles into the queue; whether there were any that can score so much.
    fn fill(&mut self, most: usize, floor: f32) -> Result<bool> {
        if let Some(block) =
            self.blocks.peek().filter(|block| block.bound >= floor && block.bound > self.max_bounded)
        {
            let block = *block;
            self.blocks.pop();
            self.read_block(block, floor)?;
            return Ok(true);
        }
        if let Some(stratum) = self.strata.pop_if(|stratum| stratum.bound >= floor.max(self.max_bounded)) {
            self.open(stratum, floor)?;
            return Ok(true);
        }
        self.bounded.retain(|queued| queued.bound >= floor);
        let ordered = most.max(MIN_ORDERED);
        if self.bounded.len() > ordered {
            let (_, last, _) = self.bounded.select_nth_unstable_by(ordered, |a, b| b.cmp(a));
            self.max_bounded = last.bound;
            self.queue.extend(self.bounded.drain(..ordered));
        } else {
            self.max_bounded = f32::NEG_INFINITY;
            self.queue.extend(self.bounded.drain(..));
        }
        Ok(!self.queue.is_empty())
    }

    /// Finds out which articles have all that is wanted in one passage, if the best seem to be others: these have less than was
    /// thought.
    fn tell_apart(&mut self, floor: f64) -> Result<()> {
        let is_due = self.given >= GIVEN_BEFORE_APART && floor.is_finite() && floor < f64::from(self.whole);
        let is_worth = self.whole_articles >= MIN_APART && self.apart < self.whole && !self.is_only;
        if !is_due || !is_worth || self.in_a_passage.is_some() || self.sort != Sort::Relevance {
            return Ok(());
        }
        let Some(clauses) = wanted_clauses(self.plan) else { return Ok(()) };
        let in_a_passage =
            self.segments.iter().map(|segment| with_all_in_a_passage(segment, &clauses, self.budget));
        let in_a_passage = in_a_passage.collect::<Result<Vec<Bits>>>()?;
        self.bounded.extend(self.queue.drain());
        self.max_bounded = f32::NEG_INFINITY;
        for queued in &mut self.bounded {
            let segment = &self.segments[queued.segment as usize];
            if segment.is_whole(queued.number) && !in_a_passage[queued.segment as usize].has(queued.number) {
                queued.bound += self.apart - self.whole;
            }
            self.max_bounded = self.max_bounded.max(queued.bound);
        }
        self.in_a_passage = Some(in_a_passage);
        Ok(())
    }

    /// Bounds the articles of a block; those below the floor are left out.
    fn read_block(&mut self, Queued { segment, number, .. }: Queued, floor: f32) -> Result<()> {
        self.budget.spend(Counter::BlocksRead, 1)?;
        let (bounded, max_bounded) = (&mut self.bounded, &mut self.max_bounded);
        self.segments[segment as usize].block(number as usize, |article, bound| {
            if bound >= floor {
                *max_bounded = max_bounded.max(bound);
                bounded.push(Queued { bound, segment, number: article });
            }
        });
        Ok(())
    }

    /// No article outside the queue has a higher bound.
    fn highest_outside(&self) -> f32 {
        let block = self.blocks.peek().map_or(f32::NEG_INFINITY, |block| block.bound);
        let stratum = self.strata.last().map_or(f32::NEG_INFINITY, |stratum| stratum.bound);
        block.max(stratum).max(self.max_bounded)
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
        (self.whole, self.apart) = (bounds.whole as f32, bounds.apart as f32);
        self.whole_articles = total.articles;
        let most = |clause: &usize| {
            let most = self.segments.iter().map(|segment| segment.max_bound(*clause)).fold(0.0, f32::max);
            (*clause, most)
        };
        self.clauses =
            (0..self.plan.clauses.len()).map(|clause| most(&clause)).filter(|(_, most)| *most > 0.0).collect();
        self.clauses.sort_by(|a, b| b.1.total_cmp(&a.1));
        self.is_whole_first = total.articles <= MAX_WHOLE;
        self.restart();
        Ok(total)
    }

    fn restart(&mut self) {
        self.queue.clear();
        self.given = 0;
        self.bounded.clear();
        self.max_bounded = f32::NEG_INFINITY;
        self.blocks.clear();
        self.segments.iter_mut().for_each(SegmentArticles::restart);
        if !self.is_only {
            self.strata = self.all_strata();
            return;
        }
        let blocks = self.segments.iter().flat_map(|segment| {
            let queued = |(bound, block)| Queued { bound, segment: segment.number, number: block };
            segment.blocks().into_iter().map(queued)
        });
        self.blocks = blocks.collect();
    }

    fn next(&mut self, most: usize, floor: f64, visit: &mut dyn FnMut(ArticleMatch<'_>)) -> Result<usize> {
        self.tell_apart(floor)?;
        // The bonus of a whole article is part of the bounds of several clauses, and all have it where there is one.
        let bonus = if self.is_only { self.whole } else { 0.0 };
        let floor = (floor / f64::from(ROUNDING)) as f32 - bonus;
        let (mut taken, mut is_all_queued) = (Vec::<Queued>::with_capacity(most), false);
        while taken.len() < most {
            let outside = if is_all_queued { f32::NEG_INFINITY } else { self.highest_outside() };
            if self.queue.peek().is_none_or(|best| best.bound < outside) && !is_all_queued {
                is_all_queued =
                    outside == f32::NEG_INFINITY || outside < floor || !self.fill(most - taken.len(), floor)?;
                continue;
            }
            match self.queue.pop() {
                Some(best) if best.bound >= floor => taken.push(best),
                _ => break,
            }
        }
        taken.sort_unstable_by_key(|queued| (queued.segment, queued.number));
        for queued in taken.chunk_by(|a, b| a.segment == b.segment) {
            let articles: Vec<u32> = queued.iter().map(|queued| queued.number).collect();
            read_articles(&self.segments[queued[0].segment as usize], &articles, self.budget, visit)?;
        }
        self.given += taken.len();
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

    fn whole(&mut self) -> Result<Vec<Address>> {
        segment::whole(&self.segments, self.budget)
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
