//! Dateline: a full-text search engine over news articles that finds a name under every spelling that the articles have.

// In the order in which data flows.
pub mod analysis; // text → tokens
pub mod archive; // Archive, which sees every stage
pub mod article; // the plain values that every stage speaks
pub mod error; // what failed, where, who can fix it
pub mod index; // the stored index behind one trait
pub mod ingest; // files → articles
pub mod names; // which spellings are one name
pub mod passage; // article → passages that cover it exactly
pub mod query; // user text → Query → Plan
pub mod results; // evidence → SearchResponse
pub mod schema; // index_schema.toml → IndexSchema
pub mod work; // what a search costs, and whether it may go on

pub use archive::{Archive, Reader, Writer};
pub use error::{Error, Result};
