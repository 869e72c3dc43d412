//! Readers and a writer of one archive on several threads.
//!
//! 1. Readers and writers go from thread to thread, readers are shared.
//! 2. Searches on several threads answer as one after the other, also while articles are added and committed.
//! 3. A search in the middle of a commit sees all of it or nothing.
//! 4. Articles added from several threads are all there, each key once.
//! 5. All clones of a reader see what the writer has committed.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use dateline::article::Article;
use dateline::results::{SearchOptions, SearchResponse};
use dateline::{IndexSchema, Reader, Writer};

/// Compiles where a type may be used from several threads.
fn is_shared<T: Clone + Send + Sync + 'static>() {}

fn is_sent<T: Send + Sync + 'static>() {}

#[test]
fn readers_are_shared_and_writers_are_sent() {
    is_shared::<Reader>();
    is_sent::<Writer>();
    is_sent::<SearchResponse>();
    is_sent::<dateline::Error>();
}

/// Article `number` of a round; all of a round hold the word of the round.
fn article(round: usize, number: usize) -> Article {
    let text = format!("In round{round} the people of Saraqib spoke of displacement for the {number}th time.");
    let mut article = Article::from_text(&format!("Report {number}"), &text);
    article.id = Some(format!("{round}-{number}"));
    article
}

const ARTICLES: usize = 40;

fn found(reader: &Reader, query: &str) -> u64 {
    reader.search(query, &SearchOptions::default()).unwrap().total.articles
}

/// A round is committed at once, so all of it is found or nothing.
fn sees_whole_commits(reader: &Reader, round: usize) {
    let now = found(reader, &format!("round{round} -nothing"));
    assert!(now == 0 || now == ARTICLES as u64, "a part of a commit: {now} of round {round}");
}

#[test]
fn searches_run_beside_each_other_and_beside_a_writer() {
    let mut writer = Writer::in_memory(IndexSchema::built_in()).unwrap();
    let articles: Vec<Article> = (0..ARTICLES).map(|number| article(0, number)).collect();
    writer.add_all(&articles).unwrap();
    writer.commit().unwrap();
    let reader = writer.reader();
    let queries = ["round0 displacement", "Saraqeb", "report", "round0 NOT report", "displ*"];
    let expected: Vec<u64> = queries.iter().map(|query| found(&reader, query)).collect();
    assert!(expected.contains(&(ARTICLES as u64)), "{expected:?}");
    let (done, searches) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for thread in 0..4 {
            let (reader, done, searches, expected) = (reader.clone(), &done, &searches, &expected);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    (0..6).for_each(|round| sees_whole_commits(&reader, round));
                    let query = thread % queries.len();
                    assert!(found(&reader, queries[query]) >= expected[query]);
                    searches.fetch_add(7, Ordering::Relaxed);
                }
            });
        }
        for round in 1..6 {
            for number in 0..ARTICLES {
                writer.add(&article(round, number)).unwrap();
            }
            writer.commit().unwrap();
            assert_eq!(found(&reader, &format!("round{round}")), ARTICLES as u64);
        }
        let before = searches.load(Ordering::Relaxed);
        while searches.load(Ordering::Relaxed) < before + 40 {
            thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn articles_added_from_several_threads_are_all_there() {
    let mut writer = Writer::in_memory(IndexSchema::built_in()).unwrap();
    thread::scope(|scope| {
        for thread in 0..4 {
            let writer = &writer;
            scope.spawn(move || {
                for number in 0..ARTICLES {
                    // Every thread adds the articles of round 0, and those of a round of its own.
                    writer.add(&article(0, number)).unwrap();
                    writer.add(&article(thread + 1, number)).unwrap();
                    writer.add(&Article::from_text("", "Nameless.")).unwrap();
                }
            });
        }
    });
    writer.commit().unwrap();
    let reader = writer.reader();
    assert_eq!(found(&reader, "round0"), ARTICLES as u64);
    assert_eq!(found(&reader, "displacement"), 5 * ARTICLES as u64);
    assert_eq!(reader.statistics().articles, 9 * ARTICLES as u64);
    writer.merge().unwrap();
    assert_eq!(found(&reader, "displacement"), 5 * ARTICLES as u64);
}
