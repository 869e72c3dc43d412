//! Under which names tables and data give the parts of an article: the reader's own before the built-in ones.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::schema::Columns;

impl Columns {
    fn lists(&self) -> [&Vec<String>; 10] {
        let Self { id, title, text, summary, date, source, language, url, byline, updated } = self;
        [id, title, text, summary, date, source, language, url, byline, updated]
    }

    fn lists_mut(&mut self) -> [&mut Vec<String>; 10] {
        let Self { id, title, text, summary, date, source, language, url, byline, updated } = self;
        [id, title, text, summary, date, source, language, url, byline, updated]
    }

    fn has(&self, plain_name: &str) -> bool {
        self.lists().into_iter().flatten().any(|name| name == plain_name)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltIn {
    inside: Vec<String>,
    members: Vec<String>,
    times: Vec<String>,
    around: Around,
    columns: Columns,
}

/// The words that may stand beside a known name in a name of several words.
#[derive(Deserialize)]
struct Around {
    any: Vec<String>,
    #[serde(flatten)]
    parts: BTreeMap<String, Vec<String>>,
}

impl Around {
    fn has(&self, part: &str, word: &str) -> bool {
        self.any.iter().chain(self.parts.get(part).into_iter().flatten()).any(|known| known == word)
    }
}

/// The parts of an article, in the order of [`Columns::lists`].
const PARTS: [&str; 10] =
    ["id", "title", "text", "summary", "date", "source", "language", "url", "byline", "updated"];

/// At most so many columns are named in a message.
const MAX_LISTED: usize = 10;

/// A name of more words is a sentence.
const MAX_WORDS: usize = 6;

/// A shorter name stands in too many others, in letters.
const MIN_LIKE: usize = 4;

/// The names of a text's beginning where its rest stands beside it, and those of the rest.
pub(super) const LEADS: [&str; 2] = ["leadparagraph", "lead"];
pub(super) const REST: [&str; 2] = ["tailparagraphs", "remainder"];

static BUILT_IN: LazyLock<BuiltIn> =
    LazyLock::new(|| toml::from_str(include_str!("fields.toml")).expect("a test reads the built-in list"));

/// All words around names.
static AROUND: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    BUILT_IN.around.parts.values().flatten().chain(&BUILT_IN.around.any).map(String::as_str).collect()
});

static NAMES: LazyLock<Arc<FieldNames>> = LazyLock::new(|| Arc::new(FieldNames::with(&Columns::default())));

/// All names that hold for a file.
#[derive(Debug)]
pub(in crate::ingest) struct FieldNames {
    /// The reader's own, in plain form.
    own: Columns,
    /// These, and after them the built-in ones.
    pub(in crate::ingest) all: Columns,
}

impl FieldNames {
    /// The built-in names alone.
    pub(in crate::ingest) fn built_in() -> Arc<Self> {
        Arc::clone(&NAMES)
    }

    /// The built-in names after the reader's own.
    pub(in crate::ingest) fn of(own: &Columns) -> Arc<Self> {
        if *own == Columns::default() { Self::built_in() } else { Arc::new(Self::with(own)) }
    }

    fn with(own: &Columns) -> Self {
        let mut own = own.clone();
        own.lists_mut().into_iter().flatten().for_each(|name| *name = plain_name(name));
        let mut all = own.clone();
        for (names, more) in all.lists_mut().into_iter().zip(BUILT_IN.columns.lists()) {
            // A name that the reader gives to one part is no longer that of another.
            names.extend(more.iter().filter(|name| !own.has(name)).cloned());
        }
        Self { own, all }
    }

    /// The plain name under which a column or member counts: of a name of several words the known one of them, where the others
    /// only say of what it is (`article_title`, `Date de publication`).
    pub(in crate::ingest) fn part_name(&self, name: &str) -> String {
        let plain = plain_name(name);
        if self.all.has(&plain) || BUILT_IN.inside.contains(&plain) || BUILT_IN.members.contains(&plain) {
            return plain;
        }
        self.known_word(&words(name)).map_or(plain, str::to_owned)
    }

    /// The name of a part that one of the words is, or two that stand together, if the others are words around it.
    fn known_word(&self, words: &[String]) -> Option<&str> {
        let others = words.iter().filter(|word| AROUND.contains(word.as_str())).count();
        if !(2..=MAX_WORDS).contains(&words.len()) || others == 0 || others + 2 < words.len() {
            return None;
        }
        let places = || (1..=2).rev().flat_map(|count| (0..words.len()).map(move |at| at..at + count));
        let known = |(part, names): (&&str, &'_ Vec<String>), range: &Range<usize>| {
            let word = words.get(range.clone())?.concat();
            let mut others = words.iter().enumerate().filter(|(at, _)| !range.contains(at));
            let at = names.iter().position(|known| *known == word)?;
            others.all(|(_, other)| BUILT_IN.around.has(part, other)).then_some(at)
        };
        places().find_map(|range| {
            PARTS.iter().zip(self.all.lists()).find_map(|part| Some(part.1[known(part, &range)?].as_str()))
        })
    }

    /// Whether an object with a member of this name is an article.
    pub(in crate::ingest) fn holds_article(&self, member: &str) -> bool {
        let name = self.part_name(member);
        let title = matches!(name.as_str(), "headline" | "title") && self.all.title.contains(&name);
        title || self.all.text.contains(&name) || self.own.title.contains(&name)
    }

    /// Whether a row surely names the columns of articles.
    pub(in crate::ingest) fn is_header(&self, row: &[String]) -> bool {
        let known = row.iter().filter(|name| self.is_known(name)).count();
        // A column `Name` is one of many tables.
        let is_headline = |name: &&String| self.is_title(name) && self.part_name(name) != "name";
        row.iter().any(|name| self.holds_article(name) || is_headline(&name))
            && known >= 2
            && 2 * known >= row.len()
    }

    /// Whether the first row of what is called a table names columns of articles.
    pub(in crate::ingest) fn can_be_header(&self, row: &[String]) -> bool {
        row.iter().any(|name| self.holds_article(name))
            || row.len() > 1 && row.iter().any(|name| self.is_known(name))
    }

    /// Whether the list of articles can stand in a member of this name.
    pub(in crate::ingest) fn holds_list(&self, member: &str) -> bool {
        BUILT_IN.inside.contains(&plain_name(member))
    }

    /// Whether a member of this name holds other members of the article.
    pub(in crate::ingest) fn holds_members(&self, member: &str) -> bool {
        BUILT_IN.members.contains(&plain_name(member))
    }

    /// Whether two names, in plain form, are those of the same part of an article.
    pub(in crate::ingest) fn are_one_part(&self, one: &str, other: &str) -> bool {
        self.all
            .lists()
            .into_iter()
            .any(|names| [one, other].iter().all(|name| names.iter().any(|known| known == name)))
    }

    /// Whether a name of a date is that of any time, not of the day of publication.
    pub(in crate::ingest) fn is_any_time(&self, name: &str) -> bool {
        BUILT_IN.times.iter().any(|time| time == name) && !self.own.date.iter().any(|own| own == name)
    }

    /// The columns of a table that no part of an article is taken from, each with the part that its name looks like;
    /// nothing if all are used.
    pub(in crate::ingest) fn unused<'a>(&self, columns: impl IntoIterator<Item = &'a str>) -> Option<String> {
        let is_used = |name: &str| {
            let plain = plain_name(name);
            let is_piece = LEADS.contains(&plain.as_str()) || REST.contains(&plain.as_str());
            plain.is_empty() || is_piece || self.is_known(name) || self.holds_members(name)
        };
        let said = |name: &str| match self.looks_like(&plain_name(name)) {
            Some(part) => format!("`{}` (looks like `{part}`)", name.trim()),
            None => format!("`{}`", name.trim()),
        };
        let unused: Vec<&str> = columns.into_iter().filter(|name| !is_used(name)).collect();
        let listed: Vec<String> = unused.iter().take(MAX_LISTED).map(|name| said(name)).collect();
        let more = unused.len() - listed.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let way_out = "name those that are wanted in `[columns]` of index_schema.toml";
        (!listed.is_empty()).then(|| format!("columns not used: {}{more}: {way_out}", listed.join(", ")))
    }

    /// Whether a column or member of this name can hold the headline or words of an article.
    pub(in crate::ingest) fn holds_words(&self, name: &str) -> bool {
        let name = self.part_name(name);
        let is_piece = LEADS.contains(&name.as_str()) || REST.contains(&name.as_str());
        is_piece || [&self.all.title, &self.all.text, &self.all.summary].iter().any(|names| names.contains(&name))
    }

    /// What is said of a table without a column of headlines or texts.
    pub(in crate::ingest) fn not_understood(&self, columns: &[String]) -> String {
        let listed: Vec<String> =
            columns.iter().take(MAX_LISTED).map(|name| format!("`{}`", name.trim())).collect();
        let more = columns.len() - listed.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let listed = listed.join(", ");
        format!(
            "no column of the table is known as that of headlines or texts: {listed}{more}: call them `title` and `text`, or name \
             them in `[columns]` of index_schema.toml"
        )
    }

    /// The part of an article whose names a column's name holds as its beginning or end.
    fn looks_like(&self, plain: &str) -> Option<&'static str> {
        let is_like = |known: &String| {
            known.chars().count() >= MIN_LIKE
                && (plain.starts_with(known.as_str()) || plain.ends_with(known.as_str()))
        };
        PARTS.iter().zip(self.all.lists()).find(|(_, names)| names.iter().any(is_like)).map(|(part, _)| *part)
    }

    /// Whether data gives a part of an article under this name.
    pub(in crate::ingest) fn is_known(&self, name: &str) -> bool {
        self.all.has(&self.part_name(name))
    }

    /// Whether the reader gave this name to a part of an article.
    pub(in crate::ingest) fn is_own(&self, name: &str) -> bool {
        self.own.has(&plain_name(name))
    }

    /// Whether data gives the headline under this name.
    pub(in crate::ingest) fn is_title(&self, name: &str) -> bool {
        self.all.title.contains(&self.part_name(name))
    }

    /// Whether data gives the text under this name.
    pub(in crate::ingest) fn is_text(&self, name: &str) -> bool {
        self.all.text.contains(&self.part_name(name))
    }
}

/// A name in lower case without accents, hyphens, underscores and the like.
pub(in crate::ingest) fn plain_name(name: &str) -> String {
    if name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return name.to_ascii_lowercase();
    }
    let is_accent = |c: &char| ('\u{300}'..='\u{36F}').contains(c);
    let lower = name.nfd().flat_map(char::to_lowercase).nfd().filter(|c| !is_accent(c)).nfc();
    let letters = lower.filter(|c| c.is_alphanumeric());
    letters
        .map(|c| match c {
            'ı' => 'i',
            'ł' => 'l',
            c => c,
        })
        .collect()
}

/// The words of a name in plain form: parted by signs, by a capital in the word (`articleTitle`), and in letters that know no
/// spaces by a word around it at the beginning or end (`文章标题`).
fn words(name: &str) -> Vec<String> {
    let mut parted = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            parted.push(' ');
        }
        parted.push(c);
        before = c;
    }
    let words =
        parted.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|word| !word.is_empty());
    words.flat_map(|word| unspaced(&plain_name(word))).collect()
}

/// The words of a word in letters that know no spaces.
fn unspaced(word: &str) -> Vec<String> {
    let is_unspaced = |known: &&&str| known.chars().all(|c| c >= '\u{3000}') && known.len() < word.len();
    if word.is_ascii() {
        return vec![word.to_owned()];
    }
    // The longest counts, so that what is read does not hang on the order of the set.
    let around =
        AROUND.iter().filter(is_unspaced).filter(|known| word.starts_with(**known) || word.ends_with(**known));
    let parted = around.max_by_key(|known| (known.len(), **known)).map(|known| match word.strip_prefix(known) {
        Some(rest) => vec![(*known).to_owned(), rest.to_owned()],
        None => vec![word[..word.len() - known.len()].to_owned(), (*known).to_owned()],
    });
    parted.unwrap_or_else(|| vec![word.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_plain_and_stand_once() {
        let mut all: Vec<&String> = BUILT_IN.columns.lists().into_iter().flatten().collect();
        assert!(all.iter().all(|name| plain_name(name) == **name));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_name_of_the_readers_is_no_longer_that_of_another_part() {
        let own =
            Columns { source: vec!["Name".into()], title: vec!["Über-Schrift".into()], ..Columns::default() };
        let names = FieldNames::of(&own);
        assert!(names.is_own("name") && !names.is_title("name") && names.all.source[0] == "name");
        assert!(names.holds_article("überschrift") && names.is_title("headline") && !names.is_own("title"));
        assert!(FieldNames::built_in().is_title("name"));
    }
}
