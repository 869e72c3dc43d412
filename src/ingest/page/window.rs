//! The title of a page's window → its pieces: headline, section, outlet, day.

/// The signs that part a headline from its outlet, and where they stand.
pub(super) fn signs(title: &str) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    title.match_indices(is_sign).filter(|(i, sign)| {
        let behind = title[i + sign.len()..].starts_with(char::is_whitespace);
        behind && (*sign == ":" || title[..*i].ends_with(char::is_whitespace))
    })
}

/// Whether it is one of these signs.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '«' | '»' | 'ǀ' | '│' | ':' | '：')
}
