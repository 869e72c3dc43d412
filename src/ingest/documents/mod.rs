//! Documents of office programs, books and prints → articles.

pub(super) mod docx; // Word documents
pub(super) mod rtf; // rich text
pub(super) mod odt; // OpenDocument texts
pub(super) mod document; // paragraphs of such a document → article
pub(super) mod epub; // books → their chapters
pub(super) mod markdown; // front matter and marked up text → article
#[cfg(feature = "pdf")]
pub(super) mod pdf; // PDF → article
#[cfg(feature = "pdf")]
pub(super) mod pdf_lines; // lines of printed pages → paragraphs
