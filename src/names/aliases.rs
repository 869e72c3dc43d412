//! Alias files → [`AliasBook`]: names that no spelling rule links, from the built-in packs and the reader's own file.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::Spanned;

use super::known::persons::KnownPersons;
use super::known::places::KnownPlaces;
use super::spelling::letters::{Script, script_of};
use crate::analysis::{Analyzer, QueryWord, clitics};
use crate::error::{Error, Result};

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
    pub name: String,
    /// `place`, `group`, `agency` or `person`.
    pub kind: String,
    /// Every form.
    pub forms: Vec<Form>,
}

/// One form of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// As its file has it.
    pub text: String,
    /// Its folded words; the word as written for an acronym that matches in capitals only.
    pub words: Vec<String>,
    /// Whether it matches in capitals only.
    pub capitals: bool,
    /// The pack or file it comes from.
    pub origin: String,
}

/// All groups, looked up by the words of a query.
#[derive(Clone, Debug, Default)]
pub struct AliasBook {
    groups: Vec<Group>,
    /// The first word of a form → group and form.
    by_first_word: FxHashMap<String, Vec<(usize, usize)>>,
    /// Pairs of forms, in folded words, that are never one name.
    forbidden: FxHashSet<(String, String)>,
    /// Names, in folded words, that are each a thing of its own.
    things: FxHashMap<String, usize>,
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
    /// Its folded words, a space between them.
    folded: String,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    group: Vec<Spanned<GroupEntry>>,
    #[serde(default)]
    forbid: Vec<Spanned<Forbid>>,
    #[serde(default)]
    apart: Vec<Forbid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupEntry {
    name: Spanned<String>,
    #[serde(default = "GroupEntry::any_kind")]
    kind: Spanned<String>,
    #[serde(default)]
    names: Vec<Spanned<String>>,
    #[serde(default)]
    capitals: Vec<Spanned<String>>,
}

impl GroupEntry {
    fn any_kind() -> Spanned<String> {
        Spanned::new(0..0, "name".into())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forbid {
    names: Vec<String>,
}

const KINDS: [&str; 5] = ["place", "group", "agency", "person", "name"];

impl AliasBook {
    /// A book without names.
    pub fn empty() -> Self {
        Self::default()
    }

    /// All built-in packs.
    pub fn built_in(analyzer: &mut Analyzer) -> Self {
        Self::of_packs(&Pack::ALL, analyzer)
    }

    /// These built-in packs.
    pub fn of_packs(packs: &[Pack], analyzer: &mut Analyzer) -> Self {
        let mut book = Self::default();
        if packs.contains(&Pack::World) {
            book.known = Some((KnownPlaces::built_in(), KnownPersons::built_in()));
        }
        for (name, text) in packs.iter().map(|pack| pack.file()) {
            let place = PathBuf::from(format!("built-in pack {name}"));
            book.add_text(text, &place, &format!("the {name} pack"), analyzer)
                .expect("a test reads the built-in packs");
        }
        book
    }

    /// Adds a file of the reader's own: it adds groups, extends those that it shares a form with, and forbids pairs.
    pub fn add_file(&mut self, file: &Path, analyzer: &mut Analyzer) -> Result<()> {
        let text = std::fs::read_to_string(file).map_err(Error::file("read", file))?;
        let origin =
            file.file_name().map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned());
        self.add_text(&text, file, &origin, analyzer)
    }

    /// Adds the text of an alias file. `place` is named in errors, `origin` in reasons.
    pub fn add_text(&mut self, text: &str, place: &Path, origin: &str, analyzer: &mut Analyzer) -> Result<()> {
        let wrong = |offset: usize, message: String| Error::settings(place, text, offset, message);
        let file: File = toml::from_str(text)
            .map_err(|e| wrong(e.span().map_or(0, |s| s.start), e.message().replace('\n', " ")))?;
        for entry in file.group {
            let start = entry.span().start;
            let group = read_group(entry.into_inner(), origin, analyzer)
                .map_err(|(offset, message)| wrong(offset.unwrap_or(start), message))?;
            self.add_group(group);
        }
        for name in file.apart.iter().flat_map(|list| &list.names) {
            let number = self.things.len();
            self.things.entry(key(&folded_words(name, analyzer))).or_insert(number);
        }
        for entry in file.forbid {
            if entry.get_ref().names.len() < 2 {
                return Err(wrong(entry.span().start, "a [[forbid]] parts two or more `names`: name them".into()));
            }
            self.forbid(&entry.get_ref().names, analyzer);
        }
        Ok(())
    }

    /// All groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Adds a group, or its forms to the groups that it shares one with, which become one; what parted its forms before parts
    /// them no longer.
    fn add_group(&mut self, group: Group) {
        let mut shared: Vec<usize> = group.forms.iter().filter_map(|form| self.find_form(form)).collect();
        shared.sort_unstable();
        shared.dedup();
        let number = shared.first().copied().unwrap_or(self.groups.len());
        if shared.is_empty() {
            self.groups.push(Group { forms: Vec::new(), ..group.clone() });
        }
        for other in shared.into_iter().skip(1) {
            let forms = std::mem::take(&mut self.groups[other].forms);
            for form in &forms {
                self.by_first_word.entry(form.words[0].clone()).or_default().retain(|(g, _)| *g != other);
            }
            forms.into_iter().for_each(|form| self.add_form(number, form));
        }
        if !self.forbidden.is_empty() {
            let keys: Vec<String> = group.forms.iter().map(|form| key(&form.words)).collect();
            self.forbidden.retain(|(a, b)| !(keys.contains(a) && keys.contains(b)));
        }
        group.forms.into_iter().for_each(|form| self.add_form(number, form));
    }

    fn add_form(&mut self, group: usize, form: Form) {
        let known = &mut self.groups[group].forms;
        if !known.iter().any(|f| f.words == form.words) {
            self.by_first_word.entry(form.words[0].clone()).or_default().push((group, known.len()));
            known.push(form);
        }
    }

    fn find_form(&self, form: &Form) -> Option<usize> {
        let entries = self.by_first_word.get(&form.words[0])?;
        entries.iter().find(|(g, f)| self.groups[*g].forms[*f].words == form.words).map(|(g, _)| *g)
    }

    fn forbid(&mut self, names: &[String], analyzer: &mut Analyzer) {
        let folded: Vec<String> = names.iter().map(|n| key(&folded_words(n, analyzer))).collect();
        for a in &folded {
            for b in folded.iter().filter(|b| *b != a) {
                self.forbidden.insert((a.clone(), b.clone()));
            }
        }
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
                capitals: *capitals,
                words: words.len(),
            }
        });
        let listed_words = found.as_ref().map_or(0, |found| found.words);
        let place = |count: usize| {
            let folded = joined(count);
            let is_place = self.places_of(&folded).next().is_some();
            is_place.then_some(Match { group: None, folded, capitals: false, words: count })
        };
        let may_be_longer = self.known.is_some_and(|(places, _)| places.any_begins_with(folded));
        let longer = if may_be_longer { (listed_words + 1..=words.len()).rev().find_map(place) } else { None };
        longer.or(found)
    }

    /// The places that have a form, in folded words.
    fn places_of(&self, folded: &str) -> impl Iterator<Item = u32> + use<> {
        let places = self.known.map(|(places, _)| places.places(folded));
        places.into_iter().flatten()
    }

    /// The other forms of a match, without those that the reader parted from it: first those of the files.
    pub fn others(&self, found: &Match) -> Vec<OtherForm> {
        let allowed = |words: &[String]| {
            let other = key(words);
            other != found.folded && !self.forbidden.contains(&(found.folded.clone(), other))
        };
        let mut others: Vec<OtherForm> = Vec::new();
        if let Some((group, form)) = found.group {
            let Group { kind, forms, .. } = &self.groups[group];
            let origin = &forms[form].origin;
            for form in forms.iter().filter(|form| allowed(&form.words)) {
                let what = if form.capitals { ", in capitals only" } else { "" };
                let reason = format!("the same {kind} in {origin}{what}");
                let Form { text, words, capitals, .. } = form.clone();
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
                if allowed(&words) && !others.iter().any(|other| other.words == words) {
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
        if self.forbidden.contains(&(key(a), key(b))) {
            return true;
        }
        let (of_a, of_b) = (self.things(a), self.things(b));
        !of_a.is_empty() && !of_b.is_empty() && !of_a.iter().any(|thing| of_b.contains(thing))
    }

    /// What has a name, in folded words. A word of a script without case may have particles before it.
    pub(super) fn things(&self, words: &[String]) -> Vec<Thing> {
        let mut things = self.things_of(words);
        if let [word] = words {
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
        let entries = words.first().and_then(|first| self.by_first_word.get(first)).into_iter().flatten();
        let groups = entries.filter(|(g, f)| self.groups[*g].forms[*f].words == words);
        let groups = groups.map(|(group, _)| Thing::Group(*group));
        let alone = self.things.get(&folded).map(|number| Thing::Alone(*number));
        groups.chain(alone).chain(self.places_of(&folded).map(Thing::Place)).collect()
    }

    /// The scripts in which the files and the list of places have a form of a thing.
    pub(super) fn scripts_of(&self, thing: Thing) -> Vec<Script> {
        match (thing, self.known) {
            (Thing::Group(group), _) => {
                self.groups[group].forms.iter().filter_map(|form| script_of(&form.words.concat())).collect()
            }
            (Thing::Place(place), Some((places, _))) => {
                places.forms(place).filter_map(|form| script_of(&form.folded.replace(' ', ""))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The names of persons that are known, if the world pack is read.
    pub(super) fn persons(&self) -> Option<KnownPersons> {
        self.known.map(|(_, persons)| persons)
    }
}

/// A word without the particle before it; where the particle hides the Arabic article (`لل`), with the article.
fn without_particle(word: &str, particle: &str) -> Option<String> {
    let base = word.strip_prefix(particle).filter(|base| !particle.is_empty() && base.chars().count() >= 2)?;
    Some(if particle.ends_with("لل") { format!("ال{base}") } else { base.to_owned() })
}

fn is_arabic(word: &str) -> bool {
    word.chars().any(|letter| ('\u{600}'..='\u{6FF}').contains(&letter))
}

/// Whether a form is written with letters that Arabic does not have.
fn is_persian(text: &str) -> bool {
    text.contains(['پ', 'چ', 'ژ', 'گ', 'ک', 'ی', '\u{200C}'])
}

fn key(words: &[String]) -> String {
    words.join(" ")
}

fn folded_words(text: &str, analyzer: &mut Analyzer) -> Vec<String> {
    analyzer.query_words(text).into_iter().map(|w| w.folded).collect()
}

/// A group of a file; offset and message of the first fault.
fn read_group(entry: GroupEntry, origin: &str, analyzer: &mut Analyzer) -> Result<Group, (Option<usize>, String)> {
    let kind = entry.kind.get_ref();
    if !KINDS.contains(&kind.as_str()) {
        let message = format!("kind `{kind}` is not known: write place, group, agency or person");
        return Err((Some(entry.kind.span().start), message));
    }
    let mut forms: Vec<Form> = Vec::new();
    let name =
        (!entry.capitals.iter().any(|c| c.get_ref() == entry.name.get_ref())).then_some((&entry.name, false));
    let names = entry.names.iter().map(|n| (n, false)).chain(entry.capitals.iter().map(|n| (n, true)));
    for (spanned, capitals) in name.into_iter().chain(names) {
        let text = spanned.get_ref();
        let words = if capitals {
            analyzer.query_words(text).into_iter().filter_map(|w| w.capitals).collect()
        } else {
            folded_words(text, analyzer)
        };
        if words.is_empty() {
            let what = if capitals { "is not an acronym in capitals" } else { "holds no word" };
            return Err((Some(spanned.span().start), format!("`{text}` {what}: write a name with letters")));
        }
        if forms.iter().any(|f| f.words == words) {
            continue;
        }
        forms.push(Form { text: text.clone(), words, capitals, origin: origin.to_owned() });
    }
    if forms.len() < 2 {
        let message =
            format!("group `{}` has fewer than two names: there is nothing to join", entry.name.get_ref());
        return Err((None, message));
    }
    Ok(Group { name: entry.name.into_inner(), kind: entry.kind.into_inner(), forms })
}
