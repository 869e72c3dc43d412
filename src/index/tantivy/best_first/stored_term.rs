//! A clause of which one term is frequent in a segment and the others are rare: the list of the frequent one, and what the
//! others add in a few documents.

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::bounded::{ArticlesOfPostings, ReadClause};
use crate::error::Result;
use crate::index::tantivy::articles::{BLOCK, Block, MIN_DOCUMENTS, TermArticles, steps_to};
use crate::index::tantivy::cursor::Cursor;
use crate::index::tantivy::damage::OrDamaged;
use crate::index::tantivy::postings::run_postings;
use crate::index::tantivy::segment::Segment;
use crate::query::occurrences::WordCounter;
use crate::query::plan::{Clause, Scope, Slot, Term};
use crate::ranking::BoundMeasure;
use crate::work::{Budget, Counter};

/// The other terms may have one document for this number of those of the frequent one.
pub(super) const RARE_ONE_IN: u64 = 8;

/// What the other alternatives have in a document.
#[derive(Clone, Copy, Debug)]
enum More {
    /// The one with this number stands there so often.
    Count(usize, u32),
    /// All alternatives, counted by their positions, have this frequency.
    Instead(f32),
}

/// A frequent term with what the other alternatives of its clause add.
pub(super) struct StoredTerm<'a> {
    articles: TermArticles<'a>,
    info: TermInfo,
    /// The number of its alternative.
    alternative: usize,
    counter: WordCounter,
    /// By document and number.
    more: Vec<(DocId, More)>,
    /// The articles of these, each with the bound of all alternatives and whether the list has it as well.
    more_articles: Vec<(u32, u8, bool)>,
}

impl<'a> StoredTerm<'a> {
    /// Looks a clause up; nothing if it is another kind of clause.
    pub(super) fn open(
        segment: &'a Segment,
        clause: &Clause,
        measure: &BoundMeasure,
        budget: &Budget,
    ) -> Result<Option<Self>> {
        let Some(word) = clause.word().filter(|_| clause.scope == Scope::Anywhere) else { return Ok(None) };
        let Some((alternative, info)) = frequent_term(segment, word)? else { return Ok(None) };
        let Some(articles) = segment.articles()?.of_term(info.postings_range.start) else { return Ok(None) };
        let runs = match clause.runs() {
            Some(runs) => run_postings(segment, (clause, &runs), budget)?,
            None => Vec::new(),
        };
        let mut more: Vec<(DocId, More)> =
            runs.into_iter().map(|(doc, frequency)| (doc, More::Instead(frequency))).collect();
        let mut steps = budget.steps(Counter::Postings);
        for (number, other) in word.alternatives.iter().enumerate() {
            if number == alternative || other.parts.len() > 1 {
                continue;
            }
            let term = &other.parts[0].term;
            let Some(mut cursor) = Cursor::open(segment, term, IndexRecordOption::WithFreqs, budget)? else {
                continue;
            };
            while cursor.doc() != TERMINATED {
                steps.step()?;
                more.push((cursor.doc(), More::Count(number, cursor.frequency())));
                cursor.advance();
            }
        }
        more.retain(|(doc, _)| segment.is_alive(*doc));
        if more.len() as u64 * RARE_ONE_IN > u64::from(info.doc_freq) {
            return Ok(None);
        }
        let order = |more: &More| if let More::Count(number, _) = more { number + 1 } else { 0 };
        more.sort_by_key(|(doc, more)| (*doc, order(more)));
        let counter = WordCounter::new(word);
        let mut term = Self { articles, info, alternative, counter, more, more_articles: Vec::new() };
        term.bound_more(segment, measure)?;
        Ok(Some(term))
    }

    /// Bounds the scores of the articles to which other alternatives add something.
    fn bound_more(&mut self, segment: &Segment, measure: &BoundMeasure) -> Result<()> {
        let mut articles = ArticlesOfPostings::new(segment, measure, Scope::Anywhere)?;
        for more in self.more.chunk_by(|a, b| a.0 == b.0) {
            let frequency = |more: &(DocId, More)| match more.1 {
                More::Count(_, count) => count as f32,
                More::Instead(frequency) => frequency,
            };
            articles.push(more[0].0, more.iter().map(frequency).sum());
        }
        let ReadClause { articles: more, bounds, .. } = articles.finish();
        let with_list = more.into_iter().zip(bounds).map(|(article, bound)| match self.in_list(article) {
            Some(listed) => (article, bound.saturating_add(listed), true),
            None => (article, bound, false),
        });
        self.more_articles = with_list.collect();
        Ok(())
    }

    fn in_list(&self, article: u32) -> Option<u8> {
        let list = &self.articles.list;
        let block = list.block_of(article, 0);
        let here = (block < list.blocks()).then(|| list.block(block))?;
        here.iter().find(|(other, _)| *other == article).map(|(_, bound)| bound)
    }

    /// The bound of the score of an article that has it.
    pub(super) fn bound(&self, article: u32) -> Option<u8> {
        match self.more_articles.binary_search_by_key(&article, |(other, ..)| *other) {
            Ok(at) => Some(self.more_articles[at].1),
            Err(_) => self.in_list(article),
        }
    }

    /// How many articles it has, also deleted ones.
    pub(super) fn len(&self) -> usize {
        let more = self.more_articles.iter().filter(|(.., is_listed)| !is_listed).count();
        self.articles.list.len() as usize + more
    }

    /// Gives every article with its bound in order, also the deleted ones of the list.
    pub(super) fn for_each(&self, budget: &Budget, mut visit: impl FnMut(u32, u8)) -> Result<()> {
        let list = &self.articles.list;
        budget.spend(Counter::BlocksRead, list.blocks() as u64)?;
        let mut more = self.more_articles.iter().peekable();
        for number in 0..list.blocks() {
            for (article, bound) in list.block(number).iter() {
                while let Some((other, bound, _)) = more.next_if(|(other, ..)| *other < article) {
                    visit(*other, *bound);
                }
                let with_more = more.next_if(|(other, ..)| *other == article);
                visit(article, with_more.map_or(bound, |(_, bound, _)| *bound));
            }
        }
        more.for_each(|(article, bound, _)| visit(*article, *bound));
        Ok(())
    }

    /// In how many passages that live it is found, headlines not counted.
    pub(super) fn live_passages(&self, segment: &Segment, budget: &Budget) -> Result<u64> {
        let mut list = self.postings(segment, IndexRecordOption::Basic)?;
        let articles = segment.articles()?;
        let is_text = |doc: DocId| segment.is_alive(doc) && !articles.is_head(doc);
        let mut passages = 0;
        for more in self.more.chunk_by(|a, b| a.0 == b.0) {
            let doc = more[0].0;
            let here = if list.doc() < doc { list.seek(doc) } else { list.doc() };
            passages += u64::from(here != doc && is_text(doc));
        }
        if segment.living_articles()?.is_none() {
            return Ok(passages + u64::from(self.articles.passages));
        }
        let mut list = self.postings(segment, IndexRecordOption::Basic)?;
        let mut steps = budget.steps(Counter::Postings);
        while list.doc() != TERMINATED {
            steps.step()?;
            passages += u64::from(is_text(list.doc()));
            list.advance();
        }
        Ok(passages)
    }

    /// How many blocks there are: those of the list, then those of the other articles.
    pub(super) fn blocks(&self) -> usize {
        self.articles.list.blocks() + self.more_articles.len().div_ceil(BLOCK)
    }

    fn more_block(&self, block: usize) -> impl Iterator<Item = (u32, u8)> + '_ {
        let more = self.more_articles.iter().skip((block - self.articles.list.blocks()) * BLOCK).take(BLOCK);
        more.map(|(article, bound, _)| (*article, *bound))
    }

    /// The highest bound in a block.
    pub(super) fn max_bound(&self, block: usize) -> u8 {
        match block < self.articles.list.blocks() {
            true => self.articles.list.max_bound(block),
            false => self.more_block(block).map(|(_, bound)| bound).max().unwrap_or(0),
        }
    }

    /// Gives the articles of a block with their bounds, each in one block alone.
    pub(super) fn block(&self, block: usize, mut visit: impl FnMut(u32, u8)) {
        if block >= self.articles.list.blocks() {
            self.more_block(block).for_each(|(article, bound)| visit(article, bound));
            return;
        }
        let is_more = |article| self.more_articles.binary_search_by_key(&article, |(other, ..)| *other).is_ok();
        let here = self.articles.list.block(block);
        here.iter().filter(|(article, _)| !is_more(*article)).for_each(|(article, bound)| visit(article, bound));
    }

    /// Looks up the bounds of articles in order, each of which it has.
    pub(super) fn bounds(&self) -> StoredBounds<'_> {
        StoredBounds { term: self, more: &self.more_articles, block: None, number: 0, at: 0, blocks_read: 0 }
    }

    /// The documents of all alternatives: those of the list in blocks, then those of the others.
    pub(super) fn documents(&self, segment: &Segment, visit: &mut dyn FnMut(&[DocId])) -> Result<()> {
        let option = IndexRecordOption::Basic;
        let mut list = segment.words.read_block_postings_from_terminfo(&self.info, option).or_damaged()?;
        while list.block_len() > 0 {
            visit(list.docs());
            list.advance();
        }
        visit(&self.more.iter().map(|(doc, _)| *doc).collect::<Vec<_>>());
        Ok(())
    }

    fn postings(&self, segment: &Segment, option: IndexRecordOption) -> Result<SegmentPostings> {
        segment.words.read_postings_from_terminfo(&self.info, option).or_damaged()
    }

    /// What reads its postings from one article to the next.
    pub(super) fn reading(&self, segment: &Segment) -> Result<TermReading<'_>> {
        let list = self.postings(segment, IndexRecordOption::WithFreqs)?;
        Ok(TermReading { term: self, list, more: &self.more })
    }
}

/// The bounds of a term, looked up in the order of the articles.
pub(super) struct StoredBounds<'a> {
    term: &'a StoredTerm<'a>,
    /// What comes of the articles to which other alternatives add something.
    more: &'a [(u32, u8, bool)],
    /// The block that was unpacked last, its number, and the place in it.
    block: Option<Block>,
    number: usize,
    at: usize,
    blocks_read: u64,
}

impl StoredBounds<'_> {
    /// The bound of an article that the term has, and which is not before the last one.
    #[inline]
    pub(super) fn of(&mut self, article: u32) -> u8 {
        while let Some((other, bound, _)) = self.more.first().filter(|(other, ..)| *other <= article) {
            if *other == article {
                return *bound;
            }
            self.more = &self.more[1..];
        }
        let list = &self.term.articles.list;
        if self.block.is_none() || list.last(self.number) < article {
            self.number = list.block_of(article, self.number);
            if self.number >= list.blocks() {
                self.number = list.blocks().saturating_sub(1);
                return 0;
            }
            self.block = Some(list.block(self.number));
            self.at = 0;
            self.blocks_read += 1;
        }
        let Some(block) = &self.block else { return 0 };
        self.at += steps_to(&block.articles()[self.at..], article);
        block.bound(self.at)
    }

    pub(super) fn blocks_read(&self) -> u64 {
        self.blocks_read
    }
}

/// Reads the postings of a term from one article to the next.
pub(super) struct TermReading<'a> {
    term: &'a StoredTerm<'a>,
    list: SegmentPostings,
    more: &'a [(DocId, More)],
}

impl TermReading<'_> {
    /// Gives the documents of an article with their frequencies: from its head on, before `end`.
    pub(super) fn read(&mut self, head: DocId, end: DocId, visit: &mut dyn FnMut(DocId, f32)) {
        self.more = &self.more[self.more.partition_point(|(doc, _)| *doc < head)..];
        let mut listed = if self.list.doc() < head { self.list.seek(head) } else { self.list.doc() };
        loop {
            let more = self.more.first().map_or(TERMINATED, |(doc, _)| *doc);
            let doc = listed.min(more);
            if doc >= end {
                return;
            }
            let here = self.more.partition_point(|(other, _)| *other == doc);
            let (here, rest) = self.more.split_at(here);
            visit(doc, self.frequency(here, listed == doc));
            self.more = rest;
            if listed == doc {
                listed = self.list.advance();
            }
        }
    }

    /// The frequency in a document, given what the other alternatives have there.
    fn frequency(&self, more: &[(DocId, More)], is_listed: bool) -> f32 {
        if let Some((_, More::Instead(frequency))) = more.first() {
            return *frequency;
        }
        let number = self.term.alternative;
        let listed = is_listed.then(|| (number, self.list.term_freq()));
        let (before, after) = more.split_at(more.partition_point(|(_, more)| number_of(more) < number));
        let counts = |more: &[(DocId, More)]| more.iter().filter_map(|(_, more)| count(more)).collect::<Vec<_>>();
        self.term.counter.frequency(counts(before).into_iter().chain(listed).chain(counts(after)))
    }
}

fn count(more: &More) -> Option<(usize, u32)> {
    if let More::Count(number, count) = more { Some((*number, *count)) } else { None }
}

fn number_of(more: &More) -> usize {
    count(more).map_or(0, |(number, _)| number)
}

/// The frequent term among the alternatives of a clause, if there is one that is no other's: its number and where it is.
fn frequent_term(segment: &Segment, word: &Slot) -> Result<Option<(usize, TermInfo)>> {
    let mut frequent: Option<(usize, TermInfo, bool)> = None;
    let mut others = 0;
    for (number, alternative) in word.alternatives.iter().enumerate() {
        let [part] = &alternative.parts[..] else { continue };
        let (term, is_exact) = match &part.term {
            Term::Exact(term) => (term, true),
            Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => (term, false),
            Term::Prefix(_) | Term::Like(_) => return Ok(None),
        };
        let Some(info) = segment.words.terms().get(term.as_bytes()).or_damaged()? else { continue };
        if frequent.as_ref().is_none_or(|(_, most, _)| info.doc_freq > most.doc_freq) {
            others += frequent.map_or(0, |(_, most, _)| u64::from(most.doc_freq));
            frequent = Some((number, info, is_exact));
        } else {
            others += u64::from(info.doc_freq);
        }
    }
    Ok(frequent
        .filter(|(_, info, is_exact)| {
            let is_frequent = *is_exact && info.doc_freq >= MIN_DOCUMENTS;
            is_frequent && others * RARE_ONE_IN <= u64::from(info.doc_freq)
        })
        .map(|(number, info, _)| (number, info)))
}
