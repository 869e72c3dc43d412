//! a name → its skeleton, the consonants that are heard in it, and what two skeletons cost that may be of one name.
//!
//! Two names that the decision takes for one nearly always have skeletons that are alike; so a dictionary is walked skeleton by
//! skeleton first, and most of its names are never looked at. The costs of Latin skeletons were learned so that those cost little that
//! the decision takes for one, and others much (`skeletons_latin.txt`); those of other scripts are those of the tables of letter
//! groups. How much two skeletons may cost was counted on names that the decision takes for one (`skeleton_limits.txt`).

use std::sync::LazyLock;

use super::costs::Costs;
use super::letter_groups::group_names;
use super::letters::{LETTERS, SCRIPTS, Script, letter};
use super::prepared::learned;
use super::table::Table;

/// More than any script has symbols; a symbol is a letter by its code, or a group of Latin letters.
pub const SYMBOLS: usize = LETTERS;

/// Letters that are vowels or often not written, by script: they are in no skeleton.
const DROPPED: [&str; 4] = ["aeiouyh", "ءاهوىيعۆ", "аеиоуъыьэюяієәөү", "אהויע"];

/// The groups of Latin letters that are a symbol of their own, after the letters.
const GROUPS: [&str; 13] = ["kh", "sh", "ch", "dj", "gh", "th", "dh", "ph", "zh", "sz", "rz", "ts", "cs"];

/// Other groups with the symbol that they are, longer ones before their parts.
const SPELLINGS: [(&str, &str); 12] = [
    ("tzsch", "ch"),
    ("tsch", "ch"),
    ("shch", "ch"),
    ("dsch", "dj"),
    ("tch", "ch"),
    ("sch", "sh"),
    ("dzh", "dj"),
    ("ck", "k"),
    ("qu", "q"),
    ("cz", "ch"),
    ("tz", "ts"),
    ("ks", "x"),
];

/// How much of the similarity that both names have at best is asked for, where a cost is made of a score.
const SIMILARITY: f32 = 0.4;

/// No skeletons need cost less.
const MIN_LIMIT: f32 = 0.3;

/// Skeletons of more symbols have the limit of this many.
pub const LENGTHS: usize = 13;

/// The letters of a group by their codes, and its symbol; longer ones before their parts.
static LATIN_GROUPS: LazyLock<Vec<(Vec<u8>, u8)>> = LazyLock::new(|| {
    let letters = |group: &str| group.bytes().map(|byte| byte - b'a').collect::<Vec<u8>>();
    let own = (Script::Latin.letters() as u8..).zip(GROUPS);
    let symbol =
        |name: &str| own.clone().find(|(_, group)| *group == name).map_or(letters(name)[0], |(code, _)| code);
    let spellings = SPELLINGS.iter().map(|(group, name)| (letters(group), symbol(name)));
    spellings.chain(own.clone().map(|(code, group)| (letters(group), code))).collect()
});

/// Which letters of each script are dropped.
static IS_DROPPED: LazyLock<[[bool; LETTERS]; 4]> = LazyLock::new(|| {
    SCRIPTS.map(|script| {
        let mut dropped = [false; LETTERS];
        for code in DROPPED[script.number()].chars().filter_map(|c| letter(script, c)) {
            dropped[usize::from(code)] = true;
        }
        dropped
    })
});

/// Puts the symbols of a name's skeleton into `out`, given the codes of its letters; a symbol beside its like is left
/// out.
pub fn skeleton(script: Script, codes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let (groups, dropped) = (&*LATIN_GROUPS, &IS_DROPPED[script.number()]);
    let mut rest = codes;
    while let [first, after @ ..] = rest {
        let group = groups.iter().find(|(group, _)| script == Script::Latin && rest.starts_with(group));
        let (symbol, next) = match group {
            Some((group, symbol)) => (Some(*symbol), &rest[group.len()..]),
            None => (Some(*first).filter(|_| !dropped[usize::from(*first)]), after),
        };
        out.extend(symbol.filter(|symbol| out.last() != Some(symbol)));
        rest = next;
    }
}

/// How many symbols skeletons of a script have.
fn symbols(script: Script) -> usize {
    script.letters() + if script == Script::Latin { GROUPS.len() } else { 0 }
}

/// The names of the symbols of a script's skeletons.
#[doc(hidden)]
pub fn symbol_names(script: Script) -> Vec<String> {
    let letters = (0..script.letters() as u8).map(|code| script.character(code).to_string());
    letters.chain(GROUPS.map(str::to_owned)).take(symbols(script)).collect()
}

/// What skeletons of a script cost against those of another; none of it is negative.
#[derive(Debug)]
pub struct SkeletonCosts {
    /// A symbol of the query and one of the candidate.
    pub pair: [[f32; SYMBOLS]; SYMBOLS],
    /// A symbol of the query with nothing in the candidate.
    pub left_out: [f32; SYMBOLS],
    /// A symbol of the candidate with nothing in the query.
    pub added: [f32; SYMBOLS],
    /// How much more each symbol of the query lets both cost.
    credit: [f32; SYMBOLS],
    /// What both may cost beside that, by the length of the query's skeleton.
    limits: [f32; LENGTHS + 1],
}

/// The tables of letter groups, by the number of the script that stands on their left.
const UNITS: [&[u8]; 4] =
    [learned!("units_latin"), learned!("units_arabic"), learned!("units_cyrillic"), learned!("units_hebrew")];

/// The scripts whose costs are learned, of the query and of the candidate, with their tables.
#[doc(hidden)]
pub const LEARNED: [((Script, Script), &[u8]); 7] = {
    use Script::{Arabic, Cyrillic, Hebrew, Latin};
    [
        ((Latin, Latin), learned!("skeletons_latin_latin")),
        ((Latin, Arabic), learned!("skeletons_latin_arabic")),
        ((Latin, Cyrillic), learned!("skeletons_latin_cyrillic")),
        ((Latin, Hebrew), learned!("skeletons_latin_hebrew")),
        ((Arabic, Latin), learned!("skeletons_arabic_latin")),
        ((Cyrillic, Latin), learned!("skeletons_cyrillic_latin")),
        ((Hebrew, Latin), learned!("skeletons_hebrew_latin")),
    ]
};

static COSTS: [[LazyLock<Box<SkeletonCosts>>; 4]; 4] = {
    use Script::{Arabic as A, Cyrillic as C, Hebrew as H, Latin as L};
    macro_rules! row {
        ($query:expr) => {
            [
                LazyLock::new(|| SkeletonCosts::build($query, L)),
                LazyLock::new(|| SkeletonCosts::build($query, A)),
                LazyLock::new(|| SkeletonCosts::build($query, C)),
                LazyLock::new(|| SkeletonCosts::build($query, H)),
            ]
        };
    }
    [row!(L), row!(A), row!(C), row!(H)]
};

/// The scores of the symbols of two scripts, as a row for each of the left side, and those with nothing on the other.
struct Scores {
    pair: Vec<Vec<f32>>,
    left: Vec<f32>,
    right: Vec<f32>,
}

impl Scores {
    fn between(query: Script, candidate: Script) -> Self {
        let table = match (query, candidate) {
            (query, Script::Latin) => Table::read_prepared(UNITS[query.number()]),
            (Script::Latin, candidate) => Table::read_prepared(UNITS[candidate.number()]).turned(),
            (query, candidate) => {
                let costs = Costs::between(query, candidate);
                let row = |q: usize| costs.pair[q][..symbols(candidate)].to_vec();
                return Self {
                    pair: (0..symbols(query)).map(row).collect(),
                    left: costs.gap_query[..symbols(query)].to_vec(),
                    right: costs.gap_candidate[..symbols(candidate)].to_vec(),
                };
            }
        };
        let (left, right) = (table_symbols(query), table_symbols(candidate));
        let row = |l: &usize| right.iter().map(|r| table.pair[l * table.right + r]).collect();
        Self {
            pair: left.iter().map(row).collect(),
            left: left.iter().map(|l| table.gap_left[*l]).collect(),
            right: right.iter().map(|r| table.gap_right[*r]).collect(),
        }
    }
}

/// The number in the tables of letter groups of each symbol of a script.
fn table_symbols(script: Script) -> Vec<usize> {
    let letters = 0..script.letters();
    if script != Script::Latin {
        return letters.collect();
    }
    let names = group_names(script);
    letters.chain(GROUPS.iter().filter_map(|group| names.iter().position(|name| name == group))).collect()
}

impl SkeletonCosts {
    /// The costs of a query in one script against candidates in another; tables are read when first asked for.
    pub fn between(query: Script, candidate: Script) -> &'static Self {
        &COSTS[query.number()][candidate.number()]
    }

    fn build(query: Script, candidate: Script) -> Box<Self> {
        match LEARNED.iter().find(|(scripts, _)| *scripts == (query, candidate)) {
            Some((scripts, table)) => Self::learned(*scripts, &Table::read_prepared(table)),
            None => Self::derived(query, candidate),
        }
    }

    /// The costs as they were learned: those of the table, whose last column on the right is the credit.
    #[doc(hidden)]
    pub fn learned((query, candidate): (Script, Script), table: &Table) -> Box<Self> {
        let mut costs = Self::none(query, candidate);
        let right = table.right.saturating_sub(1);
        for (q, row) in table.pair.chunks_exact(table.right.max(1)).enumerate() {
            costs.pair[q][..right].copy_from_slice(&row[..right]);
            costs.credit[q] = row[right];
            costs.left_out[q] = table.gap_left[q];
        }
        costs.added[..right].copy_from_slice(&table.gap_right[..right]);
        costs
    }

    /// Costs with no symbols yet.
    fn none(query: Script, candidate: Script) -> Box<Self> {
        Box::new(Self {
            pair: [[f32::MAX; SYMBOLS]; SYMBOLS],
            left_out: [f32::MAX; SYMBOLS],
            added: [f32::MAX; SYMBOLS],
            credit: [0.0; SYMBOLS],
            limits: limits(query, candidate),
        })
    }

    /// The costs that the tables of letter groups make.
    #[doc(hidden)]
    pub fn derived(query: Script, candidate: Script) -> Box<Self> {
        let scores = Scores::between(query, candidate);
        let best = |scores: &mut dyn Iterator<Item = f32>| scores.fold(0.1, f32::max);
        let own_query: Vec<f32> = scores.pair.iter().map(|row| best(&mut row.iter().copied())).collect();
        let column = |c: usize| best(&mut scores.pair.iter().map(|row| row[c]));
        let own_candidate: Vec<f32> = (0..scores.right.len()).map(column).collect();
        let mut costs = Self::none(query, candidate);
        for (q, row) in scores.pair.iter().enumerate() {
            costs.credit[q] = (1.0 - SIMILARITY) * own_query[q];
            costs.left_out[q] = (own_query[q] * (1.0 - SIMILARITY / 2.0) - scores.left[q]).max(0.0);
            for (c, score) in row.iter().enumerate() {
                let difference = own_query[q] - own_candidate[c];
                costs.pair[q][c] = (own_query[q] - score - SIMILARITY * difference / 2.0).max(0.0);
            }
        }
        for (c, own) in own_candidate.iter().enumerate() {
            costs.added[c] = (SIMILARITY * own / 2.0 - scores.right[c]).max(0.0);
        }
        costs
    }

    /// What a skeleton may cost against this one of the query.
    pub fn limit(&self, query: &[u8]) -> f32 {
        (self.credit(query) + self.limits[query.len().min(LENGTHS)]).max(MIN_LIMIT)
    }

    /// What the skeleton of a candidate costs against this one of the query.
    pub fn cost(&self, query: &[u8], candidate: &[u8]) -> f32 {
        let mut row = vec![0f32; query.len() + 1];
        for (i, symbol) in query.iter().enumerate() {
            row[i + 1] = row[i] + self.left_out[usize::from(*symbol)];
        }
        for symbol in candidate.iter().map(|symbol| usize::from(*symbol)) {
            let mut before = row[0];
            row[0] += self.added[symbol];
            for (i, of_query) in query.iter().map(|symbol| usize::from(*symbol)).enumerate() {
                let pair = before + self.pair[of_query][symbol];
                before = row[i + 1];
                row[i + 1] = pair.min(before + self.added[symbol]).min(row[i] + self.left_out[of_query]);
            }
        }
        row[query.len()]
    }

    /// The part of it that the symbols of the query give.
    pub fn credit(&self, query: &[u8]) -> f32 {
        query.iter().map(|symbol| self.credit[usize::from(*symbol)]).sum()
    }
}

/// What skeletons of two scripts may cost, by the length of the query's.
fn limits(query: Script, candidate: Script) -> [f32; LENGTHS + 1] {
    let mut limits = [0.0; LENGTHS + 1];
    let head = format!("{} {} ", query.number(), candidate.number());
    let text = include_str!("../data/spelling/skeleton_limits.txt");
    if let Some(row) = text.lines().find_map(|line| line.strip_prefix(&head)) {
        for (limit, hundredths) in limits.iter_mut().zip(row.split_ascii_whitespace()) {
            *limit = hundredths.parse::<i16>().map_or(0.0, |hundredths| f32::from(hundredths) / 100.0);
        }
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::super::letters::{letters, script_of};
    use super::*;

    #[test]
    fn a_skeleton_is_the_consonants_that_are_heard() {
        let of = |name: &str| {
            let (script, mut codes, mut out) = (script_of(name).unwrap(), Vec::new(), Vec::new());
            assert!(letters(script, name, &mut codes));
            skeleton(script, &codes, &mut out);
            let name = |symbol: u8| match usize::from(symbol).checked_sub(script.letters()) {
                Some(group) => GROUPS[group].to_owned(),
                None => script.character(symbol).to_string(),
            };
            out.into_iter().map(name).collect::<Vec<_>>().join(" ")
        };
        for (name, expected) in [
            ("saraqib", "s r q b"),
            ("khansheikhoun", "kh n sh kh n"),
            ("hassakeh", "s k"),
            ("tschetschenien", "ch n"),
            ("dschordschadse", "dj r dj d s"),
            ("jacksson", "j k s n"),
            ("aya", ""),
            ("سراقب", "س ر ق ب"),
            ("саракиб", "с р к б"),
            ("סראקב", "ס ר ק ב"),
        ] {
            assert_eq!(of(name), expected, "{name}");
        }
    }

    #[test]
    fn every_pair_of_scripts_has_limits_and_costs() {
        for (query, candidate) in SCRIPTS.into_iter().flat_map(|q| SCRIPTS.map(|c| (q, c))) {
            let costs = SkeletonCosts::between(query, candidate);
            assert!(
                symbols(query) <= SYMBOLS && costs.limits.iter().all(|limit| *limit != 0.0),
                "{query:?} {candidate:?}"
            );
            let is_heard = |q: &usize| !IS_DROPPED[query.number()].get(*q).is_some_and(|dropped| *dropped);
            for q in (0..symbols(query)).filter(is_heard) {
                let row = costs.pair[q][..symbols(candidate)].iter();
                assert!(row.copied().fold(f32::MAX, f32::min) <= costs.left_out[q], "{query:?} {candidate:?} {q}");
            }
        }
    }
}
