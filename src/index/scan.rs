//! The linear scan: a backend that reads every stored text anew, to compare and audit an index with.

use std::collections::BTreeMap;

use super::{Backend, Phrase, StoredArticle, add_phrases, fetched, requested_names};
use crate::analysis::{Analyzer, AnalyzerPool, Form};
use crate::article::Language;
use crate::error::Result;
use crate::names::index::scanned::ScannedNames;
use crate::names::request::{NameForm, NameRequest};
use crate::query::Filter;
use crate::query::occurrences::{WordCounter, clause_occurrences, weight};
use crate::query::plan::{Clause, ClauseSet, Plan, Scope, Slot, Term};
use crate::ranking::{
    Address, ArticleFacts, ArticleMatch, ClauseMatch, Collector, MatchSource, MinHash, ShingleBuffer, Statistics,
    TopArticles, TopRequest, top_articles,
};
use crate::schema::IndexSchema;
use crate::work::{Budget, Counter};

/// The tokens of one text, looked up by term.
#[derive(Clone, Debug, Default)]
pub struct TokenTable {
    /// Term → its positions.
    terms: BTreeMap<String, Vec<u32>>,
    /// Position → the bytes of its word.
    spans: Vec<(usize, usize)>,
    /// The positions that have an article, and its first byte.
    articles: Vec<(u32, usize)>,
    /// How many words the text has.
    words: u32,
}

impl TokenTable {
    /// Analyses a text.
    pub fn new(text: &str, language: &Language, analyzer: &mut Analyzer) -> Self {
        Self::of_terms(text, language, analyzer, &|_| true)
    }

    /// Analyses a text and keeps the terms that are wanted.
    pub fn of_terms(
        text: &str,
        language: &Language,
        analyzer: &mut Analyzer,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut table = Self::default();
        let (terms, spans, articles) = (&mut table.terms, &mut table.spans, &mut table.articles);
        table.words = analyzer.tokens(text, language, &mut |token| {
            match token.form {
                Form::Word => spans.resize(token.position as usize + 1, (token.start, token.end)),
                Form::Article => articles.push((token.position, token.start)),
                _ => {}
            }
            if !is_wanted(token.term) {
                return;
            }
            let positions: &mut Vec<u32> = match terms.get_mut(token.term) {
                Some(positions) => positions,
                None => terms.entry(token.term.to_owned()).or_default(),
            };
            positions.push(token.position);
        });
        table
    }

    /// Appends the positions of a term in order.
    pub fn positions(&self, term: &Term, out: &mut Vec<u32>) {
        match term {
            Term::Whole(term) => out.extend(self.terms.get(term).into_iter().flatten()),
            Term::Prefix(prefix) => {
                let from = self.terms.range(prefix.clone()..);
                let words = from.take_while(|(term, _)| term.starts_with(prefix)).filter(|(term, _)| is_word(term));
                out.extend(words.flat_map(|(_, positions)| positions));
                out.sort_unstable();
            }
        }
    }

    /// How often a term stands in the text.
    fn count(&self, term: &Term) -> u32 {
        let mut positions = Vec::new();
        self.positions(term, &mut positions);
        positions.len() as u32
    }

    /// The bytes of the words from position `start` up to, not including, `end`.
    pub fn bytes(&self, start: u32, end: u32) -> Option<(usize, usize)> {
        let first = self.spans.get(start as usize)?;
        let last = self.spans.get(end.checked_sub(1)? as usize)?;
        Some((first.0, last.1))
    }

    /// The same from the article of the first word on, if it has one.
    pub fn bytes_with_article(&self, start: u32, end: u32) -> Option<(usize, usize)> {
        let (first, last) = self.bytes(start, end)?;
        let article = self.articles.binary_search_by_key(&start, |(position, _)| *position);
        Some((article.map_or(first, |number| self.articles[number].1), last))
    }

    /// How many words the text has.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// The weighted frequency of a clause in the text.
    pub fn frequency(&self, clause: &Clause, text: &str) -> f32 {
        if clause.is_word() && clause.cased.is_none() {
            let slot: &Slot = &clause.slots[0];
            let counts = slot.choices.iter().map(|c| self.count(&c.parts[0].term)).enumerate();
            return WordCounter::new(slot).frequency(counts);
        }
        let found = clause_occurrences(clause, &mut |term, out| self.positions(term, out));
        found.iter().filter(|o| self.is_as_written(clause, o, text)).map(weight).sum()
    }

    /// Whether an occurrence has the capitals that the clause asks for.
    pub fn is_as_written(
        &self,
        clause: &Clause,
        found: &crate::query::occurrences::Occurrence,
        text: &str,
    ) -> bool {
        let Some(written) = &clause.cased else { return true };
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return false };
        let Some((start, end)) = self.bytes(first.start, last.end) else { return false };
        let (here, wanted): (String, String) = (written_letters(&text[start..end]), written_letters(written));
        here == wanted || (here.starts_with(&wanted) && is_prefix(clause))
    }
}

/// The letters and digits of a text, as they are written.
fn written_letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a text can have an occurrence with the capitals that the clause asks for: whether its letters stand there in a
/// row, whatever else stands between them. This is looked at before a text is analysed.
pub fn may_be_as_written(clause: &Clause, text: &str) -> bool {
    let Some(written) = &clause.cased else { return true };
    let wanted = written_letters(written);
    let Some(first) = wanted.chars().next() else { return true };
    text.match_indices(first).any(|(at, _)| {
        let mut here = text[at..].chars().filter(|c| c.is_alphanumeric());
        wanted.chars().all(|letter| here.next() == Some(letter))
    })
}

fn is_prefix(clause: &Clause) -> bool {
    let parts = clause.slots.iter().flat_map(|s| &s.choices).flat_map(|c| &c.parts);
    parts.into_iter().any(|p| matches!(p.term, Term::Prefix(_)))
}

/// Whether a term is a folded word: no stem, no joined form, no acronym in capitals.
pub fn is_word(term: &str) -> bool {
    !term.contains(':') && !term.chars().any(char::is_uppercase)
}

/// A backend over articles in memory.
#[derive(Debug)]
pub struct ScanBackend {
    articles: Vec<Scanned>,
    names: ScannedNames,
    schema: IndexSchema,
    analyzers: AnalyzerPool,
}

#[derive(Debug)]
struct Scanned {
    article: StoredArticle,
    /// How many articles have an id before its own.
    id_order: u64,
    tables: Vec<TokenTable>,
    min_hash: MinHash,
}

impl ScanBackend {
    /// A scan over these articles.
    pub fn new(articles: Vec<StoredArticle>, schema: &IndexSchema) -> Self {
        let mut analyzer = Analyzer::new(&schema.stemmers);
        let mut scan = Self {
            articles: Vec::with_capacity(articles.len()),
            names: ScannedNames::default(),
            schema: schema.clone(),
            analyzers: AnalyzerPool::default(),
        };
        for (number, article) in articles.into_iter().enumerate() {
            let mut tables = Vec::with_capacity(article.passages.len());
            for ordinal in 0..article.passages.len() {
                let (text, language) = (article.text_of(ordinal as u32), article.language_of(ordinal as u32));
                tables.push(TokenTable::new(text, language, &mut analyzer));
                scan.names.read((text, language), (number, ordinal), &mut analyzer);
            }
            let min_hash = min_hash_of(&article, &mut analyzer);
            scan.articles.push(Scanned { article, id_order: 0, tables, min_hash });
        }
        let mut ids: Vec<String> = scan.articles.iter().map(|a| a.article.id.clone()).collect();
        ids.sort_unstable();
        for scanned in &mut scan.articles {
            scanned.id_order = ids.partition_point(|id| *id < scanned.article.id) as u64;
        }
        scan
    }

    fn clauses(&self, number: usize, plan: &Plan) -> Vec<ClauseMatch> {
        let Scanned { article, tables, .. } = &self.articles[number];
        let mut clauses = Vec::new();
        for (ordinal, table) in tables.iter().enumerate() {
            for (clause_number, clause) in plan.clauses.iter().enumerate() {
                if clause.scope == Scope::Title && ordinal > 0 {
                    continue;
                }
                let frequency = table.frequency(clause, article.text_of(ordinal as u32));
                if frequency > 0.0 {
                    let (ordinal, clause) = (ordinal as u32, clause_number as u32);
                    clauses.push(ClauseMatch { ordinal, words: table.words, clause, frequency });
                }
            }
        }
        clauses
    }
}

impl ScanBackend {
    fn article(&self, address: Address) -> &StoredArticle {
        &self.articles[address.number() as usize].article
    }

    /// Gives every article that is asked for to a collector, given the clauses found in all.
    fn visit(
        &self,
        plan: &Plan,
        all: &[Vec<ClauseMatch>],
        budget: &Budget,
        collector: &mut dyn Collector,
    ) -> Result<()> {
        let scoring = plan.scoring();
        let mut steps = budget.steps(Counter::ArticlesMatched);
        for (number, clauses) in all.iter().enumerate() {
            let Scanned { article, id_order, min_hash, .. } = &self.articles[number];
            if !plan.asks_every_article() && !clauses.iter().any(|e| scoring[e.clause as usize]) {
                continue;
            }
            steps.step()?;
            collector.article(ArticleMatch {
                address: address(number),
                words: article.words(),
                days: &|| article.days(),
                id_order: &|| *id_order,
                min_hash: &|| *min_hash,
                clauses,
                filters: filters(plan, article),
            });
        }
        Ok(())
    }
}

/// The MinHash of a stored article.
fn min_hash_of(article: &StoredArticle, analyzer: &mut Analyzer) -> MinHash {
    let mut words = ShingleBuffer::default();
    for (ordinal, passage) in article.passages.iter().enumerate() {
        let (text, language) = (article.text_of(ordinal as u32), article.language_of(ordinal as u32));
        analyzer.tokens(text, language, &mut |token| words.push(passage.kind, token));
    }
    words.min_hash(article.content_hash)
}

fn address(number: usize) -> Address {
    Address::new(0, number as u32)
}

/// The filters that hold for an article.
fn filters(plan: &Plan, article: &StoredArticle) -> ClauseSet {
    let mut found = ClauseSet::default();
    for (number, filter) in plan.filters.iter().enumerate() {
        let holds = match filter {
            Filter::Source(source) => article.source.as_deref().is_some_and(|s| keyword(s) == keyword(source)),
            Filter::Language(language) => article.language.as_str() == keyword(language),
            Filter::Url(url) => article.url.as_deref().is_some_and(|u| keyword(u) == keyword(url)),
            Filter::Date(range) => article.date.is_some_and(|d| range.overlaps(d.earliest, d.latest)),
        };
        if holds {
            found.add(number);
        }
    }
    found
}

/// The form in which outlets and addresses are compared: without case, accents and outer blanks.
pub fn keyword(text: &str) -> String {
    let words = text.split_whitespace().map(crate::analysis::fold);
    words.collect::<Vec<_>>().join(" ")
}

impl MatchSource for ScanBackend {
    fn collect(&self, plan: &Plan, budget: &Budget, collector: &mut dyn Collector) -> Result<()> {
        let clauses = |number| {
            budget.check()?;
            Ok(self.clauses(number, plan))
        };
        let all: Vec<Vec<ClauseMatch>> = (0..self.articles.len()).map(clauses).collect::<Result<_>>()?;
        let mut frequencies = vec![0; plan.clauses.len()];
        for clauses in &all {
            let mut seen = ClauseSet::default();
            clauses.iter().for_each(|e| seen.add(e.clause as usize));
            (0..plan.clauses.len()).filter(|c| seen.has(*c)).for_each(|c| frequencies[c] += 1);
        }
        collector.begin(&frequencies);
        loop {
            budget.spend(Counter::Passes, 1)?;
            self.visit(plan, &all, budget, collector)?;
            if !collector.end()? {
                return Ok(());
            }
        }
    }

    fn facts(&self, address: Address) -> Result<ArticleFacts> {
        let article = self.article(address);
        Ok(ArticleFacts { id: article.id.clone(), days: article.days() })
    }
}

impl Backend for ScanBackend {
    fn statistics(&self) -> Result<Statistics> {
        let mut statistics = Statistics::default();
        let mut languages = BTreeMap::new();
        for Scanned { article, .. } in &self.articles {
            statistics.articles += 1;
            statistics.passages += article.passages.len() as u64 - 1;
            statistics.words += u64::from(article.words());
            statistics.undated += u64::from(article.date.is_none());
            *languages.entry(article.language.clone()).or_insert(0) += 1;
        }
        statistics.languages = languages.into_iter().collect();
        Ok(statistics)
    }

    fn search(&self, plan: &Plan, request: &TopRequest, budget: &Budget) -> Result<TopArticles> {
        top_articles(self, plan, request, budget)
    }

    fn fetch(&self, addresses: &[Address], budget: &Budget) -> Result<Vec<StoredArticle>> {
        fetched(addresses, budget, |address| Ok(self.article(address).clone()))
    }

    fn find(&self, id: Option<&str>) -> Result<Vec<Address>> {
        let found = self.articles.iter().enumerate().filter(|(_, a)| id.is_none_or(|id| a.article.id == id));
        Ok(found.map(|(number, _)| address(number)).collect())
    }

    fn documents(&self, word: &str) -> Result<u64> {
        let term = Term::Whole(word.to_owned());
        let tables = self.articles.iter().flat_map(|a| &a.tables);
        Ok(tables.filter(|table| table.count(&term) > 0).count() as u64)
    }

    fn phrases(&self, slots: &[Slot], budget: &Budget) -> Result<Vec<Phrase>> {
        let clause = Clause::of_slots(slots.to_vec());
        let mut phrases = BTreeMap::new();
        for (number, scanned) in self.articles.iter().enumerate() {
            budget.check()?;
            for (ordinal, table) in scanned.tables.iter().enumerate().skip(1) {
                let found = clause_occurrences(&clause, &mut |term, out| table.positions(term, out));
                add_phrases(&mut phrases, &found, (address(number), ordinal as u32));
            }
        }
        Ok(phrases.into_values().collect())
    }

    fn names(&self, request: &NameRequest, budget: &Budget) -> Result<Vec<NameForm>> {
        let mut analyzer = self.analyzers.take(|| Analyzer::new(&self.schema.stemmers));
        let find = |lookup: &_, accept: &mut dyn FnMut(&str, &str) -> bool| self.names.find(lookup, budget, accept);
        requested_names(request, &mut analyzer, budget, find)?.finish(|word| self.documents(word))
    }
}
