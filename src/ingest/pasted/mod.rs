//! What was pasted out of a page or written by hand → article.

pub(super) mod lines; // text → lines
pub(super) mod boilerplate; // which lines are not the article
pub(super) mod body; // where the article stands, by rules
mod features; // what is known of each line
mod model; // where the article stands, by learned weights
pub(super) mod headline; // which line is its headline
mod outlet; // which outlet the text names
pub(super) mod text; // all of it → article
pub mod learning; // for the program that learns the weights
