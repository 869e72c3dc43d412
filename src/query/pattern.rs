//! [`Pattern`]: what of a clause stands where in an article, as a small tree over the places of the clause.

use std::fmt;
use std::ops::Range;

use super::{Part, Reach};

/// How the words of a clause stand in an article. Its leaves are places of the clause in a row; what it finds are intervals of
/// word positions of the whole article ([`super::intervals`]).
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// The places with these numbers side by side, with the capitals of a text if one is given.
    Row(Range<usize>, Option<String>),
    /// Any of them.
    Any(Vec<Pattern>),
    /// The first near the second.
    Near(Box<NearPattern>),
    /// All of them in any order, with at most so many other words between them.
    Window(Vec<Pattern>, u32),
    /// Inside a part of the article.
    Within(Part, Box<Pattern>),
    /// All that is found, where it is found so often.
    AtLeast(u32, Box<Pattern>),
    /// In the headline, or in the first words of the text.
    First(u32, Box<Pattern>),
}

/// Two patterns near each other.
#[derive(Clone, Debug, PartialEq)]
pub struct NearPattern {
    /// What is found.
    pub left: Pattern,
    /// What stands near it.
    pub right: Pattern,
    /// How near.
    pub reach: Reach,
    /// Whether the right one comes after the left one.
    pub is_ordered: bool,
    /// Whether the right one must not be there; then the left one alone is found.
    pub is_not: bool,
}

impl Pattern {
    /// Gives the rows of places of its leaves.
    pub fn rows(&self, visit: &mut dyn FnMut(&Range<usize>, Option<&str>)) {
        match self {
            Self::Row(slots, cased) => visit(slots, cased.as_deref()),
            Self::Any(patterns) | Self::Window(patterns, _) => patterns.iter().for_each(|p| p.rows(visit)),
            Self::Near(near) => {
                near.left.rows(visit);
                near.right.rows(visit);
            }
            Self::Within(_, pattern) | Self::AtLeast(_, pattern) | Self::First(_, pattern) => pattern.rows(visit),
        }
    }

    /// Whether capitals must stand as they are typed somewhere in it.
    pub fn is_cased(&self) -> bool {
        let mut is_cased = false;
        self.rows(&mut |_, cased| is_cased |= cased.is_some());
        is_cased
    }

    /// Whether it asks where sentences, paragraphs or parts of the article begin.
    pub fn asks_for_borders(&self) -> bool {
        match self {
            Self::Row(..) => false,
            Self::Any(patterns) | Self::Window(patterns, _) => patterns.iter().any(Self::asks_for_borders),
            Self::Near(near) => {
                !matches!(near.reach, Reach::Words(_))
                    || near.left.asks_for_borders()
                    || near.right.asks_for_borders()
            }
            Self::Within(..) => true,
            Self::AtLeast(_, pattern) | Self::First(_, pattern) => pattern.asks_for_borders(),
        }
    }

    /// Prints it, given what prints a row of places.
    pub(super) fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        row: &dyn Fn(&mut fmt::Formatter<'_>, &Range<usize>) -> fmt::Result,
    ) -> fmt::Result {
        let all = |f: &mut fmt::Formatter<'_>, patterns: &[Self]| {
            for (number, pattern) in patterns.iter().enumerate() {
                f.write_str(if number > 0 { ", " } else { "" })?;
                pattern.write(f, row)?;
            }
            Ok(())
        };
        match self {
            Self::Row(slots, _) => return row(f, slots),
            Self::Any(patterns) => {
                f.write_str("any(")?;
                all(f, patterns)?;
            }
            Self::Window(patterns, gap) => {
                write!(f, "window/{gap}(")?;
                all(f, patterns)?;
            }
            Self::Near(near) => {
                let not = if near.is_not { "not " } else { "" };
                let name = if near.is_ordered { "pre" } else { "near" };
                match near.reach {
                    Reach::Words(words) => write!(f, "{not}{name}/{words}(")?,
                    Reach::Sentence => write!(f, "{not}{name}/s(")?,
                    Reach::Paragraph => write!(f, "{not}{name}/p(")?,
                }
                near.left.write(f, row)?;
                f.write_str(", ")?;
                near.right.write(f, row)?;
            }
            Self::Within(part, pattern) => {
                write!(f, "{}(", part.name())?;
                pattern.write(f, row)?;
            }
            Self::AtLeast(count, pattern) => {
                write!(f, "atleast/{count}(")?;
                pattern.write(f, row)?;
            }
            Self::First(words, pattern) => {
                write!(f, "first/{words}(")?;
                pattern.write(f, row)?;
            }
        }
        f.write_str(")")
    }
}
