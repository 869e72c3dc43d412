//! a folded name → the same as it is compared: without the Arabic articles that the analysis leaves in, being words of other
//! languages too, and without the numbers of footnotes and tones.

use crate::analysis::without_digits;

/// The articles in Latin letters, each with what its noun begins with; nothing for any noun.
const ARTICLES: [(&str, &str); 28] = [
    ("al", ""),
    ("el", ""),
    ("ul", ""),
    ("il", ""),
    ("l", ""),
    ("as", "s"),
    ("es", "s"),
    ("us", "s"),
    ("ash", "s"),
    ("esh", "s"),
    ("ush", "s"),
    ("ach", "c"),
    ("ech", "c"),
    ("ad", "d"),
    ("ed", "d"),
    ("ud", "d"),
    ("adh", "d"),
    ("edh", "d"),
    ("ar", "r"),
    ("er", "r"),
    ("ur", "r"),
    ("at", "t"),
    ("et", "t"),
    ("ath", "t"),
    ("an", "n"),
    ("en", "n"),
    ("az", "z"),
    ("ez", "z"),
];

/// Puts the words of a folded name into `out` without the articles before a noun and single digits.
pub fn bare_form(folded: &str, out: &mut String) {
    out.clear();
    let mut words = folded.split(' ').filter(|w| !w.is_empty()).peekable();
    while let Some(word) = words.next() {
        let noun = words.peek().filter(|noun| noun.len() > 2);
        let article = |noun: &&str| ARTICLES.iter().any(|(form, begin)| *form == word && noun.starts_with(begin));
        if noun.is_some_and(article) {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&without_digits(word));
    }
}

/// Whether a folded name is one word, an article before it left out.
pub fn is_one_word(folded: &str) -> bool {
    let mut bare = String::new();
    folded.contains(' ').then(|| bare_form(folded, &mut bare));
    !bare.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_before_a_noun_and_digits_go() {
        for (name, expected) in [
            ("as safiye", "safiye"),
            ("deir ez zor", "deir zor"),
            ("ar raqqah", "raqqah"),
            ("at taif", "taif"),
            ("el al", "el al"),
            ("an najaf", "najaf"),
            ("as", "as"),
            ("er riad", "riad"),
            ("at home", "at home"),
            ("chang1 can4", "chang can"),
            ("f16", "f16"),
            ("", ""),
        ] {
            let mut out = String::new();
            bare_form(name, &mut out);
            assert_eq!(out, expected, "{name}");
        }
    }
}
