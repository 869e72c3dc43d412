//! Nexis → its stories. The older export numbers them (`1 of 20 DOCUMENTS`) and begins each with its outlet and day; the newer one
//! has the headline, the outlet, the day and the facts, then `Body`, and mostly `End of Document`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::labels::{Fact, fact};
use super::{Story, is_day};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?i)^\s*(?:dokument|document|documento)?\s*\d+ (?:of|von|de|di|van|sur|/) \d+\s*(?:documents?|dokumenten?|documentos?|documenti)?\s*$";
    Regex::new(number).expect("a test reads numbers of documents")
});

/// Whether a line is the number of a story.
pub(super) fn is_number(line: &str) -> bool {
    line.len() < 100 && NUMBER.is_match(line) && line.to_lowercase().contains("do")
}

/// So many paragraphs may stand between the day of a story and its body.
const MAX_FACTS: usize = 16;

/// The stories of an export.
pub(super) fn stories(paragraphs: &[String]) -> Option<Vec<Story>> {
    let numbers: Vec<usize> = (0..paragraphs.len()).filter(|at| is_number(&paragraphs[*at])).collect();
    if !numbers.is_empty() {
        let ends = numbers.iter().skip(1).copied().chain([paragraphs.len()]);
        let stories = numbers.iter().zip(ends).filter_map(|(start, end)| numbered(&paragraphs[start + 1..end]));
        return Some(stories.collect());
    }
    let starts: Vec<Range<usize>> = (0..paragraphs.len()).filter_map(|at| heads(paragraphs, at)).collect();
    let ends = starts.iter().skip(1).map(|next| next.start).chain([paragraphs.len()]);
    let stories = starts.iter().zip(ends).map(|(head, end)| unnumbered(&paragraphs[..end], head.clone()));
    let stories: Vec<Story> = stories.collect();
    (!stories.is_empty()).then_some(stories)
}

/// A line with more letters was not broken to fit a page: it is a paragraph.
const LONG_LINE: usize = 120;

/// A text of the newer export with an empty line between what stands line by line: outlet, day, the headings and the ends of its
/// stories; nothing if it is no such text.
pub(super) fn parted(text: &str) -> Option<String> {
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
    let places =
        |is: &dyn Fn(&String) -> bool| (0..lines.len()).filter(|at| is(&lines[*at])).collect::<Vec<usize>>();
    let ends = places(&is_end);
    let bodies = places(&|line| is_body(line));
    if ends.is_empty() || bodies.is_empty() || lines.iter().any(|line| is_number(line)) {
        return None;
    }
    let mut alone = places(&|line| is_body(line) || is_heading(line) || line.chars().count() > LONG_LINE);
    for body in bodies {
        let start = ends.iter().rfind(|end| **end < body).map_or(0, |end| end + 1);
        let above = lines[start..body].iter().rposition(|text| fact(text).is_none() && is_day(text));
        alone.extend(above.into_iter().flat_map(|day| [(start + day).saturating_sub(1), start + day]));
    }
    alone.sort_unstable();
    let is_alone = |at: usize| alone.binary_search(&at).is_ok();
    let parted = lines.iter().enumerate().map(|(at, line)| {
        let sign = if is_alone(at) || is_alone(at + 1) { "\n\n" } else { "\n" };
        format!("{line}{sign}")
    });
    Some(parted.collect())
}

/// Whether a line heads the text of a story.
fn is_body(line: &str) -> bool {
    matches!(line, "Body" | "BODY")
}

/// Whether a line is what ends the text of a story, or the story.
fn is_heading(line: &str) -> bool {
    matches!(line, END | "Classification" | "Graphic")
}

/// Whether a story is over with a paragraph.
fn is_end(text: &String) -> bool {
    fact(text).is_some_and(|(fact, ..)| fact == Fact::Loaded) || text == END
}

/// What stands above the body whose heading is at a place: the headline, the outlet, the day and the facts.
fn heads(paragraphs: &[String], body: usize) -> Option<Range<usize>> {
    if !is_body(&paragraphs[body]) {
        return None;
    }
    let first = body.saturating_sub(MAX_FACTS);
    let before = paragraphs[first..body].iter().rposition(is_end).map(|at| first + at + 1);
    let first = before.unwrap_or(first);
    let above = &paragraphs[first..body];
    let day = above.iter().rposition(|text| fact(text).is_none() && is_day(text)).map(|at| first + at);
    let start = match day {
        Some(day) => day.checked_sub(2)?,
        // A story without a day begins where the one before ends.
        None => before?,
    };
    let has_facts = paragraphs[start..body].iter().any(|text| fact(text).is_some());
    (has_facts && body - start > 2).then_some(start..body)
}

/// What ends a story.
const END: &str = "End of Document";

/// The story under such a head.
fn unnumbered(paragraphs: &[String], head: Range<usize>) -> Story {
    let (title, source, date) = (head.start, head.start + 1, head.start + 2);
    let day = Some(&paragraphs[date]).filter(|text| is_day(text)).cloned();
    let facts = date + usize::from(day.is_some());
    let mut story = Story {
        title: paragraphs[title].clone(),
        source: Some(paragraphs[source].clone()),
        date: day,
        ..Story::default()
    };
    paragraphs[facts..head.end].iter().for_each(|text| story.take_fact(text));
    story.take_body(&paragraphs[head.end + 1..]);
    story
}

/// A story after its number: outlet, day, headline, facts, text, facts.
fn numbered(paragraphs: &[String]) -> Option<Story> {
    let day = paragraphs.iter().take(8).position(|text| fact(text).is_none() && is_day(text))?;
    let source = paragraphs[..day].iter().find(|text| !is_rights(text));
    let mut story = Story { source: source.cloned(), date: Some(paragraphs[day].clone()), ..Story::default() };
    let is_edition = |text: &str| text.len() < 60 && text.to_lowercase().contains("edition");
    let mut at = day + 1;
    let mut titles: Vec<&str> = Vec::new();
    while at < paragraphs.len() && fact(&paragraphs[at]).is_none() {
        let text = paragraphs[at].as_str();
        // Without a fact between them the headline is one paragraph, and the text begins after it.
        let is_text = !titles.is_empty() && !paragraphs[at..].iter().take(4).any(|text| fact(text).is_some());
        if is_text {
            break;
        }
        if !(is_rights(text) || titles.is_empty() && is_edition(text)) {
            titles.push(text);
        }
        at += 1;
    }
    story.title = titles.join(" ");
    while at < paragraphs.len() && fact(&paragraphs[at]).is_some_and(|(fact, ..)| fact != Fact::Loaded) {
        story.take_fact(&paragraphs[at]);
        at += 1;
    }
    story.take_body(&paragraphs[at..]);
    Some(story)
}

/// Whether a paragraph says whose the text is.
fn is_rights(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.starts_with("copyright") || lower.starts_with('©') || lower.starts_with("all rights reserved")
}

impl Story {
    /// Takes a fact from above or below the text.
    fn take_fact(&mut self, text: &str) {
        let Some((fact, _, value)) = fact(text) else {
            self.left_out.push(text.to_owned());
            return;
        };
        match fact {
            Fact::Title if self.title.is_empty() => value.clone_into(&mut self.title),
            Fact::Byline => self.byline = Some(value.to_owned()),
            Fact::Language => {
                self.language = Some(value.split([';', ',']).next().unwrap_or_default().trim().to_owned());
            }
            Fact::Url if value.starts_with("http") => self.url = Some(value.to_owned()),
            Fact::Lead => self.paragraphs.push(value.to_owned()),
            _ => self.left_out.push(text.to_owned()),
        }
    }

    /// Takes the text up to the facts after it, and these.
    fn take_body(&mut self, paragraphs: &[String]) {
        let ends = |text: &String| {
            let ended =
                fact(text).is_some_and(|(fact, ..)| matches!(fact, Fact::Loaded | Fact::Language | Fact::Other));
            ended || is_heading(text) || is_rights(text)
        };
        let end = paragraphs.iter().position(ends).unwrap_or(paragraphs.len());
        let is_label = |text: &&String| !matches!(text.as_str(), "ABSTRACT" | "FULL TEXT");
        self.paragraphs.extend(paragraphs[..end].iter().filter(is_label).cloned());
        paragraphs[end..].iter().for_each(|text| self.take_fact(text));
    }
}
