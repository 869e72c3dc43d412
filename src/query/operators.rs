//! The operators of a query: one table of their names, arguments and binding powers, with what other programs call them.
//!
//! | operator | finds | other spellings | binds |
//! |---|---|---|---|
//! | `a OR b` | any of them | `\|\|` | 1 |
//! | `a AND b` | articles that have both | `&&` | 2 |
//! | `a b` | all wanted, articles that lack some come last | | 3 |
//! | `a NEAR/5 b` | one within five words of the other | `w/5`, `/5`, `n/5`, `/n5`, `near5`, `within/5`, `AROUND(5)`, `NEAR(5)`, `NEAR(a b, 5)`, `NEAR` (10) | 4 |
//! | `a PRE/3 b` | the second within three words after the first | `+3`, `p/3`, `adj3`, `onear/3`, `next/3`, `ADJ(3)`, `ADJ` and `NEXT` (1), `onear` (10) | 4 |
//! | `a SAME b` | both in one sentence | `/s`, `w/s`, `near/s`; `pre/s` and `+s` in this order | 4 |
//! | `a PARA b` | both in one paragraph | `/p`, `w/p`, `near/p`; `pre/p` and `+p` in this order | 4 |
//! | `a NOT NEAR/5 b` | the first where the second is not near | `a NOT w/5 b` ... | 4 |
//! | `-a`, `NOT a` | articles without it | `!a`, `–a`, `−a`, ANDNOT, BUTNOT, BUT NOT | 5 |
//! | `atleast/3 a` | articles that have it three times | `atleast3 a`, `ATLEAST3(a)`, `atl3(a)` | 5 |
//! | `first/50 a` | it, in the headline or among the first fifty words of the text | `first50 a` | 5 |
//!
//! Those of the same power go from left to right. Names without a `/` or a number are operators in capitals only.

use std::fmt;

use super::{Near, Node, Reach};

/// How far apart words are near each other where no number is given.
const NEAR: u32 = 10;

/// The largest number of an operator.
const MAX_NUMBER: u32 = 10_000;

/// What stands in the parenthesis of `NEAR( )` has at most so many bytes and operands.
const MAX_FUNCTION: usize = 200;
const MAX_OPERANDS: usize = 8;

/// An operator between two operands, or before one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    /// How far, whether in this order, and whether it must not be so.
    Near(Reach, bool, bool),
    AtLeast(u32),
    First(u32),
}

/// How tightly operands side by side are bound.
pub(super) const SIDE_BY_SIDE: u8 = 3;

impl Operator {
    /// How tightly it binds.
    pub(super) fn binding(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Near(..) => 4,
            Self::Not | Self::AtLeast(_) | Self::First(_) => 5,
        }
    }

    /// Whether it stands before its only operand.
    pub(super) fn is_prefix(self) -> bool {
        matches!(self, Self::Not | Self::AtLeast(_) | Self::First(_))
    }

    /// An operator between two operands joins them.
    pub(super) fn join(self, left: Node, right: Node) -> Node {
        match (self, left) {
            (Self::Or, Node::Or(mut nodes)) => {
                nodes.push(right);
                Node::Or(nodes)
            }
            (Self::Or, left) => Node::Or(vec![left, right]),
            (Self::Near(reach, is_ordered, is_not), left) => {
                Node::Near(Box::new(Near { left, right, reach, is_ordered, is_not }))
            }
            (_, Node::And(mut nodes)) => {
                nodes.push(right);
                Node::And(nodes)
            }
            (_, left) => Node::And(vec![left, right]),
        }
    }

    /// An operator before its operand.
    pub(super) fn apply(self, operand: Node) -> Node {
        match self {
            Self::AtLeast(count) => Node::AtLeast(count, Box::new(operand)),
            Self::First(words) => Node::First(words, Box::new(operand)),
            _ => Node::Not(Box::new(operand)),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And => f.write_str("AND"),
            Self::Or => f.write_str("OR"),
            Self::Not => f.write_str("NOT"),
            Self::AtLeast(count) => write!(f, "atleast/{count}"),
            Self::First(words) => write!(f, "first/{words}"),
            Self::Near(reach, is_ordered, is_not) => {
                let not = if *is_not { "NOT " } else { "" };
                match (reach, is_ordered) {
                    (Reach::Words(words), false) => write!(f, "{not}NEAR/{words}"),
                    (Reach::Words(words), true) => write!(f, "{not}PRE/{words}"),
                    (Reach::Sentence, false) => write!(f, "{not}SAME"),
                    (Reach::Sentence, true) => write!(f, "{not}PRE/s"),
                    (Reach::Paragraph, false) => write!(f, "{not}PARA"),
                    (Reach::Paragraph, true) => write!(f, "{not}PRE/p"),
                }
            }
        }
    }
}

/// A name of an operator for nearness.
struct Name {
    name: &'static str,
    /// Whether the operands stand in this order.
    is_ordered: bool,
    /// Whether a number may follow without a `/`.
    has_digits: bool,
    /// Whether `s` or `p` may follow its `/`.
    has_units: bool,
    /// What it is alone, in capitals.
    alone: Option<Reach>,
}

const fn name(
    name: &'static str,
    is_ordered: bool,
    has_digits: bool,
    has_units: bool,
    alone: Option<Reach>,
) -> Name {
    Name { name, is_ordered, has_digits, has_units, alone }
}

const NAMES: [Name; 12] = [
    name("near", false, true, true, Some(Reach::Words(NEAR))),
    name("w", false, false, true, None),
    name("n", false, false, false, None),
    name("within", false, false, true, Some(Reach::Words(NEAR))),
    name("", false, false, true, None),
    name("pre", true, true, true, None),
    name("p", true, false, false, None),
    name("onear", true, true, true, Some(Reach::Words(NEAR))),
    name("adj", true, true, false, Some(Reach::Words(1))),
    name("next", true, true, false, Some(Reach::Words(1))),
    name("same", false, false, false, Some(Reach::Sentence)),
    name("para", false, false, false, Some(Reach::Paragraph)),
];

/// An operator as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) operator: Operator,
    /// Whether it can be nothing else, whatever the letters of the query are.
    pub(super) is_certain: bool,
}

/// The operator that a word is.
pub(super) fn operator(word: &str) -> Option<Written> {
    let certain = |operator| Some(Written { operator, is_certain: true });
    let in_capitals = |operator| Some(Written { operator, is_certain: false });
    match word {
        "AND" => return in_capitals(Operator::And),
        "OR" => return in_capitals(Operator::Or),
        "NOT" | "ANDNOT" | "BUTNOT" => return in_capitals(Operator::Not),
        "&&" => return certain(Operator::And),
        "||" => return certain(Operator::Or),
        _ => {}
    }
    let lower = word.to_ascii_lowercase();
    // More digits are a telephone number.
    if let Some(after) = lower.strip_prefix('+').filter(|after| after.len() <= 2)
        && let Some(reach) = reach(after, true)
    {
        return certain(Operator::Near(reach, true, false));
    }
    if let Some((before, after)) = lower.split_once('/') {
        let counted = number(after);
        return match before {
            "atleast" | "atl" => certain(Operator::AtLeast(counted?)),
            "first" => certain(Operator::First(counted?)),
            _ => {
                let (before, is_not) = match before.strip_prefix("not").filter(|name| !name.is_empty()) {
                    Some(name) => (name.trim_start_matches('-'), true),
                    None => (before, false),
                };
                let name = NAMES.iter().find(|name| name.name == before && (!is_not || name.name.len() > 1))?;
                // `/n5` and `/w5` are `/5`.
                let counted = after.strip_prefix(['n', 'w']).filter(|_| before.is_empty()).and_then(number);
                let reach = counted.map(Reach::Words).or_else(|| reach(after, name.has_units))?;
                // A sentence has no distance.
                let is_unit = matches!(name.alone, Some(Reach::Sentence | Reach::Paragraph));
                if is_unit { None } else { certain(Operator::Near(reach, name.is_ordered, is_not)) }
            }
        };
    }
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &lower[bare.len()..];
    if ["atleast", "atl"].contains(&bare) && !digits.is_empty() {
        return certain(Operator::AtLeast(number(digits)?));
    }
    if bare == "first" && !digits.is_empty() {
        return certain(Operator::First(number(digits)?));
    }
    let name = NAMES.iter().find(|name| name.name == bare && !bare.is_empty())?;
    if !digits.is_empty() {
        let reach = Reach::Words(number(digits)?);
        return name
            .has_digits
            .then_some(Written { operator: Operator::Near(reach, name.is_ordered, false), is_certain: true });
    }
    // `onear` is no word of any language.
    let is_operator = word == "onear" || word.chars().all(|c| c.is_ascii_uppercase());
    let near = Operator::Near(name.alone.filter(|_| is_operator)?, name.is_ordered, false);
    Some(Written { operator: near, is_certain: word == "onear" })
}

/// The operator of `AROUND(5)` or `NEAR(5)` and what stands after it.
pub(super) fn around(text: &str) -> Option<(Operator, &str)> {
    let at = text.bytes().take("ATLEAST(".len()).position(|byte| byte == b'(')?;
    let (name, after) = text.split_at(at);
    let is_ordered = match name {
        "AROUND" => false,
        "ATLEAST" => {
            let (digits, rest) = after[1..].split_once(')')?;
            return Some((Operator::AtLeast(number(digits)?), rest));
        }
        _ if !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase()) => {
            let is_called = |known: &&Name| known.name.eq_ignore_ascii_case(name);
            let counts = |known: &&Name| matches!(known.alone, Some(Reach::Words(_)) | None);
            NAMES.iter().filter(counts).find(is_called)?.is_ordered
        }
        _ => return None,
    };
    let (digits, rest) = after[1..].split_once(')')?;
    Some((Operator::Near(Reach::Words(number(digits)?), is_ordered, false), rest))
}

/// Where the operands of `NEAR(a "b c", 5)` begin, its distance, and its length. Without a number the distance is that of NEAR alone.
pub(super) fn near_function(text: &str) -> Option<(Vec<usize>, u32, usize)> {
    let name = "NEAR(";
    let inside =
        text.get(..name.len()).filter(|begin| begin.eq_ignore_ascii_case(name)).map(|_| &text[name.len()..])?;
    let end = inside.bytes().take(MAX_FUNCTION).position(|byte| byte == b')')?;
    let (inside, is_capital) = (&inside[..end], text.starts_with(name));
    let (operands, distance) = match inside.rsplit_once(',').map(|(before, after)| (before, number(after.trim()))) {
        Some((operands, Some(distance))) => (operands, distance),
        _ if is_capital => (inside, NEAR),
        _ => return None,
    };
    let (mut starts, mut is_quoted, mut before) = (Vec::new(), false, ' ');
    for (at, c) in operands.char_indices() {
        if !is_quoted && !c.is_whitespace() && c != ',' && (before.is_whitespace() || before == ',') {
            starts.push(name.len() + at);
        }
        is_quoted ^= c == '"';
        before = c;
    }
    let is_operator = |word: &str| matches!(word.trim_matches(','), "AND" | "OR" | "NOT" | "&&" | "||");
    let is_plain = !inside.contains(['(', ':', '/']) && !is_quoted && !operands.split_whitespace().any(is_operator);
    (is_plain && (2..=MAX_OPERANDS).contains(&starts.len())).then_some((starts, distance, name.len() + end + 1))
}

/// The operator of `NEAR 5` or `NEAR / 5`, whose number is parted from it, and what stands after it.
pub(super) fn spaced(text: &str) -> Option<(Operator, &str)> {
    let (name, after) =
        text.split_at(text.bytes().take("ATLEAST".len()).take_while(u8::is_ascii_uppercase).count());
    let is_called = |known: &&Name| known.alone.is_some() && known.name.eq_ignore_ascii_case(name);
    let is_distance = |known: &&Name| matches!(known.alone, Some(Reach::Words(_)));
    let known = NAMES.iter().filter(is_called).find(is_distance);
    if name.len() < 3 || known.is_none() && name != "ATLEAST" {
        return None;
    }
    let number_at = after.len() - after.trim_start_matches([' ', '/']).len();
    let digits = &after[number_at..];
    let (digits, rest) = digits.split_at(digits.bytes().take(4).take_while(u8::is_ascii_digit).count());
    let is_parted = after[..number_at].contains(' ') && after[..number_at].matches('/').count() <= 1;
    let number = number(digits).filter(|_| is_parted && rest.starts_with(' ') && !rest.trim().is_empty())?;
    Some((
        known.map_or(Operator::AtLeast(number), |known| {
            Operator::Near(Reach::Words(number), known.is_ordered, false)
        }),
        rest,
    ))
}

/// How an operator with a number is written that a word has the name of, in capitals or not, and whether it stands before its operand.
pub(super) fn takes_number(name: &str) -> Option<(&'static str, bool)> {
    let lower = name.to_ascii_lowercase();
    if ["atleast", "atl"].contains(&&*lower) {
        return Some(("`atleast/5 a`", true));
    }
    if lower == "first" {
        return Some(("`first/50 a`", true));
    }
    let known = NAMES.iter().find(|known| known.name == lower && known.name.len() > 2)?;
    Some((if known.is_ordered { "`a PRE/5 b`" } else { "`a NEAR/5 b`" }, false))
}

fn reach(text: &str, has_units: bool) -> Option<Reach> {
    match text {
        "s" | "sent" | "sentence" if has_units => Some(Reach::Sentence),
        "p" | "para" | "paragraph" if has_units => Some(Reach::Paragraph),
        _ => number(text).map(Reach::Words),
    }
}

/// A number from 1 on; none is read as 1.
fn number(digits: &str) -> Option<u32> {
    let is_number = (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = if is_number { digits.parse().ok()? } else { return None };
    Some(number.clamp(1, MAX_NUMBER))
}
