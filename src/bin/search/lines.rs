//! marked text → lines of a terminal: broken at its width, or cut to so many lines around what matched, which is shown.

use std::io::{self, IsTerminal};

use anstyle::{AnsiColor, Style};
use dateline::results::Mark;
use unicode_width::UnicodeWidthStr;

use crate::terminal::{marks_are_coloured, terminal_safe};

pub(crate) const FAINT: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Red.on_default().bold();

/// What stands around a mark where there is no colour.
const PLAIN_MARK: (&str, &str) = ("[", "]");

/// Private-use characters that stand for the ends of a mark while lines are broken; a text's own are taken out.
const MARK_ENDS: [char; 2] = ['\u{E000}', '\u{E001}'];

/// What stands for text that is cut.
pub(crate) const CUT: &str = "…";

/// Where a text is cut before its first mark, so large a part of a line stands before it.
const BEFORE_MARK: usize = 3;

/// A text with its marks between [`MARK_ENDS`].
pub(crate) fn marked(text: &str, marks: &[Mark]) -> String {
    part_marked(text, marks, (0, text.len()))
}

/// A part of a text with the marks in it.
pub(crate) fn part_marked(text: &str, marks: &[Mark], (start, end): (usize, usize)) -> String {
    let mut with_ends = String::with_capacity(end - start + marks.len() * 6);
    let mut at = start;
    let clean = |s: &str| terminal_safe(s).replace(MARK_ENDS, "\u{FFFD}");
    for mark in marks.iter().filter(|mark| mark.start < end && mark.end > start) {
        let (first, last) = (mark.start.max(start), mark.end.min(end));
        with_ends += &clean(&text[at..first]);
        with_ends.push(MARK_ENDS[0]);
        with_ends += &clean(&text[first..last]);
        with_ends.push(MARK_ENDS[1]);
        at = last;
    }
    with_ends += &clean(&text[at..end]);
    with_ends
}

/// A line with its marks in colour, or in brackets where there is none.
pub(crate) fn coloured(line: &str, around: Style) -> String {
    let (start, end) = if marks_are_coloured() {
        (format!("{around:#}{MARK}"), format!("{MARK:#}{around}"))
    } else {
        (PLAIN_MARK.0.to_owned(), PLAIN_MARK.1.to_owned())
    };
    line.replace(MARK_ENDS[0], &start).replace(MARK_ENDS[1], &end)
}

/// The columns that a text takes; those of brackets around what matched are counted where there is no colour.
fn columns(text: &str) -> usize {
    let bare: String = text.chars().filter(|c| !MARK_ENDS.contains(c)).collect();
    let brackets = if marks_are_coloured() { 0 } else { text.chars().count() - bare.chars().count() };
    bare.width() + brackets
}

/// The text in lines of at most `width` columns, broken at spaces, and within a word only where it is longer than a line; a mark
/// that a line break cuts goes on in the next line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    wrapped(&words, width)
}

fn wrapped(words: &[&str], width: usize) -> Vec<String> {
    let mut lines = Lines { width, lines: vec![String::new()], columns: 0, in_mark: false };
    for word in words {
        let wide = columns(word);
        if wide <= width {
            lines.add(word, wide, true);
            continue;
        }
        for (number, (at, c)) in word.char_indices().enumerate() {
            let letter = &word[at..at + c.len_utf8()];
            lines.add(letter, columns(letter), number == 0);
        }
    }
    lines.lines
}

/// Lines that are being filled.
struct Lines {
    width: usize,
    lines: Vec<String>,
    columns: usize,
    in_mark: bool,
}

impl Lines {
    /// Adds a word, or a part of one, which stands without a space.
    fn add(&mut self, word: &str, wide: usize, is_apart: bool) {
        let space = usize::from(is_apart && self.columns > 0);
        let last = self.lines.len() - 1;
        if self.columns > 0 && self.columns + space + wide > self.width {
            if self.in_mark {
                self.lines[last].push(MARK_ENDS[1]);
            }
            self.lines.push(if self.in_mark { MARK_ENDS[0].to_string() } else { String::new() });
            self.columns = 0;
        } else if space > 0 {
            self.lines[last].push(' ');
            self.columns += 1;
        }
        let last = self.lines.len() - 1;
        self.lines[last] += word;
        self.columns += wide;
        let ends = word.chars().rfind(|c| MARK_ENDS.contains(c));
        self.in_mark = ends.map_or(self.in_mark, |c| c == MARK_ENDS[0]);
    }
}

/// The text in at most so many lines; of one that is longer the words around its first mark, with a sign where it is cut. The text
/// may be cut already before its beginning and after its end.
pub(crate) fn fitted(text: &str, (width, most): (usize, usize), (before, after): (bool, bool)) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if before && let Some(first) = words.first_mut() {
        first.insert_str(0, CUT);
    }
    if after {
        words.push(CUT.to_owned());
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let lines = wrapped(&words, width);
    if lines.len() <= most {
        return lines;
    }
    let first_mark = words.iter().position(|word| word.contains(MARK_ENDS[0])).unwrap_or(0);
    let has_mark = |line: &String| line.contains(MARK_ENDS[0]);
    let is_marked = lines.iter().any(has_mark);
    let beginning = ended(lines, width, most);
    if !is_marked || beginning.iter().any(has_mark) {
        return beginning;
    }
    let mut first = first_mark;
    while first > 0
        && words[first - 1..first_mark].iter().map(|word| columns(word) + 1).sum::<usize>() < width / BEFORE_MARK
    {
        first -= 1;
    }
    let beginning = format!("{CUT}{}", words[first]);
    let words: Vec<&str> = std::iter::once(&*beginning).chain(words[first + 1..].iter().copied()).collect();
    ended(wrapped(&words, width), width, most)
}

/// The first of these lines, with a sign at the end if there are more.
fn ended(mut lines: Vec<String>, width: usize, most: usize) -> Vec<String> {
    if lines.len() <= most {
        return lines;
    }
    lines.truncate(most.max(1));
    let Some(last) = lines.last_mut() else { return lines };
    let space = if last.contains(' ') { " " } else { "" };
    while columns(last) + columns(space) + columns(CUT) > width && !last.is_empty() {
        let at = last.rfind(' ').or_else(|| last.char_indices().next_back().map(|(at, _)| at));
        last.truncate(at.unwrap_or(0));
    }
    if last.rfind(MARK_ENDS[0]) > last.rfind(MARK_ENDS[1]) {
        last.push(MARK_ENDS[1]);
    }
    last.push_str(space);
    last.push_str(CUT);
    lines
}

/// Text that is not marked, in one line.
pub(crate) fn one_line(text: &str, width: usize) -> String {
    fitted(&terminal_safe(text), (width, 1), (false, false)).concat()
}

/// Where lines are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// The columns of a line.
    pub(crate) width: usize,
    /// How many lines are seen at once, where there is a terminal.
    pub(crate) lines: Option<usize>,
}

impl Screen {
    /// The terminal that is printed to, up to 100 columns of it; else as a file.
    pub(crate) fn of_output() -> Self {
        let size = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        size.map_or(Self::FILE, |(width, lines)| Self {
            width: usize::from(width.0).clamp(30, 100),
            lines: Some(usize::from(lines.0)),
        })
    }

    /// A file, or another program: 80 columns.
    pub(crate) const FILE: Self = Self { width: 80, lines: None };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, width: usize, most: usize) -> Vec<String> {
        let text = text.replace('[', "\u{E000}").replace(']', "\u{E001}");
        let lines = fitted(&text, (width, most), (false, false));
        assert!(lines.len() <= most.max(1));
        assert!(lines.iter().all(|line| columns(line) <= width), "{lines:?}");
        lines.iter().map(|line| coloured(line, Style::new())).collect()
    }

    #[test]
    fn a_text_is_cut_around_what_matched_and_says_so() {
        anstream::ColorChoice::Never.write_global();
        for (text, width, most, expected) in [
            ("one two three", 20, 1, &["one two three"][..]),
            ("one two three four five", 14, 2, &["one two three", "four five"]),
            ("one two three four five", 14, 1, &["one two …"]),
            ("one two three four [five] six", 14, 1, &["…[five] six"]),
            ("one two three four [five six] seven", 14, 1, &["…[five six] …"]),
            ("a an the old [one] two three four", 18, 1, &["…old [one] two …"]),
            ("one [two] three four five six", 10, 2, &["one [two]", "three …"]),
            ("one [two three] four", 9, 3, &["one [two]", "[three]", "four"]),
            ("大きな堤防が壊れた雨が降った", 10, 2, &["大きな堤防", "が壊れた…"]),
            ("", 10, 3, &[""]),
        ] {
            assert_eq!(cut(text, width, most), expected, "{text}");
        }
        assert_eq!(fitted("one two", (20, 3), (true, true)), ["…one two …"]);
    }
}
