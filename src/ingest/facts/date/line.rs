//! line → the date that it is nothing but, what that is the date of, and the day of a change that stands beside it.

use super::names::{WORDS, Word};
use super::tokens::{Token, digit, starts, tokens};
use super::{DateMatch, find_from, is_open};
use crate::article::{Precision, PublishedDate};

/// More words than this beside its date, and a line is no date line.
const WORDS_BESIDE_A_LABEL: usize = 8;

/// What a line says of its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ingest) enum DateLabel {
    /// The day of a change.
    Updated,
    /// Nothing.
    None,
    /// The day of publication.
    Published,
}

/// The date of a line that is nothing but a date, or a label and a date; `None` for any other line.
pub(in crate::ingest) fn date_line(line: &str) -> Option<(PublishedDate, DateLabel)> {
    if line.len() > 160 {
        return None;
    }
    let tokens = tokens(line);
    let dates = Dates::of(&tokens)?;
    let used = dates.found[0].used.clone();
    let (mut label, mut others, mut names) = (DateLabel::None, 0, 0);
    let (mut byline, mut second) = (line.contains(['•', '·', '|', '—', '–']) || line.contains(" // "), false);
    for (i, token) in tokens.iter().enumerate() {
        let Token::Word(word, capital) = token else { continue };
        if used.contains(&i) {
            continue;
        }
        match WORDS.get(word.as_str()) {
            Some(Word::Published) => label = DateLabel::Published,
            // A change that is named before the date is its label, after it that of a second date.
            Some(Word::Updated) if label == DateLabel::None && i < used.start => label = DateLabel::Updated,
            Some(Word::Updated) => second = true,
            Some(Word::Byline) => byline = true,
            Some(Word::Around) => {}
            Some(Word::Month(_)) if second || label == DateLabel::Published => {}
            // `mar` is Tuesday too.
            Some(Word::Month(_)) if i + 1 == used.start => {}
            _ if *capital => names += 1,
            _ => others += 1,
        }
    }
    // "Hamburg, 2 November 2021" is where and when it was written.
    let place = (1..=3).contains(&names) && others == 0 && written_at(line);
    let fits = match label {
        DateLabel::None if place => true,
        DateLabel::None if byline => others == 0 && names <= WORDS_BESIDE_A_LABEL,
        DateLabel::None => others + names == 0,
        _ => others + names <= WORDS_BESIDE_A_LABEL,
    };
    let date = dates.found[dates.best].date;
    (fits && (date.precision >= Precision::Month || is_open(date))).then_some((date, label))
}

/// The part of a line that begins with its date, where another one stands before it; else the line.
pub(in crate::ingest) fn date_text(line: &str) -> &str {
    let dates = Dates::of(&tokens(line));
    dates.filter(|dates| dates.best > 0).map_or(line, |dates| dates.text(line, dates.best))
}

/// The date of a change that a line names beside another one, and the part of the line that begins with it:
/// `Published: 3 May 2019 | Updated: 4 May 2019`.
pub(in crate::ingest) fn change_in_line(line: &str) -> Option<(PublishedDate, &str)> {
    date_line(line)?;
    let dates = Dates::of(&tokens(line))?;
    let changed = dates.changed?;
    Some((dates.found[changed].date, dates.text(line, changed)))
}

/// The dates of a line, never none.
struct Dates {
    found: Vec<DateMatch>,
    /// Which of them is that of the line: the first, or the one with the word for publication.
    best: usize,
    /// Which of the others has the word for a change.
    changed: Option<usize>,
}

impl Dates {
    fn of(tokens: &[Token]) -> Option<Self> {
        let next = |from: usize| find_from(tokens, from);
        let found: Vec<DateMatch> = std::iter::successors(next(0), |last| next(last.used.end)).collect();
        let (first, last) = (found.first()?, found.last()?);
        let labels: Vec<(usize, Word)> = labels(tokens, &found);
        // 2021.03.01 입력 | 2021.03.04 수정
        let follows = found.len() > 1
            && labels.first().is_some_and(|(at, _)| *at > first.used.start)
            && labels.last().is_some_and(|(at, _)| *at > last.used.start);
        let label = |i: usize| {
            let date = &found[i].used;
            if follows {
                let next = found.get(i + 1).map_or(tokens.len(), |next| next.used.start);
                labels.iter().find(|(at, _)| (date.end..next).contains(at))
            } else {
                let before = i.checked_sub(1).map_or(0, |before| found[before].used.end);
                labels.iter().rfind(|(at, _)| (before..date.start).contains(at))
            }
        };
        let is = |i: usize, word: Word| label(i).is_some_and(|(_, label)| *label == word);
        let best = (0..found.len()).find(|i| is(*i, Word::Published)).unwrap_or(0);
        let changed = (0..found.len()).find(|i| *i != best && is(*i, Word::Updated));
        Some(Self { best, changed, found })
    }

    /// The part of a line from one of its dates to the next.
    fn text<'a>(&self, line: &'a str, i: usize) -> &'a str {
        let starts = starts(line);
        let start = |i: usize| self.found.get(i).map_or(line.len(), |date| starts[date.used.start]);
        line[start(i)..start(i + 1)].trim_end()
    }
}

/// The words of a line that say what its dates are those of, and where they stand.
fn labels(tokens: &[Token], dates: &[DateMatch]) -> Vec<(usize, Word)> {
    let label = |(i, token): (usize, &Token)| match token {
        Token::Word(word, _) if !dates.iter().any(|date| date.used.contains(&i)) => {
            let word = WORDS.get(word).filter(|word| matches!(word, Word::Published | Word::Updated))?;
            Some((i, *word))
        }
        _ => None,
    };
    tokens.iter().enumerate().filter_map(label).collect()
}

/// Whether a line is a place and, after a comma, what begins with a date.
fn written_at(line: &str) -> bool {
    line.split_once([',', '،']).is_some_and(|(place, rest)| {
        let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'');
        place.trim().chars().all(letters) && rest.chars().any(|c| digit(c).is_some())
    })
}
