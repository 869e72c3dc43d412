//! Reader → what is wrong with the stored index.

use super::Reader;
use crate::analysis::Token;
use crate::error::Result;
use crate::index::Backend;

/// How an index is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Only the checksums of its files: as long as reading them takes.
    Quick,
    /// Also every article, read and analysed anew.
    #[default]
    Full,
}

impl Reader {
    /// Verifies the stored index; what is wrong, in sentences. After faults in the files the articles are not read.
    pub fn check(&self, check: Check) -> Result<Vec<String>> {
        let state = self.state();
        let mut faults: Vec<String> = state.index.damaged_files()?.iter().map(ToString::to_string).collect();
        if !faults.is_empty() || check == Check::Quick {
            return Ok(faults);
        }
        // A panic over whole files is a fault of the program, and not of the index.
        let mut analyzer = state.analyzer();
        for (number, address) in state.snapshot.find(None)?.into_iter().enumerate() {
            let article = match state.snapshot.article(address) {
                Ok(article) => article,
                Err(error) => {
                    faults.push(format!("article {}: {error}", number + 1));
                    continue;
                }
            };
            for passage in &article.passages {
                let language = article.language_of(passage);
                let words = analyzer.tokens(&passage.text, language, &mut |_: Token<'_>| {});
                if words != passage.words {
                    let (id, ordinal, stored) = (&article.id, passage.ordinal, passage.words);
                    faults.push(format!("`{id}#{ordinal}` has {words} words and was indexed with {stored}"));
                }
            }
        }
        Ok(faults)
    }
}
