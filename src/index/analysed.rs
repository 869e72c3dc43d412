//! article → passages → tokens, ready to be written: the stage that every article goes through before it is indexed.

use std::iter::Peekable;
use std::sync::Arc;
use std::vec::IntoIter;

use super::stored::{StoredArticle, StoredPassage, fnv_1a};
use super::terms::{ArticleTerms, TokenList};
use crate::analysis::{Analyzer, Memo, Token};
use crate::article::{Article, BlockKind, Language};
use crate::passage::{Passage, passages, quotes};
use crate::query::borders::{QUOTE_END, QUOTE_START, SENTENCE_START, block_start};
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
    /// The terms that these are the numbers of, shared with other articles.
    pub(super) terms: Arc<ArticleTerms>,
    /// What its near-duplicates are known by.
    pub min_hash: MinHash,
    /// What tells copies from reports after one pattern.
    pub headline: Headline,
}

/// A term of more bytes is not indexed: tantivy takes none.
const MAX_TERM_BYTES: usize = 65_530;

/// Cuts an article into passages of about `words` words and analyses them.
pub fn analyse_article(article: &Article, id: String, words: usize, analyzer: &mut Analyzer) -> AnalysedArticle {
    analyse_with(article, id, words, analyzer, &Arc::default())
}

/// As [`analyse_article`], its terms added to those of others.
pub(crate) fn analyse_with(
    article: &Article,
    id: String,
    words: usize,
    analyzer: &mut Analyzer,
    terms: &Arc<ArticleTerms>,
) -> AnalysedArticle {
    let full_text = article.full_text();
    let mut stored = without_passages(article, id, &full_text);
    let passages = passages(article, &full_text, words);
    let mut tokens = ArticleTokens::new(passages.len(), full_text.len(), terms);
    stored.passages.reserve_exact(passages.len());
    let mut first_word = 0;
    for passage in passages {
        let text = &full_text[passage.start..passage.end];
        let mut borders = Borders::of(&passage, text);
        let words = tokens.add((text, passage.kind, &passage.language), &mut borders, analyzer);
        stored.passages.push(StoredPassage {
            ordinal: passage.ordinal,
            text: String::new(),
            kind: passage.kind,
            language: (passage.language != article.language).then_some(passage.language),
            start: passage.start as u32,
            end: passage.end as u32,
            paragraph: passage.paragraph,
            first_word,
            words,
            sentences: borders.sentences,
            blocks: borders.blocks,
        });
        first_word += words;
    }
    tokens.of(stored.with_full_text(&full_text))
}

/// A stored article as it was written: its texts analysed anew, its passages as they were cut.
pub(crate) fn analyse_stored(
    mut article: StoredArticle,
    analyzer: &mut Analyzer,
    terms: &Arc<ArticleTerms>,
) -> AnalysedArticle {
    let mut tokens = ArticleTokens::new(article.passages.len(), article.text_bytes() as usize, terms);
    let mut passages = std::mem::take(&mut article.passages);
    let mut first_word = 0;
    for passage in &mut passages {
        let mut borders = Borders::of_stored(passage);
        let text = (passage.text.as_str(), passage.kind, article.language_of(passage));
        let words = tokens.add(text, &mut borders, analyzer);
        (passage.first_word, passage.words) = (first_word, words);
        (passage.sentences, passage.blocks) = (borders.sentences, borders.blocks);
        first_word += words;
    }
    article.passages = passages;
    tokens.of(article)
}

/// The tokens and names of an article, as its passages are analysed one after the other.
struct ArticleTokens<'a> {
    tokens: Vec<TokenList>,
    names: Vec<Vec<u32>>,
    terms: &'a Arc<ArticleTerms>,
    shingles: ShingleBuffer,
    /// The names of the passage at hand.
    found: Vec<u32>,
}

impl<'a> ArticleTokens<'a> {
    fn new(passages: usize, bytes: usize, terms: &'a Arc<ArticleTerms>) -> Self {
        let (tokens, names) = (Vec::with_capacity(passages), Vec::with_capacity(passages));
        Self { tokens, names, terms, shingles: ShingleBuffer::for_bytes(bytes), found: Vec::new() }
    }

    /// Analyses a passage; how many words it has.
    fn add(
        &mut self,
        (text, kind, language): (&str, BlockKind, &Language),
        borders: &mut Borders,
        analyzer: &mut Analyzer,
    ) -> u32 {
        let Self { terms, shingles, found, .. } = self;
        let mut tokens = TokenList::for_bytes(text.len());
        let mut visit = |token: Token<'_>| {
            borders.before(&token, |term| tokens.push(terms.mark(term), token.position));
            if token.term.len() <= MAX_TERM_BYTES {
                tokens.push(terms.word(&token), token.position);
            }
            shingles.push(kind, token, text);
        };
        found.clear();
        let mut name = |term: &str, memo: Option<&Memo>| {
            if term.len() <= MAX_TERM_BYTES {
                found.push(terms.name(term, memo));
            }
        };
        let words = analyzer.analyse(text, language, &mut visit, Some(&mut name));
        found.sort_unstable();
        found.dedup();
        self.names.push(found.clone());
        self.tokens.push(tokens);
        words
    }

    /// The article with its tokens.
    fn of(self, article: StoredArticle) -> AnalysedArticle {
        let Self { tokens, names, terms, shingles, .. } = self;
        let (min_hash, headline) = (shingles.min_hash(article.content_hash), shingles.headline());
        AnalysedArticle { article, tokens, names, terms: Arc::clone(terms), min_hash, headline }
    }
}

/// What begins or ends before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Border {
    QuoteEnd,
    Sentence,
    Block(BlockKind),
    Quote,
}

/// The borders of a passage, as its tokens come by.
struct Borders {
    /// Those before the words to come, each with the byte that it stands before.
    left: Peekable<IntoIter<(usize, Border)>>,
    /// Those whose word is known, each with its number, the last first.
    known: Vec<(u32, Border)>,
    /// The numbers of the words that begin a sentence.
    sentences: Vec<u32>,
    /// The numbers of the words that begin a block, which also begins a sentence.
    blocks: Vec<(u32, BlockKind)>,
}

impl Borders {
    fn of(passage: &Passage, text: &str) -> Self {
        let mut borders = Vec::with_capacity(passage.sentences.len() + 2 * passage.blocks.len());
        borders.extend(passage.sentences.iter().map(|start| (*start as usize, Border::Sentence)));
        for (start, kind) in &passage.blocks {
            borders.extend([(*start as usize, Border::Sentence), (*start as usize, Border::Block(*kind))]);
        }
        let sentences = Vec::with_capacity(passage.sentences.len());
        Self { sentences, ..Self::with(borders, Vec::new(), text) }
    }

    /// Those of a passage whose sentences and blocks are known by their words.
    fn of_stored(passage: &StoredPassage) -> Self {
        let mut known: Vec<(u32, Border)> =
            passage.sentences.iter().map(|word| (*word, Border::Sentence)).collect();
        known.extend(passage.blocks.iter().map(|(word, kind)| (*word, Border::Block(*kind))));
        known.sort_unstable_by(|a, b| b.cmp(a));
        Self::with(Vec::new(), known, &passage.text)
    }

    /// With the quotations of a text.
    fn with(mut left: Vec<(usize, Border)>, known: Vec<(u32, Border)>, text: &str) -> Self {
        for quote in quotes(text) {
            left.extend([(quote.start, Border::Quote), (quote.end, Border::QuoteEnd)]);
        }
        left.sort_unstable();
        let left = left.into_iter().peekable();
        Self { left, known, sentences: Vec::new(), blocks: Vec::new() }
    }

    /// Gives the terms that stand for the borders before a token. Of several blocks that begin there all but the last have no words.
    #[inline]
    fn before(&mut self, token: &Token<'_>, mut add: impl FnMut(&'static str)) {
        let mut block = None;
        loop {
            let known = self.known.pop_if(|(word, _)| *word <= token.position).map(|(_, border)| border);
            let next = || self.left.next_if(|(start, _)| *start <= token.start).map(|(_, border)| border);
            let Some(border) = known.or_else(next) else { break };
            match border {
                Border::Sentence if self.sentences.last() == Some(&token.position) => {}
                Border::Sentence => {
                    self.sentences.push(token.position);
                    add(SENTENCE_START);
                }
                Border::Block(kind) => block = Some(kind),
                Border::Quote => add(QUOTE_START),
                Border::QuoteEnd => add(QUOTE_END),
            }
        }
        if let Some(kind) = block {
            self.blocks.push((token.position, kind));
            add(block_start(kind));
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;
    use crate::query::borders::MARK;
    use crate::schema::IndexSchema;

    /// The terms of a passage with their positions.
    fn terms(analysed: &AnalysedArticle, passage: usize) -> Vec<(u32, String)> {
        let mut next = 0;
        let tokens = analysed.tokens[passage].iter().map(|(number, is_next)| {
            next += u32::from(is_next);
            (next - 1, analysed.terms.words().term(number).to_owned())
        });
        tokens.collect()
    }

    #[test]
    fn a_block_without_words_begins_nowhere_and_is_analysed_again_alike() {
        let mut analyzer = Analyzer::new(&IndexSchema::built_in().stemmers);
        let mut article = Article::from_text("", "");
        let texts = ["It rained.", "]]", "***", "It froze."];
        article.blocks = texts.map(|text| Block::new(BlockKind::Paragraph, text.to_owned())).into();
        let analysed = analyse_article(&article, "1".into(), 100, &mut analyzer);
        let text = analysed.article.passages.last().unwrap();
        assert_eq!(text.blocks, [(0, BlockKind::Paragraph), (2, BlockKind::Paragraph)]);
        let again = analyse_stored(analysed.article.clone(), &mut analyzer, &Arc::default());
        let last = analysed.article.passages.len() - 1;
        let sorted = |mut terms: Vec<(u32, String)>| {
            terms.sort();
            terms
        };
        assert_eq!(sorted(terms(&again, last)), sorted(terms(&analysed, last)));
    }

    #[test]
    fn borders_stand_as_terms_at_the_words_after_them() {
        let mut analyzer = Analyzer::new(&IndexSchema::built_in().stemmers);
        let mut article = Article::from_text("", "");
        let block = |kind, text: &str| Block::new(kind, text.to_owned());
        article.blocks = vec![
            block(BlockKind::Headline, "“Rain” is near"),
            block(BlockKind::Caption, "Clouds."),
            block(BlockKind::Heading, "Qom"),
            block(BlockKind::Paragraph, "It rained. “And how!”"),
            block(BlockKind::Paragraph, "“Wind,” said one."),
        ];
        let analysed = analyse_article(&article, "1".into(), 100, &mut analyzer);
        let marks = |passage: usize| {
            let mut marks = terms(&analysed, passage);
            marks.retain(|(_, term)| term.starts_with(MARK));
            marks.into_iter().map(|(at, term)| (at, term[MARK.len()..].to_owned())).collect::<Vec<_>>()
        };
        let owned =
            |marks: &[(u32, &str)]| marks.iter().map(|(at, mark)| (*at, (*mark).to_owned())).collect::<Vec<_>>();
        assert_eq!(marks(0), owned(&[(0, ""), (0, "“"), (0, "headline"), (1, "”")]));
        assert_eq!(marks(1), owned(&[(0, ""), (0, "caption")]));
        let in_text = [
            (0, ""),
            (0, "heading"),
            (1, ""),
            (1, "paragraph"),
            (3, ""),
            (3, "“"),
            (5, "”"),
            (5, ""),
            (5, "“"),
            (5, "paragraph"),
            (6, "”"),
        ];
        assert_eq!(marks(2), owned(&in_text));
        let [headline, caption, text] = &analysed.article.passages[..] else { panic!("three passages") };
        assert_eq!(headline.blocks, [(0, BlockKind::Headline)]);
        assert_eq!(text.blocks, [(0, BlockKind::Heading), (1, BlockKind::Paragraph), (5, BlockKind::Paragraph)]);
        assert_eq!(text.sentences, [0, 1, 3, 5]);
        // The positions of all passages are one row.
        assert_eq!((caption.first_word, text.first_word), (headline.words, headline.words + caption.words));
    }
}
