//! Which spellings are one name, and the query that asks for all of them.

pub mod alias_file;
mod aliases;
pub mod dictionary;
mod expand;
pub mod lanes;
pub mod mining;
pub mod nearest;
pub mod pairs;
pub mod person; // whether two whole names are one person's
mod room;
pub mod skeleton;
pub mod spelling; // whether two spellings are one name, by what was learned
mod spellings;
mod units;
pub mod walk;
mod words;

pub use aliases::{AliasBook, Group, Pack};
pub use expand::{ExpandOptions, expand, name_forms};
pub use spellings::SpellingOptions;
