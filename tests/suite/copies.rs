//! Copies of an article, as outlets print them from an agency.
//!
//! 1. A lightly edited copy is told with the article that it copies, not as one of its own; the earliest one that has as much
//!    of what is wanted is told, but where the order is that of the days.
//! 2. A text of few words has only equal texts for copies, one of very few headline included.
//! 3. Copies are folded when answering only: rankings for programs, counts of names and the index have them all.
//! 4. A page of an answer is the same part of the whole answer, and totals tell how many were folded.
//! 5. What a filter keeps out is no copy.
//! 6. The linear scan folds alike.
//! 7. Reports after one pattern, of other places, numbers or weeks, are hits of their own, each with the number of the others.

use dateline::Archive;
use dateline::article::{Article, Day, PublishedDate};
use dateline::names::SpellingOptions;
use dateline::results::{DuplicateHandling, SearchOptions, SearchResponse, Sort};

use crate::oracle::as_counted_by;

/// A story of a hundred words, all of them its own.
fn story(name: &str) -> String {
    let words = (0..100).map(|n| if n % 25 == 24 { format!("{name}{n}.") } else { format!("{name}{n}") });
    format!("In Saraqib {}", words.collect::<Vec<_>>().join(" "))
}

fn article(id: &str, source: &str, day: i8, text: &str) -> Article {
    let mut article = Article::from_text(&format!("{source} reports"), text);
    article.id = Some(id.into());
    article.source = Some(source.into());
    article.date = Day::new(2020, 2, day).map(PublishedDate::day);
    article
}

fn archive(articles: &[Article]) -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    articles.iter().for_each(|article| archive.add(article).unwrap());
    archive.commit().unwrap();
    archive
}

/// An agency's story in three outlets, another story, and two short ones.
fn wire() -> Archive {
    let bridge = story("bridge");
    let edited = bridge.replacen("bridge40", "viaduct", 1) + " Additional reporting by our staff.";
    archive(&[
        article("ledger", "Ledger", 5, &format!("SARAQIB (Agency) {bridge}")),
        article("agency", "Agency", 3, &edited),
        article("post", "Post", 4, &bridge),
        article("school", "Post", 6, &story("school")),
        article("short", "Post", 7, "Saraqib is calm today."),
        article("short-too", "Post", 8, "Saraqib is calm today!"),
    ])
}

fn ids(answer: &SearchResponse) -> Vec<(&str, Vec<&str>)> {
    let copies = |hit: &'_ dateline::results::Hit| hit.duplicates.len();
    assert!(answer.hits.iter().all(|hit| copies(hit) as u64 <= answer.total.folded.articles));
    let hits = answer.hits.iter();
    hits.map(|h| (h.article.id.as_str(), h.duplicates.iter().map(|d| d.id.as_str()).collect())).collect()
}

#[test]
fn copies_are_told_with_the_article_that_they_copy() {
    let answer = wire().search("Saraqib", &SearchOptions::default()).unwrap();
    let hits = ids(&answer);
    assert_eq!(hits.len(), 4, "{hits:?}");
    assert!(hits.contains(&("agency", vec!["post", "ledger"])), "{hits:?}");
    assert!(answer.hits.is_sorted_by(|a, b| a.tier > b.tier || a.tier == b.tier && a.score >= b.score));
    assert_eq!((answer.total.articles, answer.total.folded.articles), (6, 2));
    assert!(answer.total.folded.exact);
    assert_eq!(answer.hits.iter().map(|h| h.rank).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn the_earliest_that_has_as_much_of_what_is_wanted_is_told() {
    let text = story("dam");
    let archive = archive(&[
        article("late", "Ledger", 9, &text),
        article("early", "Agency", 2, &text.replace("dam24", "Dam")),
        article("middle", "Post", 5, &text),
    ]);
    let told =
        |query, sort| ids_of(&archive.search(query, &SearchOptions { sort, ..SearchOptions::default() }).unwrap());
    assert_eq!(told("dam30", Sort::Relevance), ["early", "middle", "late"]);
    assert_eq!(told("dam30 dam24", Sort::Relevance), ["middle", "early", "late"]);
    assert_eq!(told("dam30", Sort::Newest), ["late", "early", "middle"]);
}

/// The first hit and its copies.
fn ids_of(answer: &SearchResponse) -> Vec<String> {
    let hit = &answer.hits[0];
    std::iter::once(&hit.article.id).chain(hit.duplicates.iter().map(|d| &d.id)).cloned().collect()
}

#[test]
fn a_short_text_has_only_equal_texts_for_copies() {
    let short = |id, text: &str| article(id, "Post", 7, text);
    let equal = archive(&[short("a", "Saraqib is calm."), short("b", "Saraqib is calm.")]);
    assert_eq!(ids(&equal.search("calm", &SearchOptions::default()).unwrap()), [("a", vec!["b"])]);
    let other = archive(&[short("a", "Saraqib is calm."), short("b", "Saraqib is calm!")]);
    assert_eq!(other.search("calm", &SearchOptions::default()).unwrap().hits.len(), 2);
    let mut headline = short("b", "Saraqib is calm.");
    headline.blocks[0].text = "Another headline".into();
    let other = archive(&[short("a", "Saraqib is calm."), headline]);
    assert_eq!(other.search("calm", &SearchOptions::default()).unwrap().hits.len(), 2);
}

#[test]
fn a_text_of_a_few_sentences_may_have_another_headline_but_no_other_name() {
    let body = "The storm shut the harbour on Friday and the ferries stayed at the quay. The council said that two roofs were \
                lost and that nobody was hurt, and schools open again on Monday.";
    let told = |id, headline: &str, body: &str| {
        let mut article = article(id, "Post", 7, body);
        article.blocks[0].text = headline.into();
        article
    };
    let hits = |second| {
        let archive = archive(&[told("a", "Storm shuts 3 harbours", body), second]);
        archive.search("storm", &SearchOptions::default()).unwrap().hits.len()
    };
    assert_eq!(hits(told("b", "Storm shuts the 3 harbours", body)), 1);
    assert_eq!(hits(told("b", "Storm shuts the 3 harbours", &body.replace("two", "three"))), 2);
    assert_eq!(hits(told("b", "Storm shuts 2 harbours", body)), 2);
}

#[test]
fn copies_are_folded_when_answering_only() {
    let archive = wire();
    let apart = SearchOptions { duplicates: DuplicateHandling::Apart, ..SearchOptions::default() };
    let answer = archive.search("Saraqib", &apart).unwrap();
    assert_eq!((answer.hits.len(), answer.total.folded.articles), (6, 0));
    assert!(answer.hits.iter().all(|hit| hit.duplicates.is_empty()));
    assert_eq!(archive.rank("Saraqib", &SearchOptions::default()).unwrap().len(), 6);
    let names = archive.names("Saraqeb", SpellingOptions::default()).unwrap();
    assert_eq!(names.variants[0].passages, 6);
    assert_eq!(archive.statistics().articles, 6);
}

/// Many copies of many stories, by several outlets on several days.
fn many() -> Archive {
    let mut articles = Vec::new();
    for number in 0..40_i8 {
        let text = story(&format!("story{}", number % 13));
        let text = if number % 3 == 0 { text.replacen("In ", "Near ", 1) } else { text };
        let text = if number % 4 == 0 { format!("{text} Saraqib.") } else { text };
        let source = ["Ledger", "Post", "Agency"][number as usize % 3];
        articles.push(article(&format!("a{number:02}"), source, 1 + number % 13 + number / 13 % 3, &text));
    }
    archive(&articles)
}

#[test]
fn a_page_is_the_same_part_of_the_whole_answer() {
    let archive = many();
    let whole = archive.search("Saraqib", &SearchOptions { limit: 100, ..SearchOptions::default() }).unwrap();
    assert_eq!(whole.hits.len(), 13);
    assert_eq!(whole.total.folded.articles, 27);
    for offset in 0..13 {
        let options = SearchOptions { limit: 2, offset, ..SearchOptions::default() };
        let page = archive.search("Saraqib", &options).unwrap();
        assert_eq!(page.hits, whole.hits[offset..(offset + 2).min(13)]);
        assert_eq!(page.total, whole.total);
    }
}

#[test]
fn what_a_filter_keeps_out_is_no_copy() {
    let options = SearchOptions { source: Some("Post".into()), ..SearchOptions::default() };
    let answer = wire().search("bridge30", &options).unwrap();
    assert_eq!(ids(&answer), [("post", vec![])]);
}

#[test]
fn the_linear_scan_folds_alike() {
    for archive in [wire(), many()] {
        for query in ["Saraqib", "story3x story4 Saraqib", "bridge30 near", "story724"] {
            for offset in [0, 3] {
                let options = SearchOptions { limit: 5, offset, ..SearchOptions::default() };
                let answer = archive.search(query, &options).unwrap();
                assert_eq!(
                    answer,
                    as_counted_by(&answer, archive.search_by_scan(query, &options).unwrap()),
                    "{query}"
                );
            }
        }
    }
}

/// What was found, with the number of similar articles.
fn similar(answer: &SearchResponse) -> Vec<(&str, u64)> {
    answer.hits.iter().map(|hit| (hit.article.id.as_str(), hit.similar)).collect()
}

#[test]
fn reports_after_one_pattern_are_hits_of_their_own() {
    let text = story("strike");
    let report = |id: &str, title: &str, day: i8, place: &str| {
        let mut report = Article::from_text(title, &format!("Shells struck {place} in the night. {text}"));
        let known = article(id, "Desk", day, &text);
        (report.id, report.source, report.date) = (known.id, known.source, known.date);
        report
    };
    let archive = archive(&[
        report("one", "Strike on Velmora", 1, "Velmora"),
        report("two", "Strike on Tarnquist", 2, "Tarnquist"),
        report("again", "Strike on Velmora", 3, "Velmora"),
        report("later", "Strike on Velmora", 20, "Velmora"),
    ]);
    let answer = archive.search("Saraqib", &SearchOptions::default()).unwrap();
    let mut found = similar(&answer);
    found.sort_unstable();
    assert_eq!(found, [("later", 3), ("one", 2), ("two", 3)], "{:?}", ids(&answer));
    assert_eq!(archive.search_by_scan("Saraqib", &SearchOptions::default()).unwrap(), answer);
}
