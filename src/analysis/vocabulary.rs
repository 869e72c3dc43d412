//! Everything that follows from a word as written, worked out once for each distinct word of a language.

use rustc_hash::FxHashMap;

use super::articles::{self, Article, Case};
use super::stem::Stems;
use super::{apostrophes, arrange, fold};

/// So many distinct words are kept; then the vocabulary starts anew.
const MOST: usize = 200_000;

/// What is known of a distinct word.
pub(super) struct Entry {
    /// How many bytes of the surface stand before the word (an elision) and after it (an ending).
    pub(super) before: u32,
    pub(super) after: u32,
    /// The folded word; empty if nothing of it stays.
    pub(super) folded: Box<str>,
    /// The tagged stem, where it differs.
    pub(super) stem: Option<Box<str>>,
    /// The word as written, where it is in capitals.
    pub(super) capitals: Option<Box<str>>,
    /// How it is written.
    pub(super) case: Case,
    /// The article that it may be.
    pub(super) article: Option<&'static Article>,
}

/// The distinct words of one language.
pub(super) struct Vocabulary {
    language: String,
    stems: Stems,
    numbers: FxHashMap<Box<str>, u32>,
    /// The entries by number.
    pub(super) entries: Vec<Entry>,
}

impl Vocabulary {
    /// An empty vocabulary; the language is a code, or empty for a query.
    pub(super) fn new(language: &str, stems: Stems) -> Self {
        Self { language: language.to_owned(), stems, numbers: FxHashMap::default(), entries: Vec::new() }
    }

    /// The language's code.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// Forgets everything if it has grown too large; numbers given before hold no longer.
    pub(super) fn bound(&mut self) {
        if self.entries.len() > MOST {
            self.numbers.clear();
            self.entries.clear();
        }
    }

    /// The number of the entry of a word as written.
    #[inline]
    pub(super) fn number(&mut self, surface: &str) -> u32 {
        match self.numbers.get(surface) {
            Some(number) => *number,
            None => self.learn(surface),
        }
    }

    fn learn(&mut self, surface: &str) -> u32 {
        let number = u32::try_from(self.entries.len()).expect("a text has fewer than 2^32 distinct words");
        let turkish = self.language == "tr";
        let core = apostrophes::core(surface, turkish);
        let word = &surface[core.clone()];
        let lower = fold::lower(word, turkish);
        let folded = fold::fold_lower(&lower);
        let stem = self.stems.stem(&lower, &folded).filter(|stem| !stem.is_empty() && *stem != folded);
        let bytes = |n: usize| u32::try_from(n).expect("elisions and endings are short");
        self.entries.push(Entry {
            before: bytes(core.start),
            after: bytes(surface.len() - core.end),
            stem: stem.map(|stem| self.tagged(&stem).into()),
            capitals: fold::capitals(word).map(Into::into),
            case: arrange::case(word),
            article: articles::article(&folded),
            folded: folded.into(),
        });
        self.numbers.insert(surface.into(), number);
        number
    }

    /// The terms of texts in this language that hold the stem of a word in lower case: tagged, and bare.
    pub(super) fn stem_terms(&self, lower: &str) -> Vec<String> {
        match self.stems.stem(lower, &fold::fold_lower(lower)) {
            Some(stem) if !stem.is_empty() => vec![self.tagged(&stem), stem],
            _ => Vec::new(),
        }
    }

    fn tagged(&self, stem: &str) -> String {
        format!("{}:{stem}", self.language)
    }
}
