//! question → a record of its answer that can be compared with a later one.

use serde::{Deserialize, Serialize};

use super::Reader;
use crate::error::{Error, Result};
use crate::query::DateRange;
use crate::ranking::Sort;
use crate::results::{DuplicateHandling, Hit, SearchOptions, SearchResponse, Tier};

/// How the record is laid out.
const VERSION: u32 = 1;

/// Scores that differ by less are the same.
const SAME_SCORE: f64 = 1e-3;

/// What was asked, of what, and what came of it: for a later [`Evidence::differences`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// How the record is laid out.
    pub version: u32,
    /// The version of the program.
    pub program: String,
    /// When it was asked.
    pub asked: String,
    /// The question as it was typed.
    pub query: String,
    /// The question as it was read.
    pub parsed: String,
    /// What it was made of: a clause with all its alternatives a line, and the filters.
    pub plan: Vec<String>,
    /// How it was to be answered.
    pub options: EvidenceOptions,
    /// The BLAKE3 hash of the reader's alias file; nothing without one.
    pub aliases: Option<String>,
    /// The index.
    pub index: EvidenceIndex,
    /// Articles that have all that is wanted, and those that lack some.
    pub found: [u64; 2],
    /// The articles, best first.
    pub hits: Vec<EvidenceHit>,
}

/// How a question was to be answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EvidenceOptions {
    /// At most so many articles.
    pub limit: usize,
    /// How many articles were passed over.
    pub offset: usize,
    /// At most so many passages an article.
    pub passages: usize,
    /// Whether no aliases, spellings or stems were added.
    pub exact: bool,
    /// At most so many spellings a name.
    pub variants: usize,
    /// Published on this day or later.
    pub from: Option<String>,
    /// Published on this day or earlier.
    pub to: Option<String>,
    /// Only articles of this outlet.
    pub source: Option<String>,
    /// Only articles in this language.
    pub language: Option<String>,
    /// `relevance`, `newest` or `oldest`.
    pub sort: String,
    /// Whether near-duplicates are articles of their own.
    pub duplicates_apart: bool,
}

/// The state of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EvidenceIndex {
    /// The number of its last commit, which grows; a new index begins anew.
    pub generation: u64,
    /// The BLAKE3 hash of what shapes its data.
    pub shape: String,
    /// Its articles.
    pub articles: u64,
    /// Their passages.
    pub passages: u64,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EvidenceHit {
    /// Its place, from 1.
    pub rank: usize,
    /// Its score.
    pub score: f64,
    /// How much of what is wanted it has.
    #[serde(rename = "match")]
    pub tier: String,
    /// Its id.
    pub id: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its file.
    pub path: String,
    /// The BLAKE3 hash of its full text, to which the bytes count.
    pub text_hash: String,
    /// Its passages that were shown.
    pub passages: Vec<EvidencePassage>,
}

/// A passage that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EvidencePassage {
    /// Its number in the article.
    pub ordinal: u32,
    /// Its first byte in the full text of the article.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// What matched in it, in bytes of the full text.
    pub marks: Vec<[u32; 2]>,
}

impl EvidenceOptions {
    pub(super) fn of(options: &SearchOptions) -> Self {
        let day = |day: Option<crate::article::Day>| day.map(|day| day.to_string());
        let sort = match options.sort {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
        };
        Self {
            limit: options.limit,
            offset: options.offset,
            passages: options.passages,
            exact: options.exact,
            variants: options.variants,
            from: day(options.dates.and_then(|dates| dates.from)),
            to: day(options.dates.and_then(|dates| dates.to)),
            source: options.source.clone(),
            language: options.language.clone(),
            sort: sort.to_owned(),
            duplicates_apart: options.duplicates == DuplicateHandling::Apart,
        }
    }

    /// The options as a question takes them.
    pub fn search_options(&self) -> SearchOptions {
        let day = |text: &Option<String>| text.as_deref().and_then(DateRange::parse).and_then(|range| range.from);
        let (from, to) = (day(&self.from), day(&self.to));
        let defaults = SearchOptions::default();
        SearchOptions {
            limit: self.limit,
            offset: self.offset,
            passages: self.passages,
            exact: self.exact,
            variants: self.variants,
            dates: (from.is_some() || to.is_some()).then_some(DateRange { from, to }),
            source: self.source.clone(),
            language: self.language.clone(),
            sort: match self.sort.as_str() {
                "newest" => Sort::Newest,
                "oldest" => Sort::Oldest,
                _ => Sort::Relevance,
            },
            duplicates: if self.duplicates_apart { DuplicateHandling::Apart } else { DuplicateHandling::Fold },
            ..defaults
        }
    }
}

impl Reader {
    /// Answers a question, and gives the record of it. `aliases` is the content of the reader's alias file.
    pub fn evidence(&self, query: &str, options: &SearchOptions, aliases: Option<&[u8]>) -> Result<Evidence> {
        let answer = self.search(query, options)?;
        let plan = self.on_state(|state| self.plan_on(state, query, options))?;
        let hits = answer.hits.iter().map(|hit| self.evidence_of(hit)).collect::<Result<_>>()?;
        let (statistics, (generation, shape)) = (self.statistics(), self.generation());
        let hash = |bytes: &[u8]| blake3::hash(bytes).to_string();
        let SearchResponse { parsed, total, .. } = answer;
        Ok(Evidence {
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            asked: format!("{:.0}", jiff::Timestamp::now()),
            query: query.to_owned(),
            parsed,
            plan,
            options: EvidenceOptions::of(options),
            aliases: aliases.map(hash),
            index: EvidenceIndex {
                generation,
                shape: hash(shape.as_bytes()),
                articles: statistics.articles,
                passages: statistics.passages,
            },
            found: [total.articles, total.partial.articles],
            hits,
        })
    }

    fn evidence_of(&self, hit: &Hit) -> Result<EvidenceHit> {
        let articles = self.show(&hit.article.id)?;
        let is_it = |article: &&crate::StoredArticle| {
            article.path == hit.article.path
                && article.source == hit.article.source
                && article.url == hit.article.url
        };
        let article = articles.iter().find(is_it).or(articles.first());
        let article = article.ok_or_else(|| Error::broken("an article that was found is not there"))?;
        let mark = |start: u32, mark: &crate::results::Mark| [start + mark.start as u32, start + mark.end as u32];
        let passages = hit.passages.iter().map(|passage| EvidencePassage {
            ordinal: passage.ordinal,
            start: passage.start,
            end: passage.end,
            marks: passage.marks.iter().map(|found| mark(passage.start, found)).collect(),
        });
        Ok(EvidenceHit {
            rank: hit.rank,
            score: hit.score,
            tier: tier(hit.tier).to_owned(),
            id: hit.article.id.clone(),
            source: hit.article.source.clone(),
            path: hit.article.path.clone(),
            text_hash: blake3::hash(article.full_text().as_bytes()).to_string(),
            passages: passages.collect(),
        })
    }
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Passage => "passage",
        Tier::Article => "article",
        Tier::Partial => "partial",
    }
}

impl Evidence {
    /// Reads a record; an error says what is wrong with it.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        let evidence: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match evidence.version {
            VERSION => Ok(evidence),
            other => Err(format!("it is laid out as version {other}, and this program reads version {VERSION}")),
        }
    }

    /// What has changed of what the answer was made from: the program, the index, the aliases. None of it need change the answer.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let mut compare = |what: &str, before: &str, now: &str| {
            if before != now {
                changes.push(format!("{what}: {before} before, {now} now"));
            }
        };
        compare("the program", &self.program, &now.program);
        compare("the shape of the index", &self.index.shape, &now.index.shape);
        let generation =
            |index: &EvidenceIndex| format!("commit {} of {} articles", index.generation, index.articles);
        compare("the index", &generation(&self.index), &generation(&now.index));
        let aliases = |evidence: &Self| evidence.aliases.clone().unwrap_or("none".to_owned());
        compare("the alias file", &aliases(self), &aliases(now));
        changes
    }

    /// In what a later answer differs.
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let mut told = Vec::new();
        if self.parsed != now.parsed {
            told.push(format!("the question was read as `{}`, and is now read as `{}`", self.parsed, now.parsed));
        }
        told.extend(only_in(&self.plan, &now.plan).map(|clause| format!("no longer asked: {clause}")));
        told.extend(only_in(&now.plan, &self.plan).map(|clause| format!("now asked: {clause}")));
        if self.found != now.found {
            let [[all, some], [all_now, some_now]] = [self.found, now.found];
            told.push(format!(
                "{all} articles had all that is wanted and {some} some of it; now {all_now} and {some_now}"
            ));
        }
        for hit in &self.hits {
            match now.hits.iter().find(|other| hit.is(other)) {
                Some(other) => told.extend(hit.differences(other)),
                None => told.push(format!("`{}`, rank {}, is no longer among them", hit.id, hit.rank)),
            }
        }
        let new = now.hits.iter().filter(|hit| !self.hits.iter().any(|other| hit.is(other)));
        told.extend(new.map(|hit| format!("`{}`, rank {}, was not among them", hit.id, hit.rank)));
        told
    }
}

fn only_in<'a>(one: &'a [String], other: &'a [String]) -> impl Iterator<Item = &'a String> {
    one.iter().filter(|clause| !other.contains(clause))
}

impl EvidenceHit {
    fn is(&self, other: &Self) -> bool {
        (&self.id, &self.source, &self.path) == (&other.id, &other.source, &other.path)
    }

    fn differences(&self, now: &Self) -> Vec<String> {
        let (id, mut told) = (&self.id, Vec::new());
        if self.text_hash != now.text_hash {
            told.push(format!("`{id}`: its text has changed"));
        }
        if self.rank != now.rank {
            told.push(format!("`{id}`: rank {} before, {} now", self.rank, now.rank));
        }
        if (self.score - now.score).abs() > SAME_SCORE || self.tier != now.tier {
            told.push(format!(
                "`{id}`: {:.3} ({}) before, {:.3} ({}) now",
                self.score, self.tier, now.score, now.tier
            ));
        }
        if self.passages != now.passages {
            told.push(format!("`{id}`: other passages, or other marks in them"));
        }
        told
    }
}
