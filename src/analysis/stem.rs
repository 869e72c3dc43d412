//! a word in lower case → its folded stem in one language.

use super::fold::fold;
use super::{arabic, korean, vietnamese};

/// How words of a language are reduced to stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stemmer(Algorithm);

/// Its name shapes the stored data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    /// Every word is its own stem.
    None,
    /// Our own light stemmers for Arabic and Korean.
    Light,
    /// The word with its marks, for Vietnamese.
    Marks,
    /// A Snowball algorithm.
    Snowball(frostem::Algorithm),
}

impl Stemmer {
    /// No stemmer: every word is its own stem.
    pub const NONE: Self = Self(Algorithm::None);

    /// The stemmer with this name: `none`, `light`, `marks` or `snowball:` and a language; else an error that says so.
    pub fn from_name(name: &str) -> Result<Self, String> {
        match name {
            "none" => Ok(Self::NONE),
            "light" => Ok(Self(Algorithm::Light)),
            "marks" => Ok(Self(Algorithm::Marks)),
            _ => name
                .strip_prefix("snowball:")
                .and_then(|algorithm| frostem::Algorithm::from_name(algorithm).ok())
                .map(|algorithm| Self(Algorithm::Snowball(algorithm)))
                .ok_or_else(|| {
                    format!("stemmer `{name}` is not known: write `none`, `light`, `marks` or `snowball:english`")
                }),
        }
    }
}

impl std::fmt::Display for Stemmer {
    /// Prints it as the shape of the stored data has it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// A stemmer, ready to work.
pub(super) enum Stems {
    /// Every word is its own stem.
    None,
    /// Our own for Arabic and Korean.
    Light,
    /// None: the word with its marks stands beside it.
    Marks,
    /// A Snowball algorithm.
    Snowball(frostem::Stemmer),
}

impl Stems {
    /// Makes a stemmer ready.
    pub(super) fn new(stemmer: Stemmer) -> Self {
        match stemmer.0 {
            Algorithm::None => Self::None,
            Algorithm::Light => Self::Light,
            Algorithm::Marks => Self::Marks,
            Algorithm::Snowball(algorithm) => Self::Snowball(frostem::Stemmer::new(algorithm)),
        }
    }

    /// The stems under which a word of a query is looked up; its marks are no stem.
    pub(super) fn of_query(&self, lower: &str, folded: &str) -> Vec<String> {
        if matches!(self, Self::Light) && korean::is_korean(folded) {
            return korean::stems_of_query(folded);
        }
        if matches!(self, Self::Marks) {
            return Vec::new();
        }
        let mut stems: Vec<String> = self.stem(lower, folded).into_iter().collect();
        stems.retain(|stem| !stem.is_empty());
        stems
    }

    /// Whether what equals the folded word stands beside it too: a word without marks is another than one with them.
    pub(super) fn are_told_apart(&self) -> bool {
        matches!(self, Self::Marks)
    }

    /// The folded stem of a word in lower case with its accents, of which `folded` is the folded form; `None` without a stemmer.
    pub(super) fn stem(&self, lower: &str, folded: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::Marks => vietnamese::marked(lower, folded),
            // Numbers are most of what is written only once.
            _ if folded.bytes().all(|b| b.is_ascii_digit() || b == b'.') => Some(folded.to_owned()),
            Self::Light if korean::is_korean(folded) => Some(korean::light_stem(folded).to_owned()),
            Self::Light => Some(arabic::light_stem(folded)),
            Self::Snowball(stemmer) => Some(fold(&stemmer.stem(lower))),
        }
    }
}
