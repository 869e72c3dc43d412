//! The characters of a query's own signs: quotation marks, dashes, parentheses, and where a word ends.

/// Signs that are written for a hyphen.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '−' | '－' | '﹣')
}

/// Pictures and symbols, which are in no index.
pub(super) fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

pub(super) fn is_opening_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '＂' | '「' | '」' | '『' | '』' | '‹' | '›')
}

/// The signs for AND and OR, which need no space around them.
pub(super) const SIGNS_BETWEEN: [&str; 2] = ["&&", "||"];

/// All up to a space, a parenthesis, a quotation mark, `&&` or `||`; one of the last two if it stands here. A quotation mark
/// inside a Hebrew acronym belongs to the word.
pub(super) fn bare_word(text: &str) -> &str {
    let sign = |at: usize| SIGNS_BETWEEN.into_iter().find(|sign| text[at..].starts_with(sign));
    if let Some(sign) = sign(0) {
        return &text[..sign.len()];
    }
    let end = text.char_indices().find(|(at, c)| ends_word(text, *at, *c) || sign(*at).is_some());
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// All up to a space, a parenthesis or a quotation mark: the signs of [`bare_word`] may stand in an address.
pub(super) fn bare_address(text: &str) -> &str {
    let end = text.char_indices().find(|(at, c)| ends_word(text, *at, *c));
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

fn ends_word(text: &str, at: usize, c: char) -> bool {
    c.is_whitespace() || "()（）".contains(c) || is_opening_quote(c) && !is_inside_hebrew(text, at)
}

/// Whether the quotation mark at this place stands between two letters of a Hebrew acronym.
pub(super) fn is_inside_hebrew(text: &str, at: usize) -> bool {
    let is_hebrew = |c: char| ('\u{590}'..='\u{5FF}').contains(&c);
    let mut rest = text[at..].chars().skip(1);
    text[..at].ends_with(is_hebrew) && rest.next().is_some_and(is_hebrew)
}
