//! The letters of Greek: the final sigma; the tonos goes with the accents.

/// `σ` for the final sigma, else the character.
pub(super) fn fold_letter(c: char) -> char {
    if c == 'ς' { 'σ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;

    #[test]
    fn each_rule() {
        for (word, folded) in [("Άσαντ", "ασαντ"), ("πόλεμος", "πολεμοσ"), ("ΠΟΛΕΜΟΣ", "πολεμοσ"), ("ϊΐ", "ιι")]
        {
            assert_eq!(fold(word), folded, "{word}");
        }
    }
}
