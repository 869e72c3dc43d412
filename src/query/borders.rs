//! The terms that stand in an index where a sentence, a block or a quotation begins.

use crate::article::BlockKind;

/// What they begin with; no word has it.
pub(crate) const MARK: &str = "¶";

/// Stands at every position where a sentence begins.
pub(crate) const SENTENCE_START: &str = MARK;

/// Stand at the first word of a quotation, and at the first after it if the passage has one.
pub(crate) const QUOTE_START: &str = "¶“";
/// See [`QUOTE_START`].
pub(crate) const QUOTE_END: &str = "¶”";

/// The terms at which blocks begin, each with what the block is.
pub(crate) const BLOCK_STARTS: [(&str, BlockKind); 4] = [
    ("¶headline", BlockKind::Headline),
    ("¶caption", BlockKind::Caption),
    ("¶heading", BlockKind::Heading),
    ("¶paragraph", BlockKind::Paragraph),
];

/// Stands at every position where a block of this kind begins.
pub(crate) fn block_start(kind: BlockKind) -> &'static str {
    BLOCK_STARTS.iter().find(|(_, other)| *other == kind).map_or(MARK, |(term, _)| term)
}
