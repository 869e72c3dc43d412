//! From a question and a few articles to the answer:
//! 1. every row of `tests/cases/search.toml` finds its articles, in order, with their tier and what they lack;
//! 2. every row of `tests/cases/marks.toml` marks what it says, and why;
//! 3. index and linear scan give the same answer;
//! 4. the universal laws of answers and marks;
//! 5. a page of the answer of a large archive is the same part of the whole answer.

use dateline::Archive;
use dateline::Removal;
use dateline::article::{Article, Language, PublishedDate};
use dateline::query::DateRange;
use dateline::results::{DuplicateHandling, Hit, Mark, SearchOptions, SearchResponse, Sort, Tier};
use serde::Deserialize;

use crate::oracle::as_counted_by;
use crate::oracle::check;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    corpus: Vec<Corpus>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    name: String,
    /// Ids that are taken out after all articles were added.
    #[serde(default)]
    removed: Vec<String>,
    article: Vec<ArticleRow>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleRow {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    date: Option<String>,
    source: Option<String>,
    language: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    query: String,
    #[serde(default)]
    options: Options,
    expected: Vec<String>,
    /// Articles in all that have all that is wanted, where the page does not show them.
    articles: Option<u64>,
    partial: Option<u64>,
    #[serde(default)]
    undated: u64,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {
    exact: bool,
    limit: Option<usize>,
    offset: usize,
    sort: String,
    source: Option<String>,
    language: Option<String>,
    dates: Option<String>,
}

impl Options {
    fn read(&self) -> SearchOptions {
        SearchOptions {
            exact: self.exact,
            limit: self.limit.unwrap_or(10),
            offset: self.offset,
            sort: match &*self.sort {
                "" => Sort::Relevance,
                "newest" => Sort::Newest,
                "oldest" => Sort::Oldest,
                other => panic!("no sort `{other}`"),
            },
            source: self.source.clone(),
            language: self.language.clone(),
            dates: self.dates.as_deref().map(|d| DateRange::parse(d).unwrap()),
            // The texts of the rows are short and some are equal; folding has its own module.
            duplicates: DuplicateHandling::Apart,
            ..SearchOptions::default()
        }
    }
}

fn date(text: &str) -> PublishedDate {
    let range = DateRange::parse(text).unwrap();
    let (from, _) = (range.from.unwrap(), range.to.unwrap());
    match text.len() {
        4 => PublishedDate::year(from.year()).unwrap(),
        7 => PublishedDate::month(from.year(), from.month()).unwrap(),
        _ => PublishedDate::day(from),
    }
}

fn archive(corpus: &Corpus) -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    let half = corpus.article.len() / 2;
    for (number, row) in corpus.article.iter().enumerate() {
        let mut article = Article::from_text(&row.title, &row.text);
        article.id = Some(row.id.clone());
        article.source.clone_from(&row.source);
        article.date = row.date.as_deref().map(date);
        article.language = Language::new(row.language.as_deref().unwrap_or("en"));
        archive.add(&article).unwrap();
        if number == half {
            archive.commit().unwrap();
        }
    }
    archive.commit().unwrap();
    for id in &corpus.removed {
        assert_eq!(archive.remove(&Removal::Article(id.clone())).unwrap().articles, 1, "{id}");
    }
    archive.commit().unwrap();
    archive
}

/// A hit as `tests/cases/search.toml` writes it.
fn print(hit: &Hit) -> String {
    let tier = match hit.tier {
        Tier::Passage => "passage".to_owned(),
        Tier::Article => "article".to_owned(),
        Tier::Partial => format!("lacks {}", hit.missing.join(", ")),
    };
    format!("{} {tier}", hit.article.id)
}

fn ask(archive: &Archive, query: &str, options: &SearchOptions) -> SearchResponse {
    let answer = archive.search(query, options).unwrap();
    check(&answer, options);
    assert!(
        answer == as_counted_by(&answer, archive.search_by_scan(query, options).unwrap()),
        "the scan answers otherwise: {query}"
    );
    answer
}

#[test]
fn every_question_finds_its_articles() {
    let cases: Cases = toml::from_str(include_str!("../cases/search.toml")).unwrap();
    let mut wrong = String::new();
    for corpus in &cases.corpus {
        let archive = archive(corpus);
        for case in &corpus.case {
            let answer = ask(&archive, &case.query, &case.options.read());
            let got: Vec<String> = answer.hits.iter().map(print).collect();
            let whole = case.expected.iter().filter(|e| !e.contains(" lacks ")).count() as u64;
            let articles = case.articles.unwrap_or(whole);
            let partial = case.partial.unwrap_or(case.expected.len() as u64 - whole);
            let total = (answer.total.articles, answer.total.partial.articles, answer.total.undated);
            if got != case.expected || total != (articles, partial, case.undated) {
                let Case { name, query, expected, .. } = case;
                wrong += &format!(
                    "{}: {name}: {query}\n  expected {expected:?}\n  got      {got:?}, totals {total:?}\n",
                    corpus.name
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkCases {
    case: Vec<MarkCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkCase {
    name: String,
    query: String,
    #[serde(default)]
    exact: bool,
    language: Option<String>,
    /// The headline with its marks; none by default.
    #[serde(default)]
    title: String,
    /// The text with its marks: `the [Hayat Tahrir al-Sham|alias] fighters`.
    text: String,
}

/// The text without its marks.
pub(crate) fn unmarked(text: &str) -> String {
    let mut plain = String::new();
    for part in text.split('[') {
        match part.split_once(']') {
            Some((mark, after)) => plain.extend([mark.split_once('|').map_or(mark, |(text, _)| text), after]),
            None => plain.push_str(part),
        }
    }
    plain
}

pub(crate) fn marked(text: &str, marks: &[Mark]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for mark in marks {
        let kind = format!("{:?}", mark.kind).to_lowercase();
        out += &format!("{}[{}|{kind}]", &text[at..mark.start], mark.text);
        at = mark.end;
    }
    out + &text[at..]
}

#[test]
fn exactly_what_matched_is_marked() {
    let cases: MarkCases = toml::from_str(include_str!("../cases/marks.toml")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        let mut archive = Archive::in_memory().unwrap();
        let mut article = Article::from_text(&unmarked(&case.title), &unmarked(&case.text));
        article.language = Language::new(case.language.as_deref().unwrap_or("en"));
        archive.add(&article).unwrap();
        archive.commit().unwrap();
        let answer = ask(&archive, &case.query, &SearchOptions { exact: case.exact, ..SearchOptions::default() });
        let (title, text) = match &answer.hits[..] {
            [hit] => {
                let passage = &hit.passages[0];
                let title = marked(&hit.article.title, &hit.article.title_marks);
                (title, marked(&passage.text, &passage.marks))
            }
            _ => (unmarked(&case.title), unmarked(&case.text)),
        };
        if title != case.title || text != case.text {
            let MarkCase { name, query, title: said_title, text: said, .. } = case;
            wrong += &format!("{name}: {query}\n  expected {said_title} / {said}\n  got      {title} / {text}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_page_of_a_large_archive_is_part_of_the_whole_answer() {
    let words = ["camp", "tent", "winter", "road", "Hama", "Saraqib"];
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..400_usize {
        let chosen = words.iter().enumerate().filter(|(i, _)| number >> i & 1 == 1 || number % (i + 5) == 0);
        let text: Vec<String> = chosen.map(|(i, word)| format!("{word} ").repeat(1 + number % (i + 2))).collect();
        let mut article = Article::from_text("", &format!("{} {}", text.concat(), "filler ".repeat(number % 7)));
        article.id = Some(format!("a{number}"));
        article.date = Some(date(["2018", "2019-05", "2020-01-31"][number % 3])).filter(|_| number % 4 > 0);
        archive.add(&article).unwrap();
        if number % 90 == 89 {
            archive.commit().unwrap();
        }
    }
    archive.commit().unwrap();
    let scan = archive.scan().unwrap();
    let mut counted = [false; 2];
    for query in [
        "camp",
        "Hama tent",
        "camp winter road",
        "Saraqeb OR tent",
        "winter -road",
        "date:2018",
        "\"Saraqib Saraqib Saraqib Saraqib Saraqib Saraqib\"",
        "camp tent winter road Hama Saraqib filler",
    ] {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let all = SearchOptions { limit: 1000, sort, ..SearchOptions::default() };
            let whole = archive.search(query, &all).unwrap();
            assert!(whole == as_counted_by(&whole, archive.search_on(&scan, query, &all).unwrap()), "{query}");
            for (offset, limit) in [(0, 1), (0, 0), (0, 10), (3, 7), (25, 5), (390, 10), (5_000, 7)] {
                let options = SearchOptions { offset, limit, ..all.clone() };
                let page = archive.search(query, &options).unwrap();
                check(&page, &options);
                assert_eq!(page.total, whole.total, "the same on every page: {query}");
                counted[usize::from(whole.total.folded.exact && whole.total.are_passages_exact)] = true;
                let past_end = format!(
                    "there are no more than {} articles, and 5000 were passed over: the last page begins after {}",
                    whole.hits.len(),
                    (whole.hits.len() - 1) / 7 * 7
                );
                let said = page.warnings.iter().any(|warning| warning.message == past_end);
                assert_eq!(said, offset == 5_000, "{query}: {:?}", page.warnings);
                assert!(
                    whole.hits.iter().skip(offset).take(limit).eq(&page.hits),
                    "{query} {sort:?} {offset} {limit}"
                );
            }
        }
    }
    assert_eq!(counted, [true; 2], "some are counted, some are too many");
}

#[test]
fn a_function_word_that_is_one_thing_with_its_neighbour_stays() {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..400 {
        let text = match number {
            0..=2 => "A fire broke out in the copper mine at noon.",
            3..=5 => "That house of barley is mine, said the miller.",
            _ => "The harvest of barley is in the barn.",
        };
        let mut article = Article::from_text("", text);
        (article.id, article.language) = (Some(format!("a{number}")), Language::new("en"));
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    let dropped = |query: &str| archive.search(query, &SearchOptions::default()).unwrap().dropped;
    assert_eq!(dropped("copper mine"), Vec::<String>::new());
    assert_eq!(dropped("mine barley"), ["mine"]);
    // What could be an Arabic article is a word of English at the beginning of a question, and dropped as one.
    assert_eq!(dropped("is syria safe in barley"), ["is", "in"]);
}

#[test]
fn a_rare_function_word_is_dropped_in_a_sentence() {
    let mut archive = Archive::in_memory().unwrap();
    for number in 0..1_200 {
        let text = if number == 0 {
            "AM transmitters: who am I to judge."
        } else {
            "The harvest of barley is in the barn."
        };
        let mut article = Article::from_text("", text);
        (article.id, article.language) = (Some(format!("a{number}")), Language::new("en"));
        archive.add(&article).unwrap();
    }
    archive.commit().unwrap();
    let dropped = |query: &str| archive.search(query, &SearchOptions::default()).unwrap().dropped;
    assert_eq!(dropped("am transmitters"), Vec::<String>::new());
    assert_eq!(dropped("i am interested in the harvest of barley"), ["i", "am", "in", "the", "of"]);
}
