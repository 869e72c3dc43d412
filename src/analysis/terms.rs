//! What a term is, by its form alone.

/// Whether a term is a folded word: no stem, no joined form, no acronym in capitals.
pub fn is_word(term: &str) -> bool {
    !term.contains(':') && !term.chars().any(char::is_uppercase)
}

/// The form in which outlets and addresses are compared: without case, accents and outer blanks.
pub fn keyword(text: &str) -> String {
    let words = text.split_whitespace().map(super::fold);
    words.collect::<Vec<_>>().join(" ")
}
