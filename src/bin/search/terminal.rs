//! text of an article → text that does a terminal no harm.

use std::borrow::Cow;

/// The text without control characters, escape sequences' beginnings and direction overrides; each becomes U+FFFD, line
/// breaks and tabs stay.
pub(crate) fn terminal_safe(text: &str) -> Cow<'_, str> {
    if text.contains(harmful) { Cow::Owned(text.replace(harmful, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// Whether standard output takes colours, by `--color`, the environment and the terminal.
pub(crate) fn marks_are_coloured() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
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
