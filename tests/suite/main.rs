//! The test suite: one binary, a module an area.

mod reading;
