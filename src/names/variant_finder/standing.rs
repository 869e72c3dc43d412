//! What an index says of a word: whether it is a name there, and in which forms it has a name that is known.

use super::{NAME_SHARE, NameVariant, VariantFinder};
use crate::analysis::{Analyzer, clitics, folded_form, function_word_languages, without_digits};
use crate::article::month_names;
use crate::error::Result;
use crate::names::aliases::OtherForm;
use crate::names::evidence::Evidence;
use crate::names::known::ordinary::{is_listed, ordinary_word, usual_word};
use crate::names::known::persons::KnownPersons;
use crate::names::request::{NameForm, NameRequest};
use crate::names::spelling::letters::{Script, script_of};
use crate::names::words::{has_article, has_case, is_caseless, with_particle, without_article, words_of};

/// Where the reader wrote it with a capital, this share suffices: some outlets write names small.
const SHARE_OF_CAPITAL: f32 = 0.4;

/// The most letters of an acronym.
const MAX_ACRONYM: usize = 5;

/// The rest of a word after an article that is written with it has at least this many letters.
const MIN_AFTER_ARTICLE: usize = 4;

/// In a script without case a word that stands in more than one of this many passages of its languages is no name.
const CASELESS_RARITY: u64 = 400;

/// A word that stands in so few passages is rare: it may be a name.
const MAX_RARE: u64 = 20;

/// So many passages must have a word as a name for it to be one that is typed in small letters.
const MIN_PASSAGES_OF_SMALL: u64 = 3;

/// A word that is typed in small letters is one, and no name, if it is at least this frequent in a language.
const MIN_OF_SMALL: f32 = 4.0;

/// Words that begin with so many of the same letters may be forms of one word.
const MIN_OF_WORD: usize = 5;

/// An ordinary word that is like a name is no spelling of it where it stands in more than so many times its passages.
const TIMES_A_NAME: u64 = 10;

impl VariantFinder<'_> {
    /// Whether a folded word can be taken for a name: the index writes it mostly with a capital or does not know it; in a
    /// script without case, it is rare. Where the reader gave it a capital, a part of the index's suffices.
    pub(crate) fn is_name(&self, word: &str, has_capital: bool) -> Result<bool> {
        let word = &*without_digits(word);
        let Some(script) = script_of(word) else { return Ok(false) };
        if word.chars().count() < 3 || self.is_function_word(word) {
            return Ok(false);
        }
        if !script.has_case() {
            let is_persons = self.aliases.persons().is_some_and(|persons| persons.is_form(word));
            if !is_persons && ordinary_word(word, self.languages).is_some() {
                return Ok(false);
            }
            let few = MAX_RARE.max(self.dictionary.passages(script) / CASELESS_RARITY);
            return Ok(self.dictionary.documents(word)? <= few);
        }
        let forms = self.dictionary.names(&NameRequest::WithKey(word.to_owned()))?;
        match forms.iter().filter_map(|form| form.share).max_by(f32::total_cmp) {
            Some(share) => Ok(share >= if has_capital { SHARE_OF_CAPITAL } else { NAME_SHARE }),
            None => Ok(self.dictionary.documents(word)? == 0),
        }
    }

    /// Whether the one word of a name that is asked for by itself can be taken for one, given how it is typed.
    pub(crate) fn is_typed_name(&self, word: &str, typed: &str) -> Result<bool> {
        let is_usual = !typed.contains(char::is_uppercase) && self.is_usual_word(word, true);
        Ok(!is_usual && self.is_name(word, typed.trim_start().starts_with(char::is_uppercase))?)
    }

    /// Whether a folded word that is typed in small letters is an ordinary word of a language that the index holds; where it
    /// stands alone, of any language: `zur` is part of a name in `deir ez zur`.
    pub(crate) fn is_usual_word(&self, word: &str, stands_alone: bool) -> bool {
        let is_held = |code: &str| self.languages.iter().any(|language| language.as_str() == code);
        let found = usual_word(word, |code| stands_alone || is_held(code));
        found.is_some_and(|found| found.frequency >= MIN_OF_SMALL)
    }

    /// Whether a folded word is known as a person's name, or as no ordinary word of any language.
    pub(crate) fn may_be_persons(&self, word: &str) -> bool {
        let is_known = |persons: KnownPersons| persons.is_known(word) || persons.is_form(word);
        self.aliases.persons().is_some_and(is_known) || !self.is_usual_word(word, true)
    }

    /// Whether a word is a function word of a language that the index holds: `bara` is one in Swedish texts alone.
    fn is_function_word(&self, word: &str) -> bool {
        let languages = function_word_languages(word);
        let is_held = |code: &&&str| self.languages.iter().any(|language| language.as_str() == **code);
        let mut held = languages.iter().filter(is_held);
        held.next().is_some() || !languages.is_empty() && self.languages.is_empty()
    }

    /// Whether the index writes a folded word mostly with a capital, so that it is a name there and no word with endings of
    /// all kinds. Scripts without case do not say so. A word that is typed in small letters may be one that the index has at
    /// the beginning of a sentence only, where few passages have it.
    pub(crate) fn is_known_name(&self, word: &str, typed_small: bool) -> Result<bool> {
        if !script_of(word).is_some_and(|script| script.has_case()) || self.is_function_word(word) {
            return Ok(false);
        }
        let forms = self.dictionary.names(&NameRequest::WithKey(word.to_owned()))?;
        let is_known = |form: &NameForm| {
            let enough = !typed_small || form.passages >= MIN_PASSAGES_OF_SMALL;
            enough && folded_form(&form.text) == word && form.share.is_some_and(|share| share >= NAME_SHARE)
        };
        Ok(forms.iter().any(is_known))
    }

    /// Whether a folded word that a place is known by is a name here: the index writes it mostly with a capital or does not
    /// know it, or its script has no capitals.
    pub(crate) fn is_place_name(&self, word: &str) -> Result<bool> {
        match script_of(word) {
            Some(script) if script.has_case() => Ok(!self.is_usual_word(word, false) && self.is_name(word, false)?),
            _ => Ok(true),
        }
    }

    /// Whether each of the words can be taken for a name, as those of persons can: not `metal` in `London Metal Exchange`.
    pub(super) fn are_names(&self, words: &[String]) -> Result<bool> {
        for word in words {
            if !self.is_name(word, false)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the words are so rare that beside a name, in a phrase, they are part of it: `der` in `Der Ezzor`.
    pub(crate) fn are_rare(&self, words: &[String]) -> Result<bool> {
        for word in words {
            let is_word = word.chars().count() >= 3 && script_of(word).is_some();
            if !is_word || self.dictionary.documents(word)? > MAX_RARE {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The forms of the index that are a form of the alias book with an ending, an article or a particle; its forms as they
    /// are have no need to be looked for.
    pub(crate) fn inflected(&self, others: &[OtherForm], analyzer: &mut Analyzer) -> Result<Vec<NameVariant>> {
        let mut found: Vec<NameVariant> = Vec::new();
        for other in others.iter().filter(|other| !other.capitals) {
            let [word] = &other.words[..] else { continue };
            let mut add = |text: String, words: Vec<String>, passages| {
                let known = others.iter().any(|other| other.words == words)
                    || found.iter().any(|variant: &NameVariant| variant.words == words);
                if !known {
                    let (reason, score) = (other.reason.clone(), 1.0);
                    let (as_written, shown, left_out) = (true, true, false);
                    found.push(NameVariant { text, as_written, words, score, shown, left_out, passages, reason });
                }
            };
            if is_caseless(word) {
                let particles = clitics(word.chars().next().unwrap_or_default());
                let particles = particles.iter().filter(|particle| !particle.is_empty() && !other.is_persian);
                let joined = particles.map(|particle| with_particle(particle, word));
                let counted = joined.filter(|joined| has_article(word) || !is_listed(joined));
                let counted = counted.map(|joined| Ok((self.dictionary.documents(&joined)?, joined)));
                let counted = counted.collect::<Result<Vec<(u64, String)>>>()?;
                for (passages, joined) in counted.into_iter().filter(|(passages, _)| *passages > 0) {
                    add(joined.clone(), vec![joined], passages);
                }
            } else {
                // Also those that stand in headlines alone.
                for form in self.dictionary.names(&NameRequest::WithKey(word.clone()))? {
                    let words = words_of(&form.text, analyzer);
                    add(form.text, words, form.passages);
                }
            }
        }
        Ok(found)
    }

    /// A word of Hebrew with each of the particles that are written with it, as far as the index has them: no stemmer knows them.
    pub(crate) fn with_particles(&self, word: &str) -> Result<Vec<NameVariant>> {
        let mut found = Vec::new();
        if script_of(word) != Some(Script::Hebrew) || word.chars().count() < 3 {
            return Ok(found);
        }
        let particles = clitics(word.chars().next().unwrap_or_default()).iter();
        for joined in
            particles.filter(|particle| !particle.is_empty()).map(|particle| with_particle(particle, word))
        {
            let passages = self.dictionary.documents(&joined)?;
            if passages > 0 {
                found.push(NameVariant {
                    text: joined.clone(),
                    as_written: true,
                    words: vec![joined],
                    score: 1.0,
                    shown: true,
                    left_out: false,
                    passages,
                    reason: "the same with a particle".to_owned(),
                });
            }
        }
        Ok(found)
    }

    /// Whether the index has all words of a form of a known place; a single word in a script with capitals as a name, and not
    /// as an acronym alone: `SANA` is no form of Sanaa.
    pub(crate) fn is_present(&self, words: &[String]) -> Result<bool> {
        if let [word] = words
            && script_of(word).is_some_and(Script::has_case)
        {
            let forms = self.dictionary.names(&NameRequest::WithKey(word.clone()))?;
            let is_name = |form: &NameForm| {
                form.share.is_some_and(|share| share >= SHARE_OF_CAPITAL)
                    && folded_form(&form.text) == *word
                    && (form.text.contains(char::is_lowercase) || word.chars().count() > MAX_ACRONYM)
            };
            return Ok(forms.iter().any(is_name));
        }
        for word in words {
            if self.dictionary.documents(word)? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a folded word begins with the Arabic article: the index does not have it, and has what is left as a name.
    pub(super) fn is_joined_article(&self, word: &str) -> Result<bool> {
        let rest = without_article(word, 1);
        if rest == *word || rest.chars().count() < MIN_AFTER_ARTICLE || self.dictionary.documents(word)? > 0 {
            return Ok(false);
        }
        Ok(!self.dictionary.names(&NameRequest::WithKey(rest))?.is_empty())
    }

    /// Whether a guess at a name is rather a word that is written with a capital for another reason: an ordinary one in each of
    /// its parts, and far more frequent in the index than the name. `March` is not Marsh, nor `LAST YEAR` Lester.
    pub(super) fn is_frequent_word(
        &self,
        evidence: &Evidence<'_>,
        form: &NameForm,
        words: &[String],
    ) -> Result<bool> {
        let [name] = evidence.name() else { return Ok(false) };
        let is_held = |code: &str| self.languages.iter().any(|language| language.as_str() == code);
        let is_month = |word: &str| month_names().any(|(month, _)| month == word);
        let is_usual = |word: &String| has_case(word) && (usual_word(word, is_held).is_some() || is_month(word));
        // What begins like the name is another form of its word: `DATABASES` and `DATA BASE`.
        let in_common = words.concat().chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
        if evidence.is_known() || in_common >= MIN_OF_WORD || !words.iter().all(is_usual) {
            return Ok(false);
        }
        let mut passages = form.passages;
        if words.len() > 1 {
            // In a headline in capitals each word may be one of a name; elsewhere they are not.
            let counts = words.iter().map(|word| self.dictionary.documents(word)).collect::<Result<Vec<_>>>()?;
            passages = counts.into_iter().min().unwrap_or_default();
        }
        Ok(passages > TIMES_A_NAME * self.dictionary.documents(name)?.max(1))
    }

    /// Whether a word stands in place of another that the index knows as an ordinary word: `Press Club` for `Paris Club`.
    pub(super) fn has_other_word(&self, name: &[String], words: &[String]) -> Result<bool> {
        let changed = || words.iter().filter(|word| !name.contains(word) && word.chars().count() >= 3);
        for word in changed().filter(|word| script_of(word).is_some_and(Script::has_case)) {
            let forms = self.dictionary.names(&NameRequest::WithKey(word.clone()))?;
            let share = forms.iter().filter_map(|form| form.share).max_by(f32::total_cmp);
            if share.is_some_and(|share| share < NAME_SHARE) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
