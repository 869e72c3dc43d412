//! Dateline, as it is used by a program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use dateline::results::SearchOptions;
use dateline::schema::IndexSchema;
use dateline::{Archive, Error, OpenOptions, Reader, SpellingOptions};

use crate::Outcome;
use crate::draw::Slots;
use crate::engine::{Answer, Engine, Kind, Mode, Page, Question};

/// Builds it from the corpus itself.
pub fn build(folder: &Path, corpus: &Path) -> Outcome<()> {
    let mut archive = Archive::open_or_create(folder, IndexSchema::built_in())?;
    let paths: Vec<PathBuf> = vec![corpus.to_owned()];
    archive.refresh(&paths, &AtomicBool::new(false), &mut |_| {})?;
    Ok(())
}

/// An opened archive.
pub struct Ours {
    reader: Reader,
    /// The same with a file of aliases.
    with_aliases: Reader,
    /// No question takes longer.
    limit: Duration,
}

impl Ours {
    /// Opens the one in a folder.
    pub fn open(folder: &Path, aliases: &Path, limit: Duration) -> Outcome<Self> {
        let reader = Reader::open(folder, OpenOptions::default())?;
        let mut with_aliases = reader.clone();
        with_aliases.add_aliases(aliases)?;
        Ok(Self { reader, with_aliases, limit })
    }

    /// The spellings of a name.
    pub fn names(&self, name: &str) -> Outcome<usize> {
        Ok(self.reader.names(name, SpellingOptions::default())?.variants.len())
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "Dateline"
    }

    fn ask(&mut self, question: &Question) -> Outcome<Answer> {
        let text = text(question);
        let options = SearchOptions {
            exact: question.mode == Mode::Exact,
            time_limit: Some(self.limit),
            ..SearchOptions::default()
        };
        let reader = if question.mode == Mode::Aliases { &self.with_aliases } else { &self.reader };
        let answer = match question.page {
            Page::Ids => reader.rank(&text, &options).map(|hits| Answer::of(hits.len())),
            Page::Text => reader.search(&text, &options).map(|response| Answer::Hits {
                count: response.hits.len(),
                is_doubted: !response.warnings.is_empty(),
            }),
        };
        match answer {
            Err(Error::TimedOut { .. }) => Ok(Answer::Stopped),
            answer => Ok(answer?),
        }
    }

    fn another(&self) -> Outcome<Box<dyn Engine>> {
        let (reader, with_aliases) = (self.reader.clone(), self.with_aliases.clone());
        Ok(Box::new(Self { reader, with_aliases, limit: self.limit }))
    }
}

/// The question as it is typed. Words side by side are both `all` and `any`: what has them all comes first.
fn text(question: &Question) -> String {
    let slot = |slot: &Vec<String>| match &slot[..] {
        [first, _, ..] if question.mode != Mode::Exact => first.clone(),
        [only] => only.clone(),
        many => format!("({})", many.join(" OR ")),
    };
    let words = question.slots.iter().map(slot).collect::<Vec<_>>().join(" ");
    match question.kind {
        Kind::All | Kind::Any => words,
        Kind::Phrase => format!("\"{words}\""),
        Kind::Prefix => format!("{words}*"),
        Kind::Operator(form) => {
            let (first, last) = (words.split(' ').next().unwrap_or(""), words.rsplit(' ').next().unwrap_or(""));
            form.replace("{a?}", &with_wildcard(first)).replace("{a}", first).replace("{b}", last)
        }
    }
}

/// A word with a sign for its third letter.
fn with_wildcard(word: &str) -> String {
    word.chars().enumerate().map(|(at, letter)| if at == 2 { '?' } else { letter }).collect()
}

/// A file of aliases in which the alternatives of each slot are the names of one thing.
pub fn write_aliases(file: &Path, questions: &[Slots]) -> Outcome<()> {
    let mut out = String::new();
    for slot in questions.iter().flatten().filter(|slot| slot.len() > 1) {
        // A string or a list of strings is written alike in JSON and in TOML.
        let (name, names) = (serde_json::to_string(&slot[0])?, serde_json::to_string(&slot[1..])?);
        writeln!(out, "[[group]]\nname = {name}\nkind = \"place\"\nnames = {names}")?;
    }
    std::fs::write(file, out)?;
    Ok(())
}
