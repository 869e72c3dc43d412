//! The suite: one test binary, a module for each part.

mod analysis;
mod passages;
mod refresh;
