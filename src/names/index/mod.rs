//! The names of an index in a file that is read where it lies, to be looked up by likeness; who keeps the file is the index's
//! own matter.
//!
//! The file of a segment: [`VERSION`] and the number of lists (`u32`), then what `list.rs` writes of each script: the keys of the
//! name terms, and the words of a script without case, each with every particle cut off that is written before it; then what
//! `counts.rs` writes of the forms. All numbers are little-endian.

pub mod batch_align;
mod cells;
pub mod cost_cutoff;
pub mod counts;
pub mod forms;
mod list;
pub mod profile;
mod row;
pub mod scanned;
mod trie;
mod walk;

use std::io::{self, Write};
use std::ops::{Deref, Range};

use self::cost_cutoff::CostCutoff;
use self::counts::{CountRows, CountedForms, CountedPlace};
use self::list::{ListedKey, NameList, NearKey, write_list};
use self::profile::QueryProfile;
use super::spelling::letters::{SCRIPTS, Script};
use crate::analysis::clitics;
use crate::error::Result;
use crate::work::Budget;

/// Which keys of an index are looked up.
#[derive(Clone, Debug)]
pub enum NameLookup {
    /// Those that the profile of a name accepts.
    Near {
        /// What accepts them.
        profile: Box<QueryProfile>,
        /// Whether forms are taken only of keys that are taken by themselves.
        is_by_key: bool,
    },
    /// This one.
    Exactly(String),
}

/// How the file is laid out, and how the skeletons in it are made.
pub const VERSION: u32 = 5;

/// What a key is that is that of name terms.
const NAME_TERMS: u8 = 0;

/// What the key of name terms is whose forms are all one plain word, so that what is decided of the key holds for all of them.
const PLAIN_TERMS: u8 = 1;

/// What the first particle's words are; those of the next ones are the numbers after it.
const PARTICLES: u8 = 2;

/// The names of one part of an index, a list a script.
#[derive(Debug)]
pub struct NameIndex<F> {
    file: F,
    lists: Vec<NameList>,
    counts: CountRows,
}

/// The names that a profile accepts.
#[derive(Debug, Default)]
pub struct NearNames {
    /// What each key costs, its number, and where it lies in `letters`, if it is Latin.
    pub keys: Vec<(u8, u32, Range<usize>)>,
    /// What each key costs whose forms are all one plain word, and where it lies in `letters`.
    pub plain_keys: Vec<(u8, Range<usize>)>,
    /// The Latin keys.
    pub letters: String,
    /// What each word of a script without case costs, its number, and what is cut off before it.
    pub caseless: Vec<(u8, u32, &'static str)>,
}

/// The key of name terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsKey {
    /// The key.
    pub key: String,
    /// The number of the first term.
    pub number: u32,
    /// Whether each term is one plain word.
    pub is_plain: bool,
}

/// Whether a form of a name is one plain word: Latin letters without marks, all or none of them after the first in capitals.
pub fn is_plain(form: &str) -> bool {
    let rest = form.as_bytes().get(1..).unwrap_or_default();
    form.bytes().all(|letter| letter.is_ascii_alphabetic())
        && (rest.iter().all(u8::is_ascii_lowercase) || rest.iter().all(u8::is_ascii_uppercase))
}

/// Writes the file of the keys of name terms, and of the words of scripts without case, each with its number, and what is counted
/// of the terms.
pub fn write_names(
    keys: &[TermsKey],
    words: &[(Script, Vec<(String, u32)>)],
    counted: &CountedForms,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&(SCRIPTS.len() as u32).to_le_bytes())?;
    for script in SCRIPTS {
        let terms = keys.iter().map(|TermsKey { key, number, is_plain }| {
            let kind = if *is_plain && script == Script::Latin { PLAIN_TERMS } else { NAME_TERMS };
            ListedKey { key, kind, number: *number }
        });
        let words = words.iter().filter(|(other, _)| *other == script).flat_map(|(_, words)| words);
        let words = words.flat_map(|(word, number)| {
            let particles = (PARTICLES..).zip(clitics(script.character(0)));
            particles.filter_map(|(kind, particle)| {
                Some(ListedKey { key: word.strip_prefix(particle)?, kind, number: *number })
            })
        });
        write_list(script, terms.chain(words), out)?;
    }
    counted.write(out)
}

impl<F: Deref<Target = [u8]>> NameIndex<F> {
    /// The names of a file; nothing if it is not whole or laid out otherwise.
    pub fn read(file: F) -> Option<Self> {
        let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
        if number(0)? != VERSION {
            return None;
        }
        let mut lists = Vec::new();
        let mut at = 8;
        for _ in 0..number(4)? {
            let (list, end) = NameList::read(&file, at)?;
            lists.push(list);
            at = end;
        }
        let counts = CountRows::read(&file, at)?;
        Some(Self { file, lists, counts })
    }

    /// How many headlines have a term that [`MIN_COUNTED`](counts::MIN_COUNTED) documents have.
    pub fn headlines(&self, term: u32) -> u32 {
        self.counts.headlines(&self.file, term)
    }

    /// What is counted of the forms of a place together, by the first of its terms, where that is known.
    pub fn counted_place(&self, first: u32) -> Option<CountedPlace> {
        self.counts.place(&self.file, first)
    }

    /// How many keys there are.
    pub fn keys(&self) -> u64 {
        self.lists.iter().map(NameList::keys).sum()
    }

    /// The names that a profile accepts and that are among the nearest so far.
    pub fn near(&self, profile: &QueryProfile, budget: &Budget, cutoff: &mut CostCutoff) -> Result<NearNames> {
        let mut near = NearNames::default();
        for list in &self.lists {
            let script = list.script();
            let particles = clitics(script.character(0));
            let mut take = |NearKey { cost, kind, number }, codes: &[u8]| {
                let start = near.letters.len();
                if script == Script::Latin {
                    near.letters.extend(codes.iter().map(|code| char::from(b'a' + code)));
                }
                let letters = start..near.letters.len();
                match kind {
                    NAME_TERMS => near.keys.push((cost, number, letters)),
                    PLAIN_TERMS => near.plain_keys.push((cost, letters)),
                    particle => near.caseless.push((cost, number, particles[usize::from(particle - PARTICLES)])),
                }
            };
            list.near(&self.file, profile, (budget, cutoff), &mut take)?;
        }
        Ok(near)
    }
}
