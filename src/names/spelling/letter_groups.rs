//! a name → its letter groups: `kh`, `sh`, `ou`, a doubled letter, or one letter.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::letters::{Script, letter};
use super::table::MAX_SYMBOLS;

/// The letter groups of Latin spellings: what one sound is written with in the romanisations of the press.
const GROUPS: &str = "tsch tzsch shch dsch tch sch dzh kh sh ch dj gh th dh ph zh ck qu cz sz rz ts tz cs \
    ou oo ee ei ay aa ai ey ie uu ii au aw ow oe ue ae ia iy yi ij ja ya ju yu iu jo yo je ye oy oi eh ah";

/// The names of the Latin groups by their number: the letters, their doubles, the groups.
static GROUP_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let letters = || 'a'..='z';
    let mut groups: Vec<String> = letters().map(String::from).collect();
    groups.extend(letters().map(|c| format!("{c}{c}")));
    groups.extend(GROUPS.split_ascii_whitespace().filter(|g| !is_double(g)).map(str::to_owned));
    groups
});

static NUMBERS: LazyLock<FxHashMap<&str, u8>> =
    LazyLock::new(|| (0..).zip(GROUP_NAMES.iter()).map(|(number, name)| (name.as_str(), number)).collect());

/// A row of symbols with the places where its words begin.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// The symbols of all words, without blanks.
    pub codes: Vec<u8>,
    /// Bit `i` is set where a word after the first begins with symbol `i`.
    pub borders: u64,
}

impl Symbols {
    /// Whether a word after the first begins with symbol `at`.
    pub fn is_border(&self, at: usize) -> bool {
        at < 64 && self.borders >> at & 1 == 1
    }
}

fn is_double(group: &str) -> bool {
    group.len() == 2 && group.as_bytes()[0] == group.as_bytes()[1]
}

/// The names of a script's groups by their number; but for Latin they are its letters.
pub fn group_names(script: Script) -> Vec<String> {
    if script == Script::Latin { GROUP_NAMES.clone() } else { letter_names(script) }
}

/// The names of a script's letters by their number.
pub fn letter_names(script: Script) -> Vec<String> {
    (0..script.letters()).map(|c| script.character(u8::try_from(c).expect("few letters")).to_string()).collect()
}

/// The letters of a folded name in its script; letters of others are left out.
pub fn letter_symbols(script: Script, folded: &str, out: &mut Symbols) {
    out.codes.clear();
    out.borders = 0;
    for c in folded.chars() {
        if c == ' ' && !out.codes.is_empty() && out.codes.len() < 64 {
            out.borders |= 1 << out.codes.len();
        }
        out.codes.extend(letter(script, c));
    }
    out.codes.truncate(MAX_SYMBOLS);
}

/// The groups of a folded name in its script, the longest group first.
pub fn group_symbols(script: Script, folded: &str, out: &mut Symbols) {
    if script != Script::Latin {
        return letter_symbols(script, folded, out);
    }
    out.codes.clear();
    out.borders = 0;
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        if first == ' ' && !out.codes.is_empty() && out.codes.len() < 64 {
            out.borders |= 1 << out.codes.len();
        }
        let group = (1..=5).rev().find_map(|n| Some((n, *NUMBERS.get(rest.get(..n)?)?)));
        let length = group.map_or(first.len_utf8(), |(length, _)| length);
        out.codes.extend(group.map(|(_, number)| number));
        rest = &rest[length..];
    }
    out.codes.truncate(MAX_SYMBOLS);
}

/// What kind of sound a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A vowel, or a letter that mostly is one.
    Vowel,
    /// A consonant.
    Consonant,
    /// No symbol.
    Nothing,
}

/// The letters of each script that are vowels or mostly stand for one.
const VOWELS: &str = "aeiouyاويۆаеиоуъыьэюяієәөүאוי";

static KINDS: LazyLock<[Vec<Kind>; 5]> = LazyLock::new(|| {
    let kinds = |names: Vec<String>| {
        let vowel = |name: &String| name.chars().all(|c| VOWELS.contains(c));
        names.iter().map(|n| if vowel(n) { Kind::Vowel } else { Kind::Consonant }).collect()
    };
    let letters = |s: Script| kinds(letter_names(s));
    [
        letters(Script::Latin),
        letters(Script::Arabic),
        letters(Script::Cyrillic),
        letters(Script::Hebrew),
        kinds(GROUP_NAMES.clone()),
    ]
});

/// The kind of a symbol in a view (0 letter groups, 1 letters).
pub fn kind_of(script: Script, view: u8, symbol: u8) -> Kind {
    let list = if script == Script::Latin && view == 0 { 4 } else { script.number() };
    KINDS[list].get(usize::from(symbol)).copied().unwrap_or(Kind::Nothing)
}
