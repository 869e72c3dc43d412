//! ProQuest → its stories: a line of underscores between them, `Document 1 of 20`, and labelled facts.

use super::Story;
use super::labels::{Fact, fact, is_rule};

/// Whether a line is the number of a story.
pub(super) fn is_number(line: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let rest = line.trim().strip_prefix("Document ").and_then(|rest| rest.split_once(" of "));
    rest.is_some_and(|(at, of)| number(at) && number(of))
}

/// The stories of an export.
pub(super) fn stories(paragraphs: &[String]) -> Option<Vec<Story>> {
    let is_export = paragraphs.iter().any(|text| is_rule(text))
        && paragraphs
            .iter()
            .any(|text| matches!(fact(text), Some((Fact::Text | Fact::Source, label, _)) if label != "Source"));
    is_export.then(|| paragraphs.split(|text| is_rule(text)).filter_map(story).collect())
}

fn story(paragraphs: &[String]) -> Option<Story> {
    let mut story = Story::default();
    let mut at_text = false;
    for text in paragraphs.iter().filter(|text| !is_number(text)) {
        match fact(text) {
            Some((Fact::Text, _, value)) => {
                story.paragraphs = vec![value.to_owned()];
                at_text = true;
                continue;
            }
            Some((Fact::Lead, _, value)) if story.paragraphs.is_empty() => story.paragraphs.push(value.to_owned()),
            Some((Fact::Title, _, value)) => value.clone_into(&mut story.title),
            Some((Fact::Byline, _, value)) => story.byline = Some(in_order(value)),
            Some((Fact::Source, _, value)) => story.source = Some(value.to_owned()),
            Some((Fact::Date, _, value)) => story.date = Some(value.to_owned()),
            Some((Fact::Language, _, value)) => story.language = Some(value.to_owned()),
            Some((Fact::Url, _, value)) => story.url = Some(value.to_owned()),
            Some((Fact::Id, _, value)) => story.id = Some(value.to_owned()),
            Some(_) => story.left_out.push(text.clone()),
            None if at_text => {
                story.paragraphs.push(text.clone());
                continue;
            }
            None if story.title.is_empty() => story.title.clone_from(text),
            None => story.left_out.push(text.clone()),
        }
        at_text = false;
    }
    (story.source.is_some() || !story.paragraphs.is_empty()).then_some(story)
}

/// The names of writers that are given by their surnames: `Venn, Orla; Brisk, Tam`.
fn in_order(names: &str) -> String {
    let name = |name: &str| match name.trim().trim_end_matches('.').split_once(", ") {
        Some((last, first)) if !first.contains(',') && !last.contains(' ') => format!("{first} {last}"),
        _ => name.trim().to_owned(),
    };
    names.split(';').map(name).collect::<Vec<_>>().join(", ")
}
