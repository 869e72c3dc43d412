//! What newsrooms send each other → articles.

pub(super) mod feed; // RSS, Atom, JSON Feed
mod wordpress; // a blog exported from WordPress → its published posts, its writers
pub(super) mod newsml; // NewsML
pub(super) mod nitf; // NITF
