//! postings of `=word` → those whose text has its capitals.

use super::{Snapshot, postings::Posting};
use crate::analysis::Analyzer;
use crate::error::Result;
use crate::index::scan::TokenTable;
use crate::index::{Address, Backend};
use crate::query::plan::Clause;
use crate::work::{Budget, Counter};

impl Snapshot {
    /// Takes out of the postings those that have other capitals than the clause asks for.
    pub(super) fn keep_as_written(
        &self,
        (number, clause): (usize, &Clause),
        budget: &Budget,
        postings: &mut Vec<Posting>,
    ) -> Result<()> {
        let mut analyzer = Analyzer::new(&self.schema);
        let mut kept = Vec::new();
        for mut posting in postings.drain(..) {
            let article = self.article(Address { segment: number as u32, entry: posting.head() })?;
            budget.add(Counter::BytesFetched, article.full_text.len() as u64);
            budget.spend(Counter::ArticlesFetched, 1)?;
            let text = article.text_of(posting.ordinal);
            budget.add(Counter::PassagesAnalysed, 1);
            let table = TokenTable::new(text, article.language_of(posting.ordinal), &mut analyzer);
            posting.frequency = table.frequency(clause, text);
            if posting.frequency > 0.0 {
                kept.push(posting);
            }
        }
        *postings = kept;
        Ok(())
    }
}
