//! An article → those that share the words which tell most of it.

use rustc_hash::FxHashMap;

use super::Reader;
use crate::analysis::{Analyzer, Form, is_function_word};
use crate::article::Article;
use crate::error::Result;
use crate::index::{Backend, StoredArticle, analyse_article};
use crate::query::Warning;
use crate::results::{Hit, SearchOptions, SearchResponse, Sort};

/// So many words of an article are looked for, as Lucene's `MoreLikeThis` has it.
const WORDS: usize = 25;

/// A word of the headline counts as so many of the text.
const HEADLINE: u32 = 3;

/// A shorter word tells little, in a script with an alphabet.
const MIN_LETTERS: usize = 3;

/// Among so many of the best an article is itself.
const MAX_BEST: usize = 10;

impl Reader {
    /// An article as this index would keep it.
    pub fn as_stored(&self, article: &Article) -> StoredArticle {
        let (schema, state) = (self.schema(), self.state());
        let id = article.id.clone().or_else(|| article.url.clone()).unwrap_or_else(|| article.path.clone());
        analyse_article(article, id, schema.passage_words, &mut state.analyzer()).article
    }

    /// The articles that share most of the words which tell most of one: by how often it has them, and how few passages do (tf × idf).
    /// The article itself is left out, with its near-duplicates if these are folded; a warning says so, and names the words.
    pub fn like(&self, article: &StoredArticle, options: &SearchOptions) -> Result<SearchResponse> {
        let words = self.on_state(|state| telling_words(article, &state.snapshot, &mut state.analyzer()))?;
        let query = words.join(" OR ");
        let asked =
            SearchOptions { exact: true, offset: 0, limit: options.offset + options.limit + 1, ..options.clone() };
        let mut answer = self.search(&query, &asked)?;
        if words.is_empty() {
            // That the query is empty is no fault of the reader's.
            answer.warnings.clear();
        }
        let mut message = match words.is_empty() {
            true => "the article has no word that tells of it and that others have".to_owned(),
            false => format!("like `{}`: articles with some of these words", article.title()),
        };
        let at = self.place_of(article, &answer.hits)?;
        let itself = match at {
            Some(at) => Some(answer.hits.remove(at)),
            // Of the best it would be one.
            None if asked.sort == Sort::Relevance && asked.limit >= MAX_BEST => None,
            None => {
                let best = SearchOptions { sort: Sort::Relevance, offset: 0, limit: MAX_BEST, ..asked };
                let mut best = self.search(&query, &best)?.hits;
                self.place_of(article, &best)?.map(|at| best.remove(at))
            }
        };
        if let Some(itself) = itself {
            let copies = (itself.duplicates.len() + itself.more_duplicates) as u64;
            answer.total.articles = answer.total.articles.saturating_sub(1 + copies);
            answer.total.folded.articles = answer.total.folded.articles.saturating_sub(copies);
            message += match copies {
                0 => "; the article itself is left out",
                _ => "; the article itself and its near-duplicates are left out",
            };
        }
        let shown = answer.hits.drain(..).skip(options.offset).take(options.limit);
        answer.hits = shown.enumerate().map(|(n, hit)| Hit { rank: options.offset + n + 1, ..hit }).collect();
        answer.warnings.insert(0, Warning { position: 0, message });
        Ok(answer)
    }

    /// The hit that is an article, or folds it. A file that is in the index has another path seen from another folder, so the text
    /// decides too.
    fn place_of(&self, article: &StoredArticle, hits: &[Hit]) -> Result<Option<usize>> {
        for (at, hit) in hits.iter().enumerate() {
            for report in std::iter::once(&hit.article).chain(&hit.duplicates) {
                let is_it = report.id == article.id && report.path == article.path;
                if is_it || self.show(&report.id)?.iter().any(|stored| stored.content_hash == article.content_hash)
                {
                    return Ok(Some(at));
                }
            }
        }
        Ok(None)
    }
}

/// The words of an article that tell most of it, the best first.
fn telling_words(article: &StoredArticle, index: &dyn Backend, analyzer: &mut Analyzer) -> Result<Vec<String>> {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    for passage in &article.passages {
        let weight = if passage.ordinal == 0 { HEADLINE } else { 1 };
        analyzer.tokens(&passage.text, article.language_of(passage), &mut |token| {
            if token.form == Form::Word && tells(token.term) {
                *counts.entry(token.term.to_owned()).or_default() += weight;
            }
        });
    }
    let statistics = index.statistics()?;
    // A word that only the article itself has is shared with none.
    let is_known = !index.find(Some(&article.id))?.is_empty();
    let least = if is_known { 2 } else { 1 };
    let all = (statistics.passages + statistics.articles) as f64;
    let mut words = Vec::with_capacity(counts.len());
    for (word, count) in counts {
        let documents = index.documents(&word)?;
        if documents >= least {
            words.push((f64::from(count) * ((all + 1.0) / (documents as f64 + 1.0)).ln(), word));
        }
    }
    words.sort_by(|(a, word), (b, other)| b.total_cmp(a).then_with(|| word.cmp(other)));
    words.truncate(WORDS);
    Ok(words.into_iter().map(|(_, word)| word).collect())
}

fn tells(word: &str) -> bool {
    let is_short = word.is_ascii() && word.len() < MIN_LETTERS;
    !is_short && word.contains(char::is_alphabetic) && !is_function_word(word)
}
