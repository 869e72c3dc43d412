//! postings → the articles they are of, each with the bound of its score.

use tantivy::DocId;

use crate::error::Result;
use crate::index::tantivy::articles::Articles;
use crate::index::tantivy::postings::Posting;
use crate::index::tantivy::segment::Segment;
use crate::ranking::{BoundMeasure, bound, saturated};

/// The articles of postings, each with the bound of its score.
pub(super) fn bounded(
    segment: &Segment,
    postings: &[Posting],
    measure: &BoundMeasure,
) -> Result<(Vec<u32>, Vec<u8>)> {
    let articles: &Articles = segment.articles()?;
    let (mut numbers, mut bounds) = (Vec::new(), Vec::new());
    for of_article in postings.chunk_by(|a, b| a.article == b.article) {
        let article = of_article[0].article;
        let title = of_article.iter().find(|posting| posting.ordinal == 0).map_or(0.0, |p| p.frequency);
        let title = title * measure.title_weight;
        let text = || of_article.iter().filter(|posting| posting.ordinal > 0);
        let words = |doc: DocId| measure.passage_length(articles.words(doc));
        let in_text = text().map(|posting| saturated(posting.frequency + title, words(posting.doc)));
        // A word of the headline scores most in the shortest passage, whichever that is.
        let in_title = if title > 0.0 { saturated(title, measure.passage_length(0)) } else { 0.0 };
        let frequency = title + text().map(|posting| posting.frequency).sum::<f32>();
        let whole = saturated(frequency, measure.article_length(articles.article_words(article)));
        numbers.push(article);
        bounds.push(bound(whole, in_text.fold(in_title, f32::max)));
    }
    Ok((numbers, bounds))
}
