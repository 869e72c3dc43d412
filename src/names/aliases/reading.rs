//! The text of alias files → the groups of an [`AliasBook`].

use std::borrow::Cow;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::{AliasBook, Form, Group, Pack, key};
use crate::analysis::Analyzer;
use crate::error::{Error, Result, settings_text};
use crate::names::known::persons::KnownPersons;
use crate::names::known::places::KnownPlaces;

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

/// What an alias file says, its names folded.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) groups: Vec<Group>,
    /// Names that are each a thing of its own.
    pub(super) things: Vec<Cow<'static, str>>,
    /// Names that are never one.
    pub(super) forbidden: Vec<Vec<String>>,
}

const KINDS: [&str; 5] = ["place", "group", "agency", "person", "name"];

impl AliasBook {
    /// All built-in packs.
    pub fn built_in() -> Self {
        Self::of_packs(&Pack::ALL)
    }

    /// These built-in packs.
    pub fn of_packs(packs: &[Pack]) -> Self {
        let mut book = Self::default();
        if packs.contains(&Pack::World) {
            book.known = Some((KnownPlaces::built_in(), KnownPersons::built_in()));
        }
        packs.iter().for_each(|pack| book.add(pack.contents()));
        book
    }

    /// Adds a file of the reader's own: it adds groups, extends those that it shares a form with, and forbids pairs.
    pub fn add_file(&mut self, file: &Path, analyzer: &mut Analyzer) -> Result<()> {
        let text = settings_text(file)?;
        let origin =
            file.file_name().map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned());
        self.add_text(&text, file, &origin, analyzer)
    }

    /// Adds the text of an alias file. `place` is named in errors, `origin` in reasons.
    pub fn add_text(&mut self, text: &str, place: &Path, origin: &str, analyzer: &mut Analyzer) -> Result<()> {
        self.add(Contents::read(text, place, origin, analyzer)?);
        Ok(())
    }

    fn add(&mut self, contents: Contents) {
        self.by_first_word.reserve(contents.groups.iter().map(|group| group.forms.len()).sum());
        self.things.reserve(contents.things.len());
        contents.groups.into_iter().for_each(|group| self.add_group(group));
        for folded in contents.things {
            let number = self.things.len();
            self.things.entry(folded).or_insert(number);
        }
        contents.forbidden.iter().for_each(|names| self.forbid(names));
    }

    /// Adds a group, or its forms to the groups that it shares one with, which become one; what parted its forms before parts
    /// them no longer.
    fn add_group(&mut self, mut group: Group) {
        let new_forms = std::mem::take(&mut group.forms);
        let mut shared: Vec<usize> = new_forms.iter().filter_map(|form| self.find_form(form)).collect();
        shared.sort_unstable();
        shared.dedup();
        let number = shared.first().copied().unwrap_or(self.groups.len());
        if shared.is_empty() {
            self.groups.push(group);
        }
        for other in shared.into_iter().skip(1) {
            let forms = std::mem::take(&mut self.groups[other].forms);
            for form in &forms {
                self.by_first_word.entry(form.words[0].clone()).or_default().retain(|(g, _)| *g != other);
            }
            forms.into_iter().for_each(|form| self.add_form(number, form));
        }
        if !self.forbidden.is_empty() {
            let keys: Vec<String> = new_forms.iter().map(|form| key(&form.words)).collect();
            self.forbidden.retain(|(a, b)| !(keys.contains(a) && keys.contains(b)));
        }
        new_forms.into_iter().for_each(|form| self.add_form(number, form));
    }

    fn add_form(&mut self, group: usize, form: Form) {
        let known = &mut self.groups[group].forms;
        if !known.iter().any(|f| f.words == form.words) {
            let place = (group, known.len());
            match self.by_first_word.get_mut(&form.words[0]) {
                Some(places) => places.push(place),
                None => drop(self.by_first_word.insert(form.words[0].clone(), vec![place])),
            }
            known.push(form);
        }
    }

    fn find_form(&self, form: &Form) -> Option<usize> {
        let entries = self.by_first_word.get(&form.words[0])?;
        entries.iter().find(|(g, f)| self.groups[*g].forms[*f].words == form.words).map(|(g, _)| *g)
    }

    fn forbid(&mut self, folded: &[String]) {
        for a in folded {
            for b in folded.iter().filter(|b| *b != a) {
                self.forbidden.insert((a.clone(), b.clone()));
            }
        }
    }
}

impl Contents {
    /// What the text of an alias file says.
    pub(super) fn read(text: &str, place: &Path, origin: &str, analyzer: &mut Analyzer) -> Result<Self> {
        let wrong = |offset: usize, message: String| Error::settings(place, text, offset, message);
        let file: File = toml::from_str(text)
            .map_err(|e| wrong(e.span().map_or(0, |s| s.start), e.message().replace('\n', " ")))?;
        let mut contents = Self::default();
        for entry in file.group {
            let start = entry.span().start;
            let group = read_group(entry.into_inner(), origin, analyzer)
                .map_err(|(offset, message)| wrong(offset.unwrap_or(start), message))?;
            contents.groups.push(group);
        }
        let mut folded = |names: &[String]| names.iter().map(|name| key(&folded_words(name, analyzer))).collect();
        for list in &file.apart {
            let names: Vec<String> = folded(&list.names);
            contents.things.extend(names.into_iter().map(Cow::Owned));
        }
        for entry in file.forbid {
            if entry.get_ref().names.len() < 2 {
                return Err(wrong(entry.span().start, "a [[forbid]] parts two or more `names`: name them".into()));
            }
            contents.forbidden.push(folded(&entry.get_ref().names));
        }
        Ok(contents)
    }
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
        let words: Vec<String> = if capitals {
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
        let words = words.into_iter().map(Cow::Owned).collect();
        forms.push(Form { text: text.clone().into(), words, capitals, origin: origin.to_owned().into() });
    }
    if forms.len() < 2 {
        let message =
            format!("group `{}` has fewer than two names: there is nothing to join", entry.name.get_ref());
        return Err((None, message));
    }
    Ok(Group { name: entry.name.into_inner().into(), kind: entry.kind.into_inner().into(), forms })
}
