//! The lines of printed pages → paragraphs: without running heads and page numbers, and with whole words.

use std::collections::{HashMap, HashSet};

use crate::ingest::pasted::lines::{ends_sentence, is_wide};
use crate::ingest::steps;

/// A line of a page; an empty one parts paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct PageLine {
    pub(in crate::ingest) text: String,
    /// Whether it is a line of the headline.
    pub(in crate::ingest) title: bool,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Printed {
    pub(in crate::ingest) text: String,
    /// Whether it is the headline.
    pub(in crate::ingest) title: bool,
}

/// At most this many lines at the top and at the bottom of a page can be running heads.
const EDGE: usize = 2;

/// A running head stands on at least one of this many pages.
const PAGES_A_HEAD: usize = 5;

/// A line that fills less than this part of the width, in percent, ends its paragraph if the next does not go on.
const FULL: usize = 75;

/// The same for a line that ends a sentence.
const FULL_SENTENCE: usize = 90;

/// No word has more bytes; what is longer is not looked for among the words of the file.
const MAX_WORD: usize = 200;

/// The paragraphs of pages, each given by its lines.
pub(in crate::ingest) fn paragraphs(pages: &[Vec<PageLine>]) -> Vec<Printed> {
    let heads = running_heads(pages);
    let words = words(pages);
    let mut paragraphs: Vec<Printed> = Vec::new();
    // The last line of the paragraph at hand, and the width of its page.
    let mut open: Option<(&PageLine, usize)> = None;
    for page in pages {
        let width = width(page);
        let edges = edges(page);
        // Above a headline a running head says the day and the paper, and a headline may come back as one.
        let headline = page.iter().rposition(|line| line.title).map_or(0, |last| last + 1);
        let runs = |i: usize| i >= headline && edges.contains(&i) && heads.contains(&key(&page[i].text));
        let kept = page.iter().enumerate().filter(|(i, _)| !runs(*i));
        let (mut first, mut gap) = (true, false);
        for (_, line) in kept {
            if line.text.trim().is_empty() {
                gap = true;
                continue;
            }
            let over_page = std::mem::take(&mut first) && open.is_some();
            let goes_on = open.is_some_and(|(last, width)| {
                last.title == line.title
                    && if over_page || gap { runs_over(last, line, width) } else { !ends(last, line, width) }
            });
            match paragraphs.last_mut() {
                Some(paragraph) if goes_on => join(&mut paragraph.text, line.text.trim(), &words),
                _ => paragraphs.push(Printed { text: line.text.trim().to_owned(), title: line.title }),
            }
            (open, gap) = (Some((line, width)), false);
        }
    }
    paragraphs
}

/// The lines that stand at the edges of many pages, each as it stands first.
pub(in crate::ingest) fn running_lines(pages: &[Vec<PageLine>]) -> Vec<String> {
    let mut heads = running_heads(pages);
    let at_edges = pages.iter().flat_map(|page| {
        let edges = edges(page);
        page.iter().enumerate().filter(move |(i, _)| edges.contains(i)).map(|(_, line)| line)
    });
    at_edges.filter(|line| heads.remove(&key(&line.text))).map(|line| line.text.trim().to_owned()).collect()
}

/// The numbers of a page's first and last lines.
fn edges(page: &[PageLine]) -> HashSet<usize> {
    let shown: Vec<usize> = (0..page.len()).filter(|i| !page[*i].text.trim().is_empty()).collect();
    shown.iter().take(EDGE).chain(shown.iter().rev().take(EDGE)).copied().collect()
}

/// What is compared of a line: page numbers change, and so do the spaces around them.
fn key(line: &str) -> String {
    let mut key = String::new();
    for c in line.chars().filter(|c| !c.is_whitespace()) {
        match c.is_numeric() {
            true if key.ends_with('#') => {}
            true => key.push('#'),
            false => key.push(c),
        }
    }
    key
}

/// The lines that stand at the edges of many pages.
fn running_heads(pages: &[Vec<PageLine>]) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let keys: HashSet<String> = edges(page).into_iter().map(|i| key(&page[i].text)).collect();
        keys.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let many = |(_, count): &(String, usize)| *count >= 2 && *count * PAGES_A_HEAD >= pages.len();
    counts.into_iter().filter(many).map(|(key, _)| key).collect()
}

/// How many characters a line of a page has that is neither its paragraph's last nor two in one.
fn width(page: &[PageLine]) -> usize {
    let mut widths: Vec<usize> =
        page.iter().map(|line| line.text.trim().chars().count()).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 3 / 5).copied().unwrap_or(0)
}

/// Whether a line is the last of its paragraph though the next follows without a gap.
fn ends(line: &PageLine, next: &PageLine, width: usize) -> bool {
    if line.title {
        return false;
    }
    let (text, next) = (line.text.trim(), next.text.trim());
    let length = text.chars().count();
    // The reader of PDFs makes one line of two that part a word: of these the last counts, as far as one can tell.
    let joined = length * 100 > width * (100 + FULL) / 2;
    let share = if joined { length % width.max(1) } else { length } * 100 / width.max(1);
    if next.starts_with(['•', '▪', '■', '●', '–', '—', '*']) && next.chars().nth(1).is_some_and(char::is_whitespace)
    {
        return true;
    }
    if next.starts_with(char::is_lowercase) || text.ends_with(['-', ',', '\u{AD}']) {
        return false;
    }
    let sentence = ends_sentence(text);
    (share < FULL && (sentence || !joined)) || (share < FULL_SENTENCE && sentence)
}

/// Whether a paragraph goes on over the end of a page or over a gap, as of double spacing.
fn runs_over(last: &PageLine, next: &PageLine, width: usize) -> bool {
    let goes_on = next.text.trim_start().starts_with(char::is_lowercase);
    let full = last.text.trim().chars().count() * 100 >= width * FULL;
    !last.title && full && !ends_sentence(&last.text) && goes_on
}

/// The words of all lines but for those that a line's end may have split.
fn words(pages: &[Vec<PageLine>]) -> HashSet<&str> {
    let lines = pages.iter().flatten().map(|line| line.text.trim());
    let inner = |c: char| !c.is_alphanumeric() && c != '-';
    lines.flat_map(|line| line.split(inner)).filter(|word| !word.ends_with('-') && !word.is_empty()).collect()
}

/// Adds a line to a paragraph: with a space, or as the rest of a word.
fn join(paragraph: &mut String, line: &str, words: &HashSet<&str>) {
    if let Some(start) = paragraph.strip_suffix('\u{AD}') {
        paragraph.truncate(start.len());
        paragraph.push_str(line);
        return;
    }
    let parted = paragraph.strip_suffix(['-', '\u{2010}']).filter(|start| start.ends_with(char::is_alphabetic));
    if let Some(start) = parted.filter(|_| line.starts_with(char::is_alphabetic)) {
        let end = &start[start.ceil_char_boundary(start.len().saturating_sub(MAX_WORD))..];
        steps::count(end.len());
        let first = end.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        let rest = line.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        let hyphenated = words.contains(format!("{first}-{rest}").as_str());
        let whole = words.contains(format!("{first}{rest}").as_str());
        // A capital after the hyphen is that of a name, or of a compound.
        if (whole || !hyphenated) && line.starts_with(char::is_lowercase) {
            paragraph.truncate(start.len());
        }
        paragraph.push_str(line);
        return;
    }
    let wide = paragraph.ends_with(is_wide) && line.starts_with(is_wide);
    if !wide {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pages: &[&str]) -> Vec<String> {
        let line = |text: &str| PageLine { text: text.into(), title: false };
        let pages: Vec<Vec<PageLine>> = pages.iter().map(|page| page.lines().map(line).collect()).collect();
        paragraphs(&pages).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn lines_become_paragraphs_and_words_whole() {
        let page = "The old bridge over the river fell early on Thurs-\nday, hours after the last bus, in the north-\nwest of the valley.\nThe north-west has no other bridge, the mayor said in\nthe morning.\n\nLorries take the pass.";
        assert_eq!(
            texts(&[page]),
            [
                "The old bridge over the river fell early on Thursday, hours after the last bus, in the north-west of the valley.",
                "The north-west has no other bridge, the mayor said in the morning.",
                "Lorries take the pass."
            ]
        );
        assert_eq!(texts(&["古い橋が木曜日の早朝に\n崩れ落ちた。"]), ["古い橋が木曜日の早朝に崩れ落ちた。"]);
    }

    #[test]
    fn running_heads_and_page_numbers_go_and_paragraphs_run_over_pages() {
        let pages = [
            "The Valley Post   1\n\nThe old bridge over the river fell\n\n- 1 -",
            "The Valley Post  2\n\nearly on Thursday.\n\n- 2 -",
            "3  The Valley Post\n\nNobody was hurt.\n\n- 3 -",
        ];
        assert_eq!(
            texts(&pages),
            ["The old bridge over the river fell early on Thursday.", "3  The Valley Post", "Nobody was hurt."]
        );
        assert_eq!(texts(&["1984\n\nOne page."]), ["1984", "One page."]);
    }
}
