//! What press databases export: many stories in one file, each with its facts on labelled lines → an article a story.

mod europresse; // Europresse: a page of stories in elements of their own
mod factiva; // Factiva: two letters before each fact, or facts in a fixed order
mod labels; // line → label and value
mod nexis; // Nexis: LexisNexis Academic, Nexis Uni
mod pressreader; // PressReader: a story with its facts on a line
mod proquest; // ProQuest

use dom_query::Document;

use crate::article::{Article, Block, BlockKind, Language, PublishedDate, WarningKind};
use crate::error::Error;
use crate::ingest::facts::{byline, date, language};
use crate::ingest::{Articles, Input};

/// What is known of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Story {
    title: String,
    source: Option<String>,
    /// As it is written.
    date: Option<String>,
    byline: Option<String>,
    language: Option<String>,
    url: Option<String>,
    /// The number that the database gave it.
    id: Option<String>,
    paragraphs: Vec<String>,
    /// The other facts, each with its label.
    left_out: Vec<String>,
}

/// The stories of a text in paragraphs; nothing if it is no export that is known.
pub(in crate::ingest) fn stories(paragraphs: &[String]) -> Option<Vec<Story>> {
    let readers = [proquest::stories, nexis::stories, factiva::stories, pressreader::stories];
    readers.iter().find_map(|read| read(paragraphs)).filter(|stories| !stories.is_empty())
}

/// Whether a page may be one that a database exports with its stories as elements.
pub(in crate::ingest) fn is_page(html: &str) -> bool {
    factiva::is_page(html) || europresse::is_page(html)
}

/// The parts of such a page that can be read on their own: a page of hundreds of stories is too large for one tree.
pub(in crate::ingest) fn page_pieces(html: &str) -> Vec<&str> {
    if europresse::is_page(html) { europresse::pieces(html) } else { vec![html] }
}

/// The stories of such a part.
pub(in crate::ingest) fn page_stories(html: &str) -> Vec<Story> {
    let page = Document::from(html);
    if factiva::is_page(html) {
        factiva::page_stories(&page)
    } else {
        europresse::story(&page).into_iter().collect()
    }
}

/// Whether a text begins as an export does, or holds what ends the stories of one.
pub(in crate::ingest) fn may_be(text: &str) -> bool {
    let has = |words: &[&str]| words.iter().all(|word| text.contains(word));
    let numbered = text.lines().take(400).any(|line| nexis::is_number(line) || proquest::is_number(line));
    numbered
        || pressreader::is_export(text)
        || factiva::is_in_order(text)
        || has(&["Length:", "Body"])
        || has(&["\nHD ", "\nPD "])
        || text.starts_with("HD ")
        || has(&["\nWC "])
}

/// The paragraphs of a text: what stands between empty lines, the lines of each joined; a line that begins a fact is its own, and
/// so is each of those among which one is the number of words, and of those before them.
pub(in crate::ingest) fn paragraphs(text: &str) -> Vec<String> {
    let parted = nexis::parted(text);
    let text = parted.as_deref().unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    // There each line says something else.
    let is_by_line = pressreader::is_export(text);
    let is_in_order = factiva::is_in_order(text);
    let mut paragraphs: Vec<String> = Vec::new();
    let blocks: Vec<&[&str]> =
        lines.split(|line| line.trim().is_empty()).filter(|block| !block.is_empty()).collect();
    for (number, block) in blocks.iter().enumerate() {
        let mut near = blocks[number..].iter().take(2).flat_map(|block| block.iter());
        let are_facts = is_by_line || is_in_order && near.any(|line| factiva::is_length(line));
        let mut is_open = false;
        for line in *block {
            let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
            let ends = is_in_order && factiva::document(line).is_some();
            match paragraphs.last_mut().filter(|_| is_open && !are_facts && !ends && !labels::begins_fact(line)) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&words);
                }
                None => paragraphs.push(words),
            }
            is_open = !ends;
        }
    }
    paragraphs
}

/// The articles of stories, numbered, with what is told of their encoding.
pub(in crate::ingest) fn articles(input: &Input, stories: Vec<Story>, encoding: Option<String>) -> Articles {
    let path = input.path.clone();
    let empty = move |number: u32| Error::Article {
        path: path.clone(),
        line: None,
        message: format!("story {number} of the export has neither a headline nor a text: remove it"),
    };
    let path = input.path.to_string_lossy().into_owned();
    Box::new(stories.into_iter().zip(1..).map(move |(story, number)| {
        let mut article = story.article();
        if article.kept().next().is_none() {
            return Err(empty(number));
        }
        article.path.clone_from(&path);
        article.entry = Some(number);
        article.warn(WarningKind::Encoding, encoding.clone());
        Ok(article)
    }))
}

impl Story {
    /// Its article, without a path.
    fn article(self) -> Article {
        let mut article = Article::from_text(&self.title, "");
        let block = |text: String| Block::new(BlockKind::Paragraph, text);
        article.blocks.extend(self.paragraphs.into_iter().filter(|text| !text.trim().is_empty()).map(block));
        let told = self.left_out.into_iter().filter(|text| !text.trim().is_empty());
        article.blocks.extend(told.map(|text| {
            let mut block = block(text);
            block.left_out = Some("a fact of the database".to_owned());
            block
        }));
        article.source = self.source.map(|source| source.trim_end_matches('.').trim().to_owned());
        article.byline = byline::byline(self.byline.as_deref());
        article.url = self.url;
        article.id = self.id;
        let declared = self.language.as_deref().and_then(Language::declared);
        article.language = declared.unwrap_or_else(Language::undetermined);
        language::settle(&mut article);
        match self.date.as_deref().map(|stamp| (stamp, day(stamp))) {
            Some((stamp, Some(date))) => {
                article.date = Some(date);
                article.date_as_written = Some(stamp.to_owned());
            }
            Some((stamp, None)) => article.warn(WarningKind::Date, Some(date::not_understood(stamp))),
            None => article.warn(WarningKind::Date, Some("the export names no day for this story".to_owned())),
        }
        article
    }
}

/// Whether a paragraph is a day, with what may stand on its line (`February 11, 2020 Tuesday Final Edition`).
fn is_day(paragraph: &str) -> bool {
    let has_year = paragraph.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    paragraph.len() <= 80 && has_year && day(paragraph).is_some()
}

/// The day of a line; Chinese and Japanese databases write its numbers apart (`2018 年 10 月 7 日`).
fn day(line: &str) -> Option<PublishedDate> {
    if line.contains('年') {
        let (day, rest) = line.split_once('日').unwrap_or((line, ""));
        return date::parse_stamp(&format!("{}日{rest}", day.split_whitespace().collect::<String>()));
    }
    date::parse_stamp(line)
}
