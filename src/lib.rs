//! Dateline: a full-text search engine over news articles that finds a name under every spelling of the press.

// In the order in which data flows.
pub mod error; // what failed, where, who can fix it
pub mod schema; // index_schema.toml → IndexSchema
pub mod article; // the plain values that every stage speaks
pub mod ingest; // files → articles
pub mod passage; // article → passages that cover it exactly
pub mod analysis; // text → tokens
pub mod names; // which spellings are one name
pub mod query; // user text → Query → Plan
pub mod index; // the stored index behind one trait
pub mod results; // evidence → SearchResponse
pub mod archive; // Archive, which sees every stage

pub use archive::Archive;
pub use error::{Error, Result};
