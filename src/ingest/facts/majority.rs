//! the articles of a file → the same, those too short to tell their language in the one that nearly all others have.

use std::collections::{BTreeMap, VecDeque};

use super::language;
use crate::article::{Article, Language};
use crate::error::{Error, Result};
use crate::ingest::Articles;

/// So many articles of a file must have a known language, and of each hundred so many the same.
const MIN_KNOWN: u64 = 10;
const MIN_PERCENT: u64 = 90;

/// A file is read ahead until so many have one, no further than this number of articles and of bytes.
const MAX_AHEAD: usize = 64;
const MAX_BYTES_AHEAD: usize = 1 << 20;

/// The articles of a file in order. A short one (a headline alone, an abstract) whose language cannot be told takes that of the
/// articles up to it, or of those at the beginning of the file.
pub(in crate::ingest) fn settled(mut articles: Articles) -> Articles {
    let mut ahead: VecDeque<Result<Article>> = VecDeque::new();
    let mut counts = Counts::default();
    let mut bytes = 0;
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        while !ended
            && (ahead.is_empty() || counts.known < MIN_KNOWN && ahead.len() < MAX_AHEAD && bytes < MAX_BYTES_AHEAD)
        {
            match articles.next() {
                Some(article) => {
                    let busy = matches!(article, Err(Error::Busy { .. }));
                    if let Ok(article) = &article {
                        counts.add(&article.language);
                        bytes += article.blocks.iter().map(|block| block.text.len()).sum::<usize>();
                    }
                    ended = busy;
                    ahead.push_back(article);
                }
                None => ended = true,
            }
        }
        let mut article = ahead.pop_front()?;
        if let Ok(article) = &mut article
            && let Some(language) = counts.majority()
        {
            language::take_majority(article, language);
        }
        Some(article)
    }))
}

/// How many articles have which language.
#[derive(Default)]
struct Counts {
    known: u64,
    languages: BTreeMap<Language, u64>,
}

impl Counts {
    fn add(&mut self, language: &Language) {
        if language.is_known() {
            self.known += 1;
            *self.languages.entry(language.clone()).or_default() += 1;
        }
    }

    /// The language that nearly all have.
    fn majority(&self) -> Option<&Language> {
        let (language, count) = self.languages.iter().max_by_key(|(_, count)| **count)?;
        (self.known >= MIN_KNOWN && count * 100 >= self.known * MIN_PERCENT).then_some(language)
    }
}
