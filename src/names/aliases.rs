//! Alias files → [`AliasBook`]: names that no spelling rule links, from the built-in packs and the reader's own file.

mod prepared;
mod reading;

use std::borrow::{Borrow, Cow};

use rustc_hash::{FxHashMap, FxHashSet};

use super::known::ordinary::is_listed;
use super::known::persons::KnownPersons;
use super::known::places::KnownPlaces;
use super::words::{is_caseless, without_particle};
use crate::analysis::{Analyzer, QueryWord, base_forms, clitics};
use crate::article::Language;

/// A pack of aliases that is built into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pack {
    /// Places, groups, agencies and people of north-west Syria.
    Syria,
    /// Countries, great cities and peoples, each a thing of its own.
    World,
}

impl Pack {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Syria, Self::World];

    /// Its name and its text.
    pub(super) fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Syria => ("syria", include_str!("data/syria.toml")),
            Self::World => ("world", include_str!("data/world.toml")),
        }
    }
}

/// Names of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The form shown to people.
    pub name: Cow<'static, str>,
    /// `place`, `group`, `agency` or `person`.
    pub kind: Cow<'static, str>,
    /// Every form.
    pub forms: Vec<Form>,
}

/// One form of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// As its file has it.
    pub text: Cow<'static, str>,
    /// Its folded words; the word as written for an acronym that matches in capitals only.
    pub words: Vec<Cow<'static, str>>,
    /// Whether it matches in capitals only.
    pub capitals: bool,
    /// The pack or file it comes from.
    pub origin: Cow<'static, str>,
}

/// All groups, looked up by the words of a query.
#[derive(Clone, Debug, Default)]
pub struct AliasBook {
    groups: Vec<Group>,
    /// The first word of a form → group and form.
    by_first_word: FxHashMap<Cow<'static, str>, Vec<(usize, usize)>>,
    /// Pairs of forms, in folded words, that are never one name.
    forbidden: FxHashSet<(String, String)>,
    /// Names, in folded words, that are each a thing of its own.
    things: FxHashMap<Cow<'static, str>, usize>,
    /// The places and the persons' names that are known, if the world pack is read.
    known: Option<(KnownPlaces, KnownPersons)>,
}

/// Something that has names: a group of the book, a thing of its own, a known place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// The number of a group.
    Group(usize),
    /// The number of a thing that is listed under one name.
    Alone(usize),
    /// The number of a known place.
    Place(u32),
}

/// A form of the book found among the words of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its group in a file, and the form there.
    group: Option<(usize, usize)>,
    /// The folded words of the form, a space between them.
    folded: String,
    /// The folded word that stands for it with an ending or a particle.
    inflected: Option<String>,
    /// Whether it matches in capitals only.
    pub capitals: bool,
    /// How many words it has.
    pub words: usize,
}

impl Match {
    /// Whether it is known as a place alone, and no file names it.
    pub fn is_place_alone(&self) -> bool {
        self.group.is_none()
    }
}

/// Another form of a name of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherForm {
    /// As it is written.
    pub text: String,
    /// Its folded words.
    pub words: Vec<String>,
    /// Whether it matches in capitals only.
    pub capitals: bool,
    /// Whether it is of a known place, and no file has it.
    pub is_place: bool,
    /// Whether it is in Arabic letters and of Persian or Urdu: no particles are written with it, and in Arabic the same letters
    /// may be another word.
    pub is_persian: bool,
    /// Why it is the same name.
    pub reason: String,
}

impl AliasBook {
    /// A book without names.
    pub fn empty() -> Self {
        Self::default()
    }

    /// All groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The longest form that the words begin with. Each word comes folded and, if it is in capitals, as written.
    pub fn longest_match(&self, words: &[(&str, Option<&str>)]) -> Option<Match> {
        let (folded, capitals) = words.first()?;
        let firsts = [Some(*folded), *capitals];
        let entries = firsts.iter().flatten().filter_map(|w| self.by_first_word.get(*w)).flatten();
        let fits = |form: &Form| {
            form.words.len() <= words.len()
                && form.words.iter().zip(words).all(|(w, (folded, capitals))| {
                    if form.capitals { capitals.is_some_and(|c| c == w) } else { w == folded }
                })
        };
        let listed = entries
            .filter(|(g, f)| fits(&self.groups[*g].forms[*f]))
            .max_by_key(|(g, f)| (self.groups[*g].forms[*f].words.len(), std::cmp::Reverse(*g)));
        let joined = |count: usize| words[..count].iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ");
        let found = listed.map(|&(group, form)| {
            let Form { words, capitals, .. } = &self.groups[group].forms[form];
            Match {
                group: Some((group, form)),
                folded: joined(words.len()),
                inflected: None,
                capitals: *capitals,
                words: words.len(),
            }
        });
        let listed_words = found.as_ref().map_or(0, |found| found.words);
        let place = |count: usize| {
            let folded = joined(count);
            let is_place = self.places_of(&folded).next().is_some();
            is_place.then_some(Match { group: None, folded, inflected: None, capitals: false, words: count })
        };
        let may_be_longer = self.known.is_some_and(|(places, _)| places.any_begins_with(folded));
        let longer = if may_be_longer { (listed_words + 1..=words.len()).rev().find_map(place) } else { None };
        longer.or(found)
    }

    /// The form that a folded word is with an ending of one of some languages, or with a particle before it: `Сирии`, `بالرياض`.
    pub fn inflected_match(&self, word: &str, languages: &[Language]) -> Option<Match> {
        let first = word.chars().next()?;
        if is_listed(word) {
            return None;
        }
        let mut bases: Vec<String> =
            clitics(first).iter().filter_map(|particle| without_particle(word, particle)).collect();
        for language in languages {
            base_forms(word, language.as_str(), &mut |base| bases.push(base.to_owned()));
        }
        let found = bases.iter().find_map(|base| self.longest_match(&[(base, None)]))?;
        Some(Match { inflected: Some(word.to_owned()), ..found })
    }

    /// The places that have a form, in folded words.
    fn places_of(&self, folded: &str) -> impl Iterator<Item = u32> + use<> {
        let places = self.known.map(|(places, _)| places.places(folded));
        places.into_iter().flatten()
    }

    /// The form that is shown to people of what a match is the name of, and what that is.
    pub fn name_of(&self, found: &Match) -> (String, String) {
        if let Some((group, _)) = found.group {
            let Group { name, kind, .. } = &self.groups[group];
            return (name.to_string(), kind.to_string());
        }
        let place = self.known.zip(self.places_of(&found.folded).next());
        place.map_or_else(
            || (found.folded.clone(), "place".to_owned()),
            |((places, _), place)| {
                let shown = places.forms(place).next().map_or_else(|| found.folded.clone(), |form| form.text);
                (shown, places.kind(place).to_owned())
            },
        )
    }

    /// The other forms of a match, without those that the reader parted from it: first those of the files.
    pub fn others(&self, found: &Match) -> Vec<OtherForm> {
        let typed = found.inflected.as_ref().unwrap_or(&found.folded);
        let allowed = |other: String| other != *typed && !self.forbidden.contains(&(found.folded.clone(), other));
        let mut others: Vec<OtherForm> = Vec::new();
        if let Some((group, form)) = found.group {
            let Group { kind, forms, .. } = &self.groups[group];
            let origin = &forms[form].origin;
            for form in forms.iter().filter(|form| allowed(key(&form.words))) {
                let what = if form.capitals { ", in capitals only" } else { "" };
                let reason = format!("the same {kind} in {origin}{what}");
                let (text, capitals) = (form.text.to_string(), form.capitals);
                let words = form.words.iter().map(|word| word.to_string()).collect();
                let is_persian = is_persian(&text);
                others.push(OtherForm { text, words, capitals, is_place: false, is_persian, reason });
            }
        }
        let Some((places, _)) = self.known.filter(|_| !found.capitals) else { return others };
        for place in self.places_of(&found.folded) {
            let reason = format!("the same {} in the world list", places.kind(place));
            for form in places.forms(place) {
                let words: Vec<String> = form.folded.split(' ').map(str::to_owned).collect();
                // What another file parts or joins otherwise is the reader's say.
                if allowed(key(&words)) && !others.iter().any(|other| other.words == words) {
                    let (text, reason) = (form.text, reason.clone());
                    let (capitals, is_place) = (false, true);
                    let is_persian = is_arabic(form.folded) && !places.takes_particles(form.folded);
                    others.push(OtherForm { text, words, capitals, is_place, is_persian, reason });
                }
            }
        }
        others
    }

    /// Why two names are one by an alias, if they are.
    pub fn joins(&self, a: &str, b: &str, analyzer: &mut Analyzer) -> Option<String> {
        let (a, b) = (analyzer.query_words(a), analyzer.query_words(b));
        let window: Vec<(&str, Option<&str>)> = a.iter().map(|w| (&*w.folded, w.capitals.as_deref())).collect();
        let found = self.longest_match(&window).filter(|found| found.words == a.len())?;
        let is_b = |form: &OtherForm| {
            let same = |(word, b): (&String, &QueryWord)| match form.capitals {
                true => b.capitals.as_ref() == Some(word),
                false => *word == b.folded,
            };
            form.words.len() == b.len() && form.words.iter().zip(&b).all(same)
        };
        self.others(&found).into_iter().find(is_b).map(|form| form.reason)
    }

    /// Whether two names, in folded words, are known as different things: the reader parted them, or each is in a group, on a
    /// list of things apart or a known place, and none has both names.
    pub fn are_apart(&self, a: &[String], b: &[String]) -> bool {
        if self.are_forbidden(a, b) {
            return true;
        }
        let (of_a, of_b) = (self.things(a), self.things(b));
        !of_a.is_empty() && !of_b.is_empty() && !of_a.iter().any(|thing| of_b.contains(thing))
    }

    /// Whether the reader, or a pack, parted two names, in folded words.
    pub(super) fn are_forbidden(&self, a: &[String], b: &[String]) -> bool {
        self.forbidden.contains(&(key(a), key(b)))
    }

    /// What has a name, in folded words. A word of a script without case may have particles before it.
    pub(super) fn things(&self, words: &[String]) -> Vec<Thing> {
        let mut things = self.things_of(words);
        if let [word] = words
            && is_caseless(word)
            && !is_listed(word)
        {
            let first = word.chars().next().unwrap_or_default();
            for base in clitics(first).iter().filter_map(|particle| without_particle(word, particle)) {
                let takes_particles = |thing: &Thing| match thing {
                    Thing::Place(_) => self.known.is_some_and(|(places, _)| places.takes_particles(&base)),
                    Thing::Group(group) => {
                        let forms = self.groups[*group].forms.iter();
                        forms.clone().any(|form| form.words == [base.as_str()] && !is_persian(&form.text))
                    }
                    Thing::Alone(_) => true,
                };
                things.extend(self.things_of(std::slice::from_ref(&base)).into_iter().filter(takes_particles));
            }
        }
        things
    }

    /// Whether a word in Arabic letters is a form of a thing in Persian or Urdu alone.
    pub(super) fn is_persian_form(&self, word: &str, thing: Thing) -> bool {
        is_arabic(word)
            && match thing {
                Thing::Group(group) => {
                    let mut forms = self.groups[group].forms.iter().filter(|form| form.words == [word]);
                    forms.clone().next().is_some() && forms.all(|form| is_persian(&form.text))
                }
                Thing::Place(place) => self.known.is_some_and(|(places, _)| {
                    places.places(word).any(|other| other == place) && !places.takes_particles(word)
                }),
                Thing::Alone(_) => false,
            }
    }

    /// What has just this name.
    fn things_of(&self, words: &[String]) -> Vec<Thing> {
        let folded = key(words);
        let entries = words.first().and_then(|first| self.by_first_word.get(first.as_str())).into_iter().flatten();
        let groups = entries.filter(|(g, f)| self.groups[*g].forms[*f].words == words);
        let groups = groups.map(|(group, _)| Thing::Group(*group));
        let alone = self.things.get(folded.as_str()).map(|number| Thing::Alone(*number));
        groups.chain(alone).chain(self.places_of(&folded).map(Thing::Place)).collect()
    }

    /// The folded forms of a thing, in the files or the list of places.
    pub(super) fn forms_of(&self, thing: Thing) -> Vec<String> {
        match (thing, self.known) {
            (Thing::Group(group), _) => self.groups[group].forms.iter().map(|form| key(&form.words)).collect(),
            (Thing::Place(place), Some((places, _))) => {
                places.forms(place).map(|form| form.folded.to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The names of persons that are known, if the world pack is read.
    pub(crate) fn persons(&self) -> Option<KnownPersons> {
        self.known.map(|(_, persons)| persons)
    }
}

fn is_arabic(word: &str) -> bool {
    word.chars().any(|letter| ('\u{600}'..='\u{6FF}').contains(&letter))
}

/// Whether a form is written with letters that Arabic does not have.
fn is_persian(text: &str) -> bool {
    text.contains(['پ', 'چ', 'ژ', 'گ', 'ک', 'ی', '\u{200C}'])
}

fn key<S: Borrow<str>>(words: &[S]) -> String {
    words.join(" ")
}
