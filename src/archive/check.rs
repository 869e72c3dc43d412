//! Reader → what is wrong with the stored index.

use super::Reader;
use crate::error::Result;

/// How an index is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Only the checksums of its files: as long as reading them takes.
    Quick,
    /// Also every article, analysed anew and compared with all that the index has of it.
    #[default]
    Full,
}

impl Reader {
    /// Verifies the stored index; what is wrong, in sentences. After faults in the files the articles are not read.
    pub fn check(&self, check: Check) -> Result<Vec<String>> {
        let state = self.state();
        let faults: Vec<String> = state.index.damaged_files()?.iter().map(ToString::to_string).collect();
        if !faults.is_empty() || check == Check::Quick {
            return Ok(faults);
        }
        let faults = state.index.verify(&state.snapshot)?;
        let now = state.index.snapshot(Some(&state.snapshot))?;
        // The files of an earlier state may be gone by now.
        if faults.is_empty() || now.lies_as(&state.snapshot) { Ok(faults) } else { state.index.verify(&now) }
    }
}
