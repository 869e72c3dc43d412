//! [`Query`](crate::query::Query) → [`Plan`](crate::query::Plan): what an index is asked for, a name under all of its forms.

mod clauses;
mod expand;
mod function_words;
mod initials;
mod mentions;
mod name_forms;
mod patterns;
mod room;
mod several_words;
mod shapes;
mod spellings;
mod surnames;
mod word_stems;
mod written_together;

pub use expand::{ExpandOptions, expand};
pub use name_forms::name_forms;
