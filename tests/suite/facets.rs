//! What the articles share that were found:
//! 1. facets of the index, of the linear scan and of the whole answer, article by article, are the same, also after articles were
//!    taken out, and on every page;
//! 2. a timeline has every article with a date once, whole or in parts, however long its spans are;
//! 3. a bound of what is counted is said.

use std::collections::{BTreeMap, BTreeSet};

use dateline::article::{Article, Block, BlockKind, Language, PublishedDate};
use dateline::results::{DuplicateHandling, Facet, SearchOptions, Span, Tier};
use dateline::{Archive, DateRange, Removal};

const OUTLETS: [Option<&str>; 6] = [
    Some("Northern Ledger"),
    Some("Agence Été"),
    None,
    Some("Hill Post"),
    Some("Hill Post"),
    Some("northern ledger"),
];
const DATES: [&str; 7] = ["2018", "2018-06", "2018-06-15", "2020-01-31", "", "2019-12-30", "2020-02"];

fn date(text: &str) -> Option<PublishedDate> {
    let DateRange { from, to } = DateRange::parse(text)?;
    let (from, to) = (from?, to?);
    match text.len() {
        4 => PublishedDate::year(from.year()),
        7 => PublishedDate::month(from.year(), from.month()),
        _ => Some(PublishedDate::day(to)),
    }
}

fn archive() -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..300_usize {
        let title = if number % 5 == 0 { "The quarry" } else { "A report" };
        let text = ["It rained on the quarry.", "The mill stood still.", "The quarry and the mill."][number % 3];
        let mut article = Article::from_text(title, &format!("{text} word{number}"));
        if number % 4 == 0 {
            article.blocks.push(Block::new(BlockKind::Caption, "A picture of the quarry".to_owned()));
        }
        article.id = Some(format!("a{number}"));
        article.source = OUTLETS[number % OUTLETS.len()].map(str::to_owned);
        article.language = Language::new(["en", "de", "en", "ar"][number % 4]);
        article.date = date(DATES[number % DATES.len()]);
        archive.add(&article).unwrap();
        if number % 70 == 69 {
            archive.commit().unwrap();
        }
    }
    archive.commit().unwrap();
    for number in (0..300).step_by(11) {
        archive.remove(&Removal::Articles(format!("a{number}"))).unwrap();
    }
    archive.commit().unwrap();
    archive
}

fn values(facet: &Facet) -> BTreeMap<String, u64> {
    facet.values.iter().map(|value| (value.value.to_lowercase(), value.articles)).collect()
}

/// How many articles have each value, and how many none.
fn count(values: impl Iterator<Item = Option<String>>) -> (BTreeMap<String, u64>, u64) {
    let (mut counts, mut none) = (BTreeMap::new(), 0);
    for value in values {
        match value {
            Some(value) => *counts.entry(value.to_lowercase()).or_insert(0) += 1,
            None => none += 1,
        }
    }
    (counts, none)
}

const QUESTIONS: [&str; 8] = [
    "quarry",
    "quarry mill",
    "\"the mill\"",
    "quarry -mill",
    "title:quarry",
    "date:2018",
    "quarry source:ledger",
    "mill OR language:ar",
];

#[test]
fn facets_are_those_of_all_articles_found() {
    let archive = archive();
    let scan = archive.scan().unwrap();
    let apart = SearchOptions { duplicates: DuplicateHandling::Apart, limit: 1000, ..SearchOptions::default() };
    let mut kinds_seen = BTreeSet::new();
    for question in QUESTIONS {
        let all = SearchOptions { facets: true, passages: 100, ..apart.clone() };
        let answer = archive.search(question, &all).unwrap();
        let facets = answer.facets.clone().unwrap();
        assert_eq!(Some(&facets), archive.search_on(&scan, question, &all).unwrap().facets.as_ref(), "{question}");
        for page in
            [SearchOptions { limit: 0, ..all.clone() }, SearchOptions { offset: 7, limit: 2, ..all.clone() }]
        {
            assert_eq!(Some(&facets), archive.search(question, &page).unwrap().facets.as_ref(), "{question}");
        }
        let hits: Vec<_> = answer.hits.iter().filter(|hit| hit.tier > Tier::Partial).collect();
        assert!(
            hits.len() > 10 && facets.articles == hits.len() as u64 && facets.articles == answer.total.articles
        );
        let outlets = count(hits.iter().map(|hit| hit.article.source.clone()));
        assert_eq!((values(&facets.outlets), facets.outlets.without), outlets, "{question}");
        let languages = count(hits.iter().map(|hit| Some(hit.article.language.to_string())));
        assert_eq!((values(&facets.languages), facets.languages.without), languages, "{question}");
        let years = count(hits.iter().map(|hit| hit.article.date.as_ref().map(|date| date[..4].to_owned())));
        assert_eq!((values(&facets.years), facets.years.without), years, "{question}");
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for hit in hits {
            let of_passage = |kind| if kind == BlockKind::Caption { "caption" } else { "text" };
            let marked = hit.passages.iter().filter(|passage| !passage.marks.is_empty());
            let mut here: BTreeSet<&str> = marked.map(|passage| of_passage(passage.kind)).collect();
            here.extend((!hit.article.title_marks.is_empty()).then_some("headline"));
            here.into_iter().for_each(|kind| *kinds.entry(kind.to_owned()).or_insert(0) += 1);
        }
        kinds_seen.extend(kinds.keys().cloned());
        assert_eq!(values(facets.kinds.as_ref().unwrap()), kinds, "{question}");
    }
    assert_eq!(kinds_seen.len(), 3);
    let most_first =
        archive.search("quarry", &SearchOptions { facets: true, ..apart.clone() }).unwrap().facets.unwrap();
    assert!(most_first.outlets.values.is_sorted_by(|a, b| a.articles >= b.articles));
    assert!(archive.search("quarry", &apart).unwrap().facets.is_none());
}

#[test]
fn a_timeline_has_every_article_once() {
    let archive = archive();
    for question in QUESTIONS {
        let apart = SearchOptions { duplicates: DuplicateHandling::Apart, ..SearchOptions::default() };
        let answer = archive.search(question, &apart).unwrap();
        for (by, is_spread) in [(Span::Year, false), (Span::Month, true), (Span::Week, true), (Span::Day, true)] {
            let timeline = archive.timeline(question, &SearchOptions::default(), by).unwrap();
            let known: u64 = timeline.buckets.iter().map(|bucket| bucket.articles).sum();
            let spread: f64 = timeline.buckets.iter().map(|bucket| bucket.spread).sum();
            assert_eq!(timeline.total, answer.total);
            assert_eq!(known + timeline.spread + timeline.undated, timeline.total.articles, "{question} {by:?}");
            assert!((spread - timeline.spread as f64).abs() < 0.1, "{question} {by:?}: {spread}");
            assert!(question.contains("title") || is_spread == (timeline.spread > 0), "{question} {by:?}");
            assert!(timeline.buckets.is_sorted_by(|a, b| a.from <= a.to && a.to < b.from));
        }
    }
    assert!(archive.timeline("zzzz", &SearchOptions::default(), Span::Day).unwrap().buckets.is_empty());
}

#[test]
fn what_is_not_counted_is_said() {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..10_050 {
        let mut article = Article::from_text("", "The quarry");
        article.id = Some(format!("a{number}"));
        article.source = Some(format!("Outlet {}", number % 130));
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    let options =
        SearchOptions { facets: true, limit: 1, duplicates: DuplicateHandling::Apart, ..SearchOptions::default() };
    let facets = archive.search("quarry", &options).unwrap().facets.unwrap();
    assert_eq!((facets.kinds, facets.outlets.values.len(), facets.outlets.more), (None, 100, 30));
    let listed: u64 = facets.outlets.values.iter().map(|value| value.articles).sum();
    assert_eq!(listed + facets.outlets.more_articles, 10_050);
}
