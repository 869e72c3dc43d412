//! Dateline: a full-text search engine over news articles that finds a name under every spelling of the press.

// In the order in which data flows.
pub mod analysis;
pub mod article; // the plain values that every stage speaks
pub mod error; // what failed, where, who can fix it
pub mod ingest; // files → articles
pub mod passage; // article → passages that cover it exactly
pub mod schema; // index_schema.toml → IndexSchema // text → tokens
