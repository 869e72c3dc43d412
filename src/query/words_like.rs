//! [`WordShape`]: words with wildcards inside, and words that differ by a letter or two.

use std::fmt;

/// What a folded word looks like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WordShape {
    /// These parts, one after the other.
    Wild(Vec<ShapePart>),
    /// A word that becomes this one by so many letters put in, left out, replaced or swapped with the next.
    Edited(String, u8),
}

/// A part of a word with wildcards.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ShapePart {
    /// These letters.
    Letters(String),
    /// One letter.
    One,
    /// Any letters, or none.
    Any,
}

impl WordShape {
    /// What every such word begins with.
    pub fn prefix(&self) -> &str {
        match self {
            Self::Wild(parts) => match parts.first() {
                Some(ShapePart::Letters(letters)) => letters,
                _ => "",
            },
            Self::Edited(..) => "",
        }
    }

    /// Whether a folded word is one.
    pub fn fits(&self, word: &str) -> bool {
        match self {
            Self::Wild(parts) => fits(parts, word),
            Self::Edited(other, edits) => {
                word.len().abs_diff(other.len()) <= 4 * usize::from(*edits)
                    && strsim::osa_distance(word, other) == usize::from(*edits)
            }
        }
    }
}

/// Whether a word consists of the parts: after the last `*` that was passed everything may be tried one letter later.
fn fits(parts: &[ShapePart], word: &str) -> bool {
    let (mut at, mut rest) = (0, word);
    let mut retry: Option<(usize, &str)> = None;
    loop {
        let next = match parts.get(at) {
            Some(ShapePart::Any) => {
                retry = Some((at + 1, rest));
                Some(rest)
            }
            Some(ShapePart::One) => after_letter(rest),
            Some(ShapePart::Letters(letters)) => rest.strip_prefix(letters.as_str()),
            None if rest.is_empty() => return true,
            None => None,
        };
        match (next, &mut retry) {
            (Some(next), _) => (at, rest) = (at + 1, next),
            (None, Some((after, from))) => {
                let Some(later) = after_letter(from) else { return false };
                *from = later;
                (at, rest) = (*after, later);
            }
            (None, None) => return false,
        }
    }
}

fn after_letter(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

impl fmt::Display for WordShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wild(parts) => parts.iter().try_for_each(|part| match part {
                ShapePart::Letters(letters) => f.write_str(letters),
                ShapePart::One => f.write_str("?"),
                ShapePart::Any => f.write_str("*"),
            }),
            Self::Edited(word, edits) => write!(f, "{word}~{edits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wild(text: &str) -> WordShape {
        let parts = text.chars().map(|c| match c {
            '?' => ShapePart::One,
            '*' => ShapePart::Any,
            letter => ShapePart::Letters(letter.to_string()),
        });
        WordShape::Wild(parts.collect())
    }

    #[test]
    fn wildcards_stand_for_letters() {
        for (shape, word, fits) in [
            ("sara?eb", "saraqeb", true),
            ("sara?eb", "saraeb", false),
            ("id*b", "idlib", true),
            ("id*b", "idb", true),
            ("id*b", "idlibi", false),
            ("a*b*c", "aabbcbc", true),
            ("a*b*c", "aabbcbd", false),
            ("a?*", "a", false),
            ("م?ر", "مصر", true),
        ] {
            assert_eq!(wild(shape).fits(word), fits, "{shape} {word}");
        }
    }

    #[test]
    fn edits_are_counted() {
        let one = WordShape::Edited("idlib".into(), 1);
        assert!(
            one.fits("idleb") && one.fits("dilib") && one.fits("idlb") && !one.fits("idlib") && !one.fits("adleb")
        );
    }
}
