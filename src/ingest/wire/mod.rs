//! What newsrooms send each other → articles.

pub(super) mod feed; // RSS, Atom, JSON Feed
mod wordpress; // a blog exported from WordPress or Blogger → its published posts, its writers
pub(super) mod newsml; // NewsML
pub(super) mod nitf; // NITF
pub(super) mod telegram; // pages that Telegram exports of a channel
pub(super) mod telegram_json; // its data
