//! Whether two spellings are one name: learned tables and the decision.

pub mod costs;
pub mod letters;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod units;
