//! Where a `*` stands: at the end of a word it stands for the rest of it, elsewhere it only separates words.

/// What is said of a `*` that only separates words.
pub(super) const INNER_STAR: &str =
    "`*` before letters separates words, as in `a* b`: write it at the end of a word, like `displ*`";

/// The first `*` of a text that has letters of the same word after it.
pub(super) fn inner_star(text: &str) -> Option<usize> {
    let (mut has_letters_after, mut star) = (false, None);
    for (at, c) in text.char_indices().rev() {
        match c {
            '*' if has_letters_after => star = Some(at),
            _ if c.is_whitespace() => has_letters_after = false,
            _ => has_letters_after |= c.is_alphanumeric(),
        }
    }
    star
}
