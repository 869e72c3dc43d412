//! What was pasted out of a page or written by hand → article.

pub(super) mod lines; // text → lines
pub(super) mod boilerplate; // which lines are not the article
pub(super) mod body; // where the article stands
pub(super) mod headline; // which line is its headline
pub(super) mod text; // all of it → article
