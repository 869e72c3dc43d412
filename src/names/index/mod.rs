//! The names of an index in a file that is read where it lies, to be looked up by likeness; who keeps the file is the index's
//! own matter.
//!
//! The file of a segment: [`VERSION`] and the number of lists (`u32`), then each list: the number of its particle among those of
//! its script (`u8`, the empty one for the keys of name terms), and what `list.rs` writes. All numbers are little-endian.

pub mod batch_align;
pub mod cost_cutoff;
pub mod forms;
mod list;
pub mod profile;
pub mod scanned;
pub mod skeleton;

use std::io::{self, Write};
use std::ops::Deref;

use self::cost_cutoff::CostCutoff;
use self::list::{NameList, write_list};
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

/// How the file is laid out.
pub const VERSION: u32 = 1;

/// What the lists of words of scripts without case have before their particle, to be told from those of name terms.
const WORDS: u8 = 0x80;

/// The names of one part of an index.
#[derive(Debug)]
pub struct NameIndex<F> {
    file: F,
    /// The keys of the name terms by script, each with its number.
    keys: Vec<NameList>,
    /// The words of scripts without case by what is cut off before them, each with its number.
    caseless: Vec<(&'static str, NameList)>,
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
    let lists = SCRIPTS.len() + words.iter().map(|(script, _)| clitics(script.character(0)).len()).sum::<usize>();
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&(lists as u32).to_le_bytes())?;
    for script in SCRIPTS {
        out.write_all(&[0])?;
        write_list(script, keys.iter().map(|(key, number)| (&**key, *number)), out)?;
    }
    for (script, words) in words {
        for (number, clitic) in (WORDS..).zip(clitics(script.character(0))) {
            out.write_all(&[number])?;
            let keys = words.iter().filter_map(|(word, number)| Some((word.strip_prefix(clitic)?, *number)));
            write_list(*script, keys, out)?;
        }
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
        let (mut keys, mut caseless) = (Vec::new(), Vec::new());
        let mut at = 8;
        for _ in 0..number(4)? {
            let particle = *file.get(at)?;
            let (list, end) = NameList::read(&file, at + 1)?;
            match particle.checked_sub(WORDS) {
                None => keys.push(list),
                Some(number) => {
                    let clitic = clitics(list.script().character(0)).get(usize::from(number))?;
                    caseless.push((*clitic, list));
                }
            }
            at = end;
        }
        Some(Self { file, keys, caseless })
    }

    /// The names that a profile accepts and that are among the nearest so far.
    pub fn near(&self, profile: &QueryProfile, budget: &Budget, cutoff: &mut CostCutoff) -> Result<NearNames> {
        let mut keys = Vec::new();
        for list in &self.keys {
            keys.extend(list.near(&self.file, profile, budget, cutoff)?);
        }
        let mut caseless = Vec::new();
        for (clitic, list) in &self.caseless {
            let found = list.near(&self.file, profile, budget, cutoff)?;
            caseless.extend(found.into_iter().map(|(cost, number)| (cost, number, *clitic)));
        }
        Ok(NearNames { keys, caseless })
    }
}
