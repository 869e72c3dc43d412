//! The files of a segment that are ours, beside those that tantivy writes.

use std::io::{self, Write};

use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::index::SegmentComponent;
use tantivy::{Segment, SegmentReader};

/// A file of a segment that is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Derived {
    /// The names that stand in the segment.
    Names,
    /// How many articles, passages and words it has.
    Counts,
    /// Its articles, and in which of them a frequent term stands.
    Articles,
}

/// All of them, and what their names end with.
const FILES: [(Derived, &str); 3] =
    [(Derived::Names, "names"), (Derived::Counts, "counts"), (Derived::Articles, "articles")];
/// What their names end with.
pub(super) const EXTENSIONS: [&str; 3] = [FILES[0].1, FILES[1].1, FILES[2].1];

impl Derived {
    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        FILES.into_iter().map(|(file, _)| file)
    }

    /// The file as a part of a segment.
    pub(super) fn component(self) -> SegmentComponent {
        let extension = FILES.iter().find(|(file, _)| *file == self).map(|(_, extension)| *extension);
        SegmentComponent::Custom(extension.unwrap_or_default().to_owned())
    }

    /// The content of a segment's file.
    pub(super) fn open(self, reader: &SegmentReader) -> tantivy::Result<OwnedBytes> {
        Ok(reader.open_read(self.component())?.read_bytes()?)
    }
}

/// Writes one of the files.
pub(super) fn write_file(
    segment: &Segment,
    file: Derived,
    write: &mut dyn FnMut(&mut WritePtr) -> io::Result<()>,
) -> tantivy::Result<()> {
    let mut out = segment.clone().open_write(file.component())?;
    write(&mut out)?;
    out.flush()?;
    Ok(out.terminate()?)
}
