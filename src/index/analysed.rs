//! article → passages → tokens, ready to be written: the stage that every article goes through before it is indexed.

use std::sync::Arc;

use super::stored::{StoredArticle, StoredPassage, fnv_1a};
use super::terms::{ArticleTerms, TokenList};
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
    pub tokens: Vec<TokenList>,
    /// The numbers of the name terms of each passage, in order.
    pub(super) names: Vec<Vec<u32>>,
    /// The terms that these are the numbers of, shared with the other articles of its batch.
    pub(super) terms: Arc<ArticleTerms>,
    /// What its near-duplicates are known by.
    pub min_hash: MinHash,
    /// What tells copies from reports after one pattern.
    pub headline: Headline,
}

/// Stands at every position where a sentence begins, for the operators that ask for one sentence.
const SENTENCE_START: &str = "¶";

/// A term of more bytes is not indexed: tantivy takes none.
const MAX_TERM_BYTES: usize = 65_530;

/// Cuts an article into passages of about `words` words and analyses them.
pub fn analyse_article(article: &Article, id: String, words: usize, analyzer: &mut Analyzer) -> AnalysedArticle {
    let mut terms = ArticleTerms::default();
    let mut analysed = analyse_with(article, id, words, analyzer, &mut terms);
    analysed.terms = Arc::new(terms);
    analysed
}

/// As [`analyse_article`], its terms added to those of others; the article does not have them yet.
pub(crate) fn analyse_with(
    article: &Article,
    id: String,
    words: usize,
    analyzer: &mut Analyzer,
    terms: &mut ArticleTerms,
) -> AnalysedArticle {
    let full_text = article.full_text();
    let mut stored = without_passages(article, id, &full_text);
    let (mut all_tokens, mut all_names) = (Vec::new(), Vec::new());
    let mut shingles = ShingleBuffer::default();
    let ArticleTerms { words: words_seen, names: names_seen } = terms;
    let mut first_word = 0;
    for passage in passages(article, &full_text, words) {
        let text = &full_text[passage.start..passage.end];
        let mut tokens = TokenList::for_bytes(text.len());
        let mut names = Vec::new();
        let mut sentences = Vec::with_capacity(passage.sentences.len());
        let mut starts = passage.sentences.iter().map(|s| *s as usize).peekable();
        let mut visit = |token: Token<'_>| {
            while starts.next_if(|start| *start <= token.start).is_some() {
                if sentences.last() != Some(&token.position) {
                    sentences.push(token.position);
                    tokens.push(words_seen.terms.number(SENTENCE_START), token.position);
                }
            }
            if token.term.len() <= MAX_TERM_BYTES {
                tokens.push(words_seen.number(token), token.position);
            }
            shingles.push(passage.kind, token, text);
        };
        let mut name = |term: &str| {
            if term.len() <= MAX_TERM_BYTES {
                names.push(names_seen.number(term));
            }
        };
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
        names.sort_unstable();
        names.dedup();
        all_tokens.push(tokens);
        all_names.push(names);
    }
    let min_hash = shingles.min_hash(stored.content_hash);
    let headline = shingles.headline();
    let (article, terms) = (stored.with_full_text(&full_text), Arc::default());
    AnalysedArticle { article, tokens: all_tokens, names: all_names, terms, min_hash, headline }
}

/// What is stored of an article, its passages left out.
fn without_passages(article: &Article, id: String, full_text: &str) -> StoredArticle {
    StoredArticle {
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
    }
}

/// Gives the articles of a batch the terms that they were analysed with.
pub(crate) fn share_terms<'a>(terms: ArticleTerms, articles: impl Iterator<Item = &'a mut AnalysedArticle>) {
    let terms = Arc::new(terms);
    articles.for_each(|article| article.terms = Arc::clone(&terms));
}
