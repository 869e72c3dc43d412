//! user text → [`Query`] → [`Plan`]: what is asked, without knowing any backend.

pub mod article_positions;
pub(crate) mod borders;
mod clause_set;
mod characters;
mod date_signs;
mod date_words;
mod dates;
mod fields;
mod foreign;
mod lexer;
pub mod intervals;
mod nearness;
pub mod occurrences;
mod operators;
mod outlets;
mod parse;
pub mod pattern;
pub mod plan;
pub mod plan_terms;
pub mod positions;
mod relative_dates;
mod simplify;
mod term_lists;
pub(crate) mod wildcard;
pub mod words_like;

use std::fmt;

use serde::Serialize;

pub use date_words::ParseDateError;
pub use dates::DateRange;
pub(crate) use fields::no_language;
pub(crate) use outlets::{asked_keyword, is_address, is_outlet, is_writer, ways_to_write};
pub use parse::parse;
pub use plan::Plan;

/// A question as it was understood. It prints itself in the form in which it can be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The tree; an empty `All` asks for nothing.
    pub root: Node,
    /// Whether words in capitals can be told from others: the query also holds a lower-case letter, or is one word.
    pub case_is_significant: bool,
    /// Whether it ends as a question does.
    pub is_question: bool,
}

/// A part of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Side by side: all are wanted, articles that lack some come last.
    All(Vec<Node>),
    /// Joined by AND: all are required.
    And(Vec<Node>),
    /// Joined by OR: any of them.
    Or(Vec<Node>),
    /// Not in the whole article.
    Not(Box<Node>),
    /// Joined by an operator for nearness.
    Near(Box<Near>),
    /// Found so often in an article.
    AtLeast(u32, Box<Node>),
    /// In the headline, or among so many words at the beginning of the text.
    First(u32, Box<Node>),
    /// Words to find.
    Text(Text),
    /// What must hold for the article.
    Filter(Filter),
}

/// Two operands that stand near each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// What is found.
    pub left: Node,
    /// What stands near it.
    pub right: Node,
    /// How near.
    pub reach: Reach,
    /// Whether the right one comes after the left one.
    pub is_ordered: bool,
    /// Whether the right one must not be there; then the left one alone is found.
    pub is_not: bool,
}

/// How near words are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// At most so many words on: neighbours are one word from each other.
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph: one block of the article.
    Paragraph,
}

/// A part of an article in which words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its headline.
    Headline,
    /// The captions of its pictures.
    Caption,
    /// The headings in its text.
    Heading,
    /// What stands in quotation marks.
    Quotation,
}

/// A word or a quoted phrase as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text without its quotation marks, `=` and field.
    pub text: String,
    /// Whether it stood in quotation marks.
    pub quoted: bool,
    /// Whether it is to be found as written: no alias, spelling or stem, and its capitals must match.
    pub exact: bool,
    /// The part of the article in which it must stand.
    pub part: Option<Part>,
    /// The words of a quotation are in any order, with at most so many others between them.
    pub slop: Option<u32>,
    /// Words that differ by so many letters stand for it too.
    pub edits: Option<u8>,
}

/// A condition on an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// An outlet by some of its words in a row, or the whole one after `=`; compared without case and accents.
    Source(String),
    /// The language's code.
    Language(String),
    /// An address, or its host with the beginning of its path; compared without case.
    Url(String),
    /// The day of publication may lie in the range.
    Date(DateRange),
    /// Names of writers by some of their words in a row; compared without case and accents.
    Byline(String),
    /// The number of words of the article, both included.
    Words(u32, Option<u32>),
}

/// Something in a query that was not understood as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Its first byte in the query.
    pub position: usize,
    /// What was done instead, and how to write what was meant.
    pub message: String,
}

impl Query {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        matches!(&self.root, Node::All(nodes) if nodes.is_empty())
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Where all is in capitals AND and OR would be read as words.
        let is_lettered = self.root.speaks_of_case();
        match &self.root {
            Node::All(nodes) if let [Node::Near(near)] = &nodes[..] => near.write(f, is_lettered),
            Node::All(nodes) => write_joined(f, nodes, (" ", is_lettered)),
            Node::And(nodes) => write_joined(f, nodes, (and(is_lettered), is_lettered)),
            Node::Or(nodes) => write_joined(f, nodes, (or(is_lettered), is_lettered)),
            node => node.write(f, is_lettered),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

fn and(is_lettered: bool) -> &'static str {
    if is_lettered { " AND " } else { " && " }
}

fn or(is_lettered: bool) -> &'static str {
    if is_lettered { " OR " } else { " || " }
}

impl Node {
    /// Whether it shows that capitals are meant: it has a lower-case letter or a script without case, or is a field.
    fn speaks_of_case(&self) -> bool {
        match self {
            Self::All(nodes) | Self::And(nodes) | Self::Or(nodes) => nodes.iter().any(Self::speaks_of_case),
            Self::Not(node) | Self::AtLeast(_, node) | Self::First(_, node) => node.speaks_of_case(),
            Self::Near(near) => near.left.speaks_of_case() || near.right.speaks_of_case(),
            Self::Text(text) => text.speaks_of_case(),
            Self::Filter(_) => true,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, is_lettered: bool) -> fmt::Result {
        let group = |f: &mut fmt::Formatter<'_>, nodes: &[Self], separator| {
            f.write_str("(")?;
            write_joined(f, nodes, (separator, is_lettered))?;
            f.write_str(")")
        };
        match self {
            Self::All(nodes) => group(f, nodes, " "),
            Self::And(nodes) => group(f, nodes, and(is_lettered)),
            Self::Or(nodes) => group(f, nodes, or(is_lettered)),
            Self::Not(node) => {
                // `--word` is a word.
                let is_dashed = matches!(&**node, Self::Text(t) if t.to_string().starts_with(characters::is_dash));
                f.write_str(if is_dashed { "-(" } else { "-" })?;
                node.write(f, is_lettered)?;
                f.write_str(if is_dashed { ")" } else { "" })
            }
            Self::Near(near) => {
                f.write_str("(")?;
                near.write(f, is_lettered)?;
                f.write_str(")")
            }
            Self::AtLeast(count, node) => {
                write!(f, "atleast/{count} ")?;
                node.write(f, is_lettered)
            }
            Self::First(words, node) => {
                write!(f, "first/{words} ")?;
                node.write(f, is_lettered)
            }
            Self::Text(text) => write!(f, "{text}"),
            Self::Filter(filter) => write!(f, "{filter}"),
        }
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

impl Near {
    fn write(&self, f: &mut fmt::Formatter<'_>, is_lettered: bool) -> fmt::Result {
        self.left.write(f, is_lettered)?;
        let not = if self.is_not { "NOT " } else { "" };
        let name = if self.is_ordered { "PRE" } else { "NEAR" };
        match self.reach {
            Reach::Words(words) => write!(f, " {not}{name}/{words} ")?,
            Reach::Sentence if self.is_ordered => write!(f, " {not}PRE/s ")?,
            Reach::Paragraph if self.is_ordered => write!(f, " {not}PRE/p ")?,
            Reach::Sentence if is_lettered => write!(f, " {not}SAME ")?,
            Reach::Paragraph if is_lettered => write!(f, " {not}PARA ")?,
            Reach::Sentence => write!(f, " {not}NEAR/s ")?,
            Reach::Paragraph => write!(f, " {not}NEAR/p ")?,
        }
        self.right.write(f, is_lettered)
    }
}

impl Part {
    /// The field that it is asked for with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "title",
            Self::Caption => "caption",
            Self::Heading => "heading",
            Self::Quotation => "quote",
        }
    }
}

impl Text {
    /// A text with nothing said of it.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), quoted: false, exact: false, part: None, slop: None, edits: None }
    }

    fn speaks_of_case(&self) -> bool {
        self.part.is_some() || self.text.chars().any(|c| c.is_alphabetic() && !c.is_uppercase())
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, nodes: &[Node], (separator, is_lettered): (&str, bool)) -> fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        node.write(f, is_lettered)?;
    }
    Ok(())
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            write!(f, "{}:", part.name())?;
        }
        f.write_str(if self.exact { "=" } else { "" })?;
        if self.quoted {
            write!(f, "\"{}\"", self.text)?;
        } else {
            f.write_str(&self.text)?;
        }
        match self.slop.or(self.edits.map(u32::from)) {
            Some(number) => write!(f, "~{number}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(value) => write!(f, "source:{}", quoted_if_needed(value)),
            Self::Language(value) => write!(f, "language:{}", quoted_if_needed(value)),
            Self::Url(value) => write!(f, "url:{}", quoted_if_needed(value)),
            Self::Date(range) => write!(f, "date:{range}"),
            Self::Byline(value) => write!(f, "byline:{}", quoted_if_needed(value)),
            Self::Words(from, Some(to)) => write!(f, "words:{from}..{to}"),
            Self::Words(from, None) => write!(f, "words:{from}.."),
        }
    }
}

fn quoted_if_needed(value: &str) -> String {
    // A quotation mark in a value is one inside a Hebrew acronym, which needs none around it.
    let is_plain = |c: char| c.is_alphanumeric() || "\"”“„-_.,:/?&%+'=".contains(c);
    let starts = value.strip_prefix('=').unwrap_or(value).starts_with(char::is_alphanumeric);
    let has_sign = characters::SIGNS_BETWEEN.iter().any(|sign| value.contains(sign));
    if starts && !has_sign && value.chars().all(is_plain) { value.to_owned() } else { format!("\"{value}\"") }
}
