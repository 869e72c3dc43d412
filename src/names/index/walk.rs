//! a trie of skeletons + that of the name that is looked for → those that are alike enough.
//!
//! Of the row of a node, each cell is what the beginnings cost at least that it stands for; to it comes what is still to come:
//! symbols of the query that are left out because no skeleton below the node is long enough, symbols that are added because each
//! is too long. Where no cell can stay within the limit, all below the node are passed over.
//!
//! Of an alignment within the limit one half costs little. So one walk reads the skeletons from the front and lets the first
//! half of the query cost no more than a part of the limit, and another reads them from the end and does so with the second half:
//! both together see far fewer skeletons than one without halves.

use super::cells::{Cells, FULL};
use super::trie::{END, MANY, MAX_DEPTH, Trie};
use crate::error::Result;
use crate::names::spelling::costs::Costs;
use crate::names::spelling::letters::Script;
use crate::names::spelling::skeletons::{SYMBOLS, SkeletonCosts};
use crate::work::Steps;

/// The group of the keys whose skeleton is empty, which no trie holds.
const EMPTY_SKELETON: u32 = 0;

/// No skeletons that cost more are alike; costs are counted in parts of it.
const LIMIT: u8 = FULL - 1;

/// The most that one of both halves of a query may cost. In theory half of the limit is enough; of the pairs that the decision
/// shows, one in a thousand spends its limit so evenly that both halves cost more than this.
const HALF_LIMIT: u8 = 50;

/// The numbers of words that hold a row.
const SHORT: usize = 1;
const MIDDLE: usize = 2;
const LONG: usize = 4;

/// The room of a level to begin with.
const MIN_ROOM: usize = 1024;

/// Powers of two up to the cells of the longest row.
const DOUBLINGS: usize = 5;

/// The tries of the skeletons of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct SkeletonTries<'a> {
    /// Its rows are the groups after that of the empty skeleton, in order.
    pub(super) forward: Trie<'a>,
    /// Of the same skeletons, each read from its end.
    pub(super) backward: Trie<'a>,
    /// The group (`u32`) of each of its rows.
    pub(super) backward_groups: &'a [u8],
}

/// What the skeleton of a query costs against those of one script, from either end.
#[derive(Clone, Debug)]
pub(super) enum SkeletonWalk {
    /// One whose row fits one word, as that of most names does.
    Short(Vec<WalkCosts<SHORT>>),
    /// One whose row fits two.
    Middle(Vec<WalkCosts<MIDDLE>>),
    /// Any other.
    Long(Vec<WalkCosts<LONG>>),
}

/// The same, read in one direction.
#[derive(Clone, Debug)]
pub(super) struct WalkCosts<const WORDS: usize> {
    /// How many symbols the skeleton has.
    length: usize,
    /// What must be left at least after the beginnings of the query, each in its cell.
    least: Cells<WORDS>,
    /// By symbol of a skeleton: what it costs for each symbol of the query, and what it costs as one more; more than there are
    /// symbols, so that every number has its place.
    symbols: Box<[[Cells<WORDS>; 2]; END as usize]>,
    /// The last one, two, four symbols left out, and so on.
    left_out: [Cells<WORDS>; DOUBLINGS],
    /// What is still to come at least, by the lengths of a node.
    to_come: Box<[Cells<WORDS>; 256]>,
}

/// Nodes in order, each with what is known of it.
#[derive(Debug)]
struct Level<T> {
    known: Vec<T>,
    nodes: Vec<u32>,
    count: usize,
}

/// The nodes of a walk: those whose nodes below are asked about, these, and those of them where rows end, each with what that costs.
#[derive(Debug)]
struct Levels<const WORDS: usize> {
    this: Level<Cells<WORDS>>,
    next: Level<Cells<WORDS>>,
    ends: Level<u8>,
}

impl<T: Copy> Level<T> {
    fn new(none: T) -> Self {
        Self { known: vec![none; MIN_ROOM], nodes: vec![0; MIN_ROOM], count: 0 }
    }

    fn clear(&mut self) {
        self.count = 0;
    }

    fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Makes room for so many more, and one.
    #[inline]
    fn make_room(&mut self, more: usize) {
        if self.count + more >= self.nodes.len() {
            let room = 2 * (self.count + more + 1);
            self.known.resize(room, self.known[0]);
            self.nodes.resize(room, 0);
        }
    }

    /// Adds a node if it is wanted; there must be room for it. Whether it is wanted is not waited for.
    #[inline(always)]
    fn add(&mut self, (known, node): (T, u32), is_wanted: bool) {
        self.known[self.count] = known;
        self.nodes[self.count] = node;
        self.count += usize::from(is_wanted);
    }

    fn iter(&self) -> impl Iterator<Item = (T, u32)> {
        self.known[..self.count].iter().copied().zip(self.nodes[..self.count].iter().copied())
    }
}

/// Skeletons of fewer symbols have no halves.
const MIN_OF_HALVES: usize = 3;

impl SkeletonWalk {
    /// The walk of a query, given its script and its skeleton, in the skeletons of a script, where the usual threshold of
    /// similarity is multiplied by a scale.
    pub(super) fn new(query: (Script, &[u8]), candidate: Script, threshold_scale: f32) -> Self {
        let length = query.1.len();
        if length < Cells::<SHORT>::COUNT {
            Self::Short(both_ways(query, candidate, threshold_scale))
        } else if length < Cells::<MIDDLE>::COUNT {
            Self::Middle(both_ways(query, candidate, threshold_scale))
        } else {
            Self::Long(both_ways(query, candidate, threshold_scale))
        }
    }

    /// Whether a skeleton is alike.
    pub(super) fn accepts(&self, skeleton: &[u8]) -> bool {
        match self {
            Self::Short(ways) => any_accepts(ways, skeleton),
            Self::Middle(ways) => any_accepts(ways, skeleton),
            Self::Long(ways) => any_accepts(ways, skeleton),
        }
    }

    /// The groups whose skeletons are alike, the nearest first.
    pub(super) fn within(&self, tries: &SkeletonTries<'_>, steps: &mut Steps<'_>) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        match self {
            Self::Short(costs) => walk_ways(costs, tries, steps, &mut found)?,
            Self::Middle(costs) => walk_ways(costs, tries, steps, &mut found)?,
            Self::Long(costs) => walk_ways(costs, tries, steps, &mut found)?,
        }
        // Found from both ends, the lesser cost is the true one.
        found.sort_unstable();
        found.dedup_by_key(|both| *both >> COST_BITS);
        let mut starts = [0; FULL as usize + 2];
        for both in &found {
            starts[cost_of(*both) + 1] += 1;
        }
        for cost in 1..starts.len() {
            starts[cost] += starts[cost - 1];
        }
        let mut groups = vec![0; found.len()];
        for both in found {
            let place = &mut starts[cost_of(both)];
            groups[*place] = (both >> COST_BITS) as u32;
            *place += 1;
        }
        Ok(groups)
    }
}

/// The bits of a cost below the group that has it.
const COST_BITS: u32 = 8;

/// A group with its cost, so that they are in the order of the groups.
fn with_cost(cost: u8, group: u32) -> u64 {
    u64::from(group) << COST_BITS | u64::from(cost)
}

fn cost_of(both: u64) -> usize {
    (both & u64::from(FULL)) as usize
}

fn both_ways<const WORDS: usize>(
    (script, query): (Script, &[u8]),
    candidate: Script,
    threshold_scale: f32,
) -> Vec<WalkCosts<WORDS>> {
    let costs = SkeletonCosts::between(script, candidate);
    // A lower threshold lets letters cost more, and skeletons as much more.
    let threshold = Costs::between(script, candidate).walk_threshold;
    let wider = ((1.0 - threshold * threshold_scale) / (1.0 - threshold)).max(1.0);
    let limit = costs.limit(query) * wider;
    let half = query.len() / 2;
    let turned: Vec<u8> = query.iter().rev().copied().collect();
    // Symbols that are added between the halves belong to the first.
    let halves = (query.len() >= MIN_OF_HALVES).then(|| [half, query.len() - half - 1]);
    let mut ways = vec![WalkCosts::new(costs, query, limit, halves.map(|[first, _]| first))];
    ways.extend(halves.map(|[_, second]| WalkCosts::new(costs, &turned, limit, Some(second))));
    ways
}

fn any_accepts<const WORDS: usize>(ways: &[WalkCosts<WORDS>], skeleton: &[u8]) -> bool {
    let turned: Vec<u8> = skeleton.iter().rev().copied().collect();
    ways.iter().zip([skeleton, &turned]).any(|(costs, skeleton)| costs.accepts(skeleton))
}

fn walk_ways<const WORDS: usize>(
    ways: &[WalkCosts<WORDS>],
    tries: &SkeletonTries<'_>,
    steps: &mut Steps<'_>,
    found: &mut Vec<u64>,
) -> Result<()> {
    let [this, next] = [0; 2].map(|_| Level::new(Cells::NONE));
    let mut levels = Levels { this, next, ends: Level::new(0) };
    for (costs, backward) in ways.iter().zip([false, true]) {
        found.extend(costs.cost(costs.start()).map(|cost| with_cost(cost, EMPTY_SKELETON)));
        let trie = if backward { &tries.backward } else { &tries.forward };
        costs.walk(trie, steps, &mut levels, &mut |cost, row| {
            let group = match tries.backward_groups.get(4 * row as usize..).and_then(|groups| groups.first_chunk())
            {
                Some(group) if backward => u32::from_le_bytes(*group),
                _ => row + 1,
            };
            found.push(with_cost(cost, group));
        })?;
    }
    Ok(())
}

impl<const WORDS: usize> WalkCosts<WORDS> {
    /// The costs of a skeleton that may cost so much.
    fn new(costs: &SkeletonCosts, query: &[u8], limit: f32, half: Option<usize>) -> Self {
        let part = f32::from(LIMIT) / limit;
        let price = |cost: f32| (cost * part).round().clamp(0.0, f32::from(FULL)) as u8;
        let length = query.len();
        let of_symbols = |cost: &dyn Fn(usize) -> f32| {
            let mut cells = vec![FULL; Cells::<WORDS>::COUNT];
            for (cell, symbol) in cells[1..].iter_mut().zip(query) {
                *cell = price(cost(usize::from(*symbol)));
            }
            cells
        };
        let mut symbols = Box::new([[Cells::all(FULL); 2]; END as usize]);
        for (symbol, cells) in symbols.iter_mut().enumerate().take(SYMBOLS) {
            let pair = of_symbols(&|of_query| costs.pair[of_query][symbol]);
            *cells = [Cells::of(&pair), Cells::all(price(costs.added[symbol]))];
        }
        let mut doubled = of_symbols(&|of_query| costs.left_out[of_query]);
        let least_added = costs.added.iter().map(|cost| price(*cost)).min().unwrap_or(0);
        let to_come = to_come(length, &doubled, least_added);
        let left_out = std::array::from_fn(|doubling| {
            let cells = Cells::of(&doubled);
            let by = 1 << doubling;
            for i in (0..doubled.len()).rev() {
                doubled[i] = if i > by { (doubled[i] + doubled[i - by]).min(FULL) } else { FULL };
            }
            cells
        });
        let most = |i: usize| if half.is_some_and(|half| i <= half) { HALF_LIMIT } else { LIMIT };
        let least: Vec<u8> = (0..Cells::<WORDS>::COUNT).map(|i| FULL - most(i)).collect();
        Self { length, least: Cells::of(&least), symbols, left_out, to_come }
    }

    /// The row before the first symbol.
    fn start(&self) -> Cells<WORDS> {
        let mut cells = vec![0; Cells::<WORDS>::COUNT];
        cells[0] = FULL;
        for i in 1..=self.length {
            let left = cells[i - 1].saturating_sub(self.left_out[0].get(i));
            cells[i] = if left < self.least.get(i) { 0 } else { left };
        }
        Cells::of(&cells)
    }

    /// The row after one more symbol, before symbols of the query are left out.
    #[inline(always)]
    fn step(&self, row: Cells<WORDS>, symbol: u8) -> Cells<WORDS> {
        let [pair, added] = self.symbols[usize::from(symbol)];
        row.moved::<1>().less(pair).most(row.less(added)).at_least(self.least)
    }

    /// What the skeleton costs whose last symbol gave the row, if that is no more than the limit.
    #[inline(always)]
    fn cost(&self, row: Cells<WORDS>) -> Option<u8> {
        let left = row.get(self.length);
        (left > 0).then(|| FULL - left)
    }

    /// Whether a skeleton costs no more than the limit.
    fn accepts(&self, skeleton: &[u8]) -> bool {
        let row = skeleton.iter().fold(self.start(), |row, symbol| self.leave_out(self.step(row, *symbol)));
        self.cost(row).is_some()
    }

    /// Gives the rows of a trie that are found in this direction, each with what it costs.
    fn walk(
        &self,
        trie: &Trie<'_>,
        steps: &mut Steps<'_>,
        levels: &mut Levels<WORDS>,
        take: &mut impl FnMut(u8, u32),
    ) -> Result<()> {
        let Levels { this, next, ends } = levels;
        this.clear();
        this.add((self.start(), 0), true);
        // The nodes below one lie after those below the nodes before it, or the file is damaged.
        let mut seen = 1;
        for _ in 0..MAX_DEPTH {
            next.clear();
            for (row, node) in this.iter() {
                let below = trie.below(node as usize);
                let Some(heads) = trie.heads.get(below.clone()).filter(|_| below.start >= seen) else { continue };
                seen = below.end;
                steps.steps(heads.len() as u64)?;
                self.step_all(row, (below.start as u32, heads), next);
            }
            ends.clear();
            this.clear();
            ends.make_room(next.count);
            this.make_room(next.count);
            for (cells, node) in next.iter() {
                let cells = self.leave_out(cells);
                let [symbol, lengths] = trie.heads[node as usize];
                let cost = self.cost(cells);
                ends.add((cost.unwrap_or(FULL), node), symbol & END != 0 && cost.is_some());
                this.add((cells, node), lengths >> 4 > 0);
            }
            ends.iter().for_each(|(cost, node)| take(cost, trie.row(node as usize)));
            if this.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Adds those of the nodes below one to the next level that can stay within the limit, given the row of the one, the first of
    /// them and the heads of all. Nobody waits to know which these are before the next one is asked about.
    #[inline(always)]
    fn step_all(&self, row: Cells<WORDS>, (first, heads): (u32, &[[u8; 2]]), next: &mut Level<Cells<WORDS>>) {
        let moved = row.moved::<1>();
        next.make_room(heads.len());
        for ([symbol, lengths], node) in heads.iter().zip(first..) {
            let [pair, added] = self.symbols[usize::from(symbol & (END - 1))];
            let cells = moved.less(pair).most(row.less(added)).at_least(self.least);
            // Symbols left out cost no less than what is counted for them as still to come, so they come after the test.
            next.add((cells, node), !cells.less(self.to_come[usize::from(*lengths)]).is_none());
        }
    }

    /// Leaves out any symbols of the query where that is cheaper: one, then up to three, seven, all.
    #[inline(always)]
    fn leave_out(&self, cells: Cells<WORDS>) -> Cells<WORDS> {
        let [one, two, four, eight, sixteen] = self.left_out;
        let mut cells = cells.most(cells.moved::<1>().less(one));
        cells = cells.most(cells.moved::<2>().less(two));
        cells = cells.most(cells.moved::<4>().less(four));
        if WORDS >= MIDDLE {
            cells = cells.most(cells.moved::<8>().less(eight));
        }
        if WORDS >= LONG {
            cells = cells.most(cells.moved::<16>().less(sixteen));
        }
        cells.at_least(self.least)
    }
}

/// What is still to come at least, by the lengths of a node: `n` symbols of the query and at most `most` to come, the
/// cheapest `n - most` are left out; at least `least` to come, `least - n` of them are added.
fn to_come<const WORDS: usize>(length: usize, left_out: &[u8], added: u8) -> Box<[Cells<WORDS>; 256]> {
    let lengths = 0..=usize::from(MANY);
    let (mut of_most, mut of_least) = (vec![Vec::new(); lengths.end() + 1], vec![Vec::new(); lengths.end() + 1]);
    for i in 0..=length {
        let mut cheapest = left_out[i + 1..=length].to_vec();
        cheapest.sort_unstable();
        for count in lengths.clone() {
            let without = if count < usize::from(MANY) { cheapest.len().saturating_sub(count) } else { 0 };
            of_most[count]
                .push(cheapest[..without].iter().fold(0, |sum: u8, cost| sum.saturating_add(*cost).min(FULL)));
            let more = count.saturating_sub(cheapest.len());
            of_least[count].push((more * usize::from(added)).min(usize::from(FULL)) as u8);
        }
    }
    let [of_most, of_least] =
        [of_most, of_least].map(|of| of.iter().map(|cells| Cells::of(cells)).collect::<Vec<_>>());
    Box::new(std::array::from_fn(|both| of_least[both & 15].most(of_most[both >> 4])))
}
