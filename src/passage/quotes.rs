//! text → what stands in it between quotation marks, for whoever asks for what was said.
//!
//! A quotation mark opens where a word follows it and none goes before; the next one that closes ends the quotation, or the end
//! of the block does: a speech of several paragraphs has an opening mark before each. Marks between two letters or digits are
//! none (`צה"ל`), single ones are apostrophes as often as not, and a quotation inside another is part of it.

use std::ops::Range;

use crate::article::BLOCK_SEPARATOR;

/// The quotation marks of all languages; which of them open and which close is as different as the languages.
const MARKS: [char; 11] = ['"', '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』'];

/// From here on stand the scripts without spaces, in which a mark may open after a letter.
const SPACELESS: char = '\u{2E80}';

/// The quotations of a text as ranges of bytes, the marks left out, in order.
pub(crate) fn quotes(text: &str) -> Vec<Range<usize>> {
    let mut quotes = Vec::new();
    // Mostly there is none.
    if !text.contains(MARKS) {
        return quotes;
    }
    let mut at = 0;
    for block in text.split(BLOCK_SEPARATOR) {
        add_quotes(block, at, &mut quotes);
        at += block.len() + BLOCK_SEPARATOR.len();
    }
    quotes
}

fn add_quotes(block: &str, offset: usize, quotes: &mut Vec<Range<usize>>) {
    let mut opened = None;
    for (at, mark) in block.match_indices(MARKS) {
        let after = at + mark.len();
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < SPACELESS);
        let before_is_word = is_word(block[..at].chars().next_back());
        match opened {
            None if before_is_word || block[after..].starts_with(char::is_whitespace) => {}
            None => opened = Some(after),
            Some(_) if before_is_word && is_word(block[after..].chars().next()) => {}
            Some(start) => {
                quotes.extend(Some(offset + start..offset + at).filter(|quote| !quote.is_empty()));
                opened = None;
            }
        }
    }
    quotes.extend(opened.filter(|start| *start < block.len()).map(|start| offset + start..offset + block.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_quotation_marks() {
        let rows: [(&str, &[&str]); 13] = [
            ("", &[]),
            ("He said nothing.", &[]),
            ("“Rain,” he said, “and wind.”", &["Rain,", "and wind."]),
            ("He said \"rain\" and \"wind\".", &["rain", "wind"]),
            ("«Дождь», „Regen“, »Regen«, ”regn”", &["Дождь", "Regen", "Regen", "regn"]),
            ("彼は「雨」と言った", &["雨"]),
            ("他说“好”。", &["好"]),
            ("The צה\"ל of 5\" pipes", &[]),
            ("“The צה\"ל came,” he said", &["The צה\"ל came,"]),
            ("“One.\n\n“Two.” And three", &["One.", "Two."]),
            ("“It is ‘mine’,” it's said", &["It is ‘mine’,"]),
            ("\"\" and “", &[]),
            ("(\"in brackets\")", &["in brackets"]),
        ];
        for (text, expected) in rows {
            let found: Vec<&str> = quotes(text).into_iter().map(|quote| &text[quote]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
