//! Raw tantivy: a passage is a document, with the default tokeniser, positions, stored headline and text, and snippets.

use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::Outcome;
use crate::corpus::passages_of;
use crate::draw::Slots;
use crate::engine::{Answer, Engine, Kind, PAGE, Page, Question};

const THREADS: usize = 2;
const BYTES_A_THREAD: usize = 200_000_000;

/// Builds it from the file of passages.
pub fn build(folder: &Path, passages: &Path) -> Outcome<()> {
    let mut schema = Schema::builder();
    let (title, text) = (schema.add_text_field("title", STORED), schema.add_text_field("text", TEXT | STORED));
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads(THREADS, THREADS * BYTES_A_THREAD)?;
    for passage in passages_of(passages)? {
        let passage = passage?;
        let mut document = TantivyDocument::new();
        document.add_text(title, passage.title);
        document.add_text(text, passage.text);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// An opened index.
pub struct Raw {
    searcher: Searcher,
    title: Field,
    text: Field,
}

impl Raw {
    /// Opens the one in a folder.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let index = Index::open_in_dir(folder)?;
        let (title, text) = (index.schema().get_field("title")?, index.schema().get_field("text")?);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { searcher: reader.searcher(), title, text })
    }

    fn query(&self, slots: &Slots, kind: Kind) -> Box<dyn Query> {
        let term = |word: &String| Term::from_field_text(self.text, word);
        let word = |word: &String| -> Box<dyn Query> {
            Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs))
        };
        let first = |slot: &Vec<String>| term(&slot[0]);
        let together = |queries: Vec<Box<dyn Query>>, occur: Occur| -> Box<dyn Query> {
            Box::new(BooleanQuery::new(queries.into_iter().map(|query| (occur, query)).collect()))
        };
        let slot = |slot: &Vec<String>| match &slot[..] {
            [only] => word(only),
            many => together(many.iter().map(word).collect(), Occur::Should),
        };
        match (kind, &slots[..]) {
            (Kind::Phrase | Kind::Operator(_), _) => Box::new(PhraseQuery::new(slots.iter().map(first).collect())),
            (Kind::Prefix, _) => {
                let mut prefix = PhrasePrefixQuery::new(slots.iter().map(first).collect());
                // By default the first fifty words of a prefix are asked for, and articles with the others are not found.
                prefix.set_max_expansions(u32::MAX);
                Box::new(prefix)
            }
            (_, [only]) => slot(only),
            (Kind::All, _) => together(slots.iter().map(slot).collect(), Occur::Must),
            (Kind::Any, _) => together(slots.iter().map(slot).collect(), Occur::Should),
        }
    }
}

impl Engine for Raw {
    fn name(&self) -> &'static str {
        "raw tantivy"
    }

    fn ask(&mut self, question: &Question) -> Outcome<Answer> {
        let query = self.query(question.slots, question.kind);
        let found = self.searcher.search(&query, &TopDocs::with_limit(PAGE).order_by_score())?;
        if question.page == Page::Text {
            let snippets = SnippetGenerator::create(&self.searcher, &query, self.text)?;
            let mut out = String::new();
            for (_, address) in &found {
                let document: TantivyDocument = self.searcher.doc(*address)?;
                out += document.get_first(self.title).and_then(|value| value.as_str()).unwrap_or_default();
                out += &snippets.snippet_from_doc(&document).to_html();
            }
            std::hint::black_box(out);
        }
        Ok(Answer::of(found.len()))
    }

    fn another(&self) -> Outcome<Box<dyn Engine>> {
        Ok(Box::new(Self { searcher: self.searcher.clone(), title: self.title, text: self.text }))
    }
}
