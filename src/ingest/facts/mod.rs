//! What is said of an article → its date, its writers, its language.

pub(super) mod date; // text → date of publication
pub(super) mod timestamps; // the times of an entry → its date
pub(super) mod byline; // what is said of the writers → their names
pub(super) mod language; // text → language
pub(super) mod majority; // the languages of a file → that of its short articles
