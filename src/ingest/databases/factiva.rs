//! Factiva → its stories: codes before the facts (`HD`, `PD`, `LP`), or the facts in a fixed order after the number of words; a page
//! has them as elements.

use dom_query::{Document, NodeRef};

use super::labels::{Fact, coded};
use super::{Story, is_day};
use crate::article::Language;
use crate::ingest::xml;

/// "Words" in the languages in which the database is used.
const WORDS: [&str; 15] = [
    "words",
    "mots",
    "wörter",
    "palabras",
    "parole",
    "palavras",
    "woorden",
    "słów",
    "слов",
    "слова",
    "字",
    "語",
    "kata",
    "단어",
    "كلمة",
];

/// Whether a paragraph is the number of words of a story.
pub(super) fn is_length(text: &str) -> bool {
    let text = text.trim();
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let unit = text[digits..].trim().to_lowercase();
    // Letters that a wrong encoding replaced.
    digits > 0 && (WORDS.contains(&unit.as_str()) || unit.contains('\u{FFFD}') && unit.len() < 12)
}

/// The end of a story: `Document NYTF000020050408dp1900j9s`.
pub(super) fn document(text: &str) -> Option<&str> {
    let id = text
        .trim()
        .split_once(' ')
        .filter(|(word, _)| matches!(*word, "Document" | "Dokument" | "Documento"))
        .map(|(_, id)| id)?;
    (id.len() >= 2 && id.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(id)
}

/// A number of the database that stands in a text of any kind is at least so long.
const LONG_ID: usize = 20;

/// Whether a text has stories without codes, as they are copied from the database's page: a line that is a number of words, and
/// one that ends a story.
pub(super) fn is_in_order(text: &str) -> bool {
    let ends = |line: &str| document(line).is_some_and(|id| id.len() >= LONG_ID);
    text.lines().any(ends) && text.lines().any(is_length)
}

/// The stories of an export.
pub(super) fn stories(paragraphs: &[String]) -> Option<Vec<Story>> {
    let is_coded =
        |wanted: Fact| paragraphs.iter().take(200).any(|text| coded(text).is_some_and(|(fact, ..)| fact == wanted));
    if [Fact::Title, Fact::Date, Fact::Source].into_iter().all(is_coded) {
        return Some(with_codes(paragraphs));
    }
    let ends: Vec<usize> = (0..paragraphs.len()).filter(|at| document(&paragraphs[*at]).is_some()).collect();
    let mut start = 0;
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for end in ends {
        match in_order(&paragraphs[start..end], document(&paragraphs[end])) {
            Some(story) => found.push(story),
            None => others.extend_from_slice(&paragraphs[start..=end]),
        }
        start = end + 1;
    }
    // At the end stands what was searched for.
    others.extend_from_slice(&paragraphs[start..]);
    found.last_mut().map(|story: &mut Story| story.left_out.append(&mut others))?;
    Some(found)
}

fn with_codes(paragraphs: &[String]) -> Vec<Story> {
    let mut stories = vec![Story::default()];
    let mut last = None;
    for text in paragraphs {
        let found = coded(text);
        let is_next =
            matches!(found, Some((Fact::Title, ..))) && stories.last().is_some_and(|story| !story.title.is_empty());
        if is_next {
            stories.push(Story::default());
        }
        let Some(story) = stories.last_mut() else { continue };
        match (found, last) {
            (Some((Fact::Title, _, value)), _) => value.clone_into(&mut story.title),
            (Some((Fact::Byline, _, value)), _) => story.byline = Some(value.to_owned()),
            (Some((Fact::Source, _, value)), _) => story.source = Some(value.to_owned()),
            (Some((Fact::Date, _, value)), _) => story.date = Some(value.to_owned()),
            (Some((Fact::Language, _, value)), _) => story.language = Some(value.to_owned()),
            (Some((Fact::Url, _, value)), _) => story.url = Some(value.to_owned()),
            (Some((Fact::Id, _, value)), _) => story.id = value.split(' ').next_back().map(str::to_owned),
            (Some((Fact::Lead | Fact::Text, _, value)), _) => {
                story.paragraphs.extend((!value.is_empty()).then(|| value.to_owned()));
            }
            (None, Some(Fact::Lead | Fact::Text)) => story.paragraphs.push(text.clone()),
            (None, Some(Fact::Title)) => story.title = format!("{} {text}", story.title),
            (Some(_), _) => story.left_out.push(text.clone()),
            (None, _) => story.left_out.push(text.clone()),
        }
        last = found.map(|(fact, ..)| fact).or(last);
    }
    stories.retain(|story| !story.title.is_empty() || !story.paragraphs.is_empty());
    stories
}

/// Whether a line names the language of a story; that of an outlet's code may look like the code of one (`LBA`).
fn is_language(line: &str) -> bool {
    line.len() > 3 && Language::declared(line).is_some()
}

/// How many lines before the number of words a headline can stand.
const HEAD_LINES: usize = 4;

/// A longer line is no writer's name, in words.
const NAME_WORDS: usize = 6;

/// A story without codes: section, headline, writer, number of words, day, time, outlet, code, language, rights, text.
fn in_order(paragraphs: &[String], id: Option<&str>) -> Option<Story> {
    let length = paragraphs.iter().position(|text| is_length(text))?;
    let day = (length + 1..paragraphs.len().min(length + 3)).find(|at| is_day(&paragraphs[*at]))?;
    let head = length.saturating_sub(HEAD_LINES);
    let is_by = |text: &str| text.starts_with("By ") || text.starts_with("BY ");
    // A line in capitals, or a short one, above the headline is its section.
    let titles = (head..length).filter(|at| !is_by(&paragraphs[*at]));
    let title = titles.max_by_key(|at| paragraphs[*at].len())?;
    let is_name = |text: &str| {
        text.split_whitespace().count() <= NAME_WORDS && !text.contains(|c: char| c.is_ascii_digit() || c == '.')
    };
    let named = (title + 1..length).next_back().filter(|at| is_name(&paragraphs[*at]));
    let writer = (head..length).find(|at| is_by(&paragraphs[*at])).or(named);
    let is_time = |text: &str| text.contains(':') && text.len() <= 8;
    let time = paragraphs[day + 1..].iter().take_while(|text| is_time(text)).count();
    let source = day + 1 + time;
    let rest = paragraphs.get(source + 1..)?;
    let is_fact = |text: &&String| {
        text.split_whitespace().count() <= 3 && !text.ends_with('.')
            || text.to_lowercase().starts_with("copyright")
            || ["©", "(c)", "(C)"].iter().any(|mark| text.starts_with(mark))
    };
    let first = rest.iter().take_while(is_fact).count();
    let language = rest[..first].iter().find(|text| is_language(text));
    let others = (0..source).filter(|at| ![Some(title), writer, Some(day)].contains(&Some(*at)));
    let others = others.map(|at| &paragraphs[at]).chain(&rest[..first]);
    Some(Story {
        title: paragraphs[title].clone(),
        source: Some(paragraphs[source].clone()),
        date: Some(paragraphs[day].clone()),
        byline: writer.map(|at| paragraphs[at].clone()),
        language: language.cloned(),
        id: id.map(str::to_owned),
        paragraphs: rest[first..].to_vec(),
        left_out: others.cloned().collect(),
        ..Story::default()
    })
}

/// Whether a page is one that the database shows.
pub(super) fn is_page(html: &str) -> bool {
    html.contains("articleParagraph") && html.contains("Headline")
}

/// The stories of such a page.
pub(super) fn page_stories(page: &Document) -> Vec<Story> {
    let articles = page.select("div.article");
    let nodes = articles.nodes().iter().filter(|node| node.ancestors_it(Some(3)).all(|above| !is_article(&above)));
    nodes.filter_map(page_story).collect()
}

fn is_article(node: &NodeRef<'_>) -> bool {
    node.attr("class").is_some_and(|class| class.split_whitespace().any(|name| name == "article"))
}

fn page_story(node: &NodeRef<'_>) -> Option<Story> {
    let text = |node: &NodeRef<'_>| xml::one_line(&node.text());
    let (mut lines, mut paragraphs, mut title) = (Vec::new(), Vec::new(), None);
    for part in node.descendants_it() {
        let class = part.attr("class").map(|class| class.to_string()).unwrap_or_default();
        if title.is_none() && class.split_whitespace().any(|name| name.ends_with("Headline")) {
            title = Some(text(&part));
        } else if part.has_name("p") && class.contains("articleParagraph") {
            paragraphs.push(text(&part));
        } else if part.has_name("div") && !part.children_it(false).any(|child| child.has_name("div")) {
            lines.push(text(&part));
        }
    }
    let title = title.filter(|title| !title.is_empty())?;
    lines.retain(|line| !line.is_empty() && *line != title);
    let length = lines.iter().position(|line| is_length(line));
    let day = lines.iter().position(|line| is_day(line) && line.len() < 40)?;
    let above = &lines[..length.unwrap_or(day).min(day)];
    let is_time = |line: &&String| line.contains(':') && line.len() <= 8;
    let source = lines[day + 1..].iter().find(|line| !is_time(line)).cloned();
    let by = above.iter().find(|line| line.starts_with("By ") || line.starts_with("Von "));
    let named =
        node.descendants_it().find(|part| part.attr("class").as_deref() == Some("author")).map(|part| text(&part));
    Some(Story {
        title,
        source,
        date: Some(lines[day].clone()),
        byline: named.or_else(|| by.cloned()),
        language: lines[day + 1..].iter().find(|line| is_language(line)).cloned(),
        paragraphs,
        left_out: above.to_vec(),
        ..Story::default()
    })
}
