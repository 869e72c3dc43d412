//! The columns of a segment, each opened when it is first asked for: to open one costs as much as it is long, and most questions
//! need few.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::fastfield::FastFieldReaders;

use super::fields;

/// A column that every document has.
pub(super) type Numbers = Arc<dyn ColumnValues<u64>>;

/// What is opened when it is first asked for.
pub(super) struct Lazy<T> {
    columns: FastFieldReaders,
    open: fn(&FastFieldReaders) -> tantivy::Result<T>,
    opened: OnceLock<T>,
}

impl<T> Lazy<T> {
    fn new(columns: &FastFieldReaders, open: fn(&FastFieldReaders) -> tantivy::Result<T>) -> Self {
        Self { columns: columns.clone(), open, opened: OnceLock::new() }
    }

    /// The column. One that is damaged is a panic, of which whoever reads the index makes an error.
    pub(super) fn get(&self) -> &T {
        self.opened.get_or_init(|| (self.open)(&self.columns).expect("a column of a segment can be opened"))
    }
}

/// The words of each document.
pub(super) fn passage_words(columns: &FastFieldReaders) -> Lazy<Numbers> {
    Lazy::new(columns, |columns| columns.column_first_or_default(fields::PASSAGE_WORDS))
}

/// The columns of a segment.
pub(super) struct Columns {
    pub(super) place: Lazy<Numbers>,
    pub(super) language: Lazy<Numbers>,
    pub(super) passage_words: Lazy<Numbers>,
    pub(super) earliest: Lazy<Column<i64>>,
    pub(super) latest: Lazy<Column<i64>>,
    pub(super) ids: Lazy<Option<StrColumn>>,
}

impl Columns {
    /// Those that were opened.
    #[cfg(test)]
    pub(super) fn opened(&self) -> Vec<&'static str> {
        let numbers = [(&self.place, "place"), (&self.language, "language"), (&self.passage_words, "words")];
        let days = [(&self.earliest, "earliest"), (&self.latest, "latest")];
        let is_opened = |(column, name): (&Lazy<Numbers>, _)| column.opened.get().map(|_| name);
        let are_opened = |(column, name): (&Lazy<Column<i64>>, _)| column.opened.get().map(|_| name);
        numbers.into_iter().filter_map(is_opened).chain(days.into_iter().filter_map(are_opened)).collect()
    }

    pub(super) fn new(columns: &FastFieldReaders) -> Self {
        Self {
            place: Lazy::new(columns, |columns| columns.column_first_or_default(fields::PLACE)),
            language: Lazy::new(columns, |columns| columns.column_first_or_default(fields::PASSAGE_LANGUAGE)),
            passage_words: passage_words(columns),
            earliest: Lazy::new(columns, |columns| columns.i64(fields::EARLIEST)),
            latest: Lazy::new(columns, |columns| columns.i64(fields::LATEST)),
            ids: Lazy::new(columns, |columns| columns.str(fields::ID)),
        }
    }
}
