//! clause with a pattern → its postings: the articles that have its words, then their positions in the whole article.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption::Basic;
use tantivy::{DocId, TERMINATED};

use super::Snapshot;
use super::articles::{Articles, Heads};
use super::cursor::{Cursor, TermPositions};
use super::parallel::in_parts;
use super::postings::Posting;
use super::segment::Segment;
use crate::analysis::{Analyzer, TermFinder};
use crate::error::Result;
use crate::query::article_positions::ArticlePositions;
use crate::query::borders::BORDER_TERMS;
use crate::query::intervals::{PassagePlace, PatternText, passage_frequencies};
use crate::query::pattern::Pattern;
use crate::query::plan::{Clause, Plan, Slot, Term};
use crate::ranking::Address;
use crate::work::{Budget, Counter};

impl Snapshot {
    /// The postings of each clause of a plan whose places in the texts decide; nothing for the others.
    pub(super) fn placed(&self, number: u32, plan: &Plan, budget: &Budget) -> Result<Vec<Option<Vec<Posting>>>> {
        let mut lists = self.as_written(number, plan, budget)?;
        if plan.clauses.iter().all(|clause| clause.pattern.is_none()) {
            return Ok(lists);
        }
        lists.resize(plan.clauses.len(), None);
        for (clause, list) in plan.clauses.iter().zip(&mut lists) {
            let Some(pattern) = &clause.pattern else { continue };
            *list = Some(match pattern.is_cased() {
                true => self.written_pattern(number, (clause, pattern), budget)?,
                false => pattern_postings(&self.segments[number as usize], (clause, pattern), budget)?,
            });
        }
        Ok(lists)
    }

    /// The postings of a pattern that asks for capitals, which stand in the texts alone.
    fn written_pattern(
        &self,
        number: u32,
        (clause, pattern): (&Clause, &Pattern),
        budget: &Budget,
    ) -> Result<Vec<Posting>> {
        let segment = &self.segments[number as usize];
        let articles = segment.articles()?;
        let mut analyzer = Analyzer::new(&self.schema.stemmers);
        let mut postings = Vec::new();
        for found in candidates(segment, (clause, pattern), None, budget)? {
            budget.check()?;
            let head = articles.head(found);
            if !segment.is_alive(head) {
                continue;
            }
            let article = self.article(Address::new(number, head))?;
            budget.add(Counter::ArticlesFetched, 1);
            budget.add(Counter::BytesFetched, article.text_bytes());
            budget.add(Counter::PassagesAnalysed, article.passages.len() as u64);
            let positions = article.positions(&mut TermFinder::new(&mut analyzer, &|_| true));
            let placed =
                article.passages.iter().zip(&positions).map(|(passage, positions)| passage.placed(positions));
            let frequencies = ArticlePositions::new(placed.collect()).frequencies(clause);
            postings.extend(frequencies.into_iter().map(|(ordinal, frequency)| Posting {
                doc: head + ordinal,
                ordinal,
                frequency,
            }));
        }
        Ok(postings)
    }
}

/// The live passages of a segment in which a pattern is found, in order.
fn pattern_postings(
    segment: &Segment,
    (clause, pattern): (&Clause, &Pattern),
    budget: &Budget,
) -> Result<Vec<Posting>> {
    let articles = segment.articles()?;
    let mut found = candidates(segment, (clause, pattern), None, budget)?;
    found.retain(|article| segment.is_alive(articles.head(*article)));
    let lists = in_parts(&found, |part| found_in(segment, (clause, pattern), part, budget))?;
    Ok(lists.concat())
}

/// The passages of some articles in which a pattern is found, in order.
fn found_in(
    segment: &Segment,
    (clause, pattern): (&Clause, &Pattern),
    found: &[u32],
    budget: &Budget,
) -> Result<Vec<Posting>> {
    let articles = segment.articles()?;
    let mut positions = Positions::open(segment, (clause, pattern), found, budget)?;
    let (mut postings, mut places) = (Vec::new(), Vec::new());
    let mut steps = budget.steps(Counter::Postings);
    for article in found {
        let documents = documents(segment, articles, *article);
        let head = documents.start;
        places.clear();
        let mut first_word = 0;
        for doc in documents.clone() {
            steps.step()?;
            let place = PassagePlace::new(doc - head, first_word, segment.passage_words(doc));
            first_word += place.words;
            places.push(place);
        }
        let mut append =
            |term: &Term, out: &mut Vec<u32>| positions.append(term, (documents.clone(), &places), out);
        let (positions, is_written) = (&mut append, &|_, _, _: &str| true);
        let mut text = PatternText { passages: &places, positions, is_written, counts: true };
        let frequencies = passage_frequencies(&text.intervals(clause), &places);
        postings.extend(frequencies.into_iter().map(|(ordinal, frequency)| Posting {
            doc: head + ordinal,
            ordinal,
            frequency,
        }));
    }
    Ok(postings)
}

/// The documents of an article: records of files may come after them.
fn documents(segment: &Segment, articles: &Articles, article: u32) -> Range<DocId> {
    let head = articles.head(article);
    let mut end = articles.end(article).min(segment.reader.max_doc());
    while end > head && segment.ordinal(end - 1) != Some(end - 1 - head) {
        end -= 1;
    }
    head..end
}

/// Where the terms of a pattern stand in some articles.
struct Positions<'a> {
    /// The terms of the clause and the borders, each with the number of its list.
    numbers: Vec<(&'a Term, usize)>,
    lists: Vec<TermPositions>,
    /// What was read of the lists for an article, each with that article's first document.
    read: Vec<(DocId, Vec<u32>)>,
}

impl<'a> Positions<'a> {
    fn open(
        segment: &Segment,
        (clause, pattern): (&'a Clause, &Pattern),
        found: &[u32],
        budget: &Budget,
    ) -> Result<Self> {
        let articles = segment.articles()?;
        let (mut numbers, mut lists) = (FxHashMap::default(), Vec::new());
        let parts = clause.slots.iter().flat_map(|slot| &slot.alternatives).flat_map(|choice| &choice.parts);
        let mut terms: Vec<(&Term, usize)> = Vec::new();
        let borders = pattern.asks_for_borders().then(|| BORDER_TERMS.all());
        let of_unions = |term: &Term| matches!(term, Term::Prefix(_) | Term::Like(_));
        let docs: Vec<DocId> = match parts.clone().any(|part| of_unions(&part.term)) {
            true => found.iter().flat_map(|article| documents(segment, articles, *article)).collect(),
            false => Vec::new(),
        };
        for term in parts.map(|part| &part.term).chain(borders.into_iter().flatten()) {
            let number = *numbers.entry(term).or_insert(lists.len());
            if number == lists.len() {
                lists.push(TermPositions::open(segment, term, &docs, budget)?);
            }
            terms.push((term, number));
        }
        let read = vec![(TERMINATED, Vec::new()); lists.len()];
        Ok(Self { numbers: terms, lists, read })
    }

    /// Appends the positions of a term in an article, in order.
    fn append(&mut self, term: &Term, (docs, places): (Range<DocId>, &[PassagePlace]), out: &mut Vec<u32>) {
        let known = self.numbers.iter().find(|(known, _)| std::ptr::eq(*known, term));
        let Some((_, number)) = known.or_else(|| self.numbers.iter().find(|(known, _)| *known == term)) else {
            return;
        };
        let (of, read) = &mut self.read[*number];
        if *of != docs.start {
            *of = docs.start;
            read.clear();
            self.lists[*number].append(docs, |place| places[place].start, read);
        }
        out.extend_from_slice(read);
    }
}

/// The articles of a segment that can have a pattern, in order, also deleted ones: of some articles if they are given.
fn candidates(
    segment: &Segment,
    (clause, pattern): (&Clause, &Pattern),
    among: Option<Vec<u32>>,
    budget: &Budget,
) -> Result<Vec<u32>> {
    let all = |wanted: Vec<Wanted<'_>>| {
        let mut found = among.clone();
        for wanted in wanted {
            found = Some(wanted.articles(segment, clause, found, budget)?);
        }
        Ok(found.unwrap_or_default())
    };
    match pattern {
        Pattern::Row(slots, _) => {
            let mut wanted = Vec::with_capacity(slots.len());
            for slot in &clause.slots[slots.clone()] {
                wanted.push((slot_cost(segment, slot)?, Wanted::Slot(slot)));
            }
            wanted.sort_by_key(|(cost, _)| *cost);
            all(wanted.into_iter().map(|(_, wanted)| wanted).collect())
        }
        Pattern::Window(patterns, _) => {
            let mut wanted = Vec::with_capacity(patterns.len());
            for pattern in patterns {
                wanted.push((pattern_cost(segment, clause, pattern)?, Wanted::Pattern(pattern)));
            }
            wanted.sort_by_key(|(cost, _)| *cost);
            all(wanted.into_iter().map(|(_, wanted)| wanted).collect())
        }
        Pattern::Near(near) if near.is_not => candidates(segment, (clause, &near.left), among, budget),
        Pattern::Near(near) => {
            let left = (pattern_cost(segment, clause, &near.left)?, Wanted::Pattern(&near.left));
            let right = (pattern_cost(segment, clause, &near.right)?, Wanted::Pattern(&near.right));
            let is_left_first = left.0 <= right.0;
            let (first, second) = if is_left_first { (left.1, right.1) } else { (right.1, left.1) };
            all(vec![first, second])
        }
        Pattern::Any(patterns) => {
            let mut found = Vec::new();
            for pattern in patterns {
                found.extend(candidates(segment, (clause, pattern), among.clone(), budget)?);
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        }
        Pattern::Within(_, pattern) | Pattern::AtLeast(_, pattern) | Pattern::First(_, pattern) => {
            candidates(segment, (clause, pattern), among, budget)
        }
    }
}

/// One of the things that an article must have.
enum Wanted<'a> {
    Slot(&'a Slot),
    Pattern(&'a Pattern),
}

impl Wanted<'_> {
    fn articles(
        &self,
        segment: &Segment,
        clause: &Clause,
        among: Option<Vec<u32>>,
        budget: &Budget,
    ) -> Result<Vec<u32>> {
        match self {
            Self::Slot(slot) => slot_articles(segment, slot, among, budget),
            Self::Pattern(pattern) => candidates(segment, (clause, pattern), among, budget),
        }
    }
}

/// About how many documents can have a pattern.
fn pattern_cost(segment: &Segment, clause: &Clause, pattern: &Pattern) -> Result<u64> {
    match pattern {
        Pattern::Row(slots, _) => {
            let mut least = u64::MAX;
            for slot in &clause.slots[slots.clone()] {
                least = least.min(slot_cost(segment, slot)?);
            }
            Ok(least)
        }
        Pattern::Any(patterns) => {
            let mut sum = 0;
            for pattern in patterns {
                sum += pattern_cost(segment, clause, pattern)?;
            }
            Ok(sum)
        }
        Pattern::Window(patterns, _) => {
            let mut least = u64::MAX;
            for pattern in patterns {
                least = least.min(pattern_cost(segment, clause, pattern)?);
            }
            Ok(least)
        }
        Pattern::Near(near) => {
            let left = pattern_cost(segment, clause, &near.left)?;
            if near.is_not {
                return Ok(left);
            }
            Ok(left.min(pattern_cost(segment, clause, &near.right)?))
        }
        Pattern::Within(_, pattern) | Pattern::AtLeast(_, pattern) | Pattern::First(_, pattern) => {
            pattern_cost(segment, clause, pattern)
        }
    }
}

/// The rarest term of each alternative of a slot, with the documents that it has.
fn rarest_terms<'a>(segment: &Segment, slot: &'a Slot) -> Result<Vec<(u64, &'a Term)>> {
    let mut terms = Vec::with_capacity(slot.alternatives.len());
    for alternative in &slot.alternatives {
        let mut rarest: Option<(u64, &Term)> = None;
        for part in &alternative.parts {
            let documents = segment.documents_of(&part.term)?;
            if rarest.is_none_or(|(least, _)| documents < least) {
                rarest = Some((documents, &part.term));
            }
        }
        terms.extend(rarest.filter(|(documents, _)| *documents > 0));
    }
    Ok(terms)
}

fn slot_cost(segment: &Segment, slot: &Slot) -> Result<u64> {
    Ok(rarest_terms(segment, slot)?.iter().map(|(documents, _)| documents).sum())
}

/// The articles that have a word of each part of some alternative of a slot, in order: those among others if these are given.
fn slot_articles(segment: &Segment, slot: &Slot, among: Option<Vec<u32>>, budget: &Budget) -> Result<Vec<u32>> {
    let articles: &Articles = segment.articles()?;
    let mut steps = budget.steps(Counter::Postings);
    let mut cursors = Vec::new();
    for (_, term) in rarest_terms(segment, slot)? {
        cursors.extend(Cursor::open(segment, term, Basic, budget)?);
    }
    if let Some(mut among) = among {
        let mut left = Vec::with_capacity(among.len());
        for article in among.drain(..) {
            steps.step()?;
            let (head, end) = (articles.head(article), articles.end(article));
            if cursors.iter_mut().any(|cursor| cursor.seek(head) < end) {
                left.push(article);
            }
        }
        return Ok(left);
    }
    let mut found = Vec::new();
    for mut cursor in cursors {
        let mut heads = Heads::new(articles);
        while cursor.doc() != TERMINATED {
            steps.step()?;
            let (article, _) = heads.place(cursor.doc());
            if found.last() != Some(&article) {
                found.push(article);
            }
            cursor.seek(articles.end(article));
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
