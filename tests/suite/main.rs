//! The suite: one test binary, a module for each part.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it must be")]

mod alias_file;
mod analysis;
mod archives;
mod cli;
mod compat;
mod copies;
mod corpus;
mod damage;
mod documents;
mod feeds;
mod formats;
mod hostile;
mod html;
mod imports;
mod inflection;
mod large;
mod lasting;
mod mining;
mod names;
mod oracle;
mod outlook;
mod packs;
mod passages;
mod pdf;
mod queries;
mod reading;
mod readme;
mod refresh;
mod schema;
mod scratch;
mod search;
mod tables;
mod threads;
mod tidy;
mod work;
