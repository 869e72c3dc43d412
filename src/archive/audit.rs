//! question → its answer, beside that of a reading of every stored text.

use std::time::Instant;

use super::Reader;
use super::asking::budget;
use super::reader::State;
use crate::error::Result;
use crate::index::scan::ScanBackend;
use crate::index::{Backend, Statistics};
use crate::results::{Audit, Ranked, SearchOptions, SearchResponse};

/// At most so many differences are told one by one.
const MAX_TOLD: usize = 20;

/// Scores that differ by less are the same.
const SAME_SCORE: f64 = 1e-3;

impl Reader {
    /// Answers a question, and answers it again by reading every stored text; [`SearchResponse::audit`] says in what the two
    /// differ: in the page that is shown or in any article found. All texts are in memory meanwhile. A time limit is one for all of it.
    pub fn audit(&self, query: &str, options: &SearchOptions) -> Result<SearchResponse> {
        self.on_state(|state| {
            let started = Instant::now();
            let left = |options: &SearchOptions| {
                let time_limit = options.time_limit.map(|limit| limit.saturating_sub(started.elapsed()));
                SearchOptions { time_limit, ..options.clone() }
            };
            let budget = budget(options);
            let articles = state.snapshot.find(None)?.into_iter().map(|address| {
                budget.check()?;
                state.snapshot.article(address)
            });
            let scan = ScanBackend::read(articles, state.index.schema())?;
            let statistics = scan.statistics()?;
            let (index, reading) =
                ((&state.snapshot as &dyn Backend, &state.statistics), (&scan as &dyn Backend, &statistics));
            let mut answer = self.answer_on(state, index, query, &left(options))?;
            let read = self.answer_on(state, reading, query, &left(options))?;
            let mut differences = Vec::new();
            if state.statistics != statistics {
                differences.push(format!(
                    "the index counts {}, the texts are {}",
                    counts(&state.statistics),
                    counts(&statistics)
                ));
            }
            differences.extend(differences_of(&answer, &read));
            let found = self.all_of(state, index, query, &left(options))?;
            let expected = self.all_of(state, reading, query, &left(options))?;
            differences.extend(missing_or_moved(&found, &expected));
            let more = differences.len().saturating_sub(MAX_TOLD);
            differences.truncate(MAX_TOLD);
            if more > 0 {
                differences.push(format!("{more} more differences"));
            }
            answer.audit = Some(Audit { articles: statistics.articles, found: expected.len() as u64, differences });
            Ok(answer)
        })
    }

    /// All articles of an answer.
    fn all_of(
        &self,
        state: &State,
        index: (&dyn Backend, &Statistics),
        query: &str,
        options: &SearchOptions,
    ) -> Result<Vec<Ranked>> {
        let all = SearchOptions { limit: usize::MAX, offset: 0, ..options.clone() };
        self.rank_on(state, index, query, &all)
    }
}

fn counts(statistics: &Statistics) -> String {
    let Statistics { articles, passages, words, undated, .. } = statistics;
    format!("{articles} articles ({undated} without a date), {passages} passages, {words} words")
}

/// In what two answers differ. Of a large answer the index counts no more passages than it reads, and says so.
fn differences_of(index: &SearchResponse, read: &SearchResponse) -> Vec<String> {
    let mut told = Vec::new();
    let mut compare = |is_same: bool, what: &str| {
        if !is_same {
            told.push(format!("{what} differ"));
        }
    };
    compare(
        index.parsed == read.parsed && index.warnings == read.warnings,
        "how the question was read, or its warnings,",
    );
    compare(index.names == read.names && index.dropped == read.dropped, "the spellings of its names");
    let (counted, all) = (index.total, read.total);
    let passages =
        counted.passages == all.passages || !counted.are_passages_exact && counted.passages <= all.passages;
    compare(passages, "the numbers of passages");
    let others = (counted.articles, counted.partial.articles, counted.undated)
        == (all.articles, all.partial.articles, all.undated);
    compare(others, "the numbers of articles");
    for (ours, theirs) in index.hits.iter().zip(&read.hits).filter(|(ours, theirs)| ours != theirs) {
        let (one, other) = (&ours.article.id, &theirs.article.id);
        told.push(match one == other {
            true => format!("hit {}: what is shown of `{one}` differs", ours.rank),
            false => format!("hit {}: the index gives `{one}`, the texts give `{other}`", ours.rank),
        });
    }
    if index.hits.len() != read.hits.len() {
        told.push(format!("the index shows {} articles, the texts {}", index.hits.len(), read.hits.len()));
    }
    told
}

/// Where the articles that the index finds are not those that have what is asked for.
fn missing_or_moved(index: &[Ranked], read: &[Ranked]) -> Vec<String> {
    let mut told = Vec::new();
    for (rank, (ours, theirs)) in (1..).zip(index.iter().zip(read)) {
        if ours.id != theirs.id || (ours.score - theirs.score).abs() > SAME_SCORE {
            told.push(format!(
                "rank {rank}: the index finds `{}` ({:.3}), the texts have `{}` ({:.3})",
                ours.id, ours.score, theirs.id, theirs.score
            ));
        }
    }
    let (found, had) = (index.len(), read.len());
    told.extend(read.iter().skip(found).map(|article| format!("the index misses `{}`", article.id)));
    told.extend(
        index
            .iter()
            .skip(had)
            .map(|article| format!("the index finds `{}`, which has not what is asked for", article.id)),
    );
    told
}
