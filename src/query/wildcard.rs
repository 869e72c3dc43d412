//! Where a `*` or a `?` stands in a word: `*` for any letters, `?` for one.

/// What is said of a `*` before a word.
pub(super) const LEADING_STAR: &str =
    "`*` before a word is left out: write its first letter, like `s*stan`, or its beginning, like `displ*`";

/// The first `*` of a text that a word begins with.
pub(super) fn leading_star(text: &str) -> Option<usize> {
    let mut is_at_start = true;
    let mut star = None;
    for (at, c) in text.char_indices() {
        match c {
            '*' if is_at_start => star = star.or(Some(at)),
            _ if c.is_alphanumeric() && star.is_some() => return star,
            _ if c.is_whitespace() => (is_at_start, star) = (true, None),
            _ => is_at_start &= !c.is_alphanumeric(),
        }
    }
    None
}

/// Whether one of the words has wildcards inside.
pub(crate) fn has_wildcards(text: &str) -> bool {
    text.contains(['*', '?', '？']) && text.split_whitespace().any(|word| wildcards(word).is_some())
}

/// What is said of a wildcard in a word that has other signs too.
pub(super) const UNREAD_WILDCARD: &str =
    "`*` or `?` beside other signs separates words: write the words apart, like `\"al s*b\"`";

/// The first wildcard between letters of a word that is not read as one with wildcards.
pub(super) fn unread_wildcard(word: &str) -> Option<usize> {
    let is_letter = |c: char| c.is_alphanumeric();
    let is_sign = |c: char| matches!(c, '*' | '?' | '？');
    let (first, last) = (word.find(is_letter)?, word.rfind(is_letter)?);
    let sign = word[first..last].find(is_sign)?;
    wildcards(word).is_none().then_some(first + sign)
}

/// Whether a `?` ends a sentence, and the next one begins without a space, as in `how many?Today`.
fn asks_between_sentences(word: &str) -> bool {
    let begins = |after: &str| {
        let mut letters = after.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    word.match_indices(['?', '？']).any(|(at, sign)| begins(&word[at + sign.len()..]))
}

/// The parts of a word that has wildcards inside, in order; nothing for any other word. A `*` at its end is one of them, a `?` there
/// is none.
pub(crate) fn wildcards(word: &str) -> Option<Vec<Piece<'_>>> {
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '*');
    let bare = if bare.ends_with('*') { bare } else { bare.trim_end_matches(['?', '？']) };
    let is_sign = |c: char| matches!(c, '*' | '?' | '？');
    let inner = bare.trim_end_matches(is_sign);
    let is_wild = inner.contains(is_sign) && bare.starts_with(char::is_alphanumeric);
    // Signs beside a hyphen or a dot are between words.
    let is_clean = inner.chars().all(|c| c.is_alphanumeric() || is_sign(c) || is_mark(c));
    if !is_wild || !is_clean || asks_between_sentences(inner) {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = bare;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(is_sign).unwrap_or(rest.len());
        if end > 0 {
            pieces.push(Piece::Letters(&rest[..end]));
            rest = &rest[end..];
            continue;
        }
        pieces.push(if c == '*' { Piece::Any } else { Piece::One });
        rest = &rest[c.len_utf8()..];
    }
    Some(pieces)
}

/// A mark on a letter, or an apostrophe in a word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\'' | '’' | '‘' | 'ʿ' | 'ʾ' | 'ʼ')
}

/// A part of a word with wildcards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// These letters.
    Letters(&'t str),
    /// One letter.
    One,
    /// Any letters, or none.
    Any,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_sign_between_its_letters_has_wildcards() {
        let has = |word: &str| wildcards(word).is_some();
        assert!(has("Sara?eb") && has("Id*b") && has("Id*b*") && has("Sara?eb,") && has("Id*b?"));
        assert!(!has("displ*") && !has("Idlib?") && !has("*stan") && !has("a-b*c-d") && !has("Idlib"));
        let pieces = [Piece::Letters("Id"), Piece::Any, Piece::Letters("b"), Piece::One, Piece::Any];
        assert_eq!(wildcards("Id*b?*").unwrap(), pieces);
    }

    #[test]
    fn a_star_before_a_word_is_found() {
        assert_eq!(leading_star("Idlib *stan"), Some(6));
        assert_eq!(leading_star("displ* \"*\" a*b"), None);
    }
}
