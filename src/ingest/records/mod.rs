//! Tables and data → an article a row or an object.

pub(super) mod columns; // under which names data gives the parts of an article
pub(in crate::ingest) mod json_text; // the letters of JSON
mod frames; // the columns of a data frame → its rows
pub(super) mod json; // one object or a list of them
pub(super) mod jsonl; // an object a line
pub(super) mod csv; // a table → an article a row
#[cfg(feature = "parquet")]
pub(super) mod parquet; // a table in Parquet → an article a row
pub(super) mod xlsx; // a workbook → an article a row
mod xlsx_cells; // its parts → the cells of its sheets
pub(super) mod ris; // a bibliography → an article a record
pub(super) mod fields; // an object → article
