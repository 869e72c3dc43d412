//! a word in lower case → its folded stem in one language.

use super::arabic;
use super::fold::fold;
use crate::schema::Stemmer;

/// A stemmer of the schema, ready to work.
pub(super) enum Stems {
    /// Every word is its own stem.
    None,
    /// Our own for Arabic.
    Light,
    /// A Snowball algorithm.
    Snowball(frostem::Stemmer),
}

impl Stems {
    /// The stemmer that the schema names.
    pub(super) fn new(stemmer: Stemmer) -> Self {
        match stemmer {
            Stemmer::None => Self::None,
            Stemmer::Light => Self::Light,
            Stemmer::Snowball(algorithm) => Self::Snowball(frostem::Stemmer::new(algorithm)),
        }
    }

    /// The folded stem of a word in lower case with its accents, of which `folded` is the folded form; `None` without a stemmer.
    pub(super) fn stem(&self, lower: &str, folded: &str) -> Option<String> {
        match self {
            Self::None => None,
            // Numbers are most of what is written only once.
            _ if folded.bytes().all(|b| b.is_ascii_digit() || b == b'.') => Some(folded.to_owned()),
            Self::Light => Some(arabic::light_stem(folded)),
            Self::Snowball(stemmer) => Some(fold(&stemmer.stem(lower))),
        }
    }
}
