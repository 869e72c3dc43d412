//! The built-in packs as they are read when the program starts: their names already folded, a line each. The files that people
//! write are TOML, and reading these and folding their names took half of the start.
//!
//! ```text
//! group     name, kind
//! form      as written, its folded words; `capitals` where it matches in capitals only
//! apart     folded words
//! forbid    folded words of each name
//! ```
//!
//! What stands in a line is parted by tabs. `prepared` in `bench/` writes the files, and a test reads them against the packs.

use std::borrow::Cow;
use std::path::Path;

use super::reading::Contents;
use super::{Form, Group, Pack};
use crate::analysis::Analyzer;
use crate::error::Result;

impl Pack {
    /// Its prepared text.
    fn prepared(self) -> &'static str {
        match self {
            Self::Syria => include_str!("../data/syria.prepared"),
            Self::World => include_str!("../data/world.prepared"),
        }
    }

    /// What it says.
    pub(super) fn contents(self) -> Contents {
        let origin = self.origin();
        let mut contents = Contents::default();
        for line in self.prepared().lines() {
            let mut cells = line.split('\t');
            let (what, mut cell) = (cells.next().unwrap_or_default(), || cells.next().unwrap_or_default());
            match what {
                "group" => {
                    let (name, kind) = (cell().into(), cell().into());
                    contents.groups.push(Group { name, kind, forms: Vec::new() });
                }
                "form" | "capitals" => {
                    let (text, words) = (cell().into(), cell().split(' ').map(Cow::Borrowed).collect());
                    let form = Form { text, words, capitals: what == "capitals", origin: origin.into() };
                    if let Some(group) = contents.groups.last_mut() {
                        group.forms.push(form);
                    }
                }
                "apart" => contents.things.push(cell().into()),
                _ => contents.forbidden.push(cells.map(str::to_owned).collect()),
            }
        }
        contents
    }

    /// Where its forms come from, as reasons say it.
    fn origin(self) -> &'static str {
        match self {
            Self::Syria => "the syria pack",
            Self::World => "the world pack",
        }
    }

    /// The prepared text of its file.
    #[doc(hidden)]
    pub fn prepare(self, analyzer: &mut Analyzer) -> Result<String> {
        let (name, text) = self.file();
        let contents = Contents::read(text, Path::new(name), self.origin(), analyzer)?;
        let mut prepared = String::new();
        let mut line = |cells: &[&str]| prepared += &(cells.join("\t") + "\n");
        for Group { name, kind, forms } in &contents.groups {
            line(&["group", name, kind]);
            for Form { text, words, capitals, .. } in forms {
                line(&[if *capitals { "capitals" } else { "form" }, text, &words.join(" ")]);
            }
        }
        contents.things.iter().for_each(|folded| line(&["apart", folded]));
        for names in &contents.forbidden {
            let cells: Vec<&str> = std::iter::once("forbid").chain(names.iter().map(String::as_str)).collect();
            line(&cells);
        }
        Ok(prepared)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_prepared_is_what_the_packs_say() {
        for pack in Pack::ALL {
            let prepared = pack.prepare(&mut Analyzer::new(&BTreeMap::new())).unwrap();
            let differs = prepared.lines().zip(pack.prepared().lines()).find(|(a, b)| a != b);
            assert!(
                prepared == pack.prepared(),
                "{pack:?}: {differs:?}: run `cargo run --release -p dateline-bench --bin prepared`"
            );
        }
    }
}
