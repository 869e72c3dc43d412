//! text → lines: what a pasted page shows on lines of its own, with the breaks of hard-wrapped text taken out.

use std::borrow::Cow;

use crate::ingest::facts::{date, language};
use crate::ingest::steps;

/// A line of a pasted page.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest) struct Line {
    /// Its text without bullet and spaces around it.
    pub(in crate::ingest) text: String,
    /// Whether it begins with a bullet or a number of a list.
    pub(in crate::ingest) item: bool,
    /// Whether an empty line stands before it.
    pub(in crate::ingest) gap: bool,
}

/// How a line reads, as far as its form tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ingest) struct Form {
    /// Its characters, those of scripts without spaces counted double.
    pub(in crate::ingest) length: usize,
    /// Whether it ends like a sentence.
    pub(in crate::ingest) ends: bool,
    /// The share of function words of any language.
    pub(in crate::ingest) function_words: f32,
    /// Whether it is in a script without spaces between words.
    pub(in crate::ingest) wide: bool,
    /// Its marks of punctuation inside and between sentences.
    pub(in crate::ingest) marks: usize,
}

/// The lines of a text that hold something.
pub(in crate::ingest) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{0C}'], "\n");
    let wrapped = is_hard_wrapped(&text);
    let mut lines: Vec<Line> = Vec::new();
    let mut gap = true;
    for raw in text.lines() {
        let trimmed = trim(raw);
        if trimmed.is_empty() {
            gap = true;
            continue;
        }
        let (text, item) = without_bullet(trimmed);
        let text = single_blanks(text);
        match lines.last_mut() {
            Some(line) if !gap && !item && (wrapped || is_cut(&line.text, &text)) => {
                line.text.push('\n');
                line.text.push_str(&text);
            }
            _ => lines.push(Line { text: text.into_owned(), item, gap }),
        }
        gap = false;
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Whether a word is cut at the end of a line and goes on with the next.
fn is_cut(line: &str, next: &str) -> bool {
    let before = line.strip_suffix(['-', '\u{2010}', '\u{2011}', '\u{AD}', '¬']);
    before.is_some_and(|before| before.ends_with(char::is_lowercase)) && next.starts_with(char::is_lowercase)
}

/// The line without the runs of spaces that stand for the columns of a page.
fn single_blanks(line: &str) -> Cow<'_, str> {
    if !line.contains("  ") && !line.contains('\t') {
        return Cow::Borrowed(line);
    }
    Cow::Owned(line.split([' ', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

fn trim(line: &str) -> &str {
    let blank = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
    };
    line.trim_matches(blank)
}

/// The line without the bullets that it begins with, and the number after them.
fn without_bullet(line: &str) -> (&str, bool) {
    let signs = ['*', '+', '•', '·', '◦', '▪', '■', '►', '▶', '‣', '●', '○', 'o', '-', '–'];
    let (mut rest, mut item) = (line, false);
    loop {
        steps::count(1);
        if rest.chars().all(|c| signs.contains(&c) && c != 'o') {
            return ("", true);
        }
        match rest.strip_prefix(signs).filter(|after| after.starts_with(char::is_whitespace)) {
            Some(after) => (rest, item) = (after.trim_start(), true),
            None => break,
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[digits..];
    let numbered = (1..=2).contains(&digits)
        && (after.starts_with(". ") || after.starts_with(") "))
        // "3. März 2021" is no third entry.
        && date::date_line(rest).is_none();
    if numbered { (after[2..].trim_start(), true) } else { (rest, item) }
}

/// Whether the lines are broken at a width and not where paragraphs end: many of them go on in lower case on the next.
fn is_hard_wrapped(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let widest = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    if !(30..=130).contains(&widest) {
        return false;
    }
    let (mut pairs, mut running) = (0, 0);
    for pair in lines.windows(2).filter(|p| !p[0].trim().is_empty() && !p[1].trim().is_empty()) {
        pairs += 1;
        let full = pair[0].chars().count() * 10 >= widest * 6;
        let open = !ends_sentence(pair[0]);
        let goes_on = pair[1].trim_start().chars().next().is_some_and(|c| !c.is_uppercase() && c.is_alphabetic());
        running += usize::from(full && open && goes_on);
    }
    running >= 3 && running * 3 >= pairs
}

/// Whether a line ends like a sentence, quotation marks and brackets after the full stop aside.
pub(in crate::ingest) fn ends_sentence(line: &str) -> bool {
    let closing =
        |c: char| matches!(c, '"' | '\'' | '”' | '’' | '»' | '“' | ')' | ']' | '」' | '』') || c.is_whitespace();
    let end = line.trim_end_matches(closing);
    // An ellipsis in brackets breaks a teaser off.
    !line.trim_end().ends_with("[…]") && end.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'])
}

/// Whether a character takes the width of two, in scripts that mostly put no spaces between words.
pub(in crate::ingest) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// The form of a line.
pub(in crate::ingest) fn form(text: &str) -> Form {
    let (mut length, mut marks, mut wide_letters) = (0, 0, 0);
    for c in text.chars() {
        let is_wide = is_wide(c);
        wide_letters += usize::from(is_wide);
        length += 1 + usize::from(is_wide);
        marks += usize::from(matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '،' | '؛' | '؟' | '。' | '、' | '，' | '！' | '？' | '；'
        ));
    }
    // Scripts without spaces have no words to count: punctuation stands in.
    let is_wide = wide_letters * 2 > length / 2;
    let function_words = if is_wide {
        (marks as f32 * 4.0 / length.max(1) as f32).min(0.4)
    } else {
        language::function_word_share(text)
    };
    Form { length, ends: ends_sentence(text), function_words, wide: is_wide, marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        lines(text).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn bullets_are_no_text() {
        assert_eq!(texts("* Home\n*\n12. News\n– Sport"), ["Home", "News", "Sport"]);
        assert_eq!(texts("1984 was a year.\n-5 degrees"), ["1984 was a year.", "-5 degrees"]);
    }

    #[test]
    fn a_word_that_is_cut_at_the_end_of_a_line_keeps_it_together_with_the_next() {
        assert_eq!(texts("The commis-\nsion met.\nIt rained."), ["The commis-\nsion met.", "It rained."]);
        assert_eq!(texts("Комис\u{2011}\nсия\nсобралась"), ["Комис\u{2011}\nсия", "собралась"]);
        assert_eq!(texts("commis\u{AD}\nsion\nNews -\nsport"), ["commis\u{AD}\nsion", "News -", "sport"]);
        assert_eq!(texts("Covid-\nVaccine\n\npre-\n\nwar").len(), 4);
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph() {
        let text = "The river rose over night and by the\nmorning it stood in the lower town, as\nit had in the spring of the year before\nand in the winter after that one too.\n\nSchools stayed closed.";
        assert_eq!(texts(text).len(), 2);
    }
}
