//! two folded Latin names → how well they go together where each run of one letter is one symbol: letter by letter, by the place
//! of a letter in the name, and by what stands before it; and what is left of both when only consonants or vowels are compared.

use super::letter_groups::{Kind, kind_of};
use super::letters::{Script, letter};
use super::table::{AlignmentModel, MAX_SYMBOLS, Table};

/// How the symbols of a view are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// By the letter alone.
    Letter,
    /// First, last or between.
    Place,
    /// First, after a vowel, after a consonant.
    Context,
}

/// The views, in the order of their tables and numbers.
pub const VIEWS: [View; 3] = [View::Letter, View::Place, View::Context];

/// The tags of a letter in the views that have them.
pub const TAGS: usize = 3;

/// The tables of the views.
#[derive(Clone, Debug)]
pub struct RunTables(pub [AlignmentModel; 3]);

/// A name in all views, made ready to be compared.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    views: [Vec<u8>; 3],
    skeleton: Vec<u8>,
    vowels: Vec<u8>,
}

impl View {
    /// The names of its symbols by their number: `a`, or with tags `^a` (first), `a` or after a vowel `a`, `a$` or `'a`.
    pub fn names(self) -> Vec<String> {
        let tags: &[(&str, &str)] = match self {
            Self::Letter => &[("", "")],
            Self::Place => &[("^", ""), ("", ""), ("", "$")],
            Self::Context => &[("^", ""), ("v", ""), ("c", "")],
        };
        ('a'..='z').flat_map(|c| tags.iter().map(move |(before, after)| format!("{before}{c}{after}"))).collect()
    }

    /// The symbols of a row of letters without runs.
    pub fn symbols(self, letters: &[u8], out: &mut Vec<u8>) {
        out.clear();
        let is_vowel = |code: u8| kind_of(Script::Latin, 1, code) == Kind::Vowel;
        out.extend(letters.iter().enumerate().map(|(at, code)| {
            let tag = match (self, at) {
                (Self::Letter, _) => return *code,
                (_, 0) => 0,
                (Self::Place, at) => 1 + u8::from(at + 1 == letters.len()),
                (Self::Context, at) => 1 + u8::from(!is_vowel(letters[at - 1])),
            };
            code * TAGS as u8 + tag
        }));
    }
}

/// The letters of a folded name, each run of one letter as one.
pub fn letters_without_runs(folded: &str, out: &mut Vec<u8>) {
    out.clear();
    for word in folded.split(' ') {
        let start = out.len();
        for code in word.chars().filter_map(|c| letter(Script::Latin, c)) {
            if out[start..].last() != Some(&code) {
                out.push(code);
            }
        }
    }
    out.truncate(MAX_SYMBOLS);
}

impl Runs {
    /// Fills in a folded name.
    pub fn fill(&mut self, folded: &str) {
        let mut letters = Vec::with_capacity(MAX_SYMBOLS);
        letters_without_runs(folded, &mut letters);
        for (view, symbols) in VIEWS.iter().zip(&mut self.views) {
            view.symbols(&letters, symbols);
        }
        skeleton(folded.as_bytes(), &mut self.skeleton);
        vowels(folded.as_bytes(), &mut self.vowels);
    }
}

impl RunTables {
    /// The tables as they lie prepared.
    pub fn read(tables: [&[u8]; 3]) -> Self {
        Self(tables.map(|table| AlignmentModel::new(Table::read_prepared(table))))
    }

    /// Adds the numbers of two names: similarity and score of each view; how far the consonants and the vowels are apart.
    pub fn numbers(&self, left: &Runs, right: &Runs, out: &mut Vec<f32>) {
        let tables = self.0.each_ref().map(|model| &model.table);
        let views = [left, right].map(|runs| runs.views.each_ref().map(Vec::as_slice));
        let scores = Table::best_scores(tables, views[0], views[1]);
        for (((model, left), right), score) in self.0.iter().zip(&left.views).zip(&right.views).zip(scores) {
            let own: f32 = left.iter().map(|s| model.own_left(*s)).sum::<f32>()
                + right.iter().map(|s| model.own_right(*s)).sum::<f32>();
            out.extend([2.0 * score / own.max(0.1), score]);
        }
        let (one, other) = (&left.skeleton, &right.skeleton);
        let distance = distance(one, other) as f32;
        let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
        out.extend([distance, f32::from(u8::from(distance == 0.0)), distance / long.max(1) as f32, short as f32]);
        let (one, other) = (&left.vowels, &right.vowels);
        out.extend([self::distance(one, other) as f32, one.len().abs_diff(other.len()) as f32]);
    }
}

/// Letter groups with the class of their sound, longer ones before their parts.
const CLASSES: [(&str, u8); 30] = [
    ("dzh", b'Q'),
    ("dj", b'Q'),
    ("zh", b'Q'),
    ("j", b'Q'),
    ("tch", b'Z'),
    ("sch", b'Z'),
    ("sh", b'Z'),
    ("ch", b'Z'),
    ("kh", b'Q'),
    ("gh", b'Q'),
    ("th", b'T'),
    ("dh", b'T'),
    ("ph", b'P'),
    ("b", b'P'),
    ("p", b'P'),
    ("f", b'P'),
    ("v", b'P'),
    ("d", b'T'),
    ("t", b'T'),
    ("s", b'Z'),
    ("z", b'Z'),
    ("c", b'Q'),
    ("g", b'Q'),
    ("q", b'Q'),
    ("k", b'Q'),
    ("x", b'Q'),
    ("l", b'L'),
    ("m", b'M'),
    ("n", b'N'),
    ("r", b'R'),
];

/// The classes of a name's consonants, each run of one class as one.
fn skeleton(folded: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = folded;
    while !rest.is_empty() {
        let group = CLASSES.iter().find(|(group, _)| rest.starts_with(group.as_bytes()));
        if let Some((_, class)) = group
            && out.last() != Some(class)
        {
            out.push(*class);
        }
        rest = &rest[group.map_or(1, |(group, _)| group.len())..];
    }
    out.truncate(MAX_SYMBOLS);
}

/// The vowels of a name in three classes: a, i, u.
fn vowels(folded: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.extend(folded.iter().filter_map(|letter| match letter {
        b'a' => Some(b'a'),
        b'e' | b'i' | b'y' => Some(b'i'),
        b'o' | b'u' | b'w' => Some(b'u'),
        _ => None,
    }));
    out.truncate(MAX_SYMBOLS);
}

/// The edit distance of two rows (Levenshtein 1966).
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: [usize; MAX_SYMBOLS + 1] = std::array::from_fn(|at| at);
    for (i, left) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, right) in other.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (above + 1).min(row[j] + 1).min(before + usize::from(left != right));
            before = above;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_tell_place_and_context() {
        let mut letters = Vec::new();
        letters_without_runs("abba", &mut letters);
        assert_eq!(letters, [0, 1, 0]);
        let names = |view: View| {
            let mut symbols = Vec::new();
            view.symbols(&letters, &mut symbols);
            symbols.into_iter().map(|s| view.names()[usize::from(s)].clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(View::Letter), "a b a");
        assert_eq!(names(View::Place), "^a b a$");
        assert_eq!(names(View::Context), "^a vb ca");
    }

    #[test]
    fn consonants_and_vowels_are_read_in_classes() {
        let of = |read: fn(&[u8], &mut Vec<u8>), name: &str| {
            let mut out = Vec::new();
            read(name.as_bytes(), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(of(skeleton, "khan sheikhoun"), "QNZQN");
        assert_eq!(of(skeleton, "djebel"), "QPL");
        assert_eq!(of(vowels, "deir ezzor"), "iiiu");
        assert_eq!(distance(b"QNZ", b"QZZ"), 1);
        assert_eq!(distance(b"", b"QZ"), 2);
    }
}
