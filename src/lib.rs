//! Dateline: a full-text search engine over news articles that finds a name under every spelling that the articles have.
//!
//! A reporter asks for `Saraqeb displacement` and gets ranked passages with the matching words marked, also of articles that
//! write Saraqib, Sarâqeb or سراقب, and is told which spellings were added and why.
//!
//! ```
//! use dateline::article::{Article, PublishedDate};
//! use dateline::results::SearchOptions;
//! use dateline::{IndexSchema, Writer};
//!
//! let mut writer = Writer::in_memory(IndexSchema::built_in())?;
//! let mut article = Article::from_text("Families leave", "Thousands fled Saraqib overnight.");
//! article.id = Some("nl-001".into());
//! article.source = Some("Northern Ledger".into());
//! article.date = PublishedDate::year(2020);
//! writer.add(&article)?;
//! writer.commit()?;
//!
//! let reader = writer.reader();
//! let answer = reader.search("Saraqeb displacement", &SearchOptions::default())?;
//! let hit = &answer.hits[0];
//! assert_eq!(hit.article.title, "Families leave");
//! assert_eq!(hit.passages[0].marks[0].text, "Saraqib");
//! assert_eq!(hit.missing, ["displacement"]);
//! # Ok::<(), dateline::Error>(())
//! ```
//!
//! # The way of the data
//!
//! ```text
//! files ─ingest→ articles ─passage→ passages ─analysis→ tokens ─index→ stored index
//!                                                                          │
//! user text ─query→ Query ─planning→ Plan ─index→ best articles ─results→ SearchResponse
//! ```
//!
//! Everything between two arrows is a plain value; only [`Reader`] and [`Writer`] see every stage.
//!
//! # Threads
//!
//! A [`Reader`] is cheap to clone, `Send` and `Sync`: searches run side by side on any number of threads, and beside a
//! [`Writer`]. Clones share one opened state, which a search keeps until it has ended; [`Reader::reload`] takes the last commit,
//! of whatever process, for all of them. [`Writer::add`] may be called from several threads; the rest of a writer is for one.
//! The library starts threads of its own while it reads files, and is otherwise synchronous: in an asynchronous server, call it
//! where blocking is allowed. A search can be given a time limit or be cancelled ([`results::SearchOptions`]).
//!
//! # Durability
//!
//! A commit is visible as a whole or not at all, also after a crash or a power cut at any step of a commit, a merge or a
//! rebuild. One process writes at a time; an error names it, and a writer that is dropped gives the lock back and gives up what
//! was not committed. Files of the index carry checksums; damage is an error that names the file, [`Reader::check`] finds it,
//! [`rebuild`] builds the index anew beside the old one.
//!
//! # Versions
//!
//! What is documented here follows semantic versioning; modules that the documentation does not show are for this repository's
//! own programs and carry no promise. An index built by a version that stores data otherwise, or with another schema, is refused
//! ([`Error::OtherIndex`]) and can be rebuilt. Structures that an answer is made of may get more fields.
//!
//! # Features
//!
//! None by default; `pdf` and `parquet` read two more formats. The program `search` is a package of its own.

// In the order in which data flows.
pub mod error; // what failed, where, who must act
#[doc(hidden)]
pub mod schema; // index_schema.toml → IndexSchema
pub mod article; // the plain values that every stage speaks
#[doc(hidden)]
pub mod ingest; // files → articles
#[doc(hidden)]
pub mod passage; // article → passages that cover it exactly
#[doc(hidden)]
pub mod analysis; // text → tokens
#[doc(hidden)]
pub mod query; // user text → Query → Plan
#[doc(hidden)]
pub mod names; // which spellings are one name
#[doc(hidden)]
pub mod planning; // Query → Plan, with the variants of its names
#[doc(hidden)]
pub mod ranking; // what a plan matches → the best articles
#[doc(hidden)]
pub mod index; // the stored index behind one trait
pub mod results; // the best articles → SearchResponse
#[doc(hidden)]
pub mod work; // what a search costs, and whether it may go on
mod memory; // what is freed at once
mod archive; // Reader and Writer, which see every stage

pub use archive::{
    Archive, Check, Evidence, EvidenceHit, EvidenceIndex, EvidenceOptions, EvidencePassage, ExplainResponse,
    FileWarning, MAX_WARNINGS_OF_A_KIND, Matches, NameMatch, NamePlace, OpenOptions, Progress, QueryMatch, Reader,
    Removal, Removed, RemovedArticle, Repair, Replacement, RunWork, SavedQueries, SavedQuery, Skipped, Summary,
    WarningCount, Writer, rebuild, repair,
};
pub use error::{Error, ErrorKind, Result};
pub use index::tantivy::FileRecord;
pub use index::{Statistics, StoredArticle, StoredPassage};
pub use names::mining::{MiningOptions, Suggestion};
pub use names::{Pack, SpellingOptions};
pub use query::{DateRange, ParseDateError, Warning};
pub use schema::IndexSchema;
