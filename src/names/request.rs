//! What the planning of a query asks of an index: which names it has, in which forms. It is plain data, as the index may lie
//! in another process.

use super::spelling::letters::Script;
use crate::analysis::Analyzer;
use crate::error::Result;
use crate::query::plan::Slot;

/// Which names of an index are asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum NameRequest {
    /// Those with this key.
    WithKey(String),
    /// Those that are like a name without its spaces: single words, and words that stand in the index as one.
    LikeName {
        /// The folded words of the name.
        words: Vec<String>,
        /// What the usual threshold of the alignment is multiplied by.
        threshold_scale: f32,
        /// How probable it must be that both are one name, from 0 to 1.
        min_probability: f32,
    },
    /// Single words that are like a word, itself left out.
    LikeWord {
        /// The folded word.
        word: String,
        /// What the usual threshold of the alignment is multiplied by.
        threshold_scale: f32,
        /// How probable it must be that both are one name, from 0 to 1.
        min_probability: f32,
    },
}

/// A name in the index, in one form: the same folded words, article included.
#[derive(Clone, Debug, PartialEq)]
pub struct NameForm {
    /// The folded name under which it is looked up: without spaces and articles, in its base form.
    pub key: String,
    /// As it is written most often.
    pub text: String,
    /// The live passages that hold it, headlines not counted.
    pub passages: u64,
    /// How much of what the index has of its word is name-like, from 0 to 1; nothing for several words.
    pub share: Option<f32>,
}

/// How words in a row are written, in a few passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lettering {
    /// Where each has a capital, or a hyphen before it.
    pub capitals: u32,
    /// Where one has none.
    pub small: u32,
    /// Where they have capitals at the beginning of a sentence, which tells nothing.
    pub sentence_starts: u32,
}

/// The names of an index.
pub trait Dictionary {
    /// The names that are asked for.
    fn names(&self, request: &NameRequest) -> Result<Vec<NameForm>>;
    /// The phrases that take one alternative of each slot: the numbers of the alternatives, and the passages that hold them, counted
    /// until so many hold one.
    fn phrases(&self, slots: &[Slot], most: u64) -> Result<Vec<(Vec<usize>, u64)>>;
    /// How many passages and headlines hold a folded word.
    fn documents(&self, word: &str) -> Result<u64>;
    /// About how many passages there are in the languages of a script.
    fn passages(&self, script: Script) -> u64;
    /// About how many passages and headlines there are in a language, by ISO 639-1 code.
    fn documents_in(&self, language: &str) -> u64;
    /// How many passages and headlines there are.
    fn all_documents(&self) -> u64;
    /// How folded words in a row are written, in the first passages that hold them.
    fn lettering(&self, words: &[String], analyzer: &mut Analyzer) -> Result<Lettering>;
}
