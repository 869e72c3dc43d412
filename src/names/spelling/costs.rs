//! Log-likelihood ratios of one script's letters against another's, for walking a dictionary letter by letter.

use std::sync::LazyLock;

use super::letters::{LETTERS, SCRIPTS, Script};
use super::prepared::learned;
use super::table::{MAX_SYMBOLS, NEVER, Table};

/// Log-likelihood ratios of one script against another, letter by letter.
///
/// What holds for all letters `q` and `c`, so that `2 (row + rest) / (own(query) + own(prefix) + rest)` bounds what a branch can
/// reach: own scores are positive, gaps are negative, and `pair[q][c] <= min(own_query[q], own_candidate[c])`.
#[derive(Debug)]
pub struct Costs {
    /// The score of a letter of the query and a letter of the candidate.
    pub pair: [[f32; LETTERS]; LETTERS],
    /// The score of a letter of the query with nothing in the candidate.
    pub gap_query: [f32; LETTERS],
    /// The score of a letter of the candidate with nothing in the query.
    pub gap_candidate: [f32; LETTERS],
    /// The best score that a letter of the query can have.
    pub own_query: [f32; LETTERS],
    /// The best score that a letter of the candidate can have.
    pub own_candidate: [f32; LETTERS],
    /// From this [`similarity`] on, 99% of the pairs that the decision shows by default are found.
    pub walk_threshold: f32,
}

/// The texts of the tables for the walk, the left side in the order of the scripts' numbers, the right side always Latin. Their
/// heads say the thresholds.
const WALK_TEXTS: [&str; 4] = [
    include_str!("../data/spelling/walk_latin.txt"),
    include_str!("../data/spelling/walk_arabic.txt"),
    include_str!("../data/spelling/walk_cyrillic.txt"),
    include_str!("../data/spelling/walk_hebrew.txt"),
];

/// The same tables, prepared.
const WALKS: [&[u8]; 4] =
    [learned!("walk_latin"), learned!("walk_arabic"), learned!("walk_cyrillic"), learned!("walk_hebrew")];

/// The tables of likelihood, from which two scripts are composed through Latin.
static LIKELIHOODS: LazyLock<[Table; 4]> = LazyLock::new(|| {
    let tables = [
        learned!("letters_latin"),
        learned!("letters_arabic"),
        learned!("letters_cyrillic"),
        learned!("letters_hebrew"),
    ];
    tables.map(Table::read_prepared)
});

/// The similarity at which names of two scripts other than Latin are as likely one as not, and how fast the log-odds rise.
static THROUGH_LATIN: LazyLock<[[(f32, f32); 4]; 4]> = LazyLock::new(|| {
    let mut even = [[(0.6, 12.0); 4]; 4];
    for line in include_str!("../data/spelling/through_latin.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split_ascii_whitespace();
        let mut script = || cells.next().and_then(|n| n.parse::<usize>().ok()).filter(|n| *n < 4);
        let (Some(one), Some(other)) = (script(), script()) else { continue };
        let mut number = || cells.next().and_then(|n| n.parse::<f32>().ok());
        if let (Some(at), Some(slope)) = (number(), number()) {
            even[one][other] = (at, slope);
        }
    }
    even
});

/// The log-odds that two names of scripts other than Latin with this similarity are one.
pub(super) fn log_odds_through_latin(query: Script, candidate: Script, similarity: f32) -> f32 {
    let (even, slope) = THROUGH_LATIN[query.number()][candidate.number()];
    slope * (similarity - even)
}

/// The walk's threshold: learned with Latin on one side, else the similarity that is shown by default.
fn walk_threshold(query: Script, candidate: Script) -> f32 {
    let learned = |script: Script| {
        let line = WALK_TEXTS[script.number()].lines().find_map(|l| l.strip_prefix("walk "));
        line.and_then(|l| l.parse().ok()).unwrap_or(0.3)
    };
    match (query, candidate) {
        (query, Script::Latin) => learned(query),
        (Script::Latin, candidate) => learned(candidate),
        (query, candidate) => THROUGH_LATIN[query.number()][candidate.number()].0,
    }
}

static COSTS: [[LazyLock<Box<Costs>>; 4]; 4] = {
    use Script::{Arabic as A, Cyrillic as C, Hebrew as H, Latin as L};
    macro_rules! row {
        ($query:expr) => {
            [
                LazyLock::new(|| Costs::build($query, L)),
                LazyLock::new(|| Costs::build($query, A)),
                LazyLock::new(|| Costs::build($query, C)),
                LazyLock::new(|| Costs::build($query, H)),
            ]
        };
    }
    [row!(L), row!(A), row!(C), row!(H)]
};

impl Costs {
    /// The costs of a query in one script against candidates in another; tables are read when first asked for.
    pub fn between(query: Script, candidate: Script) -> &'static Self {
        &COSTS[query.number()][candidate.number()]
    }

    fn build(query: Script, candidate: Script) -> Box<Self> {
        let table = match (query, candidate) {
            (query, Script::Latin) => Table::read_prepared(WALKS[query.number()]),
            (Script::Latin, candidate) => Table::read_prepared(WALKS[candidate.number()]).turned(),
            (query, candidate) => composed(&LIKELIHOODS[query.number()], &LIKELIHOODS[candidate.number()]),
        };
        Self::of(&table, walk_threshold(query, candidate))
    }

    /// The costs that a table of letters makes.
    #[doc(hidden)]
    pub fn of(table: &Table, walk_threshold: f32) -> Box<Self> {
        debug_assert!(SCRIPTS.iter().all(|s| s.letters() <= LETTERS));
        let mut costs = Box::new(Self {
            pair: [[NEVER; LETTERS]; LETTERS],
            gap_query: [NEVER; LETTERS],
            gap_candidate: [NEVER; LETTERS],
            own_query: [0.1; LETTERS],
            own_candidate: [0.1; LETTERS],
            walk_threshold,
        });
        for (q, row) in table.pair.chunks(table.right).enumerate() {
            costs.pair[q][..row.len()].copy_from_slice(row);
            costs.gap_query[q] = table.gap_left[q].min(-0.01);
            costs.own_query[q] = row.iter().copied().fold(0.1, f32::max);
            for (c, score) in row.iter().enumerate() {
                costs.own_candidate[c] = costs.own_candidate[c].max(*score);
            }
        }
        for (c, gap) in table.gap_right.iter().enumerate() {
            costs.gap_candidate[c] = gap.min(-0.01);
        }
        costs
    }
}

/// Two scripts through Latin: `P(x,y) / P(x)P(y) = sum over Latin l of P(l) · r(x,l) · r(y,l)`.
fn composed(left: &Table, right: &Table) -> Table {
    let latin = &LIKELIHOODS[0];
    // A letter's share, from its ratio to itself.
    let shares: Vec<f32> = (0..latin.right).map(|l| (-latin.pair[l * latin.right + l]).exp()).collect();
    let sum: f32 = shares.iter().sum();
    let shares: Vec<f32> = shares.iter().map(|s| s / sum).collect();
    let ratios = |t: &Table| t.pair.iter().map(|s| s.exp()).collect::<Vec<f32>>();
    let (ratio_left, ratio_right) = (ratios(left), ratios(right));
    let row = |ratios: &[f32], x: usize| ratios[x * shares.len()..(x + 1) * shares.len()].to_vec();
    let mut table = Table { left: left.left, right: right.left, ..Table::default() };
    for x in 0..left.left {
        let weighted: Vec<f32> = row(&ratio_left, x).iter().zip(&shares).map(|(r, s)| r * s).collect();
        for y in 0..right.left {
            let ratio: f32 = weighted.iter().zip(row(&ratio_right, y)).map(|(a, b)| a * b).sum();
            table.pair.push(ratio.ln().max(NEVER));
        }
    }
    let gaps = |one: &Table, ratios: &[f32], other: &Table| {
        let through = |x: usize| -> f32 {
            let dropped = other.gap_right.iter().map(|g| g.exp());
            row(ratios, x).iter().zip(&shares).zip(dropped).map(|((r, s), g)| r * s * g).sum()
        };
        (0..one.left).map(|x| (one.gap_left[x].exp() + through(x)).ln().clamp(NEVER, -0.01)).collect()
    };
    table.gap_left = gaps(left, &ratio_left, right);
    table.gap_right = gaps(right, &ratio_right, left);
    table
}

/// The score of the best alignment of two names, given as letter codes, over the mean of what each could have at best:
/// 1 for a name with itself, 0 and less for names that have nothing in common.
pub fn similarity(query: &[u8], candidate: &[u8], costs: &Costs) -> f32 {
    let (query, candidate) = (cut(query), cut(candidate));
    let mut row = [0f32; MAX_SYMBOLS + 1];
    let mut own = 0.0;
    for (j, c) in candidate.iter().enumerate() {
        row[j + 1] = row[j] + costs.gap_candidate[usize::from(*c)];
        own += costs.own_candidate[usize::from(*c)];
    }
    for q in query {
        let (pairs, gap) = (&costs.pair[usize::from(*q)], costs.gap_query[usize::from(*q)]);
        own += costs.own_query[usize::from(*q)];
        let mut before = row[0];
        row[0] += gap;
        for (j, c) in candidate.iter().enumerate() {
            let both = before + pairs[usize::from(*c)];
            let one = (row[j + 1] + gap).max(row[j] + costs.gap_candidate[usize::from(*c)]);
            before = row[j + 1];
            row[j + 1] = both.max(one);
        }
    }
    if own > 0.0 { 2.0 * row[candidate.len()] / own } else { 0.0 }
}

fn cut(codes: &[u8]) -> &[u8] {
    &codes[..codes.len().min(MAX_SYMBOLS)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::spelling::letters::letters;

    #[test]
    fn what_the_walk_relies_on_holds_between_all_scripts() {
        for (query, candidate) in SCRIPTS.into_iter().flat_map(|q| SCRIPTS.map(|c| (q, c))) {
            let costs = Costs::between(query, candidate);
            assert!((0.1..0.9).contains(&costs.walk_threshold), "{query:?} {candidate:?}");
            for q in 0..query.letters() {
                assert!(costs.own_query[q] > 0.0 && costs.gap_query[q] < 0.0, "{query:?} {q}");
                let least = |c: usize| costs.own_query[q].min(costs.own_candidate[c]);
                assert!(
                    (0..candidate.letters()).all(|c| costs.pair[q][c] <= least(c)),
                    "{query:?} {candidate:?} {q}"
                );
            }
            let positive = |c: usize| costs.own_candidate[c] > 0.0 && costs.gap_candidate[c] < 0.0;
            assert!((0..candidate.letters()).all(positive), "{query:?} {candidate:?}");
        }
    }

    #[test]
    fn a_name_is_most_similar_to_itself() {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let mut similar = |a: (Script, &str), b: (Script, &str)| {
            assert!(letters(a.0, a.1, &mut one) && letters(b.0, b.1, &mut other));
            similarity(&one, &other, Costs::between(a.0, b.0))
        };
        use Script::{Arabic, Cyrillic, Hebrew, Latin};
        assert!((similar((Latin, "saraqib"), (Latin, "saraqib")) - 1.0).abs() < 1e-5);
        for (a, b, least) in [
            ((Latin, "saraqib"), (Latin, "sarakeb"), 0.6),
            ((Latin, "saraqib"), (Arabic, "سراقب"), 0.4),
            ((Arabic, "سراقب"), (Latin, "saraqib"), 0.4),
            ((Cyrillic, "саракиб"), (Latin, "saraqib"), 0.6),
            ((Hebrew, "סראקב"), (Arabic, "سراقب"), 0.7),
        ] {
            assert!(similar(a, b) > least, "{a:?} {b:?}: {}", similar(a, b));
        }
        assert!(similar((Latin, "saraqib"), (Latin, "damascus")) < 0.3);
    }
}
