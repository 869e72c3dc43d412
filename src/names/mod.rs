//! Which spellings are one name, and the query that asks for all of them.

pub mod alias_file;
mod aliases;
pub mod dictionary;
mod expand;
pub mod mining;
pub mod pairs;
pub mod spelling;
mod spellings;
mod units;
pub mod walk;

pub use aliases::{AliasBook, Group};
pub use expand::{ExpandOptions, expand, name_forms};
pub use spellings::SpellingOptions;
