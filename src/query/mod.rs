//! user text → [`Query`] → [`Plan`]: what is asked, without knowing any backend.

mod clause_set;
mod characters;
mod dates;
mod fields;
mod foreign;
mod lexer;
pub mod occurrences;
mod outlets;
mod parse;
pub mod plan;
pub mod positions;
mod simplify;
mod wildcard;

use std::fmt;

use serde::Serialize;

pub use dates::DateRange;
pub(crate) use outlets::{asked_keyword, is_address, is_outlet};
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
    /// Words to find.
    Text(Text),
    /// What must hold for the article.
    Filter(Filter),
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
    /// Whether it must stand in the headline.
    pub in_title: bool,
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
            Self::Not(node) => node.speaks_of_case(),
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
            Self::Text(text) => write!(f, "{text}"),
            Self::Filter(filter) => write!(f, "{filter}"),
        }
    }
}

impl Text {
    fn speaks_of_case(&self) -> bool {
        self.in_title || self.text.chars().any(|c| c.is_alphabetic() && !c.is_uppercase())
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
        f.write_str(if self.in_title { "title:" } else { "" })?;
        f.write_str(if self.exact { "=" } else { "" })?;
        if self.quoted { write!(f, "\"{}\"", self.text) } else { f.write_str(&self.text) }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(value) => write!(f, "source:{}", quoted_if_needed(value)),
            Self::Language(value) => write!(f, "language:{}", quoted_if_needed(value)),
            Self::Url(value) => write!(f, "url:{}", quoted_if_needed(value)),
            Self::Date(range) => write!(f, "date:{range}"),
        }
    }
}

fn quoted_if_needed(value: &str) -> String {
    // A quotation mark in a value is one inside a Hebrew acronym, which needs none around it.
    let is_plain = |c: char| c.is_alphanumeric() || "\"”“„-_.,:/?&%+'=".contains(c);
    let starts = value.strip_prefix('=').unwrap_or(value).starts_with(char::is_alphanumeric);
    if starts && value.chars().all(is_plain) { value.to_owned() } else { format!("\"{value}\"") }
}
