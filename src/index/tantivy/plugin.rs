//! Tantivy's plugin that makes our files of a segment, of what tantivy wrote, when a segment is written and again at each merge; of
//! a new segment it also writes the postings (`inversion.rs`).

use std::any::Any;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use tantivy::indexer::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{DocId, Segment, SegmentReader, TantivyError};

use super::articles::{Facts, merged_facts, write_articles};
use super::counts::write_counts;
use super::derived::EXTENSIONS;
use super::inversion::Inversion;
use super::name_index::write_segment_names;
use super::row::Row;

/// Writes the files of every segment.
pub(super) struct DerivedFiles;

impl DerivedFiles {
    /// As tantivy takes it.
    pub(super) fn plugin() -> Arc<dyn SegmentPlugin> {
        Arc::new(Self)
    }
}

impl SegmentPlugin for DerivedFiles {
    fn extensions(&self) -> &[&str] {
        &EXTENSIONS
    }

    fn create_writer(&self, context: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(Inversion::new(context.segment)))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        write_all(context.target_segment, &merged_facts(context.readers)?)
    }
}

impl PluginWriter for Inversion {
    fn add_document(&mut self, _: DocId, document: &dyn ErasedDocument, _: &Schema) -> tantivy::Result<()> {
        let row = document.as_any().downcast_ref::<Row>();
        let row = row.ok_or_else(|| TantivyError::InternalError("a document is no row of ours".into()))?;
        self.add(row)
    }

    fn serialize(self: Box<Self>, segment: &Segment, _: Option<&DocIdMapping>) -> tantivy::Result<()> {
        let facts = self.write(segment)?;
        write_all(segment, &facts)
    }

    fn mem_usage(&self) -> usize {
        self.memory()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Writes the files of a segment whose others are written, two at once. Its reader does not know yet how many documents there are.
fn write_all(segment: &Segment, facts: &Facts) -> tantivy::Result<()> {
    let reader = SegmentReader::open(segment)?;
    thread::scope(|scope| {
        let articles = scope.spawn(|| write_articles(segment, &reader, facts));
        write_segment_names(segment, &reader)?;
        write_counts(segment, &reader)?;
        articles.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
