//! The words of a name: how they are looked up, shortened and written.

use super::spelling::letters::{Script, script_of};
use crate::analysis::{Analyzer, clitics, folded_form};

/// Words that join a name to that of a father or a child: without them it is another name.
pub(super) const PATRONYMIC: [&str; 11] =
    ["abu", "ben", "bin", "bint", "ibn", "oglu", "ould", "umm", "ابن", "ابو", "بن"];

/// Two words of a name are also compared as one, as given names are written (`Jong Un`, `Abd al-Rahman`), if the first has no
/// more letters.
pub(super) const MAX_HEAD: usize = 5;

/// A word of a name without the article that is written with it; the first word of a name stays as it is, since too many
/// begin so (Albert, Elena).
pub(super) fn without_article(word: &str, at: usize) -> String {
    let rest = match word.as_bytes() {
        _ if at == 0 => None,
        [b'a' | b'e' | b'u', b'l', ..] => Some(&word[2..]),
        [b'a' | b'e' | b'u', first @ (b'd' | b'n' | b'r' | b's' | b't' | b'z'), second, ..] if first == second => {
            Some(&word[2..])
        }
        _ => None,
    };
    rest.filter(|rest| rest.len() >= 3).unwrap_or(word).to_owned()
}

/// The words of a form in the order of its key: `Qaddafi, Muammar` has the key `muammarqaddafi`, `George W. Bush` has
/// `georgebush`, and a word with an ending that of its base form.
pub(super) fn in_key_order(key: &str, words: &[String]) -> String {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return key.to_owned() };
    match words.len() {
        1 => key.to_owned(),
        _ if key.strip_prefix(&**last) == Some(first) && words.len() == 2 => [&**last, first].join(" "),
        _ if key.strip_prefix(&**first) == Some(last) => [&**first, last].join(" "),
        _ => words.join(" "),
    }
}

/// The initial of a first name, in scripts that shorten names so.
pub(super) fn initial(first: &str) -> Option<String> {
    let letter = first.chars().next()?;
    let has_case = script_of(first).is_some_and(Script::has_case);
    (has_case && first.chars().count() >= 3 && !PATRONYMIC.contains(&first)).then(|| letter.to_string())
}

/// Whether a word is in a script with case.
pub(super) fn has_case(word: &str) -> bool {
    script_of(word).is_some_and(Script::has_case)
}

/// Whether a word is in a script without case.
pub(super) fn is_caseless(word: &str) -> bool {
    script_of(word).is_some_and(|script| !script.has_case())
}

/// The folded words of a form, articles left out.
pub(super) fn words_of(form: &str, analyzer: &mut Analyzer) -> Vec<String> {
    analyzer.query_words(form).into_iter().map(|w| w.folded).collect()
}

/// What parts a form from a name that has the same words.
pub(super) fn difference_of_form(form: &str, name: &[String]) -> &'static str {
    if folded_form(form) == name.join(" ") {
        "the same but for its accents"
    } else {
        "the same with another article"
    }
}

/// The words of a name as they are mostly written.
pub(super) fn capitalised(words: &[String]) -> String {
    let word = |word: &String| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// How many groups of vowels a word in Latin letters has.
pub(super) fn syllables(word: &str) -> usize {
    let is_vowel = |c: char| "aeiouy".contains(c);
    let starts = word.chars().zip(std::iter::once(' ').chain(word.chars()));
    starts.filter(|(c, before)| is_vowel(*c) && !is_vowel(*before)).count()
}

/// Whether a word may be one syllable of an East Asian name.
pub(super) fn is_syllable(word: &str) -> bool {
    word.chars().count() <= MAX_HEAD && syllables(word) == 1
}

/// Whether one of two words is the beginning of the other, which goes on with a syllable of its own.
pub(super) fn lacks_syllable(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    let rest = long.strip_prefix(short).unwrap_or_default();
    rest.chars().count() >= 2 && syllables(short) == 1 && syllables(rest) >= 1
}

/// A word without the particle before it; where the particle hides the Arabic article (`لل`), with the article.
pub(super) fn without_particle(word: &str, particle: &str) -> Option<String> {
    let base = word.strip_prefix(particle).filter(|base| !particle.is_empty() && base.chars().count() >= 2)?;
    Some(if particle.ends_with("لل") { format!("ال{base}") } else { base.to_owned() })
}

/// The Arabic article.
const ARTICLE: &str = "ال";

/// With fewer letters after it, what looks like the article may be part of the word.
const MIN_AFTER_ARTICLE: usize = 3;

/// Whether a word has the Arabic article, so that with a particle before it, it is no other word: للسودان is السودان alone.
pub(super) fn has_article(word: &str) -> bool {
    word.strip_prefix(ARTICLE).is_some_and(|noun| noun.chars().count() >= MIN_AFTER_ARTICLE)
}

/// Whether a word is another with a particle before its article.
pub(super) fn is_with_particle(word: &str, name: &str) -> bool {
    let first = name.chars().next().unwrap_or_default();
    let mut particles = clitics(first).iter().filter(|particle| !particle.is_empty());
    has_article(name) && particles.any(|particle| with_particle(particle, name) == word)
}

/// A word with a particle before it; the particle and the Arabic article are one (`لل`).
pub(super) fn with_particle(particle: &str, word: &str) -> String {
    match word.strip_prefix(ARTICLE).filter(|_| particle.ends_with("لل")) {
        Some(noun) => format!("{particle}{noun}"),
        None => format!("{particle}{word}"),
    }
}
