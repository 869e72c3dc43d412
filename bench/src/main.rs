//! Placeholder until the first benchmark.
fn main() {}
