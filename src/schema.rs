//! index_schema.toml → [`IndexSchema`]: the only reader of the one definition of the index.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::analysis::Stemmer;
use crate::error::{Error, Result, settings_text};

/// The format of the stored index that this version writes and reads.
pub const FORMAT: u32 = 2;

/// The file name that marks a project's folder.
pub const FILE_NAME: &str = "index_schema.toml";

/// The copy of `index_schema.toml` that is built into the program.
pub const BUILT_IN: &str = include_str!("../index_schema.toml");

/// What an index holds and how: the content of `index_schema.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexSchema {
    /// The file it was read from; `None` for the built-in copy.
    pub file: Option<PathBuf>,
    /// Its text, kept with the index that is built by it.
    pub text: String,
    /// Where corpus, index and aliases are, relative to the file.
    pub paths: Paths,
    /// About how many words a passage has.
    pub passage_words: usize,
    /// The fields in the order of the file.
    pub fields: Vec<Field>,
    /// The stemmer of each language, by ISO 639-1 code.
    pub stemmers: BTreeMap<String, Stemmer>,
    /// What the ranking is set to.
    pub ranking: RankingSettings,
    /// The reader's own names of the columns of tables and data. They shape no stored data: what was read by others stays
    /// as it is until it is read anew.
    pub columns: Columns,
}

/// Where things lie, relative to the schema's file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// The folder that is indexed when there is no index yet.
    pub corpus: PathBuf,
    /// The index's folder.
    pub index: PathBuf,
    /// The reader's own alias file.
    pub aliases: PathBuf,
}

/// What the ranking is set to; it shapes no stored data.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RankingSettings {
    /// In a query of at most so many wanted things an article that has them all comes before one that lacks some.
    pub max_stepped: usize,
    /// The most that the words which the best articles share have of a score, from 0 (off) to 0.5.
    pub feedback: f32,
}

impl Default for RankingSettings {
    fn default() -> Self {
        Self { max_stepped: 2, feedback: 0.2 }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// Words that are analysed and found with phrases and stems.
    Text,
    /// One value that is compared whole, without case.
    Keyword,
    /// A range of days.
    Date,
}

/// One field of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in the schema, in queries and in JSON.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// How much a word in it counts against one in the text; text fields only.
    pub weight: f32,
    /// Whether answers can print it.
    pub stored: bool,
    /// Whether answers can be counted by it.
    pub facet: bool,
    /// What it holds, for the documentation.
    pub about: String,
}

/// Names of columns, of the members of JSON objects and of the fields of front matter, for each part of an article the
/// best first. Capitals, hyphens, underscores and the like do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// What is unique for an article of its source.
    pub id: Vec<String>,
    /// The headline.
    pub title: Vec<String>,
    /// The body.
    pub text: Vec<String>,
    /// What stands for the body where there is none.
    pub summary: Vec<String>,
    /// When it was published.
    pub date: Vec<String>,
    /// The outlet.
    pub source: Vec<String>,
    /// The language, as a code.
    pub language: Vec<String>,
    /// Where it was published.
    pub url: Vec<String>,
    /// The writers.
    pub byline: Vec<String>,
    /// When it was last changed.
    pub updated: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Spanned<u32>,
    paths: Paths,
    passage: PassageSettings,
    field: Vec<Spanned<FieldSettings>>,
    analysis: BTreeMap<String, Spanned<String>>,
    #[serde(default = "File::usual_ranking")]
    ranking: Spanned<RankingSettings>,
    #[serde(default)]
    columns: Columns,
}

impl File {
    fn usual_ranking() -> Spanned<RankingSettings> {
        Spanned::new(0..0, RankingSettings::default())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PassageSettings {
    words: Spanned<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSettings {
    name: Spanned<String>,
    kind: FieldKind,
    weight: Option<f32>,
    #[serde(default)]
    stored: bool,
    #[serde(default)]
    facet: bool,
    about: String,
}

/// The fields that the program itself fills and asks; a schema describes each of them once.
const FIELD_KINDS: [(&str, FieldKind); 6] = [
    ("title", FieldKind::Text),
    ("text", FieldKind::Text),
    ("source", FieldKind::Keyword),
    ("language", FieldKind::Keyword),
    ("date", FieldKind::Date),
    ("url", FieldKind::Keyword),
];

impl IndexSchema {
    /// The schema that is built into the program.
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN, None).expect("a test reads the built-in schema")
    }

    /// Reads a schema file. A wrong key or value is an error with its line.
    pub fn read(file: &Path) -> Result<Self> {
        let text = settings_text(file)?;
        Self::parse(&text, Some(file.to_owned()))
    }

    /// The nearest `index_schema.toml` in `folder` or a folder above it.
    pub fn nearest(folder: &Path) -> Option<PathBuf> {
        folder.ancestors().map(|f| f.join(FILE_NAME)).find(|f| f.is_file())
    }

    /// Reads a schema from its text; `file` is only named in errors and the base of its paths.
    pub fn parse(text: &str, file: Option<PathBuf>) -> Result<Self> {
        let place = file.clone().unwrap_or_else(|| PathBuf::from(format!("built-in {FILE_NAME}")));
        let wrong = |offset: usize, message: String| Error::settings(&place, text, offset, message);
        let parsed: File = toml::from_str(text)
            .map_err(|e| wrong(e.span().map_or(0, |s| s.start), e.message().replace('\n', " ")))?;
        if *parsed.format.get_ref() != FORMAT {
            let message =
                format!("format `{}` is not known: this version writes `{FORMAT}`", parsed.format.get_ref());
            return Err(wrong(parsed.format.span().start, message));
        }
        let words = &parsed.passage.words;
        if !(20..=1000).contains(words.get_ref()) {
            let message = format!("a passage of `{}` words: give a number from 20 to 1000", words.get_ref());
            return Err(wrong(words.span().start, message));
        }
        let feedback = parsed.ranking.get_ref().feedback;
        if !(0.0..=0.5).contains(&feedback) {
            let message = format!("a `feedback` of `{feedback}`: give a number from 0 to 0.5");
            return Err(wrong(parsed.ranking.span().start, message));
        }
        let stemmers = parsed
            .analysis
            .iter()
            .map(|(code, name)| {
                let stemmer = Stemmer::from_name(name.get_ref()).map_err(|m| wrong(name.span().start, m))?;
                Ok((code.clone(), stemmer))
            })
            .collect::<Result<_>>()?;
        let fields = check_fields(parsed.field).map_err(|(offset, message)| wrong(offset, message))?;
        let passage_words = *words.get_ref();
        let (text, paths, columns) = (text.to_owned(), parsed.paths, parsed.columns);
        let ranking = parsed.ranking.into_inner();
        Ok(Self { file, text, paths, passage_words, fields, stemmers, ranking, columns })
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// How much a word of the headline counts against one of the text.
    pub fn title_weight(&self) -> f32 {
        let weight = |name| self.field(name).map_or(1.0, |f| f.weight);
        weight("title") / weight("text")
    }

    /// A path of the schema, taken from the folder of its file.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        match self.file.as_deref().and_then(Path::parent) {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        }
    }

    /// The table of fields for the documentation, in Markdown.
    pub fn field_table(&self) -> String {
        let mut table = String::from("| field | kind | weight | holds |\n| --- | --- | --- | --- |\n");
        for f in &self.fields {
            let weight = if f.kind == FieldKind::Text { format!("{:.1}", f.weight) } else { String::new() };
            table += &format!(
                "| `{}:` | {} | {weight} | {} |\n",
                f.name,
                format!("{:?}", f.kind).to_lowercase(),
                f.about
            );
        }
        table
    }
}

/// Every known field once, of its kind; the offset and the message of the first fault.
fn check_fields(settings: Vec<Spanned<FieldSettings>>) -> Result<Vec<Field>, (usize, String)> {
    let mut fields: Vec<Field> = Vec::new();
    for entry in settings {
        let start = entry.span().start;
        let entry = entry.into_inner();
        let (at, name) = (entry.name.span().start, entry.name.into_inner());
        let Some((_, kind)) = FIELD_KINDS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = FIELD_KINDS.iter().map(|(n, _)| *n).collect();
            return Err((at, format!("field `{name}` is not known: the fields are {}", known.join(", "))));
        };
        if entry.kind != *kind {
            return Err((at, format!("field `{name}` is of kind `{kind:?}`").to_lowercase()));
        }
        if fields.iter().any(|f| f.name == name) {
            return Err((at, format!("field `{name}` stands here a second time: leave one out")));
        }
        let weight = entry.weight.unwrap_or(1.0);
        if !(weight > 0.0 && weight <= 100.0) {
            return Err((start, format!("weight `{weight}` of `{name}`: give a number above 0, up to 100")));
        }
        fields.push(Field {
            name,
            kind: entry.kind,
            weight,
            stored: entry.stored,
            facet: entry.facet,
            about: entry.about,
        });
    }
    let missing = FIELD_KINDS.iter().find(|(name, _)| !fields.iter().any(|f| f.name == *name));
    match missing {
        Some((name, _)) => Err((0, format!("field `{name}` is missing: add a [[field]] with that name"))),
        None => Ok(fields),
    }
}
