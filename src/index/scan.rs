//! The linear scan: a backend that reads every stored text anew, to compare and audit an index with.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{Backend, Phrase, StoredArticle, add_phrases, fetched, passage_words, requested_names};
use crate::analysis::{Analyzer, AnalyzerPool, TermFinder, keyword};
use crate::article::BlockKind;
use crate::error::Result;
use crate::names::index::scanned::ScannedNames;
use crate::names::request::{NameForm, NameRequest};
use crate::query::article_positions::ArticlePositions;
use crate::query::occurrences::clause_occurrences;
use crate::query::plan::{Clause, ClauseSet, Plan, Scope, Slot, Term};
use crate::query::positions::PassagePositions;
use crate::query::words_like::WordShape;
use crate::query::{Filter, asked_keyword, is_address, is_outlet, is_writer};
use crate::ranking::{
    Address, ArticleFacts, ArticleMatch, ClauseMatch, Collector, CopyFacts, FacetCounts, Headline, MatchSource,
    MinHash, ShingleBuffer, Statistics, TopArticles, TopRequest, top_articles,
};
use crate::schema::IndexSchema;
use crate::work::{Budget, Counter};

/// A backend over articles in memory.
#[derive(Debug)]
pub struct ScanBackend {
    articles: Vec<Scanned>,
    names: ScannedNames,
    schema: IndexSchema,
    analyzers: AnalyzerPool,
    /// How many passages hold each term, once that was asked.
    documents: OnceLock<FxHashMap<String, u64>>,
}

#[derive(Debug)]
struct Scanned {
    article: StoredArticle,
    /// How many articles have an id before its own.
    id_order: u64,
    passages: Vec<PassagePositions>,
    min_hash: MinHash,
    headline: Headline,
}

impl ScanBackend {
    /// A scan over these articles.
    pub fn new(articles: Vec<StoredArticle>, schema: &IndexSchema) -> Self {
        let read = articles.into_iter().map(Ok::<_, Infallible>);
        Self::read(read, schema).unwrap_or_else(|never| match never {})
    }

    /// A scan over articles as they are read.
    ///
    /// # Errors
    ///
    /// The first of the reader's.
    pub fn read<E>(
        articles: impl Iterator<Item = std::result::Result<StoredArticle, E>>,
        schema: &IndexSchema,
    ) -> std::result::Result<Self, E> {
        let mut analyzer = Analyzer::new(&schema.stemmers);
        let mut scan = Self {
            articles: Vec::new(),
            names: ScannedNames::default(),
            schema: schema.clone(),
            analyzers: AnalyzerPool::default(),
            documents: OnceLock::new(),
        };
        for (number, article) in articles.enumerate() {
            let article = article?;
            let passages = article.positions(&mut TermFinder::new(&mut analyzer, &|_| true));
            for (ordinal, passage) in article.passages.iter().enumerate() {
                let (text, language) = (passage.text.as_str(), article.language_of(passage));
                scan.names.read((text, language), (number as u32, ordinal as u32), &mut analyzer);
            }
            let shingles = shingles_of(&article, &mut analyzer);
            let (min_hash, headline) = (shingles.min_hash(article.content_hash), shingles.headline());
            scan.articles.push(Scanned { article, id_order: 0, passages, min_hash, headline });
        }
        let mut ids: Vec<String> = scan.articles.iter().map(|a| a.article.id.clone()).collect();
        ids.sort_unstable();
        for scanned in &mut scan.articles {
            scanned.id_order = ids.partition_point(|id| *id < scanned.article.id) as u64;
        }
        Ok(scan)
    }

    fn count_documents(&self) -> FxHashMap<String, u64> {
        let mut documents = FxHashMap::default();
        for term in self.articles.iter().flat_map(|scanned| &scanned.passages).flat_map(PassagePositions::terms) {
            match documents.get_mut(term) {
                Some(count) => *count += 1,
                None => {
                    documents.insert(term.to_owned(), 1);
                }
            }
        }
        documents
    }

    fn clauses(&self, number: usize, plan: &Plan) -> Vec<ClauseMatch> {
        let Scanned { article, passages, .. } = &self.articles[number];
        let mut clauses = Vec::new();
        let patterns = pattern_frequencies(article, passages, plan);
        for (ordinal, positions) in passages.iter().enumerate() {
            for (clause_number, clause) in plan.clauses.iter().enumerate() {
                if clause.scope == Scope::Title && ordinal > 0 {
                    continue;
                }
                let frequency = match clause.pattern {
                    Some(_) => frequency_in(&patterns[clause_number], ordinal),
                    None => positions.frequency(clause, &article.passages[ordinal].text),
                };
                if frequency > 0.0 {
                    let (ordinal, clause) = (ordinal as u32, clause_number as u32);
                    clauses.push(ClauseMatch { ordinal, words: positions.words(), clause, frequency });
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

/// The words of a stored article by which its copies are known.
fn shingles_of(article: &StoredArticle, analyzer: &mut Analyzer) -> ShingleBuffer {
    let mut words = ShingleBuffer::default();
    for passage in &article.passages {
        let (text, language) = (passage.text.as_str(), article.language_of(passage));
        analyzer.tokens(text, language, &mut |token| words.push(passage.kind, token, text));
    }
    words
}

fn address(number: usize) -> Address {
    Address::new(0, number as u32)
}

fn frequency_in(frequencies: &[(u32, f32)], ordinal: usize) -> f32 {
    let found = frequencies.iter().find(|(number, _)| *number as usize == ordinal);
    found.map_or(0.0, |(_, frequency)| *frequency)
}

/// For each clause with a pattern its weighted frequencies, by the numbers of the passages.
fn pattern_frequencies(
    article: &StoredArticle,
    passages: &[PassagePositions],
    plan: &Plan,
) -> Vec<Vec<(u32, f32)>> {
    if plan.clauses.iter().all(|clause| clause.pattern.is_none()) {
        return Vec::new();
    }
    let placed = article.passages.iter().zip(passages).map(|(passage, positions)| passage.placed(positions));
    let article = ArticlePositions::new(placed.collect());
    plan.clauses.iter().map(|clause| article.frequencies(clause)).collect()
}

/// The filters that hold for an article.
fn filters(plan: &Plan, article: &StoredArticle) -> ClauseSet {
    let mut found = ClauseSet::default();
    for (number, filter) in plan.filters.iter().enumerate() {
        let holds = match filter {
            Filter::Source(source) => {
                article.source.as_deref().is_some_and(|s| is_outlet(&keyword(s), &asked_keyword(source)))
            }
            Filter::Language(language) => article.language.as_str() == keyword(language),
            Filter::Url(url) => article.url.as_deref().is_some_and(|u| is_address(&keyword(u), &keyword(url))),
            Filter::Byline(byline) => {
                article.byline.as_deref().is_some_and(|b| is_writer(&keyword(b), &asked_keyword(byline)))
            }
            Filter::Words(from, to) => article.words() >= *from && to.is_none_or(|to| article.words() <= to),
            Filter::Date(range) => article.date.is_some_and(|d| range.overlaps(d.earliest, d.latest)),
        };
        if holds {
            found.add(number);
        }
    }
    found
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

    fn copy_facts(&self, address: Address) -> Result<CopyFacts> {
        let Scanned { article, headline, .. } = &self.articles[address.number() as usize];
        Ok(CopyFacts { days: article.days(), outlet: article.outlet(), headline: *headline })
    }

    fn words(&self, address: Address, passages: &[u32], visit: &mut dyn FnMut(&str)) -> Result<()> {
        let mut analyzer = self.analyzers.take(|| Analyzer::new(&self.schema.stemmers));
        passage_words(self.article(address), passages, &mut analyzer, visit);
        Ok(())
    }

    fn documents_with(&self, word: &str) -> Result<u64> {
        self.documents(word)
    }

    fn facets(&self, articles: &[Address], budget: &Budget) -> Result<FacetCounts> {
        let (mut outlets, mut languages, mut days) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut steps = budget.steps(Counter::FactsRead);
        for address in articles {
            steps.step()?;
            let article = self.article(*address);
            if let Some(source) = &article.source {
                outlets.entry(keyword(source)).or_insert((0, *address)).0 += 1;
            }
            *languages.entry(article.language.as_str().to_owned()).or_insert(0) += 1;
            if let Some(date) = article.date {
                *days.entry((date.earliest, date.latest)).or_insert(0) += 1;
            }
        }
        Ok(FacetCounts {
            outlets: outlets.into_iter().map(|(outlet, (articles, first))| (outlet, articles, first)).collect(),
            languages: languages.into_iter().collect(),
            days: days.into_iter().collect(),
            ..FacetCounts::default()
        })
    }

    fn captions(&self, passages: &[(Address, u32)], _: &Budget) -> Result<Vec<bool>> {
        let kind = |(address, ordinal): &(Address, u32)| self.article(*address).passage(*ordinal).map(|p| p.kind);
        Ok(passages.iter().map(|passage| kind(passage) == Some(BlockKind::Caption)).collect())
    }

    fn edited_words(&self, word: &str, edits: u8, _: &Budget) -> Result<Vec<(String, u64)>> {
        let (mut found, shape) = (BTreeMap::new(), WordShape::Edited(word.to_owned(), edits));
        for positions in self.articles.iter().flat_map(|scanned| &scanned.passages) {
            for held in positions.held_words().filter(|held| shape.fits(held)) {
                *found.entry(held.to_owned()).or_insert(0) += 1;
            }
        }
        Ok(found.into_iter().collect())
    }

    fn word_frequencies(&self, word: &str, articles: &[Address], _: &Budget) -> Result<Vec<(u32, u32)>> {
        let term = Term::Exact(word.to_owned());
        let counts = |address: &Address| {
            let passages = &self.articles[address.number() as usize].passages;
            let text = passages[1..].iter().map(|positions| positions.count(&term)).sum();
            (passages[0].count(&term), text)
        };
        Ok(articles.iter().map(counts).collect())
    }
}

impl Backend for ScanBackend {
    fn outlets(&self, asked: &str, _: &Budget) -> Result<Vec<String>> {
        let outlets = self.articles.iter().filter_map(|scanned| scanned.article.source.as_deref().map(keyword));
        let asked = asked_keyword(asked);
        Ok(outlets.filter(|outlet| is_outlet(outlet, &asked)).collect::<BTreeSet<_>>().into_iter().collect())
    }

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

    fn fetch(&self, wanted: &[(Address, Vec<u32>)], budget: &Budget) -> Result<Vec<StoredArticle>> {
        fetched(wanted, budget, |address, ordinals| Ok(self.article(address).excerpt(ordinals)))
    }

    fn find(&self, id: Option<&str>) -> Result<Vec<Address>> {
        let found = self.articles.iter().enumerate().filter(|(_, a)| id.is_none_or(|id| a.article.id == id));
        Ok(found.map(|(number, _)| address(number)).collect())
    }

    fn documents(&self, word: &str) -> Result<u64> {
        Ok(self.documents.get_or_init(|| self.count_documents()).get(word).copied().unwrap_or(0))
    }

    fn phrases(&self, slots: &[Slot], most: u64, budget: &Budget) -> Result<Vec<Phrase>> {
        let clause = Clause::of_slots(slots.to_vec());
        let (mut phrases, mut passages) = (BTreeMap::new(), 0);
        for (number, scanned) in self.articles.iter().enumerate() {
            budget.check()?;
            for (ordinal, positions) in scanned.passages.iter().enumerate().skip(1) {
                if passages == most {
                    return Ok(phrases.into_values().collect());
                }
                let found = clause_occurrences(&clause, &mut |term, out| positions.positions(term, out));
                add_phrases(&mut phrases, &found, (address(number), ordinal as u32));
                passages += u64::from(!found.is_empty());
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
