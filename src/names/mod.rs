//! Which spellings are one name, and the query that asks for all of them.

mod aliases;
pub mod dictionary;
mod expand;
pub mod spelling;
mod spellings;
pub mod walk;

pub use aliases::{AliasBook, Group};
pub use expand::{ExpandOptions, expand};
pub use spellings::SpellingOptions;
