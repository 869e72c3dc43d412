//! The files of names → sets of groups, each spelling as the index has it, and their halves.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use dateline::analysis::Analyzer;
use dateline::names::spelling::articles::bare_form;
use dateline::names::spelling::letters::{Script, script_of};
use dateline::schema::IndexSchema;

/// One spelling.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// The spelling as the evaluation compares it.
    pub(crate) text: String,
    /// Its folded words with one blank between them, articles left out, as a query has them.
    pub(crate) folded: String,
}

/// The names of one file.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub(crate) file: &'static str,
    /// What its examples count.
    pub(crate) weight: f32,
    /// The script of the queries; the pool is always Latin.
    pub(crate) script: Script,
    /// All Latin spellings, each once, sorted.
    pub(crate) pool: Vec<Name>,
    /// The names that are asked for, each with the numbers in the pool of its other spellings.
    pub(crate) queries: Vec<Query>,
    /// The groups: numbers in the pool.
    pub(crate) groups: Vec<Vec<usize>>,
    /// The half of each group: 0 or 1.
    pub(crate) halves: Vec<u8>,
}

/// One question to the pool.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) name: Name,
    /// Its own number in the pool, if it is of the pool's script.
    pub(crate) own: Option<usize>,
    pub(crate) truth: BTreeSet<usize>,
    pub(crate) half: u8,
}

/// Turns spellings into what the index has of them.
pub(crate) struct Reader {
    analyzer: Analyzer,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { analyzer: Analyzer::new(&IndexSchema::built_in().stemmers) }
    }

    /// The folded words of a spelling, without articles.
    pub(crate) fn folded(&mut self, spelling: &str) -> String {
        let words = self.analyzer.query_words(&titled(spelling));
        let words = words.iter().map(|w| w.folded.as_str()).collect::<Vec<_>>().join(" ");
        let mut bare = String::new();
        bare_form(&words, &mut bare);
        bare
    }

    fn name(&mut self, spelling: &str) -> Name {
        Name { text: compared(spelling), folded: self.folded(&compared(spelling)) }
    }

    /// Reads `KEY TAB spelling|spelling…`. Queries in a script other than Latin are the keys, else the spellings.
    pub(crate) fn set(&mut self, file: &'static str, rows: &[Row], script: Script, weight: f32) -> Set {
        let texts: BTreeSet<String> = rows.iter().flat_map(|(_, s)| s.iter().map(|s| compared(s))).collect();
        let texts: Vec<String> = texts.into_iter().filter(|t| !t.is_empty()).collect();
        let number: HashMap<&str, usize> = texts.iter().enumerate().map(|(i, t)| (t.as_str(), i)).collect();
        let group = |spellings: &[String]| {
            let found: BTreeSet<usize> =
                spellings.iter().filter_map(|s| number.get(compared(s).as_str()).copied()).collect();
            found.into_iter().collect::<Vec<_>>()
        };
        let groups: Vec<Vec<usize>> = rows.iter().map(|(_, spellings)| group(spellings)).collect();
        let pool: Vec<Name> = texts.iter().map(|t| self.name(t)).collect();
        let mut set =
            Set { file, weight, script, pool, queries: Vec::new(), halves: vec![0; groups.len()], groups };
        if script == Script::Latin {
            let mut truth: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for group in set.groups.iter().filter(|g| g.len() > 1) {
                for name in group {
                    truth.entry(*name).or_default().extend(group.iter().filter(|n| *n != name));
                }
            }
            set.queries = (truth.into_iter())
                .map(|(own, truth)| Query { name: set.pool[own].clone(), own: Some(own), truth, half: 0 })
                .collect();
        } else {
            for ((key, _), group) in rows.iter().zip(&set.groups) {
                let name = Name { text: key.clone(), folded: self.folded(key) };
                set.queries.push(Query { name, own: None, truth: group.iter().copied().collect(), half: 0 });
            }
        }
        set
    }

    /// Pairs of a name in a script and a Latin spelling: the keys and spellings of a file.
    pub(crate) fn pairs(&mut self, file: &Path, script: Script) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (key, spellings) in rows(file) {
            let key = self.folded(&key);
            for spelling in spellings {
                let latin = self.folded(&compared(&spelling));
                if script_of(&key) == Some(script) && script_of(&latin) == Some(Script::Latin) {
                    pairs.push((key.clone(), latin));
                }
            }
        }
        pairs
    }
}

/// A key and its spellings.
pub(crate) type Row = (String, Vec<String>);

/// Places of the gazetteer with forms in a script: each form and the Latin spellings, of so many places; for Latin, each place
/// that has several spellings.
pub(crate) fn gazetteer(file: &Path, script: Script, most: usize) -> Vec<Row> {
    let column = match script {
        Script::Latin => 7,
        Script::Arabic => 8,
        Script::Cyrillic => 9,
        Script::Hebrew => 10,
    };
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let cells = text.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>());
    let mut rows: Vec<Vec<&str>> = cells.filter(|c| c.get(column).is_some_and(|forms| !forms.is_empty())).collect();
    rows.retain(|c| script != Script::Latin || c[column].contains('|'));
    rows.sort_by_key(|c| c[0].bytes().fold(3, |h, b| mix(h ^ u64::from(b))));
    rows.truncate(most);
    let spellings = |c: &[&str]| c[7].split('|').map(str::to_owned).collect::<Vec<_>>();
    if script == Script::Latin {
        return rows.iter().map(|c| (c[0].to_owned(), spellings(c))).collect();
    }
    rows.iter().flat_map(|c| c[column].split('|').map(|form| (form.to_owned(), spellings(c)))).collect()
}

/// The rows of a file: key and spellings.
pub(crate) fn rows(file: &Path) -> Vec<Row> {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let row = |line: &str| {
        let (key, spellings) = line.split_once('\t')?;
        Some((key.to_owned(), spellings.split('|').map(str::to_owned).collect()))
    };
    text.lines().filter_map(row).collect()
}

/// Gives each group of some sets its half: names that share a spelling or a key, in whatever set, stay together.
pub(crate) fn halve(sets: &mut [&mut Set], keys: &[&Vec<String>]) {
    let mut parent: Vec<usize> = Vec::new();
    let mut node: HashMap<String, usize> = HashMap::new();
    let mut firsts: Vec<Vec<usize>> = Vec::new();
    for (set, keys) in sets.iter().zip(keys) {
        let mut of_set = Vec::new();
        for (group, key) in set.groups.iter().zip(keys.iter()) {
            let names = group.iter().map(|n| format!("={}", set.pool[*n].text));
            let mut first = None;
            for name in std::iter::once(key.clone()).chain(names) {
                let next = node.len();
                let at = *node.entry(name).or_insert(next);
                if at == next {
                    parent.push(next);
                }
                let root = root(&mut parent, at);
                let to = *first.get_or_insert(root);
                parent[root] = to;
            }
            of_set.push(first.unwrap_or(0));
        }
        firsts.push(of_set);
    }
    // A component is known by the least hash of its names, whatever order they came in.
    let mut least: HashMap<usize, u64> = HashMap::new();
    for (name, at) in &node {
        let hash = name.bytes().fold(11, |h, b| mix(h ^ u64::from(b)));
        let known = least.entry(root(&mut parent, *at)).or_insert(u64::MAX);
        *known = hash.min(*known);
    }
    for (set, firsts) in sets.iter_mut().zip(firsts) {
        let mut half = |f: usize| (mix(least[&root(&mut parent, f)]) & 1) as u8;
        let halves: Vec<u8> = firsts.iter().copied().map(&mut half).collect();
        let mut of_name = vec![0; set.pool.len()];
        for (group, half) in set.groups.iter().zip(&halves) {
            group.iter().for_each(|n| of_name[*n] = *half);
        }
        for (number, query) in set.queries.iter_mut().enumerate() {
            query.half = query.own.map_or_else(|| halves[number], |own| of_name[own]);
        }
        set.halves = halves;
    }
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// A number without pattern, the same for the same number (SplitMix64).
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A spelling as the evaluation compares it: lower case without accents and apostrophes, blanks for all else.
pub(crate) fn compared(spelling: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain: String = spelling.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    let kept: String = (plain.chars().filter(|c| !"ʿʾ‘’'`´ʼʻ".contains(*c)))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As it stands in a text: words in capitals but for the articles.
pub(crate) fn titled(spelling: &str) -> String {
    let article = |w: &str| matches!(w, "al" | "el" | "as" | "ash" | "ad" | "an" | "ar" | "at" | "az");
    let capital = |w: &str| {
        let mut chars = w.chars();
        chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
    };
    let words = spelling.split(' ').map(|w| if article(w) { w.to_owned() } else { capital(w) });
    words.collect::<Vec<_>>().join(" ")
}
