//! a name as written → the forms under which it is compared and counted.

use std::borrow::Cow;

use super::fold::{fold, lower};

/// The folded words of a name as written, articles and all, a space between them.
///
/// ```
/// use dateline::analysis::folded_form;
/// assert_eq!(folded_form("Deir ez-Zor"), "deir ez zor");
/// ```
pub fn folded_form(form: &str) -> String {
    let words = form.split([' ', '-']).map(fold).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A name as written in lower case, without apostrophes, a space between its words: what has the same differs in case and
/// hyphens only.
///
/// ```
/// use dateline::analysis::written_form;
/// assert_eq!(written_form("Hay'at Tahrîr al-Sham"), "hayat tahrîr al sham");
/// ```
pub fn written_form(form: &str) -> String {
    let words = form.split([' ', '-']).map(|word| lower(word, false)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A folded word without the single digits that stand in or after its letters: the numbers of footnotes and of tones
/// (`Chang1`). `F16` and `G7` keep theirs.
///
/// ```
/// use dateline::analysis::without_digits;
/// assert_eq!(without_digits("idlib3"), "idlib");
/// assert_eq!(without_digits("su24"), "su24");
/// ```
pub fn without_digits(folded: &str) -> Cow<'_, str> {
    let is_digit = |c: char| c.is_ascii_digit();
    if !folded.contains(is_digit) {
        return Cow::Borrowed(folded);
    }
    let has_number = folded.as_bytes().windows(2).any(|two| two.iter().all(u8::is_ascii_digit));
    let rest: String = folded.chars().filter(|c| !is_digit(*c)).collect();
    if has_number || folded.starts_with(is_digit) || rest.chars().count() < 2 {
        return Cow::Borrowed(folded);
    }
    Cow::Owned(rest)
}
