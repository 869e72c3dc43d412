//! Which spellings are one name, and the query that asks for all of them.

mod aliases;
mod expand;

pub use aliases::{AliasBook, Group};
pub use expand::{ExpandOptions, expand};
