//! a trie of skeletons + that of the name that is looked for → those that are alike enough.
//!
//! Of the row of a node, each cell is what the beginnings cost at least that it stands for; to it comes what is still to come:
//! symbols of the query that are left out because no skeleton below the node is long enough, symbols that are added because each
//! is too long. Where no cell can stay within the limit, all below the node are passed over.
//!
//! Of an alignment within the limit one half costs little. So one walk reads the skeletons from the front and lets the first
//! half of the query cost no more than a part of the limit, and another reads them from the end and does so with the second half:
//! both together see far fewer skeletons than one without halves.

use super::row::{DOUBLINGS, ROW, SHORT_ROW, leave_out, moved};
use super::trie::{MANY, MAX_DEPTH, Trie};
use crate::error::Result;
use crate::names::spelling::costs::Costs;
use crate::names::spelling::letters::Script;
use crate::names::spelling::skeletons::{SYMBOLS, SkeletonCosts};
use crate::work::Steps;

/// The group of the keys whose skeleton is empty, which no trie holds.
const EMPTY_SKELETON: u32 = 0;

/// No skeletons that cost more are alike; costs are counted in parts of it. What is above it has the highest bit.
const LIMIT: u8 = 127;

/// The most that one of both halves of a query may cost. In theory half of the limit is enough; of the pairs that the decision
/// shows, one in a thousand spends its limit so evenly that both halves cost more than this.
const HALF_LIMIT: u8 = 45;

/// The highest bits of eight bytes.
const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;

/// The tries of the skeletons of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct SkeletonTries<'a> {
    pub(super) forward: Trie<'a>,
    /// Of the same skeletons, each read from its end.
    pub(super) backward: Trie<'a>,
}

/// What the skeleton of a query costs against those of one script, from either end.
#[derive(Clone, Debug)]
pub(super) enum SkeletonWalk {
    /// One whose row fits one register.
    Short(Vec<WalkCosts<SHORT_ROW>>),
    /// Any other.
    Long(Vec<WalkCosts<ROW>>),
}

/// The same, read in one direction.
#[derive(Clone, Debug)]
pub(super) struct WalkCosts<const CELLS: usize> {
    /// How many symbols the skeleton has.
    length: usize,
    /// What the beginnings of the query may cost, each in its cell.
    most: [u8; CELLS],
    pair: Vec<[u8; CELLS]>,
    added: [u8; SYMBOLS],
    /// The last one, two, four symbols left out, and so on.
    left_out: [[u8; CELLS]; DOUBLINGS],
    /// What is still to come at least, by the lengths of a node.
    to_come: Vec<[u8; CELLS]>,
}

/// Skeletons of fewer symbols have no halves.
const MIN_OF_HALVES: usize = 3;

impl SkeletonWalk {
    /// The walk of a query, given its script and its skeleton, in the skeletons of a script, where the usual threshold of
    /// similarity is multiplied by a scale.
    pub(super) fn new(query: (Script, &[u8]), candidate: Script, threshold_scale: f32) -> Self {
        if query.1.len() < SHORT_ROW {
            Self::Short(both_ways(query, candidate, threshold_scale))
        } else {
            Self::Long(both_ways(query, candidate, threshold_scale))
        }
    }

    /// Whether a skeleton is alike.
    pub(super) fn accepts(&self, skeleton: &[u8]) -> bool {
        match self {
            Self::Short(ways) => any_accepts(ways, skeleton),
            Self::Long(ways) => any_accepts(ways, skeleton),
        }
    }

    /// The groups whose skeletons are alike, each with what that costs.
    pub(super) fn within(&self, tries: &SkeletonTries<'_>, steps: &mut Steps<'_>) -> Result<Vec<(u8, u32)>> {
        let mut found = Vec::new();
        match self {
            Self::Short(costs) => walk_ways(costs, tries, steps, &mut found)?,
            Self::Long(costs) => walk_ways(costs, tries, steps, &mut found)?,
        }
        // Found from both ends, the lesser cost is the true one.
        found.sort_unstable_by_key(|(cost, group)| (*group, *cost));
        found.dedup_by_key(|(_, group)| *group);
        Ok(found)
    }
}

fn both_ways<const CELLS: usize>(
    (script, query): (Script, &[u8]),
    candidate: Script,
    threshold_scale: f32,
) -> Vec<WalkCosts<CELLS>> {
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

fn any_accepts<const CELLS: usize>(ways: &[WalkCosts<CELLS>], skeleton: &[u8]) -> bool {
    let turned: Vec<u8> = skeleton.iter().rev().copied().collect();
    ways.iter().zip([skeleton, &turned]).any(|(costs, skeleton)| costs.accepts(skeleton))
}

fn walk_ways<const CELLS: usize>(
    ways: &[WalkCosts<CELLS>],
    tries: &SkeletonTries<'_>,
    steps: &mut Steps<'_>,
    found: &mut Vec<(u8, u32)>,
) -> Result<()> {
    for (costs, trie) in ways.iter().zip([&tries.forward, &tries.backward]) {
        let empty = costs.start()[costs.length];
        if empty <= LIMIT {
            found.push((empty, EMPTY_SKELETON));
        }
        costs.walk(trie, steps, found)?;
    }
    Ok(())
}

impl<const CELLS: usize> WalkCosts<CELLS> {
    /// The costs of a skeleton that may cost so much.
    fn new(costs: &SkeletonCosts, query: &[u8], limit: f32, half: Option<usize>) -> Self {
        let part = f32::from(LIMIT) / limit;
        let price = |cost: f32| (cost * part).round().clamp(0.0, f32::from(u8::MAX)) as u8;
        let length = query.len();
        let mut pair = vec![[u8::MAX; CELLS]; SYMBOLS];
        let mut left_out = [[u8::MAX; CELLS]; DOUBLINGS];
        for (i, symbol) in (1..).zip(query) {
            left_out[0][i] = price(costs.left_out[usize::from(*symbol)]);
            for (cells, cost) in pair.iter_mut().zip(&costs.pair[usize::from(*symbol)]) {
                cells[i] = price(*cost);
            }
        }
        for doubling in 1..DOUBLINGS {
            let half = 1 << (doubling - 1);
            for i in 2 * half..CELLS {
                let (last, before) = (left_out[doubling - 1][i], left_out[doubling - 1][i - half]);
                left_out[doubling][i] = last.saturating_add(before);
            }
        }
        let added = costs.added.map(price);
        let to_come = to_come(length, &left_out[0], added.into_iter().min().unwrap_or(0));
        let most = std::array::from_fn(|i| if half.is_some_and(|half| i <= half) { HALF_LIMIT } else { LIMIT });
        Self { length, most, pair, added, left_out, to_come }
    }

    /// The row before the first symbol.
    fn start(&self) -> [u8; CELLS] {
        let mut cells = [u8::MAX; CELLS];
        cells[0] = 0;
        for i in 1..=self.length {
            cells[i] = self.within(i, cells[i - 1].saturating_add(self.left_out[0][i]));
        }
        cells
    }

    /// A cost, the highest of all where a cell may not cost so much.
    #[inline(always)]
    fn within(&self, cell: usize, cost: u8) -> u8 {
        if cost > self.most[cell] { u8::MAX } else { cost }
    }

    /// The row after one more symbol, given the row and the same moved by a cell, before symbols of the query are left out.
    #[inline(always)]
    fn step(&self, row: &[u8; CELLS], before: &[u8; CELLS], symbol: u8) -> [u8; CELLS] {
        let (pair, added) = (&self.pair[usize::from(symbol)], self.added[usize::from(symbol)]);
        let mut cells = [u8::MAX; CELLS];
        for i in 0..CELLS {
            cells[i] = self.within(i, before[i].saturating_add(pair[i]).min(row[i].saturating_add(added)));
        }
        cells
    }

    /// Whether a skeleton costs no more than the limit.
    fn accepts(&self, skeleton: &[u8]) -> bool {
        let row = skeleton.iter().fold(self.start(), |row, symbol| {
            let mut cells = self.step(&row, &moved::<CELLS, 1>(&row), *symbol);
            self.leave_out(&mut cells);
            cells
        });
        row[self.length] <= LIMIT
    }

    /// Adds the groups of a trie that are found in this direction.
    fn walk(&self, trie: &Trie<'_>, steps: &mut Steps<'_>, found: &mut Vec<(u8, u32)>) -> Result<()> {
        // Before each row lie bytes that make the same row, moved by a cell.
        let stride = 2 * CELLS;
        let mut rows = vec![u8::MAX; stride * (MAX_DEPTH + 1)];
        rows[CELLS..stride].copy_from_slice(&self.start());
        let mut at = 0;
        while let Some(node) = trie.node(at) {
            steps.step()?;
            let row = stride * usize::from(node.depth);
            let [before, above] = [row - CELLS - 1, row - CELLS].map(|at| rows[at..].first_chunk::<CELLS>());
            let (Some(before), Some(above)) = (before, above) else { break };
            let mut cells = self.step(above, before, node.symbol);
            // Symbols left out cost no less than what is counted for them as still to come, so they come after the test.
            if is_above_limit(&cells, &self.to_come[usize::from(node.lengths)]) {
                at = (node.skip as usize).max(at + 1);
                continue;
            }
            self.leave_out(&mut cells);
            rows[row + CELLS..row + stride].copy_from_slice(&cells);
            if node.is_end && cells[self.length] <= LIMIT {
                found.push((cells[self.length], trie.end(at)));
            }
            at += 1;
        }
        Ok(())
    }

    /// Leaves out any symbols of the query where that is cheaper: one, then up to three, seven, all.
    #[inline(always)]
    fn leave_out(&self, cells: &mut [u8; CELLS]) {
        leave_out::<1, CELLS, CELLS>(cells, &self.left_out[0]);
        leave_out::<2, CELLS, CELLS>(cells, &self.left_out[1]);
        leave_out::<4, CELLS, CELLS>(cells, &self.left_out[2]);
        leave_out::<8, CELLS, CELLS>(cells, &self.left_out[3]);
        if CELLS > SHORT_ROW {
            leave_out::<16, CELLS, CELLS>(cells, &self.left_out[4]);
        }
        for (i, cell) in cells.iter_mut().enumerate() {
            *cell = self.within(i, *cell);
        }
    }
}

/// What is still to come at least, by the lengths of a node: `n` symbols of the query and at most `most` to come, the
/// cheapest `n - most` are left out; at least `least` to come, `least - n` of them are added.
fn to_come<const CELLS: usize>(length: usize, left_out: &[u8; CELLS], added: u8) -> Vec<[u8; CELLS]> {
    let mut of_most = [[0u8; CELLS]; MANY as usize + 1];
    let mut of_least = [[0u8; CELLS]; MANY as usize + 1];
    for i in 0..=length {
        let mut cheapest = left_out[i + 1..=length].to_vec();
        cheapest.sort_unstable();
        for count in 0..=usize::from(MANY) {
            let without = if count < usize::from(MANY) { cheapest.len().saturating_sub(count) } else { 0 };
            of_most[count][i] = cheapest[..without].iter().fold(0, |sum: u8, cost| sum.saturating_add(*cost));
            let more = count.saturating_sub(cheapest.len());
            of_least[count][i] = u8::try_from(more * usize::from(added)).unwrap_or(u8::MAX);
        }
    }
    let cells = |lengths: u8| -> [u8; CELLS] {
        let (least, most) = (&of_least[usize::from(lengths & 15)], &of_most[usize::from(lengths >> 4)]);
        std::array::from_fn(|i| least[i].max(most[i]))
    };
    (0..=u8::MAX).map(cells).collect()
}

/// Whether all cells are above the limit with what is still to come.
#[inline(always)]
fn is_above_limit<const CELLS: usize>(cells: &[u8; CELLS], to_come: &[u8; CELLS]) -> bool {
    let mut sums = [0u8; CELLS];
    for i in 0..CELLS {
        sums[i] = cells[i].saturating_add(to_come[i]);
    }
    let (eights, _) = sums.as_chunks::<8>();
    eights.iter().fold(HIGHEST_BITS, |all, eight| all & u64::from_le_bytes(*eight)) == HIGHEST_BITS
}
