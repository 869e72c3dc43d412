//! PDF → article: the text of its pages, read as a pasted text is; the largest letters of the first page are the headline.
//!
//! The day on which a PDF was made is none of publication. A parser of PDFs follows the file wherever it leads: it works
//! on a thread of its own, for a limited time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use pdf_oxide::PdfDocument;
use pdf_oxide::converters::ConversionOptions;
use pdf_oxide::layout::TextSpan;

use super::pdf_lines::{PageLine, Printed, paragraphs, running_lines};
use crate::article::{Article, Block, BlockKind, Precision, PublishedDate, WarningKind};
use crate::error::{Error, Result};
use crate::ingest::facts::{date, timestamps};
use crate::ingest::pasted::lines::{ends_sentence, is_wide};
use crate::ingest::pasted::text;
use crate::ingest::sandbox::{Failure, Stopwatch, bounded};
use crate::ingest::{Input, Opened, xml};

/// How much of the processor's time pages are read; a page takes some milliseconds.
const PAGES_BUDGET: Duration = Duration::from_secs(20);

/// The most of the processor's time that a file may take: a single page may hang.
const BUDGET: Duration = Duration::from_secs(30);

/// How many damaged pages are listed.
const PAGES_LISTED: usize = 50;

/// Letters at least this many times as large as most are those of a headline.
const LARGE: f32 = 1.25;

/// A headline has at least this many words, or twice as many letters where words are not separated; what is shorter in
/// large letters is the name of the paper.
const HEADLINE_WORDS: usize = 3;

/// The most letters of a headline.
const HEADLINE_LETTERS: usize = 300;

/// Whether a file is a PDF.
pub(in crate::ingest) fn recognises(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.trim_ascii_start().starts_with(b"%PDF-")
}

/// The article of a file.
pub(in crate::ingest) fn open(mut input: Input) -> Result<Opened> {
    let bytes = input.read_whole()?;
    let read = match bounded(BUDGET, move || Read::of(bytes)) {
        Ok(read) => read,
        Err(Failure::Panicked) => Err("the PDF is damaged: save its text as .txt".to_owned()),
        Err(Failure::TooSlow) => Err("the PDF takes too long to read: save its text as .txt".to_owned()),
        Err(Failure::Busy) => return Err(Error::Busy { path: input.path }),
    };
    let read = read.map_err(|message| input.error(None, message))?;
    let mut article = article(&read.pages);
    if article.kept().next().is_none() {
        let message = "holds no article: the PDF shows pictures and no text: let a program for text recognition (OCR) \
            read it, and save that as .txt";
        return Err(input.error(None, message));
    }
    article.path = input.path.to_string_lossy().into_owned();
    article.warn(WarningKind::Unread, read.warnings);
    Ok(Opened::Articles(Box::new(std::iter::once(Ok(article)))))
}

/// A file that has been read.
struct Read {
    pages: Vec<Vec<PageLine>>,
    warnings: Vec<String>,
}

impl Read {
    /// Reads a file, or says why not.
    fn of(bytes: Vec<u8>) -> std::result::Result<Self, String> {
        let damaged = |error: pdf_oxide::Error| {
            // After the first bracket the crate may print the bytes of the whole file.
            let what =
                xml::one_line(error.to_string().split([':', '(']).take(2).collect::<Vec<_>>().join(":").trim());
            format!("the PDF is damaged ({what}): save its text as .txt")
        };
        let watch = Stopwatch::start();
        let document = PdfDocument::from_bytes(bytes).map_err(damaged)?;
        // Most are only protected against changes, by an empty password.
        if document.is_encrypted() && !document.authenticate(b"").unwrap_or(false) {
            return Err("the PDF is encrypted: save it without a password".to_owned());
        }
        let count = document.page_count().map_err(damaged)?;
        let mut read = Self { pages: Vec::new(), warnings: Vec::new() };
        let mut broken = Vec::new();
        for number in 0..count {
            if watch.elapsed() > PAGES_BUDGET {
                read.warnings.push(format!("only the first {number} of {count} pages were read: split the file"));
                break;
            }
            match catch_unwind(AssertUnwindSafe(|| page(&document, number))) {
                Ok(Some(page)) => read.pages.push(page),
                _ => broken.push(number + 1),
            }
        }
        if !broken.is_empty() {
            let listed: Vec<String> = broken.iter().take(PAGES_LISTED).map(ToString::to_string).collect();
            let more = broken.len() - listed.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            read.warnings.push(format!("not read, since they are damaged: pages {}{more}", listed.join(", ")));
        }
        if read.pages.is_empty() && !broken.is_empty() {
            return Err("none of the pages can be read: save its text as .txt".to_owned());
        }
        Ok(read)
    }
}

/// The lines of a page; `None` if it cannot be read.
fn page(document: &PdfDocument, number: usize) -> Option<Vec<PageLine>> {
    let text = document.extract_text_with_options(number, &ConversionOptions::default()).ok()?;
    let lines = text.lines().map(|line| PageLine { text: xml::one_line(line), title: false });
    let mut lines: Vec<PageLine> = lines.collect();
    if number == 0 {
        mark_title(&mut lines, &document.extract_spans(number).unwrap_or_default());
    }
    Some(lines)
}

/// Marks the lines in the largest letters of the page.
fn mark_title(lines: &mut [PageLine], spans: &[TextSpan]) {
    let size = |span: &TextSpan| (span.font_size * 2.0).round() as i32;
    let mut letters: std::collections::BTreeMap<i32, usize> = std::collections::BTreeMap::new();
    for span in spans {
        *letters.entry(size(span)).or_default() += span.text.chars().filter(|c| c.is_alphanumeric()).count();
    }
    let Some((most, _)) = letters.iter().max_by_key(|(_, count)| **count) else { return };
    let large = letters.iter().rev().filter(|(size, count)| **size as f32 >= *most as f32 * LARGE && **count > 0);
    for (large, _) in large {
        let text: String =
            spans.iter().filter(|span| size(span) == *large).map(|span| packed(&span.text)).collect();
        let found = (0..lines.len()).find_map(|start| Some(start..run(&lines[start..], &text)? + start));
        if let Some(range) = found.filter(|range| is_headline(&lines[range.clone()])) {
            lines[range].iter_mut().for_each(|line| line.title = true);
            return;
        }
    }
}

/// How many lines from the first on make up a text without its spaces.
fn run(lines: &[PageLine], text: &str) -> Option<usize> {
    let mut rest = text;
    for (i, line) in lines.iter().enumerate() {
        rest = rest.strip_prefix(packed(&line.text).as_str()).filter(|_| !line.text.is_empty() || i > 0)?;
        if rest.is_empty() {
            return Some(i + 1);
        }
    }
    None
}

fn packed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn is_headline(lines: &[PageLine]) -> bool {
    let words = lines.iter().flat_map(|line| line.text.split_whitespace()).count();
    let letters: usize = lines.iter().map(|line| line.text.chars().count()).sum();
    let wide = lines.iter().any(|line| line.text.contains(is_wide));
    letters <= HEADLINE_LETTERS && (words >= HEADLINE_WORDS || (wide && letters >= 2 * HEADLINE_WORDS))
}

/// The article of pages.
fn article(pages: &[Vec<PageLine>]) -> Article {
    let paragraphs = paragraphs(pages);
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    let mut article = text::parse(&texts.join("\n\n"));
    if let Some(Printed { text, .. }) = paragraphs.iter().find(|p| p.title) {
        set_headline(&mut article.blocks, text);
    }
    let heads = running_lines(pages);
    let above = article.blocks.iter().filter(|block| block.left_out.as_deref() == Some(ABOVE));
    let lines: Vec<String> = above.map(|block| block.text.clone()).chain(heads.iter().cloned()).collect();
    facts_of_heads(&mut article, &lines);
    let shown = |head: &&String| !article.blocks.iter().any(|block| block.text == **head);
    let heads: Vec<&str> = heads.iter().filter(shown).map(String::as_str).collect();
    timestamps::leave_out(&mut article, &heads.join("\n"), "head or foot of every page");
    article
}

/// Why a line is no part of the article.
const ABOVE: &str = "above the headline";

/// A name of an outlet has at most so many words.
const MAX_NAME_WORDS: usize = 6;

/// Takes outlet and date from the lines around the article, where it has none or the same.
fn facts_of_heads(article: &mut Article, lines: &[String]) {
    let Some((name, date)) = lines.iter().find_map(|line| name_and_date(line)) else { return };
    if article.date.is_none_or(|own| own == date) {
        article.date = Some(date);
        article.source = article.source.take().or(name);
    }
}

/// A date of a line, and the words before or else after it, where they can be an outlet's name.
fn name_and_date(line: &str) -> Option<(Option<String>, PublishedDate)> {
    let words: Vec<&str> = line.split_whitespace().take(MAX_HEAD_WORDS + 1).collect();
    if words.len() > MAX_HEAD_WORDS {
        return None;
    }
    let is_sign = |c: char| !c.is_alphanumeric();
    let dated = |words: &[&str]| Some(date::date_line(words.join(" ").trim_matches(is_sign))?.0);
    // The longest run of words that is a date leaves the shortest name.
    let runs = (1..=words.len()).rev().flat_map(|length| (0..=words.len() - length).map(move |at| at..at + length));
    let whole = |words: &[&str]| dated(words).filter(|date| date.precision != Precision::Year);
    let is_bare = |run: &[&str]| run.iter().all(|word| is_date_word(word));
    let mut runs = runs.collect::<Vec<_>>().into_iter();
    let run = runs.find(|run| is_bare(&words[run.clone()]) && whole(&words[run.clone()]).is_some())?;
    let rest = if run.start > 0 { &words[..run.start] } else { &words[run.end..] };
    let kept: Vec<&str> = rest.iter().copied().filter(|word| !word.chars().all(is_sign)).collect();
    let is_name = (1..=MAX_NAME_WORDS).contains(&kept.len())
        && kept.iter().all(|word| !word.contains(char::is_numeric))
        && kept[0].starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let name = kept.join(" ").trim_matches(is_sign).to_owned();
    Some((is_name.then_some(name), whole(&words[run])?))
}

/// Whether a word can be of a date: a number, a sign, the name of a day or month.
fn is_date_word(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.is_empty() || word.contains(char::is_numeric) || date::is_part(word)
}

/// A line with more words is no head of a page.
const MAX_HEAD_WORDS: usize = 14;

/// Makes a block the headline in place of another; a text that stands above it is read after it.
fn set_headline(blocks: &mut [Block], headline: &str) {
    let Some(place) = blocks.iter().position(|block| block.text == headline) else { return };
    for block in blocks.iter_mut().filter(|block| block.kind == BlockKind::Headline) {
        block.kind = BlockKind::Paragraph;
    }
    blocks[place].kind = BlockKind::Headline;
    blocks[place].left_out = None;
    // The name of the paper, the day, the title of the section.
    for block in blocks[..place].iter_mut().filter(|block| !ends_sentence(&block.text)) {
        block.left_out.get_or_insert_with(|| ABOVE.to_owned());
    }
    let first = blocks.iter().position(|block| block.left_out.is_none()).unwrap_or(place);
    blocks[first..=place].rotate_right(1);
}
