//! Where the particles before a surname begin, with which it is also written as one word.

use super::arrange::{Case, Gap, Place, WordSpan, gap};
use super::function_words::is_function_word_of;
use super::vocabulary::Vocabulary;

/// Those that stand in pairs: `Van den Broecke` is also written `Vandenbroucke`.
const PAIRED: [(&str, &[&str]); 3] =
    [("van", &["de", "den", "der"]), ("von", &["dem", "den", "der"]), ("de", &["la", "las", "los"])];

/// Those that stand alone: `Di Marzo` is also written `Dimarzo`.
const SINGLE: [&str; 22] = [
    "da", "dal", "dall", "das", "de", "degli", "dei", "del", "della", "den", "der", "des", "di", "do", "dos", "du",
    "la", "le", "lo", "ter", "van", "von",
];

/// The first of the particles before the surname at a place. Of two the first has a capital or stands after a word with one; a single
/// one has a capital inside a sentence, and is a function word of the text's language, which has none there unless it is part of a
/// name.
pub(super) fn before((text, found, words): (&str, &[WordSpan], &Vocabulary), place: Place) -> Option<usize> {
    let entry = |word: usize| words.entry(found[word].entry);
    let folded = |word: usize| words.folded(entry(word));
    let is_blank = |word: usize| gap(text, found, word) == Gap::Blank;
    if entry(place.word).case != Case::Capitalised || place.article {
        return None;
    }
    let (last, first) = (place.word.checked_sub(1)?, place.word.checked_sub(2)?);
    if !is_blank(last) || !is_blank(first) {
        return None;
    }
    let seconds = PAIRED.iter().find(|(particle, _)| *particle == folded(first)).map(|(_, seconds)| *seconds);
    if seconds.is_some_and(|seconds| seconds.contains(&folded(last))) {
        let after_capital = || first.checked_sub(1).is_some_and(|w| entry(w).case != Case::Small && is_blank(w));
        return (entry(first).case != Case::Small || after_capital()).then_some(first);
    }
    let is_single = entry(last).case == Case::Capitalised
        && SINGLE.contains(&folded(last))
        && is_function_word_of(folded(last), &[words.language()]);
    is_single.then_some(last)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_particles_are_sorted() {
        assert!(super::SINGLE.is_sorted());
    }
}
