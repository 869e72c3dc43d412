//! The index answers as a reading of every text does:
//! 1. on random corpora (several commits, replaced and removed articles) and random questions, the whole answer of the index
//!    (articles, order, scores, marks, totals, names) equals that of the linear scan;
//! 2. the questions are not idle: many find something, by aliases, stems, prefixes and phrases, in whole and in part;
//! 3. marks are in order, on character boundaries, do not overlap, and their text is what they mark;
//! 4. a page of an answer is the same part of the whole answer.

use std::cell::RefCell;

use dateline::Archive;
use dateline::Removal;
use dateline::article::{Article, BlockKind, Language, PublishedDate};
use dateline::query::DateRange;
use dateline::query::plan::MatchKind;
use dateline::results::{Mark, PassageReport, SearchOptions, SearchResponse, Sort, Tier};
use dateline::schema::IndexSchema;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Names with aliases in several scripts, inflected and hyphenated words, compounds, words in capitals, function words.
const WORDS: [&str; 53] = [
    "Saraqeb",
    "Saraqib",
    "سراقب",
    "Саракиб",
    "Hayat Tahrir al-Sham",
    "Hay’at Tahrir a-Sham",
    "HTS",
    "هيئة تحرير الشام",
    "تحرير الشام",
    "Sham",
    "ash-Sham",
    "Tahrir",
    "displaced",
    "displacement",
    "Displaced",
    "families",
    "family",
    "north-west",
    "northwest",
    "north west",
    "north",
    "IS",
    "is",
    "Islamic State",
    "state",
    "WHO",
    "who",
    "Hama",
    "Hamas",
    "al-Assad",
    "Assad",
    "ASSAD",
    "the",
    "of",
    "camp",
    "camps",
    "Camp",
    "déplacés",
    "deplacés",
    "беженцев",
    "беженцы",
    "النازحون",
    "l'ONU",
    "U.N.-led",
    "un",
    "cắn",
    "cần",
    "can",
    "CA",
    "Lager",
    "Flüchtlingslager",
    "lager",
    "Lagers",
];

const SOURCES: [&str; 3] = ["Northern Ledger", "Agence Été", "L"];
const LANGUAGES: [&str; 8] = ["en", "en", "fr", "ar", "ru", "vi", "de", "und"];
const DATES: [&str; 6] = ["2018", "2018-06", "2018-06-15", "2020-01-31", "2020-02", "2019"];
const RANGES: [&str; 6] = ["2018", "2018-06", "2018-06-20..", "..2020-01", "2019..2020-02-10", "2018-06-15"];

#[derive(Clone, Debug)]
enum Change {
    Add(Box<Article>),
    Remove(String),
    Commit,
}

fn word() -> impl Strategy<Value = &'static str> {
    prop_oneof![2 => prop::sample::select(&WORDS[..]), 1 => prop::sample::select(&WORDS[..17])]
}

/// Words in a row: mostly blanks between them, sometimes the end of a clause, a sentence or a paragraph.
fn text(most: usize) -> impl Strategy<Value = String> {
    let gap = prop_oneof![
        12 => Just(" "),
        2 => Just(", "),
        2 => Just(". "),
        1 => Just("-"),
        1 => Just(" “"),
        1 => Just("” "),
        2 => Just("\n\n")
    ];
    prop::collection::vec((word(), gap), 0..most)
        .prop_map(|words| words.into_iter().flat_map(|(w, gap)| [w, gap]).collect())
}

fn date() -> impl Strategy<Value = Option<PublishedDate>> {
    prop::option::weighted(0.8, prop::sample::select(&DATES[..])).prop_map(|text| {
        let DateRange { from, to } = DateRange::parse(text?)?;
        let (from, to) = (from?, to?);
        match text?.len() {
            4 => PublishedDate::year(from.year()),
            7 => PublishedDate::month(from.year(), from.month()),
            _ => Some(PublishedDate::day(to)),
        }
    })
}

fn article() -> impl Strategy<Value = Article> {
    let facts = (
        0..9_u8,
        prop::option::of(prop::sample::select(&SOURCES[..])),
        prop::sample::select(&LANGUAGES[..]),
        date(),
    );
    let kinds = prop::collection::vec(0..6_u8, 4);
    (facts, text(6), text(40), kinds).prop_map(|((id, source, language, date), title, text, kinds)| {
        // German texts have a compound whose parts are no names; the other words are mostly names where they are few.
        let text = if language == "de" { format!("{text} Wahlkampf") } else { text };
        let mut article = Article::from_text(&title.replace("\n\n", " "), &text);
        for (block, kind) in article.blocks.iter_mut().filter(|b| b.kind == BlockKind::Paragraph).zip(&kinds) {
            match kind {
                0 => block.kind = BlockKind::Caption,
                1 => block.kind = BlockKind::Heading,
                _ => {}
            }
        }
        article.byline = (id % 2 == 0).then(|| "Anna Example".to_owned());
        article.id = Some(format!("a{id}"));
        article.source = source.map(str::to_owned);
        article.language = Language::new(language);
        article.date = date;
        article
    })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        12 => article().prop_map(|a| Change::Add(Box::new(a))),
        1 => (0..9_u8).prop_map(|id| Change::Remove(format!("a{id}"))),
        3 => Just(Change::Commit),
    ];
    prop::collection::vec(change, 1..24)
}

fn beginning() -> impl Strategy<Value = String> {
    (word(), 1..5_usize).prop_map(|(word, letters)| format!("{}*", word.chars().take(letters).collect::<String>()))
}

/// Words with wildcards, inexact ones, quotations over several passages, parts of an article.
fn shaped() -> impl Strategy<Value = String> {
    let row = |most: usize| prop::collection::vec(word(), 2..most).prop_map(|words| words.join(" "));
    let last = |w: &str| w.split([' ', '-']).next_back().unwrap_or(w).to_owned();
    let wild = (word(), 1..4_usize, prop::sample::select(&["?", "*"][..])).prop_map(move |(w, at, sign)| {
        let letters: Vec<char> = last(w).chars().collect();
        let at = at.min(letters.len().saturating_sub(2));
        letters[..at].iter().collect::<String>()
            + sign
            + &letters[(at + 1).min(letters.len())..].iter().collect::<String>()
    });
    let part = prop::sample::select(&["title", "caption", "heading", "quote", "text"][..]);
    prop_oneof![
        3 => row(9).prop_map(|row| format!("\"{row}\"")),
        2 => wild,
        2 => (word(), 1..3).prop_map(move |(w, edits)| format!("{}~{edits}", last(w))),
        3 => (row(4), 1..6).prop_map(|(row, gap)| format!("\"{row}\"~{gap}")),
        3 => (part, word(), any::<bool>()).prop_map(move |(part, w, quoted)| match quoted {
            true => format!("{part}:\"{w}\""),
            false => format!("{part}:{}", last(w)),
        }),
        1 => (1..40_u8).prop_map(|words| format!("words>{words}")),
        1 => Just("byline:anna".to_owned()),
    ]
}

/// The operators between two operands.
const NEAR: [&str; 12] = [
    "NEAR/1",
    "NEAR/3",
    "w/8",
    "PRE/1",
    "PRE/4",
    "SAME",
    "PARA",
    "PRE/s",
    "NOT NEAR/2",
    "NOT SAME",
    "NOT PRE/3",
    "/p",
];

fn leaf() -> impl Strategy<Value = String> {
    let phrase = || prop::collection::vec(word(), 1..4).prop_map(|words| format!("\"{}\"", words.join(" ")));
    let exact = word().prop_map(|w| format!("={}", w.split(' ').next_back().unwrap_or(w)));
    prop_oneof![
        8 => word().prop_map(str::to_owned),
        1 => Just("Wahl".to_owned()),
        3 => phrase(),
        2 => beginning(),
        3 => shaped(),
        2 => exact,
        1 => word().prop_map(|w| format!("title:{}", w.replace(' ', "-"))),
        1 => phrase().prop_map(|p| format!("title:{p}")),
        1 => prop::sample::select(&SOURCES[..]).prop_map(|s| format!("source:\"{}\"", s.to_uppercase())),
        1 => prop::sample::select(&["ledger", "ete", "=l", "(ledger OR l)", "=ledger"][..]).prop_map(|s| format!("source:{s}")),
        1 => prop::sample::select(&LANGUAGES[..]).prop_map(|l| format!("language:{l}")),
        1 => prop::sample::select(&RANGES[..]).prop_map(|r| format!("date:{r}")),
    ]
}

/// A question: leaves side by side, joined by operators, excluded, in parentheses.
fn question() -> impl Strategy<Value = String> {
    let tree = leaf().prop_recursive(3, 12, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            4 => several().prop_map(|parts| format!("({})", parts.join(" "))),
            2 => several().prop_map(|parts| format!("({})", parts.join(" OR "))),
            2 => several().prop_map(|parts| format!("({})", parts.join(" AND "))),
            4 => (inner.clone(), prop::sample::select(&NEAR[..]), inner.clone())
                .prop_map(|(left, near, right)| format!("({left} {near} {right})")),
            1 => (2..4_u8, inner.clone()).prop_map(|(count, part)| format!("atleast/{count} {part}")),
            1 => (1..30_u8, inner.clone()).prop_map(|(words, part)| format!("first/{words} {part}")),
            1 => inner.clone().prop_map(|part| format!("-{part}")),
            1 => inner.prop_map(|part| format!("(NOT {part})")),
        ]
    });
    prop_oneof![
        4 => prop::collection::vec(leaf(), 1..5).prop_map(|parts| parts.join(" ")),
        1 => prop::collection::vec(leaf(), 6..10).prop_map(|parts| parts.join(" ")),
        4 => tree,
        2 => "[a-zA-Zش\"()*=: -]{0,12}",
    ]
}

fn options() -> impl Strategy<Value = SearchOptions> {
    let page = (
        prop_oneof![3 => Just(10_usize), 1 => 0..4_usize],
        prop_oneof![3 => Just(0_usize), 1 => 0..4_usize],
        0..4_usize,
    );
    let filters = (
        prop::option::weighted(0.1, prop::sample::select(&RANGES[..])),
        prop::option::weighted(0.1, prop::sample::select(&SOURCES[..])),
        prop::option::weighted(0.1, prop::sample::select(&LANGUAGES[..])),
    );
    let sort = prop_oneof![3 => Just(Sort::Relevance), 1 => Just(Sort::Newest), 1 => Just(Sort::Oldest)];
    (page, prop::bool::weighted(0.15), filters, sort).prop_map(
        |((limit, offset, passages), exact, (dates, source, language), sort)| SearchOptions {
            limit,
            offset,
            passages,
            exact,
            dates: dates.and_then(DateRange::parse),
            source: source.map(str::to_owned),
            language: language.map(str::to_owned),
            sort,
            facets: limit % 2 == 1,
            ..SearchOptions::default()
        },
    )
}

fn archive(changes: &[Change]) -> Archive {
    let text = dateline::schema::BUILT_IN.replace("words = 100", "words = 20");
    let mut archive = Archive::in_memory_with(IndexSchema::parse(&text, None).unwrap()).unwrap();
    for change in changes {
        match change {
            Change::Add(article) => archive.add(article).unwrap(),
            Change::Remove(id) => {
                let removed = archive.remove(&Removal::Articles(id.clone())).unwrap();
                assert!(removed.articles <= SOURCES.len() as u64 + 1);
            }
            Change::Commit => archive.commit().unwrap(),
        }
    }
    archive.commit().unwrap();
    archive
}

/// How often something was seen, so that a run which asks for nothing fails.
#[derive(Debug, Default)]
struct Seen {
    questions: usize,
    with_hits: usize,
    with_partial: usize,
    tiers: [usize; 3],
    kinds: [usize; 8],
    phrases: usize,
    names: usize,
}

impl Seen {
    fn look_at(&mut self, answer: &SearchResponse) {
        self.questions += 1;
        self.with_hits += usize::from(!answer.hits.is_empty());
        self.with_partial += usize::from(answer.total.partial.articles > 0);
        self.names += usize::from(answer.names.iter().any(|n| !n.variants.is_empty()));
        for hit in &answer.hits {
            self.tiers[hit.tier as usize] += 1;
            for mark in hit.passages.iter().flat_map(|p| &p.marks) {
                self.kinds[mark.kind as usize] += 1;
                self.phrases += usize::from(mark.kind == MatchKind::Exact && mark.text.contains(' '));
            }
        }
    }

    fn is_enough(&self) -> bool {
        // Far below what a run has on average: a failure means that the questions have become idle.
        let some = |n: usize| n > 0;
        let kinds = [
            MatchKind::Exact,
            MatchKind::Stem,
            MatchKind::Compound,
            MatchKind::Alias,
            MatchKind::Script,
            MatchKind::Prefix,
        ];
        self.with_hits > self.questions / 5
            && some(self.with_partial)
            && self.tiers.iter().all(|n| some(*n))
            && kinds.iter().all(|kind| some(self.kinds[*kind as usize]))
            && some(self.phrases)
            && some(self.names)
    }
}

/// The universal laws of marks.
pub(crate) fn check_marks(text: &str, marks: &[Mark]) {
    let mut free_from = 0;
    for mark in marks {
        assert!(mark.start >= free_from && mark.start < mark.end, "{text:?} {mark:?}");
        assert_eq!(text.get(mark.start..mark.end), Some(mark.text.as_str()), "{text:?}");
        free_from = mark.end;
    }
}

/// The universal laws of answers.
pub(crate) fn check(answer: &SearchResponse, options: &SearchOptions) {
    let total = answer.total;
    let found = (total.articles + total.partial.articles - total.folded.articles) as usize;
    let expected = found.saturating_sub(options.offset).min(options.limit);
    // Of a large answer the copies are counted up to the page.
    assert!(answer.hits.len() == expected || (!total.folded.exact && answer.hits.len() < expected), "{answer:?}");
    for (number, hit) in answer.hits.iter().enumerate() {
        assert_eq!(hit.rank, options.offset + number + 1);
        assert_eq!(hit.missing.is_empty(), hit.tier > Tier::Partial, "{} {hit:?}", answer.query);
        assert!(hit.passages.len() <= options.passages);
        check_marks(&hit.article.title, &hit.article.title_marks);
        for PassageReport { text, marks, excerpt, .. } in &hit.passages {
            check_marks(text, marks);
            assert_eq!(text.get(excerpt.start..excerpt.end), Some(excerpt.text.as_str()), "{text:?}");
            assert!(excerpt.text.chars().count() <= 300 && excerpt.text.trim() == excerpt.text, "{excerpt:?}");
            let is_seen = |mark: &Mark| mark.start < excerpt.end && mark.end > excerpt.start;
            assert!(marks.is_empty() || marks.iter().any(is_seen), "{text:?} {excerpt:?}");
        }
    }
}

/// A scan's answer as the index gives it: of a large answer that counts no more passages than it reads, and says so.
pub(crate) fn as_counted_by(index: &SearchResponse, mut scan: SearchResponse) -> SearchResponse {
    let (counted, all) = (&index.total, scan.total);
    assert!(all.are_passages_exact, "the scan reads all");
    assert!(counted.are_passages_exact || counted.articles > 64, "few articles are counted: {counted:?}");
    if !counted.are_passages_exact && counted.passages <= all.passages {
        (scan.total.passages, scan.total.are_passages_exact) = (counted.passages, false);
    }
    scan
}

/// The first thing in which two answers differ.
fn difference(index: &SearchResponse, scan: &SearchResponse) -> Option<String> {
    let hit = index.hits.iter().zip(&scan.hits).find(|(a, b)| a != b);
    match hit {
        _ if index == scan => None,
        _ if index.total != scan.total => Some(format!("index {:?}\nscan {:?}", index.total, scan.total)),
        Some((index, scan)) => Some(format!("index {index:#?}\nscan {scan:#?}")),
        None => {
            let rest = |answer: &SearchResponse| {
                let mut rest = answer.clone();
                rest.hits.clear();
                rest
            };
            Some(format!("index {:?}\nscan {:?}", rest(index), rest(scan)))
        }
    }
}

#[test]
fn the_index_answers_as_a_reading_of_every_text_does() {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { 64 };
    let mut runner =
        TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() });
    let seen = RefCell::new(Seen::default());
    let questions = prop::collection::vec((question(), options()), 6);
    let outcome = runner.run(&(changes(), questions), |(changes, questions)| {
        let archive = archive(&changes);
        for (question, options) in &questions {
            let by_index = archive.search(question, options).unwrap();
            let by_scan = as_counted_by(&by_index, archive.search_by_scan(question, options).unwrap());
            prop_assert_eq!(difference(&by_index, &by_scan), None, "{} {:?}", question, options);
            check(&by_index, options);
            let all = SearchOptions { limit: usize::MAX, offset: 0, ..options.clone() };
            let whole = archive.search(question, &all).unwrap();
            let page: Vec<_> = whole.hits.iter().skip(options.offset).take(options.limit).cloned().collect();
            prop_assert!(page == by_index.hits, "another page of the whole answer: {} {:?}", question, options);
            seen.borrow_mut().look_at(&by_index);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{}", error.to_string().chars().take(6000).collect::<String>());
    }
    let seen = seen.into_inner();
    println!("{seen:?}");
    assert!(seen.is_enough(), "the questions find too little: {seen:?}");
}

#[test]
fn an_outlet_whose_articles_are_gone_is_none() {
    let named = |id: &str, source: &str, text: &str| {
        let mut article = Article::from_text("", text);
        (article.id, article.source) = (Some(id.to_owned()), Some(source.to_owned()));
        Change::Add(Box::new(article))
    };
    let gone = [
        named("a1", "Valley Post", "Saraqeb"),
        named("a2", "Northern Ledger", "Saraqeb"),
        Change::Commit,
        Change::Remove("a2".to_owned()),
    ];
    let archive = archive(&gone);
    let question = "Saraqeb source:ledger";
    let answer = archive.search(question, &SearchOptions::default()).unwrap();
    assert_eq!(answer.warnings.len(), 1, "{:?}", answer.warnings);
    assert_eq!(answer, archive.search_by_scan(question, &SearchOptions::default()).unwrap());
}
