//! the best articles → [`SearchResponse`]: passages, marks, reports; one shape for every front end.

mod advice;
mod answer;
mod excerpt;
mod facets;
mod labels;
mod marks;
mod name_reports;
mod news;
mod prepared;
mod timeline;

use std::time::Duration;

use serde::Serialize;

use crate::article::{BlockKind, Language, Precision, PublishedDate};
use crate::query::plan::MatchKind;
use crate::query::{DateRange, Warning};

pub use answer::Explanation;
pub(crate) use answer::{answer, explain, ranking};
pub use facets::{Facet, FacetValue, Facets};
pub(crate) use name_reports::name_reports;
pub use news::{MAX_SEEN, News, SeenArticles};
pub(crate) use news::{news, options_for_all, seen};
pub(crate) use prepared::PreparedQuery;
pub(crate) use timeline::timeline;
pub use timeline::{Bucket, Span, Timeline};

pub use crate::ranking::{Counted, Parts, Sort, Tier, Total};
pub use crate::work::{Cancel, Work};

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchOptions {
    /// At most this many articles.
    pub limit: usize,
    /// How many articles are passed over first.
    pub offset: usize,
    /// At most this many passages an article.
    pub passages: usize,
    /// The excerpt of a passage has so many sentences before and after those that matched; without a number as many as there is
    /// room for.
    pub context: Option<usize>,
    /// No aliases, spellings or stems.
    pub exact: bool,
    /// Also report spellings of less probability than is searched for, down to this one.
    pub min_score: Option<f32>,
    /// At most this many spellings a name.
    pub variants: usize,
    /// Only articles that may have been published on these days.
    pub dates: Option<DateRange>,
    /// Only articles of this outlet.
    pub source: Option<String>,
    /// Only articles in this language.
    pub language: Option<String>,
    /// The order of the articles.
    pub sort: Sort,
    /// What becomes of articles that were printed more than once.
    pub duplicates: DuplicateHandling,
    /// Also count the outlets, languages, years and kinds of passages of what is found.
    pub facets: bool,
    /// Also say what the answer cost.
    pub timing: bool,
    /// An answer that takes longer is an error.
    pub time_limit: Option<Duration>,
    /// What calls the search off.
    pub cancel: Option<Cancel>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            passages: 3,
            context: None,
            exact: false,
            min_score: None,
            variants: 60,
            dates: None,
            source: None,
            language: None,
            sort: Sort::Relevance,
            duplicates: DuplicateHandling::Fold,
            facets: false,
            timing: false,
            time_limit: None,
            cancel: None,
        }
    }
}

/// What becomes of the near-duplicates of an article: texts with nearly the same words, as outlets print them from an agency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DuplicateHandling {
    /// The earliest of those that have most of what is wanted is shown, or by [`Sort::Newest`] the latest, and the others with
    /// it; their rank is that of the best. Of more than a hundred the earliest hundred are listed, and the one shown is chosen among them.
    #[default]
    Fold,
    /// Each is an article of its own.
    Apart,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SearchResponse {
    /// The version of this shape.
    pub version: u32,
    /// The question as it came.
    pub query: String,
    /// The question as it was understood.
    pub parsed: String,
    /// What was not understood as written.
    pub warnings: Vec<Warning>,
    /// The function words of the question that are not wanted, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// What no article of the answer has, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// The names of the question and their other forms in the index.
    pub names: Vec<NameReport>,
    /// How much was found.
    pub total: Total,
    /// Where no article has all that is wanted: what of it no article has at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_found: Vec<NotFound>,
    /// Where nothing was found: the conditions without each of which something would be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loosen: Vec<Loosened>,
    /// What the articles share that have all that is wanted, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Facets>,
    /// The articles asked for, best first.
    pub hits: Vec<Hit>,
    /// What a reading of all texts has shown, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
    /// What the answer cost, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
    /// The milliseconds that it took, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<f64>,
}

/// A wanted word, name or phrase that no article has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NotFound {
    /// As it was typed.
    pub text: String,
    /// Words of the index that may have been meant, for those of its words that the index does not have; looked for for the first
    /// eight words.
    pub suggestions: Vec<WordSuggestion>,
}

/// A word of the index that may have been meant: it differs by one letter, or where none does by two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WordSuggestion {
    /// The word that the index does not have, folded.
    pub typed: String,
    /// The word of the index, folded.
    pub word: String,
    /// The passages and headlines that hold it.
    pub passages: u64,
}

/// What would be found without a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Loosened {
    /// The condition, as it is written in a query.
    pub without: String,
    /// How many articles would have all that is wanted.
    pub articles: u64,
    /// How many would have some of it.
    pub partial: u64,
}

/// An answer beside that of a reading of all stored texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Audit {
    /// The articles that were read.
    pub articles: u64,
    /// Those that have what is asked for, near-duplicates folded as in the answer.
    pub found: u64,
    /// In what the answer of the index differs, in sentences.
    pub differences: Vec<String>,
}

/// A name and its other forms in the index.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NameReport {
    /// As it was typed.
    pub name: String,
    /// Its other forms.
    pub variants: Vec<VariantReport>,
}

/// One form of a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VariantReport {
    /// The form in which the index has it most often, among a few passages that hold it.
    pub text: String,
    /// Why it stands for the name.
    pub kind: MatchKind,
    /// How sure that is, from 0 to 1.
    pub score: f64,
    /// Whether `search` adds it by default.
    pub shown: bool,
    /// The live passages that hold it, before filters.
    pub passages: u64,
    /// The reason in words.
    pub reason: String,
}

/// An article of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// Its place among all articles found, from 1.
    pub rank: usize,
    /// Its score: that of its best passage, or of its best near-duplicate's.
    pub score: f64,
    /// How much of what is wanted it has.
    #[serde(rename = "match")]
    pub tier: Tier,
    /// What it lacks, as typed.
    pub missing: Vec<String>,
    /// The article.
    pub article: ArticleReport,
    /// Its best passages, best first.
    pub passages: Vec<PassageReport>,
    /// How many more passages have some of what is wanted.
    pub more_passages: usize,
    /// The near-duplicates of the article that were found too, the earliest first, at most a hundred.
    pub duplicates: Vec<ArticleReport>,
    /// How many more were found.
    #[serde(skip_serializing_if = "is_none_more")]
    pub more_duplicates: usize,
    /// How many other articles that were found are versions of its story: they are hits of their own.
    #[serde(skip_serializing_if = "is_none_similar")]
    pub similar: u64,
}

fn is_none_similar(similar: &u64) -> bool {
    *similar == 0
}

fn is_none_more(more: &usize) -> bool {
    *more == 0
}

/// What an answer says of an article.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ArticleReport {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// What matched in the headline; not looked for in near-duplicates.
    pub title_marks: Vec<Mark>,
    /// Its outlet.
    pub source: Option<String>,
    /// When it was published, as far as known: `2020`, `2020-01` or `2020-01-31`.
    pub date: Option<String>,
    /// How much of the date is known.
    pub date_precision: Option<Precision>,
    /// Its language.
    pub language: Language,
    /// The file it came from.
    pub path: String,
    /// Where it was published.
    pub url: Option<String>,
}

/// A passage of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PassageReport {
    /// The article's id, `#` and the passage's number.
    pub id: String,
    /// Its number in the article; the headline is 0.
    pub ordinal: u32,
    /// What it is.
    pub kind: BlockKind,
    /// Its score.
    pub score: f64,
    /// Its first byte in the article's full text.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// Its text.
    pub text: String,
    /// What matched in it, in order, none overlapping another.
    pub marks: Vec<Mark>,
    /// The part of it that is worth a look first.
    pub excerpt: Excerpt,
}

/// A part of a passage: whole sentences with what matched, up to about 300 characters, unless more are asked for; a longer
/// sentence is cut between words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Excerpt {
    /// Its text.
    pub text: String,
    /// Its first byte in the passage's text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// Something that matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mark {
    /// Its first byte in the text that it marks.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The marked text.
    pub text: String,
    /// What was typed.
    pub query: String,
    /// Why it matched.
    pub kind: MatchKind,
    /// Whether it is a compound of which what was typed is a part; left out where it is none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub compound: bool,
}

/// An article's place in a ranking, for programs that score rankings.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The article's id.
    pub id: String,
    /// Its score.
    pub score: f64,
}

/// The text and the precision of a date as an answer gives them.
#[doc(hidden)]
pub fn date_fields(date: Option<PublishedDate>) -> (Option<String>, Option<Precision>) {
    (date.map(|d| d.to_string()), date.map(|d| d.precision))
}

/// Four places after the point: what two backends agree on.
fn rounded(score: f64) -> f64 {
    // Nothing is never less than nothing.
    (score * 1e4).round() / 1e4 + 0.0
}
