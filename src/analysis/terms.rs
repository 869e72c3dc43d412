//! What a term is, by its form alone.

/// Whether a term is a folded word: no stem, no joined form, no acronym in capitals.
pub fn is_word(term: &str) -> bool {
    !term.contains(':') && !term.chars().any(char::is_uppercase)
}

/// The form in which outlets and addresses are compared: without case, accents and outer spaces. What divides a name or an
/// address stays, so that its parts can be told.
pub fn keyword(text: &str) -> String {
    let part = |part: &str| {
        let name = part.trim_end_matches(divides);
        super::fold(name) + &part[name.len()..]
    };
    let word = |word: &str| word.split_inclusive(divides).map(part).collect::<String>();
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn divides(c: char) -> bool {
    "/:.,;|()[]?#&=@_%+".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_keeps_what_divides_it() {
        let rows = [
            ("  AFP/Reuters ", "afp/reuters"),
            ("Agence  Été", "agence ete"),
            ("https://www.A.example/b?c=1", "https://www.a.example/b?c=1"),
        ];
        for (text, expected) in rows {
            assert_eq!(keyword(text), expected);
        }
    }
}
