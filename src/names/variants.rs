//! The other forms of a name, as a plan asks for them and an answer lists them: those of the alias book, those of an index.

use super::aliases::OtherForm;
use super::variant_finder::{NameVariant, parts};
use crate::analysis::clitics;
use crate::article::Language;
use crate::query::plan::{Alternative, MatchKind, Term, TermRun, Variant};

/// The other forms of a name as variants.
pub(crate) fn alias_variants(others: Vec<OtherForm>, label: &str, languages: &[Language]) -> Vec<Variant> {
    let variant = |form: OtherForm| {
        let kind = if script(&form.text) == script(label) { MatchKind::Alias } else { MatchKind::Script };
        let parts = short_katakana(&form.words).map_or_else(|| parts(&form.words), |part| vec![part]);
        let mut alternative = Alternative { parts, kind, weight: 1.0 };
        if form.is_persian {
            // In Arabic the same letters are another word: کیف is Kyiv, كيف is `how`.
            let languages: Vec<Language> = languages.iter().filter(|l| l.as_str() != "ar").cloned().collect();
            for part in &mut alternative.parts {
                if let Term::Exact(term) = &part.term {
                    part.term = Term::InLanguages(term.clone(), languages.clone());
                }
            }
        }
        let OtherForm { text, reason, .. } = form;
        Variant { text, kind, score: 1.0, shown: true, reason, passages: None, alternative: Some(alternative) }
    };
    others.into_iter().map(variant).collect()
}

/// A word of two letters of katakana, which is indexed as one beside its letters: タイ is not the beginning of タイヤ.
fn short_katakana(words: &[String]) -> Option<TermRun> {
    let is_katakana = |word: &String| word.chars().all(|letter| ('\u{30A0}'..='\u{30FF}').contains(&letter));
    let is_short = words.len() == 2 && words.iter().all(|word| is_katakana(word) && word.chars().count() == 1);
    is_short.then(|| TermRun { term: Term::Exact(format!("2:{}", words.concat())), length: 2 })
}

/// A spelling as a variant of a name with these words. One that differs in its article alone is found by the name itself.
pub(crate) fn spelling_variant(spelling: NameVariant, words: &[String], label: &str) -> Variant {
    let kind = if script(&spelling.text) == script(label) { MatchKind::Spelling } else { MatchKind::Script };
    let alternative = (spelling.words != words || !spelling.as_written).then(|| spelling.alternative(kind));
    let NameVariant { text, as_written, score, shown, passages, reason, .. } = spelling;
    // Words of scripts without case come folded from the index: their commonest form is read from the texts.
    let as_written = as_written && text.chars().next().is_none_or(|first| clitics(first).is_empty());
    Variant { text, kind, score, shown, reason, passages: as_written.then_some(passages), alternative }
}

/// The writing system of a name, by its first letter.
pub(crate) fn script(text: &str) -> u8 {
    let letter = text.chars().find(|c| c.is_alphabetic()).unwrap_or('a');
    match u32::from(letter) {
        0x0370..=0x03FF | 0x1F00..=0x1FFF => 1,
        0x0400..=0x052F => 2,
        0x0590..=0x05FF => 3,
        0x0600..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => 4,
        0x2E80..=0x9FFF | 0xAC00..=0xD7AF => 5,
        _ => 0,
    }
}
