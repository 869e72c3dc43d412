//! A term's documents with its positions, read a block at a time: tantivy's own list adds up a block's frequencies anew for each
//! document whose positions are asked for, which is half the work of a phrase of frequent words.
//!
//! Tantivy gives a block's documents and frequencies, and the positions from a number of them on, but not how many positions are
//! before a block: that is read from the list of its blocks, which is before the postings of a term of 128 documents and more.
//! For each block it holds the last document (4 bytes), two widths (2), the sum of the frequencies (4), and what bounds a score (2).

use std::io;

use tantivy::directory::{CompositeFile, FileSlice, OwnedBytes};
use tantivy::index::SegmentComponent::{Positions, Postings};
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption::WithFreqsAndPositions};
use tantivy::{DocId, InvertedIndexReader, SegmentReader, TERMINATED};

use super::vint::number;

/// So many documents are a block.
const BLOCK: usize = 128;

/// The bytes that are told of a block, and which of them are the sum of its frequencies.
const BLOCK_BYTES: usize = 12;
const SUM: std::ops::Range<usize> = 6..10;

/// The number of tokens, before the postings of a field.
const TOKENS_BYTES: usize = 8;

/// The postings and positions of a field in a segment.
pub(super) struct PositionFiles {
    postings: FileSlice,
    positions: FileSlice,
}

impl PositionFiles {
    pub(super) fn open(reader: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let of_field = |component| -> tantivy::Result<FileSlice> {
            let file = CompositeFile::open(&reader.open_read(component)?)?;
            Ok(file.open_read(field).unwrap_or_else(FileSlice::empty))
        };
        Ok(Self { postings: of_field(Postings)?, positions: of_field(Positions)? })
    }
}

/// A term's documents in a segment, also deleted ones, with its positions in them.
pub(super) struct PositionList {
    blocks: BlockSegmentPostings,
    /// The place in the block.
    at: usize,
    doc: DocId,
    /// The blocks before this one, and the positions of their documents.
    blocks_before: usize,
    positions_before: u64,
    /// What is told of each block.
    told: OwnedBytes,
    reader: PositionReader,
    /// The block whose positions are read, each counted from the one before it, and where those of each document begin.
    read: Option<usize>,
    positions: Vec<u32>,
    starts: [u32; BLOCK + 1],
}

impl PositionList {
    pub(super) fn open(words: &InvertedIndexReader, files: &PositionFiles, term: &TermInfo) -> io::Result<Self> {
        let blocks = words.read_block_postings_from_terminfo(term, WithFreqsAndPositions)?;
        let mut told = OwnedBytes::empty();
        if blocks.doc_freq() as usize >= BLOCK {
            let range = TOKENS_BYTES + term.postings_range.start..TOKENS_BYTES + term.postings_range.end;
            let postings = files.postings.read_bytes_slice(range)?;
            let (length, rest) = number(&postings);
            if length != blocks.doc_freq() as usize / BLOCK * BLOCK_BYTES || rest + length > postings.len() {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the list of a term's blocks has another length",
                ));
            }
            told = postings.slice(rest..rest + length);
        }
        let positions = files.positions.read_bytes_slice(term.positions_range.clone())?;
        let doc = if blocks.doc_freq() == 0 { TERMINATED } else { blocks.doc(0) };
        Ok(Self {
            blocks,
            at: 0,
            doc,
            blocks_before: 0,
            positions_before: 0,
            told,
            reader: PositionReader::open(positions)?,
            read: None,
            positions: Vec::new(),
            starts: [0; BLOCK + 1],
        })
    }

    /// How many documents it has.
    pub(super) fn doc_freq(&self) -> u32 {
        self.blocks.doc_freq()
    }

    /// Moves to the next document and returns it.
    #[inline]
    pub(super) fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at == BLOCK {
            self.at = 0;
            self.blocks.advance();
            self.enter(self.blocks_before + 1);
        }
        self.doc = self.blocks.doc(self.at);
        self.doc
    }

    /// Moves to the first document from `target` on, if it is before it, and returns it.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            let rank = self.blocks.rank(target) as usize;
            self.at = rank % BLOCK;
            if rank / BLOCK != self.blocks_before {
                self.enter(rank / BLOCK);
            }
            self.doc = self.blocks.doc(self.at);
        }
        self.doc
    }

    /// Adds up the positions of the blocks before one that it moves on to.
    fn enter(&mut self, block: usize) {
        let told = self.told.chunks_exact(BLOCK_BYTES).take(block).skip(self.blocks_before);
        let sums = told.map(|told| u64::from(u32::from_le_bytes(told[SUM].try_into().expect("four bytes"))));
        self.positions_before += sums.sum::<u64>();
        self.blocks_before = block;
    }

    /// Appends the positions in the document that it is at, each with a number added.
    #[inline]
    pub(super) fn append_positions(&mut self, added: u32, out: &mut Vec<u32>) {
        if self.read != Some(self.blocks_before) {
            self.read_block();
        }
        let mut position = added;
        let here = self.starts[self.at] as usize..self.starts[self.at + 1] as usize;
        out.extend(self.positions[here].iter().map(|step| {
            position += step;
            position
        }));
    }

    fn read_block(&mut self) {
        let mut sum = 0_u32;
        for (start, frequency) in self.starts[1..].iter_mut().zip(&self.blocks.freqs()[..self.blocks.block_len()]) {
            sum = sum.wrapping_add(*frequency);
            *start = sum;
        }
        let told = self.told.chunks_exact(BLOCK_BYTES).nth(self.blocks_before);
        // Else a damaged width would ask for any amount of memory; that it is damaged is told by whoever catches this.
        assert!(
            told.is_none_or(|told| told[SUM] == sum.to_le_bytes()),
            "the frequencies of a block have another sum"
        );
        self.positions.resize(sum as usize, 0);
        self.reader.read(self.positions_before, &mut self.positions);
        self.read = Some(self.blocks_before);
    }
}

#[cfg(test)]
mod tests {
    use tantivy::postings::{Postings, SegmentPostings};
    use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{DocSet, Index, TantivyDocument};

    use super::*;

    /// So many documents, `word` in those whose number is one of `every`, up to seven times.
    fn index(documents: u32, every: u32) -> (SegmentReader, Field) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let field = schema.add_text_field("words", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for number in 0..documents {
            let mut text = "other ".repeat(number as usize % 5);
            if number % every == 0 {
                text += &"word other ".repeat(number as usize % 7 + 1);
            }
            let mut document = TantivyDocument::new();
            document.add_text(field, text);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher().segment_readers()[0].clone(), field)
    }

    /// Fails if they have other documents or positions, where so many documents are left out between two that are looked at.
    fn assert_same(mut ours: PositionList, mut theirs: SegmentPostings, step: DocId) {
        let mut target = 0;
        loop {
            let doc = if theirs.doc() < target { theirs.seek(target) } else { theirs.doc() };
            assert_eq!(ours.seek(target), doc, "from {target} on, with steps of {step}");
            if doc == TERMINATED {
                return;
            }
            let (mut wanted, mut found) = (Vec::new(), Vec::new());
            theirs.positions_with_offset(3, &mut wanted);
            ours.append_positions(3, &mut found);
            assert_eq!(found, wanted, "in {doc}, with steps of {step}");
            assert_eq!(ours.advance(), theirs.advance());
            target += step;
        }
    }

    #[test]
    fn documents_and_positions_are_those_of_tantivy() {
        // Whole blocks and others, fewer documents than a block, and steps of one, within a block and over several.
        for (documents, every) in [(3000, 1), (2000, 3), (1280, 10), (1290, 10), (50, 7)] {
            let (reader, field) = index(documents, every);
            let words = reader.inverted_index(field).unwrap();
            let files = PositionFiles::open(&reader, field).unwrap();
            let info = words.terms().get(b"word").unwrap().unwrap();
            for step in [1, 2, 40, 127, 128, 129, 700] {
                let theirs = words.read_postings_from_terminfo(&info, WithFreqsAndPositions).unwrap();
                let ours = PositionList::open(&words, &files, &info).unwrap();
                assert_eq!(ours.doc_freq(), theirs.doc_freq());
                assert_same(ours, theirs, step);
            }
        }
    }
}
