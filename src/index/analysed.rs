//! article → passages → tokens, ready to be written: the stage that every article goes through before it is indexed.

use super::packed::PackedTokens;
use super::stored::{StoredArticle, StoredPassage, fnv_1a};
use crate::analysis::{Analyzer, Token};
use crate::article::Article;
use crate::passage::passages;
use crate::ranking::{Headline, MinHash, ShingleBuffer};

/// An article ready to be written.
#[derive(Clone, Debug)]
pub struct AnalysedArticle {
    /// What is stored.
    pub article: StoredArticle,
    /// The tokens of each passage, in order.
    pub tokens: Vec<PackedTokens>,
    /// The name terms of each passage, all at one position.
    pub names: Vec<PackedTokens>,
    /// What its near-duplicates are known by.
    pub min_hash: MinHash,
    /// What tells copies from reports after one pattern.
    pub headline: Headline,
}

/// Stands at every position where a sentence begins, for the operators that ask for one sentence.
const SENTENCE_START: &str = "¶";

/// Cuts an article into passages of about `words` words and analyses them.
pub fn analyse_article(article: &Article, id: String, words: usize, analyzer: &mut Analyzer) -> AnalysedArticle {
    let full_text = article.full_text();
    let mut stored = StoredArticle {
        id,
        source: article.source.clone(),
        url: article.url.clone(),
        date: article.date,
        updated: article.updated,
        byline: article.byline.clone(),
        language: article.language.clone(),
        path: article.path.clone(),
        entry: article.entry,
        content_hash: fnv_1a(full_text.as_bytes()),
        passages: Vec::new(),
        spaces: String::new(),
    };
    let (mut all_tokens, mut all_names) = (Vec::new(), Vec::new());
    let mut shingles = ShingleBuffer::default();
    let mut first_word = 0;
    for passage in passages(article, &full_text, words) {
        let text = &full_text[passage.start..passage.end];
        let mut tokens = PackedTokens::for_bytes(text.len());
        let mut names = PackedTokens::default();
        let mut sentences = Vec::with_capacity(passage.sentences.len());
        let mut starts = passage.sentences.iter().map(|s| *s as usize).peekable();
        let mut visit = |token: Token<'_>| {
            while starts.next_if(|start| *start <= token.start).is_some() {
                if sentences.last() != Some(&token.position) {
                    sentences.push(token.position);
                    tokens.push_term(SENTENCE_START, token.position);
                }
            }
            tokens.push(token);
            shingles.push(passage.kind, token, text);
        };
        let mut name = |term: &str| names.push_term(term, 0);
        let count = analyzer.tokens_and_names(text, &passage.language, &mut visit, Some(&mut name));
        stored.passages.push(StoredPassage {
            ordinal: passage.ordinal,
            text: String::new(),
            kind: passage.kind,
            language: (passage.language != article.language).then_some(passage.language),
            start: passage.start as u32,
            end: passage.end as u32,
            paragraph: passage.paragraph,
            first_word,
            words: count,
            sentences,
        });
        first_word += count;
        all_tokens.push(tokens);
        all_names.push(names);
    }
    let min_hash = shingles.min_hash(stored.content_hash);
    let headline = shingles.headline();
    AnalysedArticle {
        article: stored.with_full_text(&full_text),
        tokens: all_tokens,
        names: all_names,
        min_hash,
        headline,
    }
}
