//! The columns and postings of a segment → the file of its articles.

use std::io::{self, Write};

use tantivy::columnar::ColumnValues;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{Segment, SegmentReader};

use super::copies::write_copies;
use super::lists::write_list;
use super::{MIN_DOCUMENTS, PARTS, RANKED, VERSION};
use crate::index::tantivy::derived::{Derived, write_file};
use crate::index::tantivy::fields;
use crate::ranking::{BoundMeasure, MinHash, NOMINAL_TITLE_WEIGHT, Statistics, bound, saturated};

/// What of the columns is needed for every posting.
struct Lengths {
    /// The first document of each article.
    heads: Vec<u32>,
    /// The article of each document.
    articles: Vec<u32>,
    /// What BM25 has of the length of each document, by number.
    passages: Vec<f32>,
    /// The same of each article.
    whole: Vec<f32>,
    /// The same of the shortest passage of each article, where a word of the headline scores most.
    shortest: Vec<f32>,
    /// The words of each document.
    words: Vec<u16>,
    measure: BoundMeasure,
}

/// Writes the file of a segment whose postings and columns are written.
pub(in crate::index::tantivy) fn write_articles(segment: &Segment, reader: &SegmentReader) -> tantivy::Result<()> {
    let lengths = Lengths::read(reader)?;
    let [copies, min_hashes] = copies(reader, &lengths.heads)?;
    let document_words: Vec<u8> = lengths.words.iter().flat_map(|words| words.to_le_bytes()).collect();
    let words = reader.inverted_index(reader.schema().get_field(fields::WORDS)?)?;
    write_file(segment, Derived::Articles, &mut |out| {
        let (mut directory, mut passages) = (Vec::new(), Vec::new());
        let (mut list, mut at) = (List::default(), 0_u64);
        let mut terms = words.terms().stream()?;
        while let Some((_, info)) = terms.next() {
            if info.doc_freq < MIN_DOCUMENTS {
                continue;
            }
            list.read(words.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?, &lengths);
            directory.extend((info.postings_range.start as u64).to_le_bytes());
            directory.extend(at.to_le_bytes());
            directory.extend((list.articles.len() as u32).to_le_bytes());
            passages.extend(list.passages.to_le_bytes());
            list.bytes.clear();
            write_list(&list.articles, &list.bounds, &mut list.bytes);
            out.write_all(&list.bytes)?;
            at += list.bytes.len() as u64;
        }
        let (bits, ranks) = lengths.bits();
        let heads: Vec<u8> = lengths.heads.iter().flat_map(|head| head.to_le_bytes()).collect();
        let rest = [&directory, &passages, &heads, &bits, &ranks, &copies, &min_hashes, &document_words];
        write_rest(at, &rest, &lengths.measure, out)
    })
}

/// Writes the parts after the lists, and the trailer.
fn write_rest(
    lists: u64,
    parts: &[&Vec<u8>; PARTS - 1],
    measure: &BoundMeasure,
    out: &mut dyn Write,
) -> io::Result<()> {
    parts.iter().try_for_each(|part| out.write_all(part))?;
    out.write_all(&lists.to_le_bytes())?;
    parts.iter().try_for_each(|part| out.write_all(&(part.len() as u64).to_le_bytes()))?;
    out.write_all(&measure.mean_passage.to_le_bytes())?;
    out.write_all(&measure.mean_article.to_le_bytes())?;
    out.write_all(&VERSION.to_le_bytes())
}

/// The table of the articles that may be copies, and their MinHashes.
fn copies(reader: &SegmentReader, heads: &[u32]) -> tantivy::Result<[Vec<u8>; 2]> {
    let signature = reader.fast_fields().u64(fields::SIGNATURE)?;
    let min_hashes: Vec<MinHash> =
        heads.iter().map(|head| MinHash::of_numbers(signature.values_for_doc(*head))).collect();
    let mut table = Vec::new();
    write_copies(&min_hashes, &mut table);
    let numbers = min_hashes.iter().flat_map(MinHash::numbers).flat_map(u64::to_le_bytes).collect();
    Ok([table, numbers])
}

impl Lengths {
    fn read(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let place = columns.column_first_or_default(fields::PLACE)?;
        let [places, words, article_words] = [
            all_values(&*place),
            all_values(&*columns.column_first_or_default(fields::PASSAGE_WORDS)?),
            all_values(&*columns.column_first_or_default(fields::ARTICLE_WORDS)?),
        ];
        let is_of_article = |place: u64| place > 0;
        let heads: Vec<u32> = (0..).zip(&places).filter(|(_, place)| **place == 1).map(|(doc, _)| doc).collect();
        let statistics = Statistics {
            articles: heads.len() as u64,
            passages: places.iter().filter(|place| **place > 1).count() as u64,
            words: places.iter().zip(&words).filter(|(p, _)| is_of_article(**p)).map(|(_, words)| *words).sum(),
            ..Statistics::default()
        };
        let measure = BoundMeasure::new(&statistics, NOMINAL_TITLE_WEIGHT);
        let mut articles = Vec::with_capacity(places.len());
        let mut shortest = vec![f32::INFINITY; heads.len()];
        let mut passages = Vec::with_capacity(places.len());
        let mut begun = 0_u32;
        for (place, words) in places.iter().zip(&words) {
            begun += u32::from(*place == 1);
            let length = measure.passage_length(*words as u32);
            if is_of_article(*place) {
                let shortest = &mut shortest[begun as usize - 1];
                *shortest = shortest.min(length);
            }
            articles.push(begun.saturating_sub(1));
            passages.push(length);
        }
        let whole = heads.iter().map(|head| measure.article_length(article_words[*head as usize] as u32)).collect();
        let words = words.iter().map(|words| u16::try_from(*words).unwrap_or(u16::MAX)).collect();
        Ok(Self { heads, articles, passages, whole, shortest, words, measure })
    }

    /// The documents that begin an article as bits, and how many began before each eighth word of them.
    fn bits(&self) -> (Vec<u8>, Vec<u8>) {
        let mut words = vec![0_u64; self.articles.len().div_ceil(RANKED) * (RANKED / 64)];
        self.heads.iter().for_each(|head| words[*head as usize / 64] |= 1 << (head % 64));
        let mut begun = 0_u32;
        let mut ranks = Vec::new();
        for words in words.chunks(RANKED / 64) {
            ranks.extend(begun.to_le_bytes());
            begun += words.iter().map(|word| word.count_ones()).sum::<u32>();
        }
        (words.into_iter().flat_map(u64::to_le_bytes).collect(), ranks)
    }
}

/// Every value of a column.
fn all_values(column: &dyn ColumnValues<u64>) -> Vec<u64> {
    let mut values = vec![0; column.num_vals() as usize];
    column.get_range(0, &mut values);
    values
}

/// The list of a term while it is written.
#[derive(Default)]
struct List {
    articles: Vec<u32>,
    bounds: Vec<u8>,
    /// The documents that are no headline.
    passages: u32,
    bytes: Vec<u8>,
}

/// How often a term stands in the article that is read.
#[derive(Default)]
struct Read {
    title: f32,
    article: f32,
    /// What it scores in the best passage so far.
    best: f32,
}

impl List {
    /// Reads the postings of a term.
    fn read(&mut self, mut postings: BlockSegmentPostings, lengths: &Lengths) {
        self.articles.clear();
        self.bounds.clear();
        self.passages = 0;
        let mut read = Read::default();
        while postings.block_len() > 0 {
            for (doc, frequency) in postings.docs().iter().zip(postings.freqs()) {
                let article = lengths.articles[*doc as usize];
                if self.articles.last() != Some(&article) {
                    self.end_article(&std::mem::take(&mut read), lengths);
                    self.articles.push(article);
                }
                let frequency = *frequency as f32;
                if lengths.heads[article as usize] == *doc {
                    read.title = NOMINAL_TITLE_WEIGHT * frequency;
                    read.article += read.title;
                } else {
                    self.passages += 1;
                    read.article += frequency;
                    let here = saturated(frequency + read.title, lengths.passages[*doc as usize]);
                    read.best = read.best.max(here);
                }
            }
            postings.advance();
        }
        self.end_article(&read, lengths);
    }

    fn end_article(&mut self, read: &Read, lengths: &Lengths) {
        let Some(article) = self.articles.last() else { return };
        let article = *article as usize;
        let title = if read.title > 0.0 { saturated(read.title, lengths.shortest[article]) } else { 0.0 };
        self.bounds.push(bound(saturated(read.article, lengths.whole[article]), read.best.max(title)));
    }
}
