//! a name → its letter groups: `kh`, `sh`, `ou`, a doubled letter, or one letter.

use std::sync::LazyLock;

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

/// How many Latin letters there are; a letter is the group of its code.
const LATIN: usize = 26;

/// The numbers of the groups of more than one letter.
struct GroupNumbers {
    /// By both letters.
    of_two: [[Option<u8>; LATIN]; LATIN],
    /// The longer ones, the longest first.
    longer: Vec<(&'static [u8], u8)>,
    /// By their first letter, whether there are longer ones.
    begins_longer: [bool; LATIN],
}

static NUMBERS: LazyLock<GroupNumbers> = LazyLock::new(|| {
    let mut numbers =
        GroupNumbers { of_two: [[None; LATIN]; LATIN], longer: Vec::new(), begins_longer: [false; LATIN] };
    for (number, name) in (0..).zip(GROUP_NAMES.iter().map(|name| name.as_bytes())) {
        match name {
            [_] => {}
            [first, second] => numbers.of_two[code(*first)][code(*second)] = Some(number),
            [first, ..] => {
                numbers.begins_longer[code(*first)] = true;
                numbers.longer.push((name, number));
            }
            [] => {}
        }
    }
    numbers.longer.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    numbers
});

/// The code of a Latin letter.
fn code(letter: u8) -> usize {
    usize::from(letter - b'a')
}

impl GroupNumbers {
    /// The group that a text begins with, and how many letters it has.
    #[inline]
    fn first(&self, text: &[u8]) -> Option<(u8, usize)> {
        let [first, rest @ ..] = text else { return None };
        if !first.is_ascii_lowercase() {
            return None;
        }
        if self.begins_longer[code(*first)]
            && let Some((group, number)) = self.longer.iter().find(|(group, _)| text.starts_with(group))
        {
            return Some((*number, group.len()));
        }
        let second = rest.first().filter(|second| second.is_ascii_lowercase());
        match second.and_then(|second| self.of_two[code(*first)][code(*second)]) {
            Some(number) => Some((number, 2)),
            None => Some((code(*first) as u8, 1)),
        }
    }
}

/// A row of symbols with the places where its words begin.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// The symbols of all words, without spaces.
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
    let numbers = &*NUMBERS;
    let mut rest = folded.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b' ' && !out.codes.is_empty() && out.codes.len() < 64 {
            out.borders |= 1 << out.codes.len();
        }
        match numbers.first(rest) {
            Some((number, length)) => {
                out.codes.push(number);
                rest = &rest[length..];
            }
            None => rest = after,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_group_is_read() {
        let names = group_names(Script::Latin);
        for (name, expected) in [
            ("tzschirner", "tzsch i r n e r"),
            ("khan sheikhoun", "kh a n sh ei kh ou n"),
            ("dschidda", "dsch i dd a"),
            ("tsar", "ts a r"),
            ("b2c d", "b c d"),
        ] {
            let mut out = Symbols::default();
            group_symbols(Script::Latin, name, &mut out);
            let read: Vec<&str> = out.codes.iter().map(|number| names[usize::from(*number)].as_str()).collect();
            assert_eq!(read.join(" "), expected);
        }
        for (number, name) in (0..).zip(&names) {
            let mut out = Symbols::default();
            group_symbols(Script::Latin, name, &mut out);
            assert_eq!(out.codes, [number], "{name}");
        }
    }
}
