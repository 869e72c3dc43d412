//! Given names and surnames in Latin letters, each with how Arabic, Hebrew and Russian mostly write it.

use std::sync::LazyLock;

use super::table::{Lists, Strings, split_head};
use crate::names::spelling::letters::{Script, script_of};

/// Written by `known_names` in `bench/`.
static FILE: &[u8] = include_bytes!("../data/persons.table");

static PERSONS: LazyLock<KnownPersons> = LazyLock::new(|| KnownPersons::read(FILE));

/// Of each form in another script: the names that it is one of, all in one list, and where each form's begin.
static NAMES_OF_FORMS: LazyLock<(Vec<u32>, Vec<u32>)> = LazyLock::new(|| PERSONS.names_of_forms());

/// The names of persons that are known.
#[derive(Clone, Copy, Debug)]
pub struct KnownPersons {
    /// In Latin letters, folded, sorted.
    names: Strings<'static>,
    /// In other scripts, folded, sorted.
    others: Strings<'static>,
    /// Of each name: its forms in other scripts.
    forms: Lists<'static>,
}

impl KnownPersons {
    /// The list that is built in.
    pub fn built_in() -> Self {
        *PERSONS
    }

    /// A list as its file has it.
    pub fn read(file: &'static [u8]) -> Self {
        let (_, mut sections) = split_head(file);
        Self { names: sections.strings(), others: sections.strings(), forms: sections.lists() }
    }

    /// Whether a folded word is a known name.
    pub fn is_known(&self, name: &str) -> bool {
        self.names.find(name).is_some()
    }

    /// Whether a word in another script is how a name is written there.
    pub fn is_written(&self, name: &str, other: &str) -> bool {
        let (Some(name), Some(other)) = (self.names.find(name), self.others.find(other)) else { return false };
        self.forms.get(name).any(|form| form as usize == other)
    }

    /// Whether a folded word in another script is how some name is written there.
    pub fn is_form(&self, other: &str) -> bool {
        self.others.find(other).is_some()
    }

    /// The names in Latin letters that a folded word in another script is a form of.
    pub fn names_of(&self, other: &str) -> impl Iterator<Item = &'static str> + use<> {
        let names = self.names;
        let number = self.others.find(other).into_iter();
        let (all, starts) = &*NAMES_OF_FORMS;
        let own = number.flat_map(move |form| &all[starts[form] as usize..starts[form + 1] as usize]);
        own.map(move |name| names.get(*name as usize))
    }

    fn names_of_forms(&self) -> (Vec<u32>, Vec<u32>) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (name, number) in (0..self.names.len()).zip(0..) {
            pairs.extend(self.forms.get(name).map(|form| (form, number)));
        }
        pairs.sort_unstable();
        let starts = (0..=self.others.len() as u32).map(|form| pairs.partition_point(|pair| pair.0 < form) as u32);
        (pairs.iter().map(|pair| pair.1).collect(), starts.collect())
    }

    /// The scripts in which it is known how a name is written.
    pub fn scripts(&self, name: &str) -> impl Iterator<Item = Script> + use<> {
        let (forms, others) = (self.forms, self.others);
        let number = self.names.find(name).into_iter();
        number.flat_map(move |name| forms.get(name).filter_map(move |form| script_of(others.get(form as usize))))
    }

    /// Whether two names are two: both are known, and no other script writes them alike, as it would two spellings of one:
    /// Mohammed and Muhammad are محمد, Paul is بول and Paula باولا.
    pub fn are_apart(&self, a: &str, b: &str) -> bool {
        let (Some(a), Some(b)) = (self.names.find(a), self.names.find(b)) else { return false };
        let (of_a, of_b) = (self.forms.get(a), self.forms.get(b));
        let script = |form: u32| script_of(self.others.get(form as usize));
        let compared = of_a.clone().any(|a| of_b.clone().any(|b| script(a) == script(b)));
        a != b && compared && !of_a.clone().any(|a| of_b.clone().any(|b| a == b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_two_where_no_other_script_writes_them_alike() {
        let persons = KnownPersons::built_in();
        let names: Vec<&str> = (0..persons.names.len()).map(|number| persons.names.get(number)).collect();
        let others: Vec<&str> = (0..persons.others.len()).map(|number| persons.others.get(number)).collect();
        assert!(names.len() > 10_000 && names.is_sorted() && others.is_sorted());
        assert!(persons.are_apart("paul", "paula") && persons.are_apart("robert", "roberts"));
        assert!(!persons.are_apart("mohammed", "muhammad") && !persons.are_apart("paul", "zzz"));
        assert!(persons.is_written("ibrahim", "ابراهيم") && persons.is_form("ابراهيم"));
    }
}
