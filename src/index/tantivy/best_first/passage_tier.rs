//! Which articles have all that is wanted in one of their passages, where too few of the best have: the documents of all clauses at
//! once, as sets of bits.

use tantivy::DocId;

use super::segment::SegmentArticles;
use crate::error::Result;
use crate::index::tantivy::articles::Heads;
use crate::index::tantivy::bits::Bits;
use crate::query::plan::{Condition, Plan};
use crate::work::Budget;

/// The clauses that are wanted, all of them; nothing if anything else is wanted.
pub(super) fn wanted_clauses(plan: &Plan) -> Option<Vec<usize>> {
    let clause =
        |condition: &Condition| if let Condition::Clause(number) = condition { Some(*number) } else { None };
    plan.wanted.iter().map(clause).collect()
}

/// The articles of a segment that have all of some clauses in one passage, those of the headline counted for each.
pub(super) fn with_all_in_a_passage(
    found: &SegmentArticles<'_>,
    clauses: &[usize],
    budget: &Budget,
) -> Result<Bits> {
    let documents = found.segment.reader.max_doc();
    let mut all: Option<Bits> = None;
    for clause in clauses {
        let mut here = documents_of(found, *clause, budget)?;
        if let Some(all) = &all {
            here.keep_common(all);
        }
        all = Some(here);
    }
    let (mut with_all, mut heads) = (Bits::new(found.articles.len()), Heads::new(found.articles));
    let all = all.unwrap_or_else(|| Bits::new(documents));
    all.iter().for_each(|doc| with_all.add(heads.place(doc).0));
    Ok(with_all)
}

/// The documents that have a clause, or whose headline has it.
fn documents_of(found: &SegmentArticles<'_>, clause: usize, budget: &Budget) -> Result<Bits> {
    let documents = found.segment.reader.max_doc();
    let mut here = Bits::new(documents);
    let mut headlines: Vec<DocId> = Vec::new();
    found.clauses[clause].documents(found.segment, budget, &mut |docs| {
        for doc in docs {
            here.add(*doc);
            if found.articles.is_head(*doc) {
                headlines.push(*doc);
            }
        }
    })?;
    headlines.sort_unstable();
    let mut heads = Heads::new(found.articles);
    for head in headlines {
        let end = found.articles.end(heads.place(head).0).min(documents);
        (head..end).for_each(|doc| here.add(doc));
    }
    budget.check()?;
    Ok(here)
}
