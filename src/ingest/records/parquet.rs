//! A Parquet file → an article a row: its columns are named as data names its fields.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use serde_json::Value;

use super::columns::FieldNames;
use super::fields;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::ingest::{Input, Opened, xml};

/// Whether a file is one of Parquet.
pub(in crate::ingest) fn recognises(head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}

/// The articles of the rows, numbered. A file on disk is read row group by row group and may be of any size.
pub(in crate::ingest) fn open(mut input: Input) -> Result<Opened> {
    let reader = match &input.file {
        Some(path) => {
            let file = File::open(path).map_err(Error::file("read", path))?;
            guarded(&input, || Ok(Box::new(SerializedFileReader::new(file)?) as Box<dyn FileReader>))?
        }
        None => {
            input.count_packed();
            let bytes = Bytes::from(input.read_whole()?);
            guarded(&input, || Ok(Box::new(SerializedFileReader::new(bytes)?) as Box<dyn FileReader>))?
        }
    };
    let wanted = wanted(&input, reader.metadata().file_metadata().schema())?;
    let mut rows = guarded(&input, || RowIter::from_file_into(reader).project(Some(wanted)))?;
    let (mut entry, mut ended) = (0u32, false);
    Ok(Opened::Articles(Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        match guarded(&input, || rows.next().transpose()) {
            Ok(Some(row)) => {
                entry += 1;
                // A day that no calendar has makes the reader panic.
                let row = guarded(&input, || Ok(row.to_json_value()));
                let article = row.and_then(|row| article(&input, row, entry));
                ended = input.unpacking.exceeded();
                Some(article)
            }
            Ok(None) => {
                ended = true;
                (entry == 0).then(|| Err(input.error(None, "holds no article: the table has no rows")))
            }
            Err(error) => {
                ended = true;
                Some(Err(error))
            }
        }
    }))))
}

/// What `work` gives; a file that is damaged can make the reader panic.
fn guarded<T>(input: &Input, work: impl FnOnce() -> std::result::Result<T, ParquetError>) -> Result<T> {
    let wrong =
        |what: &str| input.error(None, format!("the table cannot be read on ({what}): save its rows as CSV"));
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) if error.to_string().to_lowercase().contains("zstd") => Err(input
            .error(None, "the table is packed by Zstandard, which is not read in it: save it packed by Snappy")),
        Ok(Err(error)) => Err(wrong(&xml::one_line(&error.to_string()))),
        Err(_) => Err(wrong("it is damaged")),
    }
}

/// The columns that articles have: the others are not unpacked.
fn wanted(input: &Input, root: &Type) -> Result<Type> {
    let (names, columns): (&FieldNames, &[Arc<Type>]) = (&input.names, root.get_fields());
    let known: Vec<Arc<Type>> = columns.iter().filter(|column| names.is_known(column.name())).cloned().collect();
    if !known.iter().any(|column| names.is_title(column.name()) || names.is_text(column.name())) {
        let all: Vec<&str> = columns.iter().map(|column| column.name()).take(20).collect();
        let message = format!(
            "holds no article: no column is called `title` or `text` (but {}): name yours under [columns] in \
             index_schema.toml",
            all.join(", ")
        );
        return Err(input.error(None, message));
    }
    guarded(input, || Type::group_type_builder(root.name()).with_fields(known).build())
}

fn article(input: &Input, row: Value, entry: u32) -> Result<Article> {
    let Value::Object(object) = row else { return Err(input.error(None, format!("row {entry} has no columns"))) };
    let bytes: usize = object.values().filter_map(Value::as_str).map(str::len).sum();
    input.unpacking.unpacked(bytes as u64).map_err(|error| input.unreadable(error))?;
    let place = fields::Place { path: &input.path, names: &input.names, line: None, entry: Some(entry) };
    fields::article(&object, &place).map_err(|error| match error {
        Error::Article { path, line, message } => {
            Error::Article { path, line, message: format!("row {entry}: {message}") }
        }
        other => other,
    })
}
