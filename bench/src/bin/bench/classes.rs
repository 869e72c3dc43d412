//! The classes of questions: what is drawn for each, and how it is asked.

use crate::draw::{Drawn, Slots};
use crate::engine::{Kind, Mode};

/// A class of questions that every engine answers.
pub struct Class {
    /// What `--only` calls it.
    pub key: &'static str,
    /// What the table calls it.
    pub title: &'static str,
    /// The questions that are drawn for it.
    pub questions: fn(&Drawn) -> &Vec<Slots>,
    /// How the words belong together.
    pub kind: Kind,
    /// How Dateline expands them.
    pub mode: Mode,
}

const fn class(
    (key, title): (&'static str, &'static str),
    questions: fn(&Drawn) -> &Vec<Slots>,
    kind: Kind,
    mode: Mode,
) -> Class {
    Class { key, title, questions, kind, mode }
}

/// In the order of the table.
pub const CLASSES: [Class; 14] = [
    class(("rare", "rare word, `--exact`"), |d| &d.rare, Kind::Any, Mode::Exact),
    class(("mid", "word of middling frequency, `--exact`"), |d| &d.mid, Kind::Any, Mode::Exact),
    class(("common", "common word, `--exact`"), |d| &d.common, Kind::Any, Mode::Exact),
    class(("all", "two words, all, `--exact`"), |d| &d.pairs, Kind::All, Mode::Exact),
    class(("any", "two words, any, `--exact`"), |d| &d.pairs, Kind::Any, Mode::Exact),
    class(("natural", "natural question, `--exact`"), |d| &d.natural, Kind::Any, Mode::Exact),
    class(("phrase", "phrase, `--exact`"), |d| &d.phrases, Kind::Phrase, Mode::Exact),
    class(("prefix", "prefix of 4-5 letters, `--exact`"), |d| &d.prefixes, Kind::Prefix, Mode::Exact),
    class(("wide-prefix", "prefix of 1-3 letters, `--exact`"), |d| &d.wide_prefixes, Kind::Prefix, Mode::Exact),
    class(
        ("alternatives", "four words, one with 8 and one with 61 forms by OR, `--exact`"),
        |d| &d.alternatives,
        Kind::Any,
        Mode::Exact,
    ),
    class(
        ("aliases", "the same by a file of aliases, with spellings"),
        |d| &d.alternatives,
        Kind::Any,
        Mode::Aliases,
    ),
    class(("spellings-rare", "rare word, with spellings"), |d| &d.rare, Kind::Any, Mode::Spellings),
    class(("spellings-common", "common word, with spellings"), |d| &d.common, Kind::Any, Mode::Spellings),
    class(("spellings-natural", "natural question, with spellings"), |d| &d.natural, Kind::Any, Mode::Spellings),
];

/// What else is measured, by the name that `--only` has for it.
pub const OTHERS: [&str; 4] = ["build", "names", "threads", "start"];
