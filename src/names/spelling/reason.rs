//! two folded names → the difference in words for a reader.

use super::MODELS;
use super::align::{Alignment, Alignments};
use super::articles::bare_form;
use super::letter_groups::group_names;
use super::letters::{Script, script_of};
use super::table::GAP;

/// More differences than these are not told.
const MOST_TOLD: usize = 2;

/// One place where two names differ: what the query has there, what the candidate has, and how likely the two are one.
struct Difference {
    query: String,
    candidate: String,
    score: f32,
}

/// The difference of two folded names in words: `q written k`, `h left out`, `Arabic letters`, `written as one word`.
///
/// At most two differences of letters are told, the most telling first.
pub fn reason(query: &str, candidate: &str) -> String {
    let (mut one, mut other) = (String::new(), String::new());
    bare_form(query, &mut one);
    bare_form(candidate, &mut other);
    let mut parts: Vec<String> = Vec::new();
    match (script_of(&one), script_of(&other)) {
        (Some(Script::Latin), Some(Script::Latin)) => parts.extend(letters_differ(&one, &other)),
        (Some(query), Some(script)) if query != script => parts.push(format!("{} letters", script_name(script))),
        _ if one != other => parts.push("letters differ".to_owned()),
        _ => {}
    }
    let words = |name: &str| name.split(' ').count();
    match words(&one).cmp(&words(&other)) {
        std::cmp::Ordering::Greater if words(&other) == 1 => parts.push("written as one word".to_owned()),
        std::cmp::Ordering::Greater => parts.push("words joined".to_owned()),
        std::cmp::Ordering::Less => parts.push("written apart".to_owned()),
        std::cmp::Ordering::Equal => {}
    }
    match (words(&one) == words(query), words(&other) == words(candidate)) {
        (false, true) => parts.push("without the article".to_owned()),
        (true, false) => parts.push("with the article".to_owned()),
        _ => {}
    }
    parts.join(", ")
}

fn script_name(script: Script) -> &'static str {
    match script {
        Script::Latin => "Latin",
        Script::Arabic => "Arabic",
        Script::Cyrillic => "Cyrillic",
        Script::Hebrew => "Hebrew",
    }
}

fn letters_differ(query: &str, candidate: &str) -> Vec<String> {
    let model = &*MODELS[Script::Latin.number()];
    let mut alignments = Alignments::default();
    model.aligner.align(query, candidate, &mut alignments);
    let mut differences = differences(&alignments.groups);
    differences.sort_by(|a, b| a.score.total_cmp(&b.score));
    differences.dedup_by(|a, b| a.query == b.query && a.candidate == b.candidate);
    differences.truncate(MOST_TOLD);
    let told = |d: Difference| match (d.query.as_str(), d.candidate.as_str()) {
        ("", added) => format!("{added} added"),
        (left_out, "") => format!("{left_out} left out"),
        (query, candidate) => format!("{query} written {candidate}"),
    };
    differences.into_iter().map(told).collect()
}

/// The places where two Latin names differ; letters left out or added beside another difference are one place with it.
fn differences(alignment: &Alignment) -> Vec<Difference> {
    let names = group_names(Script::Latin);
    let name = |group: u8| if group == GAP { "" } else { names.get(usize::from(group)).map_or("", String::as_str) };
    let mut found: Vec<Difference> = Vec::new();
    let mut open = false;
    for step in &alignment.steps {
        if step.left == step.right {
            open = false;
            continue;
        }
        if !open || step.left != GAP && step.right != GAP {
            found.push(Difference { query: String::new(), candidate: String::new(), score: 0.0 });
            open = true;
        }
        if let Some(last) = found.last_mut() {
            last.query.push_str(name(step.left));
            last.candidate.push_str(name(step.right));
            last.score += step.score;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_in_words() {
        for (query, candidate, expected) in [
            ("raqqa", "rakka", "qq written kk"),
            ("saraqib", "sarakeb", ""),
            ("kafr anbel", "kafranbel", "written as one word"),
            ("kafranbel", "kafr anbel", "written apart"),
            ("saraqib", "سراقب", "Arabic letters"),
            ("سراقب", "saraqib", "Latin letters"),
            ("as safiye", "safiye", "without the article"),
            ("safiye", "as safiye", "with the article"),
            ("raqqah", "raqqa", "ah written a"),
        ] {
            let told = reason(query, candidate);
            if expected.is_empty() {
                assert!(
                    ["q written k, i written e", "i written e, q written k"].contains(&told.as_str()),
                    "{told}"
                );
            } else {
                assert_eq!(told, expected, "{query} {candidate}");
            }
        }
    }
}
