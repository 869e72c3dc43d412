//! What a search costs, counted on generated archives of 5,000 and 20,000 short articles, never timed:
//! 1. the same search of the same archive costs the same, and says so only where that is asked for;
//! 2. of many articles that score alike the first ones by their ids are found, each compared a few times;
//! 3. a prefix costs as much as the postings of its words, alone and in a phrase, however many words there are;
//! 4. `=word` reads each article with the word once, however many passages and such words it has;
//! 5. copies of one story cost no more than a second pass and the copies that are listed;
//! 6. what is left out of a long query is said, and an exclusion is the last that is; where copies are not looked for among
//!    all articles, that is said too;
//! 7. a search is stopped by its time limit or by whoever asked, at any of its steps, and says which;
//! 8. where much is given up for the page that is wanted, the scan still gives the same answer;
//! 9. feedback scores two hundred articles anew and no more, for longer questions without operators, and not where the words are
//!    to be found as written;
//! 10. a name is looked for among four times as many names with less than twice the steps;
//! 11. the forms of a name that an answer lists are counted without a second look at what has them, and read in a few passages;
//! 12. how a function word and its neighbour are written is told by the first passages that have both in a row;
//! 13. a prefix after a hyphen is looked for where it can stand and no further.

use std::sync::LazyLock;

use std::time::Duration;

use dateline::article::{Article, Day, PublishedDate};
use dateline::index::scan::ScanBackend;
use dateline::index::{Address, Backend, Phrase, Statistics, StoredArticle, TopArticles, TopRequest};
use dateline::names::request::{NameForm, NameRequest};
use dateline::query::plan::{ClauseSet, Plan, Slot};
use dateline::ranking::{
    ArticleFacts, ArticleMatch, ClauseMatch, Collector, CopyFacts, MatchSource, MinHash, top_articles,
};
use dateline::results::{Cancel, DuplicateHandling, SearchOptions, SearchResponse, Sort, Work};
use dateline::work::Budget;
use dateline::{Archive, Error, Result};

use crate::oracle::as_counted_by;
use crate::scratch::Scratch;

/// Words of our own, none of them a name or a function word.
const PLAIN: [&str; 16] = [
    "barley", "bridge", "cellar", "copper", "ditch", "feather", "granite", "ladder", "lantern", "mill", "orchard",
    "pebble", "quarry", "ribbon", "timber", "wagon",
];

/// Syllables of words that begin with `s`, of which every article has one of its own.
const SYLLABLES: [&str; 12] = ["ba", "du", "fe", "go", "ki", "lo", "mu", "na", "pe", "ri", "ta", "vo"];

/// One of this number of articles is a copy of one and the same story.
const ONE_COPY_IN: usize = 10;

/// A word that begins with `s` and stands in one article alone.
fn own_word(number: usize) -> String {
    let digits = [number / 1728 % 12, number / 144 % 12, number / 12 % 12, number % 12];
    let syllables: String = digits.iter().map(|digit| SYLLABLES[*digit]).collect();
    format!("s{syllables}")
}

/// Every article has as many words as the others; all but the copies have `harvest` once and score alike for it.
fn article(number: usize) -> Article {
    let mut article = if number.is_multiple_of(ONE_COPY_IN) {
        Article::from_text("Ferry sinks", "The ferry sank when a ferry hit the ferry near the ferry landing.")
    } else {
        let plain = |turn: usize| PLAIN[(number * 7 + turn * 5 + number / 16) % PLAIN.len()];
        let ferry = if number % ONE_COPY_IN == 1 { "ferry" } else { "road" };
        let meadow = if number.is_multiple_of(2) { "Meadow" } else { "meadow" };
        let (own, a, b) = (own_word(number), plain(0), plain(1));
        Article::from_text(
            "A report",
            &format!("The harvest of {own} near a {meadow} and a {ferry} has {a} and {b}."),
        )
    };
    // Neighbours in the order of their ids lie in different parts of the index.
    article.id = Some(format!("a{:05}", number * 7919 % 20_011));
    if number.is_multiple_of(ONE_COPY_IN) {
        article.source = Some(format!("outlet {number}"));
        article.date = Day::new(2020, 1, 1 + (number / ONE_COPY_IN % 28) as i8).map(PublishedDate::day);
    }
    article
}

/// An archive in four parts.
fn archive(articles: usize) -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..articles {
        archive.add(&article(number)).unwrap();
        if number % (articles / 4) == articles / 4 - 1 {
            archive.commit().unwrap();
        }
    }
    archive.commit().unwrap();
    archive
}

static SMALL: LazyLock<Archive> = LazyLock::new(|| archive(5_000));
static LARGE: LazyLock<Archive> = LazyLock::new(|| archive(20_000));

fn counting() -> SearchOptions {
    SearchOptions { timing: true, ..SearchOptions::default() }
}

/// The answer, and what it cost.
fn ask(archive: &Archive, query: &str, options: &SearchOptions) -> (SearchResponse, Work) {
    let answer = archive.search(query, options).unwrap();
    let work = answer.work.unwrap();
    (answer, work)
}

/// An answer as if it had cost what another one has.
fn with_cost_of(mut answer: SearchResponse, other: &SearchResponse) -> SearchResponse {
    (answer.work, answer.took_ms) = (other.work, other.took_ms);
    answer
}

#[test]
fn the_cost_is_said_where_it_is_asked_for() {
    let silent = SMALL.search("harvest", &SearchOptions::default()).unwrap();
    assert_eq!((silent.work, silent.took_ms), (None, None));
    let (answer, work) = ask(&SMALL, "harvest", &counting());
    assert!(answer.took_ms.is_some());
    assert_eq!(answer.total.articles, 4_500);
    assert_eq!((work.postings, work.articles_matched, work.passes), (4_500, 4_500, 1), "all score alike");
    assert_eq!(work.articles_fetched, 10);
    assert_eq!(work.passages_analysed, 10, "the passage of each hit; no headline has the word");
    assert!(work.bytes_fetched > 10 * 50);
    assert_eq!(ask(&SMALL, "harvest", &counting()).1, work);
    assert_eq!(with_cost_of(answer, &silent), silent);
}

#[test]
fn articles_that_score_alike_are_compared_a_few_times_each() {
    for query in ["harvest", "language:und", "language:en"] {
        let mut each = Vec::new();
        for archive in [&SMALL, &LARGE] {
            let options = SearchOptions { duplicates: DuplicateHandling::Apart, ..counting() };
            let (answer, work) = ask(archive, query, &options);
            each.push(work.comparisons as f64 / answer.total.articles.max(1) as f64);
            assert!(work.comparisons <= 20 * work.articles_matched.max(1), "{query}: {work:?}");
            assert!(
                work.facts_read <= 2 * 84,
                "{query}: ids of a few articles are read, not of all equals: {work:?}"
            );
        }
        assert!(each[1] <= 1.5 * each[0] + 1.0, "{query}: comparisons of each article grow: {each:?}");
    }
    let options = SearchOptions { limit: 30, ..counting() };
    let (answer, _) = ask(&LARGE, "harvest", &options);
    let mut ids: Vec<String> =
        (0..20_000).filter(|number| number % ONE_COPY_IN > 0).map(|number| article(number).id.unwrap()).collect();
    ids.sort_unstable();
    let found: Vec<&str> = answer.hits.iter().map(|hit| hit.article.id.as_str()).collect();
    assert_eq!(found, ids[..30]);
    for offset in [7, 29] {
        let page =
            LARGE.search("harvest", &SearchOptions { offset, limit: 5, ..SearchOptions::default() }).unwrap();
        assert!(page.hits.iter().map(|hit| &hit.article.id).eq(&ids[offset..offset + 5]), "page at {offset}");
    }
}

#[test]
fn a_prefix_costs_what_the_postings_of_its_words_do() {
    let mut each = Vec::new();
    for archive in [&SMALL, &LARGE] {
        let (answer, work) = ask(archive, "s*", &counting());
        let found = answer.total.articles;
        assert_eq!(found, archive.statistics().articles, "`sank` and `sinks` stand in the copies");
        // Each list is read once, the documents of their union once more, and those of the articles that may be the best.
        assert!(work.postings <= 4 * found, "{work:?}");
        assert!(work.prefix_words >= found / 10 * 9 && work.prefix_words <= found + 100, "{work:?}");
        each.push(work.postings as f64 / found as f64);
        let (answer, work) = ask(archive, "\"of s* near\"", &counting());
        assert_eq!(answer.total.articles, found / 10 * 9);
        // Documents, then positions: twice the words, and each list is looked up once.
        assert!(work.postings <= 10 * found && work.prefix_words <= 2 * (found + 100), "{work:?}");
        each.push(work.postings as f64 / found as f64);
    }
    assert!(each[2] <= 1.2 * each[0] && each[3] <= 1.2 * each[1], "postings of each article grow: {each:?}");
}

#[test]
fn a_word_as_written_reads_an_article_once() {
    for archive in [&SMALL, &LARGE] {
        let (answer, work) = ask(archive, "=Meadow", &counting());
        let with_the_word = archive.statistics().articles / 10 * 9;
        assert_eq!(answer.total.articles, with_the_word / 9 * 4, "half of them, but the copies");
        // Those of the page are read once more.
        assert_eq!(work.articles_fetched, with_the_word + 10);
        // A headline has no such word, and every other passage has it in small letters only.
        assert_eq!(work.passages_analysed, answer.total.articles + 10);
    }
    let mut archive = Archive::in_memory().unwrap();
    let mut article = Article::from_text("Meadows", &"The Meadow of Barley is a long way off.\n\n".repeat(1000));
    article.id = Some("long".into());
    archive.add(&article).unwrap();
    archive.commit().unwrap();
    let (answer, work) = ask(&archive, "=Meadow =Barley", &counting());
    assert!(answer.total.passages > 50, "{:?}", answer.total);
    assert_eq!(work.articles_fetched, 2, "once to decide, once to show it");
    assert_eq!(
        answer,
        archive.search_by_scan("=Meadow =Barley", &counting()).map(|scan| with_cost_of(scan, &answer)).unwrap()
    );
}

#[test]
fn copies_of_one_story_cost_a_second_pass() {
    for archive in [&SMALL, &LARGE] {
        let (answer, work) = ask(archive, "ferry", &counting());
        let (copies, found) = (archive.statistics().articles / 10, answer.total.articles);
        assert_eq!((answer.hits.len(), found), (10, 2 * copies));
        let story = &answer.hits[0];
        assert_eq!((story.duplicates.len(), story.more_duplicates), (100, copies as usize - 101));
        assert!(story.article.date <= story.duplicates[0].date, "the earliest is shown");
        assert!(story.duplicates.is_sorted_by_key(|copy| copy.date.clone()));
        assert!(work.passes <= 3, "{work:?}");
        assert_eq!(work.articles_fetched, 10 + 100, "what is shown");
        assert!(work.facts_read <= copies + 1 + 2 * 10_064, "{work:?}");
        assert!(work.signatures_compared <= 2 * 11 * found, "{work:?}");
        assert!(answer.hits[1..].iter().all(|hit| hit.duplicates.is_empty()));
        assert_eq!(answer.total.folded.articles, copies - 1);
    }
}

#[test]
fn a_page_of_copies_alone_says_so() {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..10_100 {
        let mut article = Article::from_text("", if number < 10_050 { "tide tide" } else { "The tide is low" });
        article.id = Some(format!("a{number:05}"));
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    let options = SearchOptions { limit: 2, ..SearchOptions::default() };
    let answer = archive.search("tide", &options).unwrap();
    assert_eq!((answer.hits.len(), answer.hits[0].more_duplicates), (1, 10_050 - 101));
    assert!(answer.warnings[0].message.contains("copies of a few"), "{:?}", answer.warnings);
    assert_eq!(answer, archive.search_by_scan("tide", &options).unwrap());
    let options = SearchOptions { duplicates: DuplicateHandling::Apart, ..options };
    assert_eq!(archive.search("tide", &options).unwrap().hits.len(), 2);
}

/// Words that stand in no article, three in each part of a query.
fn triples(count: usize, before: &str) -> String {
    let word = |number: usize| format!("q{}", own_word(number));
    let parts = (0..count).map(|n| format!("{before}{}/{}/{}", word(3 * n), word(3 * n + 1), word(3 * n + 2)));
    parts.collect::<Vec<_>>().join(" ")
}

#[test]
fn an_exclusion_is_the_last_thing_to_be_left_out() {
    let archive = &*SMALL;
    let found = |query: &str| archive.search(query, &SearchOptions::default()).unwrap();
    let plain = found("harvest -ferry -quarry");
    assert!(plain.warnings.is_empty() && plain.total.articles > 0);
    let long = found(&format!("harvest {} -ferry -quarry", triples(340, "")));
    assert_eq!(long.total.partial.articles, plain.total.articles, "both exclusions hold");
    assert_eq!(long.warnings.len(), 1, "{:?}", long.warnings);
    let message = &long.warnings[0].message;
    assert!(
        message.starts_with("too long a query, not searched: `q") && message.contains(" and 16 more"),
        "{message}"
    );
    let excluding = found(&format!("harvest {} -ferry", triples(340, "-")));
    assert!(excluding.warnings[0].message.contains("not excluded: `q"), "{:?}", excluding.warnings);
    assert!(excluding.warnings[0].message.contains("`ferry`") || excluding.warnings[0].message.contains(" more"));
    let phrase = found(&format!("\"{}\"", triples(340, "")));
    assert!(phrase.warnings[0].message.contains("not searched"), "{:?}", phrase.warnings);
}

/// One article that is found any number of times.
struct Repeated {
    scan: ScanBackend,
    times: u32,
}

impl MatchSource for Repeated {
    fn collect(&self, _: &Plan, budget: &Budget, collector: &mut dyn Collector) -> Result<()> {
        let clauses = [ClauseMatch { ordinal: 1, words: 5, clause: 0, frequency: 1.0 }];
        collector.begin(&[u64::from(self.times)]);
        loop {
            for number in 0..self.times {
                collector.article(ArticleMatch {
                    address: Address::new(0, number),
                    words: 5,
                    days: &|| None,
                    id_order: &|| u64::from(number),
                    min_hash: &MinHash::default,
                    clauses: &clauses,
                    filters: ClauseSet::default(),
                });
            }
            budget.check()?;
            if !collector.end()? {
                return Ok(());
            }
        }
    }

    fn copy_facts(&self, _: Address) -> Result<CopyFacts> {
        Ok(CopyFacts::default())
    }

    fn words(&self, _: Address, _: &[u32], _: &mut dyn FnMut(&str)) -> Result<()> {
        Ok(())
    }

    fn documents_with(&self, _: &str) -> Result<u64> {
        Ok(0)
    }

    fn word_frequencies(&self, _: &str, articles: &[Address], _: &Budget) -> Result<Vec<(u32, u32)>> {
        Ok(vec![(0, 0); articles.len()])
    }

    fn facts(&self, address: Address) -> Result<ArticleFacts> {
        Ok(ArticleFacts { id: format!("a{:07}", address.number()), days: None })
    }
}

impl Backend for Repeated {
    fn statistics(&self) -> Result<Statistics> {
        self.scan.statistics()
    }

    fn outlets(&self, asked: &str, budget: &Budget) -> Result<Vec<String>> {
        self.scan.outlets(asked, budget)
    }

    fn search(&self, plan: &Plan, request: &TopRequest, budget: &Budget) -> Result<TopArticles> {
        top_articles(self, plan, request, budget)
    }

    fn fetch(&self, wanted: &[(Address, Vec<u32>)], budget: &Budget) -> Result<Vec<StoredArticle>> {
        let wanted: Vec<_> = wanted.iter().map(|(_, ordinals)| (Address::new(0, 0), ordinals.clone())).collect();
        self.scan.fetch(&wanted, budget)
    }

    fn find(&self, id: Option<&str>) -> Result<Vec<Address>> {
        self.scan.find(id)
    }

    fn documents(&self, word: &str) -> Result<u64> {
        self.scan.documents(word)
    }

    fn phrases(&self, slots: &[Slot], most: u64, budget: &Budget) -> Result<Vec<Phrase>> {
        self.scan.phrases(slots, most, budget)
    }

    fn names(&self, request: &NameRequest, budget: &Budget) -> Result<Vec<NameForm>> {
        self.scan.names(request, budget)
    }
}

#[test]
fn articles_that_are_not_compared_for_copies_are_said() {
    let mut archive = Archive::in_memory().unwrap();
    archive.add(&Article::from_text("", "The tide is low today.")).unwrap();
    archive.commit().unwrap();
    for (times, hits, warnings) in [(150_000, 1, 0), (200_001, 2, 1)] {
        let backend = Repeated { scan: archive.scan().unwrap(), times };
        let options = SearchOptions { limit: 2, ..SearchOptions::default() };
        let answer = archive.search_on(&backend, "tide", &options).unwrap();
        assert_eq!(answer.total.articles, u64::from(times));
        let said = answer.warnings.iter().filter(|warning| !warning.message.contains("of a few"));
        assert_eq!(said.clone().count(), warnings, "{:?}", answer.warnings);
        assert!(said.into_iter().all(|warning| warning.message.contains("among 200000 of the articles")));
        assert!(answer.hits.len() <= hits);
    }
}

#[test]
fn a_search_is_stopped_at_any_of_its_steps() {
    let archive = &*LARGE;
    for query in ["harvest road", "s*", "\"of s* near\"", "=Meadow", "Meadow", "ferry", "language:und", "sabababa"]
    {
        let (whole, work) = ask(archive, query, &counting());
        let mut checks = 0;
        let stopped = loop {
            let options = SearchOptions { cancel: Some(Cancel::after(checks)), ..counting() };
            match archive.search(query, &options) {
                Err(Error::Cancelled) => checks = checks * 2 + 1,
                Err(error) => panic!("{query}: {error}"),
                Ok(answer) => {
                    assert_eq!(answer.work, Some(work), "{query}");
                    break with_cost_of(answer, &whole);
                }
            }
        };
        assert_eq!(stopped, whole, "{query}");
        let steps = work.postings + work.articles_matched + work.articles_fetched * 1024;
        assert!(checks >= steps / 4096, "{query}: {steps} steps and no more than {checks} checks");
    }
}

#[test]
fn whatever_asks_an_archive_is_stopped() {
    let cancelled = Cancel::default();
    cancelled.cancel();
    let cancelled = SearchOptions { cancel: Some(cancelled), ..SearchOptions::default() };
    let late = SearchOptions { time_limit: Some(Duration::ZERO), ..SearchOptions::default() };
    let archive = &*SMALL;
    assert!(matches!(archive.search("harvest", &cancelled), Err(Error::Cancelled)));
    assert!(matches!(archive.rank("harvest", &cancelled), Err(Error::Cancelled)));
    assert!(matches!(archive.explain("harvest", &cancelled), Err(Error::Cancelled)));
    assert!(matches!(archive.search_by_scan("harvest", &cancelled), Err(Error::Cancelled)));
    assert!(matches!(archive.search("harvest", &late), Err(Error::TimedOut { limit: Duration::ZERO })));
    let one = SearchOptions { cancel: Some(Cancel::after(1)), ..SearchOptions::default() };
    assert!(matches!(archive.search_by_scan("harvest", &one), Err(Error::Cancelled)), "between two articles");
}

#[test]
fn the_program_says_what_an_answer_cost() {
    let scratch = Scratch::new();
    assert!(scratch.run(&["index", "corpus"], "").status.success());
    let answer = scratch.run(&["--json", "--timing", "lorry"], "").stdout;
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert!(answer["work"]["postings"].as_u64().unwrap() > 0 && answer["took_ms"].is_number(), "{answer}");
    let text = scratch.text(&scratch.run(&["--timing", "lorry"], "").stdout);
    let last = text.lines().last().unwrap();
    assert!(last.contains(" ms; ") && last.contains(" postings, "), "{last}");
}

#[test]
fn the_scan_gives_the_same_page_of_many() {
    let archive = &*SMALL;
    let scan = archive.scan().unwrap();
    let sorts = [Sort::Relevance, Sort::Newest, Sort::Oldest];
    for query in
        ["harvest", "ferry", "\"near a\" mill", "s*", "language:und", "barley bridge -quarry", "=Meadow mill"]
    {
        for (number, (offset, limit)) in [(0, 10), (5, 3), (60, 50)].into_iter().enumerate() {
            for duplicates in [DuplicateHandling::Fold, DuplicateHandling::Apart] {
                let options =
                    SearchOptions { offset, limit, sort: sorts[number], duplicates, ..SearchOptions::default() };
                let (index, scan) = (archive.search(query, &options), archive.search_on(&scan, query, &options));
                let index = index.unwrap();
                let scan = as_counted_by(&index, scan.unwrap());
                assert!(index == scan, "{query} {options:?}: {:?} {:?}", index.total, scan.total);
                assert!(!index.hits.is_empty(), "{query} {options:?}");
            }
        }
    }
}

/// Articles long enough to give words, half of which share some.
fn long_stories() -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..600_usize {
        let filler: Vec<String> = (0..150).map(|word| own_word(number * 150 + word)).collect();
        let shared = if number.is_multiple_of(20) { "feather granite feather granite" } else { "" };
        let text = format!("The harvest of timber on the bridge {shared} {}.", filler.join(" "));
        let mut article = Article::from_text("A report", &text);
        article.id = Some(format!("a{number:03}"));
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    archive
}

#[test]
fn feedback_is_bounded_and_has_its_questions() {
    let archive = long_stories();
    let rescored = |query: &str, options: &SearchOptions| {
        let (answer, work) = ask(&archive, query, options);
        assert!(work.feedback_words <= 300, "{work:?}");
        let scanned = as_counted_by(&answer, archive.search_by_scan(query, options).unwrap());
        assert_eq!(with_cost_of(scanned, &answer), answer, "{query}");
        work.articles_rescored
    };
    assert_eq!(rescored("harvest timber bridge", &counting()), 200);
    assert_eq!(rescored("harvest timber", &counting()), 0);
    assert_eq!(rescored("harvest AND timber AND bridge", &counting()), 0);
    assert_eq!(rescored("\"harvest\" timber bridge", &counting()), 0);
    assert_eq!(rescored("harvest timber bridge", &SearchOptions { exact: true, ..counting() }), 0);
    assert_eq!(rescored("harvest timber bridge", &SearchOptions { sort: Sort::Newest, ..counting() }), 0);
}

/// A made-up name of four syllables, another one for each number below 20,736.
fn made_up_name(number: usize) -> String {
    let mut left = number * 7_919 % 20_736;
    let mut name: String = std::iter::repeat_with(|| {
        let syllable = SYLLABLES[left % SYLLABLES.len()];
        left /= SYLLABLES.len();
        syllable
    })
    .take(4)
    .collect();
    name.push_str(["", "n", "r", "l"][number % 4]);
    name[..1].to_uppercase() + &name[1..]
}

#[test]
fn a_name_is_not_compared_with_all_names() {
    let work = |names: usize| {
        let mut archive = Archive::in_memory().unwrap();
        for start in (0..names).step_by(200) {
            let list: Vec<String> =
                (start..start + 200).map(|n| format!("they left {}", made_up_name(n))).collect();
            let mut article = Article::from_text("", &list.join(", "));
            article.id = Some(start.to_string());
            archive.add(&article).unwrap();
        }
        archive.commit().unwrap();
        ["Badufego", "Kimuloner", "Vorilanal", "Petasudun"].map(|name| ask(&archive, name, &counting()).1)
    };
    let sum = |work: [Work; 4], count: fn(&Work) -> u64| work.iter().map(count).sum::<u64>();
    let (small, large) = (work(5_000), work(20_000));
    let steps = |work| sum(work, |w| w.skeletons_aligned);
    assert!(steps(large) < 2 * steps(small) && steps(large) < 12_000, "{} and {}", steps(small), steps(large));
    assert!(sum(large, |w| w.names_aligned) < 800, "of 80,000");
    assert!(sum(large, |w| w.forms_decided) < 400);
}

#[test]
fn the_forms_of_a_name_are_read_in_a_few_passages() {
    let scratch = Scratch::new();
    let file = scratch.path().join("aliases.toml");
    std::fs::write(&file, "[[group]]\nname = \"Zarvoun\"\nkind = \"place\"\nnames = [\"barley\", \"mill\"]\n")
        .unwrap();
    let mut archive = archive(5_000);
    archive.add_aliases(&file).unwrap();
    let (answer, work) = ask(&archive, "zarvoun", &counting());
    let forms = &answer.names[0].variants;
    let passages = |form: &str| forms.iter().find(|variant| variant.text == form).unwrap().passages;
    let found = passages("barley") + passages("mill");
    assert!(found > 400 && forms.len() == 2, "{forms:?}");
    // Either is unlike any other form of it: five passages tell as much as eight.
    assert!(work.passages_analysed <= answer.hits.len() as u64 + 2 * 5, "{work:?}");
    // Once to find what has them, and in the articles that are scored.
    assert!(work.postings <= found + work.articles_matched + 2 * 8 + found / 10, "{work:?}");
}

#[test]
fn the_first_passages_tell_how_neighbours_are_written() {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..3_000 {
        let place = if number % 3 == 0 { "above town" } else { "there" };
        let text = format!("They saw the {} {place} and the {}.", own_word(number), own_word(number + 3_000));
        let mut article = Article::from_text("A report", &text);
        article.id = Some(number.to_string());
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    let postings = |query: &str| ask(&archive, query, &SearchOptions { exact: true, ..counting() }).1.postings;
    let (alone, beside) = (postings("town"), postings("above town"));
    // Once for each word in the articles that are scored, and a few to see how both are written.
    assert!(beside <= 2 * alone + 100, "{beside} and {alone}");
}

#[test]
fn a_prefix_after_a_hyphen_costs_what_its_documents_do() {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..200 {
        let mut article = Article::from_text("A report", &format!("The north-west has {}.", own_word(number)));
        article.id = Some(number.to_string());
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    let (answer, work) = ask(&archive, "north-w*", &counting());
    assert_eq!(answer.total.articles, 200);
    assert!(work.postings < 200 * 12, "{work:?}");
}
