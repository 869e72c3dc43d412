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
pub const CLASSES: [Class; 25] = [
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
    class(
        ("operators-near", "`a NEAR/10 b`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("{a} NEAR/10 {b}"),
        Mode::Exact,
    ),
    class(
        ("operators-pre", "`a PRE/2 b`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("{a} PRE/2 {b}"),
        Mode::Exact,
    ),
    class(
        ("operators-same", "`a SAME b`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("{a} SAME {b}"),
        Mode::Exact,
    ),
    class(
        ("operators-para", "`a PARA b`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("{a} PARA {b}"),
        Mode::Exact,
    ),
    class(
        ("operators-not-near", "`a NOT NEAR/5 b`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("{a} NOT NEAR/5 {b}"),
        Mode::Exact,
    ),
    class(
        ("operators-at-least", "`atleast/3 a`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("atleast/3 {a}"),
        Mode::Exact,
    ),
    class(
        ("operators-first", "`first/50 a`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("first/50 {a}"),
        Mode::Exact,
    ),
    class(
        ("operators-quote", "`quote:a`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("quote:{a}"),
        Mode::Exact,
    ),
    class(
        ("operators-slop", "`\"a b\"~3`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("\"{a} {b}\"~3"),
        Mode::Exact,
    ),
    class(
        ("operators-wildcard", "`a?b`; the peers the phrase"),
        |d| &d.phrases,
        Kind::Operator("{a?}"),
        Mode::Exact,
    ),
    class(("operators-fuzzy", "`a~1`; the peers the phrase"), |d| &d.phrases, Kind::Operator("{a}~1"), Mode::Exact),
];

/// What else is measured, by the name that `--only` has for it.
pub const OTHERS: [&str; 4] = ["build", "names", "threads", "start"];
