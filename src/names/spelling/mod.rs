//! Whether two spellings are one name: learned tables and the decision.

pub mod costs;
pub mod letters;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod units;

pub use letters::{SCRIPTS, Script, script_of};

/// stub
pub const DEFAULT_THRESHOLD: f32 = 0.5;
/// stub
pub fn probability(query: &str, candidate: &str) -> f32 {
    let (Some(a), Some(b)) = (script_of(query), script_of(candidate)) else { return 0.0 };
    let (mut x, mut y) = (Vec::new(), Vec::new());
    letters::letters(a, query, &mut x);
    letters::letters(b, candidate, &mut y);
    let s = costs::similarity(&x, &y, costs::Costs::between(a, b));
    1.0 / (1.0 + (-(s - 0.65) * 12.0).exp())
}
/// stub
pub fn reason(_query: &str, _candidate: &str) -> String {
    "spelt otherwise".into()
}
