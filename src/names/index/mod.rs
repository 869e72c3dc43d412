//! The names of an index, made ready to be looked up by likeness; what stores them is the index's own.

pub mod batch_align;
pub mod cost_cutoff;
pub mod forms;
mod list;
pub mod profile;
pub mod scanned;
pub mod skeleton;

use self::cost_cutoff::CostCutoff;
use self::list::NameList;
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

/// The names of one part of an index, in memory: made when the first name is asked for.
#[derive(Debug)]
pub struct NameIndex {
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

impl NameIndex {
    /// The index of the keys of name terms, and of the words of scripts without case, each with its number.
    pub fn new(keys: &[(String, u32)], words: &[(Script, Vec<(String, u32)>)]) -> Self {
        let list = |script| NameList::new(script, keys.iter().map(|(key, number)| (&**key, *number)));
        let keys = SCRIPTS.into_iter().map(list).collect();
        let mut caseless = Vec::new();
        for (script, words) in words {
            for clitic in clitics(script.character(0)) {
                let keys = words.iter().filter_map(|(word, number)| Some((word.strip_prefix(clitic)?, *number)));
                caseless.push((*clitic, NameList::new(*script, keys)));
            }
        }
        Self { keys, caseless }
    }

    /// The names that a profile accepts and that are among the nearest so far.
    pub fn near(&self, profile: &QueryProfile, budget: &Budget, cutoff: &mut CostCutoff) -> Result<NearNames> {
        let mut keys = Vec::new();
        for list in &self.keys {
            keys.extend(list.near(profile, budget, cutoff)?);
        }
        let mut caseless = Vec::new();
        for (clitic, list) in &self.caseless {
            let found = list.near(profile, budget, cutoff)?;
            caseless.extend(found.into_iter().map(|(cost, number)| (cost, number, *clitic)));
        }
        Ok(NearNames { keys, caseless })
    }
}
