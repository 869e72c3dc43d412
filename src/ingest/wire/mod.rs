//! What newsrooms send each other → articles.

pub(super) mod feed; // RSS, Atom, JSON Feed
pub(super) mod newsml; // NewsML
pub(super) mod nitf; // NITF
