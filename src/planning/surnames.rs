//! Names of persons that are also a form of an ordinary word: `Wells` is not `well`, `Manning` not `man`.

use super::mentions::Mention;
use crate::error::Result;
use crate::names::VariantFinder;
use crate::names::request::NameRequest;

/// The index writes at least this share of its passages with such a word with a capital: less is what begins sentences.
const MIN_SHARE: f32 = 0.25;

/// Takes the stems from words with a capital that are known as persons' names, where the index has them as names too. A first word
/// has one of its own if all others are written small.
pub(super) fn drop_stems_of_surnames(mentions: &mut [Mention], finder: &VariantFinder<'_>) -> Result<()> {
    let Some(persons) = finder.aliases.persons() else { return Ok(()) };
    let has_capital = |mention: &Mention| mention.label.starts_with(char::is_uppercase);
    let begins_sentence = mentions.len() > 1 && !mentions[1..].iter().any(has_capital);
    for mention in mentions.iter_mut().skip(usize::from(begins_sentence)) {
        let is_written = has_capital(mention) && mention.label.contains(char::is_lowercase);
        let [word] = &mention.words[..] else { continue };
        if !is_written || !persons.is_known(word) {
            continue;
        }
        let forms = finder.dictionary.names(&NameRequest::WithKey(word.clone()))?;
        if forms.iter().any(|form| form.share.is_some_and(|share| share >= MIN_SHARE)) {
            mention.drop_stems();
        }
    }
    Ok(())
}
