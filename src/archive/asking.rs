//! question → answer: read, expanded with the names of the index, answered by a backend.

use serde::Serialize;

use super::Reader;
use super::reader::State;
use crate::analysis::Analyzer;
use crate::article::Language;
use crate::error::Result;
use crate::index::scan::ScanBackend;
use crate::index::{Backend, BackendNames, Statistics};
use crate::names::SpellingOptions;
use crate::planning::{ExpandOptions, expand, name_forms};
use crate::query::plan::{Condition, Plan};
use crate::query::plan_terms::PlanTerms;
use crate::query::{Filter, Query, Warning, no_language, parse};
use crate::ranking::{FeedbackWord, Weights};
use crate::results::{
    Explanation, NameReport, News, PreparedQuery, Ranked, SearchOptions, SearchResponse, SeenArticles, Span,
    Timeline, answer, explain, name_reports, news, options_for_all, ranking, seen, timeline,
};
use crate::work::Budget;

impl Reader {
    /// Answers a question.
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<SearchResponse> {
        self.on_state(|state| self.answer_on(state, (&state.snapshot, &state.statistics), query, options))
    }

    /// Answers a question by reading every stored text: the same answer, slowly.
    pub fn search_by_scan(&self, query: &str, options: &SearchOptions) -> Result<SearchResponse> {
        self.search_on(&self.scan()?, query, options)
    }

    /// Answers a question on another backend over the same articles.
    pub fn search_on(&self, backend: &dyn Backend, query: &str, options: &SearchOptions) -> Result<SearchResponse> {
        self.answer_on(&self.state(), (backend, &backend.statistics()?), query, options)
    }

    pub(super) fn answer_on(
        &self,
        state: &State,
        index: (&dyn Backend, &Statistics),
        query: &str,
        options: &SearchOptions,
    ) -> Result<SearchResponse> {
        let budget = budget(options);
        let planned = self.ask(state, (query, options), index, &budget)?;
        let prepared = planned.prepared((query, options), index.1, state.weights(), &budget);
        answer(&prepared, index.0, &mut state.analyzer())
    }

    /// The ids and scores of the best articles, without their texts.
    pub fn rank(&self, query: &str, options: &SearchOptions) -> Result<Vec<Ranked>> {
        self.on_state(|state| self.rank_on(state, (&state.snapshot, &state.statistics), query, options))
    }

    pub(super) fn rank_on(
        &self,
        state: &State,
        index: (&dyn Backend, &Statistics),
        query: &str,
        options: &SearchOptions,
    ) -> Result<Vec<Ranked>> {
        let budget = budget(options);
        let planned = self.ask(state, (query, options), index, &budget)?;
        let prepared = planned.prepared((query, options), index.1, state.weights(), &budget);
        ranking(&prepared, index.0)
    }

    /// The clauses of a question with all alternatives, and its filters, in words.
    pub(super) fn plan_on(&self, state: &State, text: &str, options: &SearchOptions) -> Result<Vec<String>> {
        let budget = budget(options);
        let planned = self.ask(state, (text, options), (&state.snapshot, &state.statistics), &budget)?;
        let clauses = planned.plan.clauses.iter().map(ToString::to_string);
        Ok(clauses.chain(planned.plan.filters.iter().map(|filter| format!("{filter:?}"))).collect())
    }

    /// How many of the articles that have all that is wanted were published each year, month, week or day.
    pub fn timeline(&self, query: &str, options: &SearchOptions, by: Span) -> Result<Timeline> {
        self.on_state(|state| {
            let budget = budget(options);
            let planned = self.ask(state, (query, options), (&state.snapshot, &state.statistics), &budget)?;
            let prepared = planned.prepared((query, options), &state.statistics, state.weights(), &budget);
            timeline(&prepared, &state.snapshot, by)
        })
    }

    /// What a question finds that has all that is wanted, to be compared with what it finds later.
    ///
    /// # Errors
    ///
    /// Also where it finds more than [`MAX_SEEN`](crate::results::MAX_SEEN) articles.
    pub fn seen(&self, query: &str, options: &SearchOptions) -> Result<SeenArticles> {
        self.on_state(|state| {
            let (options, budget) = (options_for_all(options), budget(options));
            let planned = self.ask_for_all(state, (query, &options), &budget)?;
            let prepared = planned.prepared((query, &options), &state.statistics, state.weights(), &budget);
            seen(&prepared, &state.snapshot)
        })
    }

    /// What a question finds that is not among what it found before, whatever the dates of the articles, up to a limit.
    ///
    /// # Errors
    ///
    /// As [`Reader::seen`].
    pub fn news(&self, query: &str, options: &SearchOptions, before: &SeenArticles) -> Result<News> {
        self.on_state(|state| {
            let (all, budget) = (options_for_all(options), budget(options));
            let planned = self.ask_for_all(state, (query, &all), &budget)?;
            let prepared = planned.prepared((query, &all), &state.statistics, state.weights(), &budget);
            news(&prepared, &state.snapshot, &mut state.analyzer(), (before, options))
        })
    }

    /// Plans a question of which nothing may be lacked.
    fn ask_for_all(
        &self,
        state: &State,
        question: (&str, &SearchOptions),
        budget: &Budget,
    ) -> Result<PlannedQuery> {
        let mut planned = self.ask(state, question, (&state.snapshot, &state.statistics), budget)?;
        let wanted = planned.plan.wanted.clone();
        planned.plan.required.extend(wanted);
        Ok(planned)
    }

    /// A linear scan over the stored texts.
    pub fn scan(&self) -> Result<ScanBackend> {
        Ok(ScanBackend::new(self.articles()?, &self.schema()))
    }

    fn ask(
        &self,
        state: &State,
        (text, options): (&str, &SearchOptions),
        index: (&dyn Backend, &Statistics),
        budget: &Budget,
    ) -> Result<PlannedQuery> {
        budget.check()?;
        let (query, mut warnings) = parse(text);
        let spellings = SpellingOptions { min_score: options.min_score, max_variants: options.variants };
        let work = |options: &ExpandOptions<'_>, analyzer: &mut Analyzer| expand(&query, options, analyzer);
        let mut plan = self.with_names(state, index, (spellings, options.exact, budget), work)?;
        warnings.extend(plan.warnings(text));
        for filter in option_filters(options) {
            plan.filters.push(filter);
            plan.required.push(Condition::Filter(plan.filters.len() - 1));
        }
        if query.is_empty() && plan.filters.is_empty() && warnings.is_empty() {
            let message = "the query is empty: write a word, or a filter like `date:2020`, which lists articles";
            warnings.push(Warning { position: 0, message: message.to_owned() });
        }
        for filter in &plan.filters {
            warnings.extend(filter_warning(filter, text, index, budget)?);
        }
        warnings.sort_by_key(|warning| warning.position);
        Ok(PlannedQuery { query, warnings, plan })
    }

    /// Does something with the names of an index.
    fn with_names<T>(
        &self,
        state: &State,
        (backend, statistics): (&dyn Backend, &Statistics),
        (spellings, exact, budget): (SpellingOptions, bool, &Budget),
        work: impl FnOnce(&ExpandOptions<'_>, &mut Analyzer) -> Result<T>,
    ) -> Result<T> {
        let mut analyzer = state.analyzer();
        // Data may name any number of languages that are none.
        let languages = statistics.languages.iter().map(|(language, _)| language);
        let languages: Vec<Language> = languages.filter(|l| analyzer.has_stemmer(l)).cloned().collect();
        let dictionary = BackendNames { backend, statistics, budget };
        let aliases = &self.aliases;
        let options = ExpandOptions { aliases, languages: &languages, dictionary: &dictionary, spellings, exact };
        work(&options, &mut analyzer)
    }

    /// The spellings that the index knows for a name.
    pub fn names(&self, name: &str, options: SpellingOptions) -> Result<NameReport> {
        self.on_state(|state| self.names_on(state, name, options))
    }

    fn names_on(&self, state: &State, name: &str, options: SpellingOptions) -> Result<NameReport> {
        let budget = Budget::default();
        let work = |options: &ExpandOptions<'_>, analyzer: &mut Analyzer| name_forms(name, options, analyzer);
        let index: (&dyn Backend, &Statistics) = (&state.snapshot, &state.statistics);
        let found = self.with_names(state, index, (options, false, &budget), work)?;
        let reports = name_reports(&[found], &state.snapshot, &mut state.analyzer(), &budget)?;
        let variants = reports.into_iter().next().map(|r| r.variants).unwrap_or_default();
        Ok(NameReport { name: name.to_owned(), variants })
    }

    /// How a question is understood, and how the articles of its answer come to their scores.
    pub fn explain(&self, text: &str, options: &SearchOptions) -> Result<ExplainResponse> {
        self.on_state(|state| self.explain_on(state, text, options))
    }

    fn explain_on(&self, state: &State, text: &str, options: &SearchOptions) -> Result<ExplainResponse> {
        let budget = budget(options);
        let planned = self.ask(state, (text, options), (&state.snapshot, &state.statistics), &budget)?;
        let prepared = planned.prepared((text, options), &state.statistics, state.weights(), &budget);
        let (hits, feedback) = explain(&prepared, &state.snapshot)?;
        let mut tokens = Vec::new();
        let words = state.analyzer().query_words(text);
        tokens.extend(words.into_iter().map(|w| w.folded));
        Ok(ExplainResponse {
            query: text.to_owned(),
            parsed: planned.query.to_string(),
            warnings: planned.warnings,
            tokens,
            clauses: planned.plan.clauses.iter().map(ToString::to_string).collect(),
            feedback,
            hits,
        })
    }
}

/// A question as it was read and expanded.
struct PlannedQuery {
    query: Query,
    warnings: Vec<Warning>,
    plan: Plan,
}

impl PlannedQuery {
    fn prepared<'a>(
        &'a self,
        (text, options): (&'a str, &'a SearchOptions),
        statistics: &'a Statistics,
        weights: Weights,
        budget: &'a Budget,
    ) -> PreparedQuery<'a> {
        let terms = PlanTerms::of_plan(&self.plan);
        let (query, warnings, plan) = (&self.query, &self.warnings, &self.plan);
        PreparedQuery { text, query, warnings, plan, statistics, weights, options, terms, budget }
    }
}

/// How a question is understood and answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainResponse {
    /// The question as it came.
    pub query: String,
    /// The question as it was read.
    pub parsed: String,
    /// What was not understood.
    pub warnings: Vec<Warning>,
    /// Its words, folded.
    pub tokens: Vec<String>,
    /// Its clauses with all alternatives.
    pub clauses: Vec<String>,
    /// The words of the best articles by which these were scored anew.
    pub feedback: Vec<FeedbackWord>,
    /// The parts of each score.
    pub hits: Vec<Explanation>,
}

/// What a search with these options is counted in, and stopped by.
pub(super) fn budget(options: &SearchOptions) -> Budget {
    Budget::new(options.time_limit, options.cancel.clone())
}

/// At most this many outlets or languages are named.
const MAX_NAMED: usize = 5;

/// Says of an outlet or a language that no article has it, or that a part of a name stands for several outlets.
fn filter_warning(
    filter: &Filter,
    text: &str,
    (backend, statistics): (&dyn Backend, &Statistics),
    budget: &Budget,
) -> Result<Option<Warning>> {
    let named = |mut names: Vec<String>| {
        let more = names.len().saturating_sub(MAX_NAMED);
        names.truncate(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        names.join(", ") + &more
    };
    let (value, message) = match filter {
        Filter::Source(value) => match backend.outlets(value, budget)? {
            outlets if outlets.is_empty() => {
                (value, format!("`source:{value}`: no outlet has these words in its name: write one of its words"))
            }
            outlets if outlets.len() > 1 => {
                let outlets = named(outlets);
                (value, format!("`source:{value}` is {outlets}: write `source:=\"whole name\"` for one of them"))
            }
            _ => return Ok(None),
        },
        Filter::Language(value) if value != "und" && Language::declared(value).is_none() => {
            (value, no_language(value, "has no article"))
        }
        Filter::Language(code) if statistics.languages.iter().all(|(language, _)| language.as_str() != code) => {
            let mut languages = statistics.languages.clone();
            languages.sort_by_key(|(_, articles)| std::cmp::Reverse(*articles));
            let languages = named(languages.iter().map(|(language, _)| format!("`{language}`")).collect());
            (code, format!("`language:{code}`: no article is in it, only in {languages}"))
        }
        _ => return Ok(None),
    };
    let bare = value.trim_start_matches('=');
    let after_colon = text.find(&format!(":{bare}")).map(|colon| colon + 1);
    Ok(Some(Warning { position: after_colon.or(text.find(bare)).unwrap_or(0), message }))
}

fn option_filters(options: &SearchOptions) -> Vec<Filter> {
    let code = |name: &str| Language::declared(name).map_or(name.to_lowercase(), |l| l.as_str().to_owned());
    let mut filters = Vec::new();
    filters.extend(options.dates.map(Filter::Date));
    filters.extend(options.source.clone().map(Filter::Source));
    filters.extend(options.language.as_deref().map(|name| Filter::Language(code(name))));
    filters
}
