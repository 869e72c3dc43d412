//! Work on a stored index that may be damaged → its result, or the error that names the damaged file.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::error::{Error, Result};
use crate::index::tantivy::TantivyIndex;

/// What `work` gives. The engine may panic or report nonsense where bytes of its files are wrong: then their checksums are
/// verified, which reads them all, and the error names the first that is damaged. A panic over whole files is a fault of the
/// program and goes on.
pub(super) fn guarded<T>(index: &TantivyIndex, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let first_damaged = || index.damaged_files().map_or_else(Some, |faults| faults.into_iter().next());
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(Error::Damaged { path, message })) => Err(match first_damaged() {
            Some(fault) => fault,
            None if path.is_absolute() => Error::Damaged { path, message },
            None => Error::Damaged { path: index.path().join(path), message },
        }),
        Ok(done) => done,
        Err(panic) => match first_damaged() {
            Some(fault) => Err(fault),
            None => resume_unwind(panic),
        },
    }
}
