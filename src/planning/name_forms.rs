//! A name that is asked for by itself → its forms.

use super::expand::ExpandOptions;
use super::mentions::{Mention, window};
use super::spellings::is_acronym;
use crate::analysis::Analyzer;
use crate::error::Result;
use crate::names::script;
use crate::query::plan::Name;

/// The forms of a name: those of the alias book, and the spellings of the index.
pub fn name_forms(name: &str, options: &ExpandOptions<'_>, analyzer: &mut Analyzer) -> Result<Name> {
    let mut typed = analyzer.query_words(name);
    typed.retain(|word| !word.article_of_name);
    let words: Vec<String> = typed.iter().map(|w| w.folded.clone()).collect();
    let found = options.aliases.longest_match(&window(&typed, true)).filter(|m| m.words == typed.len());
    let found = match &words[..] {
        [word] if script(word) != script("a") => {
            found.or_else(|| options.aliases.inflected_match(word, options.languages))
        }
        _ => found,
    };
    let finder = options.finder();
    // As a query reads it: `male` is no capital city.
    let found = match (found, &words[..]) {
        (Some(found), [word]) if found.is_place_alone() && !finder.is_place_name(word)? => None,
        (found, _) => found,
    };
    let others = found.as_ref().map(|found| options.aliases.others(found)).unwrap_or_default();
    let sure = found.is_some()
        || words.len() > 1
        || words.first().map_or(Ok(false), |word| finder.is_typed_name(word, name))?;
    let spellings = match is_acronym(name) {
        true => Vec::new(),
        false => finder.spellings(&words, sure, analyzer)?,
    };
    let inflected = finder.inflected(&others, analyzer)?;
    let mut mention = Mention::of_name(name, words, others);
    mention.add_others(&finder, options.languages)?;
    mention.add_spellings(inflected);
    mention.add_spellings(spellings);
    Ok(Name { name: mention.label, variants: mention.variants })
}
