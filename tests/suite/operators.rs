//! The operators of a query:
//! 1. every row of `tests/cases/operators.toml` is read as it says, in each of its spellings, and finds its articles;
//! 2. what is marked in the first is what it says;
//! 3. index and linear scan give the same answer;
//! 4. a list of a thousand names joined by OR is searched whole, and what is cut of a longer one is said.

use dateline::Archive;
use dateline::article::{Article, Block, BlockKind};
use dateline::results::{SearchOptions, Tier};
use dateline::schema::IndexSchema;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    article: Vec<ArticleRow>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleRow {
    id: String,
    #[serde(default)]
    title: String,
    byline: Option<String>,
    caption: Option<String>,
    heading: Option<String>,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    queries: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    read: String,
    found: Vec<String>,
    #[serde(default)]
    marked: Vec<String>,
}

fn article(row: &ArticleRow) -> Article {
    let mut article = Article::from_text(&row.title, &row.text);
    let body = article.blocks.iter().position(|block| block.kind == BlockKind::Paragraph).unwrap();
    let parts = [(BlockKind::Caption, &row.caption), (BlockKind::Heading, &row.heading)];
    for (number, (kind, text)) in
        parts.into_iter().filter_map(|(kind, text)| Some((kind, text.clone()?))).enumerate()
    {
        article.blocks.insert(body + number, Block::new(kind, text));
    }
    (article.id, article.byline) = (Some(row.id.clone()), row.byline.clone());
    article
}

fn archive(articles: &[Article]) -> Archive {
    let text = dateline::schema::BUILT_IN.replace("words = 100", "words = 20");
    let mut archive = Archive::in_memory_with(IndexSchema::parse(&text, None).unwrap()).unwrap();
    articles.iter().for_each(|article| archive.add(article).unwrap());
    archive.commit().unwrap();
    archive
}

#[test]
fn every_spelling_of_an_operator_is_read_and_found() {
    let cases: Cases = toml::from_str(include_str!("../cases/operators.toml")).unwrap();
    let archive = archive(&cases.article.iter().map(article).collect::<Vec<_>>());
    let options = SearchOptions { limit: 100, passages: 100, ..SearchOptions::default() };
    let mut wrong = String::new();
    for case in &cases.case {
        for (number, query) in case.queries.iter().chain(&case.also).enumerate() {
            let answer = archive.search(query, &options).unwrap();
            assert_eq!(answer, archive.search_by_scan(query, &options).unwrap(), "{query}");
            let whole = answer.hits.iter().filter(|hit| hit.tier > Tier::Partial);
            let mut found: Vec<&str> = whole.map(|hit| hit.article.id.as_str()).collect();
            found.sort_unstable();
            let is_read = number >= case.queries.len() || answer.parsed == case.read;
            if found != case.found || !is_read || !answer.warnings.is_empty() {
                let (read, warnings) = (&answer.parsed, &answer.warnings);
                wrong += &format!("{}\n  {query} as {read}: {found:?} {warnings:?}\n", case.name);
            }
            if number == 0 && !case.marked.is_empty() {
                let hit = answer.hits.iter().find(|hit| hit.tier > Tier::Partial);
                let marks = hit.iter().flat_map(|hit| &hit.passages).flat_map(|passage| &passage.marks);
                let marked: Vec<&str> = marks.map(|mark| mark.text.as_str()).collect();
                if marked != case.marked {
                    wrong += &format!("{}\n  {query} marks {marked:?}\n", case.name);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_thousand_names_joined_by_or_are_searched() {
    let mut articles: Vec<Article> = Vec::new();
    for number in [0, 999, 1500] {
        let mut article = Article::from_text("", &format!("A lorry of zq{number} came."));
        article.id = Some(format!("a{number}"));
        articles.push(article);
    }
    let archive = archive(&articles);
    let list = |names: usize| (0..names).map(|n| format!("zq{n}")).collect::<Vec<_>>().join(" OR ");
    let answer = archive.search(&list(1000), &SearchOptions::default()).unwrap();
    assert_eq!((answer.total.articles, answer.warnings.len()), (2, 0), "{:?}", answer.warnings);
    let answer = archive.search(&list(2000), &SearchOptions::default()).unwrap();
    assert!(answer.warnings.iter().any(|w| w.message.contains("only the first")), "{:?}", answer.warnings);
}
