//! What holds other files → each of them, opened as the file itself would be.

pub(super) mod limits; // how much may be unpacked
pub(super) mod compressed; // a compressed file → the file
pub(super) mod container; // entries of archives → articles
pub(super) mod zip; // zip archive → its entries
pub(super) mod tar; // tar → its entries
pub(super) mod warc; // web archive → its pages
pub(super) mod http; // what a server answered → the page
