//! [`Query`](crate::query::Query) → [`Plan`](crate::query::Plan): what an index is asked for, a name under all of its forms.

mod expand;
mod function_words;
mod initials;
mod mentions;
mod room;
mod several_words;
mod spellings;
mod word_stems;

pub use expand::{ExpandOptions, expand, name_forms};
