//! terms of heads → tantivy's query for the whole articles, by which they are deleted.
//!
//! Only the head of an article has its keys and its file. Its passages lie after it, told by the column [`fields::PLACE`], so that
//! whatever deletes the head deletes them too and none is left behind.

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::fields;

/// The articles whose heads have all of these terms, and records of files that do, with all their documents.
#[derive(Clone, Debug)]
pub(super) struct WholeArticles(pub(super) Vec<Term>);

impl WholeArticles {
    /// Their documents in a segment, in order.
    fn documents(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let heads = self.heads(reader)?;
        if heads.is_empty() {
            return Ok(heads);
        }
        let places = reader.fast_fields().column_first_or_default::<u64>(fields::PLACE)?;
        let mut documents = Vec::with_capacity(heads.len() * 8);
        for head in heads {
            documents.push(head);
            // Nothing belongs to the record of a file, which has place 0.
            let passages = (head + 1..places.num_vals()).zip(places.get_val(head) + 1..);
            let is_next = |(doc, place): &(DocId, u64)| *place > 1 && places.get_val(*doc) == *place;
            documents.extend(passages.take_while(is_next).map(|(doc, _)| doc));
        }
        Ok(documents)
    }

    fn heads(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let mut lists = Vec::with_capacity(self.0.len());
        for term in &self.0 {
            let index = reader.inverted_index(term.field())?;
            let Some(list) = index.read_postings(term, IndexRecordOption::Basic)? else { return Ok(Vec::new()) };
            lists.push(list);
        }
        let Some((first, others)) = lists.split_first_mut() else { return Ok(Vec::new()) };
        let mut heads = Vec::new();
        while first.doc() != TERMINATED {
            let head = first.doc();
            let has_it = |list: &mut tantivy::postings::SegmentPostings| {
                list.doc() == head || list.doc() < head && list.seek(head) == head
            };
            if others.iter_mut().all(has_it) {
                heads.push(head);
            }
            first.advance();
        }
        Ok(heads)
    }
}

impl Query for WholeArticles {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for WholeArticles {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ConstScorer::from(Documents { documents: self.documents(reader)?, at: 0 })))
    }

    fn for_each_no_score(&self, reader: &SegmentReader, visit: &mut dyn FnMut(&[DocId])) -> tantivy::Result<()> {
        visit(&self.documents(reader)?);
        Ok(())
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("what is deleted has no score".into()))
    }
}

/// Documents in order, one after the other.
struct Documents {
    documents: Vec<DocId>,
    at: usize,
}

impl DocSet for Documents {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}
