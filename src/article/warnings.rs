//! What was read with a doubt: of which kind it is, and the way out of all of its kind.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What was not understood of an article and did not keep it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingWarning {
    /// Of which kind it is.
    pub kind: WarningKind,
    /// What is doubtful, and the way out.
    pub message: String,
}

impl fmt::Display for ReadingWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The kinds of doubts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarningKind {
    /// A headline without a text.
    NoText,
    /// A date that is missing, of two readings, not understood, or that of a change.
    Date,
    /// A language that is not understood.
    Language,
    /// Columns of a table that no part of an article was taken from.
    Columns,
    /// A table that was read as running text.
    Table,
    /// Letters that were replaced, or read in another encoding than is said.
    Encoding,
    /// Parts of a file that were not read.
    Unread,
    /// A file that is damaged.
    Damage,
}

impl WarningKind {
    /// What it is called where warnings are counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoText => "headline without a text",
            Self::Date => "doubtful date",
            Self::Language => "language not understood",
            Self::Columns => "columns not used",
            Self::Table => "table read as running text",
            Self::Encoding => "doubtful letters",
            Self::Unread => "parts not read",
            Self::Damage => "damaged file",
        }
    }

    /// What helps with all of the kind.
    pub fn way_out(self) -> &'static str {
        match self {
            Self::NoText => "export the texts too, or save the pages once they are loaded",
            Self::Date => "write dates as 2020-01-31",
            Self::Language => "write codes such as `en`",
            Self::Columns => "name those that are wanted in `[columns]` of index_schema.toml",
            Self::Table => "give it a first row that names `title` and `text`, and the extension .csv",
            Self::Encoding => "save the files as UTF-8",
            Self::Unread => "save what is missing as files of their own",
            Self::Damage => "get the files anew from where they came",
        }
    }
}
