//! What a terminal is shown: text of an article that does it no harm, where the article is.

use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

/// The text without control characters, escape sequences' beginnings and direction overrides; each becomes U+FFFD, line
/// breaks and tabs stay.
pub(crate) fn terminal_safe(text: &str) -> Cow<'_, str> {
    if text.contains(harmful) { Cow::Owned(text.replace(harmful, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// Whether standard output takes colours, by `--color`, the environment and the terminal, which is asked once.
pub(crate) fn marks_are_coloured() -> bool {
    static ARE_COLOURED: LazyLock<bool> =
        LazyLock::new(|| anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never);
    *ARE_COLOURED
}

/// The article's file from the folder one stands in, its address, or its id.
pub(crate) fn shown_path(path: &str, url: Option<&str>, id: &str) -> String {
    if path.is_empty() {
        return url.unwrap_or(id).to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let short = Path::new(path).strip_prefix(&here).map_or_else(|_| path.to_owned(), |p| p.display().to_string());
    if path.ends_with(id) || url.is_some_and(|u| u == id) { short } else { format!("{short} · {id}") }
}

fn harmful(c: char) -> bool {
    let override_of_direction = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !matches!(c, '\n' | '\t')) || override_of_direction || c == '\u{FEFF}'
}

#[cfg(test)]
mod tests {
    use super::terminal_safe;

    #[test]
    fn escapes_and_overrides_do_not_pass() {
        assert_eq!(terminal_safe("a\u{1b}[31mb\u{202e}c\u{9b}d\re"), "a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}d\u{FFFD}e");
        assert_eq!(terminal_safe("عربي\nb\tc"), "عربي\nb\tc");
    }
}
