//! rows → the postings of words and names, as tantivy's own files hold them.
//!
//! Tantivy looks every token up in a hash table and appends it to a list of its own, at three misses of the processor's cache a
//! token. Here a token comes as a number, which one look at an array makes the segment's; they are kept in a row and sorted
//! by term when the segment is written, by counting. Tantivy never sees these two fields of a row. It writes its files with
//! the others, which are read back, and in their place come files with all fields, by its own serialiser.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use tantivy::index::SegmentComponent;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{DocId, DocSet, Segment, SegmentReader, TERMINATED};

use super::articles::Facts;
use super::fields;
use super::row::Row;
use crate::index::terms::{ArticleTerms, TermTable, TokenList};

/// So many tokens are sorted at once, at eight bytes each.
const SORTED_AT_ONCE: usize = 6 << 20;

/// The words and names of a segment that is being built.
#[derive(Default)]
pub(super) struct Inversion {
    words: FieldTokens,
    names: FieldTokens,
    /// What the copies of the articles are known by.
    facts: Facts,
    batch: Option<Batch>,
}

/// The terms of the articles at hand, and their numbers in the segment, as far as they were met.
struct Batch {
    terms: Arc<ArticleTerms>,
    words: Vec<u32>,
    names: Vec<u32>,
}

/// The tokens of a field, document after document.
#[derive(Default)]
struct FieldTokens {
    terms: TermTable,
    tokens: PackedTokens,
    /// Where those of each document end.
    ends: Vec<usize>,
}

/// Tokens as in a [`TokenList`], each in as few bytes as it needs: what is frequent comes early and has a small number. A
/// position without a term has number 0, and all others are one higher.
#[derive(Default)]
struct PackedTokens {
    /// LEB128.
    bytes: Vec<u8>,
    /// How many there are.
    count: u64,
}

impl PackedTokens {
    #[inline]
    fn push(&mut self, number: u32, is_next: bool) {
        // The one number that is too high stands for no term.
        let mut token = (number + 1) & TokenList::NO_TERM;
        token = token << 1 | u32::from(is_next);
        while token >= 0x80 {
            self.bytes.push(token as u8 | 0x80);
            token >>= 7;
        }
        self.bytes.push(token as u8);
        self.count += 1;
    }

    /// The tokens of a part of the bytes: each the number of its term, unless it has none, and whether it stands one further.
    #[inline]
    fn part(&self, part: Range<usize>) -> impl Iterator<Item = (Option<u32>, bool)> + '_ {
        let mut bytes = self.bytes[part].iter();
        std::iter::from_fn(move || {
            let first = u32::from(*bytes.next()?);
            let mut token = first & 0x7f;
            let (mut shift, mut goes_on) = (7, first >= 0x80);
            while goes_on {
                let byte = u32::from(*bytes.next()?);
                token |= (byte & 0x7f) << shift;
                (shift, goes_on) = (shift + 7, byte >= 0x80);
            }
            Some(((token >> 1).checked_sub(1), token & 1 == 1))
        })
    }
}

impl Inversion {
    /// Takes the next document.
    pub(super) fn add(&mut self, row: &Row) {
        row.copy_key().into_iter().for_each(|key| self.facts.push(key));
        if let Some(tokens) = row.tokens() {
            let known = self.batch.take().filter(|batch| Arc::ptr_eq(&batch.terms, &tokens.terms));
            let mut batch = known.unwrap_or_else(|| Batch::of(&tokens.terms));
            self.words.extend(tokens.words.iter(), (&tokens.terms.words.terms, &mut batch.words));
            let names = tokens.names.iter().map(|name| (*name, false));
            self.names.extend(names, (&tokens.terms.names, &mut batch.names));
            self.batch = Some(batch);
        }
        self.words.ends.push(self.words.tokens.bytes.len());
        self.names.ends.push(self.names.tokens.bytes.len());
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        self.words.memory() + self.names.memory() + self.facts.memory()
    }

    /// Writes the files of postings of a segment anew, with the words and names; gives the facts.
    pub(super) fn write(self, segment: &Segment) -> tantivy::Result<Facts> {
        let schema = segment.schema();
        let (words, names) = (schema.get_field(fields::WORDS)?, schema.get_field(fields::NAMES)?);
        let others = other_fields(segment, &schema, &[words, names])?;
        for component in [SegmentComponent::Terms, SegmentComponent::Postings, SegmentComponent::Positions] {
            let file = segment.relative_path(component);
            tantivy::Directory::delete(segment.index().directory(), &file)
                .map_err(|e| io::Error::other(e.to_string()))?;
        }
        let mut out = InvertedIndexSerializer::open(segment)?;
        for (field, tokens, has_positions) in [(words, self.words, true), (names, self.names, false)] {
            let mut field = out.new_field(field, tokens.tokens.count, None)?;
            tokens.write(&mut field, has_positions)?;
            field.close()?;
        }
        for other in others {
            other.write(&mut out)?;
        }
        out.close()?;
        Ok(self.facts)
    }
}

impl Batch {
    fn of(terms: &Arc<ArticleTerms>) -> Self {
        let unmet = |table: &TermTable| vec![TokenList::NO_TERM; table.len()];
        Self { terms: Arc::clone(terms), words: unmet(&terms.words.terms), names: unmet(&terms.names) }
    }
}

impl FieldTokens {
    /// Adds tokens, given the table that they are numbered by and what its numbers are here.
    fn extend(&mut self, tokens: impl Iterator<Item = (u32, bool)>, (table, numbers): (&TermTable, &mut [u32])) {
        for (token, is_next) in tokens {
            let mut number = TokenList::NO_TERM;
            if let Some(known) = numbers.get_mut(token as usize) {
                if *known == TokenList::NO_TERM {
                    *known = self.terms.number_of(table.hashed(token));
                }
                number = *known;
            }
            self.tokens.push(number, is_next);
        }
    }

    fn memory(&self) -> usize {
        // What a list has room for and does not hold takes no memory of the machine yet.
        self.terms.memory() + self.tokens.bytes.len() + self.ends.len() * 8
    }

    fn write(&self, out: &mut FieldSerializer<'_>, has_positions: bool) -> io::Result<()> {
        let terms = self.terms.len();
        let mut sorted: Vec<u32> = (0..terms as u32).collect();
        sorted.sort_unstable_by(|a, b| self.terms.term(*a).cmp(self.terms.term(*b)));
        let mut rank_of = vec![0_u32; terms];
        for (rank, number) in (0..).zip(&sorted) {
            rank_of[*number as usize] = rank;
        }
        // Where the tokens of each term begin among all that are sorted by term.
        let mut starts = vec![0_usize; terms + 1];
        for term in self.tokens.part(0..self.tokens.bytes.len()).filter_map(|(term, _)| term) {
            starts[rank_of[term as usize] as usize + 1] += 1;
        }
        (0..terms).for_each(|rank| starts[rank + 1] += starts[rank]);
        let mut first = 0;
        while first < terms {
            let most = starts[first] + SORTED_AT_ONCE;
            let last = starts.partition_point(|start| *start <= most).saturating_sub(1).clamp(first + 1, terms);
            let occurrences = self.occurrences(&rank_of, first..last, &starts[first..=last]);
            for rank in first..last {
                let list = &occurrences[starts[rank] - starts[first]..starts[rank + 1] - starts[first]];
                out.new_term(self.terms.term(sorted[rank]).as_bytes(), 0, has_positions)?;
                write_list(out, list, has_positions);
                out.close_term()?;
            }
            first = last;
        }
        Ok(())
    }

    /// The document and position of each token of the terms with these ranks, sorted by term, document and position.
    fn occurrences(&self, rank_of: &[u32], ranks: Range<usize>, starts: &[usize]) -> Vec<u64> {
        let (before, after) = (starts[0], starts[starts.len() - 1]);
        let mut next: Vec<usize> = starts.iter().map(|start| start - before).collect();
        let mut occurrences = vec![0_u64; after - before];
        let mut start = 0;
        for (doc, end) in (0_u64..).zip(&self.ends) {
            let mut positions = 0_u64;
            for (term, is_next) in self.tokens.part(start..*end) {
                positions += u64::from(is_next);
                let Some(term) = term else { continue };
                let rank = rank_of[term as usize] as usize;
                if ranks.contains(&rank) {
                    let place = &mut next[rank - ranks.start];
                    occurrences[*place] = doc << 32 | positions;
                    *place += 1;
                }
            }
            start = *end;
        }
        occurrences
    }
}

/// Writes the documents of a term. A position is one less than how many there were up to it.
fn write_list(out: &mut FieldSerializer<'_>, list: &[u64], has_positions: bool) {
    let mut deltas = Vec::new();
    for document in list.chunk_by(|a, b| a >> 32 == b >> 32) {
        deltas.clear();
        if has_positions {
            let mut last = 1;
            for occurrence in document {
                let position = *occurrence as u32;
                deltas.push(position - last);
                last = position;
            }
        }
        out.write_doc((document[0] >> 32) as DocId, deltas.len() as u32, &deltas);
    }
}

/// A field that tantivy has indexed: its terms, and the documents of each.
struct OtherField {
    field: Field,
    tokens: u64,
    terms: Vec<u8>,
    documents: Vec<DocId>,
    /// Where each term ends, and its documents.
    ends: Vec<(usize, usize)>,
}

/// All indexed fields of a segment but these.
fn other_fields(segment: &Segment, schema: &Schema, ours: &[Field]) -> tantivy::Result<Vec<OtherField>> {
    let reader = SegmentReader::open(segment)?;
    let fields = schema.fields().filter(|(field, entry)| entry.is_indexed() && !ours.contains(field));
    fields.map(|(field, _)| OtherField::read(&reader, field)).collect()
}

impl OtherField {
    fn read(reader: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let index = reader.inverted_index(field)?;
        let (terms, documents, ends) = (Vec::new(), Vec::new(), Vec::new());
        let mut read = Self { field, tokens: index.total_num_tokens(), terms, documents, ends };
        let mut terms = index.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                read.documents.push(postings.doc());
                postings.advance();
            }
            read.terms.extend_from_slice(term);
            read.ends.push((read.terms.len(), read.documents.len()));
        }
        Ok(read)
    }

    fn write(&self, out: &mut InvertedIndexSerializer) -> io::Result<()> {
        let mut field = out.new_field(self.field, self.tokens, None)?;
        let (mut term, mut document) = (0, 0);
        for (end, last) in &self.ends {
            field.new_term(&self.terms[term..*end], 0, false)?;
            self.documents[document..*last].iter().for_each(|doc| field.write_doc(*doc, 0, &[]));
            field.close_term()?;
            (term, document) = (*end, *last);
        }
        field.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_tokens_come_back() {
        let numbers = [0, 1, 62, 63, 64, 8190, 8191, 8192, 1 << 20, TokenList::NO_TERM - 1, TokenList::NO_TERM];
        let tokens: Vec<(u32, bool)> =
            numbers.iter().flat_map(|number| [(*number, false), (*number, true)]).collect();
        let mut packed = PackedTokens::default();
        tokens.iter().for_each(|(number, is_next)| packed.push(*number, *is_next));
        let read = packed.part(0..packed.bytes.len());
        let read: Vec<(u32, bool)> =
            read.map(|(number, is_next)| (number.unwrap_or(TokenList::NO_TERM), is_next)).collect();
        assert_eq!(read, tokens);
        assert_eq!(packed.count, tokens.len() as u64);
    }
}
