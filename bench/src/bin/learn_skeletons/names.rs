//! The files of names → the names that are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use dateline::analysis::Analyzer;
use dateline::names::spelling::letters::{Script, letters, script_of};
use dateline::names::spelling::skeletons::skeleton;

const FILES: [&str; 10] = [
    "airwars_places",
    "arabic_places",
    "geonames",
    "google_ar2en",
    "person_arabic",
    "person_cyrillic",
    "person_hebrew",
    "script_arabic",
    "script_cyrillic",
    "script_hebrew",
];

/// Names of more letters count as of this length.
const MAX_LENGTH: usize = 14;

/// A folded name with its letters and its skeleton.
pub(crate) struct Name {
    pub(crate) folded: String,
    pub(crate) script: Script,
    pub(crate) letters: Vec<u8>,
    pub(crate) skeleton: Vec<u8>,
}

/// All names of the files, each once, without blanks.
pub(crate) fn names(folder: &Path) -> Result<Vec<Name>, Box<dyn Error>> {
    let mut analyzer = Analyzer::new(&BTreeMap::new());
    let mut all = BTreeSet::new();
    for file in FILES {
        let text = fs::read_to_string(folder.join(file).with_extension("tsv"))?;
        // Keys of persons are no names, nor are the first columns of the gazetteer.
        let first = if file == "geonames" { 6 } else { usize::from(file.starts_with("person")) };
        for name in text.lines().flat_map(|line| line.split('\t').skip(first)).flat_map(|cell| cell.split('|')) {
            all.insert(analyzer.query_words(name).into_iter().map(|word| word.folded).collect::<String>());
        }
    }
    Ok(all.into_iter().filter_map(Name::new).collect())
}

impl Name {
    fn new(folded: String) -> Option<Self> {
        let script = script_of(&folded)?;
        let (mut codes, mut symbols) = (Vec::new(), Vec::new());
        letters(script, &folded, &mut codes);
        skeleton(script, &codes, &mut symbols);
        (3..=28).contains(&codes.len()).then_some(Self { folded, script, letters: codes, skeleton: symbols })
    }
}

/// A number without pattern, the same for the same name (FNV-1a).
pub(crate) fn mixed(name: &[u8]) -> u64 {
    name.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

/// So many names of each script, by its number, and of each length.
pub(crate) fn asked<'a>(names: impl Iterator<Item = &'a Name>, count: [usize; 4]) -> Vec<&'a Name> {
    let mut groups: BTreeMap<(usize, usize), Vec<&Name>> = BTreeMap::new();
    for name in names {
        groups.entry((name.script.number(), name.letters.len().min(MAX_LENGTH))).or_default().push(name);
    }
    let mut asked = Vec::new();
    for ((script, _), mut group) in groups {
        group.sort_by_key(|name| mixed(name.folded.as_bytes()));
        asked.extend(group.into_iter().take(count[script]));
    }
    asked
}
