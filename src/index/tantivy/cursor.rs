//! term → its documents in a segment, one after the other; the words of a prefix are one list of their union.

use std::ops::Range;
use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::bits::Bits;
use super::fields::language_number;
use super::position_list::PositionList;
use super::segment::Segment;
use crate::article::Language;
use crate::error::Result;
use crate::query::plan::Term;
use crate::work::{Budget, Counter};

/// The documents of a term, in order, also the deleted ones.
pub(super) enum Cursor {
    /// A term's own list.
    Stored(Box<SegmentPostings>),
    /// What of a term's own list is in some languages.
    InLanguages(Box<SegmentPostings>, PassageLanguages),
    /// The documents of all words of a prefix with their frequencies, and which comes next.
    Union(Vec<(DocId, u32)>, usize),
}

impl Cursor {
    /// A cursor at the first document of a term; `None` if it is nowhere in the segment.
    pub(super) fn open(
        segment: &Segment,
        wanted: &Term,
        option: IndexRecordOption,
        budget: &Budget,
    ) -> Result<Option<Self>> {
        match wanted {
            Term::Exact(term) => Ok(segment.postings(term, option)?.map(|list| Self::Stored(Box::new(list)))),
            Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => {
                let Some(list) = segment.postings(term, option)? else { return Ok(None) };
                let Some(languages) = PassageLanguages::of_term(segment, wanted) else { return Ok(None) };
                let mut cursor = Self::InLanguages(Box::new(list), languages);
                Ok((cursor.skip_other_languages() != TERMINATED).then_some(cursor))
            }
            Term::Prefix(_) | Term::Like(_) => {
                let union = union(segment, wanted, budget)?;
                Ok((!union.is_empty()).then_some(Self::Union(union, 0)))
            }
        }
    }

    /// How many documents it has.
    pub(super) fn cost(&self) -> u64 {
        match self {
            Self::Stored(list) | Self::InLanguages(list, _) => u64::from(list.doc_freq()),
            Self::Union(list, _) => list.len() as u64,
        }
    }

    /// The document that it is at.
    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Stored(list) | Self::InLanguages(list, _) => list.doc(),
            Self::Union(list, at) => list.get(*at).map_or(TERMINATED, |(doc, _)| *doc),
        }
    }

    /// Moves to the next document and returns it.
    pub(super) fn advance(&mut self) -> DocId {
        match self {
            Self::Stored(list) => list.advance(),
            Self::InLanguages(list, _) => {
                list.advance();
                self.skip_other_languages()
            }
            Self::Union(_, at) => {
                *at += 1;
                self.doc()
            }
        }
    }

    /// Moves to the first document from `target` on and returns it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Stored(list) if list.doc() < target => list.seek(target),
            Self::Stored(list) => list.doc(),
            Self::InLanguages(list, _) => {
                if list.doc() < target {
                    list.seek(target);
                }
                self.skip_other_languages()
            }
            Self::Union(list, at) => {
                *at += list[*at..].partition_point(|(doc, _)| *doc < target);
                self.doc()
            }
        }
    }

    /// The frequency at the document that it is at.
    pub(super) fn frequency(&self) -> u32 {
        match self {
            Self::Stored(list) | Self::InLanguages(list, _) => list.term_freq(),
            Self::Union(list, at) => list[*at].1,
        }
    }

    /// Moves on to a document in the languages, if it is at another, and returns it.
    fn skip_other_languages(&mut self) -> DocId {
        if let Self::InLanguages(list, languages) = self {
            while list.doc() != TERMINATED && !languages.has(list.doc()) {
                list.advance();
            }
        }
        self.doc()
    }
}

/// The passages of a segment that are in some languages, or in none of them.
pub(super) struct PassageLanguages {
    column: Arc<dyn ColumnValues<u64>>,
    numbers: Vec<u64>,
    are_wanted: bool,
    /// Whether all passages of the segment are, where it has one language alone.
    of_all: Option<bool>,
}

impl PassageLanguages {
    /// The passages in which a term counts; `None` where it counts in all.
    fn of_term(segment: &Segment, term: &Term) -> Option<Self> {
        let (languages, are_wanted): (&[Language], bool) = match term {
            Term::InLanguages(_, languages) => (languages, true),
            Term::OutsideLanguage(_, language) => (std::slice::from_ref(language), false),
            Term::Exact(_) | Term::Prefix(_) | Term::Like(_) => return None,
        };
        let numbers: Vec<u64> = languages.iter().map(language_number).collect();
        let column = Arc::clone(segment.languages());
        let only = (column.min_value() == column.max_value()).then(|| column.min_value());
        let of_all = only.map(|language| numbers.contains(&language) == are_wanted);
        Some(Self { column, numbers, are_wanted, of_all })
    }

    fn has(&self, doc: DocId) -> bool {
        self.of_all.unwrap_or_else(|| self.numbers.contains(&self.column.get_val(doc)) == self.are_wanted)
    }
}

/// A prefix that occurs in more than one of this number of documents is added up in a table of all documents.
const DENSE_ONE_IN: usize = 16;

/// The documents that hold a word that begins so or is of this shape, in order, each with the frequency of all of them. The lists are read one
/// after the other and added up, so that the cost is that of the postings, however many words there are.
fn union(segment: &Segment, term: &Term, budget: &Budget) -> Result<Vec<(DocId, u32)>> {
    let documents = segment.reader.max_doc();
    let mut few: Vec<(DocId, u32)> = Vec::new();
    let mut many: Option<Sums> = None;
    let mut steps = budget.steps(Counter::Postings);
    segment.union_blocks(term, budget, &mut |docs, frequencies| {
        steps.steps(docs.len() as u64)?;
        let postings = docs.iter().copied().zip(frequencies.iter().copied());
        if let Some(many) = &mut many {
            postings.for_each(|(doc, frequency)| many.add(doc, frequency));
            return Ok(());
        }
        few.extend(postings);
        if few.len() > documents as usize / DENSE_ONE_IN {
            let many = many.insert(Sums::new(documents));
            few.drain(..).for_each(|(doc, frequency)| many.add(doc, frequency));
        }
        Ok(())
    })?;
    if let Some(many) = many {
        return Ok(many.documents());
    }
    few.sort_unstable_by_key(|(doc, _)| *doc);
    few.dedup_by(|(doc, frequency), (kept, sum)| {
        *sum += if doc == kept { *frequency } else { 0 };
        doc == kept
    });
    Ok(few)
}

/// The frequencies of all documents of a segment, and which have one.
struct Sums {
    frequencies: Vec<u16>,
    has_some: Bits,
}

impl Sums {
    fn new(documents: u32) -> Self {
        Self { frequencies: vec![0; documents as usize], has_some: Bits::new(documents) }
    }

    /// Adds to the frequency of a document; the highest number stands for all above.
    #[inline]
    fn add(&mut self, doc: DocId, frequency: u32) {
        let sum = &mut self.frequencies[doc as usize];
        *sum = sum.saturating_add(u16::try_from(frequency).unwrap_or(u16::MAX));
        self.has_some.add(doc);
    }

    /// The documents that have one, in order.
    fn documents(&self) -> Vec<(DocId, u32)> {
        let mut documents = Vec::with_capacity(self.has_some.len() as usize);
        let frequency = |doc: DocId| u32::from(self.frequencies[doc as usize]);
        self.has_some.iter().for_each(|doc| documents.push((doc, frequency(doc))));
        documents
    }
}

/// Where a term stands in some documents.
pub(super) enum TermPositions {
    /// A term's own list, read as it is asked for, and the languages where they count.
    Stored(Box<PositionList>, Option<PassageLanguages>),
    /// The positions of all words of a prefix, by document.
    Union(Vec<(DocId, u32)>),
}

impl TermPositions {
    /// The positions of a term in these documents, which are in order.
    pub(super) fn open(segment: &Segment, term: &Term, docs: &[DocId], budget: &Budget) -> Result<Self> {
        let languages = PassageLanguages::of_term(segment, term);
        let written = match term {
            Term::Exact(term) | Term::InLanguages(term, _) | Term::OutsideLanguage(term, _) => term,
            Term::Prefix(_) | Term::Like(_) => return Self::of_union(segment, term, docs, budget),
        };
        let list = segment.positions(written)?;
        Ok(list.map_or(Self::Union(Vec::new()), |list| Self::Stored(Box::new(list), languages)))
    }

    fn of_union(segment: &Segment, term: &Term, docs: &[DocId], budget: &Budget) -> Result<Self> {
        let (mut all, mut positions) = (Vec::new(), Vec::new());
        let mut steps = budget.steps(Counter::Postings);
        segment.union_positions(term, budget, &mut |mut list| {
            let mut rest = docs;
            while let Some(first) = rest.first() {
                steps.step()?;
                let doc = if list.doc() < *first { list.seek(*first) } else { list.doc() };
                rest = &rest[rest.partition_point(|d| *d < doc)..];
                if rest.first() == Some(&doc) {
                    list.positions(&mut positions);
                    all.extend(positions.iter().map(|position| (doc, *position)));
                    rest = &rest[1..];
                }
            }
            Ok(())
        })?;
        all.sort_unstable();
        Ok(Self::Union(all))
    }

    /// Appends the positions in some documents, which never go back (but a single one can be asked for again), in order: each counted from that of the document's first word,
    /// which `start` tells by its place among them.
    pub(super) fn append(&mut self, docs: Range<DocId>, start: impl Fn(usize) -> u32, out: &mut Vec<u32>) {
        let start = |doc: DocId| start((doc - docs.start) as usize);
        match self {
            Self::Stored(list, languages) => {
                let mut doc = list.seek(docs.start);
                while doc < docs.end {
                    if languages.as_ref().is_none_or(|languages| languages.has(doc)) {
                        list.append_positions(start(doc), out);
                    }
                    doc = if doc + 1 == docs.end { docs.end } else { list.advance() };
                }
            }
            Self::Union(all) => {
                let from = all.partition_point(|(doc, _)| *doc < docs.start);
                let here = all[from..].iter().take_while(|(doc, _)| *doc < docs.end);
                out.extend(here.map(|(doc, position)| start(*doc) + position));
            }
        }
    }
}
