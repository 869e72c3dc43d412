//! What is known of names and words before any index is asked: places and their forms, names of persons, ordinary words.

pub mod ordinary;
pub mod persons;
pub mod places;
pub mod table;
