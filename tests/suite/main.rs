//! The test suite: one binary, a module an area.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod reading;
