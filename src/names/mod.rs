//! Which spellings are one name: a name and an index → its variants there.

pub mod alias_file;
mod aliases;
mod evidence; // what is known of a spelling beside its letters
mod guesses; // what else in its script is like the name that a form is guessed for
pub mod index;
pub mod known; // what the press calls places and persons, and which words are ordinary
mod matcher;
pub mod mining;
pub mod pairs;
pub mod person; // whether two whole names are one person's
pub mod request;
pub mod spelling; // whether two spellings are one name, by what was learned
mod variant_finder;
mod variants;
mod words;

pub(crate) use aliases::Match;
pub use aliases::{AliasBook, Group, OtherForm, Pack};
pub use matcher::NameMatcher;
pub(crate) use person::joins_parts;
pub use variant_finder::SpellingOptions;
pub(crate) use variant_finder::{MAX_WORDS, NameVariant, VariantFinder, parts};
pub(crate) use variants::{alias_variants, script, spelling_variant};
