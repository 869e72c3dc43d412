//! The columns and postings of a segment → the file of its articles.

use std::io::{self, Write};

use tantivy::columnar::ColumnValues;
use tantivy::error::DataCorruption;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Segment, SegmentReader, TantivyError};

use super::copies::write_copies;
use super::lists::write_list;
use super::{Facts, MIN_DOCUMENTS, RANKED, VERSION, open_articles};
use crate::index::tantivy::derived::{Derived, write_file};
use crate::index::tantivy::fields;
use crate::query::borders::MARK;
use crate::ranking::{BoundMeasure, NOMINAL_TITLE_WEIGHT, Statistics, bound, saturated};

/// What of the columns is needed for every posting.
struct Lengths {
    /// The first document of each article.
    heads: Vec<u32>,
    /// The article of each document.
    articles: Vec<u32>,
    /// The words of each document, as far as they can be told in so many bits: of a longer one they only bound the score.
    words: Vec<u16>,
    /// The words of each article.
    article_words: Vec<u32>,
    /// What BM25 has of the length of each article.
    whole: Vec<f32>,
    /// The same of the shortest passage of each article, where a word of the headline scores most.
    shortest: Vec<f32>,
    measure: BoundMeasure,
}

/// What the copies of the articles of merged segments are known by, in the order of the merge; not that of deleted ones.
pub(in crate::index::tantivy) fn merged_facts(readers: &[SegmentReader]) -> tantivy::Result<Facts> {
    let mut facts = Facts::default();
    for reader in readers {
        let articles = open_articles(reader)?;
        let articles = articles.ok_or_else(|| damaged("the parts of a file of articles are not whole"))?;
        let living = (0..articles.len()).filter(|article| !reader.is_deleted(articles.head(*article)));
        living.for_each(|article| facts.push(articles.copy_key(article)));
    }
    Ok(facts)
}

/// What the copies of the articles of a segment are known by, also those of deleted ones.
pub(in crate::index::tantivy) fn all_facts(reader: &SegmentReader) -> tantivy::Result<Facts> {
    let articles = open_articles(reader)?;
    let articles = articles.ok_or_else(|| damaged("the parts of a file of articles are not whole"))?;
    let mut facts = Facts::default();
    (0..articles.len()).for_each(|article| facts.push(articles.copy_key(article)));
    Ok(facts)
}

fn damaged(what: &str) -> TantivyError {
    DataCorruption::comment_only(what).into()
}

/// Writes the file of a segment whose postings and columns are written.
pub(in crate::index::tantivy) fn write_articles(
    segment: &Segment,
    reader: &SegmentReader,
    facts: &Facts,
) -> tantivy::Result<()> {
    write_articles_from(segment, reader, facts, MIN_DOCUMENTS)
}

/// The same with the lists of the terms that stand in so many documents.
pub(in crate::index::tantivy) fn write_articles_from(
    segment: &Segment,
    reader: &SegmentReader,
    facts: &Facts,
    min_documents: u32,
) -> tantivy::Result<()> {
    let lengths = Lengths::read(reader)?;
    if facts.len() != lengths.heads.len() {
        return Err(damaged("there are not as many facts as articles"));
    }
    let words = reader.inverted_index(reader.schema().get_field(fields::WORDS)?)?;
    write_file(segment, Derived::Articles, &mut |out| {
        let (mut directory, mut passages) = (Vec::new(), Vec::new());
        let (mut list, mut at) = (List::default(), 0_u64);
        let mut terms = words.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            // Nobody asks for the articles that have a sentence.
            if info.doc_freq < min_documents || term.starts_with(MARK.as_bytes()) {
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
        let mut copies = Vec::new();
        write_copies(&facts.min_hashes(), &mut copies);
        let [article_words, document_words] = &lengths.words();
        let [min_hashes, outlets, counts, headlines] = &facts.parts();
        let of_articles = [&directory, &passages, &heads, &bits, &ranks, article_words, document_words];
        let of_copies = [&copies, min_hashes, outlets, counts, headlines];
        let rest: Vec<&Vec<u8>> = of_articles.into_iter().chain(of_copies).collect();
        write_rest(at, &rest, &lengths.measure, out)
    })
}

/// Writes the parts after the lists, and the trailer.
fn write_rest(lists: u64, parts: &[&Vec<u8>], measure: &BoundMeasure, out: &mut dyn Write) -> io::Result<()> {
    parts.iter().try_for_each(|part| out.write_all(part))?;
    out.write_all(&lists.to_le_bytes())?;
    parts.iter().try_for_each(|part| out.write_all(&(part.len() as u64).to_le_bytes()))?;
    out.write_all(&measure.mean_passage.to_le_bytes())?;
    out.write_all(&measure.mean_article.to_le_bytes())?;
    out.write_all(&VERSION.to_le_bytes())
}

impl Lengths {
    fn read(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let places = columns.column_first_or_default(fields::PLACE)?;
        let column = columns.column_first_or_default(fields::PASSAGE_WORDS)?;
        let documents = places.num_vals() as usize;
        let (mut heads, mut articles) = (Vec::new(), Vec::with_capacity(documents));
        let mut words = Vec::with_capacity(documents);
        // The words of each article, and of its shortest passage.
        let (mut whole, mut shortest) = (Vec::new(), Vec::new());
        let mut statistics = Statistics::default();
        for_both(&*places, &*column, &mut |doc, place, count| {
            if place == 1 {
                heads.push(doc);
                whole.push(0);
                shortest.push(u32::MAX);
            }
            articles.push((heads.len() as u32).saturating_sub(1));
            words.push(u16::try_from(count).unwrap_or(u16::MAX));
            if let (Some(whole), Some(shortest), true) = (whole.last_mut(), shortest.last_mut(), place > 0) {
                *whole += count as u32;
                *shortest = (*shortest).min(count as u32);
                statistics.words += count;
                statistics.passages += u64::from(place > 1);
            }
        });
        statistics.articles = heads.len() as u64;
        let measure = BoundMeasure::new(&statistics, NOMINAL_TITLE_WEIGHT);
        let article_words = whole;
        let whole = article_words.iter().map(|words| measure.article_length(*words)).collect();
        let shortest = shortest.into_iter().map(|words| measure.passage_length(words)).collect();
        Ok(Self { heads, articles, words, article_words, whole, shortest, measure })
    }

    /// The words of the articles and those of the documents, in fewer bytes.
    fn words(&self) -> [Vec<u8>; 2] {
        let short = |words: &u32| u16::try_from(*words).unwrap_or(u16::MAX).to_le_bytes();
        let of_documents = self.words.iter().map(|words| u8::try_from(*words).unwrap_or(u8::MAX));
        [self.article_words.iter().flat_map(short).collect(), of_documents.collect()]
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

/// How many documents are read at once.
const READ_AT_ONCE: u32 = 1024;

/// Gives every document with its values of two columns.
fn for_both(a: &dyn ColumnValues<u64>, b: &dyn ColumnValues<u64>, visit: &mut dyn FnMut(DocId, u64, u64)) {
    let [mut of_a, mut of_b] = [[0; READ_AT_ONCE as usize]; 2];
    for start in (0..a.num_vals()).step_by(READ_AT_ONCE as usize) {
        let length = READ_AT_ONCE.min(a.num_vals() - start) as usize;
        a.get_range(u64::from(start), &mut of_a[..length]);
        b.get_range(u64::from(start), &mut of_b[..length]);
        (start..).zip(of_a.iter().zip(&of_b)).take(length).for_each(|(doc, (a, b))| visit(doc, *a, *b));
    }
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
                    let length = lengths.measure.passage_length(u32::from(lengths.words[*doc as usize]));
                    let here = saturated(frequency + read.title, length);
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
