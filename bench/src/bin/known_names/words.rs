//! Ordinary words: of languages without capitals many, of the others the frequent ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::analysis::{base_forms, clitics};
use dateline::names::known::persons::KnownPersons;
use dateline::names::known::places::KnownPlaces;
use serde::Deserialize;

use super::{Folder, Result};

const HEAD: &str = "\
The words of languages by their frequency, as `known_names` in bench/ wrote them; its layout: known/ordinary.rs.
Left out: words that are another word of the list with a particle, and the names of countries, great cities and persons.
Source: wordfreq 3.1.1 by Robyn Speer, from many corpora that its documentation names. Licence: CC BY-SA 4.0.
";

/// The lists, and the least frequency that counts: ten times the logarithm of the occurrences in a billion words.
const LISTS: [(&str, &str, u32); 4] =
    [("ar", "large_ar", 30), ("fa", "small_fa", 30), ("he", "large_he", 30), ("ur", "small_ur", 35)];

/// The same of languages with capitals, by whose lists a word that is typed in small letters is told from a name.
const LISTS_WITH_CASE: [(&str, &str, u32); 14] = [
    ("cs", "small_cs", 45),
    ("de", "small_de", 45),
    ("en", "small_en", 35),
    ("es", "small_es", 45),
    ("fr", "small_fr", 45),
    ("it", "small_it", 45),
    ("nl", "small_nl", 45),
    ("pl", "small_pl", 45),
    ("pt", "small_pt", 45),
    ("ro", "small_ro", 45),
    ("ru", "small_ru", 40),
    ("sv", "small_sv", 45),
    ("tr", "small_tr", 40),
    ("uk", "small_uk", 45),
];

/// A name of persons that is more frequent is rather a word.
const MAX_OF_NAMES: u32 = 60;

/// A word is only another one with a particle if that is so much more frequent.
const MUCH: u32 = 5;

/// Frequencies are kept to the half.
const STEP: u32 = 5;

/// A file of frequencies: the first part says what it is, each other holds the words of one frequency, in hundredths of a
/// bel below certainty.
#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Head(#[allow(dead_code)] BTreeMap<String, serde_json::Value>),
    Words(Vec<String>),
}

/// The text of the lists, without the names of places.
pub fn list(sources: &Path, known: (KnownPlaces, KnownPersons), folder: &mut Folder) -> Result<String> {
    let (places, persons) = known;
    let mut text = HEAD.trim_end().to_owned();
    for (language, file, least) in LISTS.into_iter().chain(LISTS_WITH_CASE) {
        let has_case = LISTS_WITH_CASE.iter().any(|list| list.0 == language);
        let bytes =
            std::fs::read(sources.join(format!("{file}.msgpack.gz"))).map_err(|e| format!("{file}: {e}"))?;
        let parts: Vec<Part> = rmp_serde::from_read(flate2::read::GzDecoder::new(&bytes[..]))?;
        let mut frequencies: BTreeMap<String, u32> = BTreeMap::new();
        for (below, part) in parts.into_iter().skip(1).enumerate() {
            let Part::Words(words) = part else { continue };
            // In wordfreq's scale certainty is 9 bels.
            let frequency = (900_u32.saturating_sub(below as u32) / 10) / STEP * STEP;
            for word in words.iter().filter(|_| frequency >= least) {
                let folded = folder.fold(word);
                let is_caseless = folded.chars().next().is_some_and(|first| !clitics(first).is_empty());
                let is_word = folded.chars().all(char::is_alphabetic);
                if is_caseless != has_case
                    && (is_caseless || is_word)
                    && folded.chars().count() >= 2
                    && !folded.contains(' ')
                {
                    let known = frequencies.entry(folded).or_default();
                    *known = frequency.max(*known);
                }
            }
        }
        let mut by_frequency: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for (word, frequency) in &frequencies {
            let particles = clitics(word.chars().next().unwrap_or_default());
            let mut bases = particles.iter().filter(|p| !p.is_empty()).filter_map(|p| word.strip_prefix(p));
            let is_derived = bases.any(|base| frequencies.get(base).is_some_and(|own| *own >= frequency + MUCH));
            // Arabic and Hebrew write particles with their forms, Persian and Urdu do not.
            let takes_particles = ["ar", "he"].contains(&language);
            let is_name = match has_case {
                true => is_place(word, language, places) || *frequency < MAX_OF_NAMES && is_persons(word, persons),
                false => places.places(word).next().is_some() && places.takes_particles(word) == takes_particles,
            };
            if !is_derived && !is_name {
                by_frequency.entry(*frequency).or_default().insert(word);
            }
        }
        for (frequency, words) in by_frequency {
            text.push_str(&format!("\n#{language} {frequency}\n"));
            text.push_str(&words.into_iter().collect::<Vec<_>>().join("\n"));
        }
    }
    text.push('\n');
    Ok(text)
}

/// Whether a word of a language with capitals is the name of a place, also with an ending.
fn is_place(word: &str, language: &str, places: KnownPlaces) -> bool {
    let is_known = |word: &str| places.places(word).next().is_some();
    let mut is_place = is_known(word);
    base_forms(word, language, &mut |base| is_place |= is_known(base));
    is_place
}

/// Whether persons are called so.
fn is_persons(word: &str, persons: KnownPersons) -> bool {
    persons.is_known(word) || persons.is_form(word)
}
