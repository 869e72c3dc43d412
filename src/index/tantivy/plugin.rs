//! Tantivy's plugin that makes our files of a segment: of what tantivy wrote, when a segment is written and again at each merge.

use std::any::Any;
use std::sync::Arc;

use tantivy::indexer::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::{Segment, SegmentReader};

use super::articles::write_articles;
use super::counts::write_counts;
use super::derived::EXTENSIONS;
use super::name_index::write_segment_names;

/// Writes the files of every segment.
pub(super) struct DerivedFiles;

/// Has nothing to remember of a document: all is in what tantivy writes.
struct NoMemory;

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

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(NoMemory))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        write_all(context.target_segment)
    }
}

impl PluginWriter for NoMemory {
    fn serialize(self: Box<Self>, segment: &Segment, _: Option<&DocIdMapping>) -> tantivy::Result<()> {
        write_all(segment)
    }

    fn mem_usage(&self) -> usize {
        0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Writes the files of a segment whose others are written. Its reader does not know yet how many documents there are.
fn write_all(segment: &Segment) -> tantivy::Result<()> {
    let reader = SegmentReader::open(segment)?;
    write_segment_names(segment, &reader)?;
    write_counts(segment, &reader)?;
    write_articles(segment, &reader)
}
