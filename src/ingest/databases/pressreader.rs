//! PressReader → its story: the headline, and the outlet, the day, the page and the writer on a line or on one each; what it prints
//! below names itself.

use super::{Story, is_day};

/// How many lines from the top the day stands at most.
const MAX_LINES_ABOVE: usize = 8;

/// What parts the facts on a line.
const BETWEEN: [&str; 5] = [" · ", " • ", " | ", " – ", " - "];

/// What begins a line of writers.
const BY: [&str; 7] = ["by ", "von ", "par ", "por ", "di ", "door ", "od "];

/// Whether a text is one that is copied or printed there.
pub(super) fn is_export(text: &str) -> bool {
    text.contains("PressReader") && text.lines().any(is_imprint)
}

/// Whether a line names the database itself and is no sentence on it.
fn is_imprint(line: &str) -> bool {
    let line = line.trim();
    line == "PressReader" || line.to_lowercase().contains("pressreader.com") && line.len() < 60
}

/// What is printed around the imprint.
fn is_notice(line: &str) -> bool {
    let lower = line.to_lowercase();
    let begins = ["copyright", "original copy", "printed and distributed", "©"];
    is_imprint(line)
        || lower.contains("printed and distributed by pressreader")
        || begins.iter().any(|begin| lower.starts_with(begin))
}

/// The facts of a line, in order.
fn facts(line: &str) -> Vec<&str> {
    let mark = BETWEEN.iter().find(|mark| line.contains(**mark));
    mark.map_or_else(|| vec![line], |mark| line.split(mark).map(str::trim).collect())
}

/// The story of a text, as a list of one.
pub(super) fn stories(paragraphs: &[String]) -> Option<Vec<Story>> {
    paragraphs.iter().find(|line| is_imprint(line))?;
    let lines: Vec<&str> = paragraphs.iter().map(String::as_str).filter(|line| !is_notice(line)).collect();
    let day = lines.iter().take(MAX_LINES_ABOVE).position(|line| facts(line).into_iter().any(is_day))?;
    let said = facts(lines[day]);
    let at = said.iter().position(|fact| is_day(fact))?;
    let (source, first) = match at.checked_sub(1) {
        Some(before) => (said[before], day),
        // The outlet stands on the line above its day.
        None => (*lines[..day].last()?, day - 1),
    };
    let is_byline = |text: &str| BY.iter().any(|by| text.to_lowercase().starts_with(by)) && text.len() < 100;
    let is_page = |text: &str| text.len() < 30 && !text.ends_with('.') && text.to_uppercase() == text;
    let below = lines[day + 1..].iter().take_while(|line| is_byline(line) || is_page(line)).count();
    let mut more: Vec<&str> = said[at + 1..].to_vec();
    more.extend(&lines[day + 1..day + 1 + below]);
    let mut rest = lines[day + 1 + below..].iter();
    // The headline stands above these facts, or else below.
    let title = if first > 0 { lines[..first].join(" ") } else { (*rest.next()?).to_owned() };
    let notices = paragraphs.iter().filter(|line| is_notice(line)).cloned();
    let byline = more.iter().find(|fact| is_byline(fact)).map(|fact| (*fact).to_owned());
    Some(vec![Story {
        title,
        // The country may stand after the name.
        source: Some(source.split(" (").next().unwrap_or(source).to_owned()),
        date: Some(said[at].to_owned()),
        byline,
        paragraphs: rest.map(|line| (*line).to_owned()).collect(),
        left_out: more
            .iter()
            .filter(|fact| !is_byline(fact))
            .map(|fact| (*fact).to_owned())
            .chain(notices)
            .collect(),
        ..Story::default()
    }])
}
