//! The terms that stand in an index where a sentence, a block or a quotation begins.

use std::sync::LazyLock;

use super::plan::Term;
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

/// The terms as those of a plan.
pub(crate) struct BorderTerms {
    /// Of [`SENTENCE_START`].
    pub(crate) sentence: Term,
    /// Of [`QUOTE_START`] and [`QUOTE_END`].
    pub(crate) quotation: [Term; 2],
    /// Of [`BLOCK_STARTS`].
    pub(crate) blocks: [(Term, BlockKind); 4],
}

/// All of them.
pub(crate) static BORDER_TERMS: LazyLock<BorderTerms> = LazyLock::new(|| {
    let term = |text: &str| Term::Exact(text.to_owned());
    BorderTerms {
        sentence: term(SENTENCE_START),
        quotation: [term(QUOTE_START), term(QUOTE_END)],
        blocks: BLOCK_STARTS.map(|(text, kind)| (term(text), kind)),
    }
});

impl BorderTerms {
    /// Each of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Term> {
        [&self.sentence].into_iter().chain(&self.quotation).chain(self.blocks.iter().map(|(term, _)| term))
    }
}
