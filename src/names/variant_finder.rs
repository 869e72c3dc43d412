//! a name + the dictionary of an index → its spellings there, each with its probability and the reason.

mod standing;
mod whole;

use super::aliases::AliasBook;
use super::evidence::{Evidence, Judgement};
use super::matcher::{NameMatcher, likeness};
use super::request::{Dictionary, NameForm, NameRequest};
use super::spelling::letters::script_of;
use super::spelling::{DEFAULT_THRESHOLD, reason};
use super::words::{
    MAX_HEAD, PATRONYMIC, capitalised, difference_of_form, has_case, initial, is_caseless, is_syllable,
    lacks_syllable, without_article, words_of,
};
use crate::analysis::{Analyzer, without_digits, written_form};
use crate::article::Language;
use crate::error::Result;
use crate::query::plan::{Alternative, MatchKind, Slot, Term, TermRun};

/// A word is treated as a name if at least this share of its occurrences is capitalised.
const NAME_SHARE: f32 = 0.7;

/// A spelling in the same script without case must be this probable: vowels are not written, so other words are near. Of pairs of
/// Arabic forms of places at least so probable, nineteen of twenty are one place.
const MIN_OF_CASELESS: f32 = 0.7;

/// Two words that are typed side by side are looked up as one with a higher threshold: the usual one times this.
const JOINED_SCALE: f32 = 1.8;

/// Where less probable spellings are asked for too, names are looked for with the usual threshold times this.
const LOWERED_SCALE: f32 = 0.7;

/// The words of a longer name are compared one by one first, and need only this probability each.
const MIN_OF_A_WORD: f32 = 0.005;

/// Why a spelling is left out that is a word of the language.
const FREQUENT_WORD: &str = "an ordinary word that is far more frequent than the name";

/// Words up to this many letters are looked for with a scale of the usual threshold where they are part of a name.
const SHORT_WORD: usize = 4;
const SHORT_SCALE: f32 = 0.6;

/// At most this many spellings of each word of a longer name are tried with those of its neighbours.
const MAX_OF_A_WORD: usize = 40;

/// The most words of a name of several words.
pub(crate) const MAX_WORDS: usize = 6;

/// What a person's name is worth with its first name as an initial, of what the rest is worth.
const INITIAL: f32 = 0.85;

/// What it is worth without the names between the first and the last.
const MIDDLE_LEFT_OUT: f32 = 0.9;

/// An initial says too little beside a shorter surname.
const MIN_SURNAME: usize = 5;

/// The base form of a unit of a name in the index, and its words: more than one where it is written apart.
type WordCandidate = (String, Vec<String>);

/// Units of which this is the probability are two, however alike the rest of the name is.
const MIN_OF_A_UNIT: f32 = 0.02;

/// How spellings are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpellingOptions {
    /// Also those of less probability than is searched for by default, down to this one; they are not `shown`.
    pub min_score: Option<f32>,
    /// At most this many, the most probable first.
    pub max_variants: usize,
}

impl Default for SpellingOptions {
    fn default() -> Self {
        Self { min_score: None, max_variants: 60 }
    }
}

/// A spelling of a name in an index.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NameVariant {
    /// As it is written most often, or its folded words with capitals where that is not known yet.
    pub(crate) text: String,
    /// Whether the text is as written.
    pub(crate) as_written: bool,
    /// Its folded words, articles left out.
    pub(crate) words: Vec<String>,
    /// The probability that it is the same name.
    pub(crate) score: f32,
    /// Whether a search asks for it.
    pub(crate) shown: bool,
    /// Whether a search would ask for it if its letters alone counted; the reason says what speaks against it.
    pub(crate) left_out: bool,
    /// The live passages that hold it.
    pub(crate) passages: u64,
    /// Why it is taken for the same name.
    pub(crate) reason: String,
}

impl NameVariant {
    /// How it is looked up.
    pub(crate) fn alternative(&self, kind: MatchKind) -> Alternative {
        Alternative { parts: parts(&self.words), kind, weight: self.score }
    }
}

/// The parts of an alternative for words in a row.
pub(crate) fn parts(words: &[String]) -> Vec<TermRun> {
    words.iter().map(|w| TermRun { term: Term::Exact(w.clone()), length: 1 }).collect()
}

/// The most letters of a word that stands in capitals for being an acronym, not for its place in a headline.
const MAX_SHORT_ACRONYM: usize = 4;

/// Whether a form is mostly written as an acronym is: `SANA` is not Sana'a.
fn is_short_acronym(form: &str) -> bool {
    let letters = form.chars().count();
    (2..=MAX_SHORT_ACRONYM).contains(&letters) && form.chars().all(char::is_uppercase)
}

/// Finds the variants of a name in an index.
pub(crate) struct VariantFinder<'a> {
    pub(crate) dictionary: &'a dyn Dictionary,
    pub(crate) aliases: &'a AliasBook,
    /// The languages of the index.
    pub(crate) languages: &'a [Language],
    pub(crate) options: SpellingOptions,
}

impl VariantFinder<'_> {
    /// The spellings of a name in the index, the most probable first, without the name as it is. `sure` says whether the
    /// words are known to be a name.
    pub(crate) fn spellings(
        &self,
        name: &[String],
        sure: bool,
        analyzer: &mut Analyzer,
    ) -> Result<Vec<NameVariant>> {
        let mut found = Vec::new();
        let name = &*name.iter().map(|word| without_digits(word).into_owned()).collect::<Vec<_>>();
        if name.iter().any(|word| script_of(word).is_none()) {
            // In other scripts no spellings are compared.
            return Ok(found);
        }
        self.add_spellings(name, sure, analyzer, &mut found)?;
        // `Dair alZour` is `Dair al-Zour`, which has other neighbours.
        let mut separated: Vec<String> = name.iter().enumerate().map(|(at, w)| without_article(w, at)).collect();
        if let [first, ..] = name
            && self.is_joined_article(first)?
        {
            // So is `Altabqa` where the index has `Tabqa` alone.
            separated[0] = without_article(first, 1);
        }
        if separated != name {
            self.add_spellings(&separated, sure, analyzer, &mut found)?;
            found.retain(|s| s.words != name || s.text.contains(' '));
        }
        found.retain(|spelling| spelling.shown || spelling.left_out || self.options.min_score.is_some());
        found.sort_by(|a, b| {
            b.shown
                .cmp(&a.shown)
                .then(b.score.total_cmp(&a.score))
                .then(b.passages.cmp(&a.passages))
                .then(a.text.cmp(&b.text))
        });
        let mut others = 0;
        found.retain(|spelling| {
            // The form as typed is no other one: whoever asks takes it out.
            others += usize::from(written_form(&spelling.text) != name.join(" "));
            others <= self.options.max_variants
        });
        Ok(found)
    }

    /// Adds the spellings of a name, each once with its best score.
    fn add_spellings(
        &self,
        name: &[String],
        sure: bool,
        analyzer: &mut Analyzer,
        found: &mut Vec<NameVariant>,
    ) -> Result<()> {
        let evidence = Evidence::new((self.aliases, self.languages), name, !self.are_names(name)?);
        let mut more = self.written_as_one(&evidence, (sure, 1.0), analyzer)?;
        if name.len() > 1 && name.len() <= MAX_WORDS {
            for spelling in self.unit_by_unit(&evidence, sure, analyzer)? {
                if !more.iter().any(|s| s.words == spelling.words && s.text.contains([' ', '-'])) {
                    more.push(spelling);
                }
            }
        }
        for spelling in more {
            match found.iter_mut().find(|s| s.text == spelling.text) {
                Some(known) if known.score >= spelling.score => {}
                Some(known) => *known = spelling,
                None => found.push(spelling),
            }
        }
        Ok(())
    }

    /// The single words of the index that are two words written as one.
    pub(crate) fn joined(&self, words: &[String], analyzer: &mut Analyzer) -> Result<Vec<NameVariant>> {
        let evidence = Evidence::new((self.aliases, self.languages), words, false);
        let mut found = self.written_as_one(&evidence, (true, JOINED_SCALE), analyzer)?;
        found.retain(|s| s.words.len() == 1 && s.shown);
        Ok(found)
    }

    /// The least probability that is of interest.
    fn min_probability(&self) -> f32 {
        self.options.min_score.map_or(DEFAULT_THRESHOLD, |least| least.min(DEFAULT_THRESHOLD))
    }

    fn spelling(
        &self,
        evidence: &Evidence<'_>,
        sure: bool,
        form: NameForm,
        (words, score, judged): (Vec<String>, f32, Judgement),
    ) -> Result<NameVariant> {
        let name = evidence.name();
        let is_name = form.share.is_none_or(|share| share >= NAME_SHARE);
        let least =
            if is_caseless(&name[0]) && is_caseless(&words[0]) { MIN_OF_CASELESS } else { DEFAULT_THRESHOLD };
        let lacks_a_word = words.len() < name.len() && words.iter().all(|word| name.contains(word));
        let is_other = lacks_a_word && evidence.needs_all_words() || is_short_acronym(&form.text);
        let is_near = sure && is_name && judged.score >= least && !is_other;
        let is_word = is_near && judged.is_guess && self.is_frequent_word(evidence, &form, &words)?;
        let shown = is_near && !is_word;
        let judged = if is_word { Judgement { reason: Some(FREQUENT_WORD.to_owned()), ..judged } } else { judged };
        let reason = match judged.reason.filter(|_| !shown) {
            Some(reason) => reason,
            None if words == name => difference_of_form(&form.text, name).to_owned(),
            None => reason(&name.join(" "), &words.join(" ")),
        };
        // What the letters alone would have taken is listed with the reason against it.
        let left_out = sure && is_name && !shown && score >= least;
        let as_written = !form.text.is_empty();
        let text = if as_written { form.text } else { capitalised(&words) };
        let (passages, score) = (form.passages, judged.score);
        Ok(NameVariant { text, as_written, words, score, shown, left_out, passages, reason })
    }

    /// The phrases of the index that are like the name word by word, and those that are where two of its words are one.
    fn unit_by_unit(
        &self,
        evidence: &Evidence<'_>,
        sure: bool,
        analyzer: &mut Analyzer,
    ) -> Result<Vec<NameVariant>> {
        let name = evidence.name();
        let mut found = self.word_by_word(evidence, sure, analyzer)?;
        for at in 0..name.len() - 1 {
            if name.len() < 3 || name[at].chars().count() > MAX_HEAD || !has_case(&name[at]) {
                continue;
            }
            let mut units = name.to_vec();
            let second = units.remove(at + 1);
            units[at] += &second;
            let like = units.iter().map(|unit| self.like_word(unit, analyzer)).collect::<Result<Vec<_>>>()?;
            let mut more = Vec::new();
            self.add_phrases(
                (&Evidence::new((self.aliases, self.languages), &units, evidence.needs_all_words()), sure),
                &like,
                |bases| likeness(&units.join(" "), &bases.join(" ")),
                &mut more,
            )?;
            more.retain(|spelling| spelling.words != name && !found.iter().any(|s| s.words == spelling.words));
            found.extend(more);
        }
        Ok(found)
    }

    /// The phrases of the index whose words are like the words of the name, each like its own; of a person also with the
    /// first name as an initial, and without the middle names.
    fn word_by_word(
        &self,
        evidence: &Evidence<'_>,
        sure: bool,
        analyzer: &mut Analyzer,
    ) -> Result<Vec<NameVariant>> {
        let name = evidence.name();
        let like = name.iter().map(|word| self.like_word(word, analyzer)).collect::<Result<Vec<_>>>()?;
        let mut found = Vec::new();
        self.add_phrases((evidence, sure), &like, |bases| likeness(&name.join(" "), &bases.join(" ")), &mut found)?;
        if evidence.needs_all_words() {
            return Ok(found);
        }
        let (first, rest) = (&name[0], &name[1..]);
        let surname_is_long = rest.iter().any(|word| word.chars().count() >= MIN_SURNAME);
        if let Some(initial) = initial(first).filter(|_| surname_is_long) {
            let mut shortened = like.clone();
            shortened[0] = vec![(initial.clone(), vec![initial])];
            let score = |bases: &[&str]| INITIAL * likeness(&rest.join(" "), &bases[1..].join(" "));
            self.add_phrases((evidence, sure), &shortened, score, &mut found)?;
        }
        let last = name.len() - 1;
        if last >= 2
            && !name.iter().any(|word| PATRONYMIC.contains(&&**word))
            && !name.iter().all(|word| is_syllable(word))
        {
            let outer = [like[0].clone(), like[last].clone()];
            let typed = [&*name[0], &*name[last]].join(" ");
            let score = |bases: &[&str]| MIDDLE_LEFT_OUT * likeness(&typed, &bases.join(" "));
            self.add_phrases((evidence, sure), &outer, score, &mut found)?;
        }
        Ok(found)
    }

    /// Adds the phrases of the index that take one word of each place, given what scores the base forms of their words.
    fn add_phrases(
        &self,
        (evidence, sure): (&Evidence<'_>, bool),
        like: &[Vec<WordCandidate>],
        score: impl Fn(&[&str]) -> f32,
        found: &mut Vec<NameVariant>,
    ) -> Result<()> {
        let alternative = |(_, folded): &WordCandidate| Alternative {
            parts: parts(folded),
            kind: MatchKind::Spelling,
            weight: 1.0,
        };
        let slots: Vec<Slot> =
            like.iter().map(|words| Slot { alternatives: words.iter().map(alternative).collect() }).collect();
        for (alternatives, passages) in self.dictionary.phrases(&slots, u64::MAX)? {
            let chosen = || alternatives.iter().zip(like).map(|(alternative, words)| &words[*alternative]);
            let words: Vec<String> = chosen().flat_map(|(_, folded)| folded.clone()).collect();
            let bases: Vec<&str> = chosen().map(|(key, _)| key.as_str()).collect();
            // A name that lacks a syllable of a given name is another one, whatever stands beside it.
            let name = evidence.name();
            let is_cut = name.len() == bases.len()
                && name.iter().zip(&bases).any(|(unit, base)| {
                    let is_other = unit != base && base.chars().nth(1).is_some();
                    is_other && (lacks_syllable(unit, base) || likeness(unit, base) < MIN_OF_A_UNIT)
                });
            let score = if is_cut { 0.0 } else { score(&bases) };
            if score < self.min_probability() || passages == 0 || self.has_other_word(name, &words)? {
                continue;
            }
            let form = NameForm { key: bases.concat(), text: String::new(), passages, share: None };
            let judged = evidence.judge(&words, &form.key, score);
            found.push(self.spelling(evidence, sure, form, (words, score, judged))?);
        }
        Ok(())
    }

    /// The key and the folded words of every name of the dictionary that is somewhat like a word, also of those that stand in
    /// the index as one; the word first.
    fn like_word(&self, word: &str, analyzer: &mut Analyzer) -> Result<Vec<WordCandidate>> {
        let itself = (word.to_owned(), vec![word.to_owned()]);
        // What a short word lacks in likeness its neighbours make up for: `Hisn Bin Sad` is `Hisn Bani Sad`.
        let share = if word.chars().count() <= SHORT_WORD { SHORT_SCALE } else { 1.0 };
        let min_probability = MIN_OF_A_WORD;
        let words = vec![word.to_owned()];
        let request = NameRequest::LikeName { words, threshold_scale: share, min_probability };
        let mut matcher = NameMatcher::new(&request);
        let mut forms = self.dictionary.names(&request)?;
        forms.sort_by(|a, b| {
            let score = matcher.word_score(&b.key);
            score.total_cmp(&matcher.word_score(&a.key)).then(a.text.cmp(&b.text))
        });
        let mut like = vec![itself];
        for form in forms {
            let folded = words_of(&form.text, analyzer);
            // An initial or two names in a row are no unit.
            let is_unit = folded.len() == 1 || folded.len() == 2 && form.key == folded.concat();
            if !is_unit || folded == like[0].1 {
                continue;
            }
            if like.len() < MAX_OF_A_WORD && !like.iter().any(|(_, known)| *known == folded) {
                like.push((form.key, folded));
            }
        }
        Ok(like)
    }
}
