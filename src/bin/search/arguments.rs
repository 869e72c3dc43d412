//! What the program can be told: the one list of its options.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use dateline::results::Sort;

use crate::exclusions::query_word;
use crate::formats::Format;
use crate::text::Form;
use crate::{check, explain, index, matching, names, proof, read, remove, show, standing, timeline};

/// Search news articles; a name is found under every spelling that they have, and under those of an alias list.
#[derive(Debug, Parser)]
#[command(name = "search", version, max_term_width = 100, after_help = AFTER_HELP)]
#[command(override_usage = "search [OPTIONS] QUERY…\n       search [OPTIONS] COMMAND …")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) ask: Ask,
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Search news articles; a name is found under every spelling that they have, and under those of an alias list.
//
// The same without subcommands: what is parsed where the first word is none.
#[derive(Debug, Parser)]
#[command(name = "search", version, max_term_width = 100, after_help = AFTER_HELP)]
#[command(override_usage = "search [OPTIONS] QUERY…")]
pub(crate) struct Asking {
    #[command(flatten)]
    pub(crate) ask: Ask,
    #[command(flatten)]
    pub(crate) global: Global,
}

const AFTER_HELP: &str = "\
A query: words (all wanted), \"a phrase\", -word or NOT word, AND OR ( ), displ*, =Word (as written),
a NEAR/5 b, a PRE/3 b, a SAME b (sentence), a PARA b (paragraph), a NOT NEAR/5 b, atleast/3 a, first/50 a,
Sara?eb, Id*b, word~1, \"a b\"~3, words>800, caption: heading: quote: byline:NAME
title:(a OR b) source:OUTLET language:fr date:2018-01..2020 after:2020-02 url:HOST
date:31 Jan 2020, date:last month, since 2020
Exit codes: 0 found, 1 nothing found, 2 an error.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add files and folders to the index, and read what is new or changed under all of them; what an .ignore or a
    /// .datelineignore names is left out, what git ignores is read
    Index(index::IndexArgs),
    /// Take a file's articles, or the articles with an id, out of the index
    Remove(remove::RemoveArgs),
    /// Show what is understood of files, without an index
    Read(read::ReadArgs),
    /// Show a stored article
    Show(show::ShowArgs),
    /// List the spellings that the index knows for names
    Names(names::NamesArgs),
    /// Show how a query is understood, and the parts of each score
    Explain(explain::ExplainArgs),
    /// Show how many articles were published when
    Timeline(timeline::TimelineArgs),
    /// Keep a query, to be asked for what is new
    Save(standing::SaveArgs),
    /// List the saved queries
    Saved(standing::SavedArgs),
    /// Show what saved queries find that they did not find the last time; exit code 1 if nothing is new
    New(standing::NewArgs),
    /// Tell which saved queries and which known names the articles of files have, without adding them
    Match(matching::MatchArgs),
    /// Count what the index holds
    Stats,
    /// Verify the index
    Check(check::CheckArgs),
    /// Ask again what `--evidence` recorded, and say what has changed; exit code 1 if the answer has
    Verify(proof::VerifyArgs),
}

/// Options that hold before and after a subcommand.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The index's folder
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_INDEX", value_parser = path())]
    index: Option<PathBuf>,
    /// The schema; else the nearest index_schema.toml upward from here
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
    /// Your alias file, or `none` for no aliases at all
    #[arg(long, global = true, value_name = "FILE|none", env = "DATELINE_ALIASES", value_parser = path())]
    aliases: Option<PathBuf>,
    /// Print JSON, one object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to colour what matched
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Colour,
}

/// Reads a probability.
pub(crate) fn probability(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("write a number from 0 to 1".into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// Reads any path, also the empty one: a variable of the environment that is set to nothing is not set.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

impl Global {
    pub(crate) fn index(&self) -> Option<&Path> {
        self.index.as_deref().filter(|path| !path.as_os_str().is_empty())
    }

    /// The same with another alias file, where one is named.
    pub(crate) fn with_aliases(&self, file: Option<&Path>) -> Self {
        let aliases = file.map(Path::to_owned).or_else(|| self.aliases.clone());
        Self { aliases, ..self.clone() }
    }

    pub(crate) fn aliases(&self) -> Option<&Path> {
        self.aliases.as_deref().filter(|path| !path.as_os_str().is_empty())
    }

    pub(crate) fn set_colour(&self) {
        let choice = match self.color {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// The query of a subcommand.
#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// The query; its words are joined by spaces
    #[arg(required_unless_present = "query", value_name = "QUERY", value_parser = query_word)]
    words: Vec<String>,
    /// The query in one argument, whatever it begins with
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true, conflicts_with = "words")]
    query: Option<String>,
}

impl QueryArgs {
    /// The query as it was typed.
    pub(crate) fn text(&self) -> String {
        self.query.clone().unwrap_or_else(|| self.words.join(" "))
    }
}

/// What a question is and how it is answered.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// The query; its words are joined by spaces
    #[arg(value_name = "QUERY", value_parser = query_word)]
    pub(crate) words: Vec<String>,
    /// The query, also one that is a command's name or begins with a hyphen
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true, conflicts_with = "words")]
    pub(crate) query: Option<String>,
    /// Answer the queries of a file, `id TAB query` a line; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "query"])]
    pub(crate) batch: Option<PathBuf>,
    /// Articles like one, by the words that tell most of it: the id of an article of the index, or a file
    #[arg(long, value_name = "ID|FILE", conflicts_with_all = ["words", "query", "batch", "audit", "evidence"])]
    pub(crate) like: Option<String>,
    #[command(flatten)]
    pub(crate) answer: Answering,
    #[command(flatten)]
    pub(crate) show: Showing,
    /// How to print the answer: for people, where neither this nor the name of a file says otherwise
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Write the answer to a file, whole or not at all; the end of its name says its format: .json .jsonl .csv .md .txt .trec
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Count the outlets, languages, years and kinds of passages of what is found
    #[arg(long)]
    pub(crate) facets: bool,
    /// Also read every stored text, and say in what the answer differs; exit code 2 if it does
    #[arg(long)]
    pub(crate) audit: bool,
    /// Also write to a file what was asked, of what, and what was found, for `search verify`
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    pub(crate) evidence: Option<PathBuf>,
    /// Say how long it took and what it cost
    #[arg(long)]
    pub(crate) timing: bool,
}

/// How much of each article is shown.
#[derive(Debug, Args)]
pub(crate) struct Showing {
    /// Show so many sentences before and after those that matched
    #[arg(long, value_name = "N")]
    pub(crate) context: Option<usize>,
    /// Show whole passages, and where each article is
    #[arg(long, conflicts_with = "context")]
    pub(crate) full: bool,
    /// Show headlines and one line of facts
    #[arg(short = 'l', long, conflicts_with_all = ["context", "full", "passages"])]
    pub(crate) headlines: bool,
    /// Show how much was found, in one line
    #[arg(short, long, conflicts_with_all = ["context", "full", "headlines", "passages"])]
    pub(crate) count: bool,
}

impl Showing {
    pub(crate) fn form(&self) -> Form {
        match self {
            Self { count: true, .. } => Form::Count,
            Self { headlines: true, .. } => Form::Headlines,
            Self { full: true, .. } => Form::Full,
            Self { context: Some(_), .. } => Form::Sentences,
            _ => Form::Brief,
        }
    }
}

/// How a question is answered.
#[derive(Debug, Args)]
pub(crate) struct Answering {
    /// At most so many articles
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Pass over so many articles
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// At most so many passages an article: else the best one in text for people, three in whole passages and in data
    #[arg(long, value_name = "N")]
    pub(crate) passages: Option<usize>,
    /// Words as written only: no aliases, spellings or stems
    #[arg(long)]
    pub(crate) exact: bool,
    /// Also report the spellings of a name that are less probable, down to this probability
    #[arg(long, value_name = "SCORE", value_parser = probability)]
    pub(crate) min_score: Option<f32>,
    /// At most so many spellings of a name, the most probable first
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) variants: usize,
    /// Published on this day or later: 2018, 2018-01, 2018-01-31, `31 Jan 2018`, `last month`
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Published on this day or earlier
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Only outlets with these words in their names; `=NAME` for one by its whole name
    #[arg(long, value_name = "OUTLET")]
    pub(crate) source: Option<String>,
    /// Only this language, a code or a name: en, fr, Arabic
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,
    /// The order of the articles
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub(crate) sort: Order,
    /// What becomes of an article that several outlets printed
    #[arg(long, value_name = "WHAT", default_value = "fold")]
    pub(crate) duplicates: Duplicates,
    /// Give up after so long
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
}

/// Reads a time in seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "write a number of seconds, like 10 or 0.5".into())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Duplicates {
    /// One article stands for all, with the number of outlets
    Fold,
    /// The same with a line for each copy
    Show,
    /// Each is an article of its own
    Apart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    Relevance,
    Newest,
    Oldest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
        }
    }
}
