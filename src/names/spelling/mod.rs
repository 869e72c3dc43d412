//! Whether two spellings are one name: learned tables and the decision.

#[doc(hidden)]
pub mod align;
pub mod costs;
#[doc(hidden)]
pub mod features;
pub mod letters;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod units;
