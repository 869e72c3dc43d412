//! Which spellings are one name, and the query that asks for all of them.

pub mod alias_file;
mod aliases;
mod expand;
pub mod index;
mod matcher;
pub mod mining;
pub mod pairs;
pub mod person; // whether two whole names are one person's
pub mod request;
mod room;
pub mod spelling; // whether two spellings are one name, by what was learned
mod spellings;
mod units;
mod words;

pub use aliases::{AliasBook, Group, Pack};
pub use expand::{ExpandOptions, expand, name_forms};
pub use matcher::NameMatcher;
pub use spellings::SpellingOptions;
