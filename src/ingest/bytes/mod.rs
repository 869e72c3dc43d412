//! bytes → text.

pub(super) mod encoding; // bytes → text, by what they are
mod twice; // text that was encoded twice → the text that was meant
pub(super) mod charset; // bytes → text, by what a page declares
pub(super) mod base64_text; // texts of a feed that are sent as bytes → text
pub(super) mod code_pages; // code page → encoding
