//! Alias files → [`AliasBook`]: names that no spelling rule links, from the built-in packs and the reader's own file.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::Spanned;

use crate::analysis::{Analyzer, QueryWord};
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
}

/// A form of the book found among the words of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The number of its group.
    pub group: usize,
    /// The number of the form in the group.
    pub form: usize,
    /// How many words it has.
    pub words: usize,
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
        entries
            .filter(|(g, f)| fits(&self.groups[*g].forms[*f]))
            .map(|&(group, form)| Match { group, form, words: self.groups[group].forms[form].words.len() })
            .max_by_key(|m| (m.words, std::cmp::Reverse(m.group)))
    }

    /// The other forms of a match, without those that the reader parted from it.
    pub fn others(&self, found: Match) -> impl Iterator<Item = &Form> {
        let group = &self.groups[found.group];
        let typed = key(&group.forms[found.form].words);
        let allowed = move |form: &&Form| {
            let other = key(&form.words);
            other != typed && !self.forbidden.contains(&(typed.clone(), other))
        };
        group.forms.iter().filter(allowed)
    }

    /// Why two names are one by an alias, if they are.
    pub fn joins(&self, a: &str, b: &str, analyzer: &mut Analyzer) -> Option<String> {
        let (a, b) = (analyzer.query_words(a), analyzer.query_words(b));
        let window: Vec<(&str, Option<&str>)> = a.iter().map(|w| (&*w.folded, w.capitals.as_deref())).collect();
        let found = self.longest_match(&window).filter(|found| found.words == a.len())?;
        let is_b = |form: &&Form| {
            let same = |(word, b): (&String, &QueryWord)| match form.capitals {
                true => b.capitals.as_ref() == Some(word),
                false => *word == b.folded,
            };
            form.words.len() == b.len() && form.words.iter().zip(&b).all(same)
        };
        let other = self.others(found).find(is_b)?;
        Some(format!("the same {} in {}", self.group(found).kind, other.origin))
    }

    /// Whether two names, in folded words, are known as different things: the reader parted them, or each is in a group or
    /// on a list of things apart, and no group has both.
    pub fn are_apart(&self, a: &[String], b: &[String]) -> bool {
        if self.forbidden.contains(&(key(a), key(b))) {
            return true;
        }
        // Groups count from 0 upwards, things of their own from the greatest number downwards.
        let known = |words: &[String]| -> Vec<usize> {
            let entries = words.first().and_then(|first| self.by_first_word.get(first)).into_iter().flatten();
            let has = |(g, f): &&(usize, usize)| self.groups[*g].forms[*f].words == words;
            let thing = self.things.get(&key(words)).map(|number| usize::MAX - number);
            entries.filter(has).map(|(group, _)| *group).chain(thing).collect()
        };
        let (of_a, of_b) = (known(a), known(b));
        !of_a.is_empty() && !of_b.is_empty() && !of_a.iter().any(|thing| of_b.contains(thing))
    }

    /// The group of a match.
    pub fn group(&self, found: Match) -> &Group {
        &self.groups[found.group]
    }
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
