//! What is known of a file before its format is.

use super::records::columns::FieldNames;

/// What a format is recognised by.
pub(super) struct Head<'a> {
    /// The beginning of the file's text.
    pub(super) text: &'a str,
    /// Whether that is all of it.
    pub(super) whole: bool,
    /// The end of the file's name, in lower case; empty for a stream.
    pub(super) extension: &'a str,
    /// Under which names data gives the parts of an article.
    pub(super) names: &'a FieldNames,
}
