//! A spelling that looks like a name + what is known of both → how probable it is that it is the name, and why it is not.
//!
//! What the spelling says and what is known beside it are added as log odds, so that a sure spelling still wins.

use super::aliases::{AliasBook, Thing};
use super::known::ordinary::{OrdinaryWord, is_listed, ordinary_word, usual_word};
use super::matcher::likeness;
use super::spelling::DEFAULT_THRESHOLD;
use super::spelling::letters::{Script, script_of};
use super::words::{in_key_order, is_caseless, is_with_particle};
use crate::analysis::{base_forms, clitics};
use crate::article::Language;

/// What an ordinary word of a language without capitals costs for each ten times that it is more frequent than
/// [`FREQUENCY_OF_NAMES`].
const COST_OF_FREQUENCY: f32 = 0.8;

/// The frequency, as the logarithm of occurrences in a billion words, from which on a word is rather a word than a name.
const FREQUENCY_OF_NAMES: f32 = 2.0;

/// What it costs that persons are called so, while the name is known as that of a place or a group; or that something is called
/// so whose forms in the script of the name are not like it: بيروت is Beirut, and not Perot.
const COST_OF_ANOTHER: f32 = 4.0;

/// What it costs that the name's forms in the script of the spelling are known, and this is none: with another script, and
/// with the same.
const COST_OF_UNLISTED: [f32; 2] = [3.0, 1.0];

/// What it is worth that persons of the name are written so.
const WORTH_OF_PERSONS: f32 = 0.5;

/// What it costs an ordinary word that persons of the name are written otherwise in its script.
const COST_OF_PERSONS_FORM: f32 = 2.0;

/// What it costs in another script that the name is an ordinary word, too: `Heights`.
const COST_OF_USUAL_NAME: f32 = 1.0;

/// What it costs that persons of other names are known to be written so.
const COST_OF_FORM_OF_ANOTHER: f32 = 2.0;

/// Probabilities beyond these say no more.
const SUREST: f32 = 0.998;

/// What is known of a name.
pub(super) struct Evidence<'a> {
    book: &'a AliasBook,
    name: &'a [String],
    /// Whether its words are not all names, as a person's are, so that none may be left out: `London Metal Exchange`.
    needs_all_words: bool,
    /// The languages of the index.
    languages: &'a [Language],
    things: Vec<Thing>,
    /// The scripts in which its forms are known.
    scripts: Vec<Script>,
    /// Whether the name is an ordinary word of a language of the index, too.
    is_usual: bool,
}

/// What was decided of a spelling.
#[derive(Debug, PartialEq)]
pub(super) struct Judgement {
    /// How probable it is, all in all, that it is the name.
    pub(super) score: f32,
    /// Whether no list knows it.
    pub(super) is_guess: bool,
    /// Why it is less probable than it looks.
    pub(super) reason: Option<String>,
}

impl Judgement {
    fn of_known(score: f32, reason: Option<&str>) -> Self {
        Self { score, is_guess: false, reason: reason.map(str::to_owned) }
    }
}

impl<'a> Evidence<'a> {
    pub(super) fn new(
        (book, languages): (&'a AliasBook, &'a [Language]),
        name: &'a [String],
        needs_all_words: bool,
    ) -> Self {
        let mut things = book.things(name);
        if let ([word], true) = (name, things.is_empty()) {
            for language in languages {
                base_forms(word, language.as_str(), &mut |base| things.extend(book.things(&[base.to_owned()])));
            }
        }
        let forms = things.iter().flat_map(|thing| book.forms_of(*thing));
        let scripts = forms.filter_map(|form| script_of(&form.replace(' ', ""))).collect();
        let is_held = |code: &str| languages.iter().any(|language| language.as_str() == code);
        let is_usual = matches!(name, [word] if things.is_empty() && usual_word(word, is_held).is_some());
        Self { book, name, needs_all_words, languages, things, scripts, is_usual }
    }

    /// Whether no word of the name may be left out.
    pub(super) fn needs_all_words(&self) -> bool {
        self.needs_all_words
    }

    /// Whether it is the name of a place, a group or a thing that is known.
    pub(super) fn is_known(&self) -> bool {
        !self.things.is_empty()
    }

    /// The folded words of the name.
    pub(super) fn name(&self) -> &'a [String] {
        self.name
    }

    /// Decides on a spelling, given its folded words, its key and what the letters alone say.
    pub(super) fn judge(&self, words: &[String], key: &str, score: f32) -> Judgement {
        let another = || Judgement::of_known(0.0, Some("another name that is known"));
        // Also one that the reader parted from a group of its own.
        if self.book.are_forbidden(self.name, words) {
            return another();
        }
        if matches!((self.name, words), ([name], [word]) if is_with_particle(word, name)) {
            return Judgement::of_known(score.max(SUREST), None);
        }
        let base = [key.to_owned()];
        let mut things = self.book.things(words);
        // The key of a word in a script without case lacks the particles, with which a Persian form is none.
        if words.len() == 1 && words[0] != key && !is_caseless(key) {
            things.extend(self.book.things(&base));
        }
        let mut shared = self.things.iter().filter(|thing| things.contains(thing)).peekable();
        if shared.peek().is_some() {
            // The alias book asks for it in those texts.
            if let [word] = words
                && shared.all(|thing| self.book.is_persian_form(word, *thing))
            {
                return Judgement::of_known(0.0, Some("a form of Persian, no word of Arabic"));
            }
            return Judgement::of_known(score.max(SUREST), None);
        }
        if !self.things.is_empty() && !things.is_empty() || self.differs_in_a_known_word(words, &base) {
            return another();
        }
        let mut odds = log_odds(score);
        if self.is_a_person(words) || !things.is_empty() && !self.is_near(&things) {
            odds -= COST_OF_ANOTHER;
        }
        let has_ending = self.has_ending(words);
        let is_persons = self.is_persons(words, &base);
        odds += if is_persons { WORTH_OF_PERSONS } else { 0.0 };
        let script = script_of(&words.concat());
        if !has_ending && script.is_some_and(|script| self.scripts.contains(&script)) {
            let is_same = script == script_of(&self.name.concat());
            odds -= COST_OF_UNLISTED[usize::from(is_same)];
        }
        // What persons are called is a frequent word too.
        let ordinary = if is_persons { None } else { self.ordinary(words) };
        if let Some(word) = ordinary {
            odds -= COST_OF_FREQUENCY * (word.frequency - FREQUENCY_OF_NAMES).max(0.0);
            odds -= if self.has_persons_form(script) { COST_OF_PERSONS_FORM } else { 0.0 };
        }
        let is_other_script = script != script_of(&self.name.concat());
        if is_other_script && !is_persons {
            odds -= if self.is_usual { COST_OF_USUAL_NAME } else { 0.0 };
            let is_near = odds >= log_odds(DEFAULT_THRESHOLD);
            odds -= if is_near && self.is_form_of_another(words, &base) { COST_OF_FORM_OF_ANOTHER } else { 0.0 };
        }
        let reason = ordinary.map(|word| format!("an ordinary word in {}", word.language));
        let unlisted = (odds < log_odds(score)).then(|| "none of its known forms".to_owned());
        // Without evidence the score stays as it is, to the last bit.
        let score = if odds == log_odds(score) { score } else { probability(odds) };
        Judgement { score, is_guess: !is_persons && !has_ending, reason: reason.or(unlisted) }
    }

    /// Whether the name is like a form that one of some things has in its script.
    fn is_near(&self, things: &[Thing]) -> bool {
        let name = self.name.join(" ");
        let script = script_of(&self.name.concat());
        let mut forms = things.iter().flat_map(|thing| self.book.forms_of(*thing));
        forms.any(|form| script_of(&form.replace(' ', "")) == script && likeness(&name, &form) >= DEFAULT_THRESHOLD)
    }

    /// How usual the spelling is as a word.
    fn ordinary(&self, words: &[String]) -> Option<OrdinaryWord> {
        // Several words that stand in a row as those of the name do so for a reason.
        let [word] = words else { return None };
        if is_caseless(word) { ordinary_word(word, self.languages) } else { None }
    }

    /// Whether persons are written so whose names are not like this one: לוושינגטון is Washington, and not Lexington.
    fn is_form_of_another(&self, words: &[String], base: &[String]) -> bool {
        let ([name], [word]) = (self.name, words) else { return false };
        let first = word.chars().next().unwrap_or_default();
        let mut bases: Vec<&str> =
            clitics(first).iter().filter_map(|particle| word.strip_prefix(particle)).collect();
        bases.extend(base.iter().map(String::as_str));
        let mut is_other = false;
        for form in bases.into_iter().filter(|form| form.chars().count() >= 3) {
            let persons = self.book.persons();
            for other in persons.iter().flat_map(|persons| persons.names_of(form)) {
                if other == name || likeness(name, other) >= DEFAULT_THRESHOLD {
                    return false;
                }
                is_other = true;
            }
        }
        is_other
    }

    /// Whether only the ending of a genitive or plural parts the two: `Saudis`.
    fn has_ending(&self, words: &[String]) -> bool {
        let ([name], [word]) = (self.name, words) else { return false };
        name.is_ascii() && word.strip_suffix('s') == Some(name)
    }

    /// Whether persons of the name are written so in the other script. What is a word with the letters of a particle is no
    /// person's name after it: كبار is `great ones`, and not `like Barr`.
    fn is_persons(&self, words: &[String], base: &[String]) -> bool {
        let (Some(persons), [name], [word]) = (self.book.persons(), self.name, words) else { return false };
        if is_caseless(word) && is_listed(word) {
            return persons.is_written(name, word);
        }
        let first = word.chars().next().unwrap_or_default();
        let stripped = clitics(first).iter().filter_map(|particle| word.strip_prefix(particle));
        stripped.chain(base.iter().map(String::as_str)).any(|form| persons.is_written(name, form))
    }

    /// Whether it is known how persons of the name are written in a script.
    fn has_persons_form(&self, script: Option<Script>) -> bool {
        let (Some(persons), [name]) = (self.book.persons(), self.name) else { return false };
        persons.scripts(name).any(|known| Some(known) == script)
    }

    /// Whether a word stands in place of another, and both are known as names of persons or places that are two.
    fn differs_in_a_known_word(&self, words: &[String], base: &[String]) -> bool {
        let Some(persons) = self.book.persons() else { return false };
        let words = if words.len() == 1 && self.name.len() == 1 { [words, base].concat() } else { words.to_vec() };
        if self.name.len() == 1 {
            return words.iter().any(|word| persons.are_apart(&self.name[0], word));
        }
        // The name itself, with endings.
        if base[0] == self.name.concat() {
            return false;
        }
        // `Kerry, John` has the words of `John Kerry`.
        let in_order = in_key_order(&base[0], &words);
        let words: Vec<String> = in_order.split(' ').map(str::to_owned).collect();
        let pairs = self.name.iter().zip(&words).filter(|(a, b)| a != b);
        let apart = |(a, b): (&String, &String)| {
            persons.are_apart(a, b) || self.book.are_apart(std::slice::from_ref(a), std::slice::from_ref(b))
        };
        words.len() == self.name.len() && pairs.into_iter().any(apart)
    }

    /// Whether a word is known as a person's name, and the name as something else: `George` for Georgia.
    fn is_a_person(&self, words: &[String]) -> bool {
        let (Some(persons), [name], [word]) = (self.book.persons(), self.name, words) else { return false };
        !self.things.is_empty() && !self.has_ending(words) && persons.is_known(word) && word != name
    }
}

pub(super) fn log_odds(probability: f32) -> f32 {
    let probability = probability.clamp(1.0 - SUREST, SUREST);
    (probability / (1.0 - probability)).ln()
}

pub(super) fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}
