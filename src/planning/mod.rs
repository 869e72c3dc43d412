//! [`Query`](crate::query::Query) → [`Plan`](crate::query::Plan): what an index is asked for, a name under all of its forms.

mod expand;
mod function_words;
mod mentions;
mod room;

pub use expand::{ExpandOptions, expand, name_forms};
