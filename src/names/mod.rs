//! Which spellings are one name, and the query that asks for all of them.

pub mod alias_file;
mod aliases;
mod expand;

pub use aliases::{AliasBook, Group};
pub use expand::{ExpandOptions, expand};
