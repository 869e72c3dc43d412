//! tokens of documents → the documents of each term, with the positions.
//!
//! As many tokens as the processor's cache holds are sorted by term, by counting. What they give a term is a piece, in as few
//! bytes as it needs, and says where the term's piece before it begins: so no token is looked at again until its term is
//! written, and a term costs one number however many pieces it has.
//!
//! A piece is a row of LEB128: how far back the piece before it begins, 0 for none; how many bytes follow; then its documents, and
//! for each of these how much greater it is than the one before, with positions times two and one more where the term stands there
//! once; else how often; then how much greater each position is than the one before.
//!
//! What takes too much memory is written to a file, in the order of the terms: of each its number, how many bytes its pieces have,
//! and the pieces without what stands before their documents. So a segment of any size is put together from a few files, each
//! read from its beginning to its end, and no segment need be merged only because the memory was full.

use std::io::{self, Write};

use tantivy::DocId;
use tantivy::HasLen;
use tantivy::directory::FileSlice;

use crate::index::TokenList;
use crate::index::terms::TermTable;
use crate::memory::give_back;

/// So many tokens are sorted at once, at eight bytes each, twice.
const SORTED_AT_ONCE: usize = 256 << 10;

/// The tokens of a field.
#[derive(Default)]
pub(super) struct SortedTokens {
    has_positions: bool,
    /// The tokens that are not sorted yet: the number of the term above the position.
    waiting: Vec<u64>,
    /// Where the waiting tokens of each document end, and the first of these documents.
    ends: Vec<u32>,
    first: DocId,
    pieces: Vec<u8>,
    /// What was written to files, the first first.
    runs: Vec<Run>,
    /// Where the last piece of each term begins, plus 1; 0 for none.
    last: Vec<u32>,
    /// How many tokens there are.
    len: u64,
    // Kept for their memory alone.
    counts: Vec<u32>,
    sorted: Vec<u64>,
    terms: Vec<u32>,
    piece: Vec<u8>,
}

impl SortedTokens {
    pub(super) fn new(has_positions: bool) -> Self {
        let mut tokens = Self::default();
        tokens.has_positions = has_positions;
        tokens
    }

    pub(super) fn has_positions(&self) -> bool {
        self.has_positions
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Adds tokens of the document at hand: the number of each in a table, and whether it stands one position further than the
    /// one before. `numbers` are those of the table's terms here, as far as they were asked from `number`.
    pub(super) fn extend(
        &mut self,
        tokens: impl Iterator<Item = (u32, bool)>,
        numbers: &mut Vec<u32>,
        mut number: impl FnMut(u32) -> u32,
    ) {
        let mut positions = 0_u64;
        for (token, is_next) in tokens {
            positions += u64::from(is_next);
            if token == TokenList::NO_TERM {
                continue;
            }
            let known = numbers.get(token as usize).copied().filter(|known| *known != TokenList::NO_TERM);
            let term = known.unwrap_or_else(|| {
                let number = number(token);
                self.last.resize(self.last.len().max(number as usize + 1), 0);
                numbers.resize(numbers.len().max(token as usize + 1), TokenList::NO_TERM);
                numbers[token as usize] = number;
                number
            });
            self.waiting.push(u64::from(term) << 32 | positions.saturating_sub(1));
            self.len += 1;
        }
    }

    /// Ends the document at hand.
    pub(super) fn end_document(&mut self) {
        self.ends.push(self.waiting.len() as u32);
        if self.waiting.len() >= SORTED_AT_ONCE {
            self.sort();
        }
    }

    /// Ends the last document.
    pub(super) fn end(&mut self) {
        self.sort();
        give_back(&mut self.waiting);
        give_back(&mut self.sorted);
        give_back(&mut self.counts);
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        // What a list has room for and does not hold takes no memory of the machine yet.
        self.pieces.len() + 4 * (self.last.len() + self.counts.len()) + 8 * (self.waiting.len() + self.sorted.len())
    }

    /// Whether the pieces take so much memory that they belong into a file.
    pub(super) fn is_full(&self) -> bool {
        self.pieces.len() > PIECES_IN_MEMORY
    }

    /// Writes the pieces to a file, given the terms; that is then to be handed to [`SortedTokens::add_run`].
    pub(super) fn write_run(&mut self, terms: &TermTable, out: &mut dyn Write) -> io::Result<()> {
        let (mut begins, mut head) = (Vec::new(), Vec::new());
        for term in terms.sorted(|term| self.last.get(term as usize).is_some_and(|last| *last != 0)) {
            self.find_pieces(term, &mut begins);
            head.clear();
            write_number(&mut head, term);
            write_number(&mut head, begins.iter().rev().map(|at| self.piece(*at).len() as u32).sum());
            out.write_all(&head)?;
            for at in begins.iter().rev() {
                out.write_all(self.piece(*at))?;
            }
        }
        self.pieces.clear();
        self.last.fill(0);
        Ok(())
    }

    /// Takes a file that was written, opened.
    pub(super) fn add_run(&mut self, file: FileSlice) {
        self.runs.push(Run { rest: file, bytes: Vec::new(), at: 0, term: None, length: 0 });
    }

    /// The files that were written, to be read once.
    pub(super) fn take_runs(&mut self) -> io::Result<Vec<Run>> {
        let mut runs = std::mem::take(&mut self.runs);
        runs.iter_mut().try_for_each(Run::advance)?;
        Ok(runs)
    }

    /// Makes pieces of the tokens that wait.
    fn sort(&mut self) {
        let Self { waiting, sorted, counts, terms, .. } = self;
        counts.resize(self.last.len(), 0);
        terms.clear();
        for token in &*waiting {
            let term = (token >> 32) as u32;
            if counts[term as usize] == 0 {
                terms.push(term);
            }
            counts[term as usize] += 1;
        }
        let mut start = 0;
        for term in &*terms {
            start += std::mem::replace(&mut counts[*term as usize], start);
        }
        sorted.resize(waiting.len(), 0);
        let mut at = 0;
        for (doc, end) in (u64::from(self.first)..).zip(&self.ends) {
            for token in &waiting[at..*end as usize] {
                let place = &mut counts[(token >> 32) as usize];
                sorted[*place as usize] = doc << 32 | (token & u64::from(u32::MAX));
                *place += 1;
            }
            at = *end as usize;
        }
        let mut start = 0;
        for term in &*terms {
            let end = std::mem::take(&mut counts[*term as usize]) as usize;
            let begins =
                u32::try_from(self.pieces.len()).expect("a segment is written long before it has 4 GB") + 1;
            let before = std::mem::replace(&mut self.last[*term as usize], begins);
            self.piece.clear();
            write_piece(&mut self.piece, &sorted[start..end], self.has_positions);
            write_number(&mut self.pieces, if before == 0 { 0 } else { begins - before });
            write_number(&mut self.pieces, self.piece.len() as u32);
            self.pieces.extend_from_slice(&self.piece);
            start = end;
        }
        self.first += self.ends.len() as DocId;
        self.ends.clear();
        waiting.clear();
    }

    /// Puts together what terms have, those of the files first, and hands it over in parts.
    pub(super) fn each_part(
        &self,
        terms: &[u32],
        runs: &mut [Run],
        hand_over: &mut dyn FnMut(Part) -> io::Result<()>,
    ) -> io::Result<()> {
        let (mut part, mut begins) = (Part::default(), Vec::new());
        for term in terms {
            for run in runs.iter_mut().filter(|run| run.term == Some(*term)) {
                let mut pieces = Numbers(run.pieces()?);
                while !pieces.0.is_empty() {
                    part.add(&mut pieces, self.has_positions);
                    part.hand_over_if_full(hand_over)?;
                }
                run.advance()?;
            }
            self.find_pieces(*term, &mut begins);
            for at in begins.iter().rev() {
                part.add(&mut Numbers(self.piece(*at)), self.has_positions);
                part.hand_over_if_full(hand_over)?;
            }
            part.ends.push(part.documents.len());
        }
        hand_over(part)
    }

    /// Finds where the pieces of a term begin, the last first, without how far back the one before is.
    fn find_pieces(&self, term: u32, begins: &mut Vec<usize>) {
        begins.clear();
        let mut piece = self.last.get(term as usize).copied().unwrap_or(0);
        while piece != 0 {
            let mut rest = Numbers(&self.pieces[piece as usize - 1..]);
            let back = rest.next();
            begins.push(self.pieces.len() - rest.0.len());
            piece = if back == 0 { 0 } else { piece - back };
        }
    }

    /// The documents of the piece whose length stands there.
    fn piece(&self, at: usize) -> &[u8] {
        let mut rest = Numbers(&self.pieces[at..]);
        let length = rest.next();
        &rest.0[..length as usize]
    }
}

impl Drop for SortedTokens {
    fn drop(&mut self) {
        give_back(&mut self.pieces);
        give_back(&mut self.last);
    }
}

/// Of pieces so many bytes are kept in memory.
const PIECES_IN_MEMORY: usize = 16 << 20;

/// A file of pieces that is read from its beginning to its end.
pub(super) struct Run {
    /// What was not read yet.
    rest: FileSlice,
    /// What was read, and how much of it is done with.
    bytes: Vec<u8>,
    at: usize,
    /// The term at hand, and how many bytes it has; none at the end.
    term: Option<u32>,
    length: usize,
}

/// So many bytes of a file are read at once.
const READ_AT_ONCE: usize = 256 << 10;

impl Run {
    /// Goes on to the next term.
    fn advance(&mut self) -> io::Result<()> {
        // Two numbers take ten bytes at most.
        self.read(10)?;
        let mut numbers = Numbers(&self.bytes[self.at..]);
        self.term = (!numbers.0.is_empty()).then(|| numbers.next());
        self.length = numbers.next() as usize;
        self.at = self.bytes.len() - numbers.0.len();
        Ok(())
    }

    /// The pieces of the term at hand; they are done with.
    fn pieces(&mut self) -> io::Result<&[u8]> {
        self.read(self.length)?;
        let start = self.at;
        self.at += self.length;
        self.bytes.get(start..self.at).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Reads on until so many bytes are there, if there are.
    fn read(&mut self, bytes: usize) -> io::Result<()> {
        if self.bytes.len() - self.at < bytes && self.rest.len() > 0 {
            self.bytes.drain(..std::mem::take(&mut self.at));
            let count = READ_AT_ONCE.max(bytes - self.bytes.len()).min(self.rest.len());
            let (next, rest) = self.rest.clone().split(count);
            self.bytes.extend_from_slice(&next.read_bytes()?);
            self.rest = rest;
        }
        Ok(())
    }
}

/// Terms in a row with what they have.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Where the documents of each term end; what comes after the last is of a term that goes on in the next part.
    pub(super) ends: Vec<usize>,
    /// The documents, each with how many positions it has.
    pub(super) documents: Vec<(DocId, u32)>,
    /// The positions, each but a document's first as how much greater it is than the one before.
    pub(super) positions: Vec<u32>,
}

/// So many documents and positions are put together at once, or one piece more. What is built to be tested has small parts.
const IN_PART: usize = if cfg!(debug_assertions) { 64 } else { 128 << 10 };

impl Part {
    /// Adds the next piece of the term at hand.
    fn add(&mut self, numbers: &mut Numbers<'_>, has_positions: bool) {
        let documents = numbers.next();
        let mut doc = 0;
        for _ in 0..documents {
            let number = numbers.next();
            if !has_positions {
                doc += number;
                self.documents.push((doc, 0));
                continue;
            }
            doc += number >> 1;
            let count = if number & 1 == 1 { 1 } else { numbers.next() };
            self.positions.extend((0..count).map(|_| numbers.next()));
            self.documents.push((doc, count));
        }
    }

    fn hand_over_if_full(&mut self, hand_over: &mut dyn FnMut(Self) -> io::Result<()>) -> io::Result<()> {
        if self.documents.len() + self.positions.len() < IN_PART {
            return Ok(());
        }
        hand_over(std::mem::take(self))
    }
}

/// Writes the documents and positions of one term.
fn write_piece(pieces: &mut Vec<u8>, occurrences: &[u64], has_positions: bool) {
    let documents = || occurrences.chunk_by(|a, b| a >> 32 == b >> 32);
    write_number(pieces, documents().count() as u32);
    let mut before = 0;
    for occurrences in documents() {
        let doc = (occurrences[0] >> 32) as DocId;
        let further = doc - before;
        before = doc;
        if !has_positions {
            write_number(pieces, further);
            continue;
        }
        write_number(pieces, further << 1 | u32::from(occurrences.len() == 1));
        if occurrences.len() > 1 {
            write_number(pieces, occurrences.len() as u32);
        }
        let mut last = 0;
        for occurrence in occurrences {
            write_number(pieces, *occurrence as u32 - last);
            last = *occurrence as u32;
        }
    }
}

#[inline]
fn write_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Numbers that are read one after the other.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    #[inline]
    fn next(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        while let Some(byte) = self.0.split_off_first() {
            number |= (u32::from(*byte) & 0x7f) << shift;
            if *byte < 0x80 {
                break;
            }
            shift += 7;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use tantivy::Directory;
    use tantivy::directory::{RamDirectory, TerminatingWrite};

    use super::*;

    /// What each term has: its documents with its positions in them.
    type Postings = BTreeMap<u32, Vec<(DocId, Vec<u32>)>>;

    /// A row of numbers without a pattern.
    struct Random(u32);

    impl Random {
        fn below(&mut self, below: u32) -> u32 {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (self.0 >> 8) % below
        }

        fn document(&mut self) -> Vec<(u32, bool)> {
            let token = |random: &mut Self| match random.below(9) {
                0 => TokenList::NO_TERM,
                _ => random.below(60) * random.below(60),
            };
            (0..self.below(800)).map(|at| (token(self), at == 0 || self.below(3) > 0)).collect()
        }
    }

    fn expect(expected: &mut Postings, doc: DocId, tokens: &[(u32, bool)]) {
        let mut position = 0;
        for (token, is_next) in tokens {
            position += u32::from(*is_next);
            if *token == TokenList::NO_TERM {
                continue;
            }
            // Here the terms have other numbers.
            let documents = expected.entry(token + 5).or_default();
            match documents.last_mut() {
                Some((last, positions)) if *last == doc => positions.push(position - 1),
                _ => documents.push((doc, vec![position - 1])),
            }
        }
    }

    /// Writes what was sorted to a file.
    fn spill(tokens: &mut SortedTokens, terms: &TermTable, directory: &RamDirectory) {
        let name = format!("run{}", tokens.runs.len());
        let mut out = directory.open_write(Path::new(&name)).unwrap();
        tokens.write_run(terms, &mut out).unwrap();
        out.terminate().unwrap();
        tokens.add_run(directory.open_read(Path::new(&name)).unwrap());
    }

    /// Reads all that these terms have.
    fn read(tokens: &mut SortedTokens, terms: &[u32]) -> Postings {
        let (mut runs, mut parts) = (tokens.take_runs().unwrap(), Vec::new());
        let mut keep = |part| {
            parts.push(part);
            Ok(())
        };
        tokens.each_part(terms, &mut runs, &mut keep).unwrap();
        let goes_on = |part: &Part| part.ends.last().is_none_or(|end| *end < part.documents.len());
        assert!(parts.iter().any(goes_on), "a term is in several parts");
        let (mut read, mut term) = (Postings::new(), 0);
        for Part { ends, documents, positions } in parts {
            let (mut positions, mut ends) = (positions.into_iter(), ends.into_iter().peekable());
            for (at, (doc, count)) in documents.into_iter().enumerate() {
                while ends.next_if(|end| *end <= at).is_some() {
                    term += 1;
                }
                let of_doc = (doc, positions.by_ref().take(count as usize).collect());
                read.entry(terms[term]).or_default().push(of_doc);
            }
            term += ends.count();
        }
        read
    }

    /// As they are written: each position but the first as how much greater it is than the one before.
    fn differences(positions: &mut [u32]) {
        for at in (1..positions.len()).rev() {
            positions[at] -= positions[at - 1];
        }
    }

    #[test]
    fn every_token_comes_back_with_its_document_and_position() {
        // The order of the terms is not that of their numbers.
        let mut table = TermTable::default();
        (0..3500).for_each(|n| assert_eq!(table.number(&format!("{}", (n * 7919) % 3500)), n));
        for (has_positions, last_spill) in [(true, 0), (false, 0), (true, 2999), (false, 2100)] {
            let (directory, mut random) = (RamDirectory::create(), Random(7));
            let (mut tokens, mut expected, mut numbers) =
                (SortedTokens::new(has_positions), Postings::new(), Vec::new());
            for doc in 0..3000 {
                let document = random.document();
                expect(&mut expected, doc, &document);
                tokens.extend(document.into_iter(), &mut numbers, |token| token + 5);
                tokens.end_document();
                if doc <= last_spill && doc % 700 == 699 && !tokens.pieces.is_empty() {
                    spill(&mut tokens, &table, &directory);
                }
            }
            tokens.end();
            assert_eq!(tokens.runs.is_empty(), last_spill == 0);
            let all: usize = expected.values().flatten().map(|(_, positions)| positions.len()).sum();
            assert!(all > 2 * SORTED_AT_ONCE && tokens.len() == all as u64);
            for (_, positions) in expected.values_mut().flatten() {
                differences(positions);
                positions.truncate(if has_positions { positions.len() } else { 0 });
            }
            assert_eq!(read(&mut tokens, &table.sorted(|_| true)), expected);
        }
    }
}
