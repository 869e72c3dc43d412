//! The names of an index in a file that is read where it lies, to be looked up by likeness; who keeps the file is the index's
//! own matter.
//!
//! The file of a segment: [`VERSION`] and the number of lists (`u32`), then what `list.rs` writes of each script: the keys of the
//! name terms, and the words of a script without case, each with every particle cut off that is written before it. All numbers
//! are little-endian.

pub mod batch_align;
pub mod cost_cutoff;
pub mod forms;
mod list;
pub mod profile;
mod row;
pub mod scanned;
mod trie;
mod walk;

use std::io::{self, Write};
use std::ops::Deref;

use self::cost_cutoff::CostCutoff;
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
    Near(QueryProfile),
    /// This one.
    Exactly(String),
}

/// How the file is laid out, and how the skeletons in it are made.
pub const VERSION: u32 = 3;

/// What a key is that is that of a name term; a word without the particle of this number is the number after it.
const NAME_TERM: u8 = 0;

/// The names of one part of an index, a list a script.
#[derive(Debug)]
pub struct NameIndex<F> {
    file: F,
    lists: Vec<NameList>,
}

/// The names that a profile accepts.
#[derive(Debug)]
pub struct NearNames {
    /// What each key costs, and its number.
    pub keys: Vec<(u8, u32)>,
    /// What each word of a script without case costs, its number, and what is cut off before it.
    pub caseless: Vec<(u8, u32, &'static str)>,
}

/// Writes the file of the keys of name terms, and of the words of scripts without case, each with its number.
pub fn write_names(
    keys: &[(String, u32)],
    words: &[(Script, Vec<(String, u32)>)],
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&(SCRIPTS.len() as u32).to_le_bytes())?;
    for script in SCRIPTS {
        let terms = keys.iter().map(|(key, number)| ListedKey { key, kind: NAME_TERM, number: *number });
        let words = words.iter().filter(|(other, _)| *other == script).flat_map(|(_, words)| words);
        let words = words.flat_map(|(word, number)| {
            let particles = (NAME_TERM + 1..).zip(clitics(script.character(0)));
            particles.filter_map(|(kind, particle)| {
                Some(ListedKey { key: word.strip_prefix(particle)?, kind, number: *number })
            })
        });
        write_list(script, terms.chain(words), out)?;
    }
    Ok(())
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
        Some(Self { file, lists })
    }

    /// The names that a profile accepts and that are among the nearest so far.
    pub fn near(&self, profile: &QueryProfile, budget: &Budget, cutoff: &mut CostCutoff) -> Result<NearNames> {
        let mut near = NearNames { keys: Vec::new(), caseless: Vec::new() };
        for list in &self.lists {
            let particles = clitics(list.script().character(0));
            for NearKey { cost, kind, number } in list.near(&self.file, profile, budget, cutoff)? {
                match kind.checked_sub(NAME_TERM + 1) {
                    None => near.keys.push((cost, number)),
                    Some(particle) => near.caseless.push((cost, number, particles[usize::from(particle)])),
                }
            }
        }
        Ok(near)
    }
}
