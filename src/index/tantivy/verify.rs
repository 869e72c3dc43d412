//! An opened state → where what it is asked by is not what its stored texts give.
//!
//! Each document has three sums of hashes: of its words with their positions, of its names, of its keywords. They are made from
//! the lists of the index, each read once from end to end, and again from the stored article, which is analysed anew; where the two
//! differ, so do the lists and the text. So nothing is sorted, and a document takes three numbers of memory. What is derived of the lists
//! is derived again and compared byte by byte.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::articles::{CopyKey, all_facts, write_articles_from};
use super::counts::write_counts;
use super::damage::OrDamaged;
use super::derived::Derived;
use super::documents::{FILE_RECORD, read_file_record};
use super::fields::language_number;
use super::name_index::write_segment_names;
use super::record::read_key;
use super::row::StoredRow;
use super::segment::Segment;
use super::sums::{Sums, keyword_summand, keywords, list_sums, sums_of};
use super::{Snapshot, TantivyIndex};
use crate::analysis::{Analyzer, hash_of_term};
use crate::error::Result;
use crate::index::identity::{Origin, indexable};
use crate::index::stored::fnv_1a;
use crate::index::{AnalysedArticle, ArticleTerms, analyse_stored};
use crate::ranking::Address;

/// At most so many faults are given one by one.
const MAX_FAULTS: usize = 1000;

/// How many articles one thread verifies before it takes others.
const ARTICLES_AT_ONCE: usize = 64;

/// What is wrong, in sentences.
#[derive(Debug, Default)]
struct Faults {
    sentences: Vec<String>,
    more: usize,
}

impl Faults {
    fn add(&mut self, sentence: String) {
        if self.sentences.len() < MAX_FAULTS {
            self.sentences.push(sentence);
        } else {
            self.more += 1;
        }
    }
}

impl TantivyIndex {
    /// Reads all that a state is asked by and compares it with its stored texts; what is wrong, in sentences.
    pub fn verify(&self, state: &Snapshot) -> Result<Vec<String>> {
        let mut faults = Faults::default();
        let metas = self.committed_segments()?;
        for (number, segment) in (0..).zip(&state.segments) {
            let deleted = segment.reader.num_deleted_docs();
            let meta = metas.iter().find(|meta| meta.id() == segment.reader.segment_id());
            if meta.is_some_and(|meta| {
                meta.delete_opstamp() == segment.reader.delete_opstamp() && meta.num_deleted_docs() != deleted
            }) {
                faults.add(format!("{}: not as many documents are deleted as were", segment.name()));
            }
            let work = || state.verify_segment(number, segment, &mut faults);
            // What makes no sense may be a panic of whatever reads it.
            match catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => faults.add(format!("{}: {error}", segment.name())),
                Err(_) => faults.add(format!("{}: what it holds makes no sense", segment.name())),
            }
        }
        state.verify_keys(&mut faults);
        let Faults { mut sentences, more } = faults;
        if more > 0 {
            sentences.push(format!("{more} more faults like these"));
        }
        Ok(sentences)
    }
}

impl Snapshot {
    fn verify_segment(&self, number: u32, segment: &Segment, faults: &mut Faults) -> Result<()> {
        let sums = list_sums(segment, &self.fields, &mut |fault| faults.add(fault))?;
        let heads = self.verify_rows(segment, &sums, faults)?;
        let parts: Vec<Vec<String>> = heads
            .par_chunks(ARTICLES_AT_ONCE)
            .map(|heads| self.verify_articles((number, segment), heads, &sums))
            .collect();
        parts.into_iter().flatten().for_each(|fault| faults.add(fault));
        for file in Derived::all() {
            if !is_as_derived(segment, file).or_damaged()? {
                faults.add(format!("{}: its file of {file:?} is not what its lists give", segment.name()));
            }
        }
        Ok(())
    }

    /// The heads of the living articles of a segment; verifies that articles and records are whole.
    fn verify_rows(&self, segment: &Segment, sums: &Sums, faults: &mut Faults) -> Result<Vec<DocId>> {
        let mut heads = Vec::new();
        let mut is_left = false;
        for doc in 0..segment.reader.max_doc() {
            let is_alive = segment.is_alive(doc);
            match segment.ordinal(doc) {
                Some(0) => {
                    is_left = is_alive;
                    heads.extend(is_alive.then_some(doc));
                }
                Some(_) if is_alive != is_left => {
                    faults.add(format!("{}: document {doc} is part of no article", segment.name()));
                }
                Some(_) => {}
                None if is_alive => {
                    is_left = false;
                    let row = StoredRow::read(&segment.store, doc).or_damaged()?;
                    let record = read_file_record(row.bytes(self.fields.file_record))?;
                    let expected = keyword_summand(self.fields.key, FILE_RECORD)
                        .wrapping_add(keyword_summand(self.fields.file, &record.path));
                    if sums.keywords[doc as usize] != expected {
                        faults.add(format!("the record of `{}` is not found by its file", record.path));
                    }
                }
                None => is_left = false,
            }
        }
        Ok(heads)
    }

    fn verify_articles(&self, (number, segment): (u32, &Segment), heads: &[DocId], sums: &Sums) -> Vec<String> {
        let (mut analyzer, mut terms) = (self.analyzer(), Arc::<ArticleTerms>::default());
        let mut faults = Vec::new();
        for head in heads {
            if terms.is_full() {
                terms = Arc::default();
            }
            let address = Address::new(number, *head);
            let work = || self.verify_article((address, segment), sums, &mut analyzer, &terms);
            match catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(found)) => faults.extend(found),
                Ok(Err(error)) => faults.push(format!("article at document {head}: {error}")),
                Err(_) => faults.push(format!("article at document {head}: what is stored of it makes no sense")),
            }
        }
        faults
    }

    fn verify_article(
        &self,
        (address, segment): (Address, &Segment),
        sums: &Sums,
        analyzer: &mut Analyzer,
        terms: &Arc<ArticleTerms>,
    ) -> Result<Vec<String>> {
        let (head, article) = (address.number(), self.article(address)?);
        let mut faults = Vec::new();
        let id = article.id.clone();
        if fnv_1a(article.full_text().as_bytes()) != article.content_hash {
            faults.push(format!("`{id}`: its text is not the one that was indexed"));
        }
        let analysed = analyse_stored(article.clone(), analyzer, terms);
        for (passage, again) in article.passages.iter().zip(&analysed.article.passages) {
            if passage != again {
                let (ordinal, stored, words) = (passage.ordinal, passage.words, again.words);
                faults.push(format!("`{id}#{ordinal}` has {words} words and was indexed with {stored}"));
            }
        }
        for (ordinal, (words, names)) in (0..).zip(sums_of(&analysed)) {
            let doc = head + ordinal;
            let passage = &article.passages[ordinal as usize];
            let is_listed = (doc as usize) < sums.words.len() && segment.is_alive(doc);
            if !is_listed || segment.ordinal(doc) != Some(ordinal) {
                faults.push(format!("`{id}#{ordinal}` is no part of its article"));
                continue;
            }
            if sums.words[doc as usize] != words {
                faults.push(format!("`{id}#{ordinal}`: the lists of its words are not those of its text"));
            }
            if sums.names[doc as usize] != names {
                faults.push(format!("`{id}#{ordinal}`: the lists of its names are not those of its text"));
            }
            let language = segment.languages().get_val(doc) == language_number(article.language_of(passage));
            if !language || segment.passage_words(doc) != passage.words {
                faults.push(format!("`{id}#{ordinal}`: its columns are not what is stored of it"));
            }
        }
        let next = head + article.passages.len() as u32;
        if next < segment.reader.max_doc() && segment.ordinal(next).is_some_and(|ordinal| ordinal > 0) {
            faults.push(format!("`{id}` has more passages than it knows of"));
        }
        self.verify_head((head, segment), &analysed, sums, &mut faults)?;
        Ok(faults)
    }

    /// What stands on the head of an article alone.
    fn verify_head(
        &self,
        (head, segment): (DocId, &Segment),
        analysed: &AnalysedArticle,
        sums: &Sums,
        faults: &mut Vec<String>,
    ) -> Result<()> {
        let article = &analysed.article;
        let id = &article.id;
        let row = StoredRow::read(&segment.store, head).or_damaged()?;
        let key = read_key(row.bytes(self.fields.article).unwrap_or_default())?;
        let file = sums.file[head as usize].checked_sub(1).map(|number| sums.files[number as usize].as_str());
        let origin = Origin::of_stored(article, key, file.unwrap_or_default());
        let expected = keywords(&self.fields, article, &origin);
        if file.is_none() || sums.keywords[head as usize] != expected {
            faults.push(format!("`{id}`: what it is found and replaced by is not what is stored of it"));
        }
        if segment.days(head) != article.days() || segment.id(head)? != *indexable(id) {
            faults.push(format!("`{id}`: its columns are not what is stored of it"));
        }
        let copies = CopyKey { min_hash: analysed.min_hash, outlet: article.outlet(), headline: analysed.headline };
        let articles = segment.articles()?;
        let number = articles.of_document(head);
        if articles.head(number) != head || articles.article_words(number) != article.words() {
            faults.push(format!("`{id}`: the file of articles has it otherwise"));
        } else if articles.copy_key(number) != copies {
            faults.push(format!("`{id}`: what its copies are known by is not what its text gives"));
        }
        Ok(())
    }

    /// No two living articles have one key.
    fn verify_keys(&self, faults: &mut Faults) {
        let mut seen: FxHashMap<u64, String> = FxHashMap::default();
        for (number, segment) in (0..).zip(&self.segments) {
            let keys = || -> Result<Vec<(String, String)>> {
                let of = |head: DocId| {
                    let address = Address::new(number, head);
                    Ok((self.key(address)?, self.excerpt(address, &[])?.id))
                };
                segment.heads().map(of).collect()
            };
            // What cannot be read was told before.
            let Ok(Ok(keys)) = catch_unwind(AssertUnwindSafe(keys)) else { continue };
            for (key, id) in keys {
                if let Some(other) = seen.insert(hash_of_term(&key), id.clone()) {
                    faults.add(format!("`{id}` and `{other}` are one article"));
                }
            }
        }
    }
}

/// Whether a file of ours is what the other files of its segment give.
fn is_as_derived(segment: &Segment, file: Derived) -> tantivy::Result<bool> {
    let reader = &segment.reader;
    let stored = file.open(reader)?;
    let written = |write: &dyn Fn(&tantivy::Segment) -> tantivy::Result<()>| {
        let copy = tantivy::Index::create_in_ram(reader.schema().clone()).new_segment();
        write(&copy)?;
        Ok(copy.open_read(file.component())?.read_bytes()?.as_slice() == stored.as_slice())
    };
    match file {
        Derived::Names => written(&|copy| write_segment_names(copy, reader)),
        Derived::Counts => written(&|copy| write_counts(copy, reader)),
        Derived::Articles => {
            let facts = all_facts(reader)?;
            // What is built to be tested has lists of terms that are less frequent, and is opened by programs that are not.
            for documents in super::articles::LISTED_FROM {
                if written(&|copy| write_articles_from(copy, reader, &facts, documents))? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}
